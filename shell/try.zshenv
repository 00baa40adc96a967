# What `venvhook try` puts in the place of ~/.zshenv. It stands behind venvhook_try_dir, our own
# ZDOTDIR, and the person's ZDOTDIR, which their .zshenv may change.

if [[ -r ${ZDOTDIR:-$HOME}/.zshenv ]]; then builtin source "${ZDOTDIR:-$HOME}/.zshenv"; fi
typeset -g venvhook_try_own=${ZDOTDIR-}
ZDOTDIR=$venvhook_try_dir
