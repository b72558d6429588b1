//! Counts of events, per value of each field and over time, and the newest per value. Exact; the cost is that of reading the columns of the period,
//! some twenty milliseconds per million events.

use super::{
    segments::{Order, Walk, columns, matching, succeeded},
    tail::{self, Indexed},
    values::{ids, storable, values, wanted},
};
use crate::database::Database;
use std::{cmp::Reverse, collections::HashMap};
use strongroom_core::ports::{EventBucket, EventCount, StoreError};
use strongroom_domain::{EventField, EventFilter, Period, Timestamp};
use strongroom_trail::Outcome;

pub(crate) async fn counts(
    db: &Database,
    period: Period,
    filter: &EventFilter,
    limit: u32,
) -> Result<Vec<EventCount>, StoreError> {
    let mut tail: HashMap<EventField, HashMap<String, u64>> = HashMap::new();
    let indexed = Indexed::now(db).await?;
    tail::visit(db, &indexed, period, |stored| {
        if stored.event.matches(filter) {
            for field in EventField::ALL {
                if let Some(value) = stored.event.field(field) {
                    *tail.entry(field).or_default().entry(storable(&value).into_owned()).or_default() += 1;
                }
            }
        }
    })
    .await?;
    let mut segments = indexed_counts(db, &indexed, period, filter).await?;
    let mut counts = Vec::new();
    for field in EventField::ALL {
        let (by_text, by_id) = (tail.remove(&field).unwrap_or_default(), segments.remove(&field).unwrap_or_default());
        counts.extend(most_frequent(db, field, by_text, by_id, limit as usize).await?);
    }
    Ok(counts)
}

/// Adds up the counts of tail and segments for one field. Only ids that can be in the list are resolved to text.
async fn most_frequent(
    db: &Database,
    field: EventField,
    mut by_text: HashMap<String, u64>,
    mut by_id: HashMap<i64, u64>,
    limit: usize,
) -> Result<Vec<EventCount>, StoreError> {
    for (value, id) in ids(db, field, by_text.keys().map(String::as_str)).await? {
        if let Some(count) = by_id.get_mut(&id) {
            *count += by_text.remove(&value).unwrap_or_default();
        }
    }
    let mut sizes: Vec<u64> = by_id.values().copied().collect();
    sizes.sort_unstable_by_key(|&size| Reverse(size));
    let least = sizes.get(limit.saturating_sub(1)).copied().unwrap_or(0);
    by_id.retain(|_, count| *count >= least);
    let named = values(db, &by_id.keys().copied().collect::<Vec<_>>()).await?;
    by_text.extend(named.into_iter().map(|(id, value)| (value, by_id.get(&id).copied().unwrap_or_default())));
    let mut list: Vec<EventCount> =
        by_text.into_iter().map(|(value, count)| EventCount { field, value, count }).collect();
    list.sort_by(|a, b| (Reverse(a.count), &a.value).cmp(&(Reverse(b.count), &b.value)));
    list.truncate(limit);
    Ok(list)
}

async fn indexed_counts(
    db: &Database,
    indexed: &Indexed,
    period: Period,
    filter: &EventFilter,
) -> Result<HashMap<EventField, HashMap<i64, u64>>, StoreError> {
    let mut counts: HashMap<EventField, HashMap<i64, u64>> = HashMap::new();
    let Some(wanted) = wanted(db, filter).await? else { return Ok(counts) };
    let mut walk = Walk::new(db, indexed, period, &wanted, Order::NewestFirst);
    while let Some(segment) = walk.next().await? {
        let columns = columns(db, &segment).await?;
        let all: Vec<usize> = matching(&columns, &wanted, period).collect();
        for field in EventField::ALL {
            let column = columns.field(field);
            let mut here = vec![0u64; column.ids.len()];
            for &at in &all {
                if let Some(count) = here.get_mut(usize::from(column.places[at])) {
                    *count += 1;
                }
            }
            let total = counts.entry(field).or_default();
            for (&id, count) in column.ids.iter().zip(here).filter(|(id, count)| **id != 0 && *count > 0) {
                *total.entry(id).or_default() += count;
            }
        }
    }
    Ok(counts)
}

/// For each value of a field among the events that match, the time of the newest.
pub(crate) async fn newest(
    db: &Database,
    filter: &EventFilter,
    field: EventField,
) -> Result<HashMap<String, Timestamp>, StoreError> {
    const ALWAYS: Period = Period { from: Timestamp(i64::MIN), to: Timestamp(i64::MAX) };
    let mut newest: HashMap<String, Timestamp> = HashMap::new();
    let mut see = |value: String, time: Timestamp| {
        newest.entry(value).and_modify(|known| *known = time.max(*known)).or_insert(time);
    };
    let indexed = Indexed::now(db).await?;
    tail::visit(db, &indexed, ALWAYS, |stored| {
        if let Some(value) = stored.event.field(field).filter(|_| stored.event.matches(filter)) {
            see(storable(&value).into_owned(), stored.event.time);
        }
    })
    .await?;
    let mut by_id: HashMap<i64, i64> = HashMap::new();
    if let Some(wanted) = wanted(db, filter).await? {
        let mut walk = Walk::new(db, &indexed, ALWAYS, &wanted, Order::NewestFirst);
        while let Some(segment) = walk.next().await? {
            let columns = columns(db, &segment).await?;
            let column = columns.field(field);
            for at in matching(&columns, &wanted, ALWAYS) {
                let id = column.places.get(at).and_then(|&place| column.ids.get(usize::from(place)));
                if let (Some(&id), Some(&time)) = (id.filter(|id| **id != 0), columns.times.get(at)) {
                    by_id.entry(id).and_modify(|known| *known = time.max(*known)).or_insert(time);
                }
            }
        }
    }
    for (id, value) in values(db, &by_id.keys().copied().collect::<Vec<_>>()).await? {
        see(value, Timestamp(by_id.get(&id).copied().unwrap_or(i64::MIN)));
    }
    Ok(newest)
}

pub(crate) async fn histogram(
    db: &Database,
    period: Period,
    filter: &EventFilter,
    slices: u32,
) -> Result<Vec<EventBucket>, StoreError> {
    let mut buckets = Buckets::new(period, slices.clamp(1, 200));
    let indexed = Indexed::now(db).await?;
    tail::visit(db, &indexed, period, |stored| {
        if stored.event.matches(filter) {
            buckets.add(stored.event.time, u64::from(stored.event.outcome == Outcome::Ok), 1);
        }
    })
    .await?;
    let Some(wanted) = wanted(db, filter).await? else { return Ok(buckets.list) };
    let ok = ids(db, EventField::Result, ["ok"]).await?.into_values().next();
    let mut walk = Walk::new(db, &indexed, period, &wanted, Order::NewestFirst);
    while let Some(segment) = walk.next().await? {
        let whole = segment.inside(period) && buckets.at(segment.from) == buckets.at(segment.to);
        if whole && wanted.is_empty() {
            buckets.add(segment.from, segment.ok, segment.ok + segment.failed);
            continue;
        }
        let columns = columns(db, &segment).await?;
        let succeeded = succeeded(&columns, ok);
        for at in matching(&columns, &wanted, period) {
            buckets.add(Timestamp(columns.times[at]), u64::from(succeeded(at)), 1);
        }
    }
    Ok(buckets.list)
}

/// Equal slices of a period; in whole milliseconds, so some are a millisecond longer than others.
struct Buckets {
    period: Period,
    list: Vec<EventBucket>,
}

impl Buckets {
    fn new(period: Period, slices: u32) -> Self {
        let span = Self::span(period);
        let start = |slice: u32| {
            let offset = (i128::from(slice) * span + i128::from(slices) - 1) / i128::from(slices);
            Timestamp(i64::try_from(i128::from(period.from.0) + offset).unwrap_or(i64::MAX))
        };
        let list = (0..slices).map(|slice| EventBucket { from: start(slice), ok: 0, failed: 0 }).collect();
        Self { period, list }
    }

    fn span(period: Period) -> i128 {
        (i128::from(period.to.0) - i128::from(period.from.0)).max(1)
    }

    /// The slice that contains a time of the period.
    fn at(&self, time: Timestamp) -> usize {
        let offset = i128::from(time.0) - i128::from(self.period.from.0);
        let slice = offset * self.list.len() as i128 / Self::span(self.period);
        usize::try_from(slice).unwrap_or(0).min(self.list.len() - 1)
    }

    fn add(&mut self, time: Timestamp, ok: u64, all: u64) {
        let at = self.at(time);
        self.list[at].ok += ok;
        self.list[at].failed += all - ok;
    }
}
