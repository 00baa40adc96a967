//! `venvhook try`: the tour without a terminal, and a visit at one.

use assert_cmd::Command;
use portable_pty::CommandBuilder;
use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use venvhook::system::child::Events;
use venvhook::tryout::session::{PROMPT, Session};

const SHELLS: [&str; 3] = ["bash", "zsh", "fish"];

/// The shells to test: those installed, and those that may not be skipped.
fn shells() -> Vec<&'static str> {
    let required = std::env::var("VENVHOOK_TEST_SHELLS").unwrap_or_default();
    let keep = |shell: &&str| {
        let here = which(shell).is_some() || required.split(',').any(|name| name.trim() == *shell);
        if !here {
            eprintln!("skipped: {shell} is not installed");
        }
        here
    };
    SHELLS.into_iter().filter(keep).collect()
}

fn which(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).map(|dir| dir.join(program)).find(|file| file.is_file())
}

/// A home, a place for scratch folders, and a `bin` that a test may fill.
struct Place {
    dir: TempDir,
}

struct Run {
    status: i32,
    out: String,
    err: String,
}

impl Place {
    fn new() -> Place {
        let dir = TempDir::new().unwrap();
        for name in ["home", "tmp", "bin"] {
            fs::create_dir(dir.path().join(name)).unwrap();
        }
        Place { dir }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().canonicalize().unwrap().join(name)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let file = self.path(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, text).unwrap();
        file
    }

    fn program(&self, name: &str, text: &str) {
        let file = self.write(&format!("bin/{name}"), text);
        fs::set_permissions(file, Permissions::from_mode(0o755)).unwrap();
    }

    /// PATH with this place's `bin` first.
    fn search_path(&self) -> String {
        format!("{}:{}", self.path("bin").display(), std::env::var("PATH").unwrap())
    }

    fn run(&self, args: &[&str], change: impl Fn(&mut Command)) -> Run {
        let mut command = Command::cargo_bin("venvhook").unwrap();
        command.arg("try").args(args).env("HOME", self.path("home")).env("TMPDIR", self.path("tmp"));
        change(&mut command);
        let output = command.output().unwrap();
        let run = Run {
            status: output.status.code().expect("it exits by itself"),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        };
        assert!(!run.out.contains('\x1b') && !run.err.contains('\x1b'), "{}{}", run.out, run.err);
        run
    }

    /// What is left where scratch folders are made, but for the folder that fish leaves there.
    fn left(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.path("tmp")).unwrap().map(|entry| entry.unwrap());
        let ours = entries.filter(|entry| !entry.file_name().to_string_lossy().starts_with("fish."));
        ours.map(|entry| entry.path()).collect()
    }
}

impl Run {
    fn is_refused(&self, words: &str) {
        assert_eq!((self.status, self.out.as_str()), (1, ""), "{}", self.err);
        assert!(self.err.starts_with("venvhook: ") && self.err.contains(words), "{}", self.err);
        assert_eq!(self.err.lines().count(), 1, "{}", self.err);
    }
}

#[test]
fn the_tour_works_in_every_shell_and_leaves_nothing() {
    for shell in shells() {
        let place = Place::new();
        let run = place.run(&[shell], |_| {});
        assert_eq!((run.status, run.err.as_str()), (0, ""), "{shell}: {}", run.out);
        assert!(run.out.contains(&format!("All 6 steps worked in {shell}.")), "{}", run.out);
        assert_eq!(run.out.matches("\n  ok: ").count(), 6, "{}", run.out);
        assert_eq!(place.left(), Vec::<PathBuf>::new());
        assert_eq!(fs::read_dir(place.path("home")).unwrap().count(), 0, "the home is not touched");
    }
}

#[test]
fn the_tour_works_in_powershell() {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/pwsh/pwsh");
    let found = std::env::var_os("PWSH").map(PathBuf::from).or_else(|| which("pwsh")).or(Some(beside));
    let Some(pwsh) = found.and_then(|file| file.canonicalize().ok()) else {
        let required = std::env::var("VENVHOOK_TEST_SHELLS").unwrap_or_default();
        assert!(!required.contains("pwsh"), "pwsh is required here, and this machine lacks it");
        eprintln!("skipped: pwsh is not on this machine");
        return;
    };
    let place = Place::new();
    symlink(pwsh, place.path("bin/pwsh")).unwrap();
    let run = place.run(&["pwsh"], |command| {
        command.env("PATH", place.search_path());
    });
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{}", run.out);
    assert_eq!(run.out.matches("\n  ok: ").count(), 6, "{}", run.out);
    assert_eq!(place.left(), Vec::<PathBuf>::new());
}

#[test]
fn the_persons_settings_and_venv_do_not_get_in_the_way() {
    for shell in shells() {
        let place = Place::new();
        let rc = place.write("home/.bashrc", "exit 7\n");
        place.write("home/.zshenv", "exit 7\n");
        place.write("home/.config/fish/config.fish", "exit 7\n");
        let venv = place.path("active");
        fs::create_dir_all(venv.join("bin")).unwrap();
        let run = place.run(&[shell], |command| {
            command
                .env("VIRTUAL_ENV", &venv)
                .env("PATH", format!("{}/bin:{}", venv.display(), std::env::var("PATH").unwrap()))
                .env("VENVHOOK_ENV", &venv)
                .env("VENVHOOK_TRUST", "ask")
                .env("VENVHOOK_NAME", "other")
                .env("PYTHONHOME", "/nowhere")
                .env("PROMPT_COMMAND", "exit 8")
                .env("BASH_ENV", &rc)
                .env("CDPATH", "/")
                .env("PS1", "(active) $ ");
        });
        assert_eq!((run.status, run.err.as_str()), (0, ""), "{shell}: {}", run.out);
    }
}

#[test]
fn without_an_argument_it_is_the_shell_in_use() {
    if which("zsh").is_none() {
        eprintln!("skipped: zsh is not installed");
        return;
    }
    let place = Place::new();
    let by_login = place.run(&[], |command| {
        command.env("VENVHOOK_HOOK", "zsh").env("SHELL", "/bin/bash");
    });
    assert!(by_login.out.contains("worked in zsh."), "{}{}", by_login.out, by_login.err);
    let binary = assert_cmd::cargo::cargo_bin("venvhook");
    let mut command = Command::new("zsh");
    // `; true` keeps zsh from becoming the binary.
    command.args(["-fc", "\"$1\" try; true", "zsh"]).arg(binary).env("SHELL", "/bin/bash");
    let output = command.env("TMPDIR", place.path("tmp")).env_remove("VENVHOOK_HOOK").output().unwrap();
    assert!(String::from_utf8_lossy(&output.stdout).contains("worked in zsh."), "{output:?}");
}

/// A Python whose venvs have scripts that do not do their work.
const LAME: &str = "#!/bin/sh
PATH=${PATH#*:}
export PATH
case $* in *-m*venv*) ;; *) exec python3 \"$@\" ;; esac
python3 \"$@\" || exit
for dir; do :; done
sed -i.orig -e 's/^ *PATH=.*bin.*/true/' -e 's/^ *export PATH/true/' -e 's/^ *set -gx PATH .*/true/' \"$dir\"/bin/activate \"$dir\"/bin/activate.fish
";

#[test]
fn a_step_that_does_not_work_is_seen() {
    for shell in shells() {
        let place = Place::new();
        place.program("python3", LAME);
        let run = place.run(&[shell], |command| {
            command.env("PATH", place.search_path());
        });
        assert_eq!(run.status, 1, "{shell}: {}", run.out);
        assert!(run.out.contains("$ cd apple\n  FAILED: VIRTUAL_ENV is nothing"), "{}", run.out);
        assert!(run.out.contains("did not activate its venv"), "{}", run.out);
        assert!(run.out.contains("4 of 6 steps FAILED"), "{}", run.out);
        assert_eq!(place.left(), Vec::<PathBuf>::new());
    }
}

#[test]
fn a_shell_that_ends_is_told_at_once() {
    // In fish, exit ends a sourced script only.
    for shell in shells().into_iter().filter(|shell| *shell != "fish") {
        let place = Place::new();
        place.program(
            "python3",
            &LAME.replace("-e 's/^ *PATH", "-e 's/^ *deactivate.*nondestructive.*/exit 3/' -e 's/^ *PATH"),
        );
        let begun = Instant::now();
        let run = place.run(&[shell], |command| {
            command.env("PATH", place.search_path());
        });
        assert_eq!(run.status, 1, "{shell}: {}", run.out);
        assert!(run.err.starts_with("venvhook: ") && run.err.contains("ended after cd apple"), "{}", run.err);
        assert!(begun.elapsed() < Duration::from_secs(25), "no time-out is waited for");
        assert_eq!(place.left(), Vec::<PathBuf>::new());
    }
}

#[test]
fn what_is_missing_is_told_in_one_line() {
    let place = Place::new();
    let empty = |command: &mut Command| {
        command.env("PATH", place.path("bin"));
    };
    place.run(&["bash"], empty).is_refused("bash was not found on PATH");
    symlink(which("bash").unwrap(), place.path("bin/bash")).unwrap();
    place
        .run(&["bash"], empty)
        .is_refused("no Python 3.4 or newer (python3 or python) and no uv was found on PATH");
    place.program("python", "#!/bin/sh\necho 2.7.18\nexit 0\n");
    place
        .run(&["bash"], empty)
        .is_refused("no Python 3.4 or newer (python3 or python) and no uv was found on PATH");
    place.program("python3", "#!/bin/sh\necho 3.11.2\nexit 1\n");
    place.run(&["bash"], empty).is_refused("apt install python3-venv");
    place.program(
        "python3",
        "#!/bin/sh\necho 3.11.2\ncase $* in *-m*) echo no; echo 'Error: full' >&2; exit 1;; esac\n",
    );
    place.run(&["bash"], empty).is_refused("could not create a venv: Error: full");
    let nowhere = place.run(&["bash"], |command| {
        command.env("PATH", place.path("bin")).env("TMPDIR", place.path("gone"));
    });
    nowhere.is_refused("the scratch folder could not be created");
    assert_eq!(place.run(&["ksh"], |_| {}).status, 2);
    assert_eq!(place.left(), Vec::<PathBuf>::new());
}

#[test]
fn uv_is_not_started_where_a_version_file_may_choose_what_runs() {
    let place = Place::new();
    symlink(which("bash").unwrap(), place.path("bin/bash")).unwrap();
    place.program("uv", "#!/bin/sh\npwd >\"$0.dir\"\nexit 1\n");
    place.write("project/.python-version", "/tmp/evil\n");
    let run = place.run(&["bash"], |command| {
        command.env("PATH", place.path("bin")).current_dir(place.path("project"));
    });
    run.is_refused("could not create a venv");
    let dir = fs::read_to_string(place.path("bin/uv.dir")).unwrap();
    assert!(Path::new(&dir).starts_with(place.path("tmp")), "{dir}");
}

#[test]
fn a_signal_to_stop_leaves_nothing_behind() {
    let place = Place::new();
    // Says that it has begun, and then takes its time.
    let slow = "#!/bin/sh\ncase $* in *-m*) : >\"$0.begun\"; exec sleep 2 ;; esac\necho 3.11.2\n";
    place.program("python3", slow);
    let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin("venvhook"));
    command.args(["try", "bash"]).env("PATH", place.search_path()).env("TMPDIR", place.path("tmp"));
    command.stdin(std::process::Stdio::null()).stderr(std::process::Stdio::piped());
    let child = command.spawn().unwrap();
    wait_until(|| place.path("bin/python3.begun").exists());
    assert_eq!(place.left().len(), 1);
    let pid = nix::unistd::Pid::from_raw(child.id().try_into().unwrap());
    nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGTERM).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("stopped by SIGTERM"));
    assert_eq!(place.left(), Vec::<PathBuf>::new());
}

fn wait_until(what: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !what() {
        assert!(Instant::now() < deadline, "it never came");
        std::thread::yield_now();
    }
}

/// rc files of a person who has a prompt, a variable, and in zsh a ZDOTDIR of their own.
fn write_rc_files(place: &Place) {
    let zdotdir = "export ZDOTDIR=$HOME/z; own_env=1\n";
    place.write("home/.bashrc", &format!("own=yes; cd /; PS1='\\#{PROMPT}'\n"));
    place.write("home/.zshenv", zdotdir);
    place.write("home/z/.zshrc", &format!("own=yes$own_env; cd /; PS1='%h{PROMPT}'; HISTFILE=$ZDOTDIR/h\n"));
    let fish = format!(
        "set -g own yes; cd /; set -g number 1\n\
         function next --on-event fish_postexec; set -g number (math $number + 1); end\n\
         function fish_prompt; echo -n \"$number{PROMPT}\"; end\n"
    );
    place.write("home/.config/fish/config.fish", &fish);
    fs::create_dir_all(place.path("home/.local/share/fish/generated_completions")).unwrap();
}

fn visit(place: &Place, shell: &str) -> CommandBuilder {
    let mut command = CommandBuilder::new(assert_cmd::cargo::cargo_bin("venvhook"));
    command.args(["try", shell]);
    command.env("HOME", place.path("home"));
    command.env("TMPDIR", place.path("tmp"));
    command.env("TERM", "xterm-256color");
    command.env("VIRTUAL_ENV", "/nowhere");
    command.env("VENVHOOK_ENV", "/nowhere");
    command.env("VENVHOOK_DATA_DIR", place.path("data"));
    for name in ["ZDOTDIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "PROMPT_COMMAND"] {
        command.env_remove(name);
    }
    command
}

#[test]
fn a_visit_has_the_persons_rc_file_and_ends_with_the_shell() {
    for shell in shells() {
        let place = Place::new();
        write_rc_files(&place);
        let rc = |name: &str| fs::read(place.path(name)).unwrap();
        let before = (rc("home/.bashrc"), rc("home/z/.zshrc"), rc("home/.config/fish/config.fish"));
        let events = Events::listen().unwrap();
        let mut session = Session::start(visit(&place, shell), &events).unwrap();
        let said = |session: &mut Session, line: &str| session.enter(line).unwrap().output;
        let first = said(&mut session, "echo \"[$own $VIRTUAL_ENV $PWD $ZDOTDIR $HISTFILE]\"");
        let folder = place.left().pop().expect("the scratch folder");
        let own = match shell {
            "zsh" => format!(
                "[yes1  {} {}/z {}/z/h]",
                folder.display(),
                place.path("home").display(),
                place.path("home").display()
            ),
            _ => format!("[yes  {} ", folder.display()),
        };
        assert!(first.contains(&own), "{shell}: {first}");
        let entered = session.enter("cd apple").unwrap();
        assert_eq!(entered.prompt, "(apple) ", "{shell}: {}", entered.output);
        assert!(entered.output.contains("venvhook: activated "), "{shell}: {}", entered.output);
        let allowed = said(&mut session, "venvhook allow; venvhook list");
        assert!(allowed.contains("apple"), "{shell}: {allowed}");
        assert_eq!(session.enter("cd ..").unwrap().prompt, "", "{shell}");
        let ended = session.enter("exit").unwrap_err().to_string();
        assert!(ended.contains("The scratch folder was deleted."), "{shell}: {ended}");
        assert_eq!(place.left(), Vec::<PathBuf>::new(), "{shell}");
        assert!(!place.path("data").exists(), "the person's records are not touched");
        let after = (rc("home/.bashrc"), rc("home/z/.zshrc"), rc("home/.config/fish/config.fish"));
        assert_eq!(before, after);
    }
}

/// Run in any shell of a visit, sends a signal to venvhook, its parent.
const TO_PARENT: &str =
    "sh -c 'kill -$0 $(ps -o ppid= -p $PPID 2>/dev/null || cut -d\\  -f4 /proc/$PPID/stat)'";

#[test]
fn a_visit_outlives_an_interrupt_but_not_its_terminal() {
    for shell in shells() {
        let place = Place::new();
        write_rc_files(&place);
        for file in ["home/.bashrc", "home/z/.zshrc", "home/.config/fish/config.fish"] {
            let rc = fs::read_to_string(place.path(file)).unwrap();
            place.write(file, &format!("{TO_PARENT} INT\n{rc}"));
        }
        let events = Events::listen().unwrap();
        let mut session = Session::start(visit(&place, shell), &events).unwrap();
        session.enter(&format!("{TO_PARENT} QUIT")).unwrap();
        assert_eq!(session.enter("cd apple").unwrap().prompt, "(apple) ", "{shell}");
        assert_eq!(place.left().len(), 1);
        session.enter(&format!("{TO_PARENT} HUP; sleep 100")).unwrap_err();
        wait_until(|| place.left().is_empty());
    }
}
