//! What `try` waits for: the shell's output, its end, or a signal to stop.

use anyhow::{Result, bail};
use nix::libc::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use signal_hook::iterator::Signals;
use std::sync::mpsc::{Receiver, Sender, channel};

/// One thing that happened.
#[derive(Debug)]
pub enum Event {
    /// The shell's terminal received these bytes.
    Output(Vec<u8>),
    /// The shell has ended, or its terminal is closed.
    Ended,
    /// This process got this signal to stop.
    Signal(i32),
}

/// Everything that happens, in one queue.
#[derive(Debug)]
pub struct Events {
    /// For threads that see something happen.
    pub sender: Sender<Event>,
    /// For the thread that waits.
    pub receiver: Receiver<Event>,
}

impl Events {
    /// From now on the signals that would end this process only become events: the scratch folder must be deleted
    /// first. A handler, not `SIG_IGN`, which the shells would inherit.
    pub fn listen() -> Result<Events> {
        let (sender, receiver) = channel();
        let mut signals = Signals::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM])?;
        let told = sender.clone();
        std::thread::spawn(move || {
            for signal in signals.forever() {
                let _ = told.send(Event::Signal(signal));
            }
        });
        Ok(Events { sender, receiver })
    }

    /// An error if a signal has arrived.
    pub fn go_on(&self) -> Result<()> {
        match self.receiver.try_iter().find_map(|event| event.signal()) {
            Some(signal) => bail!(stopped(signal)),
            None => Ok(()),
        }
    }
}

impl Event {
    fn signal(&self) -> Option<i32> {
        if let Event::Signal(signal) = self { Some(*signal) } else { None }
    }
}

/// The message after a signal has stopped `try`.
pub fn stopped(signal: i32) -> String {
    let name = nix::sys::signal::Signal::try_from(signal).map_or("a signal", |signal| signal.as_str());
    format!("stopped by {name}; the scratch folder was deleted")
}
