//! `venvhook setup cmd` on other systems than Windows.

use crate::cli::Setup;
use anyhow::{Result, bail};
use std::process::ExitCode;

/// Refuses.
pub fn run(_args: &Setup) -> Result<ExitCode> {
    bail!("cmd exists only on Windows; there is nothing to set up here")
}
