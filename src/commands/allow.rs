//! `venvhook allow`: records that the user trusts a venv as it is now, or a tree.

use crate::cli::Allow;
use crate::commands::target;
use crate::records::grants::{Answer, Grant, Grants, Scope};
use crate::records::marks;
use crate::records::stamps;
use crate::shells::Shell;
use crate::trust::fingerprint::fingerprint;
use crate::trust::judge::judge;
use crate::trust::policy::Policy;
use crate::trust::reason::Reason;
use crate::trust::wide_tree;
use crate::ui::message;
use anyhow::{Result, bail};
use std::process::ExitCode;

/// Records it. A venv that no grant could make usable is refused with the reason.
pub fn run(args: &Allow) -> Result<ExitCode> {
    let grants = Grants::open();
    if args.subject.tree {
        return tree(args, &grants);
    }
    let venv = target::venv(&args.subject)?.venv;
    let shown = message::path(&venv.marker);
    // The script of one shell stands for all: what keeps that one from being used, no grant can change.
    let against = judge(&venv, Shell::USUAL, Policy::Local, &grants).err().unwrap_or_default();
    let hopeless = |unfit: &&Reason| {
        !unfit.can_be_allowed()
            && !matches!(unfit, Reason::Denied(_) | Reason::NoScript(_) | Reason::NoRecord(_))
    };
    if let Some(unfit) = against.iter().find(hopeless) {
        bail!("{shown} cannot be allowed: it {unfit}; {}", unfit.remedy(&venv));
    }
    let fingerprint = fingerprint(&venv)?;
    stamps::clear(&venv);
    grants.put(&Grant { answer: Answer::Allow, scope: Scope::Venv, path: venv.dir, fingerprint })?;
    marks::sweep();
    message::done(&format!("allowed {shown}"));
    Ok(ExitCode::SUCCESS)
}

/// Records a tree. One that is wider than the user may think needs `--yes`.
fn tree(args: &Allow, grants: &Grants) -> Result<ExitCode> {
    let path = target::tree(&args.subject)?;
    let shown = message::path(&path);
    if let Some(width) = wide_tree::of(&path).filter(|_| !args.yes) {
        let again = format!("venvhook allow --tree --yes {}", message::argument(&path));
        bail!("{shown} {width}; nothing was recorded; to allow it anyway: {again}");
    }
    grants.put(&Grant { answer: Answer::Allow, scope: Scope::Tree, path, fingerprint: String::new() })?;
    stamps::clear_all();
    marks::sweep();
    message::done(&format!("allowed every venv below {shown}"));
    Ok(ExitCode::SUCCESS)
}
