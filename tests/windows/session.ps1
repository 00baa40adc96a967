# Types a short session into the real cmd.exe of a Windows machine, with a venv of its own Python, and
# looks at what came of it. Run by the workflow; wine's cmd has the long list (tests/cmd).
#requires -Version 5.1
$ErrorActionPreference = 'Stop'
cargo build
$world = Join-Path $env:USERPROFILE 'venvhook test & (x86)'
Remove-Item -Recurse -Force $world -ErrorAction Ignore
New-Item -ItemType Directory (Join-Path $world 'a\sub') | Out-Null
# A program at a place with & too: FOR hands its path to a cmd of its own, and wine's takes that wrongly.
$exe = Join-Path $world 'venvhook.exe'
Copy-Item target\debug\venvhook.exe $exe
python -m venv --without-pip (Join-Path $world 'a\.venv')
$env:VENVHOOK_DATA_DIR = Join-Path $world 'data'
& $exe init cmd | Out-Null
$files = Join-Path $world 'data\cmd'

# Standard input that is no console has no macros, so the lines are what the macros give.
$session = @"
@echo off
call "$files\init.bat"
"$files\cd.bat" "$world\a" && python -c "import sys; print('IN', sys.prefix)"
echo STATUS %ERRORLEVEL%
"$files\cd.bat" sub
echo STAY "%VIRTUAL_ENV%"
"$files\cd.bat" nowhere && echo WRONG
echo FAILED %ERRORLEVEL%
"$files\cd.bat" "$world
echo OPEN %ERRORLEVEL%
"$files\venvhook.bat" allow "$world" || echo REFUSED %ERRORLEVEL%
if not defined VIRTUAL_ENV echo OUT
set _OLD_VIRTUAL && echo WRONG
exit
"@
$said = $session | cmd /q 2>&1 | Out-String
Write-Output $said
foreach ($wanted in "IN $world\a\.venv", 'STATUS 0', "STAY `"$world\a\.venv`"", 'FAILED 1', 'OPEN 0', 'REFUSED', 'OUT') {
    if (-not $said.Contains($wanted)) { throw "not seen: $wanted" }
}
if ($said.Contains('WRONG')) { throw 'something ran that should not' }

# AutoRun is for a cmd that somebody types into, and for no other.
& $exe setup cmd
$typed = "set VENVHOOK_CMD_HOME`nexit`n" | cmd /q 2>&1 | Out-String
$called = cmd /c set | Out-String
& $exe setup cmd --remove
if (-not $typed.Contains("HOME=$files\") -or $called.Contains('VENVHOOK_CMD_')) { throw "AutoRun: $typed$called" }

# The macro file is one that the real doskey takes, names with a colon or a backslash too.
$macros = Get-Content (Join-Path $files 'macros.txt')
cmd /c "doskey /macrofile=`"$files\macros.txt`" && doskey /macros" | Set-Variable taken
foreach ($line in $macros) {
    $name = $line.Split('=')[0]
    if (-not ($taken | Where-Object { $_.StartsWith("$name=") })) { Write-Warning "doskey does not keep: $name" }
}
