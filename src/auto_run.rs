//! cmd's AutoRun.
use crate::cli::Setup;
use anyhow::{Result, bail};
use std::process::ExitCode;

/// x
pub fn run(_args: &Setup) -> Result<ExitCode> {
    bail!("cmd is on Windows only")
}
