//! What users, groups and roles share: policies are attached to them, and each has a name that is unique in any letter case.

use crate::{
    attachment::{self, Side},
    database::Database,
    error::unavailable,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use strongroom_core::ports::{Holders, StoreError};

/// The form of a name that is unique.
pub(crate) fn folded(name: &str) -> String {
    name.to_ascii_lowercase()
}

/// The row of this name; `column` has the folded names.
pub(crate) async fn by_name<E: EntityTrait>(
    db: &Database,
    column: E::Column,
    name: &str,
) -> Result<Option<E::Model>, StoreError> {
    E::find().filter(column.eq(folded(name))).one(&db.readers).await.map_err(unavailable)
}

/// Rows in order of their names after `after`, at most `limit`.
pub(crate) async fn page<E: EntityTrait>(
    db: &Database,
    side: Side,
    which: &Holders,
    after: Option<&str>,
    limit: u32,
) -> Result<Vec<E::Model>, StoreError> {
    let sql = attachment::page(side, which, after, limit).statement(db);
    E::find().from_raw_sql(sql).all(&db.readers).await.map_err(unavailable)
}
