//! fish beside other tools: who else wraps the prompt, puts PATH back, sources the script, or binds a key to
//! a `cd`.

use std::fs;
use std::path::Path;

use super::{Scenario, cannot_be_seen, scenarios};
use crate::harness::driver::{Driver, find_program};
use crate::harness::person::Person;
use crate::harness::world::{Project, World};

pub(super) fn list(driver: &'static dyn Driver) -> Vec<Scenario> {
    if driver.name() != "fish" {
        return Vec::new();
    }
    scenarios![
        editors_prompt_behind_the_hook,
        editors_prompt_before_the_hook,
        script_sourced_over_ours,
        script_sourced_by_a_relative_path_in_an_editors_prompt,
        prompt_that_leads_to_itself,
        statuses_in_the_prompt,
        arguments_reach_the_prompt,
        names_in_brackets_stay_as_they_are,
        start_sources_the_inherited_venv,
        start_sources_the_inherited_venv_and_is_elsewhere,
        path_put_back_by_a_tool_before_the_hook,
        path_put_back_by_a_tool_behind_the_hook,
        direnv_before_the_hook,
        direnv_behind_the_hook,
        path_typed_by_the_person_stays,
        script_with_an_entry_of_its_own_first,
        script_that_hides_its_python_is_undone_whole,
        told_while_a_line_is_typed,
        told_while_a_line_is_typed_below_a_prompt_of_two_rows,
    ]
}

/// What an editor's terminal does: it takes the prompt that is there at the first prompt for the person's.
const EDITOR: &str = "function t_editor --on-event fish_prompt
functions -c fish_prompt t_persons_prompt
functions -e t_editor
function fish_prompt; set -l s $status; printf '<'; t_status $s; t_persons_prompt; end
end
function t_status; return $argv; end";

fn editors_prompt_behind_the_hook(world: &World) {
    world.after_hook(EDITOR);
    editors_prompt(world, "<(.venv) ");
}

fn editors_prompt_before_the_hook(world: &World) {
    world.before_hook(EDITOR);
    editors_prompt(world, "(.venv) <");
}

fn editors_prompt(world: &World, inside: &str) {
    let (a, b) = (world.project("a"), world.project("b"));
    let mut me = world.start_in(&a.dir);
    me.same(me.prompt(), inside, "the first prompt");
    for _ in 0..2 {
        me.cd(&b.dir);
        me.on(&b.venv);
        me.same(me.prompt(), inside, "the prompt after a switch");
        me.leave();
        me.off();
        me.same(me.prompt(), "<", "the prompt outside");
        let found = me.run(&me.driver.fail(6)).status;
        me.same(found, 6, "the status that the prompt shows");
        me.cd(&a.dir);
        me.same(me.prompt(), inside, "the prompt inside");
        let found = me.run(&me.driver.fail(6)).status;
        me.same(found, 6, "the status that the prompt shows");
    }
    me.run("venvhook off --all");
    me.same(me.prompt(), "<", "the prompt without the hook");
    let found = me.run(&me.driver.fail(6)).status;
    me.same(found, 6, "the status that the prompt shows");
    complained_of_nothing(&me);
}

fn complained_of_nothing(me: &Person) {
    for word in ["Unknown", "in function", "recursi", "venvhook: "] {
        me.check(!me.screen().contains(word), &format!("nothing says {word:?}"));
    }
}

fn script_sourced_over_ours(world: &World) {
    let (a, b) = (world.project("a"), world.project("b"));
    let mut me = world.start();
    sourced_over_ours(&mut me, &a, &b, "");
}

fn script_sourced_by_a_relative_path_in_an_editors_prompt(world: &World) {
    world.after_hook(EDITOR);
    let (a, b) = (world.project("a"), world.project("b"));
    let mut me = world.start();
    sourced_over_ours(&mut me, &a, &b, "<");
}

/// The script's own prompt over ours: one prefix, and none once it is left.
fn sourced_over_ours(me: &mut Person, a: &Project, b: &Project, mark: &str) {
    let outside = me.leave().prompt;
    me.same(outside.as_str(), mark, "the prompt outside");
    for _ in 0..2 {
        me.cd(&a.dir);
        for _ in 0..2 {
            let seen = me.run("source .venv/bin/activate.fish");
            me.same(seen.prompt.matches("(.venv) ").count(), 1, "prefixes");
            me.on(&a.venv);
        }
        me.cd(&b.dir);
        me.on(&b.venv);
        me.same(me.prompt().matches("(.venv) ").count(), 1, "prefixes after a switch");
        me.leave();
        me.off();
        me.same(me.prompt(), mark, "the prompt outside");
    }
    me.cd(&a.dir);
    me.run("source .venv/bin/activate.fish");
    me.run("deactivate");
    me.same(me.prompt(), mark, "the prompt after deactivate");
    me.leave();
    complained_of_nothing(me);
}

/// A tool that takes whatever prompt is not its own for the person's, ours too: then the two call each other,
/// and the shell goes on all the same.
fn prompt_that_leads_to_itself(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    me.run(
        "function t_tool --on-event fish_prompt; functions fish_prompt | string match -q '*t_mark*'; and return; \
         functions -q t_inner; and functions -e t_inner; functions -c fish_prompt t_inner; \
         function fish_prompt; t_mark; t_inner; end; end; function t_mark; end",
    );
    me.run_all(me.driver.replace_prompt("new "));
    for _ in 0..3 {
        me.cd(&a.dir);
        me.on(&a.venv);
        me.leave();
        me.off();
    }
    complained_of_nothing(&me);
}

fn statuses_in_the_prompt(world: &World) {
    world.after_hook(
        "function fish_prompt; set -l s $status; set -l p $pipestatus; \
         printf '[%s] @%s.%s.%s> ' (string join ' ' $p) $s $T_SHELL $T_NUMBER; end",
    );
    let a = world.project("a");
    let mut me = world.start();
    for (dir, prefix) in [(&world.away(), ""), (&a.dir, "(.venv) ")] {
        me.cd(dir);
        let seen = me.run("false | true | sh -c 'exit 3'");
        let prompt = format!("{prefix}[1 0 3] ");
        me.same((seen.prompt, seen.status), (prompt, 3), "the statuses of a pipeline");
        let seen = me.run("not sh -c 'exit 4'");
        let prompt = format!("{prefix}[4] ");
        me.same((seen.prompt, seen.status), (prompt, 0), "the statuses of what was negated");
    }
}

/// fish 4.1 draws a prompt once more, with `--final-rendering`, before it runs what was typed there.
fn arguments_reach_the_prompt(world: &World) {
    world.after_hook(
        "function fish_prompt; set -l s $status; set -q argv[1]; and echo given: $argv; \
         printf '@%s.%s.%s> ' $s $T_SHELL $T_NUMBER; end",
    );
    let a = world.project("a");
    let mut me = world.start();
    for dir in [&world.away(), &a.dir] {
        me.cd(dir);
        for before in ["", "true | true; "] {
            let seen = me.run(&format!("{before}fish_prompt --final-rendering 'a b'; echo"));
            me.check(
                seen.output.contains("given: --final-rendering a b\n"),
                "the prompt is handed what ours is",
            );
        }
    }
}

/// Adds lines to a venv's script, which is allowed as it is then.
fn add_to_script(world: &World, project: &Project, lines: &str) {
    let script = project.venv.join("bin").join(world.driver.script());
    fs::write(&script, fs::read_to_string(&script).unwrap() + "\n" + lines + "\n").unwrap();
    let output = world.venvhook(&["allow", project.venv.to_str().unwrap()]);
    assert!(output.status.success(), "{output:?}");
}

fn names_in_brackets_stay_as_they_are(world: &World) {
    let a = world.project("a");
    add_to_script(world, &a, "set -gx VIRTUAL_ENV_PROMPT '(shop) '");
    let me = world.start_in(&a.dir);
    me.same(me.prompt(), "(shop) ", "the prompt");
}

fn start_sources_the_inherited_venv(world: &World) {
    let (a, b) = (world.project("a"), world.project("b"));
    let mut me = world.start_in(&a.dir);
    let path = me.look().path();
    me.run("fish -C 'source .venv/bin/activate.fish'");
    me.on(&a.venv);
    me.same(me.prompt(), "(.venv) ", "the prompt");
    let found = me.look().path();
    me.same(found, path, "PATH");
    me.cd(&b.dir);
    me.on(&b.venv);
    me.same(me.prompt(), "(.venv) ", "the prompt after a switch");
    outside_of_the_child(&mut me, world);
}

fn start_sources_the_inherited_venv_and_is_elsewhere(world: &World) {
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    let away = me.quote(world.away());
    me.run(&format!("fish -C 'source .venv/bin/activate.fish; source .venv/bin/activate.fish; cd {away}'"));
    outside_of_the_child(&mut me, world);
}

fn outside_of_the_child(me: &mut Person, world: &World) {
    me.leave();
    me.off();
    me.same(me.prompt(), "", "the prompt outside");
    let shown: Vec<_> = std::env::split_paths(&world.search_path()).collect();
    let found = me.look().path();
    me.same(found, shown, "PATH outside");
    me.run("exit");
    me.leave();
    me.off();
    complained_of_nothing(me);
}

/// What direnv does: in a directory with a file `.t_env` it puts a directory on PATH, and puts back the PATH
/// from before once that is left; seen at the prompt, and behind a `cd` that a key is bound to.
const TOOL: &str = "function t_tool --on-event fish_prompt
if test -e .t_env; and not set -q T_PATH
  set -g T_PATH $PATH
  set -gx PATH $PWD/tools $PATH
else if not test -e .t_env; and set -q T_PATH
  set -gx PATH $T_PATH
  set -e T_PATH
end
function t_tool_cd --on-variable PWD; t_tool; end
end
function t_tool_stops --on-event fish_preexec; functions -e t_tool_cd; end";

fn path_put_back_by_a_tool_before_the_hook(world: &World) {
    world.before_hook(TOOL);
    path_put_back(world, ".t_env", "tools");
}

fn path_put_back_by_a_tool_behind_the_hook(world: &World) {
    world.after_hook(TOOL);
    path_put_back(world, ".t_env", "tools");
}

fn direnv_before_the_hook(world: &World) {
    direnv(world, World::before_hook);
}

fn direnv_behind_the_hook(world: &World) {
    direnv(world, World::after_hook);
}

fn direnv(world: &World, adds: fn(&World, &str)) {
    let Some(program) = find_program("direnv") else {
        cannot_be_seen("direnv is not on this machine; a stand-in is");
    };
    let dir = world.make_dir("a");
    let rc = world.write("a/.envrc", "PATH_add tools\n");
    let allowed = world.command(&program).arg("allow").arg(&rc).current_dir(dir).output().expect("direnv");
    assert!(allowed.status.success(), "{allowed:?}");
    adds(world, &format!("{} hook fish | source", world.driver.quote(program.to_str().unwrap())));
    path_put_back(world, ".envrc", "tools");
}

/// After leaving, the venv's entry has not come back, and what is on keeps its own.
fn path_put_back(world: &World, file: &str, tools: &str) {
    let (a, b) = (world.project("a"), world.project("b"));
    if !a.dir.join(file).exists() {
        world.write(a.dir.join(file), "");
    }
    world.after_hook(&format!("bind \\co 'cd {}; commandline -f repaint'", world.away().display()));
    let mut me = world.start();
    me.leave();
    let before = me.look().path();
    let python = |me: &mut Person, venv: &Path| {
        let seen = me.run(me.driver.print_prefix());
        me.same(seen.output.trim(), venv.to_str().unwrap(), "the Python that runs");
    };
    for _ in 0..2 {
        me.cd(&a.dir);
        me.enter();
        let found = me.look().times_on_path(&a.dir.join(tools));
        me.same(found, 1, "the tool's own directory on PATH");
        let found = me.look().times_on_path(&a.venv.join("bin"));
        me.same(found, 1, "the venv's on PATH");
        python(&mut me, &a.venv);
        me.leave();
        let found = me.look().path();
        me.same(found, before.clone(), "PATH outside");
        me.cd(&a.dir);
        me.cd(&b.dir);
        me.on(&b.venv);
        python(&mut me, &b.venv);
        let found = me.look().times_on_path(&a.venv.join("bin"));
        me.same(found, 0, "the first venv's on PATH");
        me.leave();
        me.off();
        let found = me.look().path();
        me.same(found, before.clone(), "PATH outside");
    }
    me.cd(&a.dir);
    me.keys("\x0f");
    // The prompt is drawn anew without the venv; then what runs must not find it.
    me.expect_prompt();
    let seen = me.run("command -s python");
    me.check(!seen.output.contains(".venv"), "the venv's Python is not found");
    me.off();
}

fn path_typed_by_the_person_stays(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    me.cd(&a.dir);
    me.leave();
    me.run(&me.driver.prepend_path("/typed/outside"));
    me.cd(&a.dir);
    me.run(&me.driver.prepend_path("/typed/inside"));
    me.enter();
    me.leave();
    me.off();
    let path = me.look().path();
    me.same(path[..2].to_vec(), vec!["/typed/inside".into(), "/typed/outside".into()], "PATH");
}

const ADDED: &str = "set -gx NODE_VIRTUAL_ENV $VIRTUAL_ENV
set -gx _OLD_NODE_VIRTUAL_PATH $PATH
set -gx NODE_PATH /opt/node
set NODE_VIRTUAL_ENV_DISABLE_PROMPT 1
function freeze; echo frozen; end
function deactivate_node; echo no node; end";

fn script_with_an_entry_of_its_own_first(world: &World) {
    let a = world.project("a");
    add_to_script(world, &a, &format!("{ADDED}\nset -gx PATH /opt/tool $PATH\nset -gx PATH $PATH /opt/last"));
    world.before_hook("set -gx NODE_PATH /my/node");
    let mut me = world.start();
    me.leave();
    let before = me.look();
    for _ in 0..2 {
        me.cd(&a.dir);
        let look = me.look();
        me.same(look.var("VENVHOOK_ENV"), look.var("VIRTUAL_ENV"), "VENVHOOK_ENV is VIRTUAL_ENV");
        me.same(look.path()[..2].to_vec(), vec!["/opt/tool".into(), a.venv.join("bin")], "PATH");
        me.check(look.has("function", "freeze"), "what the script defines is there");
        me.leave();
        me.off();
        me.unchanged_since(&before);
    }
    me.silent();
}

fn script_that_hides_its_python_is_undone_whole(world: &World) {
    let a = world.project("a");
    let other = world.program("python3", "#!/bin/sh\n");
    let other = world.driver.quote(other.parent().unwrap().to_str().unwrap());
    add_to_script(world, &a, &format!("{ADDED}\nset -gx PATH {other} $PATH"));
    let mut me = world.start();
    me.leave();
    let before = me.look();
    me.cd(&a.dir);
    me.off();
    me.told_once(&["did not activate"]);
    me.leave();
    me.unchanged_since(&before);
}

fn told_while_a_line_is_typed(world: &World) {
    let screen = told_while_typing(world);
    assert!(screen[2].starts_with('@') && screen[2].ends_with("> echo typed"), "the line, whole: {screen:?}");
}

fn told_while_a_line_is_typed_below_a_prompt_of_two_rows(world: &World) {
    world.after_hook(
        "function fish_prompt; set -l s $status; echo top; printf '@%s.%s.%s> ' $s $T_SHELL $T_NUMBER; end",
    );
    // fish goes up by as many rows as the prompt has, or not at all: a row may stay empty.
    let mut screen = told_while_typing(world);
    screen.retain(|row| !row.is_empty());
    assert_eq!(screen[2], "top", "{screen:?}");
    assert!(screen[3].starts_with('@') && screen[3].ends_with("> echo typed"), "the line, whole: {screen:?}");
}

/// The rows of the screen, from the line that a key moved away from.
fn told_while_typing(world: &World) -> Vec<String> {
    fs::rename(&world.project("c").dir, world.path("moved")).unwrap();
    world.after_hook(&format!("bind \\co 'cd {}; commandline -f repaint'", world.path("moved").display()));
    let mut me = world.start();
    me.keys("echo ty");
    me.expect_typed("echo ty");
    me.keys("\x0f");
    me.expect("moved or copied");
    let seen = me.run("ped");
    me.check(seen.output.trim_end().ends_with("typed") || seen.output.contains("typed\n"), "the line is run");
    me.told_once(&["moved or copied"]);
    let rows: Vec<String> = me.screen().lines().map(|row| row.trim_end().to_owned()).collect();
    let at = rows.iter().position(|row| row.ends_with("> echo ty")).expect("the line as it was");
    me.check(rows[at + 1].starts_with("venvhook: "), "a row of its own, below the line");
    rows[at..].to_vec()
}
