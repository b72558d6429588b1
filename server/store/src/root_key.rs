//! Root keys that open the installation.

use crate::{
    convert::{array, ciphertext},
    database::Database,
    entity::{Opaque, root_key},
    error::{refused, unavailable},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};
use strongroom_core::{
    ports::StoreError,
    rows::{Authenticated, RootKeyRow, Unverified},
};
use strongroom_domain::Timestamp;

pub(crate) async fn all(db: &Database) -> Result<Vec<Unverified<RootKeyRow>>, StoreError> {
    let query =
        root_key::Entity::find().order_by_asc(root_key::Column::Created).order_by_asc(root_key::Column::CheckValue);
    query.all(&db.readers).await.map_err(unavailable)?.into_iter().map(row).collect()
}

pub(crate) async fn put(db: &impl ConnectionTrait, row: Authenticated<RootKeyRow>) -> Result<(), StoreError> {
    let (row, mac) = row.into_parts();
    let model = root_key::ActiveModel {
        check_value: Set(row.check.to_vec()),
        wrapped: Set(Opaque(row.wrapped.0)),
        created: Set(row.created.0),
        mac: Set(Opaque(mac.to_vec())),
    };
    root_key::Entity::insert(model).exec_without_returning(db).await.map_err(refused)?;
    Ok(())
}

/// Overwrites the wrapped key before it removes the row: SQLite leaves the bytes of a removed row in its file.
pub(crate) async fn remove(db: &impl ConnectionTrait, check: [u8; 32]) -> Result<(), StoreError> {
    let this = root_key::Column::CheckValue.eq(check.to_vec());
    let Some(found) = root_key::Entity::find().filter(this.clone()).one(db).await.map_err(unavailable)? else {
        return Err(StoreError::Conflict);
    };
    let zeros = Opaque(vec![0; found.wrapped.0.len()]);
    let overwrite = root_key::Entity::update_many().col_expr(root_key::Column::Wrapped, Expr::value(zeros));
    overwrite.filter(this.clone()).exec(db).await.map_err(refused)?;
    root_key::Entity::delete_many().filter(this).exec(db).await.map_err(refused)?;
    Ok(())
}

pub(crate) fn row(model: root_key::Model) -> Result<Unverified<RootKeyRow>, StoreError> {
    let row = RootKeyRow {
        check: array(&model.check_value, "root_key.check_value")?,
        wrapped: ciphertext(model.wrapped),
        created: Timestamp(model.created),
    };
    Ok(Unverified::new(row, model.mac.0))
}
