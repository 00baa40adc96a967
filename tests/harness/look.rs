//! What a shell said about itself: its environment, variables, functions, aliases, options and
//! traps at one moment, and how two such moments differ.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fmt::Write as _;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};

/// A shell's state at one moment. Each entry has a key such as `variable PATH` and, as its value,
/// what the shell itself prints about it (for a variable also whether it is exported).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Look {
    /// What a program started now would find in its environment.
    pub env: BTreeMap<String, OsString>,
    pub entries: BTreeMap<String, String>,
}

impl Look {
    /// Reads sections that begin with NUL NUL name NUL, as the drivers' probes write them.
    pub fn parse(bytes: &[u8], entry: impl Fn(&str, &str) -> Option<(String, bool)>) -> Self {
        let mut look = Self::default();
        let mut rest = bytes;
        while let Some(start) = find(rest, b"\0\0") {
            rest = &rest[start + 2..];
            // The environment's own last NUL makes it three.
            rest = rest.strip_prefix(b"\0").unwrap_or(rest);
            let end = find(rest, b"\0").expect("a section's name ends");
            let name = String::from_utf8_lossy(&rest[..end]).into_owned();
            rest = &rest[end + 1..];
            let body = &rest[..find(rest, b"\0\0").unwrap_or(rest.len())];
            if name == "env" {
                look.env(body);
            } else {
                look.section(&name, &String::from_utf8_lossy(body), &entry);
            }
        }
        look
    }

    fn env(&mut self, body: &[u8]) {
        for pair in body.split(|&b| b == 0).filter(|pair| !pair.is_empty()) {
            if let Some(at) = pair.iter().position(|&b| b == b'=') {
                let name = String::from_utf8_lossy(&pair[..at]).into_owned();
                self.env.insert(name, OsString::from_vec(pair[at + 1..].to_vec()));
            }
        }
    }

    /// `entry` tells of a line whether an entry begins (or, when false, goes on) there.
    fn section(&mut self, section: &str, body: &str, entry: &impl Fn(&str, &str) -> Option<(String, bool)>) {
        let mut key = None;
        for line in body.lines() {
            if let Some((name, fresh)) = entry(section, line) {
                let full = format!("{section} {name}");
                if fresh {
                    self.entries.remove(&full);
                }
                key = Some(full);
            }
            if let Some(key) = &key {
                let text = self.entries.entry(key.clone()).or_default();
                let _ = writeln!(text, "{line}");
            }
        }
    }

    /// An environment variable's value as text.
    pub fn var(&self, name: &str) -> Option<String> {
        self.env.get(name).map(|value| value.to_string_lossy().into_owned())
    }

    /// Whether the shell has anything of this kind and name (`function`, `alias`, `variable`).
    pub fn has(&self, kind: &str, name: &str) -> bool {
        self.entries.contains_key(&format!("{kind} {name}"))
    }

    /// What the shell prints about it.
    pub fn entry(&self, kind: &str, name: &str) -> Option<&str> {
        self.entries.get(&format!("{kind} {name}")).map(String::as_str)
    }

    /// The directories of PATH, in order.
    pub fn path(&self) -> Vec<PathBuf> {
        let path = self.env.get("PATH").cloned().unwrap_or_default();
        std::env::split_paths(&path).collect()
    }

    /// How often `directory` is in PATH.
    pub fn times_on_path(&self, directory: &Path) -> usize {
        self.path().iter().filter(|entry| *entry == directory).count()
    }

    /// A line for each thing that differs, without those whose key (`variable X`) is passed by.
    pub fn differences(&self, later: &Self, pass: impl Fn(&str) -> bool) -> Vec<String> {
        let mut lines = Vec::new();
        let show = |value: Option<&str>| value.map_or("nothing".into(), |v| format!("{v:?}"));
        let keys: BTreeSet<&String> = self.entries.keys().chain(later.entries.keys()).collect();
        for key in keys.into_iter().filter(|key| !pass(key)) {
            let (old, new) = (self.entries.get(key), later.entries.get(key));
            if old != new {
                let (old, new) = (show(old.map(String::as_str)), show(new.map(String::as_str)));
                lines.push(format!("{key}: {old} became {new}"));
            }
        }
        let names: BTreeSet<&String> = self.env.keys().chain(later.env.keys()).collect();
        for name in names.into_iter().filter(|name| !pass(&format!("variable {name}"))) {
            let (old, new) = (self.env.get(name), later.env.get(name));
            if old != new {
                lines.push(format!("environment {name}: {old:?} became {new:?}"));
            }
        }
        lines
    }
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}
