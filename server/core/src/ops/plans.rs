//! Rotation plans as callers give them, with a new secret or for one.

mod extended_config;

use crate::{
    CoreError, Thing,
    engine::{AuthorizationQuery, Context, first_revision},
    ports::{Change, Credential, Expect, RotationChange, Secret},
    rows::{Authenticate, RotationPlanRow, SecretRow, TargetRow},
};
use extended_config::extended_config;
use strongroom_domain::{
    AccountName, Action, Field, FieldError, Form, Problem, Rollout, RotationPlace, Schedule, SecretKind, Strategy,
    TargetKind, TargetName, Unit, limits,
};

/// Where and how a secret rotates at a target. Whoever gives it needs the right to change the target: from here on the target's managing
/// account sets passwords for this secret.
pub struct NewRotationPlan {
    /// Where its credential belongs.
    pub target: TargetName,
    /// How it is replaced.
    pub strategy: Strategy,
    /// The accounts: one, or with [`Strategy::TwoAccounts`] two, of which the second is called like the first with `_clone` behind it
    /// if absent. The current value must be of one of them.
    pub accounts: Vec<AccountName>,
    /// Whether it rotates by itself.
    pub automatic: bool,
    /// When; required to rotate by itself.
    pub schedule: Option<Schedule>,
    /// How long an old credential stays valid, in seconds; two days if absent and both can work at once. Of a secret that rotates by
    /// itself at most half its period.
    pub grace_s: Option<u32>,
    /// Whether the old credential may go before its time: as soon as every reader of it has read the new one. Only where both work at once.
    pub await_readers: bool,
    /// Which readers are given a new credential first. Only where both work at once.
    pub rollout: Option<Rollout>,
    /// The vendor's `ExtendedConfig`, JSON, as a client of its API gave it; `None` for one that says what the plan says.
    pub config: Option<String>,
}

impl NewRotationPlan {
    /// The target, if the caller may change it.
    pub(crate) async fn target(&self, cx: &mut Context<'_>) -> Result<TargetRow, CoreError> {
        let query = AuthorizationQuery {
            action: Action::UpdateTarget,
            resource: Some(self.target.as_str()),
            secret: None,
            trust: None,
            keys: Vec::new(),
        };
        if let Err(reason) = cx.rights.decide(&cx.vault, query) {
            cx.because(reason);
            return Err(CoreError::Denied);
        }
        cx.vault.target_by_name(cx.store(), &self.target).await?.ok_or(CoreError::NotFound(Thing::Target))
    }

    /// The row of a secret that has no plan yet.
    pub(crate) fn row(
        &self,
        cx: &Context<'_>,
        secret: &SecretRow,
        target: &TargetRow,
        accounts: Vec<AccountName>,
    ) -> Result<RotationPlanRow, CoreError> {
        let region = &cx.vault.installation.region;
        let of_plan = || extended_config(secret.kind, region, &target.name, self.strategy, &accounts);
        let config = self.config.clone().unwrap_or_else(of_plan);
        let plan = RotationPlanRow {
            secret: secret.id,
            place: RotationPlace::Target(target.id),
            strategy: self.strategy,
            accounts,
            automatic: self.automatic,
            schedule: self.schedule.clone(),
            grace_s: self.grace_s.unwrap_or(usual_grace_s(self.strategy)),
            await_readers: self.await_readers,
            rollout: self.rollout.clone(),
            paused: false,
            config,
            next_due: None,
            last_rotated: None,
            open: None,
            created: cx.now,
            revision: first_revision()?,
        };
        Ok(RotationPlanRow { next_due: plan.next_due_after(secret.created, cx.engine.rotation_now()), ..plan })
    }

    /// The accounts, if the request fits the secret and the target.
    pub(crate) fn check(&self, kind: SecretKind, target: TargetKind) -> Result<Vec<AccountName>, FieldError> {
        let refused = |field, problem| Err(FieldError::new(field, problem));
        if !belongs_to(kind, target) {
            return refused(Field::TargetName, Problem::Malformed(Form::Choice));
        }
        if !self.strategy.is_offered_by(target) {
            return refused(Field::Strategy, Problem::Malformed(Form::Choice));
        }
        let accounts = match (self.strategy, self.accounts.as_slice()) {
            (Strategy::TwoAccounts, [first]) => vec![first.clone(), AccountName::new(&format!("{first}_clone"))?],
            (Strategy::TwoAccounts, [first, second]) if first == second => {
                return refused(Field::AccountName, Problem::Duplicate);
            }
            (Strategy::TwoAccounts, [_, _]) => self.accounts.clone(),
            (Strategy::TwoAccounts, _) => {
                return refused(Field::AccountName, Problem::Length { min: 1, max: 2, unit: Unit::Entries });
            }
            (_, [_]) => self.accounts.clone(),
            _ => return refused(Field::AccountName, Problem::Length { min: 1, max: 1, unit: Unit::Entries }),
        };
        check_schedule(self.automatic, self.schedule.as_ref())?;
        if self.grace_s.is_some_and(|grace| grace > limits::GRACE_MAX_S) {
            let problem = Problem::Range { min: 0, max: limits::GRACE_MAX_S, unit: Unit::Seconds };
            return refused(Field::Grace, problem);
        }
        if self.await_readers && !self.strategy.guarantee().both_work() {
            return refused(Field::AwaitReaders, Problem::Malformed(Form::Choice));
        }
        if let Some(rollout) = &self.rollout {
            check_rollout(rollout, self.strategy)?;
        }
        let max = limits::EXTENDED_CONFIG;
        if self.config.as_ref().is_some_and(|config| config.chars().count() > max) {
            return refused(Field::ExtendedConfig, Problem::Length { min: 0, max, unit: Unit::Characters });
        }
        Ok(accounts)
    }
}

/// A secret that rotates by itself needs a schedule.
pub(crate) fn check_schedule(automatic: bool, schedule: Option<&Schedule>) -> Result<(), FieldError> {
    match schedule {
        Some(schedule) => schedule.check(),
        None if automatic => Err(FieldError::new(Field::RotationPeriod, Problem::Malformed(Form::Duration))),
        None => Ok(()),
    }
}

/// Part of the readers can have the new credential only while the others' works too.
pub(crate) fn check_rollout(rollout: &Rollout, strategy: Strategy) -> Result<(), FieldError> {
    rollout.check()?;
    match strategy.guarantee().both_work() {
        true => Ok(()),
        false => Err(FieldError::new(Field::RolloutShare, Problem::Malformed(Form::Choice))),
    }
}

/// The changed plan, in place of the one of this revision.
pub(crate) fn put_plan(cx: &Context<'_>, before: u64, plan: RotationPlanRow) -> Change {
    let plan = RotationPlanRow { revision: before + 1, ..plan };
    RotationChange::PutPlan(plan.authenticate(&cx.vault.keyring), Expect::Revision(before)).into()
}

/// Whether secrets of a kind belong to targets of this kind.
fn belongs_to(kind: SecretKind, target: TargetKind) -> bool {
    match kind {
        SecretKind::Generic => target == TargetKind::Function,
        SecretKind::Rds | SecretKind::PolarDb => {
            matches!(target, TargetKind::Postgresql | TargetKind::Mariadb | TargetKind::Mysql)
        }
        SecretKind::Redis => target == TargetKind::Redis,
        SecretKind::Ecs => target == TargetKind::Ssh,
        SecretKind::RamCredentials => target == TargetKind::Ram,
    }
}

/// The current value must be a credential of one of the accounts, and one that the strategy replaces: the first rotation begins with it.
pub(crate) fn check_current(
    credential: &Credential,
    accounts: &[AccountName],
    strategy: Strategy,
) -> Result<(), FieldError> {
    if accounts.iter().all(|account| account.as_str() != credential.account) {
        return Err(FieldError::new(Field::AccountName, Problem::Different));
    }
    let is_key = matches!(credential.secret, Secret::PrivateKey(_));
    match is_key == (strategy == Strategy::KeyPair) {
        true => Ok(()),
        false => Err(FieldError::new(Field::Strategy, Problem::Different)),
    }
}

/// How long an old credential stays valid if nobody said: long enough for clients that keep a value for hours. With one account it is
/// dead as soon as the new one works.
fn usual_grace_s(strategy: Strategy) -> u32 {
    if strategy.guarantee().both_work() { 2 * 86_400 } else { 0 }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use strongroom_crypto::Plaintext;

    #[test]
    fn current_credential_is_one_that_the_strategy_replaces() {
        let accounts = [AccountName::new("root").unwrap()];
        let text = || Plaintext::new(b"x".to_vec());
        let check = |account: &str, secret, strategy| {
            let credential = Credential { account: account.to_owned(), secret };
            check_current(&credential, &accounts, strategy).map_err(|error| error.field)
        };
        assert_eq!(check("root", Secret::Password(text()), Strategy::OneAccount), Ok(()));
        assert_eq!(check("root", Secret::PrivateKey(text()), Strategy::KeyPair), Ok(()));
        assert_eq!(check("other", Secret::PrivateKey(text()), Strategy::KeyPair), Err(Field::AccountName));
        assert_eq!(check("root", Secret::Password(text()), Strategy::KeyPair), Err(Field::Strategy));
        assert_eq!(check("root", Secret::PrivateKey(text()), Strategy::OneAccount), Err(Field::Strategy));
    }
}
