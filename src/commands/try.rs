//! `venvhook try`: venvhook at a prompt, without setting anything up.

use crate::cli::Try;
use crate::shells::Shell;
use crate::shells::current;
use crate::tryout::events::Events;
use crate::tryout::python::Python;
use crate::tryout::scratch::Scratch;
use crate::tryout::{tour, visit};
use crate::venv::search_path::SearchPath;
use anyhow::{Result, anyhow, bail};
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

/// Opens the shell at a terminal; plays the tour where there is none.
pub fn run(args: &Try) -> Result<ExitCode> {
    let shell = args.shell.unwrap_or_else(current::shell);
    if shell == Shell::Cmd {
        bail!("venvhook try works in bash, zsh, fish and PowerShell; for cmd, see venvhook init cmd");
    }
    let path = SearchPath::of_process();
    let program =
        shell.programs().iter().find_map(|name| path.find(name)).ok_or_else(|| not_installed(shell))?;
    let python = Python::find(&path)?;
    let events = Events::listen()?;
    let scratch = Scratch::make(&python, &events)?;
    let worked = if io::stdin().is_terminal() {
        visit::open(shell, &program, &path, &scratch, &events).map(|()| true)
    } else {
        tour::play(shell, &program, &path, &scratch, &events)
    };
    let removed = scratch.remove();
    let worked = worked?;
    removed?;
    if worked {
        let _ = writeln!(io::stdout(), "{}", next(shell));
    }
    Ok(if worked { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn not_installed(shell: Shell) -> anyhow::Error {
    anyhow!("{0} was not found on PATH; install it, or try another shell", shell.name())
}

/// What to do to keep using venvhook.
fn next(shell: Shell) -> String {
    format!(
        "The scratch folder was deleted. To use venvhook in your own {0}: venvhook setup {0}",
        shell.name()
    )
}
