//! The harness itself, without the product: what the other themes lean on.

use super::{Scenario, scenarios};
use crate::harness::makers::Maker;
use crate::harness::world::World;

pub(super) fn list() -> Vec<Scenario> {
    scenarios![
        prompt_shows_the_status,
        output_is_what_was_printed,
        output_of_a_line_that_wraps without "pwsh": "its host breaks the typed line itself"
            without "cmd": "its console breaks the lines itself",
        look_sees_what_was_set
            without "cmd": "each of cmd's variables is exported, and it has no functions",
        look_finds_no_difference_where_there_is_none,
        edited_prompt_is_read,
        child_shell_has_its_own_prompts
            without "cmd": "each of cmd's variables is exported, and it has no functions",
        venv_activates_by_hand,
        placed_venv_is_as_its_maker_makes_it
            without "cmd": "the makers' batch files get their values from the tests",
    ]
}

fn prompt_shows_the_status(world: &World) {
    world.no_hook();
    let mut me = world.start();
    for status in [3, 0, 7] {
        let seen = me.run(&me.driver.fail(status));
        me.same(seen.status, i32::from(status), "status");
    }
    let seen = me.enter();
    me.check(seen.output.is_empty(), "an empty line prints nothing");
}

fn output_is_what_was_printed(world: &World) {
    world.no_hook();
    let mut me = world.start();
    let seen = me.run(&me.driver.both("echo one", "echo two"));
    me.same(seen.output.trim(), "one\ntwo", "output");
}

fn output_of_a_line_that_wraps(world: &World) {
    world.no_hook();
    let mut me = world.start();
    let long = "x".repeat(500);
    let seen = me.run(&format!("echo {long}"));
    me.same(seen.output.trim(), &long, "output of a line that wraps");
}

fn look_sees_what_was_set(world: &World) {
    world.no_hook();
    let mut me = world.start();
    let driver = me.driver;
    me.run(&driver.export("MY_EXPORTED", "a b"));
    me.run(&driver.set("my_own", "c"));
    me.run(&driver.function("my_function", "echo hi"));
    let before = me.look();
    me.same(before.var("MY_EXPORTED").as_deref(), Some("a b"), "exported");
    me.same(before.var("my_own"), None, "not exported");
    me.check(before.has("variable", "my_own"), "a variable");
    me.check(before.has("function", "my_function"), "a function");
    me.run(&driver.set("my_own", "d"));
    me.run(&driver.unset("MY_EXPORTED"));
    let after = me.look();
    let found = before.differences(&after, |key| world.passes(key));
    // A shell whose environment is apart from its variables has one entry less.
    me.check((2..=3).contains(&found.len()), &format!("differences: {found:#?}"));
}

fn look_finds_no_difference_where_there_is_none(world: &World) {
    world.no_hook();
    let mut me = world.start();
    let before = me.look();
    me.cd("/");
    me.run(&me.driver.fail(3));
    me.leave();
    let after = me.look();
    me.same(before.differences(&after, |key| world.passes(key)), vec![], "differences");
}

fn edited_prompt_is_read(world: &World) {
    world.no_hook();
    let mut me = world.start();
    let seen = me.run(&me.driver.edit_prompt("mine "));
    me.same(seen.prompt.as_str(), "mine ", "prompt");
    let seen = me.run(&me.driver.fail(4));
    me.same((seen.prompt.as_str(), seen.status), ("mine ", 4), "prompt and status");
}

fn child_shell_has_its_own_prompts(world: &World) {
    world.no_hook();
    let mut me = world.start();
    me.run(&me.driver.set("my_own", "c"));
    me.run(&me.driver.child());
    let look = me.look();
    me.check(!look.has("variable", "my_own"), "the child is a shell of its own");
    me.run("exit");
    let look = me.look();
    me.check(look.has("variable", "my_own"), "back in the first shell");
    me.run(&me.driver.exec());
    let look = me.look();
    me.check(!look.has("variable", "my_own"), "a fresh shell in its place");
}

fn venv_activates_by_hand(world: &World) {
    world.no_hook();
    let a = world.project("a");
    let mut me = world.start();
    me.run(&me.driver.source(&a.venv.join(world.driver.bin()).join(me.driver.script())));
    let look = me.look();
    me.active(&look, &a.venv);
    me.same(me.prompt(), "(.venv) ", "prompt");
    let seen = me.run(me.driver.print_prefix());
    me.same(seen.output.trim(), me.driver.shown(&a.venv).as_str(), "the venv's Python runs");
    me.run("deactivate");
    me.off();
}

fn placed_venv_is_as_its_maker_makes_it(world: &World) {
    let a = world.project("a");
    let placed: Vec<_> = ["bin/activate", "bin/activate.fish", "pyvenv.cfg"]
        .map(|file| std::fs::read_to_string(a.venv.join(file)).unwrap())
        .into();
    std::fs::remove_dir_all(&a.venv).unwrap();
    world.make(Maker::STD, &a.venv);
    let made: Vec<_> = ["bin/activate", "bin/activate.fish", "pyvenv.cfg"]
        .map(|file| std::fs::read_to_string(a.venv.join(file)).unwrap())
        .into();
    assert_eq!(placed, made);
}
