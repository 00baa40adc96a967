//! `venvhook forget`: deletes a record, also one about a venv that no longer exists.

use crate::cli::Subject;
use crate::commands::target;
use crate::records::grants::{Grants, Scope};
use crate::records::marks;
use crate::records::stamps;
use crate::system::current_dir;
use crate::system::os_bytes;
use crate::system::real_path;
use crate::system::spelling;
use crate::ui::message;
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Deletes the record. It is an error if there is none.
pub fn run(args: &Subject) -> Result<ExitCode> {
    let grants = Grants::open();
    let scope = if args.tree { Scope::Tree } else { Scope::Venv };
    let mut subjects = Vec::new();
    let found = if args.tree { target::tree(args) } else { target::venv(args).map(|found| found.venv.dir) };
    subjects.extend(found.as_ref().ok().cloned());
    if let Some(path) = &args.path {
        let path = current_dir::absolute(path)?;
        let resolved = resolved(&path);
        let respelled = respelled(&grants, scope, &resolved);
        subjects.extend([resolved, path].into_iter().chain(respelled));
    }
    for path in &subjects {
        if grants.remove(scope, path)? {
            stamps::clear_all();
            marks::sweep();
            message::done(&format!("forgot the record for {}", message::path(path)));
            return Ok(ExitCode::SUCCESS);
        }
    }
    match found {
        Ok(path) => bail!("there is no record for {}; see venvhook list", message::path(&path)),
        Err(error) => Err(error),
    }
}

/// On a file system that ignores case: the path of the only record about something deleted that is this path
/// in another spelling.
fn respelled(grants: &Grants, scope: Scope, path: &Path) -> Option<PathBuf> {
    path.ancestors().find(|dir| dir.exists()).filter(|dir| spelling::is_free(dir))?;
    let fold = |path: &Path| spelling::fold(os_bytes::bytes(path));
    let records = grants.all().unwrap_or_default().into_iter().flatten();
    let alike = records.filter(|grant| grant.scope == scope && fold(&grant.path) == fold(path));
    let mut gone = alike.map(|grant| grant.path).filter(|path| !path.exists());
    gone.next().filter(|_| gone.next().is_none())
}

/// The path of something deleted, with the links in the part that still exists resolved.
fn resolved(path: &Path) -> PathBuf {
    let there = path.ancestors().skip(1).find_map(|dir| Some((dir, real_path::resolve(dir).ok()?)));
    let resolved = there.and_then(|(dir, real)| Some(real.join(path.strip_prefix(dir).ok()?)));
    resolved.unwrap_or_else(|| path.to_path_buf())
}
