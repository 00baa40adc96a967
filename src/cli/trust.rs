//! What allows venvs, denies them and forgets that.

use crate::cli::options::Looked;
use clap::{Args, ValueHint};
use std::path::PathBuf;

/// `venvhook allow`
#[derive(Debug, Args)]
pub struct Allow {
    /// What to allow.
    #[command(flatten)]
    pub subject: Subject,
    /// With --tree: allow it even if it includes your downloads or what others can write to
    #[arg(long, requires = "tree")]
    pub yes: bool,
}

/// What `venvhook allow`, `deny` and `forget` are about
#[derive(Debug, Args)]
pub struct Subject {
    /// A venv, or a directory that has one [default: the one used here]
    #[arg(value_hint = ValueHint::DirPath)]
    pub path: Option<PathBuf>,
    /// Apply to every venv below the directory
    #[arg(long)]
    pub tree: bool,
    /// The names to look for.
    #[command(flatten)]
    pub looked: Looked,
}
