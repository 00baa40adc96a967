
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'venvhook' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'venvhook'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'venvhook' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Print the hook for a shell, to be evaluated in its rc file')
            [CompletionResult]::new('allow', 'allow', [CompletionResultType]::ParameterValue, 'Trust a venv as it is now, or every venv below a directory')
            [CompletionResult]::new('deny', 'deny', [CompletionResultType]::ParameterValue, 'Never use a venv, or any venv below a directory')
            [CompletionResult]::new('forget', 'forget', [CompletionResultType]::ParameterValue, 'Take back what was allowed or denied')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List what was allowed and denied')
            [CompletionResult]::new('why', 'why', [CompletionResultType]::ParameterValue, 'Explain the decision for a directory')
            [CompletionResult]::new('exec', 'exec', [CompletionResultType]::ParameterValue, 'Run a command with a directory''s venv, without a hook')
            [CompletionResult]::new('on', 'on', [CompletionResultType]::ParameterValue, 'Turn the hook on again in this shell, and the venv that belongs here')
            [CompletionResult]::new('off', 'off', [CompletionResultType]::ParameterValue, 'Turn the hook off in this shell, and the venv that it switched on')
            [CompletionResult]::new('try', 'try', [CompletionResultType]::ParameterValue, 'Try venvhook in a scratch folder; your own files stay as they are')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script for a shell')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'venvhook;init' {
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Name of a project''s venv, wildcards * and ? allowed; the first that matches wins')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'What may be used without asking')
            [CompletionResult]::new('--no-cd', '--no-cd', [CompletionResultType]::ParameterName, 'Do not wrap cd, pushd and popd in bash: act at the prompt only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say a line on entering and leaving, with the Python version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'venvhook;allow' {
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Name of a project''s venv, wildcards * and ? allowed; the first that matches wins')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'What may be used without asking')
            [CompletionResult]::new('--tree', '--tree', [CompletionResultType]::ParameterName, 'Mean every venv below the directory')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'venvhook;deny' {
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Name of a project''s venv, wildcards * and ? allowed; the first that matches wins')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'What may be used without asking')
            [CompletionResult]::new('--tree', '--tree', [CompletionResultType]::ParameterName, 'Mean every venv below the directory')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'venvhook;forget' {
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Name of a project''s venv, wildcards * and ? allowed; the first that matches wins')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'What may be used without asking')
            [CompletionResult]::new('--tree', '--tree', [CompletionResultType]::ParameterName, 'Mean every venv below the directory')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'venvhook;list' {
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'venvhook;why' {
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Name of a project''s venv, wildcards * and ? allowed; the first that matches wins')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'What may be used without asking')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'venvhook;exec' {
            [CompletionResult]::new('--in', '--in', [CompletionResultType]::ParameterName, 'The directory whose venv is used [default: this one]')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Name of a project''s venv, wildcards * and ? allowed; the first that matches wins')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'What may be used without asking')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'venvhook;on' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'venvhook;off' {
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Take the hook out of this shell altogether')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'venvhook;try' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'venvhook;completions' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'venvhook;help' {
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Print the hook for a shell, to be evaluated in its rc file')
            [CompletionResult]::new('allow', 'allow', [CompletionResultType]::ParameterValue, 'Trust a venv as it is now, or every venv below a directory')
            [CompletionResult]::new('deny', 'deny', [CompletionResultType]::ParameterValue, 'Never use a venv, or any venv below a directory')
            [CompletionResult]::new('forget', 'forget', [CompletionResultType]::ParameterValue, 'Take back what was allowed or denied')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List what was allowed and denied')
            [CompletionResult]::new('why', 'why', [CompletionResultType]::ParameterValue, 'Explain the decision for a directory')
            [CompletionResult]::new('exec', 'exec', [CompletionResultType]::ParameterValue, 'Run a command with a directory''s venv, without a hook')
            [CompletionResult]::new('on', 'on', [CompletionResultType]::ParameterValue, 'Turn the hook on again in this shell, and the venv that belongs here')
            [CompletionResult]::new('off', 'off', [CompletionResultType]::ParameterValue, 'Turn the hook off in this shell, and the venv that it switched on')
            [CompletionResult]::new('try', 'try', [CompletionResultType]::ParameterValue, 'Try venvhook in a scratch folder; your own files stay as they are')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script for a shell')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'venvhook;help;init' {
            break
        }
        'venvhook;help;allow' {
            break
        }
        'venvhook;help;deny' {
            break
        }
        'venvhook;help;forget' {
            break
        }
        'venvhook;help;list' {
            break
        }
        'venvhook;help;why' {
            break
        }
        'venvhook;help;exec' {
            break
        }
        'venvhook;help;on' {
            break
        }
        'venvhook;help;off' {
            break
        }
        'venvhook;help;try' {
            break
        }
        'venvhook;help;completions' {
            break
        }
        'venvhook;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
