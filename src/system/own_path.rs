//! Where this program is.

use crate::system::real_path;
use std::io;
use std::path::{Path, PathBuf};

/// The path of this binary, for the hook to call: absolute, since PATH is what changes, and with
/// links kept, so that an upgrade behind a link (Homebrew, nix, a symlink of one's own) is followed.
pub fn own_path() -> io::Result<PathBuf> {
    let resolved = std::env::current_exe()?;
    let called = std::env::args_os().next().unwrap_or_default();
    let called = Path::new(&called);
    let candidate = if called.components().count() > 1 {
        Some(std::path::absolute(called)?)
    } else {
        let path = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&path).map(|dir| dir.join(called)).find(|file| file.is_file())
    };
    let same = |path: &PathBuf| {
        path.is_absolute() && real_path::resolve(path).ok() == real_path::resolve(&resolved).ok()
    };
    Ok(candidate.filter(same).unwrap_or(resolved))
}
