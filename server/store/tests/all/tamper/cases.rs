//! Each way of changing the trail, as somebody does it who has the database but no key.

use super::tools::{blocks, overwrite, rebuild, run, statement};
use crate::support::Bed;
use sea_orm::{ConnectionTrait, DatabaseConnection};
use std::pin::Pin;
use strongroom_domain::Timestamp;
use strongroom_trail::{Block, Event};

type Change = for<'a> fn(&'a DatabaseConnection, &'a Bed) -> Pin<Box<dyn Future<Output = ()> + 'a>>;

pub struct Case {
    pub name: &'static str,
    /// The database file itself is replaced: a running server refuses commits then, which other tests show.
    pub stopped_only: bool,
    change: Change,
}

impl Case {
    pub async fn apply(&self, bed: &Bed, older: &Bed) {
        if self.stopped_only {
            return whole_database(bed, older).await;
        }
        let raw = bed.raw().await;
        (self.change)(&raw, older).await;
        raw.close().await.unwrap();
    }
}

/// The older database in place of this one.
async fn whole_database(bed: &Bed, older: &Bed) {
    if bed.is_sqlite() {
        for end in ["-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{end}", bed.path().display()));
        }
        std::fs::copy(older.path(), bed.path()).unwrap();
    } else {
        Bed::replace_database(bed.url(), older.url()).await;
    }
}

macro_rules! cases {
    ($($name:literal => |$raw:ident| $work:expr),* $(,)?) => {
        &[
            $(Case { name: $name, stopped_only: false, change: |$raw, _| Box::pin(async move { $work }) },)*
            Case { name: "an older whole database", stopped_only: true, change: |_, _| Box::pin(async {}) },
        ]
    };
}

/// A block in the middle of the part that a checkpoint covers.
async fn middle(raw: &DatabaseConnection) -> (i64, Vec<Block>, usize) {
    let (writer, blocks) = blocks(raw).await;
    let at = blocks.len() / 2;
    (writer, blocks, at)
}

/// Changes the events of the middle block, whose own hash is right then.
async fn change_middle(raw: &DatabaseConnection, change: impl FnOnce(&mut Vec<Event>)) {
    let (writer, blocks, _) = middle(raw).await;
    // The large ones come first: the indexed events.
    let at = blocks.iter().position(|block| block.count > 1 && block.first > 100).unwrap();
    let mut events: Vec<Event> = blocks[at].events().unwrap().into_iter().map(|stored| stored.event).collect();
    change(&mut events);
    let block = strongroom_trail::Chain::after(&blocks[at - 1]).block(&events);
    overwrite(raw, writer, &block).await;
}

async fn sql(raw: &DatabaseConnection, statement: &str) {
    run(raw, statement, []).await;
}

async fn delete_block(raw: &DatabaseConnection, writer: i64, block: &Block) {
    let sql = "DELETE FROM trail_block WHERE writer = $1 AND first_seq = $2";
    run(raw, sql, [writer.into(), (block.first as i64).into()]).await;
}

pub const CASES: &[Case] = cases! {
    "a bit of an event" => |raw| {
        let (writer, blocks, at) = middle(raw).await;
        let mut block = blocks[at].clone();
        let last = block.body.len() - 1;
        block.body[last] ^= 1;
        overwrite(raw, writer, &block).await;
    },
    "an event's actor" => |raw| change_middle(raw, |events| events[0].actor.name = "somebody".into()).await,
    "an event's time" => |raw| change_middle(raw, |events| events[1].time = Timestamp(1_600_000_000_000)).await,
    "an event's outcome" => |raw| change_middle(raw, |events| {
        events[0].outcome = strongroom_trail::Outcome::Failed { code: "Denied".into(), reason: "x".into() };
    }).await,
    "two events in the other order" => |raw| change_middle(raw, |events| events.swap(0, 1)).await,
    "an event of the newest block" => |raw| {
        let (writer, blocks) = blocks(raw).await;
        let (before, last) = (&blocks[blocks.len() - 2], &blocks[blocks.len() - 1]);
        let mut events: Vec<Event> = last.events().unwrap().into_iter().map(|stored| stored.event).collect();
        events[0].actor.name = "somebody".into();
        overwrite(raw, writer, &strongroom_trail::Chain::after(before).block(&events)).await;
    },
    "a middle block removed" => |raw| {
        let (writer, blocks, at) = middle(raw).await;
        delete_block(raw, writer, &blocks[at]).await;
    },
    "the newest blocks removed" => |raw| {
        let (writer, blocks) = blocks(raw).await;
        for block in blocks.iter().rev().take(5) {
            delete_block(raw, writer, block).await;
        }
    },
    "all blocks removed" => |raw| sql(raw, "DELETE FROM trail_block").await,
    "all blocks, checkpoints and heads removed" => |raw| {
        for table in ["trail_block", "trail_checkpoint", "trail_head"] {
            sql(raw, &format!("DELETE FROM {table}")).await;
        }
    },
    "the chain rebuilt without one read" => |raw| rebuild(raw, 0, |at, events| {
        if at == 5 {
            events.remove(0);
        }
    }).await,
    "the chain rebuilt, without tags, checkpoints and heads" => |raw| {
        rebuild(raw, 0, |at, events| if at == 5 { events[0].actor.name = "somebody".into(); }).await;
        sql(raw, "UPDATE trail_block SET tag = NULL").await;
        sql(raw, "DELETE FROM trail_checkpoint").await;
        sql(raw, "DELETE FROM trail_head").await;
    },
    "tags removed" => |raw| sql(raw, "UPDATE trail_block SET tag = NULL WHERE first_seq > 8000").await,
    "a block's beginning and end in time" => |raw| {
        sql(raw, "UPDATE trail_block SET from_time = 0, to_time = 0 WHERE first_seq > 8200").await;
    },
    "a block of a writer that does not exist" => |raw| {
        let (_, blocks) = blocks(raw).await;
        let id = [9u8; 16];
        let forged = strongroom_trail::Chain::new(strongroom_trail::WriterId(id)).block(&[blocks[0].events().unwrap()[0].event.clone()]);
        run(raw, "INSERT INTO trail_writer (id, indexed) VALUES ($1, 0)", [id.to_vec().into()]).await;
        let number = "INSERT INTO trail_block (writer, first_seq, count, from_time, to_time, hash, body, tag) \
                      SELECT w.number, $1, 1, $2, $3, $4, $5, $6 FROM trail_writer w WHERE w.id = $7";
        // SQLite keys blocks by their first event alone.
        let first: i64 = if raw.get_database_backend() == sea_orm::DbBackend::Sqlite { 1_000_000 } else { 1 };
        run(raw, number, [
            first.into(), forged.from.0.into(), forged.to.0.into(), forged.hash.to_vec().into(), forged.body.into(), vec![1u8; 32].into(), id.to_vec().into(),
        ]).await;
    },
    "the mark of the index raised" => |raw| sql(raw, "UPDATE trail_writer SET indexed = 1000000 WHERE indexed > 0").await,
    "the mark of the index lowered" => |raw| sql(raw, "UPDATE trail_writer SET indexed = indexed - 1 WHERE indexed > 0").await,
    "a segment's end in time" => |raw| sql(raw, "UPDATE trail_segment SET from_time = 0, to_time = 0").await,
    "a segment's events" => |raw| sql(raw, "UPDATE trail_segment SET last_seq = last_seq - 1").await,
    "a segment's counts" => |raw| sql(raw, "UPDATE trail_segment SET ok = ok - 1, failed = failed + 1").await,
    "a segment's columns" => |raw| {
        let row = raw.query_one_raw(statement(raw, "SELECT columns FROM trail_segment", [])).await.unwrap().unwrap();
        let mut columns: Vec<u8> = row.try_get("", "columns").unwrap();
        let end = columns.len() / 2;
        columns[end] ^= 1;
        run(raw, "UPDATE trail_segment SET columns = $1", [columns.into()]).await;
    },
    "a segment removed" => |raw| sql(raw, "DELETE FROM trail_segment").await,
    "a term removed" => |raw| {
        sql(raw, "DELETE FROM trail_term WHERE value IN (SELECT id FROM trail_value WHERE value = 'mallory')").await;
    },
    "a word of the dictionary" => |raw| sql(raw, "UPDATE trail_value SET value = 'nobody' WHERE value = 'mallory'").await,
    "a reader's count" => |raw| sql(raw, "UPDATE read_tally SET reads = reads - 1 WHERE reader = 'mallory'").await,
    "a reader's first and last time" => |raw| sql(raw, "UPDATE read_tally SET last_time = 1 WHERE reader = 'mallory'").await,
    "a reader's address" => |raw| sql(raw, "UPDATE read_tally SET address = '203.0.113.9' WHERE reader = 'mallory'").await,
    "a reader removed" => |raw| sql(raw, "DELETE FROM read_tally WHERE reader = 'mallory'").await,
    "the mark of the readers raised" => |raw| sql(raw, "UPDATE read_tally_progress SET added = 1000000 WHERE added > 8000").await,
    "the newest checkpoint removed" => |raw| sql(raw, "DELETE FROM trail_checkpoint WHERE number = (SELECT MAX(number) FROM trail_checkpoint)").await,
    "the signature of a checkpoint" => |raw| {
        run(raw, "UPDATE trail_checkpoint SET signature = $1 WHERE number = (SELECT MAX(number) FROM trail_checkpoint)", [vec![1u8; 64].into()]).await;
    },
    "the edge of the tree" => |raw| {
        run(raw, "UPDATE trail_checkpoint SET peaks = $1 WHERE number = (SELECT MAX(number) FROM trail_checkpoint)", [vec![1u8; 32].into()]).await;
    },
    "a head removed" => |raw| sql(raw, "DELETE FROM trail_head").await,
};
