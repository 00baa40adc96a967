//! `venvhook init`: prints the hook.

use crate::cli::Init;
use crate::hook::cmd_files;
use crate::hook::script;
use crate::system::own_path::own_path;
use crate::ui::print::print;
use anyhow::{Context, Result};
use std::process::ExitCode;

/// Prints the hook for the shell.
pub fn run(args: &Init) -> Result<ExitCode> {
    let binary = own_path().context("this program could not find its own path")?;
    if args.shell.dialect().hook_is_files() {
        let settings = args.settings();
        let text = if args.print {
            cmd_files::print(&settings, &binary)
        } else {
            cmd_files::write(&settings, &binary)
        };
        return print(text?.as_bytes());
    }
    print(&script::render(&args.settings(), &binary))
}
