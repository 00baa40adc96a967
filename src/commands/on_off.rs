//! `venvhook on` and `venvhook off`, where no hook has taken them: a shell's hook answers them itself.

use crate::find;
use crate::find::names::Name;
use crate::hook::held_back::Held;
use crate::hook::idle;
use crate::records::grants::Grants;
use crate::shells::Shell;
use crate::system::current_dir;
use crate::trust::judge::judge;
use crate::trust::policy::Policy;
use crate::ui::message;
use anyhow::{Result, bail};
use std::process::ExitCode;

/// Says why nothing was turned on or off.
pub fn run(on: bool) -> Result<ExitCode> {
    // The hook's function sets it, and comes here only when it may not act.
    if std::env::var_os("VENVHOOK_HOOK").is_none() {
        bail!("only a shell's own hook can be turned on or off: load it there first, by venvhook setup");
    }
    if idle::is_disabled() {
        bail!("the hook stays off in this shell as long as VENVHOOK_DISABLE is set");
    }
    if on && told_what_holds_back()? {
        return Ok(ExitCode::SUCCESS);
    }
    // cmd's turns on behind this.
    if on && std::env::var_os("VENVHOOK_HOOK").is_some_and(|shell| shell == "cmd") {
        return Ok(ExitCode::SUCCESS);
    }
    bail!("venvhook_enter and venvhook_leave cannot turn the hook on or off");
}

/// The hook works again, but another's venv is on: says so, if that keeps one off that would be used here.
fn told_what_holds_back() -> Result<bool> {
    let variable = |name: &str| std::env::var(name).unwrap_or_default();
    let names: Vec<Name> =
        variable("VENVHOOK_NAME").split(':').filter_map(|name| name.parse().ok()).collect();
    let shell = Shell::of_hook().unwrap_or(Shell::USUAL);
    let policy = Policy::of_name(&variable("VENVHOOK_TRUST")).unwrap_or_default();
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
