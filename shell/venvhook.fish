# venvhook's hook for fish, 3.1 and later. `venvhook init fish` prints it behind a block of values
# (__venvhook_bin, _name_list, _trust, _volume, function __venvhook_expand): see shell/README.md.
#
# Defines the functions __venvhook_* and venvhook, two of them as event handlers (PWD, fish_prompt).
# Leaves global, unexported variables __venvhook_*; VENVHOOK_ENV is exported while a venv is on.
#
# Until something has changed only builtins run.

# Only a function shows that this shell has loaded it before: variables may come from a parent.
set -g __venvhook_settled '|||'
# What to look for may be another by now.
set -g __venvhook_pwd ''
set -g __venvhook_odd ''
set -g __venvhook_told ''
if not functions -q __venvhook_ask
    for name in marker venv stamp off entry busy gone dirs idle project goodbye entered
        set -g __venvhook_$name ''
    end
else
    # config.fish may have set PATH and the prompt anew, around the venv: so it is entered anew.
    set -g __venvhook_stamp again
end
# Before 3.6 `test` compares no ages: there a venv made anew is noticed at the next cd.
set -g __venvhook_compares ''
test / -ef / 2>/dev/null; and set -g __venvhook_compares 1
# What activate scripts change besides PATH and VIRTUAL_ENV, and do not all put back.
set -g __venvhook_kept PYTHONHOME PKG_CONFIG_PATH TCL_LIBRARY TK_LIBRARY SCRIPT_PATH VIRTUAL_ENV_PROMPT

# Sets __venvhook_found: the nearest directory at or above $PWD that may stand for a venv. This is
# the idle prompt's whole cost, so what to ask is worked out when the directory changes only, and
# asked all at once.
function __venvhook_look
    test "$PWD" = "$__venvhook_pwd"; or __venvhook_climb
    set -g __venvhook_found ''
    test $__venvhook_probe; or return
    for dir in $__venvhook_dirs
        __venvhook_expand $dir
        for marker in $__venvhook_candidates
            if test -d $marker; and begin
                    test -e $marker/pyvenv.cfg; or test -e $marker/bin/activate_this.py
                end
                set __venvhook_found $marker
                return
            end
        end
        if test -e $dir/pyvenv.cfg; or test -e $dir/bin/activate_this.py
            set __venvhook_found $dir
            test -n "$dir"; or set __venvhook_found /
            return
        end
    end
end

# Sets __venvhook_dirs: $PWD and each directory above it, the root as an empty name; and
# __venvhook_probe: the test of whether anything at all is there (with globs it is always true).
function __venvhook_climb
    set -g __venvhook_pwd $PWD
    set -g __venvhook_dirs
    set -l dir $PWD
    test "$dir" = /; and set dir ''
    while string match -q '/*' -- $dir
        set -a __venvhook_dirs $dir
        # A substitution would end at a newline in a name; a named group is set as it is.
        set -l parent
        if not string match -qr '(?s)^(?<parent>.*)/' -- $dir; or not set -q parent[1]
            set parent (string replace -r '(?s)/[^/]*$' '' -- $dir | string collect)
        end
        set dir $parent
    end
    set -a __venvhook_dirs ''
    set -g __venvhook_probe -n "$__venvhook_has_glob"
    # What has the first name and is no venv: the binary tells of it.
    set -g __venvhook_odd ''
    for dir in $__venvhook_dirs
        __venvhook_expand $dir
        test -z "$__venvhook_odd" -a -n "$__venvhook_candidates[1]"
        and test -e $__venvhook_candidates[1] -o -L $__venvhook_candidates[1]
        and set __venvhook_odd $__venvhook_candidates[1]
        for marker in $__venvhook_candidates
            set -a __venvhook_probe -o -d $marker
        end
        set -a __venvhook_probe -o -e $dir/pyvenv.cfg -o -e $dir/bin/activate_this.py
    end
    test -e "$__venvhook_odd/pyvenv.cfg" -o -e "$__venvhook_odd/bin/activate_this.py"; and set __venvhook_odd ''
    test -n "$__venvhook_odd"; or set -g __venvhook_told ''
end

# Looks, and asks only if things are not as they were when they were last settled.
function __venvhook_check
    test -n "$__venvhook_idle$VENVHOOK_DISABLE"; and __venvhook_is_idle; and return
    __venvhook_look
    set -l alive ''
    if test -n "$__venvhook_found"
        if test -x $__venvhook_found/bin/python; or test -x $__venvhook_found/Scripts/python.exe
            set alive 1
        end
    end
    if test "$__venvhook_found|$alive|$VIRTUAL_ENV|$VENVHOOK_ENV" = "$__venvhook_settled" -a "$__venvhook_odd" = "$__venvhook_told"
        test -n "$__venvhook_stamp" -a -n "$__venvhook_compares"; or return 0
        set -l cfg $__venvhook_found/pyvenv.cfg
        if test -e $__venvhook_stamp; and not test $cfg -nt $__venvhook_stamp; and not test $cfg -ot $__venvhook_stamp
            return 0
        end
    end
    __venvhook_ask $alive
end

function __venvhook_is_idle
    test -n "$__venvhook_idle"; or not string match -qri '^(0|no?|f|false|off)$' -- $VENVHOOK_DISABLE
end

function __venvhook_say --argument-names text
    test "$__venvhook_volume" = --quiet; or string replace -ra '[[:cntrl:]]' '?' -- "venvhook: $text" >&2
end

# A whole line for the person.
function __venvhook_tell --argument-names line
    printf '%s\n' $line >&2
end

# Hands the facts to the binary and does what it says.
function __venvhook_ask --argument-names alive
    # Activate scripts that change the directory (uv --relocatable before 0.11.24) end up here again.
    test -z "$__venvhook_busy"; or return 0
    set -g __venvhook_busy 1
    set -l facts --name=$__venvhook_name_list --trust=$__venvhook_trust --pwd=$PWD --venv="$VIRTUAL_ENV" \
        --owned="$VENVHOOK_ENV" --was-marker=$__venvhook_marker --was-venv=$__venvhook_venv \
        --stamp=$__venvhook_stamp --off=$__venvhook_off
    test -z "$__venvhook_volume"; or set -a facts $__venvhook_volume
    functions -q deactivate; and set -a facts --function
    test -z "$__venvhook_entry"; or set -a facts --entered
    test "$__venvhook_odd" = "$__venvhook_told"; or set -a facts --passed=$__venvhook_odd
    set -g __venvhook_told $__venvhook_odd
    set -g __venvhook_stamp ''
    if test -x $__venvhook_bin
        set -l steps ($__venvhook_bin hook fish $facts | string collect)
        eval $steps
    else if test -z "$__venvhook_gone"
        set -g __venvhook_gone 1
        __venvhook_say "$__venvhook_bin is gone: nothing is switched on or off until it is back"
    end
    set -g __venvhook_marker $__venvhook_found
    set -g __venvhook_venv "$VIRTUAL_ENV"
    set -g __venvhook_settled "$__venvhook_found|$alive|$VIRTUAL_ENV|$VENVHOOK_ENV"
    if test -n "$__venvhook_entered"
        set -g __venvhook_entered ''
        __venvhook_call venvhook_enter $VIRTUAL_ENV $__venvhook_project
    end
    set -g __venvhook_busy ''
end

function __venvhook_settle --argument-names stamp off
    set -g __venvhook_stamp $stamp
    set -g __venvhook_off $off
end

# Calls the person's own handlers of an event, by name, since `emit` does not tell how they fared.
# They may fail, but not move the shell on the way: what follows a cd on its line would run elsewhere.
function __venvhook_call --argument-names event
    for handler in (functions --handlers-type generic | string replace -rf "^$event (.*)" '$1')
        set -l pwd $PWD
        set -l dirs $dirprev
        $handler $argv[2..-1]
        set -l failed $status
        __venvhook_stay $pwd $dirs
        test $failed = 0; or __venvhook_say "your $handler failed with status $failed ($event)"
    end
end

function __venvhook_stay --argument-names pwd
    if test "$PWD" != "$pwd"
        builtin cd $pwd
        set -g dirprev $argv[2..-1]
    end
end

# Once for each enter, even if it is interrupted.
function __venvhook_call_leave
    set -l project $__venvhook_project
    set -g __venvhook_project ''
    test -z "$project"; or __venvhook_call venvhook_leave "$VENVHOOK_ENV" $project
end

function __venvhook_disown
    __venvhook_call_leave
    set -e VENVHOOK_ENV
    if test -n "$__venvhook_entry"; and test -z "$VIRTUAL_ENV"
        __venvhook_snapshot now
        __venvhook_put_back
    end
end

# Records the global variables: empty for unset, else `x` (exported) or `-`, then the values.
function __venvhook_snapshot --argument-names when
    for name in PATH $__venvhook_kept
        set -l state
        if set -qgx $name
            set state x $$name
        else if set -qg $name
            set state - $$name
        end
        set -g __venvhook_{$when}_$name $state
    end
end

function __venvhook_assign --argument-names name
    switch "$argv[2]"
        case ''
            set -eg $name
        case x
            set -gx $name $argv[3..-1]
        case '*'
            set -gu $name $argv[3..-1]
    end
end

# What an earlier shell or venv left; nothing is on when this is called, so nobody needs it.
function __venvhook_forget_saved
    for name in _OLD_VIRTUAL_{PATH,PYTHONHOME,PS1,PROMPT,TCL_LIBRARY,TK_LIBRARY,PKG_CONFIG_PATH} _OLD_PKG_CONFIG_PATH _OLD_FISH_PROMPT_OVERRIDE
        set -eg $name
    end
    functions -q _old_fish_prompt; and functions -e _old_fish_prompt
    return 0
end

# Puts a function aside, or back, under another name; the scripts delete the person's own.
function __venvhook_rename --argument-names from to
    functions -q $from; or return 0
    functions -q $to; and functions -e $to
    functions -c $from $to
    functions -e $from
end

# In a function of its own, since `return` in a sourced file leaves the function around it.
function __venvhook_source --argument-names script
    builtin source $script
end

function __venvhook_enter --argument-names venv bin script name shown project hello goodbye
    set -l pwd $PWD
    set -l dirs $dirprev
    __venvhook_forget_saved
    __venvhook_rename pydoc __venvhook_own_pydoc
    __venvhook_rename deactivate __venvhook_own_deactivate
    __venvhook_snapshot before
    # If the person interrupts the script, the next prompt undoes it and does not start it again.
    set -g __venvhook_settled "$__venvhook_found|1||"
    set -g __venvhook_busy entering
    __venvhook_source $script
    set -g __venvhook_busy 1
    __venvhook_stay $pwd $dirs
    # By effect, not by status: that is wrong either way (facts/activate.md, sections 3 and 5).
    set -l real_venv (builtin realpath "$VIRTUAL_ENV" 2>/dev/null | string collect)
    set -l real_bin (builtin realpath "$PATH[1]" 2>/dev/null | string collect)
    if not string match -q '/*' -- "$VIRTUAL_ENV"; or test "$real_venv" != "$venv"; or test "$real_bin" != "$bin"
        __venvhook_say "$shown did not switch its venv on; it was undone. To see why: source it by hand"
        __venvhook_abandon
        return 0
    end
    set -g __venvhook_entry $PATH[1]
    set -gx VENVHOOK_ENV $VIRTUAL_ENV
    set -q VIRTUAL_ENV_PROMPT; or set -gx VIRTUAL_ENV_PROMPT $name
    set -g __venvhook_pydoc ''
    functions -q pydoc; and set -g __venvhook_pydoc (functions pydoc | string collect)
    functions -q fish_prompt; and set -g __venvhook_after_prompt (functions fish_prompt | string collect)
    __venvhook_snapshot after
    set -g __venvhook_entered 1
    set -g __venvhook_project $project
    set -g __venvhook_goodbye $goodbye
    test -z "$hello"; or echo $hello >&2
end

# Puts everything back as it was, whatever the script has done so far.
function __venvhook_abandon
    functions -q deactivate; and deactivate 2>/dev/null >/dev/null
    __venvhook_rename _old_fish_prompt fish_prompt
    for name in PATH $__venvhook_kept
        set -l state __venvhook_before_$name
        __venvhook_assign $name $$state
    end
    set -eg VIRTUAL_ENV
    set -eg VENVHOOK_ENV
    functions -q deactivate; and functions -e deactivate
    __venvhook_own_back
end

function __venvhook_own_back
    __venvhook_rename __venvhook_own_pydoc pydoc
    __venvhook_rename __venvhook_own_deactivate deactivate
    __venvhook_forget_saved
end

function __venvhook_leave
    __venvhook_call_leave
    set -l path $PATH
    while set -l at (contains -i -- $__venvhook_entry $path)
        set -e path[$at]
        # The person's own copy from before stays.
        contains -- $__venvhook_entry $__venvhook_before_PATH; and break
    end
    __venvhook_snapshot now
    set -l pydoc (functions pydoc 2>/dev/null | string collect)
    if test -n "$pydoc"; and test "$pydoc" != "$__venvhook_pydoc"
        __venvhook_rename pydoc __venvhook_own_pydoc
    end
    set -l prompt (functions fish_prompt 2>/dev/null | string collect)
    if test -n "$prompt"; and test "$prompt" != "$__venvhook_after_prompt"
        functions -c fish_prompt __venvhook_own_prompt
    end
    functions -q deactivate; and deactivate
    __venvhook_assign PATH x $path
    set -eg VIRTUAL_ENV
    set -eg VENVHOOK_ENV
    if functions -q __venvhook_own_prompt
        functions -q fish_prompt; and functions -e fish_prompt
        __venvhook_rename __venvhook_own_prompt fish_prompt
    end
    __venvhook_put_back
    test -z "$__venvhook_goodbye"; or echo $__venvhook_goodbye >&2
end

# After deactivate: what it does not put back, by the states before, after and now.
function __venvhook_put_back
    for name in $__venvhook_kept
        set -l before __venvhook_before_$name
        set -l after __venvhook_after_$name
        set -l now __venvhook_now_$name
        set before $$before
        set after $$after
        set now $$now
        if test "$now" = "$after"
            __venvhook_assign $name $before
        else if set -q now[1]; and set -q before[1]; and test "$now[2..-1]" = "$before[2..-1]"
            __venvhook_assign $name $before
        else
            __venvhook_assign $name $now
            test $name = PKG_CONFIG_PATH; and __venvhook_without_pkgconfig
        end
    end
    set -g __venvhook_entry ''
    __venvhook_own_back
end

# Takes the venv's own entry out of a PKG_CONFIG_PATH that the person has changed meanwhile.
function __venvhook_without_pkgconfig
    set -l entry (string replace -r '/[^/]*$' /lib/pkgconfig -- $__venvhook_entry | string collect)
    while set -l at (contains -i -- $entry $PKG_CONFIG_PATH)
        set -e PKG_CONFIG_PATH[$at]
    end
end

# Undoes an inherited venv, whose deactivate stayed in the parent shell.
function __venvhook_drop
    # One that was sourced here and is gone has its own way out, prompt and all; PATH edits stay.
    set -l venv $VIRTUAL_ENV
    set -l path $PATH
    functions -q deactivate; and deactivate; and set -gx PATH $path; and set -gx VIRTUAL_ENV $venv
    for entry in $VIRTUAL_ENV/bin $VIRTUAL_ENV/Scripts
        while set -l at (contains -i -- $entry $PATH)
            set -e PATH[$at]
        end
    end
    while set -l at (contains -i -- $VIRTUAL_ENV/lib/pkgconfig $PKG_CONFIG_PATH)
        set -e PKG_CONFIG_PATH[$at]
        test -n "$PKG_CONFIG_PATH"; or set -eg PKG_CONFIG_PATH
    end
    set -e VIRTUAL_ENV
    set -e VIRTUAL_ENV_PROMPT
    set -e VENVHOOK_ENV
    __venvhook_forget_saved
end

function __venvhook_prompt --on-event fish_prompt
    set -g __venvhook_ready 1
    # Only an interrupt leaves it set here.
    if test -n "$__venvhook_busy"
        test "$__venvhook_busy" = entering; and __venvhook_abandon
        set -g __venvhook_busy ''
    end
    __venvhook_check
end

# A cd in a command substitution moves the shell itself; the next prompt catches up with it.
function __venvhook_moved --on-variable PWD
    if set -q __venvhook_ready; and not status is-command-substitution
        __venvhook_check
    end
end

# Undoes what the hook has done, as if it left.
function __venvhook_stop
    set -g __venvhook_busy 1
    if test -z "$VIRTUAL_ENV"; or test "$VIRTUAL_ENV" != "$VENVHOOK_ENV"
        __venvhook_disown
    else if functions -q deactivate
        __venvhook_leave
    else
        __venvhook_drop
    end
    set -g __venvhook_busy ''
end

# False if that is not for this shell to say.
function __venvhook_turn --argument-names to all
    test -z "$__venvhook_busy"; or return 1
    set -g __venvhook_idle ''
    if test $to = off; or test -z "$VIRTUAL_ENV"
        __venvhook_stop
    end
    for name in settled venv off
        set -g __venvhook_$name ''
    end
    if test $to = on
        test -n "$VENVHOOK_DISABLE"; and __venvhook_is_idle; and return 1
        __venvhook_moved
        # Another's is on: what that keeps off, the binary tells.
        test -z "$VIRTUAL_ENV"; or test "$VIRTUAL_ENV" = "$VENVHOOK_ENV"; or return 1
    else if test -n "$all"
        # All of the hook, to the last name; the command's completion stays.
        functions -e venvhook (functions -n -a | string match -r '^__venvhook_(?!complete$).*')
        # One by one: before 3.2 `set -e` takes a single name.
        for name in (set -ng | string match '__venvhook_*')
            set -eg $name
        end
    else
        set -g __venvhook_idle 1
    end
    return 0
end

# The binary, told what this shell's hook knows.
function venvhook
    if contains -- (count $argv)" $argv" '1 on' '1 off' '2 off --all'; and __venvhook_turn $argv
        return 0
    end
    contains -- "$argv[1]" allow deny forget; and set -g __venvhook_settled ''
    set -l seen
    set -l has
    functions -q deactivate; and set has 1
    test "$argv[1]" = doctor; and set seen ($__venvhook_bin probe fish | builtin source | string collect)
    VENVHOOK_SEEN=$seen VENVHOOK_HOOK=fish VENVHOOK_OFF=$__venvhook_off VENVHOOK_NAME=$__venvhook_name_list \
        VENVHOOK_TRUST=$__venvhook_trust VENVHOOK_IDLE=$__venvhook_idle VENVHOOK_FUNCTION=$has $__venvhook_bin $argv; or return
    # A venv made on purpose is wanted, whatever was switched off here before.
    if test "$argv[1]" = new
        set -g __venvhook_settled ''
        set -g __venvhook_off ''
    end
    contains -- "$argv[1]" allow deny forget new; and __venvhook_moved
    return 0
end

functions -q deactivate; or __venvhook_forget_saved
