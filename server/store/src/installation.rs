//! The installation's row.

use crate::{
    convert::array,
    database::Database,
    entity::{Opaque, installation},
    error::{refused, unavailable},
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, PaginatorTrait};
use strongroom_core::{ports::StoreError, rows::InstallationRow};
use strongroom_domain::{InstallationId, Timestamp};

pub(crate) async fn find(db: &Database) -> Result<Option<InstallationRow>, StoreError> {
    installation::Entity::find().one(&db.readers).await.map_err(unavailable)?.map(row).transpose()
}

pub(crate) async fn put(db: &impl ConnectionTrait, row: InstallationRow) -> Result<(), StoreError> {
    if installation::Entity::find().count(db).await.map_err(unavailable)? > 0 {
        return Err(StoreError::Conflict);
    }
    let model = installation::ActiveModel {
        id: Set(row.id.0.to_vec()),
        account: Set(row.account),
        region: Set(row.region),
        created: Set(row.created.0),
        check_value: Set(Opaque(row.check.to_vec())),
    };
    installation::Entity::insert(model).exec_without_returning(db).await.map_err(refused)?;
    Ok(())
}

fn row(model: installation::Model) -> Result<InstallationRow, StoreError> {
    Ok(InstallationRow {
        id: InstallationId(array(&model.id, "installation.id")?),
        account: model.account,
        region: model.region,
        created: Timestamp(model.created),
        check: array(&model.check_value.0, "installation.check_value")?,
    })
}
