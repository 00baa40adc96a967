//! The judgement at the command line, in places that a module's own tests cannot go to: a file system and a
//! container unlike most.
#![cfg(target_os = "linux")]

#[path = "harness/file_system.rs"]
#[allow(unreachable_pub, reason = "the scenarios' harness shares it")]
mod file_system;

use assert_cmd::Command;
use file_system::{Mounted, Rules};
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A project whose venv is real enough for the binary.
fn project(at: &Path) -> PathBuf {
    let venv = at.join("app/.venv");
    fs::create_dir_all(venv.join("bin")).unwrap();
    fs::write(venv.join("pyvenv.cfg"), "home = /usr/bin\nversion = 3.12.1\n").unwrap();
    symlink("/bin/sh", venv.join("bin/python")).unwrap();
    fs::write(venv.join("bin/activate"), format!("VIRTUAL_ENV='{}'\n", venv.display())).unwrap();
    at.join("app")
}

fn folder() -> (TempDir, PathBuf) {
    let top = TempDir::new().unwrap();
    fs::set_permissions(top.path(), Permissions::from_mode(0o755)).unwrap();
    let real = top.path().canonicalize().unwrap();
    (top, real)
}

/// What `venvhook why` says there, started by these words.
fn why(start: &[&str], project: &Path) -> String {
    let words: Vec<&str> = start.iter().copied().chain([env!("CARGO_BIN_EXE_venvhook"), "why"]).collect();
    let mut command = Command::new(words[0]);
    command.args(&words[1..]).current_dir(project).env_clear().env("PATH", "/usr/bin:/bin");
    let output = command.env("HOME", "/not/there").env("VENVHOOK_DATA_DIR", "/not/there").output().unwrap();
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

/// A file system on which every file is everybody's to write; `None` where the system lets us mount none.
fn without_modes(below: &Path, at: &Path) -> Option<Mounted> {
    fs::create_dir_all(below).unwrap();
    fs::create_dir_all(at).unwrap();
    file_system::mount(below, at, Rules { mode: Some(0o777), ..Rules::default() }).ok()
}

#[test]
fn where_modes_are_not_kept_that_is_told_with_the_place_of_the_file_system() {
    let (_top, top) = folder();
    let at = top.join("share");
    let Some(_mounted) = without_modes(&top.join("below"), &at) else { return };
    let told = why(&[], &project(&at));
    let words = format!("the file system at {} stores no permissions", at.display());
    assert!(told.contains(&words) && !told.contains("is writable by others"), "{told}");
}

#[test]
fn what_is_open_above_such_a_file_system_is_told_first() {
    let (_top, top) = folder();
    let open = top.join("open");
    let Some(_mounted) = without_modes(&top.join("below"), &open.join("share")) else { return };
    let project = project(&open.join("share"));
    fs::set_permissions(&open, Permissions::from_mode(0o777)).unwrap();
    let told = why(&[], &project);
    assert!(told.contains(&format!("is writable by others ({});", open.display())), "{told}");
}

/// To a rootless container all that is outside of it belongs to nobody, from the root directory on.
#[test]
fn what_a_container_does_not_see_the_owner_of_is_nobody_elses() {
    let inside = ["unshare", "--user", "--map-root-user"];
    let can = std::process::Command::new(inside[0]).args(&inside[1..]).arg("true").output();
    if !can.is_ok_and(|output| output.status.success()) {
        return;
    }
    let (_top, top) = folder();
    let project = project(&top);
    // Root's own files are seen: of the others, this one's user is known outside.
    if project.metadata().unwrap().uid() == 0 {
        chown(&project, Some(1), None).unwrap();
        let told = why(&[], &project);
        assert!(told.contains("could be replaced by another user"), "{told}");
    }
    let told = why(&inside, &project);
    assert!(told.contains("result       used"), "{told}");
}
