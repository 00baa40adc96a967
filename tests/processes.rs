//! How many processes the hook starts: none at an idle prompt, one of venvhook when it enters or
//! switches, none of it when it leaves. Counted by strace, in each shell; no time is measured here.

mod harness;

use std::fs;
use std::path::{Path, PathBuf};

use harness::driver::{self, Driver};
use harness::person::Person;
use harness::scenario::{Scenario, cannot_be_seen, lacking, run_all, scenarios};
use harness::world::{Project, World};

fn main() {
    run_all(|_: &'static dyn Driver| {
        let list: Vec<Scenario> = scenarios![
            init_is_one,
            idle_prompt_is_none,
            cd_that_changes_nothing_is_none,
            enter_is_one_and_leave_is_none,
            switch_is_one,
            unfit_project_is_one,
            file_in_a_venvs_place_is_one,
            deactivated_by_hand_settles,
            no_project_at_all_is_none,
            venv_of_the_persons_own_settles,
            off_is_none,
            disabled_is_none,
            own_hooks_add_none,
            unloaded_and_loaded_again_is_none,
            loaded_again_with_another_name_is_none,
            tab_is_one,
        ];
        list.into_iter().map(|scenario| ("processes", scenario)).collect()
    });
}

/// A shell under strace, and what it has started so far.
struct Counter {
    log: PathBuf,
    read: usize,
}

/// What was started: processes of any kind, and among them programs of that name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Count {
    processes: usize,
    venvhook: usize,
}

const NONE: Count = Count { processes: 0, venvhook: 0 };

impl Counter {
    /// What has been started since the last call.
    fn count(&mut self) -> Count {
        let text = fs::read_to_string(&self.log).expect("strace writes its log");
        let fresh = &text[self.read..];
        self.read = text.len();
        let births = ["clone(", "clone3(", "fork(", "vfork("];
        let born = |line: &&str| {
            let call = line.split_once(' ').map_or("", |(_pid, call)| call.trim_start());
            births.iter().any(|birth| call.starts_with(birth)) && !call.contains("CLONE_THREAD")
        };
        let ours = |line: &&str| {
            line.contains("execve(\"") && line.contains("/venvhook\"") && !line.contains("= -1 ")
        };
        Count { processes: fresh.lines().filter(born).count(), venvhook: fresh.lines().filter(ours).count() }
    }
}

/// Starts a shell under strace.
fn counted<'w>(world: &'w World, dir: &Path) -> (Person<'w>, Counter) {
    let Some(strace) = driver::find_program("strace") else {
        lacking("strace is not on this machine");
    };
    let traces = |options: &[&str]| {
        let output = world.command(&strace).args(options).args(["-f", "-o", "/dev/null", "true"]).output();
        output.is_ok_and(|output| output.status.success())
    };
    // Without it (strace before 5.3) each system call stops the shell: zsh's compinit takes ten times as long.
    let quick: &[&str] = if traces(&["--seccomp-bpf"]) { &["--seccomp-bpf"] } else { &[] };
    if !traces(quick) {
        cannot_be_seen("strace may not trace here");
    }
    let log = world.path("strace.log");
    let (strace, file) = (strace.to_string_lossy(), log.to_string_lossy());
    let calls = "trace=clone,clone3,fork,vfork,execve";
    // What a system lacks (`fork` on arm64) is not an error with a question mark before it.
    let calls = calls.replace(",fork,vfork", ",?fork,?vfork");
    let options = ["-f", "-s", "4096", "-o", &file, "-e", &calls];
    world.run_under(&[&[&*strace], quick, &options].concat());
    (world.start_in(dir), Counter { log, read: 0 })
}

/// What the venv's own script and `deactivate` start, by hand and without the hook.
fn by_hand(world: &World, project: &Project) -> (usize, usize) {
    world.no_hook();
    let (mut me, mut counter) = counted(world, &world.away());
    counter.count();
    me.run(&me.driver.source(&project.venv.join("bin").join(me.driver.script())));
    let enter = counter.count().processes;
    me.run("deactivate");
    let leave = counter.count().processes;
    drop(me);
    fs::remove_file(counter.log).expect("the log is there");
    world.hook("");
    (enter, leave)
}

fn init_is_one(world: &World) {
    world.no_hook();
    // A shell's very first start in a home may do more than the later ones.
    drop(counted(world, &world.away()));
    let (me, mut counter) = counted(world, &world.away());
    let bare = counter.count();
    drop(me);
    world.hook("");
    let (me, mut counter) = counted(world, &world.away());
    let hooked = counter.count();
    me.same(hooked.venvhook, 1, "venvhook at the start of a shell");
    me.same(hooked.processes, bare.processes + 1, "processes at the start of a shell");
}

fn idle_prompt_is_none(world: &World) {
    let a = world.project("a");
    for dir in [world.away(), a.dir.clone(), world.make_dir("a/1/2/3/4/5/6")] {
        let (mut me, mut counter) = counted(world, &dir);
        counter.count();
        for line in ["", "echo hi", ""] {
            me.run(line);
            me.same(counter.count(), NONE, "at an idle prompt");
        }
    }
}

fn cd_that_changes_nothing_is_none(world: &World) {
    let a = world.project("a");
    let deep = world.make_dir("a/1/2/3/4/5/6");
    let (mut me, mut counter) = counted(world, &a.dir);
    counter.count();
    for dir in [deep.as_path(), a.dir.as_path(), Path::new("1"), Path::new("..")] {
        me.cd(dir);
        me.same(counter.count(), NONE, "cd inside a project");
    }
    me.leave();
    counter.count();
    for dir in [world.home(), PathBuf::from("/"), world.away()] {
        me.cd(dir);
        me.same(counter.count(), NONE, "cd outside of projects");
    }
}

fn enter_is_one_and_leave_is_none(world: &World) {
    let a = world.project("a");
    let (enter, leave) = by_hand(world, &a);
    let (mut me, mut counter) = counted(world, &world.away());
    counter.count();
    for _ in 0..2 {
        me.cd(&a.dir);
        let wanted = Count { processes: enter + 1, venvhook: 1 };
        me.same(counter.count(), wanted, "enter, and what the venv's script starts");
        me.on(&a.venv);
        counter.count();
        me.leave();
        let wanted = Count { processes: leave, venvhook: 0 };
        me.same(counter.count(), wanted, "leave: what deactivate starts");
        me.off();
        counter.count();
    }
}

fn switch_is_one(world: &World) {
    let (a, b) = (world.project("a"), world.project("b"));
    let (enter, leave) = by_hand(world, &a);
    let (mut me, mut counter) = counted(world, &a.dir);
    counter.count();
    for project in [&b, &a] {
        me.cd(&project.dir);
        let wanted = Count { processes: enter + leave + 1, venvhook: 1 };
        me.same(counter.count(), wanted, "switch, and what the venvs' scripts start");
        me.on(&project.venv);
        counter.count();
    }
}

fn unfit_project_is_one(world: &World) {
    let a = world.project("a");
    let dir = world.path("moved");
    fs::rename(&a.dir, &dir).expect("it moves");
    let below = world.make_dir("moved/below");
    let (mut me, mut counter) = counted(world, &world.away());
    counter.count();
    me.cd(&dir);
    me.same(counter.count(), Count { processes: 1, venvhook: 1 }, "enter an unfit project");
    for _ in 0..2 {
        me.enter();
        me.same(counter.count(), NONE, "at an idle prompt there");
    }
    me.cd(below);
    me.same(counter.count(), NONE, "cd inside");
}

fn file_in_a_venvs_place_is_one(world: &World) {
    world.write("a/.venv", "shop\n");
    let below = world.make_dir("a/below");
    let (mut me, mut counter) = counted(world, &world.away());
    counter.count();
    me.cd(world.path("a"));
    me.same(counter.count(), Count { processes: 1, venvhook: 1 }, "enter");
    me.enter();
    me.same(counter.count(), NONE, "at an idle prompt there");
    me.cd(below);
    me.same(counter.count(), NONE, "cd inside");
    me.leave();
    me.same(counter.count(), NONE, "leave");
}

fn deactivated_by_hand_settles(world: &World) {
    let a = world.project("a");
    let below = world.make_dir("a/below");
    let (mut me, mut counter) = counted(world, &a.dir);
    me.run("deactivate");
    let count = counter.count();
    me.check(count.venvhook <= 3, "one question when deactivated");
    me.enter();
    me.same(counter.count(), NONE, "at an idle prompt after deactivate");
    me.cd(below);
    me.same(counter.count(), NONE, "cd inside after deactivate");
}

fn no_project_at_all_is_none(world: &World) {
    let (mut me, mut counter) = counted(world, &world.away());
    me.same(counter.count().venvhook, 1, "init only: the first prompt asks nothing");
    me.cd("/usr");
    me.cd("/");
    me.same(counter.count(), NONE, "cd");
}

fn venv_of_the_persons_own_settles(world: &World) {
    let (mine, a) = (world.project("mine"), world.project("a"));
    let (mut me, mut counter) = counted(world, &world.away());
    me.run(&me.driver.source(&mine.venv.join("bin").join(me.driver.script())));
    me.cd(&a.dir);
    counter.count();
    me.enter();
    me.cd(world.make_dir("a/below"));
    me.same(counter.count(), NONE, "inside a project, with a venv of one's own");
}

fn off_is_none(world: &World) {
    let (a, b) = (world.project("a"), world.project("b"));
    let (enter, leave) = by_hand(world, &a);
    let (mut me, mut counter) = counted(world, &a.dir);
    me.on(&a.venv);
    counter.count();
    me.run("venvhook off");
    let wanted = Count { processes: leave, venvhook: 0 };
    me.same(counter.count(), wanted, "off, and what deactivate starts");
    me.off();
    counter.count();
    me.enter();
    me.cd(&b.dir);
    me.leave();
    me.cd(&a.dir);
    me.same(counter.count(), NONE, "while it is off");
    me.run("venvhook on");
    let wanted = Count { processes: enter + 1, venvhook: 1 };
    me.same(counter.count(), wanted, "on, and what the venv's script starts");
    me.on(&a.venv);
}

fn disabled_is_none(world: &World) {
    let a = world.project("a");
    let (mut me, mut counter) = counted(world, &world.away());
    me.run(&me.driver.export("VENVHOOK_DISABLE", "1"));
    counter.count();
    me.enter();
    me.cd(&a.dir);
    me.leave();
    me.same(counter.count(), NONE, "while it is disabled");
}

fn own_hooks_add_none(world: &World) {
    let a = world.project("a");
    let (enter, leave) = by_hand(world, &a);
    world.hook("--verbose");
    for when in ["enter", "leave"] {
        world.after_hook(&world.driver.own_hook(when, &format!("echo {when} it")));
    }
    let (mut me, mut counter) = counted(world, &world.away());
    counter.count();
    let seen = me.cd(&a.dir);
    me.check(seen.output.contains("enter it"), "the hook has run");
    let wanted = Count { processes: enter + 1, venvhook: 1 };
    me.same(counter.count(), wanted, "enter, and what the venv's script starts");
    let seen = me.leave();
    me.check(seen.output.contains("leave it"), "the hook has run");
    let wanted = Count { processes: leave, venvhook: 0 };
    me.same(counter.count(), wanted, "leave: what deactivate starts");
}

fn unloaded_and_loaded_again_is_none(world: &World) {
    let a = world.project("a");
    let (mut me, mut counter) = counted(world, &a.dir);
    me.run("venvhook off --all");
    counter.count();
    me.enter();
    me.cd(world.make_dir("a/below"));
    me.same(counter.count(), NONE, "while it is unloaded");
    me.run(&me.driver.evaluate(&format!("venvhook init {}", me.driver.name())));
    me.on(&a.venv);
    counter.count();
    me.enter();
    me.cd(&a.dir);
    me.same(counter.count(), NONE, "at an idle prompt, and cd inside");
}

fn loaded_again_with_another_name_is_none(world: &World) {
    let venv = world.path("a/mine");
    world.make(harness::makers::Maker::STD, &venv);
    let (mut me, mut counter) = counted(world, &world.path("a"));
    me.run(&me.driver.evaluate(&format!("venvhook init {} --name mine", me.driver.name())));
    me.on(&venv);
    counter.count();
    for _ in 0..2 {
        me.enter();
        me.same(counter.count(), NONE, "at an idle prompt");
    }
}

fn tab_is_one(world: &World) {
    world.before_hook(world.driver.completions());
    world.hook("--completions");
    let (mut me, mut counter) = counted(world, &world.away());
    // The first may load what completes anything at all.
    for typed in ["forg", "forg"] {
        counter.count();
        me.keys(&format!("venvhook {typed}\t"));
        me.expect_typed("venvhook forget ");
        me.keys("\x15");
        me.expect_prompt();
    }
    me.same(counter.count(), Count { processes: 1, venvhook: 1 }, "at Tab");
}
