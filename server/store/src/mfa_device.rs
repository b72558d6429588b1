//! Second factors of users.

use crate::{
    convert::{array, ciphertext, from_json, int, json, nat},
    database::Database,
    entity::{Opaque, mfa_device},
    error::{corrupt, unavailable},
    revision,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait};
use strongroom_core::{
    ports::{Expect, StoreError},
    rows::{Authenticated, MfaDeviceRow, Unverified},
};
use strongroom_domain::{MfaDeviceId, Timestamp, UserId};

pub(crate) async fn find(db: &Database, id: MfaDeviceId) -> Result<Option<Unverified<MfaDeviceRow>>, StoreError> {
    mfa_device::Entity::find_by_id(id.0.to_vec()).one(&db.readers).await.map_err(unavailable)?.map(row).transpose()
}

pub(crate) async fn put(
    db: &impl ConnectionTrait,
    row: Authenticated<MfaDeviceRow>,
    expect: Expect,
) -> Result<(), StoreError> {
    let (row, mac) = row.into_parts();
    let model = mfa_device::ActiveModel {
        id: Set(row.id.0.to_vec()),
        ram_user: Set(row.user.0.to_vec()),
        secret: Set(row.secret.map(|secret| Opaque(secret.0))),
        last_step: Set(int(row.last_step)),
        passkeys: Set(json(&row.passkeys)),
        recovery: Set(Opaque(row.recovery.as_flattened().to_vec())),
        created: Set(row.created.0),
        revision: Set(int(row.revision)),
        mac: Set(Opaque(mac.to_vec())),
    };
    revision::put(db, model, expect, |revision| at(row.id, revision)).await
}

pub(crate) async fn remove(db: &impl ConnectionTrait, id: MfaDeviceId, expect: Expect) -> Result<(), StoreError> {
    revision::remove::<mfa_device::Entity>(db, expect, |revision| at(id, revision)).await
}

fn at(id: MfaDeviceId, revision: u64) -> sea_orm::sea_query::Expr {
    mfa_device::Column::Id.eq(id.0.to_vec()).and(mfa_device::Column::Revision.eq(int(revision)))
}

pub(crate) fn row(model: mfa_device::Model) -> Result<Unverified<MfaDeviceRow>, StoreError> {
    let (recovery, rest) = model.recovery.0.as_chunks();
    if !rest.is_empty() {
        return Err(corrupt("mfa_device.recovery"));
    }
    let row = MfaDeviceRow {
        id: MfaDeviceId(array(&model.id, "mfa_device.id")?),
        user: UserId(array(&model.ram_user, "mfa_device.ram_user")?),
        recovery: recovery.to_vec(),
        secret: model.secret.map(ciphertext),
        passkeys: from_json(&model.passkeys, "mfa_device.passkeys")?,
        last_step: nat(model.last_step),
        created: Timestamp(model.created),
        revision: nat(model.revision),
    };
    Ok(Unverified::new(row, model.mac.0))
}
