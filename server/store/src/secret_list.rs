//! Pages of secrets: narrowed, sorted, counted.

use crate::{
    convert::nat,
    database::Database,
    entity::secret,
    error::unavailable,
    search::{self, How},
    secret::row,
    sql::Sql,
};
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, Value};
use strongroom_core::ports::{Position, SecretList, SecretSlice, StoreError};
use strongroom_domain::{SecretFilter, SecretSort, SecretState};

/// Up to so many found secrets are fetched and sorted. More of them are likely to be met soon on the way through the sorted
/// index.
const SORTED: u64 = 2000;
/// So many secrets are looked at one by one on that way, before the set of all that match is made to test against.
const PROBED: i64 = 1000;

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
    let mut found = rows(db, &narrowed, &order, slice, total, i64::from(limit) + 1).await?;
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    if matches!(slice, SecretSlice::Before(_)) {
        found.reverse();
    }
    Ok(SecretList { rows: found.into_iter().map(row).collect::<Result<_, _>>()?, more, total })
}

async fn rows(
    db: &Database,
    narrowed: &Narrowed<'_>,
    order: &Order,
    slice: &SecretSlice,
    total: u64,
    most: i64,
) -> Result<Vec<secret::Model>, StoreError> {
    let (down, from, skip) = match slice {
        SecretSlice::After(position) => (order.down, position.as_ref(), 0),
        SecretSlice::Before(position) => (!order.down, Some(position), 0),
        SecretSlice::Skip(rows) => (order.down, None, *rows),
    };
    let walk = db.is_sqlite() && total > SORTED && !narrowed.is_empty();
    let fetch = async |sql: Sql| {
        secret::Entity::find().from_raw_sql(sql.statement(db)).all(&db.readers).await.map_err(unavailable)
    };
    if walk && skip == 0 {
        // The inner order is the outer one: SQLite passes its rows through, and stops when the page is full.
        let mut sql = Sql::new("SELECT * FROM (SELECT * FROM secret");
        order.after(&mut sql, " WHERE ", down, from);
        order.add(&mut sql, down);
        sql.add(" LIMIT ").value(PROBED).add(") AS s");
        narrowed.add_where(&mut sql, By::Probe);
        sql.add(" LIMIT ").value(most);
        let found = fetch(sql).await?;
        if found.len() as i64 == most {
            return Ok(found);
        }
    }
    let mut sql = Sql::new("SELECT * FROM secret AS s");
    narrowed.add_where(&mut sql, if walk { By::Walk } else { By::Set });
    order.after(&mut sql, if narrowed.is_empty() { " WHERE " } else { " AND " }, down, from);
    order.add(&mut sql, down);
    sql.add(" LIMIT ").value(most).add(" OFFSET ").value(i64::try_from(skip).unwrap_or(i64::MAX));
    fetch(sql).await
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

    fn add(&self, sql: &mut Sql, down: bool) {
        let way = if down { "DESC" } else { "ASC" };
        sql.add(&format!(" ORDER BY {} {way}, id {way}", self.column));
    }

    /// Only what follows a position in the direction asked.
    fn after(&self, sql: &mut Sql, joiner: &str, down: bool, from: Option<&Position>) {
        if let Some(position) = from {
            sql.add(joiner).add(&format!("({}, id) {} (", self.column, if down { "<" } else { ">" }));
            sql.value(self.key(position)).add(", ").value(position.id.to_vec()).add(")");
        }
    }

    /// The sort column's value of a position. A position nobody gave out is no error: it is just somewhere.
    fn key(&self, position: &Position) -> Value {
        match self.column {
            "name" => position.key.replace('\0', "").into(),
            _ => position.key.parse::<i64>().unwrap_or_default().into(),
        }
    }
}

/// How rows are tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    /// Starting from the sets that match.
    Set,
    /// Going through the index of the order, asking the sets (the `+` keeps SQLite from starting at them).
    Walk,
    /// Each row by itself.
    Probe,
}

/// The filter as conditions: on the columns of `secret`, on its tags, and on its search entry.
struct Narrowed<'a> {
    filter: &'a SecretFilter,
    backend: DbBackend,
    text: bool,
    tags: bool,
    columns: bool,
}

impl<'a> Narrowed<'a> {
    fn new(db: &Database, filter: &'a SecretFilter) -> Self {
        Self {
            filter,
            backend: db.backend,
            text: search::conditions(db.backend, How::Index, filter, &mut Sql::default()),
            tags: !filter.tag_keys.is_empty() || !filter.tag_values.is_empty(),
            columns: !filter.creators.is_empty() || filter.state.is_some() || !filter.keys.is_empty(),
        }
    }

    fn is_empty(&self) -> bool {
        !self.columns && !self.tags && !self.text
    }

    /// Rows that match. Few wait for their deletion, so the live ones are quickest counted as all but those.
    async fn count(&self, db: &Database) -> Result<u64, StoreError> {
        if self.filter.state == Some(SecretState::Active) && (self.text || self.tags) {
            let of = |state| SecretFilter { state, ..self.filter.clone() };
            let (all, deleting) = (of(None), of(Some(SecretState::Deleting)));
            let all = Narrowed::new(db, &all).count_rows(db).await?;
            return Ok(all.saturating_sub(Narrowed::new(db, &deleting).count_rows(db).await?));
        }
        self.count_rows(db).await
    }

    /// One table alone is asked where that is enough.
    async fn count_rows(&self, db: &Database) -> Result<u64, StoreError> {
        let mut sql = Sql::new("SELECT COUNT(*) AS n FROM ");
        let filter = self.filter;
        let one_tag = filter.tag_keys.is_empty() != filter.tag_values.is_empty();
        if self.text && !self.columns && !self.tags {
            sql.add("secret_search WHERE ");
            search::conditions(self.backend, How::Index, filter, &mut sql);
        } else if one_tag && !self.columns && !self.text {
            let [key, value] = [("tag_key", &filter.tag_keys), ("tag_value", &filter.tag_values)];
            let (column, wanted) = if key.1.is_empty() { value } else { key };
            sql = Sql::new("SELECT COUNT(DISTINCT secret) AS n FROM secret_tag WHERE ");
            sql.add(column).add(" IN ").list(wanted.iter().map(String::as_str));
        } else {
            sql.add("secret AS s");
            self.add_where(&mut sql, if filter.state == Some(SecretState::Deleting) { By::Probe } else { By::Set });
        }
        let found = db.readers.query_one_raw(sql.statement(db)).await.map_err(unavailable)?;
        found.map_or(Ok(0), |row| row.try_get("", "n").map(nat).map_err(unavailable))
    }

    fn add_where(&self, sql: &mut Sql, by: By) {
        let filter = self.filter;
        let mut joiner = " WHERE ";
        let mut next = |sql: &mut Sql, text: &str| {
            sql.add(joiner).add(if by == By::Walk { "+" } else { "" }).add(text);
            joiner = " AND ";
        };
        if self.text && by == By::Probe {
            next(sql, "EXISTS (SELECT 1 FROM secret_search WHERE rowid = s.no AND ");
            search::conditions(self.backend, How::Text, filter, sql);
            sql.add(")");
        } else if self.text {
            next(sql, "s.no IN (SELECT rowid FROM secret_search WHERE ");
            search::conditions(self.backend, How::Index, filter, sql);
            sql.add(")");
        }
        for (column, wanted) in [("tag_key", &filter.tag_keys), ("tag_value", &filter.tag_values)] {
            if wanted.is_empty() {
                continue;
            }
            let probe = format!("EXISTS (SELECT 1 FROM secret_tag AS t WHERE t.secret = s.no AND t.{column} IN ");
            let set = format!("s.no IN (SELECT secret FROM secret_tag WHERE {column} IN ");
            next(sql, if by == By::Probe { &probe } else { &set });
            sql.list(wanted.iter().map(String::as_str)).add(")");
        }
        if !filter.creators.is_empty() {
            next(sql, "s.creator IN ");
            sql.list(filter.creators.iter().map(String::as_str));
        }
        if !filter.keys.is_empty() {
            next(sql, "s.cmk IN ");
            sql.list(filter.keys.iter().map(|key| key.0.to_vec()));
        }
        match filter.state {
            Some(SecretState::Active) => next(sql, "s.delete_at IS NULL"),
            Some(SecretState::Deleting) => next(sql, "s.delete_at IS NOT NULL"),
            None => {}
        }
    }
}
