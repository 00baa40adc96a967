# Tab completion of venvhook for fish 3.1 or later: `venvhook completions fish`.
# Defines the function __venvhook_complete. What could stand at the cursor says the program itself.

function __venvhook_complete
    set -l bin venvhook
    set -q __venvhook_bin; and set bin $__venvhook_bin
    set -l token (commandline -ct)
    # fish chooses among all values by itself; it is only an option's that depend on what is typed, and a
    # path's, which may have another spelling or lead through links. What is quoted is not the path yet.
    set -l typed ''
    string match -qr -- '^-|^[-\w/.+@,]*/[-\w/.+@,]*$' $token; and set typed $token
    set -l option (string match -r -- '^--[^=]*=' $token; or echo)
    set -l words
    command $bin complete fish -- (commandline -opc) "$typed" 2>/dev/null | while read -l -d \t kind value help
        switch $kind
            case word
                printf '%s\t%s\n' $value $help
                set -a words $value
            case directories
                # A venv is a directory too: it would be there twice, and never the only one.
                for dir in (__fish_complete_directories (string replace -- "$option" '' $token))
                    contains -- (string replace -r '/\t.*' '' -- $dir) $words; or printf '%s\n' $option$dir
                end
            case files
                printf '%s\n' $option(__fish_complete_path (string replace -- "$option" '' $token))
            case commands
                complete -C (string escape -- $token)
        end
    end
end

complete -c venvhook -f -a '(__venvhook_complete)'
