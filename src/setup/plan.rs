//! All that setup does for a shell, settled before anything is written.

use crate::setup::addition::addition;
use crate::setup::change::Change;
use crate::setup::login_bash;
use crate::setup::rc_place;
use crate::setup::removal::removal;
use crate::shells::Shell;
use anyhow::Result;

/// The changes that add the line to a shell's files. `is_loaded_elsewhere` says whether a new shell has the hook already.
pub fn to_add(shell: Shell, is_loaded_elsewhere: impl Fn() -> bool) -> Result<Vec<Change>> {
    let mut changes = Vec::new();
    for place in rc_place::places(shell)? {
        if place.is_login {
            changes.extend(login_bash::addition(shell, &place, &changes)?);
        } else {
            changes.push(addition(shell, &place, &is_loaded_elsewhere)?);
        }
    }
    Ok(changes)
}

/// The changes that remove it again.
pub fn to_remove(shell: Shell) -> Result<Vec<Change>> {
    let places = rc_place::places(shell)?.into_iter();
    // A login shell's file has it only where setup created that file.
    let places = places.filter(|place| !place.is_login || place.file.exists());
    places.map(|place| removal(shell, &place)).collect()
}
