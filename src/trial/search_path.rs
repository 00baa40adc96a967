//! PATH as it is without the venv that is active now.

use std::ffi::{OsStr, OsString};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// Directories to look a program up in.
#[derive(Debug)]
pub struct SearchPath {
    clean: Vec<PathBuf>,
    /// The active venv's own directory: the last resort, since it may hold the only Python.
    active: Option<PathBuf>,
}

impl SearchPath {
    /// This process's PATH, less the active venv's directory.
    pub fn without_active_venv() -> SearchPath {
        let active = std::env::var_os("VIRTUAL_ENV").filter(|active| !active.is_empty());
        let active = active.map(|active| Path::new(&active).join("bin"));
        let path = std::env::var_os("PATH").unwrap_or_default();
        let clean = std::env::split_paths(&path).filter(|dir| Some(dir) != active.as_ref()).collect();
        SearchPath { clean, active }
    }

    /// All programs of this name, in the order in which a shell would find them. A directory that
    /// depends on where one stands is none to trust, and the trial moves.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = PathBuf> + 'a {
        let files = self
            .clean
            .iter()
            .chain(&self.active)
            .filter(|dir| dir.is_absolute())
            .map(move |dir| dir.join(name));
        files.filter(|file| file.metadata().is_ok_and(|m| m.is_file() && m.permissions().mode() & 0o111 != 0))
    }

    /// The first program of this name.
    pub fn find(&self, name: &str) -> Option<PathBuf> {
        self.all(name).next()
    }

    /// The value for a shell's PATH, `first` in front.
    pub fn value(&self, first: Option<&Path>) -> OsString {
        let dirs: Vec<&OsStr> =
            first.into_iter().chain(self.clean.iter().map(PathBuf::as_path)).map(Path::as_os_str).collect();
        dirs.join(OsStr::new(":"))
    }
}
