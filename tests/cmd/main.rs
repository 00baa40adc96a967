//! The hook in a real cmd.exe: wine's, with the batch files of real makers (tests/windows/setup).
//! Skipped by name where that is not set up.

#[cfg(unix)]
mod clink;
#[cfg(unix)]
mod macros;
#[cfg(unix)]
mod makers;
#[cfg(unix)]
mod scenarios;
#[cfg(unix)]
mod world;

#[cfg(unix)]
fn main() {
    use libtest_mimic::{Arguments, Completion, Trial};
    let mut arguments = Arguments::from_args();
    arguments.test_threads = arguments.test_threads.or(Some(2));
    let trial = |name: &str, needs: bool, run: fn()| {
        let lacks = needs && world::windows().is_none();
        Trial::ignorable_test(format!("cmd::{name}"), move || {
            if lacks {
                return Ok(Completion::ignored_with("no cmd.exe: see tests/windows/setup"));
            }
            run();
            Ok(Completion::Completed)
        })
    };
    let mut trials: Vec<Trial> = scenarios::ALL.iter().map(|(name, run)| trial(name, true, *run)).collect();
    trials.push(trial("macros_as_the_console_expands_them", false, macros::rules));
    trials.push(trial("clink", true, clink::story));
    libtest_mimic::run(&arguments, trials).exit();
}

// On Windows the workflow drives the real cmd.exe by tests/windows/session.ps1.
#[cfg(not(unix))]
fn main() {}
