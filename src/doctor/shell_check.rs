//! From a shell's report to what is wrong with the shell. Pure.

use crate::doctor::Finding;
use crate::doctor::rc_files::{At, Obstacle, RcFiles};
use crate::doctor::shell_report::Seen;
use crate::shells::Shell;
use crate::system::real_path;
use crate::system::switch;
use crate::ui::message;
use std::cmp::Ordering;
use std::path::Path;

/// A shell's report, and what to compare it with.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// Which shell it is.
    pub shell: Shell,
    /// `a new zsh`, `this zsh`.
    pub name: &'a str,
    /// Doctor has started it.
    pub is_new: bool,
    /// Its report.
    pub seen: &'a Seen,
    /// Its rc files.
    pub rc: &'a RcFiles,
    /// The hook's version of this program.
    pub version: &'a str,
    /// What keeps it from reaching the hook's line, if that was checked.
    pub obstacle: Option<&'a Obstacle>,
    /// The messages and errors that the shell's terminal showed.
    pub said: &'a [String],
    /// A prompt tool calls the hook in a way that the report does not show.
    pub is_called_unseen: bool,
}

/// What is wrong with the shell.
pub fn judge(case: Case) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.extend(old_shell(case));
    findings.extend(policy(case));
    if let Some(loaded) = &case.seen.loaded {
        findings.extend(other_version(case, loaded));
        findings.extend(program(case));
        findings.extend(displaced(case));
        findings.extend(changed_directory(case));
    } else {
        findings.push(not_loaded(case));
    }
    findings.extend(disabled(case));
    findings.extend(activated(case));
    findings.extend(deactivate(case));
    findings
}

fn old_shell(case: Case) -> Option<Finding> {
    let oldest = match case.shell {
        Shell::Bash => "3.2",
        Shell::Zsh => "5.0",
        Shell::Fish => "3.1",
        Shell::PowerShell => "5.1",
        Shell::Cmd => return None,
    };
    let is_old = compare(&case.seen.shell, oldest) == Ordering::Less;
    let text = format!("{} is version {}, but the hook needs {oldest} or later", case.name, case.seen.shell);
    is_old.then(|| Finding::wrong("old-shell", text, "install a newer version"))
}

fn policy(case: Case) -> Option<Finding> {
    let policy = case.seen.policy.as_str();
    let text = format!(
        "the execution policy is {policy}, so PowerShell runs neither your profile nor a venv's script"
    );
    ["Restricted", "AllSigned"]
        .contains(&policy)
        .then(|| Finding::wrong("policy", text, "run: Set-ExecutionPolicy -Scope CurrentUser RemoteSigned"))
}

fn not_loaded(case: Case) -> Finding {
    let shell = case.shell.name();
    if !case.is_new {
        let text = format!("the hook is not loaded in {}", case.name);
        return Finding::wrong("not-loaded", text, format!("open a new {shell}"));
    }
    let Some(at) = case.rc.hook() else {
        let text = format!("no line loads the hook ({} has none)", case.rc.file());
        return Finding::wrong("line-missing", text, format!("run: venvhook setup {shell}"));
    };
    if case.rc.is_elsewhere() {
        let text = format!("{} has the line, but {} reads {} instead", at.place, case.name, case.rc.file());
        return Finding::wrong("line-elsewhere", text, format!("run: venvhook setup {shell}"));
    }
    if let Some(obstacle) = case.obstacle {
        return never_reached(&at, obstacle);
    }
    if case.seen.program.is_empty() && !at.text.contains("/venvhook") {
        let text = format!("{} has the line, but {} does not find venvhook on PATH", at.place, case.name);
        let remedy = "add venvhook's directory to PATH above that line, or remove the line and run setup with the program's full path";
        return Finding::wrong("not-on-path", text, remedy);
    }
    let said = case.said.first().map(|line| format!("; it printed: {line}")).unwrap_or_default();
    let text = format!("{} has the line, but the hook is not loaded in {}{said}", at.place, case.name);
    Finding::wrong(
        "not-loaded",
        text,
        format!("open a new {shell} and look for errors, then run that line yourself and look for errors"),
    )
}

/// The file ends, or another program replaces the shell, before the line.
pub fn never_reached(at: &At, obstacle: &Obstacle) -> Finding {
    match obstacle {
        Obstacle::Stop(stop) => Finding::wrong(
            "not-reached",
            format!(
                "{} never runs, because {} ends the file before it ({})",
                at.place, stop.place, stop.text
            ),
            "move venvhook's line above that one; if that line starts another shell, run venvhook setup for that shell too",
        ),
        Obstacle::Unfinished { said, runs_above } => Finding::wrong(
            "not-reached",
            format!("{} never runs, because the shell cannot read its file ({said})", at.place),
            if *runs_above { "fix that, or move venvhook's line above it" } else { "fix that" },
        ),
    }
}

fn other_version(case: Case, loaded: &str) -> Option<Finding> {
    if loaded == case.version {
        return None;
    }
    let program = number(case.version);
    let (hook, how) = match number(loaded) {
        "" => ("version unknown", "older"),
        hook => match compare(hook, program) {
            Ordering::Less => (hook, "older"),
            Ordering::Greater => (hook, "newer"),
            Ordering::Equal => (hook, "from a different build"),
        },
    };
    let text = format!("the hook loaded in {} is {how} ({hook}) than the program ({program})", case.name);
    let remedy = if case.is_new {
        format!("{} loads {}; update it, or remove it from PATH", case.name, case.seen.bin)
    } else {
        format!("open a new {}", case.shell.name())
    };
    Some(Finding::wrong("other-version", text, remedy))
}

/// The version's number without its build.
fn number(version: &str) -> &str {
    version.split('+').next().unwrap_or_default()
}

fn program(case: Case) -> Option<Finding> {
    let bin = Path::new(&case.seen.bin);
    let program = Path::new(&case.seen.program);
    if !bin.is_file() {
        let text =
            format!("the program that the hook in {} runs does not exist: {}", case.name, message::path(bin));
        return Some(Finding::wrong(
            "program-gone",
            text,
            "install it again; if you have moved venvhook, open a new shell",
        ));
    }
    let differ = program.is_file() && real_path::of(program).ok() != real_path::of(bin).ok();
    let text = format!(
        "two venvhook programs: the hook in {} runs {}, PATH finds {}",
        case.name,
        message::path(bin),
        message::path(program)
    );
    differ.then(|| Finding::note("two-programs", text, "remove one of them"))
}

fn displaced(case: Case) -> Option<Finding> {
    let runs = case.seen.prompt.iter().any(|command| command.contains("__venvhook_prompt"));
    if case.seen.fixed && !runs {
        let text = format!("PROMPT_COMMAND is readonly in {}, so the hook runs only at a cd", case.name);
        let remedy = "load venvhook above the line that makes it readonly, if you control it";
        return Some(Finding::wrong("readonly", text, remedy));
    }
    let is_told = case.shell != Shell::Fish || !case.seen.prompt.is_empty();
    let is_there = match case.shell {
        // A new shell has just shown a prompt, so the hook has run, however it was called.
        Shell::PowerShell => case.seen.ready,
        _ if case.is_new && !case.seen.fixed => case.seen.ready,
        _ => runs || case.is_called_unseen || !is_told,
    };
    if is_there {
        return theme_order(case);
    }
    let from = match case.shell {
        Shell::Bash => "PROMPT_COMMAND",
        Shell::Zsh => "precmd_functions",
        Shell::Fish => "the handlers of fish_prompt",
        _ => "the prompt",
    };
    let text = format!("the hook is loaded in {}, but something removed it from {from}", case.name);
    let culprit = case.rc.reset_below().or_else(|| case.rc.theme_below().map(|(_, at)| at));
    let remedy = match (culprit, case.rc.hook()) {
        (Some(culprit), Some(at)) => {
            format!("move venvhook's line ({}) below {}: {}", at.place, culprit.place, culprit.text)
        }
        _ if case.is_new => "move venvhook's line to the end of the file".into(),
        _ => "open a new shell, and append to that variable instead of overwriting it".into(),
    };
    Some(Finding::wrong("displaced", text, remedy))
}

fn theme_order(case: Case) -> Option<Finding> {
    let (theme, at) = case.rc.theme_below().filter(|_| case.is_new)?;
    let text = format!(
        "venvhook's line is above the line of {theme} ({}); it works, but an update of {theme} may change that",
        at.place
    );
    Some(Finding::note("theme-below", text, "move venvhook's line to the end of the file"))
}

fn changed_directory(case: Case) -> Option<Finding> {
    let runs = case.seen.moved.iter().any(|command| command.contains("__venvhook_moved"));
    let late = "in cd x && python y, python does not use the venv yet";
    match case.shell {
        Shell::Zsh if !runs => {
            let text = format!("something removed the hook from chpwd_functions in {} ({late})", case.name);
            Some(Finding::wrong(
                "displaced",
                text,
                "set chpwd_functions above venvhook's line, or append to it with +=",
            ))
        }
        Shell::Bash if !case.seen.unwrapped && !case.seen.own.is_empty() => {
            let names = case.seen.own.join(", ");
            let text = format!(
                "the hook does not wrap {names}, which you or another tool have defined as a function or alias ({late})"
            );
            Some(Finding::note("cd-taken", text, "no action needed if you want it so"))
        }
        _ => None,
    }
}

fn disabled(case: Case) -> Option<Finding> {
    let value = case.seen.var("VENVHOOK_DISABLE")?;
    let text = format!("VENVHOOK_DISABLE={value} is set in {}, so the hook does nothing", case.name);
    switch::is_on(value).then(|| Finding::wrong("disabled", text, "unset it"))
}

/// A venv that every new shell activates counts as the user's wish: the hook never deactivates it.
fn activated(case: Case) -> Option<Finding> {
    let venv = case.seen.var("VIRTUAL_ENV").filter(|_| case.is_new)?;
    if case.seen.var("VENVHOOK_ENV") == Some(venv) {
        return None;
    }
    let at = case.rc.mention(&["/activate", "VIRTUAL_ENV=", "VIRTUAL_ENV "]);
    let at = at.map(|at| format!(" ({})", at.place)).unwrap_or_default();
    let text = format!(
        "{} starts with a venv that its rc files activate{at}: {}; the hook does not touch a venv that it did not activate, and activates no other",
        case.name,
        message::path(Path::new(venv))
    );
    Some(Finding::wrong("activated", text, "remove that from the rc file"))
}

fn deactivate(case: Case) -> Option<Finding> {
    let what = match case.seen.deactivate.as_str() {
        "alias" => "an alias",
        // While a venv is active, the function belongs to the venv.
        "function" if case.seen.var("VIRTUAL_ENV").is_none() => "a function",
        _ => return None,
    };
    let words = ["alias deactivate", "function deactivate", "deactivate()", "Set-Alias deactivate"];
    let at = case.rc.mention(&words).map(|at| format!(" ({})", at.place)).unwrap_or_default();
    let text =
        format!("deactivate is {what} of yours in {}{at}, which hides the venv's deactivate", case.name);
    Some(Finding::wrong("deactivate-taken", text, "rename yours"))
}

/// Compares versions by their first numbers.
fn compare(one: &str, other: &str) -> Ordering {
    let numbers = |text: &str| -> Vec<u64> {
        let parts = text.split(|c: char| !c.is_ascii_digit()).take(3);
        parts.map_while(|part| part.parse().ok()).collect()
    };
    numbers(one).cmp(&numbers(other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Level;

    fn checks(shell: Shell, is_new: bool, lines: &str) -> Vec<(Level, &'static str)> {
        let seen = Seen::parse(&format!("shell\t9\n{lines}")).unwrap();
        let rc = RcFiles::default();
        let case = Case {
            shell,
            name: "this",
            is_new,
            seen: &seen,
            rc: &rc,
            version: "0.2.0+x",
            obstacle: None,
            said: &[],
            is_called_unseen: false,
        };
        judge(case).into_iter().map(|finding| (finding.level, finding.check)).collect()
    }

    const LOADED: &str =
        "loaded\t0.2.0+x\nbin\t/bin/sh\nready\t1\nprompt\t__venvhook_prompt\nmoved\t__venvhook_moved\n";

    #[test]
    fn a_healthy_shell_has_no_findings() {
        for shell in [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::PowerShell] {
            assert_eq!(checks(shell, true, LOADED), []);
            assert_eq!(checks(shell, false, LOADED), []);
        }
    }

    #[test]
    fn each_fault_has_its_check() {
        use Level::{Note, Wrong};
        let loaded = |more: &str| format!("{LOADED}{more}");
        let cases = [
            (Shell::Bash, true, String::new(), (Wrong, "line-missing")),
            (Shell::Bash, false, String::new(), (Wrong, "not-loaded")),
            (Shell::Bash, false, LOADED.replace("__venvhook_prompt", "x"), (Wrong, "displaced")),
            (Shell::Bash, true, LOADED.replace("ready\t1", ""), (Wrong, "displaced")),
            (Shell::Bash, true, LOADED.replace("__venvhook_prompt", "x") + "fixed\t1\n", (Wrong, "readonly")),
            (Shell::Zsh, true, LOADED.replace("__venvhook_moved", "x"), (Wrong, "displaced")),
            (Shell::PowerShell, false, LOADED.replace("ready\t1", ""), (Wrong, "displaced")),
            (Shell::Fish, false, LOADED.replace("0.2.0+x", "0.1.0+x"), (Wrong, "other-version")),
            (Shell::Bash, false, LOADED.replace("/bin/sh", "/nowhere"), (Wrong, "program-gone")),
            (Shell::Bash, true, loaded("program\t/bin/ls"), (Note, "two-programs")),
            (Shell::Bash, true, loaded("own\tcd"), (Note, "cd-taken")),
            (Shell::Bash, true, loaded("deactivate\talias"), (Wrong, "deactivate-taken")),
            (Shell::Bash, true, loaded("deactivate\tfunction"), (Wrong, "deactivate-taken")),
            (Shell::PowerShell, true, loaded("policy\tRestricted"), (Wrong, "policy")),
            (Shell::Bash, true, loaded("env\tVENVHOOK_DISABLE=1"), (Wrong, "disabled")),
            (Shell::Bash, true, loaded("shell\t3.1.17(1)"), (Wrong, "old-shell")),
            (Shell::Bash, true, loaded("env\tVIRTUAL_ENV=/v"), (Wrong, "activated")),
        ];
        for (shell, is_new, lines, expected) in cases {
            assert_eq!(checks(shell, is_new, &lines), [expected], "{lines}");
        }
        assert_eq!(checks(Shell::Bash, false, &loaded("deactivate\tfunction\nenv\tVIRTUAL_ENV=/v")), []);
        assert_eq!(checks(Shell::Bash, true, &loaded("env\tVIRTUAL_ENV=/v\nenv\tVENVHOOK_ENV=/v")), []);
        assert_eq!(checks(Shell::Bash, true, &loaded("unwrapped\t1\nown\tcd")), []);
        assert_eq!(checks(Shell::Bash, true, &(LOADED.replace("ready\t1", "ready\t") + "fixed\t1")), []);
    }

    #[test]
    fn versions_compare_by_number() {
        assert_eq!(compare("5.10", "5.9.1"), Ordering::Greater);
        assert_eq!(compare("3.2.57(1)-release", "3.2"), Ordering::Greater);
        assert_eq!(compare("5.0", "5.0"), Ordering::Equal);
    }
}
