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
    Action, Due, NextState, NoticeKind, OfferedVersion, Rollout, RunFact, RunPhase, RunProgress, RunTrigger, Timestamp,
    WATCH_MS,
};
use strongroom_trail::Detail;

/// Longest time between two log-ins with a credential that part of the readers have, in milliseconds.
const WATCH_LONGEST_MS: i64 = 600_000;

/// A rotation within one commit: the rows as they are to be, beside those that were found, and what is recorded.
pub(super) struct Settling<'a> {
    pub loaded: &'a Loaded,
    pub secret: SecretRow,
    pub rotation: RotationRow,
    plan: RotationPlanRow,
    /// The plan as it was found.
    plan_before: RotationPlanRow,
    /// The one that it superseded, to go on if this one ends.
    superseded: Option<RotationRow>,
    changes: Vec<Change>,
    /// Details of the call's own event, and further events.
    details: Vec<(Detail, String)>,
    events: Vec<(Action, Vec<(Detail, String)>)>,
}

impl<'a> Settling<'a> {
    pub fn new(loaded: &'a Loaded, plan: RotationPlanRow, rotation: RotationRow) -> Self {
        let plan_before = plan.clone();
        let details = vec![(Detail::Rotation, rotation.id.to_string())];
        let (secret, changes, events) = (loaded.secret.clone(), Vec::new(), Vec::new());
        Self { loaded, secret, rotation, plan, plan_before, superseded: None, changes, details, events }
    }

    pub fn plan(&self) -> &RotationPlanRow {
        &self.plan
    }

    /// If this one ends, that one goes on.
    pub fn supersedes(&mut self, superseded: Option<RotationRow>) {
        self.superseded = superseded;
    }

    /// Adds changes to the commit, in order.
    pub fn push(&mut self, changes: impl IntoIterator<Item = Change>) {
        self.changes.extend(changes);
    }

    /// Begins a further event. Later notes belong to it.
    pub fn begin_event(&mut self, action: Action) {
        self.events.push((action, vec![(Detail::Rotation, self.rotation.id.to_string())]));
    }

    /// Notes a fact in the event that was begun last.
    pub fn note(&mut self, detail: Detail, text: impl Into<String>) {
        let details = self.events.last_mut().map_or(&mut self.details, |(_, details)| details);
        details.push((detail, text.into()));
    }

    /// Goes on to the next state.
    pub fn follow(&mut self, cx: &Context<'_>, next: NextState) -> Result<(), CoreError> {
        let now = cx.engine.rotation_now();
        let next =
            if is_over(&self.rotation, next, now) { next.state.next(RunFact::Accept).unwrap_or(next) } else { next };
        let state = next.state;
        self.note_state(next);
        let Self { secret, plan, rotation, .. } = self;
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
            plan.open = self.superseded.as_ref().map(|superseded| superseded.id);
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
                let again = now.plus_ms(pause_ms(rotation, now, WATCH_MS..=WATCH_LONGEST_MS));
                again.min(rotation.deadline.unwrap_or(again).max(now))
            }
            Due::AfterGrace if rotation.await_readers => {
                let look = now.plus_ms(SHORTEST_MS);
                look.min(rotation.deadline.unwrap_or(look))
            }
            Due::AfterGrace => rotation.deadline.unwrap_or(now),
        };
        let told = NoticeKind::of_rotation(state).filter(|_| state.phase != rotation.state.phase);
        (rotation.state, rotation.due, rotation.ended, rotation.lease) = (state, due, ended.then_some(now), None);
        if let Some(kind) = told {
            self.changes.push(rotation_notice(cx, kind, &self.loaded.secret.name, rotation)?);
        }
        if let Some(superseded) = self.superseded.take_if(|_| ended) {
            let state = superseded.state.reopened().ok_or_else(|| CoreError::tampered("rotation"))?;
            let reopened = RotationRow { state, ended: None, ..superseded };
            self.changes.push(put_rotation(cx, superseded.revision, reopened));
        }
        Ok(())
    }

    fn note_state(&mut self, next: NextState) {
        let state = next.state;
        let shown = match (state.phase, state.cause) {
            (RunPhase::Active, _) => state.progress.word().to_owned(),
            (phase, Some(cause)) => format!("{}: {cause}", phase.word()),
            (phase, None) => phase.word().to_owned(),
        };
        self.note(Detail::State, shown);
        if next.alarm {
            self.note(Detail::Alarm, "someone else has changed the credential at the target");
        }
    }

    /// The changes of the commit. Notes the details of the call's own event.
    pub fn changes(self, cx: &mut Context<'_>) -> Vec<Change> {
        let Self { loaded, secret, rotation, plan, plan_before, mut changes, details, events, .. } = self;
        cx.version(&rotation.version);
        for (detail, text) in details {
            cx.note(detail, text);
        }
        if secret != loaded.secret {
            changes.push(put_secret(cx, loaded.secret.revision, secret));
        }
        if plan != plan_before {
            changes.push(put_plan(cx, plan.revision, plan));
        }
        let about = (loaded.secret.name.as_str(), Some(&rotation.version));
        changes.extend(events.into_iter().map(|(action, details)| cx.further_event(action, about, details)));
        changes.push(put_rotation(cx, rotation.revision, rotation));
        changes
    }
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
