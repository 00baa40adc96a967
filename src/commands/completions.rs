//! `venvhook completions`: prints the completion script for a shell.

use crate::cli::{Cli, Completions};
use anyhow::Result;
use clap::CommandFactory;
use std::process::ExitCode;

/// Prints the script.
pub fn run(args: &Completions) -> Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "venvhook", &mut script);
    super::print(&script)
}
