//! `venvhook list`: the records, and whether the venvs they are about still exist unchanged.

use crate::cli::List;
use crate::records::grants::{Grant, Grants, Scope};
use crate::records::marks;
use crate::records::stamps;
use crate::trust::record_state::{State, state};
use crate::ui::message;
use crate::ui::print::{print, print_json};
use crate::venv::Venv;
use anyhow::Result;
use serde_json::{Value, json};
use std::process::ExitCode;

/// Prints the records to stdout; a damaged one is named on stderr and makes the status 1.
pub fn run(args: &List) -> Result<ExitCode> {
    if let Some(dir) = &args.scan {
        return crate::commands::list_scan::run(dir, args.sort, args.json);
    }
    let (mut rows, mut damaged) = (Vec::new(), false);
    for grant in Grants::open().all()? {
        match grant {
            Ok(grant) => rows.push(grant),
            Err(error) => {
                message::say(&format!("{error:#}"));
                damaged = true;
            }
        }
    }
    if args.gone {
        rows.retain(|grant| state(grant) == State::Gone);
    }
    if args.json {
        print_json(&rows.iter().map(as_json).collect())?;
    } else {
        print(rows.iter().map(as_line).collect::<String>().as_bytes())?;
    }
    if rows.is_empty() && !args.json && !damaged {
        message::say(if args.gone {
            "no records of venvs or directories that no longer exist"
        } else {
            "no records yet; venvs you created on this machine need none"
        });
    }
    if args.forget {
        forget(&rows)?;
    }
    Ok(if damaged { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Deletes the records of what no longer exists.
fn forget(rows: &[Grant]) -> Result<()> {
    let grants = Grants::open();
    let mut count = 0;
    for grant in rows {
        // Another process may have deleted it meanwhile.
        count += usize::from(grants.remove(grant.scope, &grant.path)?);
    }
    marks::sweep();
    if count > 0 {
        stamps::clear_all();
        message::say(&format!("forgot {count} {}", if count == 1 { "record" } else { "records" }));
    }
    Ok(())
}

fn python(grant: &Grant) -> Option<String> {
    Venv::at(&grant.path).filter(|_| grant.scope == Scope::Venv)?.python_version()
}

fn as_line(grant: &Grant) -> String {
    let what = match grant.scope {
        Scope::Venv => python(grant).map_or_else(|| "venv".into(), |version| format!("Python {version}")),
        Scope::Tree => "tree".into(),
    };
    let state = match state(grant) {
        State::Ok => "",
        State::Gone => "  (does not exist)",
        State::Unreadable => "  (cannot be read)",
        State::Changed => "  (has changed since you allowed it)",
    };
    let path = message::printable(&message::path(&grant.path));
    format!("{:5}  {what:13}  {path}{state}\n", grant.answer)
}

fn as_json(grant: &Grant) -> Value {
    let mut row = json!({
        "answer": grant.answer.to_string(),
        "scope": grant.scope.to_string(),
        "state": state(grant).name(),
        "python": python(grant),
    });
    crate::commands::json::put_path(&mut row, "path", &grant.path);
    row
}
