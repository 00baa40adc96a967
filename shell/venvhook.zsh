# venvhook's hook for zsh, 5.0 and later. `venvhook init zsh` prints it behind a block of values
# (__venvhook_bin, _names, _name_list, _has_glob, _trust, _volume): see shell/README.md.
#
# Defines the functions __venvhook_* and venvhook; adds one each to precmd_functions and
# chpwd_functions. Leaves unexported variables __venvhook_*; VENVHOOK_ENV is exported while a
# venv is on.
#
# It is evaluated by `emulate zsh +o aliases -c`, so each function runs with zsh's own options
# whatever the person's are. Until something has changed only builtins run.

# Only a function shows that this shell has loaded it before: variables may come from a parent.
typeset -g __venvhook_settled='|||'
if ! typeset -f __venvhook_ask >/dev/null; then
  typeset -g __venvhook_marker='' __venvhook_venv='' __venvhook_stamp=''
  typeset -g __venvhook_off='' __venvhook_entry='' __venvhook_own='' __venvhook_pydoc='' __venvhook_gone=''
  typeset -g __venvhook_ready='' __venvhook_busy='' __venvhook_entering='' __venvhook_pwd=''
  typeset -g __venvhook_idle='' __venvhook_project='' __venvhook_goodbye=''
  typeset -ga __venvhook_dirs __venvhook_made
  __venvhook_dirs=('') __venvhook_made=()
  if (( ! $+precmd_functions )); then __venvhook_made+=(precmd_functions); fi
  if (( ! $+chpwd_functions )); then __venvhook_made+=(chpwd_functions); fi
else
  # The rc file may have set PATH and the prompt anew, around the venv: so it is entered anew.
  __venvhook_stamp=again
fi
typeset -g __venvhook_name1=$__venvhook_names[1]
typeset -g __venvhook_name2=${__venvhook_names[2]-$__venvhook_name1}
typeset -g __venvhook_name3=${__venvhook_names[3]-$__venvhook_name1}
typeset -g __venvhook_more=$__venvhook_has_glob
if (( $#__venvhook_names > 3 )); then __venvhook_more=1; fi
# What activate scripts change besides PATH and VIRTUAL_ENV, and do not all put back.
typeset -ga __venvhook_kept
__venvhook_kept=(PS1 PYTHONHOME PKG_CONFIG_PATH TCL_LIBRARY TK_LIBRARY SCRIPT_PATH VIRTUAL_ENV_PROMPT)

# Sets `__venvhook_found`: the nearest directory at or above $PWD that may stand for a venv. The idle
# prompt's whole cost is in here: one test a directory and no string is cut.
__venvhook_look() {
  local dir
  __venvhook_found=''
  if [[ $PWD != "$__venvhook_pwd" ]]; then __venvhook_climb; fi
  for dir in "${__venvhook_dirs[@]}"; do
    if [[ -d $dir/$__venvhook_name1 || -d $dir/$__venvhook_name2 || -d $dir/$__venvhook_name3 || -e $dir/pyvenv.cfg || -e $dir/bin/activate_this.py || -n $__venvhook_more ]]; then
      if __venvhook_find; then return 0; fi
    fi
  done
}

# Sets __venvhook_dirs: $PWD and each directory above it, the root as an empty name.
__venvhook_climb() {
  local dir=${PWD%/}
  __venvhook_pwd=$PWD __venvhook_dirs=()
  while [[ $dir == /* ]]; do
    __venvhook_dirs+=("$dir")
    dir=${dir%/*}
  done
  __venvhook_dirs+=('')
}

# Sets `__venvhook_found` to what stands for a venv in `dir`, if anything does.
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

# Looks, and asks only if things are not as they were when they were last settled.
__venvhook_check() {
  setopt local_options no_xtrace
  local __venvhook_found='' __venvhook_alive='' __venvhook_cfg
  if [[ -n $__venvhook_entering && -z $__venvhook_busy ]]; then __venvhook_abandon; fi
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
  case ${__venvhook_idle:-$VENVHOOK_DISABLE} in (0|[nNfF]*|[oO][fF][fF]) return 1 ;; esac
}

__venvhook_say() {
  if [[ $__venvhook_volume != --quiet ]]; then print -ru2 -- "venvhook: ${1//[[:cntrl:]]/?}"; fi
}

# Hands the facts to the binary and does what it says.
__venvhook_ask() {
  # Activate scripts that change the directory (uv --relocatable before 0.11.24) end up here again.
  if [[ -n $__venvhook_busy ]]; then return 0; fi
  local __venvhook_busy=1 __venvhook_entered='' __venvhook_steps='' IFS=$' \t\n'
  local -a __venvhook_facts
  __venvhook_facts=(--name="$__venvhook_name_list" --trust="$__venvhook_trust" --pwd="$PWD"
    --venv="${VIRTUAL_ENV-}" --owned="${VENVHOOK_ENV-}" --was-marker="$__venvhook_marker"
    --was-venv="$__venvhook_venv" --stamp="$__venvhook_stamp" --off="$__venvhook_off")
  if [[ -n $__venvhook_volume ]]; then __venvhook_facts+=("$__venvhook_volume"); fi
  if typeset -f deactivate >/dev/null; then __venvhook_facts+=(--function); fi
  __venvhook_stamp=''
  if [[ -x $__venvhook_bin ]]; then
    __venvhook_steps=$("$__venvhook_bin" hook zsh "${__venvhook_facts[@]}") || __venvhook_steps=''
    builtin eval "$__venvhook_steps"
  elif [[ -z $__venvhook_gone ]]; then
    __venvhook_gone=1
    __venvhook_say "$__venvhook_bin is gone: nothing is switched on or off until it is back"
  fi
  __venvhook_marker=$__venvhook_found __venvhook_venv=${VIRTUAL_ENV-}
  __venvhook_settled="$__venvhook_found|$__venvhook_alive|${VIRTUAL_ENV-}|${VENVHOOK_ENV-}"
  if [[ -n $__venvhook_entered ]]; then __venvhook_call enter "$VIRTUAL_ENV" "$__venvhook_project"; fi
}

__venvhook_settle() { # STAMP OFF
  __venvhook_stamp=$1 __venvhook_off=$2
}

# Runs the person's own function, if there is one. It may fail, but not move the shell on the way:
# what follows a cd on its line would run elsewhere.
__venvhook_call() { # enter|leave VENV PROJECT
  setopt local_options
  local __venvhook_here=$PWD __venvhook_oldpwd=$OLDPWD __venvhook_status=0
  if ! typeset -f "venvhook_$1" >/dev/null; then return 0; fi
  {
    "venvhook_$1" "$2" "$3" || __venvhook_status=$?
  } always {
    if (( TRY_BLOCK_ERROR )); then __venvhook_status=1 TRY_BLOCK_ERROR=0; fi
  }
  __venvhook_stay
  if (( __venvhook_status )); then __venvhook_say "your venvhook_$1 failed with status $__venvhook_status"; fi
}

# Goes by way of the directory before, since "cd -" does not look at OLDPWD.
__venvhook_stay() {
  if [[ $PWD != "$__venvhook_here" ]]; then
    builtin cd -q -- "$__venvhook_oldpwd" 2>/dev/null
    builtin cd -q -- "$__venvhook_here" && OLDPWD=$__venvhook_oldpwd
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
  if [[ ${(tP)1} == *readonly* ]]; then fixed=$1; fi
  if (( ! ${(P)+1} )); then
    value=''
  elif [[ ${(tP)1} == *export* ]]; then
    value=x${(P)1}
  else
    value=-${(P)1}
  fi
}

__venvhook_assign() { # NAME STATE
  case $2 in
    '') unset "$1" ;;
    x*) export "$1=${2[2,-1]}" ;;
    *) typeset -g +x "$1=${2[2,-1]}" ;;
  esac
}

__venvhook_snapshot() { # WHEN
  local name value fixed
  for name in PATH "${__venvhook_kept[@]}"; do
    __venvhook_describe "$name"
    typeset -g "__venvhook_${1}_$name=$value"
  done
}

# Sets `rest` to a search path without an entry: without all of its copies, or the first one only.
__venvhook_without() { # SEARCH-PATH ENTRY [first]
  rest=:$1:
  while [[ $rest == *":$2:"* ]]; do
    rest=${rest%%":$2:"*}:${rest#*":$2:"}
    if [[ -n ${3-} ]]; then break; fi
  done
  rest=${rest#:}
  rest=${rest%:}
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
    if typeset -f "$name" >/dev/null; then
      __venvhook_own+=$(typeset -f "$name")$'\n'
      unset -f "$name"
    fi
  done
  if alias pydoc >/dev/null; then __venvhook_own+=$(alias -L pydoc)$'\n'; fi
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
  local __venvhook_here=$PWD __venvhook_oldpwd=$OLDPWD
  if ! __venvhook_assignable; then return 0; fi
  __venvhook_forget_saved
  __venvhook_keep_own
  __venvhook_snapshot before
  typeset -ga __venvhook_before_psvar
  __venvhook_before_psvar=("${psvar[@]}")
  # If the person interrupts the script, the next prompt undoes it and does not start it again.
  __venvhook_settled="$__venvhook_found|$__venvhook_alive||" __venvhook_entering=1
  builtin source "$3"
  __venvhook_entering=''
  __venvhook_stay
  # By effect, not by status: that is wrong either way (facts/activate.md, sections 3 and 5).
  if [[ ${VIRTUAL_ENV-} != /* || ! $VIRTUAL_ENV -ef $1 || ! ${PATH%%:*} -ef $2 ]]; then
    __venvhook_say "$5 did not switch its venv on; it was undone. To see why: source it by hand"
    __venvhook_abandon
    return 0
  fi
  typeset -g __venvhook_entry=${PATH%%:*}
  export VENVHOOK_ENV=$VIRTUAL_ENV
  if (( ! $+VIRTUAL_ENV_PROMPT )); then export VIRTUAL_ENV_PROMPT=$4; fi
  if [[ $__venvhook_before_PS1 != x* ]]; then typeset -g +x PS1; fi
  __venvhook_pydoc=''
  if typeset -f pydoc >/dev/null; then __venvhook_pydoc=$(typeset -f pydoc); fi
  __venvhook_snapshot after
  typeset -ga __venvhook_after_psvar
  __venvhook_after_psvar=("${psvar[@]}")
  __venvhook_entered=1 __venvhook_project=${6-} __venvhook_goodbye=${8-}
  if [[ -n ${7-} ]]; then print -ru2 -- "$7"; fi
}

# Puts everything back as it was, whatever the script has done so far.
__venvhook_abandon() {
  local name state
  __venvhook_entering=''
  if typeset -f deactivate >/dev/null; then deactivate &>/dev/null; fi
  for name in PATH "${__venvhook_kept[@]}"; do
    state=__venvhook_before_$name
    __venvhook_assign "$name" "${(P)state}"
  done
  psvar=("${__venvhook_before_psvar[@]}")
  unset VIRTUAL_ENV VENVHOOK_ENV
  if typeset -f deactivate >/dev/null; then unset -f deactivate; fi
  __venvhook_forget_saved
  builtin eval "$__venvhook_own"
}

__venvhook_leave() {
  local rest pydoc own_psvar=''
  __venvhook_call_leave
  case ":${__venvhook_before_PATH[2,-1]}:" in
    *":$__venvhook_entry:"*) __venvhook_without "${PATH-}" "$__venvhook_entry" first ;;
    *) __venvhook_without "${PATH-}" "$__venvhook_entry" ;;
  esac
  __venvhook_snapshot now
  if typeset -f pydoc >/dev/null; then
    pydoc=$(typeset -f pydoc)
    if [[ $pydoc != "$__venvhook_pydoc" ]]; then __venvhook_own+=$pydoc$'\n'; fi
  fi
  if [[ "${(pj:\0:)psvar}" != "${(pj:\0:)__venvhook_after_psvar}" ]]; then own_psvar=1; fi
  if typeset -f deactivate >/dev/null; then deactivate; fi
  if [[ -z $__venvhook_now_PATH || (-z $rest && -z $__venvhook_before_PATH) ]]; then
    unset PATH
  else
    __venvhook_assign PATH "${__venvhook_before_PATH[1]:-x}$rest"
  fi
  unset VIRTUAL_ENV VENVHOOK_ENV
  __venvhook_put_back
  if [[ -n $__venvhook_goodbye ]]; then print -ru2 -- "$__venvhook_goodbye"; fi
}

# After deactivate: what it does not put back, by the states before, after and now.
__venvhook_put_back() {
  local name value before after now rest
  for name in "${__venvhook_kept[@]}"; do
    before=__venvhook_before_$name after=__venvhook_after_$name now=__venvhook_now_$name
    before=${(P)before} after=${(P)after} now=${(P)now}
    if [[ $now == "$after" || (-n $now && -n $before && ${now[2,-1]} == "${before[2,-1]}") ]]; then
      __venvhook_describe "$name"
      # What is as it was is left alone: an assignment may show in an array tied to it.
      if [[ $value != "$before" ]]; then __venvhook_assign "$name" "$before"; fi
      continue
    fi
    __venvhook_assign "$name" "$now"
    if [[ $name == PS1 ]]; then
      __venvhook_unprefix_prompt "${__venvhook_after_PS1%"${__venvhook_before_PS1[2,-1]}"}"
    elif [[ $name == PKG_CONFIG_PATH && -n ${PKG_CONFIG_PATH-} ]]; then
      __venvhook_without "$PKG_CONFIG_PATH" "${__venvhook_entry%/*}/lib/pkgconfig"
      PKG_CONFIG_PATH=$rest
    fi
  done
  if [[ -z ${own_psvar-} ]]; then psvar=("${__venvhook_before_psvar[@]}"); fi
  __venvhook_forget_saved
  builtin eval "$__venvhook_own"
  __venvhook_own='' __venvhook_entry=''
}

# Takes the venv's prefix out of a prompt that the person has changed meanwhile.
__venvhook_unprefix_prompt() { # STATE-OF-PREFIX
  local prefix=${1[2,-1]}
  if [[ -n $prefix && $PS1 == *"$prefix"* ]]; then PS1=${PS1%%"$prefix"*}${PS1#*"$prefix"}; fi
}

# Undoes an inherited venv, whose deactivate stayed in the parent shell.
__venvhook_drop() {
  local rest name
  for name in bin Scripts; do
    __venvhook_without "${PATH-}" "$VIRTUAL_ENV/$name"
    PATH=$rest
  done
  if [[ :${PKG_CONFIG_PATH-}: == *":$VIRTUAL_ENV/lib/pkgconfig:"* ]]; then
    __venvhook_without "$PKG_CONFIG_PATH" "$VIRTUAL_ENV/lib/pkgconfig"
    if [[ -n $rest ]]; then PKG_CONFIG_PATH=$rest; else unset PKG_CONFIG_PATH; fi
  fi
  for name in "(${VIRTUAL_ENV_PROMPT-}) " "${VIRTUAL_ENV_PROMPT-}" "(${VIRTUAL_ENV##*/}) "; do
    if [[ $name == "("*") " && ${PS1-} == "$name"* ]]; then PS1=${PS1#"$name"}; fi
  done
  unset VIRTUAL_ENV VIRTUAL_ENV_PROMPT VENVHOOK_ENV
  __venvhook_forget_saved
}

__venvhook_prompt() {
  __venvhook_ready=1
  __venvhook_check
}

# A cd in a subshell or by the completion system (which goes there to look) is none of ours.
__venvhook_moved() {
  if [[ $ZSH_SUBSHELL == 0 && -n $__venvhook_ready && -z ${compstate+x} ]]; then __venvhook_check; fi
}

# Undoes what the hook has done, as if it left.
__venvhook_stop() {
  local __venvhook_busy=1 IFS=$' \t\n'
  if [[ -z ${VIRTUAL_ENV-} || $VIRTUAL_ENV != "${VENVHOOK_ENV-}" ]]; then
    __venvhook_disown
  elif typeset -f deactivate >/dev/null; then
    __venvhook_leave
  else
    __venvhook_drop
  fi
}

# False if that is not for this shell to say.
__venvhook_turn() { # on|off [--all]
  if [[ -n $__venvhook_busy ]]; then return 1; fi
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
  precmd_functions=("${(@)precmd_functions:#__venvhook_*}")
  chpwd_functions=("${(@)chpwd_functions:#__venvhook_moved}")
  local name
  for name in "${__venvhook_made[@]}"; do
    # With the @, since without it an empty array has the length 1 before 5.0.3.
    if (( ! ${#${(P@)name}} )); then unset "$name"; fi
  done
  unset -m '__venvhook_*'
  unfunction -m venvhook '__venvhook_*'
}

# The binary, told what this shell's hook knows.
venvhook() {
  case "$# ${1-} ${2-}" in
    ('1 on '|'1 off '|'2 off --all') if __venvhook_turn "$@"; then return 0; fi ;;
  esac
  local seen=''
  case ${1-} in
    (allow|deny|forget) __venvhook_settled='' ;;
    (doctor) seen=$(builtin eval "$("$__venvhook_bin" probe zsh)") ;;
  esac
  VENVHOOK_SEEN=$seen VENVHOOK_HOOK=zsh VENVHOOK_OFF=$__venvhook_off VENVHOOK_NAME=$__venvhook_name_list \
    VENVHOOK_TRUST=$__venvhook_trust VENVHOOK_IDLE=$__venvhook_idle "$__venvhook_bin" "$@" || return
  # A venv made on purpose is wanted, whatever was switched off here before.
  if [[ ${1-} == new ]]; then __venvhook_settled='' __venvhook_off=''; fi
}

if ! typeset -f deactivate >/dev/null; then __venvhook_forget_saved; fi
# First in line, since others draw the prompt.
typeset -ga precmd_functions chpwd_functions
precmd_functions=(__venvhook_prompt "${(@)precmd_functions:#__venvhook_prompt}")
chpwd_functions=(__venvhook_moved "${(@)chpwd_functions:#__venvhook_moved}")
