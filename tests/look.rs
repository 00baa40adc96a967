//! `show`, `list --scan` and `new` as a person or a program calls them, with real venvs.

mod harness;

use assert_cmd::Command;
use harness::makers::{Maker, Tool};
use harness::venvs;
use serde_json::Value;
use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const UV: Maker = Maker::new(Tool::Uv("0.13.9"), (3, 8), (3, 99));
const VIRTUALENV: Maker = Maker::new(Tool::Virtualenv("21.15.8"), (3, 9), (3, 99));

struct Place {
    _folder: TempDir,
    dir: PathBuf,
}

struct Run {
    status: i32,
    out: String,
    err: String,
}

impl Place {
    fn new() -> Place {
        let folder = TempDir::new().unwrap();
        let dir = folder.path().canonicalize().unwrap();
        Place { _folder: folder, dir }
    }

    fn venv(&self, maker: Maker, project: &str) -> PathBuf {
        let venv = self.dir.join(project).join(".venv");
        fs::create_dir_all(venv.parent().unwrap()).unwrap();
        venvs::place(maker, &venv).unwrap();
        venv
    }

    /// A venv that says of itself that uv has made it; no uv is needed for it.
    fn as_by_uv(&self, project: &str) -> PathBuf {
        let venv = self.venv(Maker::STD, project);
        let config = venv.join("pyvenv.cfg");
        let text = fs::read_to_string(&config).unwrap();
        fs::write(config, text + "uv = 0.13.9\n").unwrap();
        venv
    }

    fn command(&self, args: &[impl AsRef<OsStr>]) -> Command {
        let mut command = Command::cargo_bin("venvhook").unwrap();
        command.args(args).current_dir(&self.dir).env_clear().env("PATH", "/usr/bin:/bin");
        command.env("HOME", self.dir.join("home")).env("VENVHOOK_DATA_DIR", self.dir.join("data"));
        command.timeout(std::time::Duration::from_secs(60));
        command
    }

    fn run(&self, args: &[impl AsRef<OsStr>]) -> Run {
        finish(self.command(args))
    }

    fn json(&self, args: &[&str]) -> Value {
        let run = self.run(args);
        assert_eq!(run.status, 0, "{}", run.err);
        serde_json::from_str(&run.out).unwrap()
    }
}

fn finish(mut command: Command) -> Run {
    let output = command.output().unwrap();
    let run = Run {
        status: output.status.code().expect("no signal"),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    };
    assert!(!run.err.contains("panicked"), "{}", run.err);
    run
}

impl Run {
    /// It prints this, each on one line of its own.
    fn shows(&self, lines: &[&[&str]]) {
        assert_eq!(self.status, 0, "{}", self.err);
        for words in lines {
            let there = self.out.lines().any(|line| words.iter().all(|word| line.contains(word)));
            assert!(there, "no line with {words:?} in\n{}", self.out);
        }
    }

    /// One line on stderr, and this status.
    fn refuses(&self, words: &[&str]) {
        assert_eq!((self.status, self.out.as_str()), (1, ""), "{}", self.err);
        assert_eq!(self.err.lines().count(), 1, "{}", self.err);
        for word in words {
            assert!(self.err.contains(word), "{word:?} is not in {}", self.err);
        }
    }
}

/// Whether uv and virtualenv can be had here. Says so past the test's own output, which nobody sees, where they
/// cannot; fails where tests/run was to install pip.
fn can_fetch(test: &str) -> bool {
    let Err(why) = harness::makers::has_pip() else { return true };
    assert!(std::env::var_os("VENVHOOK_TEST_SHELLS").is_none(), "{why}");
    let mut stderr = std::io::stderr();
    writeln!(stderr, "skipped: {test}: {why}").unwrap();
    false
}

#[test]
fn a_venv_of_each_maker_is_shown() {
    if !can_fetch("a_venv_of_each_maker_is_shown") {
        return;
    }
    let place = Place::new();
    for (project, maker, named) in
        [("s", Maker::STD, "venv"), ("u", UV, "uv 0.13.9"), ("v", VIRTUALENV, "virtualenv 21.15.8")]
    {
        let venv = place.venv(maker, project);
        let (_, python) = maker.python().unwrap();
        let base = python.parent().unwrap().to_str().unwrap();
        let version = place.json(&["show", project, "--json"])["python"].as_str().unwrap().to_string();
        let shown = place.run(&["show", project]);
        shown.shows(&[
            &[venv.to_str().unwrap()],
            &["python ", &version],
            &["bin/python", "→", base],
            &["created by", named],
            &["base", base],
            &["scripts", "bash, zsh, fish, PowerShell"],
            &["packages", "0 in lib/python3"],
            &["settings", "pyvenv.cfg"],
            &["home = ", base],
            &["health", "ok"],
            &["usable", "yes, through bin/activate"],
        ]);
        assert!(!shown.out.contains('\x1b'), "no colour into a pipe: {:?}", shown.out);
    }
}

#[test]
fn of_an_old_virtualenv_the_base_is_told_too() {
    let place = Place::new();
    let venv = place.dir.join("old/.venv");
    for dir in ["bin", "lib/python3.8/site-packages"] {
        fs::create_dir_all(venv.join(dir)).unwrap();
    }
    for script in ["activate", "activate_this.py"] {
        fs::write(venv.join("bin").join(script), "").unwrap();
    }
    for (prefix, told) in [("/usr\n", "/usr"), ("/not/there", "/not/there, which does not exist")] {
        fs::write(venv.join("lib/python3.8/orig-prefix.txt"), prefix).unwrap();
        place.run(&["show", "old"]).shows(&[&["created by", "virtualenv before 20"], &["base", told]]);
        assert_eq!(place.json(&["show", "old", "--json"])["base"], prefix.trim());
        place.run(&["why", "old"]).shows(&[&["base", prefix.trim()]]);
    }
}

/// The same in words and as JSON, each with what the other has.
#[test]
fn all_that_is_seen_is_told_to_people_and_programs() {
    let place = Place::new();
    let venv = place.venv(Maker::STD, "a");
    let _ = fs::remove_dir_all(venv.join("include"));
    let include = |told: &str, json: Value| {
        place.run(&["show", "a"]).shows(&[&["include", told]]);
        assert_eq!(place.json(&["show", "a", "--json"])["include"], json);
    };
    include("none", Value::Null);
    fs::create_dir(venv.join("include")).unwrap();
    include("empty", 0.into());
    fs::write(venv.join("include/site.h"), "").unwrap();
    include("1 entry", 1.into());

    let (_, python) = Maker::STD.python().unwrap();
    let json = place.json(&["show", "a", "--json"]);
    assert_eq!(json["path"], venv.to_str().unwrap());
    assert_eq!(json["interpreter"]["path"], venv.join("bin/python").to_str().unwrap());
    assert_eq!(json["interpreter"]["usable"], true);
    assert!(!json["interpreter"]["links"].as_array().unwrap().is_empty(), "{json:#}");
    assert_eq!(json["base"], python.parent().unwrap().to_str().unwrap());
    assert_eq!(json["base_exists"], true);
    assert_eq!(json["shells"].as_array().unwrap()[..4], ["bash", "zsh", "fish", "PowerShell"]);
    assert_eq!(json["settings"]["home"], json["base"]);
    assert_eq!((&json["maker"], &json["prompt"]), (&"venv".into(), &".venv".into()));
    assert_eq!((&json["health"], &json["against"]), (&Value::Array(vec![]), &Value::Array(vec![])));
    assert_eq!(json["fit"], true);
    let (files, size) = (json["files"].as_u64().unwrap(), json["size"].as_u64().unwrap());
    let words = format!("in {files} files");
    place.run(&["show", "a"]).shows(&[&["size", &words], &["prompt", "(.venv)"]]);
    fs::write(venv.join("lib/blob"), vec![0; 5 << 20]).unwrap();
    let grown = place.json(&["show", "a", "--json"]);
    assert_eq!(grown["size"], size + (5 << 20));
    assert_eq!(grown["libraries"][0]["size"], json["libraries"][0]["size"], "it lies beside the packages");
    place.run(&["show", "a"]).shows(&[&["size", "5.", "MiB"]]);

    fs::remove_file(venv.join("bin/activate.fish")).unwrap();
    assert_eq!(place.json(&["show", "a", "--json"])["shells"][2], "PowerShell");
    fs::write(venv.join("pyvenv.cfg"), "home = /gone\n").unwrap();
    let gone = place.json(&["show", "a", "--json"]);
    assert_eq!((&gone["base_exists"], &gone["fit"]), (&false.into(), &false.into()));
    assert!(gone["against"].as_array().is_some_and(|reasons| !reasons.is_empty()), "{gone:#}");
}

#[test]
fn the_active_venv_is_shown_else_the_one_found() {
    let place = Place::new();
    let (one, other) = (place.venv(Maker::STD, "one"), place.venv(Maker::STD, "other"));
    let shown = |args: &[&str], active: Option<&Path>| {
        let mut command = place.command(args);
        command.current_dir(place.dir.join("one"));
        if let Some(active) = active {
            command.env("VIRTUAL_ENV", active);
        }
        finish(command)
    };
    shown(&["show"], None).shows(&[&[one.to_str().unwrap()]]);
    shown(&["show"], Some(&other)).shows(&[&[other.to_str().unwrap()]]);
    shown(&["show", "."], Some(&other)).shows(&[&[one.to_str().unwrap()]]);
    shown(&["show"], Some(Path::new("/not/there"))).refuses(&["the active venv", "/not/there"]);
    place.run(&["show"]).refuses(&["no venv"]);
}

/// An installed distribution, as pip writes it.
fn install(library: &Path, name: &str, version: &str) {
    let info = library.join(format!("{name}-{version}.dist-info"));
    fs::create_dir_all(&info).unwrap();
    let told = format!("Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n\nA \x1b[31mbody\n");
    fs::write(info.join("METADATA"), told).unwrap();
}

#[test]
fn packages_are_counted_and_listed() {
    let place = Place::new();
    let venv = place.venv(Maker::STD, "a");
    let library =
        fs::read_dir(venv.join("lib")).unwrap().next().unwrap().unwrap().path().join("site-packages");
    install(&library, "six", "1.16.0");
    install(&library, "evil\x1b[31m", "1");
    install(&library, "漢字", "1");
    fs::write(library.join("six.py"), vec![b'x'; 2048]).unwrap();
    place.run(&["show", "a"]).shows(&[&["packages", "3 in lib/python3", "KiB"]]);
    let listed = place.run(&["show", "a", "--packages"]);
    listed.shows(&[&["six            1.16.0"], &["evil\\u{1b}[31m 1"], &["漢字           1"]]);
    assert!(!listed.out.contains('\x1b'));
    let json = place.json(&["show", "a", "--packages", "--json"]);
    assert_eq!(json["package_count"], 3);
    assert_eq!(json["libraries"][0]["packages"][1]["version"], "1.16.0");
}

#[test]
fn a_damaged_venv_is_shown_with_its_damage() {
    let place = Place::new();
    let damage = |name: &str, change: &dyn Fn(&Path)| {
        let venv = place.venv(Maker::STD, name);
        change(&venv);
        place.run(&["show", name])
    };
    let relink = |venv: &Path, target: &str| {
        fs::remove_file(venv.join("bin/python")).unwrap();
        symlink(target, venv.join("bin/python")).unwrap();
    };
    damage("circle", &|v| relink(v, "python"))
        .shows(&[&["bin/python → python, which is a loop"], &["health", "loop"]]);
    damage("nowhere", &|v| {
        relink(v, "/not/there");
        fs::remove_file(v.join("bin/python3")).unwrap();
    })
    .shows(&[
        &["→ /not/there, which does not exist"],
        &["health", "interpreter is missing"],
        &["it is broken"],
    ]);
    let base_gone = |v: &Path| fs::write(v.join("pyvenv.cfg"), "home = /gone\nversion = 3.4.0\n").unwrap();
    damage("base", &base_gone).shows(&[
        &["base", "/gone, which does not exist"],
        &["it is broken (its base Python /gone does not exist)"],
        &["it says that it is for Python 3.4.0"],
    ]);
    damage("half", &|v| fs::remove_file(v.join("pyvenv.cfg")).unwrap()).shows(&[
        &["created by", "unknown"],
        &["health", "has no pyvenv.cfg"],
        &["usable", "no"],
    ]);
    damage("text", &|v| fs::write(v.join("pyvenv.cfg"), b"\xff").unwrap())
        .shows(&[&["settings", "is not UTF-8"], &["health", "pyvenv.cfg is not UTF-8"]]);
    damage("empty", &|v| {
        fs::remove_dir_all(v).unwrap();
        fs::create_dir(v).unwrap();
        fs::write(v.join("pyvenv.cfg"), "").unwrap();
    })
    .shows(&[
        &["scripts", "none"],
        &["packages", "no site-packages"],
        &["no activate script for this shell"],
    ]);

    let moved = place.venv(Maker::STD, "moved");
    fs::rename(&moved, moved.with_file_name("venv")).unwrap();
    place.run(&["show", "moved"]).shows(&[&["health", "was moved or copied", "moved/.venv"]]);
    place.run(&["list", "--scan", "moved"]).shows(&[&["moved/venv ", "was moved or copied"]]);
    assert_eq!(place.json(&["why", "text", "--json"])["venv"]["maker"], "unknown");

    fs::create_dir_all(place.dir.join("conda/conda-meta")).unwrap();
    place.run(&["show", "conda"]).refuses(&["conda", "not a venv", "conda activate"]);
    fs::create_dir(place.dir.join("plain")).unwrap();
    symlink("gone", place.dir.join("broken-link")).unwrap();
    symlink("loop", place.dir.join("loop")).unwrap();
    place.run(&["show", "plain"]).refuses(&["plain", "no venv"]);
    place.run(&["show", "absent"]).refuses(&["absent", "does not exist"]);
    place.run(&["show", "broken-link"]).refuses(&["broken-link", "leads nowhere", "gone"]);
    place.run(&["show", "loop"]).refuses(&["loop", "link"]);
    place.run(&["show", "base/.venv/pyvenv.cfg"]).refuses(&["neither a venv nor a directory"]);
}

#[test]
fn a_name_may_be_anything() {
    let place = Place::new();
    let venv = place.venv(Maker::STD, "a");
    let odd = place.dir.join(OsStr::from_bytes(b"caf\xe9\x1b[31m\n"));
    fs::rename(venv.parent().unwrap(), &odd).unwrap();
    let shown = place.run(&[OsStr::new("show"), odd.as_os_str()]);
    shown.shows(&[&["caf\u{fffd}\\u{1b}[31m\\n/.venv"], &["was moved or copied"]]);
    assert!(!shown.out.contains('\x1b'), "{:?}", shown.out);
    let scanned = place.run(&["list", "--scan"]);
    scanned.shows(&[&["caf\u{fffd}\\u{1b}[31m\\n/.venv"]]);
    assert_eq!(scanned.out.lines().count(), 2, "{}", scanned.out);
    fs::remove_file(odd.join(".venv/bin/python")).unwrap();
    symlink(OsStr::from_bytes(b"/\xff"), odd.join(".venv/bin/python")).unwrap();
    let run = place.run(&[OsStr::new("show"), odd.as_os_str(), OsStr::new("--json")]);
    let json: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(json["interpreter"]["links_bytes"][0], "2fff");
    let json = place.json(&["list", "--scan", ".", "--json"]);
    assert!(json[0]["path_bytes"].as_str().unwrap().contains("636166e9"));
}

#[test]
fn a_path_is_told_without_detours() {
    let place = Place::new();
    place.venv(Maker::STD, "a");
    place.venv(Maker::STD, "elsewhere/b");
    fs::create_dir(place.dir.join("elsewhere/deep")).unwrap();
    symlink("elsewhere/deep", place.dir.join("link")).unwrap();
    let told = |args: &[&str]| {
        let mut command = place.command(args);
        command.current_dir(place.dir.join("a"));
        finish(command).out.replace(place.dir.to_str().unwrap(), "")
    };
    assert!(told(&["show", "../a"]).starts_with("/a/.venv\n"));
    let scanned = told(&["list", "--scan", ".."]);
    assert!(scanned.contains(" /a/.venv ") && !scanned.contains(".."), "{scanned}");
    // Behind a link it is no detour.
    assert!(told(&["show", "../link/../b"]).starts_with("/a/../link/../b/.venv → /elsewhere/b/.venv\n"));
}

#[test]
fn colour_is_by_the_common_rules() {
    let place = Place::new();
    place.venv(Maker::STD, "a");
    let coloured = |variable: &str, args: &[&str]| {
        let mut command = place.command(args);
        command.env(variable, "1");
        finish(command).out.contains('\x1b')
    };
    for args in [&["show", "a"][..], &["list", "--scan"]] {
        assert!(coloured("CLICOLOR_FORCE", args), "{args:?}");
        assert!(!coloured("NO_COLOR", args), "{args:?}");
    }
}

fn paths(json: &Value, top: &Path) -> Vec<String> {
    let path = |row: &Value| {
        let path = Path::new(row["path"].as_str().unwrap());
        path.strip_prefix(top).unwrap().to_str().unwrap().to_string()
    };
    json.as_array().unwrap().iter().map(path).collect()
}

#[test]
fn a_scan_finds_every_venv_once() {
    let place = Place::new();
    for project in ["a", "b/deep/er", ".hidden/c", "node_modules/no", "a/.git/no"] {
        place.venv(Maker::STD, project);
    }
    place.as_by_uv("u");
    // What ignore files name is what is looked for.
    fs::write(place.dir.join(".gitignore"), ".venv\n").unwrap();
    // A project that is itself a venv, with another below it, and one that lies inside one.
    fs::create_dir_all(place.dir.join("itself")).unwrap();
    fs::write(place.dir.join("itself/pyvenv.cfg"), "home = /gone\n").unwrap();
    place.venv(Maker::STD, "itself/sub");
    place.venv(Maker::STD, "itself/lib/inner");
    // Links: to one found already, to one elsewhere, in a circle, to nowhere.
    let elsewhere = Place::new();
    symlink(elsewhere.venv(Maker::STD, "x"), place.dir.join("linked")).unwrap();
    symlink("a/.venv", place.dir.join("again")).unwrap();
    symlink(".", place.dir.join("circle")).unwrap();
    symlink("nowhere", place.dir.join("broken")).unwrap();
    let json = place.json(&["list", "--scan", ".", "--json"]);
    let expected =
        [".hidden/c/.venv", "a/.venv", "b/deep/er/.venv", "itself", "itself/sub/.venv", "linked", "u/.venv"];
    assert_eq!(paths(&json, &place.dir), expected);
    assert!(json[3]["health"][0].as_str().unwrap().contains("its base Python"), "{json:#}");

    let table = place.run(&["list", "--scan", "--sort", "health"]);
    table.shows(&[&["PYTHON", "CREATED BY", "SIZE"], &["uv 0.13.9", "u/.venv", "ok"]]);
    assert!(table.out.lines().nth(1).unwrap().contains("its base Python"), "{}", table.out);
    assert!(table.err.contains("7 venvs, "), "{}", table.err);
    place.run(&["list", "--scan", "broken"]).refuses(&["broken", "does not exist"]);
    let none = place.run(&["list", "--scan", "node_modules/no/.venv/lib"]);
    assert_eq!((none.status, none.out.as_str()), (0, ""));
    assert!(none.err.contains("no venv below"), "{}", none.err);
}

#[test]
fn a_scan_is_sorted_as_asked_and_tells_the_last_use() {
    let place = Place::new();
    let small = place.venv(Maker::STD, "small");
    let large = place.as_by_uv("zlarge");
    fs::write(large.join("lib/blob"), vec![0; 100_000]).unwrap();
    fs::write(small.join("pyvenv.cfg"), "home = /usr/bin\nversion = 3.9.20\n").unwrap();
    let sorted = |by: &str| paths(&place.json(&["list", "--scan", "--json", "--sort", by]), &place.dir);
    let (by_path, turned) = (["small/.venv", "zlarge/.venv"], ["zlarge/.venv", "small/.venv"]);
    assert_eq!(sorted("path"), by_path);
    assert_eq!(sorted("size"), turned);
    assert_eq!(sorted("python"), turned);
    assert_eq!(sorted("maker"), turned);
    assert_eq!(place.json(&["list", "--scan", "--json"])[0]["last_use"], Value::Null);
    assert_eq!(sorted("used"), by_path);
    // To look at it is not to use it.
    let project = place.dir.join("zlarge");
    place.run(&["why", "zlarge"]);
    place.run(&["show", "zlarge"]);
    assert_eq!(sorted("used"), by_path);
    let hook = ["hook", "bash", "--pwd", project.to_str().unwrap()];
    assert!(place.run(&hook).out.contains("__venvhook_enter"));
    assert_eq!(sorted("used"), turned);
    place.run(&["list", "--scan"]).shows(&[&["just now", "zlarge/.venv"]]);
    place.run(&["show", "zlarge"]).shows(&[&["used", "just now, by venvhook"]]);
}

#[test]
fn records_of_what_is_gone_are_listed_and_forgotten() {
    let place = Place::new();
    for project in ["stays", "goes", "tree/x"] {
        place.venv(Maker::STD, project);
    }
    for args in [&["allow", "stays"][..], &["allow", "goes"], &["deny", "--tree", "tree"]] {
        assert_eq!(place.run(args).status, 0);
    }
    let none = place.run(&["list", "--gone"]);
    assert!(none.err.contains("no records of venvs"), "{}", none.err);
    fs::remove_dir_all(place.dir.join("goes")).unwrap();
    fs::remove_dir_all(place.dir.join("tree")).unwrap();
    assert_eq!(place.json(&["list", "--gone", "--json"]).as_array().unwrap().len(), 2);
    assert_eq!(place.run(&["list"]).out.lines().count(), 3, "nothing is taken back yet");
    let forgotten = place.run(&["list", "--gone", "--forget"]);
    assert!(
        forgotten.err.contains("forgot 2 records") && forgotten.out.lines().count() == 2,
        "{}",
        forgotten.err
    );
    let left = place.run(&["list"]).out;
    assert!(left.lines().count() == 1 && left.contains("stays"), "{left}");
    assert_eq!(place.run(&["list", "--forget"]).status, 2);
}

/// `new`, with this Python on PATH and no uv.
fn make(place: &Place, args: &[&str]) -> Run {
    let (_, python) = Maker::STD.python().unwrap();
    let bin = place.dir.join("bin");
    fs::create_dir_all(&bin).unwrap();
    let _ = symlink(python, bin.join("python3"));
    let mut command = place.command(args);
    fs::create_dir_all(place.dir.join("work")).unwrap();
    command.current_dir(place.dir.join("work")).env("PATH", format!("{}:/usr/bin:/bin", bin.display()));
    finish(command)
}

fn left(place: &Place) -> usize {
    fs::read_dir(place.dir.join("work")).unwrap().count()
}

#[test]
fn what_can_not_be_made_is_refused_and_leaves_nothing() {
    let place = Place::new();
    for name in ["", ".", "..", "a/b", "/abs", "a/", "./a"] {
        make(&place, &["new", name]).refuses(&["not a plain directory name"]);
    }
    make(&place, &["new", "a:b"]).refuses(&["colon"]);
    make(&place, &["new", "a\nb"]).refuses(&["control character"]);
    make(&place, &["new", "a$(x)", "--", "--without-pip"])
        .refuses(&["run as code", "nothing was left behind"]);
    let prompt = |text: &str| make(&place, &["new", "--prompt", text, "--", "--without-pip"]);
    prompt("a$(x)").refuses(&["run as code", "nothing was left behind", "another --prompt"]);
    prompt("a\x1b[31m").refuses(&["--prompt", "control character"]);
    make(&place, &["new", "--python", "3.1.4159"]).refuses(&["no Python 3.1.4159", "uv"]);
    make(&place, &["new", "--python", "/not/there"]).refuses(&["/not/there", "does not exist"]);
    make(&place, &["new", "--python", "/etc/passwd"]).refuses(&["/etc/passwd", "is not executable"]);
    make(&place, &["new", "--python", "/bin/true"]).refuses(&["/bin/true is not a Python"]);
    make(&place, &["new", "--python", "no-such-python"]).refuses(&["no-such-python"]);
    fs::create_dir(place.dir.join("work/here")).unwrap();
    make(&place, &["new", "--python", "here"]).refuses(&["here is not a program on PATH", "./here"]);
    fs::remove_dir(place.dir.join("work/here")).unwrap();
    assert_eq!(make(&place, &["new", "--", "--without-pip", "--bogus"]).status, 1);
    assert_eq!(left(&place), 0);
    make(&place, &["deny", "--tree", "."]);
    make(&place, &["new"]).refuses(&["denied", "forget --tree"]);
    assert_eq!(left(&place), 0);
}

/// As Debian's is, without the package python3-venv.
#[test]
fn a_python_that_can_not_give_pip_is_told_before_it_fails() {
    let place = Place::new();
    let (_, python) = Maker::STD.python().unwrap();
    let script = format!(
        "#!/bin/sh\ncase \"$*\" in *ensurepip*) echo 3.11.2; exit 1;; esac\nexec {} \"$@\"\n",
        python.display()
    );
    fs::create_dir_all(place.dir.join("bin")).unwrap();
    fs::write(place.dir.join("bin/python3"), script).unwrap();
    fs::set_permissions(place.dir.join("bin/python3"), std::os::unix::fs::PermissionsExt::from_mode(0o755))
        .unwrap();
    let only_this = place.dir.join("bin").join("python3").to_str().unwrap().to_string();
    let new = |more: &[&str]| make(&place, &[&["new", "--python", &only_this], more].concat());
    new(&[]).refuses(&[&only_this, "no ensurepip", "python3-venv", "--without-pip"]);
    assert_eq!(left(&place), 0);
    assert_eq!(new(&["--", "--without-pip"]).status, 0);
}

#[test]
fn a_python_is_found_by_version_and_by_path() {
    let place = Place::new();
    let ((major, minor), python) = Maker::STD.python().unwrap();
    let version = format!("{major}.{minor}");
    let made = make(&place, &["new", "a", "--python", &version, "--", "--without-pip"]);
    assert!(made.status == 0 && made.err.contains(&format!("Python {version}")), "{}", made.err);
    let prefix = python.parent().unwrap().parent().unwrap().to_str().unwrap();
    for (name, given) in [("b", prefix), ("c", python.to_str().unwrap()), ("d", "python3")] {
        let made = make(&place, &["new", name, "--python", given, "--", "--without-pip"]);
        assert_eq!(made.status, 0, "{given}: {}", made.err);
    }
    // Of pyenv's, the newest that answers.
    let root = place.dir.join("pyenv/versions");
    for number in ["9", "10"] {
        let bin = root.join(format!("3.99.{number}/bin"));
        fs::create_dir_all(&bin).unwrap();
        let script = format!(
            "#!/bin/sh\ncase \"$*\" in *-c*) echo 3.99.{number};; *) echo ran {number}; exit 1;; esac\n"
        );
        fs::write(bin.join("python"), script).unwrap();
        fs::set_permissions(bin.join("python"), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    }
    let mut command = place.command(&["new", "e", "--python", "3.99"]);
    command.env("PYENV_ROOT", place.dir.join("pyenv"));
    let newest = finish(command);
    assert!(newest.err.contains("ran 10") && newest.err.contains("3.99.10"), "{}", newest.err);
}

/// Puts uv on the PATH that `make` uses.
fn with_uv(place: &Place) {
    fs::create_dir_all(place.dir.join("bin")).unwrap();
    symlink(harness::makers::uv_program(UV).unwrap(), place.dir.join("bin/uv")).unwrap();
}

#[test]
fn uv_is_given_the_python_that_pyenv_has_built() {
    if !can_fetch("uv_is_given_the_python_that_pyenv_has_built") {
        return;
    }
    let place = Place::new();
    with_uv(&place);
    let ((major, minor), python) = Maker::STD.python().unwrap();
    // A version that uv cannot know of: what it is given, it is asked to start.
    let bin = place.dir.join("pyenv/versions/3.99.1/bin");
    fs::create_dir_all(&bin).unwrap();
    symlink(&python, bin.join("python")).unwrap();
    fs::create_dir_all(place.dir.join("work")).unwrap();
    let made = |version: &str, pyenv: &str| {
        let mut command = place.command(&["new", "--clear", "--python", version]);
        let path = format!("{}:/usr/bin:/bin", place.dir.join("bin").display());
        command.env("PYENV_ROOT", place.dir.join(pyenv)).env("UV_OFFLINE", "1").env("PATH", path);
        command.current_dir(place.dir.join("work"));
        finish(command)
    };
    let run = made("3.99", "none");
    assert!(run.status == 1 && run.err.contains("3.99"), "{}", run.err);
    let run = made("3.99", "pyenv");
    assert!(run.status == 0 && run.err.contains(&format!("Python {major}.{minor}")), "{}", run.err);
    assert!(run.err.contains("by uv"), "{}", run.err);
}

#[test]
fn a_prompt_may_begin_with_a_dash() {
    if !can_fetch("a_prompt_may_begin_with_a_dash") {
        return;
    }
    let place = Place::new();
    for uv in [false, true] {
        if uv {
            with_uv(&place);
        }
        let args = ["new", "--clear", "--prompt=-x", "--", "--without-pip"];
        let run = make(&place, &args[..if uv { 3 } else { 5 }]);
        assert_eq!(run.status, 0, "{}", run.err);
        assert_eq!(place.json(&["show", "work", "--json"])["prompt"], "-x");
    }
}

#[test]
fn it_is_judged_for_the_shell_in_use() {
    if !can_fetch("it_is_judged_for_the_shell_in_use") {
        return;
    }
    let place = Place::new();
    with_uv(&place);
    let _ = make(&place, &["list"]);
    let made = |shell: &str| {
        let mut command = place.command(&["new", "--prompt", "bob's"]);
        let path = format!("{}:/usr/bin:/bin", place.dir.join("bin").display());
        command.env("VENVHOOK_HOOK", shell).env("UV_OFFLINE", "1").env("PATH", path);
        command.current_dir(place.dir.join("work"));
        finish(command)
    };
    made("fish").refuses(&["run as code", "nothing was left behind", "another --prompt"]);
    assert_eq!(left(&place), 0);
    assert_eq!(made("zsh").status, 0);
}

#[test]
fn a_program_that_the_repository_names_is_not_run() {
    if !can_fetch("a_program_that_the_repository_names_is_not_run") {
        return;
    }
    let place = Place::new();
    let work = place.dir.join("work");
    fs::create_dir_all(&work).unwrap();
    with_uv(&place);
    let evil = work.join("evil");
    fs::write(&evil, "#!/bin/sh\n: >\"$0.ran\"\n").unwrap();
    fs::set_permissions(&evil, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    for asked in ["./evil", "evil"] {
        fs::write(work.join(".python-version"), asked).unwrap();
        make(&place, &["new"]).refuses(&[".python-version", "evil", "--python"]);
    }
    make(&place, &["new", "--python", "evil"]).refuses(&["evil", "./evil"]);
    fs::remove_file(work.join(".python-version")).unwrap();
    assert!(!work.join("evil.ran").exists(), "it was run");
    // The same by one's own wish is one's own affair.
    assert_eq!(make(&place, &["new", "--python", "./evil"]).status, 1);
    assert!(work.join("evil.ran").exists());
    assert!(!work.join(".venv").exists());
}

#[test]
fn only_a_venv_and_nothing_else_is_made_anew() {
    let place = Place::new();
    assert_eq!(make(&place, &["new", "--", "--without-pip"]).status, 0);
    let anew = |args: &[&str]| make(&place, &[&["new"], args, &["--", "--without-pip"]].concat());
    anew(&[]).refuses(&["already exists", "--clear"]);
    let venv = place.dir.join("work/.venv");
    fs::write(venv.join("notes.txt"), "mine").unwrap();
    anew(&["--clear"]).refuses(&["notes.txt"]);
    fs::remove_file(venv.join("notes.txt")).unwrap();
    symlink(".venv", place.dir.join("work/link")).unwrap();
    anew(&["link", "--clear"]).refuses(&["link"]);
    let failed = make(&place, &["new", "--clear", "--", "--without-pip", "--bogus"]);
    assert!(failed.status == 1 && failed.err.contains("the old venv was restored"), "{}", failed.err);
    assert!(venv.join("bin/activate").exists());
    assert_eq!(left(&place), 2);
    assert_eq!(make(&place, &["new", "--clear", "--", "--without-pip"]).status, 0);
    assert_eq!(left(&place), 2);
}

#[test]
fn what_a_kill_left_put_aside_is_told_and_given_back() {
    let place = Place::new();
    let clear = ["new", "--clear", "--", "--without-pip"];
    assert_eq!(make(&place, &clear).status, 0);
    let work = place.dir.join("work");
    fs::write(work.join(".venv/lib/mark"), "").unwrap();
    // A maker that makes half of one, and ends the program that called it as nothing else can.
    let python = place.dir.join("kills");
    let script =
        "#!/bin/sh\ncase \"$*\" in *' -c '*) echo 3.12.1; exit;; esac\nmkdir .venv/bin\nkill -KILL $PPID\n";
    fs::write(&python, script).unwrap();
    fs::set_permissions(&python, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let kill = || {
        let mut command = place.command(&["new", "--clear", "--python", python.to_str().unwrap()]);
        assert_eq!(command.current_dir(&work).output().unwrap().status.code(), None);
        assert!(!work.join(".venv/lib").exists() && work.join(".venvhook-old-.venv/old").exists());
        // What it has started has ended too before it is given back.
        let lock = fs::File::open(work.join(".venvhook-old-.venv/lock")).unwrap();
        let _ = nix::fcntl::Flock::lock(lock, nix::fcntl::FlockArg::LockExclusive).unwrap();
    };
    kill();
    let told = [".venvhook-old-.venv", "venvhook new --restore .venv"];
    make(&place, &["new"]).refuses(&told);
    for args in [["why", "work"], ["show", "work"]] {
        let run = place.run(&args);
        let said = run.out + &run.err;
        assert!(told.iter().all(|words| said.contains(words)), "{args:?} {said}");
    }
    fs::create_dir_all(place.dir.join("home")).unwrap();
    let mut doctor = place.command(&["doctor", "bash"]);
    let doctor = finish({
        doctor.current_dir(&work);
        doctor
    });
    assert!(doctor.status == 1 && told.iter().all(|words| doctor.out.contains(words)), "{}", doctor.out);
    let back = make(&place, &["new", "--restore"]);
    assert!(back.status == 0 && work.join(".venv/lib/mark").exists(), "{}", back.err);
    assert_eq!(left(&place), 1);
    make(&place, &["new", "--restore"]).refuses(&["there is no old"]);
    // Or it is made anew after all: what is there is the old one until that is done.
    kill();
    assert_eq!(make(&place, &["new", "--clear", "--", "--without-pip", "--bogus"]).status, 1);
    assert!(work.join(".venv/lib/mark").exists());
    kill();
    assert_eq!(make(&place, &clear).status, 0);
    assert!(work.join(".venv/bin/activate").exists() && !work.join(".venv/lib/mark").exists());
    assert_eq!(left(&place), 1);
}

#[test]
fn what_is_made_is_recorded_and_what_can_not_be_is_said() {
    let place = Place::new();
    let quick = |name: &str| make(&place, &["new", name, "--", "--without-pip"]);
    assert_eq!(quick(".venv").status, 0);
    let why = place.json(&["why", "work", "--trust", "ask", "--json"]);
    assert_eq!(why["decision"], "use", "{why:#}");
    // Nothing can be recorded in a file; the venv is whole all the same.
    fs::remove_dir_all(place.dir.join("data")).unwrap();
    fs::write(place.dir.join("data"), "").unwrap();
    let made = quick("second");
    assert_eq!(made.status, 1);
    assert!(made.err.contains("created ") && made.err.contains("nothing was recorded"), "{}", made.err);
    assert!(place.dir.join("work/second/bin/activate").exists());
}

#[test]
fn others_are_kept_out_whatever_the_umask() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    let script = "umask 0; exec \"$0\" \"$@\"";
    let binary = assert_cmd::cargo::cargo_bin("venvhook");
    let mut args: Vec<&OsStr> = vec!["-c".as_ref(), script.as_ref(), binary.as_ref()];
    args.extend(["new", "--python", "3", "--", "--without-pip"].map(OsStr::new));
    let (_, python) = Maker::STD.python().unwrap();
    let path = format!("{}:/usr/bin:/bin", python.parent().unwrap().display());
    let mut sh = std::process::Command::new("sh");
    sh.args(args).current_dir(&place.dir).env("PATH", path).env("VENVHOOK_DATA_DIR", place.dir.join("data"));
    let output = sh.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for file in ["", "bin", "bin/activate", "pyvenv.cfg"] {
        let mode = fs::metadata(place.dir.join(".venv").join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o022, 0, "{file}: {mode:o}");
    }
}
