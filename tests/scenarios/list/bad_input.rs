//! What is on disk may be anything: the prompt goes on, with a reason where one helps.

use std::fs;
use std::os::unix::fs::symlink;

use super::{Scenario, scenarios};
use crate::harness::person::Person;
use crate::harness::world::World;

pub(super) fn list() -> Vec<Scenario> {
    scenarios![
        pyvenv_cfg_is_empty,
        pyvenv_cfg_is_huge,
        pyvenv_cfg_is_not_utf8,
        pyvenv_cfg_is_a_directory,
        pyvenv_cfg_leads_nowhere,
        activate_script_is_huge,
        activate_script_is_a_directory,
        activate_script_fails,
        activate_script_does_nothing,
        activate_script_is_a_pipe,
        venv_is_a_link_to_itself,
        venv_is_a_file,
        bin_is_missing,
        interpreter_is_a_link_to_itself
            without "cmd": "links of this system are wine's own matter",
        data_directory_is_a_file
            without "cmd": "the hook itself lies in the data directory",
        data_directory_is_read_only
            without "cmd": "the hook itself lies in the data directory",
        data_directory_cannot_be_looked_into
            without "cmd": "the hook itself lies in the data directory",
        home_is_unset,
        grant_is_half_written,
    ]
}

/// Goes there and on: nothing is active, nothing panics, at most one message.
#[track_caller]
fn goes_on<'w>(world: &'w World, name: &str) -> Person<'w> {
    let mut me = world.start();
    me.cd(world.path(name));
    me.off();
    me.enter();
    me.leave();
    me.off();
    me.check(me.messages() <= 1, "one message at most");
    let screen = me.screen();
    for word in ["panicked", "RUST_BACKTRACE", "line 1:", "Traceback"] {
        me.check(!screen.contains(word), &format!("no {word:?}"));
    }
    me
}

fn with_pyvenv_cfg(world: &World, text: &[u8]) {
    let a = world.project("a");
    fs::write(a.venv.join("pyvenv.cfg"), text).unwrap();
}

fn interpreter_is_a_link_to_itself(world: &World) {
    let a = world.project("a");
    let python = a.venv.join("bin/python");
    fs::remove_file(&python).unwrap();
    symlink("python", &python).unwrap();
    goes_on(world, "a").told_once(&["interpreter"]);
}

fn pyvenv_cfg_is_empty(world: &World) {
    with_pyvenv_cfg(world, b"");
    goes_on(world, "a");
}

fn pyvenv_cfg_is_huge(world: &World) {
    with_pyvenv_cfg(world, &vec![b'x'; 100 << 20]);
    goes_on(world, "a");
}

fn pyvenv_cfg_is_not_utf8(world: &World) {
    with_pyvenv_cfg(world, b"home = /\xff\xfe\nversion = \x80\n");
    goes_on(world, "a");
}

fn pyvenv_cfg_is_a_directory(world: &World) {
    let a = world.project("a");
    fs::remove_file(a.venv.join("pyvenv.cfg")).unwrap();
    fs::create_dir(a.venv.join("pyvenv.cfg")).unwrap();
    goes_on(world, "a");
}

fn pyvenv_cfg_leads_nowhere(world: &World) {
    let a = world.project("a");
    fs::remove_file(a.venv.join("pyvenv.cfg")).unwrap();
    symlink("nowhere", a.venv.join("pyvenv.cfg")).unwrap();
    goes_on(world, "a");
}

fn activate_script_is_huge(world: &World) {
    let a = world.project("a");
    let script = a.venv.join(world.driver.bin()).join(world.driver.script());
    let file = fs::OpenOptions::new().write(true).open(script).unwrap();
    file.set_len(100 << 20).unwrap();
    goes_on(world, "a");
}

fn activate_script_is_a_directory(world: &World) {
    let a = world.project("a");
    let script = a.venv.join(world.driver.bin()).join(world.driver.script());
    fs::remove_file(&script).unwrap();
    fs::create_dir(&script).unwrap();
    goes_on(world, "a");
}

/// Puts lines at the end of the script, after the path that makes it fit to use.
fn script_with(world: &World, change: impl Fn(&str) -> String) {
    let a = world.project("a");
    let script = a.venv.join(world.driver.bin()).join(world.driver.script());
    let text = fs::read_to_string(&script).unwrap();
    fs::write(&script, change(&text)).unwrap();
}

fn activate_script_fails(world: &World) {
    script_with(world, |text| format!("{}\n{text}", world.driver.give_up()));
    let mut me = world.start();
    me.leave();
    let before = me.look();
    me.cd(world.path("a"));
    me.off();
    me.same(me.messages(), 1, "messages");
    me.leave();
    me.unchanged_since(&before);
}

fn activate_script_does_nothing(world: &World) {
    let comment = world.driver.comment();
    script_with(world, |text| text.lines().map(|line| format!("{comment}{line}\n")).collect::<String>());
    goes_on(world, "a");
}

fn activate_script_is_a_pipe(world: &World) {
    let a = world.project("a");
    let script = a.venv.join(world.driver.bin()).join(world.driver.script());
    fs::remove_file(&script).unwrap();
    let status = world.command("mkfifo").arg(&script).status().unwrap();
    assert!(status.success());
    goes_on(world, "a");
}

fn venv_is_a_link_to_itself(world: &World) {
    let dir = world.make_dir("a");
    symlink(".venv", dir.join(".venv")).unwrap();
    let me = goes_on(world, "a");
    if world.driver.name() != "cmd" {
        me.told_once(&["a link that leads nowhere"]);
    }
}

fn venv_is_a_file(world: &World) {
    world.write("a/.venv", "/somewhere/else\n");
    goes_on(world, "a");
}

fn bin_is_missing(world: &World) {
    let a = world.project("a");
    fs::remove_dir_all(a.venv.join(world.driver.bin())).unwrap();
    goes_on(world, "a");
}

/// Without a usable data directory, what needs no grant still works, and `allow` says why not.
fn without_data(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    me.cd(&a.dir);
    me.on(&a.venv);
    me.silent();
    let seen = me.run("venvhook allow");
    me.same(seen.status, 1, "allow fails");
    me.same(me.messages(), 1, "messages");
    me.on(&a.venv);
    me.leave();
    me.off();
}

fn data_directory_is_a_file(world: &World) {
    fs::remove_dir(world.path("data")).unwrap();
    world.write("data", "not a directory");
    without_data(world);
}

fn data_directory_is_read_only(world: &World) {
    // Below /proc nobody can write, not even root.
    if !cfg!(target_os = "linux") {
        super::cannot_be_seen("no directory here that root cannot write");
    }
    world.env("VENVHOOK_DATA_DIR", "/proc/venvhook");
    without_data(world);
}

fn data_directory_cannot_be_looked_into(world: &World) {
    fs::remove_dir(world.path("data")).unwrap();
    symlink("data", world.path("data")).unwrap();
    // Whether this venv was denied cannot be known: it is not used.
    world.project("a");
    goes_on(world, "a").told_once(&["data"]);
}

fn home_is_unset(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    me.run(&me.driver.unset("HOME"));
    me.run(&me.driver.unset("VENVHOOK_DATA_DIR"));
    me.cd(&a.dir);
    me.on(&a.venv);
    me.leave();
    me.off();
    me.silent();
}

fn grant_is_half_written(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    let line = format!("venvhook deny {}", me.quote(&a.dir));
    me.run(&line);
    let mut files = Vec::new();
    grants(&world.path("data/grants"), &mut files);
    me.check(!files.is_empty(), "a record was written");
    for file in files {
        fs::write(file, b"\xff{half").unwrap();
    }
    me.cd(&a.dir);
    // Whatever it was, it is not taken for leave to use the venv... nor does it stop the prompt.
    me.off();
    me.leave();
    me.check(!me.screen().contains("panicked"), "no panic");
}

fn grants(dir: &std::path::Path, files: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            grants(&entry.path(), files);
        } else {
            files.push(entry.path());
        }
    }
}
