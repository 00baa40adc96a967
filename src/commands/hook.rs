//! `venvhook hook`: answers a running shell that saw something change.

use crate::cli::Hook;
use crate::create::set_aside;
use crate::find::{self, Found};
use crate::hook::answer::{self, Entry, Settled};
use crate::hook::cmd_protocol;
use crate::hook::decide::{Active, Candidate, Decision, Facts, Step, decide};
use crate::hook::held_back;
use crate::hook::settings::{Question, Volume};
use crate::records::grants::Grants;
use crate::records::last_used;
use crate::records::stamps;
use crate::shells::{Shell, Syntax};
use crate::system::read_file;
use crate::system::real_path;
use crate::trust::judge::{self, judge};
use crate::trust::reason::Unfit;
use crate::ui::message;
use crate::ui::print::print;
use crate::venv::Venv;
use crate::venv::activate::touched::{self, Touched};
use anyhow::Result;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Prints the steps for the shell; messages for the user go to stderr.
pub fn run(args: &Hook) -> Result<ExitCode> {
    let args = args.question();
    let args = &if args.shell == Shell::Cmd { cmd_protocol::facts(&args) } else { args };
    message::read_in(args.shell);
    let stops = args.shell == Shell::Cmd && cmd_protocol::stops();
    let found = if stops { None } else { find::find(&args.pwd, &args.names) };
    // Before the check: a change during the check is then noticed at the next prompt.
    let stamp = match args.shell {
        Shell::Cmd => cmd_protocol::stamp(),
        _ => found.as_ref().and_then(|found| stamps::set(&found.venv)).unwrap_or_default(),
    };
    let verdict = found.as_ref().map(|found| judge(&found.venv, args.shell, args.trust, &Grants::open()));
    let off = off(args, found.as_ref());
    let facts = facts(args, found.as_ref(), verdict.as_ref(), &stamp, off.this);
    let decision = decide(&facts);
    let warning = warning(args, &decision, found.as_ref(), verdict.as_ref());
    let aside = put_aside(args, &decision, found.as_ref());
    let told = found.as_ref().map(|found| told(args, found)).unwrap_or_default();
    if args.shell == Shell::Cmd {
        if let Some(length) = stays(&decision) {
            if args.volume != Volume::Quiet {
                message::say(&stays_line(Path::new(&args.venv), length));
            }
            let none = Decision { steps: Vec::new(), ..decision };
            return print(&plan(args, &none, None, None, &off));
        }
        if let Some(first) = cmd_protocol::own_script_first(&decision.steps) {
            return print(first);
        }
        say_for_cmd(args, &decision, warning.into_iter().chain(aside), told.0);
        return print(&plan(args, &decision, found.as_ref(), verdict.as_ref(), &off));
    }
    let name = found.as_ref().map(|found| found.venv.prompt_name()).unwrap_or_default();
    let script = verdict.as_ref().and_then(|verdict| verdict.as_ref().ok());
    let shown = script.map(|script| message::printable(&message::path(script))).unwrap_or_default();
    let touched = script.map(|script| touched(script, args.shell)).unwrap_or_default();
    let place = found.as_ref().zip(script).map(|(found, _)| judge::place(&found.venv, args.shell));
    let place = place.unwrap_or_default();
    let bin = found.as_ref().and_then(|found| Some(place.join(found.venv.bin.file_name()?)));
    let bin = bin.unwrap_or_default();
    let entry = found.as_ref().zip(script).map(|(Found { project, .. }, script)| Entry {
        venv: &place,
        bin: &bin,
        script,
        name: &name,
        shown: &shown,
        project,
        told: &told,
        touched: &touched,
    });
    note_use(&decision, found.as_ref());
    let settled = Settled { stamp: stamp.as_os_str(), off: &off.project };
    let mut lines = Vec::new();
    for text in passed(args, &facts).into_iter().chain(warning).chain(aside) {
        lines.extend(answer::tell(args.shell, &text).unwrap_or_default());
    }
    if decision.steps.contains(&Step::Drop) {
        lines.extend(answer::respell(args.shell, &args.venv));
    }
    lines.extend(answer::emit(args.shell, &decision.steps, entry, settled));
    print(&lines)
}

/// The names that the script sets, so that the shell can put them back. The shell sources the checked file itself.
fn touched(script: &Path, shell: Shell) -> Touched {
    let text = read_file::read(script).unwrap_or_default();
    touched::names(&text, shell.syntax())
}

fn note_use(decision: &Decision, found: Option<&Found>) {
    if let Some(found) = found.filter(|_| decision.steps.contains(&Step::Enter)) {
        last_used::note(&found.venv);
    }
}

/// The length of PATH, if it is too long to remove anything from it: then nothing is changed.
fn stays(decision: &Decision) -> Option<usize> {
    let leaves = decision.steps.iter().any(|step| matches!(step, Step::Leave | Step::Drop));
    cmd_protocol::path_grown_too_long().filter(|_| leaves)
}

fn stays_line(venv: &Path, length: usize) -> String {
    format!(
        "{} stays active (PATH is now {length} characters long, too many for cmd to remove the venv); shorten PATH, then \
         run: venvhook on",
        message::path(venv)
    )
}

/// cmd's hook prints no messages itself: everything is said before it acts.
fn say_for_cmd(args: &Question, decision: &Decision, warnings: impl Iterator<Item = String>, on: String) {
    let has = |wanted: &[Step]| verbose(args) && decision.steps.iter().any(|step| wanted.contains(step));
    let active = Path::new(&args.venv);
    let off = || format!("deactivated {}{}", message::path(active), python(Venv::at(active).as_ref()));
    let off = has(&[Step::Leave, Step::Drop]).then(off);
    for text in off.into_iter().chain(warnings).chain(has(&[Step::Enter]).then_some(on)) {
        message::say(&text);
    }
}

/// The answer for cmd, which knows the venv found only by the path that it saw itself.
fn plan(
    args: &Question,
    decision: &Decision,
    found: Option<&Found>,
    verdict: Option<&Result<PathBuf, Vec<Unfit>>>,
    off: &Off,
) -> Vec<u8> {
    let seen = std::env::var_os("VENVHOOK_CMD_FOUND").unwrap_or_default();
    let found = found.filter(|_| verdict.is_some_and(Result::is_ok));
    let seen = found.filter(|found| is_same(&seen, found)).map(|found| found.venv.bin.as_path());
    let too_long = seen.and_then(cmd_protocol::path_too_long);
    let enter = seen.filter(|_| too_long.is_none());
    if enter.is_none() && decision.steps.contains(&Step::Enter) && args.volume != Volume::Quiet {
        let at = found.map(|found| message::path(&found.venv.marker)).unwrap_or_default();
        let why = match too_long {
            None => "has a path that cmd cannot handle; rename the directory".to_string(),
            Some(length) => format!(
                "is not used (PATH would be {length} characters long, too many for cmd); shorten PATH"
            ),
        };
        message::say(&format!("{at} {why}"));
    }
    if enter.is_some() {
        note_use(decision, found);
    }
    // Its script is a file, which may have changed since it was checked.
    let active = Venv::at(Path::new(&args.venv));
    let leave = active.filter(|venv| judge(venv, args.shell, args.trust, &Grants::open()).is_ok());
    cmd_protocol::lines(cmd_protocol::Plan {
        steps: &decision.steps,
        enter,
        inside: found.is_some_and(|found| found.project == found.venv.marker),
        leave: leave.as_ref().map(|venv| venv.bin.as_path()),
        off: (&args.off, &off.project),
    })
}

/// The venv that the user deactivated in this shell, as far as it matters here.
struct Off {
    /// It is the venv found here.
    this: bool,
    /// The project to remember; empty once the user has left it.
    project: OsString,
}

fn off(args: &Question, found: Option<&Found>) -> Off {
    let remembered = Path::new(&args.off);
    let is_it = |dir: &Path| dir == remembered || real_path::same(dir, remembered);
    let inside = !args.off.is_empty() && args.pwd.ancestors().any(is_it);
    let keep = if inside { args.off.clone() } else { OsString::new() };
    let Some(found) = found else { return Off { this: false, project: keep } };
    // Deactivated by hand since the last prompt: a venv was active, is not now, and we did not leave it.
    let by_hand = args.venv.is_empty()
        && ((!args.owned.is_empty() && is_same(&args.owned, found))
            || (!args.was_venv.is_empty() && is_same(&args.was_marker, found)));
    if by_hand {
        return Off { this: true, project: found.project.clone().into() };
    }
    let before = inside.then(|| find::at(remembered, &args.names)).flatten();
    Off {
        this: before.is_some_and(|before| real_path::leads_to(&before.venv.dir, &found.venv.dir)),
        project: keep,
    }
}

fn facts(
    args: &Question,
    found: Option<&Found>,
    verdict: Option<&Result<PathBuf, Vec<Unfit>>>,
    stamp: &Path,
    switched_off: bool,
) -> Facts {
    let active = match (args.venv.is_empty(), is_ours(args)) {
        (true, _) => Active::Nobody,
        (false, true) => Active::Ours,
        (false, false) if held_back::is_gone(Path::new(&args.venv)) => Active::Gone,
        (false, false) => Active::Theirs,
    };
    Facts {
        candidate: match verdict {
            None => Candidate::Nothing,
            Some(Ok(_)) => Candidate::Fit,
            Some(Err(_)) => Candidate::Unfit,
        },
        active,
        owned: !args.owned.is_empty(),
        // What came with the environment may have been sourced again by this shell's own start; only what the
        // hook entered here is the hook's to leave.
        function: args.function && (args.entered || active != Active::Ours),
        same: found.is_some_and(|found| !args.venv.is_empty() && is_same(&args.venv, found)),
        anew: !args.stamp.is_empty() && stamp.as_os_str() != args.stamp,
        switched_off,
    }
}

/// Whether venvhook activated the active venv.
fn is_ours(args: &Question) -> bool {
    let (venv, owned) = (Path::new(&args.venv), Path::new(&args.owned));
    venv == owned || (!args.owned.is_empty() && real_path::same(venv, owned))
}

/// Whether a path leads to the venv found, whatever way it takes (facts/activate.md, rule 19).
fn is_same(path: &OsStr, found: &Found) -> bool {
    real_path::leads_to(Path::new(path), &found.venv.dir)
}

/// Why the venv found here is not used, if the user should know.
fn warning(
    args: &Question,
    decision: &Decision,
    found: Option<&Found>,
    verdict: Option<&Result<PathBuf, Vec<Unfit>>>,
) -> Option<String> {
    let against = verdict?.as_ref().err().filter(|_| decision.explain && args.volume != Volume::Quiet)?;
    let venv = &found?.venv;
    let unfit = &against[0];
    Some(format!("{} {unfit}; {}", message::path(&venv.marker), unfit.remedy(venv)))
}

/// The message about an old venv that a killed run has left set aside, when the user enters its directory.
fn put_aside(args: &Question, decision: &Decision, found: Option<&Found>) -> Option<String> {
    let comes = decision.explain || decision.steps.contains(&Step::Enter);
    found
        .filter(|_| comes && args.volume != Volume::Quiet)
        .and_then(|found| set_aside::told(&found.venv.marker))
}

/// What has a venv's name here and is not a venv, if the hook saw it for the first time.
fn passed(args: &Question, facts: &Facts) -> Option<String> {
    if args.passed.is_empty() || args.volume == Volume::Quiet || facts.active == Active::Theirs {
        return None;
    }
    let passed = find::passed_over(&args.pwd, &args.names);
    let passed = passed.iter().find(|passed| passed.is_told())?;
    Some(set_aside::told(&passed.path).unwrap_or_else(|| passed.line()))
}

fn verbose(args: &Question) -> bool {
    args.volume == Volume::Verbose
}

/// The version of its Python, to follow a path.
fn python(venv: Option<&Venv>) -> String {
    let version = venv.and_then(Venv::python_version);
    version.map(|version| format!(" (Python {version})")).unwrap_or_default()
}

/// What the shell prints after it has activated the venv, and after it has deactivated it.
fn told(args: &Question, found: &Found) -> (String, String) {
    if !verbose(args) {
        return (String::new(), String::new());
    }
    let which = format!("{}{}", message::path(&found.venv.marker), python(Some(&found.venv)));
    let line = |style, text: String| match args.shell.syntax() {
        Syntax::Posix | Syntax::Fish => message::line(style, &text),
        // It colours its own messages.
        Syntax::PowerShell => message::printable(&text),
        Syntax::Batch => text,
    };
    (line(message::ON, format!("activated {which}")), line(message::OFF, format!("deactivated {which}")))
}
