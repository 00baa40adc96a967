# Tab completion of venvhook for PowerShell 7 and Windows PowerShell 5.1: `venvhook completions powershell`.
# Defines the variable __venvhook_complete. What could stand at the cursor says the program itself.

$global:__venvhook_complete = {
    param($word, $ast, $cursor)
    $bin = Get-Variable -Name __venvhook_bin -Scope Global -ValueOnly -ErrorAction Ignore
    if (-not $bin) { $bin = @(Get-Command -Name venvhook -CommandType Application -ErrorAction Ignore)[0].Path }
    $words = @(foreach ($element in $ast.CommandElements) {
        if ($element.Extent.StartOffset -ge $cursor) { break }
        if ($element.PSObject.Properties['Value']) { "$($element.Value)" } else { $element.Extent.Text }
    })
    if ($word -eq '') { $words += '' }
    $coded = @(foreach ($text in $words) { 'a' + [uri]::EscapeDataString($text) })
    # A completer's program would overwrite the person's (facts/powershell.md, I).
    $status = Get-Variable -Name LASTEXITCODE -Scope Global -ValueOnly -ErrorAction Ignore
    $lines = @(& $bin complete powershell -- $coded)
    if ($null -ne $status) { $global:LASTEXITCODE = $status }
    $results = @(foreach ($line in $lines) {
        $kind, $value, $help = foreach ($part in $line.Split("`t")) { [regex]::Unescape($part) }
        if ($kind -ne 'word') { continue }
        $text = $value
        # What is taken goes into the line as it is.
        if ($value -match '[^A-Za-z0-9_./\\:=+-]') {
            $text = "'" + ($value -replace "['\u2018-\u201b]", '$0$0') + "'"
        }
        if (-not $help) { $help = $value }
        [Management.Automation.CompletionResult]::new($text, $value, 'ParameterValue', $help)
    })
    # Names of files where there is nothing better, or some would stand there twice.
    if (-not $results -and "$lines" -match 'commands') {
        $results = @([Management.Automation.CompletionCompleters]::CompleteCommand($word))
    }
    elseif (-not $results -and "$lines" -match 'directories|files') {
        # Maybe behind an option's =.
        $option = if ($word -match '\A--[^=]*=') { $Matches[0] } else { '' }
        $begun = $word -replace '\A--[^=]*='
        # They are made for cmdlets, with wildcards escaped between quotes too.
        $results = @(foreach ($file in [Management.Automation.CompletionCompleters]::CompleteFilename($begun)) {
            $text = $option + $file.CompletionText
            if ($file.CompletionText -match "(?s)\A['\u2018-\u201b](.*)") {
                $text = "'" + $option + ($Matches[1] -replace '`([][*?])', '$1')
            }
            [Management.Automation.CompletionResult]::new($text, $file.ListItemText, $file.ResultType, $file.ToolTip)
        })
    }
    # Nothing at all would be taken for a wish for files.
    if ($results) { $results } elseif ($word) { [Management.Automation.CompletionResult]::new($word) }
}
Register-ArgumentCompleter -Native -CommandName venvhook -ScriptBlock $global:__venvhook_complete
# The hook's function of that name is asked as a function is, and not told where the cursor is.
Register-ArgumentCompleter -CommandName venvhook -ParameterName Words -ScriptBlock {
    param($command, $parameter, $word, $ast)
    & $global:__venvhook_complete $word $ast $ast.Extent.EndOffset
}
