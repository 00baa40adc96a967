//! The shells. All that a scenario must know of one shell is behind [`Driver`]: a new shell is a
//! new file here and a line in [`ALL`].

mod bash;
mod cmd;
mod fish;
mod posix;
mod pwsh;
mod zsh;

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

use regex::Regex;

use super::look::Look;
use super::makers::Maker;

/// Every shell that has a driver.
pub const ALL: &[&dyn Driver] = &[&bash::Bash, &zsh::Zsh, &fish::Fish, &pwsh::Pwsh, &cmd::Cmd];

/// The driver of that name.
pub fn named(name: &str) -> Option<&'static dyn Driver> {
    ALL.iter().copied().find(|driver| driver.name() == name)
}

/// A way to make a shell's life hard: the hook must work after `lines` in the rc file.
pub struct Hardship {
    pub name: &'static str,
    pub before_hook: &'static str,
    pub after_hook: &'static str,
    /// The first version of the shell that has what this is about, if not every one has it.
    pub since: (u32, u32),
}

impl Hardship {
    /// Lines above the hook's.
    fn before(name: &'static str, before_hook: &'static str) -> Self {
        Self { name, before_hook, after_hook: "", since: (0, 0) }
    }

    /// Lines below the hook's.
    fn after(name: &'static str, after_hook: &'static str) -> Self {
        Self { name, before_hook: "", after_hook, since: (0, 0) }
    }

    fn since(self, major: u32, minor: u32) -> Self {
        Self { since: (major, minor), ..self }
    }
}

/// Begins an entry of a look: its name, and whether what was known under it is forgotten.
pub type Entry = Option<(String, bool)>;

/// How one shell is started, asked and told things. The methods that return text give a line to
/// type at its prompt (or to put in its rc file).
pub trait Driver: Sync {
    fn name(&self) -> &'static str;

    /// The program: the one given, else the one of this machine, if it has one.
    fn program(&self) -> Option<PathBuf> {
        given_program(self.name()).or_else(|| find_program(self.name()))
    }

    /// The program's version, as it tells it by `--version`.
    fn version(&self) -> (u32, u32) {
        let program = self.program().expect("the shell is here");
        version_of(&program).unwrap_or_else(|| panic!("{} tells no version", program.display()))
    }

    /// Begins the line that starts it on a terminal.
    fn launcher(&self) -> Vec<OsString> {
        vec![self.program().expect("the shell is here").into_os_string()]
    }

    /// Whether it is a shell of Windows, by another name for each path.
    fn on_windows(&self) -> bool {
        false
    }

    /// What the program needs in its environment to run at all.
    fn needs(&self) -> Vec<(String, OsString)> {
        Vec::new()
    }

    /// A variable of the environment, as a program outside would give it to this shell.
    fn environment(&self, name: &str, value: &OsStr) -> (String, OsString) {
        (name.to_owned(), value.to_owned())
    }

    /// What runs the product, where it is not a program of this system.
    fn runner(&self) -> Option<PathBuf> {
        None
    }

    /// The built product, and its name in a directory of PATH.
    fn product(&self) -> (PathBuf, &'static str) {
        (PathBuf::from(env!("CARGO_BIN_EXE_venvhook")), "venvhook")
    }

    /// A path as this shell and what runs in it write it.
    fn shown(&self, path: &Path) -> String {
        path.to_str().expect("a name that can be typed").to_owned()
    }

    /// The directory of a venv's scripts.
    fn bin(&self) -> &'static str {
        "bin"
    }

    /// Makes a venv as makers do where this shell runs; `None`: as they do here.
    fn make(&self, _maker: Maker, _venv: &Path, _prompt: Option<&str>) -> Option<Result<(), String>> {
        None
    }

    /// The makers to test, where they are not the same as for other shells.
    fn makers(&self) -> Option<&'static [Maker]> {
        None
    }

    /// What the shell reads when this is typed.
    fn typed(&self, line: &str) -> String {
        line.to_owned()
    }

    /// What the harness types behind each line, where the prompt cannot compute its own marker.
    fn after_line(&self) -> Option<&'static str> {
        None
    }

    /// What a person types for the hook to look again, where this line was none that it sees, and
    /// what the harness types behind that.
    fn look_again(&self, _line: &str) -> Option<(&'static str, &'static str)> {
        None
    }

    /// Options of an interactive shell.
    fn options(&self) -> &'static [&'static str] {
        &[]
    }

    /// The name of a script of this shell's.
    fn script_name(&self) -> &'static str {
        "script"
    }

    /// Why this shell cannot have the venvs of a maker, which has the script for others.
    fn lacks(&self, _maker: Maker) -> Option<&'static str> {
        None
    }

    /// The rc file of interactive shells, from the home directory.
    fn rc_file(&self) -> &'static str;

    /// Directories below home without which the shell would do something big at its first start.
    fn home_directories(&self) -> &'static [&'static str] {
        &[]
    }

    /// The rc file's first lines: no history, and a prompt that reads `@STATUS.SHELL.NUMBER> `,
    /// different each time it is drawn.
    fn prelude(&self) -> &'static str;

    /// The rc line that loads the hook.
    fn hook(&self, options: &str) -> String;

    /// The rc file's last lines.
    fn closing(&self) -> &'static str {
        ""
    }

    /// Files beside the rc file that its lines and typed lines need.
    fn helpers(&self) -> &'static [(&'static str, &'static str)] {
        &[]
    }

    /// What it prompts with where a Ctrl-C met its own prompt while that was made: a shell hears of the
    /// key later than the program that ran, and may have gone on by then.
    fn bare_prompt(&self) -> Option<&'static str> {
        None
    }

    /// Runs, in this shell, what a command prints.
    fn evaluate(&self, command: &str) -> String {
        format!("eval \"$({command})\"")
    }

    /// A script that writes to the file `to` what a [`super::look::Look`] holds.
    fn probe(&self, to: &Path) -> String;

    /// Reads what the probe wrote.
    fn look(&self, bytes: &[u8]) -> Look {
        Look::parse(bytes, |section, line| self.entry(section, line))
    }

    /// Finds where the probe's entries begin.
    fn entry(&self, section: &str, line: &str) -> Entry;

    /// Names of variables that change by themselves, or at any `cd`.
    fn volatile(&self) -> &'static [&'static str];

    /// The activate script that this shell sources, in a venv's `bin`.
    fn script(&self) -> &'static str;

    /// One word, whatever it holds.
    fn quote(&self, text: &str) -> String;

    fn source(&self, file: &Path) -> String {
        format!("{} {}", self.unaliased("builtin source"), self.quote(&file.to_string_lossy()))
    }

    /// A command as it is, whatever alias stands over its first word.
    fn unaliased(&self, command: &str) -> String {
        format!("\\{command}")
    }

    /// Sets a variable of the shell, not exported.
    fn set(&self, name: &str, value: &str) -> String;

    fn export(&self, name: &str, value: &str) -> String;

    fn unset(&self, name: &str) -> String;

    /// Puts a directory first on PATH.
    fn prepend_path(&self, directory: &str) -> String;

    /// Puts a directory last on PATH.
    fn append_path(&self, directory: &str) -> String;

    /// A variable's value inside a command line.
    fn value(&self, name: &str) -> String {
        format!("\"${name}\"")
    }

    /// Goes to a directory.
    fn cd(&self, directory: &str) -> String {
        format!("cd {}", self.quote(directory))
    }

    /// Prints the current directory.
    fn print_directory(&self) -> &'static str {
        "pwd"
    }

    /// Runs `python`, which prints its prefix.
    fn print_prefix(&self) -> &'static str {
        "python -c 'import sys; print(sys.prefix)'"
    }

    /// Prints the environment.
    fn print_environment(&self) -> &'static str {
        "/usr/bin/env"
    }

    /// Deletes a directory of the current one.
    fn remove(&self, name: &str) -> String {
        format!("rm -rf {name}")
    }

    /// Renames a directory of the current one.
    fn rename(&self, from: &str, to: &str) -> String {
        format!("mv {from} {to}")
    }

    /// The program by which a person takes away from others the right to write.
    fn takes_rights_by(&self) -> &'static str {
        "chmod"
    }

    /// Goes to the directory that an environment variable holds, whatever its name.
    fn cd_to_value(&self, name: &str) -> String {
        format!("cd {}", self.value(name))
    }

    /// Why this shell cannot go to a directory of that name, hook or no hook.
    fn cannot_reach(&self, _name: &[u8]) -> Option<&'static str> {
        None
    }

    /// Prints a variable's value between `<` and `>`.
    fn show(&self, name: &str) -> String {
        format!("echo \"<\"{}\">\"", self.value(name))
    }

    /// Begins a command line with a program's path.
    fn call(&self, program: &Path) -> String {
        self.quote(&program.to_string_lossy())
    }

    /// Defines a function whose body is one command that every shell knows.
    fn function(&self, name: &str, body: &str) -> String;

    /// Defines an alias.
    fn alias(&self, name: &str, text: &str) -> String;

    /// A command that says whether `name` is an alias or function of the person's: its own text.
    fn which(&self, program: &str) -> String {
        format!("command -v {program}")
    }

    /// `first && second`.
    fn and(&self, first: &str, second: &str) -> String {
        format!("{first} && {second}")
    }

    /// `first; second`.
    fn both(&self, first: &str, second: &str) -> String {
        format!("{first}; {second}")
    }

    /// Runs a command in a subshell, if the shell has such a thing.
    fn subshell(&self, command: &str) -> Option<String>;

    /// Prints what a command substitution of `command` gives.
    fn substitution(&self, command: &str) -> String;

    /// Prints the statuses of the last pipeline as words, `1 0 3`.
    fn print_pipestatus(&self) -> &'static str;

    /// Prints the last command's status.
    fn print_status(&self) -> &'static str;

    /// A command of that exit status.
    fn fail(&self, status: u8) -> String;

    /// Prints the last argument of the command before, if the shell keeps it in `$_`.
    fn print_last_argument(&self) -> Option<&'static str>;

    /// Puts text before the prompt that there is now, as a person does by hand.
    fn edit_prompt(&self, prefix: &str) -> String;

    /// Gives the shell another prompt, as a person does by hand.
    fn replace_prompt(&self, prefix: &str) -> Vec<String>;

    /// A theme: rc lines that build the whole prompt anew each time, beginning with `prefix`.
    fn theme(&self, prefix: &str) -> String;

    /// rc lines that make the shell print `text` before each prompt, in the way it has for that.
    fn at_prompt(&self, text: &str) -> String;

    /// The same, in a way that leaves alone what is there already.
    fn at_prompt_too(&self, text: &str) -> String {
        self.at_prompt(text)
    }

    /// Makes a bare directory name change to it, and an array of directories be searched by `cd`.
    fn cdpath(&self, directory: &str) -> String;

    /// The setting that makes a bare directory name a `cd`; empty where that is always so.
    fn auto_cd(&self) -> Option<&'static str>;

    /// Defines a `cd` of the person's own, which says `my cd` and then changes the directory.
    fn own_cd(&self) -> &'static str;

    /// rc lines that load the shell's own completions, where it does not by itself.
    fn completions(&self) -> &'static str {
        ""
    }

    /// rc lines that make the prompt's text be expanded each time it is drawn, as many themes do.
    fn prompt_expands(&self) -> &'static str {
        ""
    }

    /// Whether it has functions.
    fn has_functions(&self) -> bool {
        true
    }

    /// A venv's interpreter, in the directory of its scripts.
    fn interpreter(&self) -> &'static str {
        "python"
    }

    /// Begins a comment in a script.
    fn comment(&self) -> &'static str {
        "# "
    }

    /// Ends a script that is sourced, with a failure.
    fn give_up(&self) -> &'static str {
        "return 1"
    }

    /// What stands in the product's place for a script of that text, where scripts are no programs.
    fn broken_product(&self, _script: &str) -> Option<Vec<u8>> {
        None
    }

    /// Runs a script by a shell of its own.
    fn run_script(&self, script: &Path) -> String {
        format!("{} {}", self.name(), self.quote(script.to_str().expect("a plain path")))
    }

    /// Starts a shell of the same kind in another directory.
    fn child_in(&self, dir: &Path) -> String {
        let dir = self.quote(dir.to_str().expect("a plain path"));
        format!("sh -c 'cd \"$0\" && exec {}' {dir}", self.name())
    }

    /// Starts a shell of the same kind in this one.
    fn child(&self) -> String {
        self.name().to_owned()
    }

    /// Replaces this shell by a fresh one of the same kind.
    fn exec(&self) -> String {
        format!("exec {}", self.name())
    }

    /// Arguments with which the program runs one command and nothing else.
    fn command_arguments(&self, command: &str) -> Vec<String> {
        vec!["-c".into(), command.into()]
    }

    /// Arguments with which the program runs a script.
    fn script_arguments(&self, script: &Path) -> Vec<OsString> {
        vec![script.into()]
    }

    /// rc lines with a hook of the person's own: `body` runs after entering (`enter`) or before
    /// leaving (`leave`).
    fn own_hook(&self, when: &str, body: &str) -> String {
        self.function(&format!("venvhook_{when}"), body) + "\n"
    }

    /// The venv and the project, as the body of such a hook has them, between double quotes.
    fn own_hook_arguments(&self) -> [&'static str; 2] {
        ["$1", "$2"]
    }

    /// Bodies of such a hook that fail, and how.
    fn own_hook_failures(&self) -> &'static [(&'static str, &'static str)];

    /// rc lines of a tool as direnv is one: at each prompt, before what is there already, it keeps a copy of
    /// PATH and puts `$T_PROJECT/bin` first, below `$T_PROJECT`; and puts its copy back elsewhere.
    fn path_keeper(&self) -> &'static str {
        ""
    }

    /// An rc line that sources the file which a variable names, if it is set.
    fn source_if_set(&self, _name: &str) -> String {
        String::new()
    }

    /// rc lines by which Ctrl-O goes to the directory `$T_PROJECT`.
    fn key_that_goes(&self) -> &'static str {
        ""
    }

    /// What the hook must survive.
    fn hardships(&self) -> Vec<Hardship>;
}

/// The program that is to be tested in place of this machine's shell of that name, if one was given.
pub fn given_program(name: &str) -> Option<PathBuf> {
    std::env::var_os(format!("VENVHOOK_TEST_PROGRAM_{}", name.to_uppercase())).map(PathBuf::from)
}

/// A program on this test's own PATH.
pub fn find_program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|directory| directory.join(name)).find(|file| file.is_file())
}

/// The first two numbers of what a program says to `--version`. Each is asked once.
fn version_of(program: &Path) -> Option<(u32, u32)> {
    static KNOWN: Mutex<BTreeMap<PathBuf, Option<(u32, u32)>>> = Mutex::new(BTreeMap::new());
    let mut known = KNOWN.lock().expect("no panic while it is held");
    *known.entry(program.to_owned()).or_insert_with(|| {
        let output = Command::new(program).arg("--version").output().ok()?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let numbers = Regex::new(r"(\d+)\.(\d+)").expect("a pattern").captures(&said)?.extract::<2>().1;
        Some((numbers[0].parse().ok()?, numbers[1].parse().ok()?))
    })
}

/// Quotes as POSIX shells do; written here anew, since the product's own quoting is under test.
fn posix_quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// The name before `=` in the first word that is no option, after the command's own name.
fn assigned_name(line: &str) -> Option<String> {
    let word = line.split(' ').skip(1).find(|word| !word.starts_with('-'))?;
    Some(word.split('=').next().unwrap_or(word).to_owned())
}
