//! `venvhook on` and `venvhook off`, when the hook did not handle them: a shell's hook carries them out itself.

use crate::find;
use crate::find::names::Name;
use crate::hook::held_back::Held;
use crate::records::grants::Grants;
use crate::shells::Shell;
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
    // The hook's function sets it, and runs this program only when it cannot act itself.
    if std::env::var_os("VENVHOOK_HOOK").is_none() {
        bail!(
            "nothing was turned on or off, because no shell's hook ran this command; if the hook is not loaded, run venvhook setup and open a new shell"
        );
    }
    if is_disabled() {
        bail!("the hook stays off: VENVHOOK_DISABLE is set in this shell; unset it");
    }
    if on && told_what_holds_back()? {
        return Ok(ExitCode::SUCCESS);
    }
    // cmd's hook turns on after this.
    if on && std::env::var_os("VENVHOOK_HOOK").is_some_and(|shell| shell == "cmd") {
        return Ok(ExitCode::SUCCESS);
    }
    bail!("venvhook on and off do not work inside venvhook_enter or venvhook_leave");
}

/// The hook is on again, but a venv of another tool or of the user's is active: says so, if the hook would use
/// another one here.
fn told_what_holds_back() -> Result<bool> {
    let variable = |name: &str| std::env::var(name).unwrap_or_default();
    let names: Vec<Name> =
        variable("VENVHOOK_NAME").split(':').filter_map(|name| name.parse().ok()).collect();
    let shell = Shell::of_hook().unwrap_or(Shell::USUAL);
    let policy = Policy::from_str(&variable("VENVHOOK_TRUST"), false).unwrap_or_default();
    let Some(found) = find::find(&current_dir::current_dir()?, &names) else { return Ok(is_theirs()) };
    let Some(held) = Held::here(&found, Some(shell)) else { return Ok(is_theirs()) };
    if judge(&found.venv, shell, policy, &Grants::open()).is_ok() {
        message::say(&format!("{} is not used: {held}", message::path(&found.venv.marker)));
    }
    Ok(true)
}

/// Whether a venv is active that venvhook did not activate.
fn is_theirs() -> bool {
    let active = std::env::var_os("VIRTUAL_ENV").filter(|active| !active.is_empty());
    active.is_some() && active != std::env::var_os("VENVHOOK_ENV")
}

/// Why the hook of this shell is off, with the remedy.
pub fn idle() -> Option<&'static str> {
    match std::env::var_os("VENVHOOK_IDLE").filter(|value| !value.is_empty()) {
        Some(_) => Some("turned off (to turn it on: venvhook on)"),
        None => is_disabled().then_some("disabled (VENVHOOK_DISABLE is set)"),
    }
}

/// Whether `VENVHOOK_DISABLE` turns the hooks off.
fn is_disabled() -> bool {
    std::env::var_os("VENVHOOK_DISABLE").is_some_and(|value| switch::is_on(&value.to_string_lossy()))
}
