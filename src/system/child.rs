//! A program that this process starts, and one queue of all that happens then: it prints something, it ends, a
//! signal asks this process to stop, the time is up.
//!
//! A watcher that runs for hours fits in as well: [`Events::read`] takes any reader, such as a pipe that closes when
//! a shell ends, and [`Events::next`] waits without a limit if it gets none.

use crate::system::signals::Listening;
use std::io::{self, Read};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::time::Instant;

/// How much output waits in the queue at most, so that a program that prints without end does not fill the memory;
/// pieces of up to 4 KiB.
const AHEAD: usize = 16;

/// One thing that happened.
#[derive(Debug)]
pub enum Event {
    /// The program, or what it has started, printed this.
    Output(Vec<u8>),
    /// Nothing can print any more.
    OutputEnded,
    /// The program ended.
    Ended(io::Result<ExitStatus>),
    /// This process was asked to stop, by this signal.
    Signal(i32),
    /// Nothing else happened until the time that was given.
    TimeUp,
}

/// Everything that happens, in one queue.
#[derive(Debug)]
pub struct Events {
    sender: Sender<Event>,
    receiver: Receiver<Event>,
    /// A piece of output takes a place here before it comes into the queue, and gives it back when it is taken.
    places: (SyncSender<()>, Receiver<()>),
    _listening: Option<Listening>,
}

impl Events {
    /// A queue that hears no signals.
    pub fn new() -> Events {
        let (sender, receiver) = channel();
        Events { sender, receiver, places: sync_channel(AHEAD), _listening: None }
    }

    /// A queue that also hears the signals that ask this process to stop. As long as it exists they do nothing else.
    pub fn listen() -> io::Result<Events> {
        let events = Events::new();
        let sender = events.sender.clone();
        let listening = Listening::start(move |signal| _ = sender.send(Event::Signal(signal)))?;
        Ok(Events { _listening: Some(listening), ..events })
    }

    /// The next thing that happens. After `until` it is always [`Event::TimeUp`], however much happens.
    pub fn next(&self, until: Option<Instant>) -> Event {
        let event = match until.map(|until| until.saturating_duration_since(Instant::now())) {
            None => self.receiver.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(left) if left.is_zero() => Err(RecvTimeoutError::Timeout),
            Some(left) => self.receiver.recv_timeout(left),
        };
        let event = event.unwrap_or(Event::TimeUp);
        if let Event::Output(_) = event {
            let _ = self.places.1.try_recv();
        }
        event
    }

    /// The signal that came since the last look at the queue, if one came. All other events are dropped.
    pub fn signal(&self) -> Option<i32> {
        let mut events = std::iter::from_fn(|| self.receiver.try_recv().ok());
        events.find_map(|event| if let Event::Signal(signal) = event { Some(signal) } else { None })
    }

    /// Reads in a thread, to the end or as long as the queue exists.
    pub fn read(&self, mut from: impl Read + Send + 'static) {
        let (sender, places) = (self.sender.clone(), self.places.0.clone());
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(length @ 1..) = from.read(&mut buffer) {
                let part = buffer[..length].to_vec();
                if places.send(()).is_err() || sender.send(Event::Output(part)).is_err() {
                    return;
                }
            }
            let _ = sender.send(Event::OutputEnded);
        });
    }

    /// Waits in a thread until a program ends. The end of its output says less: that may stay open as long as
    /// something runs in the background.
    pub fn wait_for(&self, wait: impl FnOnce() -> io::Result<ExitStatus> + Send + 'static) {
        let sender = self.sender.clone();
        std::thread::spawn(move || _ = sender.send(Event::Ended(wait())));
    }
}

impl Default for Events {
    fn default() -> Events {
        Events::new()
    }
}

/// Which output of a program comes into the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// What it prints to stdout. What it prints to stderr is dropped.
    Stdout,
    /// What it prints to stdout and stderr, mixed as on a terminal.
    Both,
}

/// A program that was started.
#[derive(Clone, Copy, Debug)]
pub struct Child {
    id: u32,
    #[cfg_attr(windows, expect(dead_code, reason = "Windows has no such groups"))]
    leads_group: bool,
}

/// How a program is ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// By SIGHUP, as when its terminal is closed: an interactive shell ignores SIGTERM.
    HangUp,
    /// By SIGTERM, so that it may clean up.
    Ask,
    /// By SIGKILL, which no program can ignore.
    Kill,
}

impl Child {
    /// Starts a program that shares this process's terminal.
    pub fn start(command: &mut Command, events: &Events) -> io::Result<Child> {
        let mut child = command.spawn()?;
        let id = child.id();
        events.wait_for(move || child.wait());
        Ok(Child { id, leads_group: false })
    }

    /// Starts a program whose output is read, up to `limit` bytes of it, and which reads nothing. It has a process
    /// group of its own: the terminal's Ctrl-C does not reach it, so only this process asks it to stop, and all its
    /// children with it.
    pub fn start_read(
        command: &mut Command,
        output: Output,
        limit: u64,
        events: &Events,
    ) -> io::Result<Child> {
        let (reader, writer) = io::pipe()?;
        let errors = if output == Output::Both { writer.try_clone()?.into() } else { Stdio::null() };
        own_group(command);
        command.stdin(Stdio::null()).stdout(writer).stderr(errors);
        let started = Child::start(command, events);
        // They held our ends of the pipe: while one is open, the output does not end.
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let child = started?;
        events.read(reader.take(limit));
        Ok(Child { leads_group: true, ..child })
    }

    /// A program that was started in another way and leads a process group.
    pub fn leader(id: u32) -> Child {
        Child { id, leads_group: true }
    }

    /// Its process number.
    pub fn id(self) -> u32 {
        self.id
    }

    /// Ends it, and all processes of its group if it leads one. After its own end that is what still runs in the
    /// background, so call this then only for a group. (The number belongs to others by then only if the system has
    /// given out all other numbers in between.)
    #[cfg(unix)]
    pub fn stop(self, how: Stop) {
        use nix::sys::signal::{Signal, kill, killpg};
        let signal = match how {
            Stop::HangUp => Signal::SIGHUP,
            Stop::Ask => Signal::SIGTERM,
            Stop::Kill => Signal::SIGKILL,
        };
        let Ok(id) = i32::try_from(self.id).map(nix::unistd::Pid::from_raw) else { return };
        let _ = if self.leads_group { killpg(id, signal) } else { kill(id, signal) };
    }

    /// [`Stop::Kill`] ends it and its children with the system's own program, named by its full path. The others do
    /// nothing: Windows itself sends a Ctrl-C to every process of the console.
    #[cfg(windows)]
    pub fn stop(self, how: Stop) {
        let Some(root) = std::env::var_os("SystemRoot").filter(|_| how == Stop::Kill) else { return };
        let program = std::path::Path::new(&root).join("System32").join("taskkill.exe");
        let mut command = Command::new(program);
        command.args(["/T", "/F", "/PID"]).arg(self.id.to_string());
        let _ = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    }
}

#[cfg(unix)]
fn own_group(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(windows)]
fn own_group(_command: &mut Command) {}
