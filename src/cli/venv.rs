//! What creates a venv, shows it, explains it and uses it.

use crate::cli::options::{Looked, Options};
use clap::{Args, ValueEnum, ValueHint};
use std::ffi::OsString;
use std::path::PathBuf;

/// `venvhook new`
#[derive(Debug, Args)]
pub struct New {
    /// The name of the directory [default: .venv, or the first --name]
    pub name: Option<OsString>,
    /// The Python to create it with: a version such as 3.12, or a path
    #[arg(long, value_name = "VERSION|PATH", value_hint = ValueHint::ExecutablePath)]
    pub python: Option<OsString>,
    /// What the prompt shows while it is active
    #[arg(long, value_name = "TEXT")]
    pub prompt: Option<OsString>,
    /// Recreate it if it exists; never deletes anything but a venv
    #[arg(long)]
    pub clear: bool,
    /// Create nothing, but restore the old venv that a killed --clear has left set aside
    #[arg(long, conflicts_with_all = ["python", "prompt", "arguments"])]
    pub restore: bool,
    /// The names to look for.
    #[command(flatten)]
    pub looked: Looked,
    /// More arguments for uv venv, or for python -m venv if uv is not installed
    #[arg(last = true, value_name = "ARGS")]
    pub arguments: Vec<OsString>,
}

/// `venvhook show`
#[derive(Debug, Args)]
pub struct Show {
    /// A venv, or a directory that has one [default: the active one, else the one used here]
    #[arg(value_hint = ValueHint::DirPath)]
    pub venv: Option<PathBuf>,
    /// List the packages installed in it
    #[arg(long)]
    pub packages: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    /// The names to look for, and what is trusted.
    #[command(flatten)]
    pub options: Options,
}

/// `venvhook list`
#[derive(Debug, Args)]
pub struct List {
    /// List every venv below a directory instead [default: this one]
    #[arg(long, value_name = "DIR", num_args = 0..=1, default_missing_value = ".", conflicts_with = "gone", value_hint = ValueHint::DirPath)]
    pub scan: Option<PathBuf>,
    /// How to sort the venvs found
    #[arg(long, value_enum, requires = "scan", default_value_t)]
    pub sort: Sort,
    /// Only records of venvs and directories that no longer exist
    #[arg(long)]
    pub gone: bool,
    /// Delete these records
    #[arg(long, requires = "gone")]
    pub forget: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// What `list --scan` sorts by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Sort {
    /// path, alphabetically
    #[default]
    Path,
    /// Python version, newest first
    Python,
    /// the tool that created it
    Maker,
    /// size, largest first
    Size,
    /// health, broken ones first
    Health,
    /// last use, latest first
    Used,
}

/// `venvhook why`
#[derive(Debug, Args)]
pub struct Why {
    /// The directory [default: this one]
    #[arg(value_hint = ValueHint::DirPath)]
    pub path: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    /// The names to look for, and what is trusted.
    #[command(flatten)]
    pub options: Options,
}

/// `venvhook exec`
#[derive(Debug, Args)]
pub struct Exec {
    /// The directory whose venv to use [default: this one]
    #[arg(long = "in", value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub dir: Option<PathBuf>,
    /// The names to look for, and what is trusted.
    #[command(flatten)]
    pub options: Options,
    /// The command and its arguments
    // Not `last`: PowerShell functions, and so its hook, never see the `--`.
    #[arg(required = true, trailing_var_arg = true, value_name = "CMD", value_hint = ValueHint::CommandWithArguments)]
    pub command: Vec<OsString>,
}
