//! What keeps the hook from working: looked for in the rc files, in a new shell, in the running one,
//! and in venvhook's own data. Each finding comes with its remedy.

pub mod activators;
pub mod data_dir;
#[cfg(unix)]
pub mod fresh;
pub mod mise;
pub mod rc_files;
pub mod seen;
#[cfg(unix)]
pub mod session;
pub mod shell_state;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// It keeps the hook from doing its work.
    Wrong,
    /// Good to know.
    Note,
}

/// One thing found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How bad it is.
    pub level: Level,
    /// A word for programs.
    pub check: &'static str,
    /// What it is.
    pub text: String,
    /// What to do.
    pub remedy: String,
}

impl Finding {
    /// Something that keeps the hook from doing its work.
    pub fn wrong(check: &'static str, text: impl Into<String>, remedy: impl Into<String>) -> Finding {
        Finding { level: Level::Wrong, check, text: text.into(), remedy: remedy.into() }
    }

    /// Something good to know.
    pub fn note(check: &'static str, text: impl Into<String>, remedy: impl Into<String>) -> Finding {
        Finding { level: Level::Note, check, text: text.into(), remedy: remedy.into() }
    }
}
