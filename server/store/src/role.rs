//! Roles.

use crate::{
    attachment::{self, Side},
    convert::{array, from_json, int, json, nat, text},
    database::Database,
    entity::{Opaque, ram_role},
    error::{corrupt, unavailable},
    holder, revision,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, PaginatorTrait};
use strongroom_core::{
    ports::{Expect, Holders, StoreError},
    rows::{Authenticated, OwnPolicy, RoleRow, Unverified},
};
use strongroom_domain::{Comments, RoleId, RoleName, Timestamp};

pub(crate) async fn find(db: &Database, id: RoleId) -> Result<Option<Unverified<RoleRow>>, StoreError> {
    ram_role::Entity::find_by_id(id.0.to_vec()).one(&db.readers).await.map_err(unavailable)?.map(row).transpose()
}

pub(crate) async fn find_by_name(db: &Database, name: &RoleName) -> Result<Option<Unverified<RoleRow>>, StoreError> {
    let found = holder::by_name::<ram_role::Entity>(db, ram_role::Column::Folded, name.as_str()).await?;
    found.map(row).transpose()
}

pub(crate) async fn page(
    db: &Database,
    which: &Holders,
    after: Option<&RoleName>,
    limit: u32,
) -> Result<Vec<Unverified<RoleRow>>, StoreError> {
    let found = holder::page::<ram_role::Entity>(db, Side::Role, which, after.map(RoleName::as_str), limit).await?;
    found.into_iter().map(row).collect()
}

pub(crate) async fn count(db: &Database) -> Result<u64, StoreError> {
    ram_role::Entity::find().count(&db.readers).await.map_err(unavailable)
}

pub(crate) async fn put(
    db: &impl ConnectionTrait,
    row: Authenticated<RoleRow>,
    expect: Expect,
) -> Result<(), StoreError> {
    let (row, mac) = row.into_parts();
    let id = row.id.0.to_vec();
    let model = ram_role::ActiveModel {
        id: Set(id.clone()),
        name: Set(row.name.to_string()),
        folded: Set(holder::folded(row.name.as_str())),
        description: Set(row.description.into()),
        trust: Set(row.trust.stored().to_owned()),
        max_session_s: Set(row.max_session_s.into()),
        policies: Set(json(&row.policies)),
        created: Set(row.created.0),
        updated: Set(row.updated.0),
        revision: Set(int(row.revision)),
        mac: Set(Opaque(mac.to_vec())),
    };
    revision::put(db, model, expect, |revision| at(id.clone(), revision)).await?;
    attachment::put(db, Side::Role, &id, &row.policies).await
}

/// Removes a role with its attachments.
pub(crate) async fn remove(db: &impl ConnectionTrait, id: RoleId, expect: Expect) -> Result<(), StoreError> {
    revision::remove::<ram_role::Entity>(db, expect, |revision| at(id.0.to_vec(), revision)).await
}

fn at(id: Vec<u8>, revision: u64) -> sea_orm::sea_query::Expr {
    ram_role::Column::Id.eq(id).and(ram_role::Column::Revision.eq(int(revision)))
}

pub(crate) fn row(model: ram_role::Model) -> Result<Unverified<RoleRow>, StoreError> {
    let row = RoleRow {
        id: RoleId(array(&model.id, "ram_role.id")?),
        name: text(RoleName::new(&model.name), "ram_role.name")?,
        description: text(Comments::new(&model.description), "ram_role.description")?,
        trust: OwnPolicy::from_stored(model.trust),
        max_session_s: u32::try_from(model.max_session_s).map_err(|_| corrupt("ram_role.max_session_s"))?,
        policies: from_json(&model.policies, "ram_role.policies")?,
        created: Timestamp(model.created),
        updated: Timestamp(model.updated),
        revision: nat(model.revision),
    };
    Ok(Unverified::new(row, model.mac.0))
}
