//! The path baked into an activate script: what `VIRTUAL_ENV` will be when it is sourced.
//!
//! Makers write it in several quotings (facts/activate.md, sections 5 and 8). Only a word that the
//! shell would take literally counts; one with an expansion in it is worked out when sourced
//! (uv's relocatable scripts) or, in an old unquoted template, would run a directory's name as code.

use crate::batch;
use crate::bytes;
use crate::shell::Syntax;
use std::path::PathBuf;

/// The literal paths that the script assigns to `VIRTUAL_ENV`, in order of appearance.
pub fn paths(script: &[u8], syntax: Syntax) -> Vec<PathBuf> {
    let key: &[u8] = match syntax {
        Syntax::Posix => b"VIRTUAL_ENV=",
        Syntax::Fish => b"set -gx VIRTUAL_ENV ",
        // Every maker's script for it works the path out from its own place.
        Syntax::PowerShell => return Vec::new(),
        Syntax::Batch => return batch::baked(script),
    };
    let starts = script.windows(key.len()).enumerate().filter(|(_, window)| *window == key);
    let mut found = Vec::new();
    for (at, _) in starts {
        if at > 0 && !script[at - 1].is_ascii_whitespace() {
            continue;
        }
        let word = literal(&script[at + key.len()..], syntax).and_then(bytes::name).map(PathBuf::from);
        // A path is absolute; `VIRTUAL_ENV=''` and the like are other business of the script's.
        found.extend(word.filter(|word| word.has_root()));
    }
    found
}

/// The word at the start of `text` if the shell would expand nothing in it.
fn literal(text: &[u8], syntax: Syntax) -> Option<Vec<u8>> {
    let mut word = Vec::new();
    let mut rest = text.iter().copied();
    while let Some(byte) = rest.next() {
        match byte {
            b'\'' => single_quoted(&mut rest, syntax, &mut word)?,
            b'"' => double_quoted(&mut rest, syntax, &mut word)?,
            b'\\' => word.push(rest.next()?),
            // An expansion; or an end in the middle of a line, where the word's own quotes may have
            // ended it.
            b'$' | b'`' | b'(' | b'*' | b'?' | b'{' | b';' | b'&' | b'|' | b')' | b'<' | b'>' => return None,
            b' ' | b'\t' | b'\n' | b'\r' => break,
            _ => word.push(byte),
        }
    }
    Some(word)
}

fn single_quoted(rest: &mut impl Iterator<Item = u8>, syntax: Syntax, word: &mut Vec<u8>) -> Option<()> {
    loop {
        match rest.next()? {
            b'\'' => return Some(()),
            // fish alone has escapes here: \' and \\ (fish manual, "Quotes").
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
    fn what_the_shell_would_expand_is_no_literal() {
        for text in [
            "VIRTUAL_ENV=\"/a/$HOME\"",
            "VIRTUAL_ENV=\"/a/`x`\"",
            "VIRTUAL_ENV=''\"$(dirname x)\"''",
            "VIRTUAL_ENV=$(cygpath \"/x\")",
            "VIRTUAL_ENV=/a/$x",
            "VIRTUAL_ENV='/never closed",
            "_OLD_VIRTUAL_ENV=/other",
        ] {
            assert_eq!(posix(text), Vec::<PathBuf>::new(), "{text}");
        }
    }

    #[test]
    fn fish_has_its_own_escapes() {
        let fish = |text: &str| paths(text.as_bytes(), Syntax::Fish);
        assert_eq!(fish(r"set -gx VIRTUAL_ENV '/a/it\'s\\'"), vec![PathBuf::from(r"/a/it's\")]);
        assert_eq!(fish("set -gx VIRTUAL_ENV \"/a/(x)\""), vec![PathBuf::from("/a/(x)")]);
        assert_eq!(fish("set -gx VIRTUAL_ENV ''(dirname x)''"), Vec::<PathBuf>::new());
    }
}
