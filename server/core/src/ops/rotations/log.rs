//! ReadRotationLog: what happened in one rotation, step by step, from the audit trail.

use super::planned;
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    ports::{EventSlice, EventsAt},
};
use std::{borrow::Cow, collections::BTreeMap};
use strongroom_domain::{
    Action, EventField, EventFilter, Period, RotationId, RunProgress, RunStep, SecretName, Timestamp,
};
use strongroom_trail::{Detail, Outcome, Stored, WriterId};

/// Events looked at from the beginning of the rotation on.
const FIRST: u32 = 300;
/// Events looked at from its end back, if there are more.
const LAST: u32 = 100;
/// How much earlier and later than the rotation its events may be, in milliseconds: they are dated by the wall clock.
const AROUND_MS: i64 = 60_000;
/// What is done to a rotation.
const ACTIONS: [Action; 7] = [
    Action::BeginRotation,
    Action::RotateSecret,
    Action::TakeRotationStep,
    Action::ReportRotationStep,
    Action::ResumeRotation,
    Action::RollBackRotation,
    Action::ExtendRotation,
];

/// Request.
pub struct ReadRotationLog {
    /// Which secret.
    pub name: SecretName,
    /// Which of its rotations.
    pub rotation: RotationId,
}

/// Output.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RotationLog {
    /// Oldest first.
    pub entries: Vec<RotationLogEntry>,
    /// Whether entries in the middle are left out.
    pub gap: bool,
}

/// Something that was done in a rotation. It holds no credential: steps and causes are words of the product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RotationLogEntry {
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub actor: String,
    /// What was done.
    pub action: Action,
    /// The step that was begun.
    pub began: Option<RunStep>,
    /// How far the rotation came by it.
    pub came_to: Option<RunProgress>,
    /// The new state in words, if it is neither a step nor a progress.
    pub note: Option<String>,
    /// What a person should look into.
    pub alarm: Option<String>,
}

impl Run for ReadRotationLog {
    type Output = RotationLog;

    fn action(&self) -> Action {
        Action::DescribeRotation
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<RotationLog>, CoreError> {
        let (loaded, _) = planned(cx, &self.name).await?;
        let run = cx.vault.rotation(cx.store(), loaded.secret.id, self.rotation).await?;
        cx.note(Detail::Rotation, run.id.to_string());
        let from = run.started.plus_ms(-AROUND_MS);
        let to = run.ended.unwrap_or(cx.now.max(run.updated)).plus_ms(AROUND_MS);
        let actions = ACTIONS.iter().map(|action| (EventField::Action, action.name().to_owned()));
        let terms = actions.chain([(EventField::Resource, self.name.to_string())]).collect();
        let first = EventsAt::NewerThan((from, WriterId([0; 16]), 0));
        let (period, filter) = (Period { from, to }, EventFilter { terms, write: None });
        let mut slice = EventSlice { period, filter, at: first, limit: FIRST };
        let page = cx.store().events(&slice).await?;
        let (mut gap, mut events) = (false, page.events);
        if page.more {
            (slice.at, slice.limit) = (EventsAt::Newest, LAST);
            let oldest_of_last = cx.store().events(&slice).await?.events;
            let last_of_first = events.first().map(|stored| stored.event.time);
            gap = oldest_of_last.last().map(|stored| stored.event.time) > last_of_first;
            events.extend(oldest_of_last);
        }
        let id = run.id.to_string();
        // By their positions, so that none is there twice.
        let ordered: BTreeMap<_, _> =
            events.into_iter().map(|one| ((one.event.time, one.writer, one.sequence), one)).collect();
        let entries = ordered.into_values().filter_map(|stored| entry(stored, &id)).collect();
        Ok(Done::read(RotationLog { entries, gap }))
    }
}

/// What an event says about this rotation; `None` if it is about another one, only renews a lease, or was refused.
fn entry(Stored { event, .. }: Stored, rotation: &str) -> Option<RotationLogEntry> {
    let detail = |of: Detail| event.details.iter().find(|(detail, _)| *detail == of).map(|(_, text)| text.as_str());
    if event.outcome != Outcome::Ok || detail(Detail::Rotation) != Some(rotation) {
        return None;
    }
    let (state, alarm) = (detail(Detail::State), detail(Detail::Alarm).map(str::to_owned));
    let began = state.filter(|_| event.action == Action::TakeRotationStep).and_then(RunStep::from_word);
    let came_to = state.filter(|_| event.action != Action::TakeRotationStep).and_then(RunProgress::from_word);
    if event.action == Action::TakeRotationStep && state.is_none() {
        return None;
    }
    let note = state.filter(|_| began.is_none() && came_to.is_none()).map(str::to_owned);
    Some(RotationLogEntry {
        at: event.time,
        actor: event.actor.name,
        action: event.action,
        began,
        came_to,
        note,
        alarm,
    })
}
