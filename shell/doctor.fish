# What `venvhook doctor` asks a fish: it is evaluated there, prints lines KEY TAB VALUE, and changes nothing.
begin
    builtin printf 'shell\t%s\n' $version
    if functions -q __venvhook_check
        builtin printf 'loaded\t%s\n' "$__venvhook_version"
        builtin printf 'bin\t%s\n' "$__venvhook_bin"
        builtin printf 'ready\t%s\n' "$__venvhook_ready"
    end
    set -l names cd
    # `EVENT FUNCTION` for each handler; a fish that lacks `--handlers` prints none.
    for handler in (functions --handlers 2>/dev/null)
        string match -q 'fish_prompt *' -- $handler; and builtin printf 'prompt\t%s\n' $handler
        string match -q 'PWD *' -- $handler; and builtin printf 'moved\t%s\n' $handler
        string match -qr '^(fish_prompt|PWD) (?!__venvhook_)' -- $handler
        and set names $names (string split ' ' -- $handler)[2]
    end
    for name in $names
        functions $name | string match -q '*bin/activate*'; and builtin printf 'activates\t%s\n' $name
    end
    functions -q deactivate; and builtin printf 'deactivate\tfunction\n'
    builtin printf 'program\t%s\n' (command -s venvhook)
    for name in VIRTUAL_ENV VENVHOOK_ENV VENVHOOK_DISABLE CONDA_DEFAULT_ENV CONDA_PREFIX
        builtin printf 'env\t%s=%s\n' $name "$$name"
    end
    builtin printf 'env\tPATH=%s\n' (string join : -- $PATH | string collect)
end
