//! Why a venv is not used: each reason in its own words, with its own remedy.

use crate::ui::message;
use crate::venv::Venv;
use crate::venv::health::Fault;
use crate::venv::search_path;
use std::fmt;
use std::path::{Path, PathBuf};

/// One reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The path is not Unicode, and this shell carries nothing else.
    NotUnicode,
    /// The path holds what separates the entries of PATH.
    Separator,
    /// A file in it is missing or unusable; the words say which.
    Broken(String),
    /// The person may not look at this file or directory, which it needs.
    Closed(PathBuf),
    /// It has no activate script for this shell.
    NoScript(&'static str),
    /// Its path or name would be run as code by its own activate script or prompt.
    RunsAsCode,
    /// Others may write this file or directory.
    WritableByOthers(PathBuf),
    /// The script activates another path.
    Moved(PathBuf),
    /// A record denies it: that of this path.
    Denied(PathBuf),
    /// The records could not be read.
    NoRecord(String),
    /// The scripts are not what they were when it was allowed.
    Changed,
    /// It belongs to this other user.
    OtherOwner(String),
    /// The file system mounted here keeps no modes, so that nothing tells who may write it.
    NoModes(PathBuf),
    /// It lies in this directory, in which another user could put something else in its place.
    Exposed(PathBuf),
    /// git tracks it in this repository.
    Tracked(PathBuf),
    /// This repository's index could not be read.
    TrackedUnknown(PathBuf),
    /// This file of it carries the system's mark of a download.
    Downloaded(PathBuf),
    /// The script does not tell where the venv was made.
    NoBakedPath,
    /// The policy wants a grant.
    NotAllowed,
}

impl From<Fault> for Reason {
    fn from(fault: Fault) -> Reason {
        match fault {
            Fault::Broken(what) => Reason::Broken(what),
            Fault::Closed(path) => Reason::Closed(path),
        }
    }
}

impl Reason {
    /// Whether `venvhook allow` makes the venv fit.
    pub fn can_be_allowed(&self) -> bool {
        use Reason as U;
        matches!(
            self,
            U::Changed
                | U::OtherOwner(_)
                | U::NoModes(_)
                | U::Exposed(_)
                | U::Tracked(_)
                | U::TrackedUnknown(_)
                | U::Downloaded(_)
                | U::NoBakedPath
                | U::NotAllowed
        )
    }

    /// What the person can do about it.
    pub fn remedy(&self, venv: &Venv) -> String {
        let at = message::argument(&venv.marker);
        match self {
            Reason::NotUnicode | Reason::Separator => {
                "rename the directory, or make the venv elsewhere".into()
            }
            Reason::Broken(_) | Reason::Moved(_) => {
                let name = venv.marker.file_name().unwrap_or_default();
                format!("make it anew there: venvhook new --clear {}", message::argument(name.as_ref()))
            }
            Reason::Closed(_) => {
                "it may be sound: ask its owner to let you in, or use it as the user that made it".into()
            }
            Reason::NoScript(_) => "make it anew with a current venv, virtualenv or uv".into(),
            Reason::RunsAsCode => "make it anew under a plain name".into(),
            Reason::WritableByOthers(path) => close_to_others(path),
            Reason::Denied(path) if venv.dir.starts_with(path) && *path != venv.dir => {
                format!("to undo: venvhook forget --tree {}", message::argument(path))
            }
            Reason::Denied(_) => format!("to undo: venvhook forget {at}"),
            Reason::NoRecord(_) => "until then nothing here is used".into(),
            _ => format!("if you trust it: venvhook allow {at}"),
        }
    }
}

/// The command that makes a file nobody else's to write.
#[cfg(unix)]
fn close_to_others(file: &Path) -> String {
    format!("run: chmod go-w {}", message::argument(file))
}

/// The same: only the person, the system and the administrators keep their rights. `*S-1-3-4` stands for the owner.
#[cfg(windows)]
fn close_to_others(file: &Path) -> String {
    let path = message::argument(file);
    format!(
        "run: icacls {path} /inheritance:r /grant:r *S-1-3-4:(OI)(CI)F *S-1-5-18:(OI)(CI)F *S-1-5-32-544:(OI)(CI)F"
    )
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Reason::NotUnicode => write!(f, "has a name that is not Unicode, which this shell cannot carry"),
            Reason::Separator => {
                write!(f, "has a {} in its path, which PATH cannot carry", search_path::SEPARATOR_NAME)
            }
            Reason::Broken(what) => write!(f, "is broken: {what}"),
            Reason::Closed(path) => {
                write!(f, "needs a Python that you may not look at ({})", message::path(path))
            }
            Reason::NoScript(script) => write!(f, "has no script for this shell ({script})"),
            Reason::RunsAsCode => {
                write!(f, "has a name that its own activate script or prompt would run as code")
            }
            Reason::WritableByOthers(path) => write!(f, "is writable by others: {}", message::path(path)),
            Reason::Moved(from) => write!(f, "was moved or copied: it was made at {}", message::path(from)),
            Reason::Denied(path) => write!(f, "is denied (record for {})", message::path(path)),
            Reason::NoRecord(error) => write!(f, "could not be looked up: {error}"),
            Reason::Changed => write!(f, "has changed since you allowed it"),
            Reason::OtherOwner(owner) => write!(f, "is owned by another user ({owner})"),
            Reason::NoModes(mount) => {
                let mount = message::path(mount);
                write!(f, "may be writable by others: the file system at {mount} keeps no modes")
            }
            Reason::Exposed(dir) => {
                write!(f, "could be replaced by another user, who owns or may write {}", message::path(dir))
            }
            Reason::Tracked(root) => write!(f, "is tracked by git ({})", message::path(root)),
            Reason::TrackedUnknown(root) => {
                write!(f, "may be tracked by git: the index of {} could not be read", message::path(root))
            }
            Reason::Downloaded(file) => {
                write!(f, "was not made here: {} has the mark of a download", message::path(file))
            }
            Reason::NoBakedPath => write!(f, "does not tell where it was made"),
            Reason::NotAllowed => write!(f, "is not allowed yet (policy: ask)"),
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn what_others_may_write_comes_with_the_command_that_ends_it() {
        assert_eq!(close_to_others(Path::new("/a b/c")), "run: chmod go-w '/a b/c'");
    }
}
