//! A new shell, asked what it is like: at a terminal, or by its command line.

use crate::doctor::of_hook_and_venv;
use crate::doctor::shell_report::Seen;
use crate::shells::Shell;
use crate::system::run_for_output;
use crate::venv::search_path;
use anyhow::{Result, anyhow};
use std::path::Path;
use std::process::Command;

/// A new shell's report, or why there is none; and what its terminal showed.
pub type Asked = (Result<Seen, String>, Vec<String>);

/// Starts a new shell and asks it. Errors: there is no such shell, or it cannot be started.
pub fn ask(shell: Shell) -> Result<Asked> {
    let found = shell.programs().iter().find_map(|name| search_path::program(name));
    let program = found.ok_or_else(|| anyhow!("{} was not found on PATH", shell.name()))?;
    if let Some(arguments) = shell.dialect().report_arguments() {
        return Ok((without_terminal(&program, &arguments), Vec::new()));
    }
    at_terminal(shell, &program)
}

/// Whether a new shell has the hook.
pub fn has_hook(shell: Shell) -> bool {
    matches!(ask(shell), Ok((Ok(seen), _)) if seen.loaded.is_some())
}

/// With arguments that ask for the report.
fn without_terminal(program: &Path, arguments: &[String]) -> Result<Seen, String> {
    let mut command = Command::new(program);
    for name in of_hook_and_venv() {
        command.env_remove(name);
    }
    let answer = run_for_output::output(command.args(arguments))
        .map_err(|error| format!("did not answer ({error})"))?;
    Seen::parse(&String::from_utf8_lossy(&answer)).ok_or_else(|| "did not answer".into())
}

#[cfg(unix)]
fn at_terminal(shell: Shell, program: &Path) -> Result<Asked> {
    use crate::doctor::new_shell::{self, Outcome};
    let fresh = new_shell::start(shell, program)?;
    let seen = match fresh.outcome {
        Outcome::Answer(text) => Seen::parse(&text).ok_or("did not answer".into()),
        Outcome::Ended => Err("ended before its first prompt".into()),
        Outcome::Became(program) => Err(format!("is replaced by {program} before its first prompt")),
        Outcome::Late => Err(format!("showed no prompt within {} seconds", new_shell::LIMIT.as_secs())),
    };
    let shows =
        if fresh.last.is_empty() { String::new() } else { format!("; its last line was: {}", fresh.last) };
    Ok((seen.map_err(|reason: String| reason + &shows), fresh.said))
}

#[cfg(windows)]
fn at_terminal(shell: Shell, _program: &Path) -> Result<Asked> {
    Ok((Err(format!("cannot be checked on Windows ({} needs a terminal)", shell.name())), Vec::new()))
}
