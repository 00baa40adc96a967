//! `venvhook completions`: prints the completion script for a shell.

use crate::cli::{Cli, Completions};
use anyhow::Result;
use clap::{Command, CommandFactory};
use std::process::ExitCode;

/// Prints the script.
pub fn run(args: &Completions) -> Result<ExitCode> {
    super::print(&script(args.shell))
}

/// The completion script of a shell; `completions/` holds them as files.
pub fn script(shell: clap_complete::Shell) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut visible(&Cli::command()), "venvhook", &mut script);
    script
}

/// The command line without what is hidden, which `clap_complete` would offer all the same.
fn visible(cli: &Command) -> Command {
    let shown = Command::new("venvhook").version(env!("CARGO_PKG_VERSION"));
    shown.subcommands(cli.get_subcommands().filter(|command| !command.is_hide_set()).cloned())
}
