//! File systems with other rules: names found in any case and normal form, modes that are not kept.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::{Scenario, cannot_be_seen, lacking, scenarios};
use crate::harness::driver::{self, Driver};
use crate::harness::file_system::{self, Rules};
use crate::harness::person::Person;
use crate::harness::world::World;

pub(super) fn list(driver: &'static dyn Driver) -> Vec<Scenario> {
    if driver.on_windows() {
        // The system itself gives each file one path there, and wine has no such mount.
        return Vec::new();
    }
    scenarios![
        entered_and_left_by_another_spelling,
        entered_in_the_other_normal_form,
        entered_where_each_path_has_a_number_of_its_own,
        made_by_another_spelling,
        made_by_another_spelling_where_each_path_has_a_number,
        from_one_spelling_to_another,
        switched_off_in_each_spelling,
        inherited_by_another_spelling,
        tracked_by_git_and_entered_by_another_spelling,
        tracked_by_git_under_another_spelling,
        allowed_and_forgotten_by_another_spelling,
        allowed_as_a_tree_by_another_spelling,
        forgotten_by_another_spelling_when_it_is_gone,
        asked_about_by_another_spelling,
        run_by_another_spelling,
        completed_in_another_spelling,
        without_modes_it_is_told_once,
        without_modes_it_may_be_allowed,
        without_modes_a_tree_may_be_allowed,
        without_modes_it_may_be_denied,
        without_modes_doctor_tells,
        without_modes_a_new_venv_is_on,
        modes_that_are_kept_count,
    ]
}

/// Runs a scenario with such a file system mounted at the directory that it is given.
fn on(world: &World, rules: Rules, scenario: impl FnOnce(&Path)) {
    if !Path::new("/dev/fuse").exists() {
        cannot_be_seen("there is no /dev/fuse to mount one by");
    }
    let is_root = nix::unistd::geteuid().is_root();
    if !is_root && driver::find_program("fusermount3").is_none() {
        lacking("fusermount3 is not on this machine");
    }
    let at = world.make_dir("Mount");
    match file_system::mount(&world.make_dir("below"), &at, rules) {
        Ok(mounted) => {
            scenario(&at);
            drop(mounted);
        }
        Err(error) => cannot_be_seen(format!("the system lets us mount none: {error}")),
    }
}

/// The same, where names are found in any case.
fn any_case(world: &World, scenario: impl FnOnce(&Path)) {
    on(world, Rules::default(), scenario);
}

/// The same, where moreover every file has the mode 0777.
fn without_modes(world: &World, scenario: impl FnOnce(&Path)) {
    on(world, Rules { mode: Some(0o777), ..Rules::default() }, scenario);
}

/// The path with its last two names in lower case.
fn lower(dir: &Path) -> PathBuf {
    let (name, above) = (dir.file_name().unwrap(), dir.parent().unwrap());
    let lower = |name: &std::ffi::OsStr| name.to_str().unwrap().to_lowercase();
    above.with_file_name(lower(above.file_name().unwrap())).join(lower(name))
}

fn entered_and_left_by_another_spelling(world: &World) {
    any_case(world, |_| {
        let a = world.project("Mount/Work/Proj");
        let mut me = world.start();
        let before = me.look();
        me.cd(lower(&a.dir));
        me.on(&a.venv);
        me.leave();
        me.off();
        me.unchanged_since(&before);
        me.silent();
    });
}

fn entered_in_the_other_normal_form(world: &World) {
    any_case(world, |at| {
        for (one, other) in [("Caf\u{e9}", "Cafe\u{301}"), ("pin\u{303}a", "pi\u{f1}a")] {
            let a = world.project(&format!("Mount/{one}"));
            let mut me = world.start();
            me.cd(at.join(other));
            me.on(&a.venv);
            me.leave();
            me.off();
            me.silent();
        }
    });
}

fn entered_where_each_path_has_a_number_of_its_own(world: &World) {
    on(world, Rules { number_of_path: true, ..Rules::default() }, |_| {
        let a = world.project("Mount/Work/Proj");
        let mut me = world.start();
        me.cd(lower(&a.dir));
        me.on(&a.venv);
        me.leave();
        me.off();
        me.silent();
    });
}

fn made_by_another_spelling(world: &World) {
    any_case(world, |_| made_in_lower_case(world));
}

fn made_by_another_spelling_where_each_path_has_a_number(world: &World) {
    on(world, Rules { number_of_path: true, ..Rules::default() }, |_| made_in_lower_case(world));
}

fn made_in_lower_case(world: &World) {
    let dir = world.make_dir("Mount/Work/Proj");
    world.place(&lower(&dir).join(".venv"));
    for dir in [&dir, &lower(&dir)] {
        let mut me = world.start();
        me.cd(dir);
        me.silent();
        let active = me.look().var("VIRTUAL_ENV").unwrap_or_default().to_lowercase();
        me.same(&*active, &*dir.join(".venv").to_str().unwrap().to_lowercase(), "VIRTUAL_ENV");
        me.run("deactivate");
        me.cd(dir.join("."));
        me.leave();
        me.off();
        me.silent();
    }
}

fn from_one_spelling_to_another(world: &World) {
    any_case(world, |_| {
        let a = world.project("Mount/Work/Proj");
        let mut me = world.start();
        me.cd(&a.dir);
        me.on(&a.venv);
        let before = me.look();
        me.cd(world.make_dir(lower(&a.dir).join("Below")));
        me.on(&a.venv);
        me.cd(&a.dir);
        me.unchanged_since(&before);
        me.silent();
    });
}

fn switched_off_in_each_spelling(world: &World) {
    any_case(world, |_| {
        let a = world.project("Mount/Work/Proj");
        world.make_dir("Mount/Work/Proj/Below");
        let mut me = world.start();
        me.cd(&a.dir);
        me.run("deactivate");
        me.off();
        me.cd(lower(&a.dir));
        me.off();
        me.cd(lower(&a.dir).join("below"));
        me.off();
        let why = me.run("venvhook why").output;
        me.check(why.contains("you deactivated it in this shell"), "why tells it");
        me.leave();
        me.cd(lower(&a.dir));
        me.on(&a.venv);
        me.silent();
    });
}

fn inherited_by_another_spelling(world: &World) {
    any_case(world, |_| {
        let a = world.project("Mount/Work/Proj");
        let mut me = world.start();
        me.cd(&a.dir);
        me.cd(lower(&a.dir));
        me.start_shell(&world.driver.child(), world.driver);
        me.on(&a.venv);
        me.leave();
        me.off();
        me.silent();
    });
}

fn git_or_skip() {
    if driver::find_program("git").is_none() {
        lacking("git is not on this machine");
    }
}

#[track_caller]
fn refused<'w>(world: &'w World, dir: &Path, words: &[&str]) -> Person<'w> {
    let mut me = world.start();
    me.cd(dir);
    me.off();
    me.told_once(words);
    me
}

fn tracked_by_git_and_entered_by_another_spelling(world: &World) {
    git_or_skip();
    any_case(world, |at| {
        let a = world.project("Mount/Work/Proj");
        world.git(at, &["init", "--quiet"]);
        world.git(at, &["add", "--force", "Work/Proj"]);
        refused(world, &lower(&a.dir), &["tracked by git", "venvhook allow"]);
    });
}

fn tracked_by_git_under_another_spelling(world: &World) {
    git_or_skip();
    any_case(world, |at| {
        for (name, renamed) in [("Proj", "pROJ"), ("caf\u{e9}", "Cafe\u{301}")] {
            let a = world.project(&format!("Mount/Work/{name}"));
            world.git(at, &["init", "--quiet"]);
            world.git(at, &["add", "--force", &format!("Work/{name}/.venv/bin")]);
            // Below the mount: through it the two names are one file, and the system does nothing.
            let below = world.path("below/Work");
            fs::rename(below.join(name), below.join(renamed)).unwrap();
            for dir in [a.dir.with_file_name(renamed), a.dir.clone()] {
                refused(world, &dir, &["tracked by git", "venvhook allow"]);
            }
        }
        // The same names in another directory are not tracked.
        let b = world.project("Mount/Other/Proj");
        let mut me = world.start();
        me.cd(lower(&b.dir));
        me.on(&b.venv);
    });
}

fn allowed_and_forgotten_by_another_spelling(world: &World) {
    any_case(world, |_| {
        let a = world.project("Mount/Work/Proj");
        world.hook("--trust ask");
        let mut me = refused(world, &a.dir, &["not allowed"]);
        let other = me.quote(lower(&a.venv.parent().unwrap().join("")).join(".VENV"));
        me.run(&format!("venvhook allow {other}"));
        me.enter();
        me.on(&a.venv);
        let list = me.run("venvhook list").output;
        me.check(list.contains(a.venv.to_str().unwrap()), "it is recorded as it is listed");
        me.run(&format!("venvhook forget {other}"));
        me.enter();
        me.off();
    });
}

fn allowed_as_a_tree_by_another_spelling(world: &World) {
    any_case(world, |_| {
        let a = world.project("Mount/Work/Proj");
        world.hook("--trust ask");
        let other = lower(&a.dir);
        assert!(world.venvhook(&["allow", "--tree", other.to_str().unwrap()]).status.success());
        let mut me = world.start();
        for dir in [&a.dir, &other] {
            me.cd(dir);
            me.on(&a.venv);
            me.leave();
        }
        assert!(world.venvhook(&["forget", "--tree", a.dir.to_str().unwrap()]).status.success());
        me.silent();
    });
}

fn forgotten_by_another_spelling_when_it_is_gone(world: &World) {
    any_case(world, |_| {
        let a = world.project("Mount/Work/Proj");
        let other = lower(&a.dir).join(".venv");
        for gone in [&a.venv, &a.dir] {
            assert!(world.venvhook(&["deny", "--tree", a.venv.to_str().unwrap()]).status.success());
            fs::remove_dir_all(gone).unwrap();
            let forgot = world.venvhook(&["forget", "--tree", other.to_str().unwrap()]);
            assert!(forgot.status.success(), "{forgot:?}");
            fs::create_dir_all(&a.venv).unwrap();
        }
    });
}

fn asked_about_by_another_spelling(world: &World) {
    any_case(world, |_| {
        let a = world.project("Mount/Work/Proj");
        let other = lower(&a.dir);
        for arguments in [["why", "--json"], ["show", "--json"]] {
            let output = world.venvhook(&[arguments[0], other.to_str().unwrap(), arguments[1]]);
            let text = String::from_utf8(output.stdout).unwrap();
            assert!(text.contains(&format!("{:?}", a.venv.to_str().unwrap())), "{arguments:?}: {text}");
            assert!(!text.contains("moved"), "{text}");
        }
    });
}

fn run_by_another_spelling(world: &World) {
    any_case(world, |_| {
        let a = world.project("Mount/Work/Proj");
        let (dir, other) = (a.dir.to_str().unwrap(), lower(&a.dir));
        let print = "import os, sys; print(sys.prefix); print(os.environ['PATH'])";
        // A venv that is active under another spelling gives way too.
        let path = format!("{}:{}", other.join(".venv/bin").display(), world.search_path());
        let mut exec = world.command(world.installed());
        exec.args(["exec", "--in", other.to_str().unwrap(), "--", "python", "-c", print]);
        let output = exec.env("VIRTUAL_ENV", a.venv.to_str().unwrap()).env("PATH", path).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.starts_with(&format!("{dir}/.venv\n")), "{text} {:?}", output.stderr);
        let (venvs, bins) = (text.to_lowercase(), format!("{dir}/.venv/bin").to_lowercase());
        assert_eq!(venvs.matches(&bins).count(), 1, "{text}");
    });
}

fn completed_in_another_spelling(world: &World) {
    any_case(world, |_| {
        let a = world.project("Mount/Work/Proj");
        assert!(world.venvhook(&["deny", a.venv.to_str().unwrap()]).status.success());
        world.before_hook(world.driver.completions());
        world.hook("--completions");
        let mut me = world.start();
        let other = lower(&a.dir);
        let typed = other.to_str().unwrap().strip_suffix("oj").unwrap();
        me.keys(&format!("venvhook forget {typed}\t"));
        me.expect_typed(&format!("venvhook forget {}/.venv", other.display()));
        let seen = me.enter();
        me.check(seen.output.contains("forgot"), "the record is found");
    });
}

fn without_modes_it_is_told_once(world: &World) {
    without_modes(world, |at| {
        let a = world.project("Mount/Work/Proj");
        let mut me = refused(world, &a.dir, &["stores no permissions", "venvhook allow"]);
        me.check(me.screen().replace('\n', "").contains(at.to_str().unwrap()), "the mount is named");
        me.enter();
        me.cd(world.make_dir("Mount/Work/Proj/below"));
        me.cd(&a.dir);
        me.same(me.messages(), 1, "messages, later");
        let left = fs::read_dir(a.venv.join("bin")).unwrap().flatten().map(|entry| entry.file_name());
        let ours: Vec<_> = left.filter(|name| name.to_str().unwrap().contains("venvhook")).collect();
        me.same(ours, Vec::new(), "files of ours in the venv");
    });
}

fn without_modes_it_may_be_allowed(world: &World) {
    without_modes(world, |_| {
        let a = world.project("Mount/Work/Proj");
        let mut me = refused(world, &a.dir, &["stores no permissions"]);
        me.run("venvhook allow");
        me.enter();
        me.on(&a.venv);
        me.leave();
        let script = a.venv.join("bin").join(world.driver.script());
        let text = fs::read_to_string(&script).unwrap();
        fs::write(&script, format!("{text}\n")).unwrap();
        let mut me = refused(world, &a.dir, &["changed since you allowed it"]);
        me.leave();
    });
}

fn without_modes_a_tree_may_be_allowed(world: &World) {
    without_modes(world, |at| {
        let a = world.project("Mount/Work/Proj");
        assert!(world.venvhook(&["allow", "--tree", at.to_str().unwrap()]).status.success());
        let mut me = world.start();
        me.cd(&a.dir);
        me.on(&a.venv);
        me.silent();
    });
}

fn without_modes_it_may_be_denied(world: &World) {
    without_modes(world, |at| {
        let a = world.project("Mount/Work/Proj");
        assert!(world.venvhook(&["allow", "--tree", at.to_str().unwrap()]).status.success());
        assert!(world.venvhook(&["deny", a.venv.to_str().unwrap()]).status.success());
        refused(world, &a.dir, &["denied"]);
    });
}

fn without_modes_doctor_tells(world: &World) {
    without_modes(world, |at| {
        let mut me = world.start();
        me.cd(at);
        let said = me.run("venvhook doctor").output.replace('\n', "");
        me.check(said.contains("stores no permissions") && said.contains("allow --tree"), "doctor says so");
    });
}

fn without_modes_a_new_venv_is_on(world: &World) {
    without_modes(world, |_| {
        let dir = world.make_dir("Mount/Work/Proj");
        let mut me = world.start();
        me.cd(&dir);
        me.run(&format!("venvhook new {} --without-pip", me.driver.quote("--")));
        me.enter();
        me.on(&dir.join(".venv"));
    });
}

fn modes_that_are_kept_count(world: &World) {
    any_case(world, |at| {
        let a = world.project("Mount/Work/Proj");
        fs::set_permissions(&a.venv, fs::Permissions::from_mode(0o777)).unwrap();
        assert!(world.venvhook(&["allow", "--tree", at.to_str().unwrap()]).status.success());
        refused(world, &a.dir, &["writable by others", "chmod"]);
    });
}
