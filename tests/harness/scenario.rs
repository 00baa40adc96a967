//! Scenarios, and how a test target runs its list of them in each shell.

use std::cell::RefCell;
use std::panic::AssertUnwindSafe;

use libtest_mimic::{Arguments, Completion, Failed, Trial};

use super::driver::{self, Driver};
use super::world::World;

/// Something that a person does, and what must come of it.
pub struct Scenario {
    pub name: String,
    /// Shells that lack what this is about, each with the reason.
    pub gaps: &'static [(&'static str, &'static str)],
    pub run: Box<dyn Fn(&World) + Send>,
}

/// Why a scenario did not run to its end.
pub struct Skip {
    pub why: String,
    /// Whether installing something would cure it.
    pub curable: bool,
}

/// Ends the scenario: this machine lacks what it needs.
pub fn lacking(why: impl Into<String>) -> ! {
    std::panic::resume_unwind(Box::new(Skip { why: why.into(), curable: true }))
}

/// Ends the scenario: it cannot be seen on a machine of this kind.
pub fn cannot_be_seen(why: impl Into<String>) -> ! {
    std::panic::resume_unwind(Box::new(Skip { why: why.into(), curable: false }))
}

/// Lists functions as scenarios; `without` names a shell and why it has no such thing.
macro_rules! scenarios {
    ($($name:ident $(without $shell:literal: $why:literal)*),+ $(,)?) => {
        vec![$($crate::harness::scenario::Scenario {
            name: stringify!($name).to_owned(),
            gaps: &[$(($shell, $why)),*],
            run: Box::new($name),
        }),+]
    };
}
pub(crate) use scenarios;

thread_local! {
    /// What the last panic of this thread said.
    static PANIC: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Runs the scenarios, as trials named `SHELL::THEME::SCENARIO`, in each shell that is here.
/// A shell that is not is named, and fails where it is required.
pub fn run_all(list: fn(&'static dyn Driver) -> Vec<(&'static str, Scenario)>) -> ! {
    let mut arguments = Arguments::from_args();
    // Scenarios mostly wait for a shell, so more of them than cores keep the cores busy.
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    arguments.test_threads = arguments.test_threads.or(Some(cores * 2));
    std::panic::set_hook(Box::new(|info| PANIC.set(info.to_string())));

    let mut trials = Vec::new();
    for &driver in driver::ALL {
        if driver.program().is_some() {
            trials.extend(list(driver).into_iter().map(|(theme, s)| trial(driver, theme, s)));
        } else if super::required(driver.name()) {
            let name = driver.name();
            trials.push(Trial::test(format!("{name}::is_here"), move || {
                Err(format!("{name} is required here, and this machine lacks it").into())
            }));
        } else if !arguments.list {
            eprintln!("skipped: {} is not on this machine", driver.name());
        }
    }
    libtest_mimic::run(&arguments, trials).exit();
}

fn trial(driver: &'static dyn Driver, theme: &str, scenario: Scenario) -> Trial {
    let name = format!("{}::{theme}::{}", driver.name(), scenario.name);
    Trial::ignorable_test(name, move || {
        if let Some((_, why)) = scenario.gaps.iter().find(|(shell, _)| *shell == driver.name()) {
            return Ok(Completion::ignored_with(why));
        }
        let run = || (scenario.run)(&World::new(driver));
        let mut result = std::panic::catch_unwind(AssertUnwindSafe(run));
        // wine now and then fails to start a process (for cmd's FOR, mostly), and says this on the screen,
        // which no part of ours does. Such a scenario alone is played a second time, and that is said.
        let by_wine = || PANIC.with_borrow(|text| text.contains("Internal error."));
        if driver.on_windows() && result.is_err() && by_wine() {
            eprintln!("played again, since wine started no process: {}: {}", scenario.name, PANIC.take());
            result = std::panic::catch_unwind(AssertUnwindSafe(run));
        }
        match result {
            Ok(()) => Ok(Completion::Completed),
            Err(payload) => match payload.downcast::<Skip>() {
                Ok(skip) if super::required(driver.name()) && skip.curable => Err(Failed::from(skip.why)),
                Ok(skip) => Ok(Completion::ignored_with(skip.why)),
                Err(_) => Err(Failed::from(PANIC.take())),
            },
        }
    })
}
