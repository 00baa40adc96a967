//! The hook's line, taken out of an rc file again.

use crate::setup::change::Change;
use crate::setup::rc_file::RcFile;
use crate::setup::rc_line;
use crate::setup::rc_place::Place;
use crate::shells::Shell;
use crate::ui::message;
use anyhow::Result;

/// The change to a file that may have the line. A line that setup did not write is left to the user.
pub fn removal(shell: Shell, place: &Place) -> Result<Change> {
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
