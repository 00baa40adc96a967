//! What must hold at a real prompt, in each shell: one list of scenarios, one driver per shell.
//!
//! The trials are named `SHELL::THEME::SCENARIO`. A shell that this machine lacks is skipped, and
//! said to be, unless `VENVHOOK_TEST_SHELLS` (a list with commas) names it.

#[path = "../harness/mod.rs"]
mod harness;
mod list;

use std::cell::RefCell;
use std::panic::AssertUnwindSafe;

use harness::driver::{self, Driver};
use harness::world::World;
use libtest_mimic::{Arguments, Completion, Failed, Trial};
use list::{Scenario, Skip};

thread_local! {
    /// What the last panic of this thread said.
    static PANIC: RefCell<String> = const { RefCell::new(String::new()) };
}

fn main() {
    let mut arguments = Arguments::from_args();
    // Scenarios mostly wait for a shell, so more of them than cores keep the cores busy.
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    arguments.test_threads = arguments.test_threads.or(Some(cores * 2));
    std::panic::set_hook(Box::new(|info| PANIC.set(info.to_string())));

    let mut trials = Vec::new();
    for &driver in driver::ALL {
        if driver.program().is_some() {
            trials.extend(list::all(driver).into_iter().map(|(theme, s)| trial(driver, theme, s)));
        } else if harness::required(driver.name()) {
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
        match std::panic::catch_unwind(AssertUnwindSafe(run)) {
            Ok(()) => Ok(Completion::Completed),
            Err(payload) => match payload.downcast::<Skip>() {
                Ok(skip) if harness::required(driver.name()) && skip.curable => {
                    Err(Failed::from(skip.why))
                }
                Ok(skip) => Ok(Completion::ignored_with(skip.why)),
                Err(_) => Err(Failed::from(PANIC.take())),
            },
        }
    })
}
