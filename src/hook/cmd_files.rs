//! The hook for cmd: files in the data directory, since cmd cannot evaluate what a program prints.
//!
//! All of them are as they stand in `shell/cmd/`, save init.bat and venvhook.lua, which begin with the
//! values, and macros.txt, which names the directory. They are ASCII with CRLF: cmd finds no label in
//! a file with bare line feeds, and reads other characters by a code page that nobody can foretell.

use crate::find::names::{self, Name};
use crate::hook::settings::{Settings, Volume};
use crate::records::data_dir;
use crate::shells::Shell;
use crate::trust::policy::Policy;
use crate::ui::message;
use anyhow::{Context, Result, bail};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The files that hold no values.
const FILES: [(&str, &str); 8] = [
    ("load.bat", include_str!("../../shell/cmd/load.bat")),
    ("hook.bat", include_str!("../../shell/cmd/hook.bat")),
    ("cd.bat", include_str!("../../shell/cmd/cd.bat")),
    ("pushd.bat", include_str!("../../shell/cmd/pushd.bat")),
    ("popd.bat", include_str!("../../shell/cmd/popd.bat")),
    ("drive.bat", include_str!("../../shell/cmd/drive.bat")),
    ("venvhook.bat", include_str!("../../shell/cmd/venvhook.bat")),
    (AUTO_RUN, include_str!("../../shell/cmd/venvhook_autorun.bat")),
];

const MACROS: &str = include_str!("../../shell/cmd/macros.txt");
/// How the macros name the directory.
const HOME: &str = "%VENVHOOK_CMD_HOME%";

/// The one that AutoRun calls.
const AUTO_RUN: &str = "venvhook_autorun.bat";

const LUA: &str = include_str!("../../shell/cmd/venvhook.lua");

/// The text of all files, each under its name.
pub fn print(settings: &Settings, binary: &Path) -> Result<String> {
    let files = render(settings, binary, &dir()?)?;
    Ok(files.iter().map(|(name, text)| format!("rem ---- {name}\r\n{text}")).collect())
}

fn dir() -> Result<PathBuf> {
    Ok(std::path::absolute(data_dir::dir()?.join("cmd"))?)
}

/// Writes the files. The text says what to run.
pub fn write(settings: &Settings, binary: &Path) -> Result<String> {
    let dir = dir()?;
    let files = render(settings, binary, &dir)?;
    for (name, text) in &files {
        let file = dir.join(name);
        // Most often nothing has changed, and a running cmd may be reading the file.
        if std::fs::read(&file).is_ok_and(|there| there == text.as_bytes()) {
            continue;
        }
        data_dir::replace(&file, text.as_bytes()).context("the hook's files could not be written")?;
    }
    let (batch, lua) = (dir.join("init.bat"), dir.join("venvhook.lua"));
    Ok(format!(
        "To load venvhook in this console, and in each new one from a shortcut or terminal profile:\n\n\
         \x20   \"{batch}\"\n    cmd /k \"{batch}\"\n\n\
         In Cmder, add the first to config\\user_profile.cmd, with call before it, as in any batch file.\n\
         With Clink, add this to a Lua script of yours instead:\n\n    dofile([[{lua}]])\n",
        batch = batch.display(),
        lua = lua.display(),
    ))
}

/// The settings that the files were written with.
pub fn kept_settings() -> Settings {
    let file = dir().map(|dir| dir.join("init.bat"));
    let text = file.ok().and_then(|file| std::fs::read_to_string(file).ok()).unwrap_or_default();
    settings_in(&text)
}

/// The settings that this init.bat was written with; what it does not say is as usual.
fn settings_in(text: &str) -> Settings {
    let value = |wanted: &str| {
        let mut values = text.lines().filter_map(|line| {
            let line = line.strip_prefix("@set \"VENVHOOK_CMD_")?.strip_suffix('"')?;
            line.split_once('=').filter(|(name, _)| *name == wanted)
        });
        values.next().map(|(_, value)| value.replace("%%", "%"))
    };
    let mut settings = Settings::usual(Shell::Cmd);
    let names = value("NAME").map(|list| list.split(':').map(str::parse).collect::<Result<Vec<Name>, _>>());
    settings.names = names.and_then(Result::ok).unwrap_or(settings.names);
    settings.trust = value("TRUST").and_then(|name| Policy::of_name(&name)).unwrap_or(settings.trust);
    settings.volume = value("VOLUME").map_or(settings.volume, |option| Volume::of_option(&option));
    settings
}

/// The file for AutoRun to call.
pub fn auto_run_file() -> Result<PathBuf> {
    Ok(dir()?.join(AUTO_RUN))
}

/// Every file by name, ASCII, lines ended by CRLF.
fn render(settings: &Settings, binary: &Path, dir: &Path) -> Result<Vec<(&'static str, String)>> {
    let values = values(settings, binary)?;
    let mut batch = String::from("@rem Made by venvhook init cmd, which writes it again.\n");
    for (name, value) in &values {
        let _ = writeln!(batch, "@set \"VENVHOOK_CMD_{name}={value}\"");
    }
    // One line, read before it runs: the program may be an update that writes this very file again.
    batch.push_str("@if exist \"%VENVHOOK_CMD_EXE%\" \"%VENVHOOK_CMD_EXE%\" ");
    batch.push_str(&arguments(settings));
    batch.push_str(" >nul & \"%~dp0load.bat\"\n");
    let mut lua = String::from("-- Made by venvhook init cmd, which writes it again.\nlocal values = {\n");
    for (name, value) in &values {
        // Lua's own expansion of %NAME% and %%: os.expandenv leaves a single % alone.
        let _ = writeln!(lua, "  VENVHOOK_CMD_{name} = [[{}]],", value.replace("%%", "%"));
    }
    lua.push_str("}\n");
    lua.push_str(LUA);
    let mut files: Vec<(&str, String)> =
        FILES.iter().map(|(name, text)| (*name, (*text).to_string())).collect();
    files.extend([("init.bat", batch), ("venvhook.lua", lua), ("macros.txt", macros(dir))]);
    for (_, text) in &mut files {
        *text = text.replace("\r\n", "\n").replace('\n', "\r\n");
    }
    Ok(files)
}

/// The macros, which outlive the cmd that loads them: in the next one in that console, which knows no
/// variable of ours, a `cd` must still be one. Where the directory's name is more than text to doskey
/// or cmd, they find it by the variable after all.
fn macros(dir: &Path) -> String {
    match ascii_path(dir) {
        Ok(dir) if !dir.contains("%%") && !dir.contains('$') => MACROS.replace(HOME, &format!("{dir}\\")),
        _ => MACROS.to_string(),
    }
}

fn values(settings: &Settings, binary: &Path) -> Result<Vec<(&'static str, String)>> {
    let list = settings.names.iter().map(Name::as_str).collect::<Vec<_>>().join(":");
    if !list.is_ascii() {
        bail!("a batch file can contain only ASCII; in cmd, use only ASCII characters in --name");
    }
    let looked: Vec<String> = settings.names.iter().map(looked_for).collect();
    Ok(vec![
        ("EXE", ascii_path(binary)?),
        ("NAME", list.replace('%', "%%")),
        ("NAMES", looked.join(" ").replace('%', "%%")),
        ("TRUST", settings.trust.name().to_string()),
        ("VOLUME", settings.volume.option().to_string()),
    ])
}

/// A name as hook.bat's FOR reads it, a slash before it. FOR takes a wildcard within quotes too,
/// but wine's does not, and where there is no blank none are needed.
fn looked_for(name: &Name) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || ".-_*?+@".contains(c);
    let text = name.as_str();
    if text.chars().all(plain) { format!("/{text}") } else { format!("\"/{text}\"") }
}

/// The arguments that make the same files again.
fn arguments(settings: &Settings) -> String {
    let list = settings.names.iter().map(Name::as_str).collect::<Vec<_>>().join(":");
    let mut text = format!("init cmd --trust={}", settings.trust.name());
    if list != names::DEFAULT {
        let _ = write!(text, " \"--name={}\"", list.replace('%', "%%"));
    }
    if settings.volume != Volume::Usual {
        let _ = write!(text, " {}", settings.volume.option());
    }
    text
}

/// A path in ASCII: where a person's name is not, it is mostly below a directory that a variable
/// stands for.
fn ascii_path(path: &Path) -> Result<String> {
    let plain =
        |path: &Path| path.to_str().filter(|text| text.is_ascii()).map(|text| text.replace('%', "%%"));
    if let Some(text) = plain(path) {
        return Ok(text);
    }
    for variable in ["LOCALAPPDATA", "APPDATA", "USERPROFILE", "ProgramFiles"] {
        let Some(base) = std::env::var_os(variable).map(PathBuf::from) else { continue };
        if let Some(text) = path.strip_prefix(&base).ok().and_then(plain) {
            return Ok(format!("%{variable}%\\{text}"));
        }
    }
    bail!(
        "{} has a path with characters that are not ASCII, so a batch file cannot contain it; move the program",
        message::path(path)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(settings: &Settings) -> Vec<(&'static str, String)> {
        render(settings, Path::new("C:\\100%\\venvhook.exe"), Path::new("C:\\a b")).unwrap()
    }

    #[test]
    fn macros_name_the_directory_if_it_is_plain_text() {
        assert!(macros(Path::new("C:\\a & b")).starts_with("cd=\"C:\\a & b\\cd.bat\" $*\n"));
        for odd in ["C:\\100%", "C:\\a$b", "C:\\\u{e9}"] {
            assert_eq!(macros(Path::new(odd)), MACROS);
        }
    }

    #[test]
    fn every_file_is_ascii_with_crlf_and_keeps_the_options() {
        let names = ["my env", ".venv*"].map(|name| name.parse().unwrap()).to_vec();
        let (trust, volume) = (Policy::Ask, Volume::Verbose);
        let settings = Settings { names, trust, volume, ..Settings::usual(Shell::Cmd) };
        let files = files(&settings);
        for (name, text) in &files {
            assert!(text.is_ascii(), "{name}");
            assert!(text.ends_with("\r\n"), "{name}");
            assert_eq!(text.matches('\n').count(), text.matches("\r\n").count(), "{name}");
        }
        let init = &files.iter().find(|(name, _)| *name == "init.bat").unwrap().1;
        assert!(init.contains("@set \"VENVHOOK_CMD_EXE=C:\\100%%\\venvhook.exe\""), "{init}");
        assert!(init.contains("NAMES=\"/my env\" /.venv*\""), "{init}");
        assert!(init.contains("init cmd --trust=ask \"--name=my env:.venv*\" --verbose >nul"), "{init}");
        let kept = settings_in(&init.replace("\r\n", "\n"));
        assert_eq!((kept.names, kept.trust, kept.volume), (settings.names, trust, volume));
    }
}
