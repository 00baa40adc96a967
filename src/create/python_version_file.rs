//! `.python-version`: uv reads it without being asked, and would run a program that it names.

use crate::system::read_file;
use crate::ui::message;
use anyhow::{Result, bail};
use std::path::Path;

const FILES: [&str; 2] = [".python-versions", ".python-version"];

/// An error if a version file at or above `here` names a program by its path: a repository from someone else
/// must not choose which program runs here.
pub fn check(here: &Path) -> Result<()> {
    for dir in here.ancestors() {
        for file in FILES.map(|name| dir.join(name)) {
            let Ok(bytes) = read_file::read(&file) else { continue };
            let text = String::from_utf8_lossy(&bytes);
            let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
            // uv takes a word for a path too where there is a file or directory of that name.
            let is_path = |line: &str| {
                !line.starts_with('#')
                    && (line.contains(std::path::is_separator)
                        || [here, dir].iter().any(|dir| dir.join(line).symlink_metadata().is_ok()))
            };
            if let Some(line) = lines.find(|line| is_path(line)) {
                bail!(
                    "{} names the program {line:?}; venvhook does not run a program because a repository says so; choose one with --python",
                    message::path(&file)
                );
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_accepted_and_a_program_is_refused() {
        let top = tempfile::tempdir().unwrap();
        let inner = top.path().join("a/b");
        std::fs::create_dir_all(&inner).unwrap();
        let pin = |text: &str| {
            std::fs::write(top.path().join(".python-version"), text).unwrap();
            check(&inner)
        };
        assert!(pin("# a comment with a /\n3.12\n3.11.7\npypy@3.10\n").is_ok());
        for bad in ["./evil", "3.12\n/tmp/evil\n", "../x", "a"] {
            assert!(pin(bad).is_err(), "{bad}");
        }
    }
}
