//! A venv that lacks something, or was created elsewhere.

use super::*;

#[test]
fn one_that_lacks_something_is_broken() {
    let against = |change: &dyn Fn(&Made)| {
        let made = Made::new();
        change(&made);
        let broken = health::broken(&made.venv()).map(Reason::from);
        assert_eq!(broken.as_slice(), made.against(Shell::Bash), "all that is said");
        made.against(Shell::Bash)
    };
    let said = |what: &str| vec![Reason::Broken(what.into())];
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
        assert_eq!(made.against(shell), [Reason::NoScript(named)]);
        fs::create_dir(made.dir.join("bin").join(script)).unwrap();
        assert_eq!(made.against(shell), [Reason::Broken(format!("{script} is not a regular file"))]);
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
        assert_eq!(made.against(shell), [Reason::Moved(elsewhere.dir.clone())], "{shell:?}");
        assert_eq!(health::moved(&made.venv()), Some(elsewhere.dir.clone()));
    }
}

#[test]
fn every_place_that_a_script_names_must_be_its_own() {
    let made = Made::new();
    let own = made.dir.display();
    made.write("bin/activate", &format!("VIRTUAL_ENV='{own}'\nVIRTUAL_ENV='/else/where'\n"));
    assert_eq!(made.against(Shell::Bash), [Reason::Moved("/else/where".into())]);
}

#[test]
fn a_script_that_tells_no_place_is_not_known_to_be_made_here() {
    for shell in ALL {
        let made = Made::new();
        for script in ["activate", "activate.fish", "activate.bat"] {
            made.write(&format!("bin/{script}"), "# nothing\n");
        }
        assert_eq!(made.against(shell), [Reason::NoBakedPath], "{shell:?}");
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
    assert_eq!(made.against(Shell::Bash), [Reason::Moved(by_process.into())]);
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
    assert_eq!(made.against(Shell::PowerShell), [Reason::Moved(other.dir.clone())]);
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
