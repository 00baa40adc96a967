//! `venvhook init`: prints the hook.

use crate::cli::Init;
use crate::init;
use crate::init_cmd;
use crate::shell::Shell;
use anyhow::{Context, Result};
use std::process::ExitCode;

/// Prints the hook for the shell.
pub fn run(args: &Init) -> Result<ExitCode> {
    let binary = init::own_path().context("this program's own path could not be told")?;
    if args.shell == Shell::Cmd {
        return super::print(init_cmd::run(args, &binary)?.as_bytes());
    }
    super::print(&init::render(args, &binary))
}
