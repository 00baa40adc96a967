//! PowerShell's scripts, parsed by the engine's own parser: they hold to what Windows PowerShell 5.1
//! has, which cannot be run here.

mod harness;

use std::process::Command;

use harness::driver;

/// Prints a line for each thing that 5.1 lacks. What may be called is listed; all else is refused.
const GATE: &str = r#"
param($file)
$errors = $tokens = $null
$tree = [Management.Automation.Language.Parser]::ParseFile($file, [ref]$tokens, [ref]$errors)
foreach ($e in $errors) { "$($e.Extent.StartLineNumber): $($e.Message)" }
$text = [IO.File]::ReadAllText($file)
if ($text -match '[^\x00-\x7f]') { "a character beyond ASCII" }
function refuse($node, $why) { "$($node.Extent.StartLineNumber): ${why}: $($node.Extent.Text -replace '\n.*')" }
$cmdlets = @{
    'Test-Path' = 'LiteralPath', 'PathType', 'ErrorAction'
    'Get-Item' = 'LiteralPath', 'ErrorAction', 'Force'
    'Set-Item' = 'LiteralPath', 'Value'
    'Remove-Item' = 'LiteralPath', 'Path', 'ErrorAction', 'Force'
    'Get-ChildItem' = 'LiteralPath', 'Directory', 'Force', 'ErrorAction'
    'Get-Content' = @('LiteralPath')
    'Set-Location' = @('LiteralPath')
    'Get-Variable' = 'Name', 'Scope', 'ValueOnly', 'ErrorAction'
    'Remove-Variable' = 'Scope', 'Force', 'ErrorAction'
    'Set-StrictMode' = @('Off')
    'Set-Alias' = @('Force')
    'New-Object' = @()
    'Write-Host' = 'NoNewline', 'ForegroundColor'
    'Write-Error' = @('ErrorAction')
    'ForEach-Object' = @()
    'Out-Host' = @()
    'Get-Command' = 'Name', 'CommandType', 'ErrorAction'
    'Register-ArgumentCompleter' = 'Native', 'CommandName', 'ParameterName', 'ScriptBlock'
    'Select-Object' = @('First')
    'Set-PSReadLineOption' = @()
}
$types = 'IO.File', 'IO.Directory', 'IO.Path', 'array', 'StringComparer', 'regex', 'uri', 'version', 'scriptblock',
    'Delegate', 'CmdletBinding', 'Parameter', 'switch', 'object[]', 'string[]',
    'Management.Automation.CompletionResult', 'Management.Automation.CompletionCompleters'
# ResolveLinkTarget is .NET 6's: the hook asks for the version first.
$statics = 'Exists', 'GetDirectories', 'GetLastWriteTimeUtc', 'ResolveLinkTarget', 'WriteAllLines', 'Sort',
    'Unescape', 'EscapeDataString', 'Create', 'Combine', 'RemoveAll',
    'new', 'CompleteCommand', 'CompleteFilename'
foreach ($node in $tree.FindAll({ $true }, $true)) {
    $kind = $node.GetType().Name
    if ($kind -in 'TernaryExpressionAst', 'PipelineChainAst', 'UsingStatementAst', 'TypeDefinitionAst') { refuse $node $kind }
    if ($kind -eq 'PipelineAst' -and $node.Background) { refuse $node 'a background job' }
    if ($node.NullConditional) { refuse $node 'null-conditional' }
    if ($kind -eq 'NamedBlockAst' -and "$($node.BlockKind)" -eq 'Clean') { refuse $node 'a clean block' }
    if ($kind -in 'TypeExpressionAst', 'TypeConstraintAst', 'AttributeAst' -and $node.TypeName.FullName -notin $types) { refuse $node 'a type not listed' }
    if ($kind -eq 'CommandAst') {
        $name = $node.GetCommandName()
        if (-not $name -or $name -like '__venvhook_*' -or $name -in 'python', 'Invoke-Expression') {
            if ($name -eq 'Invoke-Expression') { refuse $node 'evaluates' }
            continue
        }
        $short = $name -replace '^Microsoft\.PowerShell\.(Core|Management|Utility)\\'
        if (-not $cmdlets.ContainsKey($short)) { refuse $node 'a command not listed' }
        foreach ($element in $node.CommandElements) {
            if ($element -is [Management.Automation.Language.CommandParameterAst] -and
                $element.ParameterName -notin $cmdlets[$short]) { refuse $node "the parameter -$($element.ParameterName)" }
        }
    }
    if ($kind -eq 'InvokeMemberExpressionAst' -and $node.Static -and "$($node.Member)" -notin $statics) { refuse $node 'a method not listed' }
}
foreach ($token in $tokens) {
    if ("$($token.Kind)" -in 'QuestionQuestion', 'QuestionQuestionEquals', 'AndAnd', 'OrOr', 'QuestionDot', 'QuestionLBracket') {
        "$($token.Extent.StartLineNumber): $($token.Text)"
    }
    if ("$($token.Kind)" -in 'StringExpandable', 'HereStringExpandable' -and $token.Text -cmatch '`(e|u\{)') {
        "$($token.Extent.StartLineNumber): $($token.Text)"
    }
}
"#;

fn gate(text: &str) -> Option<Vec<String>> {
    let Some(pwsh) = driver::named("pwsh").and_then(driver::Driver::program) else {
        assert!(!harness::required("pwsh"), "pwsh is required here, and this machine lacks it");
        eprintln!("skipped: pwsh is not on this machine");
        return None;
    };
    let folder = tempfile::tempdir().unwrap();
    let (gate, file) = (folder.path().join("gate.ps1"), folder.path().join("script.ps1"));
    std::fs::write(&gate, GATE).unwrap();
    std::fs::write(&file, text).unwrap();
    let output = Command::new(pwsh).args(["-NoProfile", "-File"]).args([gate, file]).output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    Some(String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect())
}

#[test]
fn scripts_hold_to_windows_powershell() {
    for text in [
        include_str!("../shell/venvhook.ps1"),
        include_str!("../shell/tour.ps1"),
        include_str!("../shell/doctor.ps1"),
        include_str!("../completions/_venvhook.ps1"),
    ] {
        if let Some(found) = gate(text) {
            assert_eq!(found, Vec::<String>::new());
        }
    }
}

#[test]
fn what_it_lacks_is_found() {
    for text in [
        "$a ? 1 : 2",
        "$a ?? 2",
        "$a ??= 2",
        "${a}?.b",
        "${a}?[0]",
        "python && python",
        "python || python",
        "\"`e[K\"",
        "\"`u{41}\"",
        "python &",
        "Get-Error",
        "Test-Path x -NewerThan y",
        "Invoke-Expression $a",
        "[Text.Json.JsonDocument]::Parse('')",
        "[IO.Path]::GetRelativePath('/a', '/b')",
        "function f { clean { 1 } }",
        "'caf\u{e9}'",
        "if (",
    ] {
        if let Some(found) = gate(text) {
            assert!(!found.is_empty(), "{text}");
        }
    }
}
