//! The directory that a venv is made in: claimed so that nobody else's is touched, and left as it
//! was found unless the venv is kept.

use crate::create::set_aside::{self, Aside};
use crate::system::io_reason::io_reason;
use crate::ui::message;
use anyhow::{Result, anyhow, bail};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// What makers, pip and packages put at the top of a venv. Anything else is somebody's work.
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

/// A claimed directory. Dropped without [`TargetDir::keep`], it is removed with all that was made in
/// it, and what was there before is put back.
#[derive(Debug)]
pub struct TargetDir {
    dir: PathBuf,
    /// What was there before.
    aside: Option<Aside>,
    /// The directory is ours to remove.
    made: bool,
}

impl TargetDir {
    /// Errors: what is there may not be touched. Nothing is changed.
    pub fn check(dir: &Path, clear: bool) -> Result<()> {
        match Aside::left(dir)? {
            Some(left) if left.holds_one() && !clear => {
                bail!("{}, or to make it anew: --clear", set_aside::line(dir))
            }
            // What lies in its place is looked at when it is given back.
            Some(left) if left.holds_one() => Ok(()),
            _ if dir.symlink_metadata().is_err() => Ok(()),
            _ if clear => clearable(dir),
            _ => bail!("{}", already_there(dir)),
        }
    }

    /// Makes the directory, new and empty. With `clear`, a venv that is there is put aside; one that a kill
    /// has left put aside is given back before.
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
        // Fails if somebody was quicker: only what was made here is ever removed.
        fs::create_dir(dir).map_err(|error| match error.kind() {
            ErrorKind::PermissionDenied => {
                let parent = message::path(dir.parent().unwrap_or(dir));
                anyhow!("{} could not be made: you may not write in {parent}", message::path(dir))
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
            message::say(&format!("what is left of the old venv is at {old}: it {}", io_reason(&error)));
        }
    }

    /// Whether something was there before.
    pub fn replaces(&self) -> bool {
        self.aside.is_some()
    }

    fn put_aside(&mut self) -> Result<()> {
        let aside = Aside::take(&self.dir)?;
        aside.put()?;
        // Looked at again where nobody moves it any more: a rename takes a link, not its target.
        let found = clearable(&aside.old());
        self.aside = Some(aside);
        found
    }

    fn put_back(&mut self) {
        let Some(aside) = self.aside.take() else { return };
        if let Err(error) = aside.give_back() {
            message::say(&format!("{}; it could not be put back: {error}", set_aside::line(&self.dir)));
        }
    }
}

/// Gives back what a kill has left put aside. What was made in its place goes: what is half a venv, or with
/// `clear` a whole one. Says whether there was one; what else was left is removed.
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
                "{} is a whole venv, so the one put aside does not take its place by itself: venvhook new --restore \
                 --clear {name} removes this one and gives that one back",
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
            message::say(&format!("what was made of {at} is still there: it {reason}"));
        }
        self.put_back();
    }
}

fn already_there(dir: &Path) -> String {
    let at = message::path(dir);
    match clearable(dir) {
        Ok(()) => format!("{at} is already there; to make it anew: --clear"),
        Err(error) => format!("{error}; nothing was touched"),
    }
}

/// An error unless the directory itself is a venv and holds nothing else.
fn clearable(dir: &Path) -> Result<()> {
    let at = message::path(dir);
    let is_venv = dir.join("pyvenv.cfg").symlink_metadata().is_ok_and(|cfg| cfg.is_file());
    if !is_venv && dir.symlink_metadata().is_ok_and(|metadata| metadata.is_dir()) {
        bail!("{at} is there already and is no venv (it has no pyvenv.cfg)");
    }
    only_parts(dir)
}

/// Whether a maker has come to its end here: it is `activate` or the settings that are written last.
fn is_whole(dir: &Path) -> bool {
    let has = |file: &str| dir.join(file).is_file();
    has("pyvenv.cfg") && (has("bin/activate") || has("Scripts/activate.bat"))
}

/// An error unless it is a directory that holds nothing but what is in a venv, if anything.
fn only_parts(dir: &Path) -> Result<()> {
    let at = message::path(dir);
    let unreadable = |error: std::io::Error| anyhow!("{at} {}", io_reason(&error));
    let metadata = dir.symlink_metadata().map_err(unreadable)?;
    if metadata.is_symlink() {
        bail!("{at} is a link, and so not cleared: remove it yourself");
    }
    if !metadata.is_dir() {
        bail!("{at} is there already and is no directory");
    }
    for entry in fs::read_dir(dir).map_err(unreadable)? {
        let name = entry.map_err(unreadable)?.file_name();
        if !CONTENTS.iter().any(|known| name == *known) {
            bail!("{at} holds more than a venv, and so is not cleared: {}", name.to_string_lossy());
        }
    }
    Ok(())
}

#[cfg(test)]
#[path = "target_dir_tests.rs"]
mod tests;
