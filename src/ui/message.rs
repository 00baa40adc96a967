//! What is said to the user: one line on stderr that begins with `venvhook: `.

use crate::shells::Shell;
use crate::shells::current;
use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use std::fmt::Write;
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::OnceLock;

/// Needs attention.
pub const ATTENTION: Style = AnsiColor::Yellow.on_default();
/// A venv was switched on.
pub const ON: Style = AnsiColor::Green.on_default();
/// A venv was switched off.
pub const OFF: Style = Style::new().dimmed();

/// Says one line on stderr. Control characters are shown, not sent to the terminal.
pub fn say(text: &str) {
    say_in(ATTENTION, text);
}

/// Says that what the user asked for was done.
pub fn done(text: &str) {
    say_in(ON, text);
}

fn say_in(style: Style, text: &str) {
    // There is nowhere left to tell that stderr is closed.
    let _ = anstream::stderr().write_all(format!("{}\n", styled(style, text)).as_bytes());
}

/// A whole line for a shell to print on the stderr that it shares with us, in colour if that is a
/// terminal that shows it and the user has not said otherwise (`NO_COLOR`, `CLICOLOR_FORCE`).
pub fn line(style: Style, text: &str) -> String {
    let plain = AutoStream::choice(&io::stderr()) == ColorChoice::Never;
    styled(if plain { Style::new() } else { style }, text)
}

fn styled(style: Style, text: &str) -> String {
    format!("{style}venvhook:{style:#} {}", printable(text))
}

/// `text` with each control character in its escaped form (`\n`, `\u{1b}`).
pub fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_obeyed(c) {
            let _ = write!(shown, "{}", c.escape_default());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// Whether a terminal may do something other than show the character: control characters, and those that
/// reorder what is around them, and so could make a path look like another.
pub fn is_obeyed(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A path for a message, the home directory as `~` where shells know that.
pub fn path(path: &Path) -> String {
    if cfg!(windows) {
        return windows_path(reader(), path);
    }
    let home = dirs::home_dir().filter(|home| home.parent().is_some());
    match home.as_deref().and_then(|home| path.strip_prefix(home).ok()) {
        Some(rest) if rest.as_os_str().is_empty() => "~".into(),
        Some(rest) => format!("~/{}", rest.display()),
        None => path.display().to_string(),
    }
}

static READER: OnceLock<Shell> = OnceLock::new();

/// Tells in which shell what is said will be read. Else it is the one whose function called us, if any.
pub fn read_in(shell: Shell) {
    let _ = READER.set(shell);
}

fn reader() -> Option<Shell> {
    READER.get().copied().or_else(current::of_environment)
}

/// A path as an argument in a remedy that the user may copy: quoted where a shell needs it.
pub fn argument(path: &Path) -> String {
    argument_in(reader(), path)
}

/// The same, to be copied into this shell; `None`: it is not known which.
pub fn argument_in(reader: Option<Shell>, path: &Path) -> String {
    reader.unwrap_or(Shell::USUAL).dialect().typed(path)
}

fn windows_path(reader: Option<Shell>, path: &Path) -> String {
    let own = reader.and_then(|shell| shell.dialect().windows_path(path.as_os_str()));
    own.map_or_else(|| path.display().to_string(), |own| own.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_terminal_gets_no_control_character() {
        assert_eq!(printable("a\u{1b}[31mb\nc"), "a\\u{1b}[31mb\\nc");
        assert_eq!(printable("x\u{202e}y"), "x\\u{202e}y");
        assert_eq!(printable("né"), "né");
    }

    #[cfg(unix)]
    #[test]
    fn what_is_copied_arrives_as_it_was() {
        let typed = |reader, path: &str| argument_in(reader, Path::new(path));
        for shell in [Some(Shell::Bash), Some(Shell::Zsh), Some(Shell::Fish), None] {
            assert_eq!(typed(shell, "/a/.venv"), "/a/.venv");
            assert_eq!(typed(shell, "/it's $x"), r"'/it'\''s $x'");
            for read in ["a!b", "^a", "{a,b}", "a\rb", "~", "a*", "[a]", "a\\'"] {
                assert!(typed(shell, read).starts_with('\''), "{read:?}");
            }
        }
        assert_eq!(typed(Some(Shell::Fish), r"/a\"), r"'/a\\'");
        assert_eq!(typed(Some(Shell::Bash), r"/a\"), r"'/a\'");
    }

    #[test]
    fn on_windows_a_path_is_in_the_readers_form() {
        // As Git Bash hands over its directory, and a venv's name after it.
        let path = Path::new("C:/p q\\.venv");
        assert_eq!(windows_path(Some(Shell::Bash), path), "/c/p q/.venv");
        for other in [Some(Shell::Cmd), None] {
            assert_eq!(windows_path(other, Path::new("C:\\p q")), "C:\\p q");
        }
    }
}
