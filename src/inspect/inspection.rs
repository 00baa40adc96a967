//! Everything that can be seen of a venv without starting its Python.

use crate::inspect::dir_size::{self, Size};
use crate::inspect::links::{self, Chain, End};
use crate::inspect::packages;
use crate::system::os_bytes;
use crate::system::read_file;
use crate::system::real_path;
use crate::trust::reason::Reason;
use crate::ui::message;
use crate::venv::Venv;
use crate::venv::health;
use crate::venv::pyvenv_cfg::PyvenvCfg;
use std::path::{Path, PathBuf};

/// The activate scripts that a venv may have: the file, and the shells that it is for.
const SCRIPTS: [(&str, &str); 9] = [
    ("activate", "bash, zsh"),
    ("activate.fish", "fish"),
    ("Activate.ps1", "PowerShell"),
    ("activate.ps1", "PowerShell"),
    ("activate.bat", "cmd"),
    ("activate.csh", "csh, tcsh"),
    ("activate.nu", "nushell"),
    ("activate.xsh", "xonsh"),
    ("activate_this.py", "Python itself"),
];

/// A venv as it is now.
#[derive(Clone, Debug)]
pub struct Inspection {
    /// The venv.
    pub venv: Venv,
    /// The path of its interpreter, and where its links lead.
    pub interpreter: (PathBuf, Chain),
    /// The base Python's directory, and whether it exists; `None` where the user has no access.
    pub base: Option<(PathBuf, Option<bool>)>,
    /// The shells that it has scripts for.
    pub shells: Vec<&'static str>,
    /// The directories of its packages.
    pub libraries: Vec<Library>,
    /// How many entries its `include` has, if it has one.
    pub include: Option<usize>,
    /// The size of the whole venv.
    pub size: Size,
    /// What is wrong with it, in words that follow "it".
    pub faults: Vec<String>,
}

/// A directory of packages.
#[derive(Clone, Debug)]
pub struct Library {
    /// Its path.
    pub dir: PathBuf,
    /// What is installed in it.
    pub packages: Vec<packages::Package>,
    /// Their size.
    pub size: Size,
}

impl Inspection {
    /// Inspects it.
    pub fn inspect(venv: Venv) -> Inspection {
        let interpreter = interpreter(&venv);
        let base = base(&venv).map(|base| (base.clone(), real_path::is_dir(&base)));
        let mut shells: Vec<_> = SCRIPTS
            .iter()
            .filter(|(file, _)| venv.bin.join(file).is_file())
            .map(|(_, shell)| *shell)
            .collect();
        shells.dedup();
        let libraries: Vec<Library> = packages::libraries(&venv)
            .into_iter()
            .map(|dir| Library { packages: packages::installed(&dir), size: dir_size::measure(&dir), dir })
            .collect();
        let include = ["include", "Include"].map(|name| venv.dir.join(name));
        let include = include.iter().find_map(|dir| Some(std::fs::read_dir(dir).ok()?.count()));
        let (size, faults) = (dir_size::measure(&venv.dir), faults(&venv, &interpreter.1, &libraries));
        Inspection { venv, interpreter, base, shells, libraries, include, size, faults }
    }

    /// How many packages it has.
    pub fn package_count(&self) -> usize {
        self.libraries.iter().map(|library| library.packages.len()).sum()
    }
}

/// What makes a venv unusable for everybody; without the checks that take longer.
pub fn health(venv: &Venv) -> Vec<String> {
    faults(venv, &interpreter(venv).1, &[])
}

/// The directory of its base Python. virtualenv before 20 noted it next to the copied library.
pub fn base(venv: &Venv) -> Option<PathBuf> {
    let kept = || {
        let library = packages::libraries(venv).into_iter().next()?;
        let text = read_file::read(&library.with_file_name("orig-prefix.txt")).ok()?;
        Some(PathBuf::from(os_bytes::from_bytes(text.trim_ascii().to_vec())?))
    };
    let named = venv.settings().and_then(PyvenvCfg::home);
    named.or_else(|| matches!(venv.cfg, Ok(None)).then(kept)?)
}

/// The interpreter that its scripts put first on PATH, there or not.
fn interpreter(venv: &Venv) -> (PathBuf, Chain) {
    let file = venv.interpreter_entry();
    let chain = links::follow(&file);
    (file, chain)
}

fn faults(venv: &Venv, interpreter: &Chain, libraries: &[Library]) -> Vec<String> {
    let mut faults: Vec<String> = Vec::new();
    if venv.is_half() {
        faults.push("has no pyvenv.cfg, so it is not a venv".into());
    }
    let broken = health::broken(venv).map(|fault| Reason::from(fault).to_string());
    // The trust check accepts any interpreter name; what users type is `python`.
    let python = interpreter.end.fault().map(|fault| format!("has a python that is a link {fault}"));
    let python = if venv.bin.is_dir() { python } else { Some("has no bin or Scripts directory".into()) };
    faults.extend(if interpreter.end == End::Loop { python.or(broken) } else { broken.or(python) });
    faults.extend(health::moved(venv).map(|from| Reason::Moved(from).to_string()));
    let version = venv.settings().and_then(PyvenvCfg::python_version).unwrap_or_default();
    let minor: Vec<&str> = version.split('.').take(2).collect();
    let of_python = |library: &Library| {
        let dir = library.dir.parent()?.file_name()?.to_str()?;
        Some(dir.strip_prefix("python")?.trim_end_matches('t').to_string())
    };
    let others: Vec<String> = libraries.iter().filter_map(of_python).collect();
    if minor.len() == 2 && !others.is_empty() && !others.contains(&minor.join(".")) {
        faults.push(format!(
            "says that it is for Python {version}, but contains packages for {}",
            others.join(", ")
        ));
    }
    faults
}

/// The tool that created it, in words for the user.
pub fn maker(venv: &Venv) -> String {
    if venv.is_half() || venv.cfg.is_err() { "unknown".into() } else { venv.maker().to_string() }
}

/// A path relative to the venv if it is inside, else as in messages.
pub fn inside(venv: &Venv, path: &Path) -> String {
    path.strip_prefix(&venv.dir).map_or_else(|_| message::path(path), |path| path.display().to_string())
}
