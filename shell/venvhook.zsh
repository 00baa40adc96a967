# venvhook's hook for zsh, 5.0 and later. `venvhook init zsh` prints a block of values (shell/README.md),
# then apply.sh, apply.zsh and this file.
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
# and in apply.zsh (what is zsh's own in these sections). Nothing in this file calls them before an answer
# has entered a venv, except where a comment says so.
#
# Results: a function with a result sets the variable that its comment names, and its caller declares that
# local. Errors: what may fail is in an `if`, so that errexit does not see it. Options: all of this is
# evaluated by `emulate zsh +o aliases -c`, so each function runs with zsh's own options, whatever the user
# sets.

# ---- 1. What this shell remembers ----------------------------------------------------------------
# None of these is exported; the only exported variable is VENVHOOK_ENV, the venv that venvhook entered.
# Set by init: bin, version, names, name_list, has_glob, trust, volume, torn (shell/README.md).

# settled     FOUND|ALIVE|VIRTUAL_ENV|VENVHOOK_ENV after the last answer; the same now: nothing to ask
# odd         what has the first name at or above $PWD, but is not a venv
# told        the odd thing that the program knows of already
typeset -g __venvhook_settled='|||' __venvhook_odd='' __venvhook_told=''

# Only a function proves that this shell has loaded the hook: variables may come from a parent. Older hooks
# do not have this one, and keep other variables.
if ! typeset -f __venvhook_at_prompt >/dev/null; then
  # marker, venv  FOUND and VIRTUAL_ENV after the last answer, for the program to compare
  # stamp         the file whose age the venv's pyvenv.cfg must still have; 'again': always ask
  # off           the project whose venv the user deactivated by hand in this shell
  typeset -g __venvhook_marker='' __venvhook_venv='' __venvhook_stamp='' __venvhook_off=''
  # entry         the venv's entry on PATH; '' while this shell has not entered a venv
  # entries       all that entering put on PATH
  # project       the entered venv's project, until the user's venvhook_leave has run for it
  # goodbye       the line to print after leaving it
  # entered       1 from entering until the user's venvhook_enter has run
  typeset -g __venvhook_entry='' __venvhook_project='' __venvhook_goodbye='' __venvhook_entered=''
  typeset -ga __venvhook_entries
  __venvhook_entries=()
  # own           code that defines the user's own pydoc and deactivate again
  # pydoc         the script's pydoc, to see whether the user has changed it
  typeset -g __venvhook_own='' __venvhook_pydoc=''
  # left          what leaving took off PATH, left_prompts: out of the prompt: it must not come back
  # path, ps1     PATH and PS1 as seen last: if they differ now, another tool may have put that back
  typeset -ga __venvhook_left __venvhook_left_prompts
  __venvhook_left=() __venvhook_left_prompts=()
  typeset -g __venvhook_path=${PATH-} __venvhook_ps1=${PS1-}
  # under_way     '', or the step that has begun and not ended: enter, leave, drop, own
  # asking        the directory for which a question has begun and not ended
  # cut_short     1 if a Ctrl-C has ended a question: it is not asked again in this directory
  typeset -g __venvhook_under_way='' __venvhook_asking='' __venvhook_cut_short=''
  # ready         1 from the first prompt on: no cd does anything before it
  # idle          1 after `venvhook off`
  # busy          1 while the hook asks or acts
  typeset -g __venvhook_ready='' __venvhook_idle='' __venvhook_busy=''
  # pwd, dirs     the directory that dirs was computed for; it and each one above, the root as an empty name
  typeset -g __venvhook_pwd=''
  typeset -ga __venvhook_dirs
  __venvhook_dirs=('')
  # gone          1 once it was said that the program does not exist
  # told_fixed    the read-only variable that the user knows of already
  # fixed_prompt  'PS1' if PS1 is read-only, else ''
  typeset -g __venvhook_gone='' __venvhook_told_fixed='' __venvhook_fixed_prompt=''
  # held          lines that wait until powerlevel10k's instant prompt has ended
  # lists         which of the two lists of functions did not exist before the hook
  typeset -ga __venvhook_held __venvhook_lists
  __venvhook_held=() __venvhook_lists=()
  if (( ! $+precmd_functions )); then __venvhook_lists+=(precmd_functions); fi
  if (( ! $+chpwd_functions )); then __venvhook_lists+=(chpwd_functions); fi
  if (( $#__venvhook_torn )); then __venvhook_left=("${__venvhook_torn[@]}") __venvhook_path=''; fi
else
  # The rc file may have set PATH and the prompt again, around the venv: so it is entered again.
  __venvhook_stamp=again
fi
# name1..3    the first three names, which look tests without a loop; more: 1 if there are others, or a glob
typeset -g __venvhook_name1=$__venvhook_names[1]
typeset -g __venvhook_name2=${__venvhook_names[2]-$__venvhook_name1}
typeset -g __venvhook_name3=${__venvhook_names[3]-$__venvhook_name1}
typeset -g __venvhook_more=$__venvhook_has_glob
if (( $#__venvhook_names > 3 )); then __venvhook_more=1; fi
# usual       what activate scripts change besides PATH and VIRTUAL_ENV, and do not all put back
#             (it differs between shells as their scripts do: PS1 is here, since the prompt is a variable)
# kept        usual, and what the entered venv's script changes besides; made: the functions that it defines
# made_befores, made_texts   those functions' code before entering ('' for none) and after it
typeset -ga __venvhook_usual __venvhook_kept __venvhook_made __venvhook_made_befores __venvhook_made_texts
__venvhook_usual=(PS1 PYTHONHOME PKG_CONFIG_PATH TCL_LIBRARY TK_LIBRARY SCRIPT_PATH VIRTUAL_ENV_PROMPT)
if [[ -z $__venvhook_entry ]]; then __venvhook_kept=("${__venvhook_usual[@]}") __venvhook_made=(); fi
# before_X, after_X, now_X   the state (section 7) of variable X before entering, after it, before leaving
# rest        PATH as it is to be after leaving
# dropped, dropped_PS1       the venv to drop, and the prompt without it

# ---- 2. Where the shell calls in -----------------------------------------------------------------
# at_prompt is the first of precmd_functions, after_cd the first of chpwd_functions, after_others the last
# of both; venvhook is the command that the user types. zsh itself keeps $? for the prompt.

__venvhook_at_prompt() {
  if [[ -z $__venvhook_ready ]]; then
    # Where PATH cannot be set no venv can be switched: the hook removes itself (section 9).
    if [[ -o restricted ]]; then
      __venvhook_unload
      return 0
    fi
    __venvhook_ready=1
    __venvhook_stand_last
  fi
  __venvhook_check
}

# After what others do at the prompt and at a cd, which may be to put PATH or the prompt back.
__venvhook_after_others() {
  if [[ ${PATH-} != "$__venvhook_path" || ${PS1-} != "$__venvhook_ps1" ]]; then __venvhook_mend; fi
  if [[ $#__venvhook_held -gt 0 ]]; then __venvhook_tell_held; fi
}

# Does nothing after a cd in a subshell, or by the completion system, which goes there to look.
__venvhook_after_cd() {
  if [[ $ZSH_SUBSHELL == 0 && -n $__venvhook_ready && -z ${compstate+x} ]]; then __venvhook_check; fi
}

# Runs the program with this shell's state in its environment. `on` and `off` are this shell's own (section
# 9).
venvhook() {
  case "$# ${1-} ${2-}" in
    ('1 on '|'1 off '|'2 off --all') if __venvhook_set_hook "$@"; then return 0; fi ;;
  esac
  local __venvhook_probe='' __venvhook_has=''
  if typeset -f deactivate >/dev/null; then __venvhook_has=1; fi
  case ${1-} in
    (allow|deny|forget) __venvhook_settled='' ;;
    (doctor) __venvhook_probe=$(builtin eval "$("$__venvhook_bin" probe zsh)") ;;
  esac
  VENVHOOK_SEEN=$__venvhook_probe VENVHOOK_HOOK=zsh VENVHOOK_OFF=$__venvhook_off \
    VENVHOOK_NAME=$__venvhook_name_list VENVHOOK_TRUST=$__venvhook_trust VENVHOOK_IDLE=$__venvhook_idle \
    VENVHOOK_FUNCTION=$__venvhook_has "$__venvhook_bin" "$@" || return
  # The user wants the venv that they create, whatever they deactivated here before.
  if [[ ${1-} == new ]]; then __venvhook_settled='' __venvhook_off=''; fi
  case ${1-} in (allow|deny|forget|new) __venvhook_after_cd || : ;; esac
}

# ---- 3. Look -------------------------------------------------------------------------------------
# Finds the nearest directory at or above $PWD that may be a venv. This is the whole cost of an idle prompt:
# one test a directory, by builtins, and no string is cut unless the directory has changed.

# Sets __venvhook_found.
__venvhook_look() {
  local dir
  __venvhook_found=''
  if [[ $PWD != "$__venvhook_pwd" ]]; then __venvhook_climb; fi
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
  local dir=${PWD%/}
  __venvhook_pwd=$PWD __venvhook_dirs=() __venvhook_odd=''
  # In another directory, a question that was cut short is asked again.
  if [[ -n $__venvhook_cut_short ]]; then __venvhook_cut_short='' __venvhook_settled=''; fi
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
  local name marker
  local -a markers
  for name in "${__venvhook_names[@]}"; do
    if [[ -n $__venvhook_has_glob ]]; then markers=($dir/${~name}(N)); else markers=($dir/$name); fi
    for marker in "${markers[@]}"; do
      if [[ -d $marker && (-e $marker/pyvenv.cfg || -e $marker/bin/activate_this.py) ]]; then
        __venvhook_found=$marker
        return 0
      fi
    done
  done
  if [[ -e $dir/pyvenv.cfg || -e $dir/bin/activate_this.py ]]; then __venvhook_found=${dir:-/}; fi
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
  # A user who traces a line of theirs does not want to read all this after it.
  setopt local_options no_xtrace
  # Activate scripts that change the directory (uv --relocatable before 0.11.24) get here again.
  if [[ -n $__venvhook_busy ]]; then return 0; fi
  local __venvhook_found='' __venvhook_alive='' __venvhook_cfg
  if [[ -n $__venvhook_under_way$__venvhook_asking ]]; then __venvhook_recover; fi
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
    (0|[nNfF]|[nN][oO]|[fF][aA][lL][sS][eE]|[oO][fF][fF]) return 1 ;;
  esac
}

# Whether the active venv is the one that this shell entered.
__venvhook_is_here() {
  [[ -n $__venvhook_entry && -n ${VIRTUAL_ENV-} && $VIRTUAL_ENV == "${VENVHOOK_ENV-}" ]]
}

# Hands the facts to the program and does what it says.
__venvhook_ask() {
  if [[ -o restricted ]]; then
    __venvhook_settle_now
    return 0
  fi
  local __venvhook_busy=1 __venvhook_steps='' IFS=$' \t\n'
  local -a __venvhook_facts
  # Noted before all else: a question that is cut short is not asked again here.
  __venvhook_asking=$PWD
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
}

# Leaves without an answer: where another venv is found, or none, the entered one is to be left in any case.
# (Where this shell has entered a venv, section 6 is there.)
__venvhook_leave_behind() {
  if __venvhook_is_here && typeset -f deactivate >/dev/null &&
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
  if typeset -f deactivate >/dev/null; then __venvhook_facts+=(--function); fi
  if [[ -n $__venvhook_entry ]]; then __venvhook_facts+=(--entered); fi
  if [[ $__venvhook_odd != "$__venvhook_told" ]]; then __venvhook_facts+=(--passed="$__venvhook_odd"); fi
  __venvhook_told=$__venvhook_odd
  __venvhook_stamp=''
  if [[ -x $__venvhook_bin ]]; then
    # What a program that failed has printed is not an answer; in another directory it is asked again.
    __venvhook_steps=$("$__venvhook_bin" hook zsh "${__venvhook_facts[@]}") ||
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

# After a Ctrl-C, whenever it came: finishes or undoes the step that had begun (section 6 is there if one
# has). The question that had begun is not asked again here.
__venvhook_recover() {
  local __venvhook_busy=1 IFS=$' \t\n' __venvhook_asked=$__venvhook_asking
  case $__venvhook_under_way in
    (enter) __venvhook_undo_enter ;;
    (leave) __venvhook_finish_leave ;;
    (drop) __venvhook_finish_drop ;;
    (own) __venvhook_unstash_functions ;;
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
}

# Called where PATH or the prompt has changed. What a venv had put there is section 7's concern, which is
# there if this shell has entered or left one. (At the first prompt tmux's leftovers, `torn`, need it too.)
__venvhook_mend() {
  local __venvhook_busy=1
  if [[ -n $__venvhook_entry || $#__venvhook_left -gt 0 ]]; then __venvhook_mend_now; fi
  __venvhook_path=${PATH-} __venvhook_ps1=${PS1-}
}

__venvhook_say() { # MESSAGE
  if [[ $__venvhook_volume != --quiet ]]; then __venvhook_tell "venvhook: ${1//[[:cntrl:]]/?}"; fi
}

# A step: prints a whole line for the user. While they are typing a line (a key bound to a cd) it needs a
# line of its own; while powerlevel10k's instant prompt watches the terminal, it waits.
__venvhook_tell() { # LINE
  if [[ -n ${__p9k_instant_prompt_active-} ]]; then
    __venvhook_held+=("$1")
    # That prompt ends when the first real one is drawn. -o has the line drawn again below what is said
    # then.
    if (( $#__venvhook_held == 1 )) && zmodload zsh/sched 2>/dev/null; then
      sched -o +1 '(( ! $+functions[__venvhook_tell_held] )) || __venvhook_tell_held'
    fi
  else
    if zle; then zle -I; fi
    print -ru2 -- "$1"
  fi
}

__venvhook_tell_held() {
  if [[ $#__venvhook_held -gt 0 && -z ${__p9k_instant_prompt_active-} ]]; then
    print -rlu2 -- "${__venvhook_held[@]}"
    __venvhook_held=()
  fi
}

# ---- 5. Install ----------------------------------------------------------------------------------
# Puts at_prompt and after_cd in front of zsh's two lists, since others draw the prompt, and after_others at
# their end. The last lines of the file run this.

# Deletes what an earlier shell or venv saved. No venv is active where this is called, so nothing needs it.
__venvhook_forget_old_virtual() {
  unset _OLD_VIRTUAL_PATH _OLD_VIRTUAL_PYTHONHOME _OLD_VIRTUAL_PS1 _OLD_VIRTUAL_PROMPT
  unset _OLD_VIRTUAL_TCL_LIBRARY _OLD_VIRTUAL_TK_LIBRARY _OLD_VIRTUAL_PKG_CONFIG_PATH
  unset _OLD_PKG_CONFIG_PATH _OLD_FISH_PROMPT_OVERRIDE
}

# Again at the first prompt: what came after the hook's line in the rc file may have joined the lists.
__venvhook_stand_last() {
  precmd_functions=("${(@)precmd_functions:#__venvhook_after_others}" __venvhook_after_others)
  chpwd_functions=("${(@)chpwd_functions:#__venvhook_after_others}" __venvhook_after_others)
}

__venvhook_install() {
  if ! typeset -f deactivate >/dev/null; then __venvhook_forget_old_virtual; fi
  typeset -ga precmd_functions chpwd_functions
  # This shell has loaded an older hook, whose functions had other names.
  if typeset -f __venvhook_moved >/dev/null; then
    precmd_functions=("${(@)precmd_functions:#__venvhook_(prompt|after)}")
    chpwd_functions=("${(@)chpwd_functions:#__venvhook_(moved|after)}")
    unset -f __venvhook_prompt __venvhook_moved __venvhook_after
  fi
  precmd_functions=(__venvhook_at_prompt "${(@)precmd_functions:#__venvhook_at_prompt}")
  chpwd_functions=(__venvhook_after_cd "${(@)chpwd_functions:#__venvhook_after_cd}")
  __venvhook_stand_last
  # Loaded while there is a prompt already (zinit's `wait`, zsh-defer): what the user types there has its
  # venv.
  if zle; then
    __venvhook_at_prompt
    zle reset-prompt
  fi
}

__venvhook_install
