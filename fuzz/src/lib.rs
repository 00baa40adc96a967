//! What the fuzz targets share: how one input is read as several values, and venvs to judge.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use tempfile::TempDir;

/// What stands in an input for the directory that is made when it is played.
pub const HERE: &[u8] = b"@HERE@";

/// An input as two values: what is before its first 0xff, and what is behind it.
pub fn two(data: &[u8]) -> (&[u8], &[u8]) {
    let at = data.iter().position(|&byte| byte == 0xff);
    at.map_or((data, b""), |at| (&data[..at], &data[at + 1..]))
}

/// A choice, by the input's first byte, and the rest.
pub fn choice<'a, T: Copy>(data: &'a [u8], choices: &[T]) -> Option<(T, &'a [u8])> {
    let (first, rest) = data.split_first()?;
    Some((choices[usize::from(*first) % choices.len()], rest))
}

/// Bytes as a name.
pub fn name(bytes: &[u8]) -> OsString {
    OsString::from_vec(bytes.to_vec())
}

/// A name as bytes.
pub fn bytes(name: &OsStr) -> &[u8] {
    name.as_bytes()
}

/// The directory of this process; what runs it removes it.
pub fn folder() -> &'static Path {
    static FOLDER: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    let make = || {
        let dir = TempDir::with_prefix("venvhook-fuzz-").expect("a directory for temporary files");
        let path = dir.path().canonicalize().expect("a path");
        (dir, path)
    };
    &FOLDER.get_or_init(make).1
}

/// Writes a file below the directory of this process.
pub fn write(name: &str, contents: &[u8]) -> PathBuf {
    let path = folder().join(name);
    std::fs::create_dir_all(path.parent().expect("below it")).expect("a directory");
    std::fs::write(&path, contents).expect("a file");
    path
}

/// The text with `HERE` as this path.
pub fn placed(text: &[u8], here: &Path) -> Vec<u8> {
    let (mut placed, mut rest) = (Vec::with_capacity(text.len()), text);
    while let Some(at) = rest.windows(HERE.len()).position(|part| part == HERE) {
        placed.extend_from_slice(&rest[..at]);
        placed.extend_from_slice(here.as_os_str().as_bytes());
        rest = &rest[at + HERE.len()..];
    }
    placed.extend_from_slice(rest);
    placed
}

/// The values that a POSIX shell gives to `VIRTUAL_ENV` in a script, read by another reader of its words:
/// all that a literal assignment could mean.
pub fn assigned(script: &[u8]) -> Vec<Vec<u8>> {
    const KEY: &[u8] = b"VIRTUAL_ENV=";
    let starts = (0..script.len()).filter(|&at| script[at..].starts_with(KEY));
    let starts = starts.filter(|&at| at == 0 || script[at - 1].is_ascii_whitespace());
    let words = starts.filter_map(|at| shlex::bytes::Shlex::new(&script[at..]).next());
    words.map(|word| word[KEY.len()..].to_vec()).collect()
}
