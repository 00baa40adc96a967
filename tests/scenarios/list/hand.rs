//! The person's hand wins.

use super::{Scenario, scenarios};
use crate::harness::person::Person;
use crate::harness::world::{Project, World};

pub(super) fn list() -> Vec<Scenario> {
    scenarios![
        venv_activated_by_hand_is_never_touched,
        venv_activated_by_hand_inside_a_project_stays,
        venv_activated_by_hand_over_ours_stays,
        venv_set_by_another_tool_is_never_touched,
        deactivated_by_hand_stays_off,
        deactivated_by_hand_stays_off_below_and_above,
        deactivated_by_hand_comes_back_after_leaving,
        deactivated_by_hand_does_not_keep_another_off,
        deactivated_by_hand_on_the_line_that_enters,
        deactivated_then_activated_by_hand_stays,
        own_project_activated_by_hand_stays,
        deactivating_ones_own_inside_a_project_leaves_all_off,
        deactivated_by_hand_leaves_nothing_behind,
        deactivated_by_hand_in_the_nested_project,
    ]
}

fn source(me: &Person<'_>, project: &Project) -> String {
    me.driver.source(&project.venv.join(me.driver.bin()).join(me.driver.script()))
}

/// That venv is active, and not by venvhook.
#[track_caller]
fn by_hand(me: &mut Person<'_>, project: &Project) {
    let look = me.look();
    me.active(&look, &project.venv);
    me.same(look.var("VENVHOOK_ENV"), None, "it is not venvhook's");
}

fn venv_activated_by_hand_is_never_touched(world: &World) {
    let (mine, a) = (world.project("mine"), world.project("a"));
    let mut me = world.start();
    let line = source(&me, &mine);
    me.run(&line);
    for dir in [&a.dir, &mine.dir, &world.away()] {
        me.cd(dir);
        by_hand(&mut me, &mine);
    }
    me.run("deactivate");
    me.off();
    me.silent();
}

fn venv_activated_by_hand_inside_a_project_stays(world: &World) {
    let (mine, a) = (world.project("mine"), world.project("a"));
    let mut me = world.start_in(&a.dir);
    me.run("deactivate");
    let line = source(&me, &mine);
    me.run(&line);
    by_hand(&mut me, &mine);
    me.leave();
    by_hand(&mut me, &mine);
    me.cd(&a.dir);
    by_hand(&mut me, &mine);
}

fn venv_activated_by_hand_over_ours_stays(world: &World) {
    let (mine, a) = (world.project("mine"), world.project("a"));
    let mut me = world.start_in(&a.dir);
    me.on(&a.venv);
    let line = source(&me, &mine);
    me.run(&line);
    by_hand(&mut me, &mine);
    me.leave();
    by_hand(&mut me, &mine);
}

fn venv_set_by_another_tool_is_never_touched(world: &World) {
    let (mine, a) = (world.project("mine"), world.project("a"));
    let mut me = world.start();
    let bin = mine.venv.join(world.driver.bin());
    me.run(&me.driver.export("VIRTUAL_ENV", mine.venv.to_str().unwrap()));
    me.run(&me.driver.prepend_path(bin.to_str().unwrap()));
    for dir in [&a.dir, &world.away()] {
        me.cd(dir);
        let look = me.look();
        me.same(look.var("VIRTUAL_ENV"), mine.venv.to_str().map(str::to_owned), "VIRTUAL_ENV");
        me.same(look.times_on_path(&bin), 1, "its bin is on PATH");
        me.same(look.var("VENVHOOK_ENV"), None, "it is not venvhook's");
    }
}

fn deactivated_by_hand_stays_off(world: &World) {
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    me.on(&a.venv);
    me.run("deactivate");
    me.off();
    me.same(me.prompt(), "", "the prompt");
    for _ in 0..3 {
        me.enter();
    }
    me.off();
    me.silent();
}

fn deactivated_by_hand_stays_off_below_and_above(world: &World) {
    let a = world.project("a");
    let below = world.make_dir("a/1/2/3");
    let mut me = world.start_in(&below);
    me.run("deactivate");
    me.cd("..");
    me.off();
    me.cd(&a.dir);
    me.off();
    me.cd(&below);
    me.off();
}

fn deactivated_by_hand_comes_back_after_leaving(world: &World) {
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    me.run("deactivate");
    me.off();
    me.leave();
    me.off();
    me.cd(&a.dir);
    me.on(&a.venv);
    me.leave();
    me.off();
}

fn deactivated_by_hand_does_not_keep_another_off(world: &World) {
    let (a, b) = (world.project("a"), world.project("b"));
    let mut me = world.start_in(&a.dir);
    me.run("deactivate");
    me.cd(&b.dir);
    me.on(&b.venv);
    me.cd(&a.dir);
    me.on(&a.venv);
}

fn deactivated_by_hand_on_the_line_that_enters(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    let line = me.driver.and(&format!("cd {}", me.quote(&a.dir)), "deactivate");
    me.run(&line);
    me.off();
    me.enter();
    me.off();
}

fn deactivated_then_activated_by_hand_stays(world: &World) {
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    me.run("deactivate");
    let line = source(&me, &a);
    me.run(&line);
    by_hand(&mut me, &a);
    me.leave();
    by_hand(&mut me, &a);
}

fn own_project_activated_by_hand_stays(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    let line = source(&me, &a);
    me.run(&line);
    by_hand(&mut me, &a);
    me.cd(&a.dir);
    by_hand(&mut me, &a);
    me.leave();
    by_hand(&mut me, &a);
    me.same(me.prompt(), "(.venv) ", "one prefix");
}

fn deactivating_ones_own_inside_a_project_leaves_all_off(world: &World) {
    let (mine, a) = (world.project("mine"), world.project("a"));
    let mut me = world.start();
    let line = source(&me, &mine);
    me.run(&line);
    me.cd(&a.dir);
    by_hand(&mut me, &mine);
    me.run("deactivate");
    me.off();
    me.enter();
    me.off();
    me.leave();
    me.cd(&a.dir);
    me.on(&a.venv);
}

fn deactivated_by_hand_leaves_nothing_behind(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    me.leave();
    let before = me.look();
    me.cd(&a.dir);
    me.run("deactivate");
    me.leave();
    me.unchanged_since(&before);
}

fn deactivated_by_hand_in_the_nested_project(world: &World) {
    let (outer, inner) = (world.project("a"), world.project("a/b"));
    let mut me = world.start_in(&inner.dir);
    me.on(&inner.venv);
    me.run("deactivate");
    me.off();
    me.cd(&outer.dir);
    me.on(&outer.venv);
    me.cd(&inner.dir);
    me.on(&inner.venv);
}
