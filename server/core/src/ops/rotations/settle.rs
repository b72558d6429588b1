//! What a change of a rotation's state means for its row, its plan and the labels of its secret.

use super::{put_rotation, put_secret};
use crate::{
    CoreError,
    engine::{Context, Loaded},
    ops::plans::put_plan,
    ports::Change,
    rows::{RotationPlanRow, RotationRow, SecretRow},
};
use strongroom_domain::{Due, NextState, RunPhase, RunProgress, RunTrigger};
use strongroom_trail::Detail;

/// What changes with a rotation. The secret is here as it is to be, without what the state changes.
pub(super) struct Settling<'a> {
    pub loaded: &'a Loaded,
    pub secret: SecretRow,
    pub plan: RotationPlanRow,
    pub rotation: RotationRow,
    /// The one that it superseded, to go on if this one ends.
    pub superseded: Option<RotationRow>,
}

/// The changes that make the next state durable.
pub(super) fn settle(cx: &mut Context<'_>, settling: Settling<'_>, next: NextState) -> Result<Vec<Change>, CoreError> {
    let Settling { loaded, mut secret, plan: before, rotation, superseded } = settling;
    let (state, now) = (next.state, cx.engine.rotation_now());
    let mut plan = before.clone();
    let came_to = |progress| state.progress == progress && rotation.state.progress != progress;
    // Readers follow what is proven.
    if came_to(RunProgress::Promoted) {
        secret.labels.settle_on(&rotation.version);
        plan.last_rotated = Some(rotation.started);
    }
    if came_to(RunProgress::Restored) {
        secret.labels.settle_on(&rotation.old_version);
    }
    let ended = !state.is_open();
    if ended {
        secret.labels.prepare_none();
        plan.open = superseded.as_ref().map(|superseded| superseded.id);
        if state.phase == RunPhase::RolledBack {
            // It is proven dead: nobody is served it as the previous one.
            secret.labels.forget(&rotation.version);
        }
        // Whatever became of it: trying again is left to its time.
        plan.next_due = plan.next_due_after(rotation.started, now);
    }
    let due = match next.due {
        Due::Now | Due::Never => now,
        Due::AfterWait => now.plus_ms(state.wait_ms(crate::random::number()?)),
        Due::AfterGrace if rotation.trigger == RunTrigger::Leak => now,
        Due::AfterGrace => now.plus_ms(i64::from(plan.effective_grace_s()) * 1_000),
    };
    note(cx, &rotation, next);
    let mut changes = Vec::with_capacity(4);
    if let Some(superseded) = superseded.filter(|_| ended) {
        let state = superseded.state.reopened().ok_or_else(|| CoreError::tampered("rotation"))?;
        changes.push(put_rotation(cx, superseded.revision, RotationRow { state, ended: None, ..superseded }));
    }
    if secret != loaded.secret {
        changes.push(put_secret(cx, loaded.secret.revision, secret));
    }
    if plan != before {
        changes.push(put_plan(cx, before.revision, plan));
    }
    let revision = rotation.revision;
    let rotation = RotationRow { state, due, ended: ended.then_some(now), lease: None, ..rotation };
    changes.push(put_rotation(cx, revision, rotation));
    Ok(changes)
}

fn note(cx: &mut Context<'_>, rotation: &RotationRow, next: NextState) {
    let state = next.state;
    let shown = match (state.phase, state.cause) {
        (RunPhase::Active, _) => state.progress.word().to_owned(),
        (phase, Some(cause)) => format!("{}: {cause}", phase.word()),
        (phase, None) => phase.word().to_owned(),
    };
    cx.version(&rotation.version);
    cx.note(Detail::Rotation, rotation.id.to_string());
    cx.note(Detail::State, shown);
    if next.alarm {
        cx.note(Detail::Alarm, "someone else has changed the credential at the target");
    }
}
