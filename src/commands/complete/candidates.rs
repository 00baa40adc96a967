//! Tab completion: from the words of a line that is being typed to the candidates for its end.
//!
//! `clap_complete`'s engine knows the command line; this file adds the values that depend on the machine. Names
//! of files and programs are left to the shell, which knows its own tilde and quoting.

use crate::cli::Cli;
use crate::commands::complete::values::{Completer, Here, Values};
use crate::records::grants::Grants;
use crate::system::os_bytes;
use clap::{Arg, Command, CommandFactory, ValueHint};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate, complete};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

pub use crate::commands::complete::values::Kind;

/// One candidate for the end of the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// This word, with a help text of one line.
    Word(OsString, String),
    /// What the shell completes itself.
    Shell(Kind),
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
    let typed = words.last().map(os_bytes::bytes).unwrap_or_default();
    let begun = typed.first().copied();
    let fits = |answer: &Answer| match answer {
        // The engine gives up on options in one word that it cannot read (`-pXY`). Options are offered only after
        // a dash.
        Answer::Word(word, _) => {
            os_bytes::bytes(word).starts_with(typed)
                && (begun == Some(b'-') || !os_bytes::bytes(word).starts_with(b"-"))
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
        let typed = os_bytes::from_bytes(b"-p\xe0\x89y".to_vec()).unwrap();
        let words = ["venvhook".into(), "x".into(), typed];
        assert_eq!(answers(&words, Path::new("/"), &Grants::in_dir(Path::new("/none"))), []);
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
