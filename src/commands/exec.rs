//! `venvhook exec`: runs a command with a directory's venv, which is found and checked in the same way
//! as by the hook, for scripts, CI, editors and agents.

use crate::cli::Exec;
use crate::find;
use crate::records::grants::Grants;
use crate::records::last_used;
use crate::shells::Shell;
use crate::system::current_dir;
use crate::system::executable;
use crate::system::real_path;
use crate::system::replace_process;
use crate::trust::judge::judge;
use crate::ui::message;
use crate::venv::Venv;
use crate::venv::environment::{self, Group};
use crate::venv::search_path::{self, SearchPath};
use anyhow::{Result, anyhow};
use std::ffi::OsString;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// There is no venv or no such command; shells use the same status.
const NOT_FOUND: u8 = 127;
/// It exists, but must not or cannot be used; shells use the same status.
const NOT_USABLE: u8 = 126;

/// Replaces this process with the command. Returns only if that failed, and says why.
pub fn run(args: &Exec) -> Result<ExitCode> {
    let here = current_dir::current_dir();
    let dir = match &args.dir {
        Some(dir) => current_dir::absolute(dir)?,
        None => here?,
    };
    if !dir.is_dir() {
        return stop(NOT_FOUND, &format!("{} is not a directory", message::path(&dir)));
    }
    let Some(found) = find::find(&dir, &args.options.looked.names) else {
        return stop(NOT_FOUND, &format!("no venv in {} or above it", message::path(&dir)));
    };
    if let Err(against) = judge(&found.venv, Shell::USUAL, args.options.trust, &Grants::open()) {
        let (at, reason) = (message::path(&found.venv.marker), &against[0]);
        return stop(NOT_USABLE, &format!("{at} {reason}; {}", reason.remedy(&found.venv)));
    }
    let (program, arguments) = args.command.split_first().expect("clap requires a command");
    if program.is_empty() {
        return stop(NOT_FOUND, "the name of the command is empty");
    }
    let path = path_with(&found.venv)?;
    last_used::note(&found.venv);
    let mut command = Command::new(resolve(program.as_ref(), &path));
    // As an activate script does: PYTHONPATH and the like stay as the user has set them.
    for name in environment::names(&[Group::ActiveVenv, Group::HookCall, Group::PythonHome]) {
        command.env_remove(name);
    }
    command
        .args(arguments)
        .env("PATH", &path)
        .env("VIRTUAL_ENV", &found.venv.dir)
        .env("VIRTUAL_ENV_PROMPT", found.venv.prompt_name());
    let error = match replace_process::exec(&mut command) {
        Ok(status) => return Ok(status),
        Err(error) => error,
    };
    let status = if error.kind() == ErrorKind::NotFound { NOT_FOUND } else { NOT_USABLE };
    let reason = match error.kind() {
        // The system reports a missing interpreter of a script in the same way.
        ErrorKind::NotFound if Path::new(command.get_program()).exists() => {
            "starts with #! and an interpreter that does not exist".to_string()
        }
        ErrorKind::NotFound => "was not found".to_string(),
        ErrorKind::PermissionDenied => "is not executable".to_string(),
        _ => format!("could not be run: {error}"),
    };
    stop(status, &format!("{} {reason}", message::path(program.as_ref())))
}

fn stop(status: u8, reason: &str) -> Result<ExitCode> {
    message::say(reason);
    Ok(ExitCode::from(status))
}

/// PATH with the venv's scripts first, and without another entry for them.
fn path_with(venv: &Venv) -> Result<OsString> {
    let rest = SearchPath::of_process().only(|entry| !real_path::leads_to(entry, &venv.bin));
    rest.value(Some(&venv.bin)).map_err(|_| {
        let at = message::path(&venv.dir);
        anyhow!("{at} has a {} in its path, so it cannot be put on PATH", search_path::SEPARATOR_NAME)
    })
}

/// Searches the new PATH for a program: the system would search the old one.
fn resolve(program: &Path, path: &OsString) -> PathBuf {
    if program.components().count() > 1 {
        return program.to_path_buf();
    }
    let candidates = std::env::split_paths(path).flat_map(|dir| executable::spellings(&dir.join(program)));
    let files: Vec<PathBuf> = candidates.filter(|file| file.is_file()).collect();
    let runnable = files.iter().find(|file| executable::may_run(file));
    runnable.or(files.first()).cloned().unwrap_or_else(|| program.to_path_buf())
}
