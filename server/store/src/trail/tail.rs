//! The tail: blocks that are not in a segment yet, read in full.

use super::blocks::block;
use crate::{
    convert::{array, int, nat},
    database::Database,
    entity::trail_block,
    error::{corrupt, unavailable},
    sql::Sql,
};
use sea_orm::{ConnectionTrait, EntityTrait};
use std::collections::HashMap;
use strongroom_core::ports::{DerivedFault, StoreError};
use strongroom_domain::Period;
use strongroom_trail::{Block, BlockEvents, Stored, WriterId};

/// Blocks per query.
const PAGE: i64 = 16;

/// A snapshot of what is indexed: a search over tail and segments must not count an event twice while the indexer
/// continues.
pub(super) struct Indexed(HashMap<i64, IndexedWriter>);

struct IndexedWriter {
    id: WriterId,
    /// What the mark of the writer says.
    mark: u64,
    /// Last event of its segments.
    covered: u64,
    /// Number of events in its segments.
    events: u64,
    /// Whether there is a tail.
    open: bool,
}

impl IndexedWriter {
    /// The last event that is looked up in segments. What a raised mark would hide is read from the blocks.
    fn indexed(&self) -> u64 {
        self.mark.min(self.covered)
    }
}

impl Indexed {
    pub async fn now(db: &Database) -> Result<Self, StoreError> {
        let sql = "SELECT number, id, indexed, CAST(CASE WHEN EXISTS (SELECT 1 FROM trail_block b \
                   WHERE b.writer = w.number AND b.first_seq > w.indexed) THEN 1 ELSE 0 END AS BIGINT) AS open, \
                   CAST(COALESCE(s.covered, 0) AS BIGINT) AS covered, CAST(COALESCE(s.events, 0) AS BIGINT) AS events \
                   FROM trail_writer w LEFT JOIN (SELECT writer, MAX(last_seq) AS covered, \
                   SUM(last_seq - first_seq + 1) AS events FROM trail_segment GROUP BY writer) s ON s.writer = w.number";
        let rows = db.readers.query_all_raw(db.statement(sql, [])).await.map_err(unavailable)?;
        let mut writers = HashMap::with_capacity(rows.len());
        for row in rows {
            let number = |column: &str| row.try_get::<i64>("", column).map_err(unavailable);
            let id: Vec<u8> = row.try_get("", "id").map_err(unavailable)?;
            let id = WriterId(array(&id, "trail_writer.id")?);
            let (mark, covered, events) = (nat(number("indexed")?), nat(number("covered")?), nat(number("events")?));
            // Whether there are events behind the segments is not known if the mark is beyond them.
            let open = number("open")? != 0 || mark > covered;
            let writer = IndexedWriter { id, mark, covered, events, open };
            writers.insert(number("number")?, writer);
        }
        Ok(Self(writers))
    }

    /// The writer with this number, if a segment that ends at `last` is part of the snapshot.
    pub fn covers(&self, number: i64, last: u64) -> Option<WriterId> {
        self.0.get(&number).filter(|writer| last <= writer.indexed()).map(|writer| writer.id)
    }

    /// A mark that is not where the segments end, or segments that do not follow each other. Which of their contents is wrong only a comparison
    /// with the events says.
    pub fn fault(&self) -> Option<DerivedFault> {
        let wrong = |writer: &&IndexedWriter| writer.mark != writer.covered || writer.events != writer.covered;
        self.0.values().find(wrong).map(|writer| DerivedFault::Indexed {
            writer: writer.id,
            indexed: writer.mark,
            covered: writer.events.min(writer.covered),
        })
    }
}

/// A block that is not what this installation wrote: its chain, the first event and the last.
pub(super) type RefusedBlock = (WriterId, u64, u64);

/// Visits every event of the tail inside `period`, in no particular order between writers. Returns the blocks that are not authentic, whose events
/// are left out. An event of a newer program is left to its nodes.
pub(super) async fn visit(
    db: &Database,
    indexed: &Indexed,
    period: Period,
    mut see: impl FnMut(Stored),
) -> Result<Vec<RefusedBlock>, StoreError> {
    let mut refused = Vec::new();
    for (&number, writer) in indexed.0.iter().filter(|(_, writer)| writer.open) {
        let mut after = writer.indexed();
        loop {
            let blocks = page(db, number, writer.id, after, period).await?;
            let Some(last) = blocks.last() else { break };
            after = last.first;
            let full = blocks.len() as i64 == PAGE;
            for block in &blocks {
                match authentic_events(db, block) {
                    Some(events) => {
                        events.known.into_iter().filter(|stored| contains(period, stored)).for_each(&mut see);
                    }
                    None => refused.push((block.writer, block.first, block.last())),
                }
            }
            if !full {
                break;
            }
        }
    }
    Ok(refused)
}

/// The events of a block; `None` if it is not what this installation wrote.
pub(super) fn authentic_events(db: &Database, block: &Block) -> Option<BlockEvents> {
    if db.block_key.accepts(block) { block.known_events().ok() } else { None }
}

/// Gives the events of a writer's blocks after a sequence, block by block, until `see` has had enough. It ends before a block that is not
/// authentic, or has an event that only a newer program knows: what is derived from events is derived from all of them.
pub(super) async fn blocks_after(
    connection: &impl ConnectionTrait,
    db: &Database,
    writer: i64,
    mut after: u64,
    mut see: impl FnMut(Vec<Stored>) -> bool,
) -> Result<(), StoreError> {
    let sql = "SELECT id FROM trail_writer WHERE number = $1";
    let row = connection.query_one_raw(db.statement(sql, [writer.into()])).await.map_err(unavailable)?;
    let id: Vec<u8> = row.ok_or_else(|| corrupt("trail_writer"))?.try_get("", "id").map_err(unavailable)?;
    let id = WriterId(array(&id, "trail_writer.id")?);
    loop {
        let mut sql = Sql::new("SELECT * FROM trail_block WHERE writer = ");
        sql.value(writer).add(" AND first_seq > ").value(int(after)).add(" ORDER BY first_seq LIMIT ").value(PAGE);
        let query = trail_block::Entity::find().from_raw_sql(sql.statement(db));
        let models = query.all(connection).await.map_err(unavailable)?;
        let full = models.len() as i64 == PAGE;
        for model in models {
            after = nat(model.first_seq);
            match authentic_events(db, &block(id, model)) {
                Some(events) if events.unknown == 0 => {
                    if !see(events.known) {
                        return Ok(());
                    }
                }
                _ => return Ok(()),
            }
            tokio::task::yield_now().await;
        }
        if !full {
            return Ok(());
        }
    }
}

fn contains(period: Period, stored: &Stored) -> bool {
    (period.from..period.to).contains(&stored.event.time)
}

async fn page(
    db: &Database,
    number: i64,
    writer: WriterId,
    after: u64,
    period: Period,
) -> Result<Vec<Block>, StoreError> {
    let mut sql = Sql::new("SELECT * FROM trail_block WHERE writer = ");
    sql.value(number).add(" AND first_seq > ").value(int(after));
    sql.add(" AND to_time >= ").value(period.from.0).add(" AND from_time < ").value(period.to.0);
    sql.add(" ORDER BY first_seq LIMIT ").value(PAGE);
    let found =
        trail_block::Entity::find().from_raw_sql(sql.statement(db)).all(&db.readers).await.map_err(unavailable)?;
    Ok(found.into_iter().map(|model| block(writer, model)).collect())
}
