//! What may be used without asking.

use clap::ValueEnum;

/// What it takes for a venv to be used without a grant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Policy {
    /// a venv that was made here, by you, is used by itself
    #[default]
    Local,
    /// only what you allowed is used
    Ask,
}

impl Policy {
    /// As options and hooks have it.
    pub fn name(self) -> &'static str {
        match self {
            Policy::Local => "local",
            Policy::Ask => "ask",
        }
    }

    /// The policy that has this name.
    pub fn of_name(name: &str) -> Option<Policy> {
        [Policy::Local, Policy::Ask].into_iter().find(|policy| policy.name() == name)
    }
}
