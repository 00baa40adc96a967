//! Tab completion: from the words of a line that is being typed to the candidates for its end.
//!
//! `clap_complete`'s engine knows the command line; this file adds the values that depend on the machine. Names
//! of files and programs are left to the shell, which knows its own tilde and quoting.

use crate::cli::Cli;
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
use clap::{Arg, Command, CommandFactory, ValueHint};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate, ValueCompleter, complete};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// One candidate for the end of the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// This word, with a help text of one line.
    Word(OsString, String),
    /// What the shell completes itself.
    Shell(Kind),
}

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

    fn marked(value: &OsStr) -> Option<Kind> {
        let kinds = [Kind::Directories, Kind::Files, Kind::Commands];
        // After the option's name, if the value is typed after its `=`.
        let (_, name) = value.to_str()?.split_once('\0')?;
        kinds.into_iter().find(|kind| kind.name() == name)
    }
}

/// The candidates for the last word; `words` begins with the program's name. `dir` is the user's current
/// directory.
pub fn answers(words: &[OsString], dir: &Path, grants: &Grants) -> Vec<Answer> {
    let (dir_of_exec, is_argument) = exec_line(words);
    let here =
        Here { dir: dir.to_path_buf(), exec_dir: dir.join(dir_of_exec), is_argument, grants: grants.clone() };
    let mut cli = Cli::command().mut_subcommands(|command| with_values(command, &here));
    let last = words.len().saturating_sub(1);
    let found = complete(&mut cli, words.to_vec(), last, Some(dir)).unwrap_or_default();
    let typed = words.last().map(os_bytes::of).unwrap_or_default();
    let begun = typed.first().copied();
    let fits = |answer: &Answer| match answer {
        // The engine gives up on options in one word that it cannot read (`-pXY`). Options are offered only after
        // a dash.
        Answer::Word(word, _) => {
            os_bytes::of(word).starts_with(typed)
                && (begun == Some(b'-') || !os_bytes::of(word).starts_with(b"-"))
        }
        Answer::Shell(kind) => *kind != Kind::Commands || begun != Some(b'-'),
    };
    found.iter().map(answer).filter(fits).collect()
}

fn answer(candidate: &CompletionCandidate) -> Answer {
    if let Some(kind) = Kind::marked(candidate.get_value()) {
        return Answer::Shell(kind);
    }
    let help = candidate.get_help().map(ToString::to_string).unwrap_or_default();
    Answer::Word(candidate.get_value().into(), help.lines().next().unwrap_or_default().into())
}

/// What an argument's own completer does not know about a line of `exec`: the directory of `--in`, and whether
/// the last word comes after the command's name.
fn exec_line(words: &[OsString]) -> (PathBuf, bool) {
    let (mut dir, mut is_argument) = (OsString::new(), false);
    let before = words.get(2..words.len().saturating_sub(1)).unwrap_or_default();
    let mut before = before.iter().map(|word| word.to_string_lossy());
    while let Some(word) = before.next() {
        match (word.split_once('='), &*word) {
            (Some(("--in", value)), _) => dir = value.into(),
            (_, "--in") => dir = before.next().unwrap_or_default().into_owned().into(),
            (_, "--name" | "--trust") => drop(before.next()),
            (_, option) if option.starts_with('-') => {}
            _ => is_argument = true,
        }
    }
    let dir = PathBuf::from(dir);
    // The shell has not expanded it yet.
    match (dir.strip_prefix("~"), dirs::home_dir()) {
        (Ok(rest), Some(home)) => (home.join(rest), is_argument),
        _ => (dir, is_argument),
    }
}

/// The user's current directory, and the records.
#[derive(Clone)]
struct Here {
    dir: PathBuf,
    exec_dir: PathBuf,
    is_argument: bool,
    grants: Grants,
}

/// What an argument's values are.
#[derive(Clone, Copy)]
enum Values {
    Shell(Kind),
    VenvsHere,
    Recorded,
    Scripts,
    Pythons,
}

/// A command whose arguments know their values.
fn with_values(command: Command, here: &Here) -> Command {
    let name = command.get_name().to_string();
    command.mut_args(|argument| match values(&name, &argument) {
        Some(values) => {
            let here = here.clone();
            argument.add(ArgValueCompleter::new(Completer { values, here }))
        }
        None => argument,
    })
}

fn values(command: &str, argument: &Arg) -> Option<Values> {
    Some(match (command, argument.get_id().as_str()) {
        ("allow" | "deny" | "show", "path" | "venv") => Values::VenvsHere,
        ("forget", "path") => Values::Recorded,
        ("exec", "command") => Values::Scripts,
        ("new", "python") => Values::Pythons,
        _ => Values::Shell(match argument.get_value_hint() {
            ValueHint::DirPath => Kind::Directories,
            ValueHint::AnyPath | ValueHint::FilePath | ValueHint::ExecutablePath => Kind::Files,
            ValueHint::CommandName | ValueHint::CommandWithArguments => Kind::Commands,
            _ => return None,
        }),
    })
}

struct Completer {
    values: Values,
    here: Here,
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
    let words = words.into_iter().filter(|(word, _)| os_bytes::of(word).starts_with(os_bytes::of(current)));
    words.map(|(word, help)| CompletionCandidate::new(word).help(Some(help.into())))
}

/// A word that continues what is typed in `dir`: unchanged, or, if the typed path leads to its beginning through
/// links or in another spelling, with the typed path kept.
fn spelled(word: &OsString, typed: &OsStr, dir: &Path) -> Option<OsString> {
    if os_bytes::of(word).starts_with(os_bytes::of(typed)) {
        return Some(word.clone());
    }
    let is_separator = |byte: &u8| std::path::is_separator(char::from(*byte));
    let name_at = os_bytes::of(typed).iter().rposition(is_separator).map_or(0, |at| at + 1);
    let (above, begun) = os_bytes::of(typed).split_at(name_at);
    let meant = real_path::of(dir).ok()?.join(word);
    let above_real = real_path::of(&dir.join(os_bytes::name(above.to_vec())?)).ok()?;
    let (name, rest) = os_bytes::of(meant.strip_prefix(above_real).ok()?).split_at_checked(begun.len())?;
    let whole = os_bytes::name([above, begun, rest].concat())?;
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
        let is_path = os_bytes::of(current).iter().any(|byte| b"/\\~".contains(byte));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::grants::{Answer as Said, Grant, Scope};

    /// What is answered in a directory with a venv, where another is denied.
    fn asked(words: &[&str]) -> Vec<String> {
        let dir = tempfile::tempdir().unwrap();
        let venv = dir.path().join("my venv");
        std::fs::create_dir_all(venv.join("bin")).unwrap();
        std::fs::write(venv.join("pyvenv.cfg"), "home = /\nversion = 3.13.1\n").unwrap();
        std::fs::create_dir(dir.path().join("plain")).unwrap();
        let grants = Grants::in_dir(&dir.path().join("data"));
        let (answer, scope, path) = (Said::Deny, Scope::Tree, PathBuf::from("/x y/p"));
        grants.put(&Grant { answer, scope, path, fingerprint: String::new() }).unwrap();
        let words: Vec<OsString> = words.iter().map(OsString::from).collect();
        let shown = |answer: &Answer| match answer {
            Answer::Word(word, help) => format!("{} ({help})", word.to_string_lossy()),
            Answer::Shell(kind) => kind.name().to_string(),
        };
        answers(&words, dir.path(), &grants).iter().map(shown).collect()
    }

    #[test]
    fn values_that_only_this_machine_knows() {
        assert_eq!(asked(&["venvhook", "allow", ""]), ["my venv (Python 3.13.1)", "directories"]);
        assert_eq!(asked(&["venvhook", "allow", "x"]), ["directories"]);
        assert_eq!(asked(&["venvhook", "forget", "/x"]), ["/x y/p (deny tree)", "directories"]);
    }

    #[cfg(unix)]
    #[test]
    fn what_cannot_be_read_is_not_given_up() {
        let typed = os_bytes::name(b"-p\xe0\x89y".to_vec()).unwrap();
        let words = ["venvhook".into(), "x".into(), typed];
        assert_eq!(answers(&words, Path::new("/"), &Grants::in_dir(Path::new("/none"))), []);
    }

    #[cfg(unix)]
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

    #[test]
    fn files_and_programs_are_the_shells_own() {
        assert_eq!(asked(&["venvhook", "exec", ""]), ["commands"]);
        assert_eq!(asked(&["venvhook", "exec", "python", ""]), ["files"]);
        assert_eq!(asked(&["venvhook", "exec", "--in", "/", "--", "py"]), ["commands"]);
        assert_eq!(asked(&["venvhook", "exec", "--in="]), ["directories"]);
        assert_eq!(asked(&["venvhook", "why", ""]), ["directories"]);
    }
}
