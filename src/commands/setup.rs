//! `venvhook setup`: adds the line that loads the hook to the shell's rc file, or removes it.

use crate::cli::Setup;
use crate::doctor::rc_files::RcFiles;
use crate::setup::rc_file::RcFile;
use crate::setup::rc_line::{self, Stop};
use crate::setup::rc_parse::Parser;
use crate::setup::rc_place::{self, Place};
use crate::shells::Shell;
use crate::ui::message;
use crate::ui::print::print;
use anyhow::{Result, bail};
use std::path::Path;
use std::process::ExitCode;

/// What to do with one file.
enum Change {
    /// Nothing, for this reason.
    None(String),
    /// The user has to do it, for this reason.
    Refused(String),
    /// Write the file with its new text (`None`: delete it), and print a headline and lines.
    Write { file: RcFile, text: Option<Vec<u8>>, headline: String, lines: Vec<Vec<u8>> },
}

/// Says what it does, then does it. Exit status 1 if something is left for the user to do.
pub fn run(args: &Setup) -> Result<ExitCode> {
    let shell = match args.shell {
        Some(shell) => shell,
        None => shell_in_use()?,
    };
    if shell == Shell::Cmd {
        return super::setup_cmd::run(args);
    }
    // Everything is checked before anything is written.
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
    if shell == Shell::Bash && !args.remove && !refused {
        tell_of_login()?;
    }
    if written && args.remove {
        tell("done; open shells keep the hook until you close them")?;
    } else if written {
        tell(&format!(
            "done; open a new {0}; if nothing happens there, run: venvhook doctor {0}",
            shell.name()
        ))?;
    }
    Ok(if refused { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

#[cfg(unix)]
pub(super) fn shell_in_use() -> Result<Shell> {
    Ok(crate::shells::current::shell())
}

/// The shell whose hook called. Windows does not say which shell started a program.
#[cfg(windows)]
pub(super) fn shell_in_use() -> Result<Shell> {
    use clap::ValueEnum;
    let hook = std::env::var("VENVHOOK_HOOK").ok().and_then(|name| Shell::from_str(&name, false).ok());
    match hook {
        Some(shell) => Ok(shell),
        None if std::env::var_os("MSYSTEM").is_some() => Ok(Shell::Bash),
        None => anyhow::bail!("the shell in use is unknown; name it: venvhook setup powershell, or cmd"),
    }
}

fn addition(shell: Shell, place: &Place) -> Result<Change> {
    for path in [&place.file].into_iter().chain(&place.also) {
        // Other files that cannot be read are ignored.
        let file = match RcFile::open(path) {
            Ok(file) => file,
            Err(error) if *path == place.file => return by_hand(shell, &format!("{error}")),
            Err(_) => continue,
        };
        if let Some(line) = file.line(shell) {
            let who = if line.marked { "added by venvhook setup" } else { "a line you added" };
            let at = format!("{}:{}", message::path(path), line.number);
            return Ok(Change::None(format!("{at} already loads venvhook ({who}); nothing to do")));
        }
    }
    // By a plugin manager, or by a file that another one reads; not only by a line typed at this prompt.
    if std::env::var_os("VENVHOOK_HOOK").is_some() && super::doctor::is_loaded_anew(shell) {
        let text = format!("a new {} already loads the hook from another file; nothing to do", shell.name());
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
    let text = rc_line::add(old, &rc_place::load_line(shell)?, shell.syntax());
    let headline = match old {
        Some(_) => format!("add to the end of {}:", message::path(&file.path)),
        None => format!("create {} with the line:", message::path(&file.path)),
    };
    let lines = rc_line::marked(&text).into_iter().map(<[u8]>::to_vec).collect();
    Ok(Change::Write { text: Some(text), headline, lines, file })
}

/// A login bash's file, if there is none or setup has created it: it reads .bashrc, if the line is there.
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
        let text = format!("{} already reads ~/.bashrc; nothing to do", message::path(&place.file));
        return Ok(Some(Change::None(text)));
    }
    let text = rc_line::add(None, rc_line::READS_BASHRC.as_bytes(), shell.syntax());
    let headline = format!(
        "create {}, because a login bash does not read ~/.bashrc, with the line:",
        message::path(&file.path)
    );
    let lines = rc_line::marked(&text).into_iter().map(<[u8]>::to_vec).collect();
    Ok(Some(Change::Write { text: Some(text), headline, lines, file }))
}

/// If the user has a login bash's file of their own, setup does not write to it, but says which line to add.
fn tell_of_login() -> Result<()> {
    let rc = RcFiles::of(Shell::Bash, &rc_place::places(Shell::Bash)?);
    if let Some(Some(file)) = rc.login_without() {
        let (file, line) = (message::path(&file), rc_line::READS_BASHRC);
        tell(&format!(
            "a login bash (ssh, tmux) reads {file}, not ~/.bashrc; to load the hook there too, add to {file}: {line}"
        ))?;
    }
    Ok(())
}

/// Why a line at the end of the file would never run, in words that precede that line.
fn not_reached(shell: Shell, path: &Path, text: &[u8]) -> Option<String> {
    let (parser, path) = (Parser::of(shell)?, message::path(path));
    if let Some(said) = parser.unfinished(text) {
        let how = if parser.runs_above() {
            "Fix that first, or add this line above it yourself"
        } else {
            "Fix that first; the line is"
        };
        return Some(format!("{path}{said}; a line added after it would never run. {how}: "));
    }
    let Stop { number, text, .. } = parser.stop(text, usize::MAX)?;
    Some(format!(
        "{path}:{number} ends the file ({text}); a line added after it would never run. Add this line above it yourself: "
    ))
}

fn by_hand(shell: Shell, reason: &str) -> Result<Change> {
    Ok(Change::Refused(format!("{reason}; {}", hint(shell)?)))
}

fn hint(shell: Shell) -> Result<String> {
    Ok(format!("add the line yourself: {}", String::from_utf8_lossy(&rc_place::load_line(shell)?)))
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
                "{}:{} was not added by venvhook setup; remove it yourself",
                message::path(&file.path),
                line.number
            )),
            None => {
                Change::None(format!("{} does not load venvhook; nothing to do", message::path(&place.file)))
            }
        });
    }
    if let Some(objection) = file.objection() {
        let path = message::path(&file.path);
        return Ok(Change::Refused(format!(
            "{path} {objection}; remove the line with \"venvhook setup\" yourself"
        )));
    }
    let text = rc_line::remove(&text);
    let headline = match text {
        Some(_) => format!("remove from {}:", message::path(&file.path)),
        None => format!("delete {}, which setup created, with its only line:", message::path(&file.path)),
    };
    Ok(Change::Write { text, headline, lines, file })
}

/// Prints a line on stdout; it is no error if the reader has closed the pipe.
fn tell(text: &str) -> Result<()> {
    print(format!("{}\n", message::printable(text)).as_bytes()).map(|_| ())
}
