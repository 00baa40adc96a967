//! VS Code, which activates venvs in its own terminals.

use crate::doctor::Finding;
use crate::shells::Shell;
use crate::system::read_file;
use clap::ValueEnum;
use std::path::Path;

/// VS Code's own activation in its terminals: by variables for its shell integration, or by typing into the
/// terminal, which its settings can turn off.
pub fn judge(here: &Path, variable: impl Fn(&str) -> Option<String>) -> Option<Finding> {
    let remedy = "set \"python.terminal.activateEnvironment\": false and \"python-envs.terminal.autoActivationType\": \"off\" in VS Code's settings";
    // By their programs' names.
    let shells = Shell::value_variants().iter().map(|shell| shell.programs()[0].to_ascii_uppercase());
    let mut acts = shells
        .flat_map(|shell| [format!("VSCODE_PYTHON_{shell}_ACTIVATE"), format!("VSCODE_{shell}_ACTIVATE")]);
    if let Some(name) = acts.find(|name| variable(name).is_some()) {
        let text = format!("VS Code also activates venvs in its terminals ({name} is set)");
        return Some(Finding::wrong("activator", text, remedy));
    }
    if variable("TERM_PROGRAM").as_deref() != Some("vscode") || is_off(here) {
        return None;
    }
    let text = "VS Code's Python extension types an activate command into new terminals, unless its settings forbid it";
    Some(Finding::note("activator", text, remedy))
}

/// Whether VS Code's settings, this folder's or the user's, turn its activation off.
fn is_off(here: &Path) -> bool {
    let folders = here.ancestors().map(|dir| dir.join(".vscode/settings.json"));
    let user = dirs::config_dir().map(|dir| dir.join("Code/User/settings.json"));
    folders.chain(user).any(|file| {
        let text = read_file::read(&file).unwrap_or_default();
        let text: String = String::from_utf8_lossy(&text).split_whitespace().collect();
        text.contains("\"python.terminal.activateEnvironment\":false")
    })
}

#[cfg(test)]
mod tests {

    #[test]
    fn vs_code_is_a_rival_where_it_says_so() {
        let dir = tempfile::tempdir().unwrap();
        let judge = |name: &'static str, value: &'static str| {
            super::judge(dir.path(), |asked| (asked == name).then(|| value.to_string()))
                .map(|finding| finding.level)
        };
        assert_eq!(judge("VSCODE_PYTHON_ZSH_ACTIVATE", "source x"), Some(crate::doctor::Level::Wrong));
        assert_eq!(judge("TERM_PROGRAM", "iTerm"), None);
        assert_eq!(judge("TERM_PROGRAM", "vscode"), Some(crate::doctor::Level::Note));
        std::fs::create_dir(dir.path().join(".vscode")).unwrap();
        let settings = "{ \"python.terminal.activateEnvironment\" : false }";
        std::fs::write(dir.path().join(".vscode/settings.json"), settings).unwrap();
        assert_eq!(judge("TERM_PROGRAM", "vscode"), None);
    }
}
