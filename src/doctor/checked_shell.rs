//! What the doctor compares of one shell.

use crate::doctor::rc_files::{Obstacle, RcFiles};
use crate::doctor::shell_report::Seen;
use crate::shells::Shell;

/// A shell's report, and what to compare it with.
#[derive(Clone, Copy, Debug)]
pub struct CheckedShell<'a> {
    /// Its kind.
    pub shell: Shell,
    /// `a new zsh`, `this zsh`.
    pub name: &'a str,
    /// Doctor has started it.
    pub is_new: bool,
    /// Its report.
    pub seen: &'a Seen,
    /// Its rc files.
    pub rc: &'a RcFiles,
    /// The hook's version of this program.
    pub version: &'a str,
    /// What keeps it from reaching the hook's line, if that was checked.
    pub obstacle: Option<&'a Obstacle>,
    /// The messages and errors that the shell's terminal showed.
    pub said: &'a [String],
    /// A prompt tool calls the hook in a way that the report does not show.
    pub is_called_unseen: bool,
}
