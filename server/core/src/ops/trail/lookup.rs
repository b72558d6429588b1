//! LookupEvents: a page of events, newest first, with what a search page draws beside it.

use crate::{
    CoreError,
    engine::{Context, Done, Run},
    ops::{make_cursor, read_cursor},
    ports::{EventBucket, EventCount, EventSlice},
};
use strongroom_domain::{Action, EventFilter, FieldError, Period, Timestamp, limits};
use strongroom_trail::{Detail, Stored, WriterId};

/// Values told per field.
const VALUES: u32 = 8;
/// Most values in a filter.
const TERMS: usize = 50;

/// Request.
pub struct LookupEvents {
    /// Time span.
    pub period: Period,
    /// Filter.
    pub filter: EventFilter,
    /// Cursor of the page; the newest events when absent.
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
    /// If asked.
    pub statistics: Option<Statistics>,
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
        if !(1..=limits::PAGE).contains(&self.limit) {
            return Err(FieldError::new("MaxResults", "must be 1 to 100").into());
        }
        check(self.period, &self.filter)?;
        let before = self.cursor.as_deref().map(|c| position(&read_cursor(cx, "events", c)?)).transpose()?;
        let slice = EventSlice { period: self.period, filter: self.filter.clone(), before, limit: self.limit };
        let page = cx.store().events(&slice).await?;
        let next = page.events.last().filter(|_| page.more).map(|e| make_cursor(cx, "events", &place(e)));
        let statistics = match self.statistics {
            None => None,
            Some(slices) => Some(Statistics {
                counts: cx.store().event_counts(self.period, &self.filter, VALUES).await?,
                histogram: cx.store().event_histogram(self.period, &self.filter, slices.clamp(1, 200)).await?,
            }),
        };
        note(cx, &self.filter, page.events.len());
        Ok(Done::read(EventsFound { events: page.events, next, statistics }))
    }
}

/// What can be asked of the trail.
pub(super) fn check(period: Period, filter: &EventFilter) -> Result<(), CoreError> {
    if period.from >= period.to {
        return Err(FieldError::new("StartTime", "must be before EndTime").into());
    }
    if filter.terms.len() > TERMS {
        return Err(FieldError::new("filter", "must have at most 50 values").into());
    }
    Ok(())
}

/// What was asked and how much was told, for the event of the question itself.
pub(super) fn note(cx: &mut Context<'_>, filter: &EventFilter, told: usize) {
    let asked: Vec<String> = filter.terms.iter().map(|(field, value)| format!("{field:?}={value}")).collect();
    if !asked.is_empty() {
        cx.note(Detail::Filter, asked.join(" "));
    }
    cx.note(Detail::Count, told.to_string());
}

fn place(event: &Stored) -> Vec<u8> {
    let mut out = event.event.time.0.to_be_bytes().to_vec();
    out.extend_from_slice(&event.writer.0);
    out.extend_from_slice(&event.sequence.to_be_bytes());
    out
}

fn position(bytes: &[u8]) -> Result<(Timestamp, WriterId, u64), CoreError> {
    let broken = || FieldError::new("NextToken", "is broken; start from the first page");
    let (time, rest) = bytes.split_first_chunk::<8>().ok_or_else(broken)?;
    let (writer, rest) = rest.split_first_chunk::<16>().ok_or_else(broken)?;
    let sequence: &[u8; 8] = rest.try_into().map_err(|_| broken())?;
    Ok((Timestamp(i64::from_be_bytes(*time)), WriterId(*writer), u64::from_be_bytes(*sequence)))
}
