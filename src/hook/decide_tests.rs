//! The decision table row by row, and its laws on every combination of facts.

use super::*;
use proptest::prelude::*;

const NOTHING: Facts = Facts {
    candidate: Candidate::Nothing,
    active: Active::Nobody,
    owned: false,
    function: false,
    same: false,
    recreated: false,
    switched_off: false,
};

const IN_PROJECT: Facts = Facts { candidate: Candidate::Fit, ..NOTHING };

const SETTLED: Facts = Facts { active: Active::Ours, owned: true, function: true, same: true, ..IN_PROJECT };

fn steps(facts: Facts) -> Vec<Step> {
    decide(&facts).steps
}

#[test]
fn nothing_active() {
    assert_eq!(steps(NOTHING), []);
    assert_eq!(steps(IN_PROJECT), [Step::Enter]);
    assert_eq!(steps(Facts { switched_off: true, ..IN_PROJECT }), []);
    let unfit = decide(&Facts { candidate: Candidate::Unfit, ..NOTHING });
    assert_eq!(unfit, Decision { steps: vec![], explain: true });
}

#[test]
fn ours_in_this_shell() {
    assert_eq!(steps(SETTLED), []);
    assert_eq!(steps(Facts { recreated: true, ..SETTLED }), [Step::Leave, Step::Enter]);
    let other = Facts { same: false, ..SETTLED };
    assert_eq!(steps(other), [Step::Leave, Step::Enter]);
    assert_eq!(steps(Facts { switched_off: true, ..other }), [Step::Leave]);
    assert_eq!(steps(Facts { candidate: Candidate::Nothing, ..other }), [Step::Leave]);
    let no_longer_fit = decide(&Facts { candidate: Candidate::Unfit, ..SETTLED });
    assert_eq!(no_longer_fit, Decision { steps: vec![Step::Leave], explain: true });
}

#[test]
fn ours_inherited_from_a_parent_shell() {
    let inherited = Facts { function: false, ..SETTLED };
    assert_eq!(steps(inherited), [Step::Drop, Step::Enter]);
    assert_eq!(steps(Facts { same: false, ..inherited }), [Step::Drop, Step::Enter]);
    let outside = Facts { candidate: Candidate::Nothing, same: false, ..inherited };
    assert_eq!(steps(outside), [Step::Drop]);
}

#[test]
fn deactivated_by_hand() {
    let by_hand = Facts { active: Active::Nobody, same: false, switched_off: true, ..SETTLED };
    assert_eq!(steps(by_hand), [Step::Disown]);
    let and_went_elsewhere = Facts { switched_off: false, ..by_hand };
    assert_eq!(steps(and_went_elsewhere), [Step::Disown, Step::Enter]);
}

#[test]
fn the_persons_own() {
    let theirs = Facts { active: Active::Theirs, owned: false, same: false, ..SETTLED };
    assert_eq!(steps(theirs), []);
    assert_eq!(steps(Facts { owned: true, ..theirs }), [Step::Disown]);
    assert_eq!(steps(Facts { same: true, ..theirs }), []);
    let in_a_child = Facts { same: true, function: false, ..theirs };
    assert_eq!(steps(in_a_child), [Step::Drop, Step::Enter]);
    assert_eq!(steps(Facts { same: false, ..in_a_child }), []);
    assert_eq!(steps(Facts { candidate: Candidate::Unfit, ..in_a_child }), []);
}

#[test]
fn what_is_gone_holds_nothing_back() {
    let gone = Facts { active: Active::Gone, owned: false, function: false, same: false, ..SETTLED };
    assert_eq!(steps(gone), [Step::Drop, Step::Enter]);
    assert_eq!(steps(Facts { owned: true, function: true, ..gone }), [Step::Drop, Step::Enter]);
    assert_eq!(steps(Facts { candidate: Candidate::Nothing, ..gone }), [Step::Drop]);
    let unfit = decide(&Facts { candidate: Candidate::Unfit, ..gone });
    assert_eq!(unfit, Decision { steps: vec![Step::Drop], explain: true });
}

/// Facts that can be true together.
fn facts() -> impl Strategy<Value = Facts> {
    let candidate = prop_oneof![Just(Candidate::Nothing), Just(Candidate::Fit), Just(Candidate::Unfit)];
    let active =
        prop_oneof![Just(Active::Nobody), Just(Active::Ours), Just(Active::Theirs), Just(Active::Gone)];
    (candidate, active, any::<[bool; 5]>()).prop_map(
        |(candidate, active, [owned, function, same, recreated, off])| {
            let something = candidate != Candidate::Nothing;
            Facts {
                candidate,
                active,
                owned: owned || active == Active::Ours,
                function,
                same: same && something && ![Active::Nobody, Active::Gone].contains(&active),
                recreated: recreated && something,
                switched_off: off && something,
            }
        },
    )
}

/// The facts after the steps were done, in the same shell and place.
fn after(facts: Facts, steps: &[Step]) -> Facts {
    let mut next = Facts { recreated: false, ..facts };
    for step in steps {
        match step {
            Step::Leave => {
                next = Facts { active: Active::Nobody, owned: false, function: false, same: false, ..next };
            }
            Step::Drop => next = Facts { active: Active::Nobody, owned: false, same: false, ..next },
            Step::Disown => next.owned = false,
            Step::Enter => {
                next = Facts { active: Active::Ours, owned: true, function: true, same: true, ..next }
            }
        }
    }
    next
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn what_is_settled_asks_nothing(facts in facts()) {
        let first = decide(&facts);
        let second = decide(&after(facts, &first.steps));
        prop_assert_eq!(second.steps, vec![]);
    }

    #[test]
    fn entering_and_then_leaving_is_nothing(facts in facts()) {
        let inside = after(facts, &decide(&facts).steps);
        if inside.active == Active::Theirs {
            return Ok(());
        }
        let outside = Facts { candidate: Candidate::Nothing, same: false, switched_off: false, ..inside };
        let end = after(outside, &decide(&outside).steps);
        prop_assert_eq!((end.active, end.owned), (Active::Nobody, false));
    }

    #[test]
    fn the_persons_own_venv_stays(mut facts in facts()) {
        facts.active = Active::Theirs;
        let steps = decide(&facts).steps;
        prop_assert!(!steps.contains(&Step::Leave));
        prop_assert!(!steps.contains(&Step::Drop) || (facts.same && !facts.function && steps.contains(&Step::Enter)));
    }

    #[test]
    fn only_what_is_fit_and_wanted_is_entered(facts in facts()) {
        let steps = decide(&facts).steps;
        if steps.contains(&Step::Enter) {
            prop_assert_eq!(facts.candidate, Candidate::Fit);
            prop_assert!(!facts.switched_off || facts.active == Active::Theirs);
            prop_assert_eq!(steps.last(), Some(&Step::Enter));
        }
    }

    #[test]
    fn nothing_is_sourced_over_an_active_venv(facts in facts()) {
        let steps = decide(&facts).steps;
        if facts.active != Active::Nobody && steps.contains(&Step::Enter) {
            prop_assert!(steps.contains(&Step::Leave) || steps.contains(&Step::Drop));
        }
    }
}
