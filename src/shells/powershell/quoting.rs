//! PowerShell's quoting.

use crate::system::os_bytes;
use std::ffi::OsStr;
use std::path::Path;

/// Quotes for PowerShell, in ASCII alone: the text goes through the console's code page on its way
/// in, and four characters beyond ASCII end a single-quoted string as `'` does (docs/powershell.md, "Quotation marks").
/// A value that is not Unicode comes out with U+FFFD; PowerShell could not carry it anyway.
pub fn word(value: &OsStr) -> Vec<u8> {
    let plain = |byte: &u8| matches!(byte, b' '..=b'~') && *byte != b'\'';
    if os_bytes::bytes(value).iter().all(plain) {
        return [b"'", os_bytes::bytes(value), b"'"].concat();
    }
    [b"([regex]::Unescape('".as_slice(), &utf16_escapes(value), b"'))"].concat()
}

/// A value as `[regex]::Unescape` of .NET reads it: ASCII letters and digits and `/._-` as they
/// are, all else as `\uXXXX`, by UTF-16 unit.
pub fn utf16_escapes(value: &OsStr) -> Vec<u8> {
    let mut text = Vec::new();
    for unit in value.to_string_lossy().encode_utf16() {
        match u8::try_from(unit) {
            Ok(byte) if byte.is_ascii_alphanumeric() || b"/._-".contains(&byte) => text.push(byte),
            _ => text.extend_from_slice(format!("\\u{unit:04x}").as_bytes()),
        }
    }
    text
}

/// Quotes a path for the user to read, and to copy. What is safe in another shell may be code in PowerShell, which has more quotes.
pub fn typed(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_ascii_alphanumeric() || "\\/:._-+".contains(c);
    if text.chars().all(plain) {
        return text;
    }
    let mut quoted = String::from("'");
    for c in text.chars() {
        if matches!(c, '\'' | '\u{2018}'..='\u{201b}') {
            quoted.push(c);
        }
        quoted.push(c);
    }
    quoted + "'"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_copied_into_it_never_ends_early() {
        let typed = |value: &str| super::typed(Path::new(value));
        assert_eq!(typed("/a/.venv"), "/a/.venv");
        assert_eq!(typed("it's $(x)"), "'it''s $(x)'");
        assert_eq!(typed("\u{2019};x;\u{201d}"), "'\u{2019}\u{2019};x;\u{201d}'");
    }

    #[test]
    fn a_word_is_ascii_and_never_ends_early() {
        let word = |value: &str| String::from_utf8(super::word(OsStr::new(value))).unwrap();
        assert_eq!(word("$HOME `x"), "'$HOME `x'");
        assert_eq!(word("it's"), r"([regex]::Unescape('it\u0027s'))");
        assert_eq!(word("\u{2019}\u{1f692}\n"), r"([regex]::Unescape('\u2019\ud83d\ude92\u000a'))");
    }
}
