//! What is said is so: why a venv is not used, what lies in its place, whose the active one is.

use std::path::Path;

use super::{Scenario, scenarios};
use crate::harness::driver::Driver;
use crate::harness::person::Person;
use crate::harness::world::{Project, World};

pub(super) fn list() -> Vec<Scenario> {
    scenarios![
        why_and_on_tell_of_a_venv_sourced_by_hand,
        why_and_on_tell_of_an_inherited_venv,
        a_venv_that_is_gone_holds_nothing_back,
        a_venv_that_is_gone_is_taken_out_anywhere,
        a_sourced_venv_that_was_deleted_is_taken_out,
        a_file_in_a_venvs_place_is_told_once
            without "cmd": "its hook does not look for it",
        what_is_left_of_a_venv_is_told_once
            without "cmd": "its hook does not look for it",
        a_link_that_leads_nowhere_is_told_once
            without "cmd": "its hook does not look for it",
        a_file_below_a_venv_is_told_and_the_venv_used
            without "cmd": "its hook does not look for it",
        a_folder_of_ones_own_is_not_told,
        allow_acts_on_the_line_that_it_is_typed_on
            without "cmd": "it reads a whole line's variables before it runs any of it",
    ]
}

fn source(me: &Person<'_>, project: &Project) -> String {
    me.driver.source(&project.venv.join(me.driver.bin()).join(me.driver.script()))
}

/// The line of `venvhook why` that tells the result, and what it says behind it on further rows.
#[track_caller]
fn result(me: &mut Person<'_>) -> String {
    let told = me.run("venvhook why").output;
    let so = told.split("result  ").nth(1).unwrap_or_default();
    so.split("active  ").next().unwrap_or_default().replace('\n', "")
}

fn why_and_on_tell_of_a_venv_sourced_by_hand(world: &World) {
    let (mine, a) = (world.project("mine"), world.project("a"));
    let mut me = world.start();
    let line = source(&me, &mine);
    me.run(&line);
    me.cd(&a.dir);
    let so = result(&mut me);
    for words in ["not used", "mine", "is active (activated by you or another tool", "deactivate"] {
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
    inherit(world, &mine.venv);
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

/// Starts shells with that venv in their environment, as another program would.
fn inherit(world: &World, venv: &Path) {
    world.env("VIRTUAL_ENV", venv);
    let bin = venv.join(world.driver.bin());
    world.env("PATH", format!("{}:{}", bin.display(), world.search_path()));
}

fn a_venv_that_is_gone_holds_nothing_back(world: &World) {
    let a = world.project("a");
    let gone = world.path("gone/.venv");
    inherit(world, &gone);
    let mut me = world.start_in(&a.dir);
    me.on(&a.venv);
    me.same(me.prompt(), "(.venv) ", "the prompt");
    me.leave();
    me.off();
    let times = me.look().times_on_path(&gone.join(world.driver.bin()));
    me.same(times, 0, "the gone one's bin is off PATH");
    me.silent();
}

fn a_venv_that_is_gone_is_taken_out_anywhere(world: &World) {
    let gone = world.path("gone/.venv");
    inherit(world, &gone);
    let mut me = world.start();
    me.off();
    let times = me.look().times_on_path(&gone.join(world.driver.bin()));
    me.same(times, 0, "its bin is off PATH");
    me.silent();
}

fn a_sourced_venv_that_was_deleted_is_taken_out(world: &World) {
    let (mine, a) = (world.project("mine"), world.project("a"));
    let mut me = world.start();
    let line = source(&me, &mine);
    me.run(&line);
    std::fs::remove_dir_all(&mine.venv).unwrap();
    me.cd(&a.dir);
    me.on(&a.venv);
    me.same(me.prompt(), "(.venv) ", "one prefix");
    me.leave();
    let look = me.look();
    me.same(look.var("VIRTUAL_ENV"), None, "VIRTUAL_ENV");
    me.same(look.times_on_path(&mine.venv.join(world.driver.bin())), 0, "its bin is off PATH");
    me.same(me.prompt(), "", "no prefix");
}

/// Coming here, these words are told, once; within, nothing more; after leaving, once again.
#[track_caller]
fn told_on_entering(world: &World, words: &[&str]) {
    world.make_dir("a/sub/lower");
    let mut me = world.start();
    me.cd(world.path("a"));
    me.told_once(words);
    me.enter();
    for dir in ["a/sub/lower", "a/sub", "a"] {
        me.cd(world.path(dir));
    }
    me.told_once(words);
    me.off();
    me.leave();
    me.cd(world.path("a/sub"));
    me.same(me.messages(), 2, "messages after entering again");
}

fn a_file_in_a_venvs_place_is_told_once(world: &World) {
    world.write("a/.venv", "shop\n");
    told_on_entering(world, &["a/.venv is a file, not a venv", "venvhook new .venv"]);
}

fn what_is_left_of_a_venv_is_told_once(world: &World) {
    let a = world.project("a");
    std::fs::remove_file(a.venv.join("pyvenv.cfg")).unwrap();
    let _ = std::fs::remove_file(a.venv.join("bin/activate_this.py"));
    told_on_entering(world, &["a/.venv is a directory with activate scripts", "venvhook new .venv"]);
    std::fs::remove_dir_all(&a.venv).unwrap();
    std::fs::create_dir(&a.venv).unwrap();
    told_on_entering(world, &["a/.venv is an empty directory"]);
}

fn a_link_that_leads_nowhere_is_told_once(world: &World) {
    world.make_dir("a");
    std::os::unix::fs::symlink(world.path("cache/pruned"), world.path("a/.venv")).unwrap();
    told_on_entering(world, &["a/.venv is a link that leads nowhere", "cache/pruned"]);
}

fn a_file_below_a_venv_is_told_and_the_venv_used(world: &World) {
    let a = world.project("a");
    world.write("a/sub/.venv", "shop\n");
    let mut me = world.start();
    me.cd(&a.dir);
    me.silent();
    me.cd(world.path("a/sub"));
    me.told_once(&["a/sub/.venv is a file"]);
    me.on(&a.venv);
    me.cd(&a.dir);
    me.cd(world.path("a/sub"));
    me.same(me.messages(), 2, "messages after coming again");
}

fn a_folder_of_ones_own_is_not_told(world: &World) {
    world.write("a/env/settings.py", "");
    world.write("a/venv", "");
    let mut me = world.start();
    me.cd(world.path("a"));
    me.enter();
    me.silent();
    me.off();
}

fn allow_acts_on_the_line_that_it_is_typed_on(world: &World) {
    world.hook("--trust ask");
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    me.off();
    let line = me.driver.both("venvhook allow", &me.driver.show("VIRTUAL_ENV"));
    let seen = me.run(&line).output.replace('\n', "");
    me.check(seen.contains(&format!("<{}>", a.venv.display())), "it is on behind allow");
    let line = me.driver.both("venvhook deny", &me.driver.show("VIRTUAL_ENV"));
    let seen = me.run(&line).output.replace('\n', "");
    me.check(seen.contains("<>"), "it is off behind deny");
    me.off();
}
