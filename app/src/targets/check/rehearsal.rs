//! The steps of a rehearsal, and what each found.

use super::{TestFinding, as_sentence};
use crate::{
    labels,
    targets::dto::{RehearsalCheck, TargetCheck},
};
use strongroom_domain::{RehearsalStep, Strategy};
use strongroom_ui::StepState;

/// Its steps in order; none if there was no rehearsal. Those after a failure were not taken, except that what was made is removed.
pub(super) fn findings(check: &TargetCheck) -> Vec<TestFinding> {
    let Some(RehearsalCheck { strategy, failed_at, left }) = &check.rehearsal else { return Vec::new() };
    let mut failed = false;
    let finding = |step: RehearsalStep| {
        let title = title(step, *strategy);
        if *failed_at == Some(step) {
            failed = true;
            let words = check.trouble.as_ref().map(|(_, words)| as_sentence(words)).unwrap_or_default();
            return TestFinding::new(StepState::Failed, title, words);
        }
        match (step, left) {
            (RehearsalStep::Remove, Some(left)) => {
                TestFinding::new(StepState::Failed, title, format!("Still there: {left}. Remove it at the target."))
            }
            (RehearsalStep::Remove, None) => TestFinding::new(StepState::Done, title, "Nothing is left of it."),
            _ if failed => TestFinding::new(StepState::Waiting, title, "Not reached."),
            _ => TestFinding::new(StepState::Done, title, ""),
        }
    };
    let mut found: Vec<_> = RehearsalStep::of(*strategy).map(finding).collect();
    for finding in &mut found {
        finding.notes.retain(|note| !note.is_empty());
    }
    found
}

fn title(step: RehearsalStep, strategy: Strategy) -> String {
    let (what, who) = (labels::credential(strategy), labels::account(strategy));
    let words = match step {
        RehearsalStep::Create => format!("a scratch {who} without rights is created"),
        RehearsalStep::LogIn => "it can log in".to_owned(),
        RehearsalStep::Replace if strategy == Strategy::TwoAccounts => {
            format!("a second account with the same rights gets a {what}")
        }
        RehearsalStep::Replace => format!("it gets a new {what}"),
        RehearsalStep::LogInAgain => format!("the new {what} works"),
        RehearsalStep::KeepOld => format!("the old {what} still works beside it"),
        RehearsalStep::Revoke => format!("the old {what} is revoked, and the target refuses it"),
        RehearsalStep::Remove => "what was created is removed".to_owned(),
    };
    format!("Rehearsal: {words}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use strongroom_domain::RunCause;

    fn states(strategy: Strategy, failed_at: Option<RehearsalStep>, left: Option<&str>) -> Vec<StepState> {
        let trouble = failed_at.map(|_| (RunCause::NoRights, "permission denied".to_owned()));
        let rehearsal = Some(RehearsalCheck { strategy, failed_at, left: left.map(str::to_owned) });
        let check = TargetCheck {
            accepted: Some(true),
            account: Some("app".to_owned()),
            account_accepted: None,
            missing: Vec::new(),
            version: None,
            trouble,
            rehearsal,
        };
        findings(&check).into_iter().map(|finding| finding.state).collect()
    }

    #[test]
    fn steps_after_a_failure_are_not_reached() {
        use StepState::{Done, Failed, Waiting};
        assert_eq!(states(Strategy::OneAccount, None, None), [Done; 6]);
        assert_eq!(states(Strategy::TwoAccounts, None, None), [Done; 7]);
        let failed = states(Strategy::OneAccount, Some(RehearsalStep::Replace), None);
        assert_eq!(failed, [Done, Done, Failed, Waiting, Waiting, Done]);
        assert_eq!(states(Strategy::OneAccount, None, Some("x")).last(), Some(&Failed));
    }

    #[test]
    fn titles_name_what_is_replaced() {
        for (strategy, what) in
            [(Strategy::TwoPasswords, "password"), (Strategy::KeyPair, "key pair"), (Strategy::SecondKey, "AccessKey")]
        {
            let expected = format!("Rehearsal: the old {what} still works beside it");
            assert_eq!(title(RehearsalStep::KeepOld, strategy), expected);
        }
    }
}
