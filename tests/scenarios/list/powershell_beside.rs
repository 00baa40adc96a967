//! Beside other tools in PowerShell alone: those that act at a change of directory or in the prompt function,
//! and what an interrupt or an older version of the hook leaves in its state.

use std::fs;

use super::Scenario;
use crate::harness::driver::Driver;
use crate::harness::scenario::scenarios;
use crate::harness::world::World;

pub(super) fn list(driver: &'static dyn Driver) -> Vec<Scenario> {
    if driver.name() != "pwsh" {
        return Vec::new();
    }
    scenarios![
        tool_at_a_change_of_directory_before_the_hook,
        tool_at_a_change_of_directory_after_the_hook,
        tool_in_the_prompt,
        interrupted_deactivate,
        unfinished_is_ended_at_the_next_prompt,
        loaded_over_an_earlier_version,
    ]
}

/// As direnv does it: in one directory PATH has an entry more; outside the whole of it is put back.
fn tool(world: &World) -> String {
    let dir = world.driver.quote(world.path("a").to_str().unwrap());
    let acts = format!(
        "{{ if (\"$PWD\" -ceq {dir}) {{ $global:my_path = $env:PATH; $env:PATH = \"/tool:$env:PATH\" }} \
         elseif ($global:my_path) {{ $env:PATH = $global:my_path; $global:my_path = $null }} }}"
    );
    let slot = "$ExecutionContext.SessionState.InvokeCommand.LocationChangedAction";
    let kind = "$ExecutionContext.SessionState.InvokeCommand.GetType().GetProperty('LocationChangedAction').PropertyType";
    format!("$my_tool = {acts} -as {kind}\n{slot} = [Delegate]::Combine({slot}, $my_tool)")
}

fn tool_at_a_change_of_directory_before_the_hook(world: &World) {
    world.before_hook(&tool(world));
    tool_at_a_change_of_directory(world);
}

fn tool_at_a_change_of_directory_after_the_hook(world: &World) {
    world.after_hook(&tool(world));
    tool_at_a_change_of_directory(world);
}

fn tool_at_a_change_of_directory(world: &World) {
    let (a, b) = (world.project("a"), world.project("b"));
    let mut me = world.start();
    me.leave();
    let outside = me.look().path();
    for _ in 0..2 {
        me.cd(&a.dir);
        let first = me.look().path().remove(0);
        me.same(first.to_str(), Some("/tool"), "the tool's entry");
        let seen = me.run(me.driver.print_prefix());
        me.same(seen.output.trim(), a.venv.to_str().unwrap(), "the venv's Python");
        // Already what follows on the line finds the right one.
        let line = format!("cd {}; {}", me.quote(&b.dir), me.driver.print_prefix());
        let seen = me.run(&line);
        me.same(seen.output.trim(), b.venv.to_str().unwrap(), "the other venv's Python, on the same line");
        me.on(&b.venv);
        let times = me.look().times_on_path(&a.venv.join("bin"));
        me.same(times, 0, "the first venv on PATH");
        me.cd(&a.dir);
        let line = format!("cd {}; {}", me.quote(world.away()), me.driver.show("PATH"));
        let seen = me.run(&line);
        me.check(!seen.output.contains(".venv"), "no venv is on PATH, on the same line");
        me.off();
        let path = me.look().path();
        me.same(&path, &outside, "PATH outside");
    }
    me.silent();
}

fn tool_in_the_prompt(world: &World) {
    let body = "$my_ok = $?; if ($global:my_path) { $env:PATH = $global:my_path }; t_prompt $my_ok";
    world.after_hook(&format!("function global:prompt {{ {body} }}"));
    let a = world.project("a");
    let mut me = world.start();
    me.leave();
    let outside = me.look().path();
    me.run("$global:my_path = $env:PATH");
    me.cd(&a.dir);
    me.on(&a.venv);
    me.run("$global:my_path = $env:PATH");
    me.leave();
    me.off();
    let path = me.look().path();
    me.same(path, outside, "PATH outside");
    let seen = me.run(&me.driver.fail(7));
    me.same(seen.status, 7, "the status");
    me.silent();
}

fn interrupted_deactivate(world: &World) {
    let a = world.project("a");
    let script = a.venv.join("bin").join(world.driver.script());
    let text = fs::read_to_string(&script).unwrap();
    let at = text.find("    # The prior PATH").expect("CPython's script");
    let waits = "    if ($env:VIRTUAL_ENV) { sh -c 'echo half-way >/dev/tty; exec sleep 1000' }\n";
    // Twice, for a shell that hears of the key later than the program does.
    fs::write(&script, format!("{}{waits}{waits}{}", &text[..at], &text[at..])).unwrap();
    let output = world.venvhook(&["allow", a.venv.to_str().unwrap()]);
    assert!(output.status.success(), "{output:?}");
    world.before_hook("function global:deactivate { 'mine' }");
    world.before_hook("$env:PYTHONHOME = '/mine'");
    let mut me = world.start();
    me.leave();
    let before = me.look();
    me.cd(&a.dir);
    me.on(&a.venv);
    let line = format!("cd {}", me.quote(world.away()));
    me.run_until(&line, "half-way");
    me.interrupt();
    me.unchanged_since(&before);
    me.leave();
    me.unchanged_since(&before);
    me.silent();
}

/// Where even a `finally` was not run.
fn unfinished_is_ended_at_the_next_prompt(world: &World) {
    let a = world.project("a");
    let below = world.make_dir("a/below");
    let mut me = world.start();
    me.leave();
    let before = me.look();
    me.cd(&a.dir);
    me.run("$__venvhook_state.UnderWay = 'enter'; $env:VENVHOOK_ENV = ''");
    me.unchanged_since(&before);
    me.cd(&below);
    me.on(&a.venv);
    me.run("$__venvhook_state.Rest = __venvhook_values_after; $__venvhook_state.UnderWay = 'leave'");
    me.enter();
    me.on(&a.venv);
    me.run("$__venvhook_state.Asking = $PWD.Path; $__venvhook_state.Settled = ''");
    me.on(&a.venv);
    me.leave();
    me.unchanged_since(&before);
    me.silent();
}

fn loaded_over_an_earlier_version(world: &World) {
    world.before_hook("Set-StrictMode -Version Latest");
    let a = world.project("a");
    let mut me = world.start();
    me.run("foreach ($my_key in 'Left', 'UnderWay', 'Path', 'Later') { $__venvhook_state.Remove($my_key) }");
    me.run(&me.driver.evaluate("venvhook init powershell"));
    me.cd(&a.dir);
    me.on(&a.venv);
    me.leave();
    me.off();
    me.silent();
}
