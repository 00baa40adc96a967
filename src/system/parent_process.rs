//! What a process runs, and which process started it.

use std::path::PathBuf;
use std::process::Command;

/// What a process runs: a name, or a path.
pub fn program(pid: u32) -> Option<PathBuf> {
    of(pid).map(|(program, _)| program)
}

/// What a process runs, and its parent.
pub fn of(pid: u32) -> Option<(PathBuf, u32)> {
    from_proc(pid).or_else(|| from_ps(pid))
}

/// A process's program and parent, from Linux's /proc.
fn from_proc(pid: u32) -> Option<(PathBuf, u32)> {
    parse_stat(&std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)
}

/// `PID (NAME) STATE PARENT …`; the name may have anything in it (proc(5), "/proc/pid/stat").
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
    fn a_process_name_may_have_anything_in_it() {
        assert_eq!(parse_stat("42 (zsh) S 7 42 42"), Some(("zsh".into(), 7)));
        assert_eq!(parse_stat("42 (a) (b c) R 7 42"), Some(("a) (b c".into(), 7)));
        assert_eq!(parse_stat(""), None);
    }

    #[test]
    fn ps_says_the_same_as_proc() {
        let pid = std::process::id();
        if let (Some(proc), Some(ps)) = (from_proc(pid), from_ps(pid)) {
            assert_eq!(proc.1, ps.1);
        }
    }
}
