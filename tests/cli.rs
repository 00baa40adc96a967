//! The commands as a person or a program calls them: what they print where, and their exit status.

use assert_cmd::Command;
use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A folder with a home, a data directory and projects whose venvs are real enough for the binary:
/// the files of CPython's own venv, with an interpreter that leads to a real program.
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
        fs::set_permissions(dir.path(), Permissions::from_mode(0o755)).unwrap();
        Place { dir }
    }

    fn path(&self, name: impl AsRef<OsStr>) -> PathBuf {
        self.dir.path().canonicalize().unwrap().join(name.as_ref())
    }

    fn project(&self, name: impl AsRef<OsStr>) -> PathBuf {
        let project = self.path(name);
        let venv = project.join(".venv");
        fs::create_dir_all(venv.join("bin")).unwrap();
        fs::write(venv.join("pyvenv.cfg"), "home = /usr/bin\nversion = 3.12.1\n").unwrap();
        symlink("/bin/sh", venv.join("bin/python")).unwrap();
        let baked = [b"VIRTUAL_ENV='", venv.as_os_str().as_bytes(), b"'\n"].concat();
        fs::write(venv.join("bin/activate"), baked).unwrap();
        project
    }

    fn run(&self, dir: &Path, args: &[&str]) -> Run {
        self.run_with(dir, args, |_| {})
    }

    fn run_with(&self, dir: &Path, args: &[&str], change: impl Fn(&mut Command)) -> Run {
        let mut command = Command::cargo_bin("venvhook").unwrap();
        command.args(args).current_dir(dir).env_clear().env("PATH", "/usr/bin:/bin");
        command.env("HOME", self.path("")).env("VENVHOOK_DATA_DIR", self.path("data")).env("PWD", dir);
        command.timeout(std::time::Duration::from_secs(30));
        change(&mut command);
        let output = command.output().unwrap();
        let run = Run {
            status: output.status.code().expect("no signal"),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        };
        assert!(!run.err.contains("panicked"), "{}", run.err);
        run
    }
}

impl Run {
    /// The one line that is said, on stderr alone, with this status.
    fn says(&self, status: i32, words: &[&str]) {
        assert_eq!((self.status, self.out.as_str()), (status, ""), "{}", self.err);
        assert_eq!(self.err.lines().count(), 1, "{}", self.err);
        assert!(self.err.starts_with("venvhook: "), "{}", self.err);
        for word in words {
            assert!(self.err.contains(word), "{word:?} is not in {}", self.err);
        }
    }
}

#[test]
fn a_mistake_is_one_line_and_status_2() {
    let place = Place::new();
    let dir = place.path("");
    place.run(&dir, &["init", "zhs"]).says(2, &["zhs", "bash", "see venvhook init --help"]);
    place.run(&dir, &["list", "--jsno"]).says(2, &["--jsno"]);
    place.run(&dir, &["frobnicate"]).says(2, &["frobnicate", "see venvhook --help"]);
    assert!(!place.run(&dir, &["frob"]).err.contains("probe'"), "a hidden command is suggested");
    place.run(&dir, &["init", "bash", "--name", "a/b"]).says(2, &["a/b"]);
    for line in [&["exec"][..], &["exec", "--in", "/"], &["exec", "--"]] {
        place.run(&dir, line).says(2, &["exec needs a command", "venvhook exec [--in DIR] -- CMD"]);
    }
    for command in ["setup", "init", "doctor"] {
        let ksh = place.run(&dir, &[command, "ksh"]);
        ksh.says(2, &["'ksh'", "bash, zsh, fish, powershell, cmd"]);
        assert!(!ksh.err.contains("similar"), "{}", ksh.err);
    }
}

#[test]
fn a_bad_variable_is_named() {
    let place = Place::new();
    let run = |args: &[&str], name: &str, value: &str| {
        place.run_with(&place.path(""), args, |c| _ = c.env(name, value))
    };
    for args in [&["init", "zsh"][..], &["why"], &["exec", "true"]] {
        let run = run(args, "VENVHOOK_TRUST", "blindly");
        run.says(2, &["'blindly'", "VENVHOOK_TRUST", "local, ask"]);
        assert!(!run.err.contains("--trust"), "{}", run.err);
    }
    run(&["why"], "VENVHOOK_NAME", ".venv:a/b").says(2, &["'a/b'", "VENVHOOK_NAME", "cannot contain"]);
    let typed = run(&["why", "--trust", "blindly"], "VENVHOOK_TRUST", "blindly");
    typed.says(2, &["'blindly'", "--trust"]);
}

#[test]
fn help_is_as_wide_as_people_read() {
    let place = Place::new();
    let narrow = |args: &[&str]| place.run_with(&place.path(""), args, |c| _ = c.env("COLUMNS", "80")).out;
    for command in ["init", "new", "show", "list", "exec", "doctor"] {
        for line in narrow(&[command, "-h"]).lines().chain(narrow(&[command, "--help"]).lines()) {
            assert!(line.chars().count() <= 80, "venvhook {command}: {line}");
        }
    }
    let lines = "  fish   venvhook init fish | source       in ~/.config/fish/config.fish\n  pwsh   \
                 Invoke-Expression (& { (venvhook init powershell | Out-String) })\n";
    assert!(narrow(&["--help"]).contains(lines), "a line to copy is broken");
}

#[test]
fn every_option_is_a_variable_too() {
    let place = Place::new();
    let init = |args: &[&str], variables: &[(&str, &str)]| {
        place.run_with(&place.path(""), args, |c| _ = c.envs(variables.iter().copied())).out
    };
    let by_option =
        init(&["init", "bash", "--name", "x*", "--name", "y", "--trust", "ask", "--no-cd", "--quiet"], &[]);
    let variables = [
        ("VENVHOOK_NAME", "x*:y"),
        ("VENVHOOK_TRUST", "ask"),
        ("VENVHOOK_NO_CD", "1"),
        ("VENVHOOK_QUIET", "1"),
    ];
    assert_eq!(by_option, init(&["init", "bash"], &variables));
    assert_ne!(by_option, init(&["init", "bash"], &[]));
    assert_ne!(init(&["init", "bash"], &[("VENVHOOK_VERBOSE", "1")]), init(&["init", "bash"], &[]));
}

#[test]
fn a_path_that_is_none_is_named() {
    let place = Place::new();
    let dir = place.path("");
    fs::write(dir.join("file"), "").unwrap();
    fs::create_dir(dir.join("empty")).unwrap();
    for command in ["allow", "deny", "forget"] {
        place.run(&dir, &[command, "nowhere"]).says(1, &["nowhere", "does not exist"]);
        place.run(&dir, &[command, "file"]).says(1, &["file", "directory"]);
        place.run(&dir, &[command, "empty"]).says(1, &["empty", "no venv"]);
        place.run(&dir, &[command, "--tree", "file"]).says(1, &["file", "directory"]);
    }
    place.run(&dir, &["why", "nowhere"]).says(1, &["nowhere", "does not exist"]);
}

#[test]
fn grants_are_recorded_listed_and_taken_back() {
    let place = Place::new();
    let project = place.project("app");
    place.run(&project, &["allow"]).says(0, &["allowed", "app/.venv"]);
    place.run(&project, &["deny", "--tree", ".."]).says(0, &["denied", "below"]);
    let listed = place.run(&project, &["list"]);
    assert_eq!(listed.out.lines().count(), 2, "{}", listed.out);
    assert!(listed.out.contains("Python 3.12.1"), "{}", listed.out);

    fs::write(project.join(".venv/bin/activate.csh"), "x").unwrap();
    assert!(place.run(&project, &["list"]).out.contains("changed"));
    assert!(place.run(&project, &["why"]).out.contains("changed since you allowed it"));

    fs::remove_dir_all(project.join(".venv")).unwrap();
    assert!(place.run(&project, &["list"]).out.contains("(does not exist)"));
    let json: serde_json::Value =
        serde_json::from_str(&place.run(&project, &["list", "--json"]).out).unwrap();
    assert_eq!(json[1]["state"], "gone");
    place.run(&project, &["forget", ".venv"]).says(0, &["forgot"]);
    place.run(&project, &["forget", "--tree", ".."]).says(0, &["forgot"]);
    place.run(&project, &["list"]).says(0, &["no records yet"]);
}

#[test]
fn a_wide_tree_is_allowed_only_by_yes() {
    let place = Place::new();
    let project = place.project("app");
    symlink(".", place.path("link")).unwrap();
    let link = place.path("link");
    let (home, link) = (link.parent().unwrap().to_str().unwrap(), link.to_str().unwrap());
    for (tree, words) in [
        ("/", &["/ is the whole file system", "venvhook allow --tree --yes /"][..]),
        ("..", &["~ is your whole home", &format!("venvhook allow --tree --yes {home}")]),
        (home, &["~ is your whole home"]),
        (link, &["~ is your whole home"]),
        ("../app/..", &["~ is your whole home"]),
        ("../..", &["contains home directories"]),
    ] {
        place.run(&project, &["allow", "--tree", tree]).says(1, words);
        place.run(&project, &["allow", "--tree", tree]).says(1, &["nothing was recorded"]);
    }
    fs::create_dir(place.path("open")).unwrap();
    fs::set_permissions(place.path("open"), Permissions::from_mode(0o1777)).unwrap();
    place.run(&project, &["allow", "--tree", "../open"]).says(1, &["~/open can get venvs from other users"]);
    place.run(&project, &["list"]).says(0, &["no records yet"]);

    place.run(&project, &["allow", "--yes"]).says(2, &["--tree"]);
    place.run(&project, &["deny", "--tree", "--yes", ".."]).says(2, &["--yes"]);
    place.run(&project, &["deny", "--tree", ".."]).says(0, &["denied every venv below ~"]);
    place.run(&project, &["allow", "--tree", "--yes", ".."]).says(0, &["allowed every venv below ~"]);
    place.run(&project, &["allow", "--tree", "."]).says(0, &["allowed every venv below ~/app"]);
    assert_eq!(place.run(&project, &["list"]).out.lines().count(), 2);
}

#[test]
fn what_is_said_by_hand_asks_no_policy() {
    let place = Place::new();
    let project = place.project("app");
    for command in ["allow", "deny", "forget", "new"] {
        place.run(&project, &[command, "--trust", "ask"]).says(2, &["'--trust'"]);
    }
    for command in ["allow", "deny", "forget"] {
        let run = place.run_with(&project, &[command], |c| _ = c.env("VENVHOOK_TRUST", "blindly"));
        assert_eq!(run.status, 0, "{}", run.err);
    }
}

#[test]
fn a_grant_does_not_help_where_nothing_can() {
    let place = Place::new();
    let project = place.project("app");
    fs::rename(&project, place.path("moved")).unwrap();
    place
        .run(&place.path("moved"), &["allow"])
        .says(1, &["moved", "to recreate it, run in ~/moved: venvhook new --clear .venv"]);
    place.run(&place.path("moved"), &["list"]).says(0, &["no records yet"]);
}

#[test]
fn the_data_directory_may_be_anything() {
    let place = Place::new();
    let project = place.project("app");
    fs::write(place.path("file"), "").unwrap();
    let with = |args: &[&str], data: &str| {
        let data = place.path(data);
        place.run_with(&project, args, move |c| _ = c.env("VENVHOOK_DATA_DIR", &data))
    };
    with(&["allow"], "file").says(1, &["nothing was recorded", "part of its path is a file"]);
    let files = ["the hook's files could not be written", "part of its path is a file"];
    with(&["init", "cmd"], "file").says(1, &files);
    assert!(with(&["init", "cmd", "--print"], "new").out.contains("hook.bat"));
    assert!(!place.path("new").exists(), "shown, not written");
    assert!(with(&["why"], "file").out.contains("used"));
    let hook = ["hook", "bash", "--pwd", project.to_str().unwrap()];
    assert!(with(&hook, "file").out.contains("__venvhook_enter"));

    // A device that is always full would need a mount; a directory that takes no file is like it.
    let allow = place.run_with(&project, &["allow"], |c| _ = c.env("VENVHOOK_DATA_DIR", "/proc/self"));
    allow.says(1, &["nothing was recorded", "/proc/self"]);

    // One that depends on where a person stands would let each project bring records of its own.
    place.run(&project, &["deny"]).says(0, &["denied"]);
    fs::rename(place.path("data"), project.join("records")).unwrap();
    let relative =
        |args: &[&str]| place.run_with(&project, args, |c| _ = c.env("VENVHOOK_DATA_DIR", "records"));
    relative(&["allow"]).says(1, &["records is not an absolute path"]);
    relative(&["list"]).says(1, &["records is not an absolute path"]);
    let why = relative(&["why"]).out;
    assert!(why.contains("not used") && why.contains("is not an absolute path"), "{why}");
    assert!(!relative(&hook).out.contains("__venvhook_enter"));
    let at_home =
        place.run_with(&project, &["list"], |c| _ = c.env("HOME", ".").env_remove("VENVHOOK_DATA_DIR"));
    at_home.says(1, &["is not an absolute path"]);
    let homeless =
        place.run_with(&project, &["why"], |c| _ = c.env_remove("HOME").env_remove("VENVHOOK_DATA_DIR"));
    assert_eq!(homeless.status, 0);
}

#[test]
fn json_sends_a_terminal_nothing_that_it_obeys() {
    let place = Place::new();
    let name = "x\u{9b}2J\u{202e}y\u{1b}[31m";
    let project = place.project(name);
    place.run(&project, &["allow"]);
    for args in
        [&["why", "--json"][..], &["show", "--json"], &["list", "--json"], &["list", "--scan", "--json"]]
    {
        let out = place.run(&project, args).out;
        assert!(!out.contains(['\u{9b}', '\u{202e}', '\u{1b}']), "{args:?}: {out:?}");
        let value: serde_json::Value = serde_json::from_str(&out).unwrap();
        let told = value.pointer("/0/path").or(value.get("directory")).or(value.get("path")).unwrap();
        assert!(told.as_str().unwrap().contains(name), "{args:?}: {told}");
    }
}

#[test]
fn a_disk_that_takes_no_byte_leaves_no_half_file() {
    let place = Place::new();
    let project = place.project("app");
    let binary = assert_cmd::cargo::cargo_bin("venvhook");
    // What a full disk is like: files can be made, but nothing can be written into them.
    let script = "trap '' XFSZ; ulimit -f 0; exec \"$0\" allow";
    let mut command = std::process::Command::new("bash");
    command.args(["-c", script]).arg(binary).current_dir(&project);
    let output = command.env("VENVHOOK_DATA_DIR", place.path("data")).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.starts_with("venvhook: nothing was recorded"), "{told}");
    assert_eq!(fs::read_dir(place.path("data/grants")).unwrap().count(), 0);
    place.run(&project, &["allow"]).says(0, &["allowed"]);
}

#[test]
fn what_a_killed_write_left_is_swept_by_a_later_one() {
    let place = Place::new();
    let project = place.project("app");
    // The system kills what writes more than it may, here the first byte: a kill at the worst moment, each time.
    let script = "ulimit -c 0; ulimit -f 0; exec \"$0\" allow";
    let mut command = std::process::Command::new("bash");
    command.args(["-c", script]).arg(assert_cmd::cargo::cargo_bin("venvhook")).current_dir(&project);
    let output = command.env("VENVHOOK_DATA_DIR", place.path("data")).output().unwrap();
    assert_eq!(output.status.signal(), Some(nix::libc::SIGXFSZ), "{output:?}");
    let left = || {
        let files = fs::read_dir(place.path("data/grants")).unwrap().map(|entry| entry.unwrap().path());
        files.filter(|file| file.file_name().unwrap().as_bytes().starts_with(b".")).collect::<Vec<_>>()
    };
    assert_eq!(left().len(), 1);
    // As far as anyone can tell it is still being written.
    place.run(&project, &["allow"]).says(0, &["allowed"]);
    let [unfinished] = &left()[..] else { panic!("{:?}", left()) };
    let age = std::time::SystemTime::now() - std::time::Duration::from_secs(2 * 60 * 60);
    fs::File::options().append(true).open(unfinished).unwrap().set_modified(age).unwrap();
    place.run(&project, &["deny"]).says(0, &["denied"]);
    assert_eq!(left(), [] as [PathBuf; 0]);
    assert_eq!(place.run(&project, &["list"]).out.lines().count(), 1);
}

#[test]
fn marks_of_what_is_gone_are_swept() {
    for sweep in
        [&["list", "--gone", "--forget"][..], &["allow"], &["deny"], &["forget"], &["allow", "--tree", "."]]
    {
        let place = Place::new();
        let (stays, goes) = (place.project("stays"), place.project("goes"));
        let enter = |project: &Path| {
            let hook = ["hook", "bash", "--pwd", project.to_str().unwrap()];
            assert!(place.run(&stays, &hook).out.contains("__venvhook_enter"));
        };
        let marks = |kind: &str| fs::read_dir(place.path("data").join(kind)).map_or(0, Iterator::count);
        // Something to forget.
        place.run(&stays, &["allow"]).says(0, &["allowed"]);
        enter(&goes);
        enter(&stays);
        enter(&stays);
        assert_eq!((marks("used"), marks("stamps")), (2, 2), "{sweep:?}");
        fs::remove_dir_all(&goes).unwrap();
        assert_eq!(place.run(&stays, sweep).status, 0, "{sweep:?}");
        assert_eq!(marks("used"), 1, "{sweep:?}");
        assert!(marks("stamps") <= 1, "{sweep:?}");
    }
}

#[test]
fn a_damaged_or_foreign_record_stops_its_venv_only() {
    let place = Place::new();
    let (one, other) = (place.project("one"), place.project("other"));
    place.run(&one, &["allow"]).says(0, &["allowed"]);
    let record = fs::read_dir(place.path("data/grants")).unwrap().next().unwrap().unwrap().path();
    let whole = fs::read(&record).unwrap();
    for damaged in [&whole[..whole.len() / 2], b"", b"something else\n"] {
        fs::write(&record, damaged).unwrap();
        assert!(place.run(&one, &["why"]).out.contains("delete it"));
        assert!(place.run(&other, &["why"]).out.contains("result       used"));
        place.run(&one, &["list"]).says(1, &["not a valid venvhook record", "delete it"]);
    }
}

#[test]
fn pyvenv_cfg_and_activate_may_be_anything() {
    let place = Place::new();
    type Change = fn(&Path);
    let cases: [(&str, Change, &str); 9] = [
        ("empty", |v| fs::write(v.join("pyvenv.cfg"), "").unwrap(), "does not name a base Python"),
        ("huge", |v| sparse(&v.join("pyvenv.cfg")), "larger than"),
        ("binary", |v| fs::write(v.join("pyvenv.cfg"), b"home = \xff\n").unwrap(), "not UTF-8"),
        (
            "directory",
            |v| {
                fs::remove_file(v.join("pyvenv.cfg")).unwrap();
                fs::create_dir(v.join("pyvenv.cfg")).unwrap();
            },
            "not a regular file",
        ),
        ("pipe", |v| pipe(&v.join("pyvenv.cfg")), "not a regular file"),
        ("pipe-script", |v| pipe(&v.join("bin/activate")), "not a regular file"),
        ("big-script", |v| sparse(&v.join("bin/activate")), "larger than"),
        (
            "no-script",
            |v| fs::remove_file(v.join("bin/activate")).unwrap(),
            "no activate script for this shell",
        ),
        (
            "no-python",
            |v| {
                fs::remove_file(v.join("bin/python")).unwrap();
                symlink("/nowhere/python", v.join("bin/python")).unwrap();
            },
            "interpreter is missing",
        ),
    ];
    for (name, change, reason) in cases {
        let project = place.project(name);
        change(&project.join(".venv"));
        let hook = place.run(&project, &["hook", "zsh", "--pwd", project.to_str().unwrap()]);
        assert!(
            hook.out.starts_with("__venvhook_tell ") && hook.out.contains(reason),
            "{name}: {}",
            hook.out
        );
        assert!(!hook.out.contains("__venvhook_enter"), "{name}: {}", hook.out);
        assert!(place.run(&project, &["why"]).out.contains(reason), "{name}");
    }
}

fn sparse(path: &Path) {
    fs::File::create(path).unwrap().set_len(100 << 20).unwrap();
}

fn pipe(path: &Path) {
    fs::remove_file(path).unwrap();
    nix::unistd::mkfifo(path, nix::sys::stat::Mode::S_IRWXU).unwrap();
}

#[test]
fn exec_runs_with_the_venv_and_passes_the_status_on() {
    let place = Place::new();
    let project = place.project("app");
    let script = "echo $VIRTUAL_ENV $VIRTUAL_ENV_PROMPT ${PATH%%:*} ${VENVHOOK_HOOK-none}; exit 7";
    let run = place.run_with(&place.path(""), &["exec", "--in", "app", "--", "sh", "-c", script], |c| {
        c.env("VENVHOOK_HOOK", "zsh").env("PYTHONHOME", "/x");
    });
    let venv = project.join(".venv");
    assert_eq!(run.out, format!("{0} .venv {0}/bin none\n", venv.display()));
    assert_eq!(run.status, 7);
    // `python` is looked up on the venv's PATH, not on the caller's.
    let python = place.run(&project, &["exec", "--", "python", "-c", "echo ran"]);
    assert_eq!((python.status, python.out.as_str()), (0, "ran\n"), "{}", python.err);
}

#[test]
fn exec_says_why_it_cannot() {
    let place = Place::new();
    let project = place.project("app");
    place.run(&place.path(""), &["exec", "--", "true"]).says(127, &["no venv"]);
    place.run(&place.path(""), &["exec", "--in", "nowhere", "--", "true"]).says(127, &["nowhere"]);
    place.run(&project, &["exec", "--", "no-such-program"]).says(127, &["no-such-program", "not found"]);
    place.run(&project, &["exec", "--", ""]).says(127, &["command is empty"]);
    place.run(&project, &["exec", "--", "/etc/passwd"]).says(126, &["/etc/passwd", "is not executable"]);
    let script = project.join(".venv/bin/script");
    fs::write(&script, "#!/not/there/python\n").unwrap();
    fs::set_permissions(&script, Permissions::from_mode(0o755)).unwrap();
    place
        .run(&project, &["exec", "--", "script"])
        .says(127, &["script", "an interpreter that does not exist"]);
    place.run(&project, &["deny"]).says(0, &["denied"]);
    place.run(&project, &["exec", "--", "true"]).says(126, &["denied", "forget"]);
}

#[test]
fn why_explains_in_words_and_in_json() {
    let place = Place::new();
    let project = place.project("app");
    let words = place.run(&project, &["why"]).out;
    for expected in
        ["3.12.1", "created by   venv", "/usr/bin", "usable       yes", "result       used", "not loaded"]
    {
        assert!(words.contains(expected), "{expected:?} is not in {words}");
    }
    let json: serde_json::Value = serde_json::from_str(&place.run(&project, &["why", "--json"]).out).unwrap();
    assert_eq!(json["decision"], "use");
    assert_eq!(json["venv"]["python"], "3.12.1");
    let asked = place.run(&project, &["why", "--trust", "ask"]).out;
    assert!(asked.contains("venvhook allow"), "{asked}");
    symlink(".venv", place.path(".venv")).unwrap();
    assert!(place.run(&place.path(""), &["why"]).out.contains("leads nowhere"));
}

#[test]
fn names_are_bytes_and_the_terminal_gets_no_control_character() {
    let place = Place::new();
    let project = place.project(OsStr::from_bytes(b"caf\xe9\x1b[31m"));
    let why = place.run(&project, &["why"]);
    assert_eq!(why.status, 0);
    assert!(!why.out.contains('\x1b'), "{:?}", why.out);
    assert!(why.out.contains("result       used"), "{}", why.out);
    let json: serde_json::Value = serde_json::from_str(&place.run(&project, &["why", "--json"]).out).unwrap();
    assert!(json["directory_bytes"].as_str().unwrap().contains("636166e9"));
    let allowed = place.run(&project, &["allow"]);
    assert!(!allowed.err.contains('\x1b') && allowed.status == 0, "{:?}", allowed.err);
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let place = Place::new();
    let binary = assert_cmd::cargo::cargo_bin("venvhook");
    let script = format!("'{}' init bash | head -c 1; echo ${{PIPESTATUS[0]}}", binary.display());
    let output =
        std::process::Command::new("bash").args(["-c", &script]).current_dir(place.path("")).output();
    let output = output.unwrap();
    assert!(String::from_utf8_lossy(&output.stdout).ends_with("0\n"), "{output:?}");
    assert_eq!(output.stderr, b"", "{output:?}");
}

#[test]
fn colour_is_by_the_common_rules() {
    let place = Place::new();
    let project = place.project("a");
    let hook = ["hook", "bash", "--verbose", "--pwd", project.to_str().unwrap()];
    let coloured = |variables: &[(&str, &str)]| {
        let run = place.run_with(&project, &hook, |command| {
            command.envs(variables.iter().copied());
        });
        assert!(run.out.contains("venvhook:") && run.out.contains("(Python 3.12.1)"), "{}", run.out);
        run.out.contains("\u{1b}[32mvenvhook:")
    };
    assert!(!coloured(&[]), "stderr is no terminal");
    assert!(coloured(&[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    let refused = |command: &mut Command| {
        command.env("CLICOLOR_FORCE", "1");
    };
    assert!(place.run_with(&project, &["off"], refused).err.starts_with("\u{1b}[33mvenvhook:\u{1b}[0m "));
}

#[test]
fn on_and_off_are_a_hooks_to_answer() {
    let place = Place::new();
    for args in [&["on"][..], &["off"], &["off", "--all"]] {
        place.run(&place.path(""), args).says(1, &["venvhook setup"]);
    }
    place.run(&place.path(""), &["on", "--all"]).says(2, &["--all"]);
}

/// What the program prints as somebody who may not look into what root keeps for itself: root itself looks
/// anywhere.
fn as_another(place: &Place, dir: &Path, args: &[&str]) -> String {
    let program = place.path("venvhook");
    let built = env!("CARGO_BIN_EXE_venvhook");
    fs::hard_link(built, &program).or_else(|_| fs::copy(built, &program).map(|_| ())).unwrap();
    let mut command = std::process::Command::new(&program);
    command.args(args).current_dir(dir).env_clear().env("PATH", "/usr/bin:/bin").env("PWD", dir);
    command.env("HOME", place.path("")).env("VENVHOOK_DATA_DIR", place.path("data"));
    if place.path("").metadata().unwrap().uid() == 0 {
        command.uid(65534);
    }
    let output = command.output().unwrap();
    fs::remove_file(program).unwrap();
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

#[test]
fn a_base_that_may_not_be_looked_at_is_not_gone() {
    let place = Place::new();
    let project = place.project("app");
    let venv = project.join(".venv");
    let closed = place.path("closed");
    fs::create_dir_all(closed.join("bin")).unwrap();
    symlink("/bin/sh", closed.join("bin/python")).unwrap();
    for (home, python) in [("/usr/bin", closed.join("bin/python")), ("closed/bin", "/bin/sh".into())] {
        let home = place.path(home);
        fs::write(venv.join("pyvenv.cfg"), format!("home = {}\nversion = 3.12.1\n", home.display())).unwrap();
        fs::remove_file(venv.join("bin/python")).unwrap();
        symlink(python, venv.join("bin/python")).unwrap();
        fs::set_permissions(&closed, Permissions::from_mode(0o000)).unwrap();
        for args in [&["why"][..], &["show"], &["allow"], &["exec", "true"]] {
            let told = as_another(&place, &project, args);
            assert!(told.contains("you cannot access"), "{args:?}: {told}");
            for word in ["gone", "not exist", "--clear", "broken"] {
                assert!(!told.contains(word), "{args:?}: {word:?} is in {told}");
            }
        }
        fs::set_permissions(&closed, Permissions::from_mode(0o755)).unwrap();
        let told = as_another(&place, &project, &["why"]);
        assert!(told.contains("usable       yes"), "{told}");
    }
}

#[test]
fn a_maker_that_ignores_a_signal_and_goes_on_printing_is_killed() {
    let place = Place::new();
    let dir = place.path("p");
    for name in ["p", "bin"] {
        fs::create_dir(place.path(name)).unwrap();
    }
    let python = place.path("bin/python3");
    let script = "#!/bin/sh\ncase $* in *' -c '*) echo 3.12.1; exit;; esac\n\
                  trap '' TERM; kill -TERM $PPID; while :; do echo more; done\n";
    fs::write(&python, script).unwrap();
    fs::set_permissions(&python, fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = Command::cargo_bin("venvhook").unwrap();
    command.args(["new", "--", "--without-pip"]).current_dir(&dir).env("PATH", place.path("bin"));
    command.env("HOME", place.path("")).env("VENVHOOK_DATA_DIR", place.path("data"));
    let output = command.timeout(std::time::Duration::from_secs(60)).output().unwrap();
    assert_eq!(output.status.signal(), Some(nix::libc::SIGTERM), "{output:?}");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "venvhook: stopped; nothing was left behind\n");
    assert_eq!(fs::read_dir(&dir).unwrap().count(), 0);
}
