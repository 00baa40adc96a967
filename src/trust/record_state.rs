//! What has become of the venvs that records are about.

use crate::records::grants::{Answer, Grant, Scope};
use crate::trust::fingerprint::fingerprint;
use crate::venv::Venv;
use std::io::ErrorKind;

/// What has become of what a record is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is as it was.
    Ok,
    /// It is not there any more.
    Gone,
    /// Not what was allowed any more.
    Changed,
    /// It cannot be told.
    Unreadable,
}

impl State {
    /// As programs know it.
    pub fn name(self) -> &'static str {
        match self {
            State::Ok => "ok",
            State::Gone => "gone",
            State::Changed => "changed",
            State::Unreadable => "unreadable",
        }
    }
}

/// What has become of it, as far as can be seen now.
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
