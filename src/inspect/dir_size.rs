//! How much space a directory takes.

use std::collections::HashSet;
use std::fs::Metadata;
use std::ops::AddAssign;
use std::path::Path;

/// What is in a directory, links not followed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// The sum of the files' lengths; a file with several names (hard links) counts once.
    pub bytes: u64,
    /// How many files there are.
    pub files: u64,
    /// Directories that could not be read: there is more than was counted.
    pub unread: u64,
}

impl AddAssign for Size {
    fn add_assign(&mut self, other: Size) {
        self.bytes += other.bytes;
        self.files += other.files;
        self.unread += other.unread;
    }
}

/// The size of a directory.
pub fn measure(dir: &Path) -> Size {
    let (mut size, mut seen, mut left) = (Size::default(), HashSet::new(), vec![dir.to_path_buf()]);
    while let Some(dir) = left.pop() {
        let Ok(entries) = std::fs::read_dir(&dir) else {
            size.unread += 1;
            continue;
        };
        for entry in entries.flatten() {
            // Of the entry itself, not of a link's target, so a loop of links does no harm.
            let Ok(metadata) = entry.metadata() else { continue };
            if metadata.is_dir() {
                left.push(entry.path());
            } else if another_name(&metadata).is_none_or(|file| seen.insert(file)) {
                size.bytes += metadata.len();
                size.files += 1;
            }
        }
    }
    size
}

/// An identity for a file that has several names.
#[cfg(unix)]
fn another_name(metadata: &Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    (metadata.nlink() > 1).then_some((metadata.dev(), metadata.ino()))
}

/// Windows would have to open each file to answer this.
#[cfg(windows)]
fn another_name(_metadata: &Metadata) -> Option<(u64, u64)> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn each_file_counts_once_and_links_do_not() {
        let top = tempfile::tempdir().unwrap();
        std::fs::create_dir(top.path().join("d")).unwrap();
        std::fs::write(top.path().join("d/f"), "12345").unwrap();
        std::fs::hard_link(top.path().join("d/f"), top.path().join("g")).unwrap();
        std::os::unix::fs::symlink(".", top.path().join("d/loop")).unwrap();
        let size = measure(top.path());
        assert_eq!((size.files, size.unread), (2, 0));
        assert!((5..100).contains(&size.bytes), "{size:?}");
        assert_eq!(measure(&top.path().join("not there")).unread, 1);
    }
}
