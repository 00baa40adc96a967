//! `venvhook setup cmd`: cmd has no rc file, but a value in the registry, AutoRun.

use crate::cli::Setup;
use crate::hook::cmd_files;
use crate::setup::cmd_autorun_value::{self, KEY, NAME};
use crate::shells::cmd::autorun;
use crate::system::own_path::own_path;
use crate::ui::message;
use crate::ui::print::print;
use anyhow::{Result, bail};
use std::io::{IsTerminal, Write};
use std::process::ExitCode;

/// Tells what is done, asks, and does it. Exit status 1 if it was not done.
pub fn run(args: &Setup) -> Result<ExitCode> {
    let file = cmd_files::auto_run_file()?;
    let Some(text) = file.to_str().filter(|text| !text.contains(['%', '"'])) else {
        bail!("{} has characters in its path that AutoRun cannot carry", message::path(&file));
    };
    let part = autorun::part(text);
    let (value, kind) = cmd_autorun_value::read()?;
    let new = if args.remove { autorun::remove(&value, &part) } else { autorun::add(&value, &part) };
    let Some(new) = new else {
        let state =
            if args.remove { "has no line of venvhook's" } else { "has the line already, by venvhook setup" };
        return tell(&format!("AutoRun {state}: nothing to do"));
    };
    let would = if args.dry_run { "would " } else { "" };
    if args.remove {
        tell(&format!("{would}take out of HKCU\\{KEY}\\{NAME}:"))?;
    } else {
        tell(&format!("{would}put into HKCU\\{KEY}\\{NAME}, which every cmd runs:"))?;
    }
    tell(&format!("    {part}"))?;
    if !args.remove && !value.trim().is_empty() {
        tell(&format!("before what is there and stays:\n    {value}"))?;
    }
    if args.dry_run {
        return Ok(ExitCode::SUCCESS);
    }
    if !args.remove {
        if !is_agreed(args)? {
            message::say("nothing was changed");
            return Ok(ExitCode::FAILURE);
        }
        // The files first: AutoRun must never name what is not there. Those that are there were made
        // with options that the person chose.
        cmd_files::write(&cmd_files::kept_settings(), &own_path()?)?;
    }
    cmd_autorun_value::write(&new, kind)?;
    tell(if args.remove { "done" } else { "done: open a new cmd" })
}

/// AutoRun runs in every cmd, so it is asked for: by naming cmd, and at a terminal once more.
fn is_agreed(args: &Setup) -> Result<bool> {
    if !std::io::stdin().is_terminal() {
        return Ok(args.shell.is_some());
    }
    print(b"Put it there? [y/N] ")?;
    std::io::stdout().flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(["y", "yes"].contains(&answer.trim().to_lowercase().as_str()))
}

fn tell(text: &str) -> Result<ExitCode> {
    let lines: Vec<String> = text.lines().map(message::printable).collect();
    print(format!("{}\n", lines.join("\n")).as_bytes())
}
