//! A shell on a pseudo-terminal, in which lines are typed one by one.
//!
//! Its prompt ends in `NUMBER:try> `, and the number grows with every line, so that the prompt after a line is
//! never confused with an older one that is drawn again.

use crate::system::terminal::Terminal;
use crate::tryout::events::{Event, Events, stopped};
use crate::ui::message;
use anyhow::{Context, Result, bail};
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

/// The end of a prompt, after its number.
pub const PROMPT: &str = ":try> ";
/// Much more than any line takes, even on a busy machine.
const LIMIT: Duration = Duration::from_secs(60);
/// Wide enough that no line typed here wraps.
const SIZE: PtySize = PtySize { rows: 50, cols: 500, pixel_width: 0, pixel_height: 0 };

/// What the shell showed between a line and the prompt after it.
#[derive(Debug)]
pub struct Shown {
    /// The lines before the prompt, the typed one among them.
    pub output: String,
    /// The prompt, without its number and end.
    pub prompt: String,
}

/// A running shell. Dropping it ends it.
pub struct Session<'a> {
    // The fields are dropped in this order: the writer's last act is to send an end of file.
    writer: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    _master: Box<dyn MasterPty + Send>,
    events: &'a Events,
    terminal: Terminal,
    number: Option<u64>,
}

impl<'a> Session<'a> {
    /// Starts a shell and waits for its first prompt.
    pub fn start(command: CommandBuilder, events: &'a Events) -> Result<Session<'a>> {
        let pty = native_pty_system().openpty(SIZE).context("no pseudo-terminal could be opened")?;
        let child = pty.slave.spawn_command(command).context("the shell could not be started")?;
        drop(pty.slave);
        let reader = pty.master.try_clone_reader()?;
        let sender = events.sender.clone();
        std::thread::spawn(move || forward(reader, &sender));
        let writer = pty.master.take_writer()?;
        let mut session = Session {
            writer,
            child,
            _master: pty.master,
            events,
            terminal: Terminal::default(),
            number: None,
        };
        session.wait("its start")?;
        Ok(session)
    }

    /// Types a line and waits for the prompt after it.
    pub fn enter(&mut self, line: &str) -> Result<Shown> {
        self.terminal.clear();
        self.write(format!("{line}\r").as_bytes())?;
        self.wait(line)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let sent = self.writer.write_all(bytes).and_then(|()| self.writer.flush());
        sent.context("the shell's terminal could not be written to")
    }

    fn wait(&mut self, line: &str) -> Result<Shown> {
        let deadline = Instant::now() + LIMIT;
        loop {
            let text = self.terminal.text();
            if let Some((number, shown)) = last_prompt(&text)
                && self.number.is_none_or(|before| number > before)
            {
                self.number = Some(number);
                return Ok(shown);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            match self.events.receiver.recv_timeout(left) {
                Ok(Event::Output(bytes)) => {
                    let answers = self.terminal.take(&bytes);
                    self.write(&answers)?;
                }
                Ok(Event::Signal(signal)) => bail!(stopped(signal)),
                Ok(Event::Ended) => bail!("the shell ended after {line}; it showed: {}", tail(&text)),
                Err(_) => bail!(
                    "no prompt came within {} seconds after {line}; the shell showed: {}",
                    LIMIT.as_secs(),
                    tail(&text)
                ),
            }
        }
    }
}

impl Drop for Session<'_> {
    fn drop(&mut self) {
        // SIGHUP, then SIGKILL for a shell that does not end; then wait, so that nothing writes into the scratch
        // folder while it is being deleted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn forward(mut reader: Box<dyn Read + Send>, sender: &Sender<Event>) {
    let mut buffer = [0; 4096];
    while let Ok(length @ 1..) = reader.read(&mut buffer) {
        if sender.send(Event::Output(buffer[..length].to_vec())).is_err() {
            return;
        }
    }
    let _ = sender.send(Event::Ended);
}

/// The number of the last prompt in `text`, and what was shown up to it.
fn last_prompt(text: &str) -> Option<(u64, Shown)> {
    let (before, _) = text.rsplit_once(PROMPT)?;
    let named = before.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = before[named.len()..].parse().ok()?;
    let line = named.rfind(['\r', '\n']).map_or(0, |end| end + 1);
    let shown = Shown { output: named[..line].to_string(), prompt: named[line..].to_string() };
    Some((number, shown))
}

/// The end of what a terminal showed, on one line.
fn tail(text: &str) -> String {
    let lines: Vec<&str> = text.split(['\r', '\n']).map(str::trim).filter(|line| !line.is_empty()).collect();
    match lines.as_slice() {
        [] => "nothing".into(),
        lines => message::printable(&lines[lines.len().saturating_sub(3)..].join(" / ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_prompt_is_found_with_its_venv() {
        let (number, shown) = last_prompt("1:try> cd x\r\nsaid\r\n(x) 2:try> ").unwrap();
        assert_eq!((number, shown.prompt.as_str()), (2, "(x) "));
        assert_eq!(shown.output, "1:try> cd x\r\nsaid\r\n");
        assert!(last_prompt("1:try>").is_none());
        assert!(last_prompt("x:try> ").is_none());
    }
}
