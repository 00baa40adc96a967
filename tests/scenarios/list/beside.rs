//! Beside other tools: what they put back, and what they start.

use std::fs;

use super::{Scenario, cannot_be_seen, scenarios};
use crate::harness::person::Person;
use crate::harness::world::{Project, World};

#[allow(clippy::too_many_lines, reason = "a list, not steps")]
pub(super) fn list() -> Vec<Scenario> {
    scenarios![
        path_kept_by_a_tool_before_the_hook
            without "cmd": "no tool runs at cmd's prompt",
        path_kept_by_a_tool_behind_the_hook
            without "cmd": "no tool runs at cmd's prompt",
        path_of_before_put_back_by_hand
            without "cmd": "the hook sees no line that is no cd",
        entry_lost_to_a_tool_comes_back
            without "cmd": "the hook sees no line that is no cd",
        own_entry_of_the_same_name_stays
            without "cmd": "the hook sees no line that is no cd",
        child_whose_start_sources_what_it_inherits_before_the_hook
            without "cmd": "its init file is run by hand",
        child_whose_start_sources_what_it_inherits_behind_the_hook
            without "cmd": "its init file is run by hand",
        child_that_sources_it_and_starts_elsewhere
            without "cmd": "its init file is run by hand",
        script_with_an_entry_of_its_own
            without "cmd": "see cmd/scenarios.rs",
        script_that_hides_the_venvs_python_is_undone
            without "cmd": "see cmd/scenarios.rs",
        message_while_a_line_is_typed
            without "bash": "readline draws its line anew by itself"
            without "pwsh": "the thin host has no keys of one's own"
            without "cmd": "cmd has no keys of one's own",
        instant_prompt_is_waited_for
            without "bash": "powerlevel10k is zsh's"
            without "fish": "powerlevel10k is zsh's"
            without "pwsh": "powerlevel10k is zsh's"
            without "cmd": "powerlevel10k is zsh's",
        prompt_put_back_by_an_editor
            without "bash": "bash has nothing that runs before a command"
            without "fish": "its prompt is a function: see beside_fish.rs"
            without "pwsh": "its prompt is a function"
            without "cmd": "no tool runs at cmd's prompt",
        readonly_prompt_command_without_a_value
            without "zsh": "it has no such variable"
            without "fish": "it has no such variable"
            without "pwsh": "it has no such variable"
            without "cmd": "it has no such variable",
        debug_trap_sees_the_persons_own_line
            without "zsh": "it has no such variable"
            without "fish": "it has no such variable"
            without "pwsh": "it has no such variable"
            without "cmd": "it has no such variable",
        unloaded_behind_other_prompt_commands
            without "zsh": "it has no such variable"
            without "fish": "it has no such variable"
            without "pwsh": "it has no such variable"
            without "cmd": "it has no such variable",
        readonly_prompt_while_a_venv_is_on
            without "fish": "its prompt is a function"
            without "pwsh": "its prompt is a function: see read-only ones in powershell.rs"
            without "cmd": "its environment is never readonly",
        readonly_prompt_from_the_start
            without "fish": "its prompt is a function"
            without "pwsh": "its prompt is a function: see read-only ones in powershell.rs"
            without "cmd": "its environment is never readonly",
        restricted_shell
            without "fish": "it has no restricted form"
            without "pwsh": "ConstrainedLanguage is in powershell.rs"
            without "cmd": "it has no restricted form",
        copy_of_the_prompt_command_that_an_editor_runs
            without "zsh": "it has no such variable"
            without "fish": "it has no such variable"
            without "pwsh": "it has no such variable"
            without "cmd": "it has no such variable",
        readonly_while_a_venv_is_on
            without "fish": "its variables are never readonly"
            without "pwsh": "its environment is never readonly"
            without "cmd": "its environment is never readonly",
    ]
}

/// The interpreter that a program started now gets is that of this venv.
#[track_caller]
fn runs(me: &mut crate::harness::person::Person<'_>, project: &Project) {
    let seen = me.run(me.driver.print_prefix());
    me.same(seen.output.trim(), project.venv.to_str().expect("a plain path"), "the Python that runs");
}

fn path_kept_by_a_tool_before_the_hook(world: &World) {
    world.before_hook(world.driver.path_keeper());
    path_kept_by_a_tool(world);
}

fn path_kept_by_a_tool_behind_the_hook(world: &World) {
    world.after_hook(world.driver.path_keeper());
    path_kept_by_a_tool(world);
}

fn path_kept_by_a_tool(world: &World) {
    let (a, b) = (world.project("a"), world.project("b"));
    world.env("T_PROJECT", &a.dir);
    let below = world.make_dir("a/src");
    let mut me = world.start();
    me.leave();
    let before = me.look();
    for _ in 0..2 {
        me.cd(&a.dir);
        runs(&mut me, &a);
        me.cd(&below);
        runs(&mut me, &a);
        let tools = me.look().times_on_path(&a.dir.join("bin"));
        me.same(tools, 1, "the tool's own entry is on PATH");
        me.cd(&b.dir);
        runs(&mut me, &b);
        me.on(&b.venv);
        me.cd(&a.dir);
        runs(&mut me, &a);
        me.leave();
        me.off();
        let path = me.look().path();
        me.same(path, before.path(), "PATH outside");
        me.cd(&b.dir);
        me.on(&b.venv);
        me.leave();
        me.off();
    }
    me.unchanged_since(&before);
    me.silent();
}

fn path_of_before_put_back_by_hand(world: &World) {
    let (a, b) = (world.project("a"), world.project("b"));
    let mut me = world.start();
    me.leave();
    let before = me.look();
    me.cd(&a.dir);
    let inside = std::env::join_paths(me.look().path()).unwrap();
    me.leave();
    let back = me.driver.export("PATH", inside.to_str().unwrap());
    me.run(&back);
    me.off();
    me.unchanged_since(&before);
    me.cd(&b.dir);
    me.run(&back);
    runs(&mut me, &b);
    me.on(&b.venv);
    // To activate it by hand is another thing.
    me.leave();
    me.run(&me.driver.source(&a.venv.join("bin").join(me.driver.script())));
    me.enter();
    let look = me.look();
    me.active(&look, &a.venv);
    runs(&mut me, &a);
}

fn entry_lost_to_a_tool_comes_back(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    me.leave();
    let outside = std::env::join_paths(me.look().path()).unwrap();
    me.cd(&a.dir);
    me.run(&me.driver.export("PATH", &format!("/my/own:{}", outside.to_str().unwrap())));
    me.on(&a.venv);
    runs(&mut me, &a);
    let own = me.look().times_on_path("/my/own".as_ref());
    me.same(own, 1, "the edit stays");
    me.leave();
    me.off();
    let path = me.look().path();
    me.same(path.first(), Some(&"/my/own".into()), "the edit stays");
}

/// Who has a venv's programs on PATH anyway keeps them there.
fn own_entry_of_the_same_name_stays(world: &World) {
    let a = world.project("a");
    let bin = a.venv.join("bin");
    let mut me = world.start();
    me.run(&me.driver.append_path(bin.to_str().unwrap()));
    let before = me.look().path();
    me.cd(&a.dir);
    me.leave();
    me.run(&me.driver.prepend_path("/my/own"));
    let times = me.look().times_on_path(&bin);
    me.same(times, 1, "the person's own entry");
    let path = me.look().path();
    me.same(&path[1..], &before[..], "PATH");
}

fn child_whose_start_sources_what_it_inherits_before_the_hook(world: &World) {
    world.before_hook(&world.driver.source_if_set("T_ACT"));
    child_sources(world);
}

fn child_whose_start_sources_what_it_inherits_behind_the_hook(world: &World) {
    world.after_hook(&world.driver.source_if_set("T_ACT"));
    child_sources(world);
}

fn child_sources(world: &World) {
    let (a, b) = (world.project("a"), world.project("b"));
    let mut me = world.start();
    let outside = me.look().path();
    me.run(&me.driver.export("T_ACT", a.venv.join("bin").join(me.driver.script()).to_str().unwrap()));
    me.cd(&a.dir);
    me.run(&me.driver.child());
    me.same(me.prompt(), "(.venv) ", "one prefix");
    me.on(&a.venv);
    me.leave();
    me.same(me.prompt(), "", "no prefix");
    me.off();
    let path = me.look().path();
    me.same(path, outside, "PATH outside");
    me.cd(&b.dir);
    me.same(me.prompt(), "(.venv) ", "one prefix");
    me.on(&b.venv);
    me.leave();
    me.same(me.prompt(), "", "no prefix");
    me.off();
    me.run("exit");
    me.on(&a.venv);
    me.silent();
}

fn child_that_sources_it_and_starts_elsewhere(world: &World) {
    world.before_hook(&world.driver.source_if_set("T_ACT"));
    let a = world.project("a");
    let mut me = world.start();
    let outside = me.look().path();
    me.run(&me.driver.export("T_ACT", a.venv.join("bin").join(me.driver.script()).to_str().unwrap()));
    me.cd(&a.dir);
    let line = me.driver.child_in(&world.away());
    me.run(&line);
    me.off();
    me.same(me.prompt(), "", "no prefix");
    let path = me.look().path();
    me.same(path, outside, "PATH outside");
}

/// Adds lines to the script, and allows it as it is then.
fn add_to_script(world: &World, project: &Project, lines: &[String]) {
    let script = project.venv.join("bin").join(world.driver.script());
    let text = fs::read_to_string(&script).unwrap();
    fs::write(&script, format!("{text}\n{}\n", lines.join("\n"))).unwrap();
    let output = world.venvhook(&["allow", project.venv.to_str().unwrap()]);
    assert!(output.status.success(), "{output:?}");
}

fn script_with_an_entry_of_its_own(world: &World) {
    let (a, b) = (world.project("a"), world.project("b"));
    let driver = world.driver;
    let tool = world.make_dir("tool");
    let lines = [
        driver.prepend_path(tool.to_str().unwrap()),
        driver.export("MADE_BY_SCRIPT", "1"),
        driver.export("CHANGED_BY_SCRIPT", "script"),
        driver.function("made_by_script", "true"),
    ];
    add_to_script(world, &a, &lines);
    world.env("CHANGED_BY_SCRIPT", "before");
    let mut me = world.start();
    me.leave();
    let before = me.look();
    for project in [&a, &b, &a] {
        me.cd(&project.dir);
        runs(&mut me, project);
        let look = me.look();
        me.same(look.times_on_path(&tool), usize::from(project.dir == a.dir), "the script's entry");
        me.leave();
        me.off();
        me.unchanged_since(&before);
    }
    // What the person does with it meanwhile stays.
    me.cd(&a.dir);
    me.run(&me.driver.export("CHANGED_BY_SCRIPT", "mine"));
    me.leave();
    let mine = me.look().var("CHANGED_BY_SCRIPT");
    me.same(mine, Some("mine".into()), "the person's own value");
    me.silent();
}

fn script_that_hides_the_venvs_python_is_undone(world: &World) {
    let a = world.project("a");
    let driver = world.driver;
    let other = world.make_dir("other");
    std::os::unix::fs::symlink("/bin/true", other.join("python")).unwrap();
    let lines = [
        driver.prepend_path(other.to_str().unwrap()),
        driver.export("MADE_BY_SCRIPT", "1"),
        driver.export("CHANGED_BY_SCRIPT", "script"),
        driver.function("made_by_script", "true"),
    ];
    add_to_script(world, &a, &lines);
    world.env("CHANGED_BY_SCRIPT", "before");
    let mut me = world.start();
    me.leave();
    let before = me.look();
    me.cd(&a.dir);
    me.told_once(&["did not activate its venv"]);
    me.off();
    me.enter();
    me.leave();
    me.unchanged_since(&before);
    me.told_once(&["did not activate its venv"]);
}

fn message_while_a_line_is_typed(world: &World) {
    let a = world.project("a");
    fs::rename(&a.dir, world.path("moved")).unwrap();
    world.env("T_PROJECT", world.path("moved"));
    world.after_hook(world.driver.key_that_goes());
    let mut me = world.start();
    me.keys("echo half");
    me.expect_typed("echo half");
    me.keys("\x0f");
    me.expect("venvhook: ");
    me.expect_typed("> echo half");
    let screen = me.screen();
    let rows: Vec<&str> = screen.lines().collect();
    let at = rows.iter().position(|row| row.starts_with("venvhook: ")).unwrap_or_default();
    me.check(at > 0, "the message has a row of its own");
    me.check(rows[at - 1].ends_with("> echo half"), "what was typed stands above it");
    me.keys("-way\r");
    me.expect("\nhalf-way");
    me.told_once(&["moved"]);
}

/// powerlevel10k keeps what is printed before its own part of the first prompt, and complains.
fn instant_prompt_is_waited_for(world: &World) {
    let (a, b) = (world.project("a"), world.project("b"));
    world.hook("--verbose");
    world.before_hook("__p9k_instant_prompt_active=1");
    world.after_hook(
        "my_watch() { if [[ -n ${__p9k_instant_prompt_active-} ]]; then echo watch is over; unset __p9k_instant_prompt_active; fi }\n\
         precmd_functions+=(my_watch)",
    );
    let mut me = world.start_in(&a.dir);
    me.on(&a.venv);
    let screen = me.screen();
    let at = |text: &str| screen.find(text);
    me.check(at("watch is over").is_some() && at("watch is over") < at("venvhook: activated"), "it waits");
    me.told_once(&["activated "]);
    me.cd(&b.dir);
    me.check(me.screen().matches("venvhook: activated").count() == 2, "later ones do not wait");
}

/// An editor's terminal draws marks around the prompt, and takes them off before each command.
fn prompt_put_back_by_an_editor(world: &World) {
    let a = world.project("a");
    world.after_hook(
        "T_RUNS=1\n\
         my_start() { PS1=$T_PRIOR; T_RUNS=1 }\n\
         my_end() { if [[ -z $T_RUNS ]]; then PS1=$T_PRIOR; fi; T_RUNS=; T_PRIOR=$PS1; PS1=\"%{%}$PS1%{%}\" }\n\
         T_PRIOR=$PS1\n\
         precmd_functions+=(my_end)\npreexec_functions+=(my_start)",
    );
    let mut me = world.start();
    me.cd(&a.dir);
    me.same(me.prompt(), "(.venv) ", "the prompt inside");
    fs::remove_dir_all(&a.venv).unwrap();
    me.enter();
    me.run("true");
    me.same(me.prompt(), "", "the prompt without a venv");
    for line in ["", "true", ""] {
        me.run(line);
        me.same(me.prompt(), "", "the prompt without a venv");
    }
    me.off();
}

fn readonly_prompt_command_without_a_value(world: &World) {
    if world.driver.version() < (4, 0) {
        cannot_be_seen("before 4.0 bash shows nobody that it is readonly, so the doctor waits for a prompt");
    }
    world.before_hook("readonly PROMPT_COMMAND");
    let a = world.project("a");
    let mut me = world.start();
    me.check(!me.screen().contains("readonly variable"), "bash has nothing to complain of at the start");
    me.cd(&a.dir);
    me.on(&a.venv);
    let seen = me.run("venvhook doctor");
    me.check(seen.output.contains("readonly"), "the doctor tells of it");
    me.leave();
    me.off();
    me.run("venvhook off --all");
    me.off();
}

/// A timer in the prompt, or bash-preexec, takes the first command behind the prompt for the person's.
fn debug_trap_sees_the_persons_own_line(world: &World) {
    world.before_hook(
        "trap 'T_SEEN=${T_SEEN:-$BASH_COMMAND}' DEBUG\nPROMPT_COMMAND='T_FIRST=$T_SEEN; unset T_SEEN'",
    );
    let a = world.project("a");
    let mut me = world.start();
    me.cd(&a.dir);
    me.on(&a.venv);
    for _ in 0..3 {
        me.run("true");
    }
    let seen = me.run("echo \"<$T_FIRST>\"");
    me.same(seen.output.trim(), "<true>", "what the trap saw first");
    me.leave();
    me.off();
}

fn unloaded_behind_other_prompt_commands(world: &World) {
    if world.driver.version() < (5, 1) {
        cannot_be_seen("PROMPT_COMMAND is no array before 5.1");
    }
    world.after_hook("PROMPT_COMMAND+=('T_VALUE=1')");
    let a = world.project("a");
    let mut me = world.start();
    for _ in 0..2 {
        me.cd(&a.dir);
        me.leave();
    }
    me.run("venvhook off --all");
    let seen = me.run("declare -p PROMPT_COMMAND");
    me.check(seen.output.trim().ends_with("PROMPT_COMMAND=\"T_VALUE=1\""), "the person's own alone is left");
    me.silent();
}

/// It is told once, and nothing fails at each prompt.
fn readonly_while_a_venv_is_on(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    me.cd(&a.dir);
    me.on(&a.venv);
    me.run("readonly PATH");
    me.leave();
    for _ in 0..3 {
        me.enter();
    }
    me.told_once(&["PATH is readonly", "no venv can be activated"]);
    no_error(&me);
}

/// All goes back but the prompt itself.
fn readonly_prompt_while_a_venv_is_on(world: &World) {
    let (a, b) = (world.project("a"), world.project("b"));
    world.before_hook("pydoc() { echo mine; }");
    let mut me = world.start();
    me.leave();
    let before = me.look();
    me.cd(&a.dir);
    me.run("readonly PS1");
    for venv in [&a.venv, &b.venv] {
        me.cd(venv.parent().unwrap());
        me.on(venv);
        me.leave();
        me.off();
        let after = me.look();
        let prompts = ["PS1", "PROMPT", "prompt"];
        let passes = |key: &str| world.passes(key) || prompts.contains(&key.rsplit(' ').next().unwrap());
        me.same(before.differences(&after, passes), vec![], "differences outside");
    }
    me.told_once(&["PS1 is readonly", "the prompt still shows it"]);
    me.cd(&b.dir);
    me.run("deactivate");
    me.off();
    no_error(&me);
}

/// Venvs are switched, and the prompt stays as it is.
fn readonly_prompt_from_the_start(world: &World) {
    world.before_hook("readonly PS1");
    let (a, b) = (world.project("a"), world.project("b"));
    let mut me = world.start();
    me.leave();
    let before = me.look();
    for project in [&a, &b] {
        me.cd(&project.dir);
        me.on(&project.venv);
        me.same(me.prompt(), "", "the prompt inside");
    }
    me.leave();
    me.off();
    me.unchanged_since(&before);
    me.silent();
    no_error(&me);
}

fn no_error(me: &Person<'_>) {
    let screen = me.screen();
    me.check(!screen.contains("readonly variable") && !screen.contains("read-only variable"), "no error");
}

/// PATH cannot be set there: nothing is said, and nothing of the hook is left.
fn restricted_shell(world: &World) {
    let a = world.project("a");
    let driver = world.driver;
    let mut me = world.start();
    me.cd(&a.dir);
    me.run("venvhook off");
    me.start_shell(&format!("{} -r", driver.child()), driver);
    for _ in 0..3 {
        me.enter();
    }
    let line = driver.show("VIRTUAL_ENV");
    let seen = me.run(&line);
    me.same(seen.output.trim(), "<>", "VIRTUAL_ENV");
    me.same(me.prompt(), "", "the prompt");
    let screen = me.screen();
    me.check(!screen.contains("restricted"), "nothing is tried that is forbidden");
    let seen = me.run("type venvhook");
    me.check(!seen.output.contains("function"), "the hook is not loaded");
    me.silent();
    me.exit_to(driver);
    me.run("venvhook on");
    me.on(&a.venv);
}

/// VS Code's terminal puts a command of its own in PROMPT_COMMAND's place, and runs from it what was there.
fn copy_of_the_prompt_command_that_an_editor_runs(world: &World) {
    world.after_hook(
        "__vsc_original_prompt_command=${PROMPT_COMMAND:-}\n\
         my_prompt() { local cmd; for cmd in \"${__vsc_original_prompt_command[@]}\"; do eval \"${cmd:-}\"; done; }\n\
         PROMPT_COMMAND=my_prompt",
    );
    let a = world.project("a");
    let mut me = world.start();
    me.cd(&a.dir);
    me.on(&a.venv);
    let seen = me.run("venvhook doctor");
    me.check(!seen.output.contains("PROMPT_COMMAND"), "the doctor finds the hook there");
    me.run("venvhook off --all");
    me.off();
    let seen = me.run("true");
    me.same(seen.output.trim(), "", "what the prompt says");
}
