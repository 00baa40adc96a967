# What zsh reads in place of ~/.zshenv under `venvhook try`. It follows two values: venvhook_try_dir, which is
# venvhook's own ZDOTDIR, and the user's ZDOTDIR, which their .zshenv may change.

if [[ -r ${ZDOTDIR:-$HOME}/.zshenv ]]; then builtin source "${ZDOTDIR:-$HOME}/.zshenv"; fi
typeset -g venvhook_try_own=${ZDOTDIR-}
ZDOTDIR=$venvhook_try_dir
