//! `venvhook setup cmd`: cmd has no rc file, but a value in the registry, AutoRun.

use crate::cli::Setup;
use crate::hook::cmd_files;
use crate::shells::cmd_autorun;
use crate::system::own_path::own_path;
use crate::ui::message;
use crate::ui::print::print;
use anyhow::{Context, Result, bail};
use std::io::{ErrorKind, IsTerminal, Write};
use std::process::ExitCode;
use winreg::RegKey;
use winreg::enums::{HKEY_CURRENT_USER, KEY_READ, KEY_WRITE, REG_EXPAND_SZ, REG_SZ, RegType};
use winreg::types::{FromRegValue, ToRegValue};

const KEY: &str = r"Software\Microsoft\Command Processor";
const NAME: &str = "AutoRun";

/// Says what it will do, asks, and does it. Exit status 1 if it was not done.
pub fn run(args: &Setup) -> Result<ExitCode> {
    let file = cmd_files::auto_run_file()?;
    let Some(text) = file.to_str().filter(|text| !text.contains(['%', '"'])) else {
        bail!("{} has a % or a \" in its path, so it cannot be put into AutoRun", message::path(&file));
    };
    let part = cmd_autorun::part(text);
    let (value, kind) = read()?;
    let new = if args.remove { cmd_autorun::remove(&value, &part) } else { cmd_autorun::add(&value, &part) };
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
    write(&new, kind)?;
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

/// The value and its type, `REG_SZ` where there is none.
fn read() -> Result<(String, RegType)> {
    let not_read = || format!("HKCU\\{KEY}\\{NAME} could not be read");
    let key = match RegKey::predef(HKEY_CURRENT_USER).open_subkey_with_flags(KEY, KEY_READ) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok((String::new(), REG_SZ)),
        key => key.with_context(not_read)?,
    };
    match key.get_raw_value(NAME) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok((String::new(), REG_SZ)),
        Err(error) => Err(error).with_context(not_read),
        Ok(raw) if raw.vtype == REG_SZ || raw.vtype == REG_EXPAND_SZ => {
            let kind = raw.vtype.clone();
            Ok((String::from_reg_value(&raw).with_context(not_read)?, kind))
        }
        Ok(_) => bail!("HKCU\\{KEY}\\{NAME} is not a string value; fix it yourself"),
    }
}

/// Writes the value with its type; an empty one is deleted.
fn write(value: &str, kind: RegType) -> Result<()> {
    let not_written = || format!("HKCU\\{KEY}\\{NAME} could not be written; nothing was changed");
    let (key, _) = RegKey::predef(HKEY_CURRENT_USER)
        .create_subkey_with_flags(KEY, KEY_READ | KEY_WRITE)
        .with_context(not_written)?;
    if value.is_empty() {
        return key.delete_value(NAME).with_context(not_written);
    }
    let mut raw = value.to_reg_value();
    raw.vtype = kind;
    key.set_raw_value(NAME, &raw).with_context(not_written)
}

fn tell(text: &str) -> Result<ExitCode> {
    let lines: Vec<String> = text.lines().map(message::printable).collect();
    print(format!("{}\n", lines.join("\n")).as_bytes())
}
