//! When venvhook last switched a venv on: the time of an empty file for each, so that noting it is
//! one call of the system's. What is used by other means is not known here.

use crate::data;
use crate::venv::Venv;
use std::fs::{File, FileTimes};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Notes that it is used now. It is only a note: what goes wrong with it stops nothing.
pub fn note(venv: &Venv) {
    let touch = |file: &PathBuf| {
        let file = File::options().append(true).create(true).open(file)?;
        file.set_times(FileTimes::new().set_modified(SystemTime::now()))
    };
    let Some(file) = file(&venv.dir) else { return };
    if touch(&file).is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound)
        && let Some(dir) = file.parent()
        && std::fs::create_dir_all(dir).is_ok()
    {
        let _ = touch(&file);
    }
}

/// When it was last noted, if ever.
pub fn of(venv: &Venv) -> Option<SystemTime> {
    file(&venv.dir)?.metadata().ok()?.modified().ok()
}

/// Forgets about the venv that was at this path.
pub fn forget(dir: &Path) {
    if let Some(file) = file(dir) {
        let _ = std::fs::remove_file(file);
    }
}

fn file(dir: &Path) -> Option<PathBuf> {
    Some(data::dir().ok()?.join("used").join(data::key(dir.as_os_str().as_encoded_bytes())))
}

/// How long ago a moment was, for a person.
pub fn ago(moment: SystemTime) -> String {
    let passed = SystemTime::now().duration_since(moment).unwrap_or_default();
    if passed.as_secs() < 60 {
        "just now".into()
    } else {
        format!("{} ago", indicatif::HumanDuration(passed))
    }
}
