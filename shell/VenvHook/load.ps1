# Loads the hook and its tab completion, as the venvhook on PATH has them.
if (Get-Command -Name venvhook -CommandType Application -ErrorAction Ignore) {
    Invoke-Expression (& { (venvhook init powershell --completions | Out-String) })
}
else {
    Write-Warning 'venvhook: the program is not on PATH: install it, then open a new shell'
}
