# What `venvhook doctor` asks a PowerShell: it is evaluated there, prints lines KEY TAB VALUE, and changes
# nothing.
& {
    Microsoft.PowerShell.Core\Set-StrictMode -Off
    $ErrorActionPreference = 'SilentlyContinue'
    "shell`t$($PSVersionTable.PSVersion)"
    "language`t$($ExecutionContext.SessionState.LanguageMode)"
    $state = $global:__venvhook_state
    if ($state -and $function:__venvhook_check) {
        "loaded`t$($global:__venvhook_version)"
        "bin`t$($global:__venvhook_bin)"
        # A prompt that does not lead to ours is wrapped when the host looks it up, or at the next cd.
        $invoke = $ExecutionContext.SessionState.InvokeCommand
        $heard = @()
        if ($state.Lookup) {
            $heard += @($invoke.PreCommandLookupAction.GetInvocationList()) -contains $state.Lookup
        }
        if ($state.Moved) {
            $heard += @($invoke.LocationChangedAction.GetInvocationList()) -contains $state.Moved
        }
        $mine = "$function:prompt" -match '\A\s*__venvhook_draw [0-9]+\s*\z'
        if ($mine -or $function:prompt -eq $state.Known -or $heard -contains $true) { "ready`t1" }
    }
    if (Microsoft.PowerShell.Management\Test-Path -LiteralPath Alias:deactivate) { "deactivate`talias" }
    elseif ($function:deactivate) { "deactivate`tfunction" }
    $names = 'VIRTUAL_ENV', 'VENVHOOK_ENV', 'VENVHOOK_DISABLE', 'CONDA_DEFAULT_ENV', 'CONDA_PREFIX', 'PATH'
    foreach ($name in $names) {
        $variable = Microsoft.PowerShell.Management\Get-Item -LiteralPath "Env:$name" -ErrorAction Ignore
        "env`t$name=$($variable.Value)"
    }
    $program = Get-Command venvhook -CommandType Application -ErrorAction Ignore | Select-Object -First 1
    "program`t$($program.Path)"
}
