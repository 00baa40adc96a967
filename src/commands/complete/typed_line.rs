//! Splits a command line that is being typed into words: its last quote may still be open.

use crate::system::os_bytes;
use std::ffi::{OsStr, OsString};

/// One of these closes any quote that is open at the end of a line.
const ENDS: [&str; 5] = ["", "\\", "'", "\"", "\\\""];

/// The words of a line, in the syntax of POSIX shells.
pub fn words(line: &OsStr) -> Vec<OsString> {
    match line.to_str() {
        Some(line) => words_of_text(line),
        // shell-words accepts only text; shlex splits other bytes too, by the same rules, except that it makes
        // an empty word at the end of a line that continues in the next.
        None => words_of_bytes(os_bytes::of(line)),
    }
}

fn words_of_text(line: &str) -> Vec<OsString> {
    let words = ENDS.iter().find_map(|end| shell_words::split(&[line, end].concat()).ok());
    words.unwrap_or_default().into_iter().map(OsString::from).collect()
}

fn words_of_bytes(line: &[u8]) -> Vec<OsString> {
    let words = ENDS.iter().find_map(|end| shlex::bytes::split(&[line, end.as_bytes()].concat()));
    words.unwrap_or_default().into_iter().filter_map(os_bytes::name).collect()
}

/// The words of bash's line up to the cursor, and the part of the last word that bash will not replace: it also
/// splits words at `=` and `:` (`COMP_WORDBREAKS`).
pub fn of_bash(line: &OsStr, current: &OsStr) -> (Vec<OsString>, OsString) {
    let mut words = words(line);
    if line.is_empty() || os_bytes::of(line).ends_with(b" ") && current.is_empty() {
        words.push(OsString::new());
    }
    let last = words.last().cloned().unwrap_or_default();
    // Text after an open quote arrives without the quote, and is literal.
    let unquoted = self::words(current).pop().unwrap_or_default();
    let mut meanings = [os_bytes::of(current), os_bytes::of(&unquoted)].into_iter();
    let prefix = meanings.find_map(|current| os_bytes::of(&last).strip_suffix(current)).unwrap_or_default();
    (words, os_bytes::name(prefix.to_vec()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bash(line: &str, current: &str) -> (Vec<OsString>, OsString) {
        of_bash(OsStr::new(line), OsStr::new(current))
    }

    #[test]
    fn bash_splits_words_where_the_user_did_not() {
        assert_eq!(
            bash("venvhook init --trust=as", "as"),
            (vec!["venvhook".into(), "init".into(), "--trust=as".into()], "--trust=".into())
        );
        assert_eq!(
            bash("venvhook allow ", ""),
            (vec!["venvhook".into(), "allow".into(), "".into()], "".into())
        );
        assert_eq!(bash("venvhook allow a:b", "b").1, "a:");
    }

    #[test]
    fn an_open_quote_is_closed() {
        for (line, current) in [
            ("venvhook allow my\\ pro", "my\\ pro"),
            ("venvhook allow 'my pro", "my pro"),
            ("venvhook allow \"my pro", "my pro"),
        ] {
            assert_eq!(bash(line, current).0.pop().unwrap(), "my pro", "{line}");
        }
    }

    #[test]
    fn every_line_has_words_and_bytes_have_those_of_text() {
        for (line, last) in [
            ("x my\\", "my\\"),
            ("x \"my\\", "my\\"),
            ("x 'my\\", "my\\"),
            ("x 'it'\\''s", "it's"),
            ("x # y", "x"),
        ] {
            assert_eq!(words_of_text(line).pop().unwrap(), last, "{line}");
            assert_eq!(words_of_bytes(line.as_bytes()), words_of_text(line), "{line}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn bytes_that_are_no_text_arrive() {
        let line = os_bytes::name(b"x 'a \xff".to_vec()).unwrap();
        assert_eq!(words(&line).pop(), os_bytes::name(b"a \xff".to_vec()));
    }
}
