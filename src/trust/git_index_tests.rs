use super::*;

#[test]
fn within_is_by_whole_names() {
    assert!(within(b"a/b/c", b"a/b"));
    assert!(within(b"a/b", b"a/b"));
    assert!(!within(b"a/bc", b"a/b"));
}

#[test]
fn a_setting_is_read_as_git_reads_it() {
    let format = |config: &str| setting(config, "extensions", "objectformat");
    let sha256 = Some("sha256".to_string());
    for config in [
        "[core]\n\tbare = false\n[extensions]\n\tobjectformat = sha256\n",
        "[Extensions]\nobjectFormat=SHA256 # why not\n[core]\nx = y",
        "[extensions] objectFormat = \"sha256\"",
        "[extensions]\nobjectformat = sha1\nobjectformat = sha256",
    ] {
        assert_eq!(format(config), sha256, "{config}");
    }
    for config in [
        "[remote \"sha256\"]\n\turl = https://host/sha256.git\n[branch \"sha256\"]\n\tmerge = refs/heads/sha256",
        "[extensions \"x\"]\nobjectformat = sha256",
        "[extensions]\n# objectformat = sha256",
        "[x]\nobjectformat = sha256",
        "",
    ] {
        assert_eq!(format(config), None, "{config}");
    }
}

#[test]
fn the_first_names_of_a_path() {
    assert_eq!(starts(b"a/b/c", 2), Some(&b"a/b"[..]));
    assert_eq!(starts(b"a/b", 2), Some(&b"a/b"[..]));
    assert_eq!(starts(b"a", 2), None);
}

// macOS and Windows find the other spelling without a link.
#[cfg(target_os = "linux")]
#[test]
fn another_spelling_is_the_same_where_it_leads_there() {
    let top = tempfile::tempdir().unwrap();
    let root = top.path().canonicalize().unwrap();
    let dir = root.join("Work/.venv");
    std::fs::create_dir_all(&dir).unwrap();
    let wanted = Wanted::new(&root, &dir);
    assert!(wanted.holds(b"Work/.venv/pyvenv.cfg"));
    assert!(wanted.is_within(b"Work"));
    // A link does here what the file system does elsewhere.
    let found = |entry: &[u8]| (wanted.holds(entry), wanted.is_within(&entry[..4]));
    assert_eq!(found(b"wORK/.venv/pyvenv.cfg"), (false, false));
    std::os::unix::fs::symlink("Work", root.join("wORK")).unwrap();
    assert_eq!(found(b"wORK/.venv/pyvenv.cfg"), (true, true));
    assert!(!wanted.holds(b"Work2/.venv/x"));
    // A link of another name is a file of its own in an index, with nothing below it.
    std::os::unix::fs::symlink("Work", root.join("link")).unwrap();
    assert!(!wanted.holds(b"link/.venv/x"));
}

#[test]
fn an_index_that_cannot_be_read_is_unknown() {
    let top = tempfile::tempdir().unwrap();
    std::fs::create_dir(top.path().join(".git")).unwrap();
    assert_eq!(tracking(&top.path().join("venv")), Tracking::Untracked);
    std::fs::write(top.path().join(".git/index"), "not an index").unwrap();
    assert_eq!(tracking(&top.path().join("venv")), Tracking::Unknown(top.path().into()));
}

/// Writes an index that tracks these paths; one that ends in a slash is a directory of a sparse index.
fn track(index: &Path, hash: Kind, entries: &[&str]) {
    use gix_index::entry::{Flags, Mode, Stat};
    let mut state = gix_index::State::new(hash);
    for path in entries {
        let mode = if path.ends_with('/') { Mode::DIR } else { Mode::FILE };
        state.dangerously_push_entry(Stat::default(), hash.null(), Flags::empty(), mode, (*path).into());
    }
    state.sort_entries();
    gix_index::File::from_state(state, index).write(gix_index::write::Options::default()).unwrap();
}

/// A work tree with this index.
fn repository(root: &Path, entries: &[&str]) -> PathBuf {
    std::fs::create_dir_all(root.join(".git")).unwrap();
    track(&root.join(".git/index"), Kind::Sha1, entries);
    root.to_path_buf()
}

fn top() -> (tempfile::TempDir, PathBuf) {
    let top = tempfile::tempdir().unwrap();
    let real = real_path::of(top.path()).unwrap();
    (top, real)
}

#[test]
fn a_venv_is_tracked_if_anything_in_it_is() {
    let (_top, root) = top();
    let venv = root.join("app/.venv");
    std::fs::create_dir_all(&venv).unwrap();
    repository(&root, &["app/.venv/bin/activate", "app/main.py"]);
    assert_eq!(tracking(&venv), Tracking::Tracked(root.clone()));
    repository(&root, &["app/.venv"]);
    assert_eq!(tracking(&venv), Tracking::Tracked(root.clone()), "as a link");
    repository(&root, &["app/.venv-old/x", "app/.ven", "app/venv/x", "app/x/app/.venv/y", "b/.venv/x"]);
    assert_eq!(tracking(&venv), Tracking::Untracked);
}

#[test]
fn a_work_tree_that_is_itself_a_venv_is_tracked_with_its_first_file() {
    let (_top, root) = top();
    repository(&root, &[]);
    assert_eq!(tracking(&root), Tracking::Untracked);
    repository(&root, &["README"]);
    assert_eq!(tracking(&root), Tracking::Tracked(root.clone()));
}

#[test]
fn every_repository_above_is_asked() {
    let (_top, outer) = top();
    let inner = outer.join("inner");
    let venv = inner.join(".venv");
    std::fs::create_dir_all(&venv).unwrap();
    repository(&outer, &["inner/.venv/pyvenv.cfg"]);
    repository(&inner, &["x"]);
    assert_eq!(tracking(&venv), Tracking::Tracked(outer.clone()));
    repository(&inner, &[".venv/pyvenv.cfg"]);
    assert_eq!(tracking(&venv), Tracking::Tracked(inner), "the nearest is named");
}

#[test]
fn a_linked_work_tree_is_asked_where_its_file_points() {
    let (_top, root) = top();
    let tree = root.join("tree");
    let venv = tree.join(".venv");
    std::fs::create_dir_all(&venv).unwrap();
    let own = root.join("main/worktrees/tree");
    std::fs::create_dir_all(&own).unwrap();
    track(&own.join("index"), Kind::Sha256, &[".venv/pyvenv.cfg"]);
    // The repository that it belongs to decides the hash function.
    std::fs::write(own.join("commondir"), "../..\n").unwrap();
    std::fs::write(root.join("main/config"), "[extensions]\nobjectformat = sha256\n").unwrap();
    for target in ["../main/worktrees/tree".to_string(), own.display().to_string()] {
        std::fs::write(tree.join(".git"), format!("gitdir: {target}\n")).unwrap();
        assert_eq!(tracking(&venv), Tracking::Tracked(tree.clone()), "{target}");
    }
    std::fs::write(tree.join(".git"), "something else\n").unwrap();
    assert_eq!(tracking(&venv), Tracking::Untracked);
}

#[test]
fn an_index_is_read_by_the_hash_of_its_repository() {
    let (_top, root) = top();
    repository(&root, &[".venv/x"]);
    let venv = root.join(".venv");
    let config = root.join(".git/config");
    std::fs::write(&config, "[extensions]\nobjectformat = sha1\n").unwrap();
    assert_eq!(tracking(&venv), Tracking::Tracked(root.clone()));
    std::fs::write(&config, "[extensions]\nobjectformat = sha256\n").unwrap();
    track(&root.join(".git/index"), Kind::Sha256, &[".venv/x"]);
    assert_eq!(tracking(&venv), Tracking::Tracked(root.clone()));
    track(&root.join(".git/index"), Kind::Sha256, &["x"]);
    assert_eq!(tracking(&venv), Tracking::Untracked);
}

#[test]
fn a_sparse_index_does_not_say_what_is_in_a_directory() {
    let (_top, root) = top();
    let venv = root.join("app/deep/.venv");
    std::fs::create_dir_all(&venv).unwrap();
    for directory in ["app/", "app/deep/", "app/deep/.venv/"] {
        repository(&root, &[directory, "x"]);
        let tracked = directory == "app/deep/.venv/";
        let expected =
            if tracked { Tracking::Tracked(root.clone()) } else { Tracking::Unknown(root.clone()) };
        assert_eq!(tracking(&venv), expected, "{directory}");
    }
    repository(&root, &["ap/", "app/de/", "deep/", "app/deep/.venv2/"]);
    assert_eq!(tracking(&venv), Tracking::Untracked);
}

#[test]
fn an_index_that_is_not_a_file_is_unknown_and_is_not_waited_for() {
    let (_top, root) = top();
    std::fs::create_dir_all(root.join(".git/index")).unwrap();
    assert_eq!(tracking(&root.join(".venv")), Tracking::Unknown(root.clone()));
    #[cfg(unix)]
    {
        std::fs::remove_dir(root.join(".git/index")).unwrap();
        nix::unistd::mkfifo(&root.join(".git/index"), nix::sys::stat::Mode::S_IRWXU).unwrap();
        let (tell, told) = std::sync::mpsc::channel();
        let venv = root.join(".venv");
        std::thread::spawn(move || tell.send(tracking(&venv)));
        let told = told.recv_timeout(std::time::Duration::from_secs(30));
        assert_eq!(told, Ok(Tracking::Unknown(root)), "a pipe without a writer");
    }
}

#[test]
fn names_are_counted_as_they_stand() {
    assert_eq!(names(b"a"), 1);
    assert_eq!(names(b"a/b/c"), 3);
    assert_eq!(starts(b"a/b/c", 1), Some(&b"a"[..]));
    assert_eq!(starts(b"a/b/c", 3), Some(&b"a/b/c"[..]));
    assert_eq!(starts(b"a/b/c", 4), None);
    assert_eq!(in_index(Path::new("a/b")), b"a/b");
}

#[test]
fn a_name_beyond_ascii_is_alike_in_every_form() {
    let alike = |path: &str, other: &str| alike(path.as_bytes(), &spelling::fold(other.as_bytes()));
    assert!(alike("A/b", "a/B") && alike("caf\u{e9}", "CAFE\u{301}"));
    assert!(!alike("a", "b") && !alike("caf\u{e9}", "cafe"));
}

// A link does here what the file system does elsewhere.
#[cfg(target_os = "linux")]
#[test]
fn a_directory_of_a_sparse_index_may_be_spelled_another_way() {
    let (_top, root) = top();
    let dir = root.join("One/Two/.venv");
    std::fs::create_dir_all(&dir).unwrap();
    std::fs::create_dir(root.join("oNE")).unwrap();
    let wanted = Wanted::new(&root, &dir);
    assert!(!wanted.is_within(b"oNE/tWO"));
    std::os::unix::fs::symlink("../One/Two", root.join("oNE/tWO")).unwrap();
    assert!(wanted.is_within(b"oNE/tWO"));
    assert!(!wanted.is_within(b"oNE"), "that is another directory");
    assert!(!wanted.is_within(b"One/Two/.venv/x"));
}
