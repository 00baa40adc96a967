//! Programs on PATH that may be started from any directory, also one with somebody else's files.

use crate::executable;
use crate::real_path;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// The directories of PATH in which programs are looked up.
#[derive(Clone, Debug)]
pub struct Programs(Vec<PathBuf>);

impl Programs {
    /// PATH, less what depends on where one stands (an empty or relative entry means the current
    /// directory), what everybody may write, and the venv at `target`, which is about to be made
    /// anew. The active venv comes last: it may hold the only Python.
    pub fn on_path(target: &Path) -> Programs {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let active = std::env::var_os("VIRTUAL_ENV").filter(|active| !active.is_empty()).map(PathBuf::from);
        Programs::among(std::env::split_paths(&path), target, active.as_deref())
    }

    fn among(dirs: impl Iterator<Item = PathBuf>, target: &Path, active: Option<&Path>) -> Programs {
        let target = real_path::of(target);
        let is_target = |dir: &PathBuf| {
            target.as_ref().is_ok_and(|target| real_path::of(dir).is_ok_and(|dir| dir.starts_with(target)))
        };
        let kept = dirs.filter(|dir| dir.is_absolute() && !open_to_all(dir) && !is_target(dir));
        let in_active = |dir: &PathBuf| active.is_some_and(|active| dir.starts_with(active));
        let (last, mut dirs): (Vec<_>, Vec<_>) = kept.partition(in_active);
        dirs.extend(last);
        Programs(dirs)
    }

    /// All programs of this name, in the order in which a shell would find them.
    pub fn all(&self, name: impl AsRef<OsStr>) -> Vec<PathBuf> {
        let name = Path::new(name.as_ref()).to_path_buf();
        let files = self.0.iter().flat_map(|dir| executable::spellings(&dir.join(&name)));
        files.filter(|file| executable::may_run(file)).collect()
    }

    /// The first program of this name.
    pub fn find(&self, name: impl AsRef<OsStr>) -> Option<PathBuf> {
        self.all(name).into_iter().next()
    }

    /// The value of PATH for a child that looks programs up itself.
    pub fn value(&self) -> OsString {
        // They came from a PATH, so none holds a separator.
        std::env::join_paths(&self.0).unwrap_or_default()
    }
}

/// Whether everybody may put a program there; sticky or not, its name may be the first of its kind.
#[cfg(unix)]
fn open_to_all(dir: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    dir.metadata().is_ok_and(|metadata| metadata.permissions().mode() & 0o002 != 0)
}

/// Windows' own PATH is protected by the system; what a person adds is theirs.
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
    fn only_places_of_ones_own_are_looked_in() {
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
        let programs = Programs::among(path.into_iter(), &target, active.parent());
        assert_eq!(programs.0, [plain, active]);
    }
}
