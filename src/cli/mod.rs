//! The command line: clap types, no logic. Each command's arguments, and how they become plain values.
//!
//! Uses every room for its types, but not `commands`, which uses this. Begin with `Command`.

pub mod complete;
pub mod hook;
pub mod options;
pub mod setup;
pub mod trust;
pub mod venv;

pub use crate::cli::complete::{Complete, Completions, Typist};
pub use crate::cli::hook::{Hook, Init, Off, Probe};
pub use crate::cli::setup::{Doctor, Setup, Try};
pub use crate::cli::trust::{Allow, Subject};
pub use crate::cli::venv::{Exec, List, New, Show, Sort, Why};

use clap::{Parser, Subcommand};
use std::ffi::OsString;

/// Below the options: environment variables, and the exit status that a script can rely on.
const ENVIRONMENT: &str = "\
Environment:
  VENVHOOK_DISABLE=1      turn the hook off while this is set
  VENVHOOK_DATA_DIR=PATH  where venvhook keeps its records
  VENVHOOK_NAME, VENVHOOK_TRUST, VENVHOOK_QUIET, VENVHOOK_VERBOSE,
  VENVHOOK_NO_CD          the same as the options of venvhook init
  NO_COLOR                no colour (CLICOLOR_FORCE=1: colour everywhere)

Exit status:
  0 done, 1 failed, 2 wrong usage
  exec: the command's status; 127 no venv or command found, 126 not allowed to use it";

/// cd into a Python project to activate its virtual environment, leave to deactivate it.
///
/// One line in your shell's rc file loads it. venvhook setup adds it, or you do:
///
///   bash   eval "$(venvhook init bash)"      in ~/.bashrc
///   zsh    eval "$(venvhook init zsh)"       in ~/.zshrc
///   fish   venvhook init fish | source       in ~/.config/fish/config.fish
///   pwsh   Invoke-Expression (& { (venvhook init powershell | Out-String) })
///                                            in $PROFILE
///
/// To see it work first, without touching any file: venvhook try
#[derive(Debug, Parser)]
#[command(name = "venvhook", version, verbatim_doc_comment, max_term_width = 100, after_long_help = ENVIRONMENT)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Only the command line of `venvhook hook`: a shell waits for it, and building the options of all other
/// commands takes longer than the answer.
#[derive(Debug, Parser)]
#[command(name = "venvhook", version)]
struct HookLine {
    #[command(subcommand)]
    command: HookCommand,
}

#[derive(Debug, Subcommand)]
enum HookCommand {
    Hook(Hook),
}

impl Cli {
    /// Parses a command line, the program's name first.
    pub fn parsed(words: &[OsString]) -> Result<Cli, clap::Error> {
        if words.get(1).is_some_and(|word| word == "hook") {
            let HookCommand::Hook(hook) = HookLine::try_parse_from(words)?.command;
            return Ok(Cli { command: Command::Hook(hook) });
        }
        Cli::try_parse_from(words)
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Add the line that loads the hook to your shell's rc file, or remove it again
    Setup(Setup),
    /// Print the hook for a shell, to be evaluated in its rc file
    Init(Init),
    /// Find out why the hook does not work, and how to fix it
    Doctor(Doctor),
    /// Trust a venv as it is now, or every venv below a directory
    Allow(Allow),
    /// Never use a venv, or any venv below a directory
    Deny(Subject),
    /// Delete the record of an allow or a deny
    Forget(Subject),
    /// Create a venv here, active at the next prompt
    New(New),
    /// Show what a venv is and what is in it
    Show(Show),
    /// List what you allowed and denied, or every venv below a directory
    List(List),
    /// Explain which venv is used in a directory, or why none is
    Why(Why),
    /// Run a command with a directory's venv, without the hook
    Exec(Exec),
    /// Turn the hook on again in this shell, and activate the venv that belongs here
    On,
    /// Turn the hook off in this shell, and deactivate the venv that it activated
    Off(Off),
    /// Try venvhook in a scratch folder, without changing any of your files
    Try(Try),
    /// Print the completion script for a shell
    Completions(Completions),
    /// Called by the hook scripts
    #[command(hide = true)]
    Hook(Hook),
    /// Called by the hook scripts for doctor
    #[command(hide = true)]
    Probe(Probe),
    /// Called by the completion scripts
    #[command(hide = true)]
    Complete(Complete),
}
