//! A login bash, which reads a file of its own and not `~/.bashrc`.

use crate::setup::change::Change;
use crate::setup::rc_file::RcFile;
use crate::setup::rc_line;
use crate::setup::rc_place::{self, Place};
use crate::shells::Shell;
use crate::system::read_file;
use crate::ui::message;
use anyhow::Result;
use std::path::PathBuf;

/// A login bash's file, if there is none or setup has created it: it reads .bashrc, if the line is there.
pub fn addition(shell: Shell, place: &Place, before: &[Change]) -> Result<Option<Change>> {
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
    let text = rc_line::add(None, rc_line::READS_BASHRC.as_bytes(), shell);
    let headline = format!(
        "create {}, because a login bash does not read ~/.bashrc, with the line:",
        message::path(&file.path)
    );
    let lines = rc_line::marked(&text).into_iter().map(<[u8]>::to_vec).collect();
    Ok(Some(Change::Write { text: Some(text), headline, lines, file }))
}

/// Whether a login bash does not come to the hook: then the file that it reads, if there is one.
pub fn without_hook(shell: Shell) -> Option<Option<PathBuf>> {
    let shell = Some(shell).filter(|shell| !rc_place::login_names(*shell).is_empty())?;
    let home = rc_place::home().ok()?;
    let Some(file) = rc_place::login_file(shell, &home) else { return Some(None) };
    let text = read_file::read(&file).unwrap_or_default();
    let leads = rc_place::reads_bashrc(&home, &file) || rc_line::find(&text, shell).is_some();
    (!leads).then_some(Some(file))
}

/// What to say of a login bash's file that is the user's own: it is left to them.
pub fn advice(shell: Shell) -> Option<String> {
    let file = without_hook(shell)??;
    let (file, line) = (message::path(&file), rc_line::READS_BASHRC);
    Some(format!(
        "a login bash (ssh, tmux) reads {file}, not ~/.bashrc; to load the hook there too, add to {file}: {line}"
    ))
}
