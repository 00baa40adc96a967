use super::*;

fn venv(dir: &Path) {
    fs::create_dir_all(dir.join("bin")).unwrap();
    fs::write(dir.join("pyvenv.cfg"), "old").unwrap();
}

fn entries(dir: &Path) -> usize {
    fs::read_dir(dir).unwrap().count()
}

#[test]
fn a_venv_that_is_not_kept_is_deleted_and_the_old_one_is_restored() {
    let top = tempfile::tempdir().unwrap();
    let dir = top.path().join(".venv");
    let place = TargetDir::claim(&dir, false).unwrap();
    fs::write(dir.join("half"), "").unwrap();
    drop(place);
    assert_eq!(entries(top.path()), 0);

    venv(&dir);
    assert!(TargetDir::claim(&dir, false).is_err());
    let place = TargetDir::claim(&dir, true).unwrap();
    assert_eq!(entries(&dir), 0);
    fs::write(dir.join("half"), "").unwrap();
    drop(place);
    assert_eq!(fs::read(dir.join("pyvenv.cfg")).unwrap(), b"old");
    assert_eq!(entries(top.path()), 1);

    TargetDir::claim(&dir, true).unwrap().keep();
    assert_eq!((entries(&dir), entries(top.path())), (0, 1));
}

#[test]
fn only_a_venv_and_nothing_else_is_cleared() {
    let top = tempfile::tempdir().unwrap();
    let dir = top.path().join(".venv");
    venv(&dir);
    fs::write(dir.join("thesis.tex"), "years").unwrap();
    assert!(TargetDir::claim(&dir, true).unwrap_err().to_string().contains("thesis.tex"));
    fs::remove_file(dir.join("thesis.tex")).unwrap();
    fs::remove_file(dir.join("pyvenv.cfg")).unwrap();
    assert!(TargetDir::claim(&dir, true).unwrap_err().to_string().contains("not a venv"));
    assert!(dir.join("bin").is_dir());
    fs::write(top.path().join("file"), "").unwrap();
    assert!(TargetDir::claim(&top.path().join("file"), true).is_err());
}

/// The state that a killed run leaves.
fn killed(dir: &Path) {
    venv(dir);
    let place = TargetDir::claim(dir, true).unwrap();
    // Neither dropped nor kept; but what it had open is closed.
    let mut place = std::mem::ManuallyDrop::new(place);
    let aside = place.aside.take().unwrap();
    assert!(set_aside::report(dir).is_none(), "not while it is being created");
    assert!(TargetDir::claim(dir, true).unwrap_err().to_string().contains("is being recreated"));
    assert!(restore(dir, true).unwrap_err().to_string().contains("is being recreated"));
    drop(aside);
    assert!(set_aside::report(dir).is_some());
}

#[test]
fn a_venv_that_a_killed_run_set_aside_is_restored() {
    let top = tempfile::tempdir().unwrap();
    let dir = top.path().join(".venv");
    let is_old = || assert_eq!(fs::read(dir.join("pyvenv.cfg")).unwrap(), b"old");
    assert!(!restore(&dir, false).unwrap());
    // Nothing in its place, half a venv, then one that the maker has finished without us.
    killed(&dir);
    fs::remove_dir(&dir).unwrap();
    let refused = TargetDir::claim(&dir, false).unwrap_err().to_string();
    assert!(refused.contains("new --restore .venv"), "{refused}");
    assert!(restore(&dir, false).unwrap());
    is_old();
    killed(&dir);
    fs::create_dir(dir.join("bin")).unwrap();
    assert!(restore(&dir, false).unwrap());
    is_old();
    killed(&dir);
    venv(&dir);
    for script in ["bin/activate", "pyvenv.cfg"] {
        fs::write(dir.join(script), "new").unwrap();
    }
    assert!(restore(&dir, false).unwrap_err().to_string().contains("--restore --clear .venv"));
    assert!(TargetDir::claim(&dir, true).is_err());
    assert_eq!(fs::read(dir.join("pyvenv.cfg")).unwrap(), b"new");
    assert!(restore(&dir, true).unwrap());
    is_old();
    assert_eq!(entries(top.path()), 1);
    // Recreated once more, and restored when that fails too.
    killed(&dir);
    drop(TargetDir::claim(&dir, true).unwrap());
    is_old();
    // Files that are not part of a venv are kept.
    killed(&dir);
    fs::write(dir.join("thesis.tex"), "years").unwrap();
    assert!(restore(&dir, true).unwrap_err().to_string().contains("thesis.tex"));
    assert!(TargetDir::claim(&dir, true).is_err());
    assert!(dir.join("thesis.tex").exists() && set_aside::report(&dir).is_some());
}

#[test]
fn an_old_venv_that_was_being_deleted_is_not_restored() {
    let top = tempfile::tempdir().unwrap();
    let dir = top.path().join(".venv");
    venv(&dir);
    let left = top.path().join(".venvhook-old-.venv");
    fs::create_dir_all(left.join("gone/bin")).unwrap();
    assert!(set_aside::report(&dir).is_none());
    assert!(!restore(&dir, true).unwrap());
    assert_eq!(entries(top.path()), 1);
    // A directory of the same name that venvhook did not create is never removed.
    fs::create_dir(&left).unwrap();
    fs::write(left.join("thesis.tex"), "years").unwrap();
    assert!(TargetDir::claim(&dir, true).unwrap_err().to_string().contains("was not created by venvhook"));
    assert!(left.join("thesis.tex").exists());
}

#[cfg(unix)]
#[test]
fn a_link_is_never_cleared() {
    let top = tempfile::tempdir().unwrap();
    venv(&top.path().join("real"));
    for target in ["real", "nowhere", ".venv"] {
        let link = top.path().join(".venv");
        std::os::unix::fs::symlink(target, &link).unwrap();
        assert!(TargetDir::claim(&link, true).unwrap_err().to_string().contains("link"), "{target}");
        assert!(link.symlink_metadata().is_ok());
        fs::remove_file(link).unwrap();
    }
    assert!(top.path().join("real/bin").is_dir());
}
