//! Runs a maker: shows its progress on the terminal, and ends it with all its children when this process
//! gets a signal to stop.

use crate::system::child::{Child, Event, Events, Output, Stop};
use crate::ui::message;
use crate::ui::progress;
use anyhow::{Context, Result};
use indicatif::ProgressBar;
use std::collections::VecDeque;
use std::process::{Command, ExitStatus};
use std::time::{Duration, Instant};

/// How many lines of a maker's output are kept, to be shown if it fails.
const KEPT: usize = 20;
/// How long a maker may take to end when it is asked to, before it is killed; and how long to read on after its end.
const GRACE: Duration = Duration::from_secs(3);

/// How the maker ended.
#[derive(Debug)]
pub enum ToolOutcome {
    /// It succeeded.
    Made,
    /// It failed; with its last lines.
    Failed(ExitStatus, Vec<String>),
    /// This process got this signal, and ended it.
    Stopped(i32),
}

/// Runs the command to its end. `doing` says on a terminal what goes on.
pub fn run(command: &mut Command, doing: &str, events: &Events) -> Result<ToolOutcome> {
    let started = Child::start_read(command, Output::Both, u64::MAX, events);
    let program = command.get_program().to_os_string();
    let child =
        started.with_context(|| format!("{} could not be started", message::path(program.as_ref())))?;
    let progress = progress::spinner("{spinner} {prefix} ({elapsed}) {wide_msg:.dim}", doing);
    progress.enable_steady_tick(progress::REDRAW);
    let outcome = follow(child, events, &progress);
    progress.finish_and_clear();
    outcome
}

fn follow(child: Child, events: &Events, progress: &ProgressBar) -> Result<ToolOutcome> {
    let mut said = Said::default();
    let (mut ended, mut stopped, mut is_open) = (None, None, true);
    // Set when the maker is asked to end, and when it has ended.
    let mut until = None;
    let status = loop {
        match events.next(until) {
            Event::Output(part) => said.take(&part, progress),
            Event::Ended(status) => {
                ended = Some(status?);
                until = Some(Instant::now() + GRACE);
                // Its children too: they keep the pipe open.
                if stopped.is_some() {
                    child.stop(Stop::Kill);
                }
            }
            Event::Signal(signal) => {
                stopped = stopped.or(Some(signal));
                if ended.is_none() {
                    child.stop(Stop::Ask);
                    until = Some(Instant::now() + GRACE);
                }
            }
            Event::TimeUp if ended.is_none() => {
                child.stop(Stop::Kill);
                until = Some(Instant::now() + GRACE);
            }
            Event::OutputEnded | Event::TimeUp => is_open = false,
        }
        if let Some(status) = ended.filter(|_| !is_open) {
            break status;
        }
    };
    Ok(match stopped {
        Some(signal) => ToolOutcome::Stopped(signal),
        None if status.success() => ToolOutcome::Made,
        None => ToolOutcome::Failed(status, said.last_lines()),
    })
}

/// The last lines of what a maker says.
#[derive(Default)]
struct Said {
    lines: VecDeque<String>,
    /// A line that is not complete yet.
    begun: Vec<u8>,
}

impl Said {
    fn take(&mut self, part: &[u8], progress: &ProgressBar) {
        let mut parts = part.split(|&byte| byte == b'\n');
        self.begun.extend(parts.next().unwrap_or_default());
        for next in parts {
            self.end_line();
            self.begun.extend(next);
            if let Some(line) = self.lines.back() {
                progress.set_message(line.clone());
            }
        }
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.begun);
        let line = String::from_utf8_lossy(&line);
        // What a progress bar drew over is gone on a terminal too.
        let line = line.trim_end().rsplit('\r').next().unwrap_or_default();
        if !line.is_empty() {
            self.lines.push_back(message::printable(line));
            if self.lines.len() > KEPT {
                self.lines.pop_front();
            }
        }
    }

    fn last_lines(mut self) -> Vec<String> {
        self.end_line();
        self.lines.into()
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(text: &str) -> ToolOutcome {
        run(Command::new("/bin/sh").args(["-c", text]), "testing", &Events::new()).unwrap()
    }

    #[test]
    fn the_last_lines_of_a_failure_are_kept_as_a_terminal_would_show_them() {
        let text =
            "echo one; printf '10%%\\r100%%\\n\\n'; i=0; while [ $i -lt 18 ]; do echo $i; i=$((i+1)); done
            printf 'no \\033 end' >&2; exit 3";
        let ToolOutcome::Failed(status, lines) = shell(text) else { panic!("it failed") };
        assert_eq!(status.code(), Some(3));
        assert_eq!((lines.len(), lines[0].as_str(), lines[1].as_str()), (KEPT, "100%", "0"));
        assert_eq!(lines[KEPT - 1], "no \\u{1b} end");
    }

    #[test]
    fn a_child_that_holds_the_pipe_does_not_hold_up_the_end() {
        let begin = Instant::now();
        let ToolOutcome::Made = shell("sleep 60 &") else { panic!("it succeeded") };
        assert!(begin.elapsed() < Duration::from_secs(50));
    }
}
