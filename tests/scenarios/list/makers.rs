//! The venvs of each maker, oldest, middle and newest: all that the other themes ask of one.

use super::{Scenario, cannot_be_seen, lacking};
use crate::harness::driver::Driver;
use crate::harness::makers::{Maker, Tool, std_makers};
use crate::harness::person::Person;
use crate::harness::venvs;
use crate::harness::world::{Project, World};

pub(super) fn list(driver: &dyn Driver) -> Vec<Scenario> {
    let mut list = Vec::new();
    for maker in makers(driver) {
        let mut add = |what: &str, run: fn(&World, Maker)| {
            list.push(Scenario {
                name: format!("{}_{what}", maker.name()),
                gaps: &[],
                run: Box::new(move |world| {
                    if let Some(why) = world.driver.lacks(maker) {
                        cannot_be_seen(why);
                    }
                    if let Err(why) = python(world.driver, maker) {
                        cannot_be_seen(why);
                    }
                    if let Err(why) = ready(world.driver, maker) {
                        lacking(why);
                    }
                    run(world, maker);
                }),
            });
        };
        add("leaves_nothing_behind", leaves_nothing_behind);
        add("gives_back_what_was_set", gives_back_what_was_set);
        add("in_a_child_shell", in_a_child_shell);
    }
    list.push(Scenario { name: "from_each_to_each".into(), gaps: &[], run: Box::new(from_each_to_each) });
    list.push(Scenario {
        name: "script_that_writes_windows_form".into(),
        gaps: GIT_BASH,
        run: Box::new(script_that_writes_windows_form),
    });
    list
}

const GIT_BASH: &[(&str, &str)] = &[
    ("zsh", "Git for Windows brings bash"),
    ("fish", "Git for Windows brings bash"),
    ("pwsh", "Git for Windows brings bash"),
    ("cmd", "Git for Windows brings bash"),
];

/// As `CPython`'s does in Git Bash before 3.12, and 3.13.0 (which asks uname, and knows no MINGW64).
fn script_that_writes_windows_form(world: &World) {
    let a = world.project("a");
    let script = a.venv.join("bin/activate");
    let text = std::fs::read_to_string(&script).unwrap();
    let form = "VIRTUAL_ENV='C:\\p q\\.venv'\nPATH=\"$VIRTUAL_ENV/bin:$_OLD_VIRTUAL_PATH\"\n";
    std::fs::write(&script, text + form).unwrap();
    world.venvhook(&["allow", a.dir.to_str().unwrap()]);
    let mut me = world.start();
    let before = me.look();
    for _ in 0..2 {
        me.cd(&a.dir);
        me.on(&a.venv);
        me.silent();
        me.leave();
        me.off();
        me.unchanged_since(&before);
    }
}

/// Whether this machine has a Python that the maker serves. None can be installed for it; where
/// `VENVHOOK_TEST_PYTHONS` is set, the machine is known to have them all, and no maker may be skipped.
fn python(driver: &dyn Driver, maker: Maker) -> Result<(), String> {
    if driver.makers().is_some() || std::env::var_os("VENVHOOK_TEST_PYTHONS").is_some() {
        return Ok(());
    }
    maker.python().map(drop)
}

/// Whether this machine has what the maker needs.
fn ready(driver: &dyn Driver, maker: Maker) -> Result<(), String> {
    if driver.makers().is_some() { Ok(()) } else { venvs::ready(maker) }
}

/// What is tested by default; with `VENVHOOK_FULL_MATRIX` all that the facts name.
fn makers(driver: &dyn Driver) -> Vec<Maker> {
    if let Some(makers) = driver.makers() {
        return makers.to_vec();
    }
    let all = std::env::var_os("VENVHOOK_FULL_MATRIX").is_some();
    let mut makers = std_makers(all);
    let mut add = |tool, from, to| makers.push(Maker::new(tool, from, to));
    // Without pyvenv.cfg.
    add(Tool::Virtualenv("16.7.12"), (3, 6), (3, 9));
    add(Tool::Virtualenv("20.17.1"), (3, 6), (3, 11));
    // Leaves PKG_CONFIG_PATH behind.
    add(Tool::Virtualenv("20.39.1"), (3, 8), (3, 12));
    add(Tool::Virtualenv("21.15.8"), (3, 9), (3, 99));
    add(Tool::Uv("0.1.24"), (3, 8), (3, 12));
    // Leaves SCRIPT_PATH behind, and writes VIRTUAL_ENV_PROMPT in another form.
    add(Tool::Uv("0.6.12"), (3, 8), (3, 99));
    add(Tool::Uv("0.13.9"), (3, 8), (3, 99));
    add(Tool::UvRelocatable("0.13.9"), (3, 8), (3, 99));
    if all {
        for version in ["15.2.0", "16.0.0"] {
            add(Tool::Virtualenv(version), (3, 6), (3, 7));
        }
        for version in ["20.0.35", "20.8.1", "20.13.4"] {
            add(Tool::Virtualenv(version), (3, 6), (3, 9));
        }
        for version in ["20.26.5", "20.26.6", "20.36.1", "21.2.4", "21.7.0", "21.10.0"] {
            add(Tool::Virtualenv(version), (3, 8), (3, 12));
        }
        for version in ["0.2.37", "0.4.30", "0.5.31", "0.8.24", "0.9.30", "0.11.8"] {
            add(Tool::Uv(version), (3, 8), (3, 12));
            add(Tool::UvRelocatable(version), (3, 8), (3, 12));
        }
    }
    makers
}

/// The makers whose scripts differ most in what they leave to the next one.
fn unlike(driver: &dyn Driver) -> Vec<Maker> {
    if std::env::var_os("VENVHOOK_FULL_MATRIX").is_some() {
        return makers(driver);
    }
    let kept = ["virtualenv-16.7.12", "virtualenv-20.39.1", "virtualenv-21.15.8", "uv-0.6.12"];
    makers(driver)
        .into_iter()
        .filter(|maker| maker.tool == Tool::Std || kept.contains(&maker.name().as_str()))
        .collect()
}

/// A project that may be entered: a venv that holds no path of its own must be allowed first.
fn project(world: &World, maker: Maker, name: &str) -> Project {
    let project = world.project_by(maker, name);
    if matches!(maker.tool, Tool::UvRelocatable(_)) {
        let output = world.venvhook(&["allow", project.venv.to_str().expect("a plain path")]);
        assert!(output.status.success(), "{output:?}");
    }
    project
}

/// Enters, sees the venv's own Python run, and leaves; twice.
fn visit(me: &mut Person<'_>, a: &Project) {
    for _ in 0..2 {
        me.cd(&a.dir);
        me.on(&a.venv);
        let first = me.prompt().to_owned();
        me.check(first.starts_with('('), "the prompt shows a venv");
        let below = me.world.make_dir(a.dir.join("src"));
        me.cd(below);
        me.same(me.prompt(), first.as_str(), "the prompt, one prefix");
        me.leave();
        me.off();
        me.same(me.prompt(), "", "the prompt outside");
    }
    me.silent();
}

fn leaves_nothing_behind(world: &World, maker: Maker) {
    let a = project(world, maker, "a");
    let mut me = world.start();
    me.leave();
    let before = me.look();
    visit(&mut me, &a);
    me.unchanged_since(&before);
    let line = me.driver.and(&format!("cd {}", me.quote(&a.dir)), me.driver.print_prefix());
    let seen = me.run(&line);
    // virtualenv 20.0's batch file has a parenthesis too many, of which cmd speaks.
    let printed = seen.output.trim().lines().last().unwrap_or_default();
    me.same(printed, me.driver.shown(&a.venv).as_str(), "the venv's own Python runs");
}

fn gives_back_what_was_set(world: &World, maker: Maker) {
    let a = project(world, maker, "a");
    let mut me = world.start();
    for name in ["PKG_CONFIG_PATH", "TCL_LIBRARY", "TK_LIBRARY", "SCRIPT_PATH", "PYTHONHOME"] {
        me.run(&me.driver.export(name, &format!("/own/{name}")));
    }
    if me.driver.has_functions() {
        me.run(&me.driver.function("pydoc", "echo my pydoc"));
    }
    me.leave();
    let before = me.look();
    visit(&mut me, &a);
    me.unchanged_since(&before);
}

fn in_a_child_shell(world: &World, maker: Maker) {
    let a = project(world, maker, "a");
    let mut me = world.start_in(&a.dir);
    me.on(&a.venv);
    me.run(&me.driver.child());
    me.on(&a.venv);
    me.leave();
    me.off();
    me.cd(&a.dir);
    me.on(&a.venv);
    me.run("exit");
    me.on(&a.venv);
    me.leave();
    me.off();
}

fn from_each_to_each(world: &World) {
    let projects: Vec<(Maker, Project)> = unlike(world.driver)
        .into_iter()
        .filter(|maker| world.driver.lacks(*maker).is_none() && ready(world.driver, *maker).is_ok())
        .map(|maker| (maker, project(world, maker, &maker.name())))
        .collect();
    let mut me = world.start();
    me.leave();
    let before = me.look();
    for (from_maker, from) in &projects {
        for (to_maker, to) in &projects {
            me.cd(&from.dir);
            me.cd(&to.dir);
            let look = me.look();
            me.active(&look, &to.venv);
            me.leave();
            let after = me.look();
            let found = before.differences(&after, |key| world.passes(key));
            let pair = format!("from {} to {}", from_maker.name(), to_maker.name());
            me.same(found, vec![], &pair);
        }
    }
}
