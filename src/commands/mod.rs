//! The subcommands, one file each, which reads its arguments, calls a room, and prints.
//!
//! Uses every room; no room uses it. Begin with the file that has the subcommand's name.

pub mod allow;
pub mod complete;
pub mod completions;
pub mod deny;
pub mod doctor;
pub mod exec;
pub mod forget;
pub mod hook;
pub mod init;
pub mod json;
pub mod list;
pub mod list_scan;
pub mod new;
pub mod on_off;
pub mod setup;
#[cfg(windows)]
pub mod setup_cmd;
pub mod show;
pub mod target;
#[cfg(unix)]
pub mod r#try;
pub mod why;

use crate::cli::{Cli, Command};
use anyhow::Result;
#[cfg(windows)]
use anyhow::bail;
use std::process::ExitCode;

/// Runs the command line. The error's text is for the user.
pub fn run(cli: Cli) -> Result<ExitCode> {
    match cli.command {
        Command::Init(args) => init::run(&args),
        Command::Doctor(args) => doctor::run(&args),
        Command::Probe(args) => doctor::probe(&args),
        Command::Setup(args) => setup::run(&args),
        Command::Allow(args) => allow::run(&args),
        Command::Deny(args) => deny::run(&args),
        Command::Forget(args) => forget::run(&args),
        Command::New(args) => new::run(&args),
        Command::Show(args) => show::run(&args),
        Command::List(args) => list::run(&args),
        Command::Why(args) => why::run(&args),
        Command::Exec(args) => exec::run(&args),
        Command::On => on_off::run(true),
        Command::Off(_) => on_off::run(false),
        #[cfg(unix)]
        Command::Try(args) => r#try::run(&args),
        #[cfg(windows)]
        Command::Try(_) => bail!("venvhook try does not work on Windows yet; see venvhook init --help"),
        Command::Completions(args) => completions::run(&args),
        Command::Hook(args) => hook::run(&args),
        Command::Complete(args) => complete::run(&args),
    }
}
