//! Notices that are to become part of messages.

use crate::{
    convert::{array, from_json, json},
    database::Database,
    entity::{Opaque, notice},
    error::{corrupt, refused, unavailable},
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, QueryOrder, QuerySelect};
use strongroom_core::{
    ports::StoreError,
    rows::{Authenticated, NoticeRow, Unverified},
};
use strongroom_domain::{Notice, NoticeId};

pub(crate) async fn oldest(db: &Database, limit: u32) -> Result<Vec<Unverified<NoticeRow>>, StoreError> {
    let query = notice::Entity::find().order_by_asc(notice::Column::At).order_by_asc(notice::Column::Id);
    let found = query.limit(u64::from(limit)).all(&db.readers).await.map_err(unavailable)?;
    found.into_iter().map(row).collect()
}

pub(crate) async fn put(db: &impl ConnectionTrait, row: Authenticated<NoticeRow>) -> Result<(), StoreError> {
    let (NoticeRow { notice }, mac) = row.into_parts();
    let model = notice::ActiveModel {
        id: Set(notice.id.0.to_vec()),
        at: Set(notice.at.0),
        notice: Set(json(&notice)),
        mac: Set(Opaque(mac.to_vec())),
    };
    notice::Entity::insert(model).exec_without_returning(db).await.map_err(refused)?;
    Ok(())
}

/// A conflict if it is gone: another process has made messages of it.
pub(crate) async fn remove(db: &impl ConnectionTrait, id: NoticeId) -> Result<(), StoreError> {
    let gone = notice::Entity::delete_by_id(id.0.to_vec()).exec(db).await.map_err(refused)?;
    if gone.rows_affected == 0 { Err(StoreError::Conflict) } else { Ok(()) }
}

pub(crate) fn row(model: notice::Model) -> Result<Unverified<NoticeRow>, StoreError> {
    let notice: Notice = from_json(&model.notice, "notice.notice")?;
    if notice.id != NoticeId(array(&model.id, "notice.id")?) || notice.at.0 != model.at {
        return Err(corrupt("notice.id"));
    }
    Ok(Unverified::new(NoticeRow { notice }, model.mac.0))
}
