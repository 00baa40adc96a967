//! Safe by default: what is fit to use, what is not, and what is said about it.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::path::Path;

use super::{Scenario, cannot_be_seen, lacking, scenarios};
use crate::harness::driver;
use crate::harness::makers::{Maker, Tool};
use crate::harness::person::Person;
use crate::harness::world::{Project, World};

pub(super) fn list() -> Vec<Scenario> {
    scenarios![
        made_here_needs_no_question,
        tracked_by_git,
        ignored_by_git_is_fine,
        a_remote_called_sha256_is_fine,
        cloned_with_its_venv,
        downloaded
            without "cmd": "wine keeps no alternate streams",
        a_downloaded_project_whose_venv_was_made_here
            without "cmd": "wine keeps no alternate streams",
        moved,
        copied,
        owned_by_another,
        venv_writable_by_all,
        bin_writable_by_all,
        script_writable_by_all,
        script_writable_by_a_group
            without "cmd": "wine makes no entry of a file's group",
        interpreter_gone,
        home_gone,
        no_script_for_this_shell,
        no_path_of_its_own,
        venv_behind_a_link_is_judged_where_it_lies,
        script_behind_a_link_is_judged_where_it_lies,
        nothing_is_sourced_before_the_judgement,
        said_once,
        said_again_for_another_project,
        quiet_says_nothing,
        allowed_by_hand,
        allowed_by_the_line_that_is_told
            without "cmd": "wine decodes names that are not ASCII wrongly",
        allowed_then_changed,
        allowed_as_a_tree,
        denied_while_active,
        denied_then_forgotten,
        denied_and_allowed_again,
        asking_policy_takes_nothing_by_itself,
        asking_policy_by_the_environment,
        unfit_project_inside_a_fit_one,
        from_a_fit_project_to_an_unfit_one,
    ]
}

/// Goes there: nothing is active, one message holds these words, and the prompt goes on.
#[track_caller]
fn refused<'w>(world: &'w World, dir: &Path, words: &[&str]) -> Person<'w> {
    let mut me = world.start();
    me.cd(dir);
    me.off();
    me.told_once(words);
    me.check(me.screen().contains(&world.driver.shown(dir)), "the path is named");
    me.enter();
    me.cd(world.make_dir(dir.join("below")));
    me.cd(dir);
    me.same(me.messages(), 1, "messages, later");
    me.leave();
    me.off();
    me
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("a mode");
}

/// Gives a tree to a user or group that is nobody's here.
fn give(path: &Path, user: Option<u32>, group: Option<u32>) {
    if chown(path, user, group).is_err() {
        cannot_be_seen("only root can give files away");
    }
    if path.is_dir() && !path.is_symlink() {
        for entry in fs::read_dir(path).expect("a folder") {
            let path = entry.expect("an entry").path();
            if !path.is_symlink() {
                give(&path, user, group);
            }
        }
    }
}

fn git_or_skip() {
    if driver::find_program("git").is_none() {
        lacking("git is not on this machine");
    }
}

fn made_here_needs_no_question(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    me.cd(&a.dir);
    me.on(&a.venv);
    me.silent();
}

fn tracked_by_git(world: &World) {
    git_or_skip();
    let a = world.project("a");
    world.git(&a.dir, &["init", "--quiet"]);
    world.git(&a.dir, &["add", "--force", ".venv"]);
    refused(world, &a.dir, &["git", "venvhook allow"]);
}

fn a_remote_called_sha256_is_fine(world: &World) {
    git_or_skip();
    let a = world.project("a");
    world.write("a/.gitignore", ".venv\n");
    world.git(&a.dir, &["init", "--quiet", "--initial-branch", "sha256"]);
    world.git(&a.dir, &["remote", "add", "origin", "https://host/sha256.git"]);
    world.git(&a.dir, &["add", "--all"]);
    let mut me = world.start_in(&a.dir);
    me.on(&a.venv);
    me.silent();
}

fn ignored_by_git_is_fine(world: &World) {
    git_or_skip();
    let a = world.project("a");
    world.write("a/.gitignore", ".venv\n");
    world.write("a/main.py", "");
    world.git(&a.dir, &["init", "--quiet"]);
    world.git(&a.dir, &["add", "--all"]);
    world.git(&a.dir, &["commit", "--quiet", "--message", "first"]);
    let mut me = world.start();
    me.cd(&a.dir);
    me.on(&a.venv);
    me.silent();
}

fn cloned_with_its_venv(world: &World) {
    git_or_skip();
    let a = world.project("a");
    world.git(&a.dir, &["init", "--quiet"]);
    world.git(&a.dir, &["add", "--force", "--all"]);
    world.git(&a.dir, &["commit", "--quiet", "--message", "first"]);
    world.git(&world.home(), &["clone", "--quiet", a.dir.to_str().unwrap(), "clone"]);
    refused(world, &world.home().join("clone"), &["clone"]);
}

/// Marks a file as browsers and unpackers do.
fn mark_as_downloaded(path: &Path) {
    let name = if cfg!(target_os = "macos") { "com.apple.quarantine" } else { "user.xdg.origin.url" };
    if xattr::set(path, name, b"https://host/a.tar").is_err() {
        cannot_be_seen("this file system keeps no attributes");
    }
}

fn downloaded(world: &World) {
    let a = world.project("a");
    mark_as_downloaded(&a.venv.join(world.driver.bin()).join(world.driver.script()));
    let mut me = refused(world, &a.dir, &["marked as downloaded", "venvhook allow"]);
    me.cd(&a.dir);
    me.run("venvhook allow");
    me.on(&a.venv);
    let b = world.project("b");
    mark_as_downloaded(&b.venv.join("pyvenv.cfg"));
    me.cd(&b.dir);
    me.off();
}

fn a_downloaded_project_whose_venv_was_made_here(world: &World) {
    let a = world.project("a");
    world.write("a/main.py", "");
    mark_as_downloaded(&a.dir.join("main.py"));
    mark_as_downloaded(&a.dir);
    let mut me = world.start();
    me.cd(&a.dir);
    me.on(&a.venv);
    me.silent();
}

fn moved(world: &World) {
    let a = world.project("a");
    let b = world.path("b");
    fs::rename(&a.dir, &b).unwrap();
    refused(world, &b, &["moved"]);
}

fn copied(world: &World) {
    let a = world.project("a");
    let b = world.path("b");
    let status = world.command("cp").arg("-R").arg(&a.dir).arg(&b).status().unwrap();
    assert!(status.success());
    refused(world, &b, &["moved"]);
    let mut me = world.start();
    me.cd(&a.dir);
    me.on(&a.venv);
}

fn owned_by_another(world: &World) {
    let a = world.project("a");
    give(&a.venv, Some(54321), None);
    refused(world, &a.dir, &["own"]);
}

fn venv_writable_by_all(world: &World) {
    let a = world.project("a");
    mode(&a.venv, 0o777);
    refused(world, &a.dir, &["writ", world.driver.takes_rights_by()]);
}

fn bin_writable_by_all(world: &World) {
    let a = world.project("a");
    mode(&a.venv.join(world.driver.bin()), 0o757);
    refused(world, &a.dir, &["writ", world.driver.takes_rights_by()]);
}

fn script_writable_by_all(world: &World) {
    let a = world.project("a");
    mode(&a.venv.join(world.driver.bin()).join(world.driver.script()), 0o646);
    refused(world, &a.dir, &["writ", world.driver.takes_rights_by()]);
}

fn script_writable_by_a_group(world: &World) {
    let a = world.project("a");
    let script = a.venv.join(world.driver.bin()).join(world.driver.script());
    give(&script, None, Some(54321));
    mode(&script, 0o664);
    refused(world, &a.dir, &["writ", world.driver.takes_rights_by()]);
}

fn interpreter_gone(world: &World) {
    let a = world.project("a");
    for name in ["python", "python3", "python.exe"] {
        let _ = fs::remove_file(a.venv.join(world.driver.bin()).join(name));
    }
    symlink("/not/there/python3", a.venv.join(world.driver.bin()).join("python")).unwrap();
    symlink("python", a.venv.join(world.driver.bin()).join("python3")).unwrap();
    refused(world, &a.dir, &["python"]);
}

fn home_gone(world: &World) {
    let a = world.project("a");
    let file = a.venv.join("pyvenv.cfg");
    let text = fs::read_to_string(&file).unwrap();
    let text: Vec<&str> = text.lines().filter(|line| !line.starts_with("home")).collect();
    fs::write(&file, format!("home = /not/there/bin\n{}\n", text.join("\n"))).unwrap();
    refused(world, &a.dir, &["/not/there"]);
}

fn no_script_for_this_shell(world: &World) {
    let a = world.project("a");
    fs::remove_file(a.venv.join(world.driver.bin()).join(world.driver.script())).unwrap();
    refused(world, &a.dir, &[world.driver.script()]);
}

fn no_path_of_its_own(world: &World) {
    let a = world.project_by(Maker::new(Tool::UvRelocatable("0.13.9"), (3, 8), (3, 99)), "a");
    refused(world, &a.dir, &["venvhook allow"]);
}

fn venv_behind_a_link_is_judged_where_it_lies(world: &World) {
    let store = world.path("store/.venv");
    world.place(&store);
    mode(&store, 0o777);
    let dir = world.make_dir("a");
    symlink(&store, dir.join(".venv")).unwrap();
    let mut me = world.start();
    me.cd(&dir);
    me.off();
    me.told_once(&["writ", world.driver.takes_rights_by()]);
}

fn script_behind_a_link_is_judged_where_it_lies(world: &World) {
    let a = world.project("a");
    let script = a.venv.join(world.driver.bin()).join(world.driver.script());
    let elsewhere = world.path("elsewhere");
    fs::rename(&script, &elsewhere).unwrap();
    symlink(&elsewhere, &script).unwrap();
    mode(&elsewhere, 0o666);
    refused(world, &a.dir, &["writ"]);
}

fn nothing_is_sourced_before_the_judgement(world: &World) {
    let a = world.project("a");
    let proof = world.path("sourced");
    let script = a.venv.join(world.driver.bin()).join(world.driver.script());
    let text = fs::read_to_string(&script).unwrap();
    fs::write(&script, format!("mkdir {}\n{text}", world.driver.quote(proof.to_str().unwrap()))).unwrap();
    fs::rename(&a.dir, world.path("b")).unwrap();
    let me = refused(world, &world.path("b"), &["moved"]);
    me.check(!proof.exists(), "the script has not run");
}

fn said_once(world: &World) {
    let a = world.project("a");
    fs::rename(&a.dir, world.path("b")).unwrap();
    let below = world.make_dir("b/1/2");
    let mut me = world.start_in(&below);
    for _ in 0..3 {
        me.enter();
    }
    me.cd("..");
    me.cd("..");
    me.run("echo hello");
    me.told_once(&["moved"]);
}

fn said_again_for_another_project(world: &World) {
    for (from, to) in [("a", "b"), ("c", "d")] {
        fs::rename(&world.project(from).dir, world.path(to)).unwrap();
    }
    let mut me = world.start();
    me.cd(world.path("b"));
    me.cd(world.path("d"));
    me.same(me.messages(), 2, "messages");
}

fn quiet_says_nothing(world: &World) {
    world.hook("--quiet");
    let a = world.project("a");
    fs::rename(&a.dir, world.path("b")).unwrap();
    let mut me = world.start();
    me.cd(world.path("b"));
    me.off();
    me.silent();
}

/// A project that is not fit by itself: its venv is tracked by git.
fn tracked(world: &World, name: &str) -> Project {
    git_or_skip();
    let a = world.project(name);
    world.git(&a.dir, &["init", "--quiet"]);
    world.git(&a.dir, &["add", "--force", ".venv"]);
    a
}

/// A name that in one shell or another would end its quotes and run.
fn allowed_by_the_line_that_is_told(world: &World) {
    git_or_skip();
    let dir = world.make_dir("a'b\u{2019};exit;\u{2019}");
    let venv = dir.join(".venv");
    world.make(Maker::STD, &venv);
    world.git(&dir, &["init", "--quiet"]);
    world.git(&dir, &["add", "--force", ".venv"]);
    let mut me = world.start();
    me.cd(&dir);
    let screen = me.screen();
    let told = screen.split("if you trust it: ").nth(1).expect("a remedy");
    let line = told.split("\n@").next().expect("a line").replace('\n', "");
    let seen = me.run(&line);
    me.same(seen.status, 0, &line);
    me.on(&venv);
}

fn allowed_by_hand(world: &World) {
    let a = tracked(world, "a");
    let mut me = world.start();
    me.cd(&a.dir);
    me.off();
    let seen = me.run("venvhook allow");
    me.same(seen.status, 0, "allow succeeds");
    me.same(seen.prompt.as_str(), "(.venv) ", "active at the very next prompt");
    me.on(&a.venv);
    me.leave();
    me.off();
    me.cd(&a.dir);
    me.on(&a.venv);
}

fn allowed_then_changed(world: &World) {
    let a = tracked(world, "a");
    let mut me = world.start();
    let line = format!("venvhook allow {}", me.quote(&a.venv));
    me.run(&line);
    me.cd(&a.dir);
    me.on(&a.venv);
    me.leave();
    let script = a.venv.join(world.driver.bin()).join(world.driver.script());
    let text = fs::read_to_string(&script).unwrap();
    fs::write(&script, format!("{text}\n{}changed\n", world.driver.comment())).unwrap();
    let seen = me.cd(&a.dir);
    me.off();
    me.check(seen.output.contains("changed"), "the change is named");
    me.check(seen.output.contains("venvhook allow"), "the remedy is named");
    me.run("venvhook allow");
    me.on(&a.venv);
}

fn allowed_as_a_tree(world: &World) {
    let a = tracked(world, "trees/one/a");
    let b = tracked(world, "trees/two/b");
    let c = tracked(world, "treesome/c");
    let mut me = world.start();
    let line = format!("venvhook allow --tree {}", me.quote(world.path("trees")));
    me.run(&line);
    me.cd(&a.dir);
    me.on(&a.venv);
    me.cd(&b.dir);
    me.on(&b.venv);
    me.cd(&c.dir);
    me.off();
}

fn denied_while_active(world: &World) {
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    me.on(&a.venv);
    let seen = me.run("venvhook deny");
    me.same(seen.status, 0, "deny succeeds");
    me.off();
    me.leave();
    me.cd(&a.dir);
    me.off();
}

fn denied_then_forgotten(world: &World) {
    let a = world.project("a");
    let output = world.venvhook(&["deny", a.dir.to_str().unwrap()]);
    assert!(output.status.success(), "{output:?}");
    let mut me = refused(world, &a.dir, &["den"]);
    let line = format!("venvhook forget {}", me.quote(&a.dir));
    me.run(&line);
    me.cd(&a.dir);
    me.on(&a.venv);
}

fn denied_and_allowed_again(world: &World) {
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    me.run("venvhook deny");
    me.off();
    me.run("venvhook allow");
    me.on(&a.venv);
}

fn asking_policy_takes_nothing_by_itself(world: &World) {
    world.hook("--trust ask");
    asks(world);
}

fn asking_policy_by_the_environment(world: &World) {
    world.env("VENVHOOK_TRUST", "ask");
    asks(world);
}

fn asks(world: &World) {
    let a = world.project("a");
    let mut me = refused(world, &a.dir, &["venvhook allow"]);
    me.cd(&a.dir);
    me.run("venvhook allow");
    me.on(&a.venv);
}

fn unfit_project_inside_a_fit_one(world: &World) {
    let outer = world.project("a");
    fs::rename(&world.project("c").dir, world.path("a/c")).unwrap();
    let mut me = world.start_in(&outer.dir);
    me.on(&outer.venv);
    me.cd("c");
    me.off();
    me.told_once(&["moved"]);
    me.cd("..");
    me.on(&outer.venv);
}

fn from_a_fit_project_to_an_unfit_one(world: &World) {
    let a = world.project("a");
    fs::rename(&world.project("b").dir, world.path("c")).unwrap();
    let mut me = world.start_in(&a.dir);
    me.cd(world.path("c"));
    me.off();
    me.told_once(&["moved"]);
    me.cd(&a.dir);
    me.on(&a.venv);
}
