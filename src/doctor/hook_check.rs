//! Whether the hook is loaded in a shell, is this program's, and is called. Pure.

use crate::doctor::Finding;
use crate::doctor::checked_shell::CheckedShell;
use crate::doctor::rc_files::{At, Obstacle};
use crate::shells::answers::{AtCd, Listed};
use crate::system::real_path;
use crate::ui::message;
use std::cmp::Ordering;
use std::path::Path;

/// What is wrong with the hook in this shell.
pub fn judge(case: CheckedShell) -> Vec<Finding> {
    let Some(loaded) = &case.seen.loaded else { return vec![not_loaded(case)] };
    let findings = [other_version(case, loaded), program(case), displaced(case), changed_directory(case)];
    findings.into_iter().flatten().collect()
}

fn not_loaded(case: CheckedShell) -> Finding {
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
        format!(
            "look at what a new {shell} prints when it starts, and at what that line prints when you run it"
        ),
    )
}

/// Why the shell does not come to the line.
pub fn never_reached(at: &At, obstacle: &Obstacle) -> Finding {
    match obstacle {
        Obstacle::Stop(stop) => Finding::wrong(
            "not-reached",
            format!(
                "{} never runs, because {} ends the file before it ({})",
                at.place, stop.place, stop.text
            ),
            "move venvhook's line above that one; if that one starts another shell, run venvhook setup for it too",
        ),
        Obstacle::Unfinished { said, runs_above } => Finding::wrong(
            "not-reached",
            format!("{} never runs, because the shell cannot read its file ({said})", at.place),
            if *runs_above { "fix that, or move venvhook's line above it" } else { "fix that" },
        ),
    }
}

fn other_version(case: CheckedShell, loaded: &str) -> Option<Finding> {
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
        format!("{} loads {}: update it, or remove it from PATH", case.name, case.seen.bin)
    } else {
        format!("open a new {}", case.shell.name())
    };
    Some(Finding::wrong("other-version", text, remedy))
}

/// The version's number without its build.
fn number(version: &str) -> &str {
    version.split('+').next().unwrap_or_default()
}

fn program(case: CheckedShell) -> Option<Finding> {
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
    let differ = program.is_file() && real_path::resolve(program).ok() != real_path::resolve(bin).ok();
    let text = format!(
        "there are two venvhook programs: {} runs {}, and PATH finds {}",
        case.name,
        message::path(bin),
        message::path(program)
    );
    differ.then(|| Finding::note("two-programs", text, "remove one of them"))
}

fn displaced(case: CheckedShell) -> Option<Finding> {
    // An older hook may still be loaded, whose function had the other name.
    let names = ["__venvhook_at_prompt", "__venvhook_prompt"];
    let runs = case.seen.prompt.iter().any(|command| names.iter().any(|name| command.contains(name)));
    let at_prompt = case.shell.dialect().at_prompt();
    if case.seen.fixed && !runs {
        let text = format!("{} is readonly in {}: the hook runs only at a cd", at_prompt.name, case.name);
        let remedy = "load venvhook above what makes it readonly, if you control that";
        return Some(Finding::wrong("readonly", text, remedy));
    }
    let is_there = match at_prompt.listed {
        Listed::Never => case.seen.ready,
        // A new shell has just shown a prompt, so the hook has run, however it was called.
        Listed::Always | Listed::Sometimes if case.is_new && !case.seen.fixed => case.seen.ready,
        Listed::Always => runs || case.is_called_unseen,
        Listed::Sometimes => runs || case.is_called_unseen || case.seen.prompt.is_empty(),
    };
    if is_there {
        return theme_order(case);
    }
    let text =
        format!("the hook is loaded in {}, but something removed it from {}", case.name, at_prompt.name);
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

fn theme_order(case: CheckedShell) -> Option<Finding> {
    let (theme, at) = case.rc.theme_below().filter(|_| case.is_new)?;
    let text = format!(
        "venvhook's line is above the line of {theme} ({}): it works, but an update of {theme} may change that",
        at.place
    );
    Some(Finding::note("theme-below", text, "move venvhook's line to the end of the file"))
}

fn changed_directory(case: CheckedShell) -> Option<Finding> {
    let names = ["__venvhook_after_cd", "__venvhook_moved"];
    let runs = case.seen.moved.iter().any(|command| names.iter().any(|name| command.contains(name)));
    let late = "in cd x && python y the venv is not active yet";
    match case.shell.dialect().at_cd() {
        AtCd::List(list) if !runs => {
            let text = format!("something removed the hook from {list} in {}: {late}", case.name);
            let remedy = format!("set {list} above venvhook's line, or add to it with +=");
            Some(Finding::wrong("displaced", text, remedy))
        }
        AtCd::Wrapped if !case.seen.unwrapped && !case.seen.own.is_empty() => {
            let names = case.seen.own.join(", ");
            let text = format!(
                "the hook does not wrap {names}, which you or another tool have defined as a function or alias ({late})"
            );
            Some(Finding::note("cd-taken", text, "no action needed, if you want it so"))
        }
        AtCd::List(_) | AtCd::Wrapped | AtCd::Event => None,
    }
}

/// Compares versions by their first numbers.
pub fn compare(one: &str, other: &str) -> Ordering {
    let numbers = |text: &str| -> Vec<u64> {
        let parts = text.split(|c: char| !c.is_ascii_digit()).take(3);
        parts.map_while(|part| part.parse().ok()).collect()
    };
    numbers(one).cmp(&numbers(other))
}
