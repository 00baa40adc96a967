//! The paths that a person gives, and what `allow`, `deny` and `forget` are about.

use crate::cli::Subject;
use crate::find::{self, Found};
use crate::system::real_path;
use crate::ui::message;
use anyhow::{Context, Result, anyhow, bail};
use std::path::{Component, Path, PathBuf};

/// The directory a person stands in, by the way they came (`$PWD`), if that is still true.
pub fn current_dir() -> Result<PathBuf> {
    let real = std::env::current_dir()
        .map_err(|error| anyhow!("the current directory {}", message::io_reason(&error)))?;
    let logical = std::env::var_os("PWD").map(PathBuf::from).filter(|pwd| pwd.is_absolute());
    Ok(logical.filter(|pwd| real_path::same(pwd, &real)).unwrap_or(real))
}

/// A path of the person's as an absolute one, links kept, and without `..` where that says the same.
pub fn absolute(path: &Path) -> Result<PathBuf> {
    let path: PathBuf = current_dir()?.join(on_a_drive(path)?).components().collect();
    let mut short = PathBuf::new();
    for part in path.components() {
        if part == Component::ParentDir {
            short.pop();
        } else {
            short.push(part);
        }
    }
    // Behind a link `..` leads elsewhere.
    let same = || Some(real_path::of(&short).ok()? == real_path::of(&path).ok()?);
    Ok(if short != path && same() == Some(true) { short } else { path })
}

/// On Windows `C:` and `C:p` begin where one stands on that drive, which only the system knows.
fn on_a_drive(path: &Path) -> Result<PathBuf> {
    let is_drive = matches!(path.components().next(), Some(Component::Prefix(_))) && !path.has_root();
    Ok(if is_drive { std::path::absolute(path)? } else { path.to_path_buf() })
}

fn given(subject: &Subject) -> Result<PathBuf> {
    subject.path.as_deref().map_or_else(current_dir, absolute)
}

/// The venv that is meant: the path itself, or what the directory at that path would use.
pub fn venv(subject: &Subject) -> Result<Found> {
    let path = given(subject)?;
    let shown = message::path(&path);
    let metadata = path.metadata().map_err(|error| anyhow!("{shown} {}", message::io_reason(&error)))?;
    if !metadata.is_dir() {
        bail!("{shown} is no venv and no directory");
    }
    find::find(&path, &subject.looked.names).with_context(|| {
        format!("no venv in {shown} or above it: see venvhook why {}", message::argument(&path))
    })
}

/// The directory that `--tree` means, links resolved.
pub fn tree(subject: &Subject) -> Result<PathBuf> {
    let path = given(subject)?;
    let shown = message::path(&path);
    let real = real_path::of(&path).map_err(|error| anyhow!("{shown} {}", message::io_reason(&error)))?;
    if !real.is_dir() {
        bail!("{shown} is no directory");
    }
    Ok(real)
}

#[cfg(all(test, windows))]
mod tests {
    use super::*;

    #[test]
    fn a_drive_alone_is_where_one_stands_on_it() {
        let here = current_dir().unwrap();
        let drive = PathBuf::from(here.components().next().unwrap().as_os_str());
        assert_eq!(absolute(&drive).unwrap(), here);
        assert_eq!(absolute(&drive.join("p")).unwrap(), here.join("p"));
        assert_eq!(absolute(Path::new(r"C:\p")).unwrap(), Path::new(r"C:\p"));
    }
}
