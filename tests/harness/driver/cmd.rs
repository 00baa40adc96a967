//! cmd: wine's, on a terminal, where tests/windows/setup has put one (`VENVHOOK_WINDOWS`).
//!
//! There is no console that expands doskey's macros, so what is typed goes through [`Macros`] first. A
//! prompt of cmd's cannot compute: a batch file, typed behind each line, writes the marker into it.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use super::super::look::Look;
use super::super::macros::Macros;
use super::super::makers::Maker;
use super::super::{windows, windows_venvs};
use super::{Driver, Entry, Hardship};

pub struct Cmd;

static MACROS: LazyLock<Macros> =
    LazyLock::new(|| Macros::parse(include_str!("../../../shell/cmd/macros.txt")));

const WINE: &str = "/usr/lib/wine/wine64";

/// Puts a status and a number into the prompt's marker, and leaves ERRORLEVEL as it was.
const MARK: &str = r#"@echo off
set /a T_NUMBER+=1
set "T_STATUS=%1"
for /f "tokens=1 delims=@" %%A in ("x%PROMPT%") do set "T_PREFIX=%%A"
if "%T_PREFIX%"=="x" (set "T_PREFIX=") else set "T_PREFIX=%T_PREFIX:~1%"
set "PROMPT=%T_PREFIX%@%1.%T_SHELL%.%T_NUMBER%$G "
set "T_PROMPT=%PROMPT%"
exit /b %1
"#;

const SHOW: &str = "@setlocal EnableDelayedExpansion\n@if defined %1 (echo ^<!%1!^>) else echo ^<^>\n";

impl Driver for Cmd {
    fn name(&self) -> &'static str {
        "cmd"
    }

    fn program(&self) -> Option<PathBuf> {
        let wine = PathBuf::from(WINE);
        let built = || self.product().0.is_file();
        (windows::folder().is_some() && built() && wine.is_file()).then_some(wine)
    }

    fn launcher(&self) -> Vec<OsString> {
        // wine's console makes the terminal raw only once it reads: keys pressed before would be lost.
        let raw = "stty raw -echo && exec \"$0\" \"$@\"";
        ["/bin/sh", "-c", raw, WINE].map(OsString::from).to_vec()
    }

    fn on_windows(&self) -> bool {
        true
    }

    fn needs(&self) -> Vec<(String, OsString)> {
        let names = ["WINEPREFIX", "WINEDEBUG", "WINEDLLOVERRIDES"];
        names.iter().filter_map(|name| Some(((*name).to_owned(), std::env::var_os(name)?))).collect()
    }

    fn environment(&self, name: &str, value: &OsStr) -> (String, OsString) {
        let text = value.to_str().expect("text");
        match name {
            // wine starts with a PATH of its own: the rc file puts this one there.
            "PATH" => ("T_PATH".into(), windows::shown_list(text).into()),
            // wine itself looks for its files there.
            "HOME" => (name.into(), value.into()),
            _ => (name.into(), windows::shown(text).into()),
        }
    }

    fn runner(&self) -> Option<PathBuf> {
        Some(WINE.into())
    }

    fn product(&self) -> (PathBuf, &'static str) {
        let folder = windows::folder().unwrap_or_default();
        (folder.join("target/x86_64-pc-windows-gnu/debug/venvhook.exe"), "venvhook.exe")
    }

    fn shown(&self, path: &Path) -> String {
        windows::shown(path.to_str().expect("a name that can be typed"))
    }

    fn bin(&self) -> &'static str {
        "Scripts"
    }

    fn make(&self, maker: Maker, venv: &Path, prompt: Option<&str>) -> Option<Result<(), String>> {
        Some(windows_venvs::make(maker, venv, prompt))
    }

    fn makers(&self) -> Option<&'static [Maker]> {
        Some(windows_venvs::ALL)
    }

    fn lacks(&self, maker: Maker) -> Option<&'static str> {
        windows_venvs::lacks(maker)
    }

    fn typed(&self, line: &str) -> String {
        MACROS.expand(line)
    }

    fn after_line(&self) -> Option<&'static str> {
        Some(" \"%T_HOME%\\mark.bat\" %ERRORLEVEL%")
    }

    fn look_again(&self, line: &str) -> Option<(&'static str, &'static str)> {
        let seen = MACROS.expand(line) != line || line.starts_with("exit") || line.contains("cmd");
        let seen = seen && !line.contains("deactivate");
        (!seen).then_some(("\"%VENVHOOK_CMD_HOME%cd.bat\" .", " \"%T_HOME%\\mark.bat\" %T_STATUS%"))
    }

    fn options(&self) -> &'static [&'static str] {
        &[windows::CMD, "/k", "%T_HOME%\\rc.bat"]
    }

    fn script_name(&self) -> &'static str {
        "script.bat"
    }

    fn rc_file(&self) -> &'static str {
        "rc.bat"
    }

    fn helpers(&self) -> &'static [(&'static str, &'static str)] {
        &[("mark.bat", MARK), ("show.bat", SHOW), ("fail.bat", "@exit /b %1\n")]
    }

    fn prelude(&self) -> &'static str {
        // What FOR runs writes to a file of wine's own naming in TMP: two worlds at once have been seen to
        // fall out over one. A child inherits PATH, and should PROMPT, for which wine's has one of its own.
        // It counts on from its parent: RANDOM is the same in two that start within a second.
        "@echo off\n\
         set \"TMP=%T_HOME%\"\n\
         set \"TEMP=%T_HOME%\"\n\
         if defined T_PATH set \"PATH=%T_PATH%\"\n\
         if not defined T_SHELL set \"T_PROMPT=@0.0.0$G \"\n\
         set \"PROMPT=%T_PROMPT%\"\n\
         set \"T_PATH=\"\n\
         set /a T_SHELL+=1\n\
         set T_NUMBER=0\n"
    }

    fn hook(&self, options: &str) -> String {
        let options = options.replace('\'', "\"");
        format!("venvhook init cmd {options} >nul\ncall \"%VENVHOOK_DATA_DIR%\\cmd\\init.bat\"\n")
    }

    fn closing(&self) -> &'static str {
        "\"%T_HOME%\\mark.bat\" 0\n"
    }

    fn evaluate(&self, command: &str) -> String {
        command.to_owned()
    }

    fn probe(&self, to: &Path) -> String {
        format!("@set >{}\n", self.quote(to.to_str().expect("a plain path")))
    }

    /// The environment is all that cmd has; `deactivate` is a program on PATH.
    fn look(&self, bytes: &[u8]) -> Look {
        let mut look = Look::default();
        for line in String::from_utf8_lossy(bytes).lines() {
            let Some((name, value)) = line.trim_end_matches('\r').split_once('=') else { continue };
            let value = match name.to_uppercase().as_str() {
                "PATH" | "_OLD_VIRTUAL_PATH" => windows::native_list(value),
                // The marker's numbers are the harness's.
                "PROMPT" | "_OLD_VIRTUAL_PROMPT" => value.split('@').next().unwrap_or_default().to_owned(),
                _ => windows::native(value),
            };
            let name = if name.eq_ignore_ascii_case("PATH") { "PATH" } else { name };
            look.env.insert(name.to_owned(), value.into());
        }
        if look.path().iter().any(|dir| dir.join("deactivate.bat").is_file()) {
            look.entries.insert("function deactivate".into(), String::new());
        }
        look
    }

    fn entry(&self, _section: &str, _line: &str) -> Entry {
        None
    }

    fn volatile(&self) -> &'static [&'static str] {
        &[]
    }

    fn script(&self) -> &'static str {
        "activate.bat"
    }

    fn quote(&self, text: &str) -> String {
        let text = windows::shown(text);
        format!("\"{}\"", if text.contains(':') { text } else { text.replace('/', "\\") })
    }

    fn source(&self, file: &Path) -> String {
        self.call(file)
    }

    fn unaliased(&self, command: &str) -> String {
        format!(" {command}")
    }

    fn set(&self, name: &str, value: &str) -> String {
        self.export(name, value)
    }

    fn export(&self, name: &str, value: &str) -> String {
        format!("set \"{name}={}\"", windows::shown(value))
    }

    fn unset(&self, name: &str) -> String {
        format!("set \"{name}=\"")
    }

    fn prepend_path(&self, directory: &str) -> String {
        format!("set \"PATH={};%PATH%\"", windows::shown(directory))
    }

    fn append_path(&self, directory: &str) -> String {
        format!("set \"PATH=%PATH%;{}\"", windows::shown(directory))
    }

    fn value(&self, name: &str) -> String {
        format!("\"%{name}%\"")
    }

    fn cd(&self, directory: &str) -> String {
        format!("cd /d {}", self.quote(directory))
    }

    fn cd_to_value(&self, name: &str) -> String {
        format!("cd /d {}", self.value(name))
    }

    fn cannot_reach(&self, name: &[u8]) -> Option<&'static str> {
        let Some(text) = std::str::from_utf8(name).ok().filter(|text| text.is_ascii()) else {
            return Some("wine's cmd decodes no names but ASCII ones rightly");
        };
        if text.contains(|c: char| c.is_control() || "\"*/:<>?\\|".contains(c)) || text.ends_with([' ', '.'])
        {
            return Some("Windows has no such names");
        }
        // wine expands what is between two percent signs a second time.
        (text.matches('%').count() > 1).then_some("wine's cmd expands a variable in it")
    }

    fn show(&self, name: &str) -> String {
        format!("\"%T_HOME%\\show.bat\" {name}")
    }

    fn print_directory(&self) -> &'static str {
        " cd"
    }

    fn print_prefix(&self) -> &'static str {
        "python"
    }

    fn print_environment(&self) -> &'static str {
        "set"
    }

    fn remove(&self, name: &str) -> String {
        format!("rmdir /s /q {name}")
    }

    fn rename(&self, from: &str, to: &str) -> String {
        format!("ren {from} {to}")
    }

    fn takes_rights_by(&self) -> &'static str {
        "icacls"
    }

    fn function(&self, _name: &str, _body: &str) -> String {
        unreachable!("cmd has no functions")
    }

    fn alias(&self, _name: &str, _text: &str) -> String {
        unreachable!("the console's macros are the hook's")
    }

    fn which(&self, program: &str) -> String {
        format!("rem {program}")
    }

    fn both(&self, first: &str, second: &str) -> String {
        format!("{first}& {second}")
    }

    fn subshell(&self, _command: &str) -> Option<String> {
        None
    }

    fn substitution(&self, command: &str) -> String {
        command.to_owned()
    }

    fn print_pipestatus(&self) -> &'static str {
        ""
    }

    fn print_status(&self) -> &'static str {
        "echo %ERRORLEVEL%"
    }

    fn fail(&self, status: u8) -> String {
        format!("\"%T_HOME%\\fail.bat\" {status}")
    }

    fn print_last_argument(&self) -> Option<&'static str> {
        None
    }

    fn edit_prompt(&self, prefix: &str) -> String {
        format!("set \"PROMPT={prefix}%PROMPT%\"")
    }

    fn replace_prompt(&self, prefix: &str) -> Vec<String> {
        vec![format!("set \"PROMPT={prefix}@0.0.0$G \"")]
    }

    fn theme(&self, _prefix: &str) -> String {
        String::new()
    }

    fn at_prompt(&self, _text: &str) -> String {
        String::new()
    }

    fn cdpath(&self, _directory: &str) -> String {
        String::new()
    }

    fn auto_cd(&self) -> Option<&'static str> {
        None
    }

    fn own_cd(&self) -> &'static str {
        ""
    }

    fn has_functions(&self) -> bool {
        false
    }

    fn interpreter(&self) -> &'static str {
        "python.exe"
    }

    fn comment(&self) -> &'static str {
        "rem "
    }

    fn give_up(&self) -> &'static str {
        "exit /b 1"
    }

    fn broken_product(&self, script: &str) -> Option<Vec<u8>> {
        // A program that prints what is no plan, or what is no program at all.
        let prints = std::fs::read(windows::folder()?.join("python.exe"));
        Some(if script.contains("echo") { prints.ok()? } else { script.into() })
    }

    fn run_script(&self, script: &Path) -> String {
        format!("cmd /c {}", self.quote(script.to_str().expect("a plain path")))
    }

    fn child_in(&self, dir: &Path) -> String {
        format!("cmd /k cd /d {} ^& \"%T_HOME%\\rc.bat\"", self.quote(dir.to_str().expect("a plain path")))
    }

    fn child(&self) -> String {
        "cmd /k \"%T_HOME%\\rc.bat\"".into()
    }

    fn exec(&self) -> String {
        self.child()
    }

    fn command_arguments(&self, command: &str) -> Vec<String> {
        vec![windows::CMD.into(), "/c".into(), command.into()]
    }

    fn script_arguments(&self, script: &Path) -> Vec<OsString> {
        vec![windows::CMD.into(), "/c".into(), self.shown(script).into()]
    }

    fn own_hook_failures(&self) -> &'static [(&'static str, &'static str)] {
        &[]
    }

    fn hardships(&self) -> Vec<Hardship> {
        let before = Hardship::before;
        let after = Hardship::after;
        vec![
            before("path_with_an_ampersand", "set \"PATH=%PATH%;C:\\R&D;C:\\Program Files (x86)\\x\""),
            after("path_with_quotes", "set PATH=%PATH%;\"C:\\a;b&c\";C:\\d"),
            after("path_with_carets_and_percents", "set \"PATH=%PATH%;C:\\^;C:\\100%%;C:\\a=b!;\""),
            after(
                "variables_of_common_names",
                "for %%N in (found alive up last names now entry prefix new old shown rest from unset wanted) do set \"%%N=no\"",
            ),
            after("options_of_commands_by_variables", "set DIRCMD=/x\nset COPYCMD=/y"),
        ]
    }
}
