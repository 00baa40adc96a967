//! Tab completion of `venvhook` itself, as a person presses Tab.

use super::Scenario;
use crate::harness::driver::Driver;
use crate::harness::person::{Person, Seen};
use crate::harness::scenario::scenarios;
use crate::harness::world::World;

pub(super) fn list(driver: &'static dyn Driver) -> Vec<Scenario> {
    if driver.name() == "cmd" {
        // cmd completes file names and nothing else.
        return Vec::new();
    }
    scenarios![
        a_command,
        a_value,
        an_option_at_one_dash,
        an_options_value,
        an_options_value_behind_its_sign,
        a_version_and_no_file_for_python,
        a_venv_here_whose_name_needs_quotes,
        a_venv_here_is_there_once,
        a_record_whose_name_needs_quotes,
        records_are_told_apart without "pwsh": "its Tab shows one after the other",
        a_program_of_the_venv,
        a_program_of_a_venv_elsewhere,
        a_directory,
        a_directory_whose_name_needs_quotes,
        a_directory_behind_an_options_sign,
        from_a_quote_that_is_open without "pwsh": "the thin host's line editor completes no open quote",
        statuses_are_as_they_were,
        loaded_before_the_shells_own_completion,
        found_where_packages_put_it without "pwsh": "no package brings its script",
    ]
}

/// A person whose rc file loads the hook with its completions.
fn start(world: &World) -> Person<'_> {
    world.before_hook(world.driver.completions());
    world.hook("--completions");
    world.start()
}

/// Types, presses Tab, waits for what must stand there then, and presses Enter.
fn complete(me: &mut Person<'_>, typed: &str, completed: &str) -> Seen {
    me.keys(&format!("{typed}\t"));
    me.expect_typed(completed);
    me.enter()
}

fn a_command(world: &World) {
    let mut me = start(world);
    let seen = complete(&mut me, "venvhook forg", "venvhook forget ");
    me.check(seen.status != 0 && seen.output.contains("no venv"), "forget was run");
}

fn a_value(world: &World) {
    let mut me = start(world);
    let seen = complete(&mut me, "venvhook init zs", "venvhook init zsh");
    me.check(seen.output.contains("precmd"), "zsh's hook was printed");
}

fn an_option_at_one_dash(world: &World) {
    let mut me = start(world);
    // bash lists at the second.
    me.keys("venvhook setup -\t\t");
    me.expect("--dry-run");
}

fn an_options_value(world: &World) {
    let mut me = start(world);
    complete(&mut me, "venvhook why --trust a", "venvhook why --trust ask");
}

fn an_options_value_behind_its_sign(world: &World) {
    let mut me = start(world);
    complete(&mut me, "venvhook why --trust=a", "venvhook why --trust=ask");
}

fn a_version_and_no_file_for_python(world: &World) {
    // Tab of PowerShell goes by their order, so there is one of that beginning only.
    world.program("python3.77", "#!/bin/sh\nexit 1\n");
    world.write("q/3.7-notes", "");
    let mut me = start(world);
    me.cd(world.path("q"));
    complete(&mut me, "venvhook new --python 3.7", "venvhook new --python 3.77");
    me.check(!me.screen().contains("3.7-notes"), "no file is offered");
}

const HARD: &str = "it's a $venv; (x) end";

fn a_venv_here_whose_name_needs_quotes(world: &World) {
    world.write(format!("q/{HARD}/pyvenv.cfg"), "home = /usr/bin\n");
    let mut me = start(world);
    me.cd(world.path("q"));
    me.keys("venvhook deny it\t");
    me.expect("end");
    let seen = me.enter();
    me.same(seen.status, 0, "status");
    let listed = world.venvhook(&["list"]);
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    me.check(listed.contains(HARD), &listed);
}

fn a_venv_here_is_there_once(world: &World) {
    world.write("q/only one/pyvenv.cfg", "home = /usr/bin\n");
    let mut me = start(world);
    me.cd(world.path("q"));
    me.keys("venvhook deny on\t");
    me.expect("one");
    me.keys("X");
    me.expect("X");
    me.check(!me.screen().contains("oneX"), "the word is ended: there is no other like it");
    me.keys("\x15");
    me.expect_prompt();
}

fn a_record_whose_name_needs_quotes(world: &World) {
    let tree = world.make_dir(format!("some/{HARD}"));
    world.venvhook(&["deny", "--tree", tree.to_str().expect("Unicode")]);
    let mut me = start(world);
    let typed = format!("venvhook forget --tree {}", world.path("some/it").display());
    me.keys(&format!("{typed}\t"));
    me.expect("end");
    let seen = me.enter();
    me.same(seen.status, 0, "status");
    me.check(world.venvhook(&["list"]).stdout.is_empty(), "it is forgotten");
}

fn records_are_told_apart(world: &World) {
    for name in ["some/one/.venv", "some/two/.venv"] {
        let tree = world.make_dir(name);
        world.venvhook(&["deny", "--tree", tree.to_str().expect("Unicode")]);
    }
    let mut me = start(world);
    me.keys(&format!("venvhook forget {}/", world.path("some").display()));
    // bash lists at the second.
    me.keys("\t\t");
    me.expect("some/one/.venv");
    me.expect("some/two/.venv");
    me.check(!me.screen().contains("some/one/.venv/"), "a record is no directory");
    me.keys("\x15");
    me.expect_prompt();
}

fn a_program_of_a_venv_elsewhere(world: &World) {
    world.project("p");
    let program = world.write("p/.venv/bin/only-of-this-venv", "#!/bin/sh\necho it ran\n");
    make_executable(&program);
    let mut me = start(world);
    let there = world.path("p").display().to_string();
    let typed = format!("venvhook exec --in {there} only-");
    let seen = complete(&mut me, &typed, &format!("venvhook exec --in {there} only-of-this-venv"));
    me.same(seen.output.trim(), "it ran", "output");
}

fn a_program_of_the_venv(world: &World) {
    let p = world.project("p");
    let program = world.write("p/.venv/bin/only-of-this-venv", "#!/bin/sh\necho it ran\n");
    make_executable(&program);
    let mut me = start(world);
    me.cd(&p.dir);
    let seen = complete(&mut me, "venvhook exec only-", "venvhook exec only-of-this-venv");
    me.same(seen.output.trim(), "it ran", "output");
}

fn make_executable(file: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o755)).expect("a mode");
}

fn a_directory(world: &World) {
    let a = world.make_dir("only_directory/below");
    let mut me = start(world);
    let away = a.parent().and_then(std::path::Path::parent).expect("a parent").to_path_buf();
    me.cd(&away);
    me.keys("venvhook why only_d\t");
    me.expect("only_directory");
    let seen = me.enter();
    me.check(seen.output.contains("only_directory"), "why tells of it");
}

fn a_directory_whose_name_needs_quotes(world: &World) {
    let dir = world.make_dir("some/only $it's [a] *b?");
    let mut me = start(world);
    me.cd(dir.parent().expect("a parent"));
    me.keys("venvhook deny --tree ./on\t");
    me.expect("*b");
    let seen = me.enter();
    me.same(seen.status, 0, "status");
    let listed = world.venvhook(&["list"]);
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    me.check(listed.contains("only $it's [a] *b?"), &listed);
}

fn a_directory_behind_an_options_sign(world: &World) {
    let dir = world.make_dir("some/only one");
    let mut me = start(world);
    me.cd(dir.parent().expect("a parent"));
    me.keys("venvhook list --scan=on\t");
    me.expect("one");
    let seen = me.enter();
    me.same(seen.status, 0, "status");
    me.check(seen.output.contains("no venv below") && seen.output.contains("only one"), "it was looked at");
}

fn from_a_quote_that_is_open(world: &World) {
    let tree = world.make_dir("some/with blank");
    world.venvhook(&["deny", "--tree", tree.to_str().expect("Unicode")]);
    let mut me = start(world);
    let typed = format!("venvhook forget --tree '{}", world.path("some/with bl").display());
    me.keys(&format!("{typed}\t"));
    me.expect("with blank");
    // fish leaves the end of the quote to the person.
    let closed = me.screen().contains("with blank'");
    let seen = me.run(if closed { "" } else { "'" });
    me.same(seen.status, 0, "status");
    me.check(world.venvhook(&["list"]).stdout.is_empty(), "it is forgotten");
}

fn statuses_are_as_they_were(world: &World) {
    let mut me = start(world);
    let fails = me.driver.fail(3);
    me.run(&fails);
    me.keys("venvhook forg\t");
    me.expect_typed("venvhook forget ");
    me.keys("\x15");
    me.expect_prompt();
    let print = me.driver.print_status();
    let seen = me.run(print);
    me.same(seen.output.trim(), "3", "the status");
}

fn loaded_before_the_shells_own_completion(world: &World) {
    world.hook("--completions");
    world.after_hook(world.driver.completions());
    let mut me = world.start();
    complete(&mut me, "venvhook forg", "venvhook forget ");
}

fn found_where_packages_put_it(world: &World) {
    let completions = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("completions");
    match world.driver.name() {
        // The function is not defined before the first Tab.
        "zsh" => world
            .before_hook(&format!("fpath=({} $fpath)", world.driver.quote(&completions.to_string_lossy()))),
        "fish" => {
            let script = std::fs::read(completions.join("venvhook.fish")).expect("a file of the repository");
            world.write("home/.config/fish/completions/venvhook.fish", script);
        }
        // What bash-completion does at the first Tab.
        _ => world.before_hook(&world.driver.source(&completions.join("venvhook.bash"))),
    }
    world.before_hook(world.driver.completions());
    let mut me = world.start();
    complete(&mut me, "venvhook forg", "venvhook forget ");
    complete(&mut me, "venvhook why --trust a", "venvhook why --trust ask");
}
