//! Directories that contain more than a user may think of: `allow --tree` for one of them also trusts what
//! other people put there.

use crate::system::permissions::{self, Writable};
use crate::system::real_path;
use crate::ui::message;
use std::fmt;
use std::path::{Path, PathBuf};

/// Where systems keep the home directories, also those of other users.
const HOMES: [&str; 2] = ["/home", "/Users"];

/// Why a directory is wide, in words that follow its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Width {
    /// A whole file system.
    Root,
    /// It contains home directories.
    Homes,
    /// It is the user's home directory.
    Home,
    /// Other users can put something into it: they can write to this directory.
    Open(PathBuf),
}

/// Why a directory (links resolved) is wide, or `None` if it is not.
pub fn of(dir: &Path) -> Option<Width> {
    of_home(dir, dirs::home_dir().as_deref()).or_else(|| match permissions::writable_by_others(&[dir]) {
        Some(Writable::Open(path)) => Some(Width::Open(path)),
        // Without permissions nobody knows, and `allow --tree` is what makes venvs there usable.
        Some(Writable::Untold(_)) | None => None,
    })
}

fn of_home(dir: &Path, home: Option<&Path>) -> Option<Width> {
    if dir.parent().is_none() {
        return Some(Width::Root);
    }
    let home = home.and_then(|home| real_path::resolve(home).ok());
    let is = |other: &Path| real_path::leads_to(other, dir);
    match home.as_deref() {
        Some(home) if is(home) => Some(Width::Home),
        Some(home) if home.ancestors().skip(1).any(is) => Some(Width::Homes),
        _ => HOMES.iter().any(|homes| is(Path::new(homes))).then_some(Width::Homes),
    }
}

impl fmt::Display for Width {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let comes = "any venv from a clone, a download or";
        match self {
            Width::Root => write!(f, "is the whole file system ({comes} another user would be used)"),
            Width::Homes => write!(f, "contains home directories ({comes} another user would be used)"),
            Width::Home => write!(f, "is your whole home directory ({comes} an archive would be used)"),
            Width::Open(dir) => {
                let dir = message::path(dir);
                write!(f, "can get venvs from other users, which would be used ({dir} is writable by others)")
            }
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::fs::{Permissions, create_dir, set_permissions};
    use std::os::unix::fs::{PermissionsExt, symlink};

    #[test]
    fn a_home_and_all_above_it_are_wide_by_any_way_there() {
        let top = tempfile::tempdir().unwrap();
        let top = top.path().canonicalize().unwrap();
        create_dir(top.join("me")).unwrap();
        create_dir(top.join("me/work")).unwrap();
        symlink("me", top.join("link")).unwrap();
        for home in ["me", "link", "me/work/.."] {
            let home = top.join(home);
            let of = |dir: &str| of_home(&top.join(dir), Some(&home));
            assert_eq!(of("me"), Some(Width::Home));
            assert_eq!(of(""), Some(Width::Homes));
            assert_eq!(of("me/work"), None);
            assert_eq!(of_home(Path::new("/"), Some(&home)), Some(Width::Root));
        }
        assert_eq!(of_home(&top.join("me"), None), None);
        assert_eq!(of_home(Path::new("/"), None), Some(Width::Root));
    }

    #[test]
    fn a_directory_that_others_can_write_to_is_wide() {
        let top = tempfile::tempdir().unwrap();
        let top = top.path().canonicalize().unwrap();
        assert_eq!(of(&top), None);
        set_permissions(&top, Permissions::from_mode(0o1777)).unwrap();
        assert_eq!(of(&top), Some(Width::Open(top)));
    }
}
