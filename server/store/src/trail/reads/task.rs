//! The task that adds up reads.
//!
//! A step takes some hundred events of one writer that are not added yet, and is one transaction. On PostgreSQL each node adds
//! up its own writer's in every round, and once a minute those of all others; two that take the same step exclude each other by its beginning.

use super::sums::{Sum, SumKey, Sums};
use crate::{
    convert::{int, nat},
    database::Database,
    error::unavailable,
    sql::Sql,
    trail::{Progress, tail},
};
use sea_orm::ConnectionTrait;
use std::{
    collections::HashMap,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};
use strongroom_core::ports::StoreError;
use tokio::time::Instant;

/// Time between two rounds.
const INTERVAL: Duration = Duration::from_secs(5);
/// Events of a step, about. SQLite has one writer, for which reads wait meanwhile: each of them is recorded before its response.
const STEP: usize = 256;
/// The pause after a step, in times that it took: the writer is free for two thirds of the time.
const PAUSES: u32 = 2;
/// With as many events waiting, no pause is made.
const FAR_BEHIND: u64 = 100_000;
/// Rows per statement: eleven values each, and PostgreSQL takes 65,535.
const ROWS: usize = 1000;
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
        for (writer, added) in self.waiting(own, last, with_others).await? {
            let (mut added, mut began) = (added, Instant::now());
            while let Some(next) = self.step(writer, added).await? {
                added = next;
                // What is read meanwhile waits for the next round: together it is fewer rows.
                if writer == own && added >= last {
                    break;
                }
                let far_behind = writer == own && last - added >= FAR_BEHIND;
                if !far_behind {
                    tokio::time::sleep(began.elapsed() * PAUSES).await;
                }
                began = Instant::now();
            }
        }
        Ok(())
    }

    /// Writers with events that are not added, and up to which they are.
    async fn waiting(&self, own: i64, last: u64, with_others: bool) -> Result<Vec<(i64, u64)>, StoreError> {
        let mut sql = Sql::new(
            "SELECT w.number, COALESCE(p.added, 0) AS added FROM trail_writer w \
             LEFT JOIN read_tally_progress p ON p.writer = w.number WHERE (w.number = ",
        );
        sql.value(own).add(" AND COALESCE(p.added, 0) < ").value(int(last)).add(")");
        if with_others {
            sql.add(" OR (w.number <> ").value(own).add(" AND EXISTS (SELECT 1 FROM trail_block b");
            sql.add(" WHERE b.writer = w.number AND b.first_seq > COALESCE(p.added, 0)))");
        }
        let rows = self.db.readers.query_all_raw(sql.statement(&self.db)).await.map_err(unavailable)?;
        let one = |row: &sea_orm::QueryResult| Ok((row.try_get("", "number")?, nat(row.try_get("", "added")?)));
        rows.iter().map(|row| one(row).map_err(unavailable)).collect()
    }

    /// Adds up the next events of a writer. Returns the last one that is added, if there are more.
    async fn step(&self, writer: i64, added: u64) -> Result<Option<u64>, StoreError> {
        let (mut sums, mut last, mut count) = (Sums::default(), added, 0);
        tail::blocks_after(&self.db.readers, &self.db, writer, added, |stored| {
            count += stored.len();
            for stored in stored {
                last = last.max(stored.sequence);
                sums.add(&stored.event);
            }
            count < STEP
        })
        .await?;
        if last == added {
            return Ok(None);
        }
        let transaction = self.db.begin().await.map_err(unavailable)?;
        let mut sql = Sql::new("INSERT INTO read_tally_progress (writer, added) VALUES (");
        sql.value(writer).add(", ").value(int(last)).add(") ON CONFLICT (writer) DO UPDATE SET added = excluded.added");
        sql.add(" WHERE read_tally_progress.added = ").value(int(added));
        if transaction.execute_raw(sql.statement(&self.db)).await.map_err(unavailable)?.rows_affected() == 0 {
            // Another process was faster.
            transaction.rollback().await.map_err(unavailable)?;
            return Ok(None);
        }
        for rows in sorted(sums.0).chunks(ROWS) {
            transaction.execute_raw(upsert(rows).statement(&self.db)).await.map_err(unavailable)?;
        }
        transaction.commit().await.map_err(unavailable)?;
        Ok((count >= STEP).then_some(last))
    }
}

/// In one order, so that two nodes do not wait for each other.
fn sorted(sums: HashMap<SumKey, Sum>) -> Vec<(SumKey, Sum)> {
    let mut rows: Vec<_> = sums.into_iter().collect();
    rows.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
    rows
}

fn upsert(rows: &[(SumKey, Sum)]) -> Sql {
    let mut sql = Sql::new(
        "INSERT INTO read_tally (secret, version, is_role, reader, surface, network, client, address, first_time, last_time, reads) VALUES ",
    );
    let mut comma = "(";
    for (key, sum) in rows {
        let SumKey { secret, version, is_role, reader, surface, network, client } = key;
        sql.add(comma).value(secret.as_str()).add(", ").value(version.as_str()).add(", ").value(*is_role).add(", ");
        sql.value(reader.as_str()).add(", ").value(i64::from(*surface)).add(", ").value(network.as_str()).add(", ");
        sql.value(client.as_str()).add(", ");
        sql.value(sum.address.map(|address| address.to_string()).unwrap_or_default()).add(", ");
        sql.value(sum.first.0).add(", ").value(sum.last.0).add(", ").value(int(sum.count)).add(")");
        comma = ", (";
    }
    sql.add(
        " ON CONFLICT (secret, version, is_role, reader, surface, network, client) DO UPDATE SET \
         address = CASE WHEN excluded.last_time >= read_tally.last_time THEN excluded.address ELSE read_tally.address END, \
         first_time = CASE WHEN excluded.first_time < read_tally.first_time THEN excluded.first_time ELSE read_tally.first_time END, \
         last_time = CASE WHEN excluded.last_time > read_tally.last_time THEN excluded.last_time ELSE read_tally.last_time END, \
         reads = read_tally.reads + excluded.reads",
    );
    sql
}
