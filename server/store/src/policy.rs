//! Custom policies and their versions.

use crate::{
    convert::{int, nat, text},
    database::Database,
    entity::{Opaque, ram_policy, ram_policy_version},
    error::{corrupt, refused, unavailable},
    revision,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use strongroom_core::{
    ports::{Expect, StoreError},
    rows::{Authenticated, PolicyRow, PolicyVersionRow, Unverified},
};
use strongroom_domain::{Comments, PolicyName, Timestamp};

pub(crate) async fn find(db: &Database, name: &PolicyName) -> Result<Option<Unverified<PolicyRow>>, StoreError> {
    let query = ram_policy::Entity::find().filter(ram_policy::Column::Folded.eq(name.as_str().to_ascii_lowercase()));
    query.one(&db.readers).await.map_err(unavailable)?.map(row).transpose()
}

pub(crate) async fn page(
    db: &Database,
    after: Option<&PolicyName>,
    limit: u32,
) -> Result<Vec<Unverified<PolicyRow>>, StoreError> {
    let mut query = ram_policy::Entity::find().order_by_asc(ram_policy::Column::Folded).limit(u64::from(limit));
    if let Some(after) = after {
        query = query.filter(ram_policy::Column::Folded.gt(after.as_str().to_ascii_lowercase()));
    }
    query.all(&db.readers).await.map_err(unavailable)?.into_iter().map(row).collect()
}

pub(crate) async fn count(db: &Database) -> Result<u64, StoreError> {
    ram_policy::Entity::find().count(&db.readers).await.map_err(unavailable)
}

pub(crate) async fn versions(
    db: &Database,
    policy: &PolicyName,
) -> Result<Vec<Unverified<PolicyVersionRow>>, StoreError> {
    let query = ram_policy_version::Entity::find().filter(ram_policy_version::Column::Policy.eq(policy.as_str()));
    let query = query.order_by_asc(ram_policy_version::Column::Number);
    query.all(&db.readers).await.map_err(unavailable)?.into_iter().map(version_row).collect()
}

pub(crate) async fn put(
    db: &impl ConnectionTrait,
    row: Authenticated<PolicyRow>,
    expect: Expect,
) -> Result<(), StoreError> {
    let (row, mac) = row.into_parts();
    let name = row.name.to_string();
    let model = ram_policy::ActiveModel {
        folded: Set(name.to_ascii_lowercase()),
        name: Set(name.clone()),
        description: Set(row.description.into()),
        default_version: Set(row.default.into()),
        last_version: Set(row.last.into()),
        created: Set(row.created.0),
        updated: Set(row.updated.0),
        revision: Set(int(row.revision)),
        mac: Set(Opaque(mac.to_vec())),
    };
    revision::put(db, model, expect, |revision| at(name, revision)).await
}

/// Deletes the versions of the policy too; fails if the policy is attached.
pub(crate) async fn remove(db: &impl ConnectionTrait, name: PolicyName, expect: Expect) -> Result<(), StoreError> {
    revision::remove::<ram_policy::Entity>(db, expect, |revision| at(name.into(), revision)).await
}

pub(crate) async fn put_version(
    db: &impl ConnectionTrait,
    row: Authenticated<PolicyVersionRow>,
) -> Result<(), StoreError> {
    let (row, mac) = row.into_parts();
    let model = ram_policy_version::ActiveModel {
        policy: Set(row.policy.into()),
        number: Set(row.number.into()),
        document: Set(row.document),
        creator: Set(row.creator),
        created: Set(row.created.0),
        mac: Set(Opaque(mac.to_vec())),
    };
    ram_policy_version::Entity::insert(model).exec_without_returning(db).await.map_err(refused)?;
    Ok(())
}

pub(crate) async fn remove_version(
    db: &impl ConnectionTrait,
    policy: PolicyName,
    number: u32,
) -> Result<(), StoreError> {
    let gone = ram_policy_version::Entity::delete_by_id((policy.into(), i64::from(number))).exec(db).await;
    if gone.map_err(refused)?.rows_affected == 0 { Err(StoreError::Conflict) } else { Ok(()) }
}

fn at(name: String, revision: u64) -> sea_orm::sea_query::Expr {
    ram_policy::Column::Name.eq(name).and(ram_policy::Column::Revision.eq(int(revision)))
}

pub(crate) fn row(model: ram_policy::Model) -> Result<Unverified<PolicyRow>, StoreError> {
    let row = PolicyRow {
        name: text(PolicyName::new(&model.name), "ram_policy.name")?,
        description: text(Comments::new(&model.description), "ram_policy.description")?,
        default: u32::try_from(model.default_version).map_err(|_| corrupt("ram_policy.default_version"))?,
        last: u32::try_from(model.last_version).map_err(|_| corrupt("ram_policy.last_version"))?,
        created: Timestamp(model.created),
        updated: Timestamp(model.updated),
        revision: nat(model.revision),
    };
    Ok(Unverified::new(row, model.mac.0))
}

pub(crate) fn version_row(model: ram_policy_version::Model) -> Result<Unverified<PolicyVersionRow>, StoreError> {
    let row = PolicyVersionRow {
        policy: text(PolicyName::new(&model.policy), "ram_policy_version.policy")?,
        number: u32::try_from(model.number).map_err(|_| corrupt("ram_policy_version.number"))?,
        document: model.document,
        creator: model.creator,
        created: Timestamp(model.created),
    };
    Ok(Unverified::new(row, model.mac.0))
}
