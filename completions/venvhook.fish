# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_venvhook_global_optspecs
    string join \n h/help V/version
end

function __fish_venvhook_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_venvhook_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_venvhook_using_subcommand
    set -l cmd (__fish_venvhook_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c venvhook -n "__fish_venvhook_needs_command" -s h -l help -d 'Print help'
complete -c venvhook -n "__fish_venvhook_needs_command" -s V -l version -d 'Print version'
complete -c venvhook -n "__fish_venvhook_needs_command" -f -a "init" -d 'Print the hook for a shell, to be evaluated in its rc file'
complete -c venvhook -n "__fish_venvhook_needs_command" -f -a "allow" -d 'Trust a venv as it is now, or every venv below a directory'
complete -c venvhook -n "__fish_venvhook_needs_command" -f -a "deny" -d 'Never use a venv, or any venv below a directory'
complete -c venvhook -n "__fish_venvhook_needs_command" -f -a "forget" -d 'Take back what was allowed or denied'
complete -c venvhook -n "__fish_venvhook_needs_command" -f -a "list" -d 'List what was allowed and denied'
complete -c venvhook -n "__fish_venvhook_needs_command" -f -a "why" -d 'Explain the decision for a directory'
complete -c venvhook -n "__fish_venvhook_needs_command" -f -a "exec" -d 'Run a command with a directory\'s venv, without a hook'
complete -c venvhook -n "__fish_venvhook_needs_command" -f -a "on" -d 'Turn the hook on again in this shell, and the venv that belongs here'
complete -c venvhook -n "__fish_venvhook_needs_command" -f -a "off" -d 'Turn the hook off in this shell, and the venv that it switched on'
complete -c venvhook -n "__fish_venvhook_needs_command" -f -a "try" -d 'Try venvhook in a scratch folder; your own files stay as they are'
complete -c venvhook -n "__fish_venvhook_needs_command" -f -a "completions" -d 'Print the completion script for a shell'
complete -c venvhook -n "__fish_venvhook_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c venvhook -n "__fish_venvhook_using_subcommand init" -l name -d 'Name of a project\'s venv, wildcards * and ? allowed; the first that matches wins' -r
complete -c venvhook -n "__fish_venvhook_using_subcommand init" -l trust -d 'What may be used without asking' -r -f -a "local\t'a venv that was made here, by you, is used by itself'
ask\t'only what you allowed is used'"
complete -c venvhook -n "__fish_venvhook_using_subcommand init" -l no-cd -d 'Do not wrap cd, pushd and popd in bash: act at the prompt only'
complete -c venvhook -n "__fish_venvhook_using_subcommand init" -l quiet -d 'Say nothing'
complete -c venvhook -n "__fish_venvhook_using_subcommand init" -l verbose -d 'Say a line on entering and leaving, with the Python version'
complete -c venvhook -n "__fish_venvhook_using_subcommand init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c venvhook -n "__fish_venvhook_using_subcommand allow" -l name -d 'Name of a project\'s venv, wildcards * and ? allowed; the first that matches wins' -r
complete -c venvhook -n "__fish_venvhook_using_subcommand allow" -l trust -d 'What may be used without asking' -r -f -a "local\t'a venv that was made here, by you, is used by itself'
ask\t'only what you allowed is used'"
complete -c venvhook -n "__fish_venvhook_using_subcommand allow" -l tree -d 'Mean every venv below the directory'
complete -c venvhook -n "__fish_venvhook_using_subcommand allow" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c venvhook -n "__fish_venvhook_using_subcommand deny" -l name -d 'Name of a project\'s venv, wildcards * and ? allowed; the first that matches wins' -r
complete -c venvhook -n "__fish_venvhook_using_subcommand deny" -l trust -d 'What may be used without asking' -r -f -a "local\t'a venv that was made here, by you, is used by itself'
ask\t'only what you allowed is used'"
complete -c venvhook -n "__fish_venvhook_using_subcommand deny" -l tree -d 'Mean every venv below the directory'
complete -c venvhook -n "__fish_venvhook_using_subcommand deny" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c venvhook -n "__fish_venvhook_using_subcommand forget" -l name -d 'Name of a project\'s venv, wildcards * and ? allowed; the first that matches wins' -r
complete -c venvhook -n "__fish_venvhook_using_subcommand forget" -l trust -d 'What may be used without asking' -r -f -a "local\t'a venv that was made here, by you, is used by itself'
ask\t'only what you allowed is used'"
complete -c venvhook -n "__fish_venvhook_using_subcommand forget" -l tree -d 'Mean every venv below the directory'
complete -c venvhook -n "__fish_venvhook_using_subcommand forget" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c venvhook -n "__fish_venvhook_using_subcommand list" -l json -d 'Print JSON'
complete -c venvhook -n "__fish_venvhook_using_subcommand list" -s h -l help -d 'Print help'
complete -c venvhook -n "__fish_venvhook_using_subcommand why" -l name -d 'Name of a project\'s venv, wildcards * and ? allowed; the first that matches wins' -r
complete -c venvhook -n "__fish_venvhook_using_subcommand why" -l trust -d 'What may be used without asking' -r -f -a "local\t'a venv that was made here, by you, is used by itself'
ask\t'only what you allowed is used'"
complete -c venvhook -n "__fish_venvhook_using_subcommand why" -l json -d 'Print JSON'
complete -c venvhook -n "__fish_venvhook_using_subcommand why" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c venvhook -n "__fish_venvhook_using_subcommand exec" -l in -d 'The directory whose venv is used [default: this one]' -r -f -a "(__fish_complete_directories)"
complete -c venvhook -n "__fish_venvhook_using_subcommand exec" -l name -d 'Name of a project\'s venv, wildcards * and ? allowed; the first that matches wins' -r
complete -c venvhook -n "__fish_venvhook_using_subcommand exec" -l trust -d 'What may be used without asking' -r -f -a "local\t'a venv that was made here, by you, is used by itself'
ask\t'only what you allowed is used'"
complete -c venvhook -n "__fish_venvhook_using_subcommand exec" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c venvhook -n "__fish_venvhook_using_subcommand on" -s h -l help -d 'Print help'
complete -c venvhook -n "__fish_venvhook_using_subcommand off" -l all -d 'Take the hook out of this shell altogether'
complete -c venvhook -n "__fish_venvhook_using_subcommand off" -s h -l help -d 'Print help'
complete -c venvhook -n "__fish_venvhook_using_subcommand try" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c venvhook -n "__fish_venvhook_using_subcommand completions" -s h -l help -d 'Print help'
complete -c venvhook -n "__fish_venvhook_using_subcommand help; and not __fish_seen_subcommand_from init allow deny forget list why exec on off try completions help" -f -a "init" -d 'Print the hook for a shell, to be evaluated in its rc file'
complete -c venvhook -n "__fish_venvhook_using_subcommand help; and not __fish_seen_subcommand_from init allow deny forget list why exec on off try completions help" -f -a "allow" -d 'Trust a venv as it is now, or every venv below a directory'
complete -c venvhook -n "__fish_venvhook_using_subcommand help; and not __fish_seen_subcommand_from init allow deny forget list why exec on off try completions help" -f -a "deny" -d 'Never use a venv, or any venv below a directory'
complete -c venvhook -n "__fish_venvhook_using_subcommand help; and not __fish_seen_subcommand_from init allow deny forget list why exec on off try completions help" -f -a "forget" -d 'Take back what was allowed or denied'
complete -c venvhook -n "__fish_venvhook_using_subcommand help; and not __fish_seen_subcommand_from init allow deny forget list why exec on off try completions help" -f -a "list" -d 'List what was allowed and denied'
complete -c venvhook -n "__fish_venvhook_using_subcommand help; and not __fish_seen_subcommand_from init allow deny forget list why exec on off try completions help" -f -a "why" -d 'Explain the decision for a directory'
complete -c venvhook -n "__fish_venvhook_using_subcommand help; and not __fish_seen_subcommand_from init allow deny forget list why exec on off try completions help" -f -a "exec" -d 'Run a command with a directory\'s venv, without a hook'
complete -c venvhook -n "__fish_venvhook_using_subcommand help; and not __fish_seen_subcommand_from init allow deny forget list why exec on off try completions help" -f -a "on" -d 'Turn the hook on again in this shell, and the venv that belongs here'
complete -c venvhook -n "__fish_venvhook_using_subcommand help; and not __fish_seen_subcommand_from init allow deny forget list why exec on off try completions help" -f -a "off" -d 'Turn the hook off in this shell, and the venv that it switched on'
complete -c venvhook -n "__fish_venvhook_using_subcommand help; and not __fish_seen_subcommand_from init allow deny forget list why exec on off try completions help" -f -a "try" -d 'Try venvhook in a scratch folder; your own files stay as they are'
complete -c venvhook -n "__fish_venvhook_using_subcommand help; and not __fish_seen_subcommand_from init allow deny forget list why exec on off try completions help" -f -a "completions" -d 'Print the completion script for a shell'
complete -c venvhook -n "__fish_venvhook_using_subcommand help; and not __fish_seen_subcommand_from init allow deny forget list why exec on off try completions help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
