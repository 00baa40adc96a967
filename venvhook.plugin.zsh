# For zsh's plugin managers: loads the hook and its tab completion, as the venvhook on PATH has them.
if (( $+commands[venvhook] )); then
  eval "$(command venvhook init zsh --completions)"
else
  print -ru2 -- 'venvhook: the program is not on PATH: install it, or put it on PATH before the plugins'
fi
