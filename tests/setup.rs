//! `venvhook setup` and `doctor` as a program calls them: what is refused, and that nothing is lost.

#![cfg(unix)]

use assert_cmd::Command;
use std::fs::{self, Permissions};
use std::io::Write;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A home directory and the program on PATH.
struct Home {
    dir: TempDir,
}

struct Run {
    status: i32,
    out: String,
    err: String,
}

impl Home {
    fn new() -> Home {
        let dir = TempDir::new().unwrap();
        fs::create_dir_all(dir.path().join("bin")).unwrap();
        symlink(env!("CARGO_BIN_EXE_venvhook"), dir.path().join("bin/venvhook")).unwrap();
        Home { dir }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().canonicalize().unwrap().join(name)
    }

    fn run(&self, args: &[&str]) -> Run {
        self.run_with(args, &[])
    }

    fn run_with(&self, args: &[&str], env: &[(&str, &Path)]) -> Run {
        let mut command = Command::new(self.path("bin/venvhook"));
        let path = format!("{}:/usr/bin:/bin", self.path("bin").display());
        command.args(args).current_dir("/").env_clear().env("PATH", path).env("SHELL", "/bin/bash");
        command.env("HOME", self.path("")).env("TERM", "xterm").envs(env.iter().copied());
        let output = command.timeout(std::time::Duration::from_secs(60)).output().unwrap();
        let run = Run {
            status: output.status.code().expect("no signal"),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        };
        assert!(!run.err.contains("panicked"), "{}", run.err);
        run
    }

    /// bash's rc file as setup leaves it.
    fn set_up(&self) -> String {
        assert_eq!(self.run(&["setup", "bash"]).status, 0);
        fs::read_to_string(self.path(".bashrc")).unwrap()
    }

    /// What doctor says of a bash with this rc file.
    fn doctor(&self, rc: &str) -> Run {
        fs::write(self.path(".bashrc"), rc).unwrap();
        self.run(&["doctor", "bash"])
    }

    /// Setup of bash is refused for this reason, with the line to add by hand; nothing is left behind.
    fn refused(&self, reason: &str) {
        let before = fs::read_dir(self.path("")).unwrap().count();
        for args in [&["setup", "bash"][..], &["setup", "bash", "--dry-run"]] {
            let run = self.run(args);
            assert_eq!((run.status, run.err.lines().count()), (1, 1), "{}{}", run.out, run.err);
            assert!(run.err.contains(reason) && run.err.contains("init bash)\""), "{reason}: {}", run.err);
        }
        assert_eq!(fs::read_dir(self.path("")).unwrap().count(), before, "no file is left");
    }
}

#[test]
fn every_byte_mode_and_link_is_as_before() {
    for text in ["", "a", "a\n", "a\r\n", "a\r\nb", "a \\", "a \\\n", "\u{feff}a\n\n\n"] {
        let home = Home::new();
        fs::create_dir(home.path("dotfiles")).unwrap();
        let target = home.path("dotfiles/bashrc");
        fs::write(&target, [text.as_bytes(), b"# caf\xe9"].concat()).unwrap();
        fs::set_permissions(&target, Permissions::from_mode(0o640)).unwrap();
        symlink("dotfiles/bashrc", home.path(".bashrc")).unwrap();
        let before = fs::read(&target).unwrap();
        assert_eq!(home.run(&["setup", "bash"]).status, 0);
        let added = fs::read(&target).unwrap();
        assert!(added.starts_with(&before) && added.len() > before.len());
        assert!(home.run(&["setup", "bash"]).out.contains("already"));
        assert_eq!(fs::read(&target).unwrap(), added, "once");
        assert_eq!(home.run(&["setup", "bash", "--remove"]).status, 0);
        assert_eq!(fs::read(&target).unwrap(), before);
        assert_eq!(fs::read_link(home.path(".bashrc")).unwrap(), Path::new("dotfiles/bashrc"));
        assert_eq!(target.metadata().unwrap().mode() & 0o777, 0o640);
        assert!(home.run(&["setup", "bash", "--remove"]).out.contains("nothing to do"));
    }
}

#[test]
fn what_cannot_be_written_well_is_refused_with_the_reason() {
    let home = Home::new();
    let rc = home.path(".bashrc");
    fs::create_dir(&rc).unwrap();
    home.refused("not a regular file");
    fs::remove_dir(&rc).unwrap();
    fs::write(&rc, "a\n").unwrap();
    fs::set_permissions(&rc, Permissions::from_mode(0o444)).unwrap();
    home.refused("read-only");
    fs::set_permissions(&rc, Permissions::from_mode(0o644)).unwrap();
    fs::hard_link(&rc, home.path("other")).unwrap();
    home.refused("hard link");
    fs::remove_file(&rc).unwrap();
    symlink("gone/bashrc", &rc).unwrap();
    home.refused("gone/bashrc, which does not exist");
    fs::remove_file(&rc).unwrap();
    symlink(".bashrc", &rc).unwrap();
    home.refused(".bashrc");
    fs::remove_file(&rc).unwrap();
    nix::unistd::mkfifo(&rc, nix::sys::stat::Mode::S_IRWXU).unwrap();
    home.refused("not a regular file");
    fs::remove_file(&rc).unwrap();
    fs::write(&rc, b"\xff\xfea\0").unwrap();
    home.refused("UTF-16");
    fs::write(&rc, vec![b'\n'; 2 << 20]).unwrap();
    home.refused("larger than");
}

#[test]
fn a_missing_parent_is_made_unless_a_file_is_in_the_way() {
    let home = Home::new();
    assert_eq!(home.run_with(&["setup", "zsh"], &[("ZDOTDIR", &home.path("a/b"))]).status, 0);
    assert!(home.path("a/b/.zshrc").exists());
    assert_eq!(home.path("a/b/.zshrc").metadata().unwrap().mode() & 0o133, 0, "an ordinary mode");
    fs::write(home.path("file"), "").unwrap();
    let run = home.run_with(&["setup", "zsh"], &[("ZDOTDIR", &home.path("file"))]);
    assert_eq!((run.status, run.err.lines().count()), (1, 1), "{}", run.err);
    assert!(run.err.contains("part of its path is a file"), "{}", run.err);
    assert_eq!(fs::read(home.path("file")).unwrap(), b"");
}

#[test]
fn a_file_whose_end_is_not_reached_is_refused() {
    let home = Home::new();
    for (text, reason) in [
        ("case $- in *i*) ;; *) return ;; esac\nexec fish\n", ".bashrc:2 ends the file (exec fish)"),
        ("if true; then\n", ".bashrc: line 2: syntax error"),
        ("echo 'a\n", ".bashrc: line"),
        ("cat <<END\n", "here-document"),
    ] {
        fs::write(home.path(".bashrc"), text).unwrap();
        home.refused(reason);
        assert_eq!(fs::read_to_string(home.path(".bashrc")).unwrap(), text);
        // As the refusal says.
        fs::write(home.path(".bashrc"), format!("eval \"$(venvhook init bash)\"\n{text}")).unwrap();
        assert!(home.run(&["setup", "bash"]).out.contains("(a line you added); nothing to do"));
    }
    // What may not be reached, mostly is.
    fs::write(home.path(".bashrc"), "if [ -n \"$X\" ]; then\nreturn\nfi\n").unwrap();
    let run = home.run(&["setup", "bash"]);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
}

#[test]
fn a_place_that_is_none_is_refused() {
    let home = Home::new();
    let before = fs::read_dir(home.path("")).unwrap().count();
    for (args, name, value, reason) in [
        (["setup", "bash"], "HOME", "home", "HOME is home, which is not an absolute path"),
        (["setup", "bash"], "HOME", "/nowhere/at/all", "HOME is /nowhere/at/all, which is not a directory"),
        (["setup", "zsh"], "ZDOTDIR", "~/zsh", "ZDOTDIR is ~/zsh, which is not an absolute path"),
        (["setup", "fish"], "XDG_CONFIG_HOME", "config", "not an absolute path"),
        (["doctor", "zsh"], "ZDOTDIR", "zsh", "ZDOTDIR is zsh, which is not an absolute path"),
    ] {
        let mut command = Command::new(home.path("bin/venvhook"));
        command.args(args).current_dir(home.path("")).env("HOME", home.path("")).env(name, value);
        let output = command.output().unwrap();
        let told = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(output.status.code() == Some(1) && told.contains(reason), "{told}");
        assert!(!told.contains("no line loads"), "nothing is told on top of it: {told}");
    }
    assert_eq!(fs::read_dir(home.path("")).unwrap().count(), before);
}

#[test]
fn another_users_file_is_left_to_them() {
    if !nix::unistd::geteuid().is_root() {
        eprintln!("skipped: only root can give a file away");
        return;
    }
    let home = Home::new();
    let program = home.path("venvhook");
    // Not by this process: see World::program.
    let copied = std::process::Command::new("cp").arg(env!("CARGO_BIN_EXE_venvhook")).arg(&program).status();
    assert!(copied.unwrap().success());
    fs::set_permissions(home.path(""), Permissions::from_mode(0o777)).unwrap();
    let text = "eval \"$(venvhook init bash)\" # by venvhook setup\n";
    for (args, before) in [(&["setup", "bash"][..], "a\n"), (&["setup", "bash", "--remove"], text)] {
        fs::write(home.path(".bashrc"), before).unwrap();
        let mut command = std::process::Command::new(&program);
        std::os::unix::process::CommandExt::uid(&mut command, 65534);
        let output = command.args(args).current_dir("/").env("HOME", home.path("")).output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(1) && told.contains("belongs to another user"), "{told}");
        assert_eq!(fs::read_to_string(home.path(".bashrc")).unwrap(), before);
    }
}

#[test]
fn a_shell_without_a_program_is_told() {
    let home = Home::new();
    let run = home.run_with(&["setup", "powershell"], &[("PATH", &home.path("bin"))]);
    assert_eq!(run.status, 1);
    assert!(run.err.contains("powershell was not found on PATH"), "{}", run.err);
    assert!(home.run(&["setup", "cmd"]).err.contains("Windows"));
    let run = home.run_with(&["doctor", "fish"], &[("PATH", &home.path("bin"))]);
    assert_eq!(run.status, 1);
    assert!(run.out.contains("fish was not found on PATH"), "{}", run.out);
}

#[test]
fn doctor_looks_at_the_data_too_and_starts_no_python() {
    let home = Home::new();
    home.run(&["setup", "bash"]);
    for name in ["python", "python3"] {
        let file = home.path("bin").join(name);
        fs::write(&file, format!("#!/bin/sh\n: >'{}'\n", home.path("started").display())).unwrap();
        fs::set_permissions(file, Permissions::from_mode(0o755)).unwrap();
    }
    let run = home.run(&["doctor", "bash"]);
    assert_eq!(run.status, 0, "{}", run.out);
    assert!(!home.path("started").exists());
    fs::write(home.path("file"), "").unwrap();
    let run = home.run_with(&["doctor", "bash", "--json"], &[("VENVHOOK_DATA_DIR", &home.path("file"))]);
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!((run.status, &report["ok"]), (1, &false.into()));
    assert_eq!(report["findings"][0]["check"], "data-directory");
    assert!(report["findings"][0]["remedy"].as_str().unwrap().contains("VENVHOOK_DATA_DIR"));
    fs::create_dir_all(home.path("data/grants")).unwrap();
    fs::write(home.path("data/grants/0123"), "venvhook gr").unwrap();
    let run = home.run_with(&["doctor", "bash"], &[("VENVHOOK_DATA_DIR", &home.path("data"))]);
    assert!(run.status == 1 && run.out.contains("is not a valid venvhook record"), "{}", run.out);
}

#[test]
fn doctor_knows_a_shell_that_never_comes_to_a_prompt() {
    let home = Home::new();
    let text = home.set_up();
    let run = home.doctor(&format!("{text}[ -n \"$x\" ] || exec true\n"));
    assert_eq!(run.status, 1);
    assert!(run.out.contains("ended before its first prompt"), "{}", run.out);
    assert!(run.out.contains(".bashrc:2 replaces it with another program"), "{}", run.out);
}

#[test]
fn doctor_tells_what_the_shell_cannot_read() {
    let home = Home::new();
    let line = home.set_up();
    let run = home.doctor(&format!("cat <<END >/dev/null\n{line}"));
    assert!(run.status == 1 && run.out.contains("move venvhook's line above it"), "{}", run.out);
    assert_eq!(home.doctor(&format!("{line}cat <<END >/dev/null\n")).status, 0);
}

#[test]
fn doctor_is_not_held_up_by_answers_that_nobody_reads() {
    let home = Home::new();
    let asks = "stty raw -echo; for i in {1..20000}; do printf '\\e[6n'; done; stty sane\n";
    fs::write(home.path(".bashrc"), asks).unwrap();
    assert_eq!(home.run(&["setup", "bash"]).status, 0);
    let run = home.run(&["doctor", "bash"]);
    assert_eq!(run.status, 0, "{}", run.out);
}

/// Whether zsh is installed. Where it is not, says so past the test's own output, which nobody sees.
fn zsh_is_here(test: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let here = std::env::split_paths(&path).any(|dir| dir.join("zsh").is_file());
    let required = std::env::var("VENVHOOK_TEST_SHELLS").unwrap_or_default();
    assert!(here || !required.split(',').any(|name| name.trim() == "zsh"), "zsh is required here");
    if !here {
        let mut stderr = std::io::stderr();
        writeln!(stderr, "skipped: {test}: zsh is not on this machine").unwrap();
    }
    here
}

#[test]
fn doctor_tells_the_error_that_ended_the_rc_file() {
    if !zsh_is_here("doctor_tells_the_error_that_ended_the_rc_file") {
        return;
    }
    let home = Home::new();
    fs::write(home.path(".zshrc"), "cd /none/such\ntrue none_such_*\n").unwrap();
    assert_eq!(home.run(&["setup", "zsh"]).status, 0);
    let run = home.run(&["doctor", "zsh"]);
    assert!(run.status == 1 && run.out.contains(".zshrc:2: no matches found"), "{}", run.out);
}

#[test]
fn doctor_knows_the_line_of_another_shell_and_a_venv_of_the_rc_file() {
    let home = Home::new();
    let run = home.doctor("# venvhook init zsh\nfalse && venvhook init zsh\n");
    assert!(run.out.contains("no line loads the hook") && run.out.contains("run: venvhook setup bash"));
    let rc = home.set_up();
    assert_eq!(home.run(&["doctor", "bash"]).status, 0);
    fs::create_dir(home.path("v")).unwrap();
    let run = home.doctor(&format!("export VIRTUAL_ENV=~/v\n{rc}"));
    assert!(run.status == 1 && run.out.contains("rc files activate (~/.bashrc:1): ~/v"), "{}", run.out);
}

#[test]
fn doctor_sees_another_shell_in_the_place() {
    let home = Home::new();
    // A program of that name that waits.
    symlink("/bin/cat", home.path("bin/fish")).unwrap();
    let rc = home.set_up();
    let run = home.doctor(&format!("{rc}if true; then\n  exec fish\nfi\n"));
    assert!(
        run.status == 1 && run.out.contains("is replaced by fish before its first prompt"),
        "{}",
        run.out
    );
    assert!(run.out.contains(".bashrc:3 replaces it with another program"), "{}", run.out);
}

#[test]
fn doctor_is_content_with_a_read_only_prompt_command_that_has_the_hook() {
    let home = Home::new();
    let rc = home.set_up();
    let run = home.doctor(&format!("readonly PROMPT_COMMAND=true\n{rc}"));
    assert!(run.status == 1 && run.out.contains("load venvhook above"), "{}", run.out);
    assert_eq!(home.doctor(&format!("{rc}readonly PROMPT_COMMAND=true\n")).status, 1);
    let run = home.doctor(&format!("{rc}readonly PROMPT_COMMAND\nPATH=\n"));
    assert_eq!(run.status, 0, "{}", run.out);
}

#[test]
fn doctor_knows_what_a_login_shell_reads() {
    let home = Home::new();
    fs::write(home.path(".bash_profile"), "export X=1\neval \"$(venvhook init bash)\"\n").unwrap();
    let run = home.run(&["doctor", "bash"]);
    assert!(
        run.status == 1
            && run.out.contains(".bash_profile:2 has the line, but a new bash reads ~/.bashrc instead")
    );
    assert_eq!(home.run(&["setup", "bash"]).status, 0);
    let run = home.run(&["doctor", "bash"]);
    assert!(run.status == 0 && !run.out.contains("login"), "{}", run.out);
    fs::write(home.path(".bash_profile"), "export X=1\n").unwrap();
    let run = home.run(&["doctor", "bash"]);
    assert!(run.status == 0 && run.out.contains("a login bash"), "{}", run.out);
    fs::write(home.path(".bash_profile"), "if [ -r ~/.bashrc ]; then . ~/.bashrc; fi\n").unwrap();
    assert!(!home.run(&["doctor", "bash"]).out.contains("a login bash"));
}

#[test]
fn a_login_bash_comes_to_the_hook_too() {
    let home = Home::new();
    let rc = format!("eval \"$({} init bash)\"\n", home.path("bin/venvhook").display());
    // The circle: each of the two said that all was well.
    let run = home.doctor(&rc);
    assert!(
        run.out.contains("reads none of your files") && run.out.contains("run venvhook setup bash"),
        "{}",
        run.out
    );
    let run = home.run(&["setup", "bash", "--dry-run"]);
    assert!(
        run.out.contains("would create ~/.bash_profile") && !home.path(".bash_profile").exists(),
        "{}",
        run.out
    );
    assert_eq!(home.run(&["setup", "bash"]).status, 0);
    let run = home.run(&["doctor", "bash"]);
    assert!(run.status == 0 && !run.out.contains("login"), "{}", run.out);
    let login = |home: &Home| {
        let mut bash = Command::new("/bin/bash");
        bash.args(["--login", "-i", "-c", "declare -F __venvhook_check"]).env_clear();
        bash.env("HOME", home.path("")).env("PATH", "/usr/bin:/bin").output().unwrap().stdout
    };
    assert_eq!(login(&home), b"__venvhook_check\n");
    let run = home.run(&["setup", "bash"]);
    assert!(run.out.contains(".bash_profile already reads ~/.bashrc"), "{}", run.out);
    home.run(&["setup", "bash", "--remove"]);
    assert!(!home.path(".bash_profile").exists());
    // The person's own file is theirs.
    fs::write(home.path(".profile"), "export X=1\n").unwrap();
    let run = home.run(&["setup", "bash"]);
    let told = "add to ~/.profile: if [ -r ~/.bashrc ]; then . ~/.bashrc; fi";
    assert!(run.status == 0 && run.out.contains(told), "{}", run.out);
    assert!(!home.path(".bash_profile").exists());
    assert_eq!(fs::read_to_string(home.path(".profile")).unwrap(), "export X=1\n");
    assert!(home.run(&["doctor", "bash"]).out.contains(told));
}

#[test]
fn doctor_told_to_stop_leaves_nothing() {
    use std::os::unix::process::ExitStatusExt;
    let home = Home::new();
    let (asked, tmp) = (home.path("asked"), home.path("tmp"));
    fs::create_dir(&tmp).unwrap();
    nix::unistd::mkfifo(&asked, nix::sys::stat::Mode::S_IRWXU).unwrap();
    fs::write(home.path(".bashrc"), ": >~/asked; read -r wait <~/asked\n").unwrap();
    let mut command = std::process::Command::new(home.path("bin/venvhook"));
    command.args(["doctor", "bash"]).env("HOME", home.path("")).env("TMPDIR", &tmp);
    let mut doctor = command.spawn().unwrap();
    // Comes back when the rc file has opened it.
    assert_eq!(fs::read(&asked).unwrap(), b"");
    assert_eq!(fs::read_dir(&tmp).unwrap().count(), 1);
    let pid = nix::unistd::Pid::from_raw(i32::try_from(doctor.id()).unwrap());
    nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGINT).unwrap();
    assert_eq!(doctor.wait().unwrap().signal(), Some(2));
    assert_eq!(fs::read_dir(&tmp).unwrap().count(), 0);
}

#[test]
fn setup_told_to_stop_ends_what_it_asks() {
    if !zsh_is_here("setup_told_to_stop_ends_what_it_asks") {
        return;
    }
    use std::os::unix::process::ExitStatusExt;
    let home = Home::new();
    let asked = home.path("asked");
    nix::unistd::mkfifo(&asked, nix::sys::stat::Mode::S_IRWXU).unwrap();
    fs::write(home.path(".zshenv"), "echo $$ >~/asked; read -r wait <~/asked\n").unwrap();
    let mut command = std::process::Command::new(home.path("bin/venvhook"));
    let mut setup = command.args(["setup", "zsh"]).env("HOME", home.path("")).spawn().unwrap();
    let zsh = fs::read_to_string(&asked).unwrap().trim().parse().unwrap();
    let signal = |pid, signal: Option<_>| nix::sys::signal::kill(nix::unistd::Pid::from_raw(pid), signal);
    signal(i32::try_from(setup.id()).unwrap(), Some(nix::sys::signal::Signal::SIGINT)).unwrap();
    assert_eq!(setup.wait().unwrap().signal(), Some(2));
    assert!(signal(zsh, None).is_err(), "zsh is left");
    assert!(!home.path(".zshrc").exists());
}

#[test]
fn doctor_leaves_no_history_and_no_process() {
    let home = Home::new();
    let rc = home.set_up();
    let pid = home.path("pid").display().to_string();
    let jobs = home.path("jobs").display().to_string();
    // A server leaves its session, or does not heed its end; only Linux tells that it is of the same origin.
    let server = if cfg!(target_os = "linux") {
        "for how in setsid nohup; do $how sleep 1000 & echo $!; done"
    } else {
        ":"
    };
    let mine = format!(
        "{{ set -m; sleep 1000 & echo $!; set +m; {server}; }} >'{jobs}'\n[ -n \"$TMUX\" ] || {{ : >~/tmux; exec sleep 100; }}\ndirname \"$TMUX\" >~/multiplexer\nHISTFILE=~/history\nPROMPT_COMMAND='history -a'\ntrap 'echo x >~/trap' EXIT\necho $$ >'{pid}'\n"
    );
    fs::write(home.path(".bashrc"), format!("{mine}{rc}")).unwrap();
    fs::write(home.path("history"), "one\n").unwrap();
    let run = home.run(&["doctor", "bash"]);
    assert_eq!(run.status, 0, "{}", run.out);
    let dir = fs::read_to_string(home.path("multiplexer")).unwrap();
    assert!(Path::new(dir.trim()).is_absolute() && !Path::new(dir.trim()).exists(), "{dir}");
    assert_eq!(fs::read_to_string(home.path("history")).unwrap(), "one\n");
    assert!(!home.path("trap").exists() && !home.path("tmux").exists());
    let pid = fs::read_to_string(pid).unwrap();
    assert!(!Path::new("/proc").join(pid.trim()).exists(), "the shell is gone");
    for job in fs::read_to_string(jobs).unwrap().lines() {
        let job = nix::unistd::Pid::from_raw(job.parse().unwrap());
        // Whoever inherits it may take a moment to collect it.
        let state = || fs::read_to_string(format!("/proc/{job}/stat")).unwrap_or_default();
        let begin = std::time::Instant::now();
        while nix::sys::signal::kill(job, None).is_ok() && !state().contains(") Z ") {
            assert!(begin.elapsed().as_secs() < 60, "{job} is left");
            std::thread::yield_now();
        }
    }
}
