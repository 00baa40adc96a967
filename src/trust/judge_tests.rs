use super::*;
use std::fs;
use tempfile::TempDir;

/// A project and its venv, as CPython 3.12 makes it, for one rule to be broken in it.
struct Made {
    _top: TempDir,
    grants: Grants,
    project: PathBuf,
    dir: PathBuf,
}

impl Made {
    fn new() -> Made {
        Made::called("app")
    }

    fn called(project: &str) -> Made {
        let top = tempfile::tempdir().unwrap();
        let grants = Grants::in_dir(&top.path().join("data"));
        let project = real_path::of(top.path()).unwrap().join(project);
        let dir = project.join(".venv");
        fs::create_dir_all(dir.join("bin")).unwrap();
        let made = Made { _top: top, grants, project, dir };
        made.write("pyvenv.cfg", &format!("home = {}\n", made.project.display()));
        let python = made.dir.join("bin").join(if cfg!(windows) { "python.exe" } else { "python" });
        fs::write(&python, "").unwrap();
        #[cfg(unix)]
        by_modes::chmod(&python, 0o755);
        let path = made.dir.display().to_string();
        made.write("bin/activate", &format!("VIRTUAL_ENV='{path}'\n"));
        made.write("bin/activate.fish", &format!("set -gx VIRTUAL_ENV '{path}'\n"));
        made.write("bin/Activate.ps1", "# CPython's works its place out.\n");
        made.write("bin/activate.bat", &format!("set \"VIRTUAL_ENV={path}\"\n"));
        made
    }

    fn write(&self, file: &str, text: &str) {
        fs::write(self.dir.join(file), text).unwrap();
    }

    /// More lines in its pyvenv.cfg.
    fn set(&self, lines: &str) {
        let cfg = fs::read_to_string(self.dir.join("pyvenv.cfg")).unwrap();
        self.write("pyvenv.cfg", &format!("{cfg}{lines}\n"));
    }

    fn venv(&self) -> Venv {
        Venv::at(&self.dir).unwrap()
    }

    fn judge(&self, shell: Shell) -> Result<PathBuf, Vec<Unfit>> {
        judge(&self.venv(), shell, Policy::Local, &self.grants)
    }

    /// All that speaks against it.
    fn against(&self, shell: Shell) -> Vec<Unfit> {
        self.judge(shell).err().unwrap_or_default()
    }

    fn allow(&self) {
        let fingerprint = fingerprint(&self.venv()).unwrap();
        let grant = Grant { answer: Answer::Allow, scope: Scope::Venv, path: self.dir.clone(), fingerprint };
        self.grants.put(&grant).unwrap();
    }
}

const ALL: [Shell; 5] = [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::PowerShell, Shell::Cmd];

#[test]
fn what_was_made_here_is_used_by_the_script_of_each_shell() {
    let made = Made::new();
    let scripts = ["activate", "activate", "activate.fish", "Activate.ps1", "activate.bat"];
    for (shell, script) in ALL.into_iter().zip(scripts) {
        assert_eq!(made.judge(shell), Ok(made.dir.join("bin").join(script)), "{shell:?}");
        assert_eq!(place(&made.venv(), shell), made.dir, "{shell:?}");
    }
    assert_eq!(broken(&made.venv()), None);
    assert_eq!(moved(&made.venv()), None);
}

#[test]
fn a_policy_of_asking_wants_a_record_and_a_record_is_enough() {
    let made = Made::new();
    let ask = || judge(&made.venv(), Shell::Bash, Policy::Ask, &made.grants).err();
    assert_eq!(ask(), Some(vec![Unfit::NotAllowed]));
    made.allow();
    assert_eq!(ask(), None);
}

#[test]
fn a_record_holds_for_the_scripts_as_they_were() {
    let made = Made::new();
    made.allow();
    made.write("bin/other", "is not a script of a shell");
    assert_eq!(made.against(Shell::Bash), []);
    let before = fingerprint(&made.venv()).unwrap();
    for script in ["activate.csh", "Activate.nu", "deactivate.bat"] {
        made.write(&format!("bin/{script}"), "x");
        assert_eq!(made.against(Shell::Bash), [Unfit::Changed], "{script}");
        fs::remove_file(made.dir.join("bin").join(script)).unwrap();
        assert_eq!(fingerprint(&made.venv()).unwrap(), before);
    }
    made.set("prompt = new");
    assert_eq!(made.against(Shell::Bash), [Unfit::Changed]);
}

#[test]
fn what_was_denied_is_off_and_a_tree_that_was_allowed_is_trusted_as_a_whole() {
    let made = Made::new();
    let record = |answer, scope, path: &Path| {
        let grant = Grant { answer, scope, path: path.into(), fingerprint: String::new() };
        made.grants.put(&grant).unwrap();
    };
    made.write("bin/activate", "# records no place\n");
    assert_eq!(made.against(Shell::Bash), [Unfit::NoBakedPath]);
    record(Answer::Allow, Scope::Tree, &made.project);
    assert_eq!(made.against(Shell::Bash), []);
    record(Answer::Deny, Scope::Tree, &made.project);
    assert_eq!(made.against(Shell::Bash), [Unfit::Denied(made.project.clone())]);
    record(Answer::Deny, Scope::Venv, &made.dir);
    assert_eq!(made.against(Shell::Bash), [Unfit::Denied(made.dir.clone())]);
}

#[test]
fn where_the_records_cannot_be_read_nothing_is_used() {
    let made = Made::new();
    made.allow();
    for record in fs::read_dir(made.dir.join("../../data/grants")).unwrap() {
        fs::write(record.unwrap().path(), "half").unwrap();
    }
    let against = made.against(Shell::Bash);
    assert!(matches!(&against[..], [Unfit::NoRecord(told)] if told.contains("delete it")), "{against:?}");
}

#[test]
fn a_path_that_a_shell_or_path_cannot_handle_is_refused() {
    if !cfg!(windows) {
        let colon = Made::called("a:b");
        for shell in ALL {
            assert!(colon.against(shell).contains(&Unfit::Separator), "{shell:?}");
        }
        assert!(!Made::called("a;b").against(Shell::Bash).contains(&Unfit::Separator));
    }
}

// Elsewhere no file system takes such a name.
#[cfg(target_os = "linux")]
#[test]
fn bytes_that_are_no_text_reach_only_the_shells_that_know_bytes() {
    let made = Made::new();
    let dir = made.project.join(os_bytes::name(b"caf\xe9".to_vec()).unwrap());
    fs::rename(&made.dir, &dir).unwrap();
    let venv = Venv::at(&dir).unwrap();
    for shell in ALL {
        let against = judge(&venv, shell, Policy::Local, &made.grants).unwrap_err();
        let carries = !matches!(shell, Shell::PowerShell | Shell::Cmd);
        assert_eq!(!against.contains(&Unfit::NotUnicode), carries, "{shell:?}");
    }
}

#[test]
fn one_that_lacks_something_is_broken() {
    let against = |change: &dyn Fn(&Made)| {
        let made = Made::new();
        change(&made);
        assert_eq!(broken(&made.venv()).as_slice(), made.against(Shell::Bash), "every reason that is given");
        made.against(Shell::Bash)
    };
    let said = |what: &str| vec![Unfit::Broken(what.into())];
    assert_eq!(against(&|made| made.write("pyvenv.cfg", "")), said("pyvenv.cfg does not name a base Python"));
    let gone = against(&|made| made.write("pyvenv.cfg", "home = /not/there\n"));
    assert_eq!(gone, said("its base Python /not/there does not exist"));
    let python = |made: &Made| made.venv().interpreter_entry();
    let no_python = said("its Python interpreter is missing");
    assert_eq!(against(&|made| fs::remove_file(python(made)).unwrap()), no_python);
    let a_directory = |made: &Made| {
        fs::remove_file(python(made)).unwrap();
        fs::create_dir(python(made)).unwrap();
    };
    assert_eq!(against(&a_directory), no_python);
}

#[test]
fn a_shell_without_a_script_of_its_own_cannot_use_it() {
    for (shell, script, named) in [
        (Shell::Bash, "activate", "activate"),
        (Shell::Fish, "activate.fish", "activate.fish"),
        (Shell::PowerShell, "Activate.ps1", "Activate.ps1"),
        (Shell::Cmd, "activate.bat", "activate.bat"),
    ] {
        let made = Made::new();
        fs::remove_file(made.dir.join("bin").join(script)).unwrap();
        assert_eq!(made.against(shell), [Unfit::NoScript(named)]);
        fs::create_dir(made.dir.join("bin").join(script)).unwrap();
        assert_eq!(made.against(shell), [Unfit::Broken(format!("{script} is not a regular file"))]);
    }
}

#[test]
fn a_script_for_another_place_is_told_with_that_place() {
    let elsewhere = Made::new();
    for shell in ALL {
        let made = Made::new();
        for script in ["activate", "activate.fish", "activate.bat"] {
            let script = Path::new("bin").join(script);
            fs::copy(elsewhere.dir.join(&script), made.dir.join(&script)).unwrap();
        }
        assert_eq!(made.against(shell), [Unfit::Moved(elsewhere.dir.clone())], "{shell:?}");
        assert_eq!(moved(&made.venv()), Some(Unfit::Moved(elsewhere.dir.clone())));
    }
}

#[test]
fn every_place_that_a_script_names_must_be_its_own() {
    let made = Made::new();
    let own = made.dir.display();
    made.write("bin/activate", &format!("VIRTUAL_ENV='{own}'\nVIRTUAL_ENV='/else/where'\n"));
    assert_eq!(made.against(Shell::Bash), [Unfit::Moved("/else/where".into())]);
}

#[test]
fn a_script_that_tells_no_place_is_not_known_to_be_made_here() {
    for shell in ALL {
        let made = Made::new();
        for script in ["activate", "activate.fish", "activate.bat"] {
            made.write(&format!("bin/{script}"), "# nothing\n");
        }
        assert_eq!(made.against(shell), [Unfit::NoBakedPath], "{shell:?}");
        made.allow();
        assert_eq!(made.against(shell), [], "{shell:?}");
    }
}

// A path below it leads into the process that asks.
#[cfg(target_os = "linux")]
#[test]
fn a_place_that_each_process_has_elsewhere_is_no_place() {
    let made = Made::new();
    let by_process = format!("/proc/self/root{}", made.dir.display());
    made.write("bin/activate", &format!("VIRTUAL_ENV={by_process}\n"));
    assert!(real_path::leads_to(Path::new(&by_process), &made.dir));
    assert_eq!(made.against(Shell::Bash), [Unfit::Moved(by_process.into())]);
}

#[cfg(unix)]
#[test]
fn a_way_by_a_link_leads_here_too() {
    let made = Made::new();
    let link = made.project.join("link");
    std::os::unix::fs::symlink(&made.dir, &link).unwrap();
    made.write("bin/activate", &format!("VIRTUAL_ENV='{}'\n", link.display()));
    assert_eq!(made.judge(Shell::Bash), Ok(made.dir.join("bin/activate")));
}

// PowerShell's script asks for its own path, links resolved.
#[cfg(unix)]
#[test]
fn a_powershell_script_that_lies_in_another_venv_would_activate_that() {
    let (made, other) = (Made::new(), Made::new());
    fs::remove_file(made.dir.join("bin/Activate.ps1")).unwrap();
    std::os::unix::fs::symlink(other.dir.join("bin/Activate.ps1"), made.dir.join("bin/Activate.ps1"))
        .unwrap();
    assert_eq!(made.against(Shell::PowerShell), [Unfit::Moved(other.dir.clone())]);
    fs::remove_file(made.dir.join("bin/activate")).unwrap();
    std::os::unix::fs::symlink(other.dir.join("bin/activate"), made.dir.join("bin/activate")).unwrap();
    let posix = format!("VIRTUAL_ENV='{}'\n", made.dir.display());
    other.write("bin/activate", &posix);
    assert_eq!(
        made.judge(Shell::Bash),
        Ok(other.dir.join("bin/activate")),
        "other scripts are judged by what they contain"
    );
}

#[test]
fn a_powershell_script_that_would_run_its_name_is_refused() {
    let made = Made::new();
    made.write("bin/Activate.ps1", "if (\"$(x)\" -ne \"\") {\n");
    assert_eq!(made.against(Shell::PowerShell), [Unfit::RunsAsCode]);
    assert_eq!(made.against(Shell::Bash), []);
}

#[test]
fn a_name_is_refused_where_its_own_makers_script_would_run_it() {
    let hazardous = |shell: Shell, settings: &str| {
        let made = Made::new();
        made.set(settings);
        made.against(shell) == [Unfit::RunsAsCode]
    };
    // By the prompt as a Python literal, which CPython writes, its quotes are not the name's.
    assert!(hazardous(Shell::Bash, "prompt = '$(x)'"));
    assert!(!hazardous(Shell::Bash, "prompt = \"it's\""));
    // The others write the text as it is: quotes at its ends may be its own.
    assert!(hazardous(Shell::Bash, "uv = 0.13.9\nprompt = \"x\""));
    assert!(hazardous(Shell::Fish, "uv = 0.13.9\nprompt = 'x'"));
    assert!(!hazardous(Shell::PowerShell, "uv = 0.13.9\nprompt = $(x)"), "its script is read instead");
    assert!(!hazardous(Shell::Bash, "virtualenv = 21.14.13\nprompt = $(x)"));
}

#[test]
fn what_a_batch_file_would_run_is_told_by_the_batch_file() {
    let made = Made::new();
    made.set("prompt = a&b");
    assert_eq!(made.against(Shell::Cmd), [Unfit::RunsAsCode]);
    let quoted = format!("set \"VIRTUAL_ENV={}\"\nset \"PROMPT=(a&b) %PROMPT%\"\n", made.dir.display());
    made.write("bin/activate.bat", &quoted);
    assert_eq!(made.against(Shell::Cmd), []);
}

#[test]
fn the_name_that_a_script_tests_for_is_its_prompt_too() {
    let made = Made::new();
    let path = made.dir.display();
    let script = |name: &str| format!("VIRTUAL_ENV='{path}'\nif [ \"x{name}\" != x ] ; then\nfi\n");
    let tested = |name: &str| {
        made.write("bin/activate", &script(name));
        tested_name(&made.venv()).map(|name| String::from_utf8(name).unwrap())
    };
    assert_eq!(tested("(app) ").as_deref(), Some("app"));
    assert_eq!(tested("app").as_deref(), Some("app"));
    assert_eq!(tested("(app)").as_deref(), Some("(app)"));
    assert_eq!(tested("").as_deref(), Some(""));
    assert_eq!(tested("a\" != x ] b").as_deref(), Some("a\" != x ] b"), "a mark is not the end");
    made.write("bin/activate", "if [ \"x");
    assert_eq!(tested_name(&made.venv()), None);
    made.write("bin/activate", &script("(`x`) "));
    assert_eq!(made.against(Shell::Bash), [Unfit::RunsAsCode]);
}

#[test]
fn a_place_that_no_script_holds_literally_must_have_a_plain_name() {
    let against = |project: &str, shell: Shell, settings: &str, script: &str| {
        let made = Made::called(project);
        made.set(settings);
        for file in ["activate", "activate.fish", "activate.bat"] {
            made.write(&format!("bin/{file}"), script);
        }
        made.against(shell)
    };
    let unknown = [Unfit::NoBakedPath];
    let runs = [Unfit::RunsAsCode, Unfit::NoBakedPath];
    assert_eq!(against("a b-c_d.e+f@g,h", Shell::Bash, "", "#"), unknown);
    assert_eq!(against("caf\u{e9}", Shell::Bash, "", "#"), unknown);
    for shell in [Shell::Bash, Shell::Fish, Shell::Cmd] {
        assert_eq!(against("it's", shell, "", "#"), runs, "{shell:?}");
    }
    assert_eq!(against("it's", Shell::PowerShell, "", "#"), unknown, "its script contains no path");
    // uv's relocatable ones work it out; a batch file has but one way to.
    let relocatable = "uv = 0.13.9\nrelocatable = true";
    assert_eq!(against("it's", Shell::Bash, relocatable, "#"), unknown);
    assert_eq!(against("it's", Shell::Bash, "uv = 0.13.9\nrelocatable = false", "#"), runs);
    assert_eq!(against("it's", Shell::Cmd, relocatable, "set VIRTUAL_ENV=x&y"), runs);
    let by_place = "@for %%i in (\"%~dp0..\") do @set \"VIRTUAL_ENV=%%~fi\"\n";
    assert_eq!(against("it's", Shell::Cmd, relocatable, by_place), unknown);
    assert_eq!(against("it's", Shell::Cmd, "", by_place), runs, "only of uv's is it known");
}

#[test]
fn what_git_tracks_came_with_the_repository() {
    let made = Made::new();
    fs::create_dir(made.project.join(".git")).unwrap();
    assert_eq!(made.against(Shell::Bash), [], "an empty repository");
    fs::write(made.project.join(".git/index"), "damaged").unwrap();
    assert_eq!(made.against(Shell::Bash), [Unfit::TrackedUnknown(made.project.clone())]);
    made.allow();
    assert_eq!(made.against(Shell::Bash), [], "but the user may know better");
}

#[cfg(unix)]
mod by_modes {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, chown};

    pub(super) fn chmod(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn each_file_that_counts_must_be_closed_to_others() {
        let made = Made::new();
        made.write("bin/deactivate.bat", "");
        let files = [
            ("bin/activate", vec![Shell::Bash, Shell::Zsh, Shell::PowerShell]),
            ("bin/activate.fish", vec![Shell::Fish]),
            ("bin/Activate.ps1", vec![Shell::PowerShell]),
            ("bin/activate.bat", vec![Shell::Cmd]),
            ("bin/deactivate.bat", vec![Shell::Cmd]),
            ("bin", ALL.to_vec()),
            ("pyvenv.cfg", ALL.to_vec()),
        ];
        for (file, read_by) in files {
            let path = made.dir.join(file);
            let was = path.metadata().unwrap().permissions().mode();
            chmod(&path, was | 0o002);
            for shell in ALL {
                let told = made.against(shell).into_iter().next();
                let writable = Unfit::WritableByOthers(path.clone());
                assert_eq!(told, read_by.contains(&shell).then_some(writable), "{shell:?} {file}");
            }
            chmod(&path, was);
        }
        made.allow();
        chmod(&made.dir, 0o777);
        assert_eq!(
            made.against(Shell::Bash),
            [Unfit::WritableByOthers(made.dir.clone())],
            "not even if allowed"
        );
    }

    #[test]
    fn what_belongs_to_another_user_wants_a_record() {
        // Only root gives files away.
        if !nix::unistd::Uid::effective().is_root() {
            return;
        }
        let made = Made::new();
        chown(made.dir.join("pyvenv.cfg"), Some(4_000_000), None).unwrap();
        assert_eq!(made.against(Shell::Bash), [Unfit::OtherOwner("uid 4000000".into())]);
        made.allow();
        assert_eq!(made.against(Shell::Bash), []);
        let made = Made::new();
        let nobody = nix::unistd::User::from_name("nobody").unwrap().unwrap().uid.as_raw();
        chown(&made.project, Some(nobody), None).unwrap();
        assert_eq!(made.against(Shell::Bash), [Unfit::Exposed(made.project.clone())]);
        chown(made.dir.join("bin"), Some(nobody), None).unwrap();
        assert_eq!(
            made.against(Shell::Bash),
            [Unfit::OtherOwner("nobody".into())],
            "only the more important one"
        );
    }
}

#[test]
fn what_fish_before_3_2_would_run_is_misread() {
    let is_misread = |script: &str, name: &str| is_misread(script.as_bytes(), [name.as_bytes()].into_iter());
    assert!(is_misread(r"set -gx VIRTUAL_ENV '/a/'\\'$(x)'", r"/a/\$(x)"));
    assert!(is_misread(r#"set -gx VIRTUAL_ENV "/a/"\\"(x)""#, r"/a/\(x)"));
    // Nothing to run; and quotes that it reads as they are.
    assert!(!is_misread(r"set -gx VIRTUAL_ENV '/a/'\\'b'", r"/a/\b"));
    assert!(!is_misread(r"set -gx VIRTUAL_ENV '/a/it'\''s (x)'", r"/a/it's (x)"));
    let made = Made::new();
    made.set("virtualenv = 21.14.13\nprompt = \\(x)");
    assert_eq!(made.against(Shell::Fish), []);
    for script in ["activate", "activate.fish"] {
        let text = fs::read_to_string(made.dir.join("bin").join(script)).unwrap();
        made.write(&format!("bin/{script}"), &format!("{text}set prompt ''\\\\'(x)'\n"));
    }
    assert_eq!(made.against(Shell::Fish), [Unfit::RunsAsCode]);
    assert_eq!(made.against(Shell::Bash), []);
}

#[test]
fn what_is_run_in_a_name_depends_on_who_wrote_the_script() {
    let virtualenv = |version: &str| Maker::Virtualenv(version.into());
    let uv = || Maker::Uv("0.13.9".into());
    let told = |maker: Maker, syntax| String::from_utf8(hazards(&maker, syntax).to_vec()).unwrap();
    for (maker, posix, fish) in [
        (Maker::Venv, "$`\\\"", "$\\\""),
        (Maker::OldVirtualenv, "$`\\\"", "$\\\""),
        (uv(), "$`\\\"", "\\'"),
        (virtualenv("20.26.5"), "$`\\\"'", "\\'"),
        (virtualenv("20.26.6"), "$`\\", "\\"),
        (virtualenv("21.14.12"), "$`\\", "\\"),
        (virtualenv("21.14.13"), "", ""),
    ] {
        assert_eq!(told(maker.clone(), Syntax::Posix), posix, "{maker}");
        assert_eq!(told(maker.clone(), Syntax::Fish), fish, "{maker}");
        assert_eq!(told(maker, Syntax::PowerShell), "");
    }
    assert_eq!(told(Maker::Venv, Syntax::Batch), "%\"&|<>^");
}
