//! The scenarios, by theme. A theme is a file with a `list` of them.

mod bad_input;
mod beside;
mod beside_fish;
mod doctor;
mod enter_leave;
mod environment;
#[cfg(target_os = "linux")]
mod file_systems;
mod hand;
mod harness;
mod in_place;
mod inherit;
mod interrupts;
mod makers;
mod names;
mod new;
mod on_off;
mod one_line;
mod own_hooks;
mod powershell;
mod powershell_beside;
mod put_back;
mod say;
mod setup;
mod startup;
mod state;
mod survive;
mod tab;
mod trust;
mod verbose;

use crate::harness::driver::Driver;
use crate::harness::scenario::{Scenario, cannot_be_seen, lacking, scenarios};

/// Every scenario for this shell, with its theme.
pub(crate) fn all(driver: &'static dyn Driver) -> Vec<(&'static str, Scenario)> {
    let themes: Vec<(&'static str, Vec<Scenario>)> = vec![
        ("harness", harness::list()),
        ("enter_leave", enter_leave::list()),
        ("environment", environment::list()),
        ("makers", makers::list(driver)),
        ("one_line", one_line::list()),
        ("in_place", in_place::list()),
        ("new", new::list(driver)),
        ("hand", hand::list()),
        ("on_off", on_off::list(driver)),
        ("own_hooks", own_hooks::list(driver)),
        ("verbose", verbose::list()),
        ("inherit", inherit::list(driver)),
        ("trust", trust::list()),
        #[cfg(target_os = "linux")]
        ("file_systems", file_systems::list(driver)),
        ("bad_input", bad_input::list()),
        ("put_back", put_back::list()),
        ("state", state::list()),
        ("survive", survive::list(driver)),
        ("beside", beside::list()),
        ("interrupts", interrupts::list()),
        ("names", names::list(driver)),
        ("startup", startup::list()),
        ("say", say::list()),
        ("setup", setup::list(driver)),
        ("doctor", doctor::list(driver)),
        ("tab", tab::list(driver)),
        ("powershell", powershell::list(driver)),
        ("beside_fish", beside_fish::list(driver)),
        ("powershell_beside", powershell_beside::list(driver)),
    ];
    themes.into_iter().flat_map(|(theme, list)| list.into_iter().map(move |s| (theme, s))).collect()
}
