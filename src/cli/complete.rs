//! Tab completion: the script, and the questions that it asks.

use clap::{Args, ValueEnum};
use std::ffi::OsString;

/// `venvhook completions`
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

/// The program that asks for completions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Typist {
    /// bash
    Bash,
    /// zsh
    Zsh,
    /// fish
    Fish,
    /// PowerShell
    Powershell,
    /// elvish
    Elvish,
    /// Clink, in cmd
    Clink,
}

/// `venvhook complete`: one question of a completion script.
#[derive(Debug, Args)]
pub struct Complete {
    /// Where the user types
    #[arg(value_enum)]
    pub typist: Typist,
    /// The words up to the cursor; bash: the line up to the cursor, and what would be replaced; Clink:
    /// they are in `VENVHOOK_CMD_WORDS`, one per line
    #[arg(last = true)]
    pub words: Vec<OsString>,
}
