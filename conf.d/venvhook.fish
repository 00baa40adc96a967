# For fish's plugin managers (fisher): loads the hook, as the venvhook on PATH has it; its tab completion
# is completions/venvhook.fish.
if status is-interactive
    if type -q venvhook
        command venvhook init fish | source
    else
        echo 'venvhook: the program is not on PATH: install it, or set PATH before the plugins' >&2
    end
end
