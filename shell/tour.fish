# What `venvhook try` needs in fish to play its tour. It comes after a block of values
# (tour_report_file, tour_prompt_end).

set -g tour_number 1
set -g fish_greeting

function tour_count --on-event fish_postexec
    set -g tour_number (math $tour_number + 1)
end

function fish_prompt
    echo -n $tour_number$tour_prompt_end
end

# Writes the shell's state to a file, which src/tryout/report.rs reads.
function tour_report
    set -l prefix ''
    test -n "$VIRTUAL_ENV"; and set prefix (python -c 'import sys; print(sys.prefix)' 2>/dev/null)
    set -l deactivate ''
    functions -q deactivate; and set deactivate deactivate
    begin
        echo "$VIRTUAL_ENV"
        echo (command -s python)
        echo "$prefix"
        string join : $PATH
        echo $deactivate
        env
    end >$tour_report_file
end
