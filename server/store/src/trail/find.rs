//! Pages of events, newest first.

use super::{
    blocks::block,
    segments::{Order, Walk, columns, matching},
    tail::{self, Indexed, RefusedBlock},
    values::{storable, wanted},
};
use crate::{convert::int, database::Database, entity::trail_block, error::unavailable, sql::Sql};
use sea_orm::EntityTrait;
use std::collections::BTreeMap;
use strongroom_core::ports::{DerivedFault, EventPage, EventPosition, EventSlice, EventsAt, StoreError};
use strongroom_domain::{EventField, EventFilter, Period, Timestamp};
use strongroom_trail::{Event, Stored, WriterId};

pub(crate) async fn events(db: &Database, slice: &EventSlice) -> Result<EventPage, StoreError> {
    let mut nearest = Nearest { most: slice.limit as usize + 1, at: slice.at, found: BTreeMap::new() };
    let Period { from, to } = slice.period;
    // Events of equal time are ordered by the rest of the key.
    let (period, order) = match slice.at {
        EventsAt::Newest => (slice.period, Order::NewestFirst),
        EventsAt::OlderThan((time, ..)) => (Period { from, to: to.min(time.plus_ms(1)) }, Order::NewestFirst),
        EventsAt::NewerThan((time, ..)) => (Period { from: from.max(time), to }, Order::OldestFirst),
    };
    let indexed = Indexed::now(db).await?;
    let mut misindexed = indexed.fault();
    let mut refused = tail::visit(db, &indexed, period, |stored| {
        if stored.event.matches(&slice.filter) {
            nearest.offer((stored.event.time, stored.writer, stored.sequence), Some(stored));
        }
    })
    .await?;
    if let Some(wanted) = wanted(db, &slice.filter).await? {
        let mut walk = Walk::new(db, &indexed, period, &wanted, order);
        while let Some(segment) = walk.next().await? {
            if nearest.beyond(segment.from, segment.to) {
                break;
            }
            let columns = columns(db, &segment).await?;
            for at in matching(&columns, &wanted, period) {
                nearest.offer((Timestamp(columns.times[at]), segment.writer, segment.first + at as u64), None);
            }
        }
    }
    let more = nearest.found.len() > slice.limit as usize;
    if more {
        nearest.drop_farthest();
    }
    let mut events = Vec::with_capacity(nearest.found.len());
    let mut block = None;
    for (key, stored) in nearest.found.into_iter().rev() {
        match stored {
            Some(stored) => events.push(stored),
            None => match load(db, key.1, key.2, &mut block).await? {
                Ok(stored) if stored.event.time == key.0 && is_match(&stored.event, &slice.filter) => {
                    events.push(stored)
                }
                Ok(Stored { writer, sequence, .. }) => {
                    misindexed = misindexed.or(Some(DerivedFault::Segment { writer, first: sequence, last: sequence }));
                }
                Err(block) if refused.contains(&block) => {}
                Err(block) => refused.push(block),
            },
        }
    }
    Ok(EventPage { events, more, refused, misindexed })
}

/// Whether an event that the index found is one that was asked for. The index has texts as PostgreSQL stores them.
fn is_match(event: &Event, filter: &EventFilter) -> bool {
    filter.matches_mode(event.action)
        && EventField::ALL.iter().all(|&field| {
            let mut wanted = filter.values(field).peekable();
            let has = |value: &str| event.field(field).is_some_and(|has| storable(&has) == storable(value));
            wanted.peek().is_none() || wanted.any(has)
        })
}

/// Keeps those offered events that are nearest to the page's position.
struct Nearest {
    most: usize,
    at: EventsAt,
    found: BTreeMap<EventPosition, Option<Stored>>,
}

impl Nearest {
    fn offer(&mut self, key: EventPosition, stored: Option<Stored>) {
        let inside = match self.at {
            EventsAt::Newest => true,
            EventsAt::OlderThan(place) => key < place,
            EventsAt::NewerThan(place) => key > place,
        };
        if inside {
            self.found.insert(key, stored);
        }
        if self.found.len() > self.most {
            self.drop_farthest();
        }
    }

    fn drop_farthest(&mut self) {
        match self.at {
            EventsAt::Newest | EventsAt::OlderThan(_) => self.found.pop_first(),
            EventsAt::NewerThan(_) => self.found.pop_last(),
        };
    }

    /// Whether no event between `from` and `to`, or farther away, can still be kept.
    fn beyond(&self, from: Timestamp, to: Timestamp) -> bool {
        self.found.len() >= self.most
            && match self.at {
                EventsAt::Newest | EventsAt::OlderThan(_) => {
                    self.found.first_key_value().is_some_and(|(k, _)| k.0 > to)
                }
                EventsAt::NewerThan(_) => self.found.last_key_value().is_some_and(|(k, _)| k.0 < from),
            }
    }
}

/// A block that was read to show events of it; they are `None` if it is not authentic.
struct LoadedBlock {
    writer: WriterId,
    first: u64,
    last: u64,
    events: Option<Vec<Stored>>,
}

impl LoadedBlock {
    fn contains(&self, writer: WriterId, sequence: u64) -> bool {
        self.writer == writer && (self.first..=self.last).contains(&sequence)
    }
}

/// An event by its position, or its block if that is missing or not authentic; neighbours share the block that was read last.
async fn load(
    db: &Database,
    writer: WriterId,
    sequence: u64,
    last: &mut Option<LoadedBlock>,
) -> Result<Result<Stored, RefusedBlock>, StoreError> {
    if !last.as_ref().is_some_and(|block| block.contains(writer, sequence)) {
        let mut sql =
            Sql::new("SELECT b.* FROM trail_block b WHERE b.writer = (SELECT number FROM trail_writer WHERE id = ");
        sql.value(writer.0.to_vec())
            .add(") AND b.first_seq <= ")
            .value(int(sequence))
            .add(" ORDER BY b.first_seq DESC LIMIT 1");
        let found =
            trail_block::Entity::find().from_raw_sql(sql.statement(db)).one(&db.readers).await.map_err(unavailable)?;
        let found = found.map(|model| block(writer, model));
        *last = found.map(|block| LoadedBlock {
            writer,
            first: block.first,
            last: block.last(),
            events: tail::authentic_events(db, &block).map(|events| events.known),
        });
    }
    let Some(block) = last.as_ref().filter(|block| block.contains(writer, sequence)) else {
        return Ok(Err((writer, sequence, sequence)));
    };
    let found = block.events.iter().flatten().find(|stored| stored.sequence == sequence);
    Ok(found.cloned().ok_or((writer, block.first, block.last)))
}
