//! Asks another program for something that only it knows, for a limited time.

use std::io::{self, Error, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use crate::executable;

/// A shell without rc files answers long before this, even on a machine that does much else.
const LIMIT: Duration = Duration::from_secs(20);
/// More than any answer holds; bytes.
const LENGTH: u64 = 1 << 20;

/// What the program prints to stdout. An error if it does not start, fails, or takes too long.
pub fn ask(command: &mut Command) -> io::Result<Vec<u8>> {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let output = child.stdout.take().expect("stdout is piped");
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut answer = Vec::new();
        let read = output.take(LENGTH).read_to_end(&mut answer);
        let _ = sender.send(read.map(|_| answer));
    });
    let deadline = Instant::now() + LIMIT;
    let answer = receiver.recv_timeout(deadline - Instant::now());
    if answer.is_err() {
        let _ = child.kill();
    }
    let status = child.wait()?;
    match answer {
        Err(_) => Err(Error::new(ErrorKind::TimedOut, "it took too long")),
        Ok(_) if !status.success() => Err(Error::other(format!("it failed: {status}"))),
        Ok(answer) => answer,
    }
}

/// The first program of that name on PATH. Directories that depend on where one stands do not count,
/// and neither does the active venv's own: nothing there was judged for this.
pub fn find_program(name: &str) -> Option<PathBuf> {
    let active = std::env::var_os("VIRTUAL_ENV").filter(|active| !active.is_empty()).map(PathBuf::from);
    let of_venv = |dir: &Path| active.as_ref().is_some_and(|active| dir.starts_with(active));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let dirs: Vec<PathBuf> =
        std::env::split_paths(&path).filter(|dir| dir.is_absolute() && !of_venv(dir)).collect();
    let mut files = dirs.iter().flat_map(|dir| executable::spellings(&dir.join(name)));
    files.find(|file| executable::may_run(file))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn an_answer_counts_only_with_success() {
        let shell = |text: &str| ask(Command::new("/bin/sh").args(["-c", text]));
        assert_eq!(shell("echo x; echo y >&2").unwrap(), b"x\n");
        assert!(shell("echo x; exit 3").is_err());
        assert!(ask(&mut Command::new("/nowhere")).is_err());
    }
}
