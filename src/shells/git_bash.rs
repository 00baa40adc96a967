//! Git Bash and MSYS2: POSIX shells on Windows, which know a drive as a directory (`/c/Users`).
//!
//! What they pass to a Windows program they turn into the Windows form themselves (MSYS2
//! documentation, "Filesystem Paths"); what a program prints comes to them as it is.

use std::ffi::{OsStr, OsString};

/// A path in the form that such a shell has it in PATH, where a colon would part it in two.
pub fn posix(path: &OsStr) -> OsString {
    let Some(text) = path.to_str() else { return path.to_os_string() };
    let mut characters = text.chars();
    match (characters.next(), characters.next(), characters.next()) {
        (Some(drive), Some(':'), Some('\\' | '/')) if drive.is_ascii_alphabetic() => {
            format!("/{}{}", drive.to_ascii_lowercase(), text[2..].replace('\\', "/")).into()
        }
        (Some('\\'), Some('\\'), _) => text.replace('\\', "/").into(),
        _ => path.to_os_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drive_and_a_share_are_directories() {
        for (windows, shell) in [
            ("C:\\Users\\me\\.venv", "/c/Users/me/.venv"),
            ("d:/p q", "/d/p q"),
            ("\\\\server\\share\\p", "//server/share/p"),
            ("(.venv) ", "(.venv) "),
            ("", ""),
        ] {
            assert_eq!(posix(OsStr::new(windows)), shell);
        }
    }
}
