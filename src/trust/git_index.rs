//! Whether git tracks a directory, read from the index file: no git process is started, since git
//! runs programs that an untrusted repository's configuration names.

use crate::system::os_bytes;
use crate::system::real_path;
use crate::system::spelling;
use gix_index::decode::Options;
use gix_index::hash::Kind;
use std::path::{Path, PathBuf};

/// What the repositories around a directory say about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tracking {
    /// In no index of a repository above it.
    Untracked,
    /// Something in it is tracked by the repository at this path.
    Tracked(PathBuf),
    /// This repository's index could not be read.
    Unknown(PathBuf),
}

/// Reads the index of each repository at or above `dir`, which must have its links resolved.
pub fn tracking(dir: &Path) -> Tracking {
    for root in dir.ancestors() {
        let Some(git_dir) = git_dir(root) else { continue };
        let index = git_dir.join("index");
        if !index.exists() {
            continue;
        }
        match holds(&index, object_hash(&git_dir), root, dir) {
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
    let text = crate::system::read_file::read(&dot_git).ok()?;
    let target = text.strip_prefix(b"gitdir:")?.trim_ascii();
    Some(root.join(os_bytes::name(target.to_vec())?))
}

/// The hash function of the repository, which decides the width of a field in its index.
fn object_hash(git_dir: &Path) -> Kind {
    // A worktree's settings are those of the repository that it belongs to.
    let common = crate::system::read_file::read(&git_dir.join("commondir")).unwrap_or_default();
    let config =
        git_dir.join(os_bytes::name(common.trim_ascii().to_vec()).unwrap_or_default()).join("config");
    let config = crate::system::read_file::read(&config).unwrap_or_default();
    let format = setting(&String::from_utf8_lossy(&config), "extensions", "objectformat");
    if format.as_deref() == Some("sha256") { Kind::Sha256 } else { Kind::Sha1 }
}

/// The value that a configuration file gives a key of a section without a subsection, in lower case: the
/// last one wins (git-config manual, "Syntax"). Of this file git itself follows no includes.
fn setting(config: &str, section: &str, key: &str) -> Option<String> {
    let (mut is_in, mut found) = (false, None);
    for line in config.lines() {
        let mut line = line.trim();
        // A key may follow a section's name on the same line.
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

/// Whether the index has an entry at or below `dir`; `None` if that is unknown.
fn holds(index: &Path, hash: Kind, root: &Path, dir: &Path) -> Option<bool> {
    // Reading a pipe in the index's place would never end.
    if !index.metadata().is_ok_and(|metadata| metadata.is_file()) {
        return None;
    }
    let index = gix_index::File::at(index, hash, true, Options::default()).ok()?;
    let wanted = Wanted::new(root, dir);
    for entry in index.entries() {
        let entry: &[u8] = entry.path(&index);
        if wanted.holds(entry) {
            return Some(true);
        }
        // A sparse index has one entry, which ends in a slash, for a whole directory.
        if entry.strip_suffix(b"/").is_some_and(|directory| wanted.is_within(directory)) {
            return None;
        }
    }
    Some(false)
}

/// What to look for in an index: its path there, also in other spellings, because the index has each name as it
/// was when it was added, and a file system may find it under another.
struct Wanted<'a> {
    root: &'a Path,
    dir: &'a Path,
    path: Vec<u8>,
    fold: Vec<u8>,
}

impl<'a> Wanted<'a> {
    fn new(root: &'a Path, dir: &'a Path) -> Wanted<'a> {
        let path = in_index(dir.strip_prefix(root).unwrap_or(dir));
        Wanted { root, dir, fold: spelling::fold(&path), path }
    }

    /// Whether an entry is at or below it.
    fn holds(&self, entry: &[u8]) -> bool {
        self.path.is_empty() || within(entry, &self.path) || {
            let names = names(&self.path);
            starts(entry, names)
                .is_some_and(|start| alike(start, &self.fold) && self.leads_to(start, self.dir))
        }
    }

    /// Whether it is at or below a directory.
    fn is_within(&self, directory: &[u8]) -> bool {
        within(&self.path, directory)
            || starts(&self.path, names(directory)).is_some_and(|start| {
                let above = self.dir.ancestors().nth(names(&self.path) - names(directory));
                alike(directory, &spelling::fold(start))
                    && above.is_some_and(|above| self.leads_to(directory, above))
            })
    }

    /// The names alone do not decide it: on other file systems these are two files.
    fn leads_to(&self, in_index: &[u8], dir: &Path) -> bool {
        let name = os_bytes::name(in_index.to_vec());
        name.is_some_and(|name| real_path::leads_to(&self.root.join(name), dir))
    }
}

/// How many names a path in an index has.
fn names(path: &[u8]) -> usize {
    path.split(|&byte| byte == b'/').count()
}

/// The first names of a path, if it has as many.
fn starts(path: &[u8], names: usize) -> Option<&[u8]> {
    let mut ends = path.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(at, _)| at);
    let end = ends.nth(names - 1).or_else(|| (self::names(path) == names).then_some(path.len()))?;
    Some(&path[..end])
}

/// Whether a path has this fold. Most are ASCII, and are compared without a new text for each.
fn alike(path: &[u8], fold: &[u8]) -> bool {
    if path.is_ascii() { path.eq_ignore_ascii_case(fold) } else { spelling::fold(path) == fold }
}

/// A path in the form that an index has: its names joined by slashes.
fn in_index(path: &Path) -> Vec<u8> {
    path.iter().map(os_bytes::of).collect::<Vec<_>>().join(&b'/')
}

/// Whether `path` is `directory` or below it.
fn within(path: &[u8], directory: &[u8]) -> bool {
    path.strip_prefix(directory).is_some_and(|rest| rest.is_empty() || rest[0] == b'/')
}

#[cfg(test)]
#[path = "git_index_tests.rs"]
mod tests;
