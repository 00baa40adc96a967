//! Directories that hold more than a person may think of: to trust all below one is to trust what others
//! bring there too.

use crate::system::permissions::{self, Writable};
use crate::system::real_path;
use crate::ui::message;
use std::fmt;
use std::path::{Path, PathBuf};

/// Where systems keep the home directories, also those of other people.
const HOMES: [&str; 2] = ["/home", "/Users"];

/// Why a directory is wide, in words that stand behind its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Width {
    /// A whole file system.
    Root,
    /// Home directories lie in it.
    Homes,
    /// It is the person's home directory.
    Home,
    /// Others may put something into it: this directory is theirs to write.
    Open(PathBuf),
}

/// How wide a directory is, if it is; links resolved.
pub fn of(dir: &Path) -> Option<Width> {
    of_home(dir, dirs::home_dir().as_deref()).or_else(|| match permissions::writable_by_others(&[dir]) {
        Some(Writable::Open(path)) => Some(Width::Open(path)),
        // Where modes are not kept nothing tells, and a tree is what makes a venv there usable.
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
        let comes = "each venv that comes with a clone, a download or";
        match self {
            Width::Root => write!(f, "is all there is on this machine ({comes} another user would be used)"),
            Width::Homes => write!(f, "holds home directories ({comes} another user would be used)"),
            Width::Home => write!(f, "is your whole home directory ({comes} an archive would be used)"),
            Width::Open(dir) => {
                let dir = message::path(dir);
                write!(f, "may get venvs from others, which would be used ({dir} is writable by others)")
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
    fn where_others_may_write_it_is_wide() {
        let top = tempfile::tempdir().unwrap();
        let top = top.path().canonicalize().unwrap();
        assert_eq!(of(&top), None);
        set_permissions(&top, Permissions::from_mode(0o1777)).unwrap();
        assert_eq!(of(&top), Some(Width::Open(top)));
    }
}
