//! What has the name of a venv and is not one: a file, an empty or half-deleted directory, a link that leads
//! nowhere.

use crate::find::names::Name;
use crate::ui::message;
use crate::venv::Venv;
use std::fmt;
use std::path::PathBuf;

/// One such thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passed {
    /// Where it is.
    pub path: PathBuf,
    /// What it is.
    pub what: What,
    /// Only venvs have this name; a name such as `env` may also be the user's own folder.
    plain: bool,
}

/// What is there instead of a venv.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A link, and its target, which does not exist.
    Nowhere(PathBuf),
    /// A directory with nothing in it.
    Empty,
    /// A directory with scripts of a venv, but without its settings.
    Half,
    /// Another directory.
    Directory,
    /// A file, or something else.
    File,
}

impl Passed {
    /// Checks an entry that is not a venv; `None` if nothing is there.
    pub fn at(path: PathBuf, name: &Name) -> Option<Passed> {
        path.symlink_metadata().ok()?;
        let what = match path.metadata() {
            Err(_) => What::Nowhere(path.read_link().ok()?),
            Ok(metadata) if !metadata.is_dir() => What::File,
            Ok(_) if Venv::half(&path).is_some() => What::Half,
            Ok(_) if path.read_dir().is_ok_and(|mut entries| entries.next().is_none()) => What::Empty,
            Ok(_) => What::Directory,
        };
        let plain = name.as_str().starts_with('.') && !name.is_glob();
        Some(Passed { path, what, plain })
    }

    /// Whether a user who enters the directory is told about it.
    pub fn is_told(&self) -> bool {
        self.plain || matches!(self.what, What::Nowhere(_) | What::Half)
    }

    /// The whole message: what it is, and what to do.
    pub fn line(&self) -> String {
        let name = message::argument(self.path.file_name().unwrap_or_default().as_ref());
        format!(
            "{} is {self}, not a venv; move it away, then run in {}: venvhook new {name}",
            message::path(&self.path),
            message::path(self.path.parent().unwrap_or(&self.path))
        )
    }
}

impl fmt::Display for Passed {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match &self.what {
            What::Nowhere(target) => write!(f, "a link that leads nowhere (to {})", message::path(target)),
            What::Empty => write!(f, "an empty directory"),
            What::Half => write!(f, "a directory with activate scripts but no pyvenv.cfg"),
            What::Directory => write!(f, "a directory without a pyvenv.cfg"),
            What::File => write!(f, "a file"),
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn each_is_recognised_and_a_folder_of_the_users_own_is_not_mentioned() {
        let top = tempfile::tempdir().unwrap();
        let look = |entry: &str, name: &str| {
            Passed::at(top.path().join(entry), &name.parse().unwrap())
                .map(|passed| (passed.is_told(), passed.what))
        };
        assert_eq!(look(".venv", ".venv"), None);
        fs::write(top.path().join(".venv"), "x").unwrap();
        fs::write(top.path().join("env"), "x").unwrap();
        assert_eq!(look(".venv", ".venv"), Some((true, What::File)));
        assert_eq!(look("env", "env"), Some((false, What::File)));
        assert_eq!(look(".venv", ".v*"), Some((false, What::File)));
        fs::create_dir(top.path().join("venv")).unwrap();
        assert_eq!(look("venv", "venv"), Some((false, What::Empty)));
        fs::write(top.path().join("venv/x"), "").unwrap();
        assert_eq!(look("venv", "venv"), Some((false, What::Directory)));
        fs::create_dir(top.path().join("venv/bin")).unwrap();
        fs::write(top.path().join("venv/bin/activate"), "").unwrap();
        assert_eq!(look("venv", "venv"), Some((true, What::Half)));
        std::os::unix::fs::symlink("gone", top.path().join("link")).unwrap();
        assert_eq!(look("link", "link"), Some((true, What::Nowhere("gone".into()))));
    }
}
