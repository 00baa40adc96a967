//! The scratch folder: two sample projects with real venvs, and hidden files that `try` needs.

use crate::create::python_versions::numbers;
use crate::create::tool::VenvTool;
use crate::system::child::Events;
use crate::ui::message;
use crate::ui::progress;
use anyhow::{Context, Result, anyhow, bail};
use nix::sys::stat::{Mode, umask};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
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
    pub fn make(tool: &VenvTool, events: &Events) -> Result<Scratch> {
        // A venv that others can write to is not usable, whatever the user's umask.
        let own = umask(Mode::from_bits_truncate(0o022));
        let made = Scratch::fill(tool, events);
        umask(own);
        made
    }

    fn fill(tool: &VenvTool, events: &Events) -> Result<Scratch> {
        let folder = tempfile::Builder::new().prefix("venvhook-try-").tempdir();
        let folder = folder.context("the scratch folder could not be created")?;
        let dir = folder.path().canonicalize()?;
        // The venv module has --prompt since Python 3.6 (its documentation).
        let names_prompts = tool.version().is_none_or(|version| numbers(version) >= numbers("3.6"));
        let scratch = Scratch { folder, dir, made_by: described(tool), names_prompts };
        fs::create_dir_all(scratch.private("home"))?;
        let progress = progress::spinner("{spinner} {prefix} ({elapsed})", "creating two sample projects");
        progress.enable_steady_tick(progress::REDRAW);
        let made = PROJECTS.into_iter().try_for_each(|project| {
            fs::create_dir_all(scratch.dir.join(project).join(INNER))?;
            let made = scratch.make_venv(tool, project);
            if let Some(signal) = events.signal() {
                bail!(stopped(signal));
            }
            made
        });
        progress.finish_and_clear();
        made?;
        Ok(scratch)
    }

    fn make_venv(&self, tool: &VenvTool, project: &str) -> Result<()> {
        let failed =
            |reason: String| anyhow!("{} could not create a venv: {reason}", message::path(tool.program()));
        let prompt = self.names_prompts.then_some(project.as_ref());
        let quick = if tool.version().is_some() { "--without-pip" } else { "--quiet" };
        let mut command = tool.command(&self.venv(project), prompt, &[quick.into()]);
        // uv reads the `.python-version` of the directory that it is started in, which may name a program to run.
        command.current_dir(&self.dir).stdin(Stdio::null());
        let output = command.output().map_err(|error| failed(error.to_string()))?;
        if output.status.success() { Ok(()) } else { Err(failed(reason(&output))) }
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

/// The program that makes the venvs and its version, for a person.
fn described(tool: &VenvTool) -> String {
    let program = message::path(tool.program());
    tool.version().map_or_else(|| program.clone(), |version| format!("{program} (Python {version})"))
}

/// The last line that a program printed before it failed.
fn reason(output: &Output) -> String {
    let said = [output.stdout.as_slice(), &output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    let last = said.lines().rev().map(str::trim).find(|line| !line.is_empty());
    last.map_or_else(|| output.status.to_string(), str::to_string)
}

/// The message after a signal has stopped `try`.
pub fn stopped(signal: i32) -> String {
    let name = nix::sys::signal::Signal::try_from(signal).map_or("a signal", |signal| signal.as_str());
    format!("stopped by {name}; the scratch folder was deleted")
}
