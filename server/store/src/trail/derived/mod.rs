//! Whether what was derived from events follows from them: segments with their terms and the dictionary, how far they reach, and the readers of
//! versions. Read beside commits, tasks and searches; what they add meanwhile is not looked at.

mod readers;
mod segment;

use super::reads;
use crate::{
    convert::{array, nat},
    database::Database,
    error::unavailable,
};
use sea_orm::{ConnectionTrait, QueryResult};
use std::collections::HashMap;
use strongroom_core::ports::{DerivedFault, DerivedScope, StoreError};
use strongroom_trail::WriterId;

/// The newest segments that are compared in each round, and the older ones.
const SEGMENTS: usize = 2;
/// In a round the readers are compared too if no more events than this are added up.
const READERS: u64 = 20_000;

/// Where a segment lies.
struct SegmentPlace {
    id: i64,
    number: i64,
    writer: WriterId,
    first: u64,
    last: u64,
}

/// A writer, and how far its events are indexed and added up.
struct WriterProgress {
    number: i64,
    writer: WriterId,
    indexed: u64,
}

pub(crate) async fn derived_fault(db: &Database, scope: DerivedScope) -> Result<Option<DerivedFault>, StoreError> {
    let (writers, segments) = places(db).await?;
    if let Some(fault) = reach(&writers, &segments) {
        return Ok(Some(fault));
    }
    for place in chosen(&segments, scope) {
        if let Some(fault) = segment::fault(db, place).await? {
            return Ok(Some(fault));
        }
        tokio::task::yield_now().await;
    }
    let most = match scope {
        DerivedScope::All => None,
        DerivedScope::Some { .. } => Some(READERS),
    };
    readers::fault(db, &writers, most).await
}

/// One moment: the indexer adds a segment and moves its mark in one transaction.
async fn places(db: &Database) -> Result<(Vec<WriterProgress>, Vec<SegmentPlace>), StoreError> {
    let moment = db.moment().await.map_err(unavailable)?;
    let writers = "SELECT number, id, indexed FROM trail_writer ORDER BY number";
    let rows = moment.query_all_raw(db.statement(writers, [])).await.map_err(unavailable)?;
    let number = |row: &QueryResult, column: &str| row.try_get::<i64>("", column).map_err(unavailable);
    let mut writers = Vec::with_capacity(rows.len());
    for row in &rows {
        let id: Vec<u8> = row.try_get("", "id").map_err(unavailable)?;
        writers.push(WriterProgress {
            number: number(row, "number")?,
            writer: WriterId(array(&id, "trail_writer.id")?),
            indexed: nat(number(row, "indexed")?),
        });
    }
    let ids: HashMap<i64, WriterId> = writers.iter().map(|one| (one.number, one.writer)).collect();
    let segments = "SELECT id, writer, first_seq, last_seq FROM trail_segment ORDER BY writer, first_seq";
    let rows = moment.query_all_raw(db.statement(segments, [])).await.map_err(unavailable)?;
    let mut segments = Vec::with_capacity(rows.len());
    for row in &rows {
        let writer = number(row, "writer")?;
        segments.push(SegmentPlace {
            id: number(row, "id")?,
            number: writer,
            writer: ids.get(&writer).copied().unwrap_or(WriterId([0; 16])),
            first: nat(number(row, "first_seq")?),
            last: nat(number(row, "last_seq")?),
        });
    }
    moment.commit().await.map_err(unavailable)?;
    Ok((writers, segments))
}

/// Each writer's segments follow each other from the first event to the mark.
fn reach(writers: &[WriterProgress], segments: &[SegmentPlace]) -> Option<DerivedFault> {
    let mut covered: HashMap<i64, u64> = HashMap::new();
    for SegmentPlace { number, writer, first, last, .. } in segments {
        let end = covered.entry(*number).or_default();
        if *first != *end + 1 || last < first {
            return Some(DerivedFault::Segment { writer: *writer, first: *first, last: *last });
        }
        *end = *last;
    }
    writers.iter().find_map(|WriterProgress { number, writer, indexed }| {
        let covered = covered.get(number).copied().unwrap_or_default();
        (covered != *indexed).then_some(DerivedFault::Indexed { writer: *writer, indexed: *indexed, covered })
    })
}

/// The segments that this look compares with their events.
fn chosen(segments: &[SegmentPlace], scope: DerivedScope) -> Vec<&SegmentPlace> {
    let mut by_age: Vec<&SegmentPlace> = segments.iter().collect();
    by_age.sort_unstable_by_key(|place| std::cmp::Reverse(place.id));
    let DerivedScope::Some { round } = scope else { return by_age };
    let older = by_age.split_off(SEGMENTS.min(by_age.len()));
    if !older.is_empty() {
        let begin = usize::try_from(round).unwrap_or_default().wrapping_mul(SEGMENTS) % older.len();
        by_age.extend(older.iter().cycle().skip(begin).take(SEGMENTS.min(older.len())));
    }
    by_age
}
