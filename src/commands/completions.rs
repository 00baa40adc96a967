//! `venvhook completions`: prints the completion script for a shell.

use crate::cli::Completions;
use crate::shells::Shell;
use crate::ui::print::print;
use anyhow::{Result, bail};
use clap::ValueEnum;
use std::process::ExitCode;

/// Prints the script.
pub fn run(args: &Completions) -> Result<ExitCode> {
    match script(args.shell) {
        Some(script) => print(script.as_bytes()),
        None => bail!("there is no completion script for {}", args.shell),
    }
}

/// The completion script of a shell, as it is in `completions/`. elvish has one without having a hook.
pub fn script(shell: clap_complete::Shell) -> Option<&'static str> {
    let name = shell.to_string();
    if name == "elvish" {
        return Some(include_str!("../../completions/venvhook.elv"));
    }
    Shell::from_str(&name, false).ok()?.dialect().completion()
}
