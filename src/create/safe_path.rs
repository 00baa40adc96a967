//! The part of PATH whose programs can be started safely from any directory, also one with files of other people.

use crate::system::real_path;
use crate::venv::search_path::SearchPath;
use std::path::Path;

/// PATH without entries that depend on the current directory (empty and relative ones), without directories
/// that everybody can write to, and without the venv at `target`, which is about to be recreated.
pub fn safe(path: SearchPath, target: &Path) -> SearchPath {
    let target = real_path::resolve(target);
    let is_target = |dir: &Path| {
        target.as_ref().is_ok_and(|target| real_path::resolve(dir).is_ok_and(|dir| dir.starts_with(target)))
    };
    path.only(|dir| dir.is_absolute() && !open_to_all(dir) && !is_target(dir))
}

/// Whether everybody can put a program there. The sticky bit does not help: the program's name may be new.
#[cfg(unix)]
fn open_to_all(dir: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    dir.metadata().is_ok_and(|metadata| metadata.permissions().mode() & 0o002 != 0)
}

/// Windows protects its own entries of PATH; the user is responsible for others.
#[cfg(windows)]
fn open_to_all(_dir: &Path) -> bool {
    false
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::fs::{Permissions, create_dir_all, set_permissions};
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn only_safe_entries_of_path_remain() {
        let top = tempfile::tempdir().unwrap();
        let top = top.path().canonicalize().unwrap();
        let dir = |name: &str| {
            create_dir_all(top.join(name)).unwrap();
            set_permissions(top.join(name), Permissions::from_mode(0o755)).unwrap();
            top.join(name)
        };
        let (plain, open, target, active) = (dir("plain"), dir("open"), dir("target"), dir("active/bin"));
        set_permissions(&open, Permissions::from_mode(0o1777)).unwrap();
        let path =
            [active.clone(), "".into(), ".".into(), "bin".into(), open, dir("target/bin"), plain.clone()];
        let path = safe(SearchPath::from_entries(path, active.parent()), &target);
        assert_eq!(path.whole(), std::env::join_paths([plain, active]).unwrap());
    }
}
