# venvhook's hook for Windows PowerShell 5.1 and PowerShell 7. `venvhook init powershell` prints it after a
# block of values (section 1). Its contract, and what every shell's hook keeps to: shell/README.md. ASCII
# only: the text comes in through the console's code page.
#
# The whole story: at each prompt and each change of directory the hook *looks* upwards for a directory that
# may be a venv, the *marker* (section 3). It *compares* what it sees with what it saw when it last asked
# (section 4): nearly always that is the same, and it returns. Else it *asks* the binary, which judges and
# decides, and *applies* the answer (sections 6 to 8): lines of data, the values after tabs, none of it ever
# evaluated. For example, after `cd /b`, in a shell that inherited another venv (<tab> is a tab):
#     drop
#     enter<tab>/b/env<tab>/b/env/bin<tab>/b/env/bin/Activate.ps1<tab>b<tab>/b/env/bin/Activate.ps1<tab>/b
#     settle<tab>/home/me/.local/share/venvhook/stamps/4f1e0c93<tab>
#
# Results: a function returns its result, or it sets the keys of $__venvhook_state that the comment above it
# names. All functions and variables begin with __venvhook_; the only other names are the function `venvhook`
# and the variable VENVHOOK_ENV, which is set while a venv is active.
#
# Cmdlets are called by their full names, since the user's aliases and functions would come first. At an idle
# prompt none touches the file system: on Linux one Test-Path costs as much as 40 [IO.File]::Exists.

# ---- 1. What this shell remembers ----------------------------------------------------------------
# The values that `init` sets above this file, and $__venvhook_state, a hashtable. All of these variables are
# read-only, since people tidy up a session by `Remove-Variable *`.
#
# Set by `init`, with the prefix __venvhook_:
#   bin            the binary, as an absolute path
#   version        the program's version and which script this is, for `venvhook doctor`
#   names          the names to look for; name_list: the same, joined by `:`
#   has_glob       1 if one of the names is a glob
#   trust, volume  options to hand on to the binary
#   wrap_cd        (only bash's hook uses it)

if (-not (Microsoft.PowerShell.Management\Test-Path Variable:Global:__venvhook_state)) {
    Microsoft.PowerShell.Utility\Set-Variable __venvhook_state -Scope Global -Option ReadOnly -WhatIf:$false `
        -Confirm:$false -Value @{}
} else {
    # The profile may have set PATH and the prompt again, around the venv: so the venv is entered again.
    $global:__venvhook_state.Stamp = 'again'
}
& {
    $fresh = @{
        # Look
        Pwd = ''               # the directory that Dirs were worked out for
        Dirs = @()             # it and each directory above it
        Found = ''             # the marker that was found, or ''
        Alive = ''             # 1 if it has an interpreter
        Odd = ''               # what has the first name in Dirs and is not a venv, or ''
        # Compare and ask
        Settled = '|||'        # FOUND|ALIVE|VIRTUAL_ENV|VENVHOOK_ENV of the last question: no news if equal
        Marker = ''            # Found of that time: --was-marker for the binary
        Venv = ''              # VIRTUAL_ENV of that time: --was-venv for the binary
        Told = ''              # the odd thing that the binary was asked about last
        Stamp = ''             # the file whose age pyvenv.cfg must still have; `again` forces a question
        Times = ''             # the ages of both when they were last settled
        Off = ''               # the project whose venv the user deactivated by hand in this shell
        Path = ''              # PATH as it was seen last
        Idle = ''              # 1 after `venvhook off`
        Gone = $false          # whether a message has said that the binary does not exist
        Busy = $false          # whether the hook is changing things: what it sets off is not looked at
        Asking = ''            # the directory of a question under way; set afterwards: Ctrl-C has ended it
        CutShort = $false      # whether a question was ended so: it is asked again after the next cd
        # The venv that this shell entered
        Entry = ''             # its own entry on PATH; '' while no venv is active that this shell entered
        Entries = @()          # all that entering put on PATH
        Left = @()             # the entries that leaving has removed, each with its venv: they stay away
        Project = ''           # its project, until venvhook_leave was called for it
        Goodbye = ''           # the line to print once it was left
        Entered = $false       # whether venvhook_enter is still to be called
        Kept = @()             # the variables that leaving puts back
        Before = @{}           # their values, and PATH's, before entering
        After = @{}            # the same after entering
        Made = @{}             # the functions that its script defines besides `deactivate`, before entering
        AfterMade = @{}        # the same after entering
        Stashed = @{}          # the user's own pydoc and deactivate
        Pydoc = $null          # its `pydoc`, which shows whether the user has defined another since
        UnderWay = ''          # the transition that is being made: enter, leave, drop, or own (functions)
        Rest = @{}             # the variables as leaving or dropping will set them
        # The prompt
        Ready = $false         # whether the first prompt has come: no cd acts before
        Place = ''             # the location of the last prompt or cd
        Inner = @{}            # the prompt that each of our wrappers calls, by the wrapper's number
        Known = $null          # the prompt that was seen to lead to ours
        Depth = 0              # how many of ours are being drawn, one inside another
        Drawn = -1             # the number of the one that was drawn last
        Called = @()           # the numbers of those that were called from inside it
        Prefix = ''            # what is drawn in front of it
        # Our handlers: of LocationChangedAction, the first and the last; of PreCommandLookupAction
        Moved = $null
        Later = $null
        Lookup = $null
    }
    # Also where an earlier version of this script is loaded.
    $state = $global:__venvhook_state
    foreach ($name in $fresh.Keys) { if ($state.Keys -notcontains $name) { $state[$name] = $fresh[$name] } }
}
# What is to be looked for may have changed since the hook was loaded before.
$global:__venvhook_state.Settled = '|||'
$global:__venvhook_state.Odd = $global:__venvhook_state.Told = ''
# Whether .NET may be called: not in ConstrainedLanguage (AppLocker, App Control).
$global:__venvhook_state.Full = $ExecutionContext.SessionState.LanguageMode -eq 'FullLanguage'
# Whether links can be read, which is .NET 6's. There [IO.File]::Exists is true of a link that leads nowhere.
$global:__venvhook_state.Links = $PSVersionTable.PSVersion -ge [version]'7.2'
# What activate scripts change besides PATH and VIRTUAL_ENV, and do not always put back. Other shells' lists
# have PS1, which PowerShell lacks, and SCRIPT_PATH, which only scripts for other shells set.
Microsoft.PowerShell.Utility\Set-Variable __venvhook_usual -Scope Global -Option ReadOnly -Force `
    -WhatIf:$false -Confirm:$false -Value @(
    'PYTHONHOME', 'PKG_CONFIG_PATH', 'TCL_LIBRARY', 'TK_LIBRARY', 'VIRTUAL_ENV_PROMPT'
)

# ---- 2. Where the shell calls in -----------------------------------------------------------------
# At each prompt (our wrapper of it, section 5), at each change of directory (our two handlers of
# LocationChangedAction, PowerShell 6.1), and where the user calls `venvhook`.

function global:__venvhook_at_prompt {
    $state = $global:__venvhook_state
    # Another tool has taken the one slot for itself: it keeps it, with ours around its own.
    if ($state.Place -cne $PWD.Path -or -not $state.Ready) { __venvhook_listen }
    $state.Ready = $true
    $state.Known = $function:prompt
    __venvhook_check
    $state.Place = $PWD.Path
}

# The first handler of LocationChangedAction. An exception here would come out of the user's cd.
function global:__venvhook_after_cd {
    $state = $global:__venvhook_state
    $state.Place = $PWD.Path
    # The first activation waits for the first prompt, so a script or -Command is left alone.
    if (-not $state.Ready) { return }
    __venvhook_check
    if ($function:prompt -ne $state.Known) { __venvhook_wrap }
}

# The last handler of LocationChangedAction, and the end of each prompt: other tools may have put a PATH of
# their own back meanwhile.
function global:__venvhook_after_others {
    $state = $global:__venvhook_state
    if (-not $state.Ready -or $state.Busy) { return }
    if ("$env:PATH" -cne $state.Path) { __venvhook_act { __venvhook_mend } }
}

# The host looks the prompt up before it draws it. The first time, after all profiles, that is the
# moment to wrap what a theme has put there. A read-only prompt (Cmder) cannot be wrapped: there
# this is what runs the hook, at every prompt.
function global:__venvhook_at_lookup {
    Microsoft.PowerShell.Core\Set-StrictMode -Off
    $state = $global:__venvhook_state
    __venvhook_wrap
    if ($null -ne (__venvhook_wrapper_number)) {
        $invoke = $ExecutionContext.SessionState.InvokeCommand
        $invoke.PreCommandLookupAction = [Delegate]::RemoveAll($invoke.PreCommandLookupAction, $state.Lookup)
    }
    else {
        __venvhook_at_prompt
    }
}

# Runs the binary, with this shell's state in its environment. -d, -h and -V are named, or PowerShell would
# take them for parameters of its own, and not shown, or Tab would offer those in place of the binary's
# options; $? is the binary's.
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
    $state = $global:__venvhook_state
    # A parameter's name has no case, an option has: `exec pytest -v` does not ask for pytest's version.
    $Words = @(
        foreach ($word in $Words) { $word }
        foreach ($option in @(if ($d) { '-d' }; if ($h) { '-h' }; if ($V) { '-V' })) {
            if ("$($MyInvocation.Line)" -match "(?<!\S)$option(?!\S)") { $Matches[0] } else { $option }
        }
    )
    $first = if ($Words.Count) { $Words[0] } else { '' }
    $line = $Words -join ' '
    if ($line -cin 'on', 'off', 'off --all' -and (__venvhook_set_hook $line)) { return }
    if ($first -cin 'allow', 'deny', 'forget') { $state.Settled = '' }
    $environment = __venvhook_environment $first
    $mine = @{}
    foreach ($name in $environment.Keys) {
        $mine[$name] = __venvhook_get $name
        __venvhook_assign $name $environment[$name]
    }
    try {
        if ($MyInvocation.ExpectingInput) { $input | & $global:__venvhook_bin $Words }
        else { & $global:__venvhook_bin $Words }
    }
    finally { foreach ($name in @($mine.Keys)) { __venvhook_assign $name $mine[$name] } }
    $failed = $global:LASTEXITCODE -ne 0
    # A venv that was created on purpose is wanted, even if the user deactivated another one here before.
    if (-not $failed -and $first -ceq 'new') { $state.Settled = $state.Off = '' }
    if (-not $failed -and $first -cin 'allow', 'deny', 'forget', 'new') { __venvhook_after_cd }
    if ($failed -and $state.Full) {
        $ErrorActionPreference = 'SilentlyContinue'
        $failure = Microsoft.PowerShell.Utility\New-Object Management.Automation.RuntimeException `
            'venvhook failed'
        $PSCmdlet.WriteError($failure.ErrorRecord)
        $Error.RemoveAt(0)
    }
}

# Returns what the binary reads in its environment, for one of its commands.
function global:__venvhook_environment($command) {
    $state = $global:__venvhook_state
    $values = @{
        VENVHOOK_HOOK = 'powershell'
        VENVHOOK_OFF = $state.Off
        VENVHOOK_NAME = $global:__venvhook_name_list
        VENVHOOK_TRUST = $global:__venvhook_trust
        VENVHOOK_IDLE = $state.Idle
        VENVHOOK_FUNCTION = if ($null -ne $function:deactivate) { '1' } else { $null }
    }
    if ($command -ceq 'doctor') {
        # The program's own text, the same for everybody. As a function, which ConstrainedLanguage allows too.
        $probe = (& $global:__venvhook_bin probe powershell) -join "`n"
        Microsoft.PowerShell.Management\Set-Item -LiteralPath Function:__venvhook_probe -Value $probe
        $values.VENVHOOK_SEEN = (__venvhook_probe) -join "`n"
        Microsoft.PowerShell.Management\Remove-Item -LiteralPath Function:__venvhook_probe
    }
    $values
}

# ---- 3. Look -------------------------------------------------------------------------------------
# What an idle prompt costs. In FullLanguage it calls no cmdlet, and what to look for is worked out only when
# the directory changes. The two signs of a venv are pyvenv.cfg and, from virtualenv before 20,
# activate_this.py.

# Returns the nearest directory, at or above this one, that may be a venv, or ''.
if ($global:__venvhook_state.Full) {
    function global:__venvhook_look($here) {
        if ($global:__venvhook_state.Pwd -cne $here) { __venvhook_climb $here }
        foreach ($dir in $global:__venvhook_state.Dirs) {
            foreach ($name in $global:__venvhook_names) {
                $markers = "$dir/$name"
                if ($global:__venvhook_has_glob -and $name -match '[*?]') {
                    $markers = @(
                        try { [IO.Directory]::GetDirectories("$dir/", $name) } catch { $Error.RemoveAt(0) }
                    )
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
    # ConstrainedLanguage has no [IO.File].
    function global:__venvhook_look($here) {
        $PSDefaultParameterValues = @{}
        if ($global:__venvhook_state.Pwd -cne $here) { __venvhook_climb $here }
        foreach ($dir in $global:__venvhook_state.Dirs) {
            foreach ($name in $global:__venvhook_names) {
                $markers = "$dir/$name"
                if ($name -match '[*?]') {
                    $found = Microsoft.PowerShell.Management\Get-ChildItem -LiteralPath "$dir/" -Directory `
                        -Force -ErrorAction Ignore
                    $markers = @($found | ForEach-Object { if ($_.Name -like $name) { $_.FullName } })
                }
                foreach ($marker in $markers) {
                    if (__venvhook_has_sign $marker) { return $marker }
                }
            }
            if (__venvhook_has_sign $dir) {
                if ($dir) { return $dir } else { return '/' }
            }
        }
        ''
    }
    function global:__venvhook_has_sign($dir) {
        $signs = "$dir/pyvenv.cfg", "$dir/bin/activate_this.py"
        (Microsoft.PowerShell.Management\Test-Path -LiteralPath $signs -ErrorAction Ignore) -contains $true
    }
}

# Where the directory has changed. Sets Pwd and Dirs: it and each directory above it, the root as an empty
# name; and Odd. Up to the root of a drive or a share: the network would be asked for one above that.
function global:__venvhook_climb($here) {
    $state = $global:__venvhook_state
    $dir = $here -replace '[\\/]\z', ''
    $dirs = @(while ($true) {
            $dir
            if ($dir -match '\A([\\/]{2}[^\\/]+[\\/][^\\/]+|[A-Za-z]:|)\z') { break }
            $dir = $dir -replace '[\\/][^\\/]*\z', ''
        })
    $state.Pwd = $here
    $state.Dirs = $dirs
    $state.Odd = if ($state.Full) { __venvhook_find_odd $dirs } else { '' }
    if (-not $state.Odd) { $state.Told = '' }
    # Another directory: a question that was cut short may be asked again.
    if ($state.CutShort) {
        $state.CutShort = $false
        $state.Settled = '|||'
    }
}

# Returns what has the first name in one of the directories and is not a venv, or ''.
function global:__venvhook_find_odd($dirs) {
    foreach ($dir in $dirs) {
        $marker = "$dir/$(@($global:__venvhook_names)[0])"
        if (-not ([IO.File]::Exists($marker) -or [IO.Directory]::Exists($marker))) { continue }
        if ([IO.File]::Exists("$marker/pyvenv.cfg")) { break }
        if ([IO.File]::Exists("$marker/bin/activate_this.py")) { break }
        return $marker
    }
    ''
}

# Whether a file, at the end of all links, exists.
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
    $files = "$found/pyvenv.cfg", $stamp
    if ($global:__venvhook_state.Full) {
        return @(foreach ($file in $files) { [IO.File]::GetLastWriteTimeUtc($file).Ticks }) -join '|'
    }
    $files = Microsoft.PowerShell.Management\Get-Item -LiteralPath $files -Force -ErrorAction Ignore
    @($files | ForEach-Object { $_.LastWriteTimeUtc.Ticks }) -join '|'
}

# Whether two spellings are of one path.
function global:__venvhook_same($one, $other) {
    $one, $other = foreach ($path in $one, $other) {
        ("$path" -replace '\A\\\\\?\\', '' -replace '\\', '/').TrimEnd('/')
    }
    if ([IO.Path]::DirectorySeparatorChar -eq '\') { return $one -eq $other }
    if ($one -ceq $other) { return $true }
    $state = $global:__venvhook_state
    if (-not ($state.Full -and $state.Links)) { return $false }
    # What does not exist throws below, and the first exception of a session takes long.
    if (-not ([IO.Directory]::Exists($one) -and [IO.Directory]::Exists($other))) { return $false }
    (__venvhook_real $one) -ceq (__venvhook_real $other)
}

# Whether two paths certainly lead to different places: by no link, and not by another case or Unicode form
# either. Where links cannot be read, the binary is asked.
function global:__venvhook_is_another($one, $other) {
    $state = $global:__venvhook_state
    if (-not ($state.Full -and $state.Links)) { return $false }
    if ([IO.Path]::DirectorySeparatorChar -eq '\') { return $false }
    $one, $other = foreach ($path in $one, $other) { (__venvhook_real $path).Normalize() }
    $one -ne $other
}

# Returns a path without links.
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
        try { $link = [IO.File]::ResolveLinkTarget("$done/$part", $false) }
        catch { $Error.RemoveAt(0); return $path }
        if ($null -eq $link) { $done = "$done/$part" }
        else {
            if (++$links -gt 40) { return $path }
            $more = @(if ($i + 1 -lt $parts.Count) { $parts[($i + 1)..($parts.Count - 1)] })
            $parts = @($link.FullName.Split('/')) + $more
            $i = -1
            $done = ''
        }
    }
    $done
}

# ---- 4. Compare and ask --------------------------------------------------------------------------
# The binary is asked only where something differs from what was settled last. Before that, what Ctrl-C has
# ended half-way is finished or undone (recover), and a PATH that others have changed is put right (mend).

# Looks, and asks only if something is not as it was when it was last settled. Up to there it runs at every
# prompt, under the user's strict mode: nothing that can fail, and (in FullLanguage) no cmdlet.
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
    if ($found -and ((__venvhook_exists "$found/bin/python") -or
            (__venvhook_exists "$found/Scripts/python.exe"))) { $alive = 1 }
    if ("$found|$alive|$env:VIRTUAL_ENV|$env:VENVHOOK_ENV" -ceq $state.Settled -and
        $state.Odd -ceq $state.Told -and
        (__venvhook_times $found $state.Stamp) -ceq $state.Times) { return }
    $state.Found, $state.Alive = $found, $alive
    __venvhook_act { __venvhook_ask $here }
    __venvhook_settle_now
    if ($state.Entered) { __venvhook_act { __venvhook_recover } }
}

function global:__venvhook_is_idle {
    $disable = $env:VENVHOOK_DISABLE
    $global:__venvhook_state.Idle -or ($disable -and $disable -notmatch '\A(0|no?|f|false|off)\z')
}

# Asks about what is found, if that needs an answer.
function global:__venvhook_ask($here) {
    $state = $global:__venvhook_state
    $found = $state.Found
    __venvhook_leave_behind
    $odd = if ($state.Odd -cne $state.Told) { $state.Odd } else { '' }
    $state.Told = $state.Odd
    if (-not $found -and -not $odd -and -not "$env:VIRTUAL_ENV$env:VENVHOOK_ENV") {
        $state.Marker = $state.Venv = $state.Stamp = $state.Off = ''
        return
    }
    if (-not (__venvhook_exists $global:__venvhook_bin)) {
        if (-not $state.Gone) {
            $state.Gone = $true
            $bin = $global:__venvhook_bin
            __venvhook_say "$bin does not exist any more; venvs are not switched until it is back"
        }
        return
    }
    __venvhook_answer $here $odd
}

# Leaves the venv that this shell entered where another one is found, or none: that needs no answer.
function global:__venvhook_leave_behind {
    $state = $global:__venvhook_state
    if (-not (__venvhook_is_here) -or $null -eq $function:deactivate) { return }
    if ($state.Found -and -not (__venvhook_is_another $state.Found $env:VIRTUAL_ENV)) { return }
    __venvhook_leave
    $state.Marker = $state.Stamp = ''
}

# Gives the facts to the binary, and does what it answers.
function global:__venvhook_answer($here, $odd) {
    $state = $global:__venvhook_state
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
    # What a binary that was stopped has printed so far is not an answer.
    if ($global:LASTEXITCODE -ne 0) {
        # Ended by a signal, and it may be that PowerShell does not hear of the Ctrl-C itself.
        if ($global:LASTEXITCODE -lt 0 -or $global:LASTEXITCODE -gt 128) { $state.CutShort = $true }
        __venvhook_settle_now
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
    $state.Marker, $state.Venv = $state.Found, "$env:VIRTUAL_ENV"
}

# Remembers what is so now: it needs no question.
function global:__venvhook_settle_now {
    $state = $global:__venvhook_state
    $state.Times = __venvhook_times $state.Found $state.Stamp
    $state.Settled = "$($state.Found)|$($state.Alive)|$env:VIRTUAL_ENV|$env:VENVHOOK_ENV"
}

# Whether the venv that this shell entered is active.
function global:__venvhook_is_here {
    $global:__venvhook_state.Entry -and $env:VIRTUAL_ENV -and $env:VIRTUAL_ENV -ceq $env:VENVHOOK_ENV
}

# Runs what changes things. Throws nothing, and leaves $Error and $LASTEXITCODE as they were.
function global:__venvhook_act($action) {
    Microsoft.PowerShell.Core\Set-StrictMode -Off
    # The scripts, and what they call, see none of the user's settings.
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
        # A message has said it: it is not asked again.
        $state.Asking = ''
        __venvhook_say "it failed: $($why.Message)"
    }
    finally {
        # Ctrl-C does not reach this block, so nothing in it may take long.
        if ($state.UnderWay -or $state.Asking) { __venvhook_finish_or_undo }
        $state.Busy = $false
        if ($null -ne $exit) { $global:LASTEXITCODE = $code }
        else { Microsoft.PowerShell.Utility\Remove-Variable LASTEXITCODE -Scope Global -ErrorAction Ignore }
        while ($state.Full -and $Error.Count -and $Error[0] -ne $last) { $Error.RemoveAt(0) }
    }
}

# Where a transition was interrupted: entering is undone, the others are finished. Runs nothing of a venv's:
# that may be what the user wanted to stop.
function global:__venvhook_finish_or_undo {
    $state = $global:__venvhook_state
    $cut = $state.Asking -or $state.UnderWay -eq 'enter'
    switch ($state.UnderWay) {
        'enter' { __venvhook_undo_enter }
        'leave' { __venvhook_finish_leave }
        'drop' { __venvhook_finish_drop }
        'own' { __venvhook_unstash_functions }
    }
    # Neither asked nor started again until something changes, or the directory does.
    if ($cut) {
        $state.CutShort = $true
        __venvhook_settle_now
    }
    $state.UnderWay = $state.Asking = ''
}

# The same at the next look, where not even that was run; and the own hook that is still to be called.
function global:__venvhook_recover {
    $state = $global:__venvhook_state
    if ($state.UnderWay -or $state.Asking) { __venvhook_finish_or_undo }
    if ($state.Entered) { __venvhook_greet }
}

# Where PATH has changed: removes what other tools have put back of a venv that was left, and puts the entry
# of the active one back if they have removed it. The rest of PATH stays as it is.
function global:__venvhook_mend {
    $state = $global:__venvhook_state
    $path = "$env:PATH"
    $separator = [IO.Path]::PathSeparator
    $items = $path.Split($separator)
    foreach ($left in $state.Left) {
        if (__venvhook_is_typed $left.Entry $path) {
            $state.Left = @(foreach ($other in $state.Left) { if ($other.Entry -cne $left.Entry) { $other } })
        }
        elseif ($items -ccontains $left.Entry -and -not (__venvhook_is_in_use $left.Venv)) {
            $path = __venvhook_without $path $left.Entry
        }
    }
    if ((__venvhook_is_here) -and $items -cnotcontains $state.Entry -and
        -not @(foreach ($item in $items) { if (__venvhook_same $item $state.Entry) { $item } }).Count) {
        $path = (@($state.Entry) + @(if ($path) { $path })) -join $separator
    }
    if ($path -cne "$env:PATH") { $env:PATH = $path }
    $state.Path = "$env:PATH"
}

# Whether a venv is active now, whoever activated it.
function global:__venvhook_is_in_use($venv) { $env:VIRTUAL_ENV -and (__venvhook_same $venv $env:VIRTUAL_ENV) }

# Whether the user has put an entry on this PATH: it is the first or the last, and the rest is as it was. An
# entry of a venv's own is not taken for that.
function global:__venvhook_is_typed($entry, $path) {
    $separator = [IO.Path]::PathSeparator
    $before = $global:__venvhook_state.Path
    $path -cin "$entry$separator$before", "$before$separator$entry" -and
    -not (__venvhook_exists "$($entry -replace '[\\/][^\\/]*\z', '')/pyvenv.cfg")
}

# A message of the hook's own, or of the binary's.
function global:__venvhook_say($text, $colour = 'Yellow') {
    if ($global:__venvhook_volume -eq '--quiet') { return }
    __venvhook_write 'venvhook:' $colour
    # What PowerShell says of an error may have several lines.
    $text = $text -replace '\s*[\r\n]\s*', ' ' -replace '[\x00-\x1f\x7f-\x9f]', '?'
    Microsoft.PowerShell.Utility\Write-Host " $text"
}

# Where the output is not a terminal, Write-Host itself leaves colours out.
function global:__venvhook_write($text, $colour) {
    if ($env:NO_COLOR -or $env:TERM -eq 'dumb') { Microsoft.PowerShell.Utility\Write-Host -NoNewline $text }
    else { Microsoft.PowerShell.Utility\Write-Host -NoNewline -ForegroundColor $colour $text }
}

# ---- 5. Install ----------------------------------------------------------------------------------
# The prompt is wrapped once, at the first prompt, and stays so: the wrapper runs the hook, draws the prefix
# and calls the prompt that was there. What runs when this file is loaded is at its end.

# Makes the prompt ours, if it may be changed.
function global:__venvhook_wrap {
    Microsoft.PowerShell.Core\Set-StrictMode -Off
    $state = $global:__venvhook_state
    $prompt = Microsoft.PowerShell.Management\Get-Item -LiteralPath Function:prompt -ErrorAction Ignore
    if ("$($prompt.Options)" -match 'ReadOnly|Constant') { return }
    if ($null -eq (__venvhook_wrapper_number)) {
        $id = $state.Inner.Count
        if ($state.Full) { $wrapper = [scriptblock]::Create("__venvhook_draw $id") }
        else {
            # In ConstrainedLanguage a wrapper must be written here: some for as often as the profile is read
            # again, then those that the last prompt did not need.
            $wrappers = { __venvhook_draw 0 }, { __venvhook_draw 1 }, { __venvhook_draw 2 },
            { __venvhook_draw 3 }
            if ($id -ge $wrappers.Count) {
                $in_use = @($state.Drawn) + $state.Called
                $id = @(foreach ($other in 0..3) { if ($in_use -notcontains $other) { $other } })[0]
            }
            if ($null -eq $id) { return }
            $wrapper = $wrappers[$id]
        }
        $state.Inner[$id] = $prompt.ScriptBlock
        $function:global:prompt = $wrapper
    }
    $state.Known = $function:prompt
}

# Returns the number of the wrapper that the prompt is, or $null if it is not ours.
function global:__venvhook_wrapper_number {
    if ("$function:prompt" -match '\A\s*__venvhook_draw ([0-9]+)\s*\z') { 0 + $Matches[1] }
}

# What each wrapper calls: ID says which prompt is inside, which sees $? as it was. Inside another of ours it
# only passes on.
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
    if ($depth -eq 0 -and "$env:PATH" -cne $state.Path) { __venvhook_after_others }
}

function global:__venvhook_draw_prefix {
    $prefix = $global:__venvhook_state.Prefix
    # A script that the user sources over ours draws a prefix of its own.
    if ($prefix -and $env:VIRTUAL_ENV -and $env:VIRTUAL_ENV -ceq $env:VENVHOOK_ENV -and
        -not $env:VIRTUAL_ENV_DISABLE_PROMPT -and $null -eq $function:_OLD_VIRTUAL_PROMPT) {
        __venvhook_write $prefix Green
    }
}

# Puts our handlers first and last in LocationChangedAction, where PowerShell has that, and once.
function global:__venvhook_listen {
    $state = $global:__venvhook_state
    if ($null -eq $state.Moved) { return }
    $invoke = $ExecutionContext.SessionState.InvokeCommand
    $others = [Delegate]::RemoveAll($invoke.LocationChangedAction, $state.Moved)
    $others = [Delegate]::Combine($state.Moved, [Delegate]::RemoveAll($others, $state.Later))
    $invoke.LocationChangedAction = [Delegate]::Combine($others, $state.Later)
}

# Removes all our handlers.
function global:__venvhook_unlisten {
    $state = $global:__venvhook_state
    $invoke = $ExecutionContext.SessionState.InvokeCommand
    if ($null -ne $state.Moved) {
        $others = [Delegate]::RemoveAll($invoke.LocationChangedAction, $state.Moved)
        $invoke.LocationChangedAction = [Delegate]::RemoveAll($others, $state.Later)
    }
    if ($null -ne $state.Lookup) {
        $invoke.PreCommandLookupAction = [Delegate]::RemoveAll($invoke.PreCommandLookupAction, $state.Lookup)
    }
}

# Deletes what an earlier shell or venv has saved. No venv is active when this is called, so nothing needs it.
function global:__venvhook_forget_old_virtual {
    $saved = '_OLD_VIRTUAL_PATH', '_OLD_VIRTUAL_PYTHONHOME', '_OLD_VIRTUAL_PS1', '_OLD_PKG_CONFIG_PATH',
    '_OLD_VIRTUAL_TCL_LIBRARY', '_OLD_VIRTUAL_TK_LIBRARY', '_OLD_VIRTUAL_PKG_CONFIG_PATH',
    '_OLD_VIRTUAL_PYDOC', '_OLD_VIRTUAL_PROMPT', '_OLD_FISH_PROMPT_OVERRIDE', '_PYTHON_VENV_PROMPT_PREFIX'
    foreach ($name in $saved) {
        __venvhook_assign $name $null
        Microsoft.PowerShell.Utility\Remove-Variable $name -Scope Global -Force -ErrorAction Ignore
    }
}

# ---- 6. Enter, leave, drop, disown ---------------------------------------------------------------
# The steps of the binary's answer. A transition first sets all that it goes by, then UnderWay, and clears
# that last; what is done while it is set can be done twice. So finish_or_undo can end it after a Ctrl-C.

# Runs SCRIPT and checks by effect that VENV is active: VIRTUAL_ENV leads to it, and BIN is on PATH before any
# other Python. Else all is put back, and a message names SCRIPT as SHOWN. GREETING and GOODBYE are printed
# after entering and after leaving; VARIABLES and FUNCTIONS are what SCRIPT sets besides what every maker's
# does.
function global:__venvhook_enter(
    $venv, $bin, $script, $name, $shown, $project, $greeting, $goodbye, $variables, $functions
) {
    $state = $global:__venvhook_state
    $place = $PWD.Path
    __venvhook_note_touched $variables $functions
    __venvhook_stash_functions
    $state.Before = __venvhook_snapshot
    # PowerShell hears of a Ctrl-C later than the program that runs: the script may have gone on, and ended.
    $state.UnderWay = 'enter'
    __venvhook_remove_functions
    __venvhook_forget_old_virtual
    $why = 'to see the error, source it yourself'
    try { __venvhook_source $script }
    catch {
        if ("$($_.CategoryInfo.Category)" -eq 'SecurityError') {
            $why = 'the execution policy does not let it run: see Get-ExecutionPolicy -List'
        }
    }
    if ($PWD.Path -cne $place) { Microsoft.PowerShell.Management\Set-Location -LiteralPath $place }
    $before = $state.Before['PATH']
    # uv before 0.2 wrote Windows' semicolon after it on every system.
    if ("$env:PATH" -ceq "$bin;$before") { $env:PATH = "$bin$([IO.Path]::PathSeparator)$before" }
    # By effect: a script's own result proves nothing (docs/activate-scripts.md, "Success").
    $entry = if (__venvhook_same $env:VIRTUAL_ENV $venv) { __venvhook_find_entry $bin } else { '' }
    if (-not $entry) {
        __venvhook_say "$shown did not activate its venv, so venvhook undid it ($why)"
        __venvhook_undo_enter
        return
    }
    $env:VENVHOOK_ENV = $env:VIRTUAL_ENV
    if (-not $env:VIRTUAL_ENV_PROMPT) { $env:VIRTUAL_ENV_PROMPT = $name }
    $state.Prefix = "($($env:VIRTUAL_ENV_PROMPT -replace '[\x00-\x1f\x7f-\x9f]', '')) "
    $state.Pydoc = $function:pydoc
    $state.After = __venvhook_snapshot
    $state.AfterMade = __venvhook_made_now
    __venvhook_note_entries $entry
    $state.Path = "$env:PATH"
    $state.Entered, $state.Project, $state.Goodbye = $true, $project, $goodbye
    $state.UnderWay = ''
    if ($greeting) { __venvhook_say $greeting Green }
}

# Runs an activate script for its effects. The scope of this function takes the variables that it leaves
# behind.
function global:__venvhook_source($script) {
    # No venv is active, so the script's `deactivate -nondestructive` has nothing to do; an alias of
    # the user's of that name would come before the script's function.
    $alias = Microsoft.PowerShell.Management\Get-Item Alias:deactivate -ErrorAction Ignore
    if ($null -ne $alias) {
        $meant = $alias.Definition
        function __venvhook_nothing { }
        Microsoft.PowerShell.Utility\Set-Alias deactivate __venvhook_nothing -Force
    }
    $mine = $env:VIRTUAL_ENV_DISABLE_PROMPT
    # The prefix is drawn by our own wrapper: so the prompt may be changed meanwhile, the prefix
    # is right on the very first prompt, and a read-only prompt does not stop the script.
    $env:VIRTUAL_ENV_DISABLE_PROMPT = '1'
    try {
        if ($script -match '[][*?`]') { __venvhook_run_literally $script } else { $null = & $script }
    }
    finally {
        __venvhook_assign VIRTUAL_ENV_DISABLE_PROMPT $mine
        # One with the option AllScope is the same in every scope.
        if ($null -ne $alias) { Microsoft.PowerShell.Utility\Set-Alias deactivate $meant -Force }
    }
}

# Returns the venv's own entry as PATH spells it, or '' if something before it has a Python that can be run.
# It need not be the first: a script may put a directory of its own before it.
function global:__venvhook_find_entry($bin) {
    $before = @()
    foreach ($item in "$env:PATH".Split([IO.Path]::PathSeparator)) {
        if (__venvhook_same $item $bin) {
            if ($before) {
                # As the shell itself looks for it, which knows what can be run.
                $pythons = Microsoft.PowerShell.Core\Get-Command -Name python, python3 -All `
                    -CommandType Application -ErrorAction Ignore
                foreach ($python in @($pythons)) {
                    if ($before -contains ("$($python.Source)" -replace '[\\/][^\\/]*\z', '')) { return '' }
                }
            }
            return $item
        }
        $before += $item -replace '[\\/]+\z', ''
    }
    ''
}

# Sets Entry, and Entries by what is on PATH now and was not before, or not so often; and corrects Left.
function global:__venvhook_note_entries($entry) {
    $state = $global:__venvhook_state
    $before = "$($state.Before['PATH'])".Split([IO.Path]::PathSeparator)
    $after = "$env:PATH".Split([IO.Path]::PathSeparator)
    $entries = @()
    foreach ($item in $after) {
        $is_more = @($after -ceq $item).Count -gt @($before -ceq $item).Count
        if ($is_more -and $entries -cnotcontains $item) { $entries += $item }
    }
    $state.Entry = $entry
    $state.Entries = $entries
    $state.Left = @(foreach ($left in $state.Left) { if ($entries -cnotcontains $left.Entry) { $left } })
}

# Puts all back as it was, however far the script has come, without the venv's own help.
function global:__venvhook_undo_enter {
    $state = $global:__venvhook_state
    foreach ($name in $state.Before.Keys) { __venvhook_assign $name $state.Before[$name] }
    __venvhook_functions_back $true
    __venvhook_end_active
}

function global:__venvhook_leave {
    $state = $global:__venvhook_state
    __venvhook_run_own_leave
    $state.Rest = __venvhook_values_after
    $pydoc = $function:pydoc
    if ($null -ne $pydoc -and $pydoc -ne $state.Pydoc) { $state.Stashed['pydoc'] = $pydoc }
    __venvhook_note_all_left
    $state.UnderWay = 'leave'
    # As a script block: an alias of that name would come first.
    try { $null = & $function:deactivate } catch { $null = $_ }
    __venvhook_finish_leave
}

# The same result, whatever `deactivate` has done.
function global:__venvhook_finish_leave {
    $state = $global:__venvhook_state
    __venvhook_variables_back
    __venvhook_functions_back $false
    __venvhook_end_active
    if ($state.Goodbye) { __venvhook_say $state.Goodbye DarkGray }
}

# The last of undoing and of leaving: no venv is active, and the user's own functions are back.
function global:__venvhook_end_active {
    $state = $global:__venvhook_state
    $env:VIRTUAL_ENV = $null
    $env:VENVHOOK_ENV = $null
    __venvhook_forget_entry
    __venvhook_remove_functions
    $state.UnderWay = 'own'
    __venvhook_unstash_functions
    $state.UnderWay = ''
}

# No venv is active that this shell entered.
function global:__venvhook_forget_entry {
    $state = $global:__venvhook_state
    $state.Entry = $state.Prefix = $state.Venv = ''
    $state.Entries = @()
    $state.Path = "$env:PATH"
}

# Undoes an inherited venv, whose deactivate stayed in the parent shell. This shell's profile may have sourced
# it again, and then there is one: a maker's names what it saved, the user's own does not.
function global:__venvhook_drop {
    $state = $global:__venvhook_state
    $path = "$env:PATH"
    foreach ($item in $path.Split([IO.Path]::PathSeparator)) {
        if ((__venvhook_same $item "$env:VIRTUAL_ENV/bin") -or
            (__venvhook_same $item "$env:VIRTUAL_ENV/Scripts")) {
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
    __venvhook_finish_drop
}

# Whether `deactivate` is a maker's.
function global:__venvhook_is_makers { "$function:deactivate" -match '_OLD_VIRTUAL_PATH' }

function global:__venvhook_finish_drop {
    $state = $global:__venvhook_state
    if (__venvhook_is_makers) { __venvhook_remove_function deactivate }
    $prompt = $function:_OLD_VIRTUAL_PROMPT
    if ($null -ne $prompt) {
        $function:global:prompt = $prompt
        __venvhook_remove_function _OLD_VIRTUAL_PROMPT
    }
    __venvhook_variables_back
    foreach ($name in 'VIRTUAL_ENV', 'VIRTUAL_ENV_PROMPT', 'VENVHOOK_ENV') { __venvhook_assign $name $null }
    __venvhook_forget_entry
    __venvhook_forget_old_virtual
    if ($function:prompt -ne $state.Known) { __venvhook_wrap }
    $state.UnderWay = ''
}

# The venv is the user's from now on; if they have deactivated it by hand, what that left behind is put back.
function global:__venvhook_disown {
    $state = $global:__venvhook_state
    __venvhook_run_own_leave
    if ($state.Entry -and -not $env:VIRTUAL_ENV) {
        $state.Rest = __venvhook_values_after
        # The script's own `deactivate` has set PATH.
        $state.Rest.Remove('PATH')
        __venvhook_variables_back
        __venvhook_functions_back $false
        foreach ($name in @($state.Stashed.Keys)) {
            if ($null -ne (__venvhook_function $name)) { $state.Stashed.Remove($name) }
        }
        __venvhook_note_all_left
        __venvhook_unstash_functions
        __venvhook_mend
    }
    $state.Entry = $state.Prefix = ''
    $state.Entries = @()
    $env:VENVHOOK_ENV = $null
}

# ---- 7. Put back ---------------------------------------------------------------------------------
# Variables are recorded before entering, after it, and as they are now, when leaving. What is still as the
# script left it goes back to what it was before; what the user has changed meanwhile stays. Functions
# likewise.

# Returns the values of PATH and of Kept.
function global:__venvhook_snapshot {
    $values = @{}
    foreach ($name in @('PATH') + $global:__venvhook_state.Kept) { $values[$name] = __venvhook_get $name }
    $values
}

# Returns the value of an environment variable, or $null.
function global:__venvhook_get($name) {
    $variable = Microsoft.PowerShell.Management\Get-Item -LiteralPath "Env:$name" -ErrorAction Ignore
    if ($null -ne $variable) { $variable.Value }
}

# Sets an environment variable, or removes it.
function global:__venvhook_assign($name, $value) {
    if ($null -ne $value) { Microsoft.PowerShell.Management\Set-Item -LiteralPath "Env:$name" -Value $value }
    else { Microsoft.PowerShell.Management\Remove-Item -LiteralPath "Env:$name" -ErrorAction Ignore }
}

# Returns the variables as they are to be after leaving. PATH loses what entering added.
function global:__venvhook_values_after {
    $state = $global:__venvhook_state
    $values = __venvhook_snapshot
    $path = $values['PATH']
    $before = "$($state.Before['PATH'])".Split([IO.Path]::PathSeparator)
    foreach ($entry in $state.Entries) { $path = __venvhook_without $path $entry ($before -ccontains $entry) }
    $values['PATH'] = if ($path -or $state.Before['PATH']) { $path } else { $state.Before['PATH'] }
    foreach ($name in $state.Kept) {
        if ($values[$name] -ceq $state.After[$name]) { $values[$name] = $state.Before[$name] }
    }
    $values
}

# Sets them.
function global:__venvhook_variables_back {
    $rest = $global:__venvhook_state.Rest
    foreach ($name in $rest.Keys) { __venvhook_assign $name $rest[$name] }
}

# Returns a search path without an entry: without all of its copies, or with $once without the first one only.
function global:__venvhook_without($path, $entry, $once) {
    $taken = $false
    $rest = foreach ($item in "$path".Split([IO.Path]::PathSeparator)) {
        if ($item -ceq $entry -and -not ($once -and $taken)) { $taken = $true } else { $item }
    }
    @($rest) -join [IO.Path]::PathSeparator
}

# Adds to Left what leaving removes, except what was on PATH before.
function global:__venvhook_note_all_left {
    $state = $global:__venvhook_state
    $before = "$($state.Before['PATH'])".Split([IO.Path]::PathSeparator)
    $venv = $env:VENVHOOK_ENV
    foreach ($entry in $state.Entries) {
        if ($before -cnotcontains $entry) { __venvhook_note_left $entry $venv }
    }
}

function global:__venvhook_note_left($entry, $venv) {
    $state = $global:__venvhook_state
    $others = @(foreach ($left in $state.Left) { if ($left.Entry -cne $entry) { $left } })
    $state.Left = $others + @{ Entry = $entry; Venv = $venv }
}

# Returns a function's script block, or $null.
function global:__venvhook_function($name) {
    (Microsoft.PowerShell.Management\Get-Item -LiteralPath "Function:$name" -ErrorAction Ignore).ScriptBlock
}

function global:__venvhook_remove_function($name) {
    Microsoft.PowerShell.Management\Remove-Item -LiteralPath "Function:$name" -Force -ErrorAction Ignore
}

# Sets Stashed: the user's own functions of the two names that the scripts delete.
function global:__venvhook_stash_functions {
    $own = @{}
    foreach ($name in 'pydoc', 'deactivate') {
        $body = __venvhook_function $name
        if ($null -ne $body) { $own[$name] = $body }
    }
    $global:__venvhook_state.Stashed = $own
}

function global:__venvhook_remove_functions {
    foreach ($name in 'pydoc', 'deactivate') { __venvhook_remove_function $name }
}

function global:__venvhook_unstash_functions {
    $own = $global:__venvhook_state.Stashed
    if ($own['pydoc']) { $function:global:pydoc = $own['pydoc'] }
    if ($own['deactivate']) { $function:global:deactivate = $own['deactivate'] }
    $global:__venvhook_state.Stashed = @{}
    __venvhook_forget_old_virtual
}

# Before entering, adds what this one script sets to what is put back. Sets Kept and Made.
function global:__venvhook_note_touched($variables, $functions) {
    $names = $global:__venvhook_usual
    foreach ($one in "$variables".Split(' ')) { if ($one -and $names -notcontains $one) { $names += $one } }
    $global:__venvhook_state.Kept = $names
    $made = @{}
    foreach ($one in "$functions".Split(' ')) { if ($one) { $made[$one] = __venvhook_function $one } }
    $global:__venvhook_state.Made = $made
}

# Returns the functions of Made as they are now.
function global:__venvhook_made_now {
    $now = @{}
    foreach ($name in $global:__venvhook_state.Made.Keys) { $now[$name] = __venvhook_function $name }
    $now
}

# Puts the functions of Made back: all, or those that are still as the script left them.
function global:__venvhook_functions_back($all) {
    $state = $global:__venvhook_state
    $now = __venvhook_made_now
    foreach ($name in @($state.Made.Keys)) {
        if (-not $all -and $now[$name] -ne $state.AfterMade[$name]) { continue }
        $before = $state.Made[$name]
        if ($null -eq $before) { __venvhook_remove_function $name }
        else { Microsoft.PowerShell.Management\Set-Item -LiteralPath "Function:global:$name" -Value $before }
    }
    $state.Made = @{}
}

# ---- For a directory with [ ] * ? in its path ----------------------------------------------------
# The makers' scripts take these for wildcards in their own path: CPython's `Get-Item -Path` then finds
# nothing (docs/powershell.md, "Wildcards"). While such a script runs, functions with the names of those
# cmdlets take its paths as they are.

function global:__venvhook_run_literally($script) {
    function Get-Item($Path) { Microsoft.PowerShell.Management\Get-Item -LiteralPath $Path -Force }
    function Get-Content($Path) { Microsoft.PowerShell.Management\Get-Content -LiteralPath $Path }
    function Join-Path($Path, $ChildPath, [switch]$Resolve, $ErrorAction) { "$Path/$ChildPath" }
    function Resolve-Path($Path) { $Path -replace '[\\/][^\\/]*[\\/]\.\.\z', '' }
    function Split-Path($Path, [switch]$Parent, [switch]$Leaf) {
        if ($Leaf) { $Path -replace '\A.*[\\/](?=[^\\/])', '' } else { $Path -replace '[\\/][^\\/]*\z', '' }
    }
    $null = & $script
}

# ---- 8. Own hooks (venvhook_enter, venvhook_leave) -----------------------------------------------
# The user's own function of that name, and what they registered for the event of that name. They may fail,
# but not move the shell: what follows a cd on its line would run elsewhere.

# Once for each enter, when all is settled.
function global:__venvhook_greet {
    $state = $global:__venvhook_state
    $state.Entered = $false
    if ($env:VIRTUAL_ENV) { __venvhook_run_own_hook venvhook_enter $env:VIRTUAL_ENV $state.Project }
}

# Once for each enter, even if it is interrupted.
function global:__venvhook_run_own_leave {
    $project = $global:__venvhook_state.Project
    $global:__venvhook_state.Project = ''
    if ($project) { __venvhook_run_own_hook venvhook_leave $env:VENVHOOK_ENV $project }
}

# Events' actions run here and now, not by the event queue: that comes too late for a leave, and waiting for
# it never ends where an event's own action has changed the directory.
function global:__venvhook_run_own_hook($name, $venv, $project) {
    $own = @(__venvhook_function $name)
    if ($global:__venvhook_state.Full) {
        foreach ($subscriber in $ExecutionContext.Events.GetEventSubscribers($name)) {
            $job = $subscriber.Action
            if ($null -eq $job) { continue }
            $own += $job.Module.NewBoundScriptBlock([scriptblock]::Create($job.Command))
        }
    }
    foreach ($one in $own) {
        if ($null -ne $one) { __venvhook_run_one_hook $name $one $venv $project }
    }
}

function global:__venvhook_run_one_hook($name, $own, $venv, $project) {
    $place = $PWD.Path
    $failed = $null
    # Its own scope: the user's settings hold in it, and not in what is ours.
    $run = {
        $ErrorActionPreference = $global:ErrorActionPreference
        $WarningPreference = $global:WarningPreference
        $VerbosePreference = $global:VerbosePreference
        $DebugPreference = $global:DebugPreference
        $PSDefaultParameterValues = $global:PSDefaultParameterValues
        & $own $venv $project
    }
    # In a loop, so that a `break` of theirs ends nothing of ours.
    foreach ($once in 1) {
        try {
            & $run 2>&1 | Microsoft.PowerShell.Core\ForEach-Object {
                # What programs write to stderr arrives as an error too, and is not one.
                $kind = "$($_.FullyQualifiedErrorId)"
                if ($kind -in '', 'NativeCommandError', 'NativeCommandErrorMessage') { $_ }
                else { $failed = $_ }
            } | Microsoft.PowerShell.Core\Out-Host
        }
        catch { $failed = $_ }
    }
    if ($PWD.Path -cne $place) { Microsoft.PowerShell.Management\Set-Location -LiteralPath $place }
    if ($null -ne $failed) { __venvhook_say "your $name failed: $failed" }
}

# ---- 9. on, off, unload --------------------------------------------------------------------------
# `venvhook on`, `off` and `off --all` are answered here, without the binary. What they cannot do (in an own
# hook, or while VENVHOOK_DISABLE is set) the binary explains.

# Returns $false if the binary has to explain why not.
function global:__venvhook_set_hook($to) {
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
        # A venv of another's is active: the binary explains that.
        if ($env:VIRTUAL_ENV -and $env:VIRTUAL_ENV -cne $env:VENVHOOK_ENV) { return $false }
    }
    $true
}

# Undoes what the hook has done, as if it left.
function global:__venvhook_stop {
    if (-not $env:VIRTUAL_ENV -or $env:VIRTUAL_ENV -cne $env:VENVHOOK_ENV) { __venvhook_disown }
    elseif ($global:__venvhook_state.Entry -and $null -ne $function:deactivate) { __venvhook_leave }
    else { __venvhook_drop }
}

# Removes all of the hook, to the last name. A prompt of the user's that calls one of ours keeps what it
# calls.
function global:__venvhook_unload {
    $state = $global:__venvhook_state
    __venvhook_unlisten
    $inner = $state.Inner
    $id = __venvhook_wrapper_number
    if ($null -ne $id) {
        $prompt = $inner[$id]
        $function:global:prompt = $prompt
        # Nothing needs what the prompt does not call (the profile was read again, a theme has replaced it).
        # One that was not drawn yet (`. $PROFILE; venvhook off --all`) calls what the last one called, if it
        # is the same code; a closure's variables may differ.
        $drawn = $inner[$state.Drawn]
        if ($state.Drawn -eq $id -or ("$prompt" -ceq "$drawn" -and $null -eq $prompt.Module)) {
            foreach ($other in @($inner.Keys)) {
                if ($state.Called -notcontains $other) { $inner.Remove($other) }
            }
        }
        $inner.Remove($id)
    }
    Microsoft.PowerShell.Management\Remove-Item -Force `
        -Path Function:venvhook, Function:__venvhook_*, Variable:__venvhook_*
    if ($inner.Count) {
        $global:__venvhook_inner = $inner
        function global:__venvhook_draw($id) { & $global:__venvhook_inner[$id] }
    }
}

# ---- What runs when this file is loaded (5) ------------------------------------------------------
if ($null -eq $function:deactivate) { __venvhook_forget_old_virtual }
if ($global:__venvhook_state.Full) {
    # Also those of an earlier version of this script.
    __venvhook_unlisten
    & {
        $state = $global:__venvhook_state
        $invoke = $ExecutionContext.SessionState.InvokeCommand
        # The types by reflection: 5.1 has not got the first, and a script that names it may not load.
        $slot = $invoke.GetType().GetProperty('LocationChangedAction')
        if ($null -ne $slot) {
            $state.Moved = { __venvhook_after_cd } -as $slot.PropertyType
            $state.Later = { __venvhook_after_others } -as $slot.PropertyType
        }
        $slot = $invoke.GetType().GetProperty('PreCommandLookupAction')
        # $? is read first and set again last.
        $state.Lookup = {
            $ok = $?
            if ($args[0] -eq 'prompt' -and $global:__venvhook_state.Depth -eq 0) { __venvhook_at_lookup }
            if ($ok) { $null = 1 } else { Microsoft.PowerShell.Utility\Write-Error '' -ErrorAction Ignore }
        } -as $slot.PropertyType
        $invoke.PreCommandLookupAction = [Delegate]::Combine($invoke.PreCommandLookupAction, $state.Lookup)
    }
    __venvhook_listen
}
__venvhook_wrap
