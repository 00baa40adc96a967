//! Ctrl-C at any moment: what was under way is finished or undone.

use std::time::{Duration, SystemTime};

use super::{Scenario, scenarios};
use crate::harness::world::World;

pub(super) fn list() -> Vec<Scenario> {
    scenarios![
        interrupted_at_any_moment
            without "cmd": "wine's console turns no signal into Ctrl-C",
        binary_that_hangs
            without "cmd": "wine's console turns no signal into Ctrl-C",
        interrupted_own_hook
            without "cmd": "wine's console turns no signal into Ctrl-C",
    ]
}

/// A few numbers that differ from run to run, and can be had again by their seed (splitmix64).
struct Chance(u64);

impl Chance {
    fn new() -> Self {
        let now = || {
            SystemTime::now()
                .duration_since(SystemTime::UNIX_EPOCH)
                .map_or(0, |age| age.as_secs() ^ u64::from(age.subsec_nanos()))
        };
        let given = std::env::var("VENVHOOK_TEST_SEED").ok().and_then(|seed| seed.parse().ok());
        Self(given.unwrap_or_else(now))
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }
}

fn interrupted_at_any_moment(world: &World) {
    let mut chance = Chance::new();
    let seed = chance.0;
    let (a, b) = (world.project("a"), world.project("b"));
    let times =
        std::env::var("VENVHOOK_TEST_INTERRUPTS").ok().and_then(|times| times.parse().ok()).unwrap_or(90);
    let mut me = world.start();
    me.leave();
    let before = me.look();
    for turn in 0..times {
        let dir = [a.dir.clone(), b.dir.clone(), world.away()][turn % 3].clone();
        me.keys(&format!("{}\r", me.driver.cd(dir.to_str().unwrap())));
        // The one wait by the clock: any moment is what is wanted.
        std::thread::sleep(Duration::from_micros(chance.below(30_000)));
        me.interrupt_now();
        let look = me.look();
        let why = format!("turn {turn}: VENVHOOK_TEST_SEED={seed}");
        me.same(
            look.var("VENVHOOK_ENV"),
            look.var("VIRTUAL_ENV"),
            &format!("what is on is the hook's ({why})"),
        );
        let on = look.var("VIRTUAL_ENV").is_some();
        me.same(
            look.has("function", "deactivate"),
            on,
            &format!("deactivate is there with a venv alone ({why})"),
        );
        let entries = [&a, &b].map(|project| look.times_on_path(&project.venv.join(world.driver.bin())));
        me.same(
            entries.iter().sum::<usize>(),
            usize::from(on),
            &format!("the venv's entry is on PATH ({why})"),
        );
    }
    for project in [&a, &b] {
        me.leave();
        me.off();
        me.cd(&project.dir);
        me.on(&project.venv);
    }
    me.leave();
    me.off();
    me.same(me.prompt(), "", &format!("the prompt (VENVHOOK_TEST_SEED={seed})"));
    me.unchanged_since(&before);
    me.silent();
}

/// A question that was cut short is asked again where something has changed, not before.
fn binary_that_hangs(world: &World) {
    let (a, b) = (world.project("a"), world.project("b"));
    let mut me = world.start();
    std::fs::remove_file(world.installed()).unwrap();
    world.program("venvhook", "#!/bin/sh\necho it hangs >/dev/tty\nexec sleep 1000\n");
    me.keys(&format!("{}\r", me.driver.cd(a.dir.to_str().unwrap())));
    me.expect("it hangs");
    me.interrupt();
    for line in ["", "echo so", ""] {
        me.run(line);
    }
    me.same(me.screen().matches("it hangs").count(), 1, "times that the program was asked");
    me.off();
    world.install();
    me.enter();
    me.off();
    me.cd(&b.dir);
    me.on(&b.venv);
    me.cd(&a.dir);
    me.on(&a.venv);
}

/// The venv is left all the same.
fn interrupted_own_hook(world: &World) {
    let a = world.project("a");
    world.after_hook(&world.driver.own_hook("leave", "sh -c 'echo half-way >/dev/tty; exec sleep 1000'"));
    let mut me = world.start();
    me.leave();
    let before = me.look();
    me.cd(&a.dir);
    me.on(&a.venv);
    me.keys(&format!("{}\r", me.driver.cd(world.away().to_str().unwrap())));
    me.expect("half-way");
    me.interrupt();
    me.enter();
    me.off();
    me.unchanged_since(&before);
}
