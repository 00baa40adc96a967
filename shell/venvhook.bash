# shellcheck shell=bash disable=SC2154
# venvhook's hook for bash, 3.2 and later. `venvhook init bash` prints it behind a block of values
# (__venvhook_bin, _names, _name_list, _has_glob, _trust, _volume, _wrap_cd): see shell/README.md.
#
# Defines the functions __venvhook_* and venvhook, and cd, pushd and popd where they are nobody's.
# Leaves unexported variables __venvhook_*; VENVHOOK_ENV is exported while a venv is on.
#
# Until something has changed only builtins run. Whatever may fail stands where errexit does not
# look; whatever may be unset has a default.

# Only a function shows that this shell has loaded it before: variables may come from a parent.
__venvhook_settled='|||'
if ! declare -F __venvhook_ask >/dev/null; then
  __venvhook_marker='' __venvhook_venv='' __venvhook_stamp='' __venvhook_off=''
  __venvhook_entry='' __venvhook_own='' __venvhook_pydoc='' __venvhook_restore='' __venvhook_gone=''
  __venvhook_ready='' __venvhook_pwd='' __venvhook_dirs=('')
  __venvhook_idle='' __venvhook_project='' __venvhook_goodbye='' __venvhook_form=''
else
  # The rc file may have set PATH and the prompt anew, around the venv: so it is entered anew.
  __venvhook_stamp=again
fi
__venvhook_name1=${__venvhook_names[0]}
__venvhook_name2=${__venvhook_names[1]-$__venvhook_name1} __venvhook_name3=${__venvhook_names[2]-$__venvhook_name1}
__venvhook_more=$__venvhook_has_glob
if ((${#__venvhook_names[@]} > 3)); then __venvhook_more=1; fi
# What activate scripts change besides PATH and VIRTUAL_ENV, and do not all put back.
__venvhook_kept=(PS1 PYTHONHOME PKG_CONFIG_PATH TCL_LIBRARY TK_LIBRARY SCRIPT_PATH VIRTUAL_ENV_PROMPT)

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

# Sets __venvhook_dirs: $PWD and each directory above it, the root as an empty name.
__venvhook_climb() {
  local dir=${PWD-}
  __venvhook_pwd=$dir __venvhook_dirs=()
  dir=${dir%/}
  while [[ $dir == /* ]]; do
    __venvhook_dirs+=("$dir")
    dir=${dir%/*}
  done
  __venvhook_dirs+=('')
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
  local __venvhook_found __venvhook_alive='' __venvhook_cfg
  if [[ -n $__venvhook_restore && -z ${__venvhook_busy-} ]]; then __venvhook_back; fi
  if [[ -n $__venvhook_idle${VENVHOOK_DISABLE-} ]] && __venvhook_is_idle; then return 0; fi
  __venvhook_look
  if [[ -n $__venvhook_found && (-x $__venvhook_found/bin/python || -x $__venvhook_found/Scripts/python.exe) ]]; then __venvhook_alive=1; fi
  if [[ "$__venvhook_found|$__venvhook_alive|${VIRTUAL_ENV-}|${VENVHOOK_ENV-}" == "$__venvhook_settled" ]]; then
    __venvhook_cfg=$__venvhook_found/pyvenv.cfg
    if [[ -z $__venvhook_stamp || ! ($__venvhook_cfg -nt $__venvhook_stamp || $__venvhook_cfg -ot $__venvhook_stamp) ]]; then
      return 0
    fi
  fi
  __venvhook_ask
}

__venvhook_is_idle() {
  case ${__venvhook_idle:-$VENVHOOK_DISABLE} in 0 | [nNfF]* | [oO][fF][fF]) return 1 ;; esac
}

__venvhook_say() {
  if [[ $__venvhook_volume != --quiet ]]; then printf 'venvhook: %s\n' "${1//[[:cntrl:]]/?}" >&2; fi
}

# The shell's options as activate scripts expect them. What it takes to go back is kept in a
# variable, so that an interrupt costs nothing: the next prompt goes back.
__venvhook_neutral() {
  local flags=$- flag option
  set +aefuvxET
  for flag in a e f u v E T x; do
    if [[ $flags == *$flag* ]]; then __venvhook_restore+="set -$flag;"; fi
  done
  for option in expand_aliases failglob nullglob nocasematch; do
    if shopt -q "$option"; then
      shopt -u "$option"
      __venvhook_restore="shopt -s $option;$__venvhook_restore"
    fi
  done
}

__venvhook_back() {
  local restore=$__venvhook_restore
  __venvhook_restore=''
  set +aefuvxET
  eval "$restore"
}

# Hands the facts to the binary and does what it says.
__venvhook_ask() {
  # Activate scripts that change the directory (uv --relocatable before 0.11.24) end up here again.
  if [[ -n ${__venvhook_busy-} ]]; then return 0; fi
  local __venvhook_busy=1 __venvhook_entered='' __venvhook_steps='' __venvhook_facts IFS=$' \t\n'
  __venvhook_neutral
  __venvhook_facts=(--name="$__venvhook_name_list" --trust="$__venvhook_trust" --pwd="$PWD"
    --venv="${VIRTUAL_ENV-}" --owned="${VENVHOOK_ENV-}" --was-marker="$__venvhook_marker"
    --was-venv="$__venvhook_venv" --stamp="$__venvhook_stamp" --off="$__venvhook_off")
  if [[ -n $__venvhook_volume ]]; then __venvhook_facts+=("$__venvhook_volume"); fi
  if declare -F deactivate >/dev/null; then __venvhook_facts+=(--function); fi
  __venvhook_stamp=''
  if [[ -x $__venvhook_bin ]]; then
    __venvhook_steps=$("$__venvhook_bin" hook bash "${__venvhook_facts[@]}") || __venvhook_steps=''
    builtin eval "$__venvhook_steps"
  elif [[ -z $__venvhook_gone ]]; then
    __venvhook_gone=1
    __venvhook_say "$__venvhook_bin is gone: nothing is switched on or off until it is back"
  fi
  __venvhook_marker=$__venvhook_found __venvhook_venv=${VIRTUAL_ENV-}
  __venvhook_settled="$__venvhook_found|$__venvhook_alive|${VIRTUAL_ENV-}|${VENVHOOK_ENV-}"
  if [[ -n $__venvhook_entered ]]; then __venvhook_call enter "$VIRTUAL_ENV" "$__venvhook_project"; fi
  __venvhook_back
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
  unset VENVHOOK_ENV
  if [[ -n $__venvhook_entry && -z ${VIRTUAL_ENV-} ]]; then
    __venvhook_snapshot now
    __venvhook_put_back
  fi
}

# Sets `value` to the state of a variable: '' unset, -VALUE shell only, xVALUE exported; and
# `fixed` to its name if it may not be assigned to.
__venvhook_describe() { # NAME
  local exported=''
  if [[ -z ${!1+x} ]]; then
    value=''
    return 0
  fi
  if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 404)); then
    eval "exported=\${$1@a}"
  else
    exported=$(declare -p "$1")
    exported=${exported#declare -} exported=${exported%% *}
  fi
  if [[ $exported == *r* ]]; then fixed=$1; fi
  if [[ $exported == *x* ]]; then value=x${!1}; else value=-${!1}; fi
}

__venvhook_assign() { # NAME STATE
  case $2 in
    '') unset "$1" ;;
    x*) export "$1=${2:1}" ;;
    *) export -n "$1=${2:1}" ;;
  esac
}

__venvhook_snapshot() { # WHEN
  local name value fixed
  for name in PATH "${__venvhook_kept[@]}"; do
    __venvhook_describe "$name"
    printf -v "__venvhook_${1}_$name" %s "$value"
  done
}

# Sets `path` to a search path without an entry: without all of its copies, or the first one only.
__venvhook_without() { # SEARCH-PATH ENTRY [first]
  path=:$1:
  while [[ $path == *":$2:"* ]]; do
    path=${path%%":$2:"*}:${path#*":$2:"}
    if [[ -n ${3-} ]]; then break; fi
  done
  path=${path#:}
  path=${path%:}
}

# What an earlier shell or venv left; nothing is on when this is called, so nobody needs it.
__venvhook_forget_saved() {
  unset _OLD_VIRTUAL_PATH _OLD_VIRTUAL_PYTHONHOME _OLD_VIRTUAL_PS1 _OLD_VIRTUAL_PROMPT _OLD_PKG_CONFIG_PATH
  unset _OLD_VIRTUAL_TCL_LIBRARY _OLD_VIRTUAL_TK_LIBRARY _OLD_VIRTUAL_PKG_CONFIG_PATH _OLD_FISH_PROMPT_OVERRIDE
}

# Keeps the person's own pydoc and deactivate, which the scripts delete, in `__venvhook_own`.
__venvhook_keep_own() {
  local name
  __venvhook_own=''
  for name in pydoc deactivate; do
    if declare -F "$name" >/dev/null; then
      __venvhook_own+=$(declare -f "$name")$'\n'
      unset -f "$name"
    fi
  done
  if alias pydoc >/dev/null 2>&1; then
    name=$(alias pydoc)
    __venvhook_own+="alias ${name#alias }"$'\n'
  fi
}

# An activate script, or its deactivate, would stop half-way at a readonly variable.
__venvhook_assignable() {
  local name value fixed=''
  for name in PATH VIRTUAL_ENV VENVHOOK_ENV "${__venvhook_kept[@]}"; do __venvhook_describe "$name"; done
  if [[ -z $fixed ]]; then return 0; fi
  __venvhook_say "$fixed is readonly in this shell: no venv can be switched on"
  return 1
}

__venvhook_enter() { # VENV BIN SCRIPT NAME SHOWN PROJECT ON OFF
  local __venvhook_here=$PWD __venvhook_oldpwd=${OLDPWD-}
  if ! __venvhook_assignable; then return 0; fi
  __venvhook_forget_saved
  __venvhook_keep_own
  __venvhook_snapshot before
  # If the person interrupts the script, the next prompt undoes it and does not start it again.
  __venvhook_settled="$__venvhook_found|$__venvhook_alive||"
  __venvhook_restore="__venvhook_abandon;$__venvhook_restore"
  builtin source "$3"
  __venvhook_restore=${__venvhook_restore#__venvhook_abandon;}
  __venvhook_stay
  # In Git Bash CPython's (before 3.12, and 3.13.0) write Windows' form, whose colon parts PATH's entry.
  if [[ ${VIRTUAL_ENV-} == [A-Za-z]:* && ${PATH-} == "$VIRTUAL_ENV/${2##*/}:"* ]]; then
    PATH=$2${PATH#"$VIRTUAL_ENV/${2##*/}"} VIRTUAL_ENV=$1
  fi
  # By effect, not by status: that is wrong either way (facts/activate.md, sections 3 and 5).
  if [[ ${VIRTUAL_ENV-} != /* || ! $VIRTUAL_ENV -ef $1 || ! ${PATH%%:*} -ef $2 ]]; then
    __venvhook_say "$5 did not switch its venv on; it was undone. To see why: source it by hand"
    __venvhook_abandon
    return 0
  fi
  __venvhook_entry=${PATH%%:*}
  export VENVHOOK_ENV=$VIRTUAL_ENV
  if [[ -z ${VIRTUAL_ENV_PROMPT+x} ]]; then export VIRTUAL_ENV_PROMPT=$4; fi
  case $__venvhook_before_PS1 in x*) ;; *) export -n PS1 ;; esac
  __venvhook_pydoc=''
  if declare -F pydoc >/dev/null; then __venvhook_pydoc=$(declare -f pydoc); fi
  __venvhook_snapshot after
  __venvhook_entered=1 __venvhook_project=${6-} __venvhook_goodbye=${8-}
  if [[ -n ${7-} ]]; then printf '%s\n' "$7" >&2; fi
}

# Puts everything back as it was, whatever the script has done so far.
__venvhook_abandon() {
  local name state
  if declare -F deactivate >/dev/null; then deactivate >/dev/null 2>&1; fi
  for name in PATH "${__venvhook_kept[@]}"; do
    state=__venvhook_before_$name
    __venvhook_assign "$name" "${!state}"
  done
  unset VIRTUAL_ENV VENVHOOK_ENV
  unset -f deactivate
  __venvhook_forget_saved
  builtin eval "$__venvhook_own"
}

__venvhook_leave() {
  local path pydoc
  __venvhook_call_leave
  case ":${__venvhook_before_PATH:1}:" in
    *":$__venvhook_entry:"*) __venvhook_without "${PATH-}" "$__venvhook_entry" first ;;
    *) __venvhook_without "${PATH-}" "$__venvhook_entry" ;;
  esac
  __venvhook_snapshot now
  if declare -F pydoc >/dev/null; then
    pydoc=$(declare -f pydoc)
    if [[ $pydoc != "$__venvhook_pydoc" ]]; then __venvhook_own+=$pydoc$'\n'; fi
  fi
  if declare -F deactivate >/dev/null; then deactivate; fi
  if [[ -z $__venvhook_now_PATH || (-z $path && -z $__venvhook_before_PATH) ]]; then
    unset PATH
  else
    PATH=$path
    case $__venvhook_before_PATH in x*) export PATH ;; *) export -n PATH ;; esac
  fi
  unset VIRTUAL_ENV VENVHOOK_ENV
  __venvhook_put_back
  if [[ -n $__venvhook_goodbye ]]; then printf '%s\n' "$__venvhook_goodbye" >&2; fi
}

# After deactivate: what it does not put back, by the states before, after and now.
__venvhook_put_back() {
  local name before after now path
  for name in "${__venvhook_kept[@]}"; do
    before=__venvhook_before_$name after=__venvhook_after_$name now=__venvhook_now_$name
    before=${!before} after=${!after} now=${!now}
    if [[ $now == "$after" || (-n $now && -n $before && ${now:1} == "${before:1}") ]]; then
      __venvhook_assign "$name" "$before"
      continue
    fi
    __venvhook_assign "$name" "$now"
    if [[ $name == PS1 ]]; then
      __venvhook_unprefix_prompt "${__venvhook_after_PS1%"${__venvhook_before_PS1:1}"}"
    elif [[ $name == PKG_CONFIG_PATH && -n ${PKG_CONFIG_PATH-} ]]; then
      __venvhook_without "$PKG_CONFIG_PATH" "${__venvhook_entry%/*}/lib/pkgconfig"
      PKG_CONFIG_PATH=$path
    fi
  done
  __venvhook_forget_saved
  builtin eval "$__venvhook_own"
  __venvhook_own='' __venvhook_entry=''
}

# Takes the venv's prefix out of a prompt that the person has changed meanwhile.
__venvhook_unprefix_prompt() { # STATE-OF-PREFIX
  local prefix=${1:1}
  if [[ -n $prefix && $PS1 == *"$prefix"* ]]; then PS1=${PS1%%"$prefix"*}${PS1#*"$prefix"}; fi
}

# Undoes an inherited venv, whose deactivate stayed in the parent shell.
__venvhook_drop() {
  local path name
  for name in bin Scripts; do
    __venvhook_without "${PATH-}" "$VIRTUAL_ENV/$name"
    PATH=$path
  done
  if [[ :${PKG_CONFIG_PATH-}: == *":$VIRTUAL_ENV/lib/pkgconfig:"* ]]; then
    __venvhook_without "$PKG_CONFIG_PATH" "$VIRTUAL_ENV/lib/pkgconfig"
    if [[ -n $path ]]; then PKG_CONFIG_PATH=$path; else unset PKG_CONFIG_PATH; fi
  fi
  for name in "(${VIRTUAL_ENV_PROMPT-}) " "${VIRTUAL_ENV_PROMPT-}" "(${VIRTUAL_ENV##*/}) "; do
    if [[ $name == "("*") " && ${PS1-} == "$name"* ]]; then PS1=${PS1#"$name"}; fi
  done
  unset VIRTUAL_ENV VIRTUAL_ENV_PROMPT VENVHOOK_ENV
  __venvhook_forget_saved
}

__venvhook_prompt() {
  local status=$?
  # Not under allexport: a script's cd would come here.
  if [[ -z ${__venvhook_ready-} ]]; then __venvhook_ready=1 && export -n __venvhook_ready; fi
  if [[ -n $__venvhook_restore ]] && ((BASH_VERSINFO[0] < 5)); then __venvhook_interrupted; fi
  __venvhook_check
  # A prompt command's failure would end a shell that has errexit on.
  if [[ $- == *e* ]]; then return 0; fi
  return "$status"
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
  elif declare -F deactivate >/dev/null; then
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
    __venvhook_moved || return 0
  elif [[ -n ${2-} ]]; then
    __venvhook_unload
  else
    __venvhook_idle=1
  fi
}

# Takes the hook out of this shell, to the last name; the command's completion stays.
__venvhook_unload() {
  local command IFS=$' \t\n'
  case "${PROMPT_COMMAND[*]-}" in *__venvhook_prompt*) __venvhook_uninstall ;; esac
  for command in cd pushd popd; do
    if [[ $(declare -f "$command") == *__venvhook_moved* ]]; then unset -f "$command"; fi
  done
  # shellcheck disable=SC2046 # names
  unset -f venvhook $(compgen -A function -X __venvhook_complete __venvhook_)
  unset "${!__venvhook_@}"
}

# Leaves PROMPT_COMMAND as it was, and what came to it meanwhile.
__venvhook_uninstall() {
  local command form=$__venvhook_form commands=()
  for command in ${PROMPT_COMMAND[@]+"${PROMPT_COMMAND[@]}"}; do
    if [[ $command == __venvhook_prompt ]]; then continue; fi
    command=${command#__venvhook_prompt[;$'\n']}
    commands+=("${command//__venvhook_prompt/:}")
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
  local seen=''
  case ${1-} in
    allow | deny | forget) __venvhook_settled='' ;;
    doctor) seen=$(builtin eval "$("$__venvhook_bin" probe bash)") ;;
  esac
  VENVHOOK_SEEN=$seen VENVHOOK_HOOK=bash VENVHOOK_OFF=$__venvhook_off VENVHOOK_NAME=$__venvhook_name_list \
    VENVHOOK_TRUST=$__venvhook_trust VENVHOOK_IDLE=$__venvhook_idle "$__venvhook_bin" "$@" || return
  # A venv made on purpose is wanted, whatever was switched off here before.
  if [[ ${1-} == new ]]; then __venvhook_settled='' __venvhook_off=''; fi
}

# Wraps a builtin that changes the directory, unless the person has a function or alias over it.
__venvhook_wrap() { # BUILTIN
  if alias "$1" >/dev/null 2>&1; then return 0; fi
  if declare -F "$1" >/dev/null && [[ $(declare -f "$1") != *__venvhook_moved* ]]; then return 0; fi
  eval "$1() { \\builtin $1 \"\$@\" || return; __venvhook_moved; }"
}

# Goes before the person's own prompt commands, which may draw the prompt.
__venvhook_install() {
  local name value fixed
  if ! declare -F deactivate >/dev/null; then __venvhook_forget_saved; fi
  if [[ -n $__venvhook_wrap_cd ]]; then
    for name in cd pushd popd; do __venvhook_wrap "$name"; done
  fi
  case "${PROMPT_COMMAND[*]-}" in *__venvhook_prompt*) return 0 ;; esac
  # As it was: '' unset, a an array, x exported, - a string.
  __venvhook_describe PROMPT_COMMAND
  __venvhook_form=${value:0:1}
  if [[ -n ${fixed-} ]]; then
    # Some systems log by it and let nobody else in: a cd is left to run at, without waiting for a prompt.
    __venvhook_ready=1
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
