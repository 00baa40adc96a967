//! One question of a running shell, with what was found here and what the judgement says of it.

use crate::create::set_aside;
use crate::find::{self, Found};
use crate::hook::decide::{self, Active, Candidate, Decision, Facts, Step};
use crate::hook::held_back;
use crate::hook::settings::{Question, Volume};
use crate::hook::switched_off::SwitchedOff;
use crate::records::grants::Grants;
use crate::records::last_used;
use crate::records::stamps;
use crate::system::real_path;
use crate::trust::judge::{self, Verdict};
use crate::ui::message;
use crate::venv::Venv;
use std::path::{Path, PathBuf};

/// A question on its way to the answer.
#[derive(Debug)]
pub struct Case {
    /// What the shell asks.
    pub question: Question,
    /// The venv that belongs here.
    pub found: Option<Found>,
    /// May it be used? `None` where no venv was found.
    pub verdict: Option<Verdict>,
    /// What the shell watches, to notice that the venv was recreated. Empty: nothing.
    pub stamp: PathBuf,
    /// What the user deactivated in this shell.
    pub off: SwitchedOff,
    active: Active,
}

impl Case {
    /// Looks for the venv that belongs here, and judges it.
    pub fn look(question: Question) -> Case {
        let found = find::find(&question.pwd, &question.names);
        // Before the judgement: a change during the judgement is noticed at the next prompt.
        let stamp = found.as_ref().and_then(|found| stamps::set(&found.venv)).unwrap_or_default();
        Case::judge(question, found, stamp)
    }

    /// Judges what was found.
    pub fn judge(question: Question, found: Option<Found>, stamp: PathBuf) -> Case {
        let verdict = found
            .as_ref()
            .map(|found| judge::judge(&found.venv, question.shell, question.trust, &Grants::open()));
        let off = SwitchedOff::of(&question, found.as_ref());
        let active = active(&question);
        Case { question, found, verdict, stamp, off, active }
    }

    /// What the shell is to do.
    pub fn decide(&self) -> Decision {
        decide::decide(&self.facts())
    }

    fn facts(&self) -> Facts {
        let question = &self.question;
        let has_active = !question.venv.is_empty();
        Facts {
            candidate: match &self.verdict {
                None => Candidate::Nothing,
                Some(Ok(_)) => Candidate::Fit,
                Some(Err(_)) => Candidate::Unfit,
            },
            active: self.active,
            owned: !question.owned.is_empty(),
            // What came with the environment may have been sourced again by this shell's own start; only what the
            // hook activated here is the hook's to leave.
            function: question.function && (question.entered || self.active != Active::Ours),
            same: has_active && self.found.as_ref().is_some_and(|found| found.venv.is_at(&question.venv)),
            recreated: !question.stamp.is_empty() && self.stamp.as_os_str() != question.stamp,
            switched_off: self.off.this,
        }
    }

    /// The venv found here and the script to activate it by, if it may be used.
    pub fn fit(&self) -> Option<(&Found, &Path)> {
        let script = self.verdict.as_ref()?.as_ref().ok()?;
        Some((self.found.as_ref()?, script))
    }

    /// Remembers that the venv was used, if the decision is to activate it.
    pub fn note_use(&self, decision: &Decision) {
        if let Some(found) = self.found.as_ref().filter(|_| decision.steps.contains(&Step::Enter)) {
            last_used::note(&found.venv);
        }
    }

    /// Nothing is said.
    pub fn is_quiet(&self) -> bool {
        self.question.volume == Volume::Quiet
    }

    /// A line is said on activating and on deactivating.
    pub fn is_verbose(&self) -> bool {
        self.question.volume == Volume::Verbose
    }

    /// Why the venv found here is not used, if the user should know.
    pub fn warning(&self, decision: &Decision) -> Option<String> {
        let reasons = self.verdict.as_ref()?.as_ref().err()?;
        let venv = &self.found.as_ref().filter(|_| decision.explain && !self.is_quiet())?.venv;
        let reason = &reasons[0];
        Some(format!("{} {reason}; {}", message::path(&venv.marker), reason.remedy(venv)))
    }

    /// What a kill has left set aside of the venv found here, if it is activated or explained now.
    pub fn set_aside(&self, decision: &Decision) -> Option<String> {
        let comes = decision.explain || decision.steps.contains(&Step::Enter);
        let found = self.found.as_ref().filter(|_| comes && !self.is_quiet())?;
        set_aside::report(&found.venv.marker)
    }

    /// What has a venv's name here and is not one, if the hook saw it for the first time.
    pub fn passed_over(&self) -> Option<String> {
        let question = &self.question;
        if question.passed.is_empty() || self.is_quiet() || self.active == Active::Theirs {
            return None;
        }
        let passed = find::passed_over(&question.pwd, &question.names);
        let passed = passed.iter().find(|passed| passed.is_told())?;
        Some(set_aside::report(&passed.path).unwrap_or_else(|| passed.line()))
    }

    /// The path of the venv found here and its Python's version, as the user sees it activated.
    pub fn path_and_python(&self) -> String {
        let found = self.found.as_ref();
        found.map(|found| path_and_python(&found.venv.marker, Some(&found.venv))).unwrap_or_default()
    }
}

/// A venv's path, with the version of its Python after it.
pub fn path_and_python(path: &Path, venv: Option<&Venv>) -> String {
    let version = venv.and_then(Venv::python_version);
    let version = version.map(|version| format!(" (Python {version})")).unwrap_or_default();
    format!("{}{version}", message::path(path))
}

/// Whose the active venv is.
fn active(question: &Question) -> Active {
    let (venv, owned) = (Path::new(&question.venv), Path::new(&question.owned));
    let is_ours = || venv == owned || (!question.owned.is_empty() && real_path::same(venv, owned));
    match venv {
        venv if venv.as_os_str().is_empty() => Active::Nobody,
        _ if is_ours() => Active::Ours,
        venv if held_back::is_gone(venv) => Active::Gone,
        _ => Active::Theirs,
    }
}
