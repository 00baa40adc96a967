//! `venvhook on` and `venvhook off`, when the hook did not handle them: a shell's hook carries them out itself.

use crate::find;
use crate::find::names::Name;
use crate::hook::held_back::Held;
use crate::hook::idle;
use crate::records::grants::Grants;
use crate::shells::Shell;
use crate::shells::current;
use crate::system::current_dir;
use crate::trust::judge::judge;
use crate::trust::policy::Policy;
use crate::ui::message;
use anyhow::{Result, bail};
use std::process::ExitCode;

/// Says why nothing was turned on or off.
pub fn run(on: bool) -> Result<ExitCode> {
    // The hook's function sets it, and runs this program only when it cannot act itself.
    if std::env::var_os("VENVHOOK_HOOK").is_none() {
        bail!(
            "nothing was turned on or off, because no shell's hook ran this command; if the hook is not loaded, run venvhook setup and open a new shell"
        );
    }
    if idle::is_disabled() {
        bail!("the hook stays off: VENVHOOK_DISABLE is set in this shell; unset it");
    }
    if on && told_what_holds_back()? {
        return Ok(ExitCode::SUCCESS);
    }
    // cmd's hook turns on after this.
    if on && current::of_hook().is_some_and(|shell| shell.dialect().hook_is_files()) {
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
    let shell = current::of_hook().unwrap_or(Shell::USUAL);
    let policy = Policy::of_name(&variable("VENVHOOK_TRUST")).unwrap_or_default();
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
