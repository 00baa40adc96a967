//! Whether git tracks a directory, read from the index file: no git process is started, since git
//! runs what an untrusted repository's configuration names.

use crate::bytes;
use gix_index::decode::Options;
use gix_index::hash::Kind;
use std::path::{Path, PathBuf};

/// What the repositories around a directory say of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tracking {
    /// In no index of a repository above it.
    Untracked,
    /// Something in it is tracked by the repository at this path.
    Tracked(PathBuf),
    /// This repository's index could not be read.
    Unknown(PathBuf),
}

/// Asks each repository at or above `dir`, which must have its links resolved.
pub fn tracking(dir: &Path) -> Tracking {
    for root in dir.ancestors() {
        let Some(git_dir) = git_dir(root) else { continue };
        let index = git_dir.join("index");
        if !index.exists() {
            continue;
        }
        match holds(&index, object_hash(&git_dir), dir.strip_prefix(root).unwrap_or(dir)) {
            Some(false) => {}
            Some(true) => return Tracking::Tracked(root.to_path_buf()),
            None => return Tracking::Unknown(root.to_path_buf()),
        }
    }
    Tracking::Untracked
}

/// The repository directory of a work tree: `.git`, or where a worktree's or submodule's
/// `.git` file points (gitrepository-layout manual).
fn git_dir(root: &Path) -> Option<PathBuf> {
    let dot_git = root.join(".git");
    let metadata = dot_git.metadata().ok()?;
    if metadata.is_dir() {
        return Some(dot_git);
    }
    let text = crate::regular_file::read(&dot_git).ok()?;
    let target = text.strip_prefix(b"gitdir:")?.trim_ascii();
    Some(root.join(bytes::name(target.to_vec())?))
}

/// The hash that the repository names its objects by: the width of a field in its index.
fn object_hash(git_dir: &Path) -> Kind {
    // A worktree's settings are those of the repository that it belongs to.
    let common = crate::regular_file::read(&git_dir.join("commondir")).unwrap_or_default();
    let config = git_dir.join(bytes::name(common.trim_ascii().to_vec()).unwrap_or_default()).join("config");
    let config = crate::regular_file::read(&config).unwrap_or_default();
    let format = setting(&String::from_utf8_lossy(&config), "extensions", "objectformat");
    if format.as_deref() == Some("sha256") { Kind::Sha256 } else { Kind::Sha1 }
}

/// The value that a configuration file gives a key of a section without a subsection, in lower case: the
/// last one wins (git-config manual, "Syntax"). Of this file git itself follows no includes.
fn setting(config: &str, section: &str, key: &str) -> Option<String> {
    let (mut is_in, mut found) = (false, None);
    for line in config.lines() {
        let mut line = line.trim();
        // Behind a section's name a key may stand on the same line.
        if let Some((name, rest)) = line.strip_prefix('[').and_then(|line| line.split_once(']')) {
            is_in = name.trim().eq_ignore_ascii_case(section);
            line = rest.trim();
        }
        let Some((name, value)) = line.split_once('=').filter(|_| is_in) else { continue };
        if name.trim().eq_ignore_ascii_case(key) {
            let value = value.split(['#', ';']).next().unwrap_or_default();
            found = Some(value.trim().trim_matches('"').to_ascii_lowercase());
        }
    }
    found
}

/// Whether the index has an entry at or below `path`; `None` where it cannot be told.
fn holds(index: &Path, hash: Kind, path: &Path) -> Option<bool> {
    // A pipe in the index's place would be waited for.
    if !index.metadata().is_ok_and(|metadata| metadata.is_file()) {
        return None;
    }
    let index = gix_index::File::at(index, hash, true, Options::default()).ok()?;
    let path = &in_index(path);
    for entry in index.entries() {
        let entry: &[u8] = entry.path(&index);
        if path.is_empty() || within(entry, path) {
            return Some(true);
        }
        // A sparse index stands for a whole directory with one entry that ends in a slash.
        if entry.strip_suffix(b"/").is_some_and(|directory| within(path, directory)) {
            return None;
        }
    }
    Some(false)
}

/// A path in the form that an index has: its names joined by slashes.
fn in_index(path: &Path) -> Vec<u8> {
    path.iter().map(bytes::of).collect::<Vec<_>>().join(&b'/')
}

/// Whether `path` is `directory` or below it; by names as the system compares them.
fn within(path: &[u8], directory: &[u8]) -> bool {
    let Some((start, rest)) = path.split_at_checked(directory.len()) else { return false };
    let same = if cfg!(windows) { start.eq_ignore_ascii_case(directory) } else { start == directory };
    same && (rest.is_empty() || rest[0] == b'/')
}

#[cfg(test)]
mod tests {
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
    fn an_index_that_cannot_be_read_is_unknown() {
        let top = tempfile::tempdir().unwrap();
        std::fs::create_dir(top.path().join(".git")).unwrap();
        assert_eq!(tracking(&top.path().join("venv")), Tracking::Untracked);
        std::fs::write(top.path().join(".git/index"), "not an index").unwrap();
        assert_eq!(tracking(&top.path().join("venv")), Tracking::Unknown(top.path().into()));
    }
}
