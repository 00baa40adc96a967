//! What the test targets share: terminals, shells, venvs, and a world to put them in.

// Each test target uses its own part of this.
#![allow(dead_code, unused_macros, unused_imports, reason = "shared by several test targets")]
#![allow(clippy::unused_self, clippy::needless_pass_by_value, reason = "reads better in a scenario")]
#![allow(unreachable_pub, reason = "a test target has no public interface")]

pub mod driver;
#[cfg(target_os = "linux")]
pub mod file_system;
pub mod look;
pub mod macros;
pub mod makers;
pub mod person;
pub mod scenario;
pub mod terminal;
pub mod venvs;
pub mod windows;
pub mod windows_venvs;
pub mod world;

/// Whether `VENVHOOK_TEST_SHELLS` says that this shell may not be skipped.
pub fn required(shell: &str) -> bool {
    let shells = std::env::var("VENVHOOK_TEST_SHELLS").unwrap_or_default();
    shells.split(',').any(|name| name.trim() == shell)
}
