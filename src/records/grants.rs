//! The records of what the user allowed and denied: one small file each, found by the hash of its
//! path, so that finding one takes the same time with one record or a hundred thousand.

use crate::records::data_dir;
use crate::system::hash;
use crate::system::io_reason::io_reason;
use crate::system::os_bytes;
use anyhow::{Context, Result, anyhow};
use std::ffi::OsStr;
use std::fmt;
use std::path::{Path, PathBuf};

const HEADER: &str = "venvhook grant 1";

/// What was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The user trusts it.
    Allow,
    /// The user does not want it.
    Deny,
}

/// What a record is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// One venv.
    Venv,
    /// Every venv below a directory.
    Tree,
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(match self {
            Answer::Allow => "allow",
            Answer::Deny => "deny",
        })
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(match self {
            Scope::Venv => "venv",
            Scope::Tree => "tree",
        })
    }
}

/// One record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Whether it is allowed or denied.
    pub answer: Answer,
    /// One venv, or every venv below a directory.
    pub scope: Scope,
    /// The venv or directory, links resolved.
    pub path: PathBuf,
    /// For an allowed venv: the fingerprint of its scripts when it was allowed, else empty.
    pub fingerprint: String,
}

/// The directory of the records.
#[derive(Clone, Debug)]
pub struct Grants {
    /// An error if there is no data directory: then nothing is known about any venv.
    dir: Result<PathBuf, String>,
}

impl Grants {
    /// The records in the user's data directory.
    pub fn open() -> Grants {
        Grants { dir: data_dir::dir().map(|dir| dir.join("grants")).map_err(|error| error.to_string()) }
    }

    /// The records in this data directory.
    pub fn in_dir(data_dir: &Path) -> Grants {
        Grants { dir: Ok(data_dir.join("grants")) }
    }

    fn dir(&self) -> Result<&Path> {
        self.dir.as_deref().map_err(|error| anyhow!("{error}"))
    }

    fn file(&self, scope: Scope, path: &Path) -> Result<PathBuf> {
        let key = hash::key(os_bytes::bytes(path));
        Ok(self.dir()?.join(match scope {
            Scope::Venv => key,
            Scope::Tree => format!("{key}.tree"),
        }))
    }

    /// The record about exactly this path, if there is one. An error names the file that is not a valid record.
    pub fn get(&self, scope: Scope, path: &Path) -> Result<Option<Grant>> {
        let file = self.file(scope, path)?;
        let Some(grant) = read(&file)? else { return Ok(None) };
        if grant.path != path || grant.scope != scope {
            return Err(foreign(&file));
        }
        Ok(Some(grant))
    }

    /// The record that decides about a venv: its own, else that of the nearest tree above it.
    pub fn about(&self, venv: &Path) -> Result<Option<Grant>> {
        if let Some(grant) = self.get(Scope::Venv, venv)? {
            return Ok(Some(grant));
        }
        for tree in venv.ancestors() {
            if let Some(grant) = self.get(Scope::Tree, tree)? {
                return Ok(Some(grant));
            }
        }
        Ok(None)
    }

    /// Writes a record, in place of an older one about the same.
    pub fn put(&self, grant: &Grant) -> Result<()> {
        data_dir::write(&self.file(grant.scope, &grant.path)?, &encode(grant))
    }

    /// Removes a record; whether there was one.
    pub fn remove(&self, scope: Scope, path: &Path) -> Result<bool> {
        let file = self.file(scope, path)?;
        match std::fs::remove_file(&file) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error).with_context(|| format!("{} could not be deleted", file.display())),
        }
    }

    /// Every record, sorted by path; a file that is not a valid record is an error in the list.
    pub fn all(&self) -> Result<Vec<Result<Grant>>> {
        let entries = match std::fs::read_dir(self.dir()?) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => {
                let reason = io_reason(&error);
                return Err(anyhow!("{} {reason}", crate::ui::message::path(self.dir()?)));
            }
        };
        // Only files that are being written now are hidden.
        let is_hidden = |name: &OsStr| name.as_encoded_bytes().starts_with(b".");
        let entries = entries.flatten().filter(|entry| !is_hidden(&entry.file_name()));
        let files = entries.map(|entry| entry.path());
        let mut grants: Vec<_> = files.filter_map(|file| read(&file).transpose()).collect();
        grants.sort_by_key(|grant| grant.as_ref().map(|grant| grant.path.clone()).unwrap_or_default());
        Ok(grants)
    }
}

fn foreign(file: &Path) -> anyhow::Error {
    anyhow!("{} is not a valid venvhook record; delete it", crate::ui::message::path(file))
}

/// Reads a record. A file of another user (in a shared or planted data directory) is an error.
fn read(file: &Path) -> Result<Option<Grant>> {
    match file.metadata() {
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        // The data directory itself is a file: there are no records in it.
        Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => return Ok(None),
        Err(error) => {
            let reason = io_reason(&error);
            return Err(anyhow!("{} {reason}", crate::ui::message::path(file)));
        }
    }
    if crate::system::permissions::other_owner(file).is_some() {
        return Err(anyhow!("{} belongs to another user; delete it", crate::ui::message::path(file)));
    }
    let text = crate::system::read_file::read(file).map_err(|_| foreign(file))?;
    decode(&text).map(Some).ok_or_else(|| foreign(file))
}

/// The record's text: four lines, then the path's bytes as they are, then a last line that shows that the
/// record is complete.
pub fn encode(grant: &Grant) -> Vec<u8> {
    let Grant { answer, scope, fingerprint, .. } = grant;
    let mut text = format!("{HEADER}\n{answer}\n{scope}\n{fingerprint}\n").into_bytes();
    text.extend_from_slice(os_bytes::bytes(&grant.path));
    text.extend_from_slice(b"\nend\n");
    text
}

/// Parses a record; `None` if the text is not one, or only a part of one.
pub fn decode(text: &[u8]) -> Option<Grant> {
    let mut parts = text.splitn(5, |&byte| byte == b'\n');
    if parts.next()? != HEADER.as_bytes() {
        return None;
    }
    let answer = match parts.next()? {
        b"allow" => Answer::Allow,
        b"deny" => Answer::Deny,
        _ => return None,
    };
    let scope = match parts.next()? {
        b"venv" => Scope::Venv,
        b"tree" => Scope::Tree,
        _ => return None,
    };
    let fingerprint = std::str::from_utf8(parts.next()?).ok()?.to_string();
    let path = parts.next()?.strip_suffix(b"\nend\n")?;
    Some(Grant { answer, scope, path: os_bytes::from_bytes(path.to_vec())?.into(), fingerprint })
}

#[cfg(test)]
#[path = "grants_tests.rs"]
mod tests;
