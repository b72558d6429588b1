//! Versions of the policies that secrets and keys carry.

use crate::{
    convert::array,
    database::Database,
    entity::{Opaque, resource_policy_version as version},
    error::{corrupt, refused, unavailable},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use strongroom_core::{
    ports::StoreError,
    rows::{Authenticated, PolicyOwner, ResourcePolicyVersionRow, Unverified},
};
use strongroom_domain::{CmkId, SecretId, Timestamp};

pub(crate) async fn versions(
    db: &Database,
    owner: PolicyOwner,
) -> Result<Vec<Unverified<ResourcePolicyVersionRow>>, StoreError> {
    let (secret, cmk) = ids(owner);
    let of_owner = match (secret, cmk) {
        (Some(secret), _) => version::Column::Secret.eq(secret),
        (None, cmk) => version::Column::Cmk.eq(cmk.unwrap_or_default()),
    };
    let query = version::Entity::find().filter(of_owner).order_by_asc(version::Column::Number);
    query.all(&db.readers).await.map_err(unavailable)?.into_iter().map(row).collect()
}

pub(crate) async fn put(
    db: &impl ConnectionTrait,
    row: Authenticated<ResourcePolicyVersionRow>,
) -> Result<(), StoreError> {
    let (row, mac) = row.into_parts();
    let (secret, cmk) = ids(row.owner);
    let model = version::ActiveModel {
        owner: Set(owner_id(row.owner)),
        number: Set(row.number.into()),
        secret: Set(secret),
        cmk: Set(cmk),
        document: Set(row.document),
        creator: Set(row.creator),
        created: Set(row.created.0),
        mac: Set(Opaque(mac.to_vec())),
    };
    version::Entity::insert(model).exec_without_returning(db).await.map_err(refused)?;
    Ok(())
}

pub(crate) async fn remove(db: &impl ConnectionTrait, owner: PolicyOwner, number: u32) -> Result<(), StoreError> {
    let gone = version::Entity::delete_by_id((owner_id(owner), i64::from(number))).exec(db).await;
    if gone.map_err(refused)?.rows_affected == 0 { Err(StoreError::Conflict) } else { Ok(()) }
}

fn owner_id(owner: PolicyOwner) -> Vec<u8> {
    match owner {
        PolicyOwner::Secret(id) => id.0.to_vec(),
        PolicyOwner::Key(id) => id.0.to_vec(),
    }
}

/// The columns that refer to the owner's row.
fn ids(owner: PolicyOwner) -> (Option<Vec<u8>>, Option<Vec<u8>>) {
    match owner {
        PolicyOwner::Secret(id) => (Some(id.0.to_vec()), None),
        PolicyOwner::Key(id) => (None, Some(id.0.to_vec())),
    }
}

pub(crate) fn row(model: version::Model) -> Result<Unverified<ResourcePolicyVersionRow>, StoreError> {
    let owner = match (&model.secret, &model.cmk) {
        (Some(id), None) => PolicyOwner::Secret(SecretId(array(id, "resource_policy_version.secret")?)),
        (None, Some(id)) => PolicyOwner::Key(CmkId(array(id, "resource_policy_version.cmk")?)),
        _ => return Err(corrupt("resource_policy_version.owner")),
    };
    if model.owner != owner_id(owner) {
        return Err(corrupt("resource_policy_version.owner"));
    }
    let row = ResourcePolicyVersionRow {
        owner,
        number: u32::try_from(model.number).map_err(|_| corrupt("resource_policy_version.number"))?,
        document: model.document,
        creator: model.creator,
        created: Timestamp(model.created),
    };
    Ok(Unverified::new(row, model.mac.0))
}
