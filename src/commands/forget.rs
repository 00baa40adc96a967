//! `venvhook forget`: takes a record back, also one about what is no longer there.

use crate::cli::Subject;
use crate::commands::subject;
use crate::grants::{Grants, Scope};
use crate::message;
use crate::real_path;
use crate::stamp;
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Removes the record. It is a failure if there is none.
pub fn run(args: &Subject) -> Result<ExitCode> {
    let grants = Grants::open();
    let scope = if args.tree { Scope::Tree } else { Scope::Venv };
    let mut subjects = Vec::new();
    let found = if args.tree { subject::tree(args) } else { subject::venv(args).map(|found| found.venv.dir) };
    subjects.extend(found.as_ref().ok().cloned());
    if let Some(path) = &args.path {
        let path = subject::absolute(path)?;
        subjects.push(resolved_parent(&path));
        subjects.push(path);
    }
    for path in &subjects {
        if grants.remove(scope, path)? {
            stamp::clear_all();
            message::done(&format!("forgot {}", message::path(path)));
            return Ok(ExitCode::SUCCESS);
        }
    }
    match found {
        Ok(path) => bail!("nothing is recorded about {}: see venvhook list", message::path(&path)),
        Err(error) => Err(error),
    }
}

/// The path with the links in its directory resolved, for what is itself gone.
fn resolved_parent(path: &Path) -> PathBuf {
    let parent = path.parent().and_then(|parent| real_path::of(parent).ok());
    match (parent, path.file_name()) {
        (Some(parent), Some(name)) => parent.join(name),
        _ => path.to_path_buf(),
    }
}
