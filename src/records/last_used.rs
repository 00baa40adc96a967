//! When venvhook last activated a venv: the modification time of a mark, so that noting it is one system call.
//! Other ways to use a venv are not seen.

use crate::records::data_dir;
use crate::records::marks;
use crate::system::hash;
use crate::venv::Venv;
use std::fs::{File, FileTimes};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Notes that it is used now. Errors are ignored.
pub fn note(venv: &Venv) {
    let Some(file) = file(&venv.dir) else { return };
    let now = SystemTime::now();
    let again = || File::options().append(true).open(&file)?.set_times(FileTimes::new().set_modified(now));
    if again().is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound) {
        let _ = marks::make(&file, &venv.dir, now);
    }
}

/// When it was last noted, if ever.
pub fn when(venv: &Venv) -> Option<SystemTime> {
    file(&venv.dir)?.metadata().ok()?.modified().ok()
}

fn file(dir: &Path) -> Option<PathBuf> {
    Some(data_dir::dir().ok()?.join("used").join(hash::key(dir.as_os_str().as_encoded_bytes())))
}

/// How long ago a moment was, in words for the user.
pub fn ago(moment: SystemTime) -> String {
    let passed = SystemTime::now().duration_since(moment).unwrap_or_default();
    if passed.as_secs() < 60 {
        "just now".into()
    } else {
        format!("{} ago", indicatif::HumanDuration(passed))
    }
}
