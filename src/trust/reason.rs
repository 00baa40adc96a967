//! Why a venv is not used: the words for each reason, and what the user can do about it.

use crate::ui::message;
use crate::venv::Venv;
use crate::venv::search_path;
use std::fmt;
use std::path::{Path, PathBuf};

/// One reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// The path is not valid Unicode, and this shell handles nothing else.
    NotUnicode,
    /// The path contains the character that separates the entries of PATH.
    Separator,
    /// A file in it is missing or unusable; the text says which, and fits into parentheses.
    Broken(String),
    /// It needs this file or directory, which the user cannot access.
    Closed(PathBuf),
    /// It has no activate script for this shell.
    NoScript(&'static str),
    /// Its path or name would be run as code by its own activate script or prompt.
    RunsAsCode,
    /// Other users can write to this file or directory.
    WritableByOthers(PathBuf),
    /// The script activates another path.
    Moved(PathBuf),
    /// The record for this path denies it.
    Denied(PathBuf),
    /// The records could not be read; the text is the error.
    NoRecord(String),
    /// The scripts have changed since it was allowed.
    Changed,
    /// It belongs to this other user.
    OtherOwner(String),
    /// The file system mounted at this path stores no permissions, so nobody knows who can write to the venv.
    NoModes(PathBuf),
    /// It is in this directory, where another user could put something else in its place.
    Exposed(PathBuf),
    /// git tracks it in this repository.
    Tracked(PathBuf),
    /// This repository's index could not be read.
    TrackedUnknown(PathBuf),
    /// The system has marked this file of it as downloaded.
    Downloaded(PathBuf),
    /// The script does not record where the venv was created.
    NoBakedPath,
    /// The policy requires a grant, and there is none.
    NotAllowed,
}

impl Unfit {
    /// Whether `venvhook allow` makes the venv usable.
    pub fn can_be_allowed(&self) -> bool {
        use Unfit as U;
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

    /// What the user can do about it: a hint or a command to run.
    pub fn remedy(&self, venv: &Venv) -> String {
        let at = message::argument(&venv.marker);
        match self {
            Unfit::NotUnicode | Unfit::Separator => {
                "rename the directory, or create the venv elsewhere".into()
            }
            Unfit::Broken(_) | Unfit::Moved(_) => {
                let name = message::argument(venv.marker.file_name().unwrap_or_default().as_ref());
                let project = message::path(venv.marker.parent().unwrap_or(&venv.marker));
                format!("to recreate it, run in {project}: venvhook new --clear {name}")
            }
            Unfit::Closed(_) => "ask its owner for access, or use it as the user who created it".into(),
            Unfit::NoScript(_) => "recreate it with a recent venv, virtualenv or uv".into(),
            Unfit::RunsAsCode => "recreate it under a name with only letters, digits, - . and _".into(),
            Unfit::WritableByOthers(path) => close_to_others(path),
            Unfit::Denied(path) if venv.dir.starts_with(path) && *path != venv.dir => {
                format!("to undo: venvhook forget --tree {}", message::argument(path))
            }
            Unfit::Denied(_) => format!("to undo: venvhook forget {at}"),
            Unfit::NoRecord(_) => "no venv is used here until that is fixed".into(),
            _ => format!("if you trust it: venvhook allow {at}"),
        }
    }
}

/// The command after which only the owner can write to a file.
#[cfg(unix)]
fn close_to_others(file: &Path) -> String {
    format!("run: chmod go-w {}", message::argument(file))
}

/// The same: only the owner (`*S-1-3-4`), the system and the administrators keep their rights.
#[cfg(windows)]
fn close_to_others(file: &Path) -> String {
    let path = message::argument(file);
    format!(
        "run: icacls {path} /inheritance:r /grant:r *S-1-3-4:(OI)(CI)F *S-1-5-18:(OI)(CI)F *S-1-5-32-544:(OI)(CI)F"
    )
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Unfit::NotUnicode => {
                write!(f, "has a path that is not valid Unicode, which this shell cannot handle")
            }
            Unfit::Separator => {
                write!(f, "has a {} in its path, so it cannot be put on PATH", search_path::SEPARATOR_NAME)
            }
            Unfit::Broken(what) => write!(f, "is broken ({what})"),
            Unfit::Closed(path) => {
                write!(f, "needs a Python that you cannot access ({})", message::path(path))
            }
            Unfit::NoScript(script) => write!(f, "has no activate script for this shell ({script})"),
            Unfit::RunsAsCode => {
                write!(f, "has a name that its own activate script or prompt would run as code")
            }
            Unfit::WritableByOthers(path) => write!(f, "is writable by others ({})", message::path(path)),
            Unfit::Moved(from) => {
                write!(f, "was moved or copied (it was created at {})", message::path(from))
            }
            Unfit::Denied(path) => write!(f, "is denied (by your record for {})", message::path(path)),
            Unfit::NoRecord(error) => write!(f, "cannot be checked ({error})"),
            Unfit::Changed => write!(f, "has changed since you allowed it"),
            Unfit::OtherOwner(owner) => write!(f, "is owned by another user ({owner})"),
            Unfit::NoModes(mount) => {
                let mount = message::path(mount);
                write!(f, "may be writable by others (the file system at {mount} stores no permissions)")
            }
            Unfit::Exposed(dir) => {
                write!(
                    f,
                    "could be replaced by another user, who owns {} or can write to it",
                    message::path(dir)
                )
            }
            Unfit::Tracked(root) => write!(f, "is tracked by git (in {})", message::path(root)),
            Unfit::TrackedUnknown(root) => {
                write!(f, "may be tracked by git (the index of {} cannot be read)", message::path(root))
            }
            Unfit::Downloaded(file) => {
                write!(f, "was not created here ({} is marked as downloaded)", message::path(file))
            }
            Unfit::NoBakedPath => write!(f, "does not record where it was created"),
            Unfit::NotAllowed => write!(f, "is not allowed yet (policy: ask)"),
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_venv_that_others_can_write_to_comes_with_the_command_that_fixes_it() {
        assert_eq!(close_to_others(Path::new("/a b/c")), "run: chmod go-w '/a b/c'");
    }
}
