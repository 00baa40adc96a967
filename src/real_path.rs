//! The path of a file with every link on the way resolved, in the form that a person knows.

use crate::spelling;
use std::io;
use std::path::{Path, PathBuf};

/// Resolves symbolic links, on Windows junctions, and the spelling of the names (`spelling.rs`).
///
/// There the system answers in its verbatim form (`\\?\C:\p`), which cmd and activate scripts do
/// not take; it is kept only where the plain form would mean something else.
pub fn of(path: &Path) -> io::Result<PathBuf> {
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
    of(other).is_ok_and(|other| leads_to(one, &other))
}

/// The same, of a path that is resolved already.
pub fn leads_to(path: &Path, real: &Path) -> bool {
    // By number too: a directory may be mounted in two places.
    let same_number = || spelling::number(path).is_some_and(|number| spelling::number(real) == Some(number));
    of(path).is_ok_and(|path| path == real) || same_number()
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

#[cfg(all(test, windows))]
mod tests {
    use super::*;

    #[test]
    fn a_share_and_a_drive_lose_their_verbatim_form() {
        let plain = |path: &str| plain_share(PathBuf::from(path));
        assert_eq!(plain(r"\\?\UNC\server\share\p q"), PathBuf::from(r"\\server\share\p q"));
        assert_eq!(plain(r"C:\p"), PathBuf::from(r"C:\p"));
        let here = of(Path::new(".")).unwrap();
        assert!(!here.to_string_lossy().starts_with(r"\\?\"), "{}", here.display());
    }
}
