//! PowerShell 7 and Windows PowerShell 5.1.

pub mod quoting;

use crate::shells::answers::{AtCd, AtPrompt, Below, Listed, Parser, Question, RcFiles, Start, Voice};
use crate::shells::dialect::{Dialect, HookValues, Syntax, Tour};
use crate::shells::powershell::quoting::{utf16_escapes, word};
use crate::system::os_bytes;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// PowerShell.
pub struct PowerShell;

/// What a running shell evaluates to report its state.
const DOCTOR: &str = include_str!("../../../shell/doctor.ps1");

/// After each value: people tidy up a session by `Remove-Variable *`, which leaves alone what is read-only. The
/// switches hold whatever the user's preferences are.
const KEPT: &[u8] = b" -Scope Global -Option ReadOnly -Force -WhatIf:$false -Confirm:$false\n";

/// Where the profile is: documents may be anywhere on Windows. By numbers, which pass through every code page
/// and ConstrainedLanguage.
const PROFILES: Question = Question {
    arguments: &[
        "-NoLogo",
        "-NoProfile",
        "-NonInteractive",
        "-Command",
        "foreach ($p in \"$PROFILE\", $PROFILE.CurrentUserAllHosts, $PROFILE.AllUsersCurrentHost, \
         $PROFILE.AllUsersAllHosts) { \"$([int[]][char[]]$p)\" }",
    ],
    paths: profiles,
};

const PARSE: &str = "$e = $null; \
    $null = [Management.Automation.Language.Parser]::ParseFile(\"$PWD/rc\", [ref]$null, [ref]$e); \
    foreach ($one in $e) { \"rc:$($one.Extent.StartLineNumber): $($one.Message)\" }; exit $e.Count";

fn profiles(said: &[u8]) -> Vec<PathBuf> {
    String::from_utf8_lossy(said).lines().filter_map(from_numbers).collect()
}

/// UTF-16 units in decimal, separated by blanks.
fn from_numbers(line: &str) -> Option<PathBuf> {
    let units = line.split_whitespace().map(str::parse::<u16>).collect::<Result<Vec<_>, _>>().ok()?;
    let text = String::from_utf16(&units).ok().filter(|text| !text.is_empty())?;
    Some(PathBuf::from(text))
}

fn set(name: &str, value: &[u8]) -> Vec<u8> {
    let start = format!("Microsoft.PowerShell.Utility\\Set-Variable __venvhook_{name} ");
    [start.as_bytes(), value, KEPT].concat()
}

/// The arguments of a PowerShell at a prompt that reads this file after its own.
fn reading(before: &[&str], file: &Path) -> Option<Vec<OsString>> {
    let source = os_bytes::from_bytes([b". ", word(file.as_os_str()).as_slice()].concat())?;
    let arguments = before.iter().chain(&["-NoExit", "-Command"]).map(OsString::from);
    Some(arguments.chain([source]).collect())
}

impl Dialect for PowerShell {
    fn name(&self) -> &'static str {
        "powershell"
    }

    fn programs(&self) -> &'static [&'static str] {
        &["pwsh", "powershell"]
    }

    fn oldest(&self) -> Option<&'static str> {
        Some("5.1")
    }

    fn hook(&self) -> &'static str {
        include_str!("../../../shell/venvhook.ps1")
    }

    fn hook_is_files(&self) -> bool {
        false
    }

    fn completion(&self) -> Option<&'static str> {
        Some(include_str!("../../../completions/_venvhook.ps1"))
    }

    fn doctor(&self) -> Option<&'static str> {
        Some(DOCTOR)
    }

    fn activate_scripts(&self) -> &'static [&'static str] {
        &["Activate.ps1", "activate.ps1"]
    }

    fn syntax(&self) -> Syntax {
        Syntax::PowerShell
    }

    fn deactivate_script(&self) -> Option<&'static str> {
        None
    }

    fn deactivate_variable(&self) -> &'static str {
        "VENVHOOK_FUNCTION"
    }

    fn is_unicode_only(&self) -> bool {
        true
    }

    fn quote(&self, value: &OsStr) -> Vec<u8> {
        word(value)
    }

    fn typed(&self, path: &Path) -> String {
        quoting::typed(path)
    }

    fn windows_path(&self, _: &OsStr) -> Option<OsString> {
        None
    }

    /// A line of data, which the hook reads and never evaluates. In ASCII, since PowerShell reads what programs
    /// print in the console's code page.
    fn call(&self, verb: &str, words: &[&OsStr]) -> Vec<u8> {
        let mut line = verb.as_bytes().to_vec();
        for value in words {
            line.push(b'\t');
            line.extend(utf16_escapes(value));
        }
        line.push(b'\n');
        line
    }

    fn voice(&self) -> Voice {
        Voice::Text
    }

    /// PowerShell has no word splitting: an array is an array. Its hook removes nothing that tmux has handed on.
    fn hook_values(&self, values: &HookValues) -> Vec<u8> {
        let names: Vec<Vec<u8>> = values.names.iter().map(|name| word(OsStr::new(name))).collect();
        let mut text = set("names", &[b"@(", names.join(&b", "[..]).as_slice(), b")"].concat());
        for (name, value) in values.others {
            text.extend(set(name, &word(value)));
        }
        text
    }

    fn wrap(&self, hook: Vec<u8>) -> Vec<u8> {
        hook
    }

    fn cd(&self, dir: &Path) -> Vec<u8> {
        [b"Set-Location -LiteralPath ", word(dir.as_os_str()).as_slice(), b"\n"].concat()
    }

    fn hand_over(&self) -> &'static str {
        "$env:VENVHOOK_ENV = $env:VIRTUAL_ENV"
    }

    /// PowerShell's `type` prints files, and 5.1 has no `&&`.
    fn which_python_and(&self) -> [&'static str; 2] {
        ["(Get-Command python).Source", ";"]
    }

    fn rc_files(&self) -> Option<RcFiles> {
        let programs = if cfg!(windows) { &["pwsh", "powershell"][..] } else { &["pwsh"] };
        Some(RcFiles::Asked(programs, PROFILES))
    }

    fn load_line(&self) -> Option<&'static str> {
        Some("Invoke-Expression (& { (venvhook init powershell | Out-String) })")
    }

    fn rc_line(&self, program: &Path, short: bool) -> Option<Vec<u8>> {
        let call =
            if short { b"venvhook".to_vec() } else { [b"& ", word(program.as_os_str()).as_slice()].concat() };
        Some([b"Invoke-Expression (& { (", call.as_slice(), b" init powershell | Out-String) })"].concat())
    }

    fn continues_line(&self) -> u8 {
        b'`'
    }

    fn parser(&self) -> Option<Parser> {
        Some(Parser {
            arguments: &["-NoLogo", "-NoProfile", "-NonInteractive", "-Command", PARSE],
            without: None,
            function: None,
            below: Below::Statement("\n$null\n", ": it consists of begin, process or end blocks"),
            runs_above: false,
        })
    }

    fn at_prompt(&self) -> AtPrompt {
        AtPrompt { name: "the prompt", listed: Listed::Never }
    }

    fn at_cd(&self) -> AtCd {
        AtCd::Event
    }

    /// The profile's errors are not shown to the doctor, which asks without a terminal.
    fn rc_error(&self) -> &'static str {
        ".ps1:"
    }

    /// With the profile, and a prompt asked for as its host does. The execution policy only here: to ask for it
    /// loads a module.
    fn report_arguments(&self) -> Option<Vec<String>> {
        let question = format!("$null = prompt 6>$null\n\"policy`t$(Get-ExecutionPolicy)\"\n{DOCTOR}");
        Some(vec!["-NoLogo".into(), "-NonInteractive".into(), "-Command".into(), question])
    }

    fn report_at_prompt(&self, _: &Path, _: &Path) -> Option<Vec<u8>> {
        None
    }

    fn start(&self, folder: &Path, text: &[u8]) -> Option<Start> {
        Some(Start {
            files: vec![("rc.ps1", text.to_vec())],
            arguments: reading(&["-NoLogo"], &folder.join("rc.ps1"))?,
            ..Start::default()
        })
    }

    fn tour(&self, tour: &Tour) -> Option<Start> {
        let (report, prompt) = (word(tour.report.as_os_str()), word(OsStr::new(tour.prompt)));
        let text = [
            b"$global:tour_report_file = ",
            report.as_slice(),
            b"\n$global:tour_prompt_end = ",
            &prompt,
            b"\n",
            include_bytes!("../../../shell/tour.ps1"),
        ];
        Some(Start {
            files: vec![("setup.ps1", text.concat())],
            arguments: reading(&["-NoLogo", "-NoProfile"], &tour.folder.join("setup.ps1"))?,
            ..Start::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_comes_by_numbers() {
        assert_eq!(from_numbers("67 58 92 252"), Some(PathBuf::from("C:\\\u{fc}")));
        assert_eq!(from_numbers(""), None);
        assert_eq!(from_numbers("What a day"), None);
    }
}
