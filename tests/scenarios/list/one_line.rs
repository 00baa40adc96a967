//! `cd x && python y` on one line, and every other way to change the directory.

use super::{Scenario, cannot_be_seen, scenarios};
use crate::harness::person::Person;
use crate::harness::world::World;

pub(super) fn list() -> Vec<Scenario> {
    scenarios![
        cd_and_python,
        cd_out_and_python,
        switch_and_python,
        pushd_and_popd,
        cd_back_and_forth
            without "cmd": "cmd has no cd -",
        cdpath_leads_inside without "pwsh": "PowerShell has no CDPATH"
            without "cmd": "cmd has no CDPATH",
        bare_name_leads_inside,
        cd_in_a_function
            without "cmd": "cmd has no functions, and a macro holds in no batch file",
        bare_cd_goes_home
            without "cmd": "a bare cd prints the directory: cds_own_words in cmd/scenarios.rs",
        failing_cd_fails,
        cd_keeps_its_options
            without "cmd": "cmd's cd has others: every_way_to_change_directory in cmd/scenarios.rs",
        pushd_prints_as_ever without "fish": "fish's pushd prints nothing",
        own_cd_before_the_hook_is_kept
            without "cmd": "a console has one macro for a name, the last that was loaded",
        own_cd_after_the_hook_is_kept
            without "cmd": "a console has one macro for a name, the last that was loaded",
        own_alias_of_cd_is_kept without "fish": "fish's aliases are functions"
            without "pwsh": "PowerShell's aliases are names only; own_cd_before_the_hook_is_kept has one"
            without "cmd": "a console has one macro for a name, the last that was loaded",
        wrapping_can_be_switched_off without "zsh": "zsh has chpwd: no cd is wrapped"
            without "fish": "fish has --on-variable PWD: no cd is wrapped"
            without "pwsh": "PowerShell has LocationChangedAction: no cd is wrapped"
            without "cmd": "the macros are all that cmd's hook has",
        wrapping_can_be_switched_off_by_the_environment without "zsh": "no cd is wrapped"
            without "fish": "no cd is wrapped"
            without "pwsh": "no cd is wrapped"
            without "cmd": "the macros are all that cmd's hook has",
    ]
}

/// Types `first && python …` and reads whose Python ran.
fn runs_in(me: &mut Person<'_>, first: &str, venv: &std::path::Path) {
    let seen = me.run(&me.driver.and(first, me.driver.print_prefix()));
    let wanted = me.driver.shown(venv);
    let printed = seen.output.lines().any(|line| line.trim() == wanted);
    me.check(printed, &format!("{first}: {wanted} is printed"));
}

fn cd_and_python(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    let line = format!("cd {}", me.quote(&a.dir));
    runs_in(&mut me, &line, &a.venv);
    me.on(&a.venv);
}

fn cd_out_and_python(world: &World) {
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    let line = me.driver.and(&format!("cd {}", me.quote(world.away())), &me.driver.show("VIRTUAL_ENV"));
    let seen = me.run(&line);
    me.same(seen.output.trim(), "<>", "VIRTUAL_ENV on the same line");
    me.off();
}

fn switch_and_python(world: &World) {
    let (a, b) = (world.project("a"), world.project("b"));
    let mut me = world.start_in(&a.dir);
    let line = format!("cd {}", me.quote(&b.dir));
    runs_in(&mut me, &line, &b.venv);
    me.on(&b.venv);
}

fn pushd_and_popd(world: &World) {
    let (a, b) = (world.project("a"), world.project("b"));
    let mut me = world.start_in(&a.dir);
    let line = format!("pushd {}", me.quote(&b.dir));
    runs_in(&mut me, &line, &b.venv);
    runs_in(&mut me, "popd", &a.venv);
    me.on(&a.venv);
}

fn cd_back_and_forth(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    me.cd(&a.dir);
    me.leave();
    runs_in(&mut me, "cd -", &a.venv);
    me.run("cd -");
    me.off();
    let seen = me.run(me.driver.print_directory());
    me.same(seen.output.trim(), world.away().to_str().unwrap(), "cd - goes back");
}

fn cdpath_leads_inside(world: &World) {
    let a = world.project("shelf/a");
    let mut me = world.start();
    me.run(&me.driver.cdpath(world.path("shelf").to_str().unwrap()));
    runs_in(&mut me, "cd a", &a.venv);
}

fn bare_name_leads_inside(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    let Some(setting) = me.driver.auto_cd() else {
        cannot_be_seen("a bare directory name is no command here");
    };
    me.run(setting);
    let line = a.dir.to_str().unwrap().to_owned();
    runs_in(&mut me, &line, &a.venv);
    me.on(&a.venv);
}

fn cd_in_a_function(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    let body = format!("cd {}", me.quote(&a.dir));
    me.run(&me.driver.function("go", &body));
    runs_in(&mut me, "go", &a.venv);
}

fn bare_cd_goes_home(world: &World) {
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    me.run("cd");
    me.off();
    let seen = me.run(me.driver.print_directory());
    me.same(seen.output.trim(), world.home().to_str().unwrap(), "home");
}

fn failing_cd_fails(world: &World) {
    let a = world.project("a");
    let bare = {
        world.no_hook();
        world.start_in(&a.dir).run("cd /not/there")
    };
    world.hook("");
    let mut me = world.start_in(&a.dir);
    let seen = me.run("cd /not/there");
    me.same(seen.status, bare.status, "status");
    me.same(seen.output, bare.output, "what cd says");
    me.on(&a.venv);
    let line = me.driver.and("cd /not/there", "echo never");
    let seen = me.run(&line);
    me.check(!seen.output.contains("never"), "what follows && does not run");
}

fn cd_keeps_its_options(world: &World) {
    let a = world.project("a");
    std::os::unix::fs::symlink(&a.dir, world.path("link")).unwrap();
    world.make_dir("a/-dash");
    let mut me = world.start_in(&world.path("link"));
    me.cd("./-dash");
    me.run("cd -- ..");
    me.run("cd -- -dash");
    let seen = me.run(me.driver.print_directory());
    me.check(seen.output.trim().ends_with("-dash"), "cd -- -dash");
    me.on(&a.venv);
}

fn pushd_prints_as_ever(world: &World) {
    let a = world.project("a");
    let line = |me: &Person<'_>| format!("pushd {}", me.quote(&a.dir));
    world.no_hook();
    let bare = {
        let mut me = world.start();
        let line = line(&me);
        [me.run(&line).output, me.run("popd").output]
    };
    world.hook("");
    let mut me = world.start();
    let line = line(&me);
    let hooked = [me.run(&line).output, me.run("popd").output];
    me.same(hooked, bare, "what pushd and popd print");
}

fn own_cd_before_the_hook_is_kept(world: &World) {
    world.before_hook(world.driver.own_cd());
    own_cd_is_kept(world);
}

fn own_cd_after_the_hook_is_kept(world: &World) {
    world.after_hook(world.driver.own_cd());
    own_cd_is_kept(world);
}

fn own_cd_is_kept(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    let seen = me.cd(&a.dir);
    me.same(seen.output.trim(), "my cd", "the person's cd ran");
    me.on(&a.venv);
    let seen = me.leave();
    me.same(seen.output.trim(), "my cd", "the person's cd ran");
    me.off();
}

fn own_alias_of_cd_is_kept(world: &World) {
    world.before_hook(&world.driver.alias("cd", "echo my alias && builtin cd"));
    let a = world.project("a");
    let mut me = world.start();
    let seen = me.cd(&a.dir);
    me.same(seen.output.trim(), "my alias", "the person's alias ran");
    me.on(&a.venv);
    me.leave();
    me.off();
}

fn wrapping_can_be_switched_off(world: &World) {
    world.hook("--no-cd");
    unwrapped(world);
}

fn wrapping_can_be_switched_off_by_the_environment(world: &World) {
    world.env("VENVHOOK_NO_CD", "1");
    unwrapped(world);
}

fn unwrapped(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    let look = me.look();
    for name in ["cd", "pushd", "popd"] {
        me.check(!look.has("function", name), &format!("{name} is no function"));
    }
    me.cd(&a.dir);
    me.on(&a.venv);
    me.leave();
    me.off();
}
