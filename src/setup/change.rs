//! What setup does to one file.

use crate::setup::rc_file::RcFile;
use crate::setup::rc_place;
use crate::shells::Shell;
use anyhow::Result;

/// What to do with one file.
#[derive(Debug)]
pub enum Change {
    /// Nothing, for this reason.
    None(String),
    /// The user has to do it, for this reason.
    Refused(String),
    /// The file is written, or removed.
    Write {
        /// The file as it is now.
        file: RcFile,
        /// Its new text; `None`: the file is removed.
        text: Option<Vec<u8>>,
        /// What is done, for the user: a verb, the file, and a colon.
        headline: String,
        /// The lines of the file that this is about.
        lines: Vec<Vec<u8>>,
    },
}

impl Change {
    /// The user has to add the line, for this reason.
    pub fn by_hand(shell: Shell, reason: &str) -> Result<Change> {
        Ok(Change::Refused(format!("{reason}; {}", hint(shell)?)))
    }
}

/// How the user adds the line.
pub fn hint(shell: Shell) -> Result<String> {
    Ok(format!("add the line yourself: {}", String::from_utf8_lossy(&rc_place::load_line(shell)?)))
}
