//! Whether the hook of this shell does nothing, and by what.

use crate::system::switch;

/// What keeps the hook of this shell idle, with the remedy.
pub fn idle() -> Option<&'static str> {
    match std::env::var_os("VENVHOOK_IDLE").filter(|value| !value.is_empty()) {
        Some(_) => Some("turned off (to turn it on: venvhook on)"),
        None => is_disabled().then_some("disabled (VENVHOOK_DISABLE is set)"),
    }
}

/// Whether `VENVHOOK_DISABLE` keeps the hooks idle. What counts as no is in `system::switch`.
pub fn is_disabled() -> bool {
    std::env::var_os("VENVHOOK_DISABLE").is_some_and(|value| switch::is_on(&value.to_string_lossy()))
}
