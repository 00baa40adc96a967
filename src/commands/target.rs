//! The venv or directory that `allow`, `deny` and `forget` are about.

use crate::cli::Subject;
use crate::find::{self, Found};
use crate::system::current_dir;
use crate::system::io_reason::io_reason;
use crate::system::real_path;
use crate::ui::message;
use anyhow::{Context, Result, anyhow, bail};
use std::path::PathBuf;

fn given(subject: &Subject) -> Result<PathBuf> {
    subject.path.as_deref().map_or_else(current_dir::current_dir, current_dir::absolute)
}

/// The venv at the given path, or the one that the directory at that path would use.
pub fn venv(subject: &Subject) -> Result<Found> {
    let path = given(subject)?;
    let shown = message::path(&path);
    let metadata = path.metadata().map_err(|error| anyhow!("{shown} {}", io_reason(&error)))?;
    if !metadata.is_dir() {
        bail!("{shown} is neither a venv nor a directory");
    }
    find::find(&path, &subject.looked.names).with_context(|| {
        format!("no venv in {shown} or above it; see venvhook why {}", message::argument(&path))
    })
}

/// The directory that `--tree` is about, links resolved.
pub fn tree(subject: &Subject) -> Result<PathBuf> {
    let path = given(subject)?;
    let shown = message::path(&path);
    let real = real_path::resolve(&path).map_err(|error| anyhow!("{shown} {}", io_reason(&error)))?;
    if !real.is_dir() {
        bail!("{shown} is not a directory");
    }
    Ok(real)
}
