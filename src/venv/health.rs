//! Can a venv work at all, and is it where it was created? What is wrong with it for everybody, whoever asks.

use crate::shells::Syntax;
use crate::system::read_file;
use crate::system::real_path;
use crate::ui::message;
use crate::venv::Venv;
use crate::venv::activate::recorded_path;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// What keeps a venv from working.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A file in it is missing or unusable; the words say which.
    Broken(String),
    /// The user may not look at this file or directory, which it needs.
    Closed(PathBuf),
}

/// What is missing for the venv to work at all.
pub fn broken(venv: &Venv) -> Option<Fault> {
    let broken = |what: String| Some(Fault::Broken(what));
    match &venv.cfg {
        Err(reason) => return broken(format!("pyvenv.cfg {reason}")),
        Ok(None) => {}
        Ok(Some(cfg)) => {
            let Some(home) = cfg.home() else { return broken("pyvenv.cfg names no base Python".into()) };
            match real_path::is_dir(&home) {
                Some(true) => {}
                Some(false) => return broken(format!("its base Python is gone ({})", message::path(&home))),
                None => return Some(Fault::Closed(home)),
            }
        }
    }
    if venv.interpreter().is_some() {
        return None;
    }
    let entry = venv.interpreter_entry();
    match real_path::of(&entry) {
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            Some(Fault::Closed(entry.read_link().map_or(entry.clone(), |target| venv.bin.join(target))))
        }
        _ => broken("its Python interpreter is gone".into()),
    }
}

/// Of the places that a script was made for, one that is not the venv's.
pub fn elsewhere(venv: &Venv, baked: &[PathBuf]) -> Option<PathBuf> {
    let here = |path: &PathBuf| !depends_on_process(path) && real_path::leads_to(path, &venv.dir);
    baked.iter().find(|path| !here(path)).cloned()
}

/// Whether it was moved or copied, as the script tells that every maker writes.
pub fn moved(venv: &Venv) -> Option<PathBuf> {
    let text = read_file::read(&venv.bin.join("activate")).ok()?;
    elsewhere(venv, &recorded_path::paths(&text, Syntax::Posix))
}

/// Whether a path leads somewhere else in each process (`/proc/self/cwd`): a script that names one
/// was made anywhere.
fn depends_on_process(path: &Path) -> bool {
    let in_proc = |path: PathBuf| path.starts_with("/proc") || path.starts_with("/dev/fd");
    path.ancestors().any(|above| real_path::links_resolved(above).is_ok_and(in_proc))
}
