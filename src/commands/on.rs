//! `venvhook on` and `venvhook off`, where no hook has taken them: a shell's hook answers them itself.

use anyhow::{Result, bail};
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
    // cmd's turns on behind this.
    if on && std::env::var_os("VENVHOOK_HOOK").is_some_and(|shell| shell == "cmd") {
        return Ok(ExitCode::SUCCESS);
    }
    bail!("venvhook_enter and venvhook_leave cannot turn the hook on or off");
}

/// What keeps the hook of this shell idle, with the remedy.
pub fn idle() -> Option<&'static str> {
    match std::env::var_os("VENVHOOK_IDLE").filter(|value| !value.is_empty()) {
        Some(_) => Some("turned off (to turn it on: venvhook on)"),
        None => is_disabled().then_some("idle as long as VENVHOOK_DISABLE is set"),
    }
}

/// Whether `VENVHOOK_DISABLE` keeps the hooks idle; they read it in this way too.
pub fn is_disabled() -> bool {
    let value = std::env::var_os("VENVHOOK_DISABLE").unwrap_or_default().to_ascii_lowercase();
    let value = value.to_string_lossy();
    !(matches!(&*value, "" | "0" | "off") || value.starts_with(['n', 'f']))
}
