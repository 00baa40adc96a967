//! `venvhook complete`: the question of the completion scripts while a line is being typed. The answer has one
//! line per candidate: `KIND`, the value and a help text, separated by tabs.

pub mod candidates;
pub mod typed_line;
pub mod values;

use crate::cli::{Complete, Typist};
use crate::records::grants::Grants;
use crate::shells::powershell::quoting;
use crate::system::os_bytes;
use crate::system::percent_arguments;
use crate::ui::message;
use crate::ui::print::print;
use anyhow::Result;
use candidates::Answer;
use std::ffi::{OsStr, OsString};
use std::process::ExitCode;

/// Prints the candidates for the end of the line.
pub fn run(args: &Complete) -> Result<ExitCode> {
    let (words, prefix) = match (args.typist, args.words.as_slice()) {
        (Typist::Bash, [line, current]) => typed_line::from_bash(line, current),
        (Typist::Powershell, words) => (words.iter().map(uncoded).collect(), OsString::new()),
        (Typist::Clink, _) => (clink(), OsString::new()),
        (_, words) => (words.to_vec(), OsString::new()),
    };
    let dir = std::env::current_dir().unwrap_or_default();
    let mut text = Vec::new();
    for answer in candidates::answers(&words, &dir, &Grants::open()) {
        text.extend(line(args.typist, &answer, &prefix).unwrap_or_default());
    }
    print(&text)
}

/// The words from Clink's script; on a command line of cmd they could be run as code.
fn clink() -> Vec<OsString> {
    let words = std::env::var("VENVHOOK_CMD_WORDS").unwrap_or_default();
    words.split('\n').map(OsString::from).collect()
}

/// A word as PowerShell passes it: percent-encoded, after a letter, because 5.1 would drop an empty one.
fn uncoded(word: &OsString) -> OsString {
    let word = word.to_str().and_then(|word| word.get(1..)).unwrap_or_default();
    percent_arguments::decode(word.into())
}

/// A line of the answer; `None` for a value that a line cannot contain.
fn line(typist: Typist, answer: &Answer, prefix: &OsStr) -> Option<Vec<u8>> {
    let (value, help) = match answer {
        Answer::Shell(kind) => return Some(format!("{}\t\t\n", kind.name()).into_bytes()),
        Answer::Word(value, help) => (value, help),
    };
    let value = os_bytes::bytes(value).strip_prefix(os_bytes::bytes(prefix))?.to_vec();
    // Nor one that a terminal would act on.
    let text = String::from_utf8_lossy(&value);
    if message::printable(&text) != text {
        return None;
    }
    let help = message::printable(help);
    let (value, help) = match typist {
        Typist::Powershell => {
            (quoting::utf16_escapes(&os_bytes::from_bytes(value)?), quoting::utf16_escapes(OsStr::new(&help)))
        }
        _ => (value, help.into_bytes()),
    };
    Some([b"word\t".as_slice(), &value, b"\t", &help, b"\n"].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_control_character_reaches_the_terminal() {
        let line =
            |value: &str| line(Typist::Zsh, &Answer::Word(value.into(), "a\u{1b}b".into()), OsStr::new(""));
        assert_eq!(line("x y"), Some(b"word\tx y\ta\\u{1b}b\n".to_vec()));
        for value in ["a\nb", "a\tb", "\u{1b}[2J", "\u{9b}2J", "x\u{202e}y"] {
            assert_eq!(line(value), None, "{value:?}");
        }
    }
}
