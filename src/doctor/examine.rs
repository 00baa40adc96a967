//! All that doctor looks at for a shell: a new one, the one that asks, and what is in the current directory.

use crate::create::set_aside;
use crate::doctor::asked_shell;
use crate::doctor::checked_shell::CheckedShell;
use crate::doctor::hook_check;
#[cfg(unix)]
use crate::doctor::no_modes;
use crate::doctor::rc_files::RcFiles;
use crate::doctor::shell_report::Seen;
use crate::doctor::{Finding, other_tools, path_entries, record_check, shell_check, vs_code};
use crate::hook::script;
use crate::setup::login_bash;
use crate::setup::rc_line;
use crate::setup::rc_place;
use crate::shells::Shell;
use crate::shells::current;
use crate::system::current_dir;
use crate::ui::message;
use crate::venv::search_path;
use anyhow::{Result, anyhow};
use std::path::{Path, PathBuf};

/// A shell that was looked at.
#[derive(Debug)]
pub struct ShellSeen {
    /// What it is called: "a new bash", "this bash".
    pub name: String,
    /// What was seen, in a few words.
    pub seen: String,
}

/// What was looked at, and what was found.
#[derive(Debug, Default)]
pub struct Examination {
    /// The shells.
    pub looked: Vec<ShellSeen>,
    /// What is wrong, and what is good to know.
    pub findings: Vec<Finding>,
}

/// What holds for every shell of a kind.
struct Setting {
    shell: Shell,
    here: PathBuf,
    rc: RcFiles,
    version: String,
    /// How messages name a new shell and this one.
    new_name: String,
    this_name: String,
}

/// Looks at a shell. cmd is asked for what its hook has put into the environment alone.
pub fn examine(shell: Shell) -> Result<Examination> {
    if shell.dialect().doctor().is_none() {
        return cmd();
    }
    let mut examination = Examination::default();
    let rc = match rc_place::places(shell) {
        Ok(places) => RcFiles::of(shell, &places),
        Err(error) => {
            let finding =
                Finding::wrong("rc-file", error.to_string(), "fix that, then run venvhook doctor again");
            examination.findings.push(finding);
            return Ok(examination);
        }
    };
    let setting = Setting {
        shell,
        here: current_dir::current_dir().unwrap_or_default(),
        rc,
        version: script::version(shell),
        new_name: format!("a new {}", shell.name()),
        this_name: format!("this {}", shell.name()),
    };
    let is_called_unseen = examination.new_shell(&setting);
    examination.this_shell(&setting, is_called_unseen);
    let findings = &mut examination.findings;
    findings.extend(vs_code::judge(&setting.here, variable));
    #[cfg(unix)]
    findings.extend(no_modes::judge(&setting.here));
    findings.extend(put_aside(&setting.here));
    findings.extend(record_check::judge());
    Ok(examination)
}

impl Examination {
    /// Starts a new shell and looks at it. True if the hook is called there by something that is not seen.
    fn new_shell(&mut self, setting: &Setting) -> bool {
        let Setting { shell, here, rc, version, new_name, .. } = setting;
        let (seen, said) = match asked_shell::ask(*shell) {
            Ok((Ok(seen), said)) => (seen, said),
            Ok((Err(reason), said)) => {
                self.findings.push(no_prompt(new_name, &reason, rc, &said));
                return false;
            }
            Err(error) => {
                let is_there = shell.programs().iter().any(|name| search_path::program(name).is_some());
                let install = format!(
                    "install {}, or run doctor with the name of the shell that you use",
                    shell.name()
                );
                let remedy =
                    if is_there { "fix that, then run venvhook doctor again".into() } else { install };
                self.findings.push(Finding::wrong("shell", format!("{error:#}"), remedy));
                return false;
            }
        };
        self.looked.push(ShellSeen { name: new_name.clone(), seen: told(&seen, rc) });
        let is_called_unseen =
            seen.ready && !seen.prompt.iter().any(|command| command.contains("__venvhook"));
        let obstacle = if seen.loaded.is_none() { rc.obstacle() } else { None };
        let case = CheckedShell {
            shell: *shell,
            name: new_name,
            is_new: true,
            seen: &seen,
            rc,
            version,
            obstacle: obstacle.as_ref(),
            said: &said,
            is_called_unseen,
        };
        self.findings.extend(shell_check::judge(case));
        self.findings.extend(other_tools::find(&seen, rc, here));
        self.findings.extend(path_entries::judge(&seen, rc, new_name, Some(&inherited())));
        if seen.loaded.is_some() {
            self.findings.extend(login_bash::without_hook(*shell).map(|file| login(file.as_deref())));
        }
        is_called_unseen
    }

    /// Looks at the shell whose hook called: only that hook could hand over what it is like.
    fn this_shell(&mut self, setting: &Setting, is_called_unseen: bool) {
        let Setting { shell, here, rc, version, this_name, .. } = setting;
        let hook = current::of_hook();
        let handed = std::env::var_os("VENVHOOK_SEEN").map(|text| text.to_string_lossy().into_owned());
        let seen = handed.and_then(|text| Seen::parse(&text)).filter(|_| hook == Some(*shell));
        let Some(seen) = seen else {
            if hook.is_none_or(|hook| hook == *shell) {
                // From a script, say; or the shell is older than the line.
                let seen = format!(
                    "not checked (doctor was not run through the hook); if this is a prompt, open a new {}",
                    shell.name()
                );
                self.looked.push(ShellSeen { name: this_name.clone(), seen });
            }
            return;
        };
        self.looked.push(ShellSeen { name: this_name.clone(), seen: told(&seen, &RcFiles::default()) });
        if variable("VENVHOOK_IDLE").is_some() {
            let text = format!("the hook is turned off in {this_name}");
            self.findings.push(Finding::wrong("off", text, "run: venvhook on"));
        }
        let case = CheckedShell {
            shell: *shell,
            name: this_name,
            is_new: false,
            seen: &seen,
            rc,
            version,
            obstacle: None,
            said: &[],
            is_called_unseen,
        };
        let entries = path_entries::judge(&seen, rc, this_name, None);
        let others = other_tools::find(&seen, rc, here).into_iter().chain(entries);
        for finding in shell_check::judge(case).into_iter().chain(others) {
            // What a new shell has too is said once.
            let known = |other: &Finding| {
                (other.check, other.text.replace(&setting.new_name, this_name))
                    == (finding.check, finding.text.clone())
            };
            if !self.findings.iter().any(known) {
                self.findings.push(finding);
            }
        }
    }
}

/// The PATH entries that a new shell gets from this process. Where this shell is looked at too, they are said of it;
/// else they are those of the active venv.
fn inherited() -> Vec<PathBuf> {
    let is_asked = std::env::var_os("VENVHOOK_SEEN").is_some();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let active = variable("VIRTUAL_ENV").map(PathBuf::from);
    std::env::split_paths(&path).filter(|entry| is_asked || entry.parent() == active.as_deref()).collect()
}

/// cmd, whose hook has all its state in the environment. Its macros belong to the console and are not checked.
fn cmd() -> Result<Examination> {
    if !cfg!(windows) {
        return Err(anyhow!("cmd exists only on Windows; there is nothing to check here"));
    }
    let here = current_dir::current_dir().unwrap_or_default();
    let loaded = std::env::var_os("VENVHOOK_CMD_HOME").is_some();
    let seen = if loaded { "the hook is loaded" } else { "the hook is not loaded" };
    let looked = vec![ShellSeen { name: "this cmd".into(), seen: seen.into() }];
    let mut findings = Vec::new();
    if !loaded {
        let remedy = "run venvhook setup cmd, then open a new cmd";
        findings.push(Finding::wrong("not-loaded", "the hook is not loaded in this cmd", remedy));
    }
    findings.extend(vs_code::judge(&here, variable));
    findings.extend(put_aside(&here));
    findings.extend(record_check::judge());
    Ok(Examination { looked, findings })
}

/// Old venvs that a killed run has left set aside here.
fn put_aside(here: &Path) -> impl Iterator<Item = Finding> {
    set_aside::reports_in(here).into_iter().map(|(text, remedy)| Finding::wrong("put-aside", text, remedy))
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn no_prompt(name: &str, reason: &str, rc: &RcFiles, said: &[String]) -> Finding {
    if let (Some(at), Some(obstacle)) = (rc.hook(), rc.obstacle()) {
        return hook_check::never_reached(&at, &obstacle);
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
