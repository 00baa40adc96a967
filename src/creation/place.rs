//! The directory that a venv is made in: claimed so that nobody else's is touched, and left as it
//! was found unless the venv is kept.

use crate::message::{self, io_reason};
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

/// The name of what was there before, in the directory that it was put aside in.
const OLD: &str = "venv";

/// A claimed directory. Dropped without [`Place::keep`], it is removed with all that was made in
/// it, and what was there before is put back.
#[derive(Debug)]
pub struct Place {
    dir: PathBuf,
    /// The directory that holds what was there before.
    aside: Option<PathBuf>,
    /// The directory is ours to remove.
    made: bool,
}

impl Place {
    /// Errors: what is there may not be touched. Nothing is changed.
    pub fn check(dir: &Path, clear: bool) -> Result<()> {
        if dir.symlink_metadata().is_err() {
            return Ok(());
        }
        if !clear {
            bail!("{}", already_there(dir));
        }
        clearable(dir)
    }

    /// Makes the directory, new and empty. With `clear`, a venv that is there is put aside.
    pub fn claim(dir: &Path, clear: bool) -> Result<Place> {
        Place::check(dir, clear)?;
        let mut place = Place { dir: dir.to_path_buf(), aside: None, made: false };
        if clear && dir.symlink_metadata().is_ok() {
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
        if let Some(aside) = self.aside.take()
            && let Err(error) = fs::remove_dir_all(&aside)
        {
            let reason = io_reason(&error);
            message::say(&format!("the old venv is still in {}: it {reason}", message::path(&aside)));
        }
    }

    /// Whether something was there before.
    pub fn replaces(&self) -> bool {
        self.aside.is_some()
    }

    fn put_aside(&mut self) -> Result<()> {
        let dir = self.dir.clone();
        let explain = |error: std::io::Error| {
            let reason = match (error.kind(), dir.parent()) {
                (ErrorKind::PermissionDenied, Some(parent)) => {
                    format!("you may not write in {}", message::path(parent))
                }
                _ => error.to_string(),
            };
            anyhow!("{} could not be cleared: {reason}", message::path(&dir))
        };
        let parent = dir.parent().ok_or_else(|| anyhow!("{} has no parent", message::path(&dir)))?;
        let aside = tempfile::Builder::new().prefix(".venvhook-old-").tempdir_in(parent).map_err(explain)?;
        fs::rename(&dir, aside.path().join(OLD)).map_err(explain)?;
        self.aside = Some(aside.keep());
        // Looked at again where nobody moves it any more: a rename takes a link, not its target.
        self.aside.as_ref().map_or(Ok(()), |aside| clearable(&aside.join(OLD)))
    }

    fn put_back(&self) {
        let Some(aside) = &self.aside else { return };
        match fs::rename(aside.join(OLD), &self.dir) {
            Ok(()) => _ = fs::remove_dir(aside),
            Err(error) => message::say(&format!(
                "the old venv is in {}: it could not be put back: {error}",
                message::path(&aside.join(OLD))
            )),
        }
    }
}

impl Drop for Place {
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
    let unreadable = |error: std::io::Error| anyhow!("{at} {}", io_reason(&error));
    let metadata = dir.symlink_metadata().map_err(unreadable)?;
    if metadata.is_symlink() {
        bail!("{at} is a link, and so not cleared: remove it yourself");
    }
    if !metadata.is_dir() {
        bail!("{at} is there already and is no directory");
    }
    if !dir.join("pyvenv.cfg").symlink_metadata().is_ok_and(|cfg| cfg.is_file()) {
        bail!("{at} is there already and is no venv (it has no pyvenv.cfg)");
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
mod tests {
    use super::*;

    fn venv(dir: &Path) {
        fs::create_dir_all(dir.join("bin")).unwrap();
        fs::write(dir.join("pyvenv.cfg"), "old").unwrap();
    }

    fn entries(dir: &Path) -> usize {
        fs::read_dir(dir).unwrap().count()
    }

    #[test]
    fn what_is_not_kept_is_gone_and_the_old_one_is_back() {
        let top = tempfile::tempdir().unwrap();
        let dir = top.path().join(".venv");
        let place = Place::claim(&dir, false).unwrap();
        fs::write(dir.join("half"), "").unwrap();
        drop(place);
        assert_eq!(entries(top.path()), 0);

        venv(&dir);
        assert!(Place::claim(&dir, false).is_err());
        let place = Place::claim(&dir, true).unwrap();
        assert_eq!(entries(&dir), 0);
        fs::write(dir.join("half"), "").unwrap();
        drop(place);
        assert_eq!(fs::read(dir.join("pyvenv.cfg")).unwrap(), b"old");
        assert_eq!(entries(top.path()), 1);

        Place::claim(&dir, true).unwrap().keep();
        assert_eq!((entries(&dir), entries(top.path())), (0, 1));
    }

    #[test]
    fn only_a_venv_and_nothing_else_is_cleared() {
        let top = tempfile::tempdir().unwrap();
        let dir = top.path().join(".venv");
        venv(&dir);
        fs::write(dir.join("thesis.tex"), "years").unwrap();
        assert!(Place::claim(&dir, true).unwrap_err().to_string().contains("thesis.tex"));
        fs::remove_file(dir.join("thesis.tex")).unwrap();
        fs::remove_file(dir.join("pyvenv.cfg")).unwrap();
        assert!(Place::claim(&dir, true).unwrap_err().to_string().contains("no venv"));
        assert!(dir.join("bin").is_dir());
        fs::write(top.path().join("file"), "").unwrap();
        assert!(Place::claim(&top.path().join("file"), true).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_never_cleared() {
        let top = tempfile::tempdir().unwrap();
        venv(&top.path().join("real"));
        for target in ["real", "nowhere", ".venv"] {
            let link = top.path().join(".venv");
            std::os::unix::fs::symlink(target, &link).unwrap();
            assert!(Place::claim(&link, true).unwrap_err().to_string().contains("link"), "{target}");
            assert!(link.symlink_metadata().is_ok());
            fs::remove_file(link).unwrap();
        }
        assert!(top.path().join("real/bin").is_dir());
    }
}
