//! Venvs as their makers write them on Windows. On Windows the makers themselves do; elsewhere each
//! maker's own batch files, as tests/windows/setup fetched them, get their values put in.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Every maker and version in the tests; the first is the one that most scenarios use.
pub(crate) const ALL: [&str; 9] = [
    "python3.11",
    "python3.9",
    "python3.13",
    "virtualenv==20.0.35",
    "virtualenv==20.26.5",
    "virtualenv",
    "uv==0.4.30",
    "uv",
    "uv+relocatable",
];

/// Makes a venv at `dir`, which cmd knows as `path`.
pub(crate) fn make(maker: &str, windows: &Path, dir: &Path, path: &str) {
    let scripts = dir.join("Scripts");
    fs::create_dir_all(&scripts).unwrap();
    fs::copy(windows.join("python.exe"), scripts.join("python.exe")).unwrap();
    let folder = windows.join("makers").join(maker.trim_end_matches("+relocatable"));
    let name = path.rsplit('\\').next().unwrap();
    let (settings, from) = match maker.split(['=', '+', '3']).next().unwrap() {
        "python" => ("version = 3.11.2\n".to_string(), folder.clone()),
        "virtualenv" => {
            let version = version(&folder, "virtualenv-");
            (
                format!("virtualenv = {version}\nversion_info = 3.11.2\n"),
                folder.join("virtualenv/activation/batch"),
            )
        }
        _ => {
            let made = dir.with_extension("uv");
            uv(&folder, maker.ends_with("+relocatable"), &made);
            let version = version(&folder, "uv-");
            (format!("uv = {version}\nversion_info = 3.11.2\n"), made.join("bin"))
        }
    };
    let quoted = maker == "python3.13";
    for file in ["activate.bat", "deactivate.bat"] {
        let mut text = fs::read_to_string(from.join(file)).unwrap();
        let prompt = if quoted || maker.starts_with('v') { name.to_string() } else { format!("({name}) ") };
        let prompt = if maker.starts_with('v') { String::new() } else { prompt };
        let values = [
            ("__VENV_DIR__", path),
            ("__VENV_PROMPT__", &prompt),
            ("__VENV_BIN_NAME__", "Scripts"),
            ("__VIRTUAL_ENV_CALL__", path),
            ("__VIRTUAL_ENV__", path),
            ("__VIRTUAL_PROMPT__", &prompt),
            ("__BIN_NAME__", "Scripts"),
            ("__TCL_LIBRARY__", ""),
            ("__TK_LIBRARY__", ""),
            // What uv writes on Linux.
            (from.parent().and_then(Path::to_str).unwrap(), path),
            ("%\\bin;", "%\\Scripts;"),
        ];
        for (placeholder, value) in values {
            text = text.replace(placeholder, value);
        }
        fs::write(scripts.join(file), text.replace("\r\n", "\n").replace('\n', "\r\n")).unwrap();
    }
    fs::write(dir.join("pyvenv.cfg"), format!("home = C:\\windows\n{settings}")).unwrap();
    let _ = fs::remove_dir_all(dir.with_extension("uv"));
}

fn uv(folder: &Path, relocatable: bool, made: &Path) {
    let mut command = Command::new(folder.join("bin/uv"));
    command.args(["venv", "--quiet", "--offline", "--no-project", "--python", "/usr/bin/python3"]);
    if relocatable {
        command.arg("--relocatable");
    }
    assert!(command.arg(made).status().unwrap().success(), "uv makes a venv");
}

fn version(folder: &Path, prefix: &str) -> String {
    let entries = fs::read_dir(folder).unwrap().flatten().map(|entry| PathBuf::from(entry.file_name()));
    let mut names = entries.filter_map(|entry| {
        Some(entry.to_str()?.strip_prefix(prefix)?.strip_suffix(".dist-info")?.to_string())
    });
    names.next().unwrap()
}
