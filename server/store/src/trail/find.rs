//! Pages of events, newest first.

use super::{
    blocks::block,
    segments::{Order, Walk, columns, matching},
    tail::{self, Indexed},
    values::wanted,
};
use crate::{
    convert::int,
    database::Database,
    entity::trail_block,
    error::{corrupt, unavailable},
    sql::Sql,
};
use sea_orm::EntityTrait;
use std::collections::BTreeMap;
use strongroom_core::ports::{EventPage, EventPosition, EventSlice, EventsAt, StoreError};
use strongroom_domain::{Period, Timestamp};
use strongroom_trail::{Block, Stored, WriterId};

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
    tail::visit(db, &indexed, period, |stored| {
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
        events.push(match stored {
            Some(stored) => stored,
            None => load(db, key.1, key.2, &mut block).await?,
        });
    }
    Ok(EventPage { events, more })
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

/// An event by its position; neighbours share the block that was read last.
async fn load(db: &Database, writer: WriterId, sequence: u64, last: &mut Option<Block>) -> Result<Stored, StoreError> {
    let contains = |b: &Block| b.writer == writer && (b.first..b.first + u64::from(b.count)).contains(&sequence);
    if !last.as_ref().is_some_and(contains) {
        let mut sql =
            Sql::new("SELECT b.* FROM trail_block b WHERE b.writer = (SELECT number FROM trail_writer WHERE id = ");
        sql.value(writer.0.to_vec())
            .add(") AND b.first_seq <= ")
            .value(int(sequence))
            .add(" ORDER BY b.first_seq DESC LIMIT 1");
        let found =
            trail_block::Entity::find().from_raw_sql(sql.statement(db)).one(&db.readers).await.map_err(unavailable)?;
        *last = found.map(|model| block(writer, model)).transpose()?;
    }
    let block = last.as_ref().filter(|b| contains(b)).ok_or_else(|| corrupt("trail_block"))?;
    let events = block.events().map_err(|_| corrupt("trail_block.body"))?;
    events.into_iter().find(|stored| stored.sequence == sequence).ok_or_else(|| corrupt("trail_block.body"))
}
