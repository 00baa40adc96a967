//! venvhook's own data: whether it can be written, and whether the records are valid and still useful.

use crate::doctor::Finding;
use crate::records::data_dir;
use crate::records::grants::{Grant, Grants, Scope};
use crate::trust::record_state::{State, state};
use crate::ui::message;
use std::path::Path;

const ALL: &str = "harmless; to delete them: venvhook list --gone --forget";

/// What is wrong with the data directory and the records in it.
pub fn judge() -> Vec<Finding> {
    let mut findings: Vec<Finding> = writable().into_iter().collect();
    let Ok(records) = Grants::open().all() else { return findings };
    let mut gone = Vec::new();
    for record in records {
        match record {
            Ok(record) if state(&record) == State::Gone => gone.push(record),
            Ok(_) => {}
            Err(error) => {
                findings.push(Finding::wrong(
                    "record",
                    format!("{error:#}"),
                    "delete it, and allow the venv again",
                ));
            }
        }
    }
    findings.extend(records_of_gone(&gone));
    findings
}

fn writable() -> Option<Finding> {
    let check = "data-directory";
    let remedy = "make it writable, or set VENVHOOK_DATA_DIR to another directory";
    let dir = match data_dir::dir() {
        Ok(dir) => dir,
        Err(error) => return Some(Finding::wrong(check, error.to_string(), remedy)),
    };
    // It is created with the first record: until then the directory above it counts.
    let there = dir.ancestors().find(|dir| dir.symlink_metadata().is_ok())?;
    // Only creating a file (which is deleted at once) shows all of: permissions, mounts, quotas and policies.
    let error = tempfile::tempfile_in(there).err()?;
    let reason =
        if there.is_dir() { format!("cannot be written ({error})") } else { "is not a directory".into() };
    let text = format!("{} {reason}, so allow and deny can record nothing", message::path(there));
    Some(Finding::wrong(check, text, remedy))
}

fn records_of_gone(gone: &[Grant]) -> Option<Finding> {
    let first = gone.first()?;
    let text = match gone.len() {
        1 => format!(
            "a record is about something that does not exist any more: {}",
            message::path(&first.path)
        ),
        count => format!("{count} records are about venvs that do not exist any more"),
    };
    let remedy = if gone.len() == 1 { forget(&first.path, first.scope) } else { ALL.into() };
    Some(Finding::note("records", text, remedy))
}

fn forget(path: &Path, scope: Scope) -> String {
    let tree = if scope == Scope::Tree { "--tree " } else { "" };
    format!("harmless; to delete it: venvhook forget {tree}{}", message::argument(path))
}
