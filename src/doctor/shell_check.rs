//! From what a shell says of itself to what is wrong with it. Pure.

use crate::doctor::Finding;
use crate::doctor::rc_files::{At, Obstacle, RcFiles};
use crate::doctor::shell_report::Seen;
use crate::shells::Shell;
use crate::system::real_path;
use crate::system::switch;
use crate::ui::message;
use std::cmp::Ordering;
use std::path::Path;

/// A shell, and what there is to compare it with.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// Its kind.
    pub shell: Shell,
    /// `a new zsh`, `this zsh`.
    pub name: &'a str,
    /// It was started only to be looked at.
    pub is_new: bool,
    /// What it says.
    pub seen: &'a Seen,
    /// Its rc files.
    pub rc: &'a RcFiles,
    /// The hook's version of this program.
    pub version: &'a str,
    /// What keeps it from the hook's line, as far as that was asked.
    pub obstacle: Option<&'a Obstacle>,
    /// What the shell's terminal showed of venvhook's messages.
    pub said: &'a [String],
    /// A prompt tool is known to call the hook without any trace of it.
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
    let text = format!("{} is {}: the hook needs {oldest} or later", case.name, case.seen.shell);
    is_old.then(|| Finding::wrong("old-shell", text, "install a newer one"))
}

fn policy(case: Case) -> Option<Finding> {
    let policy = case.seen.policy.as_str();
    let text =
        format!("the execution policy is {policy}: PowerShell runs neither a profile nor a venv's script");
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
        let text = format!("no line loads the hook: {} has none", case.rc.file());
        return Finding::wrong("line-missing", text, format!("run: venvhook setup {shell}"));
    };
    if case.rc.is_elsewhere() {
        let text = format!("{} has the line, but {} reads it from {}", at.place, case.name, case.rc.file());
        return Finding::wrong("line-elsewhere", text, format!("run: venvhook setup {shell}"));
    }
    if let Some(obstacle) = case.obstacle {
        return never_reached(&at, obstacle);
    }
    if case.seen.program.is_empty() && !at.text.contains("/venvhook") {
        let text = format!("{} has the line, but {} does not find venvhook on its PATH", at.place, case.name);
        let remedy = "put venvhook's directory on PATH above that line, or take the line out and run setup by the program's full path";
        return Finding::wrong("not-on-path", text, remedy);
    }
    let said = case.said.first().map(|line| format!("; it said: {line}")).unwrap_or_default();
    let text = format!("{} has the line, but the hook is not loaded in {}{said}", at.place, case.name);
    Finding::wrong(
        "not-loaded",
        text,
        format!("see what a new {shell} says when it starts, and what that line says when it is run by hand"),
    )
}

/// The file ends, or another program takes the shell's place, before the line.
pub fn never_reached(at: &At, obstacle: &Obstacle) -> Finding {
    match obstacle {
        Obstacle::Stop(stop) => Finding::wrong(
            "not-reached",
            format!("{} is never reached: {} ends the file before it ({})", at.place, stop.place, stop.text),
            "move venvhook's line above that one; a shell that is started there needs a setup of its own",
        ),
        Obstacle::Unfinished { said, runs_above } => Finding::wrong(
            "not-reached",
            format!("{} is never run, for the shell cannot read its file: {said}", at.place),
            if *runs_above { "mend that, or move venvhook's line above it" } else { "mend that" },
        ),
    }
}

fn other_version(case: Case, loaded: &str) -> Option<Finding> {
    if loaded == case.version {
        return None;
    }
    let program = number(case.version);
    let (hook, how) = match number(loaded) {
        "" => ("an older version", "older"),
        hook => match compare(hook, program) {
            Ordering::Less => (hook, "older"),
            Ordering::Greater => (hook, "newer"),
            Ordering::Equal => (hook, "of another build"),
        },
    };
    let text = format!("the hook loaded in {} is {how}: {hook}, the program is {program}", case.name);
    let remedy = if case.is_new {
        format!("{} loads {}: update it, or take it from PATH", case.name, case.seen.bin)
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
            format!("the program that the hook in {} calls is gone: {}", case.name, message::path(bin));
        return Some(Finding::wrong(
            "program-gone",
            text,
            "put it back, or open a new shell if venvhook has moved",
        ));
    }
    let differ = program.is_file() && real_path::of(program).ok() != real_path::of(bin).ok();
    let text = format!(
        "there are two programs: {} calls {}, the name venvhook leads to {}",
        case.name,
        message::path(bin),
        message::path(program)
    );
    differ.then(|| Finding::note("two-programs", text, "remove one of them"))
}

fn displaced(case: Case) -> Option<Finding> {
    // An older hook may still be loaded, whose function had the other name.
    let names = ["__venvhook_at_prompt", "__venvhook_prompt"];
    let runs = case.seen.prompt.iter().any(|command| names.iter().any(|name| command.contains(name)));
    if case.seen.fixed && !runs {
        let text = format!("PROMPT_COMMAND is readonly in {}: the hook runs at a cd only", case.name);
        let remedy = "load venvhook above what makes it readonly, if that is yours to say";
        return Some(Finding::wrong("readonly", text, remedy));
    }
    let is_told = case.shell != Shell::Fish || !case.seen.prompt.is_empty();
    let is_there = match case.shell {
        // A new shell has just drawn a prompt, by whatever way the hook was called.
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
    let text = format!("the hook is loaded in {}, but something took it out of {from}", case.name);
    let culprit = case.rc.reset_below().or_else(|| case.rc.theme_below().map(|(_, at)| at));
    let remedy = match (culprit, case.rc.hook()) {
        (Some(culprit), Some(at)) => {
            format!("move venvhook's line ({}) below {}: {}", at.place, culprit.place, culprit.text)
        }
        _ if case.is_new => "move venvhook's line to the end of the file".into(),
        _ => "load it again: open a new shell, and do not set that variable anew but add to it".into(),
    };
    Some(Finding::wrong("displaced", text, remedy))
}

fn theme_order(case: Case) -> Option<Finding> {
    let (theme, at) = case.rc.theme_below().filter(|_| case.is_new)?;
    let text = format!(
        "venvhook's line stands above that of {theme} ({}): it works, but an update of {theme} may change that",
        at.place
    );
    Some(Finding::note("theme-below", text, "move venvhook's line to the end of the file"))
}

fn changed_directory(case: Case) -> Option<Finding> {
    let names = ["__venvhook_after_cd", "__venvhook_moved"];
    let runs = case.seen.moved.iter().any(|command| names.iter().any(|name| command.contains(name)));
    let late = "cd x && python y sees the venv only at the next prompt";
    match case.shell {
        Shell::Zsh if !runs => {
            let text = format!("something took the hook out of chpwd_functions in {}: {late}", case.name);
            Some(Finding::wrong(
                "displaced",
                text,
                "set chpwd_functions above venvhook's line, or add to it with +=",
            ))
        }
        Shell::Bash if !case.seen.unwrapped && !case.seen.own.is_empty() => {
            let names = case.seen.own.join(", ");
            let text = format!(
                "{names}: a function or alias of yours, or of another tool's, which the hook leaves alone: {late}"
            );
            Some(Finding::note("cd-taken", text, "nothing, if that is as you like it"))
        }
        _ => None,
    }
}

fn disabled(case: Case) -> Option<Finding> {
    let value = case.seen.var("VENVHOOK_DISABLE")?;
    let text = format!("VENVHOOK_DISABLE={value} is set in {}: the hook does nothing", case.name);
    switch::is_on(value).then(|| Finding::wrong("disabled", text, "unset it"))
}

/// A venv that every shell begins with counts as the person's own wish: the hook never leaves it.
fn activated(case: Case) -> Option<Finding> {
    let venv = case.seen.var("VIRTUAL_ENV").filter(|_| case.is_new)?;
    if case.seen.var("VENVHOOK_ENV") == Some(venv) {
        return None;
    }
    let at = case.rc.mention(&["/activate", "VIRTUAL_ENV=", "VIRTUAL_ENV "]);
    let at = at.map(|at| format!(" ({})", at.place)).unwrap_or_default();
    let text = format!(
        "{} begins with a venv that its rc files switch on{at}: {}; the hook leaves that alone, and switches on no other",
        case.name,
        message::path(Path::new(venv))
    );
    Some(Finding::wrong("activated", text, "take that out of the rc file"))
}

fn deactivate(case: Case) -> Option<Finding> {
    let what = match case.seen.deactivate.as_str() {
        "alias" => "an alias",
        // While a venv is on it is the venv's.
        "function" if case.seen.var("VIRTUAL_ENV").is_none() => "a function",
        _ => return None,
    };
    let words = ["alias deactivate", "function deactivate", "deactivate()", "Set-Alias deactivate"];
    let at = case.rc.mention(&words).map(|at| format!(" ({})", at.place)).unwrap_or_default();
    let text = format!("deactivate is {what} of yours in {}{at}: it stands over the venv's own", case.name);
    Some(Finding::wrong("deactivate-taken", text, "give it another name"))
}

/// Compares versions by the numbers they begin with.
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
        "loaded\t0.2.0+x\nbin\t/bin/sh\nready\t1\nprompt\t__venvhook_at_prompt\nmoved\t__venvhook_after_cd\n";

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
            (Shell::Bash, false, LOADED.replace("__venvhook_at_prompt", "x"), (Wrong, "displaced")),
            (Shell::Bash, true, LOADED.replace("ready\t1", ""), (Wrong, "displaced")),
            (
                Shell::Bash,
                true,
                LOADED.replace("__venvhook_at_prompt", "x") + "fixed\t1\n",
                (Wrong, "readonly"),
            ),
            (Shell::Zsh, true, LOADED.replace("__venvhook_after_cd", "x"), (Wrong, "displaced")),
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
