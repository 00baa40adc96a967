# shellcheck shell=bash disable=SC2154,SC2034
# venvhook's hook for bash, 3.2 and later. `venvhook init bash` prints a block of values (shell/README.md),
# then apply.sh, apply.bash and this file.
#
# At each prompt and after each `cd` the hook looks upwards from $PWD for a venv, by builtins alone (section
# 3), and compares what it finds with what it found before (section 4). If that is the same, it is done: no
# process was started. Else it asks the program, which decides and prints what to do, one function call a
# line:
#
#     __venvhook_leave
#     __venvhook_enter /w/shop/.venv /w/shop/.venv/bin /w/shop/.venv/bin/activate shop …
#     __venvhook_settle /home/me/.local/share/venvhook/stamps/3f… ''
#
# The hook evaluates that. The functions it calls are in apply.sh (sections 6 to 9; bash and zsh share them)
# and in apply.bash (what is bash's own in these sections). Nothing in this file calls them before an answer
# has entered a venv, except where a comment says so.
#
# Results: a function with a result sets the variable that its comment names, and its caller declares that
# local. Errors: what may fail is in an `if`, so that errexit does not see it; what may be unset has a
# default. Before the options are known (`neutral`), `local` only declares and the next line assigns: under
# `set -k`, `local x=1` declares nothing.

# ---- 1. What this shell remembers ----------------------------------------------------------------
# None of these is exported; the only exported variable is VENVHOOK_ENV, the venv that venvhook entered.
# Set by init: bin, version, names, name_list, has_glob, trust, volume, wrap_cd, torn (shell/README.md).

# settled     FOUND|ALIVE|VIRTUAL_ENV|VENVHOOK_ENV after the last answer; the same now: nothing to ask
# odd         what has the first name at or above $PWD, but is not a venv
# told        the odd thing that the program knows of already
__venvhook_settled='|||' __venvhook_odd='' __venvhook_told=''

# Only a function proves that this shell has loaded the hook: variables may come from a parent. Older hooks do
# not have this one, and keep other variables.
if ! declare -F __venvhook_at_prompt >/dev/null; then
  # marker, venv  FOUND and VIRTUAL_ENV after the last answer, for the program to compare
  # stamp         the file whose age the venv's pyvenv.cfg must still have; 'again': always ask
  # off           the project whose venv the user deactivated by hand in this shell
  __venvhook_marker='' __venvhook_venv='' __venvhook_stamp='' __venvhook_off=''
  # entry         the venv's entry on PATH; '' while this shell has not entered a venv
  # entries       all that entering put on PATH
  # project       the entered venv's project, until the user's venvhook_leave has run for it
  # goodbye       the line to print after leaving it
  # entered       1 from entering until the user's venvhook_enter has run
  __venvhook_entry='' __venvhook_entries=() __venvhook_project='' __venvhook_goodbye='' __venvhook_entered=''
  # own           code that defines the user's own pydoc and deactivate again
  # pydoc         the script's pydoc, to see whether the user has changed it
  __venvhook_own='' __venvhook_pydoc=''
  # left          what leaving took off PATH, left_prompts: out of the prompt: it must not come back
  # path, ps1     PATH and PS1 as seen last: if they differ now, another tool may have put that back
  __venvhook_left=() __venvhook_left_prompts=() __venvhook_path=${PATH-} __venvhook_ps1=${PS1-}
  # under_way     '', or the step that has begun and not ended: enter, leave, drop, own
  # asking        the directory for which a question has begun and not ended
  # cut_short     1 if a Ctrl-C has ended a question: it is not asked again in this directory
  # restore       code that sets the shell's options back, e.g. 'shopt -s nullglob;set -e;'; see neutral
  __venvhook_under_way='' __venvhook_asking='' __venvhook_cut_short='' __venvhook_restore=''
  # ready         1 from the first prompt on: no cd does anything before it
  # idle          1 after `venvhook off`
  # last          $? at the prompt
  __venvhook_ready='' __venvhook_idle='' __venvhook_last=0
  # pwd, dirs     the directory that dirs was computed for; it and each one above, the root as an empty name
  __venvhook_pwd='' __venvhook_dirs=('')
  # gone          1 once it was said that the program does not exist
  # told_fixed    the read-only variable that the user knows of already
  # fixed_prompt  'PS1' if PS1 is read-only, else ''
  # notice        a line that the first prompt says
  __venvhook_gone='' __venvhook_told_fixed='' __venvhook_fixed_prompt='' __venvhook_notice=''
  # form          PROMPT_COMMAND before the hook: '' unset, a an array, x exported, - a string
  if ! declare -F __venvhook_moved >/dev/null; then __venvhook_form=''; fi
  if ((${#__venvhook_torn[@]})); then __venvhook_left=("${__venvhook_torn[@]}") __venvhook_path=''; fi
else
  # The rc file may have set PATH and the prompt again, around the venv: so it is entered again.
  __venvhook_stamp=again
fi
# name1..3    the first three names, which look tests without a loop; more: 1 if there are others, or a glob
__venvhook_name1=${__venvhook_names[0]}
__venvhook_name2=${__venvhook_names[1]-$__venvhook_name1}
__venvhook_name3=${__venvhook_names[2]-$__venvhook_name1}
__venvhook_more=$__venvhook_has_glob
if ((${#__venvhook_names[@]} > 3)); then __venvhook_more=1; fi
# usual       what activate scripts change besides PATH and VIRTUAL_ENV, and do not all put back
#             (it differs between shells as their scripts do: PS1 is here, since the prompt is a variable)
# kept        usual, and what the entered venv's script changes besides; made: the functions that it defines
__venvhook_usual=(PS1 PYTHONHOME PKG_CONFIG_PATH TCL_LIBRARY TK_LIBRARY SCRIPT_PATH VIRTUAL_ENV_PROMPT)
if [[ -z $__venvhook_entry ]]; then __venvhook_kept=("${__venvhook_usual[@]}") __venvhook_made=(); fi
# made_befores, made_texts   those functions' code before entering ('' for none) and after it
# before_X, after_X, now_X   the state (section 7) of variable X before entering, after it, before leaving
# rest        PATH as it is to be after leaving
# dropped, dropped_PS1       the venv to drop, and the prompt without it
# trap        set at the first run of after_others: the DEBUG trap that there is, or ''
# behind      that first run's text: it sees a DEBUG trap, which a function does not
# shellcheck disable=SC2016 # it is for later
__venvhook_behind='__venvhook_trap=$(trap -p DEBUG) __venvhook_after_others'

# ---- 2. Where the shell calls in -----------------------------------------------------------------
# at_prompt is the first of PROMPT_COMMAND and after_others the last; after_cd is called by the functions
# cd, pushd and popd; venvhook is the command that the user types. The first three leave $? as it was.

__venvhook_at_prompt() {
  __venvhook_last=$?
  # Not under allexport: the cd of a script would get here.
  if [[ -z ${__venvhook_ready-} ]]; then
    # Where PATH cannot be set no venv can be switched: the hook removes itself (section 9).
    if [[ $- == *r* ]]; then
      __venvhook_unload
      return 0
    fi
    __venvhook_ready=1 && export -n __venvhook_ready
    __venvhook_stand_last
  fi
  if [[ -n $__venvhook_restore ]] && ((BASH_VERSINFO[0] < 5)); then __venvhook_interrupted; fi
  __venvhook_check
  # A prompt command's failure would end a shell that has errexit on.
  if [[ $- == *e* ]]; then return 0; fi
  return "$__venvhook_last"
}

# After what others do at the prompt, which may be to put PATH or the prompt back.
__venvhook_after_others() {
  __venvhook_last=$?
  # Tools with a DEBUG trap (bash-preexec, timers in a prompt) take the last prompt command for the line
  # that the user types. There the hook is not the last, and the next prompt looks.
  if [[ -n ${__venvhook_trap-} ]]; then
    __venvhook_put_last ''
  elif [[ -n ${__venvhook_trap+x} ]]; then
    __venvhook_put_last __venvhook_after_others
  fi
  if [[ ${PATH-} != "$__venvhook_path" || ${PS1-} != "$__venvhook_ps1" ]]; then __venvhook_mend; fi
  if [[ $- == *e* ]]; then return 0; fi
  return "$__venvhook_last"
}

# Before 5.0 bash sets `expand_aliases` back to what it was once PROMPT_COMMAND has ended (parse.y,
# restore_parser_state): so after a Ctrl-C this ends it by another one, which skips that and prompts again.
__venvhook_interrupted() {
  local aliases
  aliases=''
  if [[ $__venvhook_restore == *expand_aliases* ]]; then aliases=1; fi
  __venvhook_options_back
  if [[ -n $aliases && -z $(builtin trap -p INT) ]]; then builtin kill -INT $$; fi
}

# Does nothing after a cd in a subshell, or in a completion function, which goes there to look.
__venvhook_after_cd() {
  if [[ $BASH_SUBSHELL == 0 && -n ${__venvhook_ready-} && -z ${COMP_LINE-} ]]; then __venvhook_check; fi
}

# Runs the program with this shell's state in its environment. `on` and `off` are this shell's own (section
# 9).
venvhook() {
  case "$# ${1-} ${2-}" in
    '1 on ' | '1 off ' | '2 off --all') if __venvhook_set_hook "$@"; then return 0; fi ;;
  esac
  local __venvhook_probe __venvhook_has
  __venvhook_probe='' __venvhook_has=''
  if declare -F deactivate >/dev/null; then __venvhook_has=1; fi
  case ${1-} in
    allow | deny | forget) __venvhook_settled='' ;;
    doctor) __venvhook_probe=$(builtin eval "$("$__venvhook_bin" probe bash)") ;;
  esac
  VENVHOOK_SEEN=$__venvhook_probe VENVHOOK_HOOK=bash VENVHOOK_OFF=$__venvhook_off \
    VENVHOOK_NAME=$__venvhook_name_list VENVHOOK_TRUST=$__venvhook_trust VENVHOOK_IDLE=$__venvhook_idle \
    VENVHOOK_FUNCTION=$__venvhook_has "$__venvhook_bin" "$@" || return
  # The user wants the venv that they create, whatever they deactivated here before.
  if [[ ${1-} == new ]]; then __venvhook_settled='' __venvhook_off=''; fi
  case ${1-} in allow | deny | forget | new) __venvhook_after_cd || : ;; esac
}

# ---- 3. Look -------------------------------------------------------------------------------------
# Finds the nearest directory at or above $PWD that may be a venv. This is the whole cost of an idle prompt:
# one test a directory, by builtins, and no string is cut unless the directory has changed.

# Sets __venvhook_found.
__venvhook_look() {
  local dir
  __venvhook_found=''
  if [[ ${PWD-} != "$__venvhook_pwd" ]]; then __venvhook_climb; fi
  for dir in "${__venvhook_dirs[@]}"; do
    if [[ -d $dir/$__venvhook_name1 || -d $dir/$__venvhook_name2 || -d $dir/$__venvhook_name3 ||
      -e $dir/pyvenv.cfg || -e $dir/bin/activate_this.py || -n $__venvhook_more ]]; then
      if __venvhook_find; then return 0; fi
    fi
  done
}

# Sets __venvhook_dirs, and __venvhook_odd: what has the first name but is not a venv. The program may say
# so.
__venvhook_climb() {
  local dir
  dir=${PWD-}
  __venvhook_pwd=$dir __venvhook_dirs=() __venvhook_odd=''
  # In another directory, a question that was cut short is asked again.
  if [[ -n $__venvhook_cut_short ]]; then __venvhook_cut_short='' __venvhook_settled=''; fi
  dir=${dir%/}
  while [[ $dir == /* ]]; do
    __venvhook_dirs+=("$dir")
    if [[ -z $__venvhook_odd && (-e $dir/$__venvhook_name1 || -L $dir/$__venvhook_name1) ]]; then
      __venvhook_odd=$dir/$__venvhook_name1
    fi
    dir=${dir%/*}
  done
  __venvhook_dirs+=('')
  if [[ -e $__venvhook_odd/pyvenv.cfg || -e $__venvhook_odd/bin/activate_this.py ]]; then
    __venvhook_odd=''
  fi
  if [[ -z $__venvhook_odd ]]; then __venvhook_told=''; fi
}

# Sets __venvhook_found to what may be a venv in look's `dir`. False if there is nothing.
__venvhook_find() {
  local name marker globbing IFS
  IFS='' globbing=''
  if [[ -n $__venvhook_has_glob ]]; then
    if [[ $- == *f* ]]; then set +f && globbing='set -f;'; fi
    if shopt -q failglob; then shopt -u failglob && globbing+='shopt -s failglob'; fi
  fi
  for name in "${__venvhook_names[@]}"; do
    # shellcheck disable=SC2231 # a name may be a glob; IFS is empty
    for marker in "$dir"/$name; do
      if [[ -d $marker && (-e $marker/pyvenv.cfg || -e $marker/bin/activate_this.py) ]]; then
        __venvhook_found=$marker
        break 2
      fi
    done
  done
  if [[ -n $globbing ]]; then eval "$globbing"; fi
  if [[ -z $__venvhook_found && (-e $dir/pyvenv.cfg || -e $dir/bin/activate_this.py) ]]; then
    __venvhook_found=${dir:-/}
  fi
  [[ -n $__venvhook_found ]]
}

# Looks; sets __venvhook_alive to 1 if what is found has an interpreter.
__venvhook_see() {
  __venvhook_look
  if [[ -n $__venvhook_found &&
    (-x $__venvhook_found/bin/python || -x $__venvhook_found/Scripts/python.exe) ]]; then
    __venvhook_alive=1
  fi
}

# ---- 4. Compare and ask --------------------------------------------------------------------------
# check compares what it sees with what was settled, and asks only if that has changed. Before that it
# finishes what a Ctrl-C has cut short (recover), and removes what other tools have put back (mend).

__venvhook_check() {
  # A user who traces a line of theirs does not want to read all this after it; bash 4.4 can put the option
  # back.
  if [[ $- == *x* ]] && local - 2>/dev/null; then set +x; fi
  # Activate scripts that change the directory (uv --relocatable before 0.11.24) get here again.
  if [[ -n ${__venvhook_busy-} ]]; then return 0; fi
  local __venvhook_found __venvhook_alive __venvhook_cfg
  __venvhook_found='' __venvhook_alive=''
  if [[ -n $__venvhook_restore$__venvhook_under_way$__venvhook_asking ]]; then __venvhook_recover; fi
  if [[ ${PATH-} != "$__venvhook_path" || ${PS1-} != "$__venvhook_ps1" ]]; then __venvhook_mend; fi
  if [[ -n $__venvhook_idle${VENVHOOK_DISABLE-} ]] && __venvhook_is_idle; then return 0; fi
  __venvhook_see
  if [[ "$__venvhook_found|$__venvhook_alive|${VIRTUAL_ENV-}|${VENVHOOK_ENV-}" == "$__venvhook_settled" &&
    $__venvhook_odd == "$__venvhook_told" ]]; then
    __venvhook_cfg=$__venvhook_found/pyvenv.cfg
    if [[ -z $__venvhook_stamp ||
      ! ($__venvhook_cfg -nt $__venvhook_stamp || $__venvhook_cfg -ot $__venvhook_stamp) ]]; then
      return 0
    fi
  fi
  __venvhook_ask
}

__venvhook_is_idle() {
  case ${__venvhook_idle:-$VENVHOOK_DISABLE} in
    0 | [nNfF] | [nN][oO] | [fF][aA][lL][sS][eE] | [oO][fF][fF]) return 1 ;;
  esac
}

# Whether the active venv is the one that this shell entered.
__venvhook_is_here() {
  [[ -n $__venvhook_entry && -n ${VIRTUAL_ENV-} && $VIRTUAL_ENV == "${VENVHOOK_ENV-}" ]]
}

# Hands the facts to the program and does what it says.
__venvhook_ask() {
  if [[ $- == *r* ]]; then
    __venvhook_settle_now
    return 0
  fi
  local __venvhook_busy __venvhook_steps __venvhook_facts IFS
  __venvhook_busy=1 __venvhook_steps='' IFS=$' \t\n'
  # Noted before all else: a question that is cut short is not asked again here.
  __venvhook_asking=$PWD
  __venvhook_neutral
  if [[ -n $__venvhook_notice ]]; then __venvhook_say "$__venvhook_notice" && __venvhook_notice=''; fi
  __venvhook_leave_behind
  if [[ -n $__venvhook_found || -n ${VIRTUAL_ENV-}${VENVHOOK_ENV-} ||
    $__venvhook_odd != "$__venvhook_told" ]]; then
    __venvhook_answer
  else
    __venvhook_settle '' ''
  fi
  __venvhook_marker=$__venvhook_found __venvhook_venv=${VIRTUAL_ENV-}
  __venvhook_settle_now
  # Only section 6 sets it, so section 8 is there.
  if [[ -n $__venvhook_entered ]]; then __venvhook_greet; fi
  __venvhook_asking='' __venvhook_path=${PATH-} __venvhook_ps1=${PS1-}
  __venvhook_options_back
}

# Leaves without an answer: where another venv is found, or none, the entered one is to be left in any case.
# (Where this shell has entered a venv, section 6 is there.)
__venvhook_leave_behind() {
  if __venvhook_is_here && declare -F deactivate >/dev/null &&
    [[ ! $__venvhook_found -ef $VIRTUAL_ENV ]]; then
    __venvhook_leave
    __venvhook_venv=''
  fi
}

__venvhook_answer() {
  __venvhook_facts=(--name="$__venvhook_name_list" --trust="$__venvhook_trust" --pwd="$PWD"
    --venv="${VIRTUAL_ENV-}" --owned="${VENVHOOK_ENV-}" --was-marker="$__venvhook_marker"
    --was-venv="$__venvhook_venv" --stamp="$__venvhook_stamp" --off="$__venvhook_off")
  if [[ -n $__venvhook_volume ]]; then __venvhook_facts+=("$__venvhook_volume"); fi
  if declare -F deactivate >/dev/null; then __venvhook_facts+=(--function); fi
  if [[ -n $__venvhook_entry ]]; then __venvhook_facts+=(--entered); fi
  if [[ $__venvhook_odd != "$__venvhook_told" ]]; then __venvhook_facts+=(--passed="$__venvhook_odd"); fi
  __venvhook_told=$__venvhook_odd
  __venvhook_stamp=''
  if [[ -x $__venvhook_bin ]]; then
    # What a program that failed has printed is not an answer; in another directory it is asked again.
    __venvhook_steps=$("$__venvhook_bin" hook bash "${__venvhook_facts[@]}") ||
      __venvhook_steps=__venvhook_cut_short=1
    builtin eval "$__venvhook_steps"
  elif [[ -z $__venvhook_gone ]]; then
    __venvhook_gone=1
    __venvhook_say "$__venvhook_bin does not exist any more; venvs are not switched until it is back"
  fi
}

# A step: the last line of each answer.
__venvhook_settle() { # STAMP OFF
  __venvhook_stamp=$1 __venvhook_off=$2
}

__venvhook_settle_now() {
  __venvhook_settled="$__venvhook_found|$__venvhook_alive|${VIRTUAL_ENV-}|${VENVHOOK_ENV-}"
}

# Sets the shell's options as activate scripts expect them. First it writes down the code that sets them
# back, in __venvhook_restore: so after an interrupt at any moment, the next prompt sets them back.
__venvhook_neutral() {
  local flags flag option restore
  flags=$- restore=''
  for option in expand_aliases failglob nullglob nocasematch; do
    if shopt -q "$option"; then restore+="shopt -s $option;"; fi
  done
  for flag in a e f k u v E T; do
    if [[ $flags == *$flag* ]]; then restore+="set -$flag;"; fi
  done
  # Once the trace is on again, it would show what comes after it.
  if [[ $flags == *x* ]]; then restore+="__venvhook_restore='';set -x"; fi
  __venvhook_restore=$restore
  set +aefkuvxET
  shopt -u expand_aliases failglob nullglob nocasematch
}

__venvhook_options_back() {
  set +aefkuvxET
  eval "$__venvhook_restore"
  if [[ -n $__venvhook_restore ]]; then __venvhook_restore=''; fi
}

# After a Ctrl-C, whenever it came: finishes or undoes the step that had begun (section 6 is there if one
# has). The question that had begun is not asked again here.
__venvhook_recover() {
  local __venvhook_busy __venvhook_asked IFS
  __venvhook_busy=1 __venvhook_asked=$__venvhook_asking IFS=$' \t\n'
  if [[ -z $__venvhook_restore ]]; then __venvhook_neutral; fi
  case $__venvhook_under_way in
    enter) __venvhook_undo_enter ;;
    leave) __venvhook_finish_leave ;;
    drop) __venvhook_finish_drop ;;
    own) __venvhook_unstash_functions ;;
  esac
  __venvhook_see
  __venvhook_leave_behind
  __venvhook_settle_now
  if [[ -n $__venvhook_asked && $__venvhook_asked == "$PWD" ]]; then
    __venvhook_cut_short=1
  else
    __venvhook_settled=''
  fi
  if [[ -n $__venvhook_entered ]]; then __venvhook_greet; fi
  __venvhook_asking=''
  __venvhook_options_back
}

# Called where PATH or the prompt has changed. What a venv had put there is section 7's concern, which is
# there if this shell has entered or left one. (At the first prompt tmux's leftovers, `torn`, need it too.)
__venvhook_mend() {
  if [[ -n $__venvhook_entry || ${#__venvhook_left[@]} -gt 0 ]]; then
    local __venvhook_busy IFS
    __venvhook_busy=1 IFS=$' \t\n'
    __venvhook_neutral
    __venvhook_mend_now
    __venvhook_options_back
  fi
  __venvhook_path=${PATH-} __venvhook_ps1=${PS1-}
}

__venvhook_say() { # MESSAGE
  if [[ $__venvhook_volume != --quiet ]]; then __venvhook_tell "venvhook: ${1//[[:cntrl:]]/?}"; fi
}

# A step: prints a whole line for the user.
__venvhook_tell() { # LINE
  printf '%s\n' "$1" >&2
}

# ---- 5. Install ----------------------------------------------------------------------------------
# Wraps cd, pushd and popd, and puts at_prompt in front of PROMPT_COMMAND, since the user's own prompt
# commands may draw the prompt. after_others follows at the first prompt: what comes after the hook's line
# in the rc file may put PATH back, too. The last line of the file runs this.

# Deletes what an earlier shell or venv saved. No venv is active where this is called, so nothing needs it.
__venvhook_forget_old_virtual() {
  unset _OLD_VIRTUAL_PATH _OLD_VIRTUAL_PYTHONHOME _OLD_VIRTUAL_PS1 _OLD_VIRTUAL_PROMPT
  unset _OLD_VIRTUAL_TCL_LIBRARY _OLD_VIRTUAL_TK_LIBRARY _OLD_VIRTUAL_PKG_CONFIG_PATH
  unset _OLD_PKG_CONFIG_PATH _OLD_FISH_PROMPT_OVERRIDE
}

# Wraps a builtin that changes the directory, unless the user has a function or alias of that name.
__venvhook_wrap() { # BUILTIN
  if alias "$1" >/dev/null 2>&1; then return 0; fi
  if declare -F "$1" >/dev/null && [[ $(declare -f "$1") != *__venvhook_* ]]; then return 0; fi
  eval "$1() { \\builtin $1 \"\$@\" || return; __venvhook_after_cd; }"
}

# Sets __venvhook_state to a variable's state (section 7), __venvhook_attributes to its letters as `declare`
# has them, and __venvhook_fixed to its name if it is read-only. Sections 6 and 7 use it too.
__venvhook_describe() { # NAME
  __venvhook_attributes=''
  if [[ -z ${!1+x} ]]; then
    __venvhook_state=''
    return 0
  fi
  if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 404)); then
    eval "__venvhook_attributes=\${$1@a}"
  else
    __venvhook_attributes=$(declare -p "$1")
    __venvhook_attributes=${__venvhook_attributes#declare -}
    __venvhook_attributes=${__venvhook_attributes%% *}
  fi
  if [[ $__venvhook_attributes == *r* ]]; then __venvhook_fixed=$1; fi
  if [[ $__venvhook_attributes == *x* ]]; then __venvhook_state=x${!1}; else __venvhook_state=-${!1}; fi
}

__venvhook_install() {
  local name __venvhook_state __venvhook_fixed __venvhook_attributes
  if ! declare -F deactivate >/dev/null; then __venvhook_forget_old_virtual; fi
  if [[ -n $__venvhook_wrap_cd ]]; then
    for name in cd pushd popd; do __venvhook_wrap "$name"; done
  fi
  if declare -F __venvhook_moved >/dev/null; then __venvhook_replace_old; fi
  case "${PROMPT_COMMAND[*]-}" in *__venvhook_at_prompt*) return 0 ;; esac
  __venvhook_describe PROMPT_COMMAND
  __venvhook_form=${__venvhook_state:0:1}
  # A variable that is read-only and has no value shows by this alone.
  if [[ -z $__venvhook_state ]] && ! unset -v PROMPT_COMMAND 2>/dev/null; then
    __venvhook_fixed=PROMPT_COMMAND
  fi
  if [[ -n ${__venvhook_fixed-} ]]; then
    # Some systems log by it and let no one else in. Then the hook runs at a cd only, and waits for no
    # prompt.
    __venvhook_ready=1
    __venvhook_notice='PROMPT_COMMAND is readonly in this shell; '
    __venvhook_notice+='venvs are switched at a cd, not at the prompt'
    return 0
  fi
  if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 501)); then
    # Under `set -u` it would be an error to ask what is unset.
    local -
    set +u
    eval 'case ${PROMPT_COMMAND@a} in *a*) __venvhook_form=a ;; esac'
    # Each element of an array sees the $? and PIPESTATUS of the user's last command.
    PROMPT_COMMAND=(__venvhook_at_prompt ${PROMPT_COMMAND[@]+"${PROMPT_COMMAND[@]}"})
  else
    # A newline, since the rest may begin or end with anything else.
    # shellcheck disable=SC2178,SC2128 # before 5.1 it is a string
    PROMPT_COMMAND=__venvhook_at_prompt${PROMPT_COMMAND:+$'\n'$PROMPT_COMMAND}
    # A child shell would have the command without the function.
    export -n PROMPT_COMMAND
  fi
}

# This shell has loaded an older hook, whose functions had other names: the new ones take their places.
__venvhook_replace_old() {
  if [[ -n ${chpwd_functions+x} ]]; then __venvhook_leave_chpwd; fi
  unset -f __venvhook_prompt __venvhook_moved __venvhook_after
  case "${PROMPT_COMMAND[*]-}" in *__venvhook_prompt*) ;; *) return 0 ;; esac
  __venvhook_describe PROMPT_COMMAND
  if [[ -n ${__venvhook_fixed-} ]]; then return 0; fi
  if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 501)); then
    PROMPT_COMMAND=("${PROMPT_COMMAND[@]//__venvhook_prompt/__venvhook_at_prompt}")
    PROMPT_COMMAND=("${PROMPT_COMMAND[@]//__venvhook_after/__venvhook_after_others}")
  else
    # shellcheck disable=SC2178,SC2128 # before 5.1 it is a string
    PROMPT_COMMAND=${PROMPT_COMMAND//__venvhook_prompt/__venvhook_at_prompt}
    # shellcheck disable=SC2178,SC2128
    PROMPT_COMMAND=${PROMPT_COMMAND//__venvhook_after/__venvhook_after_others}
  fi
}

# rvm and mise define `cd` as a function of theirs, by which bash has zsh's chpwd_functions.
__venvhook_stand_last() {
  if declare -F __zsh_like_cd >/dev/null && [[ -n $__venvhook_wrap_cd ]]; then
    __venvhook_leave_chpwd
    chpwd_functions=(__venvhook_after_cd ${chpwd_functions[@]+"${chpwd_functions[@]}"})
    chpwd_functions+=(__venvhook_after_others)
  fi
  case "${PROMPT_COMMAND[*]-}" in
    # Nothing runs after the first one, or the last one is there.
    __venvhook_at_prompt | '' | *__venvhook_after_others) return 0 ;;
    *__venvhook_at_prompt*) ;;
    *) return 0 ;;
  esac
  __venvhook_put_last "$__venvhook_behind"
}

__venvhook_put_last() { # COMMAND
  local command commands
  commands=()
  if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 501)); then
    for command in "${PROMPT_COMMAND[@]}"; do
      if [[ $command != *__venvhook_after_others ]]; then commands+=("$command"); fi
    done
    PROMPT_COMMAND=("${commands[@]}" ${1:+"$1"})
  else
    # shellcheck disable=SC2178,SC2128 # before 5.1 it is a string
    PROMPT_COMMAND=${PROMPT_COMMAND%$'\n'*__venvhook_after_others}${1:+$'\n'$1}
  fi
}

# rvm's and mise's list, without the hook.
__venvhook_leave_chpwd() {
  local name others
  others=()
  for name in ${chpwd_functions[@]+"${chpwd_functions[@]}"}; do
    if [[ $name != __venvhook_* ]]; then others+=("$name"); fi
  done
  chpwd_functions=(${others[@]+"${others[@]}"})
}

__venvhook_install
