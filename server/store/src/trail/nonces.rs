//! Nonces of requests that changed nothing, kept beside the blocks of their events.
//!
//! They are in the row of the block and cost no statement of their own. SQLite has one writer whose blocks are in the order of time:
//! they are read backwards by their key. PostgreSQL has a partial index on their time.

use crate::{
    convert::nat,
    database::Database,
    error::{corrupt, unavailable},
    sql::Sql,
};
use sea_orm::{ConnectionTrait, QueryResult};
use strongroom_core::ports::{NonceBlock, SeenNonces, StoreError};
use strongroom_domain::Timestamp;

/// Blocks read at once.
const PAGE: usize = 256;

pub(crate) async fn read_nonces(
    db: &Database,
    since: Timestamp,
    seen: &SeenNonces,
    limit: usize,
) -> Result<Vec<NonceBlock>, StoreError> {
    let (mut blocks, mut count): (Vec<NonceBlock>, usize) = (Vec::new(), 0);
    // The position of the last block read: its time and its writer on PostgreSQL, and its sequence.
    let mut last: Option<(i64, i64, i64)> = None;
    loop {
        let mut sql = Sql::new("SELECT writer, first_seq, to_time, nonces FROM trail_block WHERE ");
        if db.is_sqlite() {
            sql.add("first_seq < ").value(last.map_or(i64::MAX, |(_, _, first)| first));
            sql.add(" ORDER BY first_seq DESC");
        } else {
            sql.add("nonces IS NOT NULL AND to_time >= ").value(since.0);
            for (writer, first) in seen {
                sql.add(" AND NOT (writer = ").value(*writer).add(" AND first_seq <= ");
                sql.value(first.cast_signed()).add(")");
            }
            if let Some((to, writer, first)) = last {
                sql.add(" AND (to_time, writer, first_seq) < (").value(to).add(", ").value(writer).add(", ");
                sql.value(first).add(")");
            }
            sql.add(" ORDER BY to_time DESC, writer DESC, first_seq DESC");
        }
        sql.add(" LIMIT ").value(PAGE as i64);
        let page = db.readers.query_all_raw(sql.statement(db)).await.map_err(unavailable)?;
        let full = page.len() == PAGE;
        let mut old = false;
        for row in page {
            let (block, at) = block(&row)?;
            last = Some(at);
            if block.to < since || seen.get(&block.writer).is_some_and(|seen| block.first <= *seen) {
                old |= db.is_sqlite();
                continue;
            }
            count += block.nonces.len();
            blocks.push(block);
        }
        if !full || old || count >= limit {
            return Ok(blocks);
        }
    }
}

fn block(row: &QueryResult) -> Result<(NonceBlock, (i64, i64, i64)), StoreError> {
    let (writer, first): (i64, i64) =
        (row.try_get("", "writer").map_err(unavailable)?, row.try_get("", "first_seq").map_err(unavailable)?);
    let to: i64 = row.try_get("", "to_time").map_err(unavailable)?;
    let bytes: Option<Vec<u8>> = row.try_get("", "nonces").map_err(unavailable)?;
    let (whole, []) = bytes.as_deref().unwrap_or_default().as_chunks() else {
        return Err(corrupt("trail_block.nonces"));
    };
    let nonces = whole.iter().map(|bytes| u64::from_le_bytes(*bytes)).collect();
    Ok((NonceBlock { writer, first: nat(first), to: Timestamp(to), nonces }, (to, writer, first)))
}
