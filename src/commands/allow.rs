//! `venvhook allow`: records that the person trusts a venv as it is now, or a tree.

use crate::cli::Subject;
use crate::commands::subject;
use crate::grants::{Answer, Grant, Grants, Scope};
use crate::judge::{self, judge};
use crate::message;
use crate::shell::Shell;
use crate::stamp;
use crate::unfit::Unfit;
use anyhow::{Result, bail};
use std::process::ExitCode;

/// Records it. A venv that no grant could make fit is refused with the reason.
pub fn run(args: &Subject) -> Result<ExitCode> {
    let grants = Grants::open();
    if args.tree {
        let path = subject::tree(args)?;
        grants.put(&Grant {
            answer: Answer::Allow,
            scope: Scope::Tree,
            path: path.clone(),
            fingerprint: String::new(),
        })?;
        stamp::clear_all();
        message::done(&format!("allowed every venv below {}", message::path(&path)));
        return Ok(ExitCode::SUCCESS);
    }
    let venv = subject::venv(args)?.venv;
    let shown = message::path(&venv.marker);
    // One script stands for all: what it cannot be, no grant makes it.
    let against = judge(&venv, Shell::USUAL, args.options.trust, &grants).err().unwrap_or_default();
    let hopeless = |unfit: &&Unfit| {
        !unfit.can_be_allowed()
            && !matches!(unfit, Unfit::Denied(_) | Unfit::NoScript(_) | Unfit::NoRecord(_))
    };
    if let Some(unfit) = against.iter().find(hopeless) {
        bail!("{shown} {unfit}: no grant helps; {}", unfit.remedy(&venv));
    }
    let fingerprint = judge::fingerprint(&venv)?;
    stamp::clear(&venv);
    grants.put(&Grant { answer: Answer::Allow, scope: Scope::Venv, path: venv.dir, fingerprint })?;
    message::done(&format!("allowed {shown}"));
    Ok(ExitCode::SUCCESS)
}
