//! The program that creates a venv: uv if there is one, else a Python with its venv module.

use crate::create::python_request::{Request, answers};
use crate::create::python_version_file;
use crate::create::python_versions;
use crate::system::executable;
use crate::ui::message;
use crate::venv::search_path::SearchPath;
use anyhow::{Result, bail};
use std::cmp::Reverse;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Prints the version, even where the venv module is missing; the status says whether it is.
const PROBE: &str = "import sys; print('%d.%d.%d' % sys.version_info[:3]); import venv";
/// The same with the module that puts pip into a venv, which is a package of its own in Debian.
const PROBE_WITH_PIP: &str = "import sys; print('%d.%d.%d' % sys.version_info[:3]); import venv, ensurepip";

/// A program that creates venvs.
#[derive(Clone, Debug)]
pub struct Maker {
    program: PathBuf,
    arguments: Vec<OsString>,
    path: OsString,
    name: String,
}

impl Maker {
    /// The one to use from `here`, which creates venvs `with_pip` or without. An error if none fits the request.
    pub fn find(
        request: Option<&Request>,
        programs: &SearchPath,
        here: &Path,
        with_pip: bool,
    ) -> Result<Maker> {
        if let Some(Request::Named(name)) = request
            && programs.find(name).is_none()
            && here.join(name).symlink_metadata().is_ok()
        {
            // uv would take the word for a path.
            let shown = name.to_string_lossy();
            bail!(
                "--python {shown} is not a program on PATH; to use the one in this directory: --python ./{shown}"
            );
        }
        match programs.find("uv") {
            Some(uv) => by_uv(uv, request, programs, here),
            None => by_python(request, programs, with_pip),
        }
    }

    /// Its name, in words for the user.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The command that makes the venv at `dir`.
    pub fn command(&self, dir: &Path, prompt: Option<&OsStr>, more: &[OsString]) -> Command {
        let mut command = quiet(&self.program);
        command.args(&self.arguments).env("PATH", &self.path);
        if let Some(prompt) = prompt {
            // One word, so that a text which begins with a dash is not read as an option.
            let mut option = OsString::from("--prompt=");
            option.push(prompt);
            command.arg(option);
        }
        command.args(more).arg(dir);
        command
    }
}

fn by_uv(uv: PathBuf, request: Option<&Request>, programs: &SearchPath, here: &Path) -> Result<Maker> {
    let python: Option<OsString> = match request {
        None => {
            python_version_file::check(here)?;
            None
        }
        Some(Request::Version(version)) => {
            let unknown = |_: &PathBuf| !uv_has(&uv, version, programs);
            let of_pyenv = of_pyenv(version).into_iter().next().filter(unknown);
            Some(of_pyenv.map_or_else(|| version.into(), OsString::from))
        }
        Some(Request::Path(path)) => Some(given(path)?.into()),
        Some(Request::Named(name)) => Some(programs.find(name).map_or_else(|| name.clone(), Into::into)),
    };
    let mut arguments = vec![OsString::from("venv")];
    if let Some(python) = python {
        arguments.extend(["--python".into(), python]);
    }
    Ok(Maker { program: uv, arguments, path: programs.whole(), name: "uv".into() })
}

/// Whether uv finds that version on this machine: else it would download one, although pyenv has it.
fn uv_has(uv: &Path, version: &str, programs: &SearchPath) -> bool {
    let mut find = quiet(uv);
    find.args(["python", "find", "--system", "--no-python-downloads", version]).env("PATH", programs.whole());
    find.stdin(Stdio::null()).output().is_ok_and(|output| output.status.success())
}

fn by_python(request: Option<&Request>, programs: &SearchPath, with_pip: bool) -> Result<Maker> {
    let mut reason = None;
    let script = if with_pip { PROBE_WITH_PIP } else { PROBE };
    for (program, before) in candidates(request, programs)? {
        let Some((version, whole)) = probe(&program, &before, script) else { continue };
        if let Some(Request::Version(asked)) = request
            && !answers(&version, asked)
        {
            continue;
        }
        if !whole {
            let has_venv = with_pip && probe(&program, &before, PROBE).is_some_and(|(_, whole)| whole);
            reason = reason.or(Some((program, has_venv)));
            continue;
        }
        // Isolated (-I): else Python would look for the module in the current directory first.
        let arguments = before.into_iter().chain(["-I", "-m", "venv"].map(OsString::from)).collect();
        let name = format!("Python {version}'s venv");
        return Ok(Maker { program, arguments, path: programs.whole(), name });
    }
    if let Some((program, has_venv)) = reason {
        let shown = message::path(&program);
        let package = "(on Debian and Ubuntu: apt install python3-venv)";
        if has_venv {
            bail!(
                "{shown} has no ensurepip module, which puts pip into a venv; install it {package} or install uv; \
                 or create the venv without pip: venvhook new -- --without-pip"
            );
        }
        bail!("{shown} has no venv module; install it {package} or install uv");
    }
    match request {
        None => bail!("no Python (python3 or python) and no uv was found on PATH; install one of them"),
        Some(Request::Version(version)) => bail!(
            "no Python {version} was found on PATH or in pyenv; install it, or install uv, which downloads it"
        ),
        Some(Request::Path(path)) => bail!("{} is not a Python", message::path(path)),
        Some(Request::Named(name)) => bail!("{} is not a Python on PATH", name.to_string_lossy()),
    }
}

/// The programs to try, in order, each with its own first arguments.
fn candidates(request: Option<&Request>, programs: &SearchPath) -> Result<Vec<(PathBuf, Vec<OsString>)>> {
    let named =
        |names: &[String]| -> Vec<PathBuf> { names.iter().flat_map(|name| programs.all(name)).collect() };
    let usual = ["python3".to_string(), "python".to_string()];
    let mut found = match request {
        None => named(&usual),
        Some(Request::Path(path)) => vec![given(path)?],
        Some(Request::Named(name)) => programs.all(name),
        Some(Request::Version(version)) => {
            let minor: Vec<&str> = version.split('.').take(2).collect();
            let mut found = named(&[format!("python{}", minor.join("."))]);
            found.extend(named(&usual));
            found.extend(of_pyenv(version));
            found
        }
    };
    let mut seen = std::collections::HashSet::new();
    found.retain(|program| seen.insert(program.clone()));
    let mut found: Vec<_> = found.into_iter().map(|program| (program, Vec::new())).collect();
    if cfg!(windows) && !matches!(request, Some(Request::Path(_) | Request::Named(_))) {
        let asked = if let Some(Request::Version(version)) = request { version } else { "3" };
        let launcher = programs.find("py").map(|py| (py, vec![OsString::from(format!("-{asked}"))]));
        found.extend(launcher);
    }
    Ok(found)
}

/// The program that a path means: itself, or the Python in that directory.
fn given(path: &Path) -> Result<PathBuf> {
    let inside = ["bin/python3", "bin/python", "python.exe", "Scripts/python.exe"];
    let mut files = vec![path.to_path_buf()];
    if path.is_dir() {
        files = inside.iter().map(|name| path.join(name)).collect();
    }
    let shown = message::path(path);
    match files.into_iter().find(|file| executable::may_run(file)) {
        Some(program) => Ok(program),
        None if path.is_dir() => bail!("{shown} is a directory without a Python"),
        None if path.exists() => bail!("{shown} is not executable"),
        None => bail!("{shown} does not exist"),
    }
}

/// The Pythons of that version that pyenv has built, the newest first.
fn of_pyenv(asked: &str) -> Vec<PathBuf> {
    let mut found = python_versions::pyenv();
    found.retain(|(version, _)| answers(version, asked));
    found.sort_by_key(|(version, _)| Reverse(python_versions::numbers(version)));
    let programs = found.into_iter().map(|(_, dir)| dir.join("bin/python"));
    programs.filter(|python| executable::may_run(python)).collect()
}

/// The version that a program prints, and whether it has all that is needed. A pyenv shim without a Python,
/// and the alias on Windows that opens the Store, print none.
fn probe(program: &Path, before: &[OsString], script: &str) -> Option<(String, bool)> {
    let output = quiet(program).args(before).args(["-I", "-c", script]).stdin(Stdio::null()).output().ok()?;
    let version = String::from_utf8_lossy(&output.stdout).trim().to_string();
    let is_version = version.split('.').count() == 3 && version.starts_with("3.");
    is_version.then_some((version, output.status.success()))
}

/// A command without the variables that would mislead a maker.
fn quiet(program: &Path) -> Command {
    let mut command = Command::new(program);
    for name in ["VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH", "__PYVENV_LAUNCHER__", "VENVHOOK_ENV"] {
        command.env_remove(name);
    }
    command
}
