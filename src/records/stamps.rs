//! Stamps: how a shell notices, with builtins only, that a venv is no longer the one that was checked.
//!
//! A stamp is a mark (`marks.rs`) with the modification time of the checked `pyvenv.cfg`. At each prompt the
//! shell tests whether the two still have the same modification time (`-nt`, `-ot`). They do not if the venv was
//! recreated, nor if the stamp does not exist (`allow`, `deny` and `forget` delete it). The time is also in the
//! stamp's name, so that two shells never share a stamp of different ages.

use crate::records::data_dir;
use crate::records::marks;
use crate::system::hash;
use crate::system::os_bytes;
use crate::venv::Venv;
use std::path::PathBuf;
use std::time::UNIX_EPOCH;

/// The stamp for the venv as it is now, created if necessary. `None` where there is nothing to watch (a
/// virtualenv before 20) or the data directory cannot be written: then a venv that is recreated is noticed only
/// at the next `cd`.
pub fn set(venv: &Venv) -> Option<PathBuf> {
    let modified = venv.dir.join("pyvenv.cfg").metadata().ok()?.modified().ok()?;
    let stamp = path(venv, modified)?;
    if stamp.metadata().and_then(|m| m.modified()).is_ok_and(|time| time == modified) {
        return Some(stamp);
    }
    marks::make(&stamp, &venv.dir, modified).ok()?;
    Some(stamp)
}

fn path(venv: &Venv, modified: std::time::SystemTime) -> Option<PathBuf> {
    let age = modified.duration_since(UNIX_EPOCH).ok()?.as_nanos();
    let mut name = os_bytes::bytes(&venv.dir).to_vec();
    name.extend_from_slice(&age.to_le_bytes());
    Some(data_dir::dir().ok()?.join("stamps").join(hash::key(&name)))
}

/// Deletes a venv's stamp, so that every running shell that settled on it asks again.
pub fn clear(venv: &Venv) {
    let modified = venv.dir.join("pyvenv.cfg").metadata().and_then(|metadata| metadata.modified());
    if let Some(stamp) = modified.ok().and_then(|modified| path(venv, modified)) {
        // If that fails, the shells ask again at their next `cd`.
        let _ = std::fs::remove_file(stamp);
    }
}

/// Deletes all stamps: for a change that may affect any venv.
pub fn clear_all() {
    if let Ok(dir) = data_dir::dir() {
        let _ = std::fs::remove_dir_all(dir.join("stamps"));
    }
}
