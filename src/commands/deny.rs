//! `venvhook deny`: records that a venv, or any below a directory, is never to be used.

use crate::cli::Subject;
use crate::commands::subject;
use crate::grants::{Answer, Grant, Grants, Scope};
use crate::mark;
use crate::message;
use crate::stamp;
use anyhow::Result;
use std::process::ExitCode;

/// Records it.
pub fn run(args: &Subject) -> Result<ExitCode> {
    let (scope, path, shown) = if args.tree {
        let path = subject::tree(args)?;
        let shown = format!("every venv below {}", message::path(&path));
        (Scope::Tree, path, shown)
    } else {
        let venv = subject::venv(args)?.venv;
        let shown = message::path(&venv.marker);
        (Scope::Venv, venv.dir, shown)
    };
    Grants::open().put(&Grant { answer: Answer::Deny, scope, path, fingerprint: String::new() })?;
    stamp::clear_all();
    mark::sweep();
    message::done(&format!("denied {shown}"));
    Ok(ExitCode::SUCCESS)
}
