//! A venv that comes, goes or changes while one stands there is noticed at the next prompt.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::{Scenario, cannot_be_seen, scenarios};
use crate::harness::makers::{Maker, Tool};
use crate::harness::world::World;

pub(super) fn list() -> Vec<Scenario> {
    scenarios![
        created_here,
        created_above,
        created_by_the_line_just_typed
            without "cmd": "no Python of Windows to make one with",
        deleted_here,
        deleted_above,
        deleted_inside_another_project,
        deleted_and_created_again,
        created_again_by_another_maker,
        created_under_a_better_name,
        project_deleted_under_the_shell,
        interpreter_gone_while_active,
        interpreter_back_again,
        venv_moved_away_while_active,
    ]
}

fn created_here(world: &World) {
    let dir = world.make_dir("a");
    let mut me = world.start_in(&dir);
    me.off();
    world.place(&dir.join(".venv"));
    me.enter();
    me.on(&dir.join(".venv"));
    me.leave();
    me.off();
    me.silent();
}

fn created_above(world: &World) {
    let deep = world.make_dir("a/1/2/3");
    let mut me = world.start_in(&deep);
    world.place(&world.path("a/.venv"));
    me.enter();
    me.on(&world.path("a/.venv"));
}

fn created_by_the_line_just_typed(world: &World) {
    let dir = world.make_dir("a");
    let Ok((_, python)) = Maker::STD.python() else {
        cannot_be_seen("no Python");
    };
    let mut me = world.start_in(&dir);
    let seen = me.run(&format!("{} -m venv --without-pip .venv", me.driver.call(&python)));
    me.same(seen.status, 0, "the venv is made");
    me.same(me.prompt(), "(.venv) ", "the prompt right after");
    me.on(&dir.join(".venv"));
    me.silent();
}

fn deleted_here(world: &World) {
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    me.on(&a.venv);
    me.run(&me.driver.remove(".venv"));
    me.same(me.prompt(), "", "the prompt right after");
    me.off();
    me.silent();
}

fn deleted_above(world: &World) {
    let a = world.project("a");
    let deep = world.make_dir("a/1/2/3");
    let mut me = world.start_in(&deep);
    me.on(&a.venv);
    fs::remove_dir_all(&a.venv).unwrap();
    me.enter();
    me.off();
}

fn deleted_inside_another_project(world: &World) {
    let (outer, inner) = (world.project("a"), world.project("a/b"));
    let mut me = world.start_in(&inner.dir);
    me.on(&inner.venv);
    fs::remove_dir_all(&inner.venv).unwrap();
    me.enter();
    me.on(&outer.venv);
}

fn deleted_and_created_again(world: &World) {
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    for _ in 0..2 {
        me.on(&a.venv);
        fs::remove_dir_all(&a.venv).unwrap();
        me.enter();
        me.off();
        world.place(&a.venv);
        me.enter();
        me.on(&a.venv);
    }
    me.leave();
    me.off();
    me.silent();
}

fn created_again_by_another_maker(world: &World) {
    if world.driver.name() == "fish" && world.driver.version() < (3, 6) {
        cannot_be_seen("fish compares the ages of files from 3.6 on");
    }
    let a = world.project("a");
    if world.driver.name() == "bash" && world.driver.version() < (5, 0) {
        // Its -nt compares whole seconds: there the first is not as young as the second.
        let file = fs::File::options().write(true).open(a.venv.join("pyvenv.cfg")).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(60)).unwrap();
    }
    let mut me = world.start_in(&a.dir);
    me.same(me.prompt(), "(.venv) ", "the prompt of the first");
    fs::remove_dir_all(&a.venv).unwrap();
    world.make(Maker::new(Tool::Uv("0.13.9"), (3, 8), (3, 99)), &a.venv);
    me.enter();
    me.on(&a.venv);
    me.same(me.prompt(), "(a) ", "the prompt of the second");
    me.leave();
    me.off();
}

fn created_under_a_better_name(world: &World) {
    let venv = world.path("a/venv");
    world.make(Maker::STD, &venv);
    let mut me = world.start_in(&world.path("a"));
    me.on(&venv);
    let better = world.path("a/.venv");
    world.place(&better);
    me.enter();
    me.on(&better);
    fs::remove_dir_all(&better).unwrap();
    me.enter();
    me.on(&venv);
}

fn project_deleted_under_the_shell(world: &World) {
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    me.on(&a.venv);
    fs::remove_dir_all(&a.dir).unwrap();
    me.enter();
    me.leave();
    me.off();
    me.check(me.messages() <= 1, "one message at most");
}

/// Puts a link that leads nowhere in the interpreter's place: that, and where it is now.
fn take_interpreter(world: &World, venv: &Path) -> (PathBuf, PathBuf) {
    let python = venv.join(world.driver.bin()).join(world.driver.interpreter());
    let taken = python.with_extension("taken");
    fs::rename(&python, &taken).unwrap();
    std::os::unix::fs::symlink("/not/there/python", &python).unwrap();
    (python, taken)
}

fn interpreter_gone_while_active(world: &World) {
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    me.on(&a.venv);
    take_interpreter(world, &a.venv);
    me.enter();
    me.off();
    me.told_once(&["python", ".venv"]);
}

fn interpreter_back_again(world: &World) {
    let a = world.project("a");
    let (python, taken) = take_interpreter(world, &a.venv);
    let mut me = world.start_in(&a.dir);
    me.off();
    fs::rename(taken, python).unwrap();
    me.leave();
    me.cd(&a.dir);
    me.on(&a.venv);
}

fn venv_moved_away_while_active(world: &World) {
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    me.on(&a.venv);
    me.run(&me.driver.rename(".venv", "old"));
    me.off();
    me.run(&me.driver.rename("old", ".venv"));
    me.on(&a.venv);
}
