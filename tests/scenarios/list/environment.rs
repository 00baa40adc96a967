//! After leaving all is as it was before entering, but for what the person changed meanwhile.

use super::{Scenario, scenarios};
use crate::harness::makers::{Maker, Tool};
use crate::harness::world::World;

pub(super) fn list() -> Vec<Scenario> {
    scenarios![
        all_is_as_before,
        all_is_as_before_a_switch,
        all_is_as_before_in_a_shell_started_inside,
        own_variables_are_given_back,
        own_values_that_are_empty_stay_empty,
        path_put_before_meanwhile_is_kept,
        path_put_after_meanwhile_is_kept,
        path_put_inside_before_the_venv_survives_a_switch,
        own_path_entries_twice_stay_twice,
        variables_functions_and_aliases_made_meanwhile_are_kept
            without "cmd": "cmd has no functions and aliases",
        variables_of_the_scripts_changed_meanwhile_are_kept,
        own_pydoc_function_is_given_back
            without "cmd": "cmd has no functions and aliases",
        own_pydoc_alias_is_given_back
            without "cmd": "cmd has no functions and aliases",
        own_deactivate_function_is_given_back
            without "cmd": "cmd has no functions and aliases",
        prompt_edited_meanwhile_is_kept
            without "fish": "fish's prompt is one function: it is replaced, not edited",
        prompt_replaced_meanwhile_is_kept,
        theme_before_the_hook
            without "cmd": "cmd's prompt is a text, which no program builds anew",
        theme_after_the_hook
            without "cmd": "cmd's prompt is a text, which no program builds anew",
        theme_never_shows_a_stale_prompt
            without "cmd": "cmd's prompt is a text, which no program builds anew",
        no_prompt_prefix_where_the_person_wants_none,
        empty_prompt_stays_empty without "fish": "fish's prompt is a function, never empty"
            without "pwsh": "PowerShell's prompt is a function, never empty"
            without "cmd": "an empty PROMPT is none: cmd/scenarios.rs has it",
        exported_prompt_stays_exported without "fish": "fish's prompt is a function, never exported"
            without "pwsh": "PowerShell's prompt is a function, never exported"
            without "cmd": "each of cmd's variables is exported",
    ]
}

fn all_is_as_before(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    me.leave();
    let before = me.look();
    me.cd(&a.dir);
    me.leave();
    me.unchanged_since(&before);
    for _ in 0..3 {
        me.cd(&a.dir);
        me.enter();
        me.leave();
    }
    me.unchanged_since(&before);
}

fn all_is_as_before_a_switch(world: &World) {
    let (a, b) = (world.project("a"), world.project("b"));
    let mut me = world.start();
    me.leave();
    let before = me.look();
    me.cd(&a.dir);
    me.cd(&b.dir);
    me.cd(&a.dir);
    me.leave();
    me.unchanged_since(&before);
}

fn all_is_as_before_in_a_shell_started_inside(world: &World) {
    let a = world.project("a");
    let before = {
        let mut me = world.start();
        me.leave();
        me.look()
    };
    let mut me = world.start_in(&a.dir);
    me.on(&a.venv);
    me.leave();
    let after = me.look();
    let found = before.differences(&after, |key| {
        // Another process, with numbers and a prompt of its own.
        let own = ["PID", "PPID", "PS1", "PROMPT", "prompt", "TTY", "BASHPID", "fish_pid", "last_pid"];
        world.passes(key) || own.iter().any(|name| key == format!("variable {name}"))
    });
    me.same(found, vec![], "differences from a shell that was never inside");
}

const OWN: [&str; 5] = ["PYTHONHOME", "PKG_CONFIG_PATH", "TCL_LIBRARY", "TK_LIBRARY", "SCRIPT_PATH"];

fn own_variables_are_given_back(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    for name in OWN {
        me.run(&me.driver.export(name, &format!("/own/{name}")));
    }
    me.leave();
    let before = me.look();
    me.cd(&a.dir);
    me.on(&a.venv);
    me.leave();
    me.unchanged_since(&before);
    for name in OWN {
        me.same(before.var(name), Some(format!("/own/{name}")), name);
    }
}

fn own_values_that_are_empty_stay_empty(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    for name in OWN {
        me.run(&me.driver.export(name, ""));
    }
    me.run(&me.driver.export("VIRTUAL_ENV_DISABLE_PROMPT", ""));
    me.leave();
    let before = me.look();
    me.cd(&a.dir);
    me.leave();
    me.unchanged_since(&before);
}

fn path_put_before_meanwhile_is_kept(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    let before = me.look().path();
    me.cd(&a.dir);
    me.run(&me.driver.prepend_path("/first/of all"));
    me.cd(world.make_dir("a/src"));
    me.leave();
    me.off();
    let mut wanted = vec!["/first/of all".into()];
    wanted.extend(before);
    let path = me.look().path();
    me.same(path, wanted, "PATH");
}

fn path_put_after_meanwhile_is_kept(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    let mut wanted = me.look().path();
    wanted.push("/last/of all".into());
    me.cd(&a.dir);
    me.run(&me.driver.append_path("/last/of all"));
    me.leave();
    let path = me.look().path();
    me.same(path, wanted.clone(), "PATH");
    me.cd(&a.dir);
    me.on(&a.venv);
    me.leave();
    let path = me.look().path();
    me.same(path, wanted, "PATH, later");
}

fn path_put_inside_before_the_venv_survives_a_switch(world: &World) {
    let (a, b) = (world.project("a"), world.project("b"));
    let mut me = world.start();
    let before = me.look().path();
    me.cd(&a.dir);
    me.run(&me.driver.prepend_path("/first"));
    me.cd(&b.dir);
    me.on(&b.venv);
    me.run(&me.driver.append_path("/last"));
    me.leave();
    let mut wanted = vec!["/first".into()];
    wanted.extend(before);
    wanted.push("/last".into());
    let path = me.look().path();
    me.same(path, wanted, "PATH");
}

fn own_path_entries_twice_stay_twice(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    for _ in 0..2 {
        me.run(&me.driver.prepend_path("/twice"));
        me.run(&me.driver.append_path("/twice"));
    }
    let before = me.look().path();
    me.cd(&a.dir);
    me.leave();
    let path = me.look().path();
    me.same(path, before, "PATH");
}

fn variables_functions_and_aliases_made_meanwhile_are_kept(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    me.cd(&a.dir);
    me.run(&me.driver.export("MY_EXPORTED", "x"));
    me.run(&me.driver.set("my_own", "y"));
    me.run(&me.driver.function("mine", "echo z"));
    me.run(&me.driver.alias("my_alias", "echo w"));
    me.leave();
    me.off();
    let look = me.look();
    me.same(look.var("MY_EXPORTED").as_deref(), Some("x"), "exported");
    me.check(look.has("variable", "my_own"), "the variable is there");
    let said = [me.run("mine").output, me.run("my_alias").output].map(|said| said.trim().to_owned());
    me.same(said, ["z".into(), "w".into()], "what function and alias print");
}

fn variables_of_the_scripts_changed_meanwhile_are_kept(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    me.cd(&a.dir);
    me.run(&me.driver.export("PKG_CONFIG_PATH", "/new/pkg"));
    me.run(&me.driver.export("TCL_LIBRARY", "/new/tcl"));
    me.leave();
    let look = me.look();
    me.same(look.var("PKG_CONFIG_PATH").as_deref(), Some("/new/pkg"), "PKG_CONFIG_PATH");
    me.same(look.var("TCL_LIBRARY").as_deref(), Some("/new/tcl"), "TCL_LIBRARY");
}

/// A maker whose script defines a `pydoc` of its own, and deletes the person's.
const WITH_PYDOC: Maker = Maker::new(Tool::Uv("0.13.9"), (3, 8), (3, 99));

fn own_pydoc_function_is_given_back(world: &World) {
    let a = world.project_by(WITH_PYDOC, "a");
    let mut me = world.start();
    me.run(&me.driver.function("pydoc", "echo my pydoc"));
    me.leave();
    let before = me.look();
    me.cd(&a.dir);
    me.on(&a.venv);
    me.leave();
    me.unchanged_since(&before);
    let seen = me.run("pydoc");
    me.same(seen.output.trim(), "my pydoc", "the person's own pydoc");
}

fn own_pydoc_alias_is_given_back(world: &World) {
    let a = world.project_by(WITH_PYDOC, "a");
    let mut me = world.start();
    me.run(&me.driver.alias("pydoc", "echo my pydoc"));
    me.leave();
    let before = me.look();
    me.cd(&a.dir);
    me.on(&a.venv);
    me.leave();
    me.unchanged_since(&before);
}

fn own_deactivate_function_is_given_back(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    me.run(&me.driver.function("deactivate", "echo my deactivate"));
    me.leave();
    let before = me.look();
    me.cd(&a.dir);
    me.on(&a.venv);
    me.leave();
    me.unchanged_since(&before);
    let seen = me.run("deactivate");
    me.same(seen.output.trim(), "my deactivate", "the person's own deactivate");
}

fn prompt_edited_meanwhile_is_kept(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    me.cd(&a.dir);
    me.run(&me.driver.edit_prompt("mine "));
    me.same(me.prompt(), "mine (.venv) ", "the prompt inside");
    me.cd(world.make_dir("a/src"));
    me.same(me.prompt(), "mine (.venv) ", "the prompt below");
    me.leave();
    me.off();
    me.same(me.prompt(), "mine ", "the prompt outside");
}

fn prompt_replaced_meanwhile_is_kept(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    me.cd(&a.dir);
    me.run_all(me.driver.replace_prompt("new "));
    me.same(me.prompt(), "new ", "the prompt inside");
    me.leave();
    me.off();
    me.same(me.prompt(), "new ", "the prompt outside");
    me.cd(&a.dir);
    me.same(me.prompt(), "(.venv) new ", "the prompt inside, again");
}

fn theme_before_the_hook(world: &World) {
    world.before_hook(&world.driver.theme("theme "));
    theme(world);
}

fn theme_after_the_hook(world: &World) {
    world.after_hook(&world.driver.theme("theme "));
    theme(world);
}

/// A theme that builds the prompt each time: it is never replaced, and never lost.
fn theme(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    me.same(me.prompt(), "theme ", "the prompt before");
    me.cd(&a.dir);
    me.on(&a.venv);
    me.check(me.prompt().ends_with("theme "), "the theme's prompt inside");
    me.leave();
    me.off();
    me.same(me.prompt(), "theme ", "the prompt after");
}

fn theme_never_shows_a_stale_prompt(world: &World) {
    world.after_hook(&world.driver.theme("theme "));
    let (a, b) = (world.project("a"), world.project("b"));
    let mut me = world.start();
    let first = me.cd(&a.dir).prompt;
    let second = me.enter().prompt;
    me.same(&first, &second, "the prompt inside is the same at once and later");
    let switched = me.cd(&b.dir).prompt;
    me.same(&switched, &second, "the prompt after a switch");
    let outside = me.leave().prompt;
    me.same(outside.as_str(), "theme ", "the prompt outside, at once");
}

fn no_prompt_prefix_where_the_person_wants_none(world: &World) {
    world.env("VIRTUAL_ENV_DISABLE_PROMPT", "1");
    let a = world.project("a");
    let mut me = world.start();
    me.leave();
    let before = me.look();
    me.cd(&a.dir);
    me.on(&a.venv);
    me.same(me.prompt(), "", "the prompt inside");
    me.leave();
    me.unchanged_since(&before);
}

fn empty_prompt_stays_empty(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    let (there, back) = (me.quote(&a.dir), me.quote(world.away()));
    let cycle = format!("cd {there}; cd {back}");
    let line = format!("saved=$PS1; PS1=; {cycle}; {cycle}; echo \"<$PS1>\"; PS1=$saved");
    let seen = me.run(&line);
    me.same(seen.output.trim(), "<>", "an empty prompt after two visits");
}

fn exported_prompt_stays_exported(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    me.run("export PS1");
    me.leave();
    let before = me.look();
    me.cd(&a.dir);
    me.leave();
    me.unchanged_since(&before);
}
