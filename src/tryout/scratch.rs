//! The scratch folder: two sample projects with real venvs, and hidden files that `try` needs.

use crate::tryout::events::Events;
use crate::tryout::python::Python;
use crate::ui::message;
use crate::ui::progress;
use anyhow::{Context, Result};
use nix::sys::stat::{Mode, umask};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The sample projects.
pub const PROJECTS: [&str; 2] = ["apple", "banana"];
/// A directory in each of them.
pub const INNER: &str = "src";

/// A folder that is deleted when `try` ends, however it ends.
#[derive(Debug)]
pub struct Scratch {
    folder: TempDir,
    /// The folder, links resolved: shells and venvs compare paths as text.
    pub dir: PathBuf,
    /// The program that created the venvs.
    pub made_by: String,
    /// Whether a venv's prompt shows its project's name; else the venv's own.
    names_prompts: bool,
}

impl Scratch {
    /// Creates the folder and everything in it. Errors: it cannot be created, a venv cannot be created, a signal to
    /// stop.
    pub fn make(python: &Python, events: &Events) -> Result<Scratch> {
        // A venv that others can write to is not usable, whatever the user's umask.
        let own = umask(Mode::from_bits_truncate(0o022));
        let made = Scratch::fill(python, events);
        umask(own);
        made
    }

    fn fill(python: &Python, events: &Events) -> Result<Scratch> {
        let folder = tempfile::Builder::new().prefix("venvhook-try-").tempdir();
        let folder = folder.context("the scratch folder could not be created")?;
        let dir = folder.path().canonicalize()?;
        let scratch =
            Scratch { folder, dir, made_by: python.describe(), names_prompts: python.names_prompts() };
        fs::create_dir_all(scratch.private("home"))?;
        let progress = progress::spinner("{spinner} {prefix} ({elapsed})", "creating two sample projects");
        progress.enable_steady_tick(progress::REDRAW);
        let made = PROJECTS.into_iter().try_for_each(|project| {
            fs::create_dir_all(scratch.dir.join(project).join(INNER))?;
            let made = python.make_venv(&scratch.venv(project), project);
            events.go_on()?;
            made
        });
        progress.finish_and_clear();
        made?;
        Ok(scratch)
    }

    /// A sample project's venv.
    pub fn venv(&self, project: &str) -> PathBuf {
        self.dir.join(project).join(".venv")
    }

    /// The name in the prompt while the project's venv is active.
    pub fn prompt_name(&self, project: &'static str) -> &'static str {
        if self.names_prompts { project } else { ".venv" }
    }

    /// The path of a file that the user does not need to see.
    pub fn private(&self, name: &str) -> PathBuf {
        self.dir.join(".try").join(name)
    }

    /// Writes such a file.
    pub fn write(&self, name: &str, text: &[u8]) -> Result<PathBuf> {
        let file = self.private(name);
        fs::create_dir_all(file.parent().unwrap_or(Path::new("/")))?;
        fs::write(&file, text).with_context(|| format!("{} could not be written", message::path(&file)))?;
        Ok(file)
    }

    /// A text with paths relative to the folder.
    pub fn shorten(&self, text: &str) -> String {
        text.replace(&format!("{}/", self.dir.display()), "")
    }

    /// Deletes the folder; an error if that fails. (Dropping it deletes it without an error.)
    pub fn remove(self) -> Result<()> {
        let at = message::path(&self.dir);
        self.folder.close().with_context(|| format!("the scratch folder {at} could not be deleted"))
    }
}
