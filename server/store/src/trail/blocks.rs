//! Writers and their blocks.

use crate::{
    convert::{array, nat},
    database::Database,
    entity::{trail_block, trail_writer},
    error::unavailable,
    sql::Sql,
};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, EntityTrait, QueryOrder};
use strongroom_core::ports::StoreError;
use strongroom_domain::Timestamp;
use strongroom_trail::{Block, Chain, WriterId};

/// A writer: its number in this database, and its name in the chain.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WriterIdentity {
    pub number: i64,
    pub id: WriterId,
}

/// The writer this process appends as. SQLite has one writer for good and its chain goes on. On PostgreSQL every process
/// gets its own at each start, so that two processes never write one chain.
pub(crate) async fn register(db: &Database) -> Result<WriterIdentity, DbErr> {
    let identity = |number, id: Vec<u8>| {
        let id = id.try_into().map_err(|_| DbErr::Type("trail_writer.id".to_owned()))?;
        Ok(WriterIdentity { number, id: WriterId(id) })
    };
    if db.is_sqlite() {
        let first = trail_writer::Entity::find().order_by_asc(trail_writer::Column::Number);
        if let Some(found) = first.one(&db.writer).await? {
            return identity(found.number, found.id);
        }
    }
    // The database generates the id: this crate has no source of randomness.
    let draw = match db.backend {
        DbBackend::Sqlite => "randomblob(16)",
        _ => "decode(replace(gen_random_uuid()::text, '-', ''), 'hex')",
    };
    let sql = format!("INSERT INTO trail_writer (id, indexed) VALUES ({draw}, 0) RETURNING number, id");
    let row = db.writer.query_one_raw(db.statement(sql, [])).await?.ok_or(DbErr::RecordNotInserted)?;
    identity(row.try_get("", "number")?, row.try_get("", "id")?)
}

/// The head of a writer's chain as the database has it.
pub(crate) async fn head(db: &Database, identity: WriterIdentity) -> Result<Chain, DbErr> {
    let sql = "SELECT first_seq, count, hash FROM trail_block WHERE writer = $1 ORDER BY first_seq DESC LIMIT 1";
    let Some(row) = db.writer.query_one_raw(db.statement(sql, [identity.number.into()])).await? else {
        return Ok(Chain::new(identity.id));
    };
    let hash: Vec<u8> = row.try_get("", "hash")?;
    let unreadable = || DbErr::Type("trail_block".to_owned());
    Ok(Chain::after(&Block {
        writer: identity.id,
        first: nat(row.try_get("", "first_seq")?),
        count: u32::try_from(row.try_get::<i64>("", "count")?).map_err(|_| unreadable())?,
        from: Timestamp(0),
        to: Timestamp(0),
        hash: hash.try_into().map_err(|_| unreadable())?,
        body: Vec::new(),
        nonces: Vec::new(),
        mac: None,
    }))
}

pub(crate) async fn writers(db: &Database) -> Result<Vec<WriterId>, StoreError> {
    let found = trail_writer::Entity::find()
        .order_by_asc(trail_writer::Column::Number)
        .all(&db.readers)
        .await
        .map_err(unavailable)?;
    found.iter().map(|writer| Ok(WriterId(array(&writer.id, "trail_writer.id")?))).collect()
}

/// Blocks of a writer; the first one contains the sequence `from`, or follows it.
pub(crate) async fn blocks(db: &Database, writer: WriterId, from: u64, limit: u32) -> Result<Vec<Block>, StoreError> {
    let from = i64::try_from(from).unwrap_or(i64::MAX);
    let mut sql = Sql::new("SELECT b.* FROM trail_block b JOIN trail_writer w ON w.number = b.writer WHERE w.id = ");
    sql.value(writer.0.to_vec()).add(" AND b.first_seq >= COALESCE((SELECT MAX(c.first_seq) FROM trail_block c");
    sql.add(" WHERE c.writer = w.number AND c.first_seq <= ").value(from).add("), 0)");
    sql.add(" AND b.first_seq + b.count > ").value(from);
    sql.add(" ORDER BY b.first_seq LIMIT ").value(i64::from(limit));
    let found =
        trail_block::Entity::find().from_raw_sql(sql.statement(db)).all(&db.readers).await.map_err(unavailable)?;
    Ok(found.into_iter().map(|model| block(writer, model)).collect())
}

/// A block as the database has it. What no program wrote like this becomes a block that does not verify, so that it is named like any other.
pub(crate) fn block(writer: WriterId, model: trail_block::Model) -> Block {
    Block {
        writer,
        first: nat(model.first_seq),
        count: u32::try_from(model.count).unwrap_or_default(),
        from: Timestamp(model.from_time),
        to: Timestamp(model.to_time),
        hash: digest(&model.hash),
        body: model.body,
        nonces: model.nonces.unwrap_or_default(),
        mac: model.tag.as_deref().map(digest),
    }
}

/// A hash or MAC; one of another length is none.
pub(super) fn digest(bytes: &[u8]) -> [u8; 32] {
    bytes.try_into().unwrap_or_default()
}
