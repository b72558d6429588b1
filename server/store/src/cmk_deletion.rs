//! The ends of customer master keys that are scheduled for deletion.

use crate::{
    convert::{array, int, nat},
    database::Database,
    entity::{Opaque, cmk_deletion},
    error::{refused, unavailable},
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};
use strongroom_core::{
    ports::StoreError,
    rows::{Authenticated, CmkDeletionRow, Unverified},
};
use strongroom_domain::{CmkId, KeyState, Timestamp};

pub(crate) async fn all(db: &Database) -> Result<Vec<Unverified<CmkDeletionRow>>, StoreError> {
    cmk_deletion::Entity::find().all(&db.readers).await.map_err(unavailable)?.into_iter().map(row).collect()
}

/// Inserts or replaces.
pub(crate) async fn put(db: &impl ConnectionTrait, row: Authenticated<CmkDeletionRow>) -> Result<(), StoreError> {
    let (row, mac) = row.into_parts();
    remove(db, row.cmk).await?;
    let model = cmk_deletion::ActiveModel {
        cmk: Set(row.cmk.0.to_vec()),
        key_revision: Set(int(row.key_revision)),
        was_enabled: Set(row.state_before == KeyState::Enabled),
        requested: Set(row.requested.0),
        delete_at: Set(row.delete_at.0),
        mac: Set(Opaque(mac.to_vec())),
    };
    cmk_deletion::Entity::insert(model).exec_without_returning(db).await.map_err(refused)?;
    Ok(())
}

pub(crate) async fn remove(db: &impl ConnectionTrait, id: CmkId) -> Result<(), StoreError> {
    cmk_deletion::Entity::delete_by_id(id.0.to_vec()).exec(db).await.map_err(refused)?;
    Ok(())
}

pub(crate) fn row(model: cmk_deletion::Model) -> Result<Unverified<CmkDeletionRow>, StoreError> {
    let row = CmkDeletionRow {
        cmk: CmkId(array(&model.cmk, "cmk_deletion.cmk")?),
        key_revision: nat(model.key_revision),
        state_before: if model.was_enabled { KeyState::Enabled } else { KeyState::Disabled },
        requested: Timestamp(model.requested),
        delete_at: Timestamp(model.delete_at),
    };
    Ok(Unverified::new(row, model.mac.0))
}
