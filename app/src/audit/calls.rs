//! Server functions about the audit trail. They only read, but use POST like all others: a filter may name secrets and people,
//! and URLs end up in logs.

use super::{
    dto::{EventsPage, Export, ExportFormat, TrailVerification},
    query::AuditQuery,
};
use crate::error::UiError;
use leptos::{prelude::*, server_fn::codec::Json};

#[cfg(feature = "ssr")]
use super::{
    dto::{CheckpointRow, EventResult, EventRow, Facet, OutsideCopy, Slice, TrailIntegrity},
    export,
};
#[cfg(feature = "ssr")]
use crate::door::{self, CheckpointFacts, Integrity, OutsideState, ops::trail as op};
#[cfg(feature = "ssr")]
use strongroom_domain::{EventField, Field, Mode, Period, PrincipalKind, Timestamp};
#[cfg(feature = "ssr")]
use strongroom_trail::{Detail, Outcome, Stored};

/// Events per page.
#[cfg(feature = "ssr")]
const PAGE: u32 = 50;
/// Bars of the histogram.
#[cfg(feature = "ssr")]
const SLICES: u32 = 48;

/// A page of events with counts of all matches.
#[server(input = Json)]
pub async fn search_events(query: AuditQuery) -> Result<EventsPage, UiError> {
    let period = period(&query, door::console()?.engine.now())?;
    let AuditQuery { filter, cursor, .. } = query;
    let search = op::LookupEvents { period, filter, cursor, limit: PAGE, statistics: Some(SLICES) };
    let op::EventsFound { events, next, newer, statistics, integrity } = door::call(search).await?;
    let (facets, slices) = statistics.map(facets_and_slices).unwrap_or_default();
    let events = events.into_iter().map(row).collect();
    Ok(EventsPage {
        from: period.from.0,
        to: period.to.0,
        events,
        next,
        newer,
        facets,
        slices,
        integrity: known(integrity),
    })
}

/// Recomputes every hash of the trail.
#[server]
pub async fn verify_trail() -> Result<TrailVerification, UiError> {
    let result = door::call(op::VerifyTrail::whole()).await?;
    let (since, until) = (result.since.map(|t| t.0), result.until.map(|t| t.0));
    Ok(TrailVerification {
        events: result.events,
        chains: result.writers as u64,
        since,
        until,
        broken: result.fault.map(|fault| fault.to_string()),
    })
}

/// The events a search finds, newest first, as the text of a file; at most [`limits::EXPORT`] events.
#[server(input = Json)]
pub async fn export_events(query: AuditQuery, format: ExportFormat) -> Result<Export, UiError> {
    door::no_store();
    let period = period(&query, door::console()?.engine.now())?;
    let op::EventsTaken { events, cut, integrity } =
        door::call(op::ExportEvents { period, filter: query.filter }).await?;
    let rows: Vec<_> = events.into_iter().map(row).collect();
    let alarm = integrity.alarm.map(|alarm| alarm.to_string());
    Ok(Export { text: export::text(&rows, format), events: rows.len() as u64, cut, alarm })
}

/// What is known about the trail, as the console shows it.
#[cfg(feature = "ssr")]
fn known(integrity: Integrity) -> TrailIntegrity {
    let row = |facts: CheckpointFacts| CheckpointRow { number: facts.number, time: facts.time.0, blocks: facts.blocks };
    TrailIntegrity {
        checkpoint: integrity.checkpoint.map(row),
        outside: match integrity.outside {
            OutsideState::Off => OutsideCopy::Off,
            OutsideState::Missing => OutsideCopy::Missing,
            OutsideState::Kept(facts) => OutsideCopy::Kept(row(facts)),
            OutsideState::Failed(error) => OutsideCopy::Failed(error.to_string()),
        },
        place: integrity.place,
        begun_anew: integrity.begun_anew,
        swept: integrity.swept.map(|at| at.0),
        public_key: integrity.public_key,
        alarm: integrity.alarm.map(|alarm| alarm.to_string()),
    }
}

/// An event as the console shows it.
#[cfg(feature = "ssr")]
pub(crate) fn row(stored: Stored) -> EventRow {
    let Stored { writer, sequence, event } = stored;
    let result = EventResult::read(event.result());
    let claimed_key = event.detail(Detail::ClaimedKey).map(str::to_owned);
    let rotation = event.detail(Detail::Rotation).map(str::to_owned);
    let details = event.details.into_iter().filter(|(detail, _)| *detail != Detail::ClaimedKey);
    let (target_kind, target, version) = match event.target {
        Some(target) => (Some(target.kind), Some(target.name), target.version),
        None => (None, None, None),
    };
    EventRow {
        time: event.time.0,
        who: event.actor.name,
        authenticated: event.actor.kind != PrincipalKind::Anonymous,
        action: event.action.name().to_owned(),
        write: event.action.mode() == Mode::Write,
        target_kind,
        target,
        version,
        result,
        reason: match event.outcome {
            Outcome::Ok => None,
            Outcome::Failed { reason, .. } => Some(reason),
        },
        address: event.address.map(|address| address.to_string()),
        surface: event.surface.word().to_owned(),
        agent: event.agent,
        access_key: event.actor.access_key.map(|id| id.to_string()).or(claimed_key),
        request: event.request.to_string(),
        writer: writer.0.iter().map(|byte| format!("{byte:02x}")).collect(),
        sequence,
        rotation,
        details: details.map(|(detail, text)| (detail.word().to_owned(), text)).collect(),
    }
}

#[cfg(feature = "ssr")]
fn facets_and_slices(statistics: op::Statistics) -> (Vec<Facet>, Vec<Slice>) {
    let facet = |field: EventField| {
        let of_field = statistics.counts.iter().filter(|count| count.field == field);
        let values: Vec<_> = of_field.map(|count| (count.value.clone(), count.count)).collect();
        (!values.is_empty()).then_some(Facet { field, values })
    };
    let facets = EventField::ALL.into_iter().filter_map(facet).collect();
    let slices = statistics.histogram.iter().map(|b| Slice { from: b.from.0, ok: b.ok, failed: b.failed }).collect();
    (facets, slices)
}

/// The period a search covers. It ends now if no end is given. It starts one day before the end if no start is given.
#[cfg(feature = "ssr")]
fn period(query: &AuditQuery, now: Timestamp) -> Result<Period, UiError> {
    let Some((from, to)) = &query.between else {
        return Ok(Period { from: now.plus_ms(-query.range.ms()), to: now.plus_ms(1) });
    };
    let to = if to.is_empty() { now.plus_ms(1) } else { moment(Field::EndTime, to)? };
    let from = if from.is_empty() { to.plus_ms(-Timestamp::DAY_MS) } else { moment(Field::StartTime, from)? };
    Ok(Period { from, to })
}

/// Parses a time from an address or a form: RFC 3339, or a date with or without a time, in UTC.
#[cfg(feature = "ssr")]
fn moment(field: Field, text: &str) -> Result<Timestamp, UiError> {
    let whole = match text.len() {
        10 => format!("{text}T00:00:00Z"),
        16 => format!("{text}:00Z"),
        19 => format!("{text}Z"),
        _ => text.to_owned(),
    };
    Ok(Timestamp::parse(field, &whole)?)
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const NOW: Timestamp = Timestamp(1_795_356_130_000);

    fn between(from: &str, to: &str) -> Result<Period, UiError> {
        period(&AuditQuery::default().with_between(from, to), NOW)
    }

    #[test]
    fn range_ends_now_and_includes_the_newest_event() {
        let period = period(&AuditQuery::default(), NOW).unwrap();
        assert_eq!(period.to.0 - 1, NOW.0);
        assert_eq!(period.from.0, NOW.0 - 86_400_000);
    }

    #[test]
    fn times_from_forms_and_addresses_are_parsed() {
        let whole = between("2026-11-22T14:02:10.114Z", "2026-11-22T14:02:11Z").unwrap();
        assert_eq!(whole.from.0, 1_795_356_130_114);
        assert_eq!(between("2026-11-22T14:02", "").unwrap().from.0, 1_795_356_120_000);
        assert_eq!(between("2026-11-22", "2026-11-23").unwrap().to.0 % 86_400_000, 0);
        for bad in ["yesterday", "2026-02-30", "2026-11-22T99:00", "0x0", "<b>bold</b>", "ä026-11-22T14:0"] {
            let error = between(bad, "").unwrap_err();
            assert_eq!(error.invalid().unwrap().field(), Some(Field::StartTime));
            assert!(!error.message.contains(bad), "input is never echoed");
        }
    }
}
