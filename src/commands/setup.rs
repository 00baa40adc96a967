//! `venvhook setup`: adds the line that loads the hook to the shell's rc file, or removes it.

use crate::cli::Setup;
use crate::doctor::asked_shell;
use crate::setup::change::{self, Change};
use crate::setup::{login_bash, plan};
use crate::shells::Shell;
use crate::shells::current;
use crate::ui::message;
use crate::ui::print::print;
use anyhow::{Result, anyhow, bail};
use std::process::ExitCode;

/// Says what it does, then does it. Exit status 1 if something is left for the user to do.
pub fn run(args: &Setup) -> Result<ExitCode> {
    let shell = match args.shell {
        Some(shell) => shell,
        None => shell_in_use()?,
    };
    if shell.dialect().rc_files().is_none() {
        return cmd(args);
    }
    let changes = if args.remove {
        plan::to_remove(shell)?
    } else {
        plan::to_add(shell, || asked_shell::has_hook(shell))?
    };
    let (mut written, mut refused) = (false, false);
    for change in changes {
        match change {
            Change::None(reason) => tell(&reason)?,
            Change::Refused(reason) => {
                message::say(&reason);
                refused = true;
            }
            Change::Write { file, text, headline, lines } => {
                tell(&format!("{}{headline}", if args.dry_run { "would " } else { "" }))?;
                for line in lines {
                    tell(&format!("    {}", String::from_utf8_lossy(&line)))?;
                }
                if !args.dry_run {
                    let result = file.write(text.as_deref());
                    if let (Err(error), false) = (&result, args.remove) {
                        bail!("{error}; {}", change::hint(shell)?);
                    }
                    result?;
                    written = true;
                }
            }
        }
    }
    if !args.remove && !refused {
        login_bash::advice(shell).map_or(Ok(()), |text| tell(&text))?;
    }
    if written && args.remove {
        tell("done; open shells keep the hook until you close them")?;
    } else if written {
        tell(&format!(
            "done; open a new {0}; if nothing happens there, run: venvhook doctor {0}",
            shell.name()
        ))?;
    }
    Ok(if refused { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// The shell that this was called from. On Windows that is known only where its hook called.
pub(super) fn shell_in_use() -> Result<Shell> {
    current::in_use()
        .ok_or_else(|| anyhow!("the shell in use is unknown; name it: venvhook setup powershell, or cmd"))
}

/// Prints a line on stdout; it is no error if the reader has closed the pipe.
fn tell(text: &str) -> Result<()> {
    print(format!("{}\n", message::printable(text)).as_bytes()).map(|_| ())
}

#[cfg(windows)]
fn cmd(args: &Setup) -> Result<ExitCode> {
    crate::commands::setup_cmd::run(args)
}

#[cfg(unix)]
fn cmd(_args: &Setup) -> Result<ExitCode> {
    bail!("cmd exists only on Windows; there is nothing to set up here")
}
