//! `venvhook init`: prints the hook.

use crate::cli::Init;
use crate::init;
use anyhow::{Context, Result};
use std::process::ExitCode;

/// Prints the hook for the shell.
pub fn run(args: &Init) -> Result<ExitCode> {
    let binary = init::own_path().context("this program's own path could not be told")?;
    super::print(&init::render(args, &binary))
}
