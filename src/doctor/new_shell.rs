//! A new shell as the user would open it: at a terminal, with their rc files, which reports about itself at its
//! first prompt. Nothing is typed, so that nothing gets into the history, and it ends after its report.

use crate::doctor::of_hook_and_venv;
use crate::shells::Shell;
use crate::system::child::{Child, Event, Events, Stop};
use crate::system::parent_process;
use crate::system::processes;
use crate::system::signals;
use crate::system::terminal::Terminal;
use crate::system::terminal_child::TerminalChild;
use crate::ui::message;
use crate::venv::search_path::SearchPath;
use anyhow::{Context, Result, anyhow, bail};
use nix::unistd::Pid;
use portable_pty::{CommandBuilder, PtySize};
use std::fs;
use std::io::{IsTerminal, Write, stderr};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::time::{Duration, Instant};

/// A shell that is slower than this has another problem: the slowest rc files take about 20 seconds.
pub const LIMIT: Duration = Duration::from_secs(30);
/// After this the user sees a message about the wait.
const PATIENCE: Duration = Duration::from_secs(3);
/// A variable in the environment of everything that the shell starts.
const MARK: &str = "VENVHOOK_DOCTOR";
/// The end of a complete answer.
const END: &[u8] = b"end\n";
/// How many of the terminal's answers wait to be read.
const AHEAD: usize = 16;
/// How much of the last line is shown in a message, in characters.
const LAST: usize = 100;
const SIZE: PtySize = PtySize { rows: 50, cols: 200, pixel_width: 0, pixel_height: 0 };

/// What happened.
#[derive(Debug)]
pub enum Outcome {
    /// The shell's answer.
    Answer(String),
    /// It ended before it showed a prompt.
    Ended,
    /// It did not show a prompt in time.
    Late,
    /// This program has replaced it.
    Became(String),
}

/// The outcome, and what its terminal showed.
#[derive(Debug)]
pub struct Fresh {
    /// What happened.
    pub outcome: Outcome,
    /// venvhook's messages, without `venvhook: `, and errors in the rc file.
    pub said: Vec<String>,
    /// The last line that its terminal showed.
    pub last: String,
}

/// Why the wait ended.
enum WaitEnd {
    /// The shell ended itself, as it does when it has answered.
    Itself,
    Late,
    /// This program has replaced it.
    Became(String),
    /// This process was asked to stop, by this signal.
    Stopped(i32),
}

/// Starts the shell and waits for its answer.
pub fn start(shell: Shell, program: &Path) -> Result<Fresh> {
    // Before there is anything to be removed, or a shell to be ended.
    let events = Events::listen()?;
    let folder = tempfile::Builder::new().prefix("venvhook-doctor-").tempdir()?;
    let command = command(shell, program, folder.path())?;
    let started = TerminalChild::start(command, SIZE, &events)?;
    let child = started.child;
    let answers = in_background(started.writer);
    let mut terminal = Terminal::default();
    let end = wait(shell, child, &events, |output| {
        let _ = answers.try_send(terminal.take(output));
    });
    if !matches!(end, WaitEnd::Itself) {
        // Its group, since it may wait for a program.
        child.stop(Stop::Kill);
    }
    if let Ok(pid) = i32::try_from(child.id()) {
        let mark = [MARK.as_bytes(), b"=", folder.path().as_os_str().as_bytes()].concat();
        processes::end_session(Pid::from_raw(pid), &mark);
    }
    let stopped = if let WaitEnd::Stopped(signal) = end { Some(signal) } else { events.signal() };
    if let Some(signal) = stopped {
        drop(folder);
        signals::die_of(signal);
        bail!("stopped");
    }
    let answer = fs::read(folder.path().join("answer")).unwrap_or_default();
    let outcome = match (answer.strip_suffix(END), end) {
        (Some(answer), _) => Outcome::Answer(String::from_utf8_lossy(answer).into_owned()),
        (None, WaitEnd::Became(program)) => Outcome::Became(program),
        (None, WaitEnd::Itself) => Outcome::Ended,
        (None, WaitEnd::Late | WaitEnd::Stopped(_)) => Outcome::Late,
    };
    let (said, last) = shown(shell, &terminal.text());
    Ok(Fresh { outcome, said, last })
}

/// Types in a thread what is sent to it: a shell that asks its terminal and does not read the answers must not
/// block this one.
fn in_background(mut writer: Box<dyn Write + Send>) -> SyncSender<Vec<u8>> {
    let (answers, unread) = sync_channel::<Vec<u8>>(AHEAD);
    std::thread::spawn(move || {
        for answer in unread {
            let _ = writer.write_all(&answer).and_then(|()| writer.flush());
        }
    });
    answers
}

/// Waits until the shell ends. `take` gets what it prints.
fn wait(shell: Shell, child: Child, events: &Events, mut take: impl FnMut(&[u8])) -> WaitEnd {
    let (deadline, mut look) = (Instant::now() + LIMIT, Instant::now() + PATIENCE);
    let mut is_told = !stderr().is_terminal();
    loop {
        match events.next(Some(look.min(deadline))) {
            Event::Output(bytes) => take(&bytes),
            Event::Ended(_) => return WaitEnd::Itself,
            Event::Signal(signal) => return WaitEnd::Stopped(signal),
            Event::OutputEnded => {}
            Event::TimeUp if Instant::now() >= deadline => return WaitEnd::Late,
            Event::TimeUp => {
                if !is_told {
                    message::say(&format!(
                        "waiting for a new {} to show its prompt; Ctrl-C ends it",
                        shell.name()
                    ));
                    is_told = true;
                }
                if let Some(program) = other_program(shell, child.id()) {
                    return WaitEnd::Became(program);
                }
                look = Instant::now() + PATIENCE;
            }
        }
    }
}

/// What matters of a terminal's text: our messages and errors in the rc file, and the last line.
fn shown(shell: Shell, text: &str) -> (Vec<String>, String) {
    // Our own messages first; the last error of the rc file's may have ended it.
    let of_rc_file = shell.dialect().rc_error();
    let own = text.lines().filter_map(|line| line.trim_start().strip_prefix("venvhook: "));
    let said = own.chain(text.lines().rev().map(str::trim).filter(|line| line.contains(of_rc_file)));
    let words = |line: &str| {
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        line.chars().take(LAST).collect::<String>()
    };
    let last = text.lines().rev().map(words).find(|line| !line.is_empty()).unwrap_or_default();
    (said.map(str::to_string).collect(), last)
}

/// Another shell, or a program that runs shells inside, if it has replaced the shell that was started.
fn other_program(shell: Shell, process: u32) -> Option<String> {
    let program = parent_process::program(process)?;
    let name = program.file_name()?.to_str()?.trim_start_matches('-');
    // Linux has `tmux: client`.
    let name = name.split(':').next().unwrap_or_default();
    let is_other = Shell::from_program(&program).is_some_and(|other| other != shell)
        || ["tmux", "screen", "zellij", "byobu"].contains(&name);
    is_other.then(|| name.to_string())
}

/// The shell with the user's rc files, followed by ours.
fn command(shell: Shell, program: &Path, folder: &Path) -> Result<CommandBuilder> {
    let mut command = CommandBuilder::new(program);
    for name in of_hook_and_venv() {
        command.env_remove(name);
    }
    // Many an rc file starts one of these, to stay, in a shell that is not in it yet. People see the
    // shells inside. A path, for tmux makes its socket there.
    for name in ["TMUX", "STY", "ZELLIJ"] {
        if std::env::var_os(name).is_none() {
            command.env(name, folder.join("none"));
        }
    }
    command.env(MARK, folder);
    command.env("PATH", SearchPath::of_process().value(None)?);
    command.cwd("/");
    let cannot = || anyhow!("{} is not asked at a terminal", shell.name());
    let dialect = shell.dialect();
    let question = folder.join("question");
    write(&question, dialect.doctor().ok_or_else(cannot)?.as_bytes())?;
    let text = dialect.report_at_prompt(&question, &folder.join("answer")).ok_or_else(cannot)?;
    let start = dialect.start(folder, &text).ok_or_else(cannot)?;
    for (name, text) in &start.files {
        write(&folder.join(name), text)?;
    }
    command.args(start.arguments);
    for (name, value) in start.variables {
        command.env(name, value);
    }
    Ok(command)
}

fn write(file: &Path, text: &[u8]) -> Result<()> {
    fs::create_dir_all(file.parent().unwrap_or(file))?;
    fs::write(file, text).with_context(|| message::path(file))
}
