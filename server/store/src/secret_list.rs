//! Pages of secrets: narrowed, sorted, counted.

use crate::{convert::nat, database::Database, entity::secret, error::unavailable, search, secret::row, sql::Sql};
use sea_orm::{ConnectionTrait, EntityTrait, Value};
use strongroom_core::ports::{Position, SecretList, SecretSlice, StoreError};
use strongroom_domain::{SecretFilter, SecretSort, SecretState};

/// Up to so many found secrets are fetched and sorted; of more, the sorted index is walked until the page is full.
const SORTED: u64 = 2000;

pub(crate) async fn page(
    db: &Database,
    filter: &SecretFilter,
    sort: SecretSort,
    slice: &SecretSlice,
    limit: u32,
) -> Result<SecretList, StoreError> {
    let nothing = SecretList { rows: Vec::new(), more: false, total: 0 };
    // No text we store holds a NUL, and PostgreSQL refuses a parameter with one.
    if texts(filter).any(|text| text.contains('\0')) {
        return Ok(nothing);
    }
    let narrowed = Narrowed::new(db, filter);
    let total = narrowed.count(db).await?;
    if total == 0 {
        return Ok(nothing);
    }
    let order = Order::of(sort);
    let (down, from, skip) = match slice {
        SecretSlice::After(position) => (order.down, position.as_ref(), 0),
        SecretSlice::Before(position) => (!order.down, Some(position), 0),
        SecretSlice::Skip(rows) => (order.down, None, *rows),
    };
    let mut sql = Sql::new("SELECT * FROM secret");
    narrowed.add_where(&mut sql, db.is_sqlite() && total > SORTED);
    if let Some(position) = from {
        sql.add(if narrowed.is_empty() { " WHERE " } else { " AND " });
        sql.add(&format!("({}, id) {} (", order.column, if down { "<" } else { ">" }));
        sql.value(order.key(position)).add(", ").value(position.id.to_vec()).add(")");
    }
    let way = if down { "DESC" } else { "ASC" };
    sql.add(&format!(" ORDER BY {} {way}, id {way} LIMIT ", order.column)).value(i64::from(limit) + 1);
    sql.add(" OFFSET ").value(i64::try_from(skip).unwrap_or(i64::MAX));
    let mut found =
        secret::Entity::find().from_raw_sql(sql.statement(db)).all(&db.readers).await.map_err(unavailable)?;
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    if matches!(slice, SecretSlice::Before(_)) {
        found.reverse();
    }
    Ok(SecretList { rows: found.into_iter().map(row).collect::<Result<_, _>>()?, more, total })
}

fn texts(filter: &SecretFilter) -> impl Iterator<Item = &String> {
    let lists = [&filter.names, &filter.descriptions, &filter.tag_keys, &filter.tag_values, &filter.creators];
    lists.into_iter().flatten().chain([&filter.text])
}

struct Order {
    column: &'static str,
    down: bool,
}

impl Order {
    fn of(sort: SecretSort) -> Self {
        let (column, down) = match sort {
            SecretSort::Name => ("name", false),
            SecretSort::NameDown => ("name", true),
            SecretSort::Updated => ("updated", true),
            SecretSort::UpdatedUp => ("updated", false),
            SecretSort::Created => ("created", true),
            SecretSort::CreatedUp => ("created", false),
        };
        Self { column, down }
    }

    /// The sort column's value of a position. A position nobody gave out is no error: it is just somewhere.
    fn key(&self, position: &Position) -> Value {
        match self.column {
            "name" => position.key.replace('\0', "").into(),
            _ => position.key.parse::<i64>().unwrap_or_default().into(),
        }
    }
}

/// The filter as conditions: on the columns of `secret`, and on its search entry.
struct Narrowed<'a> {
    filter: &'a SecretFilter,
    backend: sea_orm::DbBackend,
    columns: bool,
    text: bool,
}

impl<'a> Narrowed<'a> {
    fn new(db: &Database, filter: &'a SecretFilter) -> Self {
        let text = search::conditions(db.backend, filter, &mut Sql::default());
        let lists = [&filter.tag_keys, &filter.tag_values, &filter.creators];
        let columns =
            lists.into_iter().any(|list| !list.is_empty()) || filter.state.is_some() || !filter.keys.is_empty();
        Self { filter, backend: db.backend, columns, text }
    }

    fn is_empty(&self) -> bool {
        !self.columns && !self.text
    }

    /// Rows that match. The search table alone is asked when nothing else narrows.
    async fn count(&self, db: &Database) -> Result<u64, StoreError> {
        let mut sql = Sql::new("SELECT COUNT(*) AS n FROM ");
        if self.text && !self.columns {
            sql.add("secret_search WHERE ");
            search::conditions(self.backend, self.filter, &mut sql);
        } else {
            sql.add("secret");
            self.add_where(&mut sql, false);
        }
        let found = db.readers.query_one_raw(sql.statement(db)).await.map_err(unavailable)?;
        found.map_or(Ok(0), |row| row.try_get("", "n").map(nat).map_err(unavailable))
    }

    /// `walk`: SQLite shall go through the index of the order and test each row (the `+` keeps it from starting at the set).
    fn add_where(&self, sql: &mut Sql, walk: bool) {
        let filter = self.filter;
        let mut joiner = " WHERE ";
        let mut next = |sql: &mut Sql, text: &str| {
            sql.add(joiner).add(if walk { "+" } else { "" }).add(text);
            joiner = " AND ";
        };
        if self.text {
            next(sql, "no IN (SELECT rowid FROM secret_search WHERE ");
            search::conditions(self.backend, filter, sql);
            sql.add(")");
        }
        for (column, wanted) in [("tag_key", &filter.tag_keys), ("tag_value", &filter.tag_values)] {
            if !wanted.is_empty() {
                next(sql, &format!("no IN (SELECT secret FROM secret_tag WHERE {column} IN "));
                sql.list(wanted.iter().map(String::as_str)).add(")");
            }
        }
        if !filter.creators.is_empty() {
            next(sql, "creator IN ");
            sql.list(filter.creators.iter().map(String::as_str));
        }
        if !filter.keys.is_empty() {
            next(sql, "cmk IN ");
            sql.list(filter.keys.iter().map(|key| key.0.to_vec()));
        }
        match filter.state {
            Some(SecretState::Active) => next(sql, "delete_at IS NULL"),
            Some(SecretState::Deleting) => next(sql, "delete_at IS NOT NULL"),
            None => {}
        }
    }
}
