//! MACs for the blocks of earlier programs: once, inside the transaction of one commit.

use super::blocks::block;
use crate::{
    convert::{array, int},
    entity::{trail_block, trail_writer},
    error::unavailable,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement};
use strongroom_core::{ports::StoreError, rows::BlockKey};
use strongroom_trail::{Chain, WriterId, verify_block};

/// Blocks in memory at once.
const PAGE: u64 = 256;

/// Other nodes wait meanwhile; those of an earlier program are to be stopped before.
const LOCK: &str = "SET LOCAL lock_timeout = 0; LOCK TABLE trail_block IN SHARE ROW EXCLUSIVE MODE";

/// Authenticates every block of every chain up to the first that does not verify; later checks report that one.
pub(crate) async fn authenticate(db: &impl ConnectionTrait, key: &BlockKey) -> Result<(), StoreError> {
    if db.get_database_backend() == DbBackend::Postgres {
        db.execute_unprepared(LOCK).await.map_err(unavailable)?;
    }
    let with_mac = trail_block::Entity::find().filter(trail_block::Column::Tag.is_not_null()).limit(1);
    if with_mac.one(db).await.map_err(unavailable)?.is_some() {
        return Err(StoreError::Conflict);
    }
    for writer in trail_writer::Entity::find().all(db).await.map_err(unavailable)? {
        let id = WriterId(array(&writer.id, "trail_writer.id")?);
        chain(db, key, writer.number, id).await?;
    }
    Ok(())
}

async fn chain(db: &impl ConnectionTrait, key: &BlockKey, number: i64, id: WriterId) -> Result<(), StoreError> {
    let mut chain = Chain::new(id);
    loop {
        let page = trail_block::Entity::find()
            .filter(trail_block::Column::Writer.eq(number))
            .filter(trail_block::Column::FirstSeq.gte(int(chain.next_sequence())))
            .order_by_asc(trail_block::Column::FirstSeq)
            .limit(PAGE);
        let found = page.all(db).await.map_err(unavailable)?;
        let full = found.len() as u64 == PAGE;
        for model in found {
            let block = block(id, model);
            if let Err(error) = verify_block(&mut chain, &block) {
                tracing::error!(%error, "the audit trail of an earlier program does not verify; events from there on are not authenticated");
                return Ok(());
            }
            let sql = "UPDATE trail_block SET tag = $1 WHERE writer = $2 AND first_seq = $3";
            let values = [key.mac(&block).to_vec().into(), number.into(), int(block.first).into()];
            let update = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
            db.execute_raw(update).await.map_err(unavailable)?;
        }
        if !full {
            return Ok(());
        }
    }
}
