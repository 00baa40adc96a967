//! Venvs as their makers write them on Windows: each maker's own batch files get their values put in.
//! CPython's come from its source (tests/windows/setup), virtualenv's from its wheel; uv writes them here too.

use std::fs;
use std::path::{Path, PathBuf};

use super::makers::{Maker, Tool, install};
use super::{venvs, windows};

/// Every maker and version in the tests.
pub const ALL: &[Maker] = &[
    std((3, 9)),
    std((3, 11)),
    STD,
    virtualenv("20.0.35"),
    virtualenv("20.17.1"),
    virtualenv("20.26.5"),
    virtualenv("21.15.8"),
    Maker::new(Tool::Uv("0.4.30"), (3, 8), (3, 99)),
    Maker::new(Tool::Uv("0.13.9"), (3, 8), (3, 99)),
    Maker::new(Tool::UvRelocatable("0.13.9"), (3, 8), (3, 99)),
];

/// CPython's newest, for which scenarios say [`Maker::STD`].
pub const STD: Maker = std((3, 13));

const fn std(version: (u32, u32)) -> Maker {
    Maker::new(Tool::Std, version, version)
}

const fn virtualenv(version: &'static str) -> Maker {
    Maker::new(Tool::Virtualenv(version), (3, 6), (3, 99))
}

/// Why there are no batch files of this maker's.
pub fn lacks(maker: Maker) -> Option<&'static str> {
    let known = maker == Maker::STD
        || ALL.contains(&maker)
        || matches!(maker.tool, Tool::Uv(_) | Tool::UvRelocatable(_) | Tool::Virtualenv("20.39.1"));
    (!known).then_some("this maker's batch files are not to be had here")
}

/// Makes a venv at `dir`, prompt and all; `prompt` is the one asked for.
///
/// # Errors
/// The maker cannot be had on this machine.
pub fn make(maker: Maker, dir: &Path, prompt: Option<&str>) -> Result<(), String> {
    if let Some(why) = lacks(maker) {
        return Err(why.into());
    }
    let maker = if maker == Maker::STD { STD } else { maker };
    let path = windows::shown(dir.to_str().ok_or("not Unicode")?);
    let name = path.rsplit('\\').next().unwrap_or_default().to_owned();
    let (from, settings, mut swaps) = template(maker, &path, &name, prompt)?;
    let scripts = dir.join("Scripts");
    for part in [&scripts, &dir.join("Lib")] {
        fs::create_dir_all(part).map_err(|error| error.to_string())?;
    }
    let windows = windows::folder().ok_or("no Windows is set up")?;
    fs::copy(windows.join("python.exe"), scripts.join("python.exe")).map_err(|error| error.to_string())?;
    swaps.push(("\r\n".into(), "\n".into()));
    swaps.push(("\n".into(), "\r\n".into()));
    for file in ["activate.bat", "deactivate.bat"] {
        let text = fs::read_to_string(from.join(file)).map_err(|error| format!("{file}: {error}"))?;
        let text = swaps.iter().fold(text, |text, (old, new)| text.replace(old, new));
        fs::write(scripts.join(file), text).map_err(|error| error.to_string())?;
    }
    let prompt = prompt.map(|prompt| format!("prompt = {prompt}\n")).unwrap_or_default();
    let cfg = format!("home = C:\\windows\n{settings}{prompt}");
    fs::write(dir.join("pyvenv.cfg"), cfg).map_err(|error| error.to_string())
}

type Template = (PathBuf, String, Vec<(String, String)>);

/// Where the maker's batch files are, the settings that it writes, and what is replaced by what.
fn template(maker: Maker, path: &str, name: &str, prompt: Option<&str>) -> Result<Template, String> {
    let swap = |old: &str, new: &str| (old.to_owned(), new.to_owned());
    match maker.tool {
        Tool::Std => {
            let (major, minor) = maker.to;
            let from = windows::folder().ok_or("no Windows is set up")?;
            let from = from.join(format!("makers/python{major}.{minor}"));
            let shown = prompt.unwrap_or(name);
            let shown = if maker.to < (3, 13) { format!("({shown}) ") } else { shown.to_owned() };
            let swaps = vec![
                swap("__VENV_DIR__", path),
                swap("__VENV_PROMPT__", &shown),
                swap("__VENV_BIN_NAME__", "Scripts"),
            ];
            Ok((from, format!("version = {major}.{minor}.2\n"), swaps))
        }
        Tool::Virtualenv(version) => {
            // Its templates only: any Python unpacks them.
            let (_, python) = Maker::STD.python()?;
            let folder = install(&format!("virtualenv=={version}"), &python)?;
            let swaps = vec![
                swap("__VIRTUAL_ENV_CALL__", path),
                swap("__VIRTUAL_ENV__", path),
                swap("__VIRTUAL_PROMPT__", prompt.unwrap_or_default()),
                swap("__BIN_NAME__", "Scripts"),
                swap("__TCL_LIBRARY__", ""),
                swap("__TK_LIBRARY__", ""),
            ];
            let settings = format!("virtualenv = {version}\nversion_info = 3.11.2\n");
            Ok((folder.join("virtualenv/activation/batch"), settings, swaps))
        }
        Tool::Uv(version) | Tool::UvRelocatable(version) => {
            let made = venvs::pattern(maker)?;
            let parent = path.rsplit('\\').nth(1).unwrap_or_default();
            let shown = prompt.unwrap_or(if name == ".venv" { parent } else { name });
            let swaps = vec![
                swap(made.to_str().ok_or("not Unicode")?, path),
                swap(venvs::PROJECT, shown),
                swap("%\\bin;", "%\\Scripts;"),
            ];
            let relocatable = matches!(maker.tool, Tool::UvRelocatable(_));
            let settings = format!("uv = {version}\nversion_info = 3.11.2\n");
            let more = if relocatable { "relocatable = true\n" } else { "" };
            Ok((made.join("bin"), settings + more, swaps))
        }
    }
}
