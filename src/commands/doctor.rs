//! `venvhook doctor`: why the hook does not work, and what to do about it.

use crate::cli::{Doctor, Probe};
use crate::doctor::examine::{self, Examination};
use crate::doctor::{Finding, Level};
use crate::ui::message;
use crate::ui::print::{print, print_json};
use anyhow::Result;
use serde_json::{Value, json};
use std::process::ExitCode;

/// Prints the findings to stdout. Exit status 1 if something is wrong.
pub fn run(args: &Doctor) -> Result<ExitCode> {
    let shell = match args.shell {
        Some(shell) => shell,
        None => crate::commands::setup::shell_in_use()?,
    };
    let examination = examine::examine(shell)?;
    let Examination { looked, findings } = &examination;
    let wrong = findings.iter().filter(|finding| finding.level == Level::Wrong).count();
    if args.json {
        let findings: Vec<Value> = findings.iter().map(as_json).collect();
        let looked: Vec<Value> =
            looked.iter().map(|one| json!({"shell": one.name, "seen": one.seen})).collect();
        let report = json!({"ok": wrong == 0, "shell": shell.name(), "looked": looked, "findings": findings});
        print_json(&report)?;
    } else {
        print(words(&examination, wrong).as_bytes())?;
    }
    Ok(if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Prints the script that a running shell evaluates to report about itself.
pub fn probe(args: &Probe) -> Result<ExitCode> {
    print(args.shell.dialect().doctor().unwrap_or_default().as_bytes())
}

fn words(examination: &Examination, wrong: usize) -> String {
    let Examination { looked, findings } = examination;
    let mut text = String::new();
    let mut line = |line: String| {
        text.push_str(&message::printable(&line));
        text.push('\n');
    };
    let width = looked.iter().map(|one| one.name.chars().count()).max().unwrap_or_default();
    for one in looked {
        line(format!("{:width$}  {}", one.name, one.seen));
    }
    for finding in findings {
        let level = if finding.level == Level::Wrong { "wrong" } else { "note " };
        line(format!("{level}  {}", finding.text));
        line(format!("       {}", finding.remedy));
    }
    line(match wrong {
        0 => "nothing is wrong".into(),
        1 => "1 thing is wrong".into(),
        _ => format!("{wrong} things are wrong"),
    });
    text
}

fn as_json(finding: &Finding) -> Value {
    json!({
        "level": if finding.level == Level::Wrong { "wrong" } else { "note" },
        "check": finding.check,
        "text": finding.text,
        "remedy": finding.remedy,
    })
}
