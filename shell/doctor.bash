# shellcheck shell=bash disable=SC2154
# What `venvhook doctor` asks a bash: it is evaluated there, prints lines KEY TAB VALUE and changes nothing.
(
  \builtin set +aefuvxET
  IFS=$' \t\n'
  \builtin printf 'shell\t%s\n' "$BASH_VERSION"
  if \builtin declare -F __venvhook_check >/dev/null; then
    \builtin printf 'loaded\t%s\nbin\t%s\n' "${__venvhook_version-}" "${__venvhook_bin-}"
    \builtin printf 'ready\t%s\n' "${__venvhook_ready-}"
  fi
  words=
  # Prompt tools keep what was in PROMPT_COMMAND in variables of their own.
  for name in $(\builtin compgen -v); do
    case $name in
      __venvhook_*) ;;
      *PROMPT_COMMAND* | *prompt_command* | *precmd*)
        \builtin eval "values=(\"\${${name}[@]}\")"
        \builtin printf 'prompt\t%s\n' "${values[@]//$'\n'/ ; }"
        words+=" ${values[*]}"
        ;;
    esac
  done
  name=$(\builtin declare -p PROMPT_COMMAND 2>/dev/null)
  if [[ ${name%%=*} == *-*r*' '* ]]; then \builtin printf 'fixed\t1\n'; fi
  for name in cd pushd popd; do
    if \builtin alias "$name" >/dev/null 2>&1; then
      \builtin printf 'own\t%s\n' "$name"
    elif \builtin declare -F "$name" >/dev/null && [[ $(\builtin declare -f "$name") != *__venvhook_* ]]; then
      \builtin printf 'own\t%s\n' "$name"
    fi
  done
  body=$(\builtin declare -f cd)
  if [[ -n $body && $body != *__venvhook_* ]]; then \builtin printf 'moved\t%s\n' "${body//$'\n'/ ; }"; fi
  for name in cd pushd popd ${words//[^[:alnum:]_]/ }; do
    if [[ $name != __venvhook_* && $(\builtin declare -f "$name") == *bin/activate* ]]; then
      \builtin printf 'activates\t%s\n' "$name"
    fi
  done
  if [[ -z ${__venvhook_wrap_cd-} ]]; then \builtin printf 'unwrapped\t1\n'; fi
  \builtin printf 'deactivate\t%s\n' "$(\builtin type -t deactivate)"
  \builtin printf 'program\t%s\n' "$(\builtin type -P venvhook)"
  for name in VIRTUAL_ENV VENVHOOK_ENV VENVHOOK_DISABLE CONDA_DEFAULT_ENV CONDA_PREFIX PATH; do
    \builtin printf 'env\t%s=%s\n' "$name" "${!name-}"
  done
)
