//! Quoting: every value that another room hands to a shell passes through here. The rule is in the shell's own
//! file, which quotes by it what it writes.

use crate::shells::Shell;
use std::ffi::OsStr;

/// Quotes `value` as one word of the shell. Any byte but NUL is carried, where the shell can have it in a value.
pub fn word(shell: Shell, value: &OsStr) -> Vec<u8> {
    shell.dialect().quote(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_quoted_by_its_shells_own_rule() {
        let word = |shell, value: &str| String::from_utf8(word(shell, OsStr::new(value))).unwrap();
        for (shell, expected) in [
            (Shell::Bash, r"'it'\''s \ x'"),
            (Shell::Zsh, r"'it'\''s \ x'"),
            (Shell::Fish, r"'it\'s \\ x'"),
            (Shell::PowerShell, r"([regex]::Unescape('it\u0027s\u0020\u005c\u0020x'))"),
            (Shell::Cmd, r#""it's \ x""#),
        ] {
            assert_eq!(word(shell, r"it's \ x"), expected, "{shell:?}");
        }
        if !cfg!(windows) {
            assert_eq!(word(Shell::Bash, r"C:\x"), r"'C:\x'", "a name like any other");
        }
    }
}
