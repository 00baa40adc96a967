//! A Python, or uv, that can create the sample projects' venvs.

use crate::ui::message;
use crate::venv::search_path::SearchPath;
use anyhow::{Result, anyhow, bail};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Prints the version, even where the venv module is missing; the status says whether it is.
const PROBE: &str = "import sys; print('%d.%d.%d' % sys.version_info[:3]); import venv";

/// A program that creates venvs.
#[derive(Debug)]
pub struct Python {
    program: PathBuf,
    /// `None` for uv, which chooses a Python itself.
    version: Option<Version>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Version(u32, u32, u32);

impl Version {
    fn parse(text: &str) -> Option<Version> {
        let mut numbers = text.trim().splitn(3, '.').map(str::parse);
        Some(Version(numbers.next()?.ok()?, numbers.next()?.ok()?, numbers.next()?.ok()?))
    }
}

impl Python {
    /// The first on the path that works: python3, python, uv.
    pub fn find(path: &SearchPath) -> Result<Python> {
        let mut without_venv = None;
        for program in ["python3", "python"].into_iter().flat_map(|name| path.all(name)) {
            let Ok(output) = quiet(&program).args(["-I", "-c", PROBE]).output() else { continue };
            let version = Version::parse(&String::from_utf8_lossy(&output.stdout));
            match version.filter(|version| *version >= Version(3, 4, 0)) {
                Some(_) if output.status.success() => return Ok(Python { program, version }),
                Some(_) => without_venv = without_venv.or(Some(program)),
                None => {}
            }
        }
        if let Some(program) = path.find("uv") {
            return Ok(Python { program, version: None });
        }
        if let Some(program) = without_venv {
            let at = message::path(&program);
            bail!("{at} has no venv module; install it (on Debian and Ubuntu: apt install python3-venv)");
        }
        bail!("no Python 3.4 or newer (python3 or python) and no uv was found on PATH; install one of them")
    }

    /// Creates a venv whose prompt shows `name`.
    pub fn make_venv(&self, dir: &Path, name: &str) -> Result<()> {
        let mut command = quiet(&self.program);
        if self.version.is_none() {
            command.args(["venv", "--quiet"]);
        } else {
            // Isolated: else Python would look for the module in the current directory first.
            command.args(["-I", "-m", "venv", "--without-pip"]);
        }
        if self.names_prompts() {
            command.args(["--prompt", name]);
        }
        let output = command.arg(dir).output().map_err(|error| self.failed(&error.to_string()))?;
        if output.status.success() { Ok(()) } else { Err(self.failed(&reason(&output))) }
    }

    /// Whether it can set the name that a venv's prompt shows.
    pub fn names_prompts(&self) -> bool {
        self.version.is_none_or(|version| version >= Version(3, 6, 0))
    }

    fn failed(&self, reason: &str) -> anyhow::Error {
        anyhow!("{} could not create a venv: {reason}", message::path(&self.program))
    }

    /// The program and its version, in words for the user.
    pub fn describe(&self) -> String {
        let program = message::path(&self.program);
        match self.version {
            Some(Version(major, minor, micro)) => format!("{program} (Python {major}.{minor}.{micro})"),
            None => program,
        }
    }
}

/// A command without input, and without the variables that would mislead a Python.
fn quiet(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.stdin(Stdio::null());
    for name in ["VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH", "__PYVENV_LAUNCHER__"] {
        command.env_remove(name);
    }
    command
}

/// The last line that a program printed before it failed.
fn reason(output: &Output) -> String {
    let said = [output.stdout.as_slice(), &output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    let last = said.lines().rev().map(str::trim).find(|line| !line.is_empty());
    last.map_or_else(|| output.status.to_string(), str::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_number() {
        assert_eq!(Version::parse("3.11.7\n"), Some(Version(3, 11, 7)));
        assert!(Version::parse("3.11.7") > Version::parse("3.4.0"));
        assert_eq!(Version::parse("pyenv: python3: command not found"), None);
        assert_eq!(Version::parse(""), None);
    }
}
