//! Right beside other tools: what they put back of PATH, scripts that do more than every maker's, shells whose
//! start sources what they inherited, a binary that does not answer.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Scenario, scenarios};
use crate::harness::driver::Driver;
use crate::harness::person::Person;
use crate::harness::world::{Project, World};

pub(super) fn list(driver: &'static dyn Driver) -> Vec<Scenario> {
    // Until the other shells' hooks do it too.
    if driver.name() != "pwsh" {
        return Vec::new();
    }
    scenarios![
        entry_put_back_after_leaving_is_taken_out,
        entry_put_back_after_a_switch_is_taken_out,
        entry_of_the_persons_own_stays,
        entry_lost_while_on_comes_back,
        entry_put_back_after_deactivating_by_hand_is_taken_out,
        script_with_an_entry_before_its_venv,
        script_with_another_python_before_its_venv_is_undone,
        what_a_script_sets_goes,
        what_a_script_sets_goes_after_deactivating_by_hand,
        what_the_person_changed_of_it_stays,
        sourced_again_by_the_rc_file_elsewhere,
        sourced_again_by_the_rc_file_in_the_project,
        sourced_again_above_the_hook,
        leaving_needs_no_binary,
        switching_without_a_binary_leaves,
        question_cut_short_is_not_asked_again,
        answer_that_failed_is_not_used,
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

fn entry_put_back_after_leaving_is_taken_out(world: &World) {
    let (a, b) = (world.project("a"), world.project("b"));
    let mut me = world.start();
    me.leave();
    let before = me.look();
    me.cd(&a.dir);
    let inside = value_of_path(&mut me);
    me.leave();
    for _ in 0..2 {
        put_back(&mut me, &inside);
        me.off();
        me.unchanged_since(&before);
    }
    me.cd(&b.dir);
    put_back(&mut me, &inside);
    me.on(&b.venv);
    let times = me.look().times_on_path(&a.venv.join(world.driver.bin()));
    me.same(times, 0, "the other project's entry");
    // The same venv again: its entry is no longer one that was left.
    me.cd(&a.dir);
    me.on(&a.venv);
    me.silent();
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

fn entry_of_the_persons_own_stays(world: &World) {
    let a = world.project("a");
    let bin = a.venv.join(world.driver.bin());
    world.before_hook(&world.driver.append_path(&world.driver.shown(&bin)));
    let mut me = world.start();
    me.leave();
    let before = me.look();
    me.cd(&a.dir);
    me.leave();
    let outside = value_of_path(&mut me);
    put_back(&mut me, &outside);
    me.unchanged_since(&before);
    let times = me.look().times_on_path(&bin);
    me.same(times, 1, "the person's own entry");
}

fn entry_lost_while_on_comes_back(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    me.leave();
    let before = me.look();
    let outside = value_of_path(&mut me);
    me.cd(&a.dir);
    put_back(&mut me, &outside);
    me.on(&a.venv);
    // What the person puts before it is not disorder.
    me.run(&me.driver.prepend_path("/typed"));
    me.enter();
    let path = me.look().path();
    me.same(path.first(), Some(&PathBuf::from("/typed")), "what was typed is first");
    put_back(&mut me, &outside);
    me.leave();
    me.off();
    me.unchanged_since(&before);
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

/// Adds lines to a venv's script.
fn script_does(world: &World, project: &Project, lines: &[String]) {
    let script = project.venv.join(world.driver.bin()).join(world.driver.script());
    let text = fs::read_to_string(&script).expect("a script");
    fs::write(&script, format!("{text}\n{}\n", lines.join("\n"))).expect("it is written");
    let output = world.venvhook(&["allow", project.venv.to_str().unwrap()]);
    assert!(output.status.success(), "{output:?}");
}

fn script_with_an_entry_before_its_venv(world: &World) {
    let (a, b) = (world.project("a"), world.project("b"));
    let tool = world.make_dir("tool");
    script_does(world, &a, &[world.driver.prepend_path(&world.shown("tool"))]);
    let mut me = world.start();
    me.leave();
    let before = me.look();
    for dir in [world.away(), b.dir] {
        me.cd(&a.dir);
        let look = me.look();
        me.same(look.path().first(), Some(&tool), "the script's own entry is first");
        me.same(look.var("VENVHOOK_ENV"), look.var("VIRTUAL_ENV"), "it is venvhook's");
        let seen = me.run(me.driver.print_prefix());
        me.same(seen.output.trim(), a.venv.to_str().unwrap(), "the venv's Python");
        let inside = value_of_path(&mut me);
        me.cd(dir);
        put_back(&mut me, &inside);
        let look = me.look();
        me.same(look.times_on_path(&tool), 0, "the script's own entry");
        me.same(look.times_on_path(&a.venv.join(world.driver.bin())), 0, "the venv's entry");
    }
    me.leave();
    me.unchanged_since(&before);
    me.silent();
}

fn script_with_another_python_before_its_venv_is_undone(world: &World) {
    let a = world.project("a");
    let other = world.program("python3", "#!/bin/sh\n");
    let dir = world.make_dir("other");
    fs::rename(other, dir.join("python3")).expect("it is put there");
    let lines =
        [world.driver.prepend_path(&world.shown("other")), world.driver.export("MY_SET", "by the script")];
    script_does(world, &a, &lines);
    let mut me = world.start();
    me.leave();
    let before = me.look();
    me.cd(&a.dir);
    me.told_once(&["did not switch its venv on"]);
    me.off();
    me.leave();
    me.unchanged_since(&before);
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

/// A shell that inherits a venv of venvhook's, and whose rc file sources that again.
fn inherit(world: &World, a: &Project) -> String {
    let bin = a.venv.join(world.driver.bin());
    world.env("VIRTUAL_ENV", &a.venv);
    world.env("VENVHOOK_ENV", &a.venv);
    world.env("PATH", format!("{}:{}", bin.display(), world.search_path()));
    world.driver.source(&bin.join(world.driver.script()))
}

fn is_clean(me: &mut Person<'_>, outside: &Path) {
    me.off();
    me.same(me.prompt(), "", "the prompt");
    me.enter();
    me.same(me.prompt(), "", "the next prompt");
    let times = me.look().times_on_path(outside);
    me.same(times, 0, "the venv on PATH");
    me.silent();
}

fn sourced_again_by_the_rc_file_elsewhere(world: &World) {
    let (a, b) = (world.project("a"), world.project("b"));
    world.after_hook(&inherit(world, &a));
    let mut me = world.start();
    is_clean(&mut me, &a.venv.join(world.driver.bin()));
    me.cd(&b.dir);
    me.on(&b.venv);
    me.same(me.prompt(), "(.venv) ", "the prompt");
    me.leave();
    is_clean(&mut me, &a.venv.join(world.driver.bin()));
}

fn sourced_again_by_the_rc_file_in_the_project(world: &World) {
    let a = world.project("a");
    world.after_hook(&inherit(world, &a));
    let mut me = world.start_in(&a.dir);
    me.on(&a.venv);
    me.same(me.prompt(), "(.venv) ", "the prompt");
    me.leave();
    is_clean(&mut me, &a.venv.join(world.driver.bin()));
}

fn sourced_again_above_the_hook(world: &World) {
    let a = world.project("a");
    world.before_hook(&inherit(world, &a));
    let mut me = world.start();
    is_clean(&mut me, &a.venv.join(world.driver.bin()));
    me.cd(&a.dir);
    me.on(&a.venv);
    me.same(me.prompt(), "(.venv) ", "the prompt");
    me.run(&me.driver.child());
    me.on(&a.venv);
    me.same(me.prompt(), "(.venv) ", "the prompt in a child");
    me.leave();
    is_clean(&mut me, &a.venv.join(world.driver.bin()));
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
