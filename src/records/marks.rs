//! Marks: a small file about a venv each, named by a hash so that it is found at once (`last_used.rs`,
//! `stamps.rs`). Its modification time is the information; it contains the venv's path, so that the marks of
//! deleted venvs can be removed.

use crate::records::data_dir;
use crate::system::hash;
use crate::system::os_bytes;
use crate::system::read_file;
use std::fs::{File, FileTimes};
use std::io::{Error, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The directories of marks in the data directory.
pub const KINDS: [&str; 2] = ["stamps", "used"];

/// Creates a mark about the venv at `dir`, with this modification time.
pub fn make(mark: &Path, dir: &Path, age: SystemTime) -> Result<(), Error> {
    if let Some(parent) = mark.parent() {
        std::fs::create_dir_all(parent)?;
    }
    let mut file = File::create(mark)?;
    // If we are killed here, it contains no path: the next sweep deletes it, and the next use recreates it.
    file.write_all(os_bytes::bytes(dir))?;
    file.set_times(FileTimes::new().set_modified(age))
}

/// Deletes the marks of venvs that no longer exist. Only for commands that the user waits for anyway, since it
/// reads every mark. Errors are ignored.
pub fn sweep() {
    let Ok(data) = data_dir::dir() else { return };
    for kind in KINDS {
        sweep_dir(&data.join(kind));
    }
}

fn sweep_dir(dir: &Path) {
    let Ok(entries) = std::fs::read_dir(dir) else { return };
    // Also by name: other files stay, whatever directory the user has chosen as the data directory.
    for mark in entries.flatten().filter(|entry| hash::is_key(&entry.file_name())) {
        let mark = mark.path();
        if read_file::read(&mark).is_ok_and(is_stale) {
            let _ = std::fs::remove_file(mark);
        }
    }
}

/// Whether nothing exists at the path in a mark. That is also true for a drive that is not mounted: only one
/// date is lost with the mark.
fn is_stale(path: Vec<u8>) -> bool {
    let path = os_bytes::from_bytes(path).map(PathBuf::from).unwrap_or_default();
    let is_gone = |error: Error| matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory);
    path.as_os_str().is_empty() || (path.is_absolute() && path.symlink_metadata().is_err_and(is_gone))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_marks_of_deleted_venvs_are_swept() {
        let top = tempfile::tempdir().unwrap();
        let marks = top.path().join("marks");
        let venv = top.path().join(".venv");
        std::fs::create_dir(&venv).unwrap();
        let (there, gone) = (marks.join("0".repeat(32)), marks.join("1".repeat(32)));
        make(&there, &venv, SystemTime::UNIX_EPOCH).unwrap();
        make(&gone, &top.path().join("gone/.venv"), SystemTime::UNIX_EPOCH).unwrap();
        assert_eq!(there.metadata().unwrap().modified().unwrap(), SystemTime::UNIX_EPOCH);
        let planted = |name: &str, text: &[u8]| std::fs::write(marks.join(name), text).unwrap();
        planted(&"2".repeat(32), b"");
        planted(&"3".repeat(32), b"a note of the user's");
        planted("notes.txt", b"");
        std::fs::create_dir(marks.join("4".repeat(32))).unwrap();
        sweep_dir(&marks);
        let mut left: Vec<_> =
            std::fs::read_dir(&marks).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        left.sort();
        let expected = ["0".repeat(32), "3".repeat(32), "4".repeat(32), "notes.txt".into()];
        assert_eq!(left, expected.map(std::ffi::OsString::from));
    }
}
