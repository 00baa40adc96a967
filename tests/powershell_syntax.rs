//! PowerShell's scripts, parsed by the engine's own parser: they hold to what Windows PowerShell 5.1
//! has, which cannot be run here.

mod harness;

use std::process::Command;

use harness::driver;

/// Prints, below each file's name, a line for each thing that 5.1 lacks. What may be called is listed; all
/// else is refused.
const GATE: &str = r#"
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
    'Set-Variable' = 'Scope', 'Option', 'Value', 'Force', 'WhatIf', 'Confirm'
    'Remove-Variable' = 'Scope', 'Force', 'ErrorAction'
    'Set-StrictMode' = @('Off')
    'Set-Alias' = @('Force')
    'New-Object' = @()
    'Write-Host' = 'NoNewline', 'ForegroundColor'
    'Write-Error' = @('ErrorAction')
    'ForEach-Object' = @()
    'Out-Host' = @()
    'Out-String' = @()
    'Write-Warning' = @()
    'Get-Command' = 'Name', 'CommandType', 'All', 'ErrorAction'
    'Register-ArgumentCompleter' = 'Native', 'CommandName', 'ParameterName', 'ScriptBlock'
    'Select-Object' = @('First')
    'Set-PSReadLineOption' = @()
}
# Types, with what of each may be called or read without an object.
# ResolveLinkTarget is .NET 6's: the hook asks for the version first.
$types = @{
    'IO.File' = 'Exists', 'GetLastWriteTimeUtc', 'ResolveLinkTarget', 'WriteAllLines'
    'IO.Directory' = 'Exists', 'GetDirectories'
    'IO.Path' = 'PathSeparator', 'DirectorySeparatorChar'
    'array' = @('Sort')
    'StringComparer' = @('Ordinal')
    'regex' = @('Unescape')
    'uri' = @('EscapeDataString')
    'scriptblock' = @('Create')
    'Delegate' = 'Combine', 'RemoveAll'
    'Management.Automation.CompletionResult' = @('new')
    'Management.Automation.CompletionCompleters' = 'CompleteCommand', 'CompleteFilename'
}
foreach ($type in 'version', 'CmdletBinding', 'Parameter', 'switch', 'object[]', 'string[]') { $types[$type] = @() }
# Methods of objects, with how many values they take: .NET Core's Split and Trim take more.
$methods = @{ Split = 1; TrimEnd = 1; Normalize = 0; Remove = 1; RemoveAt = 1; GetType = 0; GetProperty = 1; GetInvocationList = 0; WriteError = 1; GetEventSubscribers = 1; NewBoundScriptBlock = 1 }
foreach ($file in $args) {
    "file $file"
    $errors = $tokens = $null
    $tree = [Management.Automation.Language.Parser]::ParseFile($file, [ref]$tokens, [ref]$errors)
    foreach ($e in $errors) { "$($e.Extent.StartLineNumber): $($e.Message)" }
    $text = [IO.File]::ReadAllText($file)
    if ($text -match '[^\x00-\x7f]') { "a character beyond ASCII" }
    foreach ($node in $tree.FindAll({ $true }, $true)) {
        $kind = $node.GetType().Name
        if ($kind -in 'TernaryExpressionAst', 'PipelineChainAst', 'UsingStatementAst', 'TypeDefinitionAst') { refuse $node $kind }
        if ($kind -eq 'PipelineAst' -and $node.Background) { refuse $node 'a background job' }
        if ($node.NullConditional) { refuse $node 'null-conditional' }
        if ($kind -eq 'NamedBlockAst' -and "$($node.BlockKind)" -eq 'Clean') { refuse $node 'a clean block' }
        if ($kind -in 'TypeExpressionAst', 'TypeConstraintAst', 'AttributeAst' -and -not $types.ContainsKey($node.TypeName.FullName)) { refuse $node 'a type not listed' }
        if ($kind -eq 'CommandAst') {
            $name = $node.GetCommandName()
            if (-not $name -or $name -like '__venvhook_*' -or $name -in 'python', 'venvhook', 'Invoke-Expression') {
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
        if ($kind -in 'InvokeMemberExpressionAst', 'MemberExpressionAst' -and $node.Static) {
            if (-not $node.Expression.TypeName -or $node.Member.Value -notin $types[$node.Expression.TypeName.FullName]) { refuse $node 'a member not listed' }
        }
        elseif ($kind -eq 'InvokeMemberExpressionAst' -and $methods[[string]$node.Member.Value] -ne @($node.Arguments | Where-Object { $_ }).Count) {
            refuse $node 'a method not listed'
        }
        # -replace by a block, and what tells the system, are PowerShell 6's.
        if ($kind -eq 'BinaryExpressionAst' -and "$($node.Operator)" -like '?replace' -and
            $node.Right.Find({ $args[0] -is [Management.Automation.Language.ScriptBlockExpressionAst] }, $true)) { refuse $node 'a block' }
        if ($kind -eq 'VariableExpressionAst' -and $node.VariablePath.UserPath -match
            '^(global:)?(Is(Windows|Linux|MacOS|CoreCLR)|PSStyle|EnabledExperimentalFeatures)$') { refuse $node 'a variable' }
    }
    foreach ($token in $tokens) {
        if ("$($token.Kind)" -in 'QuestionQuestion', 'QuestionQuestionEquals', 'AndAnd', 'OrOr', 'QuestionDot', 'QuestionLBracket') {
            "$($token.Extent.StartLineNumber): $($token.Text)"
        }
        if ("$($token.Kind)" -eq 'Number' -and $token.Text -match '^[+-]?0b|[uysn]') { "$($token.Extent.StartLineNumber): $($token.Text)" }
        if ("$($token.Kind)" -in 'StringExpandable', 'HereStringExpandable' -and $token.Text -cmatch '`(e|u\{)') {
            "$($token.Extent.StartLineNumber): $($token.Text)"
        }
    }
}
"#;

/// What is found in each text, or nothing where there is no PowerShell.
fn gate(texts: &[&str]) -> Option<Vec<Vec<String>>> {
    let Some(pwsh) = driver::named("pwsh").and_then(driver::Driver::program) else {
        assert!(!harness::required("pwsh"), "pwsh is required here, and this machine lacks it");
        eprintln!("skipped: pwsh is not on this machine");
        return None;
    };
    let folder = tempfile::tempdir().unwrap();
    let gate = folder.path().join("gate.ps1");
    std::fs::write(&gate, GATE).unwrap();
    let mut command = Command::new(pwsh);
    command.args(["-NoProfile", "-File"]).arg(gate);
    for (index, text) in texts.iter().enumerate() {
        let file = folder.path().join(format!("{index}.ps1"));
        std::fs::write(&file, text).unwrap();
        command.arg(file);
    }
    let output = command.output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    let mut found = Vec::new();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        match line.strip_prefix("file ") {
            Some(_) => found.push(Vec::new()),
            None => found.last_mut().unwrap().push(line.to_owned()),
        }
    }
    assert_eq!(found.len(), texts.len());
    Some(found)
}

#[test]
fn scripts_hold_to_windows_powershell() {
    // The hook as it is loaded: with its values, and with its completions.
    let mut command = Command::new(env!("CARGO_BIN_EXE_venvhook"));
    let output =
        command.args(["init", "powershell", "--completions", "--name", "caf\u{e9}*"]).output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(printed.ends_with(include_str!("../completions/_venvhook.ps1")));
    let found = gate(&[&printed, include_str!("../shell/tour.ps1"), include_str!("../shell/doctor.ps1")]);
    assert_eq!(found.unwrap_or_default().concat(), Vec::<String>::new());
}

/// It evaluates what the program prints, and nothing else.
#[test]
fn the_module_holds_to_windows_powershell() {
    let found = gate(&[include_str!("../shell/VenvHook/load.ps1")]).unwrap_or_default().concat();
    let is_line =
        |found: &String| found.contains("evaluates: Invoke-Expression (& { (venvhook init powershell");
    assert!(found.len() < 2 && found.iter().all(is_line), "{found:?}");
}

#[test]
fn what_it_lacks_is_found() {
    let texts = [
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
        "Get-Content -LiteralPath x -AsByteStream",
        "ForEach-Object -Parallel { 1 }",
        "Remove-Item -LiteralPath x -Rec",
        "Invoke-Expression $a",
        "[Text.Json.JsonDocument]::Parse('')",
        "[IO.Path]::GetRelativePath('/a', '/b')",
        "[IO.Path]::Exists('/a')",
        "[IO.Path]::TrimEndingDirectorySeparator",
        "$a.Exists('/a')",
        "$a::Exists('/a')",
        "'a'.Split('a', 2)",
        "'a'.Replace('a', 'b', 'Ordinal')",
        "$a -replace 'b', { 'c' }",
        "$a -creplace 'b', { 'c' }",
        "if ($IsWindows) { 1 }",
        "$PSStyle.Reset",
        "0b11",
        "1us",
        "function f { clean { 1 } }",
        "'caf\u{e9}'",
        "if (",
    ];
    for (text, found) in texts.iter().zip(gate(&texts).unwrap_or_default()) {
        assert!(!found.is_empty(), "{text}");
    }
}
