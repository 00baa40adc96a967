//! What a hook is loaded with and what it asks with: plain values, whatever parser they came through.

use crate::find::names::{self, Name};
use crate::shells::Shell;
use crate::trust::policy::Policy;
use std::ffi::OsString;
use std::path::PathBuf;

/// How much the hook says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Volume {
    /// Nothing.
    Quiet,
    /// Why a venv is not used.
    #[default]
    Usual,
    /// A line on entering and leaving too.
    Verbose,
}

impl Volume {
    /// The option of `venvhook init` and `venvhook hook` that asks for it.
    pub fn option(self) -> &'static str {
        match self {
            Volume::Quiet => "--quiet",
            Volume::Usual => "",
            Volume::Verbose => "--verbose",
        }
    }

    /// The one that an option asks for.
    pub fn of_option(option: &str) -> Volume {
        match option {
            "--quiet" => Volume::Quiet,
            "--verbose" => Volume::Verbose,
            _ => Volume::Usual,
        }
    }
}

/// What a hook is loaded with.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The shell that loads it.
    pub shell: Shell,
    /// The names a project's venv may have, in order.
    pub names: Vec<Name>,
    /// What may be used without asking.
    pub trust: Policy,
    /// How much it says.
    pub volume: Volume,
    /// In bash: `cd`, `pushd` and `popd` are wrapped.
    pub wrap_cd: bool,
    /// Tab completion is loaded too.
    pub completions: bool,
}

impl Settings {
    /// Those of `venvhook init SHELL` without an option or a variable.
    pub fn usual(shell: Shell) -> Settings {
        Settings {
            shell,
            names: names::usual(),
            trust: Policy::default(),
            volume: Volume::default(),
            wrap_cd: true,
            completions: false,
        }
    }
}

/// One question of a running shell. The facts come as the shell has them; empty where it has none.
#[derive(Clone, Debug)]
pub struct Question {
    /// The shell that asks.
    pub shell: Shell,
    /// The names a project's venv may have, in order.
    pub names: Vec<Name>,
    /// What may be used without asking.
    pub trust: Policy,
    /// How much is said.
    pub volume: Volume,
    /// `$PWD`
    pub pwd: PathBuf,
    /// `$VIRTUAL_ENV`
    pub venv: OsString,
    /// `$VENVHOOK_ENV`
    pub owned: OsString,
    /// `deactivate` is a function here.
    pub function: bool,
    /// This very shell activated the active venv.
    pub entered: bool,
    /// The marker that the shell settled on last.
    pub was_marker: OsString,
    /// `$VIRTUAL_ENV` when the shell settled last.
    pub was_venv: OsString,
    /// The stamp that the shell watches.
    pub stamp: OsString,
    /// The project whose venv the user deactivated in this shell.
    pub off: OsString,
    /// What has a venv's name and is none, and was not here before.
    pub passed: OsString,
}
