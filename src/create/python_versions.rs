//! The versions of Python on this machine, found by file names alone: no program is started.

use crate::create::python_request::is_version;
use crate::system::executable;
use crate::ui::message;
use crate::venv::search_path::SearchPath;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The versions that `--python` can ask for, the newest first, each with its directory.
pub fn known(programs: &SearchPath) -> Vec<(String, String)> {
    let mut found: BTreeMap<String, PathBuf> = BTreeMap::new();
    let on_path = programs.entries().flat_map(|dir| names(dir).into_iter().map(|name| (name, dir.clone())));
    for (name, dir) in on_path {
        // `python3` alone says too little; Windows has no such names.
        let version =
            name.strip_prefix("python").filter(|version| version.contains('.') && is_version(version));
        if let Some(version) = version.filter(|_| executable::may_run(&dir.join(&name))) {
            found.entry(version.to_string()).or_insert(dir);
        }
    }
    for (version, dir) in pyenv().into_iter().chain(uv()) {
        found.entry(version).or_insert(dir);
    }
    let mut found: Vec<_> = found.into_iter().collect();
    found.sort_by_key(|(version, _)| Reverse(numbers(version)));
    found.into_iter().map(|(version, dir)| (version, message::path(&dir))).collect()
}

/// What pyenv has built: version and directory.
pub fn pyenv() -> Vec<(String, PathBuf)> {
    let root = variable("PYENV_ROOT").or_else(|| Some(dirs::home_dir()?.join(".pyenv")));
    let Some(versions) = root.filter(|root| root.is_absolute()).map(|root| root.join("versions")) else {
        return Vec::new();
    };
    let found = names(&versions).into_iter().filter(|name| is_version(name));
    found.map(|name| (name.clone(), versions.join(name))).collect()
}

/// What uv has installed: `cpython-3.12.4-linux-x86_64-gnu` (uv documentation, "Python versions").
fn uv() -> Vec<(String, PathBuf)> {
    let place = variable("UV_PYTHON_INSTALL_DIR").or_else(|| Some(dirs::data_dir()?.join("uv/python")));
    let Some(place) = place.filter(|place| place.is_absolute()) else { return Vec::new() };
    let version = |name: &str| name.strip_prefix("cpython-")?.split('-').next().map(str::to_string);
    let found = names(&place).into_iter().filter_map(|name| Some((version(&name)?, place.join(name))));
    found.filter(|(version, _)| is_version(version)).collect()
}

fn variable(name: &str) -> Option<PathBuf> {
    std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}

fn names(dir: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().into_string().ok()).collect()
}

/// A version as numbers, to be compared.
pub fn numbers(version: &str) -> Vec<u32> {
    version.split('.').map(|part| part.parse().unwrap_or(0)).collect()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn only_names_of_versions_count() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["python3", "python3.9", "python3.11", "python3.11-config", "python3.x"] {
            symlink("/bin/sh", dir.path().join(name)).unwrap();
        }
        std::fs::write(dir.path().join("python3.8"), "").unwrap();
        let path = SearchPath::from_entries([dir.path().to_path_buf()], None);
        let here = message::path(dir.path());
        let found: Vec<_> = known(&path).into_iter().filter(|(_, place)| *place == here).collect();
        assert_eq!(found.iter().map(|(version, _)| version.as_str()).collect::<Vec<_>>(), ["3.11", "3.9"]);
    }
}
