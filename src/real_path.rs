//! The path of a file with every link on the way resolved, in the form that a person knows.

use std::io;
use std::path::{Path, PathBuf};

/// Resolves symbolic links, and on Windows junctions and the case of the names.
///
/// There the system answers in its verbatim form (`\\?\C:\p`), which cmd and activate scripts do
/// not take; it is kept only where the plain form would mean something else.
pub fn of(path: &Path) -> io::Result<PathBuf> {
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
