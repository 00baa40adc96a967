//! From a directory to its venv: the nearest directory upwards that has one, names in order.
//!
//! Uses `records`, `venv` and below. This file has the order and nothing else.

pub mod names;
pub mod passed_over;

use crate::find::names::Name;
use crate::find::passed_over::Passed;
use crate::venv::Venv;
use std::path::{Path, PathBuf};

/// A venv and the project it belongs to.
#[derive(Clone, Debug)]
pub struct Found {
    /// The venv.
    pub venv: Venv,
    /// The directory in which it was found; the venv itself if the search started inside it.
    pub project: PathBuf,
}

/// Looks in `dir` and then in each directory above it. The path is used as it is written, so that the search
/// goes up through a symbolic link in the way the user came, as the shells' own search does.
pub fn find(dir: &Path, names: &[Name]) -> Option<Found> {
    dir.ancestors().find_map(|level| in_dir(level, names))
}

/// The venv of exactly this directory: one of its entries by name, or the directory itself.
pub fn in_dir(dir: &Path, names: &[Name]) -> Option<Found> {
    let entries = names.iter().flat_map(|name| name.entries(dir));
    let venv = entries.chain([dir.to_path_buf()]).find_map(|marker| Venv::at(&marker))?;
    Some(Found { venv, project: dir.to_path_buf() })
}

/// What has the name of a venv at or above `dir` but is not a venv, as far up as [`find`] looks.
pub fn passed_over(dir: &Path, names: &[Name]) -> Vec<Passed> {
    let mut passed = Vec::new();
    for level in dir.ancestors() {
        for name in names {
            for entry in name.entries(level) {
                if Venv::at(&entry).is_some() {
                    return passed;
                }
                passed.extend(Passed::at(entry, name));
            }
        }
        if Venv::at(level).is_some() {
            return passed;
        }
    }
    passed
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn names(list: &[&str]) -> Vec<Name> {
        list.iter().map(|name| name.parse().unwrap()).collect()
    }

    fn make(path: &Path) {
        fs::create_dir_all(path).unwrap();
        fs::write(path.join("pyvenv.cfg"), "").unwrap();
    }

    #[test]
    fn nearest_first_then_the_names_order() {
        let top = tempfile::tempdir().unwrap();
        let inner = top.path().join("a/b/c");
        fs::create_dir_all(&inner).unwrap();
        make(&top.path().join("venv"));
        assert_eq!(find(&inner, &names(&[".venv", "venv"])).unwrap().project, top.path());
        make(&top.path().join(".venv"));
        let found = find(&inner, &names(&[".venv", "venv"])).unwrap();
        assert_eq!(found.venv.marker, top.path().join(".venv"));
        make(&top.path().join("a/venv"));
        let found = find(&inner, &names(&[".venv", "venv"])).unwrap();
        assert_eq!(found.venv.marker, top.path().join("a/venv"));
    }

    #[test]
    fn a_glob_takes_the_first_by_byte_and_the_directory_itself_counts() {
        let top = tempfile::tempdir().unwrap();
        make(&top.path().join("b-env"));
        make(&top.path().join("a-env"));
        let found = find(top.path(), &names(&["*-env"])).unwrap();
        assert_eq!(found.venv.marker, top.path().join("a-env"));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(".venv", top.path().join(".venv")).unwrap();
            let loops = passed_over(top.path(), &names(&[".venv", "b-env"]));
            assert_eq!(loops.len(), 1);
            assert_eq!(loops[0].to_string(), "a link that leads nowhere (to .venv)");
        }
        let itself = find(&top.path().join("b-env"), &names(&["x"])).unwrap();
        assert_eq!(itself.project, top.path().join("b-env"));
    }

    #[test]
    fn the_directory_itself_comes_after_its_entries() {
        let top = tempfile::tempdir().unwrap();
        make(top.path());
        make(&top.path().join("x"));
        assert_eq!(in_dir(top.path(), &names(&["x"])).unwrap().venv.marker, top.path().join("x"));
        assert_eq!(in_dir(top.path(), &names(&["y"])).unwrap().venv.marker, top.path());
        assert!(in_dir(&top.path().join("y"), &names(&["y"])).is_none(), "of exactly this one");
    }

    #[test]
    fn what_is_passed_over_ends_at_the_venv_that_is_found() {
        let top = tempfile::tempdir().unwrap();
        let inner = top.path().join("a/b");
        for dir in [&inner, &inner.join(".venv"), &top.path().join(".venv"), &top.path().join("a/.venv")] {
            fs::create_dir_all(dir).unwrap();
        }
        let seen = |list: &[&str]| {
            passed_over(&inner, &names(list)).iter().map(|p| p.path.clone()).collect::<Vec<_>>()
        };
        let all: Vec<PathBuf> = inner.ancestors().take(3).map(|dir| dir.join(".venv")).collect();
        assert_eq!(seen(&[".venv"])[..3], all);
        make(&top.path().join("a/venv"));
        assert_eq!(seen(&[".venv", "venv"]), all[..2]);
        assert_eq!(seen(&["venv", ".venv"]), all[..1], "what comes after it is not searched");
        make(&top.path().join("a"));
        assert_eq!(seen(&[".venv"]), all[..2], "a directory that is one itself ends it too");
    }
}
