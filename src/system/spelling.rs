//! The spelling that a directory lists for a name. A file system may find a name in any case (macOS,
//! Windows, FAT, shared folders) or in either normal form of Unicode (macOS); then one file has many
//! paths, and this is the one that all of them become.

use crate::system::os_bytes;
use std::ffi::{OsStr, OsString};
use std::path::{Component, Path, PathBuf};
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// A name without what such a file system may overlook: case, normal form, and the marks that HFS+
/// ignores. Two names of the same file have the same fold; the reverse is not said.
pub fn fold(name: &[u8]) -> Vec<u8> {
    let ignored = |c: &char| matches!(c, '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{206a}'..='\u{206f}' | '\u{feff}');
    match std::str::from_utf8(name) {
        Ok(text) if !text.is_ascii() => {
            // Upper case first: it makes one of what has two forms in lower case.
            let upper = text.nfd().filter(|c| !ignored(c)).flat_map(char::to_uppercase);
            upper.flat_map(char::to_lowercase).nfd().collect::<String>().into_bytes()
        }
        _ => name.to_ascii_lowercase(),
    }
}

/// Whether what a path leads to is found by other spellings of it too: one look for its last name in
/// another one tells.
pub fn is_free(path: &Path) -> bool {
    others(path).iter().any(|other| other.symlink_metadata().is_ok())
}

/// An absolute path without links, as its directories list it. Where names are what they are, the path is
/// returned as it is.
pub fn on_disk(path: PathBuf) -> PathBuf {
    if cfg!(windows) || !is_free(&path) {
        return path;
    }
    let mut listed = PathBuf::new();
    for part in path.components() {
        match part {
            Component::Normal(name) => listed.push(in_directory(&listed, name)),
            _ => listed.push(part),
        }
    }
    listed
}

/// The path with its last name that has a case in the other one, and with its last name that has two
/// normal forms in the other one.
fn others(path: &Path) -> Vec<PathBuf> {
    let last = |other: fn(&OsStr) -> Option<OsString>| {
        let at = path.ancestors().find(|at| at.file_name().and_then(other).is_some())?;
        let below = path.strip_prefix(at).ok()?;
        let other = at.with_file_name(other(at.file_name()?)?);
        // Joined with nothing a path gets a slash at its end, and then is no link any more.
        Some(if below.as_os_str().is_empty() { other } else { other.join(below) })
    };
    [last(other_case), last(other_form)].into_iter().flatten().collect()
}

/// The entry of `dir` that is found under `name`.
fn in_directory(dir: &Path, name: &OsStr) -> OsString {
    let found =
        |other: Option<OsString>| other.is_some_and(|other| dir.join(other).symlink_metadata().is_ok());
    if !found(other_case(name)) && !found(other_form(name)) {
        return name.to_os_string();
    }
    let Ok(entries) = dir.read_dir() else { return name.to_os_string() };
    let (wanted, mut alike) = (fold(os_bytes::bytes(name)), Vec::new());
    for entry in entries.flatten().map(|entry| entry.file_name()) {
        if entry == name {
            return entry;
        }
        if fold(os_bytes::bytes(&entry)) == wanted {
            alike.push(entry);
        }
    }
    // It is there, but not listed: so one of these is it. Not by its number alone, which some shared
    // folders give again to each path.
    if alike.len() == 1 {
        return alike.remove(0);
    }
    let number = number(&dir.join(name));
    let same = |entry: &OsString| number.is_some() && self::number(&dir.join(entry)) == number;
    alike.into_iter().find(same).unwrap_or_else(|| name.to_os_string())
}

/// Device and number of the file that a path leads to.
#[cfg(unix)]
pub fn number(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    let metadata = path.metadata().ok()?;
    // 0 is what a file system without numbers says.
    (metadata.ino() != 0).then(|| (metadata.dev(), metadata.ino()))
}

/// Windows: the system itself gives each file one path.
#[cfg(not(unix))]
pub fn number(_: &Path) -> Option<(u64, u64)> {
    None
}

/// The name with each of its letters in the other case; `None`: it has none.
fn other_case(name: &OsStr) -> Option<OsString> {
    let text = name.to_str()?;
    let other = |c: char| -> Box<dyn Iterator<Item = char>> {
        if c.is_lowercase() { Box::new(c.to_uppercase()) } else { Box::new(c.to_lowercase()) }
    };
    let other: String = text.chars().flat_map(other).collect();
    (other != text).then(|| other.into())
}

/// The name in its other normal form; `None`: it has but one.
fn other_form(name: &OsStr) -> Option<OsString> {
    let text = name.to_str().filter(|text| !text.is_ascii())?;
    let other: String = if is_nfc(text) { text.nfd().collect() } else { text.nfc().collect() };
    (other != text).then(|| other.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_may_be_one_have_one_fold() {
        for (one, other) in [
            ("Work", "wORK"),
            ("Caf\u{e9}", "cafe\u{301}"),
            ("\u{c9}COLE", "e\u{301}cole"),
            ("stra\u{df}e", "STRASSE"),
            ("\u{3c3}\u{3c2}", "\u{3a3}\u{3a3}"),
            ("\u{212a}", "k"),
            (".ve\u{200c}nv", ".venv"),
        ] {
            assert_eq!(fold(one.as_bytes()), fold(other.as_bytes()), "{one} {other}");
        }
        assert_ne!(fold(b"venv"), fold(b".venv"));
        assert_eq!(fold(b"A\xff"), b"a\xff");
    }

    #[test]
    fn another_spelling_is_told_from_none() {
        assert_eq!(other_case("a-B".as_ref()), Some("A-b".into()));
        assert_eq!(other_case("3.13".as_ref()), None);
        assert_eq!(other_form("\u{e9}".as_ref()), Some("e\u{301}".into()));
        assert_eq!(other_form("e\u{301}".as_ref()), Some("\u{e9}".into()));
        assert_eq!(other_form("abc".as_ref()), None);
        let paths = |path: &str| others(Path::new(path));
        assert_eq!(paths("/Work/3"), [PathBuf::from("/wORK/3")]);
        assert_eq!(paths("/\u{e9}/v"), [PathBuf::from("/\u{e9}/V"), PathBuf::from("/e\u{301}/v")]);
        assert!(paths("/").is_empty());
    }

    // On a file system that tells spellings apart; tests/scenarios/list/file_systems.rs has the others.
    #[cfg(target_os = "linux")]
    #[test]
    fn what_is_listed_stays_as_it_is() {
        let top = tempfile::tempdir().unwrap();
        let top = top.path().canonicalize().unwrap();
        for name in ["Work", "wORK", "caf\u{e9}", "cafe\u{301}"] {
            std::fs::create_dir(top.join(name)).unwrap();
        }
        for name in ["Work", "wORK", "caf\u{e9}", "cafe\u{301}"] {
            assert_eq!(on_disk(top.join(name)), top.join(name));
        }
    }
}
