# shellcheck shell=bash disable=SC2154
# What `venvhook try` needs in bash and zsh to play its tour. It follows a block of values: tour_report_file,
# and PS1 with a number in it that grows with every line.

# By this variable bash came to read this file.
unset PROMPT_COMMAND

# Writes the shell's state to a file, which src/tryout/report.rs reads.
tour_report() {
  local prefix='' deactivate=''
  if [[ -n ${VIRTUAL_ENV-} ]]; then prefix=$(python -c 'import sys; print(sys.prefix)' 2>/dev/null); fi
  if typeset -f deactivate >/dev/null; then deactivate=deactivate; fi
  {
    printf '%s\n' "${VIRTUAL_ENV-}" "$(command -v python)" "$prefix" "$PATH" "$deactivate"
    env
  } >"$tour_report_file"
}
