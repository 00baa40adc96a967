//! What sets venvhook up, checks it and shows it.

use crate::shells::Shell;
use clap::Args;

/// `venvhook setup`
#[derive(Debug, Args)]
pub struct Setup {
    /// The shell [default: the one in use]
    #[arg(value_enum)]
    pub shell: Option<Shell>,
    /// Show what would change, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Remove what setup added
    #[arg(long)]
    pub remove: bool,
}

/// `venvhook doctor`
#[derive(Debug, Args)]
pub struct Doctor {
    /// The shell [default: the one in use]; doctor starts a new one, with your rc files, to check it
    #[arg(value_enum)]
    pub shell: Option<Shell>,
    /// Print JSON
    ///
    /// An object: "ok" is true if nothing is wrong; "shell"; "looked" lists what was checked, each with "shell" and
    /// "seen"; "findings" lists what was found, each with "level" ("wrong" or "note"), "check" (a word that never
    /// changes), "text" and "remedy".
    #[arg(long)]
    pub json: bool,
}

/// `venvhook try`
#[derive(Debug, Args)]
pub struct Try {
    /// The shell [default: the one in use]
    #[arg(value_enum)]
    pub shell: Option<Shell>,
}
