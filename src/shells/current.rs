//! Which shell the person is in.

use crate::shells::Shell;
use clap::ValueEnum;
use std::path::{Path, PathBuf};
use std::process::Command;

/// More parents than any terminal has between itself and a program.
const FAR_ENOUGH: usize = 32;

/// The shell whose hook called, else the nearest shell among the processes above this one, else
/// the login shell, else bash.
pub fn shell() -> Shell {
    let variable = |name| std::env::var_os(name).unwrap_or_default();
    let hook = || Shell::from_str(variable("VENVHOOK_HOOK").to_str()?, false).ok();
    let login = || Shell::from_program(Path::new(&variable("SHELL")));
    hook().or_else(above).or_else(login).unwrap_or(Shell::Bash)
}

fn above() -> Option<Shell> {
    let mut pid = std::os::unix::process::parent_id();
    for _ in 0..FAR_ENOUGH {
        let (program, parent) = from_proc(pid).or_else(|| from_ps(pid))?;
        if let Some(shell) = Shell::from_program(&program) {
            return Some(shell);
        }
        pid = parent;
    }
    None
}

/// What a process runs: a name, or a path.
pub fn program(pid: u32) -> Option<PathBuf> {
    from_proc(pid).or_else(|| from_ps(pid)).map(|(program, _)| program)
}

/// A process's program and parent, from Linux's /proc.
fn from_proc(pid: u32) -> Option<(PathBuf, u32)> {
    parse_stat(&std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)
}

/// `PID (NAME) STATE PARENT …`; the name may hold anything (proc(5), "/proc/pid/stat").
fn parse_stat(stat: &str) -> Option<(PathBuf, u32)> {
    let (_, rest) = stat.split_once('(')?;
    let (name, rest) = rest.rsplit_once(')')?;
    Some((name.into(), rest.split_whitespace().nth(1)?.parse().ok()?))
}

/// The same by `ps`, where there is no /proc. One -o each: a header, even an empty one, takes all
/// the rest of its argument in some.
fn from_ps(pid: u32) -> Option<(PathBuf, u32)> {
    let output =
        Command::new("ps").args(["-o", "ppid=", "-o", "comm=", "-p", &pid.to_string()]).output().ok()?;
    let line = String::from_utf8(output.stdout).ok()?;
    let (parent, program) = line.trim().split_once(char::is_whitespace)?;
    Some((program.trim().into(), parent.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_name_may_hold_anything() {
        assert_eq!(parse_stat("42 (zsh) S 7 42 42"), Some(("zsh".into(), 7)));
        assert_eq!(parse_stat("42 (a) (b c) R 7 42"), Some(("a) (b c".into(), 7)));
        assert_eq!(parse_stat(""), None);
    }

    #[test]
    fn ps_tells_the_same_as_proc() {
        let pid = std::process::id();
        if let (Some(proc), Some(ps)) = (from_proc(pid), from_ps(pid)) {
            assert_eq!(proc.1, ps.1);
        }
    }
}
