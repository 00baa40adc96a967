//! The path of a file with every link on the way resolved, in the form that a person knows.

use crate::system::spelling;
use std::io;
use std::path::{Path, PathBuf};

/// Resolves symbolic links, on Windows junctions, and the spelling of the names (`spelling.rs`).
///
/// There the system answers in its verbatim form (`\\?\C:\p`), which cmd and activate scripts do
/// not take; it is kept only where the plain form would mean something else.
pub fn resolve(path: &Path) -> io::Result<PathBuf> {
    links_resolved(path).map(spelling::on_disk)
}

/// Resolves links alone, where the names' spelling does not matter.
pub fn links_resolved(path: &Path) -> io::Result<PathBuf> {
    dunce::canonicalize(path).map(plain_share)
}

/// Whether there is a directory; `None` where one may not look. What may not be looked at is not gone.
pub fn is_dir(path: &Path) -> Option<bool> {
    match path.metadata() {
        Ok(metadata) => Some(metadata.is_dir()),
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => None,
        Err(_) => Some(false),
    }
}

/// Whether two paths lead to the same file, whatever ways they take and however they are spelled.
pub fn same(one: &Path, other: &Path) -> bool {
    resolve(other).is_ok_and(|other| leads_to(one, &other))
}

/// The same, of a path that is resolved already.
pub fn leads_to(path: &Path, real: &Path) -> bool {
    // By number too: a directory may be mounted in two places.
    let same_number = || spelling::number(path).is_some_and(|number| spelling::number(real) == Some(number));
    resolve(path).is_ok_and(|path| path == real) || same_number()
}

#[cfg(not(windows))]
fn plain_share(path: PathBuf) -> PathBuf {
    path
}

/// `\\?\UNC\server\share` as `\\server\share`: dunce leaves shares alone.
#[cfg(windows)]
fn plain_share(path: PathBuf) -> PathBuf {
    use std::path::{Component, Prefix};
    let mut components = path.components();
    let Some(Component::Prefix(prefix)) = components.next() else { return path };
    let Prefix::VerbatimUNC(server, share) = prefix.kind() else { return path };
    let mut plain = std::ffi::OsString::from(r"\\");
    plain.push(server);
    plain.push(r"\");
    plain.push(share);
    PathBuf::from(plain).join(components.as_path())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn two_ways_to_one_file_are_the_same_and_a_copy_is_not() {
        let top = tempfile::tempdir().unwrap();
        let top = top.path().canonicalize().unwrap();
        let (one, other) = (top.join("one"), top.join("other"));
        std::fs::write(&one, "").unwrap();
        std::fs::write(&other, "").unwrap();
        symlink("one", top.join("link")).unwrap();
        std::fs::hard_link(&one, top.join("hard")).unwrap();
        assert_eq!(resolve(&top.join("link")).unwrap(), one);
        assert_eq!(links_resolved(&top.join("link")).unwrap(), one);
        for way in ["one", "link", "hard", "../TOP/one"] {
            let way = top.join(way.replace("TOP", top.file_name().unwrap().to_str().unwrap()));
            assert!(leads_to(&way, &one) && same(&one, &way), "{}", way.display());
        }
        assert!(!leads_to(&other, &one) && !same(&other, &one));
        let nowhere = top.join("nowhere");
        assert!(!leads_to(&nowhere, &one) && !same(&one, &nowhere) && !same(&nowhere, &nowhere));
        assert!(!leads_to(&nowhere, &top.join("gone")), "two that are not there are not one");
    }

    #[test]
    fn a_directory_is_told_from_what_is_none() {
        let top = tempfile::tempdir().unwrap();
        let file = top.path().join("file");
        std::fs::write(&file, "").unwrap();
        assert_eq!(is_dir(top.path()), Some(true));
        assert_eq!(is_dir(&file), Some(false));
        assert_eq!(is_dir(&top.path().join("none")), Some(false));
    }
}

#[cfg(all(test, windows))]
mod windows_tests {
    use super::*;

    #[test]
    fn a_share_and_a_drive_lose_their_verbatim_form() {
        let plain = |path: &str| plain_share(PathBuf::from(path));
        assert_eq!(plain(r"\\?\UNC\server\share\p q"), PathBuf::from(r"\\server\share\p q"));
        assert_eq!(plain(r"C:\p"), PathBuf::from(r"C:\p"));
        let here = resolve(Path::new(".")).unwrap();
        assert!(!here.to_string_lossy().starts_with(r"\\?\"), "{}", here.display());
    }
}
