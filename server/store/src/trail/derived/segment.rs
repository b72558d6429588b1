//! One segment against its events.

use super::SegmentPlace;
use crate::{
    convert::nat,
    database::Database,
    error::unavailable,
    sql::Sql,
    trail::{columns::Columns, draft::SegmentDraft, tail},
};
use sea_orm::ConnectionTrait;
use std::collections::{BTreeSet, HashMap};
use strongroom_core::ports::{DerivedFault, StoreError};
use strongroom_domain::EventField;

/// Values per statement.
const CHUNK: usize = 500;

pub(super) async fn fault(db: &Database, place: &SegmentPlace) -> Result<Option<DerivedFault>, StoreError> {
    let fault = DerivedFault::Segment { writer: place.writer, first: place.first, last: place.last };
    let sql = "SELECT from_time, to_time, ok, failed, columns FROM trail_segment WHERE id = $1";
    let row = db.readers.query_one_raw(db.statement(sql, [place.id.into()])).await.map_err(unavailable)?;
    let Some(row) = row else { return Ok(Some(fault)) };
    let number = |column: &str| row.try_get::<i64>("", column).map_err(unavailable);
    let bytes: Vec<u8> = row.try_get("", "columns").map_err(unavailable)?;
    let Ok(columns) = Columns::decode(&bytes) else { return Ok(Some(fault)) };

    let mut draft = SegmentDraft::default();
    tail::blocks_after(&db.readers, db, place.number, place.first - 1, |events| {
        let inside = events.iter().all(|stored| stored.sequence <= place.last);
        if inside {
            events.iter().for_each(|stored| draft.add(stored));
        }
        inside
    })
    .await?;
    let times: Vec<i64> = draft.rows.iter().map(|(time, _)| *time).collect();
    let (from, to) = (times.iter().min().copied(), times.iter().max().copied());
    let same = (draft.first, draft.last) == (place.first, place.last)
        && times == columns.times
        && (from, to) == (Some(number("from_time")?), Some(number("to_time")?))
        && (draft.ok, times.len() as i64 - draft.ok) == (number("ok")?, number("failed")?);
    if !same {
        return Ok(Some(fault));
    }
    let dictionary = dictionary(db, &columns).await?;
    if !values_match(&draft, &columns, &dictionary) || terms(db, place.id).await? != ids(&columns) {
        return Ok(Some(fault));
    }
    Ok(None)
}

/// Every id that occurs. Id 0 stands for no value.
fn ids(columns: &Columns) -> BTreeSet<i64> {
    columns.fields.iter().flat_map(|column| &column.ids).copied().filter(|id| *id != 0).collect()
}

async fn terms(db: &Database, segment: i64) -> Result<BTreeSet<i64>, StoreError> {
    let sql = "SELECT value FROM trail_term WHERE segment = $1";
    let rows = db.readers.query_all_raw(db.statement(sql, [segment.into()])).await.map_err(unavailable)?;
    rows.iter().map(|row| row.try_get("", "value").map_err(unavailable)).collect()
}

/// Field and value of each id that occurs.
async fn dictionary(db: &Database, columns: &Columns) -> Result<HashMap<i64, (u64, String)>, StoreError> {
    let ids: Vec<i64> = ids(columns).into_iter().collect();
    let mut found = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        let mut sql = Sql::new("SELECT id, field, value FROM trail_value WHERE id IN ");
        sql.list(chunk.iter().copied());
        for row in db.readers.query_all_raw(sql.statement(db)).await.map_err(unavailable)? {
            let number = |column: &str| row.try_get::<i64>("", column).map_err(unavailable);
            let value = row.try_get("", "value").map_err(unavailable)?;
            found.insert(number("id")?, (nat(number("field")?), value));
        }
    }
    Ok(found)
}

/// Whether each event has in each column the id of its value.
fn values_match(draft: &SegmentDraft, columns: &Columns, dictionary: &HashMap<i64, (u64, String)>) -> bool {
    EventField::ALL.into_iter().enumerate().all(|(at, field)| {
        let column = columns.field(field);
        draft.rows.iter().zip(&column.places).all(|((_, values), &place)| {
            let id = column.ids.get(usize::from(place)).copied().unwrap_or_default();
            let stored = dictionary.get(&id).filter(|(code, _)| *code == u64::from(field.code()));
            match values[at].checked_sub(1).and_then(|value| draft.values.get(value)) {
                None => id == 0,
                Some((_, value)) => stored.is_some_and(|(_, stored)| stored == value),
            }
        })
    })
}
