//! cmd.exe, the Windows command prompt. It evaluates no text, so its hook is files (`hook/cmd_files.rs`), and its
//! questions come by the environment (`hook/cmd_protocol.rs`).

pub mod autorun;

use crate::shells::answers::{AtCd, AtPrompt, Listed, Parser, RcFiles, Start, Voice};
use crate::shells::dialect::{Dialect, HookValues, Syntax, Tour};
use std::ffi::{OsStr, OsString};
use std::path::Path;

/// cmd.
pub struct Cmd;

/// A path for the user to copy into cmd or PowerShell. No name on Windows has a double quote in it.
pub fn typed(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_alphanumeric() || "\\/:._-+@~".contains(c);
    if text.chars().all(plain) { text } else { format!("\"{text}\"") }
}

impl Dialect for Cmd {
    fn name(&self) -> &'static str {
        "cmd"
    }

    fn programs(&self) -> &'static [&'static str] {
        &["cmd"]
    }

    fn oldest(&self) -> Option<&'static str> {
        None
    }

    /// One file of several, whose text stands for the version of all.
    fn hook(&self) -> &'static str {
        include_str!("../../../shell/cmd/hook.bat")
    }

    fn hook_is_files(&self) -> bool {
        true
    }

    /// Only Clink completes, by the script that `venvhook init cmd` writes.
    fn completion(&self) -> Option<&'static str> {
        None
    }

    fn doctor(&self) -> Option<&'static str> {
        None
    }

    fn activate_scripts(&self) -> &'static [&'static str] {
        &["activate.bat"]
    }

    fn syntax(&self) -> Syntax {
        Syntax::Batch
    }

    fn deactivate_script(&self) -> Option<&'static str> {
        Some("deactivate.bat")
    }

    /// What the file needs is in the environment.
    fn deactivate_variable(&self) -> &'static str {
        "_OLD_VIRTUAL_PATH"
    }

    fn is_unicode_only(&self) -> bool {
        true
    }

    fn quote(&self, value: &OsStr) -> Vec<u8> {
        typed(Path::new(value)).into_bytes()
    }

    fn typed(&self, path: &Path) -> String {
        typed(path)
    }

    fn windows_path(&self, _: &OsStr) -> Option<OsString> {
        None
    }

    /// The hook's files have a protocol of their own.
    fn call(&self, _: &str, _: &[&OsStr]) -> Vec<u8> {
        Vec::new()
    }

    fn voice(&self) -> Voice {
        Voice::Program
    }

    fn hook_values(&self, _: &HookValues) -> Vec<u8> {
        Vec::new()
    }

    fn wrap(&self, hook: Vec<u8>) -> Vec<u8> {
        hook
    }

    fn cd(&self, dir: &Path) -> Vec<u8> {
        format!("cd /d {}\r\n", typed(dir)).into_bytes()
    }

    fn hand_over(&self) -> &'static str {
        "set \"VENVHOOK_ENV=%VIRTUAL_ENV%\""
    }

    fn which_python_and(&self) -> [&'static str; 2] {
        ["where python", " &&"]
    }

    fn rc_files(&self) -> Option<RcFiles> {
        None
    }

    fn load_line(&self) -> Option<&'static str> {
        None
    }

    fn rc_line(&self, _: &Path, _: bool) -> Option<Vec<u8>> {
        None
    }

    fn continues_line(&self) -> u8 {
        b'^'
    }

    fn parser(&self) -> Option<Parser> {
        None
    }

    fn at_prompt(&self) -> AtPrompt {
        AtPrompt { name: "the macros", listed: Listed::Never }
    }

    fn at_cd(&self) -> AtCd {
        AtCd::Event
    }

    fn rc_error(&self) -> &'static str {
        ".bat"
    }

    fn report_arguments(&self) -> Option<Vec<String>> {
        None
    }

    fn report_at_prompt(&self, _: &Path, _: &Path) -> Option<Vec<u8>> {
        None
    }

    fn start(&self, _: &Path, _: &[u8]) -> Option<Start> {
        None
    }

    fn tour(&self, _: &Tour) -> Option<Start> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_in_double_quotes_unless_it_is_plain() {
        let typed = |path: &str| typed(Path::new(path));
        let plain = "C:\\caf\u{e9}\\3.12-x_y+z@~1";
        assert_eq!(typed(plain), plain);
        assert_eq!(typed("p q"), "\"p q\"");
        assert_eq!(typed("a&b"), "\"a&b\"");
    }
}
