//! Groups of RAM users.

use crate::{
    attachment::{self, Side},
    convert::{array, from_json, int, json, nat, text},
    database::Database,
    entity::{Opaque, ram_group},
    error::unavailable,
    holder, revision,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait};
use strongroom_core::{
    ports::{Expect, Holders, StoreError},
    rows::{Authenticated, GroupRow, Unverified},
};
use strongroom_domain::{Comments, GroupId, GroupName, Timestamp};

pub(crate) async fn find(db: &Database, id: GroupId) -> Result<Option<Unverified<GroupRow>>, StoreError> {
    ram_group::Entity::find_by_id(id.0.to_vec()).one(&db.readers).await.map_err(unavailable)?.map(row).transpose()
}

pub(crate) async fn find_by_name(db: &Database, name: &GroupName) -> Result<Option<Unverified<GroupRow>>, StoreError> {
    let found = holder::by_name::<ram_group::Entity>(db, ram_group::Column::Folded, name.as_str()).await?;
    found.map(row).transpose()
}

pub(crate) async fn page(
    db: &Database,
    which: &Holders,
    after: Option<&GroupName>,
    limit: u32,
) -> Result<Vec<Unverified<GroupRow>>, StoreError> {
    let found = holder::page::<ram_group::Entity>(db, Side::Group, which, after.map(GroupName::as_str), limit).await?;
    found.into_iter().map(row).collect()
}

pub(crate) async fn put(
    db: &impl ConnectionTrait,
    row: Authenticated<GroupRow>,
    expect: Expect,
) -> Result<(), StoreError> {
    let (row, mac) = row.into_parts();
    let id = row.id.0.to_vec();
    let model = ram_group::ActiveModel {
        id: Set(id.clone()),
        name: Set(row.name.to_string()),
        folded: Set(holder::folded(row.name.as_str())),
        comments: Set(row.comments.into()),
        policies: Set(json(&row.policies)),
        created: Set(row.created.0),
        updated: Set(row.updated.0),
        revision: Set(int(row.revision)),
        mac: Set(Opaque(mac.to_vec())),
    };
    revision::put(db, model, expect, |revision| at(id.clone(), revision)).await?;
    attachment::put(db, Side::Group, &id, &row.policies).await
}

/// Removes a group with its attachments; a conflict while it has members.
pub(crate) async fn remove(db: &impl ConnectionTrait, id: GroupId, expect: Expect) -> Result<(), StoreError> {
    revision::remove::<ram_group::Entity>(db, expect, |revision| at(id.0.to_vec(), revision)).await
}

fn at(id: Vec<u8>, revision: u64) -> sea_orm::sea_query::Expr {
    ram_group::Column::Id.eq(id).and(ram_group::Column::Revision.eq(int(revision)))
}

pub(crate) fn row(model: ram_group::Model) -> Result<Unverified<GroupRow>, StoreError> {
    let row = GroupRow {
        id: GroupId(array(&model.id, "ram_group.id")?),
        name: text(GroupName::new(&model.name), "ram_group.name")?,
        comments: text(Comments::new(&model.comments), "ram_group.comments")?,
        policies: from_json(&model.policies, "ram_group.policies")?,
        created: Timestamp(model.created),
        updated: Timestamp(model.updated),
        revision: nat(model.revision),
    };
    Ok(Unverified::new(row, model.mac.0))
}
