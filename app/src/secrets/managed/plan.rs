//! From what a form sends to the core's plan. Server only.

use super::{
    dto::PlanDraft,
    rollout::{ALL, BY_HAND, NAMED, RolloutDraft},
};
use crate::{
    door::ops::rotations::NewRotationPlan,
    error::{ErrorKind, UiError},
};
use strongroom_domain::{
    AccountName, Field, FieldError, Form, Problem, Rollout, RolloutGroup, Schedule, SecretKind, Strategy, TargetKind,
    TargetName,
};

/// The kind of secret whose credential belongs to a kind of target.
pub(super) fn secret_kind(kind: TargetKind) -> Result<SecretKind, UiError> {
    match kind {
        TargetKind::Postgresql | TargetKind::Mariadb | TargetKind::Mysql => Ok(SecretKind::Rds),
        TargetKind::Redis => Ok(SecretKind::Redis),
        TargetKind::Ram => Ok(SecretKind::RamCredentials),
        TargetKind::Ssh | TargetKind::Function => Err(UiError::new(
            ErrorKind::Invalid,
            "Secrets of this kind of target are created with the HTTP API. Choose another target.",
        )),
    }
}

/// The plan of a secret of this kind; `before` is how it rolled out so far.
pub(super) fn plan(
    draft: &PlanDraft,
    kind: SecretKind,
    automatic: bool,
    schedule: Option<Schedule>,
    before: Option<Rollout>,
) -> Result<NewRotationPlan, UiError> {
    let target = TargetName::new(draft.target.trim());
    let target = target.map_err(|_| FieldError::new(Field::TargetName, Problem::Malformed(Form::Choice)))?;
    let strategy = Strategy::from_word(&draft.strategy)
        .ok_or(FieldError::new(Field::Strategy, Problem::Malformed(Form::Choice)))?;
    let second = Some(draft.second.trim()).filter(|second| strategy == Strategy::TwoAccounts && !second.is_empty());
    let accounts = std::iter::once(draft.account.trim()).chain(second).map(AccountName::new);
    let accounts = accounts.collect::<Result<Vec<_>, _>>()?;
    let both_work = strategy.guarantee().both_work();
    let grace_s = if both_work { draft.grace_s()? } else { None };
    let await_readers = both_work && draft.await_readers;
    let rollout = if both_work { rollout(&draft.rollout, before)? } else { None };
    let config = Some(config(kind, &target, strategy, draft.account.trim()));
    Ok(NewRotationPlan { target, strategy, accounts, automatic, schedule, grace_s, await_readers, rollout, config })
}

/// The plan as the vendor's `ExtendedConfig` states it, which DescribeSecret of the API shows.
fn config(kind: SecretKind, target: &TargetName, strategy: Strategy, account: &str) -> String {
    if kind == SecretKind::RamCredentials {
        let config = serde_json::json!({"SecretSubType": "RamUserAccessKey", "UserName": account, "TargetName": target.as_str(), "CustomData": {}});
        return config.to_string();
    }
    let sub_type = if strategy == Strategy::TwoAccounts { "DoubleUsers" } else { "SingleUser" };
    let instance = match kind {
        SecretKind::Redis => "InstanceId",
        SecretKind::PolarDb => "DBClusterId",
        _ => "DBInstanceId",
    };
    serde_json::json!({"SecretSubType": sub_type, instance: target.as_str(), "CustomData": {}}).to_string()
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
    use strongroom_domain::Reader;

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
