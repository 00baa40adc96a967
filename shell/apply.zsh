# What is zsh's own in sections 7 to 9: see apply.sh.

# ---- 7. Put back ---------------------------------------------------------------------------------
# The states of variables, and names. Prompts show values of the array psvar by %v, and activate scripts of
# some makers set it: so it is put back too. Its state is - and its elements, quoted.

# Sets __venvhook_state to a variable's state, and __venvhook_fixed to its name if it is read-only.
__venvhook_describe() { # NAME
  if [[ ${(tP)1} == *readonly* ]]; then __venvhook_fixed=$1; fi
  if [[ $1 == psvar ]]; then
    __venvhook_state="-${(j: :)${(@qq)psvar}}"
  elif (( ! ${(P)+1} )); then
    __venvhook_state=''
  elif [[ ${(tP)1} == *export* ]]; then
    __venvhook_state=x${(P)1}
  else
    __venvhook_state=-${(P)1}
  fi
}

# The only place that sets PS1, which may be read-only. What is as it was is left alone: an assignment may
# show in an array that is tied to it.
__venvhook_assign() { # NAME STATE
  local __venvhook_state __venvhook_fixed
  if [[ $1 == "$__venvhook_fixed_prompt" ]]; then return 0; fi
  __venvhook_describe "$1"
  if [[ $__venvhook_state == "$2" ]]; then return 0; fi
  if [[ $1 == psvar ]]; then
    builtin eval "psvar=(${2:1})"
    return 0
  fi
  case $2 in
    ('') unset "$1" ;;
    (x*) export "$1=${2:1}" ;;
    (*) typeset -g +x "$1=${2:1}" ;;
  esac
}

# Adds what this one script sets to what is put back. An array, zsh's own, or what cannot be set is left
# alone.
__venvhook_note_touched() { # VARIABLES FUNCTIONS
  local __venvhook_name
  __venvhook_kept=("${__venvhook_usual[@]}" psvar) __venvhook_made=() __venvhook_made_befores=()
  for __venvhook_name in ${=1}; do
    if [[ ${(tP)__venvhook_name} != *(array|association|readonly|special)* ]]; then
      __venvhook_kept+=("$__venvhook_name")
    fi
  done
  for __venvhook_name in ${=2}; do
    __venvhook_made+=("$__venvhook_name")
    __venvhook_made_befores+=("$(typeset -f "$__venvhook_name")")
  done
}

__venvhook_stash_alias() { # NAME
  __venvhook_own+=$(alias -L "$1")$'\n'
}

# zsh runs the hook's functions under its own options (`emulate`).
__venvhook_neutral() { :; }
__venvhook_options_back() { :; }

# ---- 8. The user's own hooks ---------------------------------------------------------------------

# Such a function may fail, but it must not move the shell on the way: what follows a cd on its line would
# run elsewhere.
__venvhook_run_own_hook() { # enter|leave VENV PROJECT
  setopt local_options
  local __venvhook_here=$PWD __venvhook_oldpwd=$OLDPWD __venvhook_status=0
  if ! typeset -f "venvhook_$1" >/dev/null; then return 0; fi
  {
    "venvhook_$1" "$2" "$3" || __venvhook_status=$?
  } always {
    if (( TRY_BLOCK_ERROR )); then __venvhook_status=1 TRY_BLOCK_ERROR=0; fi
  }
  __venvhook_stay
  if (( __venvhook_status )); then
    __venvhook_say "your venvhook_$1 failed with status $__venvhook_status"
  fi
}

# Goes back to where its caller was, by way of the directory before, since "cd -" does not look at OLDPWD.
__venvhook_stay() {
  if [[ $PWD != "$__venvhook_here" ]]; then
    builtin cd -q -- "$__venvhook_oldpwd" 2>/dev/null
    builtin cd -q -- "$__venvhook_here" && OLDPWD=$__venvhook_oldpwd
  fi
}

# ---- 9. on, off, unload --------------------------------------------------------------------------

# Removes the hook from this shell, to the last name; the command's completion stays.
__venvhook_unload() {
  precmd_functions=("${(@)precmd_functions:#__venvhook_*}")
  chpwd_functions=("${(@)chpwd_functions:#__venvhook_*}")
  local name
  for name in "${__venvhook_lists[@]}"; do
    # With the @, since without it an empty array has the length 1 before 5.0.3.
    if (( ! ${#${(P@)name}} )); then unset "$name"; fi
  done
  unset -m '__venvhook_*'
  unfunction -m venvhook '__venvhook_*'
}
