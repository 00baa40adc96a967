//! What a shell has started: its jobs have groups of their own, and outlive a shell that is killed; a
//! server leaves its session too.

use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, getsid};
use std::process::Command;

/// Ends what is left of the session, as a terminal that is closed does, and, on Linux, what has this in
/// its environment.
pub fn end_session(leader: Pid, mark: &[u8]) {
    for pid in all() {
        if getsid(Some(pid)) == Ok(leader) {
            let _ = kill(pid, Signal::SIGHUP);
        }
        // What is in the session may not heed it (`nohup`).
        if has(pid, mark) {
            let _ = kill(pid, Signal::SIGTERM);
        }
    }
}

/// Whether a process was started with this in its environment (proc(5), "environ").
fn has(pid: Pid, mark: &[u8]) -> bool {
    let environment = std::fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
    environment.split(|&byte| byte == 0).any(|variable| variable == mark)
}

/// Every process: from Linux's /proc, else from `ps`.
fn all() -> Vec<Pid> {
    let from_proc = std::fs::read_dir("/proc").map(|entries| {
        let names = entries.flatten().map(|entry| entry.file_name());
        names.filter_map(|name| name.to_str()?.parse().ok()).map(Pid::from_raw).collect::<Vec<_>>()
    });
    from_proc.ok().filter(|pids| !pids.is_empty()).unwrap_or_else(from_ps)
}

fn from_ps() -> Vec<Pid> {
    let output = Command::new("ps").args(["-A", "-o", "pid="]).output();
    let text = output.map(|output| output.stdout).unwrap_or_default();
    let words = text.split(u8::is_ascii_whitespace).filter_map(|word| std::str::from_utf8(word).ok());
    words.filter_map(|word| word.parse().ok()).map(Pid::from_raw).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_is_among_all() {
        let own = Pid::this();
        assert!(all().contains(&own));
        let by_ps = from_ps();
        assert!(by_ps.is_empty() || by_ps.contains(&own), "where there is a ps");
    }
}
