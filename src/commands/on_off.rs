//! `venvhook on` and `venvhook off`, where no hook has taken them: a shell's hook answers them itself.

use crate::find;
use crate::find::names::Name;
use crate::hook::held_back::Held;
use crate::records::grants::Grants;
use crate::shells::Shell;
use crate::shells::current;
use crate::system::current_dir;
use crate::system::switch;
use crate::trust::judge::judge;
use crate::trust::policy::Policy;
use crate::ui::message;
use anyhow::{Result, bail};
use clap::ValueEnum;
use std::process::ExitCode;

/// Says why nothing was turned on or off.
pub fn run(on: bool) -> Result<ExitCode> {
    // The hook's function sets it, and comes here only when it may not act.
    if std::env::var_os("VENVHOOK_HOOK").is_none() {
        bail!("only a shell's own hook can be turned on or off: load it there first, by venvhook setup");
    }
    if is_disabled() {
        bail!("the hook stays off in this shell as long as VENVHOOK_DISABLE is set");
    }
    if on && told_what_holds_back()? {
        return Ok(ExitCode::SUCCESS);
    }
    // cmd's turns on behind this.
    if on && current::of_hook().is_some_and(|shell| shell.dialect().hook_is_files()) {
        return Ok(ExitCode::SUCCESS);
    }
    bail!("venvhook_enter and venvhook_leave cannot turn the hook on or off");
}

/// The hook works again, but another's venv is on: says so, if that keeps one off that would be used here.
fn told_what_holds_back() -> Result<bool> {
    let variable = |name: &str| std::env::var(name).unwrap_or_default();
    let names: Vec<Name> =
        variable("VENVHOOK_NAME").split(':').filter_map(|name| name.parse().ok()).collect();
    let shell = current::of_hook().unwrap_or(Shell::USUAL);
    let policy = Policy::from_str(&variable("VENVHOOK_TRUST"), false).unwrap_or_default();
    let Some(found) = find::find(&current_dir::current_dir()?, &names) else { return Ok(is_theirs()) };
    let Some(held) = Held::here(&found, Some(shell)) else { return Ok(is_theirs()) };
    if judge(&found.venv, shell, policy, &Grants::open()).is_ok() {
        message::say(&format!("{} is not used: {held}", message::path(&found.venv.marker)));
    }
    Ok(true)
}

/// Whether the active venv is not venvhook's.
fn is_theirs() -> bool {
    let active = std::env::var_os("VIRTUAL_ENV").filter(|active| !active.is_empty());
    active.is_some() && active != std::env::var_os("VENVHOOK_ENV")
}

/// What keeps the hook of this shell idle, with the remedy.
pub fn idle() -> Option<&'static str> {
    match std::env::var_os("VENVHOOK_IDLE").filter(|value| !value.is_empty()) {
        Some(_) => Some("turned off (to turn it on: venvhook on)"),
        None => is_disabled().then_some("idle as long as VENVHOOK_DISABLE is set"),
    }
}

/// Whether `VENVHOOK_DISABLE` keeps the hooks idle.
fn is_disabled() -> bool {
    std::env::var_os("VENVHOOK_DISABLE").is_some_and(|value| switch::is_on(&value.to_string_lossy()))
}
