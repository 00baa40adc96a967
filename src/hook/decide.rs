//! Facts to decision: all of venvhook's policy, without input or output.
//!
//! The table in CONTRIBUTING.md ("How it decides") is this function, row by row.

/// What there is to use where the user is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Candidate {
    /// No venv.
    Nothing,
    /// A venv that is fit to use.
    Fit,
    /// A venv that is not.
    Unfit,
}

/// Whose `VIRTUAL_ENV` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Active {
    /// It is empty.
    Nobody,
    /// It equals `VENVHOOK_ENV`: venvhook activated it, here or in a shell above this one.
    Ours,
    /// The person, or another tool, set it.
    Theirs,
    /// The person, or another tool, set it, and its directory is no longer there.
    Gone,
}

/// All that a decision depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "independent facts, each with its own meaning")]
pub struct Facts {
    /// The venv found here.
    pub candidate: Candidate,
    /// Whose the active venv is.
    pub active: Active,
    /// `VENVHOOK_ENV` is set.
    pub owned: bool,
    /// The active venv was activated in this very shell, `deactivate` is a function of it; and if the venv is
    /// ours, it was the hook that did it.
    pub function: bool,
    /// The active venv is the one found here.
    pub same: bool,
    /// The one found here was recreated since this shell settled on it.
    pub recreated: bool,
    /// The person has switched off, in this shell, the one found here: earlier, or just now by
    /// calling `deactivate`.
    pub switched_off: bool,
}

/// What the shell is to do, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Call the active venv's own `deactivate`.
    Leave,
    /// Take an inherited venv, or one that is gone, out of the environment by hand.
    Drop,
    /// Forget that the active venv was venvhook's: it no longer is.
    Disown,
    /// Source the activate script of the venv found here.
    Enter,
}

/// The decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The steps, in order; none where all is as it should be.
    pub steps: Vec<Step>,
    /// The venv found here would be used if it were fit: say why it is not.
    pub explain: bool,
}

/// Decides.
pub fn decide(facts: &Facts) -> Decision {
    let mut steps = match facts.active {
        Active::Theirs => return theirs(facts),
        Active::Nobody if facts.owned => vec![Step::Disown],
        Active::Nobody => vec![],
        Active::Ours if stays(facts) => return settled(vec![]),
        Active::Ours if facts.function => vec![Step::Leave],
        Active::Ours | Active::Gone => vec![Step::Drop],
    };
    // From here on nothing is active.
    if facts.switched_off {
        return settled(steps);
    }
    if facts.candidate == Candidate::Fit {
        steps.push(Step::Enter);
    }
    Decision { steps, explain: facts.candidate == Candidate::Unfit }
}

fn stays(facts: &Facts) -> bool {
    facts.function && facts.same && facts.candidate == Candidate::Fit && !facts.recreated
}

/// The person's own venv: never touched, save that a child shell which stands in its project gets
/// it whole (`deactivate` and all), as the parent has it.
fn theirs(facts: &Facts) -> Decision {
    let inherited = !facts.function && facts.same && facts.candidate == Candidate::Fit;
    if inherited {
        settled(vec![Step::Drop, Step::Enter])
    } else if facts.owned {
        settled(vec![Step::Disown])
    } else {
        settled(vec![])
    }
}

fn settled(steps: Vec<Step>) -> Decision {
    Decision { steps, explain: false }
}

#[cfg(test)]
#[path = "decide_tests.rs"]
mod tests;
