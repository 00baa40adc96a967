//! The command line: clap types, no logic.

use crate::find::names::{self, Name};
use crate::hook::settings::{self, Question, Settings};
use crate::shells::Shell;
use crate::system::switch;
use crate::trust::policy::Policy;
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use std::ffi::OsString;
use std::path::PathBuf;

/// Below the options: environment variables, and the exit status that a script can rely on.
const ENVIRONMENT: &str = "\
Environment:
  VENVHOOK_DISABLE=1      turn the hook off while this is set
  VENVHOOK_DATA_DIR=PATH  where venvhook keeps its records
  VENVHOOK_NAME, VENVHOOK_TRUST, VENVHOOK_QUIET, VENVHOOK_VERBOSE,
  VENVHOOK_NO_CD          the same as the options of venvhook init
  NO_COLOR                no colour (CLICOLOR_FORCE=1: colour everywhere)

Exit status:
  0 done, 1 failed, 2 wrong usage
  exec: the command's status; 127 no venv or command found, 126 not allowed to use it";

/// cd into a Python project to activate its virtual environment, leave to deactivate it.
///
/// One line in your shell's rc file loads it. venvhook setup adds it, or you do:
///
///   bash   eval "$(venvhook init bash)"      in ~/.bashrc
///   zsh    eval "$(venvhook init zsh)"       in ~/.zshrc
///   fish   venvhook init fish | source       in ~/.config/fish/config.fish
///   pwsh   Invoke-Expression (& { (venvhook init powershell | Out-String) })
///                                            in $PROFILE
///
/// To see it work first, without touching any file: venvhook try
#[derive(Debug, Parser)]
#[command(name = "venvhook", version, verbatim_doc_comment, max_term_width = 100, after_long_help = ENVIRONMENT)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Only the command line of `venvhook hook`: a shell waits for it, and building the options of all other
/// commands takes longer than the answer.
#[derive(Debug, Parser)]
#[command(name = "venvhook", version)]
struct HookLine {
    #[command(subcommand)]
    command: HookCommand,
}

#[derive(Debug, Subcommand)]
enum HookCommand {
    Hook(Hook),
}

impl Cli {
    /// Parses a command line, the program's name first.
    pub fn parsed(words: &[OsString]) -> Result<Cli, clap::Error> {
        if words.get(1).is_some_and(|word| word == "hook") {
            let HookCommand::Hook(hook) = HookLine::try_parse_from(words)?.command;
            return Ok(Cli { command: Command::Hook(hook) });
        }
        Cli::try_parse_from(words)
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Add the line that loads the hook to your shell's rc file, or remove it again
    Setup(Setup),
    /// Print the hook for a shell, to be evaluated in its rc file
    Init(Init),
    /// Find out why the hook does not work, and how to fix it
    Doctor(Doctor),
    /// Trust a venv as it is now, or every venv below a directory
    Allow(Allow),
    /// Never use a venv, or any venv below a directory
    Deny(Subject),
    /// Delete the record of an allow or a deny
    Forget(Subject),
    /// Create a venv here, active at the next prompt
    New(New),
    /// Show what a venv is and what is in it
    Show(Show),
    /// List what you allowed and denied, or every venv below a directory
    List(List),
    /// Explain which venv is used in a directory, or why none is
    Why(Why),
    /// Run a command with a directory's venv, without the hook
    Exec(Exec),
    /// Turn the hook on again in this shell, and activate the venv that belongs here
    On,
    /// Turn the hook off in this shell, and deactivate the venv that it activated
    Off(Off),
    /// Try venvhook in a scratch folder, without changing any of your files
    Try(Try),
    /// Print the completion script for a shell
    Completions(Completions),
    /// Called by the hook scripts
    #[command(hide = true)]
    Hook(Hook),
    /// Called by the hook scripts for doctor
    #[command(hide = true)]
    Probe(Probe),
    /// Called by the completion scripts
    #[command(hide = true)]
    Complete(Complete),
}

/// The names that the hook and the commands look for.
#[derive(Clone, Debug, Args)]
pub struct Looked {
    /// Name of a project's venv, with wildcards * and ?; the first that matches is used
    #[arg(
        long = "name",
        value_name = "GLOB",
        env = "VENVHOOK_NAME",
        value_delimiter = ':',
        default_value = names::DEFAULT,
        value_parser = clap::value_parser!(Name)
    )]
    pub names: Vec<Name>,
}

/// The names that the hook and the commands look for, and what is trusted.
#[derive(Clone, Debug, Args)]
pub struct Options {
    /// The names to look for.
    #[command(flatten)]
    pub looked: Looked,
    /// Which venvs to use without asking
    #[arg(long, value_enum, default_value_t, env = "VENVHOOK_TRUST")]
    pub trust: Policy,
}

/// How much the hook says.
#[derive(Clone, Copy, Debug, Args)]
pub struct Volume {
    /// Print no messages
    #[arg(long, env = "VENVHOOK_QUIET", value_parser = switch::parse, action = clap::ArgAction::SetTrue)]
    pub quiet: bool,
    /// Print a line on entering and leaving, with the Python version
    #[arg(long, env = "VENVHOOK_VERBOSE", value_parser = switch::parse, action = clap::ArgAction::SetTrue, overrides_with = "quiet")]
    pub verbose: bool,
}

/// `venvhook init`
#[derive(Debug, Args)]
pub struct Init {
    /// The shell
    #[arg(value_enum)]
    pub shell: Shell,
    /// The names to look for, and what is trusted.
    #[command(flatten)]
    pub options: Options,
    /// bash: do not wrap cd, pushd and popd; act at the prompt only
    #[arg(long, env = "VENVHOOK_NO_CD", value_parser = switch::parse, action = clap::ArgAction::SetTrue)]
    pub no_cd: bool,
    /// How much the hook says.
    #[command(flatten)]
    pub volume: Volume,
    /// Load tab completion too (cmd: only with Clink)
    #[arg(long)]
    pub completions: bool,
    /// cmd: print the files of the hook instead of writing them
    #[arg(long)]
    pub print: bool,
}

impl Volume {
    fn chosen(self) -> settings::Volume {
        match (self.quiet, self.verbose) {
            (true, _) => settings::Volume::Quiet,
            (_, true) => settings::Volume::Verbose,
            _ => settings::Volume::Usual,
        }
    }
}

impl Init {
    /// As plain values.
    pub fn settings(&self) -> Settings {
        Settings {
            shell: self.shell,
            names: self.options.looked.names.clone(),
            trust: self.options.trust,
            volume: self.volume.chosen(),
            wrap_cd: !self.no_cd,
            completions: self.completions,
        }
    }
}

/// `venvhook setup`
#[derive(Debug, Args)]
pub struct Setup {
    /// The shell [default: the one in use]
    #[arg(value_enum)]
    pub shell: Option<Shell>,
    /// Show what would change, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Remove what setup added
    #[arg(long)]
    pub remove: bool,
}

/// `venvhook doctor`
#[derive(Debug, Args)]
pub struct Doctor {
    /// The shell [default: the one in use]; doctor starts a new one, with your rc files, to check it
    #[arg(value_enum)]
    pub shell: Option<Shell>,
    /// Print JSON
    ///
    /// An object: "ok" is true if nothing is wrong; "shell"; "looked" lists what was checked, each with "shell" and
    /// "seen"; "findings" lists what was found, each with "level" ("wrong" or "note"), "check" (a word that never
    /// changes), "text" and "remedy".
    #[arg(long)]
    pub json: bool,
}

/// `venvhook allow`
#[derive(Debug, Args)]
pub struct Allow {
    /// What to allow.
    #[command(flatten)]
    pub subject: Subject,
    /// With --tree: allow it even if it includes your downloads or what others can write to
    #[arg(long, requires = "tree")]
    pub yes: bool,
}

/// What `venvhook allow`, `deny` and `forget` are about
#[derive(Debug, Args)]
pub struct Subject {
    /// A venv, or a directory that has one [default: the one used here]
    #[arg(value_hint = ValueHint::DirPath)]
    pub path: Option<PathBuf>,
    /// Apply to every venv below the directory
    #[arg(long)]
    pub tree: bool,
    /// The names to look for.
    #[command(flatten)]
    pub looked: Looked,
}

/// `venvhook new`
#[derive(Debug, Args)]
pub struct New {
    /// The name of the directory [default: .venv, or the first --name]
    pub name: Option<OsString>,
    /// The Python to create it with: a version such as 3.12, or a path
    #[arg(long, value_name = "VERSION|PATH", value_hint = ValueHint::ExecutablePath)]
    pub python: Option<OsString>,
    /// What the prompt shows while it is active
    #[arg(long, value_name = "TEXT")]
    pub prompt: Option<OsString>,
    /// Recreate it if it exists; never deletes anything but a venv
    #[arg(long)]
    pub clear: bool,
    /// Create nothing, but restore the old venv that a killed --clear has left set aside
    #[arg(long, conflicts_with_all = ["python", "prompt", "arguments"])]
    pub restore: bool,
    /// The names to look for.
    #[command(flatten)]
    pub looked: Looked,
    /// More arguments for uv venv, or for python -m venv if uv is not installed
    #[arg(last = true, value_name = "ARGS")]
    pub arguments: Vec<OsString>,
}

/// `venvhook show`
#[derive(Debug, Args)]
pub struct Show {
    /// A venv, or a directory that has one [default: the active one, else the one used here]
    #[arg(value_hint = ValueHint::DirPath)]
    pub venv: Option<PathBuf>,
    /// List the packages installed in it
    #[arg(long)]
    pub packages: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    /// The names to look for, and what is trusted.
    #[command(flatten)]
    pub options: Options,
}

/// `venvhook list`
#[derive(Debug, Args)]
pub struct List {
    /// List every venv below a directory instead [default: this one]
    #[arg(long, value_name = "DIR", num_args = 0..=1, default_missing_value = ".", conflicts_with = "gone", value_hint = ValueHint::DirPath)]
    pub scan: Option<PathBuf>,
    /// How to sort the venvs found
    #[arg(long, value_enum, requires = "scan", default_value_t)]
    pub sort: Sort,
    /// Only records of venvs and directories that no longer exist
    #[arg(long)]
    pub gone: bool,
    /// Delete these records
    #[arg(long, requires = "gone")]
    pub forget: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// What `list --scan` sorts by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Sort {
    /// path, alphabetically
    #[default]
    Path,
    /// Python version, newest first
    Python,
    /// the tool that created it
    Maker,
    /// size, largest first
    Size,
    /// health, broken ones first
    Health,
    /// last use, latest first
    Used,
}

/// `venvhook why`
#[derive(Debug, Args)]
pub struct Why {
    /// The directory [default: this one]
    #[arg(value_hint = ValueHint::DirPath)]
    pub path: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    /// The names to look for, and what is trusted.
    #[command(flatten)]
    pub options: Options,
}

/// `venvhook exec`
#[derive(Debug, Args)]
pub struct Exec {
    /// The directory whose venv to use [default: this one]
    #[arg(long = "in", value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub dir: Option<PathBuf>,
    /// The names to look for, and what is trusted.
    #[command(flatten)]
    pub options: Options,
    /// The command and its arguments
    // Not `last`: PowerShell functions, and so its hook, never see the `--`.
    #[arg(required = true, trailing_var_arg = true, value_name = "CMD", value_hint = ValueHint::CommandWithArguments)]
    pub command: Vec<OsString>,
}

/// `venvhook off`
#[derive(Debug, Args)]
pub struct Off {
    /// Remove the hook from this shell completely
    #[arg(long)]
    pub all: bool,
}

/// `venvhook try`
#[derive(Debug, Args)]
pub struct Try {
    /// The shell [default: the one in use]
    #[arg(value_enum)]
    pub shell: Option<Shell>,
}

/// `venvhook completions`
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

/// The program that asks for completions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Typist {
    /// bash
    Bash,
    /// zsh
    Zsh,
    /// fish
    Fish,
    /// PowerShell
    Powershell,
    /// elvish
    Elvish,
    /// Clink, in cmd
    Clink,
}

/// `venvhook complete`: one question of a completion script.
#[derive(Debug, Args)]
pub struct Complete {
    /// Where the user types
    #[arg(value_enum)]
    pub typist: Typist,
    /// The words up to the cursor; bash: the line up to the cursor, and what would be replaced; Clink:
    /// they are in `VENVHOOK_CMD_WORDS`, one per line
    #[arg(last = true)]
    pub words: Vec<OsString>,
}

/// `venvhook probe`: the script that a running shell evaluates to report its state to doctor
#[derive(Debug, Args)]
pub struct Probe {
    /// The shell
    #[arg(value_enum)]
    pub shell: Shell,
}

/// `venvhook hook`: one question of a running shell. The facts are passed on as the shell has them.
#[derive(Clone, Debug, Args)]
pub struct Hook {
    /// The shell that asks
    #[arg(value_enum)]
    pub shell: Shell,
    /// The names to look for, and what is trusted.
    #[command(flatten)]
    pub options: Options,
    /// How much the hook says.
    #[command(flatten)]
    pub volume: Volume,
    /// `$PWD`
    #[arg(long, default_value = ".")]
    pub pwd: PathBuf,
    /// `$VIRTUAL_ENV`
    #[arg(long, default_value = "")]
    pub venv: OsString,
    /// `$VENVHOOK_ENV`
    #[arg(long, default_value = "")]
    pub owned: OsString,
    /// `deactivate` is a function here
    #[arg(long)]
    pub function: bool,
    /// This shell itself activated the active venv
    #[arg(long)]
    pub entered: bool,
    /// The marker that the shell settled on last
    #[arg(long, default_value = "")]
    pub was_marker: OsString,
    /// `$VIRTUAL_ENV` when the shell settled last
    #[arg(long, default_value = "")]
    pub was_venv: OsString,
    /// The stamp that the shell watches
    #[arg(long, default_value = "")]
    pub stamp: OsString,
    /// The project whose venv the user deactivated in this shell
    #[arg(long, default_value = "")]
    pub off: OsString,
    /// A file or directory that has a venv's name, is not a venv, and was not here before
    #[arg(long, default_value = "")]
    pub passed: OsString,
}

impl Hook {
    /// As plain values.
    pub fn question(&self) -> Question {
        Question {
            shell: self.shell,
            names: self.options.looked.names.clone(),
            trust: self.options.trust,
            volume: self.volume.chosen(),
            pwd: self.pwd.clone(),
            venv: self.venv.clone(),
            owned: self.owned.clone(),
            function: self.function,
            entered: self.entered,
            was_marker: self.was_marker.clone(),
            was_venv: self.was_venv.clone(),
            stamp: self.stamp.clone(),
            off: self.off.clone(),
            passed: self.passed.clone(),
        }
    }
}
