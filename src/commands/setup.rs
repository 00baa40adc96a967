//! `venvhook setup`: puts the line that loads the hook into the shell's rc file, or takes it out.

use crate::cli::Setup;
use crate::doctor::rc_files::RcFiles;
use crate::setup::rc_file::RcFile;
use crate::setup::rc_line;
use crate::setup::rc_parse::Parser;
use crate::setup::rc_place::{self, Place};
use crate::setup::rc_stop::Stop;
use crate::shells::Shell;
use crate::shells::current;
use crate::ui::message;
use crate::ui::print::print;
use anyhow::{Result, anyhow, bail};
use std::path::Path;
use std::process::ExitCode;

/// One file's part.
enum Change {
    /// Nothing is to be done, for this reason.
    None(String),
    /// The person's own hand is needed, for this reason.
    Refused(String),
    /// The file, its new text (`None`: it goes), and what is told: a headline and lines.
    Write { file: RcFile, text: Option<Vec<u8>>, headline: String, lines: Vec<Vec<u8>> },
}

/// Tells what is done, then does it. Exit status 1 if something is left to the person.
pub fn run(args: &Setup) -> Result<ExitCode> {
    let shell = match args.shell {
        Some(shell) => shell,
        None => shell_in_use()?,
    };
    if shell.dialect().rc_files().is_none() {
        return super::setup_cmd::run(args);
    }
    // All is looked at before anything is written.
    let mut changes = Vec::new();
    for place in rc_place::places(shell)? {
        match (place.is_login, args.remove) {
            (true, false) => changes.extend(login(shell, &place, &changes)?),
            (true, true) if !place.file.exists() => {}
            (_, true) => changes.push(removal(shell, &place)?),
            (false, false) => changes.push(addition(shell, &place)?),
        }
    }
    let (mut written, mut refused) = (false, false);
    for change in changes {
        match change {
            Change::None(reason) => tell(&reason)?,
            Change::Refused(reason) => {
                message::say(&reason);
                refused = true;
            }
            Change::Write { file, text, headline, lines } => {
                tell(&format!("{}{headline}", if args.dry_run { "would " } else { "" }))?;
                for line in lines {
                    tell(&format!("    {}", String::from_utf8_lossy(&line)))?;
                }
                if !args.dry_run {
                    let result = file.write(text.as_deref());
                    if let (Err(error), false) = (&result, args.remove) {
                        bail!("{error}; {}", hint(shell)?);
                    }
                    result?;
                    written = true;
                }
            }
        }
    }
    if !args.remove && !refused {
        tell_of_login(shell)?;
    }
    if written && args.remove {
        tell("done; shells that are open keep the hook until they end")?;
    } else if written {
        tell(&format!("done: open a new {0}; if nothing happens there: venvhook doctor {0}", shell.name()))?;
    }
    Ok(if refused { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// The shell that this was called from. On Windows that is known only where its hook called.
pub(super) fn shell_in_use() -> Result<Shell> {
    current::in_use().ok_or_else(|| anyhow!("which shell? Name it: powershell or cmd"))
}

fn addition(shell: Shell, place: &Place) -> Result<Change> {
    for path in [&place.file].into_iter().chain(&place.also) {
        // What cannot be read among the others says nothing.
        let file = match RcFile::open(path) {
            Ok(file) => file,
            Err(error) if *path == place.file => return by_hand(shell, &format!("{error}")),
            Err(_) => continue,
        };
        if let Some(line) = file.line(shell) {
            let who = if line.marked { "by venvhook setup" } else { "by hand" };
            let at = format!("{}:{}", message::path(path), line.number);
            return Ok(Change::None(format!("{at} has the line already, {who}: nothing to do")));
        }
    }
    // A plugin manager, or a file that another reads; not a line typed at this prompt only.
    if std::env::var_os("VENVHOOK_HOOK").is_some() && super::doctor::is_loaded_anew(shell) {
        let text = format!("a new {} loads the hook already, from elsewhere: nothing to do", shell.name());
        return Ok(Change::None(text));
    }
    let file = RcFile::open(&place.file)?;
    if let Some(objection) = file.objection() {
        return by_hand(shell, &format!("{} {objection}", message::path(&file.path)));
    }
    let old = file.text.as_deref();
    if let Some(reason) = old.and_then(|text| not_reached(shell, &file.path, text)) {
        return Ok(Change::Refused(reason + &String::from_utf8_lossy(&rc_place::load_line(shell)?)));
    }
    let text = rc_line::add(old, &rc_place::load_line(shell)?, shell);
    let headline = match old {
        Some(_) => format!("add to the end of {}:", message::path(&file.path)),
        None => format!("make {} with the line:", message::path(&file.path)),
    };
    let lines = rc_line::marked(&text).into_iter().map(<[u8]>::to_vec).collect();
    Ok(Change::Write { text: Some(text), headline, lines, file })
}

/// A login bash's file, where there is none, or that which setup has made: it reads .bashrc, if the line is there.
fn login(shell: Shell, place: &Place, before: &[Change]) -> Result<Option<Change>> {
    let rc = rc_place::places(shell)?.into_iter().find(|place| !place.is_login);
    let has_line =
        || rc.and_then(|rc| RcFile::open(&rc.file).ok()).is_some_and(|rc| rc.line(shell).is_some());
    let is_written = matches!(before, [Change::Write { .. }, ..]);
    if !is_written && !has_line() {
        return Ok(None);
    }
    let file = RcFile::open(&place.file)?;
    if file.text.is_some() {
        let text = format!("{} reads ~/.bashrc already: nothing to do", message::path(&place.file));
        return Ok(Some(Change::None(text)));
    }
    let text = rc_line::add(None, rc_line::READS_BASHRC.as_bytes(), shell);
    let headline = format!(
        "make {}, for a login bash reads no ~/.bashrc by itself, with the line:",
        message::path(&file.path)
    );
    let lines = rc_line::marked(&text).into_iter().map(<[u8]>::to_vec).collect();
    Ok(Some(Change::Write { text: Some(text), headline, lines, file }))
}

/// A login bash's file that is the person's own is left to them.
fn tell_of_login(shell: Shell) -> Result<()> {
    if rc_place::login_names(shell).is_empty() {
        return Ok(());
    }
    let rc = RcFiles::of(shell, &rc_place::places(shell)?);
    if let Some(Some(file)) = rc.login_without() {
        let (file, line) = (message::path(&file), rc_line::READS_BASHRC);
        tell(&format!(
            "a login bash (ssh, tmux) reads {file}, and so not ~/.bashrc; to have the hook there, add to {file}: {line}"
        ))?;
    }
    Ok(())
}

/// Why a line at the end of the file would do nothing, to stand before that line.
fn not_reached(shell: Shell, path: &Path, text: &[u8]) -> Option<String> {
    let (parser, path) = (Parser::of(shell)?, message::path(path));
    if let Some(said) = parser.unfinished(text) {
        let how = if parser.runs_above() {
            "mend it first, or put this above it by hand"
        } else {
            "mend it first; the line is"
        };
        return Some(format!("{path}{said}; a line below that would not be run: {how}: "));
    }
    let Stop { number, text, .. } = parser.stop(text, usize::MAX)?;
    Some(format!(
        "{path}:{number} ends the file ({text}); a line below that would not be run: put this above it by hand: "
    ))
}

fn by_hand(shell: Shell, reason: &str) -> Result<Change> {
    Ok(Change::Refused(format!("{reason}; {}", hint(shell)?)))
}

fn hint(shell: Shell) -> Result<String> {
    Ok(format!("add the line by hand: {}", String::from_utf8_lossy(&rc_place::load_line(shell)?)))
}

fn removal(shell: Shell, place: &Place) -> Result<Change> {
    let file = match RcFile::open(&place.file) {
        Ok(file) => file,
        Err(error) => return Ok(Change::Refused(error.to_string())),
    };
    let text = file.text.clone().unwrap_or_default();
    let lines: Vec<Vec<u8>> = rc_line::marked(&text).into_iter().map(<[u8]>::to_vec).collect();
    if lines.is_empty() {
        let others = place.also.iter().filter_map(|path| RcFile::open(path).ok());
        let by_hand =
            [file].into_iter().chain(others).find_map(|file| file.line(shell).map(|line| (file, line)));
        return Ok(match by_hand {
            Some((file, line)) => Change::Refused(format!(
                "{}:{} was not put there by venvhook setup: take it out by hand",
                message::path(&file.path),
                line.number
            )),
            None => Change::None(format!(
                "{} has no line of venvhook's: nothing to do",
                message::path(&place.file)
            )),
        });
    }
    if let Some(objection) = file.objection() {
        let path = message::path(&file.path);
        return Ok(Change::Refused(format!(
            "{path} {objection}; take the line with \"venvhook setup\" out by hand"
        )));
    }
    let text = rc_line::remove(&text);
    let headline = match text {
        Some(_) => format!("take out of {}:", message::path(&file.path)),
        None => format!("remove {}, which setup made, with its only line:", message::path(&file.path)),
    };
    Ok(Change::Write { text, headline, lines, file })
}

/// A line on stdout; a reader that has gone away is no failure.
fn tell(text: &str) -> Result<()> {
    print(format!("{}\n", message::printable(text)).as_bytes()).map(|_| ())
}
