//! argv to exit status, nothing else.

use clap::Parser;
use std::process::ExitCode;
use venvhook::cli::Cli;

fn main() -> ExitCode {
    match venvhook::commands::run(Cli::parse()) {
        Ok(status) => status,
        Err(error) => {
            venvhook::message::say(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}
