use super::*;
use std::fs;
use tempfile::TempDir;

#[path = "judge_name_tests.rs"]
mod name;
#[path = "judge_place_tests.rs"]
mod place;

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
        let project = real_path::resolve(top.path()).unwrap().join(project);
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

    fn judge(&self, shell: Shell) -> Result<PathBuf, Vec<Reason>> {
        judge(&self.venv(), shell, Policy::Local, &self.grants)
    }

    /// All that speaks against it.
    fn against(&self, shell: Shell) -> Vec<Reason> {
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
    assert_eq!(health::broken(&made.venv()), None);
    assert_eq!(health::moved(&made.venv()), None);
}

#[test]
fn a_policy_of_asking_wants_a_record_and_a_record_is_enough() {
    let made = Made::new();
    let ask = || judge(&made.venv(), Shell::Bash, Policy::Ask, &made.grants).err();
    assert_eq!(ask(), Some(vec![Reason::NotAllowed]));
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
        assert_eq!(made.against(Shell::Bash), [Reason::Changed], "{script}");
        fs::remove_file(made.dir.join("bin").join(script)).unwrap();
        assert_eq!(fingerprint(&made.venv()).unwrap(), before);
    }
    made.set("prompt = new");
    assert_eq!(made.against(Shell::Bash), [Reason::Changed]);
}

#[test]
fn what_was_denied_is_off_and_a_tree_that_was_allowed_is_trusted_as_a_whole() {
    let made = Made::new();
    let record = |answer, scope, path: &Path| {
        let grant = Grant { answer, scope, path: path.into(), fingerprint: String::new() };
        made.grants.put(&grant).unwrap();
    };
    made.write("bin/activate", "# records no place\n");
    assert_eq!(made.against(Shell::Bash), [Reason::NoBakedPath]);
    record(Answer::Allow, Scope::Tree, &made.project);
    assert_eq!(made.against(Shell::Bash), []);
    record(Answer::Deny, Scope::Tree, &made.project);
    assert_eq!(made.against(Shell::Bash), [Reason::Denied(made.project.clone())]);
    record(Answer::Deny, Scope::Venv, &made.dir);
    assert_eq!(made.against(Shell::Bash), [Reason::Denied(made.dir.clone())]);
}

#[test]
fn where_the_records_cannot_be_read_nothing_is_used() {
    let made = Made::new();
    made.allow();
    for record in fs::read_dir(made.dir.join("../../data/grants")).unwrap() {
        fs::write(record.unwrap().path(), "half").unwrap();
    }
    let against = made.against(Shell::Bash);
    assert!(matches!(&against[..], [Reason::NoRecord(told)] if told.contains("delete it")), "{against:?}");
}

#[test]
fn a_path_that_a_shell_or_path_cannot_handle_is_refused() {
    if !cfg!(windows) {
        let colon = Made::called("a:b");
        for shell in ALL {
            assert!(colon.against(shell).contains(&Reason::Separator), "{shell:?}");
        }
        assert!(!Made::called("a;b").against(Shell::Bash).contains(&Reason::Separator));
    }
}

// Elsewhere no file system takes such a name.
#[cfg(target_os = "linux")]
#[test]
fn bytes_that_are_no_text_reach_only_the_shells_that_know_bytes() {
    let made = Made::new();
    let dir = made.project.join(os_bytes::from_bytes(b"caf\xe9".to_vec()).unwrap());
    fs::rename(&made.dir, &dir).unwrap();
    let venv = Venv::at(&dir).unwrap();
    for shell in ALL {
        let against = judge(&venv, shell, Policy::Local, &made.grants).unwrap_err();
        let carries = !matches!(shell, Shell::PowerShell | Shell::Cmd);
        assert_eq!(!against.contains(&Reason::NotUnicode), carries, "{shell:?}");
    }
}

#[test]
fn what_git_tracks_came_with_the_repository() {
    let made = Made::new();
    fs::create_dir(made.project.join(".git")).unwrap();
    assert_eq!(made.against(Shell::Bash), [], "an empty repository");
    fs::write(made.project.join(".git/index"), "damaged").unwrap();
    assert_eq!(made.against(Shell::Bash), [Reason::TrackedUnknown(made.project.clone())]);
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
                let writable = Reason::WritableByOthers(path.clone());
                assert_eq!(told, read_by.contains(&shell).then_some(writable), "{shell:?} {file}");
            }
            chmod(&path, was);
        }
        made.allow();
        chmod(&made.dir, 0o777);
        assert_eq!(
            made.against(Shell::Bash),
            [Reason::WritableByOthers(made.dir.clone())],
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
        assert_eq!(made.against(Shell::Bash), [Reason::OtherOwner("uid 4000000".into())]);
        made.allow();
        assert_eq!(made.against(Shell::Bash), []);
        let made = Made::new();
        let nobody = nix::unistd::User::from_name("nobody").unwrap().unwrap().uid.as_raw();
        chown(&made.project, Some(nobody), None).unwrap();
        assert_eq!(made.against(Shell::Bash), [Reason::Exposed(made.project.clone())]);
        chown(made.dir.join("bin"), Some(nobody), None).unwrap();
        assert_eq!(made.against(Shell::Bash), [Reason::OtherOwner("nobody".into())], "the weightier alone");
    }
}
