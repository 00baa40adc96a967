//! What is said is so: why a venv is not used, what lies in its place, whose the active one is.

use super::{Scenario, scenarios};
use crate::harness::driver::Driver;
use crate::harness::person::Person;
use crate::harness::world::{Project, World};

pub(super) fn list() -> Vec<Scenario> {
    scenarios![why_and_on_tell_of_a_venv_sourced_by_hand, why_and_on_tell_of_an_inherited_venv,]
}

fn source(me: &Person<'_>, project: &Project) -> String {
    me.driver.source(&project.venv.join(me.driver.bin()).join(me.driver.script()))
}

/// The line of `venvhook why` that tells the result, and what it says behind it on further rows.
#[track_caller]
fn result(me: &mut Person<'_>) -> String {
    let told = me.run("venvhook why").output;
    let so = told.split("so  ").nth(1).unwrap_or_default();
    so.split("active  ").next().unwrap_or_default().replace('\n', "")
}

fn why_and_on_tell_of_a_venv_sourced_by_hand(world: &World) {
    let (mine, a) = (world.project("mine"), world.project("a"));
    let mut me = world.start();
    let line = source(&me, &mine);
    me.run(&line);
    me.cd(&a.dir);
    let so = result(&mut me);
    for words in ["not used", "mine", "is on, by you or another tool", "deactivate"] {
        me.check(so.contains(words), &format!("{words:?} is in {so:?}"));
    }
    let seen = me.run("venvhook on");
    me.same(seen.status, 0, "the hook is on");
    me.told_once(&["a", ".venv", "is not used", "mine", "deactivate"]);
    // As it was told.
    me.run("deactivate");
    me.off();
    me.run("venvhook on");
    me.on(&a.venv);
    let so = result(&mut me);
    me.same(so.trim(), "used", "the result");
}

fn why_and_on_tell_of_an_inherited_venv(world: &World) {
    let (mine, a) = (world.project("mine"), world.project("a"));
    let bin = mine.venv.join(world.driver.bin());
    world.env("VIRTUAL_ENV", &mine.venv);
    world.env("PATH", format!("{}:{}", bin.display(), world.search_path()));
    let mut me = world.start_in(&a.dir);
    let so = result(&mut me);
    for words in ["not used", "mine", "inherited"] {
        me.check(so.contains(words), &format!("{words:?} is in {so:?}"));
    }
    let remedy = remedy(me.driver);
    me.check(so.contains(remedy), &format!("{remedy:?} is in {so:?}"));
    me.run("venvhook on");
    me.told_once(&["is not used", "inherited", remedy]);
    // As it was told.
    me.run(remedy);
    me.enter();
    me.on(&a.venv);
    me.leave();
    me.off();
}

/// The line that gives an inherited venv to venvhook.
fn remedy(driver: &dyn Driver) -> &'static str {
    match driver.name() {
        "fish" => "set -gx VENVHOOK_ENV $VIRTUAL_ENV",
        "pwsh" => "$env:VENVHOOK_ENV = $env:VIRTUAL_ENV",
        "cmd" => "set \"VENVHOOK_ENV=%VIRTUAL_ENV%\"",
        _ => "export VENVHOOK_ENV=\"$VIRTUAL_ENV\"",
    }
}
