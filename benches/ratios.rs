//! Speed as ratios, each pair measured in one run, in turns, so that a noisy machine is noisy for
//! both: `cargo bench`.
//!
//! - start: `venvhook hook` against an empty Rust program built with the same profile;
//! - prompt: the hook at an unchanged prompt, six levels deep, against the shortest builtin walk
//!   that asks the same questions of the file system;
//! - load: evaluating the hook, in milliseconds, for the record.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const ROUNDS: usize = 15;
const STARTS: usize = 40;

fn main() {
    let dir = tempfile::tempdir().expect("a scratch folder");
    let deep = dir.path().canonicalize().unwrap().join("1/2/3/4/5/6");
    std::fs::create_dir_all(&deep).unwrap();
    start(dir.path(), &deep);
    for shell in ["bash", "zsh", "fish"] {
        if Command::new(shell).arg("--version").stdout(Stdio::null()).status().is_ok() {
            prompt(shell, dir.path(), &deep);
        } else {
            println!("{shell}: not installed, not measured");
        }
    }
}

fn venvhook() -> &'static str {
    env!("CARGO_BIN_EXE_venvhook")
}

/// Runs both in turns; the medians, first and second.
fn in_turns(mut first: impl FnMut(), mut second: impl FnMut()) -> (Duration, Duration) {
    let time = |run: &mut dyn FnMut()| {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    let mut times = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        times.0.push(time(&mut first));
        times.1.push(time(&mut second));
    }
    times.0.sort();
    times.1.sort();
    (times.0[ROUNDS / 2], times.1[ROUNDS / 2])
}

fn start(dir: &Path, deep: &Path) {
    let source = dir.join("empty.rs");
    let empty = dir.join("empty");
    std::fs::write(&source, "fn main() {}").unwrap();
    let flags = ["-Copt-level=3", "-Clto=fat", "-Ccodegen-units=1", "-Cpanic=abort", "-Cstrip=symbols", "-o"];
    let built = Command::new("rustc").args(flags).arg(&empty).arg(&source).status();
    assert!(built.is_ok_and(|status| status.success()), "rustc could not build the empty program");
    let run = |program: &Path, args: &[&str]| {
        for _ in 0..STARTS {
            let status = Command::new(program).args(args).stdout(Stdio::null()).status().unwrap();
            assert!(status.success());
        }
    };
    let pwd = format!("--pwd={}", deep.display());
    let hook = ["hook", "bash", "--name=.venv:venv:env", "--trust=local", &pwd];
    let (ours, theirs) = in_turns(|| run(Path::new(venvhook()), &hook), || run(&empty, &[]));
    report("venvhook hook / empty program", ours, theirs, STARTS);
}

fn report(what: &str, ours: Duration, theirs: Duration, runs: usize) {
    let each = |time: Duration| time.as_secs_f64() * 1e6 / f64::from(u32::try_from(runs).unwrap());
    println!(
        "{what}: {:.2} ({:.1} µs / {:.1} µs)",
        ours.as_secs_f64() / theirs.as_secs_f64(),
        each(ours),
        each(theirs)
    );
}

/// The shell is told to run its prompt function N times, and then the bare walk N times; what it
/// takes to start and to load is measured with none and taken off.
fn prompt(shell: &str, dir: &Path, deep: &Path) {
    const TIMES: usize = 2000;
    let hook = write(dir, "hook", &output(Command::new(venvhook()).args(["init", shell])));
    let (repeat, walk) = match shell {
        "fish" => ("for i in (seq N); BODY; end", FISH_WALK),
        _ => ("i=0; while [[ $i -lt N ]]; do BODY; i=$((i+1)); done", POSIX_WALK),
    };
    let script = |body: &str, times: usize| {
        let repeat = repeat.replace('N', &times.to_string()).replace("BODY", body);
        let text = format!("source {}\n{walk}\n__venvhook_at_prompt\n{repeat}\ntrue\n", hook.display());
        write(dir, &format!("{body}-{times}"), text.as_bytes())
    };
    let run = |script: &Path| {
        let mut command = Command::new(shell);
        match shell {
            "bash" => command.args(["--norc", "--noprofile", "-i"]),
            "zsh" => command.args(["-f", "-i"]),
            _ => command.args(["--no-config", "-i"]),
        };
        let status = command.arg(script).current_dir(deep).env("PWD", deep).stderr(Stdio::null()).status();
        assert!(status.unwrap().success(), "{shell} failed");
    };
    let bare = write(dir, "bare", b"");
    let (ours, theirs) = (script("__venvhook_at_prompt", TIMES), script("walk", TIMES));
    let (ours_none, theirs_none) = (script("__venvhook_at_prompt", 0), script("walk", 0));
    let (ours, theirs) = in_turns(|| run(&ours), || run(&theirs));
    let (loaded, theirs_none) = in_turns(|| run(&ours_none), || run(&theirs_none));
    let (_, unloaded) = in_turns(|| {}, || run(&bare));
    report(
        &format!("{shell} prompt / shortest walk"),
        ours.saturating_sub(loaded),
        theirs.saturating_sub(theirs_none),
        TIMES,
    );
    println!("{shell} load: {:.1} ms", (loaded.saturating_sub(unloaded)).as_secs_f64() * 1e3);
}

fn write(dir: &Path, name: &str, text: &[u8]) -> PathBuf {
    let path = dir.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

fn output(command: &mut Command) -> Vec<u8> {
    command.output().expect("venvhook runs").stdout
}

/// What no hook that notices a new venv at the next prompt can do without: for each level, is there
/// a directory of one of three names, is this a venv itself (of either kind)?
const POSIX_WALK: &str = r"walk() {
  local dir=$PWD
  while :; do
    if [[ -d $dir/.venv || -d $dir/venv || -d $dir/env || -e $dir/pyvenv.cfg || -e $dir/bin/activate_this.py ]]; then return; fi
    [[ -n $dir ]] || return 0
    dir=${dir%/*}
  done
}";

const FISH_WALK: &str = r"function walk
    set -l dir $PWD
    while true
        if test -d $dir/.venv; or test -d $dir/venv; or test -d $dir/env; or test -e $dir/pyvenv.cfg; or test -e $dir/bin/activate_this.py
            return
        end
        test -n $dir; or return
        string match -qr '(?s)^(?<dir>.*)/' -- $dir
    end
end";
