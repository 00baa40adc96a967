//! `venvhook doctor`: each fault is made, told, remedied as it was told, and gone.

use super::{Scenario, scenarios};
use crate::harness::driver::Driver;
use crate::harness::person::{Person, Seen};
use crate::harness::world::World;

pub(super) fn list(driver: &dyn Driver) -> Vec<Scenario> {
    if driver.name() == "cmd" {
        // The doctor starts no new cmd, and its faults are an rc file's.
        return Vec::new();
    }
    scenarios![
        a_healthy_shell_is_told_to_be,
        it_changes_nothing_in_the_shell,
        a_missing_line_is_found,
        a_hook_taken_out_at_the_prompt_is_found,
        a_hook_taken_out_by_the_rc_file_is_found,
        a_rival_is_found
            without "pwsh": "its rivals are known by names in prompt hooks, which it has not got",
        a_switch_of_ones_own_is_found
            without "pwsh": "its rivals are known by names in prompt hooks, which it has not got",
        a_deactivate_of_ones_own_is_found,
        an_older_hook_is_found,
        a_program_that_a_new_shell_does_not_find
            without "fish": "its line has the program's own path, and no hook here is loaded by that",
        a_line_that_is_never_reached_is_found,
        records_of_gone_venvs_are_told,
        an_entry_of_a_venv_that_is_not_on_is_found,
        an_envrc_that_changes_path_is_told
            without "pwsh": "its rivals are known by names in prompt hooks, which it has not got",
    ]
}

/// Asks the doctor at the prompt: these words are told as wrong, or nothing is if there are none.
#[track_caller]
fn doctor(me: &mut Person, words: &[&str]) -> Seen {
    let seen = me.run("venvhook doctor");
    let told = seen.output.replace('\n', " ");
    me.same(seen.status, i32::from(!words.is_empty()), "the doctor's status");
    for word in words {
        me.check(told.contains(word), &format!("{word:?} is told"));
    }
    seen
}

/// The same without a shell around it.
#[track_caller]
fn doctor_outside(world: &World, words: &[&str]) {
    let output = world.venvhook(&["doctor", world.driver.name()]);
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(i32::from(!words.is_empty())), "{told}");
    for word in words {
        assert!(told.contains(word), "{word:?} is not in {told}");
    }
}

/// What people and tools do that takes the hook out of the prompt.
fn displacement(world: &World) -> &'static str {
    match world.driver.name() {
        "bash" => "PROMPT_COMMAND=true",
        "zsh" => "precmd_functions=(true)",
        "fish" => "functions -e __venvhook_prompt",
        _ => {
            "$my_invoke = $ExecutionContext.SessionState.InvokeCommand; $my_invoke.LocationChangedAction = $null; \
             $my_invoke.PreCommandLookupAction = $null; function global:prompt { t_prompt $? }"
        }
    }
}

fn a_healthy_shell_is_told_to_be(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    doctor(&mut me, &[]);
    me.cd(&a.dir);
    doctor(&mut me, &[]);
    let seen = me.run("venvhook doctor --json");
    let json: serde_json::Value = serde_json::from_str(&seen.output.replace('\n', " ")).expect("JSON");
    me.same(json["ok"].as_bool(), Some(true), "ok");
    me.same(json["looked"].as_array().map(Vec::len), Some(2), "a new shell and this one");
}

fn it_changes_nothing_in_the_shell(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    me.cd(&a.dir);
    let before = me.look();
    doctor(&mut me, &[]);
    me.unchanged_since(&before);
}

fn a_missing_line_is_found(world: &World) {
    world.no_hook();
    let mut me = world.start();
    doctor(&mut me, &["no line loads the hook", "venvhook setup"]);
    me.run("venvhook setup");
    doctor(&mut me, &[]);
}

fn a_hook_taken_out_at_the_prompt_is_found(world: &World) {
    let mut me = world.start();
    me.run(displacement(world));
    doctor(&mut me, &["this ", "removed it"]);
    me.run(world.driver.hook("").trim_end());
    doctor(&mut me, &[]);
}

fn a_hook_taken_out_by_the_rc_file_is_found(world: &World) {
    world.after_hook(displacement(world));
    let mut me = world.start();
    doctor(&mut me, &["a new ", "removed it", "move venvhook's line"]);
    drop(me);
    let moved = World::new(world.driver);
    moved.before_hook(if world.driver.name() == "fish" { "" } else { displacement(world) });
    doctor(&mut moved.start(), &[]);
}

fn a_rival_is_found(world: &World) {
    let rival = match world.driver.name() {
        "bash" => {
            "_pyenv_virtualenv_hook() { :; }\nPROMPT_COMMAND=\"_pyenv_virtualenv_hook;$PROMPT_COMMAND\" # virtualenv-init"
        }
        "zsh" => {
            "_pyenv_virtualenv_hook() { :; }\nprecmd_functions+=(_pyenv_virtualenv_hook) # virtualenv-init"
        }
        _ => "function _pyenv_virtualenv_hook --on-event fish_prompt; end # virtualenv-init",
    };
    world.before_hook(rival);
    let mut me = world.start();
    let seen = doctor(&mut me, &["pyenv-virtualenv also activates venvs (~/", "remove that line"]);
    me.same(seen.output.matches("also activates venvs").count(), 1, "told once");
    me.same(seen.output.contains("1 thing is wrong"), true, "nothing else");
}

fn a_switch_of_ones_own_is_found(world: &World) {
    let own = match world.driver.name() {
        "bash" => "cd() { builtin cd \"$@\" && if [ -e .venv ]; then . .venv/bin/activate; fi; }",
        "zsh" => "chpwd() { if [ -e .venv ]; then . .venv/bin/activate; fi; }",
        _ => "function mine --on-variable PWD; test -e .venv; and source .venv/bin/activate.fish; end",
    };
    world.before_hook(own);
    let mut me = world.start();
    let seen = doctor(&mut me, &["your function ", "(~/", "also activates venvs"]);
    me.same(seen.output.contains("1 thing is wrong"), true, "told once, and nothing else");
}

fn a_deactivate_of_ones_own_is_found(world: &World) {
    world.after_hook(&world.driver.alias("deactivate", "echo no"));
    doctor(&mut world.start(), &["deactivate is a", "rename yours"]);
}

fn an_older_hook_is_found(world: &World) {
    let mut me = world.start();
    let version = |value: &str| match world.driver.name() {
        // Read-only there.
        "pwsh" => format!("Set-Variable __venvhook_version {value} -Force"),
        _ => world.driver.set("__venvhook_version", value),
    };
    me.run(&version("0.0.9+1"));
    doctor(&mut me, &["is older (0.0.9)", "open a new"]);
    me.run(&version("99.1.0+1"));
    doctor(&mut me, &["is newer (99.1.0)"]);
    me.run(world.driver.hook("").trim_end());
    doctor(&mut me, &[]);
}

fn a_program_that_a_new_shell_does_not_find(world: &World) {
    world.start();
    let rc = std::fs::read_to_string(world.rc_file()).unwrap();
    let path = world.driver.export("PATH", "/usr/bin:/bin");
    std::fs::write(world.rc_file(), format!("{path}\n{rc}")).unwrap();
    doctor_outside(world, &["does not find venvhook on PATH"]);
    let program = world.driver.prepend_path(&world.path("bin").display().to_string());
    std::fs::write(world.rc_file(), format!("{path}\n{program}\n{rc}")).unwrap();
    doctor_outside(world, &[]);
}

fn a_line_that_is_never_reached_is_found(world: &World) {
    world.start();
    let rc = std::fs::read_to_string(world.rc_file()).unwrap();
    let (stop, reason) = match world.driver.name() {
        "pwsh" => ("return", "(return)"),
        _ => ("exec true", "(exec true)"),
    };
    std::fs::write(world.rc_file(), format!("{stop}\n{rc}")).unwrap();
    doctor_outside(world, &["never runs", reason, "move venvhook's line above"]);
    std::fs::write(world.rc_file(), rc).unwrap();
    doctor_outside(world, &[]);
}

fn records_of_gone_venvs_are_told(world: &World) {
    let a = world.project("a");
    let mut me = world.start();
    me.run(&format!("venvhook allow {}", me.quote(&a.dir)));
    std::fs::remove_dir_all(&a.dir).unwrap();
    // That harms nothing, so it is not wrong.
    let seen = doctor(&mut me, &[]);
    me.check(seen.output.contains("something that does not exist any more"), "it is told");
    me.run(&format!("venvhook forget {}", me.quote(&a.venv)));
    let seen = doctor(&mut me, &[]);
    me.check(!seen.output.contains("any more"), "the note is gone");
}

fn an_entry_of_a_venv_that_is_not_on_is_found(world: &World) {
    let (a, mine) = (world.project("a"), world.project("mine"));
    let bin = mine.venv.join(world.driver.bin()).display().to_string();
    let mut me = world.start_in(&a.dir);
    doctor(&mut me, &[]);
    me.run(&me.driver.prepend_path(&bin));
    doctor(&mut me, &["PATH in this ", "mine/.venv/bin", "of a venv that is not active", "1 thing is wrong"]);
    drop(me);
    world.after_hook(&world.driver.prepend_path(&bin));
    let mut me = world.start();
    doctor(&mut me, &["PATH in a new ", "(~/", "is the one that runs", "remove that from the rc file"]);
}

fn an_envrc_that_changes_path_is_told(world: &World) {
    let hook = match world.driver.name() {
        "bash" => "_direnv_hook() { :; }\nPROMPT_COMMAND=\"_direnv_hook;$PROMPT_COMMAND\"",
        "zsh" => "_direnv_hook() { :; }\nprecmd_functions+=(_direnv_hook)",
        _ => "function __direnv_export_eval --on-event fish_prompt; end",
    };
    world.before_hook(hook);
    let a = world.project("a");
    world.write("a/.envrc", "PATH_add bin\n");
    let mut me = world.start_in(&a.dir);
    let seen = doctor(&mut me, &[]);
    me.check(seen.output.replace('\n', "").contains("direnv changes PATH here"), "it is told");
}
