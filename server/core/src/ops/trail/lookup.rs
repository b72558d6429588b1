//! LookupEvents: a page of events, newest first, with what a search page draws beside it.

use crate::ops::page::check_page;
use crate::{
    CoreError,
    engine::{Context, Done, Integrity, Run},
    ports::{EventBucket, EventCount, EventSlice, EventsAt},
};
use strongroom_domain::{Action, EventFilter, Field, FieldError, Period, Problem, Timestamp, Unit, limits};
use strongroom_trail::{Detail, Stored, WriterId};

/// Values counted per field.
const VALUES: u32 = 8;
/// First byte of a cursor: which way it leads.
const OLDER: u8 = 0;
/// See [`OLDER`].
const NEWER: u8 = 1;

/// Request.
pub struct LookupEvents {
    /// Time span.
    pub period: Period,
    /// Filter.
    pub filter: EventFilter,
    /// Cursor of an older or a newer page; the newest events when absent.
    pub cursor: Option<String>,
    /// Events a page, 1 to 100.
    pub limit: u32,
    /// Also count values per field and draw a histogram of this many slices.
    pub statistics: Option<u32>,
}

/// Output.
#[derive(Clone, Debug)]
pub struct EventsFound {
    /// Newest first.
    pub events: Vec<Stored>,
    /// Cursor of older ones, if there are.
    pub next: Option<String>,
    /// Cursor of newer ones, unless these are the newest.
    pub newer: Option<String>,
    /// If requested.
    pub statistics: Option<Statistics>,
    /// What is known about the trail.
    pub integrity: Integrity,
}

/// Counts over everything that matches.
#[derive(Clone, Debug)]
pub struct Statistics {
    /// Events per value of a field, most frequent first.
    pub counts: Vec<EventCount>,
    /// Events per slice of time.
    pub histogram: Vec<EventBucket>,
}

impl Run for LookupEvents {
    type Output = EventsFound;

    fn action(&self) -> Action {
        Action::LookupEvents
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<EventsFound>, CoreError> {
        check_page(self.limit, limits::PAGE)?;
        let filter = check(self.period, &self.filter)?;
        let at = match &self.cursor {
            None => EventsAt::Newest,
            Some(cursor) => position(&cx.read_cursor("events", cursor)?)?,
        };
        let mut slice = EventSlice { period: self.period, filter: filter.clone(), at, limit: self.limit };
        let mut page = cx.store().events(&slice).await?;
        // Those who went back to the newest events see a full page of them, not what is left over.
        if matches!(slice.at, EventsAt::NewerThan(_)) && !page.more {
            slice.at = EventsAt::Newest;
            page = cx.store().events(&slice).await?;
        }
        let (older, newer) = match slice.at {
            EventsAt::Newest => (page.more, false),
            EventsAt::OlderThan(_) => (page.more, true),
            EventsAt::NewerThan(_) => (true, true),
        };
        let way = |there: bool, way: u8, event: Option<&Stored>| {
            event.filter(|_| there).map(|event| cx.make_cursor("events", &place(way, event)))
        };
        let (next, newer) = (way(older, OLDER, page.events.last()), way(newer, NEWER, page.events.first()));
        let statistics = match self.statistics {
            None => None,
            Some(slices) => Some(Statistics {
                counts: cx.store().event_counts(self.period, &filter, VALUES).await?,
                histogram: cx.store().event_histogram(self.period, &filter, slices.clamp(1, 200)).await?,
            }),
        };
        note(cx, &filter, page.events.len());
        let integrity = cx.engine.checked(&page.refused, page.misindexed).await?;
        Ok(Done::read(EventsFound { events: page.events, next, newer, statistics, integrity }))
    }
}

/// Rejects an empty time span, too many filter terms, and those that nothing can match. Returns the filter to use.
pub(super) fn check(period: Period, filter: &EventFilter) -> Result<EventFilter, CoreError> {
    if period.from >= period.to {
        return Err(FieldError::new(Field::StartTime, Problem::NotBefore(Field::EndTime)).into());
    }
    if filter.terms.len() > limits::FILTER_VALUES {
        return Err(FieldError::new(
            Field::Filter,
            Problem::TooMany { max: limits::FILTER_VALUES, unit: Unit::Values },
        )
        .into());
    }
    Ok(filter.checked()?)
}

/// Notes the filter and the number of results in the event of the query itself.
pub(super) fn note(cx: &mut Context<'_>, filter: &EventFilter, count: usize) {
    let terms: Vec<String> = filter.terms.iter().map(|(field, value)| format!("{field:?}={value}")).collect();
    if !terms.is_empty() {
        cx.note(Detail::Filter, terms.join(" "));
    }
    cx.note(Detail::Count, count.to_string());
}

fn place(way: u8, event: &Stored) -> Vec<u8> {
    let mut out = vec![way];
    out.extend_from_slice(&event.event.time.0.to_be_bytes());
    out.extend_from_slice(&event.writer.0);
    out.extend_from_slice(&event.sequence.to_be_bytes());
    out
}

fn position(bytes: &[u8]) -> Result<EventsAt, CoreError> {
    let broken = || FieldError::new(Field::Cursor, Problem::UnknownCursor);
    let (way, rest) = bytes.split_first().ok_or_else(broken)?;
    let (time, rest) = rest.split_first_chunk::<8>().ok_or_else(broken)?;
    let (writer, rest) = rest.split_first_chunk::<16>().ok_or_else(broken)?;
    let sequence: &[u8; 8] = rest.try_into().map_err(|_| broken())?;
    let place = (Timestamp(i64::from_be_bytes(*time)), WriterId(*writer), u64::from_be_bytes(*sequence));
    match *way {
        OLDER => Ok(EventsAt::OlderThan(place)),
        NEWER => Ok(EventsAt::NewerThan(place)),
        _ => Err(broken().into()),
    }
}
