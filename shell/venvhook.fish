# venvhook's hook for fish, 3.1 and later. `venvhook init fish` prints it after a block of values (section 1).
# Its contract, and what every shell's hook keeps to: shell/README.md.
#
# The whole story: at each prompt and each change of directory the hook *looks* upwards for a directory that
# may be a venv, the *marker* (section 3), with builtins only. It *compares* what it sees with what it saw
# when it last asked (section 4): nearly always that is the same, and it returns. Else it *asks* the binary,
# which judges and decides, and *applies* the answer (sections 6 to 8): statements that fish evaluates, each
# of them a call of a function below. For example, after `cd /b`, in a shell that inherited another venv:
#     __venvhook_drop
#     __venvhook_enter /b/env /b/env/bin /b/env/bin/activate.fish b /b/env/bin/activate.fish /b '' '' '' ''
#     __venvhook_settle /home/me/.local/share/venvhook/stamps/4f1e0c93 ''
#
# Results: a function answers by its status, or it sets the global variables that the comment above it names.
# Nothing is handed back on stdout. All functions and variables begin with __venvhook_; the only other names
# are the function `venvhook` and the variable VENVHOOK_ENV, which is exported while a venv is active.

# ---- 1. What this shell remembers ----------------------------------------------------------------
# Global, unexported variables; the prefix __venvhook_ is left out here. What is only used within one
# function, or on the way from one to the next, is explained there.
#
# Set by `init`, above this file:
#   bin            the binary, as an absolute path
#   version        the program's version and which script this is, for `venvhook doctor`
#   name_list      the names to look for, joined by `:`; as a function: expand DIR, which sets candidates
#   has_glob       1 if one of the names is a glob
#   trust, volume  options to hand on to the binary
#   wrap_cd        (only bash's hook uses it)
#   torn           entries of PATH that a tmux server has handed on, of venvs that are not active here
# Look:
#   pwd, dirs      the directory that dirs and probe were written for; it and each directory above it
#   probe          one `test` that says whether anything at all is in dirs
#   found, alive   the marker that was found, or ''; 1 if it has an interpreter
#   odd            what has the first name in dirs and is not a venv, or ''
#   compares       1 if this fish's `test` compares two files (3.6)
# Compare and ask:
#   settled        FOUND|ALIVE|VIRTUAL_ENV|VENVHOOK_ENV of the last question; equal now: nothing to ask
#   marker, venv   found and VIRTUAL_ENV of that time: --was-marker and --was-venv for the binary
#   told           the odd thing that the binary was asked about last
#   stamp          the file whose age pyvenv.cfg must still have; a name that no file has forces a question
#   off            the project whose venv the user deactivated by hand in this shell
#   path           PATH as it was seen last
#   idle           1 after `venvhook off`
#   gone           1 once a message has said that the binary does not exist
#   asking         the directory of a question that is being asked; still set at a prompt: Ctrl-C has ended it
#   cut_short      1 if a question was ended before its answer was whole: it is asked again after the next cd
# The venv that this shell entered:
#   entry          its own entry on PATH; '' while no venv is active that this shell entered
#   entries        all that entering put on PATH
#   left           the entries that leaving has removed: they stay away, whoever puts them back
#   project        its project, until venvhook_leave was called for it
#   goodbye        the line to print once it was left
#   entered        1 from entering until venvhook_enter was called
#   kept           the variables that leaving puts back; before_X, after_X, now_X: their states (section 7)
#   made           the functions that its script defines besides `deactivate`; made_X: their text then
#   fresh          those of them that did not exist before
#   olds           the variables _OLD_* that existed before
#   pydoc          the text of its `pydoc`, which shows whether the user has defined another since
#   under_way      '' or the transition that is being made: enter, leave, drop, or own (the user's functions
#                  are being renamed); still set at a prompt: Ctrl-C has ended it
#   rest, dropped  PATH as leaving or dropping will set it; the venv that is being dropped
# The prompt:
#   ready          1 once the first prompt has come: no cd acts before
#   last           1 once our handlers run after those of other tools
#   wrapped        how many prompts were wrapped
#   inner          the text of the one that was wrapped last
#   known          the text of fish_prompt as it was seen last
#   within         the numbers of our prompts that are being drawn, the outermost first
#   drawn          1 if the last prompt was ours
#   typing         '' or 1 (a prompt is on the screen, the user may be typing after it) or
#                  written (the same, and a line of ours was printed since)
#   name, colour   what the prefix shows if VIRTUAL_ENV_PROMPT is empty, and its colour
#   prefix         the prefix as it is printed; prefix_of: the VIRTUAL_ENV_PROMPT that it was written for

# What is to be looked for may have changed since the hook was loaded before.
set -g __venvhook_settled '|||'
set -g __venvhook_pwd ''
set -g __venvhook_odd ''
set -g __venvhook_told ''
# Only a function shows that this shell has loaded the hook before: variables may come from a parent.
if not functions -q __venvhook_draw
    for name in marker venv stamp off path idle gone asking cut_short \
        entry project goodbye entered under_way drawn typing inner known name prefix prefix_of
        set -g __venvhook_$name ''
    end
    set -g __venvhook_entries
    set -g __venvhook_left $__venvhook_torn
    set -g __venvhook_within
    set -g __venvhook_wrapped 0
    set -g __venvhook_colour normal
else
    # config.fish may have set PATH and the prompt again, around the venv: so the venv is entered again.
    set -g __venvhook_stamp again
    # The handlers of a hook from before they were renamed.
    functions -e __venvhook_prompt __venvhook_line __venvhook_moved
end
# Before 3.6 `test` compares no files: there a recreated venv is noticed at the next cd.
set -g __venvhook_compares ''
test / -ef / 2>/dev/null; and set -g __venvhook_compares 1
# What activate scripts change besides PATH and VIRTUAL_ENV, and do not always put back. Other shells' lists
# have PS1 too: fish's prompt is a function.
set -g __venvhook_usual PYTHONHOME PKG_CONFIG_PATH TCL_LIBRARY TK_LIBRARY SCRIPT_PATH VIRTUAL_ENV_PROMPT
if test -z "$__venvhook_entry"
    set -g __venvhook_kept $__venvhook_usual
    set -g __venvhook_made
end

# ---- 2. Where the shell calls in -----------------------------------------------------------------
# Handlers of three events: a prompt is about to be drawn, a command is about to run, the directory has
# changed; and the function that the user calls.

# Defines the first two. fish runs an event's handlers in the order in which they were defined: defined once
# more at the first prompt, ours run after those of other tools.
function __venvhook_listen
    function __venvhook_at_prompt --on-event fish_prompt
        set -g __venvhook_typing ''
        set -q __venvhook_within[1]; and set -g __venvhook_within
        # Only Ctrl-C leaves them set here.
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
    function __venvhook_before_command --on-event fish_preexec
        set -g __venvhook_typing ''
        test -z "$__venvhook_under_way$__venvhook_asking"; or __venvhook_recover
        test "$PATH" = "$__venvhook_path"; or __venvhook_mend
    end
end

# A cd in a command substitution moves the shell itself, and the next prompt notices it. Activate scripts that
# change the directory (uv --relocatable before 0.11.24) call this too, and are then under way.
function __venvhook_after_cd --on-variable PWD
    set -q __venvhook_ready; and test -z "$__venvhook_under_way$__venvhook_asking"; or return 0
    status is-command-substitution; or __venvhook_check
end

# Runs the binary, with this shell's state in its environment.
function venvhook
    if contains -- (count $argv)" $argv" '1 on' '1 off' '2 off --all'; and __venvhook_set_hook $argv
        return 0
    end
    contains -- "$argv[1]" allow deny forget; and set -g __venvhook_settled ''
    set -l seen
    set -l has
    functions -q deactivate; and set has 1
    test "$argv[1]" = doctor
    and set seen (command $__venvhook_bin probe fish | builtin source | string collect)
    begin
        set -lx VENVHOOK_HOOK fish
        set -lx VENVHOOK_SEEN $seen
        set -lx VENVHOOK_OFF $__venvhook_off
        set -lx VENVHOOK_NAME $__venvhook_name_list
        set -lx VENVHOOK_TRUST $__venvhook_trust
        set -lx VENVHOOK_IDLE $__venvhook_idle
        set -lx VENVHOOK_FUNCTION $has
        command $__venvhook_bin $argv
    end
    or return
    # A venv that was created on purpose is wanted, even if the user deactivated another one here before.
    if test "$argv[1]" = new
        set -g __venvhook_settled ''
        set -g __venvhook_off ''
    end
    contains -- "$argv[1]" allow deny forget new; and __venvhook_after_cd
    return 0
end

# ---- 3. Look -------------------------------------------------------------------------------------
# What an idle prompt costs: builtins only, and no string is worked on until the directory changes. The two
# signs of a venv are pyvenv.cfg and, from virtualenv before 20, bin/activate_this.py.

# Sets found and alive.
function __venvhook_see
    __venvhook_look
    set -g __venvhook_alive ''
    if test -n "$__venvhook_found"
        if test -x $__venvhook_found/bin/python; or test -x $__venvhook_found/Scripts/python.exe
            set -g __venvhook_alive 1
        end
    end
end

# Sets found: the nearest directory, at or above $PWD, that may be a venv.
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

# Where the directory has changed. Sets pwd and dirs: $PWD and each directory above it, the root as an empty
# name.
function __venvhook_climb
    set -g __venvhook_pwd $PWD
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
    __venvhook_write_probe
end

# Sets probe and odd. All is tested by one `test`, since each further call costs more than what it tests: five
# directories with three names take 0.26 ms by one `test`, and 0.69 ms by 25. With a glob it is always true.
function __venvhook_write_probe
    set -g __venvhook_probe -n "$__venvhook_has_glob"
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
    test -e "$__venvhook_odd/pyvenv.cfg" -o -e "$__venvhook_odd/bin/activate_this.py"
    and set __venvhook_odd ''
    test -n "$__venvhook_odd"; or set -g __venvhook_told ''
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

# ---- 4. Compare and ask --------------------------------------------------------------------------
# The binary is asked only where something differs from what was settled last. Before that, what Ctrl-C has
# ended half-way is finished or undone (recover), and a PATH that others have changed is put right (mend).
# Four calls go to sections 6 to 8 without an answer: what recover undoes or finishes, leave_behind,
# greet, and note_prefix while a prompt is drawn. Each is made only after an answer has begun a
# transition.

# Looks, and asks only if something is not as it was when it was last settled.
function __venvhook_check
    test "$PATH" = "$__venvhook_path"; or __venvhook_mend
    test -n "$__venvhook_idle$VENVHOOK_DISABLE"; and __venvhook_is_idle; and return
    __venvhook_see
    if test "$__venvhook_found|$__venvhook_alive|$VIRTUAL_ENV|$VENVHOOK_ENV" = "$__venvhook_settled" \
            -a "$__venvhook_odd" = "$__venvhook_told"
        test -n "$__venvhook_stamp" -a -n "$__venvhook_compares"; or return 0
        set -l cfg $__venvhook_found/pyvenv.cfg
        test -e $__venvhook_stamp
        and not test $cfg -nt $__venvhook_stamp
        and not test $cfg -ot $__venvhook_stamp
        and return 0
    end
    __venvhook_ask
end

function __venvhook_is_idle
    test -n "$__venvhook_idle"; or not string match -qri '^(0|no?|f|false|off)$' -- $VENVHOOK_DISABLE
end

# Asks about what is found, and remembers that.
function __venvhook_ask
    # Set before all else: a question that is cut short is not asked again here.
    set -g __venvhook_asking $PWD
    __venvhook_leave_behind
    if test -n "$__venvhook_found$VIRTUAL_ENV$VENVHOOK_ENV" -o "$__venvhook_odd" != "$__venvhook_told"
        __venvhook_answer
    else
        __venvhook_settle '' ''
    end
    __venvhook_settle_now
    __venvhook_wrap
    test -z "$__venvhook_entered"; or __venvhook_greet
    set -g __venvhook_path "$PATH"
    set -g __venvhook_asking ''
end

# Leaves the venv that this shell entered where another one is found, or none: that needs no answer.
function __venvhook_leave_behind
    __venvhook_is_to_leave; or return 0
    __venvhook_leave
    set -g __venvhook_venv ''
end

function __venvhook_is_to_leave
    __venvhook_is_here; and functions -q deactivate
    and not __venvhook_same "$__venvhook_found" "$VIRTUAL_ENV"
end

# Gives the facts to the binary, and evaluates its answer.
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
        # By `command`: fish 3.6 crashes if Ctrl-C comes while a command whose name is a variable is run.
        set -l steps (command $__venvhook_bin hook fish $facts)
        # What a binary that was stopped has printed so far is not an answer.
        if test $status = 0
            eval (string join \n -- $steps | string collect)
        else
            set -g __venvhook_cut_short 1
        end
    else if test -z "$__venvhook_gone"
        set -g __venvhook_gone 1
        __venvhook_say "$__venvhook_bin does not exist any more; venvs are not switched until it is back"
    end
end

# The answer's last step: what the binary wants to be remembered.
function __venvhook_settle --argument-names stamp off
    set -g __venvhook_stamp $stamp
    set -g __venvhook_off $off
end

# Remembers what is so now: it needs no question.
function __venvhook_settle_now
    set -g __venvhook_marker $__venvhook_found
    set -g __venvhook_venv "$VIRTUAL_ENV"
    set -g __venvhook_settled "$__venvhook_found|$__venvhook_alive|$VIRTUAL_ENV|$VENVHOOK_ENV"
end

# Whether the venv that this shell entered is active.
function __venvhook_is_here
    test -n "$__venvhook_entry"; and test -n "$VIRTUAL_ENV"; and test "$VIRTUAL_ENV" = "$VENVHOOK_ENV"
end

# After a Ctrl-C, at whatever moment it came: a transition is finished or undone, and the question that was
# being asked is not asked again here.
function __venvhook_recover
    switch "$__venvhook_under_way"
        case enter
            __venvhook_undo_enter
        case leave
            __venvhook_finish_leave
        case drop
            __venvhook_finish_drop
        case own
            __venvhook_unstash_functions
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
    test -z "$__venvhook_entered"; or __venvhook_greet
    set -g __venvhook_asking ''
end

# Where PATH has changed: removes what other tools have put back of a venv that was left, and puts the entry
# of the active one back if they have removed it. The rest of PATH stays as it is.
function __venvhook_mend
    set -l path
    set -l changed ''
    for entry in $PATH
        if contains -- $entry $__venvhook_left
            and not __venvhook_is_in_use $entry; and not __venvhook_is_typed $entry
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

# Whether an entry belongs to the venv that is active now, whoever activated it.
function __venvhook_is_in_use --argument-names entry
    test -n "$VIRTUAL_ENV"
    and __venvhook_same (string replace -r '/[^/]*$' '' -- $entry | string collect) $VIRTUAL_ENV
end

# Whether the user has put an entry on PATH: it is the first or the last, and the rest is as it was. An entry
# of a venv's own is not taken for that.
function __venvhook_is_typed --argument-names entry
    contains -- "$PATH" "$entry:$__venvhook_path" "$__venvhook_path:$entry"; or return
    test -e (string replace -r '/[^/]*$' '' -- $entry | string collect)/pyvenv.cfg; and return 1
    set -e __venvhook_left[(contains -i -- $entry $__venvhook_left)]
end

# A message of the hook's own.
function __venvhook_say --argument-names text
    test "$__venvhook_volume" = --quiet; and return
    __venvhook_tell (string replace -ra '[[:cntrl:]]' '?' -- "venvhook: $text")
end

# Prints a whole line for the user. While they are typing (a key is bound to a `cd`) it gets a line of its
# own, and what they have typed is drawn again below it, as many rows further down as fish may go up to draw
# it. (It does not go up where it sees, by the terminal's time, that somebody has printed there; Linux updates
# that time every 8 seconds.)
function __venvhook_tell --argument-names line
    if test -z "$__venvhook_typing"
        printf '%s\n' $line >&2
        return
    end
    set -l before $__venvhook_typing
    set -l rows (functions -q fish_prompt; and fish_prompt)
    set -l above (math (count $rows) - 2 + (commandline --line))
    if test "$before" = written
        test $above -lt 1; or printf '\e[%dA' $above >&2
    else
        set -l below (math (count (commandline)) - (commandline --line))
        test $below -lt 1; or printf '\e[%dB' $below >&2
        printf '\n' >&2
    end
    set -g __venvhook_typing written
    printf '\r\e[J%s\n' $line >&2
    test $above -lt 1; or printf '%s' (string repeat -n $above \n | string collect --no-trim-newlines) >&2
    commandline -f repaint
end

# ---- 5. Install ----------------------------------------------------------------------------------
# The prompt is wrapped once, at the first prompt, and stays so: the wrapper draws the prefix and calls the
# prompt that was there. What runs when this file is loaded is at its end.

# Makes the prompt ours: at the first prompt, after all themes; when entering; and at a prompt, where the last
# one was not ours and no venv is active. One that calls ours (an editor's, a script's, the user's) stays.
function __venvhook_wrap
    set -l text (functions fish_prompt 2>/dev/null)
    test "$text" = "$__venvhook_known"; and return
    if functions -q fish_prompt; and not __venvhook_leads_to_ours
        # The same one, defined again and again, is wrapped once.
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

# Decided by what the prompt calls: where it was defined says nothing, and a copy has another text.
function __venvhook_leads_to_ours
    __venvhook_is_ours fish_prompt; and return
    __venvhook_find_ours fish_prompt
    set -q __venvhook_ours[1]
end

# Whether a function is one of our wrappers. One that was saved (`funcsave fish_prompt`) in another shell has
# no prompt inside.
function __venvhook_is_ours --argument-names name
    set -l id (functions $name 2>/dev/null | string match -r '^\s*__venvhook_draw ([0-9]+) ')[2]
    set -q id[1]; and functions -q __venvhook_inner_$id
end

# Sets ours: the wrappers of ours that a function calls by name.
function __venvhook_find_ours --argument-names name
    set -g __venvhook_ours
    for word in (functions $name | string match -ar '(?<![\w$.-])[A-Za-z_][\w.-]*')
        test $word != $name; and functions -q $word; and __venvhook_is_ours $word
        and set -a __venvhook_ours $word
    end
end

# What each wrapper calls: ID says which prompt is inside. That one sees $status, $pipestatus and its
# arguments (fish 4.1: `--final-rendering`) as they were: setting a variable leaves the statuses, and so does
# the handler that this calls. The statement that the handler has written is evaluated: fish 3.6 crashes if
# Ctrl-C comes while a command whose name is a variable is run.
function __venvhook_draw
    set -g __venvhook_drawing $argv
    eval $__venvhook_drawn_by
    set -e __venvhook_within[-1]
end

# Sets drawn_by, the statement that draws. By now all handlers of the prompt's event have run.
function __venvhook_before_drawing --on-variable __venvhook_drawing
    set -l statuses $status $pipestatus
    set -l id $__venvhook_drawing[1]
    # A prompt that calls itself by way of another gets the one that was there before it.
    contains -- $id $__venvhook_within; and set id (math $id - 1)
    set -ga __venvhook_within $id
    set -l inner __venvhook_inner_$id
    set -q __venvhook_drawing[2]; and set -a inner (string escape -- $__venvhook_drawing[2..-1])
    set -g __venvhook_drawn_by "$inner"
    if set -q __venvhook_within[2]
        functions -q __venvhook_inner_$id; and not set -q __venvhook_within[9]
        or set -g __venvhook_drawn_by "printf '> '"
        return
    end
    set -g __venvhook_drawn 1
    set -g __venvhook_typing 1
    test "$PATH" = "$__venvhook_path"; or __venvhook_mend
    test -n "$VIRTUAL_ENV" -a -z "$VIRTUAL_ENV_DISABLE_PROMPT"; and __venvhook_is_here; or return
    # A script that the user has sourced by hand draws a prefix of its own.
    functions -q _old_fish_prompt; and __venvhook_is_scripts_prompt; and return
    test "$VIRTUAL_ENV_PROMPT" = "$__venvhook_prefix_of"; or __venvhook_note_prefix
    # The status of one program is easily set again after the prefix; a pipeline's statuses are kept by
    # drawing the prompt first.
    if test "$statuses" = "$statuses[1] $statuses[1]"
        set __venvhook_drawn_by "printf %s \$__venvhook_prefix; __venvhook_return $statuses[1]; $inner"
    else
        set inner "($inner | string collect --no-trim-newlines)"
        set __venvhook_drawn_by "printf %s \$__venvhook_prefix $inner"
    end
end

function __venvhook_return
    return $argv[1]
end

# Deletes what an earlier shell or venv has saved. No venv is active when this is called, so nothing needs it.
function __venvhook_forget_old_virtual
    for name in _OLD_VIRTUAL_{PATH,PYTHONHOME,PS1,PROMPT,TCL_LIBRARY,TK_LIBRARY,PKG_CONFIG_PATH} \
        _OLD_PKG_CONFIG_PATH _OLD_FISH_PROMPT_OVERRIDE
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

# Whether an activate script has put its own prompt in front of the one that was there.
function __venvhook_is_scripts_prompt
    functions -q _old_fish_prompt
    and functions fish_prompt 2>/dev/null | string match -q '*_old_fish_prompt*'
end

# ---- 6. Enter, leave, drop, disown ---------------------------------------------------------------
# Called by the binary's answer. A transition first sets all that it goes by, then under_way, and clears that
# last; what is done while it is set can be done twice. So recover finishes or undoes what Ctrl-C has ended.

# Sources SCRIPT and checks by effect that VENV is active: VIRTUAL_ENV leads to it, and BIN is on PATH before
# any other Python. Else all is put back, and a message names SCRIPT as SHOWN. GREETING and GOODBYE are
# printed after entering and after leaving; VARIABLES and FUNCTIONS are what SCRIPT sets besides what every
# maker's does.
function __venvhook_enter \
    --argument-names venv bin script name shown project greeting goodbye variables functions
    set -l pwd $PWD
    set -l dirs $dirprev
    __venvhook_forget_old_virtual
    __venvhook_note_touched "$variables" "$functions"
    __venvhook_snapshot before
    __venvhook_stash_functions
    set -g __venvhook_under_way enter
    __venvhook_source $script
    __venvhook_stay $pwd $dirs
    __venvhook_find_entry $venv $bin
    if test -z "$__venvhook_entry_found"
        __venvhook_undo_enter
        set -l why 'so venvhook undid it; to see the error, source it yourself'
        __venvhook_say "$shown did not activate its venv, $why"
        return 0
    end
    __venvhook_note_entries $__venvhook_entry_found
    set -gx VENVHOOK_ENV $VIRTUAL_ENV
    set -q VIRTUAL_ENV_PROMPT; or set -gx VIRTUAL_ENV_PROMPT $name
    set -g __venvhook_name $name
    # CPython's scripts draw it in a colour, the others do not.
    set -g __venvhook_colour normal
    string match -q '*set_color 4B8BBE*' <$script; and set -g __venvhook_colour 4B8BBE
    __venvhook_note_prefix
    set -g __venvhook_pydoc ''
    functions -q pydoc; and set -g __venvhook_pydoc (functions pydoc | string collect)
    __venvhook_note_made
    __venvhook_snapshot after
    set -g __venvhook_entered 1
    set -g __venvhook_project $project
    set -g __venvhook_goodbye $goodbye
    set -g __venvhook_under_way ''
    test -z "$greeting"; or __venvhook_tell $greeting
end

# In a function of its own, since `return` in a sourced file leaves the function around it. The prefix is
# drawn by our own wrapper: so the prompt may be changed meanwhile.
function __venvhook_source --argument-names __venvhook_script
    set -lx VIRTUAL_ENV_DISABLE_PROMPT 1
    builtin source $__venvhook_script
end

# Sets entry_found: the venv's entry as PATH spells it, or '' if the venv is not active. By effect: a script's
# status proves nothing (docs/activate-scripts.md, "Success").
function __venvhook_find_entry --argument-names venv bin
    set -g __venvhook_entry_found ''
    string match -q '/*' -- "$VIRTUAL_ENV"; and __venvhook_same "$VIRTUAL_ENV" $venv; or return
    for dir in $PATH
        if __venvhook_same $dir $bin
            set __venvhook_entry_found $dir
            return
        end
        # Another Python would be found first.
        test -x $dir/python -o -x $dir/python3; and return
    end
end

# Sets entry and entries, by what is on PATH now and was not before.
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

# Puts all back as it was, however far the script has come. May be run twice.
function __venvhook_undo_enter
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
    __venvhook_functions_back
    __venvhook_forget_old_virtual
    __venvhook_unstash_functions
end

function __venvhook_leave
    __venvhook_run_own_leave
    __venvhook_prepare_leave
    set -g __venvhook_under_way leave
    __venvhook_finish_leave
    test -z "$__venvhook_goodbye"; or __venvhook_tell $__venvhook_goodbye
end

# Sets all that leaving goes by: rest, left, now_X, and the user's own pydoc if they have defined one
# meanwhile.
function __venvhook_prepare_leave
    set -g __venvhook_rest $PATH
    for entry in $__venvhook_entries
        # If PATH had it before, one stays.
        set -l one ''
        contains -- $entry $__venvhook_before_PATH[2..-1]; and set one 1
        __venvhook_without "$one" $entry $__venvhook_rest
        set -g __venvhook_rest $__venvhook_less
        test -n "$one"; or contains -- $entry $__venvhook_left; or set -ga __venvhook_left $entry
    end
    __venvhook_snapshot now
    # CPython's script before 3.12 sets it only where it draws the prompt too: when the user sources it over
    # ours.
    if test "$VIRTUAL_ENV_PROMPT" = "($__venvhook_name) "
        set -g __venvhook_now_VIRTUAL_ENV_PROMPT $__venvhook_after_VIRTUAL_ENV_PROMPT
    end
    set -l pydoc (functions pydoc 2>/dev/null | string collect)
    if test -n "$pydoc"; and test "$pydoc" != "$__venvhook_pydoc"
        __venvhook_rename pydoc __venvhook_stashed_pydoc
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
    __venvhook_variables_back
    __venvhook_functions_back
    __venvhook_forget_old_virtual
    __venvhook_unstash_functions
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

# May be run twice.
function __venvhook_finish_drop
    functions deactivate 2>/dev/null | string match -q '*_OLD_VIRTUAL_PATH*'; and deactivate
    set -gx PATH $__venvhook_rest
    __venvhook_without_pkgconfig $__venvhook_dropped/lib/pkgconfig
    and test -z "$PKG_CONFIG_PATH"; and set -eg PKG_CONFIG_PATH
    set -e VIRTUAL_ENV
    set -e VIRTUAL_ENV_PROMPT
    set -e VENVHOOK_ENV
    __venvhook_forget_old_virtual
    set -g __venvhook_under_way ''
end

# The venv is the user's from now on; if they have deactivated it by hand, what that left behind is put back.
function __venvhook_disown
    __venvhook_run_own_leave
    if test -n "$__venvhook_entry"; and test -z "$VIRTUAL_ENV"
        __venvhook_prepare_leave
        set -g __venvhook_under_way leave
        __venvhook_finish_leave
    end
    set -g __venvhook_entry ''
    set -e VENVHOOK_ENV
end

# ---- 7. Put back ---------------------------------------------------------------------------------
# A variable's state is a list: empty if it is unset, else `x` (exported) or `-`, then its values. States are
# recorded before entering, after it, and as they are now, when leaving. What is still as the script left it
# goes back to what it was before; what the user has changed meanwhile stays.

# Sets WHEN_X for PATH and each of kept.
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

# Gives a variable a state.
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

# After deactivate: puts back what it does not.
function __venvhook_variables_back
    for __venvhook_variable in $__venvhook_kept
        set -l __venvhook_was_before __venvhook_before_$__venvhook_variable
        set -l __venvhook_was_after __venvhook_after_$__venvhook_variable
        set -l __venvhook_is_now __venvhook_now_$__venvhook_variable
        set __venvhook_was_before $$__venvhook_was_before
        set __venvhook_was_after $$__venvhook_was_after
        set __venvhook_is_now $$__venvhook_is_now
        if test "$__venvhook_is_now" = "$__venvhook_was_after"
            __venvhook_assign $__venvhook_variable $__venvhook_was_before
        else if set -q __venvhook_is_now[1]; and set -q __venvhook_was_before[1]
            and test "$__venvhook_is_now[2..-1]" = "$__venvhook_was_before[2..-1]"
            __venvhook_assign $__venvhook_variable $__venvhook_was_before
        else
            __venvhook_assign $__venvhook_variable $__venvhook_is_now
            test $__venvhook_variable = PKG_CONFIG_PATH
            and __venvhook_without_pkgconfig \
                (string replace -r '/[^/]*$' /lib/pkgconfig -- $__venvhook_entry | string collect)
        end
    end
end

# Sets less: the list without ENTRY; without its first copy only if ONE is not empty.
function __venvhook_without --argument-names one entry
    set -g __venvhook_less $argv[3..-1]
    while set -l at (contains -i -- $entry $__venvhook_less)
        set -eg __venvhook_less[$at]
        test -z "$one"; or break
    end
end

# Removes a venv's entry from PKG_CONFIG_PATH. Returns 1 if it is not there.
function __venvhook_without_pkgconfig --argument-names entry
    contains -- $entry $PKG_CONFIG_PATH; or return
    __venvhook_without '' $entry $PKG_CONFIG_PATH
    set PKG_CONFIG_PATH $__venvhook_less
    return 0
end

# The scripts delete the user's own functions of these two names.
function __venvhook_stash_functions
    set -g __venvhook_under_way own
    __venvhook_rename pydoc __venvhook_stashed_pydoc
    __venvhook_rename deactivate __venvhook_stashed_deactivate
end

# Ends each transition but `drop`: no venv of this shell's is active.
function __venvhook_unstash_functions
    set -g __venvhook_under_way own
    __venvhook_rename __venvhook_stashed_pydoc pydoc
    __venvhook_rename __venvhook_stashed_deactivate deactivate
    set -g __venvhook_entry ''
    set -g __venvhook_under_way ''
end

function __venvhook_rename --argument-names from to
    functions -q $from; or return 0
    functions -q $to; and functions -e $to
    functions -c $from $to
    functions -e $from
end

# Before entering, adds what this one script sets to what is put back: kept, made, fresh, olds. The user's
# functions of those names are copied.
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
        functions -q __venvhook_replaced_$name; and functions -e __venvhook_replaced_$name
        if functions -q $name
            functions -c $name __venvhook_replaced_$name
        else
            set -ga __venvhook_fresh $name
        end
        set -g __venvhook_made_$name (functions $name 2>/dev/null | string collect)
    end
    set -g __venvhook_olds (set -ng | string match '_OLD_*')
end

# After entering, sets made_X; what the script only mentions is taken off `made`.
function __venvhook_note_made
    for made in $__venvhook_made
        set -l was __venvhook_made_$made
        set -l text (functions $made 2>/dev/null | string collect)
        if test "$text" = "$$was"
            set -eg __venvhook_made[(contains -i -- $made $__venvhook_made)]
            functions -q __venvhook_replaced_$made; and functions -e __venvhook_replaced_$made
        end
        set -g $was $text
    end
end

# Deletes the functions that the script defined, and puts back those of the user's that it replaced. After a
# leave, one that the user has defined meanwhile stays. May be run twice.
function __venvhook_functions_back
    for name in $__venvhook_made
        set -l text __venvhook_made_$name
        set -l own __venvhook_replaced_$name
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

# Sets prefix and prefix_of, as makers draw the name; some write it in brackets themselves.
function __venvhook_note_prefix
    set -l name (string replace -ra '[[:cntrl:]]' '' -- "$VIRTUAL_ENV_PROMPT" | string collect)
    test -n "$name"; or set name $__venvhook_name
    set name (string replace -r '^\((.*)\) ?$' '$1' -- $name | string collect)
    set -g __venvhook_prefix (set_color $__venvhook_colour)"($name) "(set_color normal)
    set -g __venvhook_prefix_of "$VIRTUAL_ENV_PROMPT"
end

# ---- 8. Own hooks (venvhook_enter, venvhook_leave) -----------------------------------------------
# The user's own handlers of these two events are called by name, since `emit` does not say how they fared.
# They may fail, but not move the shell: what follows a cd on its line would run elsewhere.

# Once for each enter, when all is settled.
function __venvhook_greet
    set -g __venvhook_entered ''
    __venvhook_run_own_hook venvhook_enter $VIRTUAL_ENV $__venvhook_project
end

# Once for each enter, even if it is interrupted.
function __venvhook_run_own_leave
    set -l project $__venvhook_project
    set -g __venvhook_project ''
    test -z "$project"; or __venvhook_run_own_hook venvhook_leave "$VENVHOOK_ENV" $project
end

function __venvhook_run_own_hook --argument-names event
    for handler in (functions --handlers-type generic | string replace -rf "^$event (.*)" '$1')
        set -l pwd $PWD
        set -l dirs $dirprev
        # By `eval`, as in __venvhook_draw.
        eval (string escape -- $handler $argv[2..-1])
        set -l failed $status
        __venvhook_stay $pwd $dirs
        test $failed = 0; or __venvhook_say "your $handler failed with status $failed ($event)"
    end
end

# Goes back to a directory, with the directories that `prevd` would go to.
function __venvhook_stay --argument-names pwd
    if test "$PWD" != "$pwd"
        builtin cd $pwd
        set -g dirprev $argv[2..-1]
    end
end

# ---- 9. on, off, unload --------------------------------------------------------------------------
# `venvhook on`, `off` and `off --all` are answered here, without the binary. What they cannot do (in an own
# hook, or while VENVHOOK_DISABLE is set) the binary explains.

# Returns 1 if the binary has to explain why not.
function __venvhook_set_hook --argument-names to all
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
        __venvhook_after_cd
        # A venv of another's is active: the binary explains that.
        test -z "$VIRTUAL_ENV"; or test "$VIRTUAL_ENV" = "$VENVHOOK_ENV"; or return 1
    else if test -n "$all"
        __venvhook_unload
    else
        set -g __venvhook_idle 1
    end
    return 0
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

# Removes all of the hook, to the last name; the command's completion stays.
function __venvhook_unload
    functions -q fish_prompt; and __venvhook_unwrap fish_prompt
    functions -e venvhook (functions -n -a | string match -r '^__venvhook_(?!complete$).*')
    # One by one: before 3.2 `set` erases no more at a time.
    for name in (set -ng | string match '__venvhook_*')
        set -eg $name
    end
end

# Puts the user's prompt back, wherever ours is inside NAME.
function __venvhook_unwrap --argument-names name
    if __venvhook_is_ours $name
        set -l inner __venvhook_inner_(functions $name | string match -r '__venvhook_draw ([0-9]+)')[2]
        functions -e $name
        functions -c $inner $name
    end
    __venvhook_find_ours $name
    for ours in $__venvhook_ours
        __venvhook_unwrap $ours
    end
end

# ---- What runs when this file is loaded (5) ------------------------------------------------------
functions -q deactivate; or __venvhook_forget_old_virtual
set -g __venvhook_last ''
__venvhook_listen
