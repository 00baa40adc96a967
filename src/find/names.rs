//! The names that a project's venv may have, each a plain name or a glob of `*` and `?`.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use wildmatch::WildMatch;

/// The names looked for when the user names none, in order.
pub const DEFAULT: &str = ".venv:venv:env";

/// The same, parsed.
pub fn usual() -> Vec<Name> {
    DEFAULT.split(':').map(|name| Name(name.to_string())).collect()
}

/// One name or glob. Parsed once, so that what the shells expand and what the binary matches
/// mean the same: only `*` and `?` are special, and a `*` at the front matches no hidden name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name(String);

impl std::str::FromStr for Name {
    type Err = String;

    fn from_str(text: &str) -> Result<Name, String> {
        let refused = |c: &char| c.is_control() || "/:[]{}()\\~#^|<>;&$`'\"!".contains(*c);
        match text {
            "" | "." | ".." => Err("this cannot be the name of a venv".into()),
            _ if text.starts_with('-') => Err("a name cannot begin with '-'".into()),
            _ => match text.chars().find(refused) {
                Some(c) => Err(format!(
                    "a name cannot contain {c:?}; it is the name of one directory, with * and ? as wildcards"
                )),
                None => Ok(Name(text.to_string())),
            },
        }
    }
}

impl Name {
    /// The name as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the name has wildcards.
    pub fn is_glob(&self) -> bool {
        self.0.contains(['*', '?'])
    }

    /// The entries of `dir` that the name matches, sorted by byte; without wildcards it need not exist.
    pub fn entries(&self, dir: &Path) -> Vec<PathBuf> {
        if !self.is_glob() {
            return vec![dir.join(&self.0)];
        }
        let mut matching: Vec<OsString> = std::fs::read_dir(dir)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.file_name())
            .filter(|entry| self.matches(entry))
            .collect();
        matching.sort();
        matching.into_iter().map(|entry| dir.join(entry)).collect()
    }

    /// Whether the name matches this entry.
    pub fn matches(&self, entry: &OsStr) -> bool {
        let entry = entry.to_string_lossy();
        let hidden = entry.starts_with('.') && !self.0.starts_with('.');
        let pattern =
            if cfg!(windows) { WildMatch::new_case_insensitive(&self.0) } else { WildMatch::new(&self.0) };
        !hidden && pattern.matches(&entry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_some_shell_cannot_handle_is_refused() {
        for bad in ["", ".", "..", "a/b", "a:b", "[ab]", "$(x)", "a\nb", "-x"] {
            assert!(bad.parse::<Name>().is_err(), "{bad:?}");
        }
        for good in [".venv", "my env", ".venv*", "*-env", "py3.?", "ünïcode"] {
            assert!(good.parse::<Name>().is_ok(), "{good:?}");
        }
    }

    #[test]
    fn a_star_matches_no_hidden_name() {
        let star: Name = "*env".parse().unwrap();
        assert!(star.matches(OsStr::new("myenv")));
        assert!(!star.matches(OsStr::new(".env")));
        let hidden: Name = ".venv*".parse().unwrap();
        assert!(hidden.matches(OsStr::new(".venv-3.12")));
    }

    #[test]
    fn a_name_without_a_wildcard_matches_only_itself() {
        let top = tempfile::tempdir().unwrap();
        for name in ["b-env", "a-env", ".c-env", "env"] {
            std::fs::create_dir(top.path().join(name)).unwrap();
        }
        let entries = |name: &str| -> Vec<String> {
            let name: Name = name.parse().unwrap();
            let entries = name.entries(top.path()).into_iter();
            entries.map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect()
        };
        assert_eq!(entries("not-there"), ["not-there"]);
        assert_eq!(entries("*-env"), ["a-env", "b-env"]);
        assert_eq!(entries("?-env"), ["a-env", "b-env"]);
        assert_eq!(entries(".*-env"), [".c-env"]);
        assert_eq!(entries("*x"), [] as [&str; 0]);
        for (name, is_glob) in [("env", false), ("e*v", true), ("e?v", true)] {
            let parsed: Name = name.parse().unwrap();
            assert_eq!((parsed.is_glob(), parsed.as_str()), (is_glob, name));
        }
    }

    #[test]
    fn a_question_mark_is_one_character() {
        let name: Name = "py3.?".parse().unwrap();
        assert!(name.matches(OsStr::new("py3.9")));
        assert!(!name.matches(OsStr::new("py3.")) && !name.matches(OsStr::new("py3.12")));
        if !cfg!(windows) {
            assert!(!name.matches(OsStr::new("PY3.9")));
        }
    }
}
