//! `venvhook completions`: prints the completion script for a shell.

use crate::cli::Completions;
use crate::shells;
use crate::ui::print::print;
use anyhow::{Result, bail};
use clap_complete::Shell;
use std::process::ExitCode;

/// Prints the script.
pub fn run(args: &Completions) -> Result<ExitCode> {
    match script(args.shell) {
        Some(script) => print(script.as_bytes()),
        None => bail!("there is no completion script for {}", args.shell),
    }
}

/// The completion script of a shell, as it is in `completions/`.
pub fn script(shell: Shell) -> Option<&'static str> {
    Some(match shell {
        Shell::Bash => shells::Shell::Bash.completion_script(),
        Shell::Zsh => shells::Shell::Zsh.completion_script(),
        Shell::Fish => shells::Shell::Fish.completion_script(),
        Shell::PowerShell => shells::Shell::PowerShell.completion_script(),
        Shell::Elvish => include_str!("../../completions/venvhook.elv"),
        _ => return None,
    })
}
