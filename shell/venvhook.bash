# shellcheck shell=bash disable=SC2154
# venvhook's hook for bash, 3.2 and later. `venvhook init bash` prints it behind a block of values
# (__venvhook_bin, _names, _torn, _name_list, _has_glob, _trust, _volume, _wrap_cd): see shell/README.md.
#
# Defines the functions __venvhook_* and venvhook, and cd, pushd and popd where they are nobody's; adds a first
# and a last one to PROMPT_COMMAND, and to chpwd_functions where rvm or mise has brought that to bash.
# Leaves unexported variables __venvhook_*; VENVHOOK_ENV is exported while a venv is on.
#
# Until something has changed only builtins run. Whatever may fail stands where errexit does not
# look; whatever may be unset has a default.

# Only a function shows that this shell has loaded it before: variables may come from a parent. One that hooks
# of an older kind do not have: they keep other variables.
__venvhook_settled='|||' __venvhook_odd='' __venvhook_told=''
if ! declare -F __venvhook_mend >/dev/null; then
  __venvhook_marker='' __venvhook_venv='' __venvhook_stamp='' __venvhook_off=''
  __venvhook_entry='' __venvhook_own='' __venvhook_pydoc='' __venvhook_restore='' __venvhook_gone=''
  __venvhook_ready='' __venvhook_pwd='' __venvhook_dirs=('')
  __venvhook_idle='' __venvhook_project='' __venvhook_goodbye='' __venvhook_form='' __venvhook_notice='' __venvhook_told_fixed='' __venvhook_fixed_prompt=''
  # What is under way: '' or enter, leave, drop, own; where a question is; that one was cut short.
  __venvhook_under_way='' __venvhook_asking='' __venvhook_cut_short='' __venvhook_entered=''
  # All that entering put on PATH; what leaving took off PATH and out of the prompt; both as seen last.
  __venvhook_entries=() __venvhook_left=() __venvhook_left_prompts=()
  __venvhook_path=${PATH-} __venvhook_ps1=${PS1-}
  if ((${#__venvhook_torn[@]})); then __venvhook_left=("${__venvhook_torn[@]}") __venvhook_path=''; fi
else
  # The rc file may have set PATH and the prompt anew, around the venv: so it is entered anew.
  __venvhook_stamp=again
fi
__venvhook_name1=${__venvhook_names[0]}
__venvhook_name2=${__venvhook_names[1]-$__venvhook_name1} __venvhook_name3=${__venvhook_names[2]-$__venvhook_name1}
__venvhook_more=$__venvhook_has_glob
if ((${#__venvhook_names[@]} > 3)); then __venvhook_more=1; fi
# What activate scripts change besides PATH and VIRTUAL_ENV, and do not all put back; entering adds what this
# one script does besides. The functions that it makes.
__venvhook_usual=(PS1 PYTHONHOME PKG_CONFIG_PATH TCL_LIBRARY TK_LIBRARY SCRIPT_PATH VIRTUAL_ENV_PROMPT)
if [[ -z $__venvhook_entry ]]; then __venvhook_kept=("${__venvhook_usual[@]}") __venvhook_made=(); fi

# Sets `__venvhook_found`: the nearest directory at or above $PWD that may stand for a venv. The idle
# prompt's whole cost is in here: one test a directory and no string is cut.
__venvhook_look() {
  local dir
  __venvhook_found=''
  if [[ ${PWD-} != "$__venvhook_pwd" ]]; then __venvhook_climb; fi
  for dir in "${__venvhook_dirs[@]}"; do
    if [[ -d $dir/$__venvhook_name1 || -d $dir/$__venvhook_name2 || -d $dir/$__venvhook_name3 || -e $dir/pyvenv.cfg || -e $dir/bin/activate_this.py || -n $__venvhook_more ]]; then
      if __venvhook_find; then return 0; fi
    fi
  done
}

# Sets __venvhook_dirs: $PWD and each directory above it, the root as an empty name; and __venvhook_odd: what
# has the first name there and is no venv, of which the binary tells.
__venvhook_climb() {
  local dir=${PWD-}
  __venvhook_pwd=$dir __venvhook_dirs=() __venvhook_odd=''
  # Elsewhere, a question that was cut short is asked again.
  if [[ -n $__venvhook_cut_short ]]; then __venvhook_cut_short='' __venvhook_settled=''; fi
  dir=${dir%/}
  while [[ $dir == /* ]]; do
    __venvhook_dirs+=("$dir")
    if [[ -z $__venvhook_odd && (-e $dir/$__venvhook_name1 || -L $dir/$__venvhook_name1) ]]; then __venvhook_odd=$dir/$__venvhook_name1; fi
    dir=${dir%/*}
  done
  __venvhook_dirs+=('')
  if [[ -e $__venvhook_odd/pyvenv.cfg || -e $__venvhook_odd/bin/activate_this.py ]]; then __venvhook_odd=''; fi
  if [[ -z $__venvhook_odd ]]; then __venvhook_told=''; fi
}

# Sets `__venvhook_found` to what stands for a venv in `dir`, if anything does.
__venvhook_find() {
  local name marker IFS='' globbing=''
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
  if [[ -z $__venvhook_found && (-e $dir/pyvenv.cfg || -e $dir/bin/activate_this.py) ]]; then __venvhook_found=${dir:-/}; fi
  [[ -n $__venvhook_found ]]
}

# Looks, and asks only if things are not as they were when they were last settled.
__venvhook_check() {
  # Who traces a line of their own need not read all this behind it; bash 4.4 can put it back.
  if [[ $- == *x* ]] && local - 2>/dev/null; then set +x; fi
  # Activate scripts that change the directory (uv --relocatable before 0.11.24) end up here again.
  if [[ -n ${__venvhook_busy-} ]]; then return 0; fi
  local __venvhook_found __venvhook_alive='' __venvhook_cfg
  if [[ -n $__venvhook_restore$__venvhook_under_way$__venvhook_asking ]]; then __venvhook_recover; fi
  if [[ ${PATH-} != "$__venvhook_path" || ${PS1-} != "$__venvhook_ps1" ]]; then __venvhook_mend; fi
  if [[ -n $__venvhook_idle${VENVHOOK_DISABLE-} ]] && __venvhook_is_idle; then return 0; fi
  __venvhook_see
  if [[ "$__venvhook_found|$__venvhook_alive|${VIRTUAL_ENV-}|${VENVHOOK_ENV-}" == "$__venvhook_settled" && $__venvhook_odd == "$__venvhook_told" ]]; then
    __venvhook_cfg=$__venvhook_found/pyvenv.cfg
    if [[ -z $__venvhook_stamp || ! ($__venvhook_cfg -nt $__venvhook_stamp || $__venvhook_cfg -ot $__venvhook_stamp) ]]; then
      return 0
    fi
  fi
  __venvhook_ask
}

__venvhook_see() {
  __venvhook_look
  if [[ -n $__venvhook_found && (-x $__venvhook_found/bin/python || -x $__venvhook_found/Scripts/python.exe) ]]; then __venvhook_alive=1; fi
}

__venvhook_is_idle() {
  case ${__venvhook_idle:-$VENVHOOK_DISABLE} in 0 | [nNfF] | [nN][oO] | [fF][aA][lL][sS][eE] | [oO][fF][fF]) return 1 ;; esac
}

__venvhook_say() {
  if [[ $__venvhook_volume != --quiet ]]; then printf 'venvhook: %s\n' "${1//[[:cntrl:]]/?}" >&2; fi
}

# A whole line for the person.
__venvhook_tell() { # LINE
  printf '%s\n' "$1" >&2
}

# The shell's options as activate scripts expect them. What it takes to go back is written down first, in a
# variable, so that an interrupt costs nothing: the next prompt goes back.
__venvhook_neutral() {
  local flags=$- flag option restore=''
  for option in expand_aliases failglob nullglob nocasematch; do
    if shopt -q "$option"; then restore+="shopt -s $option;"; fi
  done
  for flag in a e f u v E T; do
    if [[ $flags == *$flag* ]]; then restore+="set -$flag;"; fi
  done
  # A trace that is on again would show what comes behind it.
  if [[ $flags == *x* ]]; then restore+="__venvhook_restore='';set -x"; fi
  __venvhook_restore=$restore
  set +aefuvxET
  shopt -u expand_aliases failglob nullglob nocasematch
}

__venvhook_back() {
  set +aefuvxET
  eval "$__venvhook_restore"
  if [[ -n $__venvhook_restore ]]; then __venvhook_restore=''; fi
}

# After a Ctrl-C, at whatever moment it came: a transition is finished or undone, and the question that was
# under way is not asked again here.
__venvhook_recover() {
  local __venvhook_busy=1 IFS=$' \t\n' __venvhook_asked=$__venvhook_asking
  if [[ -z $__venvhook_restore ]]; then __venvhook_neutral; fi
  case $__venvhook_under_way in
    enter) __venvhook_abandon ;;
    leave) __venvhook_finish_leave ;;
    drop) __venvhook_finish_drop ;;
    own) __venvhook_own_back ;;
  esac
  __venvhook_see
  __venvhook_leave_behind
  __venvhook_settle_now
  if [[ -n $__venvhook_asked && $__venvhook_asked == "$PWD" ]]; then __venvhook_cut_short=1; else __venvhook_settled=''; fi
  __venvhook_greet
  __venvhook_asking=''
  __venvhook_back
}

# Called where PATH or the prompt is another than it was: takes out what other tools put back of a venv that
# was left, and puts the one that is on back on PATH if they took it off. The rest stays as it is.
__venvhook_mend() {
  local __venvhook_busy=1 IFS=$' \t\n' entry prefix __venvhook_search=${PATH-}
  if [[ -n $__venvhook_entry || ${#__venvhook_left[@]} -gt 0 ]]; then
    __venvhook_neutral
    for entry in ${__venvhook_left[@]+"${__venvhook_left[@]}"}; do
      if [[ :$__venvhook_search: != *":$entry:"* || (-n ${VIRTUAL_ENV-} && ${entry%/*} -ef $VIRTUAL_ENV) ]]; then continue; fi
      # A directory of a script's that is no venv's, put before or behind PATH as it was: that was typed.
      if [[ ! -e ${entry%/*}/pyvenv.cfg && ($__venvhook_search == "$entry:$__venvhook_path" || $__venvhook_search == "$__venvhook_path:$entry") ]]; then
        __venvhook_no_longer_left "$entry"
      else
        __venvhook_without "$__venvhook_search" "$entry"
      fi
    done
    if __venvhook_is_here && [[ :$__venvhook_search: != *":$__venvhook_entry:"* ]]; then __venvhook_search=$__venvhook_entry${__venvhook_search:+:$__venvhook_search}; fi
    # Noted before, so that what is readonly is tried once.
    __venvhook_path=${PATH-} __venvhook_ps1=${PS1-}
    if [[ $__venvhook_search != "${PATH-}" ]]; then PATH=$__venvhook_search; fi
    if [[ -z ${VIRTUAL_ENV-} ]]; then
      for prefix in ${__venvhook_left_prompts[@]+"${__venvhook_left_prompts[@]}"}; do __venvhook_unprefix_prompt "$prefix"; done
    fi
    __venvhook_back
  fi
  __venvhook_path=${PATH-} __venvhook_ps1=${PS1-}
}

# Whether the venv that this shell entered is on.
__venvhook_is_here() {
  [[ -n $__venvhook_entry && -n ${VIRTUAL_ENV-} && $VIRTUAL_ENV == "${VENVHOOK_ENV-}" ]]
}

# Hands the facts to the binary and does what it says.
__venvhook_ask() {
  if [[ $- == *r* ]]; then
    __venvhook_settle_now
    return 0
  fi
  local __venvhook_busy=1 __venvhook_steps='' __venvhook_facts IFS=$' \t\n'
  # Noted before all else: a question that is cut short is not asked again here.
  __venvhook_asking=$PWD
  __venvhook_neutral
  if [[ -n $__venvhook_notice ]]; then __venvhook_say "$__venvhook_notice" && __venvhook_notice=''; fi
  __venvhook_leave_behind
  if [[ -n $__venvhook_found || -n ${VIRTUAL_ENV-}${VENVHOOK_ENV-} || $__venvhook_odd != "$__venvhook_told" ]]; then
    __venvhook_answer
  else
    __venvhook_settle '' ''
  fi
  __venvhook_marker=$__venvhook_found __venvhook_venv=${VIRTUAL_ENV-}
  __venvhook_settle_now
  __venvhook_greet
  __venvhook_asking='' __venvhook_path=${PATH-} __venvhook_ps1=${PS1-}
  __venvhook_back
}

# Runs the person's own function once all is settled, once for each enter.
__venvhook_greet() {
  if [[ -z $__venvhook_entered ]]; then return 0; fi
  __venvhook_entered=''
  __venvhook_call enter "$VIRTUAL_ENV" "$__venvhook_project"
}

# Where another venv is found, or none, the one that is on is to be left: that needs no answer.
__venvhook_leave_behind() {
  if __venvhook_is_here && declare -F deactivate >/dev/null && [[ ! $__venvhook_found -ef $VIRTUAL_ENV ]]; then
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
    # What one that failed has said so far is no answer; in another directory it is asked again.
    __venvhook_steps=$("$__venvhook_bin" hook bash "${__venvhook_facts[@]}") || __venvhook_steps=__venvhook_cut_short=1
    builtin eval "$__venvhook_steps"
  elif [[ -z $__venvhook_gone ]]; then
    __venvhook_gone=1
    __venvhook_say "$__venvhook_bin is gone: no venv is switched on until it is back"
  fi
}

__venvhook_settle_now() {
  __venvhook_settled="$__venvhook_found|$__venvhook_alive|${VIRTUAL_ENV-}|${VENVHOOK_ENV-}"
}

__venvhook_settle() { # STAMP OFF
  __venvhook_stamp=$1 __venvhook_off=$2
}

# Runs the person's own function, if there is one. It may fail, but not move the shell on the way
# (what follows a cd on its line would run elsewhere), nor set an option that ends it.
__venvhook_call() { # enter|leave VENV PROJECT
  local __venvhook_here=$PWD __venvhook_oldpwd=${OLDPWD-} __venvhook_status=0
  if ! declare -F "venvhook_$1" >/dev/null; then return 0; fi
  # What bash gives a line up for (${x:?}, an unbound variable) ends at an eval.
  builtin eval '"venvhook_$1" "$2" "$3" || __venvhook_status=$?' || __venvhook_status=1
  set +aefuvxET
  __venvhook_stay
  if ((__venvhook_status != 0)); then __venvhook_say "your venvhook_$1 failed with status $__venvhook_status"; fi
}

__venvhook_stay() {
  if [[ $PWD != "$__venvhook_here" ]]; then
    builtin cd -- "$__venvhook_here" && OLDPWD=$__venvhook_oldpwd
  fi
}

# Once for each enter, even if it is interrupted.
__venvhook_call_leave() {
  local __venvhook_dir=$__venvhook_project
  __venvhook_project=''
  if [[ -n $__venvhook_dir ]]; then __venvhook_call leave "${VENVHOOK_ENV-}" "$__venvhook_dir"; fi
}

__venvhook_disown() {
  __venvhook_call_leave
  if [[ -n $__venvhook_entry && -z ${VIRTUAL_ENV-} ]] && __venvhook_assignable; then
    __venvhook_prepare_leave
    __venvhook_under_way=leave
    __venvhook_finish_leave
  fi
  unset VENVHOOK_ENV
  __venvhook_entry=''
}

# Sets `__venvhook_state` to the state of a variable: '' unset, -VALUE shell only, xVALUE exported; `__venvhook_attributes` to its
# letters as declare has them; and `__venvhook_fixed` to its name if it may not be assigned to.
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
    __venvhook_attributes=${__venvhook_attributes#declare -} __venvhook_attributes=${__venvhook_attributes%% *}
  fi
  if [[ $__venvhook_attributes == *r* ]]; then __venvhook_fixed=$1; fi
  if [[ $__venvhook_attributes == *x* ]]; then __venvhook_state=x${!1}; else __venvhook_state=-${!1}; fi
}

__venvhook_assign() { # NAME STATE
  if [[ $1 == "$__venvhook_fixed_prompt" ]]; then return 0; fi
  case $2 in
    '') unset "$1" ;;
    x*) export "$1=${2:1}" ;;
    *) export -n "$1=${2:1}" ;;
  esac
}

__venvhook_snapshot() { # WHEN
  local __venvhook_variable __venvhook_state __venvhook_fixed __venvhook_attributes
  for __venvhook_variable in PATH "${__venvhook_kept[@]}"; do
    __venvhook_describe "$__venvhook_variable"
    printf -v "__venvhook_${1}_$__venvhook_variable" %s "$__venvhook_state"
  done
}

# Sets `__venvhook_search` to a search path without an entry: without all of its copies, or the first one only.
__venvhook_without() { # SEARCH-PATH ENTRY [first]
  __venvhook_search=:$1:
  while [[ $__venvhook_search == *":$2:"* ]]; do
    __venvhook_search=${__venvhook_search%%":$2:"*}:${__venvhook_search#*":$2:"}
    if [[ -n ${3-} ]]; then break; fi
  done
  __venvhook_search=${__venvhook_search#:}
  __venvhook_search=${__venvhook_search%:}
}

# What an earlier shell or venv left; nothing is on when this is called, so nobody needs it.
__venvhook_forget_saved() {
  unset _OLD_VIRTUAL_PATH _OLD_VIRTUAL_PYTHONHOME _OLD_VIRTUAL_PS1 _OLD_VIRTUAL_PROMPT _OLD_PKG_CONFIG_PATH
  unset _OLD_VIRTUAL_TCL_LIBRARY _OLD_VIRTUAL_TK_LIBRARY _OLD_VIRTUAL_PKG_CONFIG_PATH _OLD_FISH_PROMPT_OVERRIDE
}

# Notes the person's own pydoc and deactivate, which the scripts delete, in `__venvhook_own`.
__venvhook_note_own() {
  local name
  __venvhook_own=''
  for name in pydoc deactivate; do
    if declare -F "$name" >/dev/null; then __venvhook_own+=$(declare -f "$name")$'\n'; fi
  done
  if alias pydoc >/dev/null 2>&1; then
    name=$(alias pydoc)
    __venvhook_own+="alias ${name#alias }"$'\n'
  fi
}

__venvhook_own_back() {
  __venvhook_under_way=own
  builtin eval "$__venvhook_own"
  __venvhook_own='' __venvhook_entry='' __venvhook_under_way=''
}

# Takes the script's own functions away; one that the person has defined anew meanwhile is theirs.
__venvhook_unmake() {
  local __venvhook_at __venvhook_text
  for __venvhook_at in ${__venvhook_made[@]+"${!__venvhook_made[@]}"}; do
    __venvhook_text=$(declare -f "${__venvhook_made[__venvhook_at]}")
    if [[ $__venvhook_text == "${__venvhook_made_texts[__venvhook_at]}" && $__venvhook_text != "${__venvhook_made_befores[__venvhook_at]}" ]]; then
      __venvhook_function_back "$__venvhook_at"
    fi
  done
}

# As it was before the script.
__venvhook_function_back() { # INDEX
  if [[ -n ${__venvhook_made_befores[$1]} ]]; then
    builtin eval "${__venvhook_made_befores[$1]}"
  else
    unset -f "${__venvhook_made[$1]}"
  fi
}

# Adds what this one script sets to what is put back. What is an array, or may not be set, is left alone.
__venvhook_note_touched() { # VARIABLES FUNCTIONS
  local __venvhook_variable __venvhook_state __venvhook_fixed __venvhook_attributes
  __venvhook_kept=("${__venvhook_usual[@]}") __venvhook_made=() __venvhook_made_befores=()
  for __venvhook_variable in $1; do
    __venvhook_attributes='' __venvhook_fixed=''
    if [[ -n ${!__venvhook_variable+x} ]]; then __venvhook_describe "$__venvhook_variable"; fi
    if [[ -z $__venvhook_fixed && $__venvhook_attributes != *[aAn]* ]]; then __venvhook_kept+=("$__venvhook_variable"); fi
  done
  for __venvhook_variable in $2; do
    __venvhook_made+=("$__venvhook_variable")
    __venvhook_made_befores+=("$(declare -f "$__venvhook_variable")")
  done
}

# An activate script, or its deactivate, would stop half-way at a readonly variable. Of these it can do without PS1.
__venvhook_assignable() {
  local __venvhook_variable __venvhook_state __venvhook_attributes __venvhook_fixed=''
  __venvhook_describe PS1
  __venvhook_fixed_prompt=$__venvhook_fixed __venvhook_fixed=''
  for __venvhook_variable in PATH VIRTUAL_ENV VENVHOOK_ENV "${__venvhook_usual[@]}"; do
    if [[ $__venvhook_variable != PS1 ]]; then __venvhook_describe "$__venvhook_variable"; fi
  done
  if [[ -z $__venvhook_fixed ]]; then return 0; fi
  __venvhook_say_fixed "$__venvhook_fixed" 'no venv can be switched on or off'
  return 1
}

__venvhook_say_fixed() { # NAME WHAT
  if [[ $1 == "$__venvhook_told_fixed" ]]; then return 0; fi
  __venvhook_told_fixed=$1
  __venvhook_say "$1 is readonly in this shell: $2"
}

__venvhook_enter() { # VENV BIN SCRIPT NAME SHOWN PROJECT ON OFF VARIABLES FUNCTIONS
  local __venvhook_here=$PWD __venvhook_oldpwd=${OLDPWD-} __venvhook_at=''
  if ! __venvhook_assignable; then return 0; fi
  __venvhook_note_touched "${9-}" "${10-}"
  __venvhook_note_own
  __venvhook_snapshot before
  __venvhook_under_way=enter
  unset -f pydoc deactivate
  __venvhook_forget_saved
  if [[ -n $__venvhook_fixed_prompt ]]; then local -x VIRTUAL_ENV_DISABLE_PROMPT=1; fi
  builtin source "$3"
  __venvhook_stay
  # In Git Bash CPython's (before 3.12, and 3.13.0) write Windows' form, whose colon parts PATH's entry.
  if [[ ${VIRTUAL_ENV-} == [A-Za-z]:* && ${PATH-} == "$VIRTUAL_ENV/${2##*/}:"* ]]; then
    PATH=$2${PATH#"$VIRTUAL_ENV/${2##*/}"} VIRTUAL_ENV=$1
  fi
  # By effect, not by status: that is wrong either way (docs/activate-scripts.md, "Success").
  __venvhook_at=''
  if [[ ${VIRTUAL_ENV-} == /* && $VIRTUAL_ENV -ef $1 ]]; then __venvhook_find_entry "$2"; fi
  if [[ -z $__venvhook_at ]]; then
    __venvhook_abandon
    __venvhook_say "$5 did not switch its venv on; it was undone. To see why: source it by hand"
    return 0
  fi
  __venvhook_entry=$__venvhook_at
  __venvhook_note_entries
  export VENVHOOK_ENV=$VIRTUAL_ENV
  if [[ -z ${VIRTUAL_ENV_PROMPT+x} ]]; then export VIRTUAL_ENV_PROMPT=$4; fi
  if [[ $__venvhook_before_PS1 != x* && -z $__venvhook_fixed_prompt ]]; then export -n PS1; fi
  __venvhook_pydoc=''
  if declare -F pydoc >/dev/null; then __venvhook_pydoc=$(declare -f pydoc); fi
  __venvhook_made_texts=()
  for __venvhook_at in ${__venvhook_made[@]+"${__venvhook_made[@]}"}; do __venvhook_made_texts+=("$(declare -f "$__venvhook_at")"); done
  __venvhook_snapshot after
  __venvhook_entered=1 __venvhook_project=${6-} __venvhook_goodbye=${8-}
  __venvhook_under_way=''
  if [[ -n ${7-} ]]; then __venvhook_tell "$7"; fi
}

# Sets `__venvhook_at` to what stands for the venv's programs on PATH, unless another Python is found before it.
__venvhook_find_entry() { # BIN
  local __venvhook_rest_of=${PATH-}:
  while [[ -n $__venvhook_rest_of ]]; do
    __venvhook_at=${__venvhook_rest_of%%:*} __venvhook_rest_of=${__venvhook_rest_of#*:}
    if [[ -n $__venvhook_at && $__venvhook_at -ef $1 ]]; then return 0; fi
    if [[ -x ${__venvhook_at:-.}/python || -x ${__venvhook_at:-.}/python3 ]]; then break; fi
  done
  __venvhook_at=''
}

# What entering put on PATH: the venv's own entry, and what its script puts there besides.
__venvhook_note_entries() {
  local rest entry before=${__venvhook_before_PATH:1}
  __venvhook_entries=("$__venvhook_entry")
  rest=${PATH%":$before"}:
  while [[ -n $rest ]]; do
    entry=${rest%%:*} rest=${rest#*:}
    if [[ $entry != "$__venvhook_entry" && ($PATH == *":$before" || :$before: != *":$entry:"*) ]]; then
      __venvhook_entries+=("$entry")
    fi
  done
  for entry in "${__venvhook_entries[@]}"; do __venvhook_no_longer_left "$entry"; done
}

__venvhook_no_longer_left() { # ENTRY
  local entry left=()
  for entry in ${__venvhook_left[@]+"${__venvhook_left[@]}"}; do
    if [[ $entry != "$1" ]]; then left+=("$entry"); fi
  done
  __venvhook_left=(${left[@]+"${left[@]}"})
}

# Puts everything back as it was, whatever the script has done so far.
__venvhook_abandon() {
  local __venvhook_variable __venvhook_was
  # Before the script has begun, that function is the person's own.
  if [[ -n ${VIRTUAL_ENV-} ]] && declare -F deactivate >/dev/null; then deactivate >/dev/null 2>&1; fi
  for __venvhook_variable in PATH "${__venvhook_kept[@]}"; do
    __venvhook_was=__venvhook_before_$__venvhook_variable
    __venvhook_assign "$__venvhook_variable" "${!__venvhook_was}"
  done
  __venvhook_entered='' __venvhook_project=''
  unset VIRTUAL_ENV VENVHOOK_ENV
  unset -f deactivate pydoc
  for __venvhook_variable in ${__venvhook_made[@]+"${!__venvhook_made[@]}"}; do __venvhook_function_back "$__venvhook_variable"; done
  __venvhook_forget_saved
  __venvhook_own_back
}

# Reads all that leaving goes by.
__venvhook_prepare_leave() {
  local __venvhook_search=${PATH-} __venvhook_at __venvhook_shown __venvhook_text
  for __venvhook_at in "${__venvhook_entries[@]}"; do
    case ":${__venvhook_before_PATH:1}:" in
      *":$__venvhook_at:"*) __venvhook_without "$__venvhook_search" "$__venvhook_at" first ;;
      *)
        __venvhook_without "$__venvhook_search" "$__venvhook_at"
        __venvhook_no_longer_left "$__venvhook_at"
        __venvhook_left+=("$__venvhook_at")
        ;;
    esac
  done
  __venvhook_rest=$__venvhook_search
  __venvhook_snapshot now
  __venvhook_shown=${__venvhook_after_PS1%"${__venvhook_before_PS1:1}"}
  __venvhook_shown=${__venvhook_shown:1}
  if [[ -n $__venvhook_shown && -z $__venvhook_fixed_prompt && $__venvhook_before_PS1 != *"$__venvhook_shown"* ]]; then __venvhook_note_prompt "$__venvhook_shown"; fi
  if declare -F pydoc >/dev/null; then
    __venvhook_text=$(declare -f pydoc)
    if [[ $__venvhook_text != "$__venvhook_pydoc" ]]; then __venvhook_own+=$__venvhook_text$'\n'; fi
  fi
}

__venvhook_note_prompt() { # PREFIX
  local known
  for known in ${__venvhook_left_prompts[@]+"${__venvhook_left_prompts[@]}"}; do
    if [[ $known == "$1" ]]; then return 0; fi
  done
  __venvhook_left_prompts+=("$1")
}

__venvhook_leave() {
  if ! __venvhook_assignable; then return 0; fi
  __venvhook_call_leave
  __venvhook_prepare_leave
  __venvhook_under_way=leave
  __venvhook_finish_leave
  if [[ -n $__venvhook_fixed_prompt && $__venvhook_after_PS1 != "$__venvhook_before_PS1" ]]; then
    __venvhook_say_fixed PS1 'the venv is off, but the prompt shows it still'
  fi
  if [[ -n $__venvhook_goodbye ]]; then __venvhook_tell "$__venvhook_goodbye"; fi
}

# May be run twice: the first time may have been interrupted.
__venvhook_finish_leave() {
  if [[ -n $__venvhook_fixed_prompt ]]; then
    unset -f pydoc
  elif declare -F deactivate >/dev/null; then
    deactivate
  fi
  if [[ -z $__venvhook_now_PATH || (-z $__venvhook_rest && -z $__venvhook_before_PATH) ]]; then
    unset PATH
  else
    PATH=$__venvhook_rest
    case $__venvhook_before_PATH in x*) export PATH ;; *) export -n PATH ;; esac
  fi
  unset VIRTUAL_ENV VENVHOOK_ENV
  unset -f deactivate
  __venvhook_unmake
  __venvhook_put_back
  __venvhook_own_back
}

# After deactivate: what it does not put back, by the states before, after and now.
__venvhook_put_back() {
  local __venvhook_variable __venvhook_was_before __venvhook_was_after __venvhook_is_now __venvhook_search
  for __venvhook_variable in "${__venvhook_kept[@]}"; do
    __venvhook_was_before=__venvhook_before_$__venvhook_variable __venvhook_was_after=__venvhook_after_$__venvhook_variable __venvhook_is_now=__venvhook_now_$__venvhook_variable
    __venvhook_was_before=${!__venvhook_was_before} __venvhook_was_after=${!__venvhook_was_after} __venvhook_is_now=${!__venvhook_is_now}
    if [[ $__venvhook_is_now == "$__venvhook_was_after" || (-n $__venvhook_is_now && -n $__venvhook_was_before && ${__venvhook_is_now:1} == "${__venvhook_was_before:1}") ]]; then
      __venvhook_assign "$__venvhook_variable" "$__venvhook_was_before"
      continue
    fi
    __venvhook_assign "$__venvhook_variable" "$__venvhook_is_now"
    if [[ $__venvhook_variable == PS1 ]]; then
      __venvhook_variable=${__venvhook_after_PS1%"${__venvhook_before_PS1:1}"}
      __venvhook_unprefix_prompt "${__venvhook_variable:1}"
    elif [[ $__venvhook_variable == PKG_CONFIG_PATH && -n ${PKG_CONFIG_PATH-} ]]; then
      __venvhook_without "$PKG_CONFIG_PATH" "${__venvhook_entry%/*}/lib/pkgconfig"
      PKG_CONFIG_PATH=$__venvhook_search
    fi
  done
  __venvhook_forget_saved
}

# Takes a venv's prefix out of a prompt that the person or a tool has changed meanwhile.
__venvhook_unprefix_prompt() { # PREFIX
  if [[ -n $1 && -z $__venvhook_fixed_prompt && ${PS1-} == *"$1"* ]]; then PS1=${PS1%%"$1"*}${PS1#*"$1"}; fi
}

# Undoes an inherited venv, whose deactivate stayed in the parent shell; or one that this shell's own start
# has sourced once more, so that it is on PATH and in the prompt twice.
__venvhook_drop() {
  if ! __venvhook_assignable; then return 0; fi
  local __venvhook_search=${PATH-} name prompt
  for name in bin Scripts; do __venvhook_without "$__venvhook_search" "$VIRTUAL_ENV/$name"; done
  if [[ $__venvhook_search != "${PATH-}" ]]; then __venvhook_left+=("$VIRTUAL_ENV/bin"); fi
  __venvhook_rest=$__venvhook_search
  __venvhook_dropped=$VIRTUAL_ENV
  prompt=${PS1-}
  if [[ -n ${_OLD_VIRTUAL_PS1-} && $prompt == *"$_OLD_VIRTUAL_PS1" ]]; then prompt=$_OLD_VIRTUAL_PS1; fi
  for name in "(${VIRTUAL_ENV_PROMPT-}) " "${VIRTUAL_ENV_PROMPT-}" "(${VIRTUAL_ENV##*/}) "; do
    while [[ $name == "("*") " && $prompt == "$name"* ]]; do prompt=${prompt#"$name"}; done
  done
  __venvhook_dropped_PS1=$prompt
  __venvhook_under_way=drop
  __venvhook_finish_drop
}

__venvhook_finish_drop() {
  local __venvhook_search name
  # A function of the person's own may bear that name.
  if declare -F deactivate >/dev/null && [[ $(declare -f deactivate) == *_OLD_VIRTUAL_PATH* ]]; then
    if [[ -z $__venvhook_fixed_prompt ]]; then deactivate >/dev/null 2>&1; else unset -f deactivate; fi
  fi
  PATH=$__venvhook_rest
  if [[ -n ${PS1+x} && -z $__venvhook_fixed_prompt ]]; then PS1=$__venvhook_dropped_PS1; fi
  if [[ :${PKG_CONFIG_PATH-}: == *":$__venvhook_dropped/lib/pkgconfig:"* ]]; then
    __venvhook_without "$PKG_CONFIG_PATH" "$__venvhook_dropped/lib/pkgconfig"
    if [[ -n $__venvhook_search ]]; then PKG_CONFIG_PATH=$__venvhook_search; else unset PKG_CONFIG_PATH; fi
  fi
  unset VIRTUAL_ENV VIRTUAL_ENV_PROMPT VENVHOOK_ENV
  __venvhook_forget_saved
  __venvhook_under_way=''
}

__venvhook_prompt() {
  local __venvhook_last=$?
  # Not under allexport: a script's cd would come here.
  if [[ -z ${__venvhook_ready-} ]]; then
    # Where PATH may not be set nothing can be switched: the hook takes itself out.
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

# Behind what others do at the prompt, which may be to put PATH or the prompt back.
__venvhook_after() {
  local __venvhook_last=$?
  # What stands behind all others is taken for the line that the person types, by tools with a DEBUG trap
  # (bash-preexec, timers in a prompt): there it does not stand, and the next prompt looks.
  if [[ -n ${__venvhook_trap-} ]]; then
    __venvhook_put_behind ''
  elif [[ -n ${__venvhook_trap+x} ]]; then
    __venvhook_put_behind __venvhook_after
  fi
  if [[ ${PATH-} != "$__venvhook_path" || ${PS1-} != "$__venvhook_ps1" ]]; then __venvhook_mend; fi
  if [[ $- == *e* ]]; then return 0; fi
  return "$__venvhook_last"
}

# Before 5.0 bash puts `expand_aliases` back to what it was once PROMPT_COMMAND has ended (parse.y,
# restore_parser_state): so after a Ctrl-C it ends by one more, which leaves that out and prompts again.
__venvhook_interrupted() {
  local aliases=''
  if [[ $__venvhook_restore == *expand_aliases* ]]; then aliases=1; fi
  __venvhook_back
  if [[ -n $aliases && -z $(builtin trap -p INT) ]]; then builtin kill -INT $$; fi
}

# A cd in a subshell or in a completion function (which goes there to look) is none of ours.
__venvhook_moved() {
  if [[ $BASH_SUBSHELL == 0 && -n ${__venvhook_ready-} && -z ${COMP_LINE-} ]]; then __venvhook_check; fi
}

# Undoes what the hook has done, as if it left.
__venvhook_stop() {
  local __venvhook_busy=1 IFS=$' \t\n'
  __venvhook_neutral
  if [[ -z ${VIRTUAL_ENV-} || $VIRTUAL_ENV != "${VENVHOOK_ENV-}" ]]; then
    __venvhook_disown
  elif [[ -n $__venvhook_entry ]] && declare -F deactivate >/dev/null; then
    __venvhook_leave
  else
    __venvhook_drop
  fi
  __venvhook_back
}

# False if that is not for this shell to say.
__venvhook_turn() { # on|off [--all]
  if [[ -n ${__venvhook_busy-} ]]; then return 1; fi
  __venvhook_idle=''
  if [[ $1 == off || -z ${VIRTUAL_ENV-} ]]; then __venvhook_stop; fi
  __venvhook_settled='' __venvhook_venv='' __venvhook_off=''
  if [[ $1 == on ]]; then
    if [[ -n ${VENVHOOK_DISABLE-} ]] && __venvhook_is_idle; then return 1; fi
    __venvhook_moved || :
    # Another's is on: what that keeps off, the binary tells.
    [[ -z ${VIRTUAL_ENV-} || $VIRTUAL_ENV == "${VENVHOOK_ENV-}" ]] || return 1
  elif [[ -n ${2-} ]]; then
    __venvhook_unload
  else
    __venvhook_idle=1
  fi
}

# Takes the hook out of this shell, to the last name; the command's completion stays.
__venvhook_unload() {
  local command IFS=$' \t\n'
  case "${PROMPT_COMMAND[*]-}" in *__venvhook_prompt* | *__venvhook_after*) __venvhook_uninstall ;; esac
  if [[ " ${chpwd_functions[*]-} " == *" __venvhook_moved "* ]]; then __venvhook_leave_chpwd; fi
  # VS Code's terminal runs a copy of PROMPT_COMMAND that it took.
  if [[ ${__vsc_original_prompt_command[*]-} == *__venvhook_prompt* ]]; then
    __vsc_original_prompt_command=("${__vsc_original_prompt_command[@]//__venvhook_prompt/:}")
  fi
  for command in cd pushd popd; do
    if [[ $(declare -f "$command") == *__venvhook_moved* ]]; then unset -f "$command"; fi
  done
  # shellcheck disable=SC2046 # names
  unset -f venvhook $(compgen -A function -X __venvhook_complete __venvhook_)
  unset "${!__venvhook_@}"
}

__venvhook_leave_chpwd() {
  local name others=()
  for name in ${chpwd_functions[@]+"${chpwd_functions[@]}"}; do
    if [[ $name != __venvhook_* ]]; then others+=("$name"); fi
  done
  chpwd_functions=(${others[@]+"${others[@]}"})
}

# Leaves PROMPT_COMMAND as it was, and what came to it meanwhile.
__venvhook_uninstall() {
  local command form=$__venvhook_form commands=()
  for command in ${PROMPT_COMMAND[@]+"${PROMPT_COMMAND[@]}"}; do
    command=${command#__venvhook_prompt[;$'\n']}
    command=${command%$'\n'"$__venvhook_behind"}
    command=${command%$'\n__venvhook_after'}
    if [[ $command == __venvhook_prompt || $command == *__venvhook_after ]]; then continue; fi
    command=${command//__venvhook_prompt/:}
    commands+=("${command//__venvhook_after/:}")
  done
  unset PROMPT_COMMAND
  if [[ $form == a || ${#commands[@]} -gt 1 ]]; then
    PROMPT_COMMAND=("${commands[@]}")
  elif ((${#commands[@]})); then
    # shellcheck disable=SC2178 # it was a string
    PROMPT_COMMAND=${commands[0]}
  fi
  if [[ $form == x ]]; then export PROMPT_COMMAND; fi
}

# The binary, told what this shell's hook knows.
venvhook() {
  case "$# ${1-} ${2-}" in
    '1 on ' | '1 off ' | '2 off --all') if __venvhook_turn "$@"; then return 0; fi ;;
  esac
  local __venvhook_probe='' __venvhook_has=''
  if declare -F deactivate >/dev/null; then __venvhook_has=1; fi
  case ${1-} in
    allow | deny | forget) __venvhook_settled='' ;;
    doctor) __venvhook_probe=$(builtin eval "$("$__venvhook_bin" probe bash)") ;;
  esac
  VENVHOOK_SEEN=$__venvhook_probe VENVHOOK_HOOK=bash VENVHOOK_OFF=$__venvhook_off VENVHOOK_NAME=$__venvhook_name_list \
    VENVHOOK_TRUST=$__venvhook_trust VENVHOOK_IDLE=$__venvhook_idle VENVHOOK_FUNCTION=$__venvhook_has "$__venvhook_bin" "$@" || return
  # A venv made on purpose is wanted, whatever was switched off here before.
  if [[ ${1-} == new ]]; then __venvhook_settled='' __venvhook_off=''; fi
  case ${1-} in allow | deny | forget | new) __venvhook_moved || : ;; esac
}

# Wraps a builtin that changes the directory, unless the person has a function or alias over it.
__venvhook_wrap() { # BUILTIN
  if alias "$1" >/dev/null 2>&1; then return 0; fi
  if declare -F "$1" >/dev/null && [[ $(declare -f "$1") != *__venvhook_moved* ]]; then return 0; fi
  eval "$1() { \\builtin $1 \"\$@\" || return; __venvhook_moved; }"
}

# What came to the prompt commands behind the hook's line in the rc file may put PATH back, too. rvm and mise make
# `cd` a function of theirs, by which bash has zsh's chpwd_functions.
__venvhook_stand_last() {
  if declare -F __zsh_like_cd >/dev/null && [[ -n $__venvhook_wrap_cd ]]; then
    __venvhook_leave_chpwd
    chpwd_functions=(__venvhook_moved ${chpwd_functions[@]+"${chpwd_functions[@]}"} __venvhook_after)
  fi
  case "${PROMPT_COMMAND[*]-}" in
    # Nothing runs behind the first one, or the last one stands there.
    __venvhook_prompt | '' | *__venvhook_after) return 0 ;;
    *__venvhook_prompt*) ;;
    *) return 0 ;;
  esac
  __venvhook_put_behind "$__venvhook_behind"
}

# A function sees no DEBUG trap, and the text of a prompt command does: at its first run the last one finds out.
# shellcheck disable=SC2016 # it is for later
__venvhook_behind='__venvhook_trap=$(trap -p DEBUG) __venvhook_after'

__venvhook_put_behind() { # COMMAND
  local command commands=()
  if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 501)); then
    for command in "${PROMPT_COMMAND[@]}"; do
      if [[ $command != *__venvhook_after ]]; then commands+=("$command"); fi
    done
    PROMPT_COMMAND=("${commands[@]}" ${1:+"$1"})
  else
    # shellcheck disable=SC2178,SC2128 # before 5.1 it is a string
    PROMPT_COMMAND=${PROMPT_COMMAND%$'\n'*__venvhook_after}${1:+$'\n'$1}
  fi
}

# Goes before the person's own prompt commands, which may draw the prompt.
__venvhook_install() {
  local name __venvhook_state __venvhook_fixed __venvhook_attributes
  if ! declare -F deactivate >/dev/null; then __venvhook_forget_saved; fi
  if [[ -n $__venvhook_wrap_cd ]]; then
    for name in cd pushd popd; do __venvhook_wrap "$name"; done
  fi
  case "${PROMPT_COMMAND[*]-}" in *__venvhook_prompt*) return 0 ;; esac
  # As it was: '' unset, a an array, x exported, - a string.
  __venvhook_describe PROMPT_COMMAND
  __venvhook_form=${__venvhook_state:0:1}
  # What is readonly and has no value shows by this alone.
  if [[ -z $__venvhook_state ]] && ! unset -v PROMPT_COMMAND 2>/dev/null; then __venvhook_fixed=PROMPT_COMMAND; fi
  if [[ -n ${__venvhook_fixed-} ]]; then
    # Some systems log by it and let nobody else in: a cd is left to run at, without waiting for a prompt.
    __venvhook_ready=1
    __venvhook_notice='PROMPT_COMMAND is readonly in this shell: venvs are switched at a cd, not at the prompt'
    return 0
  fi
  if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 501)); then
    # With set -u, to ask what is unset would be an error.
    local -
    set +u
    eval 'case ${PROMPT_COMMAND@a} in *a*) __venvhook_form=a ;; esac'
    # Each element of an array sees the $? and PIPESTATUS of the person's last command.
    PROMPT_COMMAND=(__venvhook_prompt ${PROMPT_COMMAND[@]+"${PROMPT_COMMAND[@]}"})
  else
    # A newline, since the rest may end or begin in any way but that.
    # shellcheck disable=SC2178,SC2128 # before 5.1 it is a string
    PROMPT_COMMAND=__venvhook_prompt${PROMPT_COMMAND:+$'\n'$PROMPT_COMMAND}
    # A child shell would have the command without the function.
    export -n PROMPT_COMMAND
  fi
}
__venvhook_install
