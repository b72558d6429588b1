//! Channels.

use crate::{
    convert::{array, ciphertext, from_json, int, json, nat, text},
    database::Database,
    entity::{Opaque, notice_channel},
    error::{corrupt, unavailable},
    holder::folded,
    revision,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use strongroom_core::{
    ports::{Expect, StoreError},
    rows::{Authenticated, ChannelRow, Unverified},
};
use strongroom_domain::{ChannelId, ChannelName, Timestamp};

pub(crate) async fn find(db: &Database, id: ChannelId) -> Result<Option<Unverified<ChannelRow>>, StoreError> {
    notice_channel::Entity::find_by_id(id.0.to_vec()).one(&db.readers).await.map_err(unavailable)?.map(row).transpose()
}

pub(crate) async fn find_by_name(
    db: &Database,
    name: &ChannelName,
) -> Result<Option<Unverified<ChannelRow>>, StoreError> {
    let query = notice_channel::Entity::find().filter(notice_channel::Column::Folded.eq(folded(name.as_str())));
    query.one(&db.readers).await.map_err(unavailable)?.map(row).transpose()
}

pub(crate) async fn page(
    db: &Database,
    after: Option<&ChannelName>,
    limit: u32,
) -> Result<Vec<Unverified<ChannelRow>>, StoreError> {
    let mut query = notice_channel::Entity::find().order_by_asc(notice_channel::Column::Folded).limit(u64::from(limit));
    if let Some(after) = after {
        query = query.filter(notice_channel::Column::Folded.gt(folded(after.as_str())));
    }
    query.all(&db.readers).await.map_err(unavailable)?.into_iter().map(row).collect()
}

pub(crate) async fn count(db: &Database) -> Result<u64, StoreError> {
    notice_channel::Entity::find().count(&db.readers).await.map_err(unavailable)
}

pub(crate) async fn put(
    db: &impl ConnectionTrait,
    row: Authenticated<ChannelRow>,
    expect: Expect,
) -> Result<(), StoreError> {
    let (row, mac) = row.into_parts();
    let id = row.id;
    let model = notice_channel::ActiveModel {
        id: Set(id.0.to_vec()),
        folded: Set(folded(row.name.as_str())),
        name: Set(row.name.into()),
        settings: Set(json(&row.settings)),
        secret: Set(row.secret.map(|secret| Opaque(secret.0))),
        kinds: Set(json(&row.kinds)),
        scope: Set(json(&row.scope)),
        digest_minutes: Set(row.digest_minutes.into()),
        enabled: Set(row.enabled),
        creator: Set(row.creator),
        created: Set(row.created.0),
        updated: Set(row.updated.0),
        revision: Set(int(row.revision)),
        mac: Set(Opaque(mac.to_vec())),
    };
    revision::put(db, model, expect, |revision| at(id, revision)).await
}

pub(crate) async fn remove(db: &impl ConnectionTrait, id: ChannelId, expect: Expect) -> Result<(), StoreError> {
    revision::remove::<notice_channel::Entity>(db, expect, |revision| at(id, revision)).await
}

fn at(id: ChannelId, revision: u64) -> sea_orm::sea_query::Expr {
    notice_channel::Column::Id.eq(id.0.to_vec()).and(notice_channel::Column::Revision.eq(int(revision)))
}

pub(crate) fn row(model: notice_channel::Model) -> Result<Unverified<ChannelRow>, StoreError> {
    let digest_minutes = u32::try_from(model.digest_minutes);
    let row = ChannelRow {
        id: ChannelId(array(&model.id, "notice_channel.id")?),
        name: text(ChannelName::new(&model.name), "notice_channel.name")?,
        settings: from_json(&model.settings, "notice_channel.settings")?,
        secret: model.secret.map(ciphertext),
        kinds: from_json(&model.kinds, "notice_channel.kinds")?,
        scope: from_json(&model.scope, "notice_channel.scope")?,
        digest_minutes: digest_minutes.map_err(|_| corrupt("notice_channel.digest_minutes"))?,
        enabled: model.enabled,
        creator: model.creator,
        created: Timestamp(model.created),
        updated: Timestamp(model.updated),
        revision: nat(model.revision),
    };
    Ok(Unverified::new(row, model.mac.0))
}
