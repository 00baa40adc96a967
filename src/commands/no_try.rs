//! `venvhook try` where it cannot be had: it plays in POSIX shells, on a terminal of Unix's.

use crate::cli::Try;
use anyhow::{Result, bail};
use std::process::ExitCode;

/// Says so.
pub fn run(_args: &Try) -> Result<ExitCode> {
    bail!("try is not there on Windows yet: see venvhook init --help")
}
