//! The scenarios, by theme. A theme is a file with a `list` of them.

mod bad_input;
mod enter_leave;
mod environment;
mod hand;
mod harness;
mod in_place;
mod inherit;
mod makers;
mod one_line;
mod startup;
mod state;
mod survive;
mod trust;

use crate::harness::driver::Driver;
use crate::harness::world::World;

/// Something that a person does, and what must come of it.
pub(crate) struct Scenario {
    pub name: String,
    /// Shells that lack what this is about, each with the reason.
    pub gaps: &'static [(&'static str, &'static str)],
    pub run: Box<dyn Fn(&World) + Send>,
}

/// Why a scenario did not run to its end.
pub(crate) struct Skip {
    pub why: String,
    /// Whether installing something would cure it.
    pub curable: bool,
}

/// Ends the scenario: this machine lacks what it needs.
pub(crate) fn lacking(why: impl Into<String>) -> ! {
    std::panic::resume_unwind(Box::new(Skip { why: why.into(), curable: true }))
}

/// Ends the scenario: it cannot be seen on a machine of this kind.
pub(crate) fn cannot_be_seen(why: impl Into<String>) -> ! {
    std::panic::resume_unwind(Box::new(Skip { why: why.into(), curable: false }))
}

/// Lists functions as scenarios; `without` names a shell and why it has no such thing.
macro_rules! scenarios {
    ($($name:ident $(without $shell:literal: $why:literal)*),+ $(,)?) => {
        vec![$($crate::list::Scenario {
            name: stringify!($name).to_owned(),
            gaps: &[$(($shell, $why)),*],
            run: Box::new($name),
        }),+]
    };
}
use scenarios;

/// Every scenario for this shell, with its theme.
pub(crate) fn all(driver: &'static dyn Driver) -> Vec<(&'static str, Scenario)> {
    let themes: Vec<(&'static str, Vec<Scenario>)> = vec![
        ("harness", harness::list()),
        ("enter_leave", enter_leave::list()),
        ("environment", environment::list()),
        ("makers", makers::list()),
        ("one_line", one_line::list()),
        ("in_place", in_place::list()),
        ("hand", hand::list()),
        ("inherit", inherit::list(driver)),
        ("trust", trust::list()),
        ("bad_input", bad_input::list()),
        ("state", state::list()),
        ("survive", survive::list(driver)),
        ("startup", startup::list()),
    ];
    themes.into_iter().flat_map(|(theme, list)| list.into_iter().map(move |s| (theme, s))).collect()
}
