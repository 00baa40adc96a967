//! What may be used without asking.

use clap::ValueEnum;

/// Which venvs are used without a grant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Policy {
    /// venvs you created here are used without asking
    #[default]
    Local,
    /// only venvs you allowed are used
    Ask,
}

impl Policy {
    /// The word for it in options and hooks.
    pub fn name(self) -> &'static str {
        match self {
            Policy::Local => "local",
            Policy::Ask => "ask",
        }
    }

    /// The policy with this name.
    pub fn of_name(name: &str) -> Option<Policy> {
        [Policy::Local, Policy::Ask].into_iter().find(|policy| policy.name() == name)
    }
}
