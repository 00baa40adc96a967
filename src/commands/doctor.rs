//! `venvhook doctor`: why the hook does not work, and what to do about it.

use crate::cli::{Doctor, Probe};
use crate::create::set_aside;
#[cfg(unix)]
use crate::doctor::no_modes;
use crate::doctor::rc_files::RcFiles;
use crate::doctor::shell_check::{self, Case};
use crate::doctor::shell_report::{self, Seen};
use crate::doctor::{Finding, Level, of_hook_and_venv, other_tools, path_entries, record_check};
use crate::hook::script;
use crate::setup::rc_line;
use crate::setup::rc_place;
use crate::shells::Shell;
use crate::system::current_dir;
use crate::system::run_for_output;
use crate::ui::message;
use crate::ui::print::{print, print_json};
use crate::venv::search_path;
use anyhow::{Result, anyhow};
use clap::ValueEnum;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// A shell that was checked: its name, and a summary in a few words.
struct Looked {
    name: String,
    seen: String,
}

/// Prints the findings to stdout. Exit status 1 if something is wrong.
pub fn run(args: &Doctor) -> Result<ExitCode> {
    let shell = match args.shell {
        Some(shell) => shell,
        None => super::setup::shell_in_use()?,
    };
    let (looked, findings) = if shell == Shell::Cmd { look_cmd()? } else { look(shell)? };
    let wrong = findings.iter().filter(|finding| finding.level == Level::Wrong).count();
    if args.json {
        let findings: Vec<Value> = findings.iter().map(as_json).collect();
        let looked: Vec<Value> =
            looked.iter().map(|one| json!({"shell": one.name, "seen": one.seen})).collect();
        let report = json!({"ok": wrong == 0, "shell": shell.name(), "looked": looked, "findings": findings});
        print_json(&report)?;
    } else {
        print(words(&looked, &findings, wrong).as_bytes())?;
    }
    Ok(if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Prints the script that a running shell evaluates to report about itself.
pub fn probe(args: &Probe) -> Result<ExitCode> {
    print(shell_report::question(args.shell).unwrap_or_default().as_bytes())
}

/// cmd, whose hook has all its state in the environment. Its macros belong to the console and are not checked.
fn look_cmd() -> Result<(Vec<Looked>, Vec<Finding>)> {
    if !cfg!(windows) {
        return Err(anyhow!("cmd exists only on Windows; there is nothing to check here"));
    }
    let here = current_dir::current_dir().unwrap_or_default();
    let loaded = std::env::var_os("VENVHOOK_CMD_HOME").is_some();
    let seen = if loaded { "the hook is loaded" } else { "the hook is not loaded" };
    let looked = vec![Looked { name: "this cmd".into(), seen: seen.into() }];
    let mut findings = Vec::new();
    if !loaded {
        let remedy = "run venvhook setup cmd, then open a new cmd";
        findings.push(Finding::wrong("not-loaded", "the hook is not loaded in this cmd", remedy));
    }
    findings.extend(other_tools::vs_code(&here, variable));
    findings.extend(put_aside(&here));
    findings.extend(record_check::judge());
    Ok((looked, findings))
}

/// Old venvs that a killed run has left set aside here.
fn put_aside(here: &Path) -> impl Iterator<Item = Finding> {
    set_aside::all_told(here).into_iter().map(|(text, remedy)| Finding::wrong("put-aside", text, remedy))
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn look(shell: Shell) -> Result<(Vec<Looked>, Vec<Finding>)> {
    let here = current_dir::current_dir().unwrap_or_default();
    let version = script::version(shell);
    let (mut looked, mut findings) = (Vec::new(), Vec::new());
    let rc = match rc_place::places(shell) {
        Ok(places) => RcFiles::of(shell, &places),
        Err(error) => {
            let finding =
                Finding::wrong("rc-file", error.to_string(), "fix that, then run venvhook doctor again");
            return Ok((looked, vec![finding]));
        }
    };
    // A new shell inherits PATH from here; and where this shell is checked too, it is reported for this one.
    let is_asked = std::env::var_os("VENVHOOK_SEEN").is_some();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let active = variable("VIRTUAL_ENV").map(PathBuf::from);
    let inherited: Vec<PathBuf> = std::env::split_paths(&path)
        .filter(|entry| is_asked || entry.parent() == active.as_deref())
        .collect();
    let (new_name, this_name) = (format!("a new {}", shell.name()), format!("this {}", shell.name()));
    let mut is_called_unseen = false;
    match new_shell(shell) {
        Err(error) => {
            let is_there = shell.programs().iter().any(|name| search_path::find(name).is_some());
            let install =
                format!("install {}, or run doctor with the name of the shell that you use", shell.name());
            let remedy = if is_there { "fix that, then run venvhook doctor again".into() } else { install };
            findings.push(Finding::wrong("shell", format!("{error:#}"), remedy));
        }
        Ok((Err(reason), said)) => findings.push(no_prompt(&new_name, &reason, &rc, &said)),
        Ok((Ok(seen), said)) => {
            looked.push(Looked { name: new_name.clone(), seen: told(&seen, &rc) });
            is_called_unseen =
                seen.ready && !seen.prompt.iter().any(|command| command.contains("__venvhook"));
            let obstacle = if seen.loaded.is_none() { rc.obstacle() } else { None };
            let case = Case {
                shell,
                name: &new_name,
                is_new: true,
                seen: &seen,
                rc: &rc,
                version: &version,
                obstacle: obstacle.as_ref(),
                said: &said,
                is_called_unseen,
            };
            findings.extend(shell_check::judge(case));
            findings.extend(other_tools::find(&seen, &rc, &here));
            findings.extend(path_entries::judge(&seen, &rc, &new_name, Some(&inherited)));
            findings.extend(seen.loaded.and_then(|_| rc.login_without()).map(|file| login(file.as_deref())));
        }
    }
    // Only the hook of this shell can pass this on.
    let hook = std::env::var("VENVHOOK_HOOK").ok().and_then(|name| Shell::from_str(&name, false).ok());
    let handed = std::env::var_os("VENVHOOK_SEEN").map(|text| text.to_string_lossy().into_owned());
    if let Some(seen) = handed.and_then(|text| Seen::parse(&text)).filter(|_| hook == Some(shell)) {
        looked.push(Looked { name: this_name.clone(), seen: told(&seen, &RcFiles::default()) });
        if variable("VENVHOOK_IDLE").is_some() {
            let text = format!("the hook is turned off in {this_name}");
            findings.push(Finding::wrong("off", text, "run: venvhook on"));
        }
        let case = Case {
            shell,
            name: &this_name,
            is_new: false,
            seen: &seen,
            rc: &rc,
            version: &version,
            obstacle: None,
            said: &[],
            is_called_unseen,
        };
        let entries = path_entries::judge(&seen, &rc, &this_name, None);
        let others = other_tools::find(&seen, &rc, &here).into_iter().chain(entries);
        for finding in shell_check::judge(case).into_iter().chain(others) {
            // A finding that a new shell has too is reported once.
            let known = |other: &Finding| {
                (other.check, other.text.replace(&new_name, &this_name))
                    == (finding.check, finding.text.clone())
            };
            if !findings.iter().any(known) {
                findings.push(finding);
            }
        }
    } else if hook.is_none_or(|hook| hook == shell) {
        // Perhaps doctor was run from a script; or the shell is older than the line.
        let seen = format!(
            "not checked (doctor was not run through the hook); if this is a prompt, open a new {}",
            shell.name()
        );
        looked.push(Looked { name: this_name, seen });
    }
    findings.extend(other_tools::vs_code(&here, variable));
    #[cfg(unix)]
    findings.extend(no_modes::judge(&here));
    findings.extend(put_aside(&here));
    findings.extend(record_check::judge());
    Ok((looked, findings))
}

/// A new shell's report, or why there is none; and what its terminal showed.
type Answer = (Result<Seen, String>, Vec<String>);

fn new_shell(shell: Shell) -> Result<Answer> {
    let found = shell.programs().iter().find_map(|name| search_path::find(name));
    let program = found.ok_or_else(|| anyhow!("{} was not found on PATH", shell.name()))?;
    if shell == Shell::PowerShell {
        return Ok((powershell(&program), Vec::new()));
    }
    at_terminal(shell, &program)
}

/// Whether a new shell has the hook.
pub(super) fn is_loaded_anew(shell: Shell) -> bool {
    matches!(new_shell(shell), Ok((Ok(seen), _)) if seen.loaded.is_some())
}

/// Starts it with the profile, and calls the prompt as its host does.
fn powershell(program: &Path) -> Result<Seen, String> {
    // The policy only here, because the cmdlet loads a module.
    let question = format!(
        "$null = prompt 6>$null\n\"policy`t$(Get-ExecutionPolicy)\"\n{}",
        shell_report::question(Shell::PowerShell).unwrap_or_default()
    );
    let mut command = Command::new(program);
    for name in of_hook_and_venv() {
        command.env_remove(name);
    }
    command.args(["-NoLogo", "-NonInteractive", "-Command", &question]);
    let answer = run_for_output::ask(&mut command).map_err(|error| format!("did not answer ({error})"))?;
    Seen::parse(&String::from_utf8_lossy(&answer)).ok_or_else(|| "did not answer".into())
}

#[cfg(unix)]
fn at_terminal(shell: Shell, program: &Path) -> Result<Answer> {
    use crate::doctor::new_shell::{self, Outcome};
    let fresh = new_shell::start(shell, program)?;
    let seen = match fresh.outcome {
        Outcome::Answer(text) => Seen::parse(&text).ok_or("did not answer".into()),
        Outcome::Ended => Err("ended before its first prompt".into()),
        Outcome::Became(program) => Err(format!("is replaced by {program} before its first prompt")),
        Outcome::Late => Err(format!("showed no prompt within {} seconds", new_shell::LIMIT.as_secs())),
    };
    let shows =
        if fresh.last.is_empty() { String::new() } else { format!("; its last line was: {}", fresh.last) };
    Ok((seen.map_err(|reason: String| reason + &shows), fresh.said))
}

#[cfg(windows)]
fn at_terminal(shell: Shell, _program: &Path) -> Result<Answer> {
    Ok((Err(format!("cannot be checked on Windows ({} needs a terminal)", shell.name())), Vec::new()))
}

fn no_prompt(name: &str, reason: &str, rc: &RcFiles, said: &[String]) -> Finding {
    if let (Some(at), Some(obstacle)) = (rc.hook(), rc.obstacle()) {
        return shell_check::never_reached(&at, &obstacle);
    }
    let said = said.first().map(|line| format!("; it printed: {line}")).unwrap_or_default();
    let text = format!("{name} {reason}{said}");
    let remedy = match rc.exec() {
        Some(at) => {
            format!(
                "{} replaces it with another program; run venvhook setup for that shell, or remove the line",
                at.place
            )
        }
        None => "check whether its rc files wait for something or start another program".into(),
    };
    Finding::wrong("no-prompt", text, remedy)
}

/// A note about login shells. Doctor does not start one, because its files may do things that belong to a login.
fn login(file: Option<&Path>) -> Finding {
    let who = "a login bash (ssh, tmux, a container, a Mac's terminal)";
    let (text, remedy) = match file {
        None => (
            format!("{who} reads none of your files, so the hook is not loaded there"),
            "run venvhook setup bash, which creates a ~/.bash_profile that reads ~/.bashrc".into(),
        ),
        Some(file) => (
            format!(
                "{who} reads {}, which does not read ~/.bashrc, so the hook is not loaded there",
                message::path(file)
            ),
            format!("add to {}: {}", message::path(file), rc_line::READS_BASHRC),
        ),
    };
    Finding::note("login-shell", text, remedy)
}

/// The summary of a shell in a few words.
fn told(seen: &Seen, rc: &RcFiles) -> String {
    let by = rc.hook().map(|at| format!(" by {}", at.place)).unwrap_or_default();
    match (&seen.loaded, seen.ready) {
        (None, _) => "the hook is not loaded".into(),
        (Some(_), false) if !seen.fixed => format!("the hook is loaded{by}, but has not run at a prompt"),
        (Some(_), _) => format!("the hook is loaded{by}"),
    }
}

fn words(looked: &[Looked], findings: &[Finding], wrong: usize) -> String {
    let mut text = String::new();
    let mut line = |line: String| {
        text.push_str(&message::printable(&line));
        text.push('\n');
    };
    let width = looked.iter().map(|one| one.name.chars().count()).max().unwrap_or_default();
    for one in looked {
        line(format!("{:width$}  {}", one.name, one.seen));
    }
    for finding in findings {
        let level = if finding.level == Level::Wrong { "wrong" } else { "note " };
        line(format!("{level}  {}", finding.text));
        line(format!("       {}", finding.remedy));
    }
    line(match wrong {
        0 => "nothing is wrong".into(),
        1 => "1 thing is wrong".into(),
        _ => format!("{wrong} things are wrong"),
    });
    text
}

fn as_json(finding: &Finding) -> Value {
    json!({
        "level": if finding.level == Level::Wrong { "wrong" } else { "note" },
        "check": finding.check,
        "text": finding.text,
        "remedy": finding.remedy,
    })
}
