//! Which Python the user asks for: by version, by path, or by name.

use anyhow::{Result, bail};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// What `--python` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// `3`, `3.11` or `3.11.7`.
    Version(String),
    /// A program, or a directory with one: the user wrote it as a path.
    Path(PathBuf),
    /// A program's name, such as `python3.11`, or what only uv understands, such as `pypy@3.10`.
    Named(OsString),
}

impl Request {
    /// Parses it; a relative path starts at `here`.
    pub fn parse(text: &OsStr, here: &Path) -> Result<Request> {
        let shown = text.to_string_lossy();
        if text.is_empty() || shown.starts_with('-') {
            bail!("--python {shown:?} does not name a Python; use a version such as 3.12, or a path");
        }
        if is_version(&shown) {
            return Ok(Request::Version(shown.into_owned()));
        }
        let is_path = shown.contains(std::path::is_separator) || shown == "." || shown == "..";
        Ok(if is_path { Request::Path(here.join(text)) } else { Request::Named(text.to_os_string()) })
    }
}

/// One to three numbers with dots between.
pub fn is_version(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    let number = |part: &&str| !part.is_empty() && part.len() < 5 && part.bytes().all(|b| b.is_ascii_digit());
    parts.len() <= 3 && parts.iter().all(number)
}

/// Whether a version is the one asked for, which may leave its end open: `3.1` is not `3.11.7`.
pub fn answers(version: &str, asked: &str) -> bool {
    version.strip_prefix(asked).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_a_path_and_a_name_are_distinguished() {
        let parse = |text: &str| Request::parse(OsStr::new(text), Path::new("/p"));
        for text in ["3", "3.11", "3.11.7"] {
            assert_eq!(parse(text).unwrap(), Request::Version(text.into()));
        }
        assert_eq!(parse("./py").unwrap(), Request::Path("/p/./py".into()));
        assert_eq!(parse("/usr/bin/python3").unwrap(), Request::Path("/usr/bin/python3".into()));
        for text in ["python3.11", "3.", "3.11.7.1", "pypy@3.10"] {
            assert_eq!(parse(text).unwrap(), Request::Named(text.into()));
        }
        assert!(parse("").is_err() && parse("-x").is_err());
    }

    #[test]
    fn a_version_may_leave_its_end_open() {
        assert!(answers("3.11.7", "3.11") && answers("3.11.7", "3") && answers("3.11.7", "3.11.7"));
        assert!(!answers("3.11.7", "3.1") && !answers("3.11.7", "3.11.70"));
    }
}
