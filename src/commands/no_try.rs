//! `venvhook try` on Windows, where it does not work: it needs a pseudo-terminal of Unix.

use crate::cli::Try;
use anyhow::{Result, bail};
use std::process::ExitCode;

/// Refuses.
pub fn run(_args: &Try) -> Result<ExitCode> {
    bail!("venvhook try does not work on Windows yet; see venvhook init --help")
}
