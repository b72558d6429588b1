//! Events, newest first.

use super::{
    blocks::block,
    segments::{Walk, columns, matching},
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
use strongroom_core::ports::{EventPage, EventSlice, StoreError};
use strongroom_domain::{Period, Timestamp};
use strongroom_trail::{Block, Stored, WriterId};

/// Place of an event in the order of the whole trail.
type Key = (Timestamp, WriterId, u64);

pub(crate) async fn events(db: &Database, slice: &EventSlice) -> Result<EventPage, StoreError> {
    let mut newest = Newest { most: slice.limit as usize + 1, before: slice.before, found: BTreeMap::new() };
    let period = match slice.before {
        // Equal times are told apart by the key.
        Some((time, ..)) => Period { from: slice.period.from, to: slice.period.to.min(time.plus_ms(1)) },
        None => slice.period,
    };
    let indexed = Indexed::now(db).await?;
    tail::visit(db, &indexed, period, |stored| {
        if stored.event.fits(&slice.filter) {
            newest.offer((stored.event.time, stored.writer, stored.sequence), Some(stored));
        }
    })
    .await?;
    if let Some(wanted) = wanted(db, &slice.filter).await? {
        let mut walk = Walk::new(db, &indexed, period, &wanted);
        while let Some(segment) = walk.next().await? {
            if newest.beyond(segment.to) {
                break;
            }
            let columns = columns(db, &segment).await?;
            for at in matching(&columns, &wanted, period) {
                newest.offer((Timestamp(columns.times[at]), segment.writer, segment.first + at as u64), None);
            }
        }
    }
    let more = newest.found.len() > slice.limit as usize;
    let mut events = Vec::with_capacity(newest.found.len());
    let mut block = None;
    for (key, stored) in newest.found.into_iter().rev().take(slice.limit as usize) {
        events.push(match stored {
            Some(stored) => stored,
            None => load(db, key.1, key.2, &mut block).await?,
        });
    }
    Ok(EventPage { events, more })
}

/// The newest few of what is offered.
struct Newest {
    most: usize,
    before: Option<Key>,
    found: BTreeMap<Key, Option<Stored>>,
}

impl Newest {
    fn offer(&mut self, key: Key, stored: Option<Stored>) {
        if self.before.is_some_and(|before| key >= before) {
            return;
        }
        self.found.insert(key, stored);
        if self.found.len() > self.most {
            self.found.pop_first();
        }
    }

    /// Whether nothing up to `to` can get in any more.
    fn beyond(&self, to: Timestamp) -> bool {
        self.found.len() >= self.most && self.found.first_key_value().is_some_and(|(key, _)| key.0 > to)
    }
}

/// An event by its place; neighbours share the block that was read last.
async fn load(db: &Database, writer: WriterId, sequence: u64, last: &mut Option<Block>) -> Result<Stored, StoreError> {
    let holds = |b: &Block| b.writer == writer && (b.first..b.first + u64::from(b.count)).contains(&sequence);
    if !last.as_ref().is_some_and(holds) {
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
    let block = last.as_ref().filter(|b| holds(b)).ok_or_else(|| corrupt("trail_block"))?;
    let events = block.events().map_err(|_| corrupt("trail_block.body"))?;
    events.into_iter().find(|stored| stored.sequence == sequence).ok_or_else(|| corrupt("trail_block.body"))
}
