//! Runs a maker: shows its progress on the terminal, and ends it with all its children when this process
//! gets a signal to stop.

use crate::ui::message;
use crate::ui::progress;
use anyhow::{Context, Result};
use indicatif::ProgressBar;
use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

/// How many lines of a maker's output are kept, to be shown if it fails.
const KEPT: usize = 20;
/// How long a maker has to end after a signal before it is killed, and its children to close its pipes.
const GRACE: Duration = Duration::from_secs(3);

/// One thing that happened.
#[derive(Debug)]
enum Event {
    Said(String),
    /// One of the two pipes is closed.
    Silent,
    Ended(ExitStatus),
    Signal(i32),
}

/// Everything that happens, in one queue.
#[derive(Debug)]
pub struct Events {
    sender: Sender<Event>,
    receiver: Receiver<Event>,
}

/// How the maker ended.
#[derive(Debug)]
pub enum Outcome {
    /// It succeeded.
    Made,
    /// It failed; with its last lines.
    Failed(ExitStatus, Vec<String>),
    /// This process got this signal, and ended it.
    Stopped(i32),
}

impl Events {
    /// From now on a signal to stop only becomes an event here.
    pub fn listen() -> Result<Events> {
        let (sender, receiver) = channel();
        hear_signals(sender.clone())?;
        Ok(Events { sender, receiver })
    }

    /// The signal that has arrived since the last call.
    pub fn signal(&self) -> Option<i32> {
        self.receiver
            .try_iter()
            .find_map(|event| if let Event::Signal(signal) = event { Some(signal) } else { None })
    }

    /// Runs the command until it ends. On a terminal, `doing` is shown meanwhile.
    pub fn run(&self, command: &mut Command, doing: &str) -> Result<Outcome> {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        own_group(command);
        let program = command.get_program().to_os_string();
        let started = command.spawn();
        let mut child =
            started.with_context(|| format!("{} could not be started", message::path(program.as_ref())))?;
        let group = child.id();
        self.read(child.stdout.take());
        self.read(child.stderr.take());
        self.wait_for(child);
        let progress = progress::spinner("{spinner} {prefix} ({elapsed}) {wide_msg:.dim}", doing);
        progress.enable_steady_tick(progress::REDRAW);
        let outcome = self.follow(group, &progress);
        progress.finish_and_clear();
        Ok(outcome)
    }

    fn read(&self, pipe: Option<impl Read + Send + 'static>) {
        let (Some(pipe), told) = (pipe, self.sender.clone()) else { return };
        std::thread::spawn(move || {
            for line in BufReader::new(pipe).split(b'\n').map_while(Result::ok) {
                let line = String::from_utf8_lossy(&line);
                // A terminal would not show what a progress bar has overwritten either.
                let line = line.trim_end().rsplit('\r').next().unwrap_or_default();
                if !line.is_empty() {
                    let _ = told.send(Event::Said(message::printable(line)));
                }
            }
            let _ = told.send(Event::Silent);
        });
    }

    fn wait_for(&self, mut child: Child) {
        let told = self.sender.clone();
        std::thread::spawn(move || {
            if let Ok(status) = child.wait() {
                let _ = told.send(Event::Ended(status));
            }
        });
    }

    fn follow(&self, group: u32, progress: &ProgressBar) -> Outcome {
        let (mut said, mut ended, mut stopped, mut pipes) = (VecDeque::new(), None, None, 2);
        loop {
            // Once it has ended, or should end, we wait for a limited time only.
            let event = if ended.is_some() || stopped.is_some() {
                self.receiver.recv_timeout(GRACE).ok()
            } else {
                self.receiver.recv().ok()
            };
            match event {
                Some(Event::Said(line)) => {
                    progress.set_message(line.clone());
                    said.push_back(line);
                    if said.len() > KEPT {
                        said.pop_front();
                    }
                }
                Some(Event::Silent) => pipes -= 1,
                Some(Event::Ended(status)) => {
                    ended = Some(status);
                    // Its children too, which still have the pipes open.
                    if stopped.is_some() {
                        end(group, true);
                    }
                }
                Some(Event::Signal(signal)) => {
                    stopped = stopped.or(Some(signal));
                    if ended.is_none() {
                        end(group, false);
                    }
                }
                None if ended.is_none() => end(group, true),
                None => pipes = 0,
            }
            match (ended, stopped) {
                (Some(_), Some(signal)) if pipes == 0 => return Outcome::Stopped(signal),
                (Some(status), None) if pipes == 0 => {
                    return if status.success() {
                        Outcome::Made
                    } else {
                        Outcome::Failed(status, said.into())
                    };
                }
                _ => {}
            }
        }
    }
}

/// Puts it into a process group of its own, so that only this process sends signals to it and its children,
/// and the terminal does not.
#[cfg(unix)]
fn own_group(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(windows)]
fn own_group(_command: &mut Command) {}

/// Ends the group: asks it to, or kills it. It is no error if it has already ended.
#[cfg(unix)]
fn end(group: u32, force: bool) {
    use nix::sys::signal::{Signal, killpg};
    let signal = if force { Signal::SIGKILL } else { Signal::SIGTERM };
    if let Ok(group) = i32::try_from(group) {
        let _ = killpg(nix::unistd::Pid::from_raw(group), signal);
    }
}

/// Windows itself sends a Ctrl-C to every process of the console. One that ignores it is killed with its
/// children by the system's own program, called by its full path.
#[cfg(windows)]
fn end(process: u32, force: bool) {
    let Some(root) = std::env::var_os("SystemRoot").filter(|_| force) else { return };
    let program = std::path::Path::new(&root).join("System32").join("taskkill.exe");
    let mut command = Command::new(program);
    command.args(["/T", "/F", "/PID"]).arg(process.to_string());
    let _ = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
}

#[cfg(unix)]
fn hear_signals(sender: Sender<Event>) -> Result<()> {
    use nix::libc::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
    let mut signals = signal_hook::iterator::Signals::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM])?;
    std::thread::spawn(move || {
        for signal in signals.forever() {
            let _ = sender.send(Event::Signal(signal));
        }
    });
    Ok(())
}

#[cfg(windows)]
fn hear_signals(sender: Sender<Event>) -> Result<()> {
    const SIGINT: i32 = 2;
    Ok(ctrlc::set_handler(move || _ = sender.send(Event::Signal(SIGINT)))?)
}

/// Ends this process by the signal, as if there were no handler, so that a script that started it stops too.
pub fn die_of(signal: i32) -> std::process::ExitCode {
    #[cfg(unix)]
    let _ = signal_hook::low_level::emulate_default_handler(signal);
    std::process::ExitCode::from(128 + u8::try_from(signal).unwrap_or_default())
}
