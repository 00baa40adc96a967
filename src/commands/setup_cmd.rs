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

/// Says what it will do, asks, and does it. Exit status 1 if it was not done.
pub fn run(args: &Setup) -> Result<ExitCode> {
    let file = cmd_files::auto_run_file()?;
    let Some(text) = file.to_str().filter(|text| !text.contains(['%', '"'])) else {
        bail!("{} has a % or a \" in its path, so it cannot be put into AutoRun", message::path(&file));
    };
    let part = autorun::part(text);
    let (value, kind) = cmd_autorun_value::read()?;
    let new = if args.remove { autorun::remove(&value, &part) } else { autorun::add(&value, &part) };
    let Some(new) = new else {
        let state = if args.remove {
            "does not load venvhook"
        } else {
            "already loads venvhook (added by venvhook setup)"
        };
        return tell(&format!("AutoRun {state}; nothing to do"));
    };
    let would = if args.dry_run { "would " } else { "" };
    if args.remove {
        tell(&format!("{would}remove from HKCU\\{KEY}\\{NAME}:"))?;
    } else {
        tell(&format!("{would}add to HKCU\\{KEY}\\{NAME}, which every cmd runs:"))?;
    }
    tell(&format!("    {part}"))?;
    if !args.remove && !value.trim().is_empty() {
        tell(&format!("in front of the existing value, which is kept:\n    {value}"))?;
    }
    if args.dry_run {
        return Ok(ExitCode::SUCCESS);
    }
    if !args.remove {
        if !is_agreed(args)? {
            message::say("nothing was changed");
            return Ok(ExitCode::FAILURE);
        }
        // The files first: AutoRun must never name a file that does not exist. Existing files were written
        // with options that the user chose.
        cmd_files::write(&cmd_files::kept_settings(), &own_path()?)?;
    }
    cmd_autorun_value::write(&new, kind)?;
    tell(if args.remove { "done" } else { "done; open a new cmd" })
}

/// AutoRun runs in every cmd, so the user must agree: by naming cmd, and at a terminal once more.
fn is_agreed(args: &Setup) -> Result<bool> {
    if !std::io::stdin().is_terminal() {
        return Ok(args.shell.is_some());
    }
    print(b"Add it? [y/N] ")?;
    std::io::stdout().flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(["y", "yes"].contains(&answer.trim().to_lowercase().as_str()))
}

fn tell(text: &str) -> Result<ExitCode> {
    let lines: Vec<String> = text.lines().map(message::printable).collect();
    print(format!("{}\n", lines.join("\n")).as_bytes())
}
