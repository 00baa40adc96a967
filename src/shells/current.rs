//! Which shell the user is in.

use crate::shells::Shell;
#[cfg(unix)]
use crate::system::parent_process;
use clap::ValueEnum;
#[cfg(unix)]
use std::path::Path;

/// More parents than any terminal has between itself and a program.
#[cfg(unix)]
const FAR_ENOUGH: usize = 32;

/// The shell whose hook called this program, if one did.
pub fn of_hook() -> Option<Shell> {
    Shell::from_str(std::env::var_os("VENVHOOK_HOOK")?.to_str()?, false).ok()
}

/// The shell in which what is said will be read, as far as the environment says it.
pub fn of_environment() -> Option<Shell> {
    of_hook().or_else(git_bash)
}

/// Git Bash says that it is there: MSYS2's start-up files set the variable, and its programs inherit it.
fn git_bash() -> Option<Shell> {
    (cfg!(windows) && std::env::var_os("MSYSTEM").is_some()).then_some(Shell::Bash)
}

/// The shell whose hook called, else the nearest shell among the processes above this one, else
/// the login shell, else bash.
#[cfg(unix)]
pub fn in_use() -> Option<Shell> {
    let login = || Shell::from_program(Path::new(&std::env::var_os("SHELL").unwrap_or_default()));
    Some(of_environment().or_else(above).or_else(login).unwrap_or(Shell::USUAL))
}

/// The shell whose hook called, or Git Bash. Windows does not say which shell a program was started from.
#[cfg(windows)]
pub fn in_use() -> Option<Shell> {
    of_environment()
}

#[cfg(unix)]
fn above() -> Option<Shell> {
    let mut pid = std::os::unix::process::parent_id();
    for _ in 0..FAR_ENOUGH {
        let (program, parent) = parent_process::of(pid)?;
        if let Some(shell) = Shell::from_program(&program) {
            return Some(shell);
        }
        pid = parent;
    }
    None
}
