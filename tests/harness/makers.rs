//! The tools that make venvs, and the Pythons to make them with: what this machine has.
//!
//! virtualenv and uv come from PyPI, each version into a folder of its own in the cache.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{LazyLock, Mutex};

/// A Python's version, major and minor.
pub type Version = (u32, u32);

/// The Pythons of this machine, oldest first, one of each minor version.
static PYTHONS: LazyLock<Vec<(Version, PathBuf)>> = LazyLock::new(pythons);

/// One installation at a time.
static INSTALLING: Mutex<()> = Mutex::new(());

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    /// CPython's own `venv` module.
    Std,
    Virtualenv(&'static str),
    Uv(&'static str),
    UvRelocatable(&'static str),
}

/// A tool in one version, and the Pythons that it works with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Maker {
    pub tool: Tool,
    pub from: Version,
    pub to: Version,
}

impl Maker {
    pub const fn new(tool: Tool, from: Version, to: Version) -> Self {
        Self { tool, from, to }
    }

    /// CPython's venv by the newest Python here: what most scenarios use.
    pub const STD: Self = Self::new(Tool::Std, (3, 6), (3, 99));

    /// Such as `virtualenv-20.17.1`.
    pub fn name(&self) -> String {
        match self.tool {
            Tool::Std => match self.python() {
                Ok((version, _)) => format!("std-{}.{}", version.0, version.1),
                Err(_) => format!("std-{}.{}", self.to.0, self.to.1),
            },
            Tool::Virtualenv(version) => format!("virtualenv-{version}"),
            Tool::Uv(version) => format!("uv-{version}"),
            Tool::UvRelocatable(version) => format!("uv-{version}-relocatable"),
        }
    }

    /// The newest Python here that the tool works with.
    ///
    /// # Errors
    /// None is in range.
    pub fn python(&self) -> Result<(Version, PathBuf), String> {
        let fits = |version: &Version| (self.from..=self.to).contains(version);
        PYTHONS.iter().rev().find(|(version, _)| fits(version)).cloned().ok_or_else(|| {
            let ((a, b), (c, d)) = (self.from, self.to);
            format!("no Python from {a}.{b} to {c}.{d} on this machine")
        })
    }

    /// Makes a venv, without pip in it.
    ///
    /// # Errors
    /// The tool cannot be had here, or failed.
    pub fn make(&self, venv: &Path) -> Result<(), String> {
        self.make_with(venv, &[])
    }

    /// The same, with further options of the tool's.
    ///
    /// # Errors
    /// The tool cannot be had here, or failed.
    pub fn make_with(&self, venv: &Path, options: &[&str]) -> Result<(), String> {
        let (_, python) = self.python()?;
        let mut command = match self.tool {
            Tool::Std => {
                let mut command = Command::new(&python);
                command.args(["-m", "venv", "--without-pip"]);
                command
            }
            Tool::Virtualenv(version) => {
                let mut command = Command::new(&python);
                command.env("PYTHONPATH", install(&format!("virtualenv=={version}"), &python)?);
                command.args(["-m", "virtualenv", "--quiet", "--no-download"]);
                if version.starts_with('1') {
                    command.args(["--no-pip", "--no-setuptools", "--no-wheel"]);
                } else {
                    command.args(["--no-seed", "--app-data"]).arg(cache().join("app-data"));
                }
                command
            }
            Tool::Uv(version) | Tool::UvRelocatable(version) => {
                let newest = &PYTHONS.last().expect("the Python found above").1;
                let folder = install(&format!("uv=={version}"), newest)?;
                let mut command = Command::new(folder.join("bin/uv"));
                command.arg("venv").args(["--quiet", "--offline", "--python"]).arg(&python);
                if matches!(self.tool, Tool::UvRelocatable(_)) {
                    command.arg("--relocatable");
                }
                command
            }
        };
        let parent = venv.parent().expect("a venv has a parent");
        std::fs::create_dir_all(parent).map_err(|error| error.to_string())?;
        command.args(options).current_dir(parent);
        // As people call it: told no path, uv writes the project's name as the prompt.
        let by_default = matches!(self.tool, Tool::Uv(_) | Tool::UvRelocatable(_));
        if !(by_default && venv.ends_with(".venv")) {
            command.arg(venv);
        }
        run(&mut command)
    }
}

/// The program of a uv.
///
/// # Errors
/// It cannot be had here.
pub fn uv_program(maker: Maker) -> Result<PathBuf, String> {
    let (Tool::Uv(version) | Tool::UvRelocatable(version)) = maker.tool else {
        return Err("that is no uv".into());
    };
    let newest = &PYTHONS.last().ok_or("no Python on this machine")?.1;
    Ok(install(&format!("uv=={version}"), newest)?.join("bin/uv"))
}

/// The oldest, a middle and the newest Python of this machine (or every one), as makers.
pub fn std_makers(all: bool) -> Vec<Maker> {
    let count = PYTHONS.len();
    let mut makers: Vec<Maker> = Vec::new();
    for (index, &(version, _)) in PYTHONS.iter().enumerate() {
        if all || [0, count / 2, count - 1].contains(&index) {
            makers.push(Maker::new(Tool::Std, version, version));
        }
    }
    makers
}

/// Where what is made once is kept: below Cargo's target directory.
pub fn cache() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
}

/// Installs a requirement into its own folder of the cache, unless it is there.
///
/// # Errors
/// It cannot be had.
pub fn install(requirement: &str, python: &Path) -> Result<PathBuf, String> {
    let _one_at_a_time = INSTALLING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let folder = cache().join("tools").join(requirement.replace("==", "-"));
    if folder.is_dir() {
        return Ok(folder);
    }
    let fresh = folder.with_extension(format!("{}.new", std::process::id()));
    pip_of(python)?;
    tell(&format!("fetching {requirement}"));
    let mut pip = Command::new(python);
    pip.args(["-m", "pip", "install", "--quiet", "--no-warn-script-location", "--target"]);
    run(pip.arg(&fresh).arg(requirement))?;
    // Another process may have been as quick; what it made is as good.
    if std::fs::rename(&fresh, &folder).is_err() && !folder.is_dir() {
        return Err(format!("cannot keep {requirement} in {}", folder.display()));
    }
    Ok(folder)
}

/// Whether the newest Python here has the pip that fetches virtualenv and uv.
///
/// # Errors
/// It has none.
pub fn has_pip() -> Result<(), String> {
    pip_of(&PYTHONS.last().ok_or("no Python on this machine")?.1)
}

fn pip_of(python: &Path) -> Result<(), String> {
    let pip = Command::new(python).args(["-m", "pip", "--version"]).output();
    if pip.is_ok_and(|output| output.status.success()) {
        return Ok(());
    }
    Err(format!("{} has no pip, which fetches virtualenv and uv", python.display()))
}

/// What takes a while, past the output of a test, which nobody sees.
pub fn tell(what: &str) {
    let _ = writeln!(std::io::stderr(), "{what}");
}

fn run(command: &mut Command) -> Result<(), String> {
    // A virtual environment of the person who runs the tests is none of the tools' business.
    for name in ["VIRTUAL_ENV", "PYTHONHOME", "UV_PYTHON", "CONDA_PREFIX", "__PYVENV_LAUNCHER__"] {
        command.env_remove(name);
    }
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(format!("{command:?}: {}\n{}", output.status, said.trim()))
}

fn pythons() -> Vec<(Version, PathBuf)> {
    let mut found: Vec<(Version, PathBuf)> = pyenv_pythons();
    let on_path = ["python3".into(), "python".into()]
        .into_iter()
        .chain((6..=20).map(|minor| format!("python3.{minor}")))
        .filter_map(|name| super::driver::find_program(&name));
    for program in on_path.filter(|program| !program.to_string_lossy().contains("/shims/")) {
        found.extend(ask(&program));
    }
    found.retain(|(version, _)| *version >= (3, 6));
    found.sort_by_key(|(version, _)| *version);
    found.dedup_by_key(|(version, _)| *version);
    found
}

/// The Pythons that pyenv has built, known by their directories' names.
fn pyenv_pythons() -> Vec<(Version, PathBuf)> {
    let root = std::env::var_os("PYENV_ROOT").map(PathBuf::from);
    let root = root.or_else(|| Some(std::env::home_dir()?.join(".pyenv")));
    let Some(entries) = root.and_then(|root| std::fs::read_dir(root.join("versions")).ok()) else {
        return Vec::new();
    };
    let python = |entry: std::fs::DirEntry| {
        let name = entry.file_name().into_string().ok()?;
        let mut numbers = name.split('.').map(|part| part.parse::<u32>().ok());
        let version = (numbers.next()??, numbers.next()??);
        let program = entry.path().join("bin/python");
        program.is_file().then_some((version, program))
    };
    entries.flatten().filter_map(python).collect()
}

fn ask(program: &Path) -> Option<(Version, PathBuf)> {
    let script =
        "import sys; print(*sys.version_info[:2], getattr(sys, '_base_executable', '') or sys.executable)";
    let output = Command::new(program).args(["-I", "-c", script]).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let mut words = text.trim_end().splitn(3, ' ');
    let version = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    Some((version, PathBuf::from(words.next()?)))
}
