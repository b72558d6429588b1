//! Targets of rotations.

use crate::{
    convert::{array, ciphertext, from_json, int, json, nat, text},
    database::Database,
    entity::{Opaque, target},
    error::{corrupt, unavailable},
    holder::folded,
    revision,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use strongroom_core::{
    ports::{Expect, StoreError},
    rows::{Authenticated, ManagerRow, TargetRow, Unverified},
};
use strongroom_domain::{AccountName, DatabaseName, TargetHost, TargetId, TargetKind, TargetName, Timestamp};

pub(crate) async fn find(db: &Database, id: TargetId) -> Result<Option<Unverified<TargetRow>>, StoreError> {
    target::Entity::find_by_id(id.0.to_vec()).one(&db.readers).await.map_err(unavailable)?.map(row).transpose()
}

pub(crate) async fn find_by_name(
    db: &Database,
    name: &TargetName,
) -> Result<Option<Unverified<TargetRow>>, StoreError> {
    let query = target::Entity::find().filter(target::Column::Folded.eq(folded(name.as_str())));
    query.one(&db.readers).await.map_err(unavailable)?.map(row).transpose()
}

pub(crate) async fn page(
    db: &Database,
    after: Option<&TargetName>,
    limit: u32,
) -> Result<Vec<Unverified<TargetRow>>, StoreError> {
    let mut query = target::Entity::find().order_by_asc(target::Column::Folded).limit(u64::from(limit));
    if let Some(after) = after {
        query = query.filter(target::Column::Folded.gt(folded(after.as_str())));
    }
    query.all(&db.readers).await.map_err(unavailable)?.into_iter().map(row).collect()
}

pub(crate) async fn count(db: &Database) -> Result<u64, StoreError> {
    target::Entity::find().count(&db.readers).await.map_err(unavailable)
}

pub(crate) async fn put(
    db: &impl ConnectionTrait,
    row: Authenticated<TargetRow>,
    expect: Expect,
) -> Result<(), StoreError> {
    let (row, mac) = row.into_parts();
    let id = row.id;
    let (manager, secret) = row.manager.map(|manager| (manager.account, manager.secret)).unzip();
    let model = target::ActiveModel {
        id: Set(id.0.to_vec()),
        folded: Set(folded(row.name.as_str())),
        name: Set(row.name.into()),
        kind: Set(row.kind.code().into()),
        host: Set(row.host.into()),
        port: Set(row.port.into()),
        db_name: Set(row.database.map(String::from)),
        trust: Set(json(&row.trust)),
        manager: Set(manager.map(String::from)),
        manager_secret: Set(secret.map(|secret| Opaque(secret.0))),
        creator: Set(row.creator),
        created: Set(row.created.0),
        updated: Set(row.updated.0),
        revision: Set(int(row.revision)),
        mac: Set(Opaque(mac.to_vec())),
    };
    revision::put(db, model, expect, |revision| at(id, revision)).await
}

pub(crate) async fn remove(db: &impl ConnectionTrait, id: TargetId, expect: Expect) -> Result<(), StoreError> {
    revision::remove::<target::Entity>(db, expect, |revision| at(id, revision)).await
}

fn at(id: TargetId, revision: u64) -> sea_orm::sea_query::Expr {
    target::Column::Id.eq(id.0.to_vec()).and(target::Column::Revision.eq(int(revision)))
}

pub(crate) fn row(model: target::Model) -> Result<Unverified<TargetRow>, StoreError> {
    let manager = match (model.manager, model.manager_secret) {
        (Some(account), Some(secret)) => Some(ManagerRow {
            account: text(AccountName::new(&account), "target.manager")?,
            secret: ciphertext(secret),
        }),
        (None, None) => None,
        _ => return Err(corrupt("target.manager")),
    };
    let kind = u8::try_from(model.kind).ok().and_then(TargetKind::from_code);
    let database = model.db_name.map(|name| text(DatabaseName::new(&name), "target.db_name"));
    let row = TargetRow {
        id: TargetId(array(&model.id, "target.id")?),
        name: text(TargetName::new(&model.name), "target.name")?,
        kind: kind.ok_or_else(|| corrupt("target.kind"))?,
        host: text(TargetHost::new(&model.host), "target.host")?,
        port: u16::try_from(model.port).map_err(|_| corrupt("target.port"))?,
        database: database.transpose()?,
        trust: from_json(&model.trust, "target.trust")?,
        manager,
        creator: model.creator,
        created: Timestamp(model.created),
        updated: Timestamp(model.updated),
        revision: nat(model.revision),
    };
    Ok(Unverified::new(row, model.mac.0))
}
