//! A new shell as the user would open it: at a terminal, with their rc files, which reports about itself at its
//! first prompt. Nothing is typed, so that nothing gets into the history, and it ends after its report.

use crate::doctor::{of_hook_and_venv, shell_report};
use crate::shells::Shell;
use crate::shells::current;
use crate::shells::quote;
use crate::system::processes;
use crate::system::terminal::Terminal;
use crate::ui::message;
use crate::venv::search_path::SearchPath;
use anyhow::{Context, Result, anyhow, bail};
use nix::libc::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;
use std::fs;
use std::io::{IsTerminal, Read, Write, stderr};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

/// A shell that is slower than this has another problem: the slowest rc files take about 20 seconds.
pub const LIMIT: Duration = Duration::from_secs(30);
/// After this the user sees a message about the wait.
const PATIENCE: Duration = Duration::from_secs(3);
/// A variable in the environment of everything that the shell starts.
const MARK: &str = "VENVHOOK_DOCTOR";
/// The end of a complete answer.
const END: &[u8] = b"end\n";
/// How much of a shell's output is read ahead, in pieces of 4 KiB.
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

enum Event {
    Output(Vec<u8>),
    Ended,
    /// This process got this signal to stop.
    Stopped(i32),
}

/// Starts the shell and waits for its answer.
pub fn start(shell: Shell, program: &Path) -> Result<Fresh> {
    // Before there is anything to be removed, or a shell to be ended.
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM])?;
    let listening = signals.handle();
    let folder = tempfile::Builder::new().prefix("venvhook-doctor-").tempdir()?;
    let command = command(shell, program, folder.path())?;
    let pty = native_pty_system().openpty(SIZE).context("no pseudo-terminal could be opened")?;
    let mut child = pty.slave.spawn_command(command).context("the shell could not be started")?;
    drop(pty.slave);
    let pid = child.process_id().and_then(|pid| i32::try_from(pid).ok()).map(Pid::from_raw);
    let mut reader = pty.master.try_clone_reader()?;
    let mut writer = pty.master.take_writer()?;
    // In a thread, because a shell that keeps asking without reading would block us.
    let (answers, unread) = sync_channel::<Vec<u8>>(AHEAD);
    std::thread::spawn(move || {
        for answer in unread {
            let _ = writer.write_all(&answer).and_then(|()| writer.flush());
        }
    });
    let (sender, receiver) = sync_channel(AHEAD);
    let (output, stop) = (sender.clone(), sender.clone());
    std::thread::spawn(move || {
        for signal in signals.forever() {
            let _ = stop.send(Event::Stopped(signal));
        }
    });
    std::thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(length @ 1..) = reader.read(&mut buffer) {
            if output.send(Event::Output(buffer[..length].to_vec())).is_err() {
                return;
            }
        }
    });
    // By the process: the terminal stays open for as long as something in the background has it.
    std::thread::spawn(move || {
        let _ = child.wait();
        let _ = sender.send(Event::Ended);
    });
    let mut terminal = Terminal::default();
    let (deadline, mut look) = (Instant::now() + LIMIT, Instant::now() + PATIENCE);
    let (mut is_told, mut became, mut stopped) = (!stderr().is_terminal(), None, None);
    let in_time = loop {
        let now = Instant::now();
        if now > look {
            if !is_told {
                message::say(&format!(
                    "waiting for a new {} to show its prompt; Ctrl-C ends it",
                    shell.name()
                ));
                is_told = true;
            }
            became = pid.and_then(|pid| other_program(shell, pid));
            look = now + PATIENCE;
        }
        // Not by a time-out alone: some print without end.
        if now > deadline || became.is_some() {
            break false;
        }
        match receiver.recv_timeout(look.min(deadline).saturating_duration_since(now)) {
            Ok(Event::Output(bytes)) => {
                let _ = answers.try_send(terminal.take(&bytes));
            }
            Ok(Event::Ended) | Err(RecvTimeoutError::Disconnected) => break true,
            Ok(Event::Stopped(signal)) => {
                stopped = Some(signal);
                break false;
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
    };
    listening.close();
    if let Some(pid) = pid {
        if !in_time {
            // Its group, since it may wait for a program; it leads one, by its terminal.
            let _ = kill(Pid::from_raw(-pid.as_raw()), Signal::SIGKILL);
        }
        processes::end(pid, &[MARK.as_bytes(), b"=", folder.path().as_os_str().as_bytes()].concat());
    }
    if let Some(signal) = stopped {
        drop(folder);
        emulate_default_handler(signal)?;
        bail!("stopped");
    }
    let answer = fs::read(folder.path().join("answer")).unwrap_or_default();
    let outcome = match (answer.strip_suffix(END), became) {
        (Some(answer), _) => Outcome::Answer(String::from_utf8_lossy(answer).into_owned()),
        (None, Some(program)) => Outcome::Became(program),
        (None, None) if in_time => Outcome::Ended,
        (None, None) => Outcome::Late,
    };
    let text = terminal.text();
    // Our own messages first; the last error of the rc file's may have ended it.
    let of_rc_file = match shell {
        Shell::Zsh => ".zshrc:",
        Shell::Fish => ".fish (line ",
        _ => ".bashrc: line ",
    };
    let own = text.lines().filter_map(|line| line.trim_start().strip_prefix("venvhook: "));
    let said = own.chain(text.lines().rev().map(str::trim).filter(|line| line.contains(of_rc_file)));
    let words = |line: &str| {
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        line.chars().take(LAST).collect::<String>()
    };
    let last = text.lines().rev().map(words).find(|line| !line.is_empty()).unwrap_or_default();
    Ok(Fresh { outcome, said: said.map(str::to_string).collect(), last })
}

/// Another shell, or a program that runs shells inside, if it has replaced the shell that was started.
fn other_program(shell: Shell, pid: Pid) -> Option<String> {
    let program = current::program(u32::try_from(pid.as_raw()).ok()?)?;
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
    let write = |name: &str, text: &[u8]| -> Result<std::path::PathBuf> {
        let file = folder.join(name);
        fs::write(&file, text).with_context(|| message::path(&file))?;
        Ok(file)
    };
    let word = |path: &Path| quote::word(shell.syntax(), path.as_os_str());
    let question =
        shell_report::question(shell).ok_or_else(|| anyhow!("{} has no rc file", shell.name()))?.as_bytes();
    let asked = word(&write("question", question)?);
    let answer = word(&folder.join("answer"));
    match shell {
        Shell::Bash => {
            let rc = [
                b"if [ -r ~/.bashrc ]; then . ~/.bashrc; fi\n".as_slice(),
                b"__venvhook_doctor() {\n",
                &posix(&asked, &answer),
                b"}\n",
                BASH,
            ]
            .concat();
            command.arg("--rcfile");
            command.arg(write("rc.bash", &rc)?);
            command.arg("-i");
        }
        Shell::Zsh => {
            let theirs = match std::env::var_os("ZDOTDIR") {
                Some(dir) => [b"export ZDOTDIR=".to_vec(), quote::posix(&dir), b"\n".to_vec()].concat(),
                None => b"unset ZDOTDIR\n".to_vec(),
            };
            let env = [
                b"venvhook_try_dir=".as_slice(),
                &word(folder),
                b"\n",
                &theirs,
                include_bytes!("../../shell/try.zshenv"),
            ]
            .concat();
            write(".zshenv", &env)?;
            let rc = [
                include_bytes!("../../shell/try.zshrc").as_slice(),
                b"__venvhook_doctor() {\n",
                &posix(&asked, &answer),
                b"}\nprecmd_functions+=(__venvhook_doctor)\n",
            ]
            .concat();
            write(".zshrc", &rc)?;
            command.env("ZDOTDIR", folder);
            command.arg("-i");
        }
        Shell::Fish => {
            let rc = [
                b"function __venvhook_doctor --on-event fish_prompt\n    builtin source ".as_slice(),
                &asked,
                b" >",
                &answer,
                b"\n    builtin echo end >>",
                &answer,
                // There may be no kill on PATH.
                b"\n    /bin/kill -KILL $fish_pid; or command kill -KILL $fish_pid\nend\n",
            ]
            .concat();
            let source = [b"source ".to_vec(), word(&write("rc.fish", &rc)?)].concat();
            let source = String::from_utf8(source)
                .map_err(|_| anyhow!("the folder for temporary files has a name that is not valid UTF-8"))?;
            command.args(["--interactive", "--init-command", &source]);
        }
        Shell::PowerShell | Shell::Cmd => bail!("{} is not asked at a terminal", shell.name()),
    }
    Ok(command)
}

/// Writes the answer, then ends the shell in a way that runs no code of the user.
fn posix(question: &[u8], answer: &[u8]) -> Vec<u8> {
    [
        b"  \\builtin source ".as_slice(),
        question,
        b" >| ",
        answer,
        b"\n  \\builtin echo end >> ",
        answer,
        b"\n  \\builtin kill -KILL $$\n",
    ]
    .concat()
}

/// Adds the question after everything else at the prompt.
const BASH: &[u8] = b"__venvhook_flags=$(\\builtin declare -p PROMPT_COMMAND 2>/dev/null)
__venvhook_flags=${__venvhook_flags#declare -}
if [[ ${__venvhook_flags%% *} == *r* ]]; then
  __venvhook_doctor
elif ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 501)); then
  PROMPT_COMMAND+=(__venvhook_doctor)
else
  PROMPT_COMMAND=${PROMPT_COMMAND:+$PROMPT_COMMAND$'\\n'}__venvhook_doctor
fi
";
