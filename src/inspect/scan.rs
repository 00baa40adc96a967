//! Every venv below a directory, searched by several threads at once.

use crate::inspect::dir_size::{self, Size};
use crate::inspect::inspection;
use crate::records::last_used;
use crate::venv::Venv;
use ignore::{DirEntry, WalkBuilder, WalkState};
use std::collections::HashSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::time::SystemTime;

/// Directories without venvs: those of version control, package managers and caches.
const HOLDS_NONE: [&str; 8] =
    [".git", ".hg", ".svn", "node_modules", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"];
/// Directories that the system generates.
const MADE_UP: [&str; 3] = ["/proc", "/sys", "/dev"];
/// Directories of the venv itself. A venv may also be the whole project, with other venvs below it.
const INNER: [&str; 8] = ["bin", "Scripts", "lib", "Lib", "lib64", "include", "Include", "share"];

/// A venv found.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The venv.
    pub venv: Venv,
    /// How much space it takes.
    pub size: Size,
    /// What is wrong with it.
    pub faults: Vec<String>,
    /// When venvhook last activated it, if ever.
    pub used: Option<SystemTime>,
}

/// The progress so far.
#[derive(Debug, Default)]
pub struct Count {
    /// Directories searched.
    pub directories: AtomicU64,
    /// Venvs found.
    pub venvs: AtomicU64,
    /// Directories that could not be read.
    pub unread: AtomicU64,
}

/// Searches below `dir`; links are not followed, but a link to a venv elsewhere counts. The result is not sorted.
pub fn below(dir: &Path, count: &Count) -> Vec<Finding> {
    let (sender, findings) = channel();
    let mut walk = WalkBuilder::new(dir);
    // Ignore files usually name a project's venv.
    walk.standard_filters(false).follow_links(false).threads(0).filter_entry(may_hold_one);
    walk.build_parallel().run(|| {
        let sender = sender.clone();
        Box::new(move |entry| {
            match entry {
                Ok(entry) => visit(&entry, count, &sender),
                Err(_) => _ = count.unread.fetch_add(1, Ordering::Relaxed),
            }
            WalkState::Continue
        })
    });
    drop(sender);
    // The venv itself before a link to it.
    let mut found: Vec<Finding> = findings.into_iter().collect();
    found.sort_by_key(|finding| (finding.venv.marker.is_symlink(), finding.venv.marker.clone()));
    let mut seen: HashSet<PathBuf> = HashSet::new();
    found.retain(|finding| seen.insert(finding.venv.dir.clone()));
    found
}

fn may_hold_one(entry: &DirEntry) -> bool {
    if entry.depth() == 0 || !entry.file_type().is_some_and(|kind| kind.is_dir()) {
        return true;
    }
    let (name, path) = (entry.file_name(), entry.path());
    let is = |names: &[&str]| names.iter().any(|known| name == OsStr::new(known));
    let inner = || is(&INNER) && path.with_file_name("pyvenv.cfg").exists();
    !is(&HOLDS_NONE) && !MADE_UP.iter().any(|made_up| path == Path::new(made_up)) && !inner()
}

fn visit(entry: &DirEntry, count: &Count, found: &Sender<Finding>) {
    let Some(kind) = entry.file_type() else { return };
    if kind.is_dir() {
        count.directories.fetch_add(1, Ordering::Relaxed);
    }
    let path = entry.path();
    let above = |levels: usize| path.ancestors().nth(levels);
    // The walk itself sees the file that identifies a venv, so nothing is looked up twice.
    let marker = match entry.file_name().to_str() {
        Some("pyvenv.cfg") if !kind.is_dir() => above(1),
        Some("activate_this.py") => above(2).filter(|venv| !venv.join("pyvenv.cfg").exists()),
        _ => Some(path).filter(|_| kind.is_symlink()),
    };
    let Some(venv) = marker.and_then(Venv::at) else { return };
    count.venvs.fetch_add(1, Ordering::Relaxed);
    let (size, faults, used) =
        (dir_size::measure(&venv.dir), inspection::health(&venv), last_used::when(&venv));
    // The receiver outlives the walk.
    let _ = found.send(Finding { venv, size, faults, used });
}
