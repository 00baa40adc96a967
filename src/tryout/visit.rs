//! A visit: the user's own shell, with their own rc file, in the scratch folder.

use crate::hook::script;
use crate::hook::settings::{Settings, Volume};
use crate::shells::Shell;
use crate::system::child::{Child, Event, Events, Stop};
use crate::system::own_path::own_path;
use crate::tryout::scratch::{PROJECTS, Scratch};
use crate::venv::environment::{self, Group};
use crate::venv::search_path::SearchPath;
use anyhow::{Context, Result, anyhow};
use nix::libc::{SIGHUP, SIGTERM};
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
    let started = Child::start(&mut command, events);
    let child = started.with_context(|| format!("{} could not be started", shell.name()))?;
    loop {
        match events.next(None) {
            Event::Ended(_) => break,
            // An interactive shell ignores SIGTERM; it ends when its terminal is closed.
            Event::Signal(SIGHUP | SIGTERM) => child.stop(Stop::HangUp),
            // The shell itself handles Ctrl-C at the terminal.
            Event::Signal(_) | Event::Output(_) | Event::OutputEnded | Event::TimeUp => {}
        }
    }
    Ok(())
}

fn welcome(shell: Shell) -> String {
    let [apple, banana] = PROJECTS;
    let [which, and] = shell.dialect().which_python_and();
    format!(
        "This is {} with venvhook, in a scratch folder with two sample projects. Try this:\n\
         \n  cd {apple}\n  {which}\n  cd ../{banana}{and} python -c 'import sys; print(sys.prefix)'\n  \
         venvhook why\n  cd ..\n  exit              (deletes the folder; none of your files change)\n\n",
        shell.name()
    )
}

fn command(shell: Shell, program: &Path, path: &SearchPath, scratch: &Scratch) -> Result<Command> {
    let cd = shell.dialect().cd(&scratch.dir);
    let hook = script::render(&settings(shell), &own_path()?);
    let start = shell.dialect().start(&scratch.private(""), &[cd, hook].concat());
    let start = start.ok_or_else(|| anyhow!("{} has no rc file", shell.name()))?;
    for (name, text) in &start.files {
        scratch.write(name, text)?;
    }
    let mut command = Command::new(program);
    // The user's settings too: `try` shows what venvhook does by default.
    for name in environment::names(&[Group::ActiveVenv, Group::Saved, Group::Venvhook]) {
        command.env_remove(name);
    }
    command.env("PATH", path.value(None)?);
    command.env("VENVHOOK_DATA_DIR", scratch.private("data"));
    command.current_dir(&scratch.dir);
    command.args(start.arguments).envs(start.variables);
    Ok(command)
}

/// The hook's defaults, whatever the environment says, but with a message on entering and leaving.
fn settings(shell: Shell) -> Settings {
    Settings { volume: Volume::Verbose, ..Settings::usual(shell) }
}
