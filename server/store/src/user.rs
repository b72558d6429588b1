//! RAM users.

use crate::{
    convert::{array, from_json, int, json, nat, text},
    database::Database,
    entity::{Hidden, Opaque, ram_user},
    error::{refused, unavailable},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use strongroom_core::{
    ports::{Expect, StoreError},
    rows::{PasswordHash, UserRow},
};
use strongroom_domain::{Role, Timestamp, UserId, UserName};

pub(crate) async fn find(db: &Database, id: UserId) -> Result<Option<UserRow>, StoreError> {
    ram_user::Entity::find_by_id(id.0.to_vec()).one(&db.readers).await.map_err(unavailable)?.map(row).transpose()
}

pub(crate) async fn find_by_name(db: &Database, name: &UserName) -> Result<Option<UserRow>, StoreError> {
    let query = ram_user::Entity::find().filter(ram_user::Column::Name.eq(name.as_str()));
    query.one(&db.readers).await.map_err(unavailable)?.map(row).transpose()
}

pub(crate) async fn page(db: &Database, after: Option<&UserName>, limit: u32) -> Result<Vec<UserRow>, StoreError> {
    let mut query = ram_user::Entity::find().order_by_asc(ram_user::Column::Name).limit(u64::from(limit));
    if let Some(after) = after {
        query = query.filter(ram_user::Column::Name.gt(after.as_str()));
    }
    query.all(&db.readers).await.map_err(unavailable)?.into_iter().map(row).collect()
}

pub(crate) async fn administrators(db: &Database) -> Result<u64, StoreError> {
    ram_user::Entity::find()
        .filter(ram_user::Column::Administrator.eq(true))
        .count(&db.readers)
        .await
        .map_err(unavailable)
}

pub(crate) async fn put(db: &impl ConnectionTrait, row: UserRow, expect: Expect) -> Result<(), StoreError> {
    let id = row.id.0.to_vec();
    let model = ram_user::ActiveModel {
        id: Set(id.clone()),
        name: Set(row.name.into()),
        role: Set(json(&row.role)),
        administrator: Set(row.role == Role::Administrator),
        password: Set(row.password.map(|hash| Hidden(hash.0))),
        created: Set(row.created.0),
        revision: Set(int(row.revision)),
        mac: Set(Opaque(row.mac.to_vec())),
    };
    match expect {
        Expect::Absent => {
            ram_user::Entity::insert(model).exec_without_returning(db).await.map_err(refused)?;
            Ok(())
        }
        Expect::Revision(revision) => {
            let done =
                ram_user::Entity::update_many().set(model).filter(at(id, revision)).exec(db).await.map_err(refused)?;
            if done.rows_affected == 0 { Err(StoreError::Conflict) } else { Ok(()) }
        }
    }
}

/// AccessKeys go with their user.
pub(crate) async fn remove(db: &impl ConnectionTrait, id: UserId, expect: Expect) -> Result<(), StoreError> {
    let Expect::Revision(revision) = expect else { return Err(StoreError::Conflict) };
    let gone = ram_user::Entity::delete_many().filter(at(id.0.to_vec(), revision)).exec(db).await.map_err(refused)?;
    if gone.rows_affected == 0 { Err(StoreError::Conflict) } else { Ok(()) }
}

fn at(id: Vec<u8>, revision: u64) -> sea_orm::sea_query::Expr {
    ram_user::Column::Id.eq(id).and(ram_user::Column::Revision.eq(int(revision)))
}

fn row(model: ram_user::Model) -> Result<UserRow, StoreError> {
    Ok(UserRow {
        id: UserId(array(&model.id, "ram_user.id")?),
        name: text(UserName::new(&model.name), "ram_user.name")?,
        role: from_json(&model.role, "ram_user.role")?,
        password: model.password.map(|hash| PasswordHash(hash.0)),
        created: Timestamp(model.created),
        revision: nat(model.revision),
        mac: array(&model.mac.0, "ram_user.mac")?,
    })
}
