//! The path recorded in an activate script: the value that `VIRTUAL_ENV` will have when it is sourced.
//!
//! Makers quote it in several ways (facts/activate.md, sections 5 and 8). Only a word that the shell would take
//! literally counts; one with an expansion is worked out when the script is sourced (uv's relocatable scripts)
//! or, in an old unquoted template, would run a directory's name as code.

use crate::shells::Syntax;
use crate::system::os_bytes;
use crate::venv::activate::activate_bat;
use std::path::PathBuf;

/// More assignments than any maker writes. Each may continue to the script's end, so reading a very large number
/// of them would take minutes.
const MOST: usize = 64;
/// Replaces the assignments beyond that: a path where no venv can be.
const UNREAD: &str = "/\0";

/// The literal paths that the script assigns to `VIRTUAL_ENV`, in order of appearance.
pub fn paths(script: &[u8], syntax: Syntax) -> Vec<PathBuf> {
    let key: &[u8] = match syntax {
        Syntax::Posix => b"VIRTUAL_ENV=",
        Syntax::Fish => b"set -gx VIRTUAL_ENV ",
        // Every maker's PowerShell script works out the path from its own path.
        Syntax::PowerShell => return Vec::new(),
        Syntax::Batch => return activate_bat::baked(script),
    };
    let starts = script.windows(key.len()).enumerate().filter(|(_, window)| *window == key);
    let starts = starts.filter(|(at, _)| *at == 0 || script[at - 1].is_ascii_whitespace());
    let mut found = Vec::new();
    for (index, (at, _)) in starts.enumerate() {
        if index == MOST {
            found.push(UNREAD.into());
            break;
        }
        let text = &script[at + key.len()..];
        let word = if cfg!(windows) { in_cygpath(text, syntax) } else { None };
        let word = word.or_else(|| literal(text, syntax)).and_then(os_bytes::name).map(PathBuf::from);
        // A path is absolute; `VIRTUAL_ENV=''` and the like have another purpose.
        found.extend(word.filter(|word| word.has_root()));
    }
    found
}

/// The literal path that a script passes to `cygpath` of Git Bash or Cygwin, to be turned into their form (CPython
/// since 3.12).
fn in_cygpath(text: &[u8], syntax: Syntax) -> Option<Vec<u8>> {
    let text = text.strip_prefix(b"$(cygpath ").filter(|_| syntax == Syntax::Posix)?;
    let text = text.strip_prefix(b"-u ").unwrap_or(text);
    let end = text.iter().position(|&byte| byte == b'\n').unwrap_or(text.len());
    literal(text[..end].trim_ascii_end().strip_suffix(b")")?, syntax)
}

/// The word at the start of `text` if the shell would expand nothing in it.
fn literal(text: &[u8], syntax: Syntax) -> Option<Vec<u8>> {
    let mut word = Vec::new();
    let mut rest = text.iter().copied();
    while let Some(byte) = rest.next() {
        match byte {
            b'\'' => single_quoted(&mut rest, syntax, &mut word)?,
            b'"' => double_quoted(&mut rest, syntax, &mut word)?,
            b'\\' => word.extend(Some(rest.next()?).filter(|&byte| byte != b'\n')),
            // An expansion; or an end in the middle of a line, where the word's own quotes may have ended it.
            b'$' | b'`' | b'(' | b'*' | b'?' | b'{' | b';' | b'&' | b'|' | b')' | b'<' | b'>' => return None,
            b' ' | b'\t' | b'\n' => break,
            // It is a part of the word, except for a shell that reads line ends of Windows.
            b'\r' if matches!(rest.clone().next(), None | Some(b'\n')) => break,
            _ => word.push(byte),
        }
    }
    Some(word)
}

fn single_quoted(rest: &mut impl Iterator<Item = u8>, syntax: Syntax, word: &mut Vec<u8>) -> Option<()> {
    loop {
        match rest.next()? {
            b'\'' => return Some(()),
            // Only fish has escapes here: \' and \\ (fish manual, "Quotes").
            b'\\' if syntax == Syntax::Fish => {
                let escaped = rest.next()?;
                if !matches!(escaped, b'\'' | b'\\') {
                    word.push(b'\\');
                }
                word.push(escaped);
            }
            byte => word.push(byte),
        }
    }
}

fn double_quoted(rest: &mut impl Iterator<Item = u8>, syntax: Syntax, word: &mut Vec<u8>) -> Option<()> {
    loop {
        match rest.next()? {
            b'"' => return Some(()),
            b'$' => return None,
            b'`' if syntax == Syntax::Posix => return None,
            b'\\' => {
                let escaped = rest.next()?;
                // The line continues in the next.
                if escaped == b'\n' {
                    continue;
                }
                if !matches!(escaped, b'"' | b'\\' | b'$' | b'`') {
                    word.push(b'\\');
                }
                word.push(escaped);
            }
            byte => word.push(byte),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posix(text: &str) -> Vec<PathBuf> {
        paths(text.as_bytes(), Syntax::Posix)
    }

    #[test]
    fn each_makers_posix_form_is_read() {
        let expected = vec![PathBuf::from("/a b/it's")];
        assert_eq!(posix("VIRTUAL_ENV=\"/a b/it's\"\nexport VIRTUAL_ENV\n"), expected);
        assert_eq!(posix("        export VIRTUAL_ENV='/a b/it'\"'\"'s'\n"), expected);
        assert_eq!(posix("x\nVIRTUAL_ENV='/a b/it'\\''s'\n"), expected);
        assert_eq!(posix("VIRTUAL_ENV=/plain\n"), vec![PathBuf::from("/plain")]);
    }

    #[test]
    fn text_that_the_shell_would_expand_is_not_literal() {
        for text in [
            "VIRTUAL_ENV=\"/a/$HOME\"",
            "VIRTUAL_ENV=\"/a/`x`\"",
            "VIRTUAL_ENV=''\"$(dirname x)\"''",
            "VIRTUAL_ENV=$(cygpath \"$x\")",
            "VIRTUAL_ENV=/a/$x",
            "VIRTUAL_ENV='/never closed",
            "_OLD_VIRTUAL_ENV=/other",
        ] {
            assert_eq!(posix(text), Vec::<PathBuf>::new(), "{text}");
        }
    }

    #[test]
    fn line_ends_are_read_as_the_shell_reads_them() {
        for (text, path) in [
            ("VIRTUAL_ENV=/a\rb\r\n", "/a\rb"),
            ("VIRTUAL_ENV=/a\\\nb", "/ab"),
            ("VIRTUAL_ENV=\"/a\\\nb\"", "/ab"),
            ("VIRTUAL_ENV='/a\\\nb'", "/a\\\nb"),
        ] {
            assert_eq!(posix(text), [PathBuf::from(path)], "{text:?}");
        }
    }

    #[test]
    fn a_script_of_very_many_assignments_is_not_read_to_the_end() {
        // Each continues to the end: its quotes close and open again.
        let script = "VIRTUAL_ENV=\"x\\ ".repeat(7_000);
        assert_eq!(posix(&(script + "\nVIRTUAL_ENV=/other")), [PathBuf::from(UNREAD)]);
        let (few, many) = ("VIRTUAL_ENV=/a\n".repeat(MOST), "VIRTUAL_ENV=/a\n".repeat(MOST + 1));
        assert_eq!(posix(&few).len(), MOST);
        assert_eq!(posix(&many).last(), Some(&PathBuf::from(UNREAD)));
    }

    #[test]
    fn the_argument_of_cygpath_is_read_literally() {
        let given = |text: &str| {
            let word = in_cygpath(text.as_bytes(), Syntax::Posix)?;
            Some(String::from_utf8(word).unwrap())
        };
        assert_eq!(given("$(cygpath 'C:\\p\\it'\"'\"'s')\n").as_deref(), Some("C:\\p\\it's"));
        assert_eq!(given("$(cygpath \"C:\\p q\")\r\n").as_deref(), Some("C:\\p q"));
        assert_eq!(given("$(cygpath -u 'C:\\p')").as_deref(), Some("C:\\p"));
        for text in
            ["$(cygpath \"$VIRTUAL_ENV\")", "$(cygpath 'C:\\p'; x)", "$(cygpath C:\\p) $(x)", "'C:\\p'"]
        {
            assert_eq!(given(text), None, "{text}");
        }
    }

    #[cfg(windows)]
    #[test]
    fn windows_paths_are_read_from_the_posix_script() {
        for text in
            ["VIRTUAL_ENV=\"C:\\p\"", "export VIRTUAL_ENV='C:\\p'\n", "VIRTUAL_ENV=$(cygpath 'C:\\p')\n"]
        {
            assert_eq!(posix(text), [PathBuf::from("C:\\p")], "{text}");
        }
    }

    #[test]
    fn fish_has_its_own_escapes() {
        let fish = |text: &str| paths(text.as_bytes(), Syntax::Fish);
        assert_eq!(fish(r"set -gx VIRTUAL_ENV '/a/it\'s\\'"), vec![PathBuf::from(r"/a/it's\")]);
        assert_eq!(fish("set -gx VIRTUAL_ENV \"/a/(x)\""), vec![PathBuf::from("/a/(x)")]);
        assert_eq!(fish("set -gx VIRTUAL_ENV ''(dirname x)''"), Vec::<PathBuf>::new());
    }

    #[test]
    fn a_word_ends_where_the_shell_ends_it() {
        assert_eq!(
            posix("VIRTUAL_ENV=/a b\nVIRTUAL_ENV=/c\tVIRTUAL_ENV=/d\r\n"),
            ["/a", "/c", "/d"].map(PathBuf::from)
        );
        assert_eq!(posix(r"VIRTUAL_ENV=/a\ b\'c"), [PathBuf::from("/a b'c")]);
        assert_eq!(posix("VIRTUAL_ENV=/a\\"), [] as [PathBuf; 0]);
        for end in [";x", "&x", "|x", ")x", "<x", ">x", "(x)", "*", "?", "{x}", "`x`"] {
            assert_eq!(posix(&format!("VIRTUAL_ENV=/a{end}")), [] as [PathBuf; 0], "{end}");
        }
    }

    #[test]
    fn quotes_are_read_as_each_shell_reads_them() {
        let one = |syntax, text: &str| {
            let key = if syntax == Syntax::Fish { "set -gx VIRTUAL_ENV " } else { "VIRTUAL_ENV=" };
            let found = paths(format!("{key}{text}\n").as_bytes(), syntax);
            found.first().map(|path| path.display().to_string())
        };
        for (text, posix, fish) in [
            (r"'/a\b'", Some(r"/a\b"), Some(r"/a\b")),
            (r"'/a\\b'", Some(r"/a\\b"), Some(r"/a\b")),
            (r"'/a\'", Some(r"/a\"), None),
            (r#""/a\b\\c\"d\$e\`f""#, Some(r#"/a\b\c"d$e`f"#), Some(r#"/a\b\c"d$e`f"#)),
            ("\"/a`b`\"", None, Some("/a`b`")),
            ("\"/a$b\"", None, None),
            ("\"/a", None, None),
            ("\"/a\\", None, None),
        ] {
            assert_eq!(one(Syntax::Posix, text).as_deref(), posix, "{text}");
            assert_eq!(one(Syntax::Fish, text).as_deref(), fish, "{text}");
        }
    }

    #[test]
    fn only_an_absolute_path_in_a_variable_of_that_name_counts() {
        assert_eq!(posix("VIRTUAL_ENV=''\nVIRTUAL_ENV=a/b\n"), [] as [PathBuf; 0]);
        assert_eq!(posix("x VIRTUAL_ENV=/a\nXVIRTUAL_ENV=/b\n-VIRTUAL_ENV=/c\n"), [PathBuf::from("/a")]);
        assert_eq!(paths(b"set -gx VIRTUAL_ENV /a\n", Syntax::Posix), [] as [PathBuf; 0]);
        assert_eq!(paths(b"VIRTUAL_ENV=/a\n", Syntax::PowerShell), [] as [PathBuf; 0]);
        assert_eq!(paths(b"set \"VIRTUAL_ENV=C:\\a\"\r\n", Syntax::Batch), [PathBuf::from("C:\\a")]);
    }

    #[test]
    fn fish_has_no_cygpath() {
        assert_eq!(in_cygpath(b"$(cygpath 'C:\\p')", Syntax::Fish), None);
    }
}
