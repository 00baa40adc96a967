//! A venv on disk: where it is, which tool created it, whether its interpreter exists. No decisions.
//!
//! Uses `ui`, `shells` and below. Begin with `Venv`; `activate/` reads what makers write into scripts.

pub mod activate;
pub mod pyvenv_cfg;
pub mod search_path;

use crate::system::executable;
use crate::system::real_path;
use crate::venv::pyvenv_cfg::PyvenvCfg;
use std::ffi::OsStr;
use std::fmt;
use std::path::{Path, PathBuf};

/// The directories in which a venv keeps its scripts: POSIX, Windows.
pub const BIN_DIRS: [&str; 2] = ["bin", "Scripts"];

/// A directory that looks like a venv. Nothing in it has been checked yet.
#[derive(Clone, Debug)]
pub struct Venv {
    /// The path under which it was found, links kept: the path that the user knows.
    pub marker: PathBuf,
    /// The same directory with every symbolic link resolved.
    pub dir: PathBuf,
    /// The directory of its scripts, in `dir`.
    pub bin: PathBuf,
    /// Its settings; `None` for a virtualenv older than 20. `Err` says what is wrong.
    pub cfg: Result<Option<PyvenvCfg>, String>,
}

/// The tool that created a venv.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Maker {
    /// `CPython`'s own venv module.
    Venv,
    /// virtualenv, with its version.
    Virtualenv(String),
    /// virtualenv before 20, which recorded no version.
    OldVirtualenv,
    /// uv, with its version.
    Uv(String),
}

impl Venv {
    /// The venv at `marker`, if something there looks like one: a `pyvenv.cfg`, or the two scripts of virtualenv
    /// before 20 (facts/activate.md, rule 20).
    pub fn at(marker: &Path) -> Option<Venv> {
        let cfg_path = marker.join("pyvenv.cfg");
        let has = |bin: &str, file: &str| marker.join(bin).join(file).exists();
        let old = |bin: &&str| has(bin, "activate_this.py") && has(bin, "activate");
        if !cfg_path.exists() && !BIN_DIRS.iter().any(old) {
            return None;
        }
        let dir = real_path::of(marker).ok()?;
        let bin = BIN_DIRS.iter().map(|bin| dir.join(bin)).find(|bin| bin.is_dir());
        let bin = bin.unwrap_or_else(|| dir.join(BIN_DIRS[0]));
        let cfg = PyvenvCfg::read(&dir.join("pyvenv.cfg"));
        Some(Venv { marker: marker.to_path_buf(), dir, bin, cfg })
    }

    /// A damaged venv at `path`, if there is one: scripts without settings.
    pub fn half(path: &Path) -> Option<Venv> {
        let has = |bin: &str, file: &str| path.join(bin).join(file).exists();
        let is_bin = |bin: &&str| has(bin, "activate") || has(bin, "activate.bat");
        let bin = BIN_DIRS.into_iter().find(is_bin)?;
        let dir = real_path::of(path).ok()?;
        Some(Venv { marker: path.to_path_buf(), bin: dir.join(bin), dir, cfg: Ok(None) })
    }

    /// Whether it is only half created or half deleted, so that it does not count as a venv.
    pub fn is_half(&self) -> bool {
        matches!(self.cfg, Ok(None)) && !self.bin.join("activate_this.py").exists()
    }

    /// The settings, if they could be read.
    pub fn settings(&self) -> Option<&PyvenvCfg> {
        self.cfg.as_ref().ok()?.as_ref()
    }

    /// Which tool created it, according to its settings (they are informative only).
    pub fn maker(&self) -> Maker {
        let Some(cfg) = self.settings() else { return Maker::OldVirtualenv };
        if let Some(version) = cfg.get("uv") {
            Maker::Uv(version.to_string())
        } else if let Some(version) = cfg.get("virtualenv") {
            Maker::Virtualenv(version.to_string())
        } else {
            Maker::Venv
        }
    }

    /// The interpreter: the file that `bin/python` leads to, if it is executable. If there is no `python` it is
    /// `python3`; with a `python` that leads nowhere, the shell would find another venv's.
    pub fn interpreter(&self) -> Option<PathBuf> {
        real_path::links_resolved(&self.interpreter_entry()).ok().filter(|file| executable::may_run(file))
    }

    /// The path of the interpreter: the first of these names that exists, whatever it leads to.
    pub fn interpreter_entry(&self) -> PathBuf {
        let names = ["python", "python.exe", "python3"].map(|name| self.bin.join(name));
        let there = names.iter().find(|name| name.symlink_metadata().is_ok());
        there.unwrap_or(&names[0]).clone()
    }

    /// The Python version, from the settings or, for an old virtualenv, its library's name.
    pub fn python_version(&self) -> Option<String> {
        if let Some(version) = self.settings().and_then(PyvenvCfg::python_version) {
            return Some(version);
        }
        let libraries = std::fs::read_dir(self.dir.join("lib")).ok()?.flatten();
        let mut versions = libraries.filter_map(|entry| {
            let name = entry.file_name();
            name.to_str()?.strip_prefix("python").map(str::to_string)
        });
        versions.next()
    }

    /// The name that the activate script puts in front of the prompt.
    pub fn prompt_name(&self) -> std::ffi::OsString {
        let given = self.settings().and_then(PyvenvCfg::prompt).filter(|prompt| !prompt.is_empty());
        given.map_or_else(|| self.dir.file_name().unwrap_or(OsStr::new("/")).to_os_string(), Into::into)
    }
}

impl Maker {
    /// Whether this is the named maker at `version` or later (versions compare by their numbers).
    pub fn at_least(&self, version: [u32; 3]) -> bool {
        let (Maker::Virtualenv(text) | Maker::Uv(text)) = self else { return false };
        let mut numbers = [0; 3];
        for (number, part) in numbers.iter_mut().zip(text.split('.')) {
            *number = part.parse().unwrap_or(0);
        }
        numbers >= version
    }
}

impl fmt::Display for Maker {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Maker::Venv => write!(f, "venv"),
            Maker::Virtualenv(version) => write!(f, "virtualenv {version}"),
            Maker::OldVirtualenv => write!(f, "virtualenv before 20"),
            Maker::Uv(version) => write!(f, "uv {version}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_number() {
        assert!(Maker::Virtualenv("21.14.13".into()).at_least([21, 14, 13]));
        assert!(!Maker::Virtualenv("21.2.4".into()).at_least([21, 14, 13]));
        assert!(!Maker::Venv.at_least([0, 0, 0]));
    }

    #[cfg(unix)]
    #[test]
    fn the_interpreter_is_the_one_that_python_names() {
        use std::os::unix::fs::symlink;
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("bin")).unwrap();
        std::fs::write(dir.path().join("pyvenv.cfg"), "").unwrap();
        symlink("/bin/sh", dir.path().join("bin/python3")).unwrap();
        let interpreter = || Venv::at(dir.path()).unwrap().interpreter();
        assert_eq!(interpreter(), Some(Path::new("/bin/sh").canonicalize().unwrap()));
        symlink("/bin/ls", dir.path().join("bin/python.exe")).unwrap();
        assert_eq!(interpreter(), Some(Path::new("/bin/ls").canonicalize().unwrap()));
        symlink("python", dir.path().join("bin/python")).unwrap();
        assert_eq!(interpreter(), None);
    }

    #[test]
    fn a_directory_without_a_venvs_files_is_not_a_venv() {
        let dir = tempfile::tempdir().unwrap();
        assert!(Venv::at(dir.path()).is_none());
        std::fs::create_dir(dir.path().join("Scripts")).unwrap();
        for file in ["activate", "activate_this.py"] {
            assert!(Venv::at(dir.path()).is_none());
            std::fs::write(dir.path().join("Scripts").join(file), "").unwrap();
        }
        assert_eq!(Venv::at(dir.path()).unwrap().maker(), Maker::OldVirtualenv);
        std::fs::write(dir.path().join("pyvenv.cfg"), "").unwrap();
        let venv = Venv::at(dir.path()).unwrap();
        assert_eq!(venv.interpreter(), None);
        assert_eq!(venv.maker(), Maker::Venv);
    }
}
