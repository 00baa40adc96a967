//! Options that several commands have.

use crate::find::names::{self, Name};
use crate::hook::settings::Volume;
use crate::system::switch;
use crate::trust::policy::Policy;
use clap::Args;

/// The names that the hook and the commands look for.
#[derive(Clone, Debug, Args)]
pub struct Looked {
    /// Name of a project's venv, with wildcards * and ?; the first that matches is used
    #[arg(
        long = "name",
        value_name = "GLOB",
        env = "VENVHOOK_NAME",
        value_delimiter = ':',
        default_value = names::DEFAULT,
        value_parser = clap::value_parser!(Name)
    )]
    pub names: Vec<Name>,
}

/// The names that the hook and the commands look for, and what is trusted.
#[derive(Clone, Debug, Args)]
pub struct Options {
    /// The names to look for.
    #[command(flatten)]
    pub looked: Looked,
    /// Which venvs to use without asking
    #[arg(long, value_enum, default_value_t, env = "VENVHOOK_TRUST")]
    pub trust: Policy,
}

/// How much the hook says.
#[derive(Clone, Copy, Debug, Args)]
pub struct VolumeOptions {
    /// Print no messages
    #[arg(long, env = "VENVHOOK_QUIET", value_parser = switch::parse, action = clap::ArgAction::SetTrue)]
    pub quiet: bool,
    /// Print a line on entering and leaving, with the Python version
    #[arg(long, env = "VENVHOOK_VERBOSE", value_parser = switch::parse, action = clap::ArgAction::SetTrue, overrides_with = "quiet")]
    pub verbose: bool,
}

impl VolumeOptions {
    /// As a plain value.
    pub fn chosen(self) -> Volume {
        match (self.quiet, self.verbose) {
            (true, _) => Volume::Quiet,
            (_, true) => Volume::Verbose,
            _ => Volume::Usual,
        }
    }
}
