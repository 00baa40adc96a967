//! `venvhook on` and `off` in a running shell, and `VENVHOOK_DISABLE`.

use super::survive::needed;
use super::{Scenario, scenarios};
use crate::harness::driver::Driver;
use crate::harness::look::Look;
use crate::harness::person::Person;
use crate::harness::world::World;

pub(super) fn list(driver: &'static dyn Driver) -> Vec<Scenario> {
    let mut list = scenarios![
        off_leaves_and_stands_still,
        off_leaves_nothing_behind,
        on_enters_again,
        on_enters_where_one_stands_now,
        on_before_the_next_command_of_the_line
            without "cmd": "it prints its own form of the path",
        on_takes_back_a_deactivate_by_hand
            without "cmd": "a console has macros at a line's start alone",
        on_where_it_is_on_changes_nothing,
        off_leaves_the_persons_own_venv_alone,
        off_in_the_rc_file
            without "cmd": "a batch file has no macros",
        off_is_this_shells_only,
        off_drops_what_is_inherited
            without "cmd": "a batch file has no macros",
        off_without_the_binary
            without "cmd": "its hook leaves by the binary's plan",
        off_keeps_the_commands_at_work
            without "cmd": "no sh there",
        off_with_other_words_is_refused,
        status_is_success,
        all_goes_without_a_trace
            without "cmd": "the console's macros are the tests' own: see cmd/scenarios.rs",
        all_goes_without_a_trace_beside_other_prompt_hooks
            without "cmd": "the console's macros are the tests' own: see cmd/scenarios.rs",
        all_leaves_an_edited_prompt_at_work,
        all_goes_after_the_rc_file_was_read_again
            without "cmd": "a batch file has no macros",
        all_then_loaded_again
            without "cmd": "the console's macros are the tests' own: see cmd/scenarios.rs",
        not_loaded_is_told,
        past_the_hook_is_told,
        disabled_from_the_start,
        disabled_in_a_running_shell,
        disabled_by_zero_is_not,
        disabled_by_any_other_word_is_for_the_hook_on_and_doctor,
        on_while_disabled_is_told,
        why_knows_that_it_is_off,
    ];
    // With aliases over builtins the line that loads the hook does not, when typed; and an empty
    // `precmd_functions` that was no array is one afterwards.
    let passed = ["aliases_of_builtins", "typeset_unique_path"];
    for hardship in driver.hardships().into_iter().filter(|hardship| !passed.contains(&hardship.name)) {
        list.push(Scenario {
            name: format!("all_goes_without_a_trace_under_{}", hardship.name),
            gaps: &[("cmd", "the console's macros are the tests' own: see cmd/scenarios.rs")],
            run: Box::new(move |world| {
                needed(world, &hardship);
                world.no_hook();
                world.before_hook(hardship.before_hook);
                world.after_hook(hardship.after_hook);
                all_goes_without_a_trace(world);
            }),
        });
    }
    list
}

fn off_leaves_and_stands_still(world: &World) {
    let (a, b) = (world.project("a"), world.project("b"));
    let mut me = world.start_in(&a.dir);
    me.on(&a.venv);
    let seen = me.run("venvhook off");
    me.same(seen.output.as_str(), "", "nothing is printed");
    me.same(seen.prompt.as_str(), "", "the prompt");
    for dir in [&b.dir, &world.away(), &a.dir] {
        me.off();
        me.cd(dir);
    }
    me.enter();
    me.off();
    me.silent();
}

fn off_leaves_nothing_behind(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    me.leave();
    let before = me.look();
    me.cd(&a.dir);
    me.run("venvhook off");
    me.leave();
    me.unchanged_since(&before);
}

fn on_enters_again(world: &World) {
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    for _ in 0..2 {
        me.run("venvhook off");
        me.off();
        me.run("venvhook on");
        me.on(&a.venv);
        me.same(me.prompt(), "(.venv) ", "the prompt");
    }
    me.leave();
    me.off();
    me.silent();
}

fn on_enters_where_one_stands_now(world: &World) {
    let (a, b) = (world.project("a"), world.project("b"));
    let mut me = world.start_in(&a.dir);
    me.run("venvhook off");
    me.cd(&b.dir);
    me.run("venvhook on");
    me.on(&b.venv);
    me.run("venvhook off");
    me.leave();
    me.run("venvhook on");
    me.off();
    me.cd(&a.dir);
    me.on(&a.venv);
}

fn on_before_the_next_command_of_the_line(world: &World) {
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    me.run("venvhook off");
    let line = me.driver.and("venvhook on", &me.driver.show("VIRTUAL_ENV"));
    let seen = me.run(&line);
    me.same(seen.output.trim(), format!("<{}>", a.venv.display()).as_str(), "VIRTUAL_ENV");
}

fn on_takes_back_a_deactivate_by_hand(world: &World) {
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    me.run("deactivate");
    me.off();
    me.run("venvhook on");
    me.on(&a.venv);
    let line = me.driver.and("deactivate", "venvhook on");
    me.run(&line);
    me.on(&a.venv);
    me.leave();
    me.off();
}

fn on_where_it_is_on_changes_nothing(world: &World) {
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    me.enter();
    let before = me.look();
    me.run("venvhook on");
    me.unchanged_since(&before);
}

fn off_leaves_the_persons_own_venv_alone(world: &World) {
    let (mine, a) = (world.project("mine"), world.project("a"));
    let mut me = world.start();
    me.run(&me.driver.source(&mine.venv.join(world.driver.bin()).join(me.driver.script())));
    me.cd(&a.dir);
    for line in ["venvhook off", "venvhook on", "venvhook off --all"] {
        me.run(line);
        let look = me.look();
        me.active(&look, &mine.venv);
    }
    me.run("deactivate");
    me.off();
}

fn off_in_the_rc_file(world: &World) {
    let a = world.project("a");
    world.after_hook("venvhook off");
    let mut me = world.start_in(&a.dir);
    me.off();
    me.run("venvhook on");
    me.on(&a.venv);
    me.silent();
}

fn off_is_this_shells_only(world: &World) {
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    me.run("venvhook off");
    me.run(&me.driver.child());
    me.on(&a.venv);
    me.run("exit");
    me.off();
    me.run("venvhook on");
    me.on(&a.venv);
}

fn off_drops_what_is_inherited(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    let outside = me.look().path();
    me.cd(&a.dir);
    world.after_hook("venvhook off");
    drop(world.start_in(&a.dir));
    me.run(&me.driver.child());
    me.off();
    let path = me.look().path();
    me.check(path.ends_with(&outside), "PATH in the child is that of outside");
}

fn off_without_the_binary(world: &World) {
    let a = world.project("a");
    for line in ["venvhook off", "venvhook off --all"] {
        let mut me = world.start_in(&a.dir);
        me.on(&a.venv);
        std::fs::remove_file(world.path("bin/venvhook")).unwrap();
        me.run(line);
        me.off();
        me.leave();
        me.silent();
        world.install();
    }
}

fn off_keeps_the_commands_at_work(world: &World) {
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    me.run("venvhook off");
    let seen = me.run("venvhook exec -- sh -c 'echo $VIRTUAL_ENV; exit 7'");
    me.same(seen.output.trim(), a.venv.to_str().unwrap(), "exec's venv");
    me.same(seen.status, 7, "exec's status");
    me.off();
}

fn off_with_other_words_is_refused(world: &World) {
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    for line in ["venvhook off --al", "venvhook on --all", "venvhook off a"] {
        let seen = me.run(line);
        me.same(seen.status, 2, line);
    }
    me.same(me.messages(), 3, "messages");
    me.run("venvhook off --help");
    me.on(&a.venv);
}

fn status_is_success(world: &World) {
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    for line in ["venvhook off", "venvhook off", "venvhook on", "venvhook on", "venvhook off --all"] {
        me.run(&me.driver.fail(5));
        let seen = me.run(line);
        me.same(seen.status, 0, line);
        let line = me.driver.and(line, "echo so");
        if !line.contains("--all") {
            let seen = me.run(&line);
            me.same(seen.output.trim(), "so", &line);
        }
    }
}

/// Loads the hook into a shell that has none, uses it, unloads it: the shell is as it was.
fn load_and_unload(me: &mut Person<'_>, before: &Look) {
    let a = me.world.project("a");
    let init = format!("venvhook init {}", me.driver.name());
    me.run(&me.driver.evaluate(&init));
    me.cd(&a.dir);
    me.on(&a.venv);
    me.run("venvhook off --all");
    me.off();
    me.leave();
    me.cd(&a.dir);
    me.off();
    me.leave();
    let after = me.look();
    let world = me.world;
    let found = before.differences(&after, |key| world.passes(key) && !key.contains("__venvhook_"));
    me.same(found, vec![], "differences after unloading");
    me.silent();
}

fn all_goes_without_a_trace(world: &World) {
    world.no_hook();
    let mut me = world.start();
    me.leave();
    let before = me.look();
    load_and_unload(&mut me, &before);
}

fn all_goes_without_a_trace_beside_other_prompt_hooks(world: &World) {
    world.no_hook();
    world.after_hook(&world.driver.at_prompt("other"));
    let mut me = world.start();
    me.leave();
    let before = me.look();
    load_and_unload(&mut me, &before);
    let seen = me.enter();
    me.same(seen.output.trim(), "other", "the other hook runs, once");
}

fn all_leaves_an_edited_prompt_at_work(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    me.run(&me.driver.edit_prompt("mine "));
    me.cd(&a.dir);
    me.leave();
    me.run("venvhook off --all");
    me.cd(&a.dir);
    me.off();
    me.same(me.prompt(), "mine ", "the prompt");
    let seen = me.run(&me.driver.fail(6));
    me.same(seen.status, 6, "the status that the prompt shows");
    me.same(me.prompt(), "mine ", "the prompt");
}

/// Which sets the prompt anew, as people's do.
fn all_goes_after_the_rc_file_was_read_again(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    let line = me.driver.source(&world.rc_file());
    for _ in 0..2 {
        me.cd(&a.dir);
        me.run(&line);
        me.on(&a.venv);
        me.leave();
        me.run(&line);
    }
    me.run("venvhook off --all");
    let look = me.look();
    let left: Vec<&String> = look.entries.keys().filter(|key| key.contains("venvhook")).collect();
    me.same(left, vec![], "what is left");
    me.cd(&a.dir);
    me.off();
    me.silent();
}

fn all_then_loaded_again(world: &World) {
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    let init = format!("venvhook init {}", me.driver.name());
    for _ in 0..2 {
        me.run("venvhook off --all");
        me.off();
        me.run(&me.driver.evaluate(&init));
        me.on(&a.venv);
        me.same(me.prompt(), "(.venv) ", "the prompt");
    }
    me.leave();
    me.off();
    me.same(me.prompt(), "", "the prompt");
}

fn not_loaded_is_told(world: &World) {
    world.no_hook();
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    let seen = me.run("venvhook on");
    me.same(seen.status, 1, "the status");
    me.told_once(&["venvhook setup"]);
    let seen = me.run("venvhook off");
    me.same(seen.status, 1, "the status");
}

fn past_the_hook_is_told(world: &World) {
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    let line = format!("{} off", me.driver.call(&world.path("bin/venvhook")));
    let seen = me.run(&line);
    me.same(seen.status, 1, "the status");
    me.told_once(&["no shell's hook ran this"]);
    me.on(&a.venv);
}

fn disabled_from_the_start(world: &World) {
    let a = world.project("a");
    world.env("VENVHOOK_DISABLE", "1");
    let mut me = world.start_in(&a.dir);
    me.off();
    me.leave();
    me.cd(&a.dir);
    me.off();
    me.silent();
    me.run(&me.driver.unset("VENVHOOK_DISABLE"));
    me.on(&a.venv);
}

fn disabled_in_a_running_shell(world: &World) {
    let (a, b) = (world.project("a"), world.project("b"));
    let mut me = world.start_in(&a.dir);
    me.run(&me.driver.export("VENVHOOK_DISABLE", "1"));
    for dir in [&world.away(), &b.dir] {
        me.cd(dir);
        me.on(&a.venv);
        me.same(me.prompt(), "(.venv) ", "the prompt");
    }
    me.run(&me.driver.child());
    let look = me.look();
    me.same(look.var("VIRTUAL_ENV"), a.venv.to_str().map(str::to_owned), "VIRTUAL_ENV in a child");
    let left_alone = !me.driver.has_functions() || !look.has("function", "deactivate");
    me.check(left_alone, "the child was left alone");
    me.run("exit");
    me.run(&me.driver.unset("VENVHOOK_DISABLE"));
    me.on(&b.venv);
    me.leave();
    me.off();
    me.silent();
}

fn disabled_by_zero_is_not(world: &World) {
    let a = world.project("a");
    for value in ["0", "n", "no", "f", "False", "OFF", ""] {
        world.env("VENVHOOK_DISABLE", value);
        let mut me = world.start_in(&a.dir);
        me.on(&a.venv);
        me.run("venvhook off");
        me.off();
        me.run("venvhook on");
        me.on(&a.venv);
    }
}

fn disabled_by_any_other_word_is_for_the_hook_on_and_doctor(world: &World) {
    let a = world.project("a");
    for value in ["never", "forever", "nothing"] {
        world.env("VENVHOOK_DISABLE", value);
        let mut me = world.start_in(&a.dir);
        me.off();
        let seen = me.run("venvhook on");
        me.same(seen.status, 1, "the status of on");
        me.told_once(&["VENVHOOK_DISABLE"]);
        me.off();
        if value == "never" && me.driver.name() != "cmd" {
            let told = me.run("venvhook doctor").output.replace('\n', "");
            me.check(told.contains("VENVHOOK_DISABLE=never is set"), &told);
        }
    }
}

fn on_while_disabled_is_told(world: &World) {
    let a = world.project("a");
    world.env("VENVHOOK_DISABLE", "1");
    let mut me = world.start_in(&a.dir);
    let seen = me.run("venvhook on");
    me.same(seen.status, 1, "the status");
    me.told_once(&["VENVHOOK_DISABLE"]);
    me.off();
    let seen = me.run("venvhook off");
    me.same(seen.status, 0, "the status of off");
}

fn why_knows_that_it_is_off(world: &World) {
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    let seen = me.run("venvhook why").output;
    me.check(!seen.contains("not used"), "it is used");
    me.run("venvhook off");
    let seen = me.run("venvhook why").output;
    me.check(seen.contains("not used") && seen.contains("venvhook on"), "off is told, with the remedy");
    me.run("venvhook on");
    me.run(&me.driver.export("VENVHOOK_DISABLE", "1"));
    let seen = me.run("venvhook why").output;
    me.check(seen.contains("not used") && seen.contains("VENVHOOK_DISABLE"), "disabled is told");
}
