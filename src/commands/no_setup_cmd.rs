//! `venvhook setup cmd` where there is no cmd.

use crate::cli::Setup;
use anyhow::{Result, bail};
use std::process::ExitCode;

/// Says so.
pub fn run(_args: &Setup) -> Result<ExitCode> {
    bail!("cmd is Windows's own: there is nothing to set up here")
}
