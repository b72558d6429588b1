//! What a change of a rotation's state means for its row, its plan and the labels of its secret.

use super::{put_rotation, put_secret, wait::SHORTEST_MS};
use crate::{
    CoreError,
    engine::{Context, Loaded},
    ops::{notices::rotation_notice, plans::put_plan},
    ports::Change,
    rows::{RotationPlanRow, RotationRow, SecretRow},
};
use std::ops::RangeInclusive;
use strongroom_domain::{
    Due, NextState, NoticeKind, OfferedVersion, Rollout, RunFact, RunPhase, RunProgress, RunTrigger, Timestamp,
    WATCH_MS,
};
use strongroom_trail::Detail;

/// Longest time between two log-ins with a credential that part of the readers have, in milliseconds.
const WATCH_LONGEST_MS: i64 = 600_000;

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
    let Settling { loaded, mut secret, plan: before, mut rotation, superseded } = settling;
    let now = cx.engine.rotation_now();
    let next = if is_over(&rotation, next, now) { next.state.next(RunFact::Accept).unwrap_or(next) } else { next };
    let state = next.state;
    let mut plan = before.clone();
    let came_to = |progress| state.progress == progress && rotation.state.progress != progress;
    let after = |seconds: u32| now.plus_ms(i64::from(seconds) * 1_000);
    // Readers follow what is proven.
    if came_to(RunProgress::Offered)
        && let Some(Rollout { group, all_after_s }) = &rotation.rollout
    {
        secret.offered = Some(Box::new(OfferedVersion { version: rotation.version.clone(), group: group.clone() }));
        rotation.deadline = all_after_s.map(after);
    }
    if came_to(RunProgress::Promoted) {
        secret.labels.settle_on(&rotation.version);
        plan.last_rotated = Some(rotation.started);
        let grace_s = if rotation.trigger == RunTrigger::Leak { 0 } else { plan.effective_grace_s() };
        rotation.deadline = Some(after(grace_s));
    }
    if came_to(RunProgress::Restored) {
        secret.labels.settle_on(&rotation.old_version);
    }
    // Only while the target is known to accept it.
    if !state.is_open() || !matches!(state.progress, RunProgress::Offered | RunProgress::Accepted) {
        secret.offered = None;
    }
    if state.progress == RunProgress::Accepted {
        rotation.rollout = None;
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
        Due::AfterWatch => {
            let again = now.plus_ms(pause_ms(&rotation, now, WATCH_MS..=WATCH_LONGEST_MS));
            again.min(rotation.deadline.unwrap_or(again).max(now))
        }
        Due::AfterGrace if rotation.await_readers => {
            let look = now.plus_ms(SHORTEST_MS);
            look.min(rotation.deadline.unwrap_or(look))
        }
        Due::AfterGrace => rotation.deadline.unwrap_or(now),
    };
    note(cx, &rotation, next);
    let mut changes = Vec::with_capacity(5);
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
    let told = NoticeKind::of_rotation(state).filter(|_| state.phase != rotation.state.phase);
    let revision = rotation.revision;
    let rotation = RotationRow { state, due, ended: ended.then_some(now), lease: None, ..rotation };
    if let Some(kind) = told {
        changes.push(rotation_notice(cx, kind, &loaded.secret.name, &rotation)?);
    }
    changes.push(put_rotation(cx, revision, rotation));
    Ok(changes)
}

/// How long to pause before the next look at something that may take days: the longer it takes, the longer. Each look is an event.
pub(super) fn pause_ms(rotation: &RotationRow, now: Timestamp, limits: RangeInclusive<i64>) -> i64 {
    let lasts = now.0.saturating_sub(rotation.started.0);
    (lasts / 8).clamp(*limits.start(), *limits.end())
}

/// Whether the time has ended in which only part of the readers have the new credential.
fn is_over(rotation: &RotationRow, next: NextState, now: Timestamp) -> bool {
    let was_offered = rotation.state.progress == RunProgress::Offered;
    was_offered && next.state.phase == RunPhase::Active && rotation.deadline.is_some_and(|deadline| deadline <= now)
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
