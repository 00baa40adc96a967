# venvhook's hook for Windows PowerShell 5.1 and PowerShell 7. `venvhook init powershell` prints it
# behind a block of values ($__venvhook_bin, _names, _name_list, _has_glob, _trust, _volume): see
# shell/README.md. ASCII only: the text comes in through the console's code page.
#
# Defines the functions __venvhook_* and venvhook; wraps the prompt; adds a handler to
# LocationChangedAction where there is one (PowerShell 6.1). Leaves variables __venvhook_*;
# VENVHOOK_ENV is set while a venv is on.
#
# Until something has changed no program runs, and no cmdlet touches the file system: on Linux one
# Test-Path costs as much as 40 [IO.File]::Exists. Cmdlets are called by their full names, since
# aliases and functions of the person's would come first.

if (-not (Microsoft.PowerShell.Management\Test-Path Variable:Global:__venvhook_state)) {
    # Read-only, as the values are: people tidy up a session by `Remove-Variable *`.
    Microsoft.PowerShell.Utility\Set-Variable __venvhook_state -Scope Global -Option ReadOnly -WhatIf:$false -Confirm:$false -Value @{}
} else {
    # The profile may have set PATH and the prompt anew, around the venv: so it is entered anew.
    $global:__venvhook_state.Stamp = 'again'
}
# What was settled and asked: Settled to Place, and Found, Alive, Asking (the directory of a question that is
# under way), CutShort (it was, and is not asked again here).
# The prompt: Inner, the functions that each of ours wraps; Known, the one that was seen to lead to ours; Drawn,
# which one was drawn last, and Called, those of ours that were called from inside it.
# A venv that this shell entered: Entry, as PATH spells it; Entries, all that entering added; Names, the
# variables looked after, Before and After it; Made, the functions that its script sets, each with what it
# was; Own, the person's functions put aside. UnderWay: enter, leave, drop or own; Rest: what it ends with.
# Left: the entries that leaving took away, each with its venv. Path: PATH as seen last.
& {
    $fresh = @{
        Settled = '|||'; Marker = ''; Venv = ''; Stamp = ''; Times = ''; Off = ''; Place = ''
        Found = ''; Alive = ''; Asking = ''; CutShort = $false
        Busy = $false; Ready = $false; Gone = $false; Depth = 0; Here = ''; Dirs = @(); Inner = @{}; Known = $null
        Moved = $null; Later = $null; Lookup = $null; Called = @(); Drawn = -1
        Entry = ''; Entries = @(); Prefix = ''; Names = @(); Before = @{}; After = @{}; Made = @{}; AfterMade = @{}; Own = @{}
        UnderWay = ''; Rest = @{}; Left = @(); Path = ''; Pydoc = $null
        Idle = ''; Entered = $false; Project = ''; Goodbye = ''
    }
    # Also where an earlier version of this script is loaded.
    foreach ($name in $fresh.Keys) {
        if ($global:__venvhook_state.Keys -notcontains $name) { $global:__venvhook_state[$name] = $fresh[$name] }
    }
}
$global:__venvhook_state.Settled = '|||'
$global:__venvhook_state.Odd = $global:__venvhook_state.Told = ''
$global:__venvhook_state.Full = $ExecutionContext.SessionState.LanguageMode -eq 'FullLanguage'
# .NET 6: [IO.File]::Exists is true of a link that leads nowhere.
$global:__venvhook_state.Links = $PSVersionTable.PSVersion -ge [version]'7.2'
# What activate scripts change besides PATH and VIRTUAL_ENV, and do not all put back.
Microsoft.PowerShell.Utility\Set-Variable __venvhook_kept -Scope Global -Option ReadOnly -Force -WhatIf:$false -Confirm:$false -Value @(
    'PYTHONHOME', 'PKG_CONFIG_PATH', 'TCL_LIBRARY', 'TK_LIBRARY', 'VIRTUAL_ENV_PROMPT'
)

# The directory and each one above it, the root as an empty name; worked out when it changes only. Up
# to the root of a drive or a share: the network would be asked for one above that.
function global:__venvhook_climb($here) {
    $dir = $here -replace '[\\/]\z', ''
    $dirs = @(while ($true) {
            $dir
            if ($dir -match '\A([\\/]{2}[^\\/]+[\\/][^\\/]+|[A-Za-z]:|)\z') { break }
            $dir = $dir -replace '[\\/][^\\/]*\z', ''
        })
    $global:__venvhook_state.Here = $here
    $global:__venvhook_state.Dirs = $dirs
    # What has the first name there and is no venv: the binary tells of it.
    $odd = ''
    if ($global:__venvhook_state.Full) {
        foreach ($dir in $dirs) {
            $marker = "$dir/$(@($global:__venvhook_names)[0])"
            if (-not ([IO.File]::Exists($marker) -or [IO.Directory]::Exists($marker))) { continue }
            if (-not ([IO.File]::Exists("$marker/pyvenv.cfg") -or [IO.File]::Exists("$marker/bin/activate_this.py"))) { $odd = $marker }
            break
        }
    }
    $global:__venvhook_state.Odd = $odd
    if (-not $odd) { $global:__venvhook_state.Told = '' }
    # Another directory: a question that was cut short may be asked again.
    if ($global:__venvhook_state.CutShort) {
        $global:__venvhook_state.CutShort = $false
        $global:__venvhook_state.Settled = '|||'
    }
}

# The nearest directory at or above this one that may stand for a venv.
if ($global:__venvhook_state.Full) {
    function global:__venvhook_look($here) {
        if ($global:__venvhook_state.Here -cne $here) { __venvhook_climb $here }
        foreach ($dir in $global:__venvhook_state.Dirs) {
            foreach ($name in $global:__venvhook_names) {
                $markers = "$dir/$name"
                if ($global:__venvhook_has_glob -and $name -match '[*?]') {
                    $markers = @(try { [IO.Directory]::GetDirectories("$dir/", $name) } catch { $Error.RemoveAt(0) })
                    [array]::Sort($markers, [StringComparer]::Ordinal)
                }
                foreach ($marker in $markers) {
                    if ([IO.Directory]::Exists($marker) -and ([IO.File]::Exists("$marker/pyvenv.cfg") -or
                            [IO.File]::Exists("$marker/bin/activate_this.py") -or
                            [IO.Directory]::Exists("$marker/pyvenv.cfg"))) {
                        return $marker
                    }
                }
            }
            if ([IO.File]::Exists("$dir/pyvenv.cfg") -or [IO.File]::Exists("$dir/bin/activate_this.py")) {
                if ($dir) { return $dir } else { return '/' }
            }
        }
        ''
    }
}
else {
    # ConstrainedLanguage (AppLocker, App Control) has no [IO.File].
    function global:__venvhook_look($here) {
        $PSDefaultParameterValues = @{}
        if ($global:__venvhook_state.Here -cne $here) { __venvhook_climb $here }
        foreach ($dir in $global:__venvhook_state.Dirs) {
            foreach ($name in $global:__venvhook_names) {
                $markers = "$dir/$name"
                if ($name -match '[*?]') {
                    $found = Microsoft.PowerShell.Management\Get-ChildItem -LiteralPath "$dir/" -Directory -Force -ErrorAction Ignore
                    $markers = @($found | ForEach-Object { if ($_.Name -like $name) { $_.FullName } })
                }
                foreach ($marker in $markers) {
                    $signs = "$marker/pyvenv.cfg", "$marker/bin/activate_this.py"
                    if ((Microsoft.PowerShell.Management\Test-Path -LiteralPath $signs -ErrorAction Ignore) -contains $true) { return $marker }
                }
            }
            $signs = "$dir/pyvenv.cfg", "$dir/bin/activate_this.py"
            if ((Microsoft.PowerShell.Management\Test-Path -LiteralPath $signs -ErrorAction Ignore) -contains $true) {
                if ($dir) { return $dir } else { return '/' }
            }
        }
        ''
    }
}

# Whether a file, at the end of all links, is there.
function global:__venvhook_exists($file) {
    if (-not $global:__venvhook_state.Full) {
        return Microsoft.PowerShell.Management\Test-Path -LiteralPath $file -PathType Leaf -ErrorAction Ignore
    }
    if (-not [IO.File]::Exists($file)) { return $false }
    if (-not $global:__venvhook_state.Links) { return $true }
    # Links in a circle throw.
    try { $end = [IO.File]::ResolveLinkTarget($file, $true) } catch { $Error.RemoveAt(0); return $false }
    $null -eq $end -or $end.Exists
}

# When the stamp and what it is about were last written.
function global:__venvhook_times($found, $stamp) {
    if (-not $stamp) { return '' }
    if ($global:__venvhook_state.Full) {
        return "$([IO.File]::GetLastWriteTimeUtc("$found/pyvenv.cfg").Ticks)|$([IO.File]::GetLastWriteTimeUtc($stamp).Ticks)"
    }
    $files = Microsoft.PowerShell.Management\Get-Item -LiteralPath "$found/pyvenv.cfg", $stamp -Force -ErrorAction Ignore
    @($files | ForEach-Object { $_.LastWriteTimeUtc.Ticks }) -join '|'
}

# Looks, and asks only if things are not as they were when they were last settled. Up to there it runs at
# every prompt, under the person's strict mode: nothing that can fail, and (in FullLanguage) no cmdlet.
function global:__venvhook_check {
    $state = $global:__venvhook_state
    if ($state.Busy) { return }
    if ($state.UnderWay -or $state.Asking -or $state.Entered) { __venvhook_act { __venvhook_recover } }
    if ("$env:PATH" -cne $state.Path) { __venvhook_act { __venvhook_mend } }
    if (($state.Idle -or $env:VENVHOOK_DISABLE) -and (__venvhook_is_idle)) { return }
    # Programs run in the file system's current directory wherever else the shell goes.
    if ($PWD.Provider.Name -ne 'FileSystem') { return }
    $here = $PWD.ProviderPath
    $found = __venvhook_look $here
    $alive = ''
    if ($found -and ((__venvhook_exists "$found/bin/python") -or (__venvhook_exists "$found/Scripts/python.exe"))) { $alive = 1 }
    if ("$found|$alive|$env:VIRTUAL_ENV|$env:VENVHOOK_ENV" -ceq $state.Settled -and
        $state.Odd -ceq $state.Told -and
        (__venvhook_times $found $state.Stamp) -ceq $state.Times) { return }
    $state.Found, $state.Alive = $found, $alive
    __venvhook_act { __venvhook_ask $here }
    __venvhook_settle
    if ($state.Entered) { __venvhook_act { __venvhook_recover } }
}

# The same once more behind what other tools do at the prompt and at a change of directory: they may have put
# a PATH of their own back.
function global:__venvhook_check_after {
    $state = $global:__venvhook_state
    if ($state.Ready -and -not $state.Busy -and "$env:PATH" -cne $state.Path) { __venvhook_act { __venvhook_mend } }
}

# What is so now needs no question.
function global:__venvhook_settle {
    $state = $global:__venvhook_state
    $state.Times = __venvhook_times $state.Found $state.Stamp
    $state.Settled = "$($state.Found)|$($state.Alive)|$env:VIRTUAL_ENV|$env:VENVHOOK_ENV"
}

# Does what changes things. Throws nothing, and leaves $Error and $LASTEXITCODE as they were.
function global:__venvhook_act($action) {
    Microsoft.PowerShell.Core\Set-StrictMode -Off
    # Of a person's settings, the scripts and what they call see none.
    $ErrorActionPreference = $WarningPreference = $VerbosePreference = $DebugPreference = 'SilentlyContinue'
    $WhatIfPreference = $false
    $ConfirmPreference = 'None'
    $PSDefaultParameterValues = @{}
    $state = $global:__venvhook_state
    $last = $Error[0]
    $exit = Microsoft.PowerShell.Utility\Get-Variable LASTEXITCODE -Scope Global -ErrorAction Ignore
    if ($null -ne $exit) { $code = $exit.Value }
    try {
        $state.Busy = $true
        & $action
    }
    catch {
        $why = $_.Exception
        while ($why.InnerException) { $why = $why.InnerException }
        # It is said, and so settled.
        $state.Asking = ''
        __venvhook_say "it failed: $($why.Message)"
    }
    finally {
        # Ctrl-C does not reach this block, so nothing in it may take long.
        if ($state.UnderWay -or $state.Asking) { __venvhook_finish }
        $state.Busy = $false
        if ($null -ne $exit) { $global:LASTEXITCODE = $code }
        else { Microsoft.PowerShell.Utility\Remove-Variable LASTEXITCODE -Scope Global -ErrorAction Ignore }
        while ($state.Full -and $Error.Count -and $Error[0] -ne $last) { $Error.RemoveAt(0) }
    }
}

# Ends what was under way when it was interrupted: what was begun is undone, what was being undone is finished.
# Runs nothing of a venv's: that may be what the person has had enough of.
function global:__venvhook_finish {
    $state = $global:__venvhook_state
    $cut = $state.Asking -or $state.UnderWay -eq 'enter'
    switch ($state.UnderWay) {
        'enter' { __venvhook_abandon }
        'leave' { __venvhook_left }
        'drop' { __venvhook_dropped }
        'own' { __venvhook_own_back }
    }
    # Neither asked nor started again until something changes, or the directory does.
    if ($cut) {
        $state.CutShort = $true
        __venvhook_settle
    }
    $state.UnderWay = $state.Asking = ''
}

# The same where not even that could be done at once; and the person's own function, once for each enter.
function global:__venvhook_recover {
    $state = $global:__venvhook_state
    if ($state.UnderWay -or $state.Asking) { __venvhook_finish }
    $entered = $state.Entered
    $state.Entered = $false
    if ($entered -and $env:VIRTUAL_ENV) { __venvhook_call venvhook_enter $env:VIRTUAL_ENV $state.Project }
}

# Undoes what the hook has done, as if it left.
function global:__venvhook_stop {
    if (-not $env:VIRTUAL_ENV -or $env:VIRTUAL_ENV -cne $env:VENVHOOK_ENV) { __venvhook_disown }
    elseif ($global:__venvhook_state.Entry -and $null -ne $function:deactivate) { __venvhook_leave }
    else { __venvhook_drop }
}

function global:__venvhook_is_idle {
    $global:__venvhook_state.Idle -or ($env:VENVHOOK_DISABLE -and $env:VENVHOOK_DISABLE -notmatch '\A(0|no?|f|false|off)\z')
}

function global:__venvhook_say($text, $colour = 'Yellow') {
    if ($global:__venvhook_volume -eq '--quiet') { return }
    __venvhook_write 'venvhook:' $colour
    # What PowerShell says of an error may have several lines.
    Microsoft.PowerShell.Utility\Write-Host " $($text -replace '\s*[\r\n]\s*', ' ' -replace '[\x00-\x1f\x7f-\x9f]', '?')"
}

# Where it is no terminal, Write-Host itself leaves colours out.
function global:__venvhook_write($text, $colour) {
    if ($env:NO_COLOR -or $env:TERM -eq 'dumb') { Microsoft.PowerShell.Utility\Write-Host -NoNewline $text }
    else { Microsoft.PowerShell.Utility\Write-Host -NoNewline -ForegroundColor $colour $text }
}

# Runs the person's own function, if there is one, and what they registered for the event of that name. These
# run here and now, not by the event queue: that comes too late for a leave, and waiting for it never ends
# where an event's own action has changed the directory.
function global:__venvhook_call($name, $venv, $project) {
    $own = @((Microsoft.PowerShell.Management\Get-Item -LiteralPath "Function:$name" -ErrorAction Ignore).ScriptBlock)
    if ($global:__venvhook_state.Full) {
        foreach ($subscriber in $ExecutionContext.Events.GetEventSubscribers($name)) {
            $job = $subscriber.Action
            if ($null -ne $job) { $own += $job.Module.NewBoundScriptBlock([scriptblock]::Create($job.Command)) }
        }
    }
    foreach ($one in $own) {
        if ($null -ne $one) { __venvhook_call_one $name $one $venv $project }
    }
}

# It may fail, but not move the shell on the way (what follows a cd on its line would run elsewhere), nor
# break out of a loop of ours.
function global:__venvhook_call_one($name, $own, $venv, $project) {
    $place = $PWD.Path
    $failed = $null
    # Its own scope: the person's settings hold in it, and not in what is ours.
    $run = {
        $ErrorActionPreference = $global:ErrorActionPreference
        $WarningPreference = $global:WarningPreference
        $VerbosePreference = $global:VerbosePreference
        $DebugPreference = $global:DebugPreference
        $PSDefaultParameterValues = $global:PSDefaultParameterValues
        & $own $venv $project
    }
    foreach ($once in 1) {
        try {
            # What programs write to stderr arrives as errors too, and is none.
            & $run 2>&1 | Microsoft.PowerShell.Core\ForEach-Object {
                if ("$($_.FullyQualifiedErrorId)" -in '', 'NativeCommandError', 'NativeCommandErrorMessage') { $_ } else { $failed = $_ }
            } | Microsoft.PowerShell.Core\Out-Host
        }
        catch { $failed = $_ }
    }
    if ($PWD.Path -cne $place) { Microsoft.PowerShell.Management\Set-Location -LiteralPath $place }
    if ($null -ne $failed) { __venvhook_say "your $name failed: $failed" }
}

# Once for each enter, even if it is interrupted.
function global:__venvhook_call_leave {
    $project = $global:__venvhook_state.Project
    $global:__venvhook_state.Project = ''
    if ($project) { __venvhook_call venvhook_leave $env:VENVHOOK_ENV $project }
}

# The venv is the person's from now on; or they have switched it off: then what that left behind goes too.
function global:__venvhook_disown {
    $state = $global:__venvhook_state
    __venvhook_call_leave
    if ($state.Entry -and -not $env:VIRTUAL_ENV) {
        $values = __venvhook_values_after
        # The script's own `deactivate` has set PATH.
        $values.Remove('PATH')
        foreach ($name in $values.Keys) { __venvhook_set $name $values[$name] }
        __venvhook_unmake $false
        foreach ($name in @($state.Own.Keys)) {
            if ($null -ne (Microsoft.PowerShell.Management\Get-Item -LiteralPath "Function:$name" -ErrorAction Ignore)) { $state.Own.Remove($name) }
        }
        __venvhook_take_note
        __venvhook_own_back
        __venvhook_mend
    }
    $state.Entry = $state.Prefix = ''
    $state.Entries = @()
    $env:VENVHOOK_ENV = $null
}

# Hands the facts to the binary and does what it says. Its answer is lines of data: a verb and
# values, in ASCII. None of it is ever evaluated.
function global:__venvhook_ask($here) {
    $state = $global:__venvhook_state
    $found = $state.Found
    $ours = $env:VIRTUAL_ENV -and $env:VIRTUAL_ENV -ceq $env:VENVHOOK_ENV -and $state.Entry -and $null -ne $function:deactivate
    if ($ours -and (-not $found -or (__venvhook_is_another $found $env:VIRTUAL_ENV))) {
        # Whatever is found here, this venv is to be left: that needs no answer.
        __venvhook_leave
        $state.Marker = $state.Stamp = ''
    }
    $odd = if ($state.Odd -cne $state.Told) { $state.Odd } else { '' }
    $state.Told = $state.Odd
    if (-not $found -and -not $odd -and -not "$env:VIRTUAL_ENV$env:VENVHOOK_ENV") {
        $state.Marker = $state.Venv = $state.Stamp = $state.Off = ''
        return
    }
    if (-not (__venvhook_exists $global:__venvhook_bin)) {
        if (-not $state.Gone) {
            $state.Gone = $true
            __venvhook_say "$global:__venvhook_bin does not exist any more; venvs are not switched until it is back"
        }
        return
    }
    $facts = @("--name=$global:__venvhook_name_list", "--trust=$global:__venvhook_trust", "--pwd=$here",
        "--venv=$env:VIRTUAL_ENV", "--owned=$env:VENVHOOK_ENV", "--was-marker=$($state.Marker)",
        "--was-venv=$($state.Venv)", "--stamp=$($state.Stamp)", "--off=$($state.Off)")
    if ($global:__venvhook_volume) { $facts += $global:__venvhook_volume }
    if ($null -ne $function:deactivate) { $facts += '--function' }
    if ($state.Entry) { $facts += '--entered' }
    if ($odd) { $facts += "--passed=$odd" }
    # Windows PowerShell garbles quotes on the way to a program: nothing is left to garble.
    $facts = @(foreach ($fact in $facts) { [uri]::EscapeDataString($fact) })
    $PSNativeCommandUseErrorActionPreference = $false
    $state.Asking = $here
    $lines = @(& $global:__venvhook_bin hook powershell $facts)
    # Half an answer is none.
    if ($global:LASTEXITCODE -ne 0) {
        # Ended by a signal, and it may be that PowerShell does not hear of the Ctrl-C itself.
        if ($global:LASTEXITCODE -lt 0 -or $global:LASTEXITCODE -gt 128) { $state.CutShort = $true }
        __venvhook_settle
        $state.Asking = ''
        return
    }
    # From here on a step that is interrupted is asked for again.
    $state.Settled = '|||'
    $state.Asking = ''
    foreach ($line in $lines) {
        $verb, $values = "$line".Split("`t")
        $values = @(foreach ($value in $values) { [regex]::Unescape($value) })
        switch -CaseSensitive ($verb) {
            'leave' { __venvhook_leave }
            'drop' { __venvhook_drop }
            'say' { __venvhook_say $values[0] }
            'disown' { __venvhook_disown }
            'enter' { __venvhook_enter @values }
            'settle' { $state.Stamp, $state.Off = $values }
        }
    }
    $state.Marker, $state.Venv = $found, "$env:VIRTUAL_ENV"
}

function global:__venvhook_get($name) {
    $variable = Microsoft.PowerShell.Management\Get-Item -LiteralPath "Env:$name" -ErrorAction Ignore
    if ($null -ne $variable) { $variable.Value }
}

function global:__venvhook_set($name, $value) {
    if ($null -ne $value) { Microsoft.PowerShell.Management\Set-Item -LiteralPath "Env:$name" -Value $value }
    else { Microsoft.PowerShell.Management\Remove-Item -LiteralPath "Env:$name" -ErrorAction Ignore }
}

function global:__venvhook_snapshot {
    $values = @{}
    foreach ($name in @('PATH') + $global:__venvhook_state.Names) { $values[$name] = __venvhook_get $name }
    $values
}

# What an earlier shell or venv left; nothing is on when this is called, so nobody needs it.
function global:__venvhook_forget_saved {
    $saved = '_OLD_VIRTUAL_PATH', '_OLD_VIRTUAL_PYTHONHOME', '_OLD_VIRTUAL_PS1', '_OLD_PKG_CONFIG_PATH',
    '_OLD_VIRTUAL_TCL_LIBRARY', '_OLD_VIRTUAL_TK_LIBRARY', '_OLD_VIRTUAL_PKG_CONFIG_PATH',
    '_OLD_VIRTUAL_PYDOC', '_OLD_VIRTUAL_PROMPT', '_OLD_FISH_PROMPT_OVERRIDE', '_PYTHON_VENV_PROMPT_PREFIX'
    foreach ($name in $saved) {
        __venvhook_set $name $null
        Microsoft.PowerShell.Utility\Remove-Variable $name -Scope Global -Force -ErrorAction Ignore
    }
}

# The person's own functions of these names, which the scripts delete.
function global:__venvhook_own_noted {
    $own = @{}
    foreach ($name in 'pydoc', 'deactivate') {
        $body = (Microsoft.PowerShell.Management\Get-Item -LiteralPath "Function:$name" -ErrorAction Ignore).ScriptBlock
        if ($null -ne $body) { $own[$name] = $body }
    }
    $global:__venvhook_state.Own = $own
}

function global:__venvhook_own_aside {
    foreach ($name in 'pydoc', 'deactivate') {
        Microsoft.PowerShell.Management\Remove-Item -LiteralPath "Function:$name" -Force -ErrorAction Ignore
    }
}

function global:__venvhook_own_back {
    $own = $global:__venvhook_state.Own
    if ($own['pydoc']) { $function:global:pydoc = $own['pydoc'] }
    if ($own['deactivate']) { $function:global:deactivate = $own['deactivate'] }
    $global:__venvhook_state.Own = @{}
    __venvhook_forget_saved
}

# Runs an activate script for its effects. Its own scope takes the variables that it leaves about.
function global:__venvhook_source($script) {
    # Nothing is on, so the script's `deactivate -nondestructive` has nothing to do; an alias of
    # the person's of that name would come before the script's function.
    $alias = Microsoft.PowerShell.Management\Get-Item Alias:deactivate -ErrorAction Ignore
    if ($null -ne $alias) {
        $meant = $alias.Definition
        function __venvhook_nothing { }
        Microsoft.PowerShell.Utility\Set-Alias deactivate __venvhook_nothing -Force
    }
    if ($script -match '[][*?`]') {
        # The makers' scripts take these for wildcards in their own place (facts/powershell.md, G).
        function Get-Item($Path) { Microsoft.PowerShell.Management\Get-Item -LiteralPath $Path -Force }
        function Get-Content($Path) { Microsoft.PowerShell.Management\Get-Content -LiteralPath $Path }
        function Join-Path($Path, $ChildPath, [switch]$Resolve, $ErrorAction) { "$Path/$ChildPath" }
        function Resolve-Path($Path) { $Path -replace '[\\/][^\\/]*[\\/]\.\.\z', '' }
        function Split-Path($Path, [switch]$Parent, [switch]$Leaf) {
            if ($Leaf) { $Path -replace '\A.*[\\/](?=[^\\/])', '' } else { $Path -replace '[\\/][^\\/]*\z', '' }
        }
    }
    $mine = $env:VIRTUAL_ENV_DISABLE_PROMPT
    # The prefix is drawn by our own wrapper: so the person's changes to the prompt meanwhile stay,
    # it is right on the very first prompt, and a read-only prompt does not stop the script.
    $env:VIRTUAL_ENV_DISABLE_PROMPT = '1'
    try { $null = & $script }
    finally {
        __venvhook_set VIRTUAL_ENV_DISABLE_PROMPT $mine
        # One with the option AllScope is the same in every scope.
        if ($null -ne $alias) { Microsoft.PowerShell.Utility\Set-Alias deactivate $meant -Force }
    }
}

function global:__venvhook_enter($venv, $bin, $script, $name, $shown, $project, $hello, $goodbye, $variables, $functions) {
    $state = $global:__venvhook_state
    $separator = [IO.Path]::PathSeparator
    $place = $PWD.Path
    $names = $global:__venvhook_kept
    foreach ($one in "$variables".Split(' ')) { if ($one -and $names -notcontains $one) { $names += $one } }
    $state.Names = $names
    $made = @{}
    foreach ($one in "$functions".Split(' ')) {
        if ($one) { $made[$one] = (Microsoft.PowerShell.Management\Get-Item -LiteralPath "Function:$one" -ErrorAction Ignore).ScriptBlock }
    }
    $state.Made = $made
    __venvhook_own_noted
    $state.Before = __venvhook_snapshot
    # Of Ctrl-C PowerShell hears later than the program that runs: the script may have gone on, and ended.
    $state.UnderWay = 'enter'
    __venvhook_own_aside
    __venvhook_forget_saved
    $why = 'to see why: source it by hand'
    try { __venvhook_source $script }
    catch {
        if ("$($_.CategoryInfo.Category)" -eq 'SecurityError') {
            $why = 'the execution policy does not let it run: see Get-ExecutionPolicy -List'
        }
    }
    if ($PWD.Path -cne $place) { Microsoft.PowerShell.Management\Set-Location -LiteralPath $place }
    # By effect, not by what it says: that is wrong either way (facts/activate.md, sections 3 and 5).
    # uv before 0.2 put the semicolon of Windows after it everywhere.
    if ("$env:PATH" -ceq "$bin;$($state.Before['PATH'])") { $env:PATH = "$bin$separator$($state.Before['PATH'])" }
    $entry = ''
    if (__venvhook_same $env:VIRTUAL_ENV $venv) { $entry = __venvhook_entry_of $bin }
    if (-not $entry) {
        __venvhook_say "$shown did not activate its venv, so venvhook undid it ($why)"
        __venvhook_abandon
        return
    }
    $env:VENVHOOK_ENV = $env:VIRTUAL_ENV
    if (-not $env:VIRTUAL_ENV_PROMPT) { $env:VIRTUAL_ENV_PROMPT = $name }
    $state.Prefix = "($($env:VIRTUAL_ENV_PROMPT -replace '[\x00-\x1f\x7f-\x9f]', '')) "
    $state.Pydoc = $function:pydoc
    $state.After = __venvhook_snapshot
    $state.AfterMade = __venvhook_made_now
    $state.Entry = $entry
    $state.Entries = @(__venvhook_added ("$($state.Before['PATH'])".Split($separator)) ("$env:PATH".Split($separator)))
    $state.Left = @(foreach ($left in $state.Left) { if ($state.Entries -cnotcontains $left.Entry) { $left } })
    $state.Path = "$env:PATH"
    $state.Entered, $state.Project, $state.Goodbye = $true, $project, $goodbye
    $state.UnderWay = ''
    if ($hello) { __venvhook_say $hello Green }
}

# The venv's own entry as PATH spells it, if nothing before it holds a Python that may be run. It need not be
# the first: a script may put a directory of its own before it.
function global:__venvhook_entry_of($bin) {
    $before = @()
    foreach ($item in "$env:PATH".Split([IO.Path]::PathSeparator)) {
        if (__venvhook_same $item $bin) {
            if ($before) {
                # As the shell itself looks for it, which knows what may be run.
                foreach ($python in @(Microsoft.PowerShell.Core\Get-Command -Name python, python3 -CommandType Application -All -ErrorAction Ignore)) {
                    if ($before -contains ("$($python.Source)" -replace '[\\/][^\\/]*\z', '')) { return '' }
                }
            }
            return $item
        }
        $before += $item -replace '[\\/]+\z', ''
    }
    ''
}

# What stands on a search path that did not, or not so often; each once.
function global:__venvhook_added($before, $after) {
    $added = @()
    foreach ($item in $after) {
        $copies = @($after -ceq $item).Count
        if ($added -cnotcontains $item -and $copies -gt @($before -ceq $item).Count) { $added += $item }
    }
    $added
}

# The functions that the script sets, as they are now.
function global:__venvhook_made_now {
    $now = @{}
    foreach ($name in $global:__venvhook_state.Made.Keys) {
        $now[$name] = (Microsoft.PowerShell.Management\Get-Item -LiteralPath "Function:$name" -ErrorAction Ignore).ScriptBlock
    }
    $now
}

# Puts them back: all, or those that are still as the script left them.
function global:__venvhook_unmake($all) {
    $state = $global:__venvhook_state
    $now = __venvhook_made_now
    foreach ($name in @($state.Made.Keys)) {
        if (-not $all -and $now[$name] -ne $state.AfterMade[$name]) { continue }
        if ($null -ne $state.Made[$name]) { Microsoft.PowerShell.Management\Set-Item -LiteralPath "Function:global:$name" -Value $state.Made[$name] }
        else { Microsoft.PowerShell.Management\Remove-Item -LiteralPath "Function:$name" -Force -ErrorAction Ignore }
    }
    $state.Made = @{}
}

# Whether two spellings are of one path.
function global:__venvhook_same($one, $other) {
    $one, $other = foreach ($path in $one, $other) { ("$path" -replace '\A\\\\\?\\', '' -replace '\\', '/').TrimEnd('/') }
    if ([IO.Path]::DirectorySeparatorChar -eq '\') { return $one -eq $other }
    if ($one -ceq $other) { return $true }
    $state = $global:__venvhook_state
    # What is not there throws below, and the first exception of a session takes long.
    if (-not ($state.Full -and $state.Links -and [IO.Directory]::Exists($one) -and [IO.Directory]::Exists($other))) { return $false }
    (__venvhook_real $one) -ceq (__venvhook_real $other)
}

# Whether two paths lead to different places for sure: by no link, and not by another case or form either.
# Where links cannot be read, the binary is asked.
function global:__venvhook_is_another($one, $other) {
    $state = $global:__venvhook_state
    if (-not $state.Full -or -not $state.Links -or [IO.Path]::DirectorySeparatorChar -eq '\') { return $false }
    $one, $other = foreach ($path in $one, $other) { (__venvhook_real $path).Normalize() }
    $one -ne $other
}

# A path without links.
function global:__venvhook_real($path) {
    $parts = @("$path".Split('/'))
    $done = ''
    $links = 0
    for ($i = 0; $i -lt $parts.Count; $i++) {
        $part = $parts[$i]
        if ($part -eq '' -or $part -eq '.') { continue }
        if ($part -eq '..') {
            $done = $done -replace '/[^/]*\z', ''
            continue
        }
        try { $link = [IO.File]::ResolveLinkTarget("$done/$part", $false) } catch { $Error.RemoveAt(0); return $path }
        if ($null -eq $link) { $done = "$done/$part" }
        else {
            if (++$links -gt 40) { return $path }
            $parts = @($link.FullName.Split('/')) + @(if ($i + 1 -lt $parts.Count) { $parts[($i + 1)..($parts.Count - 1)] })
            $i = -1
            $done = ''
        }
    }
    $done
}

# A search path without an entry: without all of its copies, or the first one only.
function global:__venvhook_without($path, $entry, $once) {
    $taken = $false
    $rest = foreach ($item in "$path".Split([IO.Path]::PathSeparator)) {
        if ($item -ceq $entry -and -not ($once -and $taken)) { $taken = $true } else { $item }
    }
    @($rest) -join [IO.Path]::PathSeparator
}

# Puts back what an activation has changed, without the venv's own help.
function global:__venvhook_abandon {
    $state = $global:__venvhook_state
    foreach ($name in $state.Before.Keys) { __venvhook_set $name $state.Before[$name] }
    __venvhook_unmake $true
    __venvhook_ended
}

# The last of undoing and of leaving: nothing is on, and the person's own functions are back.
function global:__venvhook_ended {
    $state = $global:__venvhook_state
    $env:VIRTUAL_ENV = $null
    $env:VENVHOOK_ENV = $null
    $state.Entry = $state.Prefix = $state.Venv = ''
    $state.Entries = @()
    $state.Path = "$env:PATH"
    __venvhook_own_aside
    $state.UnderWay = 'own'
    __venvhook_own_back
    $state.UnderWay = ''
}

# The variables as they are to be once the venv is off: what is still as the script left it goes back, what
# the person changed meanwhile stays, PATH loses what entering added.
function global:__venvhook_values_after {
    $state = $global:__venvhook_state
    $values = __venvhook_snapshot
    $before = "$($state.Before['PATH'])".Split([IO.Path]::PathSeparator)
    foreach ($entry in $state.Entries) { $values['PATH'] = __venvhook_without $values['PATH'] $entry ($before -ccontains $entry) }
    if (-not $values['PATH'] -and -not $state.Before['PATH']) { $values['PATH'] = $state.Before['PATH'] }
    foreach ($name in $state.Names) {
        if ($values[$name] -ceq $state.After[$name]) { $values[$name] = $state.Before[$name] }
    }
    $values
}

# What leaving takes away stays away (__venvhook_mend), but for what the person had on PATH before.
function global:__venvhook_take_note {
    $state = $global:__venvhook_state
    $before = "$($state.Before['PATH'])".Split([IO.Path]::PathSeparator)
    $venv = $env:VENVHOOK_ENV
    foreach ($entry in $state.Entries) { if ($before -cnotcontains $entry) { __venvhook_note_left $entry $venv } }
}

function global:__venvhook_note_left($entry, $venv) {
    $state = $global:__venvhook_state
    $state.Left = @(foreach ($left in $state.Left) { if ($left.Entry -cne $entry) { $left } }) + @{ Entry = $entry; Venv = $venv }
}

function global:__venvhook_leave {
    $state = $global:__venvhook_state
    __venvhook_call_leave
    $state.Rest = __venvhook_values_after
    if ($null -ne $function:pydoc -and $function:pydoc -ne $state.Pydoc) { $state.Own['pydoc'] = $function:pydoc }
    __venvhook_take_note
    $state.UnderWay = 'leave'
    # As a script block: an alias of that name would come first.
    try { $null = & $function:deactivate } catch { $null = $_ }
    __venvhook_left
}

# Whatever `deactivate` has done or not.
function global:__venvhook_left {
    $state = $global:__venvhook_state
    foreach ($name in $state.Rest.Keys) { __venvhook_set $name $state.Rest[$name] }
    __venvhook_unmake $false
    __venvhook_ended
    if ($state.Goodbye) { __venvhook_say $state.Goodbye DarkGray }
}

# PATH was changed by somebody else since it was seen last. Tools keep a copy of it and put it back: what
# leaving took away goes again, and a venv that is on gets its entry back. The rest is not ours.
function global:__venvhook_mend {
    $state = $global:__venvhook_state
    $path = "$env:PATH"
    $items = $path.Split([IO.Path]::PathSeparator)
    $separator = [IO.Path]::PathSeparator
    foreach ($left in $state.Left) {
        # A directory of a script's that is no venv's, put before or behind PATH as it was: that was typed.
        if ($path -cin "$($left.Entry)$separator$($state.Path)", "$($state.Path)$separator$($left.Entry)" -and
            -not (__venvhook_exists "$($left.Entry -replace '[\\/][^\\/]*\z', '')/pyvenv.cfg")) {
            $state.Left = @(foreach ($other in $state.Left) { if ($other.Entry -cne $left.Entry) { $other } })
        }
        elseif ($items -ccontains $left.Entry -and -not ($env:VIRTUAL_ENV -and (__venvhook_same $left.Venv $env:VIRTUAL_ENV))) {
            $path = __venvhook_without $path $left.Entry
        }
    }
    if ($state.Entry -and $env:VIRTUAL_ENV -and $env:VIRTUAL_ENV -ceq $env:VENVHOOK_ENV -and $items -cnotcontains $state.Entry -and
        -not @(foreach ($item in $items) { if (__venvhook_same $item $state.Entry) { $item } }).Count) {
        $path = (@($state.Entry) + @(if ($path) { $path })) -join [IO.Path]::PathSeparator
    }
    if ($path -cne "$env:PATH") { $env:PATH = $path }
    $state.Path = "$env:PATH"
}

# Undoes an inherited venv, whose deactivate stayed in the parent shell. This shell's profile may have sourced
# it again, and then there is one: a maker's names what it saved, the person's own does not.
function global:__venvhook_drop {
    $state = $global:__venvhook_state
    $path = "$env:PATH"
    foreach ($item in $path.Split([IO.Path]::PathSeparator)) {
        if ((__venvhook_same $item "$env:VIRTUAL_ENV/bin") -or (__venvhook_same $item "$env:VIRTUAL_ENV/Scripts")) {
            $path = __venvhook_without $path $item
            __venvhook_note_left $item $env:VIRTUAL_ENV
        }
    }
    $state.Rest = @{ PATH = $path }
    if ($env:PKG_CONFIG_PATH) {
        $rest = __venvhook_without $env:PKG_CONFIG_PATH "$env:VIRTUAL_ENV/lib/pkgconfig"
        $state.Rest['PKG_CONFIG_PATH'] = if ($rest) { $rest } else { $null }
    }
    $state.UnderWay = 'drop'
    if (__venvhook_is_makers) { try { $null = & $function:deactivate } catch { $null = $_ } }
    __venvhook_dropped
}

function global:__venvhook_is_makers { "$function:deactivate" -match '_OLD_VIRTUAL_PATH' }

function global:__venvhook_dropped {
    $state = $global:__venvhook_state
    if (__venvhook_is_makers) { Microsoft.PowerShell.Management\Remove-Item -LiteralPath Function:deactivate -Force -ErrorAction Ignore }
    $prompt = $function:_OLD_VIRTUAL_PROMPT
    if ($null -ne $prompt) {
        $function:global:prompt = $prompt
        Microsoft.PowerShell.Management\Remove-Item -LiteralPath Function:_OLD_VIRTUAL_PROMPT -Force -ErrorAction Ignore
    }
    foreach ($name in $state.Rest.Keys) { __venvhook_set $name $state.Rest[$name] }
    foreach ($name in 'VIRTUAL_ENV', 'VIRTUAL_ENV_PROMPT', 'VENVHOOK_ENV') { __venvhook_set $name $null }
    $state.Entry = $state.Prefix = $state.Venv = ''
    $state.Entries = @()
    $state.Path = "$env:PATH"
    __venvhook_forget_saved
    if ($function:prompt -ne $state.Known) { __venvhook_wrap }
    $state.UnderWay = ''
}

# What every prompt function of ours does: ID tells which prompt it wraps. Inside another of ours it
# only passes on. The prompt inside sees $? as it was.
function global:__venvhook_draw($id) {
    $ok = $?
    $state = $global:__venvhook_state
    $depth = $state.Depth
    $inner = $state.Inner[$id]
    if ($depth -gt 0) { $state.Called += $id }
    else {
        $state.Drawn, $state.Called = $id, @()
        $mine = $function:prompt
        __venvhook_at_prompt
        # A venv that the profile had sourced was dropped, and its `deactivate` has put another prompt there.
        if ($function:prompt -ne $mine) { $inner = $function:prompt }
        __venvhook_draw_prefix
    }
    try {
        $state.Depth = $depth + 1
        if ($ok) { $null = 1 } else { Microsoft.PowerShell.Utility\Write-Error '' -ErrorAction Ignore }
        & $inner
    }
    finally { $state.Depth = $depth }
    if ($depth -eq 0 -and "$env:PATH" -cne $state.Path) { __venvhook_check_after }
}

function global:__venvhook_at_prompt {
    $state = $global:__venvhook_state
    # Another tool has taken the one slot for itself: it keeps it, with ours beside its own.
    if ($state.Place -cne $PWD.Path -or -not $state.Ready) { __venvhook_listen }
    $state.Ready = $true
    $state.Known = $function:prompt
    __venvhook_check
    $state.Place = $PWD.Path
}

function global:__venvhook_draw_prefix {
    $state = $global:__venvhook_state
    # A script that the person sourced over it draws one of its own.
    if ($state.Prefix -and $env:VIRTUAL_ENV -and $env:VIRTUAL_ENV -ceq $env:VENVHOOK_ENV -and -not $env:VIRTUAL_ENV_DISABLE_PROMPT -and
        $null -eq $function:_OLD_VIRTUAL_PROMPT) {
        __venvhook_write $state.Prefix Green
    }
}

# The handler of LocationChangedAction. An exception here would come out of the person's cd.
function global:__venvhook_moved {
    $state = $global:__venvhook_state
    $state.Place = $PWD.Path
    # The first activation waits for the first prompt, so a script or -Command is left alone.
    if (-not $state.Ready) { return }
    __venvhook_check
    if ($function:prompt -ne $state.Known) { __venvhook_wrap }
}

# Makes the prompt ours, if it may be changed.
function global:__venvhook_wrap {
    Microsoft.PowerShell.Core\Set-StrictMode -Off
    $state = $global:__venvhook_state
    $prompt = Microsoft.PowerShell.Management\Get-Item -LiteralPath Function:prompt -ErrorAction Ignore
    if ("$($prompt.Options)" -match 'ReadOnly|Constant') { return }
    if ("$($prompt.ScriptBlock)" -notmatch '\A\s*__venvhook_draw [0-9]+\s*\z') {
        $id = $state.Inner.Count
        if ($state.Full) { $wrapper = [scriptblock]::Create("__venvhook_draw $id") }
        else {
            # Only what is loaded may make code in ConstrainedLanguage: some for as often as the profile is read
            # again, then those that the last prompt did without.
            $wrappers = { __venvhook_draw 0 }, { __venvhook_draw 1 }, { __venvhook_draw 2 }, { __venvhook_draw 3 }
            if ($id -ge $wrappers.Count) {
                $id = @(foreach ($other in 0..3) { if ($other -ne $state.Drawn -and $state.Called -notcontains $other) { $other } })[0]
            }
            if ($null -eq $id) { return }
            $wrapper = $wrappers[$id]
        }
        $state.Inner[$id] = $prompt.ScriptBlock
        $function:global:prompt = $wrapper
    }
    $state.Known = $function:prompt
}

# Puts our handlers first and last in LocationChangedAction, where there is such a thing, and once.
function global:__venvhook_listen {
    $state = $global:__venvhook_state
    if ($null -eq $state.Moved) { return }
    $invoke = $ExecutionContext.SessionState.InvokeCommand
    $others = [Delegate]::RemoveAll([Delegate]::RemoveAll($invoke.LocationChangedAction, $state.Moved), $state.Later)
    $invoke.LocationChangedAction = [Delegate]::Combine([Delegate]::Combine($state.Moved, $others), $state.Later)
}

# The host looks the prompt up before it draws it. The first time, after all profiles, that is the
# moment to wrap what a theme has put there. A read-only prompt (Cmder) cannot be wrapped: there
# this is what runs the hook, at every prompt. $? is read first and made again last.
function global:__venvhook_looked_up {
    Microsoft.PowerShell.Core\Set-StrictMode -Off
    $state = $global:__venvhook_state
    __venvhook_wrap
    if ("$function:prompt" -match '\A\s*__venvhook_draw [0-9]+\s*\z') {
        $invoke = $ExecutionContext.SessionState.InvokeCommand
        $invoke.PreCommandLookupAction = [Delegate]::RemoveAll($invoke.PreCommandLookupAction, $state.Lookup)
    }
    else {
        __venvhook_at_prompt
    }
}

# False if that is not for this shell to say.
function global:__venvhook_turn($to) {
    $state = $global:__venvhook_state
    if ($state.Busy) { return $false }
    $state.Idle = ''
    if ($to -ne 'on' -or -not $env:VIRTUAL_ENV) { __venvhook_act { __venvhook_stop } }
    $state.Settled = $state.Venv = $state.Off = ''
    if ($to -eq 'off --all') { __venvhook_unload }
    elseif ($to -eq 'off') { $state.Idle = '1' }
    elseif (__venvhook_is_idle) { return $false }
    elseif ($state.Ready) {
        __venvhook_check
        # Another's is on: what that keeps off, the binary tells.
        if ($env:VIRTUAL_ENV -and $env:VIRTUAL_ENV -cne $env:VENVHOOK_ENV) { return $false }
    }
    $true
}

# Takes the hook out of this shell, to the last name. A prompt of the person's that calls one of ours
# keeps what it calls.
function global:__venvhook_unload {
    $state = $global:__venvhook_state
    $invoke = $ExecutionContext.SessionState.InvokeCommand
    if ($null -ne $state.Moved) {
        $others = [Delegate]::RemoveAll($invoke.LocationChangedAction, $state.Moved)
        $invoke.LocationChangedAction = [Delegate]::RemoveAll($others, $state.Later)
    }
    if ($null -ne $state.Lookup) {
        $invoke.PreCommandLookupAction = [Delegate]::RemoveAll($invoke.PreCommandLookupAction, $state.Lookup)
    }
    $inner = $state.Inner
    if ("$function:prompt" -match '\A\s*__venvhook_draw ([0-9]+)\s*\z') {
        $id = 0 + $Matches[1]
        $function:global:prompt = $inner[$id]
        $inner.Remove($id)
        # What the prompt did not call (the profile was read again, a theme has replaced it) nobody needs.
        if ($state.Drawn -eq $id) { foreach ($other in @($inner.Keys)) { if ($state.Called -notcontains $other) { $inner.Remove($other) } } }
    }
    Microsoft.PowerShell.Management\Remove-Item -Path Function:venvhook, Function:__venvhook_*, Variable:__venvhook_* -Force
    if ($inner.Count) {
        $global:__venvhook_inner = $inner
        function global:__venvhook_draw($id) { & $global:__venvhook_inner[$id] }
    }
}

# The binary, told what this shell's hook knows. -d, -h and -V are named, or PowerShell would take them for
# parameters of its own, and not shown, or Tab would offer those in place of the binary's options; $? is the
# binary's.
function global:venvhook {
    [CmdletBinding(PositionalBinding = $false)]
    param(
        [Parameter(DontShow = $true, ValueFromRemainingArguments = $true)][object[]]$Words,
        [Parameter(DontShow = $true, ValueFromPipeline = $true)]$InputObject,
        [Parameter(DontShow = $true)][switch]$d,
        [Parameter(DontShow = $true)][switch]$h,
        [Parameter(DontShow = $true)][switch]$V
    )
    Microsoft.PowerShell.Core\Set-StrictMode -Off
    $WhatIfPreference = $false
    $ConfirmPreference = 'None'
    # A parameter's name has no case, an option has: `exec pytest -v` is not to tell pytest's version.
    $Words = @(
        foreach ($word in $Words) { $word }
        foreach ($option in @(if ($d) { '-d' }; if ($h) { '-h' }; if ($V) { '-V' })) {
            if ("$($MyInvocation.Line)" -match "(?<!\S)$option(?!\S)") { $Matches[0] } else { $option }
        }
    )
    if (($Words -join ' ') -cin 'on', 'off', 'off --all' -and (__venvhook_turn ($Words -join ' '))) { return }
    if ($Words.Count -and $Words[0] -cin 'allow', 'deny', 'forget') { $global:__venvhook_state.Settled = '' }
    $told = @{
        VENVHOOK_HOOK = 'powershell'; VENVHOOK_OFF = $global:__venvhook_state.Off
        VENVHOOK_NAME = $global:__venvhook_name_list; VENVHOOK_TRUST = $global:__venvhook_trust
        VENVHOOK_IDLE = $global:__venvhook_state.Idle
        VENVHOOK_FUNCTION = if ($null -ne $function:deactivate) { '1' } else { $null }
    }
    if ($Words.Count -and $Words[0] -ceq 'doctor') {
        # The program's own text, the same for everybody. As a function, which ConstrainedLanguage allows too.
        $probe = (& $global:__venvhook_bin probe powershell) -join "`n"
        Microsoft.PowerShell.Management\Set-Item -LiteralPath Function:__venvhook_probe -Value $probe
        $told.VENVHOOK_SEEN = (__venvhook_probe) -join "`n"
        Microsoft.PowerShell.Management\Remove-Item -LiteralPath Function:__venvhook_probe
    }
    $mine = @{}
    foreach ($name in $told.Keys) {
        $mine[$name] = __venvhook_get $name
        __venvhook_set $name $told[$name]
    }
    try {
        if ($MyInvocation.ExpectingInput) { $input | & $global:__venvhook_bin $Words }
        else { & $global:__venvhook_bin $Words }
    }
    finally { foreach ($name in @($mine.Keys)) { __venvhook_set $name $mine[$name] } }
    # A venv made on purpose is wanted, whatever was switched off here before.
    if ($global:LASTEXITCODE -eq 0 -and $Words.Count -and $Words[0] -ceq 'new') {
        $global:__venvhook_state.Settled = ''
        $global:__venvhook_state.Off = ''
    }
    if ($global:LASTEXITCODE -eq 0 -and $Words.Count -and $Words[0] -cin 'allow', 'deny', 'forget', 'new') { __venvhook_moved }
    if ($global:LASTEXITCODE -ne 0 -and $global:__venvhook_state.Full) {
        $ErrorActionPreference = 'SilentlyContinue'
        $failure = Microsoft.PowerShell.Utility\New-Object Management.Automation.RuntimeException 'venvhook failed'
        $PSCmdlet.WriteError($failure.ErrorRecord)
        $Error.RemoveAt(0)
    }
}

if ($null -eq $function:deactivate) { __venvhook_forget_saved }
if ($global:__venvhook_state.Full) {
    # The types by reflection: 5.1 has not got the first, and a script that names it may not load.
    if ($null -eq $global:__venvhook_state.Lookup) {
        & {
            $slot = $ExecutionContext.SessionState.InvokeCommand.GetType().GetProperty('LocationChangedAction')
            if ($null -ne $slot) {
                $global:__venvhook_state.Moved = { __venvhook_moved } -as $slot.PropertyType
                $global:__venvhook_state.Later = { __venvhook_check_after } -as $slot.PropertyType
            }
        }
        $global:__venvhook_state.Lookup = & {
            $slot = $ExecutionContext.SessionState.InvokeCommand.GetType().GetProperty('PreCommandLookupAction')
            {
                $ok = $?
                if ($args[0] -eq 'prompt' -and $global:__venvhook_state.Depth -eq 0) { __venvhook_looked_up }
                if ($ok) { $null = 1 } else { Microsoft.PowerShell.Utility\Write-Error '' -ErrorAction Ignore }
            } -as $slot.PropertyType
        }
    }
    __venvhook_listen
    & {
        $invoke = $ExecutionContext.SessionState.InvokeCommand
        $others = [Delegate]::RemoveAll($invoke.PreCommandLookupAction, $global:__venvhook_state.Lookup)
        $invoke.PreCommandLookupAction = [Delegate]::Combine($others, $global:__venvhook_state.Lookup)
    }
}
__venvhook_wrap
