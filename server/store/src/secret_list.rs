//! Pages of secrets: filtered, sorted, counted.
//!
//! A filter first matches row numbers. Few matches are fetched and sorted. Many matches are found soon while walking the
//! index of the order: each row there is tested by itself, and only when the page is not full after some hundreds of them,
//! because all that match lie at the other end, against the set of all numbers that match.

use crate::{
    convert::nat,
    database::Database,
    entity::secret,
    error::unavailable,
    rotation_plan,
    search::{self, SearchMethod},
    secret::row,
    sql::Sql,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, TransactionTrait, Value};
use strongroom_core::ports::{SecretList, SecretPosition, SecretSlice, StoreError};
use strongroom_domain::{SecretFilter, SecretSort, SecretState, Total, limits};

/// Rows tested one by one before the set of all matches is built.
const PROBED: u64 = 1000;

/// Settings for what PostgreSQL's planner cannot know: compiling takes longer than any of these queries, the set of all matches
/// must be hashed in memory, and the best plan depends on the word.
const POSTGRES: &str =
    "SET LOCAL jit = off; SET LOCAL work_mem = '32MB'; SET LOCAL plan_cache_mode = force_custom_plan";

pub(crate) async fn page(
    db: &Database,
    filter: &SecretFilter,
    sort: SecretSort,
    slice: &SecretSlice,
    limit: u32,
) -> Result<SecretList, StoreError> {
    let nothing = SecretList { rows: Vec::new(), more: false, total: Total::Exactly(0) };
    if texts(filter).any(|text| search::impossible(text)) {
        return Ok(nothing);
    }
    let tx = db.readers.begin().await.map_err(unavailable)?;
    if !db.is_sqlite() {
        tx.execute_unprepared(POSTGRES).await.map_err(unavailable)?;
    }
    let read = PageRead { db, tx, filter: Narrowed::new(db, filter), part: PageWindow::new(sort, slice, limit) };
    let (total, mut found) = read.page(matches!(slice, SecretSlice::Skip(_))).await?;
    read.tx.commit().await.map_err(unavailable)?;
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

/// Whether columns narrow the list that are tested for each row.
fn has_column_conditions(filter: &SecretFilter) -> bool {
    !filter.creators.is_empty() || !filter.keys.is_empty() || !filter.kinds.is_empty() || filter.rotation.is_some()
}

/// One page, read in one transaction so that it agrees with its total.
struct PageRead<'a> {
    db: &'a Database,
    tx: DatabaseTransaction,
    filter: Narrowed<'a>,
    part: PageWindow<'a>,
}

impl PageRead<'_> {
    async fn page(&self, count_all: bool) -> Result<(Total, Vec<secret::Model>), StoreError> {
        if self.filter.is_empty() {
            let total = self.count().await?;
            let mut sql = Sql::new("SELECT * FROM secret WHERE ");
            self.part.add(&mut sql);
            return Ok((total, self.rows(sql).await?));
        }
        let few = self.few().await?;
        if few.len() as u64 <= limits::COUNTED {
            let rows = if few.is_empty() { Vec::new() } else { self.among(&few).await? };
            return Ok((Total::Exactly(few.len() as u64), rows));
        }
        let total = if count_all { self.count().await? } else { Total::Over(limits::COUNTED) };
        let mut rows = self.probed().await?;
        if rows.len() < self.part.most {
            rows = self.walked().await?;
        }
        Ok((total, rows))
    }

    /// Row numbers of matches, at most one more than are counted.
    async fn few(&self) -> Result<Vec<i64>, StoreError> {
        let mut sql = Sql::default();
        self.filter.matches(&mut sql);
        sql.add(" LIMIT ").value(limits::COUNTED as i64 + 1);
        let rows = self.tx.query_all_raw(sql.statement(self.db)).await.map_err(unavailable)?;
        rows.iter().map(|row| row.try_get_by_index(0).map_err(unavailable)).collect()
    }

    async fn count(&self) -> Result<Total, StoreError> {
        let mut sql = Sql::new("SELECT COUNT(*) FROM (");
        self.filter.matches(&mut sql);
        sql.add(") AS m");
        let row = self.tx.query_one_raw(sql.statement(self.db)).await.map_err(unavailable)?;
        let count = row.map_or(Ok(0), |row| row.try_get_by_index(0).map_err(unavailable))?;
        Ok(Total::Exactly(nat(count)))
    }

    /// The part of these rows.
    async fn among(&self, numbers: &[i64]) -> Result<Vec<secret::Model>, StoreError> {
        let list = numbers.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
        let mut sql = Sql::new("SELECT * FROM secret WHERE no ");
        if self.db.is_sqlite() {
            sql.add("IN (SELECT value FROM json_each(").value(format!("[{list}]")).add("))");
        } else {
            sql.add("= ANY(string_to_array(").value(list).add(", ',')::bigint[])");
        }
        sql.add(" AND ");
        self.part.add(&mut sql);
        self.rows(sql).await
    }

    /// The part, each row tested by itself; stops early.
    async fn probed(&self) -> Result<Vec<secret::Model>, StoreError> {
        let mut sql = Sql::new("SELECT * FROM (SELECT * FROM secret WHERE ");
        self.part.add_from(&mut sql);
        sql.add(" LIMIT ").value(PROBED as i64).add(") AS s WHERE ");
        self.filter.test(&mut sql);
        // SQLite keeps the order of the inner rows; with an ORDER BY it would test all of them first.
        if !self.db.is_sqlite() {
            self.part.add_order(&mut sql);
        }
        self.part.add_limit(&mut sql);
        self.rows(sql).await
    }

    /// The part, from the index of the order, each entry tested against the set of all matches. `IS TRUE` keeps both
    /// databases from starting at the set.
    async fn walked(&self) -> Result<Vec<secret::Model>, StoreError> {
        let mut sql = Sql::new("SELECT * FROM secret WHERE no IN (SELECT no FROM secret WHERE (no IN (");
        self.filter.matches(&mut sql);
        sql.add(")) IS TRUE AND ");
        self.part.add(&mut sql);
        sql.add(")");
        self.part.add_order(&mut sql);
        self.rows(sql).await
    }

    async fn rows(&self, sql: Sql) -> Result<Vec<secret::Model>, StoreError> {
        secret::Entity::find().from_raw_sql(sql.statement(self.db)).all(&self.tx).await.map_err(unavailable)
    }
}

/// What a list is sorted by.
#[derive(Clone, Copy, PartialEq, Eq)]
enum SortColumn {
    Name,
    Updated,
    Created,
}

impl SortColumn {
    fn sql(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Updated => "updated",
            Self::Created => "created",
        }
    }
}

/// Which part of all matches, in which order. Names are unique and need no second sort key.
struct PageWindow<'a> {
    column: SortColumn,
    down: bool,
    from: Option<&'a SecretPosition>,
    skip: u64,
    /// Rows wanted, and one to know whether there are more.
    most: usize,
}

impl<'a> PageWindow<'a> {
    fn new(sort: SecretSort, slice: &'a SecretSlice, limit: u32) -> Self {
        let (column, down) = match sort {
            SecretSort::Name => (SortColumn::Name, false),
            SecretSort::NameDown => (SortColumn::Name, true),
            SecretSort::Updated => (SortColumn::Updated, true),
            SecretSort::UpdatedUp => (SortColumn::Updated, false),
            SecretSort::Created => (SortColumn::Created, true),
            SecretSort::CreatedUp => (SortColumn::Created, false),
        };
        let (down, from, skip) = match slice {
            SecretSlice::After(position) => (down, position.as_ref(), 0),
            SecretSlice::Before(position) => (!down, Some(position), 0),
            SecretSlice::Skip(rows) => (down, None, *rows),
        };
        Self { column, down, from, skip, most: limit as usize + 1 }
    }

    fn add(&self, sql: &mut Sql) {
        self.add_from(sql);
        self.add_limit(sql);
    }

    /// Only what follows the position, in order.
    fn add_from(&self, sql: &mut Sql) {
        let beyond = if self.down { "<" } else { ">" };
        match self.from {
            None => sql.add("TRUE"),
            Some(position) if self.column == SortColumn::Name => {
                sql.add(&format!("name {beyond} ")).value(position.key.replace('\0', ""))
            }
            Some(position) => {
                // A position that was never issued is not an error: the page starts wherever it points to.
                let time: Value = position.key.parse::<i64>().unwrap_or_default().into();
                sql.add(&format!("({}, id) {beyond} (", self.column.sql())).value(time);
                sql.add(", ").value(position.id.to_vec()).add(")")
            }
        };
        self.add_order(sql);
    }

    fn add_order(&self, sql: &mut Sql) {
        let way = if self.down { "DESC" } else { "ASC" };
        sql.add(&format!(" ORDER BY {} {way}", self.column.sql()));
        if self.column != SortColumn::Name {
            sql.add(&format!(", id {way}"));
        }
    }

    fn add_limit(&self, sql: &mut Sql) {
        sql.add(" LIMIT ").value(self.most as i64);
        sql.add(" OFFSET ").value(i64::try_from(self.skip).unwrap_or(i64::MAX));
    }
}

/// The filter as conditions: on the columns of `secret` and on its search entry.
struct Narrowed<'a> {
    filter: &'a SecretFilter,
    backend: DbBackend,
    search: bool,
    columns: bool,
}

impl<'a> Narrowed<'a> {
    fn new(db: &Database, filter: &'a SecretFilter) -> Self {
        Self {
            filter,
            backend: db.backend,
            search: search::is_asked(filter),
            columns: filter.state.is_some() || has_column_conditions(filter),
        }
    }

    fn is_empty(&self) -> bool {
        !self.columns && !self.search
    }

    /// A query for the numbers of all rows that match.
    fn matches(&self, sql: &mut Sql) {
        // Few secrets are being deleted, so those are tested one by one, and the active ones are all others.
        if !self.search || self.filter.state == Some(SecretState::Deleting) {
            sql.add("SELECT no FROM secret AS s WHERE ");
            return self.test(sql);
        }
        sql.add("SELECT rowid FROM secret_search WHERE ");
        search::conditions(self.backend, SearchMethod::Index, self.filter, sql);
        // The `+` prevents that SQLite looks up each row number with a separate FTS5 search.
        let no = if self.backend == DbBackend::Sqlite { "+rowid" } else { "rowid" };
        if self.filter.state == Some(SecretState::Active) {
            sql.add(&format!(" AND {no} NOT IN (SELECT no FROM secret WHERE delete_at IS NOT NULL)"));
        }
        if has_column_conditions(self.filter) {
            sql.add(&format!(" AND {no} IN (SELECT no FROM secret WHERE "));
            self.column_conditions(sql);
            sql.add(")");
        }
    }

    /// Conditions on one row `s`.
    fn test(&self, sql: &mut Sql) {
        sql.add(match self.filter.state {
            Some(SecretState::Active) => "delete_at IS NULL AND ",
            Some(SecretState::Deleting) => "delete_at IS NOT NULL AND ",
            None => "",
        });
        if self.search {
            sql.add("EXISTS (SELECT 1 FROM secret_search WHERE rowid = s.no AND ");
            search::conditions(self.backend, SearchMethod::Text, self.filter, sql);
            sql.add(") AND ");
        }
        self.column_conditions(sql);
    }

    fn column_conditions(&self, sql: &mut Sql) {
        sql.add("TRUE");
        if !self.filter.creators.is_empty() {
            sql.add(" AND creator IN ").list(self.filter.creators.iter().map(String::as_str));
        }
        if !self.filter.keys.is_empty() {
            sql.add(" AND cmk IN ").list(self.filter.keys.iter().map(|key| key.0.to_vec()));
        }
        if !self.filter.kinds.is_empty() {
            sql.add(" AND kind IN ").list(self.filter.kinds.iter().map(|kind| i64::from(kind.code())));
        }
        if let Some(health) = self.filter.rotation {
            rotation_plan::add_health(sql.add(" AND "), health);
        }
    }
}
