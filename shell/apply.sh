# shellcheck shell=bash disable=SC2154
# What changes something, for bash and zsh: sections 6 to 9 of their hooks. `venvhook init` prints it before
# apply.bash and venvhook.bash (or apply.zsh and venvhook.zsh), whose preface tells the whole story.
#
# It runs after `neutral`, under the options that activate scripts expect. What both shells understand: an
# array is used as a whole, "${x[@]}", or by "${x[@]:n:1}", since zsh counts from 1; a variable whose name
# is computed is read by `eval`; `local` is not given an array. What differs is in apply.bash and apply.zsh:
# describe, assign, note_touched, stash_alias, run_own_hook, stay, unload.
#
# A user's own function, an activate script and `deactivate` see the local variables of what calls them: so
# those begin with __venvhook_, too.

# ---- 6. Enter, leave, drop, disown ---------------------------------------------------------------
# The steps. Each writes down all that it needs, then what is under way, and clears that last; what follows
# can be run twice. So the next prompt can finish it or undo it, whenever a Ctrl-C came.

# Success is what the script did, not its status: with `set +h`, CPython's before 3.13.1 returns 1 though it
# has activated its venv; after the venv was moved, it returns 0 and puts a path that does not exist on
# PATH.
__venvhook_enter() { # VENV BIN SCRIPT NAME SHOWN PROJECT GREETING GOODBYE VARIABLES FUNCTIONS
  local __venvhook_here=$PWD __venvhook_oldpwd=${OLDPWD-} __venvhook_at=''
  if __venvhook_refuse_if_readonly; then return 0; fi
  __venvhook_note_touched "${9-}" "${10-}"
  __venvhook_stash_functions
  __venvhook_snapshot before
  __venvhook_under_way=enter
  __venvhook_unset_functions pydoc deactivate
  __venvhook_forget_old_virtual
  if [[ -n $__venvhook_fixed_prompt ]]; then local -x VIRTUAL_ENV_DISABLE_PROMPT=1; fi
  builtin source "$3"
  __venvhook_stay
  # In Git Bash, CPython's script (before 3.12, and 3.13.0) writes Windows' form; its colon splits PATH's
  # entry.
  if [[ ${VIRTUAL_ENV-} == [A-Za-z]:* && ${PATH-} == "$VIRTUAL_ENV/${2##*/}:"* ]]; then
    PATH=$2${PATH#"$VIRTUAL_ENV/${2##*/}"} VIRTUAL_ENV=$1
  fi
  if [[ ${VIRTUAL_ENV-} == /* && $VIRTUAL_ENV -ef $1 ]]; then __venvhook_find_entry "$2"; fi
  if [[ -z $__venvhook_at ]]; then
    __venvhook_undo_enter
    __venvhook_say "$5 did not activate its venv, so venvhook undid it; to see the error, source it yourself"
    return 0
  fi
  __venvhook_note_entered "$4"
  __venvhook_entered=1 __venvhook_project=${6-} __venvhook_goodbye=${8-}
  __venvhook_under_way=''
  if [[ -n ${7-} ]]; then __venvhook_tell "$7"; fi
}

# Sets __venvhook_at to the entry on PATH that is the venv's, unless another Python is found before it.
__venvhook_find_entry() { # BIN
  local __venvhook_rest_of=${PATH-}:
  while [[ -n $__venvhook_rest_of ]]; do
    __venvhook_at=${__venvhook_rest_of%%:*} __venvhook_rest_of=${__venvhook_rest_of#*:}
    if [[ -n $__venvhook_at && $__venvhook_at -ef $1 ]]; then return 0; fi
    if [[ -x ${__venvhook_at:-.}/python || -x ${__venvhook_at:-.}/python3 ]]; then break; fi
  done
  __venvhook_at=''
}

# What leaving will compare with; and what the script did badly, exporting PS1, or not at all, naming the
# prompt.
__venvhook_note_entered() { # NAME
  local __venvhook_name
  __venvhook_entry=$__venvhook_at
  __venvhook_note_entries
  export VENVHOOK_ENV="$VIRTUAL_ENV"
  if [[ -z ${VIRTUAL_ENV_PROMPT+x} ]]; then export VIRTUAL_ENV_PROMPT="$1"; fi
  if [[ -n ${PS1+x} && $__venvhook_before_PS1 != x* ]]; then __venvhook_assign PS1 "-$PS1"; fi
  __venvhook_pydoc='' __venvhook_made_texts=()
  if typeset -f pydoc >/dev/null; then __venvhook_pydoc=$(typeset -f pydoc); fi
  for __venvhook_name in "${__venvhook_made[@]}"; do
    __venvhook_made_texts+=("$(typeset -f "$__venvhook_name")")
  done
  __venvhook_snapshot after
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

# Puts everything back as it was, whatever the script has done so far.
__venvhook_undo_enter() {
  local __venvhook_name __venvhook_was
  # Before the script has begun, a function of that name is the user's own.
  if [[ -n ${VIRTUAL_ENV-} ]] && typeset -f deactivate >/dev/null; then deactivate >/dev/null 2>&1; fi
  for __venvhook_name in PATH "${__venvhook_kept[@]}"; do
    builtin eval "__venvhook_was=\$__venvhook_before_$__venvhook_name"
    __venvhook_assign "$__venvhook_name" "$__venvhook_was"
  done
  __venvhook_entered='' __venvhook_project=''
  unset VIRTUAL_ENV VENVHOOK_ENV
  __venvhook_unset_functions deactivate pydoc
  __venvhook_functions_back all
  __venvhook_forget_old_virtual
  __venvhook_unstash_functions
}

__venvhook_leave() {
  if __venvhook_refuse_if_readonly; then return 0; fi
  __venvhook_run_own_leave
  __venvhook_prepare_leave
  __venvhook_under_way=leave
  __venvhook_finish_leave
  if [[ -n $__venvhook_fixed_prompt && $__venvhook_after_PS1 != "$__venvhook_before_PS1" ]]; then
    __venvhook_say_readonly PS1 'the venv is deactivated, but the prompt still shows it'
  fi
  if [[ -n $__venvhook_goodbye ]]; then __venvhook_tell "$__venvhook_goodbye"; fi
}

# Writes down all that finish_leave needs: PATH without the venv, the states now, the prompt's prefix, and a
# pydoc that the user defined while the venv was active.
__venvhook_prepare_leave() {
  local __venvhook_search=${PATH-} __venvhook_at __venvhook_shown __venvhook_text
  for __venvhook_at in "${__venvhook_entries[@]}"; do
    case ":${__venvhook_before_PATH:1}:" in
      # It was on PATH before, so one copy stays.
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
  if [[ -n $__venvhook_shown && $__venvhook_before_PS1 != *"$__venvhook_shown"* ]]; then
    __venvhook_note_prompt "$__venvhook_shown"
  fi
  if typeset -f pydoc >/dev/null; then
    __venvhook_text=$(typeset -f pydoc)
    if [[ $__venvhook_text != "$__venvhook_pydoc" ]]; then __venvhook_own+=$__venvhook_text$'\n'; fi
  fi
}

# `deactivate` sets back the PATH from before entering. So PATH is assigned after it: what the user has
# changed meanwhile stays.
__venvhook_finish_leave() {
  local __venvhook_export=${__venvhook_before_PATH:0:1}
  __venvhook_run_deactivate
  if [[ -z $__venvhook_now_PATH || (-z $__venvhook_rest && -z $__venvhook_before_PATH) ]]; then
    unset PATH
  else
    __venvhook_assign PATH "${__venvhook_export:-x}$__venvhook_rest"
  fi
  unset VIRTUAL_ENV VENVHOOK_ENV
  __venvhook_unset_functions deactivate
  __venvhook_functions_back
  __venvhook_variables_back
  __venvhook_unstash_functions
}

# With a read-only prompt `deactivate` would stop half-way, and the hook does all of it.
__venvhook_run_deactivate() {
  if [[ -n $__venvhook_fixed_prompt ]]; then
    __venvhook_unset_functions pydoc deactivate
  elif typeset -f deactivate >/dev/null; then
    deactivate
  fi
}

# Undoes a venv that this shell did not enter: its `deactivate` is in the parent shell. Or one that this
# shell's own start files have sourced once more, so that it is on PATH and in the prompt twice.
__venvhook_drop() {
  local __venvhook_search=${PATH-} __venvhook_name __venvhook_shown
  if __venvhook_refuse_if_readonly; then return 0; fi
  for __venvhook_name in bin Scripts; do
    __venvhook_without "$__venvhook_search" "$VIRTUAL_ENV/$__venvhook_name"
  done
  if [[ $__venvhook_search != "${PATH-}" ]]; then __venvhook_left+=("$VIRTUAL_ENV/bin"); fi
  __venvhook_rest=$__venvhook_search __venvhook_dropped=$VIRTUAL_ENV
  __venvhook_shown=${PS1-}
  if [[ -n ${_OLD_VIRTUAL_PS1-} && $__venvhook_shown == *"$_OLD_VIRTUAL_PS1" ]]; then
    __venvhook_shown=$_OLD_VIRTUAL_PS1
  fi
  for __venvhook_name in "(${VIRTUAL_ENV_PROMPT-}) " "${VIRTUAL_ENV_PROMPT-}" "(${VIRTUAL_ENV##*/}) "; do
    while [[ $__venvhook_name == "("*") " && $__venvhook_shown == "$__venvhook_name"* ]]; do
      __venvhook_shown=${__venvhook_shown#"$__venvhook_name"}
    done
  done
  __venvhook_dropped_PS1=$__venvhook_shown
  __venvhook_under_way=drop
  __venvhook_finish_drop
}

__venvhook_finish_drop() {
  local __venvhook_search
  # The user may have a function of that name.
  if typeset -f deactivate >/dev/null && [[ $(typeset -f deactivate) == *_OLD_VIRTUAL_PATH* ]]; then
    __venvhook_run_deactivate >/dev/null 2>&1
  fi
  PATH=$__venvhook_rest
  if [[ -n ${PS1+x} ]]; then __venvhook_set_prompt "$__venvhook_dropped_PS1"; fi
  if [[ :${PKG_CONFIG_PATH-}: == *":$__venvhook_dropped/lib/pkgconfig:"* ]]; then
    __venvhook_without "$PKG_CONFIG_PATH" "$__venvhook_dropped/lib/pkgconfig"
    if [[ -n $__venvhook_search ]]; then PKG_CONFIG_PATH=$__venvhook_search; else unset PKG_CONFIG_PATH; fi
  fi
  unset VIRTUAL_ENV VIRTUAL_ENV_PROMPT VENVHOOK_ENV
  __venvhook_forget_old_virtual
  __venvhook_under_way=''
}

# The active venv is the user's now. After a `deactivate` by hand, puts back what that did not.
__venvhook_disown() {
  __venvhook_run_own_leave
  if [[ -n $__venvhook_entry && -z ${VIRTUAL_ENV-} ]] && ! __venvhook_refuse_if_readonly; then
    __venvhook_prepare_leave
    __venvhook_under_way=leave
    __venvhook_finish_leave
  fi
  unset VENVHOOK_ENV
  __venvhook_entry=''
}

# True if nothing can be switched: an activate script, or its `deactivate`, would stop half-way at a
# read-only variable. They can do without PS1.
__venvhook_refuse_if_readonly() {
  local __venvhook_name __venvhook_state __venvhook_attributes __venvhook_fixed=''
  __venvhook_describe PS1
  __venvhook_fixed_prompt=$__venvhook_fixed __venvhook_fixed=''
  for __venvhook_name in PATH VIRTUAL_ENV VENVHOOK_ENV "${__venvhook_usual[@]}"; do
    if [[ $__venvhook_name != PS1 ]]; then __venvhook_describe "$__venvhook_name"; fi
  done
  if [[ -z $__venvhook_fixed ]]; then return 1; fi
  __venvhook_say_readonly "$__venvhook_fixed" 'no venv can be activated or deactivated'
  return 0
}

__venvhook_say_readonly() { # NAME WHAT
  if [[ $1 == "$__venvhook_told_fixed" ]]; then return 0; fi
  __venvhook_told_fixed=$1
  __venvhook_say "$1 is readonly in this shell; $2"
}

# ---- 7. Put back ---------------------------------------------------------------------------------
# A variable's state is '' (not set), -VALUE (this shell only) or xVALUE (exported). Taken before entering,
# after it and before leaving, the three say what the script changed and what the user has changed since.

__venvhook_snapshot() { # before|after|now
  local __venvhook_name __venvhook_state __venvhook_fixed __venvhook_attributes
  for __venvhook_name in PATH "${__venvhook_kept[@]}"; do
    __venvhook_describe "$__venvhook_name"
    builtin eval "__venvhook_${1}_$__venvhook_name=\$__venvhook_state"
  done
}

# After `deactivate`: what is still as the script left it goes back to what it was before; what the user has
# changed meanwhile stays, without the venv's part of it.
__venvhook_variables_back() {
  local __venvhook_name __venvhook_was __venvhook_set __venvhook_is __venvhook_search
  for __venvhook_name in "${__venvhook_kept[@]}"; do
    builtin eval "__venvhook_was=\$__venvhook_before_$__venvhook_name
      __venvhook_set=\$__venvhook_after_$__venvhook_name __venvhook_is=\$__venvhook_now_$__venvhook_name"
    if [[ $__venvhook_is == "$__venvhook_set" ||
      (-n $__venvhook_is && -n $__venvhook_was && ${__venvhook_is:1} == "${__venvhook_was:1}") ]]; then
      __venvhook_assign "$__venvhook_name" "$__venvhook_was"
      continue
    fi
    __venvhook_assign "$__venvhook_name" "$__venvhook_is"
    if [[ $__venvhook_name == PS1 ]]; then
      __venvhook_set=${__venvhook_set%"${__venvhook_was:1}"}
      __venvhook_unprefix_prompt "${__venvhook_set:1}"
    elif [[ $__venvhook_name == PKG_CONFIG_PATH && -n ${PKG_CONFIG_PATH-} ]]; then
      __venvhook_without "$PKG_CONFIG_PATH" "${__venvhook_entry%/*}/lib/pkgconfig"
      PKG_CONFIG_PATH=$__venvhook_search
    fi
  done
  __venvhook_forget_old_virtual
}

# Sets __venvhook_search to a search path without an entry: without all of its copies, or only the first.
__venvhook_without() { # SEARCH-PATH ENTRY [first]
  __venvhook_search=:$1:
  while [[ $__venvhook_search == *":$2:"* ]]; do
    __venvhook_search=${__venvhook_search%%":$2:"*}:${__venvhook_search#*":$2:"}
    if [[ -n ${3-} ]]; then break; fi
  done
  __venvhook_search=${__venvhook_search#:}
  __venvhook_search=${__venvhook_search%:}
}

# Removes from PATH and the prompt what other tools have put back of a venv that was left, and puts the
# active venv back on PATH if they removed it. The rest stays as it is.
__venvhook_mend_now() {
  local entry prefix __venvhook_search=${PATH-}
  for entry in "${__venvhook_left[@]}"; do
    if [[ :$__venvhook_search: != *":$entry:"* ||
      (-n ${VIRTUAL_ENV-} && ${entry%/*} -ef $VIRTUAL_ENV) ]]; then
      continue
    fi
    # A directory that a script added and that is not a venv's, in front of PATH or at its end: the user
    # typed that.
    if [[ ! -e ${entry%/*}/pyvenv.cfg && ($__venvhook_search == "$entry:$__venvhook_path" ||
      $__venvhook_search == "$__venvhook_path:$entry") ]]; then
      __venvhook_no_longer_left "$entry"
    else
      __venvhook_without "$__venvhook_search" "$entry"
    fi
  done
  if __venvhook_is_here && [[ :$__venvhook_search: != *":$__venvhook_entry:"* ]]; then
    __venvhook_search=$__venvhook_entry${__venvhook_search:+:$__venvhook_search}
  fi
  # Noted before, so that what is read-only is tried only once.
  __venvhook_path=${PATH-} __venvhook_ps1=${PS1-}
  if [[ $__venvhook_search != "${PATH-}" ]]; then PATH=$__venvhook_search; fi
  if [[ -z ${VIRTUAL_ENV-} ]]; then
    for prefix in "${__venvhook_left_prompts[@]}"; do __venvhook_unprefix_prompt "$prefix"; done
  fi
}

__venvhook_no_longer_left() { # ENTRY
  local entry
  local -a others
  others=()
  for entry in "${__venvhook_left[@]}"; do
    if [[ $entry != "$1" ]]; then others+=("$entry"); fi
  done
  __venvhook_left=("${others[@]}")
}

__venvhook_note_prompt() { # PREFIX
  local known
  for known in "${__venvhook_left_prompts[@]}"; do
    if [[ $known == "$1" ]]; then return 0; fi
  done
  __venvhook_left_prompts+=("$1")
}

# Removes a venv's prefix from a prompt that the user or a tool has changed meanwhile.
__venvhook_unprefix_prompt() { # PREFIX
  if [[ -n $1 && ${PS1-} == *"$1"* ]]; then __venvhook_set_prompt "${PS1%%"$1"*}${PS1#*"$1"}"; fi
}

# Exported or not, as it is.
__venvhook_set_prompt() { # TEXT
  local __venvhook_state __venvhook_fixed __venvhook_attributes
  __venvhook_describe PS1
  __venvhook_assign PS1 "${__venvhook_state:0:1}$1"
}

# Notes the user's own pydoc and deactivate, which the scripts delete, in __venvhook_own.
__venvhook_stash_functions() {
  local name
  __venvhook_own=''
  for name in pydoc deactivate; do
    if typeset -f "$name" >/dev/null; then __venvhook_own+=$(typeset -f "$name")$'\n'; fi
  done
  if alias pydoc >/dev/null 2>&1; then __venvhook_stash_alias pydoc; fi
}

# The end of leaving, and of undoing an enter.
__venvhook_unstash_functions() {
  __venvhook_under_way=own
  builtin eval "$__venvhook_own"
  __venvhook_own='' __venvhook_entry='' __venvhook_under_way=''
}

# Puts back the functions that the script defined or replaced; one that the user has defined since is
# theirs.
__venvhook_functions_back() { # [all]
  local __venvhook_name __venvhook_text __venvhook_was __venvhook_set __venvhook_n=0
  for __venvhook_name in "${__venvhook_made[@]}"; do
    # shellcheck disable=SC2124 # one element
    __venvhook_was="${__venvhook_made_befores[@]:$__venvhook_n:1}"
    # shellcheck disable=SC2124 # one element
    __venvhook_set="${__venvhook_made_texts[@]:$__venvhook_n:1}"
    __venvhook_n=$((__venvhook_n + 1))
    if [[ -z ${1-} ]]; then
      __venvhook_text=$(typeset -f "$__venvhook_name")
      if [[ $__venvhook_text != "$__venvhook_set" || $__venvhook_text == "$__venvhook_was" ]]; then
        continue
      fi
    fi
    __venvhook_unset_functions "$__venvhook_name"
    builtin eval "$__venvhook_was"
  done
}

__venvhook_unset_functions() { # NAME...
  local name
  for name in "$@"; do
    if typeset -f "$name" >/dev/null; then unset -f "$name"; fi
  done
}

# ---- 8. The user's own hooks ---------------------------------------------------------------------
# venvhook_enter runs once all is settled, venvhook_leave before anything is undone; once for each enter,
# even if it is interrupted.

__venvhook_greet() {
  __venvhook_entered=''
  __venvhook_run_own_hook enter "$VIRTUAL_ENV" "$__venvhook_project"
}

__venvhook_run_own_leave() {
  local __venvhook_dir=$__venvhook_project
  __venvhook_project=''
  if [[ -n $__venvhook_dir ]]; then __venvhook_run_own_hook leave "${VENVHOOK_ENV-}" "$__venvhook_dir"; fi
}

# ---- 9. on, off, unload --------------------------------------------------------------------------
# `venvhook off` undoes what the hook has done, as if it left; `--all` removes the hook besides (unload).

# False if the program has to say why not: this is called from a user's own hook, or VENVHOOK_DISABLE is
# set.
__venvhook_set_hook() { # on|off [--all]
  if [[ -n ${__venvhook_busy-} ]]; then return 1; fi
  __venvhook_idle=''
  if [[ $1 == off || -z ${VIRTUAL_ENV-} ]]; then __venvhook_stop; fi
  __venvhook_settled='' __venvhook_venv='' __venvhook_off=''
  if [[ $1 == on ]]; then
    if [[ -n ${VENVHOOK_DISABLE-} ]] && __venvhook_is_idle; then return 1; fi
    __venvhook_after_cd || :
    # The program says, too, what an active venv that is not venvhook's keeps from being activated.
    [[ -z ${VIRTUAL_ENV-} || $VIRTUAL_ENV == "${VENVHOOK_ENV-}" ]] || return 1
  elif [[ -n ${2-} ]]; then
    __venvhook_unload
  else
    __venvhook_idle=1
  fi
}

__venvhook_stop() {
  local __venvhook_busy IFS
  __venvhook_busy=1 IFS=$' \t\n'
  __venvhook_neutral
  if [[ -z ${VIRTUAL_ENV-} || $VIRTUAL_ENV != "${VENVHOOK_ENV-}" ]]; then
    __venvhook_disown
  elif [[ -n $__venvhook_entry ]] && typeset -f deactivate >/dev/null; then
    __venvhook_leave
  else
    __venvhook_drop
  fi
  __venvhook_options_back
}
