//! What a person does in cmd, and what must come of it.

use crate::harness::makers::{Maker, Tool};
use crate::harness::windows_venvs::STD;
use crate::world::{Seen, World};
use std::collections::BTreeMap;
use std::fs;

/// CPython before its quoting was put right.
const UNQUOTED: Maker = Maker::new(Tool::Std, (3, 11), (3, 11));

/// The makers whose batch files differ most.
const UNLIKE: [Maker; 4] = [
    UNQUOTED,
    STD,
    Maker::new(Tool::Virtualenv("21.15.8"), (3, 6), (3, 99)),
    Maker::new(Tool::Uv("0.13.9"), (3, 8), (3, 99)),
];

/// Every scenario, by name.
pub(crate) const ALL: &[(&str, fn())] = &[
    ("every_way_to_change_directory", every_way_to_change_directory),
    ("statuses", statuses),
    ("cds_own_words", cds_own_words),
    ("hard_directories", hard_directories),
    ("hard_path", hard_path),
    ("long_path", long_path),
    ("path_that_grows_too_long", path_that_grows_too_long),
    ("both_directories_of_programs", both_directories_of_programs),
    ("macros_without_the_hook", macros_without_the_hook),
    ("deactivate_that_others_may_write", deactivate_that_others_may_write),
    ("a_run_that_was_ended_half_way", a_run_that_was_ended_half_way),
    ("prompt_unset_before", prompt_unset_before),
    ("delayed_expansion", delayed_expansion),
    ("delayed_expansion_below_a_mark", delayed_expansion_below_a_mark),
    ("code_page_of_a_script_that_stops", code_page_of_a_script_that_stops),
    ("script_with_an_entry_of_its_own", script_with_an_entry_of_its_own),
    ("script_that_hides_the_venvs_python_is_undone", script_that_hides_the_venvs_python_is_undone),
    ("noise_before_the_plan", noise_before_the_plan),
    ("path_that_auto_run_changes", path_that_auto_run_changes),
    ("program_that_does_not_start_at_once", program_that_does_not_start_at_once),
    ("runs_as_code", runs_as_code),
    ("new_is_wanted", new_is_wanted),
    ("off_all_leaves_no_variable", off_all_leaves_no_variable),
    ("own_hooks", own_hooks),
    ("own_hook_that_changes_path", own_hook_that_changes_path),
    ("names", names),
    ("a_change_of_nothing_asks_nothing", a_change_of_nothing_asks_nothing),
    ("files_are_ascii_and_kept", files_are_ascii_and_kept),
    ("setup_joins_auto_run_and_leaves_it", setup_joins_auto_run_and_leaves_it),
    ("auto_run_is_for_people", auto_run_is_for_people),
];

fn every_way_to_change_directory() {
    let world = World::new();
    let venv = world.venv("a b/.venv");
    world.make_dir("a b/sub");
    let dir = world.path("a b");
    let ways = [
        (format!("cd {dir}"), true),
        (format!("cd \"{}\"", world.path), false),
        (format!("chdir \"{dir}\""), true),
        ("cd..".into(), false),
        (format!("CD /D \"{dir}\\sub\""), true),
        ("pushd \\".into(), false),
        ("popd".into(), true),
        ("cd \\".into(), false),
        (format!("pushd {dir}"), true),
        ("Z:".into(), false),
        ("c:".into(), true),
    ];
    let lines: Vec<&str> = ways.iter().map(|(line, _)| line.as_str()).collect();
    let seen = world.person(&lines);
    for ((_, on), seen) in ways.iter().zip(&seen[1..]) {
        if *on {
            seen.on(&venv)
        } else {
            seen.off()
        };
    }
}

fn statuses() {
    let world = World::new();
    world.venv("a/.venv");
    let (a, away) = (world.path("a"), world.path("away"));
    let fails = " cmd /c exit 7";
    let seen = world.person(&[
        fails,
        &format!("cd {a}"),
        fails,
        "cd nowhere",
        fails,
        &format!("pushd {away}"),
        fails,
        "popd",
        fails,
        "c:",
        "pushd nowhere",
        fails,
        &format!("cd {a} && echo yes"),
    ]);
    let found: Vec<i32> = seen[1..].iter().map(|seen| seen.status).collect();
    // cd and pushd say 0 or 1; popd and a drive leave what was (wine's conformance tests for cmd).
    assert_eq!(found, [7, 0, 7, 1, 7, 0, 7, 7, 7, 7, 1, 7, 0]);
    assert_eq!(seen[13].output, "yes");
}

fn cds_own_words() {
    let world = World::new();
    world.make_dir("a b");
    let open = format!("cd \"{}", world.path("a b"));
    let lines =
        ["cd", "cd nowhere", "cd /?", "cd > out.txt", "type out.txt", &open, "cd", "pushd \"..\\away", "cd"];
    let spaced: Vec<String> = lines.iter().map(|line| format!(" {line}")).collect();
    let spaced: Vec<&str> = spaced.iter().map(String::as_str).collect();
    // A line that begins with a blank is cmd's alone.
    let (hooked, native) = (world.person(&lines), world.person(&spaced));
    for (hooked, native) in hooked.iter().zip(&native).skip(1) {
        assert_eq!((&hooked.output, hooked.status), (&native.output, native.status), "{}", hooked.line);
    }
}

/// Names that CPython's current script carries; each is a directory.
fn hard_directories() {
    let world = World::new();
    let dirs = ["a b", "a & b", "a^b", "a (x86)", "a!b", "a=b,c", "it's", "#a", "@a", "a+b"];
    let mut lines = Vec::new();
    let mut venvs = Vec::new();
    for dir in dirs {
        venvs.push(world.venv_by(STD, &format!("{dir}/.venv")));
        lines.push(format!("cd /d \"{}\" && python", world.path(dir)));
        lines.push(format!("cd /d \"{}\"", world.path("away")));
    }
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let seen = world.person(&lines);
    for (index, venv) in venvs.iter().enumerate() {
        let (inside, outside) = (&seen[1 + index * 2], &seen[2 + index * 2]);
        assert_eq!(&inside.output, venv);
        inside.on(venv);
        assert_eq!(outside.environment(), seen[0].environment(), "{venv}");
    }
}

fn hard_path() {
    for maker in UNLIKE {
        for path in [
            "C:\\windows\\system32;C:\\R&D;C:\\Program Files (x86)\\x;C:\\q",
            "C:\\windows\\system32;\"C:\\a;b&c\";C:\\d",
            "C:\\windows\\system32;C:\\^;C:\\100%%;C:\\a=b;",
        ] {
            let world = World::new();
            let venv = world.venv_by(maker, "a/.venv");
            // A batch file, since wine itself rewrites the PATH that it starts with.
            let set = world.dir.join("set.bat");
            fs::write(
                set,
                format!(
                    "@set PATH={}\r\n",
                    path.replace('&', "^&")
                        .replace("\"C:\\a;b^&c", "\"C:\\a;b&c")
                        .replace("C:\\^;", "C:\\^^;")
                ),
            )
            .unwrap();
            let cd = format!("cd {}", world.path("a"));
            let seen =
                world.person(&[&format!(" call {}", world.path("set.bat")), &cd, "cd ..", &cd, "cd .."]);
            seen[2].on(&venv);
            let path = seen[1].var("PATH").unwrap();
            assert!(path.contains('&') || path.contains('^'), "{path}");
            assert_eq!(seen[2].var("PATH"), Some(format!("{venv}\\Scripts;{path}").as_str()), "{maker:?}");
            for index in [3, 5] {
                assert_eq!(seen[index].environment(), seen[1].environment(), "{maker:?} {path}");
            }
        }
    }
}

/// A line of cmd's is at most 8191 characters long: wine's ends with a longer one, Windows' stops there.
fn long_path() {
    let world = World::new();
    let venv = world.venv("a/.venv");
    let (cd, away) = (format!("cd {}", world.path("a")), format!("cd {}", world.path("away")));
    let longest = 8100 - format!("{venv}\\Scripts;").len();
    let mut path = "C:\\windows\\system32".to_owned() + &";C:\\x".repeat(longest / 5);
    path.truncate(longest);
    let set = format!("set \"PATH={path}\"");
    let seen = world.person(&[
        &set,
        &cd,
        &away,
        "set \"PATH=%PATH%x\"",
        &cd,
        "set \"PATH=%PATH:~0,-1%\"",
        &away,
        &cd,
    ]);
    seen[2].on(&venv);
    assert_eq!(seen[3].environment(), seen[1].environment());
    assert!(seen[5].output.contains("PATH would be 8101 characters long"), "{}", seen[5].output);
    assert_eq!(seen[5].off().environment(), seen[4].environment());
    seen[8].on(&venv);
}

/// A PATH that became too long while a venv is on: cmd can take nothing out of it.
fn path_that_grows_too_long() {
    let world = World::new();
    let venv = world.venv("a/.venv");
    world.venv("b/.venv");
    let (to_a, to_b) = (format!("cd {}", world.path("a")), format!("cd {}", world.path("b")));
    let away = format!("cd {}", world.path("away"));
    let longest = 8100 - format!("{venv}\\Scripts;").len();
    let mut path = "C:\\windows\\system32".to_owned() + &";C:\\x".repeat(longest / 5);
    path.truncate(longest);
    let set = format!("set \"PATH={path}\"");
    let (grow, shorten) = ("set \"PATH=%PATH%x\"", "set \"PATH=%PATH:~0,-1%\"");
    let seen = world.person(&[&set, &to_a, grow, &to_b, &away, "cd ..", shorten, "venvhook on"]);
    seen[2].on(&venv);
    for there in [&seen[4], &seen[5]] {
        assert!(there.output.contains("stays active (PATH is now 8101 characters long"), "{}", there.output);
        assert_eq!(there.on(&venv).environment(), seen[3].environment());
    }
    assert_eq!(seen[6].on(&venv).output, "", "once in a place");
    assert_eq!(seen[8].off().environment(), seen[1].environment());
}

/// Both of a venv's directories stand on PATH, one of them by the person's hand, and apart.
fn both_directories_of_programs() {
    let world = World::new();
    let venv = world.venv("a/.venv");
    let seen = world.person(&[
        &format!("cd {}", world.path("a")),
        &format!("set \"PATH=C:\\one;{venv}\\bin;C:\\two;%PATH%;{venv}\\BIN\\;C:\\three\""),
        &format!("cd {}", world.path("away")),
    ]);
    let before = seen[0].var("PATH").unwrap();
    let left = seen[3].off().var("PATH");
    assert_eq!(left, Some(format!("C:\\one;C:\\two;{before};C:\\three").as_str()));
}

/// A console keeps its macros for the next cmd, whether it loads the hook or not.
fn macros_without_the_hook() {
    let world = World::new();
    let venv = world.venv("a/.venv");
    world.person(&[]);
    let a = world.path("a");
    let seen = world.run(&[&format!("cd {a} && cd"), "cd nowhere", "venvhook why"], None);
    assert_eq!(seen[0].off().output, a);
    assert_eq!(seen[1].off().status, 1, "{:?}", seen[1]);
    // Who calls it by name wants it.
    seen[2].on(&venv);
}

fn deactivate_that_others_may_write() {
    let world = World::new();
    world.venv("a/.venv");
    let file = world.dir.join("a/.venv/Scripts/deactivate.bat");
    fs::set_permissions(file, std::os::unix::fs::PermissionsExt::from_mode(0o666)).unwrap();
    let seen = world.person(&[&format!("cd {}", world.path("a"))]);
    let said = &seen[1].off().output;
    assert!(said.contains("is writable by others") && said.contains("deactivate.bat"), "{said}");
}

/// As a Ctrl-C leaves things while a script of the venv's runs: wine's cmd has none.
fn a_run_that_was_ended_half_way() {
    let world = World::new();
    let venv = world.venv("a/.venv");
    let (cd, away) = (format!("cd {}", world.path("a")), format!("cd {}", world.path("away")));
    let entering = [
        "set \"VENVHOOK_CMD_WAS_PATH=%PATH%\"",
        "set \"VENVHOOK_CMD_WAS_PROMPT=%PROMPT%\"",
        &format!("set \"VIRTUAL_ENV={venv}\""),
        "set \"PATH=C:\\windows\\System32\"",
        "set \"PROMPT=$G\"",
    ];
    let leaving = [
        "set \"VENVHOOK_CMD_REST=%VENVHOOK_CMD_WAS_PATH%\"",
        "set \"VENVHOOK_CMD_REST_PROMPT=%VENVHOOK_CMD_WAS_PROMPT%\"",
        "set \"VIRTUAL_ENV=\"",
        "set \"PATH=C:\\windows\\System32\"",
        "set \"PROMPT=$G\"",
    ];
    let own = "set \"PATH=C:\\windows\\system32;C:\\own\"";
    let lines = [&[own], &entering[..], &["cd .", &cd], &leaving, &[&away]].concat();
    let seen = world.person(&lines);
    let at = |line: usize| &seen[1 + line];
    assert_eq!(at(6).off().environment(), at(0).environment(), "entering");
    at(7).on(&venv);
    assert_eq!(at(13).off().environment(), at(0).environment(), "leaving");
}

fn prompt_unset_before() {
    for maker in UNLIKE {
        let world = World::new();
        world.venv_by(maker, "a/.venv");
        let prompt = if matches!(maker.tool, Tool::Uv(_)) { "(a) $P$G" } else { "(.venv) $P$G" };
        let cd = format!("cd {}", world.path("a"));
        let seen = world.person(&["set PROMPT=", &cd, "cd ..", &cd, "cd .."]);
        assert_eq!(seen[2].var("PROMPT"), Some(prompt), "{maker:?}");
        assert_eq!(seen[4].var("PROMPT"), Some(prompt), "{maker:?}");
        assert_eq!(seen[5].environment(), seen[1].environment(), "{maker:?}");
    }
}

fn delayed_expansion() {
    let mut world = World::new();
    world.flags.push("/v:on");
    let venv = world.venv("a & b/.venv");
    let seen = world.person(&[
        "set PATH=%PATH%;C:\\a^!b",
        &format!("cd \"{}\" && python", world.path("a & b")),
        "cd ..",
        &format!("cd \"{}\"", world.path("away")),
    ]);
    assert!(seen[1].var("PATH").unwrap().ends_with("C:\\a!b"), "{:?}", seen[1]);
    assert_eq!(seen[2].output, venv);
    seen[2].on(&venv);
    assert_eq!(seen[3].environment(), seen[1].environment());
}

/// With delayed expansion a typed path loses its mark, but a cmd may start below such a directory: the
/// venv there is refused, and nothing of it is done.
fn delayed_expansion_below_a_mark() {
    let mut world = World::new();
    world.flags.push("/v:on");
    for (dir, start) in [("a!b", "a!b"), ("c!TEMP!d", "c!TEMP!d/sub"), ("!", "!")] {
        world.venv(&format!("{dir}/.venv"));
        world.make_dir(start);
        world.start = start.to_string();
        let seen = world.person(&["cd .", &format!("cd \"{}\"", world.path("away"))]);
        let said = format!("{}\n{}", seen[0].output, seen[1].output);
        assert_eq!(said.matches("has a path that cmd cannot handle").count(), 1, "{dir}: {said}");
        for seen in &seen {
            seen.off();
        }
        assert_eq!(seen[2].environment(), seen[0].environment(), "{dir}");
    }
}

/// The makers' scripts run in UTF-8: one that ends before its end leaves the console so.
fn code_page_of_a_script_that_stops() {
    for maker in [UNQUOTED, STD, UNLIKE[3]] {
        let world = World::new();
        world.venv_by(maker, "a/.venv");
        let script = world.dir.join("a/.venv/Scripts/activate.bat");
        let text = crate::world::read(&script);
        let at = text.rfind("VIRTUAL_ENV_PROMPT").map(|at| text[..at].rfind('\n').unwrap() + 1).unwrap();
        fs::write(&script, format!("{}exit /b 1\r\n{}", &text[..at], &text[at..])).unwrap();
        let seen = world.person(&["chcp", &format!("cd {}", world.path("a")), "chcp"]);
        assert!(seen[1].output.chars().any(|c| c.is_ascii_digit()), "{:?}", seen[1]);
        assert_eq!(seen[3].output, seen[1].output, "{maker:?}");
        assert_eq!(seen[2].var("_OLD_CODEPAGE"), None, "{maker:?}");
    }
}

/// A venv whose script puts this directory first; and allows that.
fn with_an_entry(world: &World, dir: &str) -> String {
    let venv = world.venv("a/.venv");
    let script = world.dir.join("a/.venv/Scripts/activate.bat");
    let text = crate::world::read(&script);
    fs::write(&script, format!("{text}\r\nset \"PATH={dir};%PATH%\"\r\n")).unwrap();
    venv
}

fn script_with_an_entry_of_its_own() {
    let world = World::new();
    world.make_dir("tool (x)");
    let tool = world.path("tool (x)");
    let venv = with_an_entry(&world, &tool);
    let b = world.venv("b/.venv");
    let allow = format!("venvhook allow {venv}");
    let seen = world.person(&[
        &allow,
        &format!("cd {}", world.path("a")),
        &format!("cd {}", world.path("b")),
        &format!("cd {}", world.path("a")),
        &format!("cd {}", world.path("away")),
    ]);
    for inside in [&seen[2], &seen[4]] {
        assert_eq!(inside.var("VENVHOOK_ENV"), Some(venv.as_str()), "{inside:#?}");
        let path = inside.var("PATH").unwrap();
        assert!(path.starts_with(&format!("{tool};{venv}\\Scripts;")), "{path}");
    }
    seen[3].on(&b);
    assert!(!seen[3].var("PATH").unwrap().contains("tool"), "{:#?}", seen[3]);
    assert_eq!(seen[5].environment(), seen[1].environment());
    assert_eq!(seen[5].off().output, "");
}

fn script_that_hides_the_venvs_python_is_undone() {
    let world = World::new();
    world.make_dir("other");
    fs::write(world.dir.join("other/python.bat"), "").unwrap();
    let venv = with_an_entry(&world, &world.path("other"));
    let allow = format!("venvhook allow {venv}");
    let seen = world.person(&[&allow, &format!("cd {}", world.path("a"))]);
    assert!(seen[2].output.contains("did not activate its venv"), "{:?}", seen[2]);
    assert_eq!(seen[2].off().environment(), seen[1].environment());
}

/// Enters and leaves with a batch file in the program's place, made of the program's path.
fn by_a_stand_in(world: &World, text: impl Fn(&str) -> String) {
    let venv = world.venv("a/.venv");
    world.person(&[]);
    fs::write(world.dir.join("stand_in.bat"), text(&world.path("bin\\venvhook.exe"))).unwrap();
    let seen = world.person(&[
        &format!("set \"VENVHOOK_CMD_EXE={}\"", world.path("stand_in.bat")),
        &format!("cd {}", world.path("a")),
        "cd ..",
    ]);
    assert_eq!(seen[2].on(&venv).output, "");
    assert_eq!(seen[3].off().environment(), seen[1].environment());
}

/// The cmd that FOR starts runs AutoRun once more, and what that does to PATH is not so here.
fn path_that_auto_run_changes() {
    by_a_stand_in(&World::new(), |real| {
        format!("@set \"PATH=C:\\a tool;%PATH%\"\r\n@set PROMPT=\r\n@\"{real}\" %*\r\n")
    });
}

/// An AutoRun of the person's prints into what FOR reads. wine's cmd has no AutoRun: a program that
/// prints before it asks stands for it.
fn noise_before_the_plan() {
    by_a_stand_in(&World::new(), |real| {
        format!("@echo off\r\necho Welcome ^& ^| \"back\" %%PATH%% !x!\r\necho.\r\n\"{real}\" %*\r\n")
    });
}

/// Every other time nothing comes of it, as where Windows could not start it.
fn program_that_does_not_start_at_once() {
    let world = World::new();
    let mark = world.path("mark");
    by_a_stand_in(&world, |real| {
        format!(
            "@if exist \"{mark}\" (del \"{mark}\" & \"{real}\" %*) else (echo x>\"{mark}\" & echo x>>\"{mark}s\")\r\n"
        )
    });
    assert_eq!(fs::read_to_string(world.dir.join("marks")).unwrap().lines().count(), 2);
}

fn runs_as_code() {
    let world = World::new();
    // CPython before its quoting was put right: the name of the directory would run.
    for dir in ["a&echo ran", "b%OS%c"] {
        world.venv_by(UNQUOTED, &format!("{dir}/.venv"));
    }
    world.venv("c;d/.venv");
    let seen = world.person(&[
        &format!("cd \"{}\"", world.path("a&echo ran")),
        &format!("cd \"{}\"", world.path("away")),
        &format!("cd \"{}\"", world.path("c;d")),
    ]);
    seen[1].off();
    assert!(seen[1].output.contains("would run as code"), "{:?}", seen[1]);
    assert!(!seen[1].output.lines().any(|line| line.starts_with("ran")), "{:?}", seen[1]);
    seen[3].off();
    assert!(seen[3].output.contains("has a semicolon in its path"), "{:?}", seen[3]);
}

fn new_is_wanted() {
    let world = World::new();
    let venv = world.venv("a/.venv");
    world.person(&[]);
    // wine has no Python to make one with: what was switched off is there, as if it had been made anew.
    let real = world.path("bin\\venvhook.exe");
    let stub = format!("@if not \"%1\"==\"new\" \"{real}\" %*\r\n");
    fs::write(world.dir.join("stub.bat"), stub).unwrap();
    let cd = format!("cd {}", world.path("a"));
    let seen = world.person(&[
        &format!("set \"VENVHOOK_CMD_EXE={}\"", world.path("stub.bat")),
        &cd,
        "deactivate",
        "venvhook why",
        "venvhook new",
        "deactivate",
        "cd .",
        "venvhook new",
    ]);
    seen[2].on(&venv);
    seen[4].off();
    seen[5].on(&venv);
    seen[7].off();
    seen[8].on(&venv);
}

fn own_hooks() {
    let mut world = World::new();
    let (a, b) = (world.venv("p & (q)/.venv"), world.venv("b/.venv"));
    for name in ["enter", "leave"] {
        let text = format!("@echo {name} %1 %2\r\n@cd \\\r\n@exit /b 3\r\n");
        fs::write(world.dir.join(format!("own {name}.bat")), text).unwrap();
    }
    world.env.push(("VENVHOOK_ENTER", world.path("own enter.bat")));
    world.env.push(("VENVHOOK_LEAVE", world.path("own leave.bat")));
    let to = |path: &str| format!("cd \"{}\"", world.path(path));
    let seen = world.person(&[
        &format!("{} && echo in %CD%", to("p & (q)")),
        "cd .",
        &to("b"),
        "venvhook off",
        "cd .",
    ]);
    let told = |name: &str, venv: &str, project: &str| {
        let name_of = name.to_uppercase();
        format!(
            "{name} \"{venv}\" \"{}\"\nvenvhook: your VENVHOOK_{name_of} failed with status 3",
            world.path(project)
        )
    };
    let project = "p & (q)";
    seen[1].on(&a);
    assert!(seen[1].output.starts_with(&told("enter", &a, project)), "{:?}", seen[1]);
    assert_eq!(seen[1].status, 0, "{:?}", seen[1]);
    assert_eq!(seen[2].output, "", "once");
    assert_eq!(seen[3].on(&b).output, format!("{}\n{}", told("leave", &a, project), told("enter", &b, "b")));
    assert_eq!(seen[4].off().output, told("leave", &b, "b"));
    assert_eq!(seen[5].output, "");
}

fn own_hook_that_changes_path() {
    let mut world = World::new();
    let (a, b) = (world.venv("a/.venv"), world.venv("b/.venv"));
    // The entry that comes goes by its name, and another one comes for good.
    fs::write(world.dir.join("enter.bat"), "@set \"PATH=C:\\x;%PATH%\"\r\n").unwrap();
    let leave = "@echo bye\r\n@set \"PATH=%PATH:~5%;C:\\y\"\r\n";
    fs::write(world.dir.join("leave.bat"), leave).unwrap();
    world.env.push(("VENVHOOK_ENTER", world.path("enter.bat")));
    world.env.push(("VENVHOOK_LEAVE", world.path("leave.bat")));
    let to = |path: &str| format!("cd {}", world.path(path));
    let seen = world.person(&[&to("a"), &to("b"), &to("away")]);
    let before = seen[0].var("PATH").unwrap();
    let path = |seen: &Seen| seen.var("PATH").unwrap_or_default().to_owned();
    assert_eq!(path(&seen[1]), format!("C:\\x;{a}\\Scripts;{before}"));
    assert_eq!(path(&seen[2]), format!("C:\\x;{b}\\Scripts;{before};C:\\y"));
    assert_eq!(path(seen[3].off()), format!("{before};C:\\y;C:\\y"));
    assert_eq!((seen[2].output.as_str(), seen[3].output.as_str()), ("bye", "bye"), "once each");
}

fn off_all_leaves_no_variable() {
    let world = World::new();
    let venv = world.venv("a/.venv");
    let cd = format!("cd {}", world.path("a"));
    let seen = world.person(&[&cd, "venvhook off --help >nul", "venvhook off --all"]);
    seen[1].on(&venv);
    seen[2].on(&venv);
    assert_eq!(seen[3].status, 0, "{:?}", seen[3]);
    seen[3].off();
    // The one is how the tests hand on what a line left.
    let left = seen[3].names("VENVHOOK_CMD_").into_iter().filter(|name| name != "VENVHOOK_CMD_T");
    assert_eq!(left.collect::<Vec<_>>(), Vec::<String>::new());
}

fn names() {
    let mut world = World::new();
    world.options = vec!["--name", "py*", "--name", "\"my env\""];
    let (glob, blank) = (world.venv("a/py3"), world.venv("b/my env"));
    world.venv("c/.venv");
    let to = |path: &str| format!("cd {}", world.path(path));
    let seen = world.person(&[&to("a"), &to("b"), &to("c"), &to("a/py3/Scripts"), &to("A/PY3")]);
    seen[1].on(&glob);
    seen[2].on(&blank);
    seen[3].off();
    seen[4].on(&glob);
    seen[5].on(&glob);
}

fn a_change_of_nothing_asks_nothing() {
    let world = World::new();
    world.venv("a/.venv");
    world.make_dir("a/sub");
    world.person(&[]);
    // Stands in the program's place and keeps count.
    let real = world.path("bin\\venvhook.exe");
    let count = world.dir.join("count.txt");
    fs::write(
        world.dir.join("count.bat"),
        format!("@echo asked>>{}\r\n@\"{real}\" %*\r\n", world.path("count.txt")),
    )
    .unwrap();
    world.person(&[
        &format!("set \"VENVHOOK_CMD_EXE={}\"", world.path("count.bat")),
        &format!("cd {}", world.path("a")),
        "cd sub",
        "cd ..",
        "cd .",
        "cd \\",
        "cd \\vh",
    ]);
    assert_eq!(crate::world::read(&count).lines().count(), 2, "to enter and to leave");
}

fn files_are_ascii_and_kept() {
    let world = World::new();
    let seen: Vec<Seen> = world.person(&[]);
    assert_eq!(seen[0].status, 0);
    let read = || -> BTreeMap<_, _> {
        let entries = fs::read_dir(world.dir.join("data/cmd")).unwrap().flatten();
        entries.map(|entry| (entry.file_name(), fs::read(entry.path()).unwrap())).collect()
    };
    let before = read();
    assert_eq!(before.len(), 11);
    for (name, text) in &before {
        assert!(text.is_ascii(), "{}", name.display());
        let bare = text.windows(2).filter(|pair| pair[1] == b'\n' && pair[0] != b'\r').count();
        assert_eq!(bare, 0, "{} has CRLF alone", name.display());
    }
    fs::write(world.dir.join("data/cmd/cd.bat"), "@rem of an older version\r\n").unwrap();
    world.person(&[]);
    assert_eq!(read(), before, "init.bat makes the files anew");
}

/// The registry is one for all worlds: only this scenario touches the value.
fn setup_joins_auto_run_and_leaves_it() {
    let world = World::new();
    let key = r#""HKCU\Software\Microsoft\Command Processor" /v AutoRun"#;
    let setup = format!("\"{}\" setup cmd", world.path("bin\\venvhook.exe"));
    let (query, remove) = (format!("reg query {key}"), format!("{setup} --remove"));
    let add = format!("reg add {key} /t REG_EXPAND_SZ /d \"echo %%OS%% >nul\" /f");
    let delete = format!("reg delete {key} /f");
    let lines =
        [&setup, &query, &setup, &remove, &query, &add, &query, &setup, &query, &remove, &query, &delete];
    let init =
        format!("\"{}\" init cmd --trust ask --name env100% --verbose >nul", world.path("bin\\venvhook.exe"));
    let seen = world.run(&lines.map(String::as_str), Some(&init));
    let text = crate::world::read(&world.dir.join("data/cmd/init.bat"));
    let options = "init cmd --trust=ask \"--name=env100%%\" --verbose >nul";
    assert!(text.contains(options), "what init was told stays: {text}");
    let part = auto_run_part(&world);
    assert!(seen[0].status == 0 && seen[0].output.contains(&part), "{:#?}", seen[0]);
    assert!(seen[1].output.ends_with(&format!("REG_SZ    {part}")), "{:#?}", seen[1]);
    assert!(seen[2].output.contains("already"), "{:#?}", seen[2]);
    assert_eq!(seen[4].status, 1, "the value is gone: {:#?}", seen[4]);
    assert!(seen[6].output.contains("REG_EXPAND_SZ    echo "), "{:#?}", seen[6]);
    assert!(seen[8].output.contains(&format!("REG_EXPAND_SZ    {part} & echo ")), "{:#?}", seen[8]);
    assert_eq!(seen[10].output, seen[6].output, "what was there is there again");
    assert!(world.dir.join("data/cmd/venvhook_autorun.bat").exists());
}

fn auto_run_part(world: &World) -> String {
    let file = world.path("data/cmd/venvhook_autorun.bat");
    format!("(if exist \"{file}\" \"{file}\")")
}

/// wine's cmd has neither AutoRun nor CMDCMDLINE, so both are acted here.
fn auto_run_is_for_people() {
    let world = World::new();
    let init = format!("\"{}\" init cmd >nul", world.path("bin\\venvhook.exe"));
    let part = auto_run_part(&world);
    let lines = [
        ("cmd.exe /c dir", false),
        ("\"C:\\W\\cmd.exe\" /d /s /c \"x/k\"", false),
        ("cmd /R x", false),
        ("cmd /q /k x.bat /c", true),
        ("cmd", true),
        ("\"C:\\Windows\\system32\\cmd.exe\" ", true),
        // A ComSpec with slashes.
        ("C:/Windows/System32/cmd.exe", true),
        ("\"C:/Windows/System32/cmd.exe\" /q /k x.bat", true),
        ("C:/Windows/System32/cmd.exe /d /c dir", false),
        ("cmd/c dir", false),
    ];
    let typed: Vec<String> = lines
        .iter()
        .flat_map(|(line, _)| {
            [format!("set \"CMDCMDLINE={line}\""), part.clone(), "set VENVHOOK_CMD_HOME=".into()]
        })
        .collect();
    let seen = world.run(&typed.iter().map(String::as_str).collect::<Vec<_>>(), Some(&init));
    for (index, (line, loads)) in lines.iter().enumerate() {
        let seen = &seen[index * 3 + 1];
        assert_eq!(seen.var("VENVHOOK_CMD_HOME").is_some(), *loads, "{line}: {seen:#?}");
        assert_eq!((seen.output.as_str(), seen.status), ("", 0), "{line}: nothing is said");
    }
}
