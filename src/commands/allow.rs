//! `venvhook allow`: records that the person trusts a venv as it is now, or a tree.

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

/// Records it. A venv that no grant could make fit is refused with the reason.
pub fn run(args: &Allow) -> Result<ExitCode> {
    let grants = Grants::open();
    if args.subject.tree {
        return tree(args, &grants);
    }
    let venv = target::venv(&args.subject)?.venv;
    let shown = message::path(&venv.marker);
    // One script stands for all: what it cannot be, no grant makes it.
    let against = judge(&venv, Shell::USUAL, Policy::Local, &grants).err().unwrap_or_default();
    let hopeless = |unfit: &&Reason| {
        !unfit.can_be_allowed()
            && !matches!(unfit, Reason::Denied(_) | Reason::NoScript(_) | Reason::NoRecord(_))
    };
    if let Some(unfit) = against.iter().find(hopeless) {
        bail!("{shown} {unfit}: no grant helps; {}", unfit.remedy(&venv));
    }
    let fingerprint = fingerprint(&venv)?;
    stamps::clear(&venv);
    grants.put(&Grant { answer: Answer::Allow, scope: Scope::Venv, path: venv.dir, fingerprint })?;
    marks::sweep();
    message::done(&format!("allowed {shown}"));
    Ok(ExitCode::SUCCESS)
}

/// Records a tree. One that is wider than a person may think is asked about first.
fn tree(args: &Allow, grants: &Grants) -> Result<ExitCode> {
    let path = target::tree(&args.subject)?;
    let shown = message::path(&path);
    if let Some(width) = wide_tree::of(&path).filter(|_| !args.yes) {
        let again = format!("venvhook allow --tree --yes {}", message::argument(&path));
        bail!("{shown} {width}: nothing was recorded; if you mean it: {again}");
    }
    grants.put(&Grant { answer: Answer::Allow, scope: Scope::Tree, path, fingerprint: String::new() })?;
    stamps::clear_all();
    marks::sweep();
    message::done(&format!("allowed every venv below {shown}"));
    Ok(ExitCode::SUCCESS)
}
