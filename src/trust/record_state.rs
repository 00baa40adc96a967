//! Whether the venv or directory of a record is still there and unchanged.

use crate::records::grants::{Answer, Grant, Scope};
use crate::trust::fingerprint::fingerprint;
use crate::venv::Venv;
use std::io::ErrorKind;

/// The state of the venv or directory that a record is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It exists and is unchanged.
    Ok,
    /// It does not exist any more.
    Gone,
    /// Its scripts have changed since it was allowed.
    Changed,
    /// It cannot be read.
    Unreadable,
}

impl State {
    /// The word for it in JSON.
    pub fn name(self) -> &'static str {
        match self {
            State::Ok => "ok",
            State::Gone => "gone",
            State::Changed => "changed",
            State::Unreadable => "unreadable",
        }
    }
}

/// The state now.
pub fn state(grant: &Grant) -> State {
    let witness = if grant.scope == Scope::Tree { grant.path.clone() } else { grant.path.join("pyvenv.cfg") };
    if witness.try_exists().is_err_and(|error| error.kind() == ErrorKind::PermissionDenied) {
        return State::Unreadable;
    }
    if grant.scope == Scope::Tree {
        return if grant.path.is_dir() { State::Ok } else { State::Gone };
    }
    match Venv::at(&grant.path) {
        None => State::Gone,
        Some(venv) if grant.answer == Answer::Allow => match fingerprint(&venv) {
            Ok(now) if now == grant.fingerprint => State::Ok,
            _ => State::Changed,
        },
        Some(_) => State::Ok,
    }
}
