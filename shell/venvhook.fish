# venvhook's hook for fish, 3.1 and later. `venvhook init fish` prints it behind a block of values
# (__venvhook_bin, _torn, _name_list, _trust, _volume, function __venvhook_expand): see shell/README.md.
#
# Defines the functions __venvhook_* and venvhook, some of them as event handlers (PWD, fish_prompt,
# fish_preexec), and wraps fish_prompt at the first prompt. Leaves global, unexported variables
# __venvhook_*; VENVHOOK_ENV is exported while a venv is on.
#
# Until something has changed only builtins run.

# Only a function shows that this shell has loaded it before: variables may come from a parent.
set -g __venvhook_settled '|||'
# What to look for may be another by now.
set -g __venvhook_pwd ''
set -g __venvhook_odd ''
set -g __venvhook_told ''
if not functions -q __venvhook_draw
    for name in marker venv stamp off gone dirs idle project goodbye entered path
        set -g __venvhook_$name ''
    end
    # What is under way: '' or enter, leave, drop, own; where a question is; that one was cut short.
    set -g __venvhook_under_way ''
    set -g __venvhook_asking ''
    set -g __venvhook_cut_short ''
    # The venv's own entry on PATH, if this shell entered it; all that entering put there; what leaving took off.
    set -g __venvhook_entry ''
    set -g __venvhook_entries
    set -g __venvhook_left $__venvhook_torn
    # Which of our prompts are being drawn, one inside another; the last prompt was ours; it stands there and a
    # line is typed.
    set -g __venvhook_within
    set -g __venvhook_drawn ''
    set -g __venvhook_typing ''
    # How many prompts were wrapped; the last one's text; the prompt as it was seen last; the name that it shows.
    set -g __venvhook_wrapped 0
    set -g __venvhook_inner ''
    set -g __venvhook_known ''
    set -g __venvhook_name ''
    set -g __venvhook_colour normal
    set -g __venvhook_prefix ''
    set -g __venvhook_prefix_of ''
else
    # config.fish may have set PATH and the prompt anew, around the venv: so it is entered anew.
    set -g __venvhook_stamp again
end
# Before 3.6 `test` compares no files: there a venv made anew is noticed at the next cd.
set -g __venvhook_compares ''
test / -ef / 2>/dev/null; and set -g __venvhook_compares 1
# What activate scripts change besides PATH and VIRTUAL_ENV, and do not all put back; entering adds what this
# one script does besides. The functions that it makes.
set -g __venvhook_usual PYTHONHOME PKG_CONFIG_PATH TCL_LIBRARY TK_LIBRARY SCRIPT_PATH VIRTUAL_ENV_PROMPT
if test -z "$__venvhook_entry"
    set -g __venvhook_kept $__venvhook_usual
    set -g __venvhook_made
end

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
    # Elsewhere, a question that was cut short is asked again.
    if test -n "$__venvhook_cut_short"
        set -g __venvhook_cut_short ''
        set -g __venvhook_settled ''
    end
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
    test "$PATH" = "$__venvhook_path"; or __venvhook_mend
    test -n "$__venvhook_idle$VENVHOOK_DISABLE"; and __venvhook_is_idle; and return
    __venvhook_see
    if test "$__venvhook_found|$__venvhook_alive|$VIRTUAL_ENV|$VENVHOOK_ENV" = "$__venvhook_settled" -a "$__venvhook_odd" = "$__venvhook_told"
        test -n "$__venvhook_stamp" -a -n "$__venvhook_compares"; or return 0
        set -l cfg $__venvhook_found/pyvenv.cfg
        if test -e $__venvhook_stamp; and not test $cfg -nt $__venvhook_stamp; and not test $cfg -ot $__venvhook_stamp
            return 0
        end
    end
    __venvhook_ask
end

# Sets __venvhook_found, and __venvhook_alive if its interpreter is there.
function __venvhook_see
    __venvhook_look
    set -g __venvhook_alive ''
    if test -n "$__venvhook_found"
        if test -x $__venvhook_found/bin/python; or test -x $__venvhook_found/Scripts/python.exe
            set -g __venvhook_alive 1
        end
    end
end

function __venvhook_settle_now
    set -g __venvhook_marker $__venvhook_found
    set -g __venvhook_venv "$VIRTUAL_ENV"
    set -g __venvhook_settled "$__venvhook_found|$__venvhook_alive|$VIRTUAL_ENV|$VENVHOOK_ENV"
end

# Called where PATH is another than it was: takes out what other tools put back of a venv that was left, and
# puts the one that is on back if they took it off. The rest stays as it is.
function __venvhook_mend
    set -l path
    set -l changed ''
    for entry in $PATH
        if contains -- $entry $__venvhook_left; and not __venvhook_is_in_use $entry; and not __venvhook_is_typed $entry
            set changed 1
        else
            set -a path $entry
        end
    end
    if __venvhook_is_here; and not contains -- $__venvhook_entry $path
        set changed 1
        set path $__venvhook_entry $path
    end
    test -z "$changed"; or set -gx PATH $path
    set -g __venvhook_path "$PATH"
end

# Whether it is a directory of a script's that is no venv's, put before or behind PATH as it was: a person's.
function __venvhook_is_typed --argument-names entry
    contains -- "$PATH" "$entry:$__venvhook_path" "$__venvhook_path:$entry"; or return
    test -e (string replace -r '/[^/]*$' '' -- $entry | string collect)/pyvenv.cfg; and return 1
    set -e __venvhook_left[(contains -i -- $entry $__venvhook_left)]
end

# Whether it is an entry of the venv that is on now, whoever switched that on.
function __venvhook_is_in_use --argument-names entry
    test -n "$VIRTUAL_ENV"; and __venvhook_same (string replace -r '/[^/]*$' '' -- $entry | string collect) $VIRTUAL_ENV
end

# Whether the venv that this shell entered is on.
function __venvhook_is_here
    test -n "$__venvhook_entry"; and test -n "$VIRTUAL_ENV"; and test "$VIRTUAL_ENV" = "$VENVHOOK_ENV"
end

# Whether it is to be left whatever is found here: that needs no answer.
function __venvhook_is_to_leave
    __venvhook_is_here; and functions -q deactivate; and not __venvhook_same "$__venvhook_found" "$VIRTUAL_ENV"
end

# Whether two paths lead to one file.
function __venvhook_same --argument-names one other
    test -n "$one"; and test -n "$other"; or return
    test "$one" = "$other"; and return
    if test -n "$__venvhook_compares"
        test "$one" -ef "$other"
        return
    end
    set -l real (builtin realpath -- $one 2>/dev/null | string collect)
    test -n "$real"; and test "$real" = (builtin realpath -- $other 2>/dev/null | string collect)""
end

# After a Ctrl-C, at whatever moment it came: a transition is finished or undone, and the question that was
# under way is not asked again here.
function __venvhook_recover
    switch "$__venvhook_under_way"
        case enter
            __venvhook_abandon
        case leave
            __venvhook_finish_leave
        case drop
            __venvhook_finish_drop
        case own
            __venvhook_own_back
    end
    if test -n "$__venvhook_asking"
        __venvhook_see
        __venvhook_settle_now
        # What needs no answer is still done.
        if test "$PWD" != "$__venvhook_asking"; or __venvhook_is_to_leave
            set -g __venvhook_settled ''
        end
        set -g __venvhook_cut_short 1
    end
    __venvhook_greet
    set -g __venvhook_asking ''
end

function __venvhook_is_idle
    test -n "$__venvhook_idle"; or not string match -qri '^(0|no?|f|false|off)$' -- $VENVHOOK_DISABLE
end

function __venvhook_say --argument-names text
    test "$__venvhook_volume" = --quiet; or __venvhook_tell (string replace -ra '[[:cntrl:]]' '?' -- "venvhook: $text")
end

# A whole line for the person. While they type (a key is bound to a `cd`) it gets a line of its own, and what
# they have typed is drawn again below it: so many rows further down as fish may go up to draw it. (It does
# not where it sees, by the terminal's time, that somebody has written there; Linux keeps that to 8 seconds.)
function __venvhook_tell --argument-names line
    if test -z "$__venvhook_typing"
        printf '%s\n' $line >&2
        return
    end
    set -l told $__venvhook_typing
    set -l rows (functions -q fish_prompt; and fish_prompt)
    set -l above (math (count $rows) - 2 + (commandline --line))
    if test "$told" = told
        test $above -lt 1; or printf '\e[%dA' $above >&2
    else
        set -l below (math (count (commandline)) - (commandline --line))
        test $below -lt 1; or printf '\e[%dB' $below >&2
        printf '\n' >&2
    end
    set -g __venvhook_typing told
    printf '\r\e[J%s\n' $line >&2
    test $above -lt 1; or printf '%s' (string repeat -n $above \n | string collect --no-trim-newlines) >&2
    commandline -f repaint
end

# Hands the facts to the binary and does what it says.
function __venvhook_ask
    # Noted before all else: a question that is cut short is not asked again here.
    set -g __venvhook_asking $PWD
    if __venvhook_is_to_leave
        __venvhook_leave
        set -g __venvhook_venv ''
    end
    if test -n "$__venvhook_found$VIRTUAL_ENV$VENVHOOK_ENV" -o "$__venvhook_odd" != "$__venvhook_told"
        __venvhook_answer
    else
        __venvhook_settle '' ''
    end
    __venvhook_settle_now
    __venvhook_wrap
    __venvhook_greet
    set -g __venvhook_path "$PATH"
    set -g __venvhook_asking ''
end

function __venvhook_answer
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
        # By `command`: fish 3.6 crashes where a Ctrl-C comes while the name of a command is expanded.
        set -l steps (command $__venvhook_bin hook fish $facts)
        # What one that was ended has said so far is no answer.
        if test $status = 0
            eval (string join \n -- $steps | string collect)
        else
            # In another directory it is asked again.
            set -g __venvhook_cut_short 1
        end
    else if test -z "$__venvhook_gone"
        set -g __venvhook_gone 1
        __venvhook_say "$__venvhook_bin does not exist any more; venvs are not switched until it is back"
    end
end

# The person's own hooks are called once all is settled.
function __venvhook_greet
    test -n "$__venvhook_entered"; or return 0
    set -g __venvhook_entered ''
    __venvhook_call venvhook_enter $VIRTUAL_ENV $__venvhook_project
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
    if test -n "$__venvhook_entry"; and test -z "$VIRTUAL_ENV"
        __venvhook_prepare_leave
        set -g __venvhook_under_way leave
        __venvhook_finish_leave
    end
    set -g __venvhook_entry ''
    set -e VENVHOOK_ENV
end

# Records the global variables: empty for unset, else `x` (exported) or `-`, then the values.
function __venvhook_snapshot --argument-names __venvhook_when
    for __venvhook_variable in PATH $__venvhook_kept
        set -l __venvhook_state
        if set -qgx $__venvhook_variable
            set __venvhook_state x $$__venvhook_variable
        else if set -qg $__venvhook_variable
            set __venvhook_state - $$__venvhook_variable
        end
        set -g __venvhook_{$__venvhook_when}_$__venvhook_variable $__venvhook_state
    end
end

function __venvhook_assign --argument-names __venvhook_variable
    switch "$argv[2]"
        case ''
            set -eg $__venvhook_variable
        case x
            set -gx $__venvhook_variable $argv[3..-1]
        case '*'
            set -gu $__venvhook_variable $argv[3..-1]
    end
end

# What an earlier shell or venv left; nothing is on when this is called, so nobody needs it.
function __venvhook_forget_saved
    for name in _OLD_VIRTUAL_{PATH,PYTHONHOME,PS1,PROMPT,TCL_LIBRARY,TK_LIBRARY,PKG_CONFIG_PATH} _OLD_PKG_CONFIG_PATH _OLD_FISH_PROMPT_OVERRIDE
        set -eg $name
    end
    if functions -q _old_fish_prompt
        if __venvhook_is_scripts_prompt
            functions -e fish_prompt
            functions -c _old_fish_prompt fish_prompt
        end
        functions -e _old_fish_prompt
    end
    return 0
end

# Whether an activate script has put its own prompt over the one that was there.
function __venvhook_is_scripts_prompt
    functions -q _old_fish_prompt; and functions fish_prompt 2>/dev/null | string match -q '*_old_fish_prompt*'
end

# Puts a function aside, or back, under another name; the scripts delete the person's own.
function __venvhook_rename --argument-names from to
    functions -q $from; or return 0
    functions -q $to; and functions -e $to
    functions -c $from $to
    functions -e $from
end

# In a function of its own, since `return` in a sourced file leaves the function around it. The prefix is
# drawn by our own wrapper: so the person's changes to the prompt meanwhile stay.
function __venvhook_source --argument-names __venvhook_script
    set -lx VIRTUAL_ENV_DISABLE_PROMPT 1
    builtin source $__venvhook_script
end

# Adds what this one script sets to what is put back.
function __venvhook_note_touched --argument-names variables functions
    set -g __venvhook_kept $__venvhook_usual
    set -g __venvhook_made
    set -g __venvhook_fresh
    for name in (string match -ar '[^ ]+' -- $variables)
        string match -qr '^(history|hostname|pipestatus|umask|version|fish_.*|FISH_VERSION)$' -- $name
        or set -ga __venvhook_kept $name
    end
    for name in (string match -ar '[^ ]+' -- $functions)
        set -ga __venvhook_made $name
        functions -q __venvhook_mine_$name; and functions -e __venvhook_mine_$name
        if functions -q $name
            functions -c $name __venvhook_mine_$name
        else
            set -ga __venvhook_fresh $name
        end
        set -g __venvhook_made_$name (functions $name 2>/dev/null | string collect)
    end
    # Where a script of that kind keeps what was there before.
    set -g __venvhook_olds (set -ng | string match '_OLD_*')
end

# Takes away what the script made, and puts back the person's functions that it replaced. Where a venv is left, one
# that they have defined anew meanwhile is theirs. May be run twice.
function __venvhook_forget_touched
    for name in $__venvhook_made
        set -l text __venvhook_made_$name
        set -l own __venvhook_mine_$name
        if test "$__venvhook_under_way" = enter
            functions -q $own; or contains -- $name $__venvhook_fresh; or continue
        else if functions -q $name; and test "$$text" != (functions $name | string collect)""
            functions -q $own; and functions -e $own
            continue
        end
        functions -q $name; and functions -e $name
        __venvhook_rename $own $name
    end
    for name in (set -ng | string match '_OLD_*')
        contains -- $name $__venvhook_olds; or set -eg $name
    end
end

function __venvhook_enter --argument-names venv bin script name shown project hello goodbye variables functions
    set -l pwd $PWD
    set -l dirs $dirprev
    __venvhook_forget_saved
    __venvhook_note_touched "$variables" "$functions"
    __venvhook_snapshot before
    set -g __venvhook_under_way own
    __venvhook_rename pydoc __venvhook_own_pydoc
    __venvhook_rename deactivate __venvhook_own_deactivate
    set -g __venvhook_under_way enter
    __venvhook_source $script
    __venvhook_stay $pwd $dirs
    # By effect, not by status: that is wrong either way (facts/activate.md, sections 3 and 5).
    set -l entry
    if string match -q '/*' -- "$VIRTUAL_ENV"; and __venvhook_same "$VIRTUAL_ENV" $venv
        for dir in $PATH
            if __venvhook_same $dir $bin
                set entry $dir
                break
            end
            # Another Python would be found first.
            test -x $dir/python -o -x $dir/python3; and break
        end
    end
    if not set -q entry[1]
        __venvhook_abandon
        __venvhook_say "$shown did not activate its venv, so venvhook undid it; to see the error, source it yourself"
        return 0
    end
    __venvhook_note_entries $entry
    set -gx VENVHOOK_ENV $VIRTUAL_ENV
    set -q VIRTUAL_ENV_PROMPT; or set -gx VIRTUAL_ENV_PROMPT $name
    set -g __venvhook_name $name
    # CPython's scripts draw it in a colour, the others do not.
    set -g __venvhook_colour normal
    string match -q '*set_color 4B8BBE*' <$script; and set -g __venvhook_colour 4B8BBE
    __venvhook_note_prefix
    set -g __venvhook_pydoc ''
    functions -q pydoc; and set -g __venvhook_pydoc (functions pydoc | string collect)
    for made in $__venvhook_made
        set -l was __venvhook_made_$made
        set -l text (functions $made 2>/dev/null | string collect)
        # What the script only mentions is left alone.
        if test "$text" = "$$was"
            set -eg __venvhook_made[(contains -i -- $made $__venvhook_made)]
            functions -q __venvhook_mine_$made; and functions -e __venvhook_mine_$made
        end
        set -g $was $text
    end
    __venvhook_snapshot after
    set -g __venvhook_entered 1
    set -g __venvhook_project $project
    set -g __venvhook_goodbye $goodbye
    set -g __venvhook_under_way ''
    test -z "$hello"; or __venvhook_tell $hello
end

# What entering put on PATH: the venv's own entry, and what its script puts there besides.
function __venvhook_note_entries --argument-names entry
    set -g __venvhook_entry $entry
    set -g __venvhook_entries $entry
    set -l before $__venvhook_before_PATH[2..-1]
    for dir in $PATH
        contains -- $dir $before $__venvhook_entries; or set -ga __venvhook_entries $dir
    end
    for dir in $__venvhook_entries
        if set -l at (contains -i -- $dir $__venvhook_left)
            set -eg __venvhook_left[$at]
        end
    end
end

# Puts everything back as it was, whatever the script has done so far. May be run twice.
function __venvhook_abandon
    functions -q deactivate; and deactivate 2>/dev/null >/dev/null
    for __venvhook_variable in PATH $__venvhook_kept
        set -l __venvhook_state __venvhook_before_$__venvhook_variable
        __venvhook_assign $__venvhook_variable $$__venvhook_state
    end
    set -eg VIRTUAL_ENV
    set -eg VENVHOOK_ENV
    functions -q deactivate; and functions -e deactivate
    set -g __venvhook_entered ''
    set -g __venvhook_project ''
    __venvhook_forget_touched
    __venvhook_forget_saved
    __venvhook_own_back
end

function __venvhook_own_back
    set -g __venvhook_under_way own
    __venvhook_rename __venvhook_own_pydoc pydoc
    __venvhook_rename __venvhook_own_deactivate deactivate
    set -g __venvhook_entry ''
    set -g __venvhook_under_way ''
end

function __venvhook_leave
    __venvhook_call_leave
    __venvhook_prepare_leave
    set -g __venvhook_under_way leave
    __venvhook_finish_leave
    test -z "$__venvhook_goodbye"; or __venvhook_tell $__venvhook_goodbye
end

# Reads all that leaving goes by.
function __venvhook_prepare_leave
    set -g __venvhook_rest $PATH
    for entry in $__venvhook_entries
        # The person's own copy from before stays.
        set -l own ''
        contains -- $entry $__venvhook_before_PATH[2..-1]; and set own 1
        while set -l at (contains -i -- $entry $__venvhook_rest)
            set -eg __venvhook_rest[$at]
            test -z "$own"; or break
        end
        test -n "$own"; or contains -- $entry $__venvhook_left; or set -ga __venvhook_left $entry
    end
    __venvhook_snapshot now
    # CPython's script before 3.12 sets it only where it draws the prompt too: when it is sourced by hand over ours.
    if test "$VIRTUAL_ENV_PROMPT" = "($__venvhook_name) "
        set -g __venvhook_now_VIRTUAL_ENV_PROMPT $__venvhook_after_VIRTUAL_ENV_PROMPT
    end
    set -l pydoc (functions pydoc 2>/dev/null | string collect)
    if test -n "$pydoc"; and test "$pydoc" != "$__venvhook_pydoc"
        __venvhook_rename pydoc __venvhook_own_pydoc
    end
end

# May be run twice: the first time may have been interrupted.
function __venvhook_finish_leave
    functions -q deactivate; and deactivate
    if test -z "$__venvhook_rest"; and test -z "$__venvhook_before_PATH"
        set -eg PATH
    else
        __venvhook_assign PATH x $__venvhook_rest
    end
    set -eg VIRTUAL_ENV
    set -eg VENVHOOK_ENV
    functions -q deactivate; and functions -e deactivate
    __venvhook_put_back
    __venvhook_forget_touched
    __venvhook_forget_saved
    __venvhook_own_back
end

# After deactivate: what it does not put back, by the states before, after and now.
function __venvhook_put_back
    for __venvhook_variable in $__venvhook_kept
        set -l __venvhook_was_before __venvhook_before_$__venvhook_variable
        set -l __venvhook_was_after __venvhook_after_$__venvhook_variable
        set -l __venvhook_is_now __venvhook_now_$__venvhook_variable
        set __venvhook_was_before $$__venvhook_was_before
        set __venvhook_was_after $$__venvhook_was_after
        set __venvhook_is_now $$__venvhook_is_now
        if test "$__venvhook_is_now" = "$__venvhook_was_after"
            __venvhook_assign $__venvhook_variable $__venvhook_was_before
        else if set -q __venvhook_is_now[1]; and set -q __venvhook_was_before[1]; and test "$__venvhook_is_now[2..-1]" = "$__venvhook_was_before[2..-1]"
            __venvhook_assign $__venvhook_variable $__venvhook_was_before
        else
            __venvhook_assign $__venvhook_variable $__venvhook_is_now
            test $__venvhook_variable = PKG_CONFIG_PATH; and __venvhook_without_pkgconfig
        end
    end
end

# Takes the venv's own entry out of a PKG_CONFIG_PATH that the person has changed meanwhile.
function __venvhook_without_pkgconfig
    set -l entry (string replace -r '/[^/]*$' /lib/pkgconfig -- $__venvhook_entry | string collect)
    while set -l at (contains -i -- $entry $PKG_CONFIG_PATH)
        set -e PKG_CONFIG_PATH[$at]
    end
end

# Undoes an inherited venv, whose own deactivate stayed in the parent shell; or one that this shell's start
# has sourced once more, so that a script's deactivate is here.
function __venvhook_drop
    set -g __venvhook_dropped $VIRTUAL_ENV
    set -g __venvhook_rest
    for entry in $PATH
        if contains -- $entry $VIRTUAL_ENV/bin $VIRTUAL_ENV/Scripts
            or __venvhook_same $entry $VIRTUAL_ENV/bin
            contains -- $entry $__venvhook_left; or set -ga __venvhook_left $entry
        else
            set -ga __venvhook_rest $entry
        end
    end
    set -g __venvhook_under_way drop
    __venvhook_finish_drop
end

function __venvhook_finish_drop
    functions deactivate 2>/dev/null | string match -q '*_OLD_VIRTUAL_PATH*'; and deactivate
    set -gx PATH $__venvhook_rest
    while set -l at (contains -i -- $__venvhook_dropped/lib/pkgconfig $PKG_CONFIG_PATH)
        set -e PKG_CONFIG_PATH[$at]
        test -n "$PKG_CONFIG_PATH"; or set -eg PKG_CONFIG_PATH
    end
    set -e VIRTUAL_ENV
    set -e VIRTUAL_ENV_PROMPT
    set -e VENVHOOK_ENV
    __venvhook_forget_saved
    set -g __venvhook_under_way ''
end

# Makes the prompt ours: at the first prompt, after all themes; when entering; and at a prompt, where the last
# one was not ours and no venv is on. One that calls ours (an editor's, a script's, the person's) stays on top of it.
function __venvhook_wrap
    set -l text (functions fish_prompt 2>/dev/null)
    test "$text" = "$__venvhook_known"; and return
    if functions -q fish_prompt; and not __venvhook_leads_to_ours
        # The same one, put there again and again, is wrapped once.
        set -l body (string match -v '# Defined*' -- $text)
        if test "$body" != "$__venvhook_inner"
            set -g __venvhook_wrapped (math $__venvhook_wrapped + 1)
            functions -c fish_prompt __venvhook_inner_$__venvhook_wrapped
            set -g __venvhook_inner "$body"
        end
        eval "function fish_prompt
    __venvhook_draw $__venvhook_wrapped \$argv
end"
        set text (functions fish_prompt)
    end
    set -g __venvhook_known "$text"
end

# By what it does: where it was defined says nothing, and its text is another once it was copied.
function __venvhook_leads_to_ours
    __venvhook_is_ours fish_prompt; and return
    set -l ours (__venvhook_ours_in fish_prompt)
    set -q ours[1]
end

function __venvhook_is_ours --argument-names name
    # One that was saved (`funcsave fish_prompt`) in another shell has nothing inside.
    set -l id (functions $name 2>/dev/null | string match -r '^\s*__venvhook_draw ([0-9]+) ')[2]
    set -q id[1]; and functions -q __venvhook_inner_$id
end

# The prompts of ours that a function calls by name.
function __venvhook_ours_in --argument-names name
    for word in (functions $name | string match -ar '(?<![\w$.-])[A-Za-z_][\w.-]*')
        test $word != $name; and functions -q $word; and __venvhook_is_ours $word; and printf '%s\n' $word
    end
end

# What each of our prompts does: ID tells which one it wraps. That sees $status, $pipestatus and what fish hands
# over (4.1: `--final-rendering`) as they were: setting a variable leaves them, and so does the handler that this
# calls.
function __venvhook_draw --argument-names id
    set -g __venvhook_drawing $id
    $__venvhook_drawn_by $argv[2..-1]
    set -e __venvhook_within[-1]
end

# Says what draws. By now all handlers of the prompt's event have run.
function __venvhook_before_drawing --on-variable __venvhook_drawing
    set -l statuses $status $pipestatus
    set -l id $__venvhook_drawing
    # One that leads to itself ends in the one that was there before it.
    contains -- $id $__venvhook_within; and set id (math $id - 1)
    set -ga __venvhook_within $id
    set -g __venvhook_drawn_by __venvhook_inner_$id
    if set -q __venvhook_within[2]
        functions -q __venvhook_inner_$id; and not set -q __venvhook_within[9]
        or set -g __venvhook_drawn_by printf '> '
        return
    end
    set -g __venvhook_drawn 1
    set -g __venvhook_typing 1
    test "$PATH" = "$__venvhook_path"; or __venvhook_mend
    test -n "$VIRTUAL_ENV" -a -z "$VIRTUAL_ENV_DISABLE_PROMPT"; and __venvhook_is_here; or return
    functions -q _old_fish_prompt; and __venvhook_is_scripts_prompt; and return
    test "$VIRTUAL_ENV_PROMPT" = "$__venvhook_prefix_of"; or __venvhook_note_prefix
    # What a program left is quickly made again; a pipeline's statuses are kept by drawing the prompt first.
    if test "$statuses" = "$statuses[1] $statuses[1]"
        set -g __venvhook_drawn_by __venvhook_draw_after $statuses[1] __venvhook_inner_$id
    else
        set -g __venvhook_drawn_by __venvhook_draw_kept __venvhook_inner_$id
    end
end

function __venvhook_draw_after --argument-names state inner
    printf '%s' $__venvhook_prefix
    __venvhook_return $state
    $inner $argv[3..-1]
end

function __venvhook_return
    return $argv[1]
end

function __venvhook_draw_kept --argument-names inner
    printf '%s' $__venvhook_prefix ($inner $argv[2..-1] | string collect --no-trim-newlines)
end

# As makers draw it; some write the name in brackets themselves.
function __venvhook_note_prefix
    set -l name (string replace -ra '[[:cntrl:]]' '' -- "$VIRTUAL_ENV_PROMPT" | string collect)
    test -n "$name"; or set name $__venvhook_name
    set name (string replace -r '^\((.*)\) ?$' '$1' -- $name | string collect)
    set -g __venvhook_prefix (set_color $__venvhook_colour)"($name) "(set_color normal)
    set -g __venvhook_prefix_of "$VIRTUAL_ENV_PROMPT"
end

# Gives the person's prompt back, wherever ours stands in it.
function __venvhook_unwrap --argument-names name
    if __venvhook_is_ours $name
        set -l inner __venvhook_inner_(functions $name | string match -r '__venvhook_draw ([0-9]+)')[2]
        functions -e $name
        functions -c $inner $name
    end
    for ours in (__venvhook_ours_in $name)
        __venvhook_unwrap $ours
    end
end

# fish runs an event's handlers in the order in which they were defined: defined once more at the first prompt,
# ours come behind those of other tools.
function __venvhook_listen
    function __venvhook_prompt --on-event fish_prompt
        set -g __venvhook_typing ''
        set -q __venvhook_within[1]; and set -g __venvhook_within
        # Only an interrupt leaves them set here.
        test -z "$__venvhook_under_way$__venvhook_asking"; or __venvhook_recover
        __venvhook_check
        test -n "$__venvhook_entry$__venvhook_drawn"; or __venvhook_wrap
        set -g __venvhook_drawn ''
        if test -z "$__venvhook_last"
            set -g __venvhook_last 1
            set -g __venvhook_ready 1
            __venvhook_listen
        end
    end
    # A command is about to run.
    function __venvhook_line --on-event fish_preexec
        set -g __venvhook_typing ''
        test -z "$__venvhook_under_way$__venvhook_asking"; or __venvhook_recover
        test "$PATH" = "$__venvhook_path"; or __venvhook_mend
    end
end

# A cd in a command substitution moves the shell itself; the next prompt catches up with it. Activate scripts
# that change the directory (uv --relocatable before 0.11.24) end up here too.
function __venvhook_moved --on-variable PWD
    set -q __venvhook_ready; and test -z "$__venvhook_under_way$__venvhook_asking"; or return 0
    status is-command-substitution; or __venvhook_check
end

# Undoes what the hook has done, as if it left.
function __venvhook_stop
    set -g __venvhook_asking $PWD
    if test -z "$VIRTUAL_ENV"; or test "$VIRTUAL_ENV" != "$VENVHOOK_ENV"
        __venvhook_disown
    else if test -n "$__venvhook_entry"; and functions -q deactivate
        __venvhook_leave
    else
        __venvhook_drop
    end
    set -g __venvhook_path "$PATH"
    set -g __venvhook_asking ''
end

# False if that is not for this shell to say.
function __venvhook_turn --argument-names to all
    test -z "$__venvhook_under_way$__venvhook_asking"; or return 1
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
        functions -q fish_prompt; and __venvhook_unwrap fish_prompt
        functions -e venvhook (functions -n -a | string match -r '^__venvhook_(?!complete$).*')
        # One by one: before 3.2 `set` erases no more at a time.
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
    test "$argv[1]" = doctor; and set seen (command $__venvhook_bin probe fish | builtin source | string collect)
    VENVHOOK_SEEN=$seen VENVHOOK_HOOK=fish VENVHOOK_OFF=$__venvhook_off VENVHOOK_NAME=$__venvhook_name_list \
        VENVHOOK_TRUST=$__venvhook_trust VENVHOOK_IDLE=$__venvhook_idle VENVHOOK_FUNCTION=$has command $__venvhook_bin $argv; or return
    # A venv made on purpose is wanted, whatever was switched off here before.
    if test "$argv[1]" = new
        set -g __venvhook_settled ''
        set -g __venvhook_off ''
    end
    contains -- "$argv[1]" allow deny forget new; and __venvhook_moved
    return 0
end

functions -q deactivate; or __venvhook_forget_saved
set -g __venvhook_last ''
__venvhook_listen
