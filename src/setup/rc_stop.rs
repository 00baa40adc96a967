//! Lines of an rc file that end it, so that the shell does not come to what is below them. Pure.

use crate::setup::rc_line::is_comment;

/// A line that ends the file before what is below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// Counted from one.
    pub number: usize,
    /// The line itself.
    pub text: String,
    /// How many bytes of the file are before the command that ends it.
    pub above: usize,
}

/// The lines above line `below` that may end the file, or the shell, whatever comes after. Only a line that
/// is not indented counts: an indented one is mostly in an `if` or a function. In such a line each command
/// that follows a `;` is looked at too.
pub fn stops(text: &[u8], below: usize) -> Vec<Stop> {
    let (mut stops, mut start) = (Vec::new(), 0);
    let lines = text.split_inclusive(|&byte| byte == b'\n').enumerate().take(below.saturating_sub(1));
    for (index, line) in lines {
        let ends = line.iter().enumerate().filter(|(_, byte)| **byte == b';').map(|(at, _)| at);
        let commands = [None].into_iter().chain(ends.map(Some));
        for end in commands.filter(|_| line.first().is_some_and(|byte| !byte.is_ascii_whitespace())) {
            let (before, command) = line.split_at(end.unwrap_or(0));
            if is_stop(command.strip_prefix(b";").unwrap_or(command)) && !is_comment(before) {
                stops.push(Stop {
                    number: index + 1,
                    text: String::from_utf8_lossy(line).trim_end().to_string(),
                    above: start + before.len(),
                });
            }
        }
        start += line.len();
    }
    stops
}

/// Whether the command with which this begins ends the file.
fn is_stop(command: &[u8]) -> bool {
    let command = command.split(|&byte| byte == b';').next().unwrap_or_default();
    let words: Vec<&[u8]> = command.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).collect();
    match words.as_slice() {
        // In the background.
        [.., b"&"] => false,
        [b"command" | b"builtin", rest @ ..] | rest => match rest {
            // `exec >log` and `exec 3<&0` only redirect.
            [b"exec", first, ..] => !first.iter().any(|byte| b"<>".contains(byte)),
            [b"return" | b"exit", ..] => true,
            _ => false,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_the_file_is_named() {
        let stops = |text: &str| -> Vec<usize> {
            stops(text.as_bytes(), usize::MAX).into_iter().map(|stop| stop.number).collect()
        };
        assert_eq!(stops("a\nexec fish\nexit\n"), [2, 3]);
        assert_eq!(stops("return 0 # no more\n"), [1]);
        assert_eq!(stops("a\nx; exec fish\ny;exit\ncommand exec fish\n"), [2, 3, 4]);
        assert_eq!(stops("# x; exec fish\nx #; exit\nexec fish &\nx; exec >log\nfish; exits\n"), [0; 0]);
        assert_eq!(super::stops(b"a\nx; exec fish\n", usize::MAX)[0].above, 3);
        assert_eq!(
            stops("if x; then\n  return\nfi\n[ -z \"$PS1\" ] && return\nexec 3>&1\nexec >log\n"),
            [0; 0]
        );
        assert_eq!(super::stops(b"a\nb\nexec fish\n", 2), []);
    }
}
