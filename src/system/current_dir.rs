//! The current directory, and paths from there.

use crate::system::io_reason::io_reason;
use crate::system::real_path;
use anyhow::{Result, anyhow};
use std::path::{Component, Path, PathBuf};

/// The directory a person stands in, by the way they came (`$PWD`), if that is still true.
pub fn current_dir() -> Result<PathBuf> {
    let real =
        std::env::current_dir().map_err(|error| anyhow!("the current directory {}", io_reason(&error)))?;
    let logical = std::env::var_os("PWD").map(PathBuf::from).filter(|pwd| pwd.is_absolute());
    Ok(logical.filter(|pwd| real_path::same(pwd, &real)).unwrap_or(real))
}

/// A path of the user as an absolute one, links kept, and without `..` where that says the same.
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
    let same = || Some(real_path::resolve(&short).ok()? == real_path::resolve(&path).ok()?);
    Ok(if short != path && same() == Some(true) { short } else { path })
}

/// On Windows `C:` and `C:p` begin where one stands on that drive, which only the system knows.
fn on_a_drive(path: &Path) -> Result<PathBuf> {
    let is_drive = matches!(path.components().next(), Some(Component::Prefix(_))) && !path.has_root();
    Ok(if is_drive { std::path::absolute(path)? } else { path.to_path_buf() })
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
