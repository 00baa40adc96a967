//! The hook survives what people do to their shells.

use std::fs;

use super::{Scenario, cannot_be_seen, scenarios};
use crate::harness::driver::{Driver, Hardship};
use crate::harness::world::World;

pub(super) fn list(driver: &'static dyn Driver) -> Vec<Scenario> {
    let mut list = scenarios![
        rc_file_sourced_twice,
        rc_file_sourced_while_active,
        rc_file_that_sets_path_sourced_while_active
            without "cmd": "a child runs the init file too, and cannot be told from it",
        other_prompt_hook_before
            without "cmd": "cmd has no event at its prompt",
        other_prompt_hook_after
            without "cmd": "cmd has no event at its prompt",
        current_directory_deleted
            without "cmd": "Windows keeps a current directory from being deleted",
        current_directory_unreadable
            without "cmd": "wine reads what this system lets it read",
        uninstalled_outside,
        uninstalled_while_active,
        uninstalled_and_installed_again,
        binary_that_fails,
        binary_that_prints_nonsense,
        binary_that_cannot_start
            without "cmd": "what Windows starts goes by its name and what is in it",
        path_emptied_by_the_person
            without "cmd": "wine finds the cmd that FOR starts by PATH, Windows by COMSPEC",
        trace_shows_nothing_of_the_walk
            without "pwsh": "Set-PSDebug traces all there is"
            without "cmd": "echo on is in all of its scenarios",
        prompt_command_readonly
            without "zsh": "it has no such variable"
            without "fish": "it has no such variable"
            without "pwsh": "it has no such variable"
            without "cmd": "it has no such variable",
        older_hook_is_replaced
            without "fish": "it has no lists of functions to replace the old ones in"
            without "pwsh": "it has no lists of functions to replace the old ones in"
            without "cmd": "it has no functions",
        own_function_named_as_the_binary
            without "cmd": "cmd has no functions",
        interrupted_line
            without "cmd": "wine's console turns no signal into Ctrl-C",
        interrupted_script
            without "cmd": "wine's console turns no signal into Ctrl-C",
    ];
    for hardship in driver.hardships() {
        list.push(Scenario {
            name: hardship.name.to_owned(),
            gaps: &[],
            run: Box::new(move |world| endure(world, &hardship)),
        });
    }
    list
}

/// Ends the scenario where the shell is too old for the hardship.
pub(super) fn needed(world: &World, hardship: &Hardship) {
    let (major, minor) = hardship.since;
    if (major, minor) > (0, 0) && world.driver.version() < (major, minor) {
        cannot_be_seen(format!("{} has this from {major}.{minor} on", world.driver.name()));
    }
}

/// Everything once, under a hardship: enter, stay, switch, a message, leave; nothing is printed
/// that is not asked for, and nothing is left behind.
fn endure(world: &World, hardship: &Hardship) {
    needed(world, hardship);
    let (a, b) = (world.project("a"), world.project("b"));
    let below = world.make_dir("a/src");
    fs::rename(&world.project("c").dir, world.path("moved")).unwrap();
    world.before_hook(hardship.before_hook);
    world.after_hook(hardship.after_hook);
    let mut me = world.start();
    me.silent();
    me.leave();
    let before = me.look();
    let plain = me.leave().output;
    for _ in 0..2 {
        for (dir, venv) in [(&a.dir, &a.venv), (&below, &a.venv), (&b.dir, &b.venv)] {
            let seen = me.cd(dir);
            me.same(seen.output.len(), plain.len(), "cd prints what it did outside");
            me.on(venv);
            me.enter();
        }
        let seen = me.leave();
        me.same(seen.output.len(), plain.len(), "cd prints what it did outside");
        me.off();
    }
    me.unchanged_since(&before);
    me.silent();
    me.cd(world.path("moved"));
    me.off();
    me.told_once(&["moved"]);
    me.cd(&a.dir);
    me.on(&a.venv);
    me.run(&me.driver.unaliased("deactivate"));
    me.off();
    me.leave();
    me.cd(&a.dir);
    me.on(&a.venv);
    me.run("venvhook off");
    me.off();
    me.run("venvhook on");
    me.on(&a.venv);
    me.run("venvhook off --all");
    me.off();
    let seen = me.cd(&b.dir);
    me.same(seen.output.len(), plain.len(), "cd prints what it did outside");
    me.off();
}

fn rc_file_sourced_twice(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    me.leave();
    let before = me.look();
    let line = me.driver.source(&world.rc_file());
    me.run(&line);
    me.run(&line);
    me.leave();
    let after = me.look();
    let prompt =
        ["variable PS1", "variable PROMPT", "variable prompt", "body fish_prompt", "function prompt"];
    let found = before.differences(&after, |key| world.passes(key) || prompt.contains(&key));
    me.same(found, vec![], "differences after sourcing the rc file again");
    me.cd(&a.dir);
    me.on(&a.venv);
    me.leave();
    me.off();
    me.silent();
}

fn rc_file_sourced_while_active(world: &World) {
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    me.on(&a.venv);
    let line = me.driver.source(&world.rc_file());
    me.run(&line);
    me.on(&a.venv);
    me.leave();
    me.off();
    me.same(me.prompt(), "", "the prompt outside");
    me.cd(&a.dir);
    me.on(&a.venv);
    me.same(me.prompt(), "(.venv) ", "the prompt inside");
}

/// Neither PATH nor the prompt loses the venv.
fn rc_file_that_sets_path_sourced_while_active(world: &World) {
    let a = world.project("a");
    let rest = std::env::join_paths(world.start().look().path()).unwrap();
    world.before_hook(&world.driver.export("PATH", rest.to_str().unwrap()));
    let mut me = world.start();
    me.leave();
    let before = me.look();
    me.cd(&a.dir);
    for _ in 0..2 {
        me.run(&me.driver.source(&world.rc_file()));
        me.on(&a.venv);
        me.same(me.prompt(), "(.venv) ", "the prompt");
    }
    me.leave();
    me.off();
    me.same(me.prompt(), "", "the prompt");
    let after = me.look();
    me.same(after.path(), before.path(), "PATH");
    me.silent();
}

fn other_prompt_hook_before(world: &World) {
    world.before_hook(&world.driver.at_prompt("other"));
    other_prompt_hook(world);
}

fn other_prompt_hook_after(world: &World) {
    world.after_hook(&world.driver.at_prompt_too("other"));
    other_prompt_hook(world);
}

fn other_prompt_hook(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    for dir in [&a.dir, &world.away()] {
        let seen = me.cd(dir);
        let said = seen.output.replace("(.venv)", "");
        me.same(said.trim(), "other", "the other hook runs, once");
        let seen = me.enter();
        let said = seen.output.replace("(.venv)", "");
        me.same(said.trim(), "other", "the other hook runs, once");
    }
    me.cd(&a.dir);
    me.on(&a.venv);
    me.leave();
    me.off();
}

fn current_directory_deleted(world: &World) {
    let gone = world.make_dir("gone/below");
    let a = world.project("a");
    let mut me = world.start_in(&gone);
    fs::remove_dir_all(world.path("gone")).unwrap();
    for _ in 0..2 {
        let seen = me.enter();
        me.same(seen.output.trim(), "", "nothing is printed");
    }
    me.off();
    me.cd(&a.dir);
    me.on(&a.venv);
}

fn current_directory_unreadable(world: &World) {
    let dir = world.make_dir("locked/below");
    let lock = |mode| {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(world.path("locked"), fs::Permissions::from_mode(mode)).unwrap();
    };
    let a = world.project("a");
    let mut me = world.start_in(&dir);
    lock(0o000);
    if fs::read_dir(world.path("locked")).is_ok() {
        lock(0o755);
        cannot_be_seen("root reads every directory");
    }
    let seen = me.enter();
    me.same(seen.output.trim(), "", "nothing is printed");
    me.off();
    me.cd(&a.dir);
    me.on(&a.venv);
    lock(0o755);
}

fn uninstall(world: &World) {
    fs::remove_file(world.installed()).unwrap();
}

fn uninstalled_outside(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    uninstall(world);
    me.cd(&a.dir);
    me.off();
    for _ in 0..3 {
        me.enter();
    }
    me.cd(world.make_dir("a/src"));
    me.leave();
    me.cd(&a.dir);
    let said = me.screen().lines().filter(|line| line.contains("venvhook: ")).count();
    me.check(said <= 1, "one message at most");
}

fn uninstalled_while_active(world: &World) {
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    me.on(&a.venv);
    uninstall(world);
    me.leave();
    for _ in 0..3 {
        me.enter();
    }
    me.cd(&a.dir);
    let said = me.screen().lines().filter(|line| line.contains("venvhook: ")).count();
    me.check(said <= 1, "one message at most");
    me.run("deactivate");
    me.check(me.prompt().is_empty(), "deactivate still works");
}

fn uninstalled_and_installed_again(world: &World) {
    let (a, b) = (world.project("a"), world.project("b"));
    let mut me = world.start();
    uninstall(world);
    me.cd(&a.dir);
    me.leave();
    world.install();
    me.cd(&b.dir);
    me.on(&b.venv);
}

/// Replaces the program by a script.
fn replace(world: &World, script: &str) {
    uninstall(world);
    match world.driver.broken_product(script) {
        Some(text) => drop(world.write(world.installed(), text)),
        None => drop(world.program("venvhook", script)),
    }
}

fn binary_that_fails(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    replace(world, "#!/bin/sh\nexit 1\n");
    let seen = me.cd(&a.dir);
    me.same(seen.status, 0, "cd succeeds");
    me.enter();
    me.off();
    me.check(me.messages() <= 1, "one message at most");
}

fn binary_that_prints_nonsense(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    replace(world, "#!/bin/sh\necho venvhook: broken >&2\nkill -9 $$\n");
    me.cd(&a.dir);
    for _ in 0..3 {
        me.enter();
    }
    me.off();
    me.check(me.messages() <= 1, "one message at most");
}

fn binary_that_cannot_start(world: &World) {
    let (a, b) = (world.project("a"), world.project("b"));
    let mut me = world.start_in(&a.dir);
    me.on(&a.venv);
    replace(world, "#!/not/there\n");
    me.leave();
    for _ in 0..3 {
        me.enter();
    }
    let said = me.screen().lines().filter(|line| line.contains("/bin/venvhook")).count();
    me.check(said <= 1, "one message at most");
    me.run("deactivate");
    world.install();
    me.cd(&b.dir);
    me.on(&b.venv);
}

fn path_emptied_by_the_person(world: &World) {
    let (a, b) = (world.project("a"), world.project("b"));
    let mut me = world.start();
    me.run(&me.driver.export("PATH", "/not/there"));
    me.cd(&a.dir);
    me.on(&a.venv);
    me.cd(&b.dir);
    me.on(&b.venv);
    me.leave();
    me.off();
    let path = me.look().path();
    me.same(path, vec!["/not/there".into()], "PATH");
}

/// Who looks at their own function under `set -x` does not see ours.
fn trace_shows_nothing_of_the_walk(world: &World) {
    if world.driver.name() == "bash" && world.driver.version() < (4, 4) {
        cannot_be_seen("bash makes options local from 4.4 on");
    }
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    let on = if me.driver.name() == "fish" { "set fish_trace 1" } else { "set -x" };
    me.run(on);
    for seen in [me.enter(), me.cd(world.make_dir("a/b")), me.enter()] {
        me.check(!seen.output.contains("__venvhook_look"), "the walk is not traced");
    }
    let seen = me.run("echo so");
    me.check(seen.output.contains("+ echo so") || seen.output.contains("> echo so"), "the trace is on");
    me.leave();
    me.off();
}

/// What is left is the change of directory.
fn prompt_command_readonly(world: &World) {
    world.before_hook("readonly PROMPT_COMMAND=true");
    let a = world.project("a");
    let mut me = world.start();
    me.cd(&a.dir);
    me.on(&a.venv);
    let seen = me.run("venvhook doctor");
    me.check(seen.output.contains("readonly"), "the doctor tells of it");
    me.leave();
    me.off();
    me.cd(&a.dir);
    me.run("venvhook off --all");
    me.off();
    let look = me.look();
    me.check(!look.has("function", "cd") && !look.has("function", "venvhook"), "all of it is gone");
    me.told_once(&["PROMPT_COMMAND is readonly"]);
}

/// The rc file is read again after an update: what called the old functions calls the new ones, once.
fn older_hook_is_replaced(world: &World) {
    let old = "__venvhook_prompt() { echo OLDER; }; __venvhook_moved() { echo OLDER; }; \
               __venvhook_after() { echo OLDER; }";
    let lists = match world.driver.name() {
        "bash" => {
            "PROMPT_COMMAND=$'__venvhook_prompt\\ntrue\\n__venvhook_after'; \
             cd() { builtin cd \"$@\" || return; __venvhook_moved; }"
        }
        _ => {
            "precmd_functions=(__venvhook_prompt __venvhook_after); \
             chpwd_functions=(__venvhook_moved __venvhook_after)"
        }
    };
    world.before_hook(&format!("{old}; {lists}"));
    let a = world.project("a");
    let mut me = world.start();
    for seen in [me.cd(&a.dir), me.enter()] {
        me.check(!seen.output.contains("OLDER"), "no older function runs");
    }
    me.on(&a.venv);
    let seen = me.run("venvhook off --all");
    me.off();
    for seen in [seen, me.enter(), me.cd(&a.dir)] {
        me.same(seen.output.trim(), "", "nothing is called that is not there");
    }
    me.off();
    me.silent();
}

fn own_function_named_as_the_binary(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    for name in ["ls", "cat", "grep", "git", "python"] {
        me.run(&me.driver.function(name, "echo no"));
    }
    me.cd(&a.dir);
    me.on(&a.venv);
    me.leave();
    me.off();
    me.silent();
}

fn interrupted_line(world: &World) {
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    me.run("sh -c 'kill -INT $$'");
    me.on(&a.venv);
    me.leave();
    me.off();
}

fn interrupted_script(world: &World) {
    let a = world.project("a");
    let script = a.venv.join("bin").join(world.driver.script());
    let waits = if world.driver.name() == "bash" && world.driver.version() < (4, 0) {
        // It goes on with a script whose command Ctrl-C has ended: only itself it ends the script.
        "\necho half-way >/dev/tty; while :; do :; done\n"
    } else {
        "\nsh -c 'echo half-way >/dev/tty; exec sleep 1000'\n"
    };
    // Twice, for a shell that hears of the key later than the program does.
    fs::write(&script, fs::read_to_string(&script).unwrap() + waits + waits).unwrap();
    let output = world.venvhook(&["allow", a.venv.to_str().unwrap()]);
    assert!(output.status.success(), "{output:?}");
    let mut me = world.start();
    me.leave();
    let before = me.look();
    me.keys(&format!("cd {}\r", me.quote(&a.dir)));
    me.expect("half-way");
    me.interrupt();
    me.off();
    me.enter();
    me.off();
    me.leave();
    me.unchanged_since(&before);
}
