//! Quoting: every value that reaches a shell passes through here, one function per syntax.

use crate::shells::Syntax;
use crate::system::os_bytes;
use std::ffi::OsStr;
use std::path::Path;

/// Quotes `value` as one word of the given syntax. Any byte but NUL is carried.
pub fn word(syntax: Syntax, value: &OsStr) -> Vec<u8> {
    match syntax {
        Syntax::Posix if cfg!(windows) => posix(&crate::shells::git_bash::posix(value)),
        Syntax::Posix => posix(value),
        Syntax::Fish => fish(value),
        Syntax::PowerShell => powershell(value),
        Syntax::Batch => windows(Path::new(value)).into_bytes(),
    }
}

/// Quotes for bash, zsh and other POSIX shells: `'…'`, each quote in it as `'\''`.
///
/// By hand, for what a shell evaluates: shell-words takes no bytes, and leaves bare what some shell reads
/// (`{a,b}`, zsh's `^`); shlex puts two quoted parts side by side, which zsh's RC_QUOTES reads as a quote
/// (zshoptions manual). What a person copies is quoted by `message::argument`.
pub fn posix(value: &OsStr) -> Vec<u8> {
    posix_bytes(os_bytes::bytes(value))
}

/// Quotes what is no name but a script.
pub fn posix_bytes(bytes: &[u8]) -> Vec<u8> {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"/._-+@%:,".contains(byte);
    if !bytes.is_empty() && bytes.iter().all(plain) {
        return bytes.to_vec();
    }
    let mut quoted = vec![b'\''];
    for &byte in bytes {
        match byte {
            b'\'' => quoted.extend_from_slice(br"'\''"),
            _ => quoted.push(byte),
        }
    }
    quoted.push(b'\'');
    quoted
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
    for &byte in os_bytes::bytes(value) {
        if matches!(byte, b'\'' | b'\\') {
            quoted.push(b'\\');
        }
        quoted.push(byte);
    }
    quoted.push(b'\'');
    quoted
}

/// Quotes for PowerShell, in ASCII alone: the text goes through the console's code page on its way
/// in, and four characters beyond ASCII end a single-quoted string as `'` does (facts/powershell.md).
/// A value that is not Unicode comes out with U+FFFD; PowerShell could not carry it anyway.
pub fn powershell(value: &OsStr) -> Vec<u8> {
    let plain = |byte: &u8| matches!(byte, b' '..=b'~') && *byte != b'\'';
    if os_bytes::bytes(value).iter().all(plain) {
        return [b"'", os_bytes::bytes(value), b"'"].concat();
    }
    [b"([regex]::Unescape('".as_slice(), &utf16_escapes(value), b"'))"].concat()
}

/// Quotes a path for a person to read, and to copy into PowerShell.
pub fn powershell_typed(path: &Path) -> String {
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
    fn posix_escapes_the_quote_only() {
        assert_eq!(posix_bytes(b"caf\xe9 'x'\n$(y)"), b"'caf\xe9 '\\''x'\\''\n$(y)'");
        assert_eq!(posix(OsStr::new("/usr/bin")), b"/usr/bin");
        assert_eq!(posix(OsStr::new("a*'^b")), br"'a*'\''^b'");
    }

    #[test]
    fn what_is_copied_into_powershell_never_ends_early() {
        let typed = |value: &str| powershell_typed(Path::new(value));
        assert_eq!(typed("/a/.venv"), "/a/.venv");
        assert_eq!(typed("it's $(x)"), "'it''s $(x)'");
        assert_eq!(typed("\u{2019};x;\u{201d}"), "'\u{2019}\u{2019};x;\u{201d}'");
    }

    #[test]
    fn powershell_is_ascii_and_never_ends_early() {
        let powershell = |value: &str| String::from_utf8(powershell(OsStr::new(value))).unwrap();
        assert_eq!(powershell("$HOME `x"), "'$HOME `x'");
        assert_eq!(powershell("it's"), r"([regex]::Unescape('it\u0027s'))");
        assert_eq!(powershell("\u{2019}\u{1f692}\n"), r"([regex]::Unescape('\u2019\ud83d\ude92\u000a'))");
    }

    #[test]
    fn an_empty_value_is_still_a_word() {
        assert_eq!(posix(OsStr::new("")), b"''");
        assert_eq!(fish(OsStr::new("")), b"''");
    }

    #[test]
    fn a_word_is_quoted_by_its_shells_own_rule() {
        let word = |syntax, value: &str| String::from_utf8(word(syntax, OsStr::new(value))).unwrap();
        for (syntax, expected) in [
            (Syntax::Posix, r"'it'\''s \ x'"),
            (Syntax::Fish, r"'it\'s \\ x'"),
            (Syntax::PowerShell, r"([regex]::Unescape('it\u0027s\u0020\u005c\u0020x'))"),
            (Syntax::Batch, r#""it's \ x""#),
        ] {
            assert_eq!(word(syntax, r"it's \ x"), expected, "{syntax:?}");
        }
        if !cfg!(windows) {
            assert_eq!(word(Syntax::Posix, r"C:\x"), r"'C:\x'", "a name like any other");
        }
    }

    #[test]
    fn what_is_copied_into_cmd_stands_in_double_quotes_unless_it_is_plain() {
        let windows = |path: &str| windows(Path::new(path));
        assert_eq!(
            windows(r"C:\caf\u{e9}\3.12-x_y+z@~1".replace(r"\u{e9}", "\u{e9}").as_str()),
            "C:\\caf\u{e9}\\3.12-x_y+z@~1"
        );
        assert_eq!(windows("p q"), "\"p q\"");
        assert_eq!(windows("a&b"), "\"a&b\"");
    }
}
