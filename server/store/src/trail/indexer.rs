//! The task that builds segments from blocks.
//!
//! It runs when [`SEGMENT`] events of this process are not indexed; fewer are cheaper to read than to index. While commits
//! are queued it pauses, unless it has fallen far behind. Its progress is in the database (`trail_writer.indexed`), so it
//! continues after a restart; a step is one transaction.

use super::{
    columns::Columns,
    draft::{SegmentDraft, id},
    tail,
    values::{add, ids},
};
use crate::{
    convert::{int, nat},
    database::Database,
    entity::trail_segment,
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
use tokio::sync::{Notify, mpsc};

/// Events of a segment, at least.
pub(crate) const SEGMENT: u64 = 8192;
/// Number of unindexed events from which the indexer runs even while commits are queued.
const FAR_BEHIND: u64 = 32 * SEGMENT;
/// How long it pauses for commits.
const PAUSE: Duration = Duration::from_millis(20);
/// How long it waits after a failure.
const RETRY: Duration = Duration::from_secs(5);
/// Terms per statement.
const TERMS: usize = 1000;
/// Dictionary entries kept in memory.
const KNOWN: usize = 20_000;
/// A writer on PostgreSQL that wrote nothing for this many milliseconds may have ended; any node indexes its rest.
const SILENT_MS: i64 = 600_000;

/// Progress of the writer, shared with the indexer.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    /// The writer's number; 0 before its first block.
    pub number: AtomicI64,
    /// Last sequence on disk.
    pub last: AtomicU64,
    /// Sequence on disk from which the writer notifies the indexer; 0 for any.
    pub wanted: AtomicU64,
    /// Notified after each block from there on. Not earlier: an idle wake-up delays the response to the caller.
    pub written: Notify,
}

impl Progress {
    /// Last sequence on disk.
    pub fn last(&self) -> u64 {
        self.last.load(Ordering::Acquire)
    }

    /// A block is durable. Here and in [`Progress::reaches`] each side writes its own number before it looks at the other's.
    pub fn advance(&self, number: i64, last: u64) {
        self.number.store(number, Ordering::Release);
        self.last.store(last, Ordering::SeqCst);
        if last >= self.wanted.load(Ordering::SeqCst) {
            self.written.notify_one();
        }
    }

    /// Waits for a block that ends at `sequence` or later.
    async fn reaches(&self, sequence: u64) {
        self.wanted.store(sequence, Ordering::SeqCst);
        while self.last.load(Ordering::SeqCst) < sequence {
            self.written.notified().await;
        }
    }
}

/// The indexer's state.
pub(crate) struct Indexer {
    db: Database,
    progress: Arc<Progress>,
    queue: mpsc::WeakSender<Job>,
    known: HashMap<EventField, HashMap<String, i64>>,
}

/// The unindexed events of a writer.
struct Rest {
    number: i64,
    indexed: u64,
}

impl Indexer {
    pub fn new(db: Database, progress: Arc<Progress>, queue: mpsc::WeakSender<Job>) -> Self {
        Self { db, progress, queue, known: HashMap::new() }
    }

    /// Runs until the task is aborted; a step is one transaction, so it can be aborted at any time.
    pub async fn run(mut self) {
        loop {
            let Err(error) = self.work().await;
            tracing::warn!(%error, "indexing the audit trail failed and is retried; searches read unindexed blocks");
            tokio::time::sleep(RETRY).await;
        }
    }

    /// Indexes until an error occurs.
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
                // Until a segment is full there is nothing to do.
                self.progress.reaches(indexed + SEGMENT).await;
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

    /// Whether commits are queued.
    fn busy(&self) -> bool {
        self.queue.upgrade().is_some_and(|queue| queue.capacity() < queue.max_capacity())
    }

    /// Other writers with unindexed events whose last event is old. SQLite has no other writers.
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

    /// Builds the next segment. Returns the last indexed sequence.
    async fn step(&mut self, rest: &Rest) -> Result<u64, StoreError> {
        let draft = self.read(rest).await?;
        if draft.rows.is_empty() {
            return Ok(rest.indexed);
        }
        let ids = self.ids(&draft.values).await?;
        let columns = Columns::of(draft.rows.iter().map(|(time, places)| (*time, places.map(|place| id(&ids, place)))));
        let segment = trail_segment::ActiveModel {
            id: NotSet,
            writer: Set(rest.number),
            first_seq: Set(int(draft.first)),
            last_seq: Set(int(draft.last)),
            from_time: Set(columns.times.iter().copied().min().unwrap_or_default()),
            to_time: Set(columns.times.iter().copied().max().unwrap_or_default()),
            ok: Set(draft.ok),
            failed: Set(draft.rows.len() as i64 - draft.ok),
            columns: Set(columns.encode()),
        };
        let transaction = self.db.begin().await.map_err(unavailable)?;
        let mut sql = Sql::new("UPDATE trail_writer SET indexed = ");
        sql.value(int(draft.last)).add(" WHERE number = ").value(rest.number);
        sql.add(" AND indexed = ").value(int(rest.indexed));
        if transaction.execute_raw(sql.statement(&self.db)).await.map_err(unavailable)?.rows_affected() == 0 {
            // Another process was faster; its segment may end at another sequence.
            transaction.rollback().await.map_err(unavailable)?;
            return self.indexed(rest.number).await;
        }
        let id = trail_segment::Entity::insert(segment).exec(&transaction).await.map_err(refused)?.last_insert_id;
        let mut terms: Vec<i64> = ids.iter().map(|&(_, id)| id).collect();
        terms.sort_unstable();
        for chunk in terms.chunks(TERMS) {
            // Numbers only, so the text is safe; a thousand parameters would cost more than the insert.
            let rows = chunk.iter().map(|term| format!("({id},{term})")).collect::<Vec<_>>().join(",");
            let sql = format!("INSERT INTO trail_term (segment, value) VALUES {rows}");
            transaction.execute_unprepared(&sql).await.map_err(unavailable)?;
        }
        transaction.commit().await.map_err(unavailable)?;
        Ok(draft.last)
    }

    /// The next events of a writer: whole blocks, up to the size of a segment.
    async fn read(&self, rest: &Rest) -> Result<SegmentDraft, StoreError> {
        let mut draft = SegmentDraft::default();
        tail::blocks_after(&self.db.readers, &self.db, rest.number, rest.indexed, |events| {
            if draft.rows.len() as u64 >= SEGMENT || draft.rows.len().saturating_add(events.len()) > Columns::MOST {
                return false;
            }
            events.iter().for_each(|stored| draft.add(stored));
            true
        })
        .await?;
        Ok(draft)
    }

    /// Ids of values, in order; new values are added to the dictionary.
    async fn ids(&mut self, values: &[(EventField, String)]) -> Result<Vec<(EventField, i64)>, StoreError> {
        if self.known.values().map(HashMap::len).sum::<usize>() > KNOWN {
            self.known.clear();
        }
        for field in EventField::ALL {
            let known = self.known.entry(field).or_default();
            let mut new: Vec<&str> =
                values.iter().filter(|(f, _)| *f == field).map(|(_, value)| value.as_str()).collect();
            new.retain(|value| !known.contains_key(*value));
            known.extend(ids(&self.db, field, new.iter().copied()).await?);
            new.retain(|value| !known.contains_key(*value));
            add(&self.db, field, &new).await?;
            known.extend(ids(&self.db, field, new).await?);
        }
        let id = |field: &EventField, value: &String| self.known.get(field)?.get(value).copied();
        let all = values.iter().map(|(field, value)| id(field, value).map(|id| (*field, id)));
        all.collect::<Option<_>>().ok_or_else(|| corrupt("trail_value"))
    }
}
