//! Shells started by shells, terminals of editors, tmux: what is inherited is adopted or dropped.

use std::path::PathBuf;

use super::{Scenario, cannot_be_seen, scenarios};
use crate::harness::driver::{self, Driver};
use crate::harness::person::Person;
use crate::harness::world::World;

pub(super) fn list(driver: &'static dyn Driver) -> Vec<Scenario> {
    let mut list = scenarios![
        child_shell_adopts,
        grandchild_shell_adopts,
        child_shell_leaves_and_the_parent_stays,
        deactivate_works_in_a_child_shell,
        exec_adopts
            without "cmd": "cmd has no exec",
        exec_after_deactivate_is_a_new_shell
            without "cmd": "cmd has no exec",
        child_shell_started_elsewhere_drops,
        child_shell_started_in_another_project_switches,
        child_of_a_hand_activated_shell_keeps_it,
        child_keeps_its_own_path_edits
            without "cmd": "cmd's hook acts as it is loaded: what is put on PATH later is before it",
        terminal_of_an_editor_in_the_project,
        terminal_of_an_editor_elsewhere,
        path_put_in_disorder_is_put_right,
        stale_saved_variables_are_not_believed,
        stale_saved_variables_without_a_venv_are_not_believed,
        inherited_venv_that_is_gone_is_dropped,
        own_prompt_of_a_child_shell,
        path_that_tmux_hands_on_alone
            without "pwsh": "its hook is not told: few people's tmux starts it"
            without "cmd": "tmux starts none",
        path_of_ones_own_in_tmux_stays
            without "cmd": "tmux starts none",
    ];
    for &other in driver::ALL {
        if other.name() != driver.name() && other.on_windows() == driver.on_windows() {
            list.push(Scenario {
                name: format!("child_{}_adopts", other.name()),
                gaps: &[],
                run: Box::new(move |world| child_of_another_kind_adopts(world, other)),
            });
        }
    }
    list
}

fn child_shell_adopts(world: &World) {
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    me.on(&a.venv);
    me.run(&me.driver.child());
    me.same(me.prompt(), "(.venv) ", "one prefix in the child");
    me.on(&a.venv);
    me.leave();
    me.off();
    me.run("exit");
    me.on(&a.venv);
    me.leave();
    me.off();
    me.silent();
}

fn grandchild_shell_adopts(world: &World) {
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    let before = me.look().path();
    me.run(&me.driver.child());
    me.run(&me.driver.child());
    me.on(&a.venv);
    let path = me.look().path();
    me.same(path, before, "PATH in the grandchild");
    me.same(me.prompt(), "(.venv) ", "one prefix in the grandchild");
    me.run("exit");
    me.on(&a.venv);
    me.run("exit");
    me.on(&a.venv);
}

fn child_shell_leaves_and_the_parent_stays(world: &World) {
    let (a, b) = (world.project("a"), world.project("b"));
    let mut me = world.start_in(&a.dir);
    me.run(&me.driver.child());
    me.cd(&b.dir);
    me.on(&b.venv);
    me.run("exit");
    me.on(&a.venv);
}

fn deactivate_works_in_a_child_shell(world: &World) {
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    me.run(&me.driver.child());
    let seen = me.run("deactivate");
    me.same(seen.status, 0, "deactivate succeeds");
    me.off();
    me.enter();
    me.off();
}

fn exec_adopts(world: &World) {
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    me.run(&me.driver.exec());
    me.same(me.prompt(), "(.venv) ", "one prefix");
    me.on(&a.venv);
    me.leave();
    me.off();
}

fn exec_after_deactivate_is_a_new_shell(world: &World) {
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    me.run("deactivate");
    me.off();
    me.run(&me.driver.exec());
    me.on(&a.venv);
}

/// A line that starts a shell of the same kind in another directory.
fn start_in(me: &Person<'_>, dir: &std::path::Path) -> String {
    me.driver.child_in(dir)
}

fn child_shell_started_elsewhere_drops(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    let outside = me.look().path();
    me.cd(&a.dir);
    let line = start_in(&me, &world.away());
    me.run(&line);
    me.off();
    let path = me.look().path();
    me.same(path, outside, "PATH in the child");
    me.same(me.prompt(), "", "no prefix");
    me.silent();
}

fn child_shell_started_in_another_project_switches(world: &World) {
    let (a, b) = (world.project("a"), world.project("b"));
    let mut me = world.start_in(&a.dir);
    let line = start_in(&me, &b.dir);
    me.run(&line);
    me.on(&b.venv);
    let times = me.look().times_on_path(&a.venv.join(world.driver.bin()));
    me.same(times, 0, "the first venv is off PATH");
    me.leave();
    me.off();
}

fn child_of_a_hand_activated_shell_keeps_it(world: &World) {
    let mine = world.project("mine");
    let mut me = world.start();
    me.run(&me.driver.source(&mine.venv.join(world.driver.bin()).join(me.driver.script())));
    me.run(&me.driver.child());
    let look = me.look();
    me.same(look.var("VIRTUAL_ENV"), mine.venv.to_str().map(str::to_owned), "VIRTUAL_ENV");
    me.same(look.times_on_path(&mine.venv.join(world.driver.bin())), 1, "its bin is on PATH");
    me.same(look.var("VENVHOOK_ENV"), None, "it is not venvhook's");
}

fn child_keeps_its_own_path_edits(world: &World) {
    let a = world.project("a");
    world.after_hook(&world.driver.prepend_path("/from/rc"));
    let mut me = world.start_in(&a.dir);
    me.on(&a.venv);
    me.run(&me.driver.child());
    me.on(&a.venv);
    me.leave();
    let path = me.look().path();
    me.same(path.iter().filter(|dir| dir.ends_with("from/rc")).count(), 2, "both rc files' edits");
}

fn terminal_of_an_editor_in_the_project(world: &World) {
    let a = world.project("a");
    inherit(world, &a.venv, "");
    let mut me = world.start_in(&a.dir);
    me.on(&a.venv);
    me.leave();
    me.off();
    me.silent();
}

/// Starts shells with that venv in their environment, as another program would.
fn inherit(world: &World, venv: &std::path::Path, before: &str) {
    world.env("VIRTUAL_ENV", venv);
    let path = format!("{before}{}:{}", venv.join(world.driver.bin()).display(), world.search_path());
    world.env("PATH", path);
}

fn terminal_of_an_editor_elsewhere(world: &World) {
    let (a, b) = (world.project("a"), world.project("b"));
    inherit(world, &a.venv, "");
    let mut me = world.start();
    for dir in [&world.away(), &b.dir, &world.away()] {
        me.cd(dir);
        let look = me.look();
        me.same(look.var("VIRTUAL_ENV"), a.venv.to_str().map(str::to_owned), "VIRTUAL_ENV");
        me.same(look.times_on_path(&a.venv.join(world.driver.bin())), 1, "its bin is on PATH");
    }
    me.silent();
}

fn path_put_in_disorder_is_put_right(world: &World) {
    let a = world.project("a");
    let bin = a.venv.join(world.driver.bin());
    inherit(world, &a.venv, &format!("/usr/local/bin:{}:/usr/bin:", bin.display()));
    world.env("VENVHOOK_ENV", &a.venv);
    let mut me = world.start_in(&a.dir);
    me.on(&a.venv);
}

fn stale_saved_variables_are_not_believed(world: &World) {
    let a = world.project("a");
    inherit(world, &a.venv, "");
    world.env("VENVHOOK_ENV", &a.venv);
    stale(world, &a.dir, &a.venv);
}

fn stale_saved_variables_without_a_venv_are_not_believed(world: &World) {
    let a = world.project("a");
    stale(world, &a.dir, &a.venv);
}

fn stale(world: &World, dir: &std::path::Path, venv: &std::path::Path) {
    world.env("_OLD_VIRTUAL_PATH", r"C:\Windows;C:\nowhere");
    world.env("_OLD_VIRTUAL_PYTHONHOME", "__virtualenv_was_not_set__");
    world.env("_OLD_VIRTUAL_PS1", "stale> ");
    world.env("_OLD_VIRTUAL_PROMPT", "stale> ");
    world.env("_OLD_PKG_CONFIG_PATH", "/stale");
    world.env("_OLD_FISH_PROMPT_OVERRIDE", "/stale");
    let mut me = world.start_in(dir);
    me.on(venv);
    me.same(me.prompt(), "(.venv) ", "the prompt inside");
    me.leave();
    me.off();
    let look = me.look();
    let outside: Vec<PathBuf> = std::env::split_paths(&world.search_path()).collect();
    me.check(look.path().ends_with(&outside), "PATH is the real one");
    me.same(look.var("PYTHONHOME"), None, "PYTHONHOME");
    me.same(look.var("PKG_CONFIG_PATH"), None, "PKG_CONFIG_PATH");
    me.same(me.prompt(), "", "the prompt outside");
}

fn inherited_venv_that_is_gone_is_dropped(world: &World) {
    let gone = world.path("gone/.venv");
    inherit(world, &gone, "");
    world.env("VENVHOOK_ENV", &gone);
    let mut me = world.start();
    me.off();
    let times = me.look().times_on_path(&gone.join(world.driver.bin()));
    me.same(times, 0, "its bin is off PATH");
}

fn own_prompt_of_a_child_shell(world: &World) {
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    me.run(&me.driver.child());
    let seen = me.run("deactivate");
    me.same(seen.prompt.as_str(), "", "the child's own prompt is back");
    me.run("exit");
    me.same(me.prompt(), "(.venv) ", "the parent's prompt");
}

fn child_of_another_kind_adopts(world: &World, other: &'static dyn Driver) {
    let Some(program) = other.program() else {
        cannot_be_seen(format!("{} is not on this machine", other.name()));
    };
    let a = world.project("a");
    let parent = world.driver;
    let mut me = world.start();
    let outside = me.look().path();
    me.cd(&a.dir);
    me.start_shell(&program.display().to_string(), other);
    me.on(&a.venv);
    me.same(me.prompt(), "(.venv) ", "one prefix in the child");
    me.leave();
    me.off();
    let path = me.look().path();
    // PowerShell puts its own folder in front when it starts.
    me.check(path.ends_with(&outside), "PATH outside, in the child, is the parent's");
    me.exit_to(parent);
    me.on(&a.venv);
    me.leave();
    me.off();
    me.silent();
}

/// A child that has PATH from this shell, and no other variable of a venv: so starts what `tmux` typed here opens.
const TORN: &str = "env -u VIRTUAL_ENV -u VIRTUAL_ENV_PROMPT -u VENVHOOK_ENV ";

fn path_that_tmux_hands_on_alone(world: &World) {
    let (a, b) = (world.project("a"), world.project("b"));
    world.env("TMUX", "/tmp/tmux,1,0");
    let mut me = world.start();
    let outside = me.look().path();
    for server in ["", &format!("VIRTUAL_ENV={0} VENVHOOK_ENV={0} ", a.venv.display())] {
        for start in [b.dir.clone(), world.away(), a.dir.clone()] {
            me.cd(&b.dir);
            let line = format!("{TORN}{server}{}", me.driver.child_in(&start));
            me.run(&line);
            for project in [&a, &b] {
                me.leave();
                me.off();
                let path = me.look().path();
                me.same(path, outside.clone(), "PATH outside");
                me.cd(&project.dir);
                me.on(&project.venv);
            }
            me.run("exit");
            me.on(&b.venv);
        }
    }
    me.silent();
}

/// The hook has never switched it on.
fn path_of_ones_own_in_tmux_stays(world: &World) {
    let (a, b) = (world.project("a"), world.project("b"));
    let bin = a.venv.join("bin");
    world.env("TMUX", "/tmp/tmux,1,0");
    let mut me = world.start();
    me.run(&me.driver.prepend_path(bin.to_str().unwrap()));
    me.cd(&b.dir);
    me.run(&me.driver.child());
    me.leave();
    let times = me.look().times_on_path(&bin);
    me.same(times, 1, "the person's own entry");
    me.silent();
}
