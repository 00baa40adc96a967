//! `venvhook deny`: records that a venv, or any venv below a directory, must never be used.

use crate::cli::Subject;
use crate::commands::target;
use crate::records::grants::{Answer, Grant, Grants, Scope};
use crate::records::marks;
use crate::records::stamps;
use crate::ui::message;
use anyhow::Result;
use std::process::ExitCode;

/// Records it.
pub fn run(args: &Subject) -> Result<ExitCode> {
    let (scope, path, shown) = if args.tree {
        let path = target::tree(args)?;
        let shown = format!("every venv below {}", message::path(&path));
        (Scope::Tree, path, shown)
    } else {
        let venv = target::venv(args)?.venv;
        let shown = message::path(&venv.marker);
        (Scope::Venv, venv.dir, shown)
    };
    Grants::open().put(&Grant { answer: Answer::Deny, scope, path, fingerprint: String::new() })?;
    stamps::clear_all();
    marks::sweep();
    message::done(&format!("denied {shown}"));
    Ok(ExitCode::SUCCESS)
}
