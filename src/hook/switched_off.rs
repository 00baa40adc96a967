//! The venv that the user switched off in a shell, by its `deactivate`: it stays off there until they leave its project.

use crate::find::{self, Found};
use crate::hook::settings::Question;
use crate::system::real_path;
use std::ffi::OsString;
use std::path::Path;

/// What the user switched off in this shell, as far as it matters here.
#[derive(Debug)]
pub struct SwitchedOff {
    /// It is the venv found here.
    pub this: bool,
    /// The project to remember; empty once the user has left it.
    pub project: OsString,
}

impl SwitchedOff {
    /// By what the shell remembers, and by what has changed since it last asked.
    pub fn of(question: &Question, found: Option<&Found>) -> SwitchedOff {
        let remembered = Path::new(&question.off);
        let is_remembered = |dir: &Path| dir == remembered || real_path::same(dir, remembered);
        let inside = !question.off.is_empty() && question.pwd.ancestors().any(is_remembered);
        let project = if inside { question.off.clone() } else { OsString::new() };
        let Some(found) = found else { return SwitchedOff { this: false, project } };
        if is_just_now(question, found) {
            return SwitchedOff { this: true, project: found.project.clone().into() };
        }
        let before = inside.then(|| find::in_dir(remembered, &question.names)).flatten();
        let this = before.is_some_and(|before| real_path::leads_to(&before.venv.dir, &found.venv.dir));
        SwitchedOff { this, project }
    }
}

/// Since the shell last asked: a venv was active, none is now, and no step of ours ended it.
fn is_just_now(question: &Question, found: &Found) -> bool {
    let was_ours = || !question.owned.is_empty() && found.venv.is_at(&question.owned);
    let was_settled = || !question.was_venv.is_empty() && found.venv.is_at(&question.was_marker);
    question.venv.is_empty() && (was_ours() || was_settled())
}
