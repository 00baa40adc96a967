//! What a person does in cmd, and what must come of it.

use crate::makers;
use crate::world::{Seen, World};
use std::collections::BTreeMap;
use std::fs;

/// Every scenario, by name.
pub(crate) const ALL: &[(&str, fn())] = &[
    ("enter_stay_leave", enter_stay_leave),
    ("started_inside", started_inside),
    ("switch_and_nested", switch_and_nested),
    ("one_line", one_line),
    ("every_way_to_change_directory", every_way_to_change_directory),
    ("statuses", statuses),
    ("cds_own_words", cds_own_words),
    ("every_maker_puts_everything_back", every_maker_puts_everything_back),
    ("hard_directories", hard_directories),
    ("hard_path", hard_path),
    ("edits_are_kept", edits_are_kept),
    ("prompt_unset_before", prompt_unset_before),
    ("prompt_disabled", prompt_disabled),
    ("deactivate_by_hand", deactivate_by_hand),
    ("activated_by_hand", activated_by_hand),
    ("deleted_and_made_anew", deleted_and_made_anew),
    ("child_cmd", child_cmd),
    ("inherited_from_another_shell", inherited_from_another_shell),
    ("delayed_expansion", delayed_expansion),
    ("echo_on", echo_on),
    ("loaded_twice", loaded_twice),
    ("program_gone", program_gone),
    ("noise_before_the_plan", noise_before_the_plan),
    ("not_fit", not_fit),
    ("writable_by_others", writable_by_others),
    ("runs_as_code", runs_as_code),
    ("allow_and_deny", allow_and_deny),
    ("names", names),
    ("quiet_and_verbose", quiet_and_verbose),
    ("a_change_of_nothing_asks_nothing", a_change_of_nothing_asks_nothing),
    ("a_failing_script_is_undone", a_failing_script_is_undone),
    ("files_are_ascii_and_kept", files_are_ascii_and_kept),
    ("setup_joins_auto_run_and_leaves_it", setup_joins_auto_run_and_leaves_it),
    ("auto_run_is_for_people", auto_run_is_for_people),
];

fn enter_stay_leave() {
    let world = World::new();
    let venv = world.venv("a/.venv");
    world.make_dir("a/1/2/3/4/5/6");
    let cd = format!("cd {}", world.path("a"));
    let seen = world.person(&[&cd, "cd 1\\2\\3\\4\\5\\6", "cd ..\\..\\..", "cd \\vh", "cd \\"]);
    seen[0].off();
    for seen in &seen[1..4] {
        seen.on(&venv);
        assert_eq!(seen.var("PROMPT"), Some("(.venv) $P$G"));
        assert_eq!((seen.output.as_str(), seen.status), ("", 0), "nothing is said");
    }
    assert_eq!(seen[4].off().var("PROMPT"), Some("$P$G"));
    assert_eq!(seen[5].environment(), seen[0].environment());
}

fn started_inside() {
    let world = World::new();
    let venv = world.venv("away/.venv");
    world.person(&[])[0].on(&venv);
}

fn switch_and_nested() {
    let world = World::new();
    let (a, b, inner) = (world.venv("a/.venv"), world.venv("b/.venv"), world.venv("a/lib/c/.venv"));
    let to = |path: &str| format!("cd {}", world.path(path));
    let seen =
        world.person(&[&to("a"), &to("b"), &to("a"), &to("a/lib/c"), "cd ..", &to("a/lib/c"), &to("away")]);
    for (index, venv) in [&a, &b, &a, &inner, &a, &inner].into_iter().enumerate() {
        seen[index + 1].on(venv);
        assert_eq!(seen[index + 1].var("PROMPT"), Some("(.venv) $P$G"), "one prefix");
    }
    seen[7].off();
    assert_eq!(seen[7].environment(), seen[0].environment());
}

fn one_line() {
    let world = World::new();
    let venv = world.venv("a/.venv");
    let line = format!("cd {} && python & echo after", world.path("a"));
    let seen = world.person(&[&line, "cd nowhere && python", "cd nowhere || echo failed"]);
    assert_eq!(seen[1].output, format!("{venv}\nafter"));
    assert!(!seen[2].output.contains(&venv), "{:?}", seen[2]);
    assert!(seen[3].output.contains("failed"), "{:?}", seen[3]);
    seen[3].on(&venv);
}

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
    let lines = ["cd", "cd nowhere", "cd /?", "cd > out.txt", "type out.txt"];
    let spaced: Vec<String> = lines.iter().map(|line| format!(" {line}")).collect();
    let spaced: Vec<&str> = spaced.iter().map(String::as_str).collect();
    // A line that begins with a blank is cmd's alone.
    let (hooked, native) = (world.person(&lines), world.person(&spaced));
    for (hooked, native) in hooked.iter().zip(&native).skip(1) {
        assert_eq!((&hooked.output, hooked.status), (&native.output, native.status), "{}", hooked.line);
    }
}

fn every_maker_puts_everything_back() {
    for maker in makers::ALL {
        let mut world = World::new();
        for name in ["PYTHONHOME", "PKG_CONFIG_PATH", "TCL_LIBRARY"] {
            world.env.push((name, format!("C:\\mine\\{name}")));
        }
        let venv = world.venv_by(maker, "a/.venv");
        let cd = format!("cd {}", world.path("a"));
        let seen = world.person(&[&format!("{cd} && python"), "cd ..", &cd, "cd .."]);
        if maker.ends_with("relocatable") {
            // It does not tell where it was made, so it asks.
            assert!(seen[1].output.contains("does not tell where it was made"), "{:?}", seen[1]);
            continue;
        }
        // virtualenv 20.0's own script has a parenthesis too many, of which wine speaks.
        assert!(seen[1].output.ends_with(&venv), "{maker}: {}", seen[1].output);
        for (index, seen_now) in seen.iter().enumerate().skip(1) {
            if index % 2 == 1 {
                seen_now.on(&venv);
                assert_eq!(seen_now.var("PYTHONHOME"), None, "{maker}");
                assert_eq!(
                    seen_now.var("VIRTUAL_ENV_PROMPT").map(|p| p.contains(".venv")),
                    Some(true),
                    "{maker}"
                );
                assert_eq!(seen_now.var("PROMPT"), Some("(.venv) $P$G"), "{maker}");
            } else {
                assert_eq!(seen_now.environment(), seen[0].environment(), "{maker}");
            }
        }
    }
}

/// Names that CPython's current script carries; each is a directory.
fn hard_directories() {
    let world = World::new();
    let dirs = ["a b", "a & b", "a^b", "a (x86)", "a!b", "a=b,c", "it's", "#a", "@a", "a+b"];
    let mut lines = Vec::new();
    let mut venvs = Vec::new();
    for dir in dirs {
        venvs.push(world.venv_by("python3.13", &format!("{dir}/.venv")));
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
    for maker in ["python3.11", "python3.13", "virtualenv", "uv"] {
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
            assert_eq!(seen[2].var("PATH"), Some(format!("{venv}\\Scripts;{path}").as_str()), "{maker}");
            for index in [3, 5] {
                assert_eq!(seen[index].environment(), seen[1].environment(), "{maker} {path}");
            }
        }
    }
}

fn edits_are_kept() {
    let world = World::new();
    world.venv("a/.venv");
    let seen = world.person(&[
        &format!("cd {}", world.path("a")),
        "set PATH=C:\\first;%PATH%;C:\\last",
        "set PROMPT=%PROMPT%edited ",
        "set PKG_CONFIG_PATH=C:\\mine",
        "set OTHER=x",
        "cd ..",
    ]);
    let before = seen[0].var("PATH").unwrap();
    assert_eq!(seen[6].var("PATH"), Some(format!("C:\\first;{before};C:\\last").as_str()));
    assert_eq!(seen[6].var("PROMPT"), Some("$P$Gedited "));
    assert_eq!(seen[6].var("PKG_CONFIG_PATH"), Some("C:\\mine"));
    assert_eq!(seen[6].var("OTHER"), Some("x"));
    seen[6].off();
}

fn prompt_unset_before() {
    for maker in ["python3.11", "virtualenv==20.26.5", "virtualenv", "uv"] {
        let world = World::new();
        world.venv_by(maker, "a/.venv");
        let cd = format!("cd {}", world.path("a"));
        let seen = world.person(&["set PROMPT=", &cd, "cd ..", &cd, "cd .."]);
        assert_eq!(seen[2].var("PROMPT"), Some("(.venv) $P$G"), "{maker}");
        assert_eq!(seen[4].var("PROMPT"), Some("(.venv) $P$G"), "{maker}");
        assert_eq!(seen[5].environment(), seen[1].environment(), "{maker}");
    }
}

fn prompt_disabled() {
    let world = World::new();
    let venv = world.venv("a/.venv");
    let seen =
        world.person(&["set VIRTUAL_ENV_DISABLE_PROMPT=1", &format!("cd {}", world.path("a")), "cd .."]);
    assert_eq!(seen[2].on(&venv).var("PROMPT"), Some("$P$G"));
    assert_eq!(seen[3].environment(), seen[1].environment());
}

fn deactivate_by_hand() {
    let world = World::new();
    let venv = world.venv("a/.venv");
    world.make_dir("a/sub");
    let cd = format!("cd {}", world.path("a"));
    let seen = world.person(&[&cd, "deactivate", "cd sub", "cd ..", "cd ..", &cd]);
    seen[1].on(&venv);
    assert_eq!(seen[2].var("VIRTUAL_ENV"), None);
    for seen in &seen[3..6] {
        seen.off();
    }
    seen[6].on(&venv);
}

fn activated_by_hand() {
    let world = World::new();
    let (venv, mine) = (world.venv("a/.venv"), world.venv("mine"));
    let seen = world.person(&[
        &format!("{mine}\\Scripts\\activate"),
        &format!("cd {}", world.path("a")),
        "cd ..",
        "deactivate",
        &format!("cd {}", world.path("a")),
    ]);
    for seen in &seen[1..4] {
        assert_eq!(seen.var("VIRTUAL_ENV"), Some(mine.as_str()), "{seen:?}");
        assert_eq!(seen.var("VENVHOOK_ENV"), None);
    }
    seen[5].on(&venv);
}

fn deleted_and_made_anew() {
    let world = World::new();
    let venv = world.venv("a/.venv");
    let a = world.path("a");
    let seen = world.person(&[
        &format!("cd {a}"),
        &format!("ren {venv} gone"),
        "cd .",
        &format!("ren {a}\\gone .venv"),
        "cd .",
        &format!("ren {venv} gone"),
        "cd ..",
    ]);
    seen[1].on(&venv);
    assert_eq!(seen[3].off().environment(), seen[0].environment());
    seen[5].on(&venv);
    assert_eq!(seen[7].off().environment(), seen[0].environment());
}

fn child_cmd() {
    let world = World::new();
    let venv = world.venv("a/.venv");
    let seen = world.person(&[&format!("cd {}", world.path("a")), "cmd /q", "cd .", "cd ..", "exit", "cd ."]);
    seen[3].on(&venv);
    seen[4].off();
    seen[6].on(&venv);
}

fn inherited_from_another_shell() {
    let mut world = World::new();
    let venv = world.venv("a/.venv");
    for name in ["VIRTUAL_ENV", "VENVHOOK_ENV"] {
        world.env.push((name, venv.clone()));
    }
    world.env.push(("VIRTUAL_ENV_PROMPT", ".venv".into()));
    let put = format!("set PATH={venv}\\Scripts;%PATH%");
    let first = world.run(&[&put], None).remove(0);
    assert!(first.var("PATH").unwrap().contains("Scripts"));
    let seen = world.person(&[&format!("cd {}", world.path("a")), "cd .."]);
    seen[0].off();
    seen[1].on(&venv);
    seen[2].off();
}

fn delayed_expansion() {
    let mut world = World::new();
    world.flags.push("/v:on");
    let venv = world.venv_by("python3.13", "a & b/.venv");
    let odd = world.venv_by("python3.13", "a!b/.venv");
    let seen = world.person(&[
        &format!("cd \"{}\" && python", world.path("a & b")),
        "cd ..",
        &format!("cd \"{}\"", world.path("away")),
    ]);
    assert_eq!(seen[1].output, venv);
    seen[1].on(&venv);
    assert_eq!(seen[2].environment(), seen[0].environment());
    // cmd itself loses the mark in a typed path; a hook that is run in such a directory must not
    // let half a path through.
    let seen = World::person(&world, &[&format!("cd \"{}\"", world.path("a^!b"))]);
    if seen[1].var("VIRTUAL_ENV").is_some() {
        seen[1].on(&odd);
    }
}

fn echo_on() {
    let mut world = World::new();
    world.flags.clear();
    let venv = world.venv("a/.venv");
    let seen = world.person(&[&format!("cd {}", world.path("a")), "cd .."]);
    seen[1].on(&venv);
    seen[2].off();
    for seen in &seen[1..] {
        // The prompts and the typed lines, and nothing of the batch files.
        assert!(!seen.output.contains("VENVHOOK_CMD_EL"), "{}", seen.output);
        assert!(!seen.output.contains("set "), "{}", seen.output);
    }
}

fn loaded_twice() {
    let world = World::new();
    let venv = world.venv("a/.venv");
    let load = format!("\"{}\"", world.path("data\\cmd\\init.bat"));
    let seen = world.person(&[&load, &format!("cd {}", world.path("a")), &load, "cd .."]);
    seen[2].on(&venv);
    seen[3].on(&venv);
    seen[4].off();
}

fn program_gone() {
    let world = World::new();
    let venv = world.venv("a/.venv");
    let seen = world.person(&[
        &format!("cd {}", world.path("a")),
        &format!("ren {} gone.exe", world.path("bin\\venvhook.exe")),
        "cd \\",
        "cd \\vh",
        &format!("ren {} venvhook.exe", world.path("bin\\gone.exe")),
        "cd \\",
    ]);
    seen[1].on(&venv);
    assert_eq!((seen[3].output.matches("venvhook: ").count(), seen[3].status), (1, 0), "{:?}", seen[3]);
    assert_eq!((seen[4].output.as_str(), seen[4].status), ("", 0), "said once");
}

fn noise_before_the_plan() {
    let world = World::new();
    let venv = world.venv("a/.venv");
    world.person(&[]);
    // An AutoRun of the person's prints into what FOR reads. wine's cmd has no AutoRun: a program in
    // the hook's place that prints before it asks stands for it.
    let noisy = world.path("noisy.bat");
    let real = world.path("bin\\venvhook.exe");
    fs::write(
        world.dir.join("noisy.bat"),
        format!("@echo off\r\necho Welcome ^& ^| \"back\" %%PATH%% !x!\r\necho.\r\n\"{real}\" %*\r\n"),
    )
    .unwrap();
    let seen = world.person(&[
        &format!("set \"VENVHOOK_CMD_EXE={noisy}\""),
        &format!("cd {}", world.path("a")),
        "cd ..",
    ]);
    assert_eq!(seen[2].on(&venv).output, "");
    seen[3].off();
}

fn not_fit() {
    let world = World::new();
    let moved = world.venv("made/.venv");
    fs::rename(world.dir.join("made"), world.dir.join("moved")).unwrap();
    let broken = world.venv("broken/.venv");
    fs::remove_file(world.dir.join("broken/.venv/Scripts/python.exe")).unwrap();
    world.venv("none/.venv");
    fs::remove_file(world.dir.join("none/.venv/Scripts/activate.bat")).unwrap();
    let to = |path: &str| format!("cd {}", world.path(path));
    let seen = world.person(&[&to("moved"), "cd .", &to("broken"), &to("none"), &to("away")]);
    for (index, words) in [
        (1, format!("was moved or copied: it was made at {moved}")),
        (3, format!("{broken} is broken: its Python interpreter is gone")),
        (4, "has no script for this shell (activate.bat)".into()),
    ] {
        seen[index].off();
        assert!(seen[index].output.contains(&words), "{words}: {:?}", seen[index]);
        assert_eq!(seen[index].output.matches("venvhook: ").count(), 1);
    }
    assert_eq!(seen[2].output, "", "said once");
}

fn writable_by_others() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new();
    let script = world.venv("a/.venv") + "\\Scripts\\activate.bat";
    let venv = world.venv("b/.venv");
    // wine makes access lists of modes.
    let mode = fs::Permissions::from_mode(0o666);
    fs::set_permissions(world.dir.join("a/.venv/Scripts/activate.bat"), mode).unwrap();
    let seen = world.person(&[
        &format!("cd {}", world.path("a")),
        "venvhook allow",
        &format!("cd {}", world.path("b")),
    ]);
    seen[1].off();
    assert!(seen[1].output.contains(&format!("is writable by others: {script}")), "{:?}", seen[1]);
    assert!(seen[1].output.contains("icacls"), "{:?}", seen[1]);
    assert!(seen[2].output.contains("no grant helps"), "{:?}", seen[2]);
    seen[3].on(&venv);
}

fn runs_as_code() {
    let world = World::new();
    // CPython before its quoting was put right: the name of the directory would run.
    for dir in ["a&echo ran", "b%OS%c"] {
        world.venv(&format!("{dir}/.venv"));
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

fn allow_and_deny() {
    let world = World::new();
    let venv = world.venv_by("uv+relocatable", "a/.venv");
    let seen = world.person(&[
        &format!("cd {}", world.path("a")),
        "venvhook allow",
        "cd .",
        "venvhook deny",
        "cd .",
        "venvhook forget",
        "venvhook why",
    ]);
    seen[1].off();
    assert!(seen[1].output.contains("venvhook allow"), "{:?}", seen[1]);
    assert!(seen[2].output.contains("allowed"), "{:?}", seen[2]);
    seen[3].on(&venv);
    seen[5].off();
    assert!(seen[7].output.contains("not used"), "{:?}", seen[7]);
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

fn quiet_and_verbose() {
    let mut world = World::new();
    let venv = world.venv("a/.venv");
    world.venv_by("uv+relocatable", "b/.venv");
    let to = |path: &str| format!("cd {}", world.path(path));
    let lines = [to("a"), to("b")];
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    world.options = vec!["--verbose"];
    let seen = world.person(&lines);
    assert_eq!(seen[1].output, format!("venvhook: on: {venv} (Python 3.11.2)"));
    assert!(seen[2].output.contains("off: "), "{:?}", seen[2]);
    world.options = vec!["--quiet"];
    assert_eq!(world.person(&lines)[2].output, "");
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

fn a_failing_script_is_undone() {
    let world = World::new();
    let venv = world.venv("a/.venv");
    let script = world.dir.join("a/.venv/Scripts/activate.bat");
    let text = crate::world::read(&script);
    let end = "set PATH=C:\\other\r\nset TCL_LIBRARY=C:\\other\r\n";
    fs::write(&script, format!("{text}{end}")).unwrap();
    let seen = world.person(&[&format!("cd {}", world.path("a")), "cd ."]);
    assert!(seen[1].output.contains("did not switch its venv on"), "{venv}: {:?}", seen[1]);
    assert_eq!(seen[1].off().environment(), seen[0].environment());
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
    let seen = world.run(&lines.map(String::as_str), None);
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
