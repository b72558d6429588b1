//! SetRotationPlan: where and how a managed secret rotates.

use super::{put_plan, seed, usual_grace_s};
use crate::{
    Blocker, CoreError, Thing,
    engine::{AuthorizationQuery, Context, Done, Loaded, Run, first_revision},
    ports::{Expect, RotationChange},
    rotation::from_value,
    rows::{Authenticate, RotationPlanRow, TargetRow},
};
use std::borrow::Cow;
use strongroom_crypto::EnvelopePart;
use strongroom_domain::{
    AccountName, Action, Field, FieldError, Form, Problem, Schedule, SecretKind, SecretName, Stage, Strategy,
    TargetKind, TargetName, Unit, limits,
};
use strongroom_trail::Detail;

/// Request. Besides the right to set how the secret rotates, the caller needs the right to change the target: from here on the
/// target's managing account sets passwords for this secret.
pub struct SetRotationPlan {
    /// Which secret.
    pub name: SecretName,
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
    /// How long an old credential works on, in seconds; two days if absent and both can work at once.
    pub grace_s: Option<u32>,
    /// What the client says about the target in its own words, JSON.
    pub config: String,
}

impl Run for SetRotationPlan {
    type Output = ();

    fn action(&self) -> Action {
        Action::UpdateSecretRotationPolicy
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        let target = self.target(cx).await?;
        let loaded = cx.secret(&self.name).await?;
        if loaded.secret.delete_at.is_some() {
            return Err(CoreError::Deleting);
        }
        if !loaded.secret.kind.is_managed() {
            return Err(CoreError::InUse(Blocker::GenericSecret));
        }
        let accounts = self.check(loaded.secret.kind, target.kind)?;
        check_current(cx, &loaded, &accounts)?;
        let before = cx.vault.plan(cx.store(), loaded.secret.id).await?;
        if before.as_ref().is_some_and(|plan| plan.open.is_some()) {
            return Err(CoreError::InUse(Blocker::RotationRuns));
        }
        let last_rotated = before.as_ref().and_then(|plan| plan.last_rotated);
        let next_due = self.schedule.as_ref().filter(|_| self.automatic).map(|schedule| {
            let last = last_rotated.unwrap_or(loaded.secret.created);
            schedule.next_after(last, cx.engine.rotation_now(), seed(loaded.secret.id))
        });
        let plan = RotationPlanRow {
            secret: loaded.secret.id,
            target: target.id,
            strategy: self.strategy,
            accounts,
            automatic: self.automatic,
            schedule: self.schedule.clone(),
            grace_s: self.grace_s.unwrap_or(usual_grace_s(self.strategy)),
            paused: before.as_ref().is_some_and(|plan| plan.paused),
            config: self.config.clone(),
            next_due,
            last_rotated,
            open: None,
            created: before.as_ref().map_or(cx.now, |plan| plan.created),
            revision: first_revision()?,
        };
        cx.note(Detail::State, format!("target {}", target.name));
        let change = match before {
            None => RotationChange::PutPlan(plan.authenticate(&cx.vault.keyring), Expect::Absent).into(),
            Some(before) => put_plan(cx, before.revision, plan),
        };
        Ok(Done::changed((), vec![change]))
    }
}

impl SetRotationPlan {
    /// The target, if the caller may change it.
    async fn target(&self, cx: &mut Context<'_>) -> Result<TargetRow, CoreError> {
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

    /// The accounts, if the request fits the secret and the target.
    fn check(&self, kind: SecretKind, target: TargetKind) -> Result<Vec<AccountName>, FieldError> {
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
        match &self.schedule {
            Some(schedule) => schedule.check()?,
            None if self.automatic => return refused(Field::RotationPeriod, Problem::Malformed(Form::Duration)),
            None => {}
        }
        if self.grace_s.is_some_and(|grace| grace > limits::GRACE_MAX_S) {
            let problem = Problem::Range { min: 0, max: limits::GRACE_MAX_S, unit: Unit::Seconds };
            return refused(Field::Grace, problem);
        }
        let max = limits::EXTENDED_CONFIG;
        if self.config.chars().count() > max {
            return refused(Field::ExtendedConfig, Problem::Length { min: 0, max, unit: Unit::Characters });
        }
        Ok(accounts)
    }
}

/// Whether secrets of a kind belong to targets of this kind.
fn belongs_to(kind: SecretKind, target: TargetKind) -> bool {
    match kind {
        SecretKind::Generic => false,
        SecretKind::Rds | SecretKind::PolarDb => {
            matches!(target, TargetKind::Postgresql | TargetKind::Mariadb | TargetKind::Mysql)
        }
        SecretKind::Redis => target == TargetKind::Redis,
        SecretKind::Ecs => target == TargetKind::Ssh,
        SecretKind::RamCredentials => target == TargetKind::Ram,
    }
}

/// The current value must be a credential of one of the accounts: the rotation begins with it.
fn check_current(cx: &Context<'_>, loaded: &Loaded, accounts: &[AccountName]) -> Result<(), CoreError> {
    let current = loaded.secret.labels.resolve(&Stage::Current).and_then(|id| loaded.version(id));
    let current = current.ok_or(CoreError::NotFound(Thing::Version))?;
    let value = cx.vault.decrypt_part(current, EnvelopePart::Value)?;
    let account = accounts.first().map_or("", AccountName::as_str);
    let Ok(credential) = from_value(loaded.secret.kind, &value, account) else {
        return Err(FieldError::new(Field::SecretValue, Problem::Malformed(Form::Credential)).into());
    };
    if accounts.iter().any(|account| account.as_str() == credential.account) {
        Ok(())
    } else {
        Err(FieldError::new(Field::AccountName, Problem::Different).into())
    }
}
