//! Which files may be run, and what a program's name may stand for.

use std::path::{Path, PathBuf};

/// Whether the file may be run.
#[cfg(unix)]
pub fn may_run(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

/// Whether the file may be run: Windows asks for no more than that it is one.
#[cfg(windows)]
pub fn may_run(file: &Path) -> bool {
    file.is_file()
}

/// The files that a program's path may stand for.
#[cfg(unix)]
pub fn spellings(program: &Path) -> Vec<PathBuf> {
    vec![program.to_path_buf()]
}

/// The files that a program's path may stand for: itself if it has an extension, then with each
/// extension of `PATHEXT`, as cmd has it.
#[cfg(windows)]
pub fn spellings(program: &Path) -> Vec<PathBuf> {
    let extensions = std::env::var("PATHEXT").unwrap_or_else(|_| ".COM;.EXE;.BAT;.CMD".into());
    let itself = program.extension().map(|_| program.to_path_buf());
    let longer = extensions.split(';').filter(|extension| !extension.is_empty()).map(|extension| {
        let mut name = program.as_os_str().to_os_string();
        name.push(extension.to_ascii_lowercase());
        PathBuf::from(name)
    });
    itself.into_iter().chain(longer).collect()
}
