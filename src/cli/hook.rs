//! What loads a shell's hook, and what that hook calls.

use crate::cli::options::{Options, VolumeOptions};
use crate::hook::settings::{Question, Settings};
use crate::shells::Shell;
use crate::system::switch;
use clap::Args;
use std::ffi::OsString;
use std::path::PathBuf;

/// `venvhook init`
#[derive(Debug, Args)]
pub struct Init {
    /// The shell
    #[arg(value_enum)]
    pub shell: Shell,
    /// The names to look for, and what is trusted.
    #[command(flatten)]
    pub options: Options,
    /// bash: do not wrap cd, pushd and popd; act at the prompt only
    #[arg(long, env = "VENVHOOK_NO_CD", value_parser = switch::parse, action = clap::ArgAction::SetTrue)]
    pub no_cd: bool,
    /// How much the hook says.
    #[command(flatten)]
    pub volume: VolumeOptions,
    /// Load tab completion too (cmd: only with Clink)
    #[arg(long)]
    pub completions: bool,
    /// cmd: print the files of the hook instead of writing them
    #[arg(long)]
    pub print: bool,
}

impl Init {
    /// As plain values.
    pub fn settings(&self) -> Settings {
        Settings {
            shell: self.shell,
            names: self.options.looked.names.clone(),
            trust: self.options.trust,
            volume: self.volume.chosen(),
            wrap_cd: !self.no_cd,
            completions: self.completions,
        }
    }
}

/// `venvhook off`
#[derive(Debug, Args)]
pub struct Off {
    /// Remove the hook from this shell completely
    #[arg(long)]
    pub all: bool,
}

/// `venvhook probe`: the script that a running shell evaluates to report its state to doctor
#[derive(Debug, Args)]
pub struct Probe {
    /// The shell
    #[arg(value_enum)]
    pub shell: Shell,
}

/// `venvhook hook`: one question of a running shell. The facts are passed on as the shell has them.
#[derive(Clone, Debug, Args)]
pub struct Hook {
    /// The shell that asks
    #[arg(value_enum)]
    pub shell: Shell,
    /// The names to look for, and what is trusted.
    #[command(flatten)]
    pub options: Options,
    /// How much the hook says.
    #[command(flatten)]
    pub volume: VolumeOptions,
    /// `$PWD`
    #[arg(long, default_value = ".")]
    pub pwd: PathBuf,
    /// `$VIRTUAL_ENV`
    #[arg(long, default_value = "")]
    pub venv: OsString,
    /// `$VENVHOOK_ENV`
    #[arg(long, default_value = "")]
    pub owned: OsString,
    /// `deactivate` is a function here
    #[arg(long)]
    pub function: bool,
    /// This shell itself activated the active venv
    #[arg(long)]
    pub entered: bool,
    /// The marker that the shell settled on last
    #[arg(long, default_value = "")]
    pub was_marker: OsString,
    /// `$VIRTUAL_ENV` when the shell settled last
    #[arg(long, default_value = "")]
    pub was_venv: OsString,
    /// The stamp that the shell watches
    #[arg(long, default_value = "")]
    pub stamp: OsString,
    /// The project whose venv the user deactivated in this shell
    #[arg(long, default_value = "")]
    pub off: OsString,
    /// A file or directory that has a venv's name, is not a venv, and was not here before
    #[arg(long, default_value = "")]
    pub passed: OsString,
}

impl Hook {
    /// As plain values.
    pub fn question(&self) -> Question {
        Question {
            shell: self.shell,
            names: self.options.looked.names.clone(),
            trust: self.options.trust,
            volume: self.volume.chosen(),
            pwd: self.pwd.clone(),
            venv: self.venv.clone(),
            owned: self.owned.clone(),
            function: self.function,
            entered: self.entered,
            was_marker: self.was_marker.clone(),
            was_venv: self.was_venv.clone(),
            stamp: self.stamp.clone(),
            off: self.off.clone(),
            passed: self.passed.clone(),
        }
    }
}
