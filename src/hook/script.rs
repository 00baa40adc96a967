//! The hook for a shell: a block of values, then the hook script as it is in `shell/`.

use crate::find::names::Name;
use crate::hook::settings::Settings;
use crate::hook::tmux_path;
use crate::shells::Shell;
use crate::shells::dialect::HookValues;
use crate::system::hash;
use std::ffi::OsStr;
use std::path::Path;

/// The text that the shell evaluates. `binary` is the path that the hook will call.
pub fn render(settings: &Settings, binary: &Path) -> Vec<u8> {
    let dialect = settings.shell.dialect();
    let completion = dialect.completion().filter(|_| settings.completions).unwrap_or_default();
    let script = dialect.hook();
    dialect.wrap([values(settings, binary).as_slice(), script.as_bytes(), completion.as_bytes()].concat())
}

/// The version of a shell's hook: the program's, and which script it is, since a build has no number.
pub fn version(shell: Shell) -> String {
    let script = hash::key(shell.dialect().hook().as_bytes());
    format!("{}+{}", env!("CARGO_PKG_VERSION"), &script[..8])
}

/// The values that the hook script starts from.
fn values(settings: &Settings, binary: &Path) -> Vec<u8> {
    let names: Vec<&str> = settings.names.iter().map(Name::as_str).collect();
    let name_list = names.join(":");
    let torn = tmux_path::entries();
    let torn: Vec<&OsStr> = torn.iter().map(|entry| entry.as_os_str()).collect();
    let version = version(settings.shell);
    let flag = |on: bool| OsStr::new(if on { "1" } else { "" });
    settings.shell.dialect().hook_values(&HookValues {
        names: &names,
        torn: &torn,
        others: &[
            ("version", OsStr::new(&version)),
            ("bin", binary.as_os_str()),
            ("name_list", OsStr::new(&name_list)),
            ("has_glob", flag(settings.names.iter().any(Name::is_glob))),
            ("trust", OsStr::new(settings.trust.name())),
            ("volume", OsStr::new(settings.volume.option())),
            ("wrap_cd", flag(settings.wrap_cd)),
        ],
    })
}
