//! What each shell's own file answers. All of it is text and data: nothing here starts a program, prints,
//! or knows a venv.
//!
//! No method has a default, so that a new shell decides each of them.

use crate::shells::answers::{AtCd, AtPrompt, Parser, RcFiles, Start, Voice};
use std::ffi::{OsStr, OsString};
use std::path::Path;

/// All that is particular to one shell.
pub trait Dialect: Sync {
    // Its names, and our files for it.

    /// The name that the user types, and that is printed.
    fn name(&self) -> &'static str;
    /// What its program is called, the newest first.
    fn programs(&self) -> &'static [&'static str];
    /// The oldest version that the hook works in; `None`: it has no versions of its own.
    fn oldest(&self) -> Option<&'static str>;
    /// The hook script as it is in `shell/`.
    fn hook(&self) -> &'static str;
    /// The shell evaluates no text: `venvhook init` writes files, and the facts of a question come in
    /// environment variables (`hook/cmd_protocol.rs`).
    fn hook_is_files(&self) -> bool;
    /// The script for tab completion as it is in `completions/`.
    fn completion(&self) -> Option<&'static str>;
    /// What a running shell evaluates to report its state; `None`: its environment says all there is.
    fn doctor(&self) -> Option<&'static str>;

    // The activate script that it sources.

    /// The names of the script in a venv's `bin` (or `Scripts`), the name that `CPython`'s venv gives it first.
    fn activate_scripts(&self) -> &'static [&'static str];
    /// The language of that script.
    fn syntax(&self) -> Syntax;
    /// The file in the same directory that deactivates the venv, where that is not a function.
    fn deactivate_script(&self) -> Option<&'static str>;
    /// A variable in the environment of what the hook runs, not empty while the active venv can be deactivated.
    fn deactivate_variable(&self) -> &'static str;
    /// A path that is not Unicode cannot be a value in this shell.
    fn is_unicode_only(&self) -> bool;

    // Words and statements.

    /// `value` as one word. Call it by `quote::word`.
    fn quote(&self, value: &OsStr) -> Vec<u8>;
    /// A path as one word that the user may copy into the shell.
    fn typed(&self, path: &Path) -> String;
    /// A path of Windows as this shell has it, where it has a form of its own.
    fn windows_path(&self, path: &OsStr) -> Option<OsString>;
    /// A step of the answer to the hook: a statement, or a line of data.
    fn call(&self, verb: &str, words: &[&OsStr]) -> Vec<u8>;
    /// Who says what the user should know, and in which form.
    fn voice(&self) -> Voice;
    /// The block of values that the hook script starts from.
    fn hook_values(&self, values: &HookValues) -> Vec<u8>;
    /// The values and the script, shielded from the shell that loads them.
    fn wrap(&self, hook: Vec<u8>) -> Vec<u8>;
    /// Changes the directory.
    fn cd(&self, dir: &Path) -> Vec<u8>;
    /// Makes an inherited venv venvhook's, so that the hook may drop it.
    fn hand_over(&self) -> &'static str;
    /// What shows the `python` that would run, and what joins two commands, the second only after success.
    fn which_python_and(&self) -> [&'static str; 2];

    // The rc file.

    /// Where its rc files are; `None`: it has no rc file.
    fn rc_files(&self) -> Option<RcFiles>;
    /// The line that loads the hook, as the user types it where `venvhook` is on PATH.
    fn load_line(&self) -> Option<&'static str>;
    /// The line that setup writes. `short`: `venvhook` on the user's PATH is this very program.
    fn rc_line(&self, program: &Path, short: bool) -> Option<Vec<u8>>;
    /// The byte at the end of a line that continues it in the next one.
    fn continues_line(&self) -> u8;
    /// How its parser checks an rc file; `None`: it cannot on this system.
    fn parser(&self) -> Option<Parser>;

    // What `venvhook doctor` needs.

    /// How the hook is called at a prompt.
    fn at_prompt(&self) -> AtPrompt;
    /// How the hook is called when the directory changes.
    fn at_cd(&self) -> AtCd;
    /// What is in every message about an error in its rc file.
    fn rc_error(&self) -> &'static str;
    /// The arguments with which a new shell reports its state without a terminal; `None`: at a terminal.
    fn report_arguments(&self) -> Option<Vec<String>>;
    /// An rc file's text: at the first prompt the shell evaluates the file `question`, writes the report to
    /// `answer`, then a line `end`, and ends. `None`: it is not asked at a terminal.
    fn report_at_prompt(&self, question: &Path, answer: &Path) -> Option<Vec<u8>>;

    // How it is started.

    /// With the user's rc files, and `text` after them. `folder` is where the files will be.
    fn start(&self, folder: &Path, text: &[u8]) -> Option<Start>;
    /// Without any rc file, for the tour of `venvhook try`; `None`: it has no tour.
    fn tour(&self, tour: &Tour) -> Option<Start>;
}

/// The language that an activate script is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// bash, zsh and their relatives.
    Posix,
    /// fish.
    Fish,
    /// PowerShell.
    PowerShell,
    /// cmd.
    Batch,
}

/// The values that the hook script starts from.
#[derive(Clone, Copy, Debug)]
pub struct HookValues<'a> {
    /// The names a project's venv may have, in order; `*` and `?` in them are wildcards.
    pub names: &'a [&'a str],
    /// The directories on PATH that tmux has handed on and that the hook removes.
    pub torn: &'a [&'a OsStr],
    /// All others, by name.
    pub others: &'a [(&'a str, &'a OsStr)],
}

/// What the shell of a tour needs.
#[derive(Clone, Copy, Debug)]
pub struct Tour<'a> {
    /// Where its files will be.
    pub folder: &'a Path,
    /// The file to which `tour_report` of `shell/tour.*` writes.
    pub report: &'a Path,
    /// How each prompt ends, after a number that grows.
    pub prompt: &'a str,
}
