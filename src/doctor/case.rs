//! What the doctor compares of one shell.

use crate::doctor::rc_files::{Obstacle, RcFiles};
use crate::doctor::shell_report::Seen;
use crate::shells::Shell;

/// A shell, and what there is to compare it with.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// Its kind.
    pub shell: Shell,
    /// `a new zsh`, `this zsh`.
    pub name: &'a str,
    /// It was started only to be looked at.
    pub is_new: bool,
    /// What it says.
    pub seen: &'a Seen,
    /// Its rc files.
    pub rc: &'a RcFiles,
    /// The hook's version of this program.
    pub version: &'a str,
    /// What keeps it from the hook's line, as far as that was asked.
    pub obstacle: Option<&'a Obstacle>,
    /// What the shell's terminal showed of venvhook's messages.
    pub said: &'a [String],
    /// A prompt tool is known to call the hook without any trace of it.
    pub is_called_unseen: bool,
}
