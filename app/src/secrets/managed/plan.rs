//! From what a form sends to the core's plan. Server only.

use super::{
    dto::PlanDraft,
    rollout::{ALL, BY_HAND, NAMED, RolloutDraft},
};
use crate::{door::ops::rotations::NewRotationPlan, error::UiError};
use strongroom_domain::{
    AccountName, Field, FieldError, Form, Problem, Rollout, RolloutGroup, Schedule, SecretKind, Strategy, TargetKind,
    TargetName,
};

/// The kind of secret whose credential belongs to a kind of target.
pub(super) fn secret_kind(kind: TargetKind) -> SecretKind {
    match kind {
        TargetKind::Postgresql | TargetKind::Mariadb | TargetKind::Mysql => SecretKind::Rds,
        TargetKind::Redis => SecretKind::Redis,
        TargetKind::Ssh => SecretKind::Ecs,
        TargetKind::Ram => SecretKind::RamCredentials,
        TargetKind::Function => SecretKind::Generic,
    }
}

/// The plan of a secret. `told` is what a function is told as the account, which forms do not ask for; `before` is how it rolled out so far.
pub(super) fn plan(
    draft: &PlanDraft,
    told: &str,
    automatic: bool,
    schedule: Option<Schedule>,
    before: Option<Rollout>,
) -> Result<NewRotationPlan, UiError> {
    let target = TargetName::new(draft.target.trim());
    let target = target.map_err(|_| FieldError::new(Field::TargetName, Problem::Malformed(Form::Choice)))?;
    let strategy = Strategy::from_word(&draft.strategy)
        .ok_or(FieldError::new(Field::Strategy, Problem::Malformed(Form::Choice)))?;
    let second = Some(draft.second.trim()).filter(|second| strategy == Strategy::TwoAccounts && !second.is_empty());
    let accounts = match strategy {
        Strategy::Function => {
            let named = AccountName::new(told).map_err(|error| FieldError::new(Field::SecretName, error.problem));
            vec![named?]
        }
        _ => {
            let accounts = std::iter::once(draft.account.trim()).chain(second).map(AccountName::new);
            accounts.collect::<Result<Vec<_>, _>>()?
        }
    };
    let both_work = strategy.guarantee().both_work();
    let grace_s = if both_work { draft.grace_s()? } else { None };
    let await_readers = both_work && draft.await_readers;
    let rollout = if both_work { rollout(&draft.rollout, before)? } else { None };
    let config = None;
    Ok(NewRotationPlan { target, strategy, accounts, automatic, schedule, grace_s, await_readers, rollout, config })
}

/// Who is first; `before` has the readers that only the API can name.
fn rollout(draft: &RolloutDraft, before: Option<Rollout>) -> Result<Option<Rollout>, FieldError> {
    let wrong = |field| FieldError::new(field, Problem::Malformed(Form::Choice));
    let group = match (draft.share.trim(), before.map(|before| before.group)) {
        ("" | ALL, _) => return Ok(None),
        (NAMED, Some(group @ RolloutGroup::Named(_))) => group,
        (share, _) => RolloutGroup::Share(share.parse().map_err(|_| wrong(Field::RolloutShare))?),
    };
    let all_after_s = match draft.others_after.trim() {
        "" | BY_HAND => None,
        seconds => Some(seconds.parse().map_err(|_| wrong(Field::RolloutTime))?),
    };
    Ok(Some(Rollout { group, all_after_s }))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use strongroom_domain::{Reader, limits};

    #[test]
    fn function_is_told_an_account_of_its_own_and_others_what_was_typed() {
        let told = "team/secret";
        let draft = |strategy: Strategy, account: &str| PlanDraft {
            target: "at".to_owned(),
            strategy: strategy.word().to_owned(),
            account: account.to_owned(),
            ..PlanDraft::default()
        };
        let accounts = |draft| plan(&draft, told, false, None, None).ok().map(|plan| plan.accounts);
        assert_eq!(accounts(draft(Strategy::Function, "")), Some(vec![AccountName::new(told).unwrap()]));
        assert_eq!(accounts(draft(Strategy::KeyPair, " root ")), Some(vec![AccountName::new("root").unwrap()]));
        assert_eq!(accounts(draft(Strategy::OneAccount, "")), None);
        let long = "n".repeat(limits::ACCOUNT_NAME + 1);
        let refused = plan(&draft(Strategy::Function, ""), &long, false, None, None).err();
        assert_eq!(
            refused.and_then(|error| error.invalid()?.field()),
            Some(Field::SecretName),
            "what the form asks for"
        );
        assert!(plan(&draft(Strategy::KeyPair, "root"), &long, false, None, None).is_ok());
    }

    #[test]
    fn draft_keeps_what_it_was_made_of() {
        let named = RolloutGroup::Named(vec![Reader { is_role: true, name: "web".to_owned() }]);
        for before in [
            None,
            Some(Rollout { group: RolloutGroup::Share(10), all_after_s: None }),
            Some(Rollout { group: RolloutGroup::Share(25), all_after_s: Some(600) }),
            Some(Rollout { group: named, all_after_s: Some(3_600) }),
        ] {
            assert_eq!(rollout(&RolloutDraft::of(before.as_ref()), before.clone()), Ok(before));
        }
        let made_up = RolloutDraft { share: NAMED.to_owned(), others_after: String::new() };
        assert_eq!(rollout(&made_up, None).unwrap_err().field, Field::RolloutShare);
    }
}
