# What `venvhook try` needs in PowerShell to play its tour. It comes after a block of values
# ($tour_report_file, $tour_prompt_end).

$global:tour_number = 0

function global:prompt {
    $global:tour_number++
    "$tour_number$tour_prompt_end"
}

# Writes the shell's state to a file, which src/tryout/report.rs reads.
function global:tour_report {
    $prefix = ''
    if ($env:VIRTUAL_ENV) { $prefix = python -c 'import sys; print(sys.prefix)' }
    $python = Get-Command python -CommandType Application -ErrorAction Ignore | Select-Object -First 1
    $deactivate = ''
    if (Test-Path Function:deactivate) { $deactivate = 'deactivate' }
    $lines = @("$env:VIRTUAL_ENV", "$($python.Source)", "$prefix", "$env:PATH", $deactivate)
    $lines += Get-ChildItem Env: | ForEach-Object { "$($_.Name)=$($_.Value)" }
    [IO.File]::WriteAllLines($tour_report_file, [string[]]$lines)
}
