//! Asks another program for something that only it knows, for a limited time.

use std::io::{self, Error, ErrorKind, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// A shell without rc files answers long before this, even on a machine that does much else.
const LIMIT: Duration = Duration::from_secs(20);
/// How often it is looked whether the program has ended.
const STEP: Duration = Duration::from_millis(5);
/// How long what it left behind may keep its answer open.
const GRACE: Duration = Duration::from_millis(200);
/// More than any answer holds; bytes.
const LENGTH: u64 = 1 << 20;

/// What the program prints to stdout. An error if it does not start, fails, or takes too long.
pub fn ask(command: &mut Command) -> io::Result<Vec<u8>> {
    match run(command, false)? {
        (status, answer) if status.success() => Ok(answer),
        (status, _) => Err(Error::other(format!("it failed: {status}"))),
    }
}

/// Whether the program succeeds, and all that it prints. An error if it does not start or takes too long.
pub fn verdict(command: &mut Command) -> io::Result<(bool, Vec<u8>)> {
    run(command, true).map(|(status, said)| (status.success(), said))
}

fn run(command: &mut Command, with_errors: bool) -> io::Result<(ExitStatus, Vec<u8>)> {
    let (reader, writer) = io::pipe()?;
    let errors = if with_errors { writer.try_clone()?.into() } else { Stdio::null() };
    own_group(command);
    let mut stop = Stop::listen()?;
    let child = command.stdin(Stdio::null()).stdout(writer).stderr(errors).spawn();
    // Our ends of the pipe: with one open, the answer has no end.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = child?;
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let (mut reader, mut buffer) = (reader.take(LENGTH), [0; 4096]);
        while let Ok(length @ 1..) = reader.read(&mut buffer) {
            if sender.send(buffer[..length].to_vec()).is_err() {
                return;
            }
        }
    });
    let (mut answer, deadline) = (Vec::new(), Instant::now() + LIMIT);
    // Until the program's end, not the answer's: an rc file may start what keeps it open.
    let status = loop {
        match receiver.recv_timeout(STEP) {
            Ok(part) => answer.extend(part),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => std::thread::sleep(STEP),
        }
        if let Some(status) = child.try_wait()? {
            break status;
        }
        let signal = stop.signal();
        if signal.is_some() || Instant::now() > deadline {
            end_group(&child, true);
            let _ = child.kill();
            child.wait()?;
            signal.map_or(Ok(()), die_of)?;
            return Err(Error::new(ErrorKind::TimedOut, "it took too long"));
        }
    };
    end_group(&child, false);
    while let Ok(part) = receiver.recv_timeout(GRACE) {
        answer.extend(part);
    }
    Ok((status, answer))
}

#[cfg(unix)]
fn own_group(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

/// What the program has started: as at a terminal's end, or by force.
#[cfg(unix)]
fn end_group(leader: &Child, by_force: bool) {
    use nix::sys::signal::{Signal, killpg};
    let Ok(pid) = i32::try_from(leader.id()) else { return };
    let _ = killpg(nix::unistd::Pid::from_raw(pid), if by_force { Signal::SIGKILL } else { Signal::SIGHUP });
}

/// The terminal's Ctrl-C does not reach a group of its own.
#[cfg(unix)]
struct Stop(signal_hook::iterator::Signals);

#[cfg(unix)]
impl Stop {
    fn listen() -> io::Result<Stop> {
        use nix::libc::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
        signal_hook::iterator::Signals::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM]).map(Stop)
    }

    /// The signal that told this process to stop.
    fn signal(&mut self) -> Option<i32> {
        self.0.pending().next()
    }
}

#[cfg(unix)]
use signal_hook::low_level::emulate_default_handler as die_of;

#[cfg(windows)]
struct Stop;

#[cfg(windows)]
impl Stop {
    fn listen() -> io::Result<Stop> {
        Ok(Stop)
    }

    #[allow(clippy::unused_self, reason = "the caller has one for both systems")]
    fn signal(&mut self) -> Option<i32> {
        None
    }
}

#[cfg(windows)]
fn die_of(_signal: i32) -> io::Result<()> {
    Ok(())
}

#[cfg(windows)]
fn own_group(_command: &mut Command) {}

#[cfg(windows)]
fn end_group(_leader: &Child, _by_force: bool) {}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn an_answer_counts_only_with_success() {
        let shell = |text: &str| ask(Command::new("/bin/sh").args(["-c", text]));
        assert_eq!(shell("echo x; echo y >&2").unwrap(), b"x\n");
        assert!(shell("echo x; exit 3").is_err());
        assert!(ask(&mut Command::new("/nowhere")).is_err());
        let shell = |text: &str| verdict(Command::new("/bin/sh").args(["-c", text])).unwrap();
        assert_eq!(shell("echo x; echo y >&2"), (true, b"x\ny\n".to_vec()));
        assert_eq!(shell("exit 3"), (false, Vec::new()));
    }

    #[test]
    fn what_a_program_leaves_behind_is_not_waited_for() {
        let text = "sleep 1000 & echo $!";
        let answer = ask(Command::new("/bin/sh").args(["-c", text])).unwrap();
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
