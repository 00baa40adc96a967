//! A visit: the user's own shell, with their own rc file, in the scratch folder.

use crate::hook::script;
use crate::hook::settings::{Settings, Volume};
use crate::shells::quote;
use crate::shells::{Shell, Syntax};
use crate::system::own_path::own_path;
use crate::tryout::events::{Event, Events};
use crate::tryout::scratch::{PROJECTS, Scratch};
use crate::venv::search_path::SearchPath;
use anyhow::{Context, Result, anyhow};
use nix::libc::{SIGHUP, SIGTERM};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::Path;
use std::process::Command;

/// Opens the shell and waits until the user leaves it.
pub fn open(
    shell: Shell,
    program: &Path,
    path: &SearchPath,
    scratch: &Scratch,
    events: &Events,
) -> Result<()> {
    let mut command = command(shell, program, path, scratch)?;
    let _ = io::stdout().write_all(welcome(shell).as_bytes());
    let mut child = command.spawn().with_context(|| format!("{} could not be started", shell.name()))?;
    let pid = Pid::from_raw(child.id().try_into()?);
    let done = events.sender.clone();
    std::thread::spawn(move || {
        let _ = child.wait();
        let _ = done.send(Event::Ended);
    });
    for event in &events.receiver {
        match event {
            Event::Ended => break,
            // An interactive shell ignores SIGTERM; it ends when its terminal is closed.
            Event::Signal(SIGHUP | SIGTERM) => {
                let _ = kill(pid, Signal::SIGHUP);
            }
            // The shell itself handles Ctrl-C at the terminal.
            Event::Signal(_) | Event::Output(_) => {}
        }
    }
    Ok(())
}

fn welcome(shell: Shell) -> String {
    let [apple, banana] = PROJECTS;
    // PowerShell's `type` prints files, and 5.1 has no `&&`.
    let (which, and) = match shell {
        Shell::PowerShell => ("(Get-Command python).Source", ";"),
        _ => ("type python", " &&"),
    };
    format!(
        "This is {} with venvhook, in a scratch folder with two sample projects. Try this:\n\
         \n  cd {apple}\n  {which}\n  cd ../{banana}{and} python -c 'import sys; print(sys.prefix)'\n  \
         venvhook why\n  cd ..\n  exit              (deletes the folder; none of your files change)\n\n",
        shell.name()
    )
}

fn command(shell: Shell, program: &Path, path: &SearchPath, scratch: &Scratch) -> Result<Command> {
    let rc = rc(shell, scratch)?;
    let mut command = Command::new(program);
    // Variables of a hook, a venv or settings in the shell around this one.
    let strange = |name: &str| {
        ["VENVHOOK_", "_OLD_VIRTUAL_"].iter().any(|prefix| name.starts_with(prefix))
            || ["VIRTUAL_ENV", "VIRTUAL_ENV_PROMPT"].contains(&name)
    };
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(strange) {
            command.env_remove(name);
        }
    }
    command.env("PATH", path.value(None)?);
    command.env("VENVHOOK_DATA_DIR", scratch.private("data"));
    command.current_dir(&scratch.dir);
    match shell {
        Shell::Bash => command.arg("--rcfile").arg(rc).arg("-i"),
        Shell::Zsh => command.env("ZDOTDIR", rc.parent().unwrap_or(&rc)).arg("-i"),
        Shell::Fish => {
            let source = [b"source ".to_vec(), quote::fish(rc.as_os_str())].concat();
            let source = String::from_utf8(source)
                .map_err(|_| anyhow!("the scratch folder's path is not valid UTF-8"))?;
            command.args(["--interactive", "--init-command", &source])
        }
        Shell::PowerShell => command.args(["-NoLogo", "-NoExit", "-Command", &dot_source(&rc)?]),
        Shell::Cmd => unreachable!("refused by commands::try"),
    };
    Ok(command)
}

/// The first command for PowerShell.
pub fn dot_source(file: &Path) -> Result<String> {
    let source = [b". ".to_vec(), quote::powershell(file.as_os_str())].concat();
    String::from_utf8(source).map_err(|_| anyhow!("the scratch folder's path is not valid UTF-8"))
}

/// Writes the rc file that reads the user's own, then changes to the scratch folder and loads the hook.
fn rc(shell: Shell, scratch: &Scratch) -> Result<std::path::PathBuf> {
    let word = |value: &OsStr| quote::word(shell.syntax(), value);
    let cd = match shell.syntax() {
        Syntax::Posix => [b"builtin cd -- ".to_vec(), word(scratch.dir.as_os_str()), b"\n".to_vec()],
        Syntax::Batch => unreachable!("refused by commands::try"),
        Syntax::Fish => [b"builtin cd ".to_vec(), word(scratch.dir.as_os_str()), b"\n".to_vec()],
        Syntax::PowerShell => {
            [b"Set-Location -LiteralPath ".to_vec(), word(scratch.dir.as_os_str()), b"\n".to_vec()]
        }
    };
    let hook = script::render(&settings(shell), &own_path()?);
    let name = match shell {
        Shell::Bash => "rc.bash",
        Shell::Zsh => "zsh/.zshrc",
        Shell::Fish => "rc.fish",
        Shell::PowerShell => "rc.ps1",
        Shell::Cmd => unreachable!("refused by commands::try"),
    };
    let own = match shell {
        Shell::Bash => b"if [[ -r ~/.bashrc ]]; then . ~/.bashrc; fi\n".to_vec(),
        Shell::Zsh => zsh_own(scratch)?,
        // These shells read the user's files themselves, before this one.
        Shell::Fish | Shell::PowerShell | Shell::Cmd => Vec::new(),
    };
    scratch.write(name, &[own, cd.concat(), hook].concat())
}

/// zsh looks for its files in ZDOTDIR, and the user's .zshenv may set that: so it has the user's value while one
/// of their files is read, and ours in between.
fn zsh_own(scratch: &Scratch) -> Result<Vec<u8>> {
    let ours = quote::posix(scratch.private("zsh").as_os_str());
    let theirs = match std::env::var_os("ZDOTDIR") {
        Some(dir) => [b"export ZDOTDIR=".to_vec(), quote::posix(&dir), b"\n".to_vec()].concat(),
        None => b"unset ZDOTDIR\n".to_vec(),
    };
    let values = [b"venvhook_try_dir=".to_vec(), ours, b"\n".to_vec(), theirs].concat();
    scratch.write("zsh/.zshenv", &[&values, include_bytes!("../../shell/try.zshenv").as_slice()].concat())?;
    Ok(include_bytes!("../../shell/try.zshrc").to_vec())
}

/// The hook's defaults, whatever the environment says, but with a message on entering and leaving.
fn settings(shell: Shell) -> Settings {
    Settings { volume: Volume::Verbose, ..Settings::usual(shell) }
}
