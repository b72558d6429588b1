//! The installation's row.

use crate::{
    convert::array,
    database::Database,
    entity::{Opaque, installation},
    error::{corrupt, refused, unavailable},
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, PaginatorTrait};
use strongroom_core::{
    ports::StoreError,
    rows::{Authenticated, InstallationRow, Unverified},
};
use strongroom_domain::{InstallationId, Timestamp};

pub(crate) async fn find(db: &Database) -> Result<Option<Unverified<InstallationRow>>, StoreError> {
    installation::Entity::find().one(&db.readers).await.map_err(unavailable)?.map(row).transpose()
}

pub(crate) async fn put(db: &impl ConnectionTrait, row: Authenticated<InstallationRow>) -> Result<(), StoreError> {
    if installation::Entity::find().count(db).await.map_err(unavailable)? > 0 {
        return Err(StoreError::Conflict);
    }
    installation::Entity::insert(active(row)).exec_without_returning(db).await.map_err(refused)?;
    Ok(())
}

/// Updates the only row.
pub(crate) async fn replace(db: &impl ConnectionTrait, row: Authenticated<InstallationRow>) -> Result<(), StoreError> {
    installation::Entity::update(active(row)).exec(db).await.map_err(refused)?;
    Ok(())
}

fn active(row: Authenticated<InstallationRow>) -> installation::ActiveModel {
    let (row, mac) = row.into_parts();
    installation::ActiveModel {
        id: Set(row.id.0.to_vec()),
        account: Set(row.account),
        region: Set(row.region),
        created: Set(row.created.0),
        check_value: Set(Opaque(row.check.to_vec())),
        encoding: Set(row.encoding.into()),
        mac: Set(Opaque(mac.to_vec())),
    }
}

pub(crate) fn row(model: installation::Model) -> Result<Unverified<InstallationRow>, StoreError> {
    let row = InstallationRow {
        id: InstallationId(array(&model.id, "installation.id")?),
        account: model.account,
        region: model.region,
        created: Timestamp(model.created),
        check: array(&model.check_value.0, "installation.check_value")?,
        encoding: u32::try_from(model.encoding).map_err(|_| corrupt("installation.encoding"))?,
    };
    Ok(Unverified::new(row, model.mac.0))
}
