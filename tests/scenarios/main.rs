//! What must hold at a real prompt, in each shell: one list of scenarios, one driver per shell.
//!
//! The trials are named `SHELL::THEME::SCENARIO`. A shell that this machine lacks is skipped, and
//! said to be, unless `VENVHOOK_TEST_SHELLS` (a list with commas) names it.

#[path = "../harness/mod.rs"]
mod harness;
mod list;

fn main() {
    harness::scenario::run_all(list::all);
}
