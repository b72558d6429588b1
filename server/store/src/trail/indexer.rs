//! The task that makes segments of blocks.
//!
//! It works when [`SEGMENT`] events of this process wait; fewer are cheaper to read than to index. While commits wait in the
//! queue it stands back, unless it has fallen far behind. What it has done is in the database (`trail_writer.indexed`), so it
//! goes on after a restart where it was; a step is one transaction.

use super::{
    blocks::block,
    columns::Columns,
    values::{add, ids, storable},
};
use crate::{
    convert::{int, nat},
    database::Database,
    entity::{trail_block, trail_segment},
    error::{corrupt, refused, unavailable},
    sql::Sql,
    writer::Job,
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ConnectionTrait, EntityTrait,
};
use std::{
    collections::HashMap,
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::Duration,
};
use strongroom_core::ports::StoreError;
use strongroom_domain::EventField;
use strongroom_trail::{Outcome, Stored, WriterId};
use tokio::sync::{Notify, mpsc};

/// Events of a segment, at least.
pub(crate) const SEGMENT: u64 = 8192;
/// Waiting events from which the indexer works even while commits wait.
const FAR_BEHIND: u64 = 32 * SEGMENT;
/// How long it stands back.
const PAUSE: Duration = Duration::from_millis(20);
/// How long it waits after a failure.
const RETRY: Duration = Duration::from_secs(5);
/// Blocks read at once.
const PAGE: i64 = 64;
/// Terms per statement.
const TERMS: usize = 1000;
/// Dictionary entries kept in memory.
const KNOWN: usize = 20_000;
/// A writer on PostgreSQL that has been silent for so many milliseconds may be gone; anyone indexes its rest.
const SILENT_MS: i64 = 600_000;

/// What the writer tells the indexer.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    /// The writer's number; 0 before its first block.
    pub number: AtomicI64,
    /// Last sequence on disk.
    pub last: AtomicU64,
    /// Rung after each block.
    pub written: Notify,
}

/// The indexer's state.
pub(crate) struct Indexer {
    db: Database,
    progress: Arc<Progress>,
    queue: mpsc::WeakSender<Job>,
    known: HashMap<(EventField, String), i64>,
}

/// A writer's unindexed rest.
struct Rest {
    number: i64,
    indexed: u64,
}

impl Indexer {
    pub fn new(db: Database, progress: Arc<Progress>, queue: mpsc::WeakSender<Job>) -> Self {
        Self { db, progress, queue, known: HashMap::new() }
    }

    /// Works until the task is aborted; a step is one transaction, so that can be at any time.
    pub async fn run(mut self) {
        loop {
            let Err(error) = self.work().await;
            tracing::warn!(%error, "the audit trail's index waits; searches read what is not indexed");
            tokio::time::sleep(RETRY).await;
        }
    }

    /// Indexes for ever, or until something fails.
    async fn work(&mut self) -> Result<Infallible, StoreError> {
        while self.progress.number.load(Ordering::Acquire) == 0 {
            self.progress.written.notified().await;
        }
        let number = self.progress.number.load(Ordering::Acquire);
        let mut indexed = self.indexed(number).await?;
        loop {
            let waiting = self.progress.last.load(Ordering::Acquire).saturating_sub(indexed);
            if waiting < SEGMENT {
                for rest in self.left_behind(number).await? {
                    self.step(&rest).await?;
                }
                // Until a segment is full there is nothing to look at.
                while self.progress.last.load(Ordering::Acquire).saturating_sub(indexed) < SEGMENT {
                    self.progress.written.notified().await;
                }
            } else if waiting < FAR_BEHIND && self.busy() {
                tokio::time::sleep(PAUSE).await;
            } else {
                indexed = self.step(&Rest { number, indexed }).await?;
            }
        }
    }

    async fn indexed(&self, number: i64) -> Result<u64, StoreError> {
        let sql = "SELECT indexed FROM trail_writer WHERE number = $1";
        let row = self.db.readers.query_one_raw(self.db.statement(sql, [number.into()])).await.map_err(unavailable)?;
        row.ok_or_else(|| corrupt("trail_writer"))?.try_get("", "indexed").map(nat).map_err(unavailable)
    }

    /// Commits wait.
    fn busy(&self) -> bool {
        self.queue.upgrade().is_some_and(|queue| queue.capacity() < queue.max_capacity())
    }

    /// Other writers with something unindexed whose last event is old. SQLite has no other writers.
    async fn left_behind(&self, number: i64) -> Result<Vec<Rest>, StoreError> {
        if self.db.is_sqlite() {
            return Ok(Vec::new());
        }
        let mut sql = Sql::new("SELECT w.number, w.indexed FROM trail_writer w WHERE w.number <> ");
        sql.value(number)
            .add(" AND EXISTS (SELECT 1 FROM trail_block b WHERE b.writer = w.number AND b.first_seq > w.indexed)");
        sql.add(" AND NOT EXISTS (SELECT 1 FROM trail_block b WHERE b.writer = w.number AND b.first_seq > w.indexed");
        sql.add(" AND b.to_time > CAST(extract(epoch FROM now()) * 1000 AS BIGINT) - ")
            .value(SILENT_MS)
            .add(") LIMIT 100");
        let rows = self.db.readers.query_all_raw(sql.statement(&self.db)).await.map_err(unavailable)?;
        let rest = |row: &sea_orm::QueryResult| {
            Ok(Rest { number: row.try_get("", "number")?, indexed: nat(row.try_get("", "indexed")?) })
        };
        rows.iter().map(|row| rest(row).map_err(unavailable)).collect()
    }

    /// Makes one segment of what comes next. Returns the last sequence it covers.
    async fn step(&mut self, rest: &Rest) -> Result<u64, StoreError> {
        let events = self.read(rest).await?;
        let (Some(first), Some(last)) = (events.first(), events.last()) else { return Ok(rest.indexed) };
        let (first, last) = (first.sequence, last.sequence);
        self.learn(&events).await?;
        let rows: Vec<_> = events
            .iter()
            .map(|stored| (stored.event.time.0, EventField::ALL.map(|field| self.id(stored, field))))
            .collect();
        let columns = Columns::of(&rows);
        let ok = events.iter().filter(|stored| stored.event.outcome == Outcome::Ok).count() as i64;
        let segment = trail_segment::ActiveModel {
            id: NotSet,
            writer: Set(rest.number),
            first_seq: Set(int(first)),
            last_seq: Set(int(last)),
            from_time: Set(columns.times.iter().copied().min().unwrap_or_default()),
            to_time: Set(columns.times.iter().copied().max().unwrap_or_default()),
            ok: Set(ok),
            failed: Set(events.len() as i64 - ok),
            columns: Set(columns.encode()),
        };
        let transaction = self.db.begin().await.map_err(unavailable)?;
        let mut sql = Sql::new("UPDATE trail_writer SET indexed = ");
        sql.value(int(last)).add(" WHERE number = ").value(rest.number).add(" AND indexed = ").value(int(rest.indexed));
        if transaction.execute_raw(sql.statement(&self.db)).await.map_err(unavailable)?.rows_affected() == 0 {
            // Another process was faster, and may have gone further or less far than we would have.
            transaction.rollback().await.map_err(unavailable)?;
            return self.indexed(rest.number).await;
        }
        let id = trail_segment::Entity::insert(segment).exec(&transaction).await.map_err(refused)?.last_insert_id;
        let mut terms: Vec<i64> =
            columns.fields.iter().flat_map(|column| column.ids.iter().copied()).filter(|&id| id != 0).collect();
        terms.sort_unstable();
        for chunk in terms.chunks(TERMS) {
            // Numbers only, so the text is safe; a thousand parameters would cost more than the insert.
            let rows = chunk.iter().map(|term| format!("({id},{term})")).collect::<Vec<_>>().join(",");
            let sql = format!("INSERT INTO trail_term (segment, value) VALUES {rows}");
            transaction.execute_unprepared(&sql).await.map_err(unavailable)?;
        }
        transaction.commit().await.map_err(unavailable)?;
        Ok(last)
    }

    /// The next events of a writer: whole blocks, a segment's worth or what there is.
    async fn read(&self, rest: &Rest) -> Result<Vec<Stored>, StoreError> {
        let mut events: Vec<Stored> = Vec::new();
        let mut after = rest.indexed;
        while (events.len() as u64) < SEGMENT {
            let mut sql = Sql::new("SELECT * FROM trail_block WHERE writer = ");
            sql.value(rest.number)
                .add(" AND first_seq > ")
                .value(int(after))
                .add(" ORDER BY first_seq LIMIT ")
                .value(PAGE);
            let query = trail_block::Entity::find().from_raw_sql(sql.statement(&self.db));
            let models = query.all(&self.db.readers).await.map_err(unavailable)?;
            let full = models.len() as i64 == PAGE;
            for model in models {
                if events.len() as u64 >= SEGMENT
                    || events.len() + usize::try_from(model.count).unwrap_or(0) > Columns::MOST
                {
                    break;
                }
                after = nat(model.first_seq);
                let block = block(WriterId([0; 16]), model)?;
                events.extend(block.events().map_err(|_| corrupt("trail_block.body"))?);
                tokio::task::yield_now().await;
            }
            if !full {
                break;
            }
        }
        Ok(events)
    }

    /// Gets ids for every value of these events, new ones included.
    async fn learn(&mut self, events: &[Stored]) -> Result<(), StoreError> {
        if self.known.len() > KNOWN {
            self.known.clear();
        }
        for field in EventField::ALL {
            let mut new: Vec<String> = events
                .iter()
                .filter_map(|stored| stored.event.field(field))
                .map(|v| storable(&v).into_owned())
                .collect();
            new.sort_unstable();
            new.dedup();
            new.retain(|value| !self.known.contains_key(&(field, value.clone())));
            for round in 0..2 {
                let found = ids(&self.db, field, new.iter().map(String::as_str)).await?;
                new.retain(|value| !found.contains_key(value));
                self.known.extend(found.into_iter().map(|(value, id)| ((field, value), id)));
                if round == 0 && !new.is_empty() {
                    add(&self.db, field, &new.iter().map(String::as_str).collect::<Vec<_>>()).await?;
                }
            }
        }
        Ok(())
    }

    /// The id of an event's value; 0 when it has none.
    fn id(&self, stored: &Stored, field: EventField) -> i64 {
        let value = stored.event.field(field).map(|value| storable(&value).into_owned());
        value.and_then(|value| self.known.get(&(field, value)).copied()).unwrap_or(0)
    }
}
