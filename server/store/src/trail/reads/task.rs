//! The task that adds up reads.
//!
//! A batch is many events of one writer: added up in memory, a thousand reads by one application are one row. Its rows are written in
//! the order of their keys, some in each transaction, because SQLite has one writer, for which reads wait meanwhile: each of them is
//! recorded before its response. How far a batch is written is part of each transaction, so an interrupted one is continued. On
//! PostgreSQL each node adds up its own writer's events in every round, and once a minute those of all others; of two that do the same
//! part one finds that the other was faster, and leaves the batch to it.

use super::{
    progress::{AddedReads, OpenBatch},
    sums::{Sum, SumKey, Sums, read},
};
use crate::{
    convert::int,
    database::Database,
    error::{corrupt, unavailable},
    sql::Sql,
    trail::{Progress, tail},
};
use sea_orm::ConnectionTrait;
use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};
use strongroom_core::ports::StoreError;
use tokio::time::Instant;

/// Time between two rounds.
const INTERVAL: Duration = Duration::from_secs(5);
/// Events of a batch, about.
const EVENTS: usize = 65_536;
/// Rows of a batch, about: some megabytes of memory.
const KEYS: usize = 8_192;
/// Rows written in one transaction: some milliseconds.
const ROWS: usize = 64;
/// The pause after a transaction, in times that it took: the writer is free for two thirds of the time.
const PAUSES: u32 = 2;
/// With as many events waiting, no pause is made.
const FAR_BEHIND: u64 = 100_000;
/// Rounds between two looks at other writers on PostgreSQL.
const OTHERS: u32 = 12;

/// The task's state.
pub(crate) struct ReadTally {
    db: Database,
    progress: Arc<Progress>,
}

impl ReadTally {
    pub fn new(db: Database, progress: Arc<Progress>) -> Self {
        Self { db, progress }
    }

    /// Runs until the task is aborted; a step is one transaction, so it can be aborted at any time.
    pub async fn run(self) {
        for round in 0u32.. {
            if let Err(error) = self.round(round % OTHERS == 0).await {
                tracing::warn!(%error, "adding up who read which version failed and is retried; lists read the trail meanwhile");
            }
            tokio::time::sleep(INTERVAL).await;
        }
    }

    async fn round(&self, with_others: bool) -> Result<(), StoreError> {
        let own = self.progress.number.load(Ordering::Acquire);
        let last = self.progress.last.load(Ordering::Acquire);
        for (writer, mut added) in self.waiting(own, last, with_others).await? {
            loop {
                let hurry = writer == own && last.saturating_sub(added.added) >= FAR_BEHIND;
                let Some(next) = self.batch(writer, added, hurry).await? else { break };
                added = next;
                // What is read meanwhile waits for the next round: together it is fewer rows.
                if writer == own && added.added >= last {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Writers with events that are not added, and how far they are.
    async fn waiting(&self, own: i64, last: u64, with_others: bool) -> Result<Vec<(i64, AddedReads)>, StoreError> {
        let mut sql = Sql::new(
            "SELECT w.number, p.added, p.through, p.part FROM trail_writer w \
             LEFT JOIN read_tally_progress p ON p.writer = w.number WHERE (w.number = ",
        );
        sql.value(own).add(" AND COALESCE(p.added, 0) < ").value(int(last)).add(")");
        if with_others {
            sql.add(" OR (w.number <> ").value(own).add(" AND EXISTS (SELECT 1 FROM trail_block b");
            sql.add(" WHERE b.writer = w.number AND b.first_seq > COALESCE(p.added, 0)))");
        }
        let rows = self.db.readers.query_all_raw(sql.statement(&self.db)).await.map_err(unavailable)?;
        rows.iter().map(|row| Ok((row.try_get("", "number").map_err(unavailable)?, AddedReads::of(row)?))).collect()
    }

    /// Adds up the next events of a writer. Returns how far it is then; `None` if nothing is left or another process was faster.
    async fn batch(&self, writer: i64, from: AddedReads, hurry: bool) -> Result<Option<AddedReads>, StoreError> {
        let (mut sums, mut last, mut count) = (Sums::default(), from.added, 0);
        tail::blocks_after(&self.db.readers, &self.db, writer, from.added, |events| {
            count += events.len();
            for stored in events {
                last = last.max(stored.sequence);
                if let Some((key, sum)) = read(&stored.event)
                    && !from.includes(stored.sequence, &key)
                {
                    sums.add(key, sum);
                }
            }
            match &from.open {
                // An interrupted batch ends with the same event as before.
                Some(open) => last < open.through,
                None => count < EVENTS && sums.0.len() < KEYS,
            }
        })
        .await?;
        if last == from.added {
            return Ok(None);
        }
        let mut rows: Vec<(SumKey, Sum)> = sums.0.into_iter().collect();
        // In one order, so that two nodes do not wait for each other either.
        rows.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        let end = AddedReads { added: last, open: None };
        let mut at = from;
        while at != end {
            let began = Instant::now();
            let rest = rows.split_off(rows.len().min(ROWS));
            let next = match rows.last() {
                Some((key, _)) if !rest.is_empty() => {
                    let open = OpenBatch { through: last, part: key.clone() };
                    AddedReads { added: at.added, open: Some(open) }
                }
                _ => end.clone(),
            };
            if !self.part(writer, &at, &next, &rows).await? {
                return Ok(None);
            }
            (at, rows) = (next, rest);
            if !hurry {
                tokio::time::sleep(began.elapsed() * PAUSES).await;
            }
        }
        Ok(Some(at))
    }

    /// Writes some rows and that they are. `false` if another process was faster.
    async fn part(
        &self,
        writer: i64,
        from: &AddedReads,
        to: &AddedReads,
        rows: &[(SumKey, Sum)],
    ) -> Result<bool, StoreError> {
        let advance = from.advance(writer, to)?.statement(&self.db);
        let upsert = if rows.is_empty() { None } else { Some(upsert(&self.db, rows)?.statement(&self.db)) };
        let transaction = self.db.begin().await.map_err(unavailable)?;
        if transaction.execute_raw(advance).await.map_err(unavailable)?.rows_affected() == 0 {
            transaction.rollback().await.map_err(unavailable)?;
            return Ok(false);
        }
        if let Some(upsert) = upsert {
            transaction.execute_raw(upsert).await.map_err(unavailable)?;
        }
        transaction.commit().await.map_err(unavailable)?;
        Ok(true)
    }
}

/// Rows as one parameter, because SQLite's time for parameters grows with the square of their number.
fn upsert(db: &Database, rows: &[(SumKey, Sum)]) -> Result<Sql, StoreError> {
    let values = rows.iter().map(|(key, sum)| {
        let SumKey { secret, version, is_role, reader, surface, network, client } = key;
        let address = sum.address.map(|address| address.to_string()).unwrap_or_default();
        serde_json::json!([
            secret,
            version,
            is_role,
            reader,
            surface,
            network,
            client,
            address,
            sum.first.0,
            sum.last.0,
            sum.count
        ])
    });
    let values = serde_json::to_string(&values.collect::<Vec<_>>()).map_err(|_| corrupt("read_tally"))?;
    let mut sql = Sql::new(
        "INSERT INTO read_tally (secret, version, is_role, reader, surface, network, client, address, first_time, last_time, reads) \
         SELECT value->>0, value->>1, CAST(value->>2 AS BOOLEAN), value->>3, CAST(value->>4 AS BIGINT), value->>5, value->>6, value->>7, \
         CAST(value->>8 AS BIGINT), CAST(value->>9 AS BIGINT), CAST(value->>10 AS BIGINT) FROM ",
    );
    match db.is_sqlite() {
        true => sql.add("json_each(").value(values).add(")"),
        false => sql.add("json_array_elements(CAST(").value(values).add(" AS json))"),
    };
    sql.add(
        " WHERE true ON CONFLICT (secret, version, is_role, reader, surface, network, client) DO UPDATE SET \
         address = CASE WHEN excluded.last_time >= read_tally.last_time THEN excluded.address ELSE read_tally.address END, \
         first_time = CASE WHEN excluded.first_time < read_tally.first_time THEN excluded.first_time ELSE read_tally.first_time END, \
         last_time = CASE WHEN excluded.last_time > read_tally.last_time THEN excluded.last_time ELSE read_tally.last_time END, \
         reads = read_tally.reads + excluded.reads",
    );
    Ok(sql)
}
