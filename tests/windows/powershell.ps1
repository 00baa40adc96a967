# Loads the hook into the PowerShell that runs this and does what a person's prompt does. Run by the
# workflow in Windows PowerShell 5.1 and in 7; the long list runs in 7's engine (tests/scenarios).
#requires -Version 5.1
$ErrorActionPreference = 'Stop'
cargo build
$exe = (Resolve-Path "target/debug/venvhook$(if ($env:OS -eq 'Windows_NT') { '.exe' })").Path
# Not in the temporary directory, which Windows may know by a short name (RUNNER~1).
$world = Join-Path $HOME "venvhook it's & (ps)"
Remove-Item -Recurse -Force $world -ErrorAction Ignore
foreach ($dir in 'a/sub', 'away') { New-Item -ItemType Directory (Join-Path $world $dir) | Out-Null }
python -m venv --without-pip (Join-Path $world 'a/.venv')
$env:VENVHOOK_DATA_DIR = Join-Path $world 'data'

function Test-It($what, $wanted, $found) {
    if ($wanted -ne $found) { throw "$what`: wanted '$wanted', found '$found'" }
    Write-Output "right: $what"
}
$before = $env:PATH
Set-Location -LiteralPath (Join-Path $world 'away')
Invoke-Expression (& { (& $exe init powershell | Out-String) })
$null = prompt
Set-Location -LiteralPath (Join-Path $world 'a/sub')
$null = prompt
Test-It 'in the project' (Join-Path $world 'a/.venv') (python -c 'import sys; print(sys.prefix)')
Set-Location -LiteralPath (Join-Path $world 'away')
$null = prompt
Test-It 'outside' '' "$env:VIRTUAL_ENV"
Test-It 'PATH' $before $env:PATH
Test-It 'no deactivate' $false (Test-Path Function:deactivate)
