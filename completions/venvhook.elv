
use builtin;
use str;

set edit:completion:arg-completer[venvhook] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'venvhook'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'venvhook'= {
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand init 'Print the hook for a shell, to be evaluated in its rc file'
            cand allow 'Trust a venv as it is now, or every venv below a directory'
            cand deny 'Never use a venv, or any venv below a directory'
            cand forget 'Take back what was allowed or denied'
            cand list 'List what was allowed and denied'
            cand why 'Explain the decision for a directory'
            cand exec 'Run a command with a directory''s venv, without a hook'
            cand on 'Turn the hook on again in this shell, and the venv that belongs here'
            cand off 'Turn the hook off in this shell, and the venv that it switched on'
            cand try 'Try venvhook in a scratch folder; your own files stay as they are'
            cand completions 'Print the completion script for a shell'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'venvhook;init'= {
            cand --name 'Name of a project''s venv, wildcards * and ? allowed; the first that matches wins'
            cand --trust 'What may be used without asking'
            cand --no-cd 'Do not wrap cd, pushd and popd in bash: act at the prompt only'
            cand --quiet 'Say nothing'
            cand --verbose 'Say a line on entering and leaving, with the Python version'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'venvhook;allow'= {
            cand --name 'Name of a project''s venv, wildcards * and ? allowed; the first that matches wins'
            cand --trust 'What may be used without asking'
            cand --tree 'Mean every venv below the directory'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'venvhook;deny'= {
            cand --name 'Name of a project''s venv, wildcards * and ? allowed; the first that matches wins'
            cand --trust 'What may be used without asking'
            cand --tree 'Mean every venv below the directory'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'venvhook;forget'= {
            cand --name 'Name of a project''s venv, wildcards * and ? allowed; the first that matches wins'
            cand --trust 'What may be used without asking'
            cand --tree 'Mean every venv below the directory'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'venvhook;list'= {
            cand --json 'Print JSON'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'venvhook;why'= {
            cand --name 'Name of a project''s venv, wildcards * and ? allowed; the first that matches wins'
            cand --trust 'What may be used without asking'
            cand --json 'Print JSON'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'venvhook;exec'= {
            cand --in 'The directory whose venv is used [default: this one]'
            cand --name 'Name of a project''s venv, wildcards * and ? allowed; the first that matches wins'
            cand --trust 'What may be used without asking'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'venvhook;on'= {
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'venvhook;off'= {
            cand --all 'Take the hook out of this shell altogether'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'venvhook;try'= {
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'venvhook;completions'= {
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'venvhook;help'= {
            cand init 'Print the hook for a shell, to be evaluated in its rc file'
            cand allow 'Trust a venv as it is now, or every venv below a directory'
            cand deny 'Never use a venv, or any venv below a directory'
            cand forget 'Take back what was allowed or denied'
            cand list 'List what was allowed and denied'
            cand why 'Explain the decision for a directory'
            cand exec 'Run a command with a directory''s venv, without a hook'
            cand on 'Turn the hook on again in this shell, and the venv that belongs here'
            cand off 'Turn the hook off in this shell, and the venv that it switched on'
            cand try 'Try venvhook in a scratch folder; your own files stay as they are'
            cand completions 'Print the completion script for a shell'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'venvhook;help;init'= {
        }
        &'venvhook;help;allow'= {
        }
        &'venvhook;help;deny'= {
        }
        &'venvhook;help;forget'= {
        }
        &'venvhook;help;list'= {
        }
        &'venvhook;help;why'= {
        }
        &'venvhook;help;exec'= {
        }
        &'venvhook;help;on'= {
        }
        &'venvhook;help;off'= {
        }
        &'venvhook;help;try'= {
        }
        &'venvhook;help;completions'= {
        }
        &'venvhook;help;help'= {
        }
    ]
    $completions[$command]
}
