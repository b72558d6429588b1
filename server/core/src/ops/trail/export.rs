//! ExportEvents: everything a search finds, newest first, recorded as one event.

use super::lookup::{check, note};
use crate::{
    CoreError,
    engine::{Context, Done, Run},
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
}

impl Run for ExportEvents {
    type Output = EventsTaken;

    fn action(&self) -> Action {
        Action::ExportEvents
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<EventsTaken>, CoreError> {
        let filter = check(self.period, &self.filter)?;
        let (mut events, mut cut) = (Vec::<Stored>::new(), true);
        while cut && events.len() < limits::EXPORT {
            let last = events.last().map(|last| (last.event.time, last.writer, last.sequence));
            let at = last.map_or(EventsAt::Newest, EventsAt::OlderThan);
            let limit = limits::PAGE.min((limits::EXPORT - events.len()) as u32);
            let slice = EventSlice { period: self.period, filter: filter.clone(), at, limit };
            let page = cx.store().events(&slice).await?;
            events.extend(page.events);
            cut = page.more;
        }
        note(cx, &filter, events.len());
        Ok(Done::read(EventsTaken { events, cut }))
    }
}
