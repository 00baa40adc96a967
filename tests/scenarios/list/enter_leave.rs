//! Enter, stay, leave, switch; nested projects; links in the way.

use std::os::unix::fs::symlink;

use super::{Scenario, scenarios};
use crate::harness::makers::Maker;
use crate::harness::world::World;

pub(super) fn list() -> Vec<Scenario> {
    scenarios![
        enter_and_leave,
        prompt_shows_the_venv,
        use_is_noted,
        stay_six_levels_down,
        enter_six_levels_down,
        switch_from_one_to_another,
        switch_there_and_back,
        nested_project_in_and_out,
        nested_project_straight_out,
        shell_started_inside,
        shell_started_below,
        silent_when_all_is_well,
        directory_is_a_link,
        way_to_the_directory_has_a_link,
        venv_is_a_link_to_outside,
        directory_is_itself_a_venv,
        inside_the_venv_itself,
        first_name_wins,
        nearest_wins_over_name,
        named_by_a_glob,
        named_by_the_environment,
        other_directories_are_left_alone,
        quick_there_and_back
            without "cmd": "only the first command of a line is looked up among the macros",
    ]
}

fn enter_and_leave(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    me.off();
    me.cd(&a.dir);
    me.on(&a.venv);
    me.leave();
    me.off();
}

fn prompt_shows_the_venv(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    me.same(me.prompt(), "", "the prompt before");
    me.cd(&a.dir);
    me.same(me.prompt(), "(.venv) ", "the prompt inside");
    me.enter();
    me.same(me.prompt(), "(.venv) ", "the prompt, once more");
    me.leave();
    me.same(me.prompt(), "", "the prompt after");
    me.enter();
    me.same(me.prompt(), "", "the prompt, later");
}

fn use_is_noted(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    me.cd(&a.dir);
    let seen = me.run("venvhook show");
    me.check(seen.output.contains("just now, by venvhook"), "show tells when it was last used");
}

fn stay_six_levels_down(world: &World) {
    let a = world.project("a");
    let deep = world.make_dir("a/1/2/3/4/5/6");
    let mut me = world.start();
    me.cd(&a.dir);
    me.cd("1");
    me.on(&a.venv);
    me.cd(deep);
    me.on(&a.venv);
    me.cd("../../..");
    me.on(&a.venv);
    me.leave();
    me.off();
    me.silent();
}

fn enter_six_levels_down(world: &World) {
    let a = world.project("a");
    let deep = world.make_dir("a/1/2/3/4/5/6");
    let mut me = world.start();
    me.cd(&deep);
    me.on(&a.venv);
    me.leave();
    me.off();
    me.cd(&deep);
    me.on(&a.venv);
}

fn switch_from_one_to_another(world: &World) {
    let (a, b) = (world.project("a"), world.project("b"));
    let mut me = world.start();
    me.cd(&a.dir);
    me.on(&a.venv);
    me.cd(&b.dir);
    me.on(&b.venv);
    let a_bin = a.venv.join(world.driver.bin());
    let times = me.look().times_on_path(&a_bin);
    me.same(times, 0, "the first venv is off PATH");
    me.leave();
    me.off();
}

fn switch_there_and_back(world: &World) {
    let (a, b) = (world.project("a"), world.project("b"));
    let mut me = world.start();
    for _ in 0..3 {
        me.cd(&a.dir);
        me.cd(&b.dir);
    }
    me.on(&b.venv);
    me.same(me.prompt(), "(.venv) ", "one prefix");
    me.leave();
    me.off();
    me.same(me.prompt(), "", "no prefix");
}

fn nested_project_in_and_out(world: &World) {
    let (outer, inner) = (world.project("a"), world.project("a/lib/b"));
    let mut me = world.start();
    me.cd(&outer.dir);
    me.on(&outer.venv);
    me.cd(&inner.dir);
    me.on(&inner.venv);
    me.cd("..");
    me.on(&outer.venv);
    me.leave();
    me.off();
}

fn nested_project_straight_out(world: &World) {
    let (_outer, inner) = (world.project("a"), world.project("a/b"));
    let mut me = world.start();
    me.cd(&inner.dir);
    me.on(&inner.venv);
    me.leave();
    me.off();
}

fn shell_started_inside(world: &World) {
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    me.same(me.prompt(), "(.venv) ", "the very first prompt");
    me.on(&a.venv);
    me.leave();
    me.off();
}

fn shell_started_below(world: &World) {
    let a = world.project("a");
    let below = world.make_dir("a/src/pkg");
    let mut me = world.start_in(&below);
    me.on(&a.venv);
    me.silent();
}

fn silent_when_all_is_well(world: &World) {
    let (a, b) = (world.project("a"), world.project("b"));
    let mut me = world.start();
    for dir in [&a.dir, &b.dir, &a.dir] {
        let seen = me.cd(dir);
        me.same(seen.output.as_str(), "", "nothing is printed");
    }
    let seen = me.leave();
    me.same(seen.output.as_str(), "", "nothing is printed");
}

fn directory_is_a_link(world: &World) {
    let a = world.project("a");
    symlink(&a.dir, world.path("link")).unwrap();
    let mut me = world.start();
    me.cd(world.path("link"));
    me.on(&a.venv);
    me.cd(&a.dir);
    me.on(&a.venv);
    me.cd(world.path("link"));
    me.on(&a.venv);
    me.leave();
    me.off();
}

fn way_to_the_directory_has_a_link(world: &World) {
    let a = world.project("real/place/a");
    let below = world.make_dir("real/place/a/src");
    symlink(world.path("real/place"), world.path("short")).unwrap();
    let mut me = world.start_in(&world.path("short"));
    me.cd("a/src");
    me.on(&a.venv);
    me.cd(below);
    me.on(&a.venv);
    me.cd("../..");
    me.off();
}

fn venv_is_a_link_to_outside(world: &World) {
    let dir = world.make_dir("a");
    let venv = world.path("store/.venv");
    world.place(&venv);
    symlink(&venv, dir.join(".venv")).unwrap();
    let mut me = world.start();
    me.cd(&dir);
    me.on(&venv);
    me.leave();
    me.off();
}

fn directory_is_itself_a_venv(world: &World) {
    let venv = world.path("my-env");
    world.make(Maker::STD, &venv);
    let mut me = world.start();
    me.cd(&venv);
    me.on(&venv);
    me.cd("lib");
    me.on(&venv);
    me.leave();
    me.off();
}

fn inside_the_venv_itself(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    me.cd(a.venv.join(world.driver.bin()));
    me.on(&a.venv);
    me.cd(&a.dir);
    me.on(&a.venv);
    me.leave();
    me.off();
}

fn first_name_wins(world: &World) {
    let a = world.project("a");
    world.make(Maker::STD, &a.dir.join("venv"));
    world.make(Maker::STD, &a.dir.join("env"));
    let mut me = world.start();
    me.cd(&a.dir);
    me.on(&a.venv);
    me.leave();
    std::fs::remove_dir_all(&a.venv).unwrap();
    me.cd(&a.dir);
    me.on(&a.dir.join("venv"));
    me.leave();
    std::fs::remove_dir_all(a.dir.join("venv")).unwrap();
    me.cd(&a.dir);
    me.on(&a.dir.join("env"));
}

fn nearest_wins_over_name(world: &World) {
    let a = world.project("a");
    let inner = world.path("a/b/env");
    world.make(Maker::STD, &inner);
    let mut me = world.start();
    me.cd(world.path("a/b"));
    me.on(&inner);
    me.cd(&a.dir);
    me.on(&a.venv);
}

fn named_by_a_glob(world: &World) {
    world.hook("--name 'py-*' --name .venv");
    let a = world.project("a");
    let named = world.path("a/py-13");
    world.make(Maker::STD, &named);
    let mut me = world.start();
    me.cd(&a.dir);
    me.on(&named);
    me.leave();
    me.off();
}

fn named_by_the_environment(world: &World) {
    world.env("VENVHOOK_NAME", "mine");
    let named = world.path("a/mine");
    world.make(Maker::STD, &named);
    let mut me = world.start();
    me.cd(world.path("a"));
    me.on(&named);
}

fn other_directories_are_left_alone(world: &World) {
    world.make_dir("plain/.venv");
    world.make_dir("plain/venv/bin");
    world.make_dir("plain/env/lib");
    world.write("file/.venv", "no venv here\n");
    let mut me = world.start();
    for dir in ["plain", "plain/venv", "file"] {
        me.cd(world.path(dir));
        me.off();
    }
    // What lies in a venv's place under its own name is told: see say.rs.
    me.check(
        !me.screen().contains("/plain/venv is") && !me.screen().contains("/env is"),
        "a folder is a folder",
    );
}

fn quick_there_and_back(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    let (there, back) = (me.driver.quote(a.dir.to_str().unwrap()), world.away());
    let line = format!("cd {there}; cd {}; cd {there}; cd {}", back.display(), back.display());
    me.run(&line);
    me.off();
    me.run(&format!("cd {there}; cd {}; cd {there}", back.display()));
    me.on(&a.venv);
}
