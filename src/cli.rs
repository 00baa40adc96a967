//! The command line: clap types, no logic.

use crate::find::names::{self, Name};
use crate::hook::settings::{self, Question, Settings};
use crate::shells::Shell;
use crate::system::switch;
use crate::trust::policy::Policy;
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use std::ffi::OsString;
use std::path::PathBuf;

/// Below the options: what else decides, and what a script may rely on.
const ENVIRONMENT: &str = "\
Environment:
  VENVHOOK_DISABLE=1      the hook does nothing as long as it is set
  VENVHOOK_DATA_DIR=PATH  where records are kept
  VENVHOOK_NAME, VENVHOOK_TRUST, VENVHOOK_QUIET, VENVHOOK_VERBOSE,
  VENVHOOK_NO_CD          as the options of venvhook init
  NO_COLOR                no colour (CLICOLOR_FORCE=1: colour everywhere)

Exit status:
  0 done, 1 failed, 2 wrong usage
  of exec: the command's; 127 nothing to run (in), 126 it may not be used";

/// cd into a Python project turns its virtual environment on, leaving turns it off.
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

/// The command line of a hook alone: a shell waits for it, and to build every other command's
/// options takes longer than to answer.
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
    /// Put the line that loads the hook into your shell's rc file, or take it out again
    Setup(Setup),
    /// Print the hook for a shell, to be evaluated in its rc file
    Init(Init),
    /// Find what keeps the hook from working, and tell the remedy
    Doctor(Doctor),
    /// Trust a venv as it is now, or every venv below a directory
    Allow(Allow),
    /// Never use a venv, or any venv below a directory
    Deny(Subject),
    /// Take back what was allowed or denied
    Forget(Subject),
    /// Make a venv here; the next prompt has it on
    New(New),
    /// Show what a venv is and holds
    Show(Show),
    /// List what was allowed and denied, or every venv below a directory
    List(List),
    /// Explain the decision for a directory
    Why(Why),
    /// Run a command with a directory's venv, without a hook
    Exec(Exec),
    /// Turn the hook on again in this shell, and the venv that belongs here
    On,
    /// Turn the hook off in this shell, and the venv that it switched on
    Off(Off),
    /// Try venvhook in a scratch folder; your own files stay as they are
    Try(Try),
    /// Print the completion script for a shell
    Completions(Completions),
    /// What the hook scripts call
    #[command(hide = true)]
    Hook(Hook),
    /// What the hook scripts evaluate for doctor
    #[command(hide = true)]
    Probe(Probe),
    /// What the completion scripts call
    #[command(hide = true)]
    Complete(Complete),
}

/// What the hook and the commands look for.
#[derive(Clone, Debug, Args)]
pub struct Looked {
    /// Name of a project's venv, wildcards * and ? allowed; the first that matches wins
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

/// What the hook and the commands look for, and what is trusted.
#[derive(Clone, Debug, Args)]
pub struct Options {
    /// What is looked for.
    #[command(flatten)]
    pub looked: Looked,
    /// What may be used without asking
    #[arg(long, value_enum, default_value_t, env = "VENVHOOK_TRUST")]
    pub trust: Policy,
}

/// How much the hook says.
#[derive(Clone, Copy, Debug, Args)]
pub struct Volume {
    /// Say nothing
    #[arg(long, env = "VENVHOOK_QUIET", value_parser = switch::parse, action = clap::ArgAction::SetTrue)]
    pub quiet: bool,
    /// Say a line on entering and leaving, with the Python version
    #[arg(long, env = "VENVHOOK_VERBOSE", value_parser = switch::parse, action = clap::ArgAction::SetTrue, overrides_with = "quiet")]
    pub verbose: bool,
}

/// `venvhook init`
#[derive(Debug, Args)]
pub struct Init {
    /// The shell
    #[arg(value_enum)]
    pub shell: Shell,
    /// What is looked for, and what is trusted.
    #[command(flatten)]
    pub options: Options,
    /// Do not wrap cd, pushd and popd in bash: act at the prompt only
    #[arg(long, env = "VENVHOOK_NO_CD", value_parser = switch::parse, action = clap::ArgAction::SetTrue)]
    pub no_cd: bool,
    /// How much is said.
    #[command(flatten)]
    pub volume: Volume,
    /// Load tab completion too (cmd: by Clink alone)
    #[arg(long)]
    pub completions: bool,
    /// Print the files of cmd's hook, do not write them
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
    /// Only tell what would be done
    #[arg(long)]
    pub dry_run: bool,
    /// Take out what setup put in
    #[arg(long)]
    pub remove: bool,
}

/// `venvhook doctor`
#[derive(Debug, Args)]
pub struct Doctor {
    /// The shell [default: the one in use]; a new one is started, with your rc files, to look at it
    #[arg(value_enum)]
    pub shell: Option<Shell>,
    /// Print JSON
    ///
    /// An object: "ok" is true if nothing is wrong; "shell"; "looked" lists what was looked at, by "shell" and
    /// "seen"; "findings" has of each its "level" ("wrong" or "note"), "check" (a word that stays the same),
    /// "text" and "remedy".
    #[arg(long)]
    pub json: bool,
}

/// `venvhook allow`
#[derive(Debug, Args)]
pub struct Allow {
    /// What is allowed.
    #[command(flatten)]
    pub subject: Subject,
    /// With --tree: mean it, even of all that you download or that others may write
    #[arg(long, requires = "tree")]
    pub yes: bool,
}

/// What `venvhook allow`, `deny` and `forget` are about
#[derive(Debug, Args)]
pub struct Subject {
    /// A venv, or a directory whose venv is meant [default: the one used here]
    #[arg(value_hint = ValueHint::DirPath)]
    pub path: Option<PathBuf>,
    /// Mean every venv below the directory
    #[arg(long)]
    pub tree: bool,
    /// What is looked for.
    #[command(flatten)]
    pub looked: Looked,
}

/// `venvhook new`
#[derive(Debug, Args)]
pub struct New {
    /// The directory's name [default: .venv, or the first name looked for]
    pub name: Option<OsString>,
    /// The Python to make it with: a version such as 3.12, or a path
    #[arg(long, value_name = "VERSION|PATH", value_hint = ValueHint::ExecutablePath)]
    pub python: Option<OsString>,
    /// What the prompt shows while it is on
    #[arg(long, value_name = "TEXT")]
    pub prompt: Option<OsString>,
    /// Make it anew if it is there; only what is a venv and nothing else is cleared
    #[arg(long)]
    pub clear: bool,
    /// Make none, but give back the one that a --clear put aside and a kill left there
    #[arg(long, conflicts_with_all = ["python", "prompt", "arguments"])]
    pub restore: bool,
    /// What is looked for.
    #[command(flatten)]
    pub looked: Looked,
    /// Further arguments for uv venv, or where there is no uv for python -m venv
    #[arg(last = true, value_name = "ARGS")]
    pub arguments: Vec<OsString>,
}

/// `venvhook show`
#[derive(Debug, Args)]
pub struct Show {
    /// A venv, or a directory whose venv is meant [default: the active one, else the one used here]
    #[arg(value_hint = ValueHint::DirPath)]
    pub venv: Option<PathBuf>,
    /// List the packages installed in it
    #[arg(long)]
    pub packages: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    /// What is looked for, and what is trusted.
    #[command(flatten)]
    pub options: Options,
}

/// `venvhook list`
#[derive(Debug, Args)]
pub struct List {
    /// Find every venv below a directory instead [default: this one]
    #[arg(long, value_name = "DIR", num_args = 0..=1, default_missing_value = ".", conflicts_with = "gone", value_hint = ValueHint::DirPath)]
    pub scan: Option<PathBuf>,
    /// What the venvs found are sorted by
    #[arg(long, value_enum, requires = "scan", default_value_t)]
    pub sort: Sort,
    /// Only the records of what is gone
    #[arg(long)]
    pub gone: bool,
    /// Take these records back
    #[arg(long, requires = "gone")]
    pub forget: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// What `list --scan` sorts by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Sort {
    /// where it lies
    #[default]
    Path,
    /// Python version, the newest first
    Python,
    /// who made it
    Maker,
    /// size, the largest first
    Size,
    /// health, what is broken first
    Health,
    /// last use, the latest first
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
    /// What is looked for, and what is trusted.
    #[command(flatten)]
    pub options: Options,
}

/// `venvhook exec`
#[derive(Debug, Args)]
pub struct Exec {
    /// The directory whose venv is used [default: this one]
    #[arg(long = "in", value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub dir: Option<PathBuf>,
    /// What is looked for, and what is trusted.
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
    /// Take the hook out of this shell altogether
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

/// Who asks what could stand at the cursor.
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
    /// Where a person types
    #[arg(value_enum)]
    pub typist: Typist,
    /// The words up to the cursor; bash: the line up to the cursor, and what would be replaced; Clink:
    /// they are in `VENVHOOK_CMD_WORDS`, a line each
    #[arg(last = true)]
    pub words: Vec<OsString>,
}

/// `venvhook probe`: the text by which a running shell tells the doctor of itself
#[derive(Debug, Args)]
pub struct Probe {
    /// The shell
    #[arg(value_enum)]
    pub shell: Shell,
}

/// `venvhook hook`: one question of a running shell. The facts come as the shell has them.
#[derive(Clone, Debug, Args)]
pub struct Hook {
    /// The shell that asks
    #[arg(value_enum)]
    pub shell: Shell,
    /// What is looked for, and what is trusted.
    #[command(flatten)]
    pub options: Options,
    /// How much is said.
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
    /// This very shell switched the active venv on
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
    /// The project that the person switched off in this shell
    #[arg(long, default_value = "")]
    pub off: OsString,
    /// What has a venv's name and is none, and was not here before
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
