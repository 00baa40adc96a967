//! `venvhook setup` at a person's own prompt, with their own rc file.

use super::{Scenario, scenarios};
use crate::harness::driver::Driver;
use crate::harness::world::World;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub(super) fn list(driver: &dyn Driver) -> Vec<Scenario> {
    if driver.name() == "cmd" {
        // cmd has no rc file: what else setup does there is in cmd/scenarios.rs.
        return scenarios![auto_run_is_asked_for];
    }
    scenarios![
        a_new_shell_has_the_hook_and_removal_leaves_no_trace,
        a_line_by_hand_is_enough,
        a_hook_from_elsewhere_is_enough,
        a_hook_loaded_at_the_prompt_is_not_enough,
        a_dry_run_changes_nothing,
        a_program_off_the_path_is_called_by_its_own,
    ]
}

/// Every file of the home directory that a person or setup writes, with its bytes.
fn files(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(dir).expect("a directory").flatten() {
        let path = entry.path();
        // What shells write by themselves.
        let is_own =
            [".cache", ".local", "fish_variables", ".zcompdump"].iter().any(|name| path.ends_with(name));
        if is_own {
            continue;
        }
        if path.is_dir() {
            found.append(&mut files(&path));
        } else {
            found.insert(path.clone(), std::fs::read(&path).expect("a file"));
        }
    }
    found
}

/// No is what counts unless the person says yes; that is not said here, for the registry is one for all.
fn auto_run_is_asked_for(world: &World) {
    let asked = "Add it? [y/N]";
    for answer in ["\r", "n\r", "yo\r"] {
        let mut me = world.start();
        me.run_until("venvhook setup cmd", asked);
        me.keys(answer);
        me.expect("nothing was changed");
        let seen = me.run("rem");
        me.same(seen.status, 1, "it was not done");
    }
    let mut me = world.start();
    let seen = me.run("venvhook setup cmd --dry-run");
    me.same(seen.status, 0, "a dry run");
    me.check(!seen.output.contains(asked) && seen.output.contains("would add"), "it asks nothing");
}

fn a_new_shell_has_the_hook_and_removal_leaves_no_trace(world: &World) {
    world.no_hook();
    // No line end at the end.
    world.before_hook("# caf\u{e9}");
    let a = world.project("a");
    let mut me = world.start();
    let before = files(&world.home());
    // Which shell it is, setup sees for itself.
    let seen = me.run("venvhook setup");
    me.same(seen.status, 0, "setup succeeds");
    let line = format!("venvhook' init {}", world.driver.name());
    let told = seen.output.contains("venvhook init") || seen.output.contains(&line);
    me.check(told, "the line is shown");
    me.check(files(&world.home()) != before, "a file was written");
    let seen = me.run("venvhook setup");
    me.check(seen.output.contains("already"), "a second time there is nothing to do");
    me.start_shell(&world.driver.call(&world.driver.program().unwrap()), world.driver);
    me.cd(&a.dir);
    me.on(&a.venv);
    let seen = me.run("venvhook doctor");
    me.same(seen.status, 0, "doctor is content");
    me.leave();
    me.exit_to(world.driver);
    let seen = me.run("venvhook setup --remove");
    me.same(seen.status, 0, "removal succeeds");
    me.same(files(&world.home()), before, "the home directory's files");
    me.start_shell(&world.driver.call(&world.driver.program().unwrap()), world.driver);
    me.cd(&a.dir);
    me.off();
}

fn a_line_by_hand_is_enough(world: &World) {
    let mut me = world.start();
    let before = files(&world.home());
    let seen = me.run("venvhook setup");
    me.same(seen.status, 0, "that is well");
    me.check(seen.output.contains("a line you added"), "the line is recognised");
    let seen = me.run("venvhook setup --remove");
    me.same(seen.status, 1, "it is not setup's to remove");
    me.told_once(&["remove it yourself"]);
    me.same(files(&world.home()), before, "the home directory's files");
}

fn a_dry_run_changes_nothing(world: &World) {
    world.no_hook();
    let mut me = world.start();
    let before = files(&world.home());
    let seen = me.run("venvhook setup --dry-run");
    me.same(seen.status, 0, "a dry run succeeds");
    me.check(seen.output.contains("would "), "it tells what it would do");
    me.same(files(&world.home()), before, "the home directory's files");
}

fn a_program_off_the_path_is_called_by_its_own(world: &World) {
    world.no_hook();
    let a = world.project("a");
    let dir = world.make_dir("it's a $place/`bin`");
    let program = dir.join("venvhook");
    std::fs::rename(world.path("bin/venvhook"), &program).unwrap();
    let mut me = world.start();
    let seen = me.run(&format!("{} setup", world.driver.call(&program)));
    me.same(seen.status, 0, "setup succeeds");
    me.start_shell(&world.driver.call(&world.driver.program().unwrap()), world.driver);
    me.cd(&a.dir);
    me.on(&a.venv);
}

fn a_hook_from_elsewhere_is_enough(world: &World) {
    let driver = world.driver;
    world.no_hook();
    let loader = world.write("elsewhere/hook", driver.hook(""));
    world.after_hook(&driver.source(&loader));
    let mut me = world.start();
    let before = files(&world.home());
    let seen = me.run("venvhook setup");
    me.same(seen.status, 0, "that is well");
    me.check(seen.output.contains("from another file"), "a new shell was looked at");
    me.same(files(&world.home()), before, "the home directory's files");
}

fn a_hook_loaded_at_the_prompt_is_not_enough(world: &World) {
    world.no_hook();
    let mut me = world.start();
    me.run(world.driver.hook("").trim_end());
    let seen = me.run("venvhook setup");
    me.check(seen.output.contains("done"), "the line is put in");
}
