//! Versions of secrets.

use crate::{
    convert::{array, ciphertext, int, nat, text},
    database::Database,
    entity::{Opaque, secret_version},
    error::{corrupt, refused, unavailable},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use strongroom_core::{
    ports::StoreError,
    rows::{Authenticated, Unverified, VersionRow},
};
use strongroom_domain::{SecretId, Since, Timestamp, ValueType, VersionId};

pub(crate) async fn of(db: &Database, secret: SecretId) -> Result<Vec<Unverified<VersionRow>>, StoreError> {
    let found = secret_version::Entity::find()
        .filter(secret_version::Column::Secret.eq(secret.0.to_vec()))
        .order_by_asc(secret_version::Column::Ordinal)
        .all(&db.readers)
        .await
        .map_err(unavailable)?;
    found.into_iter().map(row).collect()
}

pub(crate) async fn put(db: &impl ConnectionTrait, row: Authenticated<VersionRow>) -> Result<(), StoreError> {
    let (row, mac) = row.into_parts();
    let revoked = row.revoked.as_ref();
    let model = secret_version::ActiveModel {
        revoked: Set(revoked.map(|revoked| revoked.since.0)),
        revoked_by: Set(revoked.map(|revoked| revoked.what.clone())),
        secret: Set(row.secret.0.to_vec()),
        id: Set(row.id.into()),
        ordinal: Set(int(row.ordinal)),
        value_type: Set(row.value_type.code().into()),
        fingerprint: Set(Opaque(row.fingerprint.to_vec())),
        value: Set(Opaque(row.value.0)),
        outline: Set(Opaque(row.outline.0)),
        creator: Set(row.creator),
        created: Set(row.created.0),
        mac: Set(Opaque(mac.to_vec())),
    };
    secret_version::Entity::insert(model).exec_without_returning(db).await.map_err(refused)?;
    Ok(())
}

pub(crate) async fn remove(db: &impl ConnectionTrait, secret: SecretId, id: VersionId) -> Result<(), StoreError> {
    let key = (secret.0.to_vec(), String::from(id));
    let gone = secret_version::Entity::delete_by_id(key).exec(db).await.map_err(refused)?;
    if gone.rows_affected == 0 { Err(StoreError::Conflict) } else { Ok(()) }
}

pub(crate) fn row(model: secret_version::Model) -> Result<Unverified<VersionRow>, StoreError> {
    let value_type = u8::try_from(model.value_type).ok().and_then(ValueType::from_code);
    let revoked = match (model.revoked, model.revoked_by) {
        (Some(since), Some(by)) => Some(Box::new(Since::new(by, Timestamp(since)))),
        (None, None) => None,
        _ => return Err(corrupt("secret_version.revoked")),
    };
    let row = VersionRow {
        secret: SecretId(array(&model.secret, "secret_version.secret")?),
        id: text(VersionId::new(&model.id), "secret_version.id")?,
        ordinal: nat(model.ordinal),
        value_type: value_type.ok_or_else(|| corrupt("secret_version.value_type"))?,
        fingerprint: array(&model.fingerprint.0, "secret_version.fingerprint")?,
        value: ciphertext(model.value),
        outline: ciphertext(model.outline),
        creator: model.creator,
        created: Timestamp(model.created),
        revoked,
    };
    Ok(Unverified::new(row, model.mac.0))
}
