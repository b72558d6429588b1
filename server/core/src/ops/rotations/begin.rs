//! BeginRotation: one rotation of a secret that is due. The server's own work.

use super::{live, put_rotation, put_secret, require_server, store_version::store_version};
use crate::{
    Blocker, CoreError,
    engine::{Context, Done, Loaded, Run, first_revision},
    ops::{notices::rotation_notice, plans::put_plan},
    ports::{Change, Expect, RotationChange},
    rows::{Authenticate, RotationPlanRow, RotationRow},
};
use std::borrow::Cow;
use strongroom_crypto::Plaintext;
use strongroom_domain::{
    Action, NoticeKind, Rollout, RotationId, RunFact, RunProgress, RunState, RunTrigger, SecretName, Stage, Strategy,
    ValueType, VersionId,
};
use strongroom_trail::Detail;

/// Request. A secret that is no longer due gets its next date anew.
pub struct BeginRotation {
    /// Which secret.
    pub name: SecretName,
}

impl Run for BeginRotation {
    /// The rotation, unless it was not due.
    type Output = Option<RotationId>;

    fn action(&self) -> Action {
        Action::BeginRotation
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Self::Output>, CoreError> {
        require_server(cx)?;
        let (loaded, plan) = live(cx, &self.name).await?;
        let now = cx.engine.rotation_now();
        let schedule = plan.schedule.as_ref().filter(|_| plan.automatic && !plan.paused && plan.open.is_none());
        let Some(schedule) = schedule else { return Ok(Done::read(None)) };
        // A date that a clock computed which has been set back since, or one in a window that was missed.
        let last = plan.last_rotated.unwrap_or(loaded.secret.created);
        let stored = plan.next_due.filter(|_| last <= now);
        let due = match stored {
            Some(due) if due > now => due,
            Some(_) if schedule.allows(now) => now,
            _ => plan.next_due_after(last, now).unwrap_or(now),
        };
        if due > now {
            if plan.next_due == Some(due) {
                return Ok(Done::read(None));
            }
            cx.note(Detail::State, format!("next rotation {}", due.rfc3339_seconds()));
            let before = plan.revision;
            // Only the server's clock has seen it so late.
            let last_rotated = plan.last_rotated.map(|last| last.min(now));
            let plan = RotationPlanRow { next_due: Some(due), last_rotated, ..plan };
            return Ok(Done::changed(None, vec![put_plan(cx, before, plan)]));
        }
        let version = crate::random::version_id()?;
        let pace = RunPace::of(&plan, RunTrigger::Schedule);
        let (id, changes) = begin(cx, &loaded, plan, version, pace, None).await?;
        Ok(Done::changed(Some(id), changes))
    }
}

/// How fast a rotation replaces the old credential.
pub(super) struct RunPace {
    pub await_readers: bool,
    pub rollout: Option<Rollout>,
    /// Why it begins; a leak gives the old credential no grace period.
    pub trigger: RunTrigger,
}

impl RunPace {
    /// As the plan says.
    pub fn of(plan: &RotationPlanRow, trigger: RunTrigger) -> Self {
        Self { await_readers: plan.await_readers, rollout: plan.rollout.clone(), trigger }
    }
}

/// The changes that begin a rotation; to a value that a caller gave, if there is one.
pub(super) async fn begin(
    cx: &mut Context<'_>,
    loaded: &Loaded,
    plan: RotationPlanRow,
    version: VersionId,
    pace: RunPace,
    given: Option<&Plaintext>,
) -> Result<(RotationId, Vec<Change>), CoreError> {
    let mut changes = Vec::with_capacity(6);
    if let Some(open) = plan.open {
        changes.push(supersede(cx, loaded, open).await?);
    }
    let old_version = loaded.secret.labels.resolve(&Stage::Current).cloned();
    let id = RotationId(crate::random::id(cx.now)?);
    let mut state = RunState::new();
    if let Some(value) = given {
        let mut secret = loaded.secret.clone();
        match store_version(cx, loaded, &mut secret, &version, (ValueType::Text, value))? {
            Ok(stored) => changes.extend(stored),
            Err(_) => return Err(CoreError::KeyDisabled),
        }
        changes.push(put_secret(cx, loaded.secret.revision, secret));
        if plan.place.target().is_some() {
            state = RunState::with_given();
        }
    }
    let account = plan.accounts.first().cloned().filter(|_| given.is_some());
    let rotation = RotationRow {
        id,
        secret: loaded.secret.id,
        place: plan.place.clone(),
        strategy: plan.strategy,
        account,
        old_version: old_version.ok_or_else(|| CoreError::tampered("secret"))?,
        version,
        known_keys: None,
        await_readers: pace.await_readers,
        rollout: pace.rollout,
        deadline: None,
        state,
        due: cx.engine.rotation_now(),
        trigger: pace.trigger,
        starter: cx.call.principal.name.clone(),
        started: cx.engine.rotation_now(),
        updated: cx.now,
        ended: None,
        lease: None,
        fence: 0,
        revision: first_revision()?,
    };
    cx.version(&rotation.version);
    cx.note(Detail::Rotation, id.to_string());
    if rotation.trigger == RunTrigger::Leak {
        changes.push(rotation_notice(cx, NoticeKind::LeakRotation, &loaded.secret.name, &rotation)?);
    }
    changes.push(RotationChange::Put(rotation.authenticate(&cx.vault.keyring), Expect::Absent).into());
    let before = plan.revision;
    changes.push(put_plan(cx, before, RotationPlanRow { open: Some(id), next_due: None, ..plan }));
    Ok((id, changes))
}

/// Ends the open rotation if the next one itself makes its old credential worthless: with two accounts, it sets that account's
/// password.
async fn supersede(cx: &Context<'_>, loaded: &Loaded, open: RotationId) -> Result<Change, CoreError> {
    let rotation = cx.vault.rotation(cx.store(), loaded.secret.id, open).await?;
    let is_replaced = rotation.strategy == Strategy::TwoAccounts && rotation.state.progress == RunProgress::Promoted;
    let next = rotation.state.next(RunFact::Superseded).filter(|_| is_replaced);
    let next = next.ok_or(CoreError::InUse(Blocker::RotationRuns))?;
    let before = rotation.revision;
    let ended = RotationRow { state: next.state, ended: Some(cx.engine.rotation_now()), lease: None, ..rotation };
    Ok(put_rotation(cx, before, ended))
}
