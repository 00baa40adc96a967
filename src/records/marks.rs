//! Marks: a small file about a venv each, named by a hash so that it is found at once (`last_used.rs`,
//! `stamps.rs`). What it tells is its age; it holds the venv's path, so that the marks of what is gone can be swept.

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

/// Makes a mark about the venv at `dir`, with this age.
pub fn make(mark: &Path, dir: &Path, age: SystemTime) -> Result<(), Error> {
    if let Some(parent) = mark.parent() {
        std::fs::create_dir_all(parent)?;
    }
    let mut file = File::create(mark)?;
    // Killed here, it holds no path: the next sweep takes it, and the next use makes it anew.
    file.write_all(os_bytes::bytes(dir))?;
    file.set_times(FileTimes::new().set_modified(age))
}

/// Removes the marks of venvs that are gone. For commands that a person waits for anyway: it looks at every
/// mark. What goes wrong with it stops nothing.
pub fn sweep() {
    let Ok(data) = data_dir::dir() else { return };
    for kind in KINDS {
        sweep_dir(&data.join(kind));
    }
}

fn sweep_dir(dir: &Path) {
    let Ok(entries) = std::fs::read_dir(dir) else { return };
    // By name too: nobody else's file goes, whatever directory a person made ours.
    for mark in entries.flatten().filter(|entry| hash::is_key(&entry.file_name())) {
        let mark = mark.path();
        if read_file::read(&mark).is_ok_and(is_stale) {
            let _ = std::fs::remove_file(mark);
        }
    }
}

/// Whether nothing is left at the path that a mark holds. On a drive that is not mounted it is gone too:
/// what is lost with its mark is one date.
fn is_stale(path: Vec<u8>) -> bool {
    let path = os_bytes::from_bytes(path).map(PathBuf::from).unwrap_or_default();
    let is_gone = |error: Error| matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory);
    path.as_os_str().is_empty() || (path.is_absolute() && path.symlink_metadata().is_err_and(is_gone))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_gone_is_swept_and_nothing_else() {
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
        planted(&"3".repeat(32), b"a note of somebody's");
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
