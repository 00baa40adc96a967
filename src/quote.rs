//! Quoting: every value that reaches a shell passes through here, one function per syntax.

use crate::bytes;
use crate::shell::Syntax;
use std::ffi::OsStr;
use std::path::Path;

/// Quotes `value` as one word of the given syntax. Any byte but NUL is carried.
pub fn word(syntax: Syntax, value: &OsStr) -> Vec<u8> {
    match syntax {
        Syntax::Posix if cfg!(windows) => posix(&crate::msys::posix(value)),
        Syntax::Posix => posix(value),
        Syntax::Fish => fish(value),
        Syntax::Batch => windows(Path::new(value)).into_bytes(),
    }
}

/// Quotes for bash, zsh and other POSIX shells.
pub fn posix(value: &OsStr) -> Vec<u8> {
    posix_bytes(bytes::of(value))
}

/// Quotes what is no name but a script.
pub fn posix_bytes(value: &[u8]) -> Vec<u8> {
    // allow_nul makes the call infallible; no name or variable of the system can hold a NUL.
    shlex::bytes::Quoter::new()
        .allow_nul(true)
        .quote(value)
        .map_or_else(|_| b"''".to_vec(), std::borrow::Cow::into_owned)
}

/// Quotes a path for a person to copy into cmd or PowerShell. No name there holds a double quote.
pub fn windows(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_alphanumeric() || "\\/:._-+@~".contains(c);
    if text.chars().all(plain) { text } else { format!("\"{text}\"") }
}

/// Quotes for fish, where a backslash inside single quotes escapes itself and the quote
/// (fish manual, "Quotes"), so that POSIX quoting would shrink `\\` and lose a trailing `\`.
pub fn fish(value: &OsStr) -> Vec<u8> {
    let mut quoted = vec![b'\''];
    for &byte in bytes::of(value) {
        if matches!(byte, b'\'' | b'\\') {
            quoted.push(b'\\');
        }
        quoted.push(byte);
    }
    quoted.push(b'\'');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fish_str(value: &str) -> String {
        String::from_utf8(fish(OsStr::new(value))).unwrap()
    }

    #[test]
    fn fish_escapes_backslash_and_quote_only() {
        assert_eq!(fish_str("plain"), "'plain'");
        assert_eq!(fish_str("it's"), r"'it\'s'");
        assert_eq!(fish_str(r"end\"), r"'end\\'");
        assert_eq!(fish_str("$HOME(x)"), "'$HOME(x)'");
    }

    #[test]
    fn posix_carries_what_is_not_utf8() {
        let bytes = b"caf\xe9 'x'\n$(y)";
        let quoted = posix_bytes(bytes);
        assert_eq!(shlex::bytes::split(&quoted), Some(vec![bytes.to_vec()]));
    }

    #[test]
    fn an_empty_value_is_still_a_word() {
        assert_eq!(posix(OsStr::new("")), b"''");
        assert_eq!(fish(OsStr::new("")), b"''");
    }
}
