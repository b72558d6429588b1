//! Segments that can contain matches of a search.

use super::{
    columns::{Columns, Wanted},
    tail::Indexed,
};
use crate::{
    convert::nat,
    database::Database,
    error::{corrupt, unavailable},
    sql::Sql,
};
use sea_orm::ConnectionTrait;
use std::collections::VecDeque;
use strongroom_core::ports::StoreError;
use strongroom_domain::{EventField, Period, Timestamp};
use strongroom_trail::WriterId;

/// Segments per query.
const PAGE: i64 = 64;

/// A segment without its columns.
#[derive(Clone, Copy, Debug)]
pub(super) struct Segment {
    pub id: i64,
    pub writer: WriterId,
    pub first: u64,
    pub from: Timestamp,
    pub to: Timestamp,
    pub ok: u64,
    pub failed: u64,
}

impl Segment {
    /// Whether all its events are in a period.
    pub fn inside(&self, period: Period) -> bool {
        self.from >= period.from && self.to < period.to
    }
}

/// Which segments come first.
#[derive(Clone, Copy)]
pub(super) enum Order {
    /// Those with the newest events.
    NewestFirst,
    /// Those with the oldest events.
    OldestFirst,
}

/// Iterates over segments.
pub(super) struct Walk<'a> {
    db: &'a Database,
    indexed: &'a Indexed,
    period: Period,
    wanted: &'a Wanted,
    order: Order,
    /// Where the page before ended: latest time, or earliest, and id.
    after: Option<(i64, i64)>,
    page: VecDeque<Segment>,
    done: bool,
}

impl<'a> Walk<'a> {
    pub fn new(db: &'a Database, indexed: &'a Indexed, period: Period, wanted: &'a Wanted, order: Order) -> Self {
        Self { db, indexed, period, wanted, order, after: None, page: VecDeque::new(), done: false }
    }

    pub async fn next(&mut self) -> Result<Option<Segment>, StoreError> {
        while self.page.is_empty() && !self.done {
            self.fill().await?;
        }
        Ok(self.page.pop_front())
    }

    async fn fill(&mut self) -> Result<(), StoreError> {
        let (time, beyond, order) = match self.order {
            Order::NewestFirst => ("to_time", "<", "DESC"),
            Order::OldestFirst => ("from_time", ">", "ASC"),
        };
        let mut sql = Sql::new(
            "SELECT s.id, s.writer, s.first_seq, s.last_seq, s.from_time, s.to_time, s.ok, s.failed FROM trail_segment s",
        );
        sql.add(" WHERE s.to_time >= ").value(self.period.from.0).add(" AND s.from_time < ").value(self.period.to.0);
        if let Some((last, id)) = self.after {
            sql.add(&format!(" AND (s.{time}, s.id) {beyond} (")).value(last).add(", ").value(id).add(")");
        }
        for (_, ids) in self.wanted {
            sql.add(" AND EXISTS (SELECT 1 FROM trail_term t WHERE t.segment = s.id AND t.value IN ");
            sql.list(ids.iter().copied()).add(")");
        }
        sql.add(&format!(" ORDER BY s.{time} {order}, s.id {order} LIMIT ")).value(PAGE);
        let rows = self.db.readers.query_all_raw(sql.statement(self.db)).await.map_err(unavailable)?;
        self.done = (rows.len() as i64) < PAGE;
        for row in rows {
            let number = |column: &str| row.try_get::<i64>("", column).map_err(unavailable);
            self.after = Some((number(time)?, number("id")?));
            let Some(writer) = self.indexed.covers(number("writer")?, nat(number("last_seq")?)) else { continue };
            self.page.push_back(Segment {
                id: number("id")?,
                writer,
                first: nat(number("first_seq")?),
                from: Timestamp(number("from_time")?),
                to: Timestamp(number("to_time")?),
                ok: nat(number("ok")?),
                failed: nat(number("failed")?),
            });
        }
        Ok(())
    }
}

/// The columns of a segment.
pub(super) async fn columns(db: &Database, segment: &Segment) -> Result<Columns, StoreError> {
    let sql = "SELECT columns FROM trail_segment WHERE id = $1";
    let row = db.readers.query_one_raw(db.statement(sql, [segment.id.into()])).await.map_err(unavailable)?;
    let bytes: Vec<u8> = row.ok_or_else(|| corrupt("trail_segment"))?.try_get("", "columns").map_err(unavailable)?;
    Columns::decode(&bytes)
}

/// Positions, in a segment's columns, of the events that match and are in the period.
pub(super) fn matching<'c>(columns: &'c Columns, wanted: &Wanted, period: Period) -> impl Iterator<Item = usize> + 'c {
    let mask = columns.matches(wanted);
    let times = columns.times.iter();
    mask.into_iter()
        .zip(times)
        .enumerate()
        .filter(move |(_, (matches, time))| *matches && (period.from.0..period.to.0).contains(*time))
        .map(|(at, _)| at)
}

/// For each event whether it succeeded, by the id of the result `ok`.
pub(super) fn succeeded(columns: &Columns, ok: Option<i64>) -> impl Fn(usize) -> bool + '_ {
    let column = columns.field(EventField::Result);
    let place = ok.and_then(|ok| column.ids.iter().position(|&id| id == ok));
    move |at| place.is_some() && column.places.get(at).map(|&p| usize::from(p)) == place
}
