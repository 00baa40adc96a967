//! `venvhook new` at a prompt: the next one has the venv on, or there is nothing left of it.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Scenario, cannot_be_seen, lacking, scenarios};
use crate::harness::driver::Driver;
use crate::harness::makers::{self, Maker, Tool};
use crate::harness::person::Person;
use crate::harness::world::World;

pub(super) fn list(driver: &dyn Driver) -> Vec<Scenario> {
    if driver.name() == "cmd" {
        // No Python of Windows to make one with; what its hook does after it: cmd/scenarios.rs.
        return Vec::new();
    }
    scenarios![
        the_next_prompt_has_it_on,
        by_uv_where_it_is_there,
        under_a_name_that_needs_quotes,
        anew_in_place_of_the_active_one,
        after_it_was_switched_off_by_hand,
        beside_one_that_the_person_switched_on,
        while_the_hook_is_off,
        what_is_there_is_not_overwritten,
        a_failure_leaves_nothing,
        an_interrupt_leaves_nothing,
        a_signal_leaves_nothing,
        an_interrupt_gives_the_old_one_back,
        what_a_kill_left_is_told_on_entering,
        nothing_of_the_directory_is_run,
    ]
}

/// Puts the newest Python here on PATH, and no uv.
fn python_on_path(world: &World) {
    let Ok((_, python)) = Maker::STD.python() else { cannot_be_seen("no Python") };
    world.program("python3", &format!("#!/bin/sh\nexec '{}' \"$@\"\n", python.display()));
}

/// Makes a project and stands in it.
fn project(world: &World) -> (Person<'_>, PathBuf) {
    python_on_path(world);
    let dir = world.make_dir("a");
    let me = world.start_in(&dir);
    (me, dir)
}

/// The line that makes one without pip, which takes seconds. PowerShell keeps a bare `--` to itself.
fn quick(me: &Person<'_>, options: &str) -> String {
    format!("venvhook new {options} {} --without-pip", me.driver.quote("--"))
}

fn entries(dir: &Path) -> Vec<String> {
    let names = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name());
    names.map(|name| name.to_string_lossy().into_owned()).collect()
}

fn the_next_prompt_has_it_on(world: &World) {
    let (mut me, dir) = project(world);
    me.off();
    let seen = me.run(&quick(&me, ""));
    me.same(seen.status, 0, "the status");
    me.told_once(&["created", "a/.venv", "by venv"]);
    me.same(me.prompt(), "(.venv) ", "the prompt right after");
    me.on(&dir.join(".venv"));
    me.same(entries(&dir), vec![".venv".to_owned()], "nothing else was made");
    me.leave();
    me.off();
    let listed = world.venvhook(&["list"]);
    let listed = String::from_utf8(listed.stdout).unwrap();
    me.check(listed.starts_with("allow") && listed.contains("a/.venv"), "it is recorded");
}

fn by_uv_where_it_is_there(world: &World) {
    python_on_path(world);
    let uv = Maker::new(Tool::Uv("0.13.9"), (3, 8), (3, 99));
    let program = makers::uv_program(uv).unwrap_or_else(|why| lacking(why));
    std::os::unix::fs::symlink(program, world.path("bin/uv")).unwrap();
    world.env("UV_OFFLINE", "1");
    let dir = world.make_dir("a");
    let mut me = world.start_in(&dir);
    let seen = me.run("venvhook new --prompt mine");
    me.same(seen.status, 0, "the status");
    me.told_once(&["created", "by uv 0.13.9"]);
    me.on(&dir.join(".venv"));
    me.same(me.prompt(), "(mine) ", "the prompt");
}

fn under_a_name_that_needs_quotes(world: &World) {
    world.hook("--name 'my *'");
    let (mut me, dir) = project(world);
    let name = "my é 'env'; &";
    let seen = me.run(&quick(&me, &format!("{} --prompt x", me.driver.quote(name))));
    me.same(seen.status, 0, "the status");
    me.on(&dir.join(name));
    me.leave();
    me.off();
}

fn anew_in_place_of_the_active_one(world: &World) {
    let (mut me, dir) = project(world);
    world.place(&dir.join(".venv"));
    me.enter();
    me.on(&dir.join(".venv"));
    fs::write(dir.join(".venv/lib/old"), "").unwrap();
    let seen = me.run(&quick(&me, "--clear --prompt second"));
    me.same(seen.status, 0, "the status");
    me.same(me.prompt(), "(second) ", "the prompt right after");
    me.on(&dir.join(".venv"));
    me.check(!dir.join(".venv/lib/old").exists(), "it is a new one");
    me.same(entries(&dir), vec![".venv".to_owned()], "the old one is gone");
}

fn after_it_was_switched_off_by_hand(world: &World) {
    let (mut me, dir) = project(world);
    world.place(&dir.join(".venv"));
    me.enter();
    me.run("deactivate");
    me.off();
    me.run("venvhook new");
    me.off();
    me.run(&quick(&me, "--clear"));
    me.on(&dir.join(".venv"));
}

fn beside_one_that_the_person_switched_on(world: &World) {
    let theirs = world.project("theirs");
    let (mut me, _) = project(world);
    me.run(&me.driver.source(&theirs.venv.join("bin").join(me.driver.script())));
    let seen = me.run(&quick(&me, ""));
    me.same(seen.status, 0, "the status");
    me.told_once(&["created", "theirs/.venv stays active until you run deactivate"]);
    let look = me.look();
    me.active(&look, &theirs.venv);
}

fn while_the_hook_is_off(world: &World) {
    let (mut me, dir) = project(world);
    me.run("venvhook off");
    me.run(&quick(&me, ""));
    me.told_once(&["created", "turned off", "venvhook on"]);
    me.off();
    me.run("venvhook on");
    me.on(&dir.join(".venv"));
}

fn what_is_there_is_not_overwritten(world: &World) {
    let (mut me, dir) = project(world);
    fs::create_dir(dir.join(".venv")).unwrap();
    fs::write(dir.join(".venv/thesis"), "years").unwrap();
    let seen = me.run("venvhook new --clear");
    me.same(seen.status, 1, "the status");
    me.told_once(&["is not a venv"]);
    me.same(entries(&dir.join(".venv")), vec!["thesis".to_owned()], "what is in it");
}

/// A Python that makes half a venv, says so, and then does as `then` says.
fn half_a_venv(world: &World, then: &str) {
    let script = format!(
        "#!/bin/sh\ncase \"$*\" in *' -c '*) echo 3.12.1; exit;; esac\nfor venv; do :; done\n\
         mkdir \"$venv/bin\"; echo home = /usr/bin >\"$venv/pyvenv.cfg\"; echo half of it is made\n{then}\n"
    );
    world.program("python3", &script);
}

fn a_failure_leaves_nothing(world: &World) {
    half_a_venv(world, "echo no more paper >&2; exit 3");
    let dir = world.make_dir("a");
    let mut me = world.start_in(&dir);
    let seen = me.run("venvhook new");
    me.same(seen.status, 1, "the status");
    me.told_once(&["could not create", "nothing was left behind"]);
    me.check(me.screen().contains("no more paper"), "its own words are there");
    me.same(entries(&dir), Vec::<String>::new(), "what is left");
    me.off();
}

/// A child that would live on, and its number in a file.
const WAITS: &str = "sleep 1000 & echo $! >\"$HOME/child\"; echo waiting; wait";

fn ended(world: &World, me: &Person<'_>) {
    let child = fs::read_to_string(world.home().join("child")).unwrap();
    // Not every Linux has ps.
    let state = if cfg!(target_os = "linux") {
        let stat = fs::read_to_string(format!("/proc/{}/stat", child.trim())).unwrap_or_default();
        stat.rsplit(')').next().unwrap_or_default().trim().to_owned()
    } else {
        let state = world.command("ps").args(["-o", "stat=", "-p", child.trim()]).output().unwrap();
        String::from_utf8_lossy(&state.stdout).trim().to_owned()
    };
    // What nobody has waited for yet is a zombie.
    me.check(state.is_empty() || state.starts_with('Z'), "the maker's own child has ended");
}

fn an_interrupt_leaves_nothing(world: &World) {
    half_a_venv(world, WAITS);
    let dir = world.make_dir("a");
    let mut me = world.start_in(&dir);
    me.run_until("venvhook new", "waiting");
    me.check(dir.join(".venv/pyvenv.cfg").exists(), "it is half made");
    me.interrupt();
    me.same(entries(&dir), Vec::<String>::new(), "what is left");
    ended(world, &me);
    me.told_once(&["stopped", "nothing was left behind"]);
    me.off();
    // The shell and its terminal are well.
    python_on_path(world);
    let seen = me.run(&quick(&me, ""));
    me.same(seen.status, 0, "the status");
    me.on(&dir.join(".venv"));
}

fn a_signal_leaves_nothing(world: &World) {
    // By the maker itself, to its parent.
    half_a_venv(world, "kill -TERM $PPID; sleep 1000");
    let dir = world.make_dir("a");
    let mut me = world.start_in(&dir);
    let seen = me.run("venvhook new");
    me.check(seen.status != 0, "the status tells");
    me.same(entries(&dir), Vec::<String>::new(), "what is left");
    me.told_once(&["stopped"]);
    me.off();
}

fn an_interrupt_gives_the_old_one_back(world: &World) {
    half_a_venv(world, WAITS);
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    me.on(&a.venv);
    me.run_until("venvhook new --clear", "waiting");
    me.interrupt();
    me.told_once(&["stopped", "the old venv was restored"]);
    me.same(entries(&a.dir), vec![".venv".to_owned()], "what is there");
    me.on(&a.venv);
    ended(world, &me);
}

fn what_a_kill_left_is_told_on_entering(world: &World) {
    half_a_venv(world, "kill -KILL $PPID");
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    me.on(&a.venv);
    me.run("venvhook new --clear");
    me.off();
    // The maker may outlive it for a moment, and as long nothing is told.
    let lock = fs::File::open(a.dir.join(".venvhook-old-.venv/lock")).unwrap();
    let _ = nix::fcntl::Flock::lock(lock, nix::fcntl::FlockArg::LockExclusive).unwrap();
    me.leave();
    let before = me.messages();
    me.cd(&a.dir);
    me.same(me.messages() - before, 2, "what is half a venv, and where the whole one is");
    me.check(me.screen().contains("venvhook new --restore .venv"), "the remedy");
    let seen = me.run("venvhook new --restore");
    me.same(seen.status, 0, "the status");
    me.on(&a.venv);
    me.same(entries(&a.dir), vec![".venv".to_owned()], "what is there");
}

fn nothing_of_the_directory_is_run(world: &World) {
    python_on_path(world);
    let dir = world.make_dir("a");
    let trap = "#!/bin/sh\n: >\"$HOME/trapped\"\n";
    for program in ["uv", "python3", "python", "python3.11"] {
        let file = world.write(Path::new("a").join(program), trap);
        fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    }
    for module in ["venv.py", "ensurepip.py", "site.py"] {
        world.write(Path::new("a").join(module), "import os; open(os.environ['HOME'] + '/trapped', 'w')");
    }
    world.env("PATH", format!(":.:{}", world.search_path()));
    let mut me = world.start_in(&dir);
    let seen = me.run(&quick(&me, ""));
    me.same(seen.status, 0, "the status");
    me.on(&dir.join(".venv"));
    me.check(!world.home().join("trapped").exists(), "nothing of the directory was run");
}
