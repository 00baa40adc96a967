//! Hooks of the person's own: after entering, before leaving.

use super::{Scenario, cannot_be_seen, scenarios};
use crate::harness::driver::Driver;
use crate::harness::person::Person;
use crate::harness::world::{Project, World};

pub(super) fn list(driver: &'static dyn Driver) -> Vec<Scenario> {
    if driver.name() == "cmd" {
        // Not there yet: a row of tests/README.md.
        return Vec::new();
    }
    let mut list = scenarios![
        told_the_venv_and_the_project,
        told_on_a_switch_in_order,
        run_once_for_each_enter,
        not_run_when_nothing_is_entered,
        not_run_when_the_script_fails,
        run_by_off_and_on,
        run_after_a_deactivate_by_hand,
        run_in_a_child_shell,
        what_it_sets_stays_until_it_is_taken_back,
        cd_in_it_ends_with_it,
        deactivate_in_it_is_the_persons_own,
        turning_the_hook_in_it_is_refused,
        odd_names_arrive,
        status_survives_it,
        interrupted_in_it,
    ];
    for &(name, body) in driver.own_hook_failures() {
        list.push(Scenario {
            name: format!("failing_by_{name}"),
            gaps: &[],
            run: Box::new(move |world| {
                if name == "syntax_error" && driver.name() == "bash" && driver.version() < (4, 0) {
                    cannot_be_seen("at a prompt it takes an eval with such an error for a success");
                }
                failing(world, body);
            }),
        });
    }
    list
}

/// Both hooks say when they run, with what they are told, and which venv is on.
fn telling(world: &World) {
    let [venv, project] = world.driver.own_hook_arguments();
    let active = if world.driver.name() == "pwsh" { "$env:VIRTUAL_ENV" } else { "$VIRTUAL_ENV" };
    for when in ["enter", "leave"] {
        let body = format!("echo \"{when}: {venv}, {project}, {active}\"");
        world.after_hook(&world.driver.own_hook(when, &body));
    }
}

fn told(when: &str, project: &Project) -> String {
    let (venv, dir) = (project.venv.display(), project.dir.display());
    format!("{when}: {venv}, {dir}, {venv}")
}

/// What was printed, without the breaks of lines too long for the screen.
fn printed(output: &str) -> String {
    output.replace('\n', "")
}

fn told_the_venv_and_the_project(world: &World) {
    telling(world);
    let a = world.project("a");
    let below = world.make_dir("a/1/2");
    let mut me = world.start();
    let seen = me.cd(&below);
    me.same(printed(&seen.output), told("enter", &a), "entering");
    let seen = me.leave();
    me.same(printed(&seen.output), told("leave", &a), "leaving");
    me.off();
}

fn told_on_a_switch_in_order(world: &World) {
    telling(world);
    let (a, b) = (world.project("a"), world.project("b"));
    let mut me = world.start_in(&a.dir);
    let seen = me.cd(&b.dir);
    me.same(printed(&seen.output), told("leave", &a) + &told("enter", &b), "switching");
}

fn run_once_for_each_enter(world: &World) {
    telling(world);
    let a = world.project("a");
    let below = world.make_dir("a/1/2");
    let mut me = world.start_in(&a.dir);
    for seen in [me.enter(), me.cd(&below), me.cd(&a.dir), me.run("venvhook on")] {
        me.same(seen.output.as_str(), "", "nothing is run again");
    }
    me.leave();
    let seen = me.leave();
    me.same(seen.output.as_str(), "", "nothing is run again");
}

fn not_run_when_nothing_is_entered(world: &World) {
    telling(world);
    let mine = world.project("mine");
    std::fs::rename(world.project("a").dir, world.path("moved")).unwrap();
    let mut me = world.start();
    me.same(me.screen().matches("enter:").count(), 0, "hooks at the start");
    me.cd(world.path("moved"));
    me.leave();
    me.run(&me.driver.source(&mine.venv.join("bin").join(me.driver.script())));
    me.cd(&mine.dir);
    me.leave();
    me.run("deactivate");
    me.enter();
    let ran = me.screen().matches("enter:").count() + me.screen().matches("leave:").count();
    me.same(ran, 0, "hooks");
}

fn not_run_when_the_script_fails(world: &World) {
    telling(world);
    let a = world.project("a");
    let script = a.venv.join("bin").join(world.driver.script());
    let text = std::fs::read_to_string(&script).unwrap();
    let mut me = world.start();
    // It names its place, and does nothing.
    std::fs::write(&script, text.lines().map(|line| format!("# {line}\n")).collect::<String>()).unwrap();
    world.venvhook(&["allow", a.dir.to_str().unwrap()]);
    me.cd(&a.dir);
    me.off();
    me.leave();
    let ran = me.screen().matches("enter:").count() + me.screen().matches("leave:").count();
    me.same(ran, 0, "hooks");
}

fn run_by_off_and_on(world: &World) {
    telling(world);
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    let seen = me.run("venvhook off");
    me.same(printed(&seen.output), told("leave", &a), "off");
    let seen = me.run("venvhook on");
    me.same(printed(&seen.output), told("enter", &a), "on");
    let seen = me.run("venvhook off --all");
    me.same(printed(&seen.output), told("leave", &a), "off --all");
}

fn run_after_a_deactivate_by_hand(world: &World) {
    telling(world);
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    let seen = me.run("deactivate");
    let wanted = format!("leave: {}, {}, ", a.venv.display(), a.dir.display());
    me.same(printed(&seen.output).trim_end(), wanted.trim_end(), "with no venv on");
    let seen = me.leave();
    me.same(seen.output.as_str(), "", "once");
}

fn run_in_a_child_shell(world: &World) {
    telling(world);
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    let seen = me.run(me.driver.name());
    me.check(printed(&seen.output).contains(&told("enter", &a)), "the child enters");
    let seen = me.run("exit");
    me.check(!seen.output.contains("leave:"), "the parent has left nothing");
}

fn what_it_sets_stays_until_it_is_taken_back(world: &World) {
    let driver = world.driver;
    world.after_hook(&driver.own_hook("enter", &driver.export("MY_SETTING", "1")));
    world.after_hook(&driver.own_hook("leave", &driver.unset("MY_SETTING")));
    let a = world.project("a");
    let mut me = world.start();
    me.cd(&a.dir);
    let set = me.look().var("MY_SETTING");
    me.same(set.as_deref(), Some("1"), "MY_SETTING inside");
    me.leave();
    let set = me.look().var("MY_SETTING");
    me.same(set, None, "MY_SETTING outside");
    me.silent();
}

fn cd_in_it_ends_with_it(world: &World) {
    let (a, b) = (world.project("a"), world.project("b"));
    let elsewhere = world.make_dir("elsewhere");
    for when in ["enter", "leave"] {
        let body = format!("cd {}", world.driver.quote(elsewhere.to_str().unwrap()));
        world.after_hook(&world.driver.own_hook(when, &body));
    }
    let mut me = world.start();
    for project in [&a, &b, &a] {
        let line = me.driver.and(&format!("cd {}", me.quote(&project.dir)), "pwd");
        let seen = me.run(&line);
        me.same(printed(&seen.output), project.dir.display().to_string(), "the directory");
        me.on(&project.venv);
    }
    let line = me.driver.and(&format!("cd {}", me.quote(world.away())), "pwd");
    let seen = me.run(&line);
    me.same(printed(&seen.output), world.away().display().to_string(), "the directory");
    me.off();
    if me.driver.name() == "pwsh" {
        return; // Its `cd -` goes back step by step, through those of the hook too.
    }
    me.run("cd -");
    let seen = me.run("pwd");
    me.same(printed(&seen.output), a.dir.display().to_string(), "where one came from");
}

fn deactivate_in_it_is_the_persons_own(world: &World) {
    world.after_hook(&world.driver.own_hook("enter", "deactivate"));
    let a = world.project("a");
    let mut me = world.start();
    me.leave();
    let before = me.look();
    me.cd(&a.dir);
    me.enter();
    me.off();
    me.leave();
    me.unchanged_since(&before);
}

fn turning_the_hook_in_it_is_refused(world: &World) {
    world.after_hook(&world.driver.own_hook("enter", "venvhook off --all"));
    let a = world.project("a");
    let mut me = world.start();
    me.cd(&a.dir);
    me.check(me.screen().contains("do not work inside"), "it is told");
    me.on(&a.venv);
    me.leave();
    me.off();
}

fn odd_names_arrive(world: &World) {
    telling(world);
    let a = world.project("a b [c] & d");
    let mut me = world.start();
    me.run(&me.driver.export("MY_PLACE", a.dir.to_str().unwrap()));
    let seen = me.run(&me.driver.cd_to_value("MY_PLACE"));
    me.same(printed(&seen.output), told("enter", &a), "entering");
    let seen = me.leave();
    me.same(printed(&seen.output), told("leave", &a), "leaving");
}

fn status_survives_it(world: &World) {
    for when in ["enter", "leave"] {
        world.after_hook(&world.driver.own_hook(when, &world.driver.fail(4)));
    }
    let a = world.make_dir("a");
    let mut me = world.start_in(&a);
    world.place(&a.join(".venv"));
    let seen = me.run(&me.driver.fail(5));
    me.same(seen.status, 5, "the status that the prompt shows");
    me.on(&a.join(".venv"));
    std::fs::remove_dir_all(a.join(".venv")).unwrap();
    let seen = me.run(&me.driver.fail(6));
    me.same(seen.status, 6, "the status that the prompt shows");
    me.off();
}

fn interrupted_in_it(world: &World) {
    for when in ["enter", "leave"] {
        let body = format!("sh -c 'echo {when}s; exec sleep 1000'");
        world.after_hook(&world.driver.own_hook(when, &body));
    }
    let a = world.project("a");
    let mut me = world.start();
    me.leave();
    let before = me.look();
    let line = format!("cd {}", me.quote(&a.dir));
    me.keys(&(line + "\r"));
    me.expect("enters");
    me.interrupt();
    me.on(&a.venv);
    me.enter();
    let line = format!("cd {}", me.quote(world.away()));
    me.keys(&(line + "\r"));
    me.expect("leaves");
    me.interrupt();
    me.enter();
    me.off();
    me.leave();
    me.unchanged_since(&before);
}

/// A message of one line for each, and all else goes on.
fn failing(world: &World, body: &str) {
    for when in ["enter", "leave"] {
        world.after_hook(&world.driver.own_hook(when, body));
    }
    let (a, b) = (world.project("a"), world.project("b"));
    let mut me = world.start();
    me.leave();
    let before = me.look();
    fails(&mut me, &a.dir, 1);
    me.on(&a.venv);
    me.same(me.prompt(), "(.venv) ", "the prompt");
    fails(&mut me, &b.dir, 2);
    me.on(&b.venv);
    let away = world.away();
    fails(&mut me, &away, 1);
    me.off();
    let seen = me.run(&me.driver.fail(5));
    me.same(seen.status, 5, "a failing command does not end the shell");
    fails(&mut me, &a.dir, 1);
    me.run("venvhook off");
    me.off();
    me.same(me.prompt(), "", "the prompt");
    me.leave();
    let after = me.look();
    // What it sets as it runs is its own affair.
    let own = ["found", "alive", "steps", "facts", "cfg", "path", "pydoc", "status", "rest", "name", "IFS"];
    let pass = |key: &str| world.passes(key) || own.iter().any(|name| key == format!("variable {name}"));
    let found = before.differences(&after, pass);
    me.same(found, vec![], "differences after all");
}

/// `cd DIR && echo so` says so, after that many messages.
fn fails(me: &mut Person<'_>, dir: &std::path::Path, messages: usize) {
    let line = me.driver.and(&format!("cd {}", me.quote(dir)), "echo so");
    let seen = me.run(&line);
    me.same(seen.status, 0, "the status");
    let lines: Vec<&str> = seen.output.lines().collect();
    let told = lines.iter().filter(|line| line.starts_with("venvhook: your ") && line.contains("failed"));
    me.same(told.count(), messages, "messages");
    me.same(lines.last().copied(), Some("so"), "what follows on the line is run");
}
