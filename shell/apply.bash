# shellcheck shell=bash disable=SC2154,SC2034
# What is bash's own in sections 7 to 9: see apply.sh.

# ---- 7. Put back ---------------------------------------------------------------------------------
# The states of variables (`describe` is in venvhook.bash, where installing needs it), and names.

# The only place that sets PS1, which may be read-only.
__venvhook_assign() { # NAME STATE
  if [[ $1 == "$__venvhook_fixed_prompt" ]]; then return 0; fi
  case $2 in
    '') unset "$1" ;;
    x*) export "$1=${2:1}" ;;
    *) export -n "$1=${2:1}" ;;
  esac
}

# Adds what this one script sets to what is put back. An array, or what cannot be set, is left alone.
__venvhook_note_touched() { # VARIABLES FUNCTIONS
  local __venvhook_name __venvhook_state __venvhook_fixed __venvhook_attributes
  __venvhook_kept=("${__venvhook_usual[@]}") __venvhook_made=() __venvhook_made_befores=()
  for __venvhook_name in $1; do
    __venvhook_attributes='' __venvhook_fixed=''
    if [[ -n ${!__venvhook_name+x} ]]; then __venvhook_describe "$__venvhook_name"; fi
    if [[ -z $__venvhook_fixed && $__venvhook_attributes != *[aAn]* ]]; then
      __venvhook_kept+=("$__venvhook_name")
    fi
  done
  for __venvhook_name in $2; do
    __venvhook_made+=("$__venvhook_name")
    __venvhook_made_befores+=("$(declare -f "$__venvhook_name")")
  done
}

__venvhook_stash_alias() { # NAME
  local text
  text=$(alias "$1")
  __venvhook_own+="alias ${text#alias }"$'\n'
}

# ---- 8. The user's own hooks ---------------------------------------------------------------------

# Such a function may fail, but it must not move the shell on the way (what follows a cd on its line would
# run elsewhere), nor set an option that ends it.
__venvhook_run_own_hook() { # enter|leave VENV PROJECT
  local __venvhook_here=$PWD __venvhook_oldpwd=${OLDPWD-} __venvhook_status=0
  if ! declare -F "venvhook_$1" >/dev/null; then return 0; fi
  # An error such as ${x:?} ends the enclosing eval, not the line that the user typed.
  builtin eval '"venvhook_$1" "$2" "$3" || __venvhook_status=$?' || __venvhook_status=1
  set +aefkuvxET
  __venvhook_stay
  if ((__venvhook_status != 0)); then
    __venvhook_say "your venvhook_$1 failed with status $__venvhook_status"
  fi
}

# Goes back to where its caller was.
__venvhook_stay() {
  if [[ $PWD != "$__venvhook_here" ]]; then
    builtin cd -- "$__venvhook_here" && OLDPWD=$__venvhook_oldpwd
  fi
}

# ---- 9. on, off, unload --------------------------------------------------------------------------

# Removes the hook from this shell, to the last name; the command's completion stays.
__venvhook_unload() {
  local command IFS
  IFS=$' \t\n'
  case "${PROMPT_COMMAND[*]-}" in
    *__venvhook_at_prompt* | *__venvhook_after_others*) __venvhook_leave_prompt ;;
  esac
  if [[ " ${chpwd_functions[*]-} " == *" __venvhook_after_cd "* ]]; then __venvhook_leave_chpwd; fi
  # VS Code's terminal runs a copy of PROMPT_COMMAND that it took.
  if [[ ${__vsc_original_prompt_command[*]-} == *__venvhook_at_prompt* ]]; then
    __vsc_original_prompt_command=("${__vsc_original_prompt_command[@]//__venvhook_at_prompt/:}")
  fi
  for command in cd pushd popd; do
    if [[ $(declare -f "$command") == *__venvhook_after_cd* ]]; then unset -f "$command"; fi
  done
  # shellcheck disable=SC2046 # names
  unset -f venvhook $(compgen -A function -X __venvhook_complete __venvhook_)
  unset "${!__venvhook_@}"
}

# PROMPT_COMMAND as it was, with what was added to it meanwhile.
__venvhook_leave_prompt() {
  local command form commands
  form=$__venvhook_form commands=()
  for command in ${PROMPT_COMMAND[@]+"${PROMPT_COMMAND[@]}"}; do
    command=${command#__venvhook_at_prompt[;$'\n']}
    command=${command%$'\n'"$__venvhook_behind"}
    command=${command%$'\n__venvhook_after_others'}
    if [[ $command == __venvhook_at_prompt || $command == *__venvhook_after_others ]]; then continue; fi
    command=${command//__venvhook_at_prompt/:}
    commands+=("${command//__venvhook_after_others/:}")
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
