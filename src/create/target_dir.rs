//! The directory that a venv is created in: claimed so that no other file or directory is touched, and put
//! back as it was unless the venv is kept.

use crate::create::set_aside::{self, Aside};
use crate::system::io_reason::io_reason;
use crate::ui::message;
use anyhow::{Result, anyhow, bail};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// What makers, pip and packages put at the top of a venv. Anything else may be the user's work.
const CONTENTS: [&str; 19] = [
    "pyvenv.cfg",
    "bin",
    "Scripts",
    "lib",
    "Lib",
    "lib64",
    "include",
    "Include",
    "share",
    "etc",
    "man",
    "doc",
    "local",
    "tcl",
    ".gitignore",
    ".lock",
    "CACHEDIR.TAG",
    "pip-selfcheck.json",
    "__pycache__",
];

/// A claimed directory. If it is dropped without [`TargetDir::keep`], it is removed with all that was created in
/// it, and what was there before is put back.
#[derive(Debug)]
pub struct TargetDir {
    dir: PathBuf,
    /// What was there before.
    aside: Option<Aside>,
    /// We created the directory, so we may remove it.
    made: bool,
}

impl TargetDir {
    /// An error if what is there must not be touched. Changes nothing.
    pub fn check(dir: &Path, clear: bool) -> Result<()> {
        match Aside::left(dir)? {
            Some(left) if left.holds_one() && !clear => {
                bail!("{}; or add --clear to recreate it", set_aside::line(dir))
            }
            // What is in its place now is checked when the old one is restored.
            Some(left) if left.holds_one() => Ok(()),
            _ if dir.symlink_metadata().is_err() => Ok(()),
            _ if clear => clearable(dir),
            _ => bail!("{}", already_there(dir)),
        }
    }

    /// Creates the directory, new and empty. With `clear`, an existing venv is set aside; one that a killed run
    /// has left set aside is restored first.
    pub fn claim(dir: &Path, clear: bool) -> Result<TargetDir> {
        TargetDir::check(dir, clear)?;
        let mut place = TargetDir { dir: dir.to_path_buf(), aside: None, made: false };
        if let Some(left) = Aside::left(dir)? {
            give_back(left, dir, false)?;
        }
        if dir.symlink_metadata().is_ok() {
            TargetDir::check(dir, clear)?;
            place.put_aside()?;
        }
        // Fails if another process was quicker: only what was created here is ever removed.
        fs::create_dir(dir).map_err(|error| match error.kind() {
            ErrorKind::PermissionDenied => {
                let parent = message::path(dir.parent().unwrap_or(dir));
                anyhow!("{} could not be created (you cannot write to {parent})", message::path(dir))
            }
            _ => anyhow!("{} {}", message::path(dir), io_reason(&error)),
        })?;
        place.made = true;
        Ok(place)
    }

    /// Keeps the venv, and removes what was there before.
    pub fn keep(mut self) {
        self.made = false;
        let Some(aside) = self.aside.take() else { return };
        let old = message::path(&aside.old());
        if let Err(error) = aside.discard() {
            message::say(&format!("the old venv at {old} could not be deleted: it {}", io_reason(&error)));
        }
    }

    /// Whether something was there before.
    pub fn replaces(&self) -> bool {
        self.aside.is_some()
    }

    fn put_aside(&mut self) -> Result<()> {
        let aside = Aside::take(&self.dir)?;
        aside.put()?;
        // Checked again where no other process moves it any more: a rename takes a link, not its target.
        let found = clearable(&aside.old());
        self.aside = Some(aside);
        found
    }

    fn put_back(&mut self) {
        let Some(aside) = self.aside.take() else { return };
        if let Err(error) = aside.give_back() {
            message::say(&format!("{}; it could not be restored: {error}", set_aside::line(&self.dir)));
        }
    }
}

/// Restores the venv that a killed run has left set aside. What was created in its place is deleted: half a
/// venv, or with `clear` a whole one. Returns whether there was one; other leftovers are removed.
pub fn restore(dir: &Path, clear: bool) -> Result<bool> {
    match Aside::left(dir)? {
        Some(left) => give_back(left, dir, clear),
        None => Ok(false),
    }
}

fn give_back(left: Aside, dir: &Path, clear: bool) -> Result<bool> {
    let failed = |error: std::io::Error| anyhow!("{}; that failed: {error}", set_aside::line(dir));
    if !left.holds_one() {
        left.discard().map_err(failed)?;
        return Ok(false);
    }
    if dir.symlink_metadata().is_ok() {
        only_parts(dir)?;
        if is_whole(dir) && !clear {
            let name = message::argument(dir.file_name().unwrap_or_default().as_ref());
            bail!(
                "{} is a complete venv, so the old one was not restored; to delete it and restore the old one: \
                 venvhook new --restore --clear {name}",
                message::path(dir)
            );
        }
        let gone = left.put_away()?;
        if let Err(error) = only_parts(&gone) {
            left.undo_put_away();
            return Err(error);
        }
    }
    left.give_back().map_err(failed)?;
    Ok(true)
}

impl Drop for TargetDir {
    fn drop(&mut self) {
        if self.made
            && let Err(error) = fs::remove_dir_all(&self.dir)
            && error.kind() != ErrorKind::NotFound
        {
            let (at, reason) = (message::path(&self.dir), io_reason(&error));
            message::say(&format!("the unfinished venv at {at} could not be deleted: it {reason}"));
        }
        self.put_back();
    }
}

fn already_there(dir: &Path) -> String {
    let at = message::path(dir);
    match clearable(dir) {
        Ok(()) => format!("{at} already exists; add --clear to recreate it"),
        Err(error) => format!("{error}; nothing was changed"),
    }
}

/// An error unless the directory itself is a venv and contains nothing else.
fn clearable(dir: &Path) -> Result<()> {
    let at = message::path(dir);
    let is_venv = dir.join("pyvenv.cfg").symlink_metadata().is_ok_and(|cfg| cfg.is_file());
    if !is_venv && dir.symlink_metadata().is_ok_and(|metadata| metadata.is_dir()) {
        bail!("{at} already exists and is not a venv (it has no pyvenv.cfg)");
    }
    only_parts(dir)
}

/// Whether a maker has finished here: `activate` or the settings are written last.
fn is_whole(dir: &Path) -> bool {
    let has = |file: &str| dir.join(file).is_file();
    has("pyvenv.cfg") && (has("bin/activate") || has("Scripts/activate.bat"))
}

/// An error unless it is a directory that is empty or contains only parts of a venv.
fn only_parts(dir: &Path) -> Result<()> {
    let at = message::path(dir);
    let unreadable = |error: std::io::Error| anyhow!("{at} {}", io_reason(&error));
    let metadata = dir.symlink_metadata().map_err(unreadable)?;
    if metadata.is_symlink() {
        bail!("{at} is a link, so it was left alone; delete it yourself");
    }
    if !metadata.is_dir() {
        bail!("{at} already exists and is not a directory");
    }
    for entry in fs::read_dir(dir).map_err(unreadable)? {
        let name = entry.map_err(unreadable)?.file_name();
        if !CONTENTS.iter().any(|known| name == *known) {
            bail!(
                "{at} contains files that are not part of a venv ({}), so it was left alone",
                name.to_string_lossy()
            );
        }
    }
    Ok(())
}

#[cfg(test)]
#[path = "target_dir_tests.rs"]
mod tests;
