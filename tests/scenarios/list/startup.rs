//! The start of a shell, and what `init` prints.

use super::{Scenario, scenarios};
use crate::harness::world::World;

pub(super) fn list() -> Vec<Scenario> {
    scenarios![
        nothing_is_printed_by_the_rc_file,
        first_prompt_is_already_right,
        first_prompt_tells_of_an_unfit_venv,
        theme_loaded_after_the_hook_is_the_one_wrapped
            without "cmd": "cmd's prompt is a text, which no program builds anew",
        rc_file_may_run_inside_a_function
            without "cmd": "cmd has no functions",
        unknown_option_is_said_and_the_shell_starts,
        program_missing_at_the_start,
        init_says_the_same_each_time,
        verbose_tells_of_entering_and_leaving,
        quiet_by_the_environment,
        why_knows_that_the_hook_is_loaded,
        commands_know_the_hooks_names,
        program_in_a_directory_with_a_space,
        loaded_by_a_plugin_manager without "bash": "no plugin manager that takes more than the line itself"
            without "cmd": "Clink and Cmder take the files that init cmd writes",
        loaded_while_a_prompt_stands without "bash": "nothing loads it there: its line editor runs nothing by itself"
            without "fish": "its plugins are loaded before the first prompt"
            without "pwsh": "its modules are loaded before the first prompt"
            without "cmd": "its files are run before the first prompt",
    ]
}

fn nothing_is_printed_by_the_rc_file(world: &World) {
    let a = world.project("a");
    let me = world.start_in(&a.dir);
    me.same(me.screen().trim().lines().count(), 1, "lines: the prompt only");
    me.silent();
}

fn first_prompt_is_already_right(world: &World) {
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    me.same(me.prompt(), "(.venv) ", "the first prompt");
    me.on(&a.venv);
}

fn first_prompt_tells_of_an_unfit_venv(world: &World) {
    std::fs::rename(world.project("a").dir, world.path("b")).unwrap();
    let mut me = world.start_in(&world.path("b"));
    me.told_once(&["moved"]);
    me.off();
    me.told_once(&["moved"]);
}

fn theme_loaded_after_the_hook_is_the_one_wrapped(world: &World) {
    let lines = world.driver.replace_prompt("late ").join("\n");
    world.after_hook(&lines);
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    me.same(me.prompt(), "(.venv) late ", "the first prompt");
    me.leave();
    me.same(me.prompt(), "late ", "the prompt outside");
}

fn rc_file_may_run_inside_a_function(world: &World) {
    let driver = world.driver;
    world.no_hook();
    let hook = driver.hook("");
    world.after_hook(&format!("{}\nsetup", driver.function("setup", hook.trim_end())));
    let (a, b) = (world.project("a"), world.project("b"));
    let mut me = world.start_in(&a.dir);
    me.on(&a.venv);
    me.cd(&b.dir);
    me.on(&b.venv);
    me.leave();
    me.off();
    me.silent();
}

fn unknown_option_is_said_and_the_shell_starts(world: &World) {
    world.hook("--no-such-option");
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    me.check(me.screen().contains("--no-such-option"), "the option is named");
    me.off();
}

fn program_missing_at_the_start(world: &World) {
    let a = world.project("a");
    std::fs::remove_file(world.installed()).unwrap();
    let mut me = world.start_in(&a.dir);
    me.enter();
    me.off();
}

fn init_says_the_same_each_time(world: &World) {
    let first = world.venvhook(&["init", world.driver.name()]);
    let second = world.venvhook(&["init", world.driver.name()]);
    assert!(first.status.success() && first.stderr.is_empty(), "{first:?}");
    assert_eq!(first.stdout, second.stdout);
}

fn verbose_tells_of_entering_and_leaving(world: &World) {
    world.hook("--verbose");
    let a = world.project("a");
    let mut me = world.start();
    let seen = me.cd(&a.dir);
    me.check(seen.output.contains("venvhook: "), "entering is told");
    me.check(seen.output.contains("Python 3."), "the Python is named");
    let seen = me.enter();
    me.same(seen.output.as_str(), "", "once");
    let seen = me.leave();
    me.check(seen.output.contains("venvhook: "), "leaving is told");
}

fn quiet_by_the_environment(world: &World) {
    world.env("VENVHOOK_QUIET", "1");
    std::fs::rename(world.project("a").dir, world.path("b")).unwrap();
    let mut me = world.start_in(&world.path("b"));
    me.off();
    me.silent();
}

fn why_knows_that_the_hook_is_loaded(world: &World) {
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    let with = me.run("venvhook why").output;
    me.check(with.contains(".venv"), "the venv is named");
    drop(me);
    world.no_hook();
    let mut me = world.start_in(&a.dir);
    let without = me.run("venvhook why").output;
    me.check(with != without, "with and without the hook, why says another thing");
    me.check(without.contains("not loaded"), "why says so");
}

fn commands_know_the_hooks_names(world: &World) {
    world.hook("--name mine --trust ask");
    let venv = world.path("a/mine");
    world.make(crate::harness::makers::Maker::STD, &venv);
    let mut me = world.start_in(&world.path("a"));
    me.off();
    let seen = me.run("venvhook allow");
    me.same(seen.status, 0, "allow finds the venv by the hook's name");
    me.on(&venv);
    let seen = me.run(&format!("venvhook exec -- {}", me.driver.print_prefix()));
    me.same(seen.output.trim(), me.driver.shown(&venv).as_str(), "exec finds it too");
}

fn program_in_a_directory_with_a_space(world: &World) {
    let dir = world.make_dir("it's a $place/`bin`");
    std::fs::rename(world.installed(), dir.join(world.driver.product().1)).unwrap();
    world.env("PATH", format!("{}:{}", dir.display(), world.search_path()));
    let a = world.project("a");
    let mut me = world.start_in(&a.dir);
    me.on(&a.venv);
    me.leave();
    me.off();
    me.silent();
}

fn loaded_by_a_plugin_manager(world: &World) {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = |name: &str| std::fs::read(root.join(name)).expect("a file of the repository");
    world.no_hook();
    world.before_hook(world.driver.completions());
    match world.driver.name() {
        "zsh" => world.after_hook(&world.driver.source(&root.join("venvhook.plugin.zsh"))),
        // fisher copies what lies in these directories.
        "fish" => {
            for name in ["conf.d/venvhook.fish", "completions/venvhook.fish"] {
                world.write(format!("home/.config/fish/{name}"), file(name));
            }
        }
        _ => {
            let module = world.driver.quote(&root.join("shell/VenvHook").to_string_lossy());
            world.after_hook(&format!("Import-Module {module}"));
        }
    }
    let a = world.project("a");
    let mut me = world.start();
    me.cd(&a.dir);
    me.on(&a.venv);
    me.keys("venvhook forg\t");
    me.expect_typed("venvhook forget");
    me.keys("\x15");
    me.expect_prompt();
    me.leave();
    me.off();
}

/// zinit's `wait` and zsh-defer load plugins behind the first prompt.
fn loaded_while_a_prompt_stands(world: &World) {
    let a = world.project("a");
    world.no_hook();
    world.after_hook(&format!(
        "exec {{T_LATER}}< <(:)\n\
         my_load() {{ zle -F $1; exec {{T_LATER}}<&-; {} }}\n\
         zle -F $T_LATER my_load",
        world.driver.hook("").trim()
    ));
    let mut me = world.start_in(&a.dir);
    me.expect("(.venv) @");
    // The prompt was drawn anew where it stands: to wait for the next one by its number would be in vain.
    me.keys(&format!("{}\r", me.driver.print_prefix()));
    me.expect(&format!("\n{}", a.venv.display()));
    me.interrupt_now();
    me.on(&a.venv);
    me.leave();
    me.off();
    me.silent();
}
