//! Checkpoints, and the heads of all chains at the newest one.

use super::blocks::digest;
use crate::{
    convert::{array, int, nat},
    database::Database,
    error::{corrupt, refused, unavailable},
    sql::Sql,
};
use sea_orm::{ConnectionTrait, QueryResult};
use strongroom_core::ports::{CheckpointRecord, NewCheckpoint, StoreError};
use strongroom_trail::{Head, WriterId};

/// Heads per statement; three values each.
const HEADS: usize = 500;

pub(crate) async fn lacks_macs(db: &Database) -> Result<bool, StoreError> {
    let sql = "SELECT CAST(CASE WHEN EXISTS (SELECT 1 FROM trail_block) AND NOT EXISTS \
               (SELECT 1 FROM trail_block WHERE tag IS NOT NULL) THEN 1 ELSE 0 END AS BIGINT) AS lacks";
    let row = db.readers.query_one_raw(db.statement(sql, [])).await.map_err(unavailable)?;
    let lacks: i64 = row.ok_or_else(|| corrupt("trail_block"))?.try_get("", "lacks").map_err(unavailable)?;
    Ok(lacks != 0)
}

pub(crate) async fn heads(db: &Database) -> Result<Vec<Head>, StoreError> {
    let sql = "SELECT w.id AS writer, b.first_seq + b.count - 1 AS sequence, b.hash AS hash FROM trail_writer w \
               JOIN trail_block b ON b.writer = w.number AND b.first_seq = \
               (SELECT MAX(c.first_seq) FROM trail_block c WHERE c.writer = w.number) ORDER BY w.id";
    read_heads(db, sql).await
}

pub(crate) async fn checkpoint_heads(db: &Database) -> Result<Vec<Head>, StoreError> {
    read_heads(db, "SELECT writer, sequence, hash FROM trail_head ORDER BY writer").await
}

async fn read_heads(db: &Database, sql: &str) -> Result<Vec<Head>, StoreError> {
    let rows = db.readers.query_all_raw(db.statement(sql, [])).await.map_err(unavailable)?;
    let head = |row: &QueryResult| {
        let bytes = |column: &str| row.try_get::<Vec<u8>>("", column).map_err(unavailable);
        Ok(Head {
            writer: WriterId(array(&bytes("writer")?, "trail_writer.id")?),
            sequence: nat(row.try_get("", "sequence").map_err(unavailable)?),
            hash: digest(&bytes("hash")?),
        })
    };
    rows.iter().map(head).collect()
}

pub(crate) async fn newest(db: &Database) -> Result<Option<CheckpointRecord>, StoreError> {
    let sql = "SELECT * FROM trail_checkpoint ORDER BY number DESC LIMIT 1";
    let row = db.readers.query_one_raw(db.statement(sql, [])).await.map_err(unavailable)?;
    row.as_ref().map(record).transpose()
}

pub(crate) async fn checkpoints(db: &Database, from: u64, limit: u32) -> Result<Vec<CheckpointRecord>, StoreError> {
    let from = i64::try_from(from).unwrap_or(i64::MAX);
    let mut sql = Sql::new("SELECT * FROM trail_checkpoint WHERE number >= ");
    sql.value(from).add(" ORDER BY number LIMIT ").value(i64::from(limit));
    let rows = db.readers.query_all_raw(sql.statement(db)).await.map_err(unavailable)?;
    rows.iter().map(record).collect()
}

fn record(row: &QueryResult) -> Result<CheckpointRecord, StoreError> {
    let bytes = |column: &str| row.try_get::<Vec<u8>>("", column).map_err(unavailable);
    let peaks = bytes("peaks")?;
    // Of another length they are not those of the checkpoint.
    let (peaks, _) = peaks.as_chunks();
    Ok(CheckpointRecord {
        number: nat(row.try_get("", "number").map_err(unavailable)?),
        bytes: bytes("bytes")?,
        signature: bytes("signature")?,
        peaks: peaks.to_vec(),
    })
}

pub(crate) async fn put(db: &Database, new: &NewCheckpoint) -> Result<(), StoreError> {
    let checkpoint = &new.signed.checkpoint;
    let transaction = db.begin().await.map_err(unavailable)?;
    let mut sql = Sql::new("INSERT INTO trail_checkpoint (number, bytes, signature, peaks) VALUES (");
    sql.value(int(checkpoint.number)).add(", ").value(checkpoint.bytes()).add(", ");
    sql.value(new.signed.signature.to_vec()).add(", ").value(new.peaks.concat()).add(")");
    transaction.execute_raw(sql.statement(db)).await.map_err(refused)?;
    if checkpoint.begins_tree() {
        transaction.execute_unprepared("DELETE FROM trail_head").await.map_err(unavailable)?;
    }
    for heads in checkpoint.moved.chunks(HEADS) {
        let mut sql = Sql::new("INSERT INTO trail_head (writer, sequence, hash) VALUES ");
        let mut comma = "(";
        for head in heads {
            sql.add(comma).value(head.writer.0.to_vec()).add(", ").value(int(head.sequence)).add(", ");
            sql.value(head.hash.to_vec()).add(")");
            comma = ", (";
        }
        sql.add(" ON CONFLICT (writer) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash");
        transaction.execute_raw(sql.statement(db)).await.map_err(refused)?;
    }
    transaction.commit().await.map_err(unavailable)
}
