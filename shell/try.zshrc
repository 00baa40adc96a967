# What zsh reads in place of ~/.zshrc under `venvhook try`; the hook follows it.

# macOS's /etc/zshrc sets it by ZDOTDIR, which was venvhook's own.
if [[ ${HISTFILE-} == "$venvhook_try_dir"/* ]]; then
  HISTFILE=${venvhook_try_own:-$HOME}/${HISTFILE:t}
fi
if [[ -n $venvhook_try_own ]]; then export ZDOTDIR=$venvhook_try_own; else unset ZDOTDIR; fi
unset venvhook_try_own venvhook_try_dir
if [[ -r ${ZDOTDIR:-$HOME}/.zshrc ]]; then builtin source "${ZDOTDIR:-$HOME}/.zshrc"; fi
