//! AccessKeys.

use crate::{
    convert::{array, int, nat, sealed, text},
    database::Database,
    entity::{Opaque, access_key},
    error::{refused, unavailable},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder};
use strongroom_core::{
    ports::{Expect, StoreError},
    rows::AccessKeyRow,
};
use strongroom_domain::{AccessKeyId, Timestamp, UserId};

pub(crate) async fn find(db: &Database, id: &AccessKeyId) -> Result<Option<AccessKeyRow>, StoreError> {
    access_key::Entity::find_by_id(id.to_string()).one(&db.readers).await.map_err(unavailable)?.map(row).transpose()
}

pub(crate) async fn of(db: &Database, user: UserId) -> Result<Vec<AccessKeyRow>, StoreError> {
    let query = access_key::Entity::find().filter(access_key::Column::RamUser.eq(user.0.to_vec()));
    let query = query.order_by_asc(access_key::Column::Created).order_by_asc(access_key::Column::Id);
    query.all(&db.readers).await.map_err(unavailable)?.into_iter().map(row).collect()
}

pub(crate) async fn put(db: &impl ConnectionTrait, row: AccessKeyRow, expect: Expect) -> Result<(), StoreError> {
    let id = String::from(row.id);
    let model = access_key::ActiveModel {
        id: Set(id.clone()),
        ram_user: Set(row.user.0.to_vec()),
        secret: Set(Opaque(row.secret.0)),
        active: Set(row.active),
        created: Set(row.created.0),
        revision: Set(int(row.revision)),
        mac: Set(Opaque(row.mac.to_vec())),
    };
    match expect {
        Expect::Absent => {
            access_key::Entity::insert(model).exec_without_returning(db).await.map_err(refused)?;
            Ok(())
        }
        Expect::Revision(revision) => {
            let done = access_key::Entity::update_many()
                .set(model)
                .filter(at(id, revision))
                .exec(db)
                .await
                .map_err(refused)?;
            if done.rows_affected == 0 { Err(StoreError::Conflict) } else { Ok(()) }
        }
    }
}

pub(crate) async fn remove(db: &impl ConnectionTrait, id: AccessKeyId, expect: Expect) -> Result<(), StoreError> {
    let Expect::Revision(revision) = expect else { return Err(StoreError::Conflict) };
    let gone = access_key::Entity::delete_many().filter(at(id.into(), revision)).exec(db).await.map_err(refused)?;
    if gone.rows_affected == 0 { Err(StoreError::Conflict) } else { Ok(()) }
}

fn at(id: String, revision: u64) -> sea_orm::sea_query::Expr {
    access_key::Column::Id.eq(id).and(access_key::Column::Revision.eq(int(revision)))
}

fn row(model: access_key::Model) -> Result<AccessKeyRow, StoreError> {
    Ok(AccessKeyRow {
        id: text(AccessKeyId::new(&model.id), "access_key.id")?,
        user: UserId(array(&model.ram_user, "access_key.ram_user")?),
        secret: sealed(model.secret),
        active: model.active,
        created: Timestamp(model.created),
        revision: nat(model.revision),
        mac: array(&model.mac.0, "access_key.mac")?,
    })
}
