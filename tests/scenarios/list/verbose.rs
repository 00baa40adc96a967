//! What is said on entering and leaving, and in which colour.

use super::{Scenario, scenarios};
use crate::harness::world::World;

pub(super) fn list() -> Vec<Scenario> {
    scenarios![
        a_line_each_with_the_python,
        a_line_each_by_the_environment,
        off_and_on_are_told,
        what_did_not_come_on_is_not_told
            without "cmd": "all is said before the hook acts",
        quiet_says_nothing_of_a_failing_hook
            without "cmd": "its own hooks are files: see cmd/scenarios.rs",
        control_characters_are_shown
            without "cmd": "Windows has no such names",
        in_colour_on_a_terminal,
        without_colour_where_it_is_not_wanted,
    ]
}

fn a_line_each_with_the_python(world: &World) {
    world.hook("--verbose");
    a_line_each(world);
}

fn a_line_each_by_the_environment(world: &World) {
    world.env("VENVHOOK_VERBOSE", "1");
    a_line_each(world);
}

fn a_line_each(world: &World) {
    let (a, b) = (world.project("home/a"), world.project("home/b"));
    let python = version(&a.venv);
    let mut me = world.start();
    let at = |name: &str| match world.driver.name() {
        "cmd" => world.shown(world.home().join(name).join(".venv")),
        _ => format!("~/{name}/.venv"),
    };
    let on = |name: &str| format!("venvhook: activated {} (Python {python})", at(name));
    let off = |name: &str| format!("venvhook: deactivated {} (Python {python})", at(name));
    let seen = me.cd(&a.dir);
    me.same(seen.output, on("a"), "entering");
    let seen = me.enter();
    me.same(seen.output.as_str(), "", "an idle prompt");
    let seen = me.cd(&b.dir);
    me.same(seen.output, format!("{}\n{}", off("a"), on("b")), "switching");
    let seen = me.leave();
    me.same(seen.output, off("b"), "leaving");
}

/// The version that pyvenv.cfg names.
fn version(venv: &std::path::Path) -> String {
    let text = std::fs::read_to_string(venv.join("pyvenv.cfg")).unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix("version = "));
    line.expect("CPython writes it").to_owned()
}

fn off_and_on_are_told(world: &World) {
    world.hook("--verbose");
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    let seen = me.run("venvhook off");
    me.check(seen.output.starts_with("venvhook: deactivated "), "off is told");
    let seen = me.run("venvhook on");
    me.check(seen.output.starts_with("venvhook: activated "), "on is told");
}

fn what_did_not_come_on_is_not_told(world: &World) {
    world.hook("--verbose");
    let a = world.project("a");
    let script = a.venv.join("bin").join(world.driver.script());
    let text = std::fs::read_to_string(&script).unwrap();
    std::fs::write(&script, text.lines().map(|line| format!("# {line}\n")).collect::<String>()).unwrap();
    world.venvhook(&["allow", a.dir.to_str().unwrap()]);
    let mut me = world.start();
    me.cd(&a.dir);
    me.off();
    me.told_once(&["did not switch its venv on"]);
}

fn quiet_says_nothing_of_a_failing_hook(world: &World) {
    world.hook("--quiet");
    let (_, body) = world.driver.own_hook_failures()[0];
    world.after_hook(&world.driver.own_hook("enter", body));
    let a = world.project("a");
    let mut me = world.start();
    me.cd(&a.dir);
    me.on(&a.venv);
    me.silent();
}

fn control_characters_are_shown(world: &World) {
    world.hook("--verbose");
    let a = world.project("a\u{1b}[31mb");
    let mut me = world.start();
    let seen = me.run("cd ../a*b");
    me.check(seen.output.contains(r"a\u{1b}[31mb/.venv (Python"), "it is shown");
    me.on(&a.venv);
}

/// Enters a project, and then one that may not be used.
fn tell(world: &World) -> [bool; 2] {
    world.hook("--verbose");
    let a = world.project("a");
    std::fs::rename(world.project("b").dir, world.path("moved")).unwrap();
    let mut me = world.start();
    me.cd(&a.dir);
    let on = me.is_coloured("venvhook: activated");
    me.leave();
    me.cd(world.path("moved"));
    [on, me.is_coloured(&format!("venvhook: {}", world.shown("moved")))]
}

fn in_colour_on_a_terminal(world: &World) {
    assert_eq!(tell(world), [true, true], "lines in colour");
}

fn without_colour_where_it_is_not_wanted(world: &World) {
    world.env("NO_COLOR", "1");
    assert_eq!(tell(world), [false, false], "lines in colour");
}
