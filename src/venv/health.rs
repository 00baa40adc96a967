//! Can a venv work at all, and is it still where it was created?

use crate::system::read_file;
use crate::system::real_path;
use crate::ui::message;
use crate::venv::Venv;
use crate::venv::activate::activate_sh::Sh;
use crate::venv::activate::language::Language;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// What keeps a venv from working.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A file in it is missing or unusable; the text says which, and fits into parentheses.
    Broken(String),
    /// It needs this file or directory, which the user cannot access.
    Closed(PathBuf),
}

/// A reason why the venv cannot work at all, if there is one.
pub fn broken(venv: &Venv) -> Option<Fault> {
    let broken = |what: String| Some(Fault::Broken(what));
    match &venv.cfg {
        Err(reason) => return broken(format!("pyvenv.cfg {reason}")),
        Ok(None) => {}
        Ok(Some(cfg)) => {
            let Some(home) = cfg.home() else {
                return broken("pyvenv.cfg does not name a base Python".into());
            };
            match real_path::is_dir(&home) {
                Some(true) => {}
                Some(false) => {
                    return broken(format!("its base Python {} does not exist", message::path(&home)));
                }
                None => return Some(Fault::Closed(home)),
            }
        }
    }
    if venv.interpreter().is_some() {
        return None;
    }
    let entry = venv.interpreter_entry();
    match real_path::resolve(&entry) {
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            Some(Fault::Closed(entry.read_link().map_or(entry.clone(), |target| venv.bin.join(target))))
        }
        _ => broken("its Python interpreter is missing".into()),
    }
}

/// Of the places that a script was written for, one that does not lead to the venv.
pub fn elsewhere(venv: &Venv, baked: &[PathBuf]) -> Option<PathBuf> {
    let here = |path: &PathBuf| !depends_on_process(path) && real_path::leads_to(path, &venv.dir);
    baked.iter().find(|path| !here(path)).cloned()
}

/// The place where it was created, if it was moved or copied since. The POSIX script says so, which every maker writes.
pub fn moved(venv: &Venv) -> Option<PathBuf> {
    let text = read_file::read(&venv.bin.join("activate")).ok()?;
    elsewhere(venv, &Sh.recorded_paths(&text))
}

/// Whether a path leads somewhere else in each process (`/proc/self/cwd`): it says nothing about where the script
/// was written.
fn depends_on_process(path: &Path) -> bool {
    let in_proc = |path: PathBuf| path.starts_with("/proc") || path.starts_with("/dev/fd");
    path.ancestors().any(|above| real_path::links_resolved(above).is_ok_and(in_proc))
}
