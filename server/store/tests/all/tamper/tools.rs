//! What somebody with the database in hand can do to the trail: read blocks, change events, and compute every hash anew.

use sea_orm::{ConnectionTrait, DatabaseConnection, Statement, Value};
use strongroom_domain::Timestamp;
use strongroom_trail::{Block, Chain, Event, WriterId};

pub fn statement(raw: &DatabaseConnection, sql: &str, values: impl IntoIterator<Item = Value>) -> Statement {
    Statement::from_sql_and_values(raw.get_database_backend(), sql, values)
}

/// Executes a statement that must change something.
pub async fn run(raw: &DatabaseConnection, sql: &str, values: impl IntoIterator<Item = Value>) {
    let done = raw.execute_raw(statement(raw, sql, values)).await.unwrap();
    assert!(done.rows_affected() > 0, "nothing was tampered with: {sql}");
}

/// The blocks of the writer with the most events, and its number.
pub async fn blocks(raw: &DatabaseConnection) -> (i64, Vec<Block>) {
    let sql = "SELECT b.*, w.id AS name FROM trail_block b JOIN trail_writer w ON w.number = b.writer WHERE b.writer = \
               (SELECT writer FROM trail_block GROUP BY writer ORDER BY SUM(count) DESC LIMIT 1) ORDER BY b.first_seq";
    let rows = raw.query_all_raw(statement(raw, sql, [])).await.unwrap();
    let number = rows[0].try_get::<i64>("", "writer").unwrap();
    let blocks = rows.iter().map(|row| {
        let bytes = |column: &str| row.try_get::<Vec<u8>>("", column).unwrap();
        let int = |column: &str| row.try_get::<i64>("", column).unwrap();
        Block {
            writer: WriterId(bytes("name").try_into().unwrap()),
            first: int("first_seq") as u64,
            count: int("count") as u32,
            from: Timestamp(int("from_time")),
            to: Timestamp(int("to_time")),
            hash: bytes("hash").try_into().unwrap(),
            body: bytes("body"),
            nonces: Vec::new(),
            mac: None,
        }
    });
    (number, blocks.collect())
}

/// Writes a block over the one that begins at the same event; its tag stays.
pub async fn overwrite(raw: &DatabaseConnection, writer: i64, block: &Block) {
    let sql = "UPDATE trail_block SET count = $1, from_time = $2, to_time = $3, hash = $4, body = $5 WHERE writer = $6 AND first_seq = $7";
    let values = [
        i64::from(block.count).into(),
        block.from.0.into(),
        block.to.0.into(),
        block.hash.to_vec().into(),
        block.body.clone().into(),
        writer.into(),
        (block.first as i64).into(),
    ];
    run(raw, sql, values).await;
}

/// Changes the events of every block from one on, and computes their hashes anew, so that the chain verifies by itself.
pub async fn rebuild(raw: &DatabaseConnection, from: usize, mut change: impl FnMut(usize, &mut Vec<Event>)) {
    let (number, blocks) = blocks(raw).await;
    let mut chain = match from.checked_sub(1) {
        None => Chain::new(blocks[0].writer),
        Some(before) => Chain::after(&blocks[before]),
    };
    for (at, old) in blocks.iter().enumerate().skip(from) {
        let mut events: Vec<Event> = old.events().unwrap().into_iter().map(|stored| stored.event).collect();
        change(at, &mut events);
        let new = chain.block(&events);
        chain.advance(&new);
        if new == (Block { nonces: Vec::new(), mac: None, ..old.clone() }) {
            continue;
        }
        run(
            raw,
            "DELETE FROM trail_block WHERE writer = $1 AND first_seq = $2",
            [number.into(), (old.first as i64).into()],
        )
        .await;
        let sql = "INSERT INTO trail_block (writer, first_seq, count, from_time, to_time, hash, body, tag) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let values: [Value; 8] = [
            number.into(),
            (new.first as i64).into(),
            i64::from(new.count).into(),
            new.from.0.into(),
            new.to.0.into(),
            new.hash.to_vec().into(),
            new.body.clone().into(),
            vec![7u8; 32].into(),
        ];
        run(raw, sql, values).await;
    }
}
