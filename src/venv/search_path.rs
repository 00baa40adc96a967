//! PATH: its entries, with those of the active venv kept apart, and the programs that are found there.

use crate::system::executable;
use crate::system::real_path;
use crate::venv::BIN_DIRS;
use std::env::{self, JoinPathsError};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The separator of two entries, which an entry cannot contain.
pub const SEPARATOR: u8 = if cfg!(windows) { b';' } else { b':' };

/// Its name in messages.
pub const SEPARATOR_NAME: &str = if cfg!(windows) { "semicolon" } else { "colon" };

/// Directories in which to look for a program.
#[derive(Clone, Debug)]
pub struct SearchPath {
    /// In PATH's order, without those of the active venv.
    entries: Vec<PathBuf>,
    /// Those of the venv that is active now.
    active: Vec<PathBuf>,
}

impl SearchPath {
    /// This process's PATH.
    pub fn of_process() -> SearchPath {
        let path = env::var_os("PATH").unwrap_or_default();
        let venv = env::var_os("VIRTUAL_ENV").filter(|venv| !venv.is_empty()).map(PathBuf::from);
        SearchPath::of(env::split_paths(&path), venv.as_deref())
    }

    /// These entries, while that venv is active.
    pub fn of(entries: impl IntoIterator<Item = PathBuf>, venv: Option<&Path>) -> SearchPath {
        let is_bin = |entry: &Path, bin: &PathBuf| entry == bin || real_path::same(entry, bin);
        let bins = venv.map(|venv| BIN_DIRS.map(|bin| venv.join(bin)));
        let is_active = |entry: &PathBuf| bins.iter().flatten().any(|bin| is_bin(entry, bin));
        let (active, entries) = entries.into_iter().partition(is_active);
        SearchPath { entries, active }
    }

    /// Only the entries for which `fits` is true.
    #[must_use]
    pub fn only(mut self, fits: impl Fn(&Path) -> bool) -> SearchPath {
        self.entries.retain(|entry| fits(entry));
        self.active.retain(|entry| fits(entry));
        self
    }

    /// The directories, without those of the active venv.
    pub fn entries(&self) -> impl Iterator<Item = &PathBuf> {
        self.entries.iter()
    }

    /// All programs of this name, in the order in which a shell would find them; those of the active venv come last,
    /// since it may have the only Python.
    pub fn all(&self, name: impl AsRef<Path>) -> Vec<PathBuf> {
        programs(self.entries.iter().chain(&self.active), name.as_ref()).collect()
    }

    /// The first program of this name.
    pub fn find(&self, name: impl AsRef<Path>) -> Option<PathBuf> {
        programs(self.entries.iter().chain(&self.active), name.as_ref()).next()
    }

    /// The value for PATH without the active venv, with `first` in front. An error if that contains the separator.
    pub fn value(&self, first: Option<&Path>) -> Result<OsString, JoinPathsError> {
        env::join_paths(first.into_iter().chain(self.entries.iter().map(PathBuf::as_path)))
    }

    /// The value for PATH with the active venv as the last resort.
    pub fn whole(&self) -> OsString {
        // They came from a PATH, so none contains a separator.
        env::join_paths(self.entries.iter().chain(&self.active)).unwrap_or_default()
    }
}

/// The first program of that name on this process's PATH, but not in the active venv: that has not been checked
/// for this use.
pub fn find(name: &str) -> Option<PathBuf> {
    programs(SearchPath::of_process().entries.iter(), name.as_ref()).next()
}

/// An entry that depends on the current directory cannot be trusted.
fn programs<'a>(entries: impl Iterator<Item = &'a PathBuf>, name: &Path) -> impl Iterator<Item = PathBuf> {
    let files = entries.filter(|entry| entry.is_absolute());
    files
        .flat_map(move |entry| executable::spellings(&entry.join(name)))
        .filter(|file| executable::may_run(file))
}
