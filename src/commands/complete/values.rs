//! The values that only this machine knows: venvs, records, programs, Pythons.

use crate::create::{python_versions, safe_path};
use crate::find;
use crate::find::names::{self, Name};
use crate::records::grants::Grants;
use crate::system::executable;
use crate::system::os_bytes;
use crate::system::real_path;
use crate::system::spelling;
use crate::venv::Venv;
use crate::venv::search_path::SearchPath;
use clap_complete::engine::{CompletionCandidate, ValueCompleter};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// What a shell completes itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Names of directories.
    Directories,
    /// Names of files.
    Files,
    /// Names of programs.
    Commands,
}

impl Kind {
    /// The word by which the completion scripts know it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Directories => "directories",
            Kind::Files => "files",
            Kind::Commands => "commands",
        }
    }

    /// Represents it among the engine's candidates; no name contains a NUL.
    fn mark(self) -> CompletionCandidate {
        CompletionCandidate::new(format!("\0{}", self.name()))
    }

    /// The kind that a candidate stands for, if it stands for one.
    pub fn marked(value: &OsStr) -> Option<Kind> {
        let kinds = [Kind::Directories, Kind::Files, Kind::Commands];
        // After the option's name, if the value is typed after its `=`.
        let (_, name) = value.to_str()?.split_once('\0')?;
        kinds.into_iter().find(|kind| kind.name() == name)
    }
}

/// The user's current directory, and the records.
#[derive(Clone)]
pub(super) struct Here {
    pub dir: PathBuf,
    /// The directory whose venv `exec` would use.
    pub exec_dir: PathBuf,
    /// Whether the last word comes after the name of the command for `exec`.
    pub is_argument: bool,
    pub grants: Grants,
}

/// What an argument's values are.
#[derive(Clone, Copy)]
pub(super) enum Values {
    Shell(Kind),
    VenvsHere,
    Recorded,
    Scripts,
    Pythons,
}

/// Completes one argument.
pub(super) struct Completer {
    pub values: Values,
    pub here: Here,
}

impl ValueCompleter for Completer {
    fn complete(&self, current: &OsStr) -> Vec<CompletionCandidate> {
        let (words, kind) = match self.values {
            Values::Shell(kind) => (Vec::new(), kind),
            Values::VenvsHere => (self.here.venvs(), Kind::Directories),
            Values::Recorded => (self.here.recorded(), Kind::Directories),
            Values::Scripts if self.here.is_argument => (Vec::new(), Kind::Files),
            Values::Scripts => (self.here.scripts(), Kind::Commands),
            Values::Pythons => return self.here.pythons(current),
        };
        let words = words
            .into_iter()
            .filter_map(|(word, help)| Some((spelled(&word, current, &self.here.dir)?, help)));
        let words = words.map(|(word, help)| CompletionCandidate::new(word).help(Some(help.into())));
        words.chain([kind.mark()]).collect()
    }
}

/// The words that begin as typed.
fn beginning(
    current: &OsStr,
    words: Vec<(OsString, String)>,
) -> impl Iterator<Item = CompletionCandidate> + '_ {
    let words =
        words.into_iter().filter(|(word, _)| os_bytes::bytes(word).starts_with(os_bytes::bytes(current)));
    words.map(|(word, help)| CompletionCandidate::new(word).help(Some(help.into())))
}

/// A word that continues what is typed in `dir`: unchanged, or, if the typed path leads to its beginning through
/// links or in another spelling, with the typed path kept.
fn spelled(word: &OsString, typed: &OsStr, dir: &Path) -> Option<OsString> {
    if os_bytes::bytes(word).starts_with(os_bytes::bytes(typed)) {
        return Some(word.clone());
    }
    let is_separator = |byte: &u8| std::path::is_separator(char::from(*byte));
    let name_at = os_bytes::bytes(typed).iter().rposition(is_separator).map_or(0, |at| at + 1);
    let (above, begun) = os_bytes::bytes(typed).split_at(name_at);
    let meant = real_path::resolve(dir).ok()?.join(word);
    let above_real = real_path::resolve(&dir.join(os_bytes::from_bytes(above.to_vec())?)).ok()?;
    let (name, rest) = os_bytes::bytes(meant.strip_prefix(above_real).ok()?).split_at_checked(begun.len())?;
    let whole = os_bytes::from_bytes([above, begun, rest].concat())?;
    let same =
        || spelling::fold(name) == spelling::fold(begun) && real_path::leads_to(&dir.join(&whole), &meant);
    (name == begun || same()).then_some(whole)
}

impl Here {
    /// The venvs in this directory, by whatever name.
    fn venvs(&self) -> Vec<(OsString, String)> {
        let entries = std::fs::read_dir(&self.dir).into_iter().flatten().flatten();
        let mut venvs: Vec<_> =
            entries.filter_map(|entry| Some((entry.file_name(), about(&Venv::at(&entry.path())?)))).collect();
        venvs.sort();
        venvs
    }

    /// The versions that `new --python` finds; files if a path is being typed, or if no version is known.
    fn pythons(&self, current: &OsStr) -> Vec<CompletionCandidate> {
        let is_path = os_bytes::bytes(current).iter().any(|byte| b"/\\~".contains(byte));
        let known = python_versions::known(&safe_path::safe(SearchPath::of_process(), &self.dir));
        if is_path || known.is_empty() {
            return vec![Kind::Files.mark()];
        }
        let known = known.into_iter().map(|(version, place)| (version.into(), place)).collect();
        beginning(current, known).collect()
    }

    /// The venvs and trees that have records.
    fn recorded(&self) -> Vec<(OsString, String)> {
        let grants = self.grants.all().unwrap_or_default().into_iter().flatten();
        grants.map(|grant| (grant.path.into(), format!("{} {}", grant.answer, grant.scope))).collect()
    }

    /// The programs of the venv that `exec` would use.
    fn scripts(&self) -> Vec<(OsString, String)> {
        let names = std::env::var("VENVHOOK_NAME").unwrap_or_else(|_| names::DEFAULT.into());
        let names: Vec<Name> = names.split(':').filter_map(|name| name.parse().ok()).collect();
        let Some(found) = find::find(&self.exec_dir, &names) else { return Vec::new() };
        let entries = std::fs::read_dir(&found.venv.bin).into_iter().flatten().flatten();
        let programs = entries.filter(|entry| executable::may_run(&entry.path()));
        let mut scripts: Vec<_> = programs.map(|entry| (entry.file_name(), String::new())).collect();
        scripts.sort();
        scripts
    }
}

fn about(venv: &Venv) -> String {
    venv.python_version().map_or_else(String::new, |version| format!("Python {version}"))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_kept() {
        let top = tempfile::tempdir().unwrap();
        let top = top.path().canonicalize().unwrap();
        std::fs::create_dir_all(top.join("Work/Proj")).unwrap();
        std::os::unix::fs::symlink("Work", top.join("work")).unwrap();
        let word = OsString::from(top.join("Work/Proj/.venv"));
        let typed = |typed: &str| spelled(&word, top.join(typed).as_os_str(), Path::new("/"));
        let all = |path: &str| Some(top.join(path).into_os_string());
        assert_eq!(typed("Work/Pr"), all("Work/Proj/.venv"));
        assert_eq!(typed("work/Pr"), all("work/Proj/.venv"));
        assert_eq!(typed("work/x"), None);
        assert_eq!(spelled(&word, "work/Proj/".as_ref(), &top), Some("work/Proj/.venv".into()));
        #[cfg(target_os = "linux")]
        assert_eq!(typed("work/pR"), None, "another file here, if it is there at all");
    }
}
