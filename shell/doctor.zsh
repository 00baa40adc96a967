# What `venvhook doctor` asks a zsh: it is evaluated there, prints lines KEY TAB VALUE and changes nothing.
(
  \builtin emulate -R zsh
  \builtin printf 'shell\t%s\n' "$ZSH_VERSION"
  if \builtin typeset -f __venvhook_check >/dev/null; then
    \builtin printf 'loaded\t%s\nbin\t%s\n' "${__venvhook_version-}" "${__venvhook_bin-}"
    \builtin printf 'ready\t%s\n' "${__venvhook_ready-}"
  fi
  \builtin printf 'prompt\t%s\n' $precmd_functions
  \builtin printf 'moved\t%s\n' $chpwd_functions
  body="$(\builtin typeset -f cd)"
  \builtin printf 'moved\t%s\n' "${body//$'\n'/ ; }"
  for name in cd chpwd precmd $chpwd_functions $precmd_functions; do
    if [[ $name != __venvhook_* && "$(\builtin typeset -f -- $name)" == *bin/activate* ]]; then
      \builtin printf 'activates\t%s\n' $name
    fi
  done
  if \builtin alias deactivate >/dev/null; then
    \builtin printf 'deactivate\talias\n'
  elif \builtin typeset -f deactivate >/dev/null; then
    \builtin printf 'deactivate\tfunction\n'
  fi
  \builtin printf 'program\t%s\n' "$(\builtin whence -p venvhook)"
  for name in VIRTUAL_ENV VENVHOOK_ENV VENVHOOK_DISABLE CONDA_DEFAULT_ENV CONDA_PREFIX PATH; do
    \builtin printf 'env\t%s=%s\n' $name "${(P)name-}"
  done
)
