//! Why a usable venv is not activated: another one is active that venvhook did not activate.

use crate::find::Found;
use crate::shells::Shell;
use crate::system::real_path;
use crate::ui::message;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

/// The active venv that keeps the project's own from being used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Its path.
    pub active: PathBuf,
    /// `deactivate` is not a function of this shell: the venv was inherited from the program that started the shell.
    pub inherited: bool,
    shell: Shell,
}

impl Held {
    /// Reads the environment, as the shell's hook passes it on.
    pub fn here(found: &Found, shell: Option<Shell>) -> Option<Held> {
        let value = |name: &str| std::env::var_os(name).unwrap_or_default();
        let inherited = shell.is_some_and(|shell| !has_deactivate(shell));
        let shell = shell.unwrap_or(Shell::USUAL);
        Held::by(found, &value("VIRTUAL_ENV"), &value("VENVHOOK_ENV"), inherited, shell)
    }

    fn by(found: &Found, active: &OsString, owned: &OsString, inherited: bool, shell: Shell) -> Option<Held> {
        if active.is_empty() || active == owned || is_gone(Path::new(active)) {
            return None;
        }
        let active = PathBuf::from(active);
        let is_it = real_path::resolve(&active).is_ok_and(|active| active == found.venv.dir);
        (!is_it).then_some(Held { active, inherited, shell })
    }

    /// The command that changes it.
    pub fn remedy(&self) -> &'static str {
        if !self.inherited {
            return "deactivate";
        }
        // Its deactivate is not here. The hook removes an inherited venv that is its own, with its PATH entry.
        self.shell.dialect().hand_over()
    }
}

impl fmt::Display for Held {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let active = message::path(&self.active);
        let remedy = self.remedy();
        if self.inherited {
            write!(
                f,
                "{active} is active (inherited from the program that started this shell, not activated by venvhook); to let venvhook deactivate it: {remedy}"
            )
        } else {
            write!(
                f,
                "{active} is active (activated by you or another tool, not by venvhook); to end it: {remedy}"
            )
        }
    }
}

/// Whether `VIRTUAL_ENV` names a venv that no longer exists (a restored terminal, an editor's old
/// environment). False for a path without access, and for a relative one, which would be another at each `cd`.
pub fn is_gone(active: &Path) -> bool {
    let missing = |error: std::io::Error| error.kind() == std::io::ErrorKind::NotFound;
    active.is_absolute() && active.metadata().err().is_some_and(missing)
}

/// Whether the active venv can be left by its own `deactivate` in the shell whose hook called.
fn has_deactivate(shell: Shell) -> bool {
    std::env::var_os(shell.dialect().deactivate_variable()).is_some_and(|value| !value.is_empty())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::find;

    #[test]
    fn only_an_existing_venv_of_others_holds_it_back() {
        let top = tempfile::tempdir().unwrap();
        let top = top.path().canonicalize().unwrap();
        for venv in ["a/.venv", "b/.venv"] {
            std::fs::create_dir_all(top.join(venv)).unwrap();
            std::fs::write(top.join(venv).join("pyvenv.cfg"), "").unwrap();
        }
        let found = find::find(&top.join("a"), &[".venv".parse().unwrap()]).unwrap();
        let held = |active: &str, owned: &str, inherited| {
            let path = |name: &str| if name.is_empty() { OsString::new() } else { top.join(name).into() };
            Held::by(&found, &path(active), &path(owned), inherited, Shell::Fish)
        };
        assert_eq!(held("", "", false), None);
        assert_eq!(held("b/.venv", "b/.venv", false), None);
        assert_eq!(held("a/.venv", "", false), None);
        assert_eq!(held("gone/.venv", "", true), None);
        assert_eq!(held("b/.venv", "", false).unwrap().remedy(), "deactivate");
        assert!(
            held("b/.venv", "a/.venv", true)
                .unwrap()
                .to_string()
                .ends_with("set -gx VENVHOOK_ENV $VIRTUAL_ENV")
        );
    }

    #[test]
    fn a_relative_path_never_counts_as_deleted() {
        assert!(is_gone(Path::new("/nowhere/.venv")));
        assert!(!is_gone(Path::new("nowhere")));
        assert!(!is_gone(Path::new("/")));
    }
}
