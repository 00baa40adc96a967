//! `venvhook try`: stub
use crate::cli::Try;
use anyhow::Result;
use std::process::ExitCode;

/// Stub.
pub fn run(_args: &Try) -> Result<ExitCode> {
    anyhow::bail!("not there yet")
}
