//! The line in an rc file that loads the hook: found, added and removed again, byte by byte.
//!
//! Pure. A marked line is one that `venvhook setup` wrote. Its mark says what else was written with
//! it, so that removing it leaves the file as it was.

use crate::shells::{Shell, Syntax};
use clap::ValueEnum;

/// The line for a login bash's file, which is the only rc file that a login bash reads.
pub const READS_BASHRC: &str = "if [ -r ~/.bashrc ]; then . ~/.bashrc; fi";
/// Every line of setup contains this. A comment in each shell; in a file with CRLF it includes the CR.
const MARK: &str = "# by venvhook setup";
/// What follows the mark, by the number of line ends that were added before the line.
const BEFORE: [&str; 3] = ["", ", with the line end before it", ", with both line ends before it"];
/// What follows the mark in a file that did not exist before.
const NEW_FILE: &str = ", in a new file";

/// A line that loads the hook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Counted from one.
    pub number: usize,
    /// Whether setup wrote it; otherwise the user did.
    pub marked: bool,
}

/// The first line that loads the hook of this shell, if there is one.
pub fn find(text: &[u8], shell: Shell) -> Option<Line> {
    let mut lines = text.split(|&byte| byte == b'\n').enumerate();
    lines.find_map(|(index, line)| {
        // A word that is not a shell's name may be a variable.
        let named = Shell::from_str(&String::from_utf8_lossy(init(line)?), false);
        named
            .map_or(true, |named| named == shell)
            .then(|| Line { number: index + 1, marked: mark(line).is_some() })
    })
}

/// The file's text with `line` at its end. `None`: there was no file.
pub fn add(text: Option<&[u8]>, line: &[u8], syntax: Syntax) -> Vec<u8> {
    let old = text.unwrap_or_default();
    let end = line_end(old);
    let before = line_ends_needed(old, syntax);
    let mut new = old.to_vec();
    for _ in 0..before {
        new.extend_from_slice(end);
    }
    let behind = if text.is_none() { NEW_FILE } else { BEFORE[before] };
    for part in [line, b" ", MARK.as_bytes(), behind.as_bytes(), end] {
        new.extend_from_slice(part);
    }
    new
}

/// The text without the lines that setup wrote; `None` if nothing is left of a file that setup created.
pub fn remove(text: &[u8]) -> Option<Vec<u8>> {
    let (mut kept, mut made) = (Vec::with_capacity(text.len()), false);
    let mut lines = text.split_inclusive(|&byte| byte == b'\n').peekable();
    while let Some(line) = lines.next() {
        match mark(line) {
            Some(mark) if loads(line) => {
                let end: &[u8] = if line.ends_with(b"\r\n") { b"\r\n" } else { b"\n" };
                // If something follows, these line ends separate it from what is above.
                let before = if lines.peek().is_none() { mark.before } else { 0 };
                for _ in 0..before {
                    kept.truncate(kept.strip_suffix(end).unwrap_or(&kept).len());
                }
                made |= mark.new_file;
            }
            _ => kept.extend_from_slice(line),
        }
    }
    if made && kept.is_empty() { None } else { Some(kept) }
}

/// The lines that setup wrote, unchanged.
pub fn marked(text: &[u8]) -> Vec<&[u8]> {
    let lines = text.split(|&byte| byte == b'\n').filter(|line| loads(line) && mark(line).is_some());
    lines.map(<[u8]>::trim_ascii_end).collect()
}

/// A line that ends the file, so that what follows it never runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// Counted from one.
    pub number: usize,
    /// The line itself.
    pub text: String,
    /// How many bytes of the file are before the command that ends it.
    pub above: usize,
}

/// The lines above line `below` that may end the file, or the shell, whatever follows. Only lines that are not
/// indented count: an indented one is mostly inside an `if` or a function. In such a line each command that
/// follows a `;` is checked too.
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

struct Mark {
    before: usize,
    new_file: bool,
}

/// The mark that a line ends in.
fn mark(line: &[u8]) -> Option<Mark> {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let at = rfind(line, MARK.as_bytes())?;
    let behind = &line[at + MARK.len()..];
    if behind == NEW_FILE.as_bytes() {
        return Some(Mark { before: 0, new_file: true });
    }
    let before = BEFORE.iter().position(|text| text.as_bytes() == behind)?;
    Some(Mark { before, new_file: false })
}

fn loads(line: &[u8]) -> bool {
    init(line).is_some() || line.starts_with(READS_BASHRC.as_bytes())
}

/// The word after `venvhook init`, whatever the path of the program is, if that is not in a comment.
fn init(line: &[u8]) -> Option<&[u8]> {
    let mut from = 0;
    while let Some(at) = line[from..].windows(8).position(|word| word == b"venvhook") {
        let (start, mut rest) = (from + at, &line[from + at + 8..]);
        rest = rest.strip_prefix(b".exe").unwrap_or(rest);
        if let Some(first @ (b'"' | b'\'')) = rest.first() {
            // A path in quotes.
            rest = if line[..start].contains(first) { &rest[1..] } else { b"" };
            // PowerShell's escapes are in brackets.
            while let Some(less) = rest.strip_prefix(b")") {
                rest = less;
            }
        }
        let word = rest.trim_ascii_start();
        let behind = word.strip_prefix(b"init").filter(|_| word.len() < rest.len());
        if let Some(behind) = behind.filter(|end| end.first().is_some_and(u8::is_ascii_whitespace)) {
            let behind = behind.trim_ascii_start();
            let end = behind.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(behind.len());
            return (!behind.is_empty() && !is_comment(&line[..start])).then_some(&behind[..end]);
        }
        from = start + 8;
    }
    None
}

/// Whether what follows `before` on the same line is in a comment.
fn is_comment(before: &[u8]) -> bool {
    let (mut quote, mut is_word_start, mut bytes) = (None, true, before.iter());
    while let Some(byte) = bytes.next() {
        match (quote, byte) {
            (None, b'#') if is_word_start => return true,
            (None | Some(b'"'), b'\\') => _ = bytes.next(),
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), _) if open == *byte => quote = None,
            _ => {}
        }
        is_word_start = byte.is_ascii_whitespace();
    }
    false
}

/// The line end of the last line, to be used for the next one too.
fn line_end(text: &[u8]) -> &'static [u8] {
    match text.iter().rposition(|&byte| byte == b'\n') {
        Some(at) if text[..at].ends_with(b"\r") => b"\r\n",
        _ => b"\n",
    }
}

/// How many line ends are needed before a new line: one for a last line without an end, one more where that
/// line would continue in the next.
fn line_ends_needed(text: &[u8], syntax: Syntax) -> usize {
    let Some(line) = text.split_inclusive(|&byte| byte == b'\n').next_back() else { return 0 };
    let body = line.strip_suffix(b"\n").unwrap_or(line);
    let unended = usize::from(body.len() == line.len());
    let body = body.strip_suffix(b"\r").unwrap_or(body);
    let escape = if syntax == Syntax::PowerShell { b'`' } else { b'\\' };
    let escapes = body.iter().rev().take_while(|&&byte| byte == escape).count();
    unended + escapes % 2
}

fn rfind(text: &[u8], word: &[u8]) -> Option<usize> {
    text.windows(word.len()).rposition(|window| window == word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LINE: &[u8] = b"eval \"$(venvhook init bash)\"";

    fn add_text(text: &str) -> String {
        String::from_utf8(add(Some(text.as_bytes()), LINE, Syntax::Posix)).unwrap()
    }

    #[test]
    fn the_line_is_a_line_of_its_own_at_the_end() {
        let line = "eval \"$(venvhook init bash)\" # by venvhook setup";
        assert_eq!(add_text(""), format!("{line}\n"));
        assert_eq!(add_text("a\n"), format!("a\n{line}\n"));
        assert_eq!(add_text("a"), format!("a\n{line}, with the line end before it\n"));
        assert_eq!(add_text("a\r\n"), format!("a\r\n{line}\r\n"));
        assert_eq!(add_text("a \\\n"), format!("a \\\n\n{line}, with the line end before it\n"));
        assert_eq!(add_text("a \\"), format!("a \\\n\n{line}, with both line ends before it\n"));
        assert_eq!(add_text("a \\\\"), format!("a \\\\\n{line}, with the line end before it\n"));
    }

    #[test]
    fn a_line_of_the_user_is_recognised_and_a_comment_is_not() {
        let find = |text: &[u8]| {
            [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::PowerShell]
                .iter()
                .find_map(|shell| find(text, *shell))
        };
        for line in [
            "eval \"$(venvhook init bash)\"",
            "  [ -x ~/bin/venvhook ] && eval \"$(~/bin/venvhook init zsh --quiet)\"",
            "eval \"$('/opt/my tools/venvhook' init zsh)\"",
            "venvhook init fish | source",
            "Invoke-Expression (& { (venvhook init powershell | Out-String) })",
            "Invoke-Expression (& 'C:\\Tools\\venvhook.exe' init powershell | Out-String)\r",
        ] {
            assert_eq!(
                find(format!("x\n{line}").as_bytes()),
                Some(Line { number: 2, marked: false }),
                "{line}"
            );
        }
        for line in [
            "# eval \"$(venvhook init bash)\"",
            "true   # venvhook init bash",
            "echo \"it's\" 'a # b' # venvhook init bash",
            "venvhook initialise x",
            "venvhook list",
            "venvhook' init x",
            "venvhook init\r",
        ] {
            assert_eq!(find(line.as_bytes()), None, "{line}");
        }
        assert_eq!(find(add_text("a\nb").as_bytes()), Some(Line { number: 3, marked: true }));
    }

    #[test]
    fn the_line_of_another_shell_does_not_count() {
        let both = b"eval \"$(venvhook init zsh)\"\neval \"$(venvhook init bash)\"\n";
        assert_eq!(find(both, Shell::Bash).map(|line| line.number), Some(2));
        assert_eq!(find(both, Shell::Zsh).map(|line| line.number), Some(1));
        assert_eq!(find(both, Shell::Fish), None);
        assert_eq!(find(b"venvhook init $name", Shell::Fish).map(|line| line.number), Some(1));
        assert_eq!(find(b"venvhook init pwsh", Shell::PowerShell).map(|line| line.number), Some(1));
    }

    #[test]
    fn a_line_of_the_user_stays_and_an_edited_line_of_setup_is_removed() {
        let by_hand = b"a\neval \"$(venvhook init bash)\"\nb";
        assert_eq!(remove(by_hand), Some(by_hand.to_vec()));
        let edited = add_text("a").replace("init bash", "init bash --quiet") + "b\n";
        assert_eq!(remove(edited.as_bytes()), Some(b"a\nb\n".to_vec()));
    }

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

    fn some_text() -> impl Strategy<Value = Vec<u8>> {
        let part = prop_oneof![
            any::<Vec<u8>>(),
            Just(b"\n".to_vec()),
            Just(b"\r\n".to_vec()),
            Just(b"\\".to_vec()),
            Just(b"`".to_vec()),
            Just(MARK.as_bytes().to_vec()),
            Just(LINE.to_vec()),
            Just(b"# ".to_vec()),
            Just(BEFORE[1].as_bytes().to_vec()),
        ];
        prop::collection::vec(part, 0..8)
            .prop_map(|parts| parts.concat())
            .prop_filter("nothing loads the hook yet", |text| find(text, Shell::Bash).is_none())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn setup_then_remove_changes_nothing(text in some_text(), powershell: bool) {
            let syntax = if powershell { Syntax::PowerShell } else { Syntax::Posix };
            let added = add(Some(&text), LINE, syntax);
            prop_assert!(added.starts_with(&text));
            prop_assert_eq!(find(&added, Shell::Bash).map(|line| line.marked), Some(true));
            prop_assert_eq!(marked(&added).len(), 1);
            prop_assert_eq!(remove(&added), Some(text));
        }

        #[test]
        fn what_is_added_below_later_stays_a_line(text in some_text(), later in some_text()) {
            prop_assume!(!later.is_empty());
            let added = add(Some(&text), LINE, Syntax::Posix);
            let kept = remove(&[added.as_slice(), &later].concat()).unwrap();
            prop_assert!(kept.starts_with(&text) && kept.ends_with(&later));
            let between = &kept[text.len()..kept.len() - later.len()];
            prop_assert!(between.iter().all(|byte| b"\r\n".contains(byte)));
            prop_assert!(text.is_empty() || text.ends_with(b"\n") || between.ends_with(b"\n"));
        }
    }

    #[test]
    fn a_new_file_goes_again_unless_something_else_is_in_it() {
        let new = add(None, LINE, Syntax::Posix);
        assert_eq!(remove(&new), None);
        assert_eq!(remove(&[b"x\n", new.as_slice()].concat()), Some(b"x\n".to_vec()));
        assert_eq!(remove(b""), Some(Vec::new()));
    }
}
