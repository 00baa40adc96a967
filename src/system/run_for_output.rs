//! Asks another program for something that only it knows, for a limited time.

use crate::system::child::{Child, Event, Events, Output, Stop};
use crate::system::signals;
use std::io::{self, Error, ErrorKind};
use std::process::{Command, ExitStatus};
use std::time::{Duration, Instant};

/// A shell without rc files answers long before this, even on a machine that does much else.
const LIMIT: Duration = Duration::from_secs(20);
/// How long to read on after the program has ended, if something that it started keeps the answer open.
const GRACE: Duration = Duration::from_millis(200);
/// How long the system may need to end a killed program.
const KILLING: Duration = Duration::from_secs(5);
/// More than any answer holds; bytes.
const LENGTH: u64 = 1 << 20;

/// What the program prints to stdout. An error if it does not start, fails, or takes too long.
pub fn output(command: &mut Command) -> io::Result<Vec<u8>> {
    match run(command, Output::Stdout)? {
        (status, answer) if status.success() => Ok(answer),
        (status, _) => Err(Error::other(format!("it failed: {status}"))),
    }
}

/// Whether the program succeeds, and all that it prints. An error if it does not start or takes too long.
pub fn check(command: &mut Command) -> io::Result<(bool, Vec<u8>)> {
    run(command, Output::Both).map(|(status, said)| (status.success(), said))
}

fn run(command: &mut Command, output: Output) -> io::Result<(ExitStatus, Vec<u8>)> {
    let events = listen()?;
    let child = Child::start_read(command, output, LENGTH, &events)?;
    let (mut answer, mut is_open, mut ended) = (Vec::new(), true, None);
    let mut until = Instant::now() + LIMIT;
    // Until the program's end, not the answer's: an rc file may start what keeps it open.
    while is_open || ended.is_none() {
        match events.next(Some(until)) {
            Event::Output(part) => answer.extend(part),
            Event::OutputEnded => is_open = false,
            Event::Ended(status) => {
                ended = Some(status?);
                child.stop(Stop::HangUp);
            }
            Event::TimeUp if ended.is_some() => break,
            Event::TimeUp => {
                kill(child, &events);
                break;
            }
            Event::Signal(signal) => {
                kill(child, &events);
                signals::die_of(signal);
                return Err(ErrorKind::Interrupted.into());
            }
        }
        if ended.is_some() {
            until = Instant::now() + GRACE;
        }
    }
    ended.map(|status| (status, answer)).ok_or_else(|| Error::new(ErrorKind::TimedOut, "it took too long"))
}

fn kill(child: Child, events: &Events) {
    child.stop(Stop::Kill);
    let until = Instant::now() + KILLING;
    while !matches!(events.next(Some(until)), Event::Ended(_) | Event::TimeUp) {}
}

#[cfg(unix)]
fn listen() -> io::Result<Events> {
    Events::listen()
}

/// Ctrl-C reaches the program too, and ends both.
#[cfg(windows)]
fn listen() -> io::Result<Events> {
    Ok(Events::new())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn an_answer_counts_only_with_success() {
        let shell = |text: &str| output(Command::new("/bin/sh").args(["-c", text]));
        assert_eq!(shell("echo x; echo y >&2").unwrap(), b"x\n");
        assert!(shell("echo x; exit 3").is_err());
        assert!(output(&mut Command::new("/nowhere")).is_err());
        let shell = |text: &str| check(Command::new("/bin/sh").args(["-c", text])).unwrap();
        assert_eq!(shell("echo x; echo y >&2"), (true, b"x\ny\n".to_vec()));
        assert_eq!(shell("exit 3"), (false, Vec::new()));
    }

    #[test]
    fn what_a_program_leaves_behind_is_not_waited_for() {
        let text = "sleep 1000 & echo $!";
        let answer = output(Command::new("/bin/sh").args(["-c", text])).unwrap();
        let pid: i32 = String::from_utf8_lossy(&answer).trim().parse().unwrap();
        let pid = nix::unistd::Pid::from_raw(pid);
        // Whoever inherits it collects it.
        let begin = Instant::now();
        while nix::sys::signal::kill(pid, None).is_ok() && !is_zombie(pid) {
            assert!(begin.elapsed() < Duration::from_secs(60), "{pid} is left");
            std::thread::yield_now();
        }
    }

    fn is_zombie(pid: nix::unistd::Pid) -> bool {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        stat.rsplit(')').next().is_some_and(|rest| rest.trim_start().starts_with('Z'))
    }
}
