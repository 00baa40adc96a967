//! The answer to a shell that evaluates it, or reads its lines as data: all but cmd.

use crate::find::Found;
use crate::hook::answer::{self, Entry, Settled};
use crate::hook::case::Case;
use crate::hook::decide::{Decision, Step};
use crate::shells::Shell;
use crate::system::read_file;
use crate::trust::judge;
use crate::ui::message;
use crate::venv::activate;
use crate::venv::activate::touched::Touched;
use std::path::Path;

/// What to say, then the steps, then what the shell remembers.
pub fn answer(case: &Case, decision: &Decision) -> Vec<u8> {
    let shell = case.question.shell;
    let mut lines = Vec::new();
    let said = [case.passed_over(), case.warning(decision), case.set_aside(decision)];
    for text in said.into_iter().flatten() {
        lines.extend(answer::tell(shell, &text).unwrap_or_default());
    }
    if decision.steps.contains(&Step::Drop) {
        lines.extend(answer::respell(shell, &case.question.venv));
    }
    lines.extend(steps(case, decision));
    lines
}

fn steps(case: &Case, decision: &Decision) -> Vec<u8> {
    let shell = case.question.shell;
    let settled = Settled { stamp: case.stamp.as_os_str(), off: &case.off.project };
    let enters = case.fit().filter(|_| decision.steps.contains(&Step::Enter));
    let Some((Found { venv, project }, script)) = enters else {
        return answer::emit(shell, &decision.steps, None, settled);
    };
    let place = judge::place(venv, shell);
    let bin = venv.bin.file_name().map(|name| place.join(name)).unwrap_or_default();
    let entry = Entry {
        venv: &place,
        bin: &bin,
        script,
        name: &venv.prompt_name(),
        shown: &message::printable(&message::path(script)),
        project,
        told: &greeting(case),
        touched: &touched(script, shell),
    };
    answer::emit(shell, &decision.steps, Some(entry), settled)
}

/// The names that the script sets, so that the shell can put them back. The shell sources the checked file itself.
fn touched(script: &Path, shell: Shell) -> Touched {
    let text = read_file::read(script).unwrap_or_default();
    activate::touched(&text, shell.syntax())
}

/// What the shell says once the venv is active, and once it is not active any more.
fn greeting(case: &Case) -> (String, String) {
    if !case.is_verbose() {
        return (String::new(), String::new());
    }
    let name = case.path_and_python();
    let line = |style, text: String| answer::words(case.question.shell, style, &text);
    (line(message::ON, format!("activated {name}")), line(message::OFF, format!("deactivated {name}")))
}
