//! `$?`, pipestatus, `$_`, `$OLDPWD`, options and traps are as they were; subshells, completion
//! and scripts are left alone.

use super::{Scenario, scenarios};
use crate::harness::person::Person;
use crate::harness::world::World;

pub(super) fn list() -> Vec<Scenario> {
    scenarios![
        status_survives_entering_at_the_prompt
            without "cmd": "cmd has no event at its prompt",
        status_survives_an_idle_prompt,
        status_survives_leaving_at_the_prompt
            without "cmd": "cmd has no event at its prompt",
        status_survives_a_message
            without "cmd": "cmd has no event at its prompt",
        status_of_cd_is_its_own,
        pipestatus_survives_entering_at_the_prompt
            without "pwsh": "PowerShell keeps one status, not one for each command of a pipeline"
            without "cmd": "cmd keeps one status",
        pipestatus_survives_an_idle_prompt
            without "pwsh": "PowerShell keeps one status"
            without "cmd": "cmd keeps one status",
        last_argument_survives_an_idle_prompt without "fish": "fish has no last argument in $_"
            without "cmd": "cmd keeps no last argument",
        oldpwd_is_where_one_came_from
            without "cmd": "cmd has no cd -",
        traps_and_options_stay
            without "pwsh": "PowerShell has no traps of signals"
            without "cmd": "cmd has no traps and no options",
        exit_trap_runs_once
            without "pwsh": "PowerShell has no traps of signals"
            without "cmd": "cmd has no traps and no options",
        substitution_is_not_polluted without "fish": "a fish substitution's cd moves the shell itself"
            without "pwsh": "a cd in $( ) moves the shell itself"
            without "cmd": "cmd has no substitutions",
        substitution_that_moves_the_shell_is_caught_up without "bash": "substitutions are processes"
            without "zsh": "substitutions are processes"
            without "cmd": "cmd has no substitutions",
        subshell_is_not_polluted without "fish": "fish has no subshells"
            without "pwsh": "PowerShell has no subshells"
            without "cmd": "cmd has no subshells and no jobs",
        background_job_is_not_polluted without "fish": "fish starts no shell for a job"
            without "pwsh": "a job is a runspace or shell of its own, without the hook"
            without "cmd": "cmd has no subshells and no jobs",
        completion_is_not_polluted
            without "cmd": "completion is the console's, and wine's has none",
        completion_that_goes_there_is_not_polluted
            without "pwsh": "nothing tells there that a line is being completed"
            without "cmd": "completion is the console's, and wine's has none",
        completion_through_the_parent_is_not_polluted
            without "cmd": "completion is the console's, and wine's has none",
        command_of_a_shell_is_left_alone
            without "cmd": "cmd /c loads nothing, and macros are the console's",
        script_is_left_alone,
        hook_in_a_script_does_nothing,
        history_holds_what_was_typed_only
            without "cmd": "the console keeps the history, before macros are expanded",
    ]
}

/// A line that enters a project and then fails, so that the prompt's hook has both to handle.
fn enter_then(me: &Person<'_>, dir: &std::path::Path, then: &str) -> String {
    me.driver.both(&format!("cd {}", me.quote(dir)), then)
}

fn status_survives_entering_at_the_prompt(world: &World) {
    let a = world.make_dir("a");
    let mut me = world.start_in(&a);
    world.place(&a.join(".venv"));
    let seen = me.run(&me.driver.fail(5));
    me.same(seen.status, 5, "the status that the prompt shows");
    me.same(seen.prompt.as_str(), "(.venv) ", "entered at that prompt");
    me.run(&me.driver.fail(6));
    let seen = me.run(me.driver.print_status());
    me.same(seen.output.trim(), "6", "the status that the next line sees");
}

fn status_survives_an_idle_prompt(world: &World) {
    let a = world.project("a");
    for dir in [&a.dir, &world.away()] {
        let mut me = world.start_in(dir);
        let seen = me.run(&me.driver.fail(7));
        me.same(seen.status, 7, "the status that the prompt shows");
        let seen = me.run(me.driver.print_status());
        me.same(seen.output.trim(), "7", "the status that the next line sees");
    }
}

fn status_survives_leaving_at_the_prompt(world: &World) {
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    std::fs::remove_dir_all(&a.venv).unwrap();
    let seen = me.run(&me.driver.fail(8));
    me.same(seen.status, 8, "the status that the prompt shows");
    me.same(seen.prompt.as_str(), "", "left at that prompt");
}

fn status_survives_a_message(world: &World) {
    let dir = world.make_dir("a");
    let a = world.project("b");
    let mut me = world.start_in(&dir);
    std::fs::rename(&a.venv, dir.join(".venv")).unwrap();
    let seen = me.run(&me.driver.fail(9));
    me.same(seen.status, 9, "the status that the prompt shows");
    me.same(me.messages(), 1, "messages");
    let seen = me.run(me.driver.print_status());
    me.same(seen.output.trim(), "9", "the status that the next line sees");
}

fn status_of_cd_is_its_own(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    me.run(&me.driver.fail(3));
    let seen = me.cd(&a.dir);
    me.same(seen.status, 0, "the status of cd into a project");
    let line = enter_then(&me, &world.away(), &me.driver.fail(4));
    let seen = me.run(&line);
    me.same(seen.status, 4, "the last command's status");
}

fn pipe(me: &Person<'_>) -> String {
    [me.driver.fail(1), me.driver.fail(2), "true".into()].join(" | ")
}

fn pipestatus_survives_entering_at_the_prompt(world: &World) {
    let a = world.make_dir("a");
    let mut me = world.start_in(&a);
    world.place(&a.join(".venv"));
    let line = pipe(&me);
    me.run(&line);
    me.same(me.prompt(), "(.venv) ", "entered at that prompt");
    let seen = me.run(me.driver.print_pipestatus());
    me.same(seen.output.trim(), "1 2 0", "the statuses of the pipeline");
}

fn pipestatus_survives_an_idle_prompt(world: &World) {
    let a = world.project("a");
    for dir in [&a.dir, &world.away()] {
        let mut me = world.start_in(dir);
        let line = pipe(&me);
        me.run(&line);
        let seen = me.run(me.driver.print_pipestatus());
        me.same(seen.output.trim(), "1 2 0", "the statuses of the pipeline");
    }
}

fn last_argument_survives_an_idle_prompt(world: &World) {
    let a = world.project("a");
    let print = world.driver.print_last_argument().expect("this shell has $_");
    let mut me = world.start_in(&a.dir);
    me.run("echo one two");
    let seen = me.run(print);
    me.same(seen.output.trim(), "two", "the last argument");
}

fn oldpwd_is_where_one_came_from(world: &World) {
    let (a, b) = (world.project("a"), world.project("b"));
    let mut me = world.start();
    me.cd(&a.dir);
    me.cd(&b.dir);
    let seen = me.run("cd -; pwd");
    let last = seen.output.lines().last().unwrap_or_default().trim().to_owned();
    me.same(last.as_str(), a.dir.to_str().unwrap(), "where cd - leads");
}

fn traps_and_options_stay(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    me.run("trap 'echo caught' USR1");
    me.run("trap 'echo int' INT");
    me.leave();
    let before = me.look();
    me.check(before.entries.keys().any(|key| key.starts_with("trap ")), "the trap is seen");
    me.cd(&a.dir);
    let inside = me.look();
    let kinds = ["trap ", "option "];
    let found = before.differences(&inside, |key| !kinds.iter().any(|kind| key.starts_with(kind)));
    me.same(found.iter().filter(|line| !line.starts_with("environment")).count(), 0, "inside");
    me.leave();
    me.unchanged_since(&before);
}

fn exit_trap_runs_once(world: &World) {
    let a = world.project("a");
    let log = world.path("exit-log");
    let mut me = world.start();
    let line = format!("trap 'echo bye >> {}' EXIT", log.display());
    me.run(&line);
    me.cd(&a.dir);
    me.leave();
    me.cd(&a.dir);
    me.check(!log.exists(), "the trap has not run yet");
    me.end("exit");
    me.same(std::fs::read_to_string(&log).unwrap_or_default().as_str(), "bye\n", "what it wrote");
}

fn substitution_is_not_polluted(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    let show = me.driver.show("VIRTUAL_ENV");
    let line = me.driver.substitution(&format!("cd {} && {show}", me.quote(&a.dir)));
    let seen = me.run(&line);
    me.same(seen.output.trim(), "<>", "what the substitution printed");
    me.off();
    me.silent();
}

fn substitution_that_moves_the_shell_is_caught_up(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    let line = me.driver.substitution(&format!("cd {}", me.quote(&a.dir)));
    me.run(&line);
    me.on(&a.venv);
}

fn subshell_is_not_polluted(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    let show = me.driver.show("VIRTUAL_ENV");
    let body = format!("cd {} && {show}", me.quote(&a.dir));
    let line = me.driver.subshell(&body).expect("this shell has subshells");
    let seen = me.run(&line);
    me.same(seen.output.trim(), "<>", "what the subshell printed");
    me.off();
    // Out of an active project: the subshell still has what it was born with.
    me.cd(&a.dir);
    let body = format!("cd {} && {show}", me.quote(world.away()));
    let line = me.driver.subshell(&body).expect("this shell has subshells");
    let seen = me.run(&line);
    me.same(seen.output.trim(), &format!("<{}>", a.venv.display()), "what the subshell printed");
    me.on(&a.venv);
}

fn background_job_is_not_polluted(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    let body = format!("cd {} && env > {}", me.quote(&a.dir), me.quote(world.path("job")));
    let line = format!("{{ {body}; }} & wait");
    me.run(&line);
    let env = std::fs::read_to_string(world.path("job")).unwrap_or_default();
    me.check(env.contains("PATH=") && !env.contains("VIRTUAL_ENV="), "the job's environment");
    me.off();
}

fn completion_is_not_polluted(world: &World) {
    world.before_hook(world.driver.completions());
    let a = world.project("a");
    world.make_dir("a/only_one_like_this");
    let mut me = world.start();
    let typed = format!("cd {}/only_", a.dir.display());
    complete(&mut me, &typed, "only_one_like_this/");
    me.off();
}

fn completion_that_goes_there_is_not_polluted(world: &World) {
    let a = world.project("a");
    let there = world.driver.quote(a.dir.to_str().unwrap());
    world.hook("--verbose");
    world.before_hook(world.driver.completions());
    world.after_hook(&match world.driver.name() {
        "bash" => {
            format!("my() {{ cd {there}; COMPREPLY=(only_this); cd - >/dev/null; }}; complete -F my my_tool")
        }
        "zsh" => format!("_my() {{ cd {there}; compadd only_this; cd - >/dev/null; }}; compdef _my my_tool"),
        _ => format!("function my; set -l was $PWD; cd {there}; echo only_this; cd $was; end; complete -c my_tool -f -a '(my)'"),
    });
    let mut me = world.start();
    complete(&mut me, "my_tool on", "my_tool only_this");
    me.off();
    me.cd(&a.dir);
    me.on(&a.venv);
}

fn completion_through_the_parent_is_not_polluted(world: &World) {
    world.before_hook(world.driver.completions());
    let a = world.project("a");
    let below = world.make_dir("a/only_one_like_this");
    let mut me = world.start_in(&below);
    me.on(&a.venv);
    complete(&mut me, "cd ../on", "../only_one_like_this/");
    me.on(&a.venv);
    me.leave();
    me.off();
}

/// Types, presses TAB, sees the completion and nothing else, and takes the line back.
fn complete(me: &mut Person<'_>, typed: &str, completed: &str) {
    let before = me.screen().trim_end().lines().count();
    me.keys(&format!("{typed}\t"));
    me.expect_typed(completed);
    me.same(me.screen().trim_end().lines().count(), before, "lines on the screen");
    me.keys("\x15");
    me.expect_prompt();
    me.silent();
}

fn command_of_a_shell_is_left_alone(world: &World) {
    let a = world.project("a");
    // fish reads its rc file even then.
    let me = world.start();
    let line = me.driver.and(&format!("cd {}", me.quote(&a.dir)), me.driver.print_environment());
    drop(me);
    let mut shell = world.command(world.driver.program().expect("the shell is here"));
    let output = shell.args(world.driver.command_arguments(&line)).output().expect("it starts");
    let env = String::from_utf8_lossy(&output.stdout);
    assert!(env.contains("PATH="), "the command ran: {output:?}");
    assert!(!env.contains("VIRTUAL_ENV="), "the command is left alone: {env}");
    assert!(output.stderr.is_empty(), "nothing is said: {output:?}");
}

/// Lines of a script.
fn cd_and_env(world: &World, dir: &std::path::Path) -> String {
    let cd = world.driver.cd(dir.to_str().expect("a plain path"));
    format!("{cd}\n{}\n", world.driver.print_environment())
}

fn script_is_left_alone(world: &World) {
    let a = world.project("a");
    let script = world.write(world.driver.script_name(), cd_and_env(world, &a.dir));
    let mut me = world.start();
    let line = me.driver.run_script(&script);
    let seen = me.run(&line);
    me.check(seen.output.contains("PATH="), "the script ran");
    me.check(!seen.output.contains("VIRTUAL_ENV="), "the script is left alone");
    me.off();
}

fn hook_in_a_script_does_nothing(world: &World) {
    let a = world.project("a");
    let driver = world.driver;
    let path = if driver.on_windows() { driver.prelude() } else { "" };
    let text = format!("{path}{}{}", driver.hook(""), cd_and_env(world, &a.dir));
    let script = world.write(driver.script_name(), text);
    let mut shell = world.command(driver.program().expect("the shell is here"));
    let output = shell.args(driver.script_arguments(&script)).output().expect("it starts");
    let env = String::from_utf8_lossy(&output.stdout);
    assert!(env.contains("PATH="), "the script ran: {output:?}");
    assert!(!env.contains("VIRTUAL_ENV="), "the script is left alone: {env}");
    assert!(output.stderr.is_empty(), "nothing is said: {output:?}");
}

fn history_holds_what_was_typed_only(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    me.cd(&a.dir);
    me.leave();
    let seen = me.run("history | cat");
    me.check(seen.output.contains("cd "), "the history is printed");
    me.check(!seen.output.contains("__venvhook"), "the hook is not in it");
}
