//! The answer to cmd, which says nothing by itself and acts last: what to say, and the lines for its hook.

use crate::find;
use crate::hook::case::{self, Case};
use crate::hook::cmd_protocol::{self, Plan};
use crate::hook::decide::{Decision, Step};
use crate::hook::settings::Question;
use crate::records::grants::Grants;
use crate::trust::judge::judge;
use crate::ui::message;
use crate::venv::Venv;
use std::path::Path;

/// What is said to the user, then what the hook reads. All is said before the hook acts.
pub fn answer(question: &Question) -> (Vec<String>, Vec<u8>) {
    let question = cmd_protocol::facts(question);
    let stops = cmd_protocol::stops();
    let found = if stops { None } else { find::find(&question.pwd, &question.names) };
    let case = Case::judge(question, found, cmd_protocol::stamp());
    let decision = case.decide();
    let leaves = decision.steps.iter().any(|step| matches!(step, Step::Leave | Step::Drop));
    if let Some(length) = cmd_protocol::path_grown_too_long().filter(|_| leaves) {
        return (stays(&case, length), lines(&case, &[], None));
    }
    if let Some(first) = cmd_protocol::own_script_first(&decision.steps) {
        return (Vec::new(), first.to_vec());
    }
    let mut said = said(&case, &decision);
    let enter = match decision.steps.contains(&Step::Enter).then(|| bin_to_enter(&case)) {
        Some(Ok(bin)) => {
            case.note_use(&decision);
            Some(bin)
        }
        Some(Err(reason)) => {
            said.extend((!case.is_quiet()).then_some(reason));
            None
        }
        None => None,
    };
    let lines = lines(&case, &decision.steps, enter);
    (said, lines)
}

/// Where nothing can be taken out of PATH, all stays as it is.
fn stays(case: &Case, length: usize) -> Vec<String> {
    let line = format!(
        "{} stays active (PATH is now {length} characters long, too many for cmd to remove the venv); shorten PATH, then \
         run: venvhook on",
        message::path(Path::new(&case.question.venv))
    );
    (!case.is_quiet()).then_some(line).into_iter().collect()
}

fn said(case: &Case, decision: &Decision) -> Vec<String> {
    let has = |wanted: &[Step]| case.is_verbose() && decision.steps.iter().any(|step| wanted.contains(step));
    let active = Path::new(&case.question.venv);
    let off = || format!("deactivated {}", case::path_and_python(active, Venv::at(active).as_ref()));
    let off = has(&[Step::Leave, Step::Drop]).then(off);
    let on = has(&[Step::Enter]).then(|| format!("activated {}", case.path_and_python()));
    [off, case.warning(decision), case.set_aside(decision), on].into_iter().flatten().collect()
}

/// The scripts' directory of the venv to activate. cmd knows the venv only by the path that it saw itself: the
/// error says why it cannot be that one.
fn bin_to_enter(case: &Case) -> Result<&Path, String> {
    let seen = std::env::var_os("VENVHOOK_CMD_FOUND").unwrap_or_default();
    let found = case.fit().map(|(found, _)| found);
    let at = found.map(|found| message::path(&found.venv.marker)).unwrap_or_default();
    let Some(found) = found.filter(|found| found.venv.is_at(&seen)) else {
        return Err(format!("{at} has a path that cmd cannot handle; rename the directory"));
    };
    match cmd_protocol::path_too_long(&found.venv.bin) {
        None => Ok(&found.venv.bin),
        Some(length) => Err(format!(
            "{at} is not used (PATH would be {length} characters long, too many for cmd); shorten PATH"
        )),
    }
}

fn lines(case: &Case, steps: &[Step], enter: Option<&Path>) -> Vec<u8> {
    // Its script is a file, which may have changed since it was checked.
    let active = Venv::at(Path::new(&case.question.venv)).filter(|_| steps.contains(&Step::Leave));
    let (shell, trust) = (case.question.shell, case.question.trust);
    let leave = active.filter(|venv| judge(venv, shell, trust, &Grants::open()).is_ok());
    cmd_protocol::lines(Plan {
        steps,
        enter,
        inside: case.fit().is_some_and(|(found, _)| found.project == found.venv.marker),
        leave: leave.as_ref().map(|venv| venv.bin.as_path()),
        off: (&case.question.off, &case.off.project),
    })
}
