//! What only PowerShell has: providers and drives, location handlers, language modes, read-only
//! prompts, wildcards and typographic quotes in names.

use std::fs;
use std::path::{Path, PathBuf};

use super::Scenario;
use crate::harness::driver::Driver;
use crate::harness::makers::{Maker, Tool};
use crate::harness::person::Person;
use crate::harness::scenario::scenarios;
use crate::harness::world::World;

pub(super) fn list(driver: &'static dyn Driver) -> Vec<Scenario> {
    if driver.name() != "pwsh" {
        return Vec::new();
    }
    scenarios![
        constrained_language_before_the_hook,
        constrained_language_after_the_hook,
        read_only_prompt_before_the_hook,
        read_only_prompt_after_the_hook,
        other_providers_change_nothing,
        drive_of_the_persons_own,
        push_location_in_a_script_and_a_module,
        slot_taken_by_another_tool,
        handlers_of_others_run,
        errors_and_statuses_are_as_they_were,
        error_of_several_lines,
        own_hook_has_the_persons_settings,
        own_hooks_by_event,
        own_hook_by_event_in_an_event,
        console_encoding_is_as_it_was,
        typographic_quotes,
        typographic_double_quotes,
        names_that_the_console_cannot_show,
        wildcards_with_every_maker,
        execution_policy_that_forbids,
        script_that_stops_half_way,
        venv_of_a_name_that_is_not_unicode,
        venvhook_itself_at_the_prompt,
        prompt_of_several_lines,
        prompt_interrupted,
        both_activate_scripts,
        what_if_before_the_hook,
        what_if_after_the_hook,
        variables_tidied_up,
        no_cmdlet_looks,
    ]
}

/// `VIRTUAL_ENV` is this, as a line of the shell's own prints it where no probe can run.
fn active(me: &mut Person<'_>, venv: Option<&Path>, what: &str) {
    let line = me.driver.show("VIRTUAL_ENV");
    let seen = me.run(&line);
    let wanted = format!("<{}>", venv.map(Path::display).map_or(String::new(), |path| path.to_string()));
    me.same(seen.output.trim(), wanted.as_str(), what);
}

/// Once: from within it cannot be set.
const CONSTRAIN: &str = "if ($ExecutionContext.SessionState.LanguageMode -ne 'ConstrainedLanguage') \
    { $ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage' }";

fn constrained_language_before_the_hook(world: &World) {
    world.before_hook(CONSTRAIN);
    constrained(world);
}

fn constrained_language_after_the_hook(world: &World) {
    world.after_hook(CONSTRAIN);
    constrained(world);
}

fn constrained(world: &World) {
    let (a, b) = (world.project("a"), world.project("b"));
    let mut me = world.start_in(&a.dir);
    for venv in [&a.venv, &b.venv, &a.venv] {
        me.cd(venv.parent().unwrap());
        active(&mut me, Some(venv), "on");
        me.same(me.prompt(), "(.venv) ", "the prompt inside");
        let seen = me.run("python -c 'import sys; print(sys.prefix)'");
        me.same(seen.output.trim(), venv.to_str().unwrap(), "the venv's Python runs");
    }
    fs::remove_dir_all(&a.venv).unwrap();
    me.enter();
    active(&mut me, None, "deleted in place");
    world.place(&a.venv);
    me.enter();
    active(&mut me, Some(&a.venv), "made in place");
    me.leave();
    active(&mut me, None, "off");
    me.same(me.prompt(), "", "the prompt outside");
    me.silent();
    let seen = me.run("venvhook doctor");
    me.check(seen.output.contains("nothing is wrong"), "the doctor is content");
    me.check(!seen.output.contains("not checked"), "this shell is looked at");
    // Each time the profile sets the prompt anew.
    let line = me.driver.source(&world.rc_file());
    for _ in 0..6 {
        me.run(&line);
        me.cd(&a.dir);
        active(&mut me, Some(&a.venv), "on");
        me.same(me.prompt(), "(.venv) ", "the prompt inside");
        me.leave();
        active(&mut me, None, "off");
    }
    me.run("function venvhook_enter($venv, $project) { \"entered $project\"; throw 'luck' }");
    let seen = me.cd(&a.dir);
    me.check(seen.output.contains(&format!("entered {}", a.dir.display())), "the person's own hook runs");
    me.told_once(&["venvhook_enter failed: luck"]);
    for line in ["venvhook off", "venvhook off --all"] {
        me.run("venvhook on");
        active(&mut me, Some(&a.venv), "on");
        me.run(line);
        active(&mut me, None, line);
        me.same(me.prompt(), "", "the prompt");
    }
    me.run("Remove-Item Function:venvhook_enter");
    let seen = me.run("\"left: $((Get-Item Function:*venvhook*, Variable:*venvhook*).Name)\"");
    me.same(seen.output.trim(), "left:", "what is left after off --all");
}

const READ_ONLY: &str = "(Get-Item Function:prompt).Options = 'ReadOnly'";

fn read_only_prompt_before_the_hook(world: &World) {
    world.before_hook(READ_ONLY);
    read_only_prompt(world);
}

fn read_only_prompt_after_the_hook(world: &World) {
    // As Cmder has it: its own prompt, put in place last of all.
    world.after_hook("function global:prompt { t_prompt $? }");
    world.after_hook(READ_ONLY);
    read_only_prompt(world);
}

fn read_only_prompt(world: &World) {
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    me.on(&a.venv);
    fs::remove_dir_all(&a.venv).unwrap();
    let seen = me.run(&me.driver.fail(5));
    me.same(seen.status, 5, "status");
    me.off();
    world.place(&a.venv);
    let seen = me.enter();
    me.same(seen.output.trim(), "", "nothing is printed");
    me.same(seen.prompt.as_str(), "", "no prefix");
    me.on(&a.venv);
    me.run("deactivate");
    me.off();
    me.leave();
    me.cd(&a.dir);
    me.on(&a.venv);
    me.leave();
    me.off();
    let seen = me.run("\"$((Get-Item Function:prompt).Options) errors: $($Error.Count)\"");
    me.check(seen.output.contains("ReadOnly"), "the prompt is read-only still");
    me.cd(&a.dir);
    me.run("venvhook off --all");
    me.off();
    me.cd(&a.dir);
    let seen = me.run(&me.driver.fail(5));
    me.same((seen.status, seen.output.trim()), (5, ""), "status and output");
    me.off();
}

fn other_providers_change_nothing(world: &World) {
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    for place in ["env:", "variable:", "function:", "alias:"] {
        let seen = me.run(&format!("cd {place}"));
        me.same((seen.status, seen.output.trim()), (0, ""), "status and output");
        me.same(me.prompt(), "(.venv) ", "programs still run in the project");
    }
    me.run("cd -");
    me.cd(&a.dir);
    me.on(&a.venv);
    me.run("cd env:");
    me.leave();
    me.off();
}

fn drive_of_the_persons_own(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    let root = me.quote(world.path(""));
    me.run(&format!("$null = New-PSDrive zz FileSystem {root}"));
    me.run("cd zz:/a");
    me.on(&a.venv);
    me.run("cd zz:/");
    me.off();
    me.run("cd zz:a");
    me.on(&a.venv);
    me.leave();
    me.off();
}

fn push_location_in_a_script_and_a_module(world: &World) {
    let a = world.project("a");
    let dir = world.driver.quote(a.dir.to_str().unwrap());
    let body = format!("Push-Location {dir}; python -c 'import sys; print(sys.prefix)'; Pop-Location");
    let script = world.write("there.ps1", format!("Set-StrictMode -Version Latest\n{body}\n"));
    world.after_hook(&format!("$null = New-Module my_module {{ function there {{ {body} }} }}"));
    let mut me = world.start();
    for line in [format!("& {}", me.quote(&script)), "there".into()] {
        let seen = me.run(&line);
        me.same(seen.output.trim(), a.venv.to_str().unwrap(), "the project's Python, there");
        me.off();
    }
    me.silent();
}

fn slot_taken_by_another_tool(world: &World) {
    world.after_hook(
        "$ExecutionContext.SessionState.InvokeCommand.LocationChangedAction = { $global:my_seen = $PWD.Path }",
    );
    let (a, b) = (world.project("a"), world.project("b"));
    let mut me = world.start();
    me.cd(&a.dir);
    me.same(me.prompt(), "(.venv) ", "the first prompt there");
    me.on(&a.venv);
    // From now on ours is beside it.
    let line = format!("cd {}; {}", me.quote(&b.dir), me.driver.show("VIRTUAL_ENV"));
    let seen = me.run(&line);
    me.same(seen.output.trim(), &format!("<{}>", b.venv.display()), "on the same line");
    let seen = me.run("$my_seen");
    me.same(seen.output.trim(), b.dir.to_str().unwrap(), "the other tool's handler runs too");
}

fn handlers_of_others_run(world: &World) {
    let slot = "$ExecutionContext.SessionState.InvokeCommand.LocationChangedAction";
    world.before_hook(&format!("{slot} = {{ $global:my_seen = \"$env:VIRTUAL_ENV\"; throw 'mine' }}"));
    let a = world.project("a");
    let mut me = world.start();
    let line = format!("cd {}", me.quote(&a.dir));
    let seen = me.run(&line);
    me.check(seen.output.contains("mine"), "the other's exception is the other's");
    me.on(&a.venv);
    let seen = me.run("$my_seen");
    me.same(seen.output.trim(), a.venv.to_str().unwrap(), "ours was first");
}

fn errors_and_statuses_are_as_they_were(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    let ask =
        "\"$($Error.Count) $(Test-Path Variable:Global:LASTEXITCODE) $((Get-Item Function:prompt).Name)\"";
    let before = me.run(ask).output;
    me.cd(&a.dir);
    me.enter();
    me.leave();
    let after = me.run(ask).output;
    me.same(after, before, "$Error, and no $LASTEXITCODE where there was none");
    me.run("sh -c 'exit 3'");
    me.cd(&a.dir);
    me.leave();
    let seen = me.run("$LASTEXITCODE");
    me.same(seen.output.trim(), "3", "$LASTEXITCODE");
    let line = format!("cd {}; \"$?\"", me.quote(&a.dir));
    let seen = me.run(&line);
    me.same(seen.output.trim(), "True", "$? after cd");
    // PowerShell keeps 256 of them: from then on their number tells nothing.
    me.run("foreach ($my_error in 1..256) { try { throw 'mine' } catch { } }");
    me.cd(world.away());
    me.cd(&a.dir);
    let seen = me.run("($Error | Group-Object { \"$_\" }).Name");
    me.same(seen.output.trim(), "mine", "$Error when it is full");
}

fn error_of_several_lines(world: &World) {
    world.after_hook("function venvhook_enter { throw \"one`r`n  two`e[1m\" }");
    let a = world.project("a");
    let mut me = world.start();
    me.cd(&a.dir);
    me.told_once(&["failed: one two?[1m"]);
    me.on(&a.venv);
}

fn own_hook_has_the_persons_settings(world: &World) {
    world.after_hook(
        "$VerbosePreference = 'Continue'; $PSDefaultParameterValues = @{ 'Join-Path:ChildPath' = 'mine' }",
    );
    world.after_hook(
        "function venvhook_enter { Write-Warning 'look out'; Write-Verbose 'in words'; Join-Path x }",
    );
    let a = world.project("a");
    let mut me = world.start();
    let seen = me.cd(&a.dir);
    for text in ["WARNING: look out", "VERBOSE: in words", "x/mine"] {
        me.check(seen.output.contains(text), text);
    }
    me.on(&a.venv);
}

/// A line that registers for the event of an own hook.
fn register(event: &str, action: &str) -> String {
    format!("$null = Register-EngineEvent {event} -Action {{ {action} }}")
}

fn own_hooks_by_event(world: &World) {
    let (a, b) = (world.project("a"), world.project("b"));
    world.after_hook("function venvhook_enter { Write-Host 'function' }");
    let tell =
        "param($venv, $project) Write-Host \"on $venv $project $env:VIRTUAL_ENV\"; $env:MY_SEEN = 1; cd /";
    world.after_hook(&register("venvhook_enter", tell));
    world.after_hook(&register("venvhook_enter", "throw 'luck'"));
    world.after_hook(&register("venvhook_leave", "Write-Host \"off $($args[1]) $env:VIRTUAL_ENV\""));
    let mut me = world.start();
    for project in [&a, &b] {
        let seen = me.cd(&project.dir);
        let (venv, dir) = (project.venv.display(), project.dir.display());
        me.check(seen.output.contains("function"), "the function is called");
        me.check(seen.output.contains(&format!("on {venv} {dir} {venv}")), "so is the event's action");
        let told = seen.output.matches("venvhook: your venvhook_enter failed: luck").count();
        me.same(told, 1, "the failing one is told, once");
        me.on(&project.venv);
    }
    let seen = me.run("\"$env:MY_SEEN $($Error.Count)\"");
    me.same(seen.output.trim(), "1 0", "what it set stays; $Error");
    let seen = me.leave();
    me.same(
        seen.output.trim(),
        format!("off {} {}", b.dir.display(), b.venv.display()).as_str(),
        "before it is left",
    );
    me.off();
}

/// As a timer's or a watcher's action may do.
fn own_hook_by_event_in_an_event(world: &World) {
    let a = world.project("a");
    world.after_hook(&register("venvhook_enter", "Write-Host \"on $($args[1])\""));
    world.after_hook(&register("my_event", &format!("cd {}", world.driver.quote(a.dir.to_str().unwrap()))));
    let mut me = world.start();
    me.run("$null = New-Event my_event");
    me.expect(&format!("on {}", a.dir.display()));
    me.enter();
    me.on(&a.venv);
}

fn console_encoding_is_as_it_was(world: &World) {
    world.before_hook("[Console]::OutputEncoding = [Text.Encoding]::GetEncoding('iso-8859-1')");
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    me.leave();
    let seen = me.run("[Console]::OutputEncoding.WebName");
    me.same(seen.output.trim(), "iso-8859-1", "the console's encoding");
}

/// Goes there and back, by each maker.
fn visit_with_makers(world: &World, names: &[&str], makers: &[Maker]) {
    let mut places: Vec<(PathBuf, PathBuf)> = Vec::new();
    for (index, maker) in makers.iter().enumerate() {
        for (number, name) in names.iter().enumerate() {
            // Apart from each other: the thin host's cd takes even a literal path for a pattern.
            let dir = world.path(format!("m{index}-{number}")).join(name);
            let venv = dir.join(".venv");
            world.make(*maker, &venv);
            places.push((dir, venv));
        }
    }
    let mut me = world.start();
    me.leave();
    let before = me.look();
    for (dir, venv) in places {
        let line = format!("cd -LiteralPath {}", me.quote(&dir));
        me.run(&line);
        me.on(&venv);
        me.leave();
        me.unchanged_since(&before);
    }
    me.silent();
}

const VIRTUALENV_OLD: Maker = Maker::new(Tool::Virtualenv("20.17.1"), (3, 6), (3, 11));
const VIRTUALENV: Maker = Maker::new(Tool::Virtualenv("21.15.8"), (3, 9), (3, 99));
const UV_OLD: Maker = Maker::new(Tool::Uv("0.6.12"), (3, 8), (3, 99));
const UV: Maker = Maker::new(Tool::Uv("0.13.9"), (3, 8), (3, 99));

fn typographic_quotes(world: &World) {
    let names = ["\u{2018}a\u{2019}", "\u{2019};New-Item pwned;\u{2019}", "\u{201a}\u{201b}"];
    visit_with_makers(world, &names, &[Maker::STD, UV]);
    assert!(!world.away().join("pwned").exists(), "no name ran");
}

/// uv writes the project's name between double quotes as it is, and these end them.
fn typographic_double_quotes(world: &World) {
    let name = "\u{201d};New-Item pwned;\u{201e}";
    visit_with_makers(world, &[name], &[Maker::STD]);
    let dir = world.path("uv").join(name);
    world.make(UV, &dir.join(".venv"));
    let mut me = world.start();
    me.cd(&dir);
    if me.messages() == 0 {
        me.on(&dir.join(".venv"));
    } else {
        me.told_once(&["run as code"]);
        me.off();
    }
    for place in [world.away(), dir] {
        me.check(!place.join("pwned").exists(), "no name ran");
    }
}

fn names_that_the_console_cannot_show(world: &World) {
    world.before_hook("[Console]::OutputEncoding = [Text.Encoding]::ASCII");
    visit_with_makers(world, &["J\u{fc}rgen", "漢字", "🚒"], &[Maker::STD, UV]);
}

fn wildcards_with_every_maker(world: &World) {
    let names = ["[id]", "a*b", "a?b", "[]"];
    visit_with_makers(world, &names, &[Maker::STD, VIRTUALENV_OLD, VIRTUALENV, UV_OLD, UV]);
}

/// Puts other text into a project's script, and allows it.
fn rewrite(world: &World, venv: &Path, text: &str) {
    fs::write(venv.join("bin/Activate.ps1"), text).unwrap();
    let output = world.venvhook(&["allow", venv.to_str().unwrap()]);
    assert!(output.status.success(), "{output:?}");
}

fn execution_policy_that_forbids(world: &World) {
    let a = world.project("a");
    // What Windows raises instead of running a script; no Unix has such a policy.
    rewrite(
        world,
        &a.venv,
        "throw [Management.Automation.ErrorRecord]::new([Management.Automation.PSSecurityException]::new('x'), \
         'UnauthorizedAccess', 'SecurityError', $null)",
    );
    let mut me = world.start();
    me.cd(&a.dir);
    me.told_once(&["execution policy", "Get-ExecutionPolicy"]);
    me.off();
    me.enter();
    me.told_once(&["execution policy"]);
}

fn script_that_stops_half_way(world: &World) {
    let a = world.project("a");
    rewrite(
        world,
        &a.venv,
        "function global:deactivate { }; $env:VIRTUAL_ENV = 'half'; $env:PKG_CONFIG_PATH = 'half'; \
         $env:PATH = \":$env:PATH\"; throw 'half-way'",
    );
    let mut me = world.start();
    me.leave();
    let before = me.look();
    me.cd(&a.dir);
    me.told_once(&["undid it"]);
    me.unchanged_since(&before);
    me.enter();
    me.told_once(&["undid it"]);
}

fn venv_of_a_name_that_is_not_unicode(world: &World) {
    use std::os::unix::ffi::OsStrExt;
    let a = world.project("a");
    let odd = world.path(std::ffi::OsStr::from_bytes(b"odd\xff"));
    fs::rename(&a.venv, &odd).unwrap();
    std::os::unix::fs::symlink(&odd, &a.venv).unwrap();
    let mut me = world.start();
    me.cd(&a.dir);
    me.told_once(&["not valid Unicode"]);
    me.off();
}

fn venvhook_itself_at_the_prompt(world: &World) {
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    let seen = me.run("venvhook exec -- sh -c 'exit 4'");
    me.same(seen.status, 4, "exec's status");
    let seen = me.run("venvhook exec -- sh -c 'exit 4' || echo failed");
    me.same(seen.output.trim(), "failed", "what follows ||");
    let seen = me.run("'hi' | venvhook exec -- cat");
    me.same(seen.output.trim(), "hi", "exec's input");
    let seen = me.run("venvhook -V");
    me.check(seen.output.contains(env!("CARGO_PKG_VERSION")), "the version");
    let seen = me.run("venvhook why -h");
    me.check(seen.output.contains("venvhook why"), "a command's own help");
    let seen = me.run("venvhook exec python -V");
    me.check(seen.output.contains("Python 3"), "a program's own option");
    for option in ["-v", "-V", "-d", "-H"] {
        let seen = me.run(&format!("venvhook exec echo {option}"));
        me.same(seen.output.trim(), option, "an option that PowerShell has a name for");
    }
    let seen = me.run("venvhook deny; venvhook why");
    me.check(seen.output.contains("denied"), "why");
    me.off();
    me.run("venvhook forget");
    me.on(&a.venv);
    let ask = me.run("\"$($Error.Count)\"");
    me.same(ask.output.trim(), "0", "$Error");
}

/// A Ctrl-C while the prompt is made: the host shows one of its own, and the next is right.
fn prompt_interrupted(world: &World) {
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    me.on(&a.venv);
    let waits = "if (-not $global:T_WAITED) { $global:T_WAITED = 1; [Console]::Write('wa' + 'its'); Start-Sleep 1000 }";
    me.run_until(&format!("function global:prompt {{ {waits}; t_prompt $? }}"), "waits");
    me.interrupt();
    me.on(&a.venv);
    me.leave();
    me.off();
}

fn prompt_of_several_lines(world: &World) {
    world.after_hook(
        "function global:prompt { $my_ok = $?; Write-Host 'one'; Write-Host 'two'; t_prompt $my_ok }",
    );
    let (a, dir) = (world.project("a"), world.make_dir("b"));
    let mut me = world.start();
    let seen = me.cd(&a.dir);
    me.same(seen.output.trim(), "(.venv) one\ntwo", "at once on entering");
    let seen = me.leave();
    me.same(seen.output.trim(), "one\ntwo", "at once on leaving");
    me.cd(&dir);
    world.place(&dir.join(".venv"));
    let seen = me.run(&me.driver.fail(3));
    me.same(seen.output.trim(), "(.venv) one\ntwo", "made in place");
    me.same(seen.status, 3, "status");
    let seen = me.run("deactivate");
    me.same(seen.output.trim(), "one\ntwo", "deactivated by hand");
}

fn both_activate_scripts(world: &World) {
    let a = world.project("a");
    // As it is where uv or virtualenv made a venv anew over CPython's: that of pyvenv.cfg is right.
    fs::write(a.venv.join("bin/activate.ps1"), "throw 'the older one'").unwrap();
    let mut me = world.start();
    me.cd(&a.dir);
    me.on(&a.venv);
    me.silent();
}

fn what_if_before_the_hook(world: &World) {
    world.before_hook("$WhatIfPreference = $true; $ConfirmPreference = 'Low'");
    what_if(world);
}

fn what_if_after_the_hook(world: &World) {
    world.after_hook("$WhatIfPreference = $true; $ConfirmPreference = 'Low'");
    what_if(world);
}

fn what_if(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    me.leave();
    let before = me.look();
    for _ in 0..2 {
        let seen = me.cd(&a.dir);
        me.same(seen.output.trim(), "", "nothing is printed");
        me.on(&a.venv);
        me.leave();
        me.off();
    }
    me.unchanged_since(&before);
    let seen = me.run("venvhook why; venvhook off --all");
    me.check(!seen.output.contains("What if"), "the hook's own work is done");
    me.check(seen.output.contains("loaded in this"), "why knows the hook");
    let seen = me.run("\"left: $((Get-Item Function:*venvhook*, Variable:*venvhook*).Name)\"");
    me.same(seen.output.trim(), "left:", "what is left after off --all");
}

/// As people begin a session anew.
fn variables_tidied_up(world: &World) {
    let (a, b) = (world.project("a"), world.project("b"));
    let mut me = world.start_in(&a.dir);
    // Without what the tests' own prompt needs.
    me.run("Remove-Variable ((Get-Variable).Name -notlike 'T_*') -ErrorAction SilentlyContinue");
    me.cd(&b.dir);
    me.on(&b.venv);
    me.leave();
    me.off();
    me.silent();
    me.run("venvhook off --all");
    let seen = me.run("\"left: $((Get-Item Function:*venvhook*, Variable:*venvhook*).Name)\"");
    me.same(seen.output.trim(), "left:", "what is left after off --all");
}

/// On Linux each cmdlet of the file system costs as much as the whole walk (docs/powershell.md, "Cost").
fn no_cmdlet_looks(world: &World) {
    let a = world.project("a");
    world.make_dir("a/sub/below");
    let mut me = world.start_in(&a.dir);
    me.on(&a.venv);
    // Hears of every command, before it is looked up.
    let hear = "{ $global:my_names += \"$($args[0]) \" }";
    me.run(&format!("$ExecutionContext.SessionState.InvokeCommand.PreCommandLookupAction = {hear}"));
    me.enter();
    me.run("cd sub/below");
    let seen = me.run("$my_names");
    me.check(seen.output.contains("__venvhook_look"), "the hook looked");
    me.check(!seen.output.contains("Management\\"), "by no cmdlet of the file system");
}
