//! Real venvs, fast: each maker makes one, once, and an instance is that venv with its path
//! replaced in every file that holds it, which is what the maker would have written there. Where
//! the path is one that a maker may quote, it makes the venv there itself.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex};

use super::makers::{Maker, cache, tell};

/// The pattern's project: a name that nothing else in a venv's files holds.
pub const PROJECT: &str = "venvhook-pattern-project";

type Patterns = HashMap<String, Result<PathBuf, String>>;

static PATTERNS: LazyLock<Mutex<Patterns>> = LazyLock::new(Mutex::default);

/// Puts a venv of that maker at `venv`.
///
/// # Errors
/// The maker cannot be had on this machine.
pub fn place(maker: Maker, venv: &Path) -> Result<(), String> {
    let pattern = pattern(maker)?;
    let project = |venv: &Path| {
        let name = venv.parent().and_then(Path::file_name).expect("a venv has a parent");
        name.to_string_lossy().into_owned()
    };
    let old = pattern.to_string_lossy().into_owned();
    let new = venv.to_string_lossy().into_owned();
    if !is_plain(&new) {
        return maker.make(venv);
    }
    let name = |path: &Path| path.file_name().expect("a name").to_string_lossy().into_owned();
    assert_eq!(name(&pattern), name(venv), "std writes the venv's own name as its prompt");
    let swaps = [(old, new), (project(&pattern), project(venv))];
    copy(&pattern, venv, &swaps).map_err(|error| format!("{}: {error}", venv.display()))
}

/// Whether a maker writes the path as it is, which no other way of quoting would do.
fn is_plain(path: &str) -> bool {
    path.chars().all(|char| char.is_ascii_alphanumeric() || "/._-+".contains(char))
}

/// Whether this machine has what the maker needs.
///
/// # Errors
/// It has not.
pub fn ready(maker: Maker) -> Result<(), String> {
    pattern(maker).map(drop)
}

/// The maker's own venv, made if it is not there.
///
/// # Errors
/// The maker cannot be had on this machine.
pub fn pattern(maker: Maker) -> Result<PathBuf, String> {
    let mut patterns = PATTERNS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    patterns.entry(maker.name()).or_insert_with(|| make_pattern(maker)).clone()
}

fn make_pattern(maker: Maker) -> Result<PathBuf, String> {
    let folder = cache().join("venvs").join(maker.name());
    let venv = folder.join(PROJECT).join(".venv");
    let complete = folder.join("complete");
    // What was made for another place, or by a Python that is gone, is made anew.
    let made_for = fs::read_to_string(&complete).unwrap_or_default();
    if Path::new(&made_for) != venv || !venv.join("bin/python").exists() {
        let _ = fs::remove_dir_all(&folder);
        maker.python()?;
        tell(&format!("making a venv by {}", maker.name()));
        maker.make(&venv)?;
        let place = venv.to_string_lossy().into_owned();
        fs::write(&complete, place).map_err(|error| error.to_string())?;
    }
    Ok(venv)
}

fn copy(from: &Path, to: &Path, swaps: &[(String, String)]) -> std::io::Result<()> {
    let kind = fs::symlink_metadata(from)?;
    if kind.is_symlink() {
        let target = fs::read_link(from)?.to_string_lossy().into_owned();
        return std::os::unix::fs::symlink(swap(&target, swaps), to);
    }
    if kind.is_dir() {
        fs::create_dir_all(to)?;
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            copy(&entry.path(), &to.join(entry.file_name()), swaps)?;
        }
        return Ok(());
    }
    match fs::read_to_string(from) {
        Ok(text) => {
            fs::write(to, swap(&text, swaps))?;
            fs::set_permissions(to, kind.permissions())
        }
        Err(_) => fs::copy(from, to).map(drop),
    }
}

fn swap(text: &str, swaps: &[(String, String)]) -> String {
    swaps.iter().fold(text.to_owned(), |text, (old, new)| text.replace(old, new))
}
