//! ExportEvents: everything a search finds, newest first, recorded as one event.

use super::lookup::{check, note};
use crate::{
    CoreError,
    engine::{Context, Done, Integrity, Run},
    ports::{EventSlice, EventsAt},
};
use strongroom_domain::{Action, EventFilter, Period, limits};
use strongroom_trail::Stored;

/// Request.
pub struct ExportEvents {
    /// Time span.
    pub period: Period,
    /// Filter.
    pub filter: EventFilter,
}

/// Output.
#[derive(Clone, Debug)]
pub struct EventsTaken {
    /// Newest first; at most [`limits::EXPORT`].
    pub events: Vec<Stored>,
    /// Whether more match.
    pub cut: bool,
    /// What is known about the trail.
    pub integrity: Integrity,
}

impl Run for ExportEvents {
    type Output = EventsTaken;

    fn action(&self) -> Action {
        Action::ExportEvents
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<EventsTaken>, CoreError> {
        let filter = check(self.period, &self.filter)?;
        let (mut events, mut cut, mut refused) = (Vec::<Stored>::new(), true, Vec::new());
        let mut misindexed = None;
        while cut && events.len() < limits::EXPORT {
            let last = events.last().map(|last| (last.event.time, last.writer, last.sequence));
            let at = last.map_or(EventsAt::Newest, EventsAt::OlderThan);
            let limit = limits::PAGE.min((limits::EXPORT - events.len()) as u32);
            let slice = EventSlice { period: self.period, filter: filter.clone(), at, limit };
            let page = cx.store().events(&slice).await?;
            refused.extend(page.refused);
            misindexed = misindexed.or(page.misindexed);
            // A page of which nothing may be shown ends it: there is no place to go on from.
            let ends = page.events.is_empty();
            events.extend(page.events);
            cut = page.more;
            if ends {
                break;
            }
        }
        note(cx, &filter, events.len());
        let integrity = cx.engine.checked(&refused, misindexed).await?;
        Ok(Done::read(EventsTaken { events, cut, integrity }))
    }
}
