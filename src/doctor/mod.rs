//! Why the hook does not work: doctor checks the rc files, a new shell, the running shell, and venvhook's own
//! data. Each finding has a remedy.
//!
//! Uses `setup`, `hook` and below. Begin with `examine.rs`; then `shell_check.rs` and `other_tools.rs`, without I/O.

pub mod asked_shell;
pub mod checked_shell;
pub mod conda;
pub mod examine;
pub mod hook_check;
pub mod mise;
#[cfg(unix)]
pub mod new_shell;
#[cfg(unix)]
pub mod no_modes;
pub mod other_tools;
pub mod path_entries;
pub mod rc_files;
pub mod record_check;
pub mod shell_check;
pub mod shell_report;
pub mod vs_code;

use crate::venv::environment::{self, Group};
use std::ffi::OsString;

/// The variables that a hook and a venv have put into this process's environment. A new shell has none of
/// them, but it has the user's settings.
pub fn of_hook_and_venv() -> Vec<OsString> {
    let mut groups = vec![Group::ActiveVenv, Group::Saved, Group::HookCall];
    if std::env::var_os("VENVHOOK_HOOK").is_some() {
        groups.push(Group::HookOptions);
    }
    environment::names(&groups)
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// It keeps the hook from working.
    Wrong,
    /// It may be useful to know.
    Note,
}

/// One thing found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How bad it is.
    pub level: Level,
    /// A word for programs, which never changes.
    pub check: &'static str,
    /// What is wrong or noteworthy.
    pub text: String,
    /// What to do.
    pub remedy: String,
}

impl Finding {
    /// Something that keeps the hook from working.
    pub fn wrong(check: &'static str, text: impl Into<String>, remedy: impl Into<String>) -> Finding {
        Finding { level: Level::Wrong, check, text: text.into(), remedy: remedy.into() }
    }

    /// Something that may be useful to know.
    pub fn note(check: &'static str, text: impl Into<String>, remedy: impl Into<String>) -> Finding {
        Finding { level: Level::Note, check, text: text.into(), remedy: remedy.into() }
    }
}
