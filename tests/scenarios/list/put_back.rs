//! Beside other tools, more of it: what they put back after a switch or a `deactivate`, what a script sets that
//! no maker's does, and a binary that does not answer.

use std::fs;

use super::{Scenario, scenarios};
use crate::harness::makers::{Maker, std_makers};
use crate::harness::person::Person;
use crate::harness::world::{Project, World};

pub(super) fn list() -> Vec<Scenario> {
    scenarios![
        entry_put_back_after_a_switch_is_taken_out
            without "cmd": "the hook sees no line that is no cd",
        entry_put_back_after_deactivating_by_hand_is_taken_out
            without "cmd": "the hook sees no line that is no cd",
        path_replaced_inside_keeps_the_venv
            without "cmd": "the hook sees no line that is no cd",
        path_replaced_inside_stays_after_leaving
            without "cmd": "its hook leaves by the binary's plan, of the PATH before",
        what_a_script_sets_goes
            without "cmd": "its hook asks the program, and puts back what it has in a list: see tests/README.md",
        what_a_script_sets_goes_after_deactivating_by_hand
            without "cmd": "its hook asks the program, and puts back what it has in a list: see tests/README.md",
        what_the_person_changed_of_it_stays
            without "cmd": "its hook asks the program, and puts back what it has in a list: see tests/README.md",
        own_function_that_a_script_replaces_comes_back
            without "cmd": "cmd has no functions",
        own_function_of_a_script_that_fails_comes_back
            without "cmd": "cmd has no functions",
        sourced_by_hand_over_the_hooks_own
            without "cmd": "its hook asks the program, and puts back what it has in a list: see tests/README.md",
        same_venv_by_a_link_stays
            without "cmd": "its hook asks the program, and puts back what it has in a list: see tests/README.md",
        leaving_needs_no_binary
            without "cmd": "its hook asks the program, and puts back what it has in a list: see tests/README.md",
        switching_without_a_binary_leaves
            without "cmd": "its hook asks the program, and puts back what it has in a list: see tests/README.md",
        question_cut_short_is_not_asked_again
            without "cmd": "its hook asks the program, and puts back what it has in a list: see tests/README.md",
        answer_that_failed_is_not_used
            without "cmd": "its hook asks the program, and puts back what it has in a list: see tests/README.md",
        what_a_script_sets_may_have_any_name
            without "cmd": "its hook asks the program, and puts back what it has in a list: see tests/README.md",
        what_a_script_puts_on_path_is_its_own
            without "cmd": "its hook asks the program, and puts back what it has in a list: see tests/README.md",
    ]
}

fn value_of_path(me: &mut Person<'_>) -> String {
    me.look().var("PATH").expect("PATH is set")
}

/// What a tool does that keeps a copy of PATH: it puts the whole of it back.
fn put_back(me: &mut Person<'_>, path: &str) {
    let line = me.driver.export("PATH", path);
    me.run(&line);
    me.enter();
}

fn entry_put_back_after_a_switch_is_taken_out(world: &World) {
    let (a, b) = (world.project("a"), world.project("b"));
    let mut me = world.start_in(&a.dir);
    let inside = value_of_path(&mut me);
    me.cd(&b.dir);
    put_back(&mut me, &inside);
    me.on(&b.venv);
    let times = me.look().times_on_path(&a.venv.join(world.driver.bin()));
    me.same(times, 0, "the other project's entry");
    me.leave();
    me.off();
    me.silent();
}

fn entry_put_back_after_deactivating_by_hand_is_taken_out(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    me.leave();
    let before = me.look();
    me.cd(&a.dir);
    let inside = value_of_path(&mut me);
    me.run("deactivate");
    me.off();
    me.leave();
    put_back(&mut me, &inside);
    me.off();
    me.unchanged_since(&before);
}

/// The typed one holds, with the venv before it for as long as that is on.
fn path_replaced_inside_keeps_the_venv(world: &World) {
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    let line = me.driver.export("PATH", "/usr/bin:/bin");
    me.run(&line);
    me.enter();
    me.on(&a.venv);
    let bin = a.venv.join(world.driver.bin());
    let path = me.look().path();
    me.same(path, vec![bin, "/usr/bin".into(), "/bin".into()], "PATH inside");
    me.leave();
    me.off();
    let path = me.look().path();
    me.same(path, vec!["/usr/bin".into(), "/bin".into()], "PATH outside");
    me.silent();
}

/// Where it is typed and left on one line, too.
fn path_replaced_inside_stays_after_leaving(world: &World) {
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    let away = world.away();
    let line =
        me.driver.both(&me.driver.export("PATH", "/usr/bin:/bin"), &me.driver.cd(away.to_str().unwrap()));
    me.run(&line);
    me.off();
    let path = me.look().path();
    me.same(path, vec!["/usr/bin".into(), "/bin".into()], "PATH outside");
    me.silent();
}

/// Adds lines to a venv's script.
fn script_does(world: &World, project: &Project, lines: &[String]) {
    let script = project.venv.join(world.driver.bin()).join(world.driver.script());
    let text = fs::read_to_string(&script).expect("a script");
    fs::write(&script, format!("{text}\n{}\n", lines.join("\n"))).expect("it is written");
    let output = world.venvhook(&["allow", project.venv.to_str().unwrap()]);
    assert!(output.status.success(), "{output:?}");
}

fn sets(world: &World) -> [String; 3] {
    let driver = world.driver;
    [
        driver.export("MY_SET", "by the script"),
        driver.export("MY_OTHER", "by the script"),
        driver.function("my_tool", "echo tool"),
    ]
}

fn what_a_script_sets_goes(world: &World) {
    let a = world.project("a");
    script_does(world, &a, &sets(world));
    world.before_hook(&world.driver.export("MY_OTHER", "mine"));
    let mut me = world.start();
    me.leave();
    let before = me.look();
    me.cd(&a.dir);
    let look = me.look();
    me.same(look.var("MY_SET"), Some("by the script".into()), "while it is on");
    me.check(look.has("function", "my_tool"), "its function is there");
    me.leave();
    me.off();
    me.unchanged_since(&before);
}

fn what_a_script_sets_goes_after_deactivating_by_hand(world: &World) {
    let a = world.project("a");
    script_does(world, &a, &sets(world));
    let mut me = world.start();
    me.leave();
    let before = me.look();
    me.cd(&a.dir);
    me.run("deactivate");
    me.enter();
    me.leave();
    me.off();
    me.unchanged_since(&before);
}

fn own_function_that_a_script_replaces_comes_back(world: &World) {
    let a = world.project("a");
    script_does(world, &a, &sets(world));
    world.before_hook(&(world.driver.function("my_tool", "echo mine") + "\n"));
    let mut me = world.start();
    for line in ["", "deactivate"] {
        me.cd(&a.dir);
        let seen = me.run("my_tool");
        me.same(seen.output.trim(), "tool", "the script's function while it is on");
        me.run(line);
        me.leave();
        me.off();
        let seen = me.run("my_tool");
        me.same(seen.output.trim(), "mine", "the person's own");
    }
    me.silent();
}

fn own_function_of_a_script_that_fails_comes_back(world: &World) {
    let a = world.project("a");
    let lines = [world.driver.function("my_tool", "echo tool"), world.driver.unset("VIRTUAL_ENV")];
    script_does(world, &a, &lines);
    world.before_hook(&(world.driver.function("my_tool", "echo mine") + "\n"));
    let mut me = world.start();
    me.cd(&a.dir);
    me.off();
    me.told_once(&["did not switch its venv on"]);
    let seen = me.run("my_tool");
    me.same(seen.output.trim(), "mine", "the person's own");
}

fn what_the_person_changed_of_it_stays(world: &World) {
    let a = world.project("a");
    script_does(world, &a, &sets(world));
    let mut me = world.start_in(&a.dir);
    me.run(&me.driver.export("MY_SET", "by me"));
    me.run(&me.driver.function("my_tool", "echo mine"));
    me.leave();
    let look = me.look();
    me.same(look.var("MY_SET"), Some("by me".into()), "the person's value");
    me.same(look.var("MY_OTHER"), None, "the script's value");
    let seen = me.run("my_tool");
    me.same(seen.output.trim(), "mine", "the person's function");
}

/// By the scripts of several versions: CPython's before 3.12 sets more when it is sourced by hand.
fn sourced_by_hand_over_the_hooks_own(world: &World) {
    let makers = if world.driver.makers().is_some() { vec![Maker::STD] } else { std_makers(false) };
    for maker in makers.into_iter().filter(|maker| world.driver.lacks(*maker).is_none()) {
        let a = world.project_by(maker, &maker.name());
        let mut me = world.start();
        me.leave();
        let outside = me.look().path();
        me.cd(&a.dir);
        let script = a.venv.join(world.driver.bin()).join(world.driver.script());
        let seen = me.run(&me.driver.source(&script));
        me.same(seen.prompt.as_str(), "(.venv) ", "one prefix");
        let seen = me.enter();
        me.same(seen.prompt.as_str(), "(.venv) ", "one prefix still");
        let seen = me.leave();
        me.same(seen.prompt.as_str(), "", "the prompt outside");
        let seen = me.enter();
        me.same(seen.prompt.as_str(), "", "the next prompt outside");
        me.off();
        let path = me.look().path();
        me.same(path, outside, "PATH outside");
        me.silent();
    }
}

fn same_venv_by_a_link_stays(world: &World) {
    world.hook("--verbose");
    let a = world.project("a");
    let links = world.make_dir("links/more");
    std::os::unix::fs::symlink("../../a", links.join("first")).expect("a link");
    std::os::unix::fs::symlink("more/first", world.path("links/second")).expect("a link");
    let mut me = world.start_in(&a.dir);
    for link in ["links/second", "links/more/first", "a"] {
        me.cd(world.path(link));
        me.on(&a.venv);
    }
    me.told_once(&["activated "]);
    me.leave();
    me.off();
}

fn leaving_needs_no_binary(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    me.leave();
    let before = me.look();
    me.cd(&a.dir);
    me.on(&a.venv);
    fs::remove_file(world.installed()).expect("the program is removed");
    me.leave();
    me.off();
    me.unchanged_since(&before);
    me.silent();
}

fn switching_without_a_binary_leaves(world: &World) {
    let (a, b) = (world.project("a"), world.project("b"));
    let mut me = world.start_in(&a.dir);
    fs::remove_file(world.installed()).expect("the program is removed");
    me.cd(&b.dir);
    me.off();
    me.told_once(&["is gone"]);
    world.install();
    me.leave();
    me.cd(&b.dir);
    me.on(&b.venv);
}

/// Puts a program in the binary's place that says so when it is asked.
fn binary_that(world: &World, does: &str) {
    fs::remove_file(world.installed()).expect("the program is removed");
    let name = world.installed().file_name().unwrap().to_str().unwrap().to_owned();
    world.program(&name, &format!("#!/bin/sh\necho 'it is asked' >/dev/tty\n{does}\n"));
}

fn asked(me: &Person<'_>) -> usize {
    me.screen().matches("it is asked").count()
}

fn question_cut_short_is_not_asked_again(world: &World) {
    let a = world.project("a");
    world.make_dir("a/below");
    let mut me = world.start();
    binary_that(world, "exec sleep 1000");
    let line = format!("cd {}", me.quote(&a.dir));
    me.run_until(&line, "it is asked");
    me.interrupt();
    me.enter();
    me.enter();
    me.same(asked(&me), 1, "it is not asked at the next prompts");
    me.off();
    // At the next change of directory it is.
    binary_that(world, "echo again >/dev/tty; exec sleep 1000");
    me.run_until("cd below", "again");
    me.interrupt();
    me.enter();
    world.install();
    me.run("cd ..");
    me.on(&a.venv);
    me.leave();
    me.off();
}

fn answer_that_failed_is_not_used(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    me.leave();
    let before = me.look();
    binary_that(world, "echo __venvhook_disown; echo disown; kill -KILL $$");
    me.cd(&a.dir);
    me.same(asked(&me), 1, "it is asked");
    me.enter();
    me.same(asked(&me), 1, "it is not asked at the next prompt");
    me.off();
    world.install();
    me.cd(world.make_dir("a/below"));
    me.on(&a.venv);
    me.leave();
    me.unchanged_since(&before);
}

/// The names of variables that the hook itself might use.
fn what_a_script_sets_may_have_any_name(world: &World) {
    let a = world.project("a");
    let names =
        ["name", "value", "state", "entry", "before", "after", "now", "rest", "found", "script", "made"];
    let lines = names.map(|name| world.driver.export(name, "of the script"));
    let script = a.venv.join("bin").join(world.driver.script());
    let text = fs::read_to_string(&script).unwrap();
    fs::write(&script, format!("{text}\n{}\n", lines.join("\n"))).unwrap();
    assert!(world.venvhook(&["allow", a.venv.to_str().unwrap()]).status.success());
    for name in names {
        world.env(name, "mine");
    }
    let mut me = world.start();
    me.leave();
    let before = me.look();
    for _ in 0..2 {
        me.cd(&a.dir);
        let name = me.look().var("name");
        me.same(name, Some("of the script".into()), "what the script sets");
        me.leave();
        me.unchanged_since(&before);
    }
    me.silent();
}

/// What a script puts on PATH besides stays while its venv is on, the second time too; and it may be typed.
fn what_a_script_puts_on_path_is_its_own(world: &World) {
    let a = world.project("a");
    let tool = world.make_dir("tool");
    let script = a.venv.join("bin").join(world.driver.script());
    let text = fs::read_to_string(&script).unwrap();
    let line = world.driver.prepend_path(tool.to_str().unwrap());
    fs::write(&script, format!("{text}\n{line}\n")).unwrap();
    assert!(world.venvhook(&["allow", a.venv.to_str().unwrap()]).status.success());
    let mut me = world.start();
    for _ in 0..2 {
        me.cd(&a.dir);
        me.run(&me.driver.append_path("/my/own"));
        me.enter();
        let times = me.look().times_on_path(&tool);
        me.same(times, 1, "the script's entry inside");
        me.leave();
        let times = me.look().times_on_path(&tool);
        me.same(times, 0, "the script's entry outside");
    }
    me.run(&line);
    me.enter();
    let times = me.look().times_on_path(&tool);
    me.same(times, 1, "the same entry, typed");
}
