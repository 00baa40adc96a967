//! The hook's line, put at the end of an rc file.

use crate::setup::change::Change;
use crate::setup::rc_file::RcFile;
use crate::setup::rc_line;
use crate::setup::rc_parse::Parser;
use crate::setup::rc_place::{self, Place};
use crate::setup::rc_stop::Stop;
use crate::shells::Shell;
use crate::ui::message;
use anyhow::Result;
use std::path::Path;

/// The change to a shell's own rc file. `is_loaded_elsewhere` starts a new shell to look: it is asked only where no
/// file that is read here has the line.
pub fn addition(shell: Shell, place: &Place, is_loaded_elsewhere: impl Fn() -> bool) -> Result<Change> {
    for path in [&place.file].into_iter().chain(&place.also) {
        // Other files that cannot be read are ignored.
        let file = match RcFile::open(path) {
            Ok(file) => file,
            Err(error) if *path == place.file => return Change::by_hand(shell, &format!("{error}")),
            Err(_) => continue,
        };
        if let Some(line) = file.line(shell) {
            let who = if line.marked { "added by venvhook setup" } else { "a line you added" };
            let at = format!("{}:{}", message::path(path), line.number);
            return Ok(Change::None(format!("{at} already loads venvhook ({who}); nothing to do")));
        }
    }
    // By a plugin manager, or by a file that another one reads; not only by a line typed at this prompt.
    if std::env::var_os("VENVHOOK_HOOK").is_some() && is_loaded_elsewhere() {
        let text = format!("a new {} already loads the hook from another file; nothing to do", shell.name());
        return Ok(Change::None(text));
    }
    let file = RcFile::open(&place.file)?;
    if let Some(objection) = file.objection() {
        return Change::by_hand(shell, &format!("{} {objection}", message::path(&file.path)));
    }
    let old = file.text.as_deref();
    if let Some(reason) = old.and_then(|text| not_reached(shell, &file.path, text)) {
        return Ok(Change::Refused(reason + &String::from_utf8_lossy(&rc_place::load_line(shell)?)));
    }
    let text = rc_line::add(old, &rc_place::load_line(shell)?, shell);
    let headline = match old {
        Some(_) => format!("add to the end of {}:", message::path(&file.path)),
        None => format!("create {} with the line:", message::path(&file.path)),
    };
    let lines = rc_line::marked(&text).into_iter().map(<[u8]>::to_vec).collect();
    Ok(Change::Write { text: Some(text), headline, lines, file })
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
