//! PowerShell 7: `PWSH`, else `pwsh` on PATH, else the engine in a thin host beside the repository.

use std::path::{Path, PathBuf};

use super::super::makers::{Maker, Tool};
use super::{Driver, Entry, Hardship, find_program};

pub struct Pwsh;

impl Driver for Pwsh {
    fn name(&self) -> &'static str {
        "pwsh"
    }

    fn program(&self) -> Option<PathBuf> {
        let given = std::env::var_os("PWSH").map(PathBuf::from);
        let beside = || {
            let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/pwsh/pwsh");
            file.canonicalize().ok()
        };
        given.or_else(|| find_program("pwsh")).or_else(beside)
    }

    fn options(&self) -> &'static [&'static str] {
        &["-NoLogo"]
    }

    fn script_name(&self) -> &'static str {
        "script.ps1"
    }

    fn lacks(&self, maker: Maker) -> Option<&'static str> {
        let old = maker.tool == Tool::Std && maker.python().is_ok_and(|(version, _)| version < (3, 8));
        old.then_some("CPython writes Activate.ps1 on POSIX from 3.8 on")
    }

    fn rc_file(&self) -> &'static str {
        ".config/powershell/profile.ps1"
    }

    fn prelude(&self) -> &'static str {
        r#"if (Get-Module PSReadLine) { Set-PSReadLineOption -HistorySaveStyle SaveNothing -PredictionSource None }
Remove-Item Alias:pwd, Alias:echo -ErrorAction Ignore
function global:echo { "$args" }
function global:pwd { $PWD.ProviderPath }
$global:T_SHELL = Get-Random -Maximum 99999
$global:T_NUMBER = 0
function global:t_prompt($T_OK) {
    $global:T_NUMBER++
    $T_CODE = Get-Variable LASTEXITCODE -Scope Global -ValueOnly -ErrorAction Ignore
    $T_STATUS = if ($T_OK) { 0 } elseif ($T_CODE) { $T_CODE } else { 1 }
    "@$T_STATUS.$T_SHELL.$T_NUMBER> "
}
function global:prompt { t_prompt $? }
"#
    }

    fn bare_prompt(&self) -> Option<&'static str> {
        Some("PS>")
    }

    fn hook(&self, options: &str) -> String {
        format!("Invoke-Expression (& {{ (venvhook init powershell {options} | Out-String) }})\n")
    }

    fn evaluate(&self, command: &str) -> String {
        format!("Invoke-Expression (& {{ ({command} | Out-String) }})")
    }

    fn probe(&self, to: &Path) -> String {
        let to = self.quote(&to.to_string_lossy());
        // In a scope of its own, so that it leaves nothing behind; written by .NET, since a person
        // may have aliases and functions of any name.
        let text = r#"& {
    Set-StrictMode -Off
    $T_TEXT = [Text.StringBuilder]::new()
    $null = $T_TEXT.Append("`0`0env`0")
    foreach ($T_PAIR in [Environment]::GetEnvironmentVariables().GetEnumerator()) {
        $null = $T_TEXT.Append("$($T_PAIR.Key)=$($T_PAIR.Value)`0")
    }
    foreach ($T_KIND in 'variable', 'function', 'alias') {
        $null = $T_TEXT.Append("`0`0$T_KIND`0")
        $T_ITEMS = if ($T_KIND -eq 'variable') { Microsoft.PowerShell.Utility\Get-Variable -Scope Global }
        else { Microsoft.PowerShell.Management\Get-ChildItem "${T_KIND}:" }
        foreach ($T_ITEM in $T_ITEMS) {
            $T_VALUE = if ($T_KIND -eq 'variable') { $T_ITEM.Value } else { $T_ITEM.Definition }
            $null = $T_TEXT.Append("=$($T_ITEM.Name)`n $("$T_VALUE".Replace("`n", "`n "))`n")
        }
    }
    [IO.File]::WriteAllText(TO, $T_TEXT.ToString(), [Text.UTF8Encoding]::new($false))
}
"#;
        text.replace("TO", &to)
    }

    fn entry(&self, _section: &str, line: &str) -> Entry {
        line.strip_prefix('=').map(|name| (name.to_owned(), true))
    }

    fn volatile(&self) -> &'static [&'static str] {
        &[
            "?",
            "^",
            "$",
            "_",
            "args",
            "input",
            "this",
            "PSItem",
            "PWD",
            "Error",
            "Matches",
            "LASTEXITCODE",
            "MyInvocation",
            "StackTrace",
            "PSCommandPath",
            "PSScriptRoot",
            "PSBoundParameters",
            "foreach",
            "switch",
        ]
    }

    fn script(&self) -> &'static str {
        "Activate.ps1"
    }

    fn quote(&self, text: &str) -> String {
        let mut quoted = String::from("'");
        for c in text.chars() {
            if matches!(c, '\'' | '\u{2018}'..='\u{201b}') {
                quoted.push(c);
            }
            quoted.push(c);
        }
        quoted + "'"
    }

    fn source(&self, file: &Path) -> String {
        let quoted = self.quote(&file.to_string_lossy());
        if file.extension().is_some_and(|extension| extension == "ps1") {
            format!(". {quoted}")
        } else {
            format!(". ([scriptblock]::Create([IO.File]::ReadAllText({quoted})))")
        }
    }

    fn set(&self, name: &str, value: &str) -> String {
        format!("$global:{name} = {}", self.quote(value))
    }

    fn export(&self, name: &str, value: &str) -> String {
        format!("$env:{name} = {}", self.quote(value))
    }

    fn unset(&self, name: &str) -> String {
        format!("Remove-Item Env:{name}")
    }

    fn prepend_path(&self, directory: &str) -> String {
        format!("$env:PATH = {} + ':' + $env:PATH", self.quote(directory))
    }

    fn append_path(&self, directory: &str) -> String {
        format!("$env:PATH += ':' + {}", self.quote(directory))
    }

    fn show(&self, name: &str) -> String {
        format!("\"<$env:{name}>\"")
    }

    fn cd_to_value(&self, name: &str) -> String {
        format!("cd -LiteralPath $env:{name}")
    }

    fn cannot_reach(&self, name: &[u8]) -> Option<&'static str> {
        if name.contains(&b'\\') {
            Some("PowerShell takes a backslash for a slash")
        } else if std::str::from_utf8(name).is_err() {
            Some("PowerShell knows no name that is not Unicode")
        } else {
            None
        }
    }

    fn unaliased(&self, name: &str) -> String {
        format!("& $function:{name}")
    }

    fn call(&self, program: &Path) -> String {
        format!("& {}", self.quote(&program.to_string_lossy()))
    }

    fn value(&self, name: &str) -> String {
        format!("$env:{name}")
    }

    fn function(&self, name: &str, body: &str) -> String {
        format!("function global:{name} {{ {body} }}")
    }

    fn alias(&self, name: &str, text: &str) -> String {
        format!("function global:my_{name} {{ {text} }}; Set-Alias -Option AllScope -Force {name} my_{name}")
    }

    fn subshell(&self, _command: &str) -> Option<String> {
        None
    }

    fn substitution(&self, command: &str) -> String {
        format!("\"$({command})\"")
    }

    fn print_pipestatus(&self) -> &'static str {
        "$LASTEXITCODE"
    }

    fn print_status(&self) -> &'static str {
        "$LASTEXITCODE"
    }

    fn fail(&self, status: u8) -> String {
        format!("sh -c 'exit {status}'")
    }

    fn print_last_argument(&self) -> Option<&'static str> {
        Some("$$")
    }

    fn edit_prompt(&self, prefix: &str) -> String {
        let prefix = self.quote(prefix);
        format!(
            "$my_old = $function:prompt; function global:prompt {{ $my_ok = $?; \
             Write-Host -NoNewline {prefix}; \
             if (-not $my_ok) {{ Write-Error '' -ErrorAction Ignore }}; & $my_old }}"
        )
    }

    fn replace_prompt(&self, prefix: &str) -> Vec<String> {
        let body = format!("{} + (t_prompt $?)", self.quote(prefix));
        vec![self.function("prompt", &body)]
    }

    fn theme(&self, prefix: &str) -> String {
        // As starship and oh-my-posh do: a module with a prompt that it exports.
        format!(
            "$null = New-Module my_theme {{ function prompt {{ {} + (t_prompt $?) }}; \
             Export-ModuleMember -Function prompt }}\n",
            self.quote(prefix)
        )
    }

    fn at_prompt(&self, text: &str) -> String {
        format!(
            "$my_prompt = $function:prompt; function global:prompt {{ $my_ok = $?; Write-Host {text}; \
             if (-not $my_ok) {{ Write-Error '' -ErrorAction Ignore }}; & $my_prompt }}\n"
        )
    }

    fn cdpath(&self, _directory: &str) -> String {
        String::new()
    }

    fn auto_cd(&self) -> Option<&'static str> {
        None
    }

    fn own_cd(&self) -> &'static str {
        "function global:my_cd { Write-Host 'my cd'; Set-Location @args }; \
         Set-Alias -Option AllScope -Force cd my_cd"
    }

    fn command_arguments(&self, command: &str) -> Vec<String> {
        vec!["-c".into(), command.into()]
    }

    fn own_hook_arguments(&self) -> [&'static str; 2] {
        ["$($args[0])", "$($args[1])"]
    }

    fn own_hook_failures(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("throw", "throw 'failed'"),
            ("write_error", "Write-Error 'failed'"),
            ("unknown_command", "no-such-command-failed"),
            ("syntax_error", "Invoke-Expression 'if ( # failed'"),
            ("strict_mode", "Set-StrictMode -Version Latest; $my_failed.Nothing"),
            ("stop", "$ErrorActionPreference = 'Stop'; Get-Item /failed"),
            ("two_lines", "throw \"failed`n`e[31mlines\""),
            ("loop", "Write-Error 'failed'; break"),
            ("loop_goes_on", "Write-Error 'failed'; continue"),
            ("program_after", "Write-Error 'failed'; sh -c 'echo text >&2; exit 9' 2>$null"),
        ]
    }

    fn path_keeper(&self) -> &'static str {
        r#"$global:T_INNER = $function:prompt
function prompt {
    if ("$PWD/".StartsWith("$env:T_PROJECT/")) {
        if (-not $global:T_KEPT) { $global:T_KEPT = $env:PATH; $env:PATH = "$env:T_PROJECT/bin:$env:PATH" }
    }
    elseif ($global:T_KEPT) { $env:PATH = $global:T_KEPT; $global:T_KEPT = '' }
    & $global:T_INNER
}"#
    }

    fn source_if_set(&self, name: &str) -> String {
        format!("if ($env:{name}) {{ . $env:{name} }}")
    }

    fn hardships(&self) -> Vec<Hardship> {
        let after = Hardship::after;
        let before = Hardship::before;
        vec![
            after("strict_mode", "Set-StrictMode -Version Latest"),
            before("strict_mode_before_the_hook", "Set-StrictMode -Version Latest"),
            after("error_action_stop", "$ErrorActionPreference = 'Stop'"),
            before(
                "error_action_stop_before_the_hook",
                "$ErrorActionPreference = 'Stop'; Set-StrictMode -Version Latest",
            ),
            after(
                "native_error_action",
                "$PSNativeCommandUseErrorActionPreference = $true; $ErrorActionPreference = 'Stop'",
            ),
            after("old_argument_passing", "$PSNativeCommandArgumentPassing = 'Legacy'"),
            after("verbose", "$VerbosePreference = $DebugPreference = 'Continue'"),
            after(
                "default_parameters",
                "$PSDefaultParameterValues = @{ '*:ErrorAction' = 'Stop'; '*:Verbose' = $true }",
            ),
            after("own_separator", "$OFS = '/'"),
            after(
                "other_location_handler_later",
                "$my_handler = { $global:my_value = $PWD.Path } -as $ExecutionContext.SessionState.InvokeCommand.GetType().GetProperty('LocationChangedAction').PropertyType\n$ExecutionContext.SessionState.InvokeCommand.LocationChangedAction = [Delegate]::Combine($ExecutionContext.SessionState.InvokeCommand.LocationChangedAction, $my_handler)",
            ),
            before(
                "other_location_handler_before",
                "$ExecutionContext.SessionState.InvokeCommand.LocationChangedAction = { $global:my_value = $PWD.Path }",
            ),
            after(
                "other_location_handler_in_its_place",
                "$ExecutionContext.SessionState.InvokeCommand.LocationChangedAction = { $global:my_value = $PWD.Path }",
            ),
            after(
                "other_lookup_handler",
                "$ExecutionContext.SessionState.InvokeCommand.PreCommandLookupAction = { $global:my_value = 1 }",
            ),
            after(
                "functions_named_as_cmdlets",
                "foreach ($my_name in 'Set-Item', 'Set-StrictMode', 'Write-Error', 'New-Object', 'Set-Alias') { Set-Item Function:global:$my_name { 'no' } }",
            ),
            after(
                "alias_of_deactivate",
                "function global:my_no { 'no' }; Set-Alias -Option AllScope -Force deactivate my_no",
            ),
        ]
    }
}
