//! What tmux tears apart: a session or a window that is started by typing `tmux` has PATH from there, and all
//! other variables from tmux's server. So a venv may be on PATH of which nothing else tells.

use crate::records::last_used;
use crate::venv::Venv;
use std::env;
use std::path::{Path, PathBuf};

/// The directories of such venvs on PATH, to be taken out at the first prompt.
pub fn entries() -> Vec<PathBuf> {
    if env::var_os("TMUX").is_none() {
        return Vec::new();
    }
    let path = env::var_os("PATH").unwrap_or_default();
    let on = env::var_os("VIRTUAL_ENV").and_then(|venv| at(Path::new(&venv)));
    let ours = |entry: &Path| {
        let venv = entry.parent().and_then(at);
        venv.is_some_and(|venv| {
            let is_on = on.as_ref().is_some_and(|on| on.dir == venv.dir);
            !is_on && venv.bin.file_name() == entry.file_name() && last_used::when(&venv).is_some()
        })
    };
    ahead(env::split_paths(&path), ours)
}

/// An empty name would be the current directory.
fn at(dir: &Path) -> Option<Venv> {
    Venv::at(dir).filter(|_| dir.is_absolute())
}

/// A venv that is on PATH on purpose stays: one that the hook never activated, or one after the system's programs.
fn ahead(entries: impl Iterator<Item = PathBuf>, ours: impl Fn(&Path) -> bool) -> Vec<PathBuf> {
    let system = |entry: &PathBuf| [Path::new("/usr/bin"), Path::new("/bin")].contains(&entry.as_path());
    entries.take_while(|entry| !system(entry)).filter(|entry| ours(entry)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str) -> Vec<PathBuf> {
        ahead(path.split(':').map(PathBuf::from), |entry| entry.starts_with("/ours"))
    }

    #[test]
    fn only_what_stands_before_the_systems_programs_and_is_ours() {
        assert_eq!(found("/own/bin:/ours/bin:/usr/bin:/bin"), [Path::new("/ours/bin")]);
        assert_eq!(found("/theirs/bin:/usr/bin:/ours/bin"), [] as [&Path; 0]);
        assert_eq!(found("/bin:/ours/bin"), [] as [&Path; 0]);
    }
}
