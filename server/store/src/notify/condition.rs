//! What lasts.

use crate::{
    convert::{from_json, int, json, nat},
    database::Database,
    entity::{Opaque, notice_condition},
    error::unavailable,
    revision,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
};
use strongroom_core::{
    ports::{Expect, StoreError},
    rows::{Authenticated, ConditionRow, Unverified},
};
use strongroom_domain::Timestamp;

pub(crate) async fn find(db: &Database, key: &str) -> Result<Option<Unverified<ConditionRow>>, StoreError> {
    let query = notice_condition::Entity::find_by_id(key.to_owned());
    query.one(&db.readers).await.map_err(unavailable)?.map(row).transpose()
}

pub(crate) async fn page(
    db: &Database,
    after: Option<&str>,
    limit: u32,
) -> Result<Vec<Unverified<ConditionRow>>, StoreError> {
    let mut query =
        notice_condition::Entity::find().order_by_asc(notice_condition::Column::Key).limit(u64::from(limit));
    if let Some(after) = after {
        query = query.filter(notice_condition::Column::Key.gt(after));
    }
    query.all(&db.readers).await.map_err(unavailable)?.into_iter().map(row).collect()
}

pub(crate) async fn put(
    db: &impl ConnectionTrait,
    row: Authenticated<ConditionRow>,
    expect: Expect,
) -> Result<(), StoreError> {
    let (row, mac) = row.into_parts();
    let key = row.key.clone();
    let model = notice_condition::ActiveModel {
        key: Set(row.key),
        notice: Set(json(&row.notice)),
        since: Set(row.since.0),
        noticed: Set(row.noticed.map(|time| time.0)),
        revision: Set(int(row.revision)),
        mac: Set(Opaque(mac.to_vec())),
    };
    revision::put(db, model, expect, |revision| at(&key, revision)).await
}

pub(crate) async fn remove(db: &impl ConnectionTrait, key: &str, expect: Expect) -> Result<(), StoreError> {
    revision::remove::<notice_condition::Entity>(db, expect, |revision| at(key, revision)).await
}

fn at(key: &str, revision: u64) -> sea_orm::sea_query::Expr {
    notice_condition::Column::Key.eq(key).and(notice_condition::Column::Revision.eq(int(revision)))
}

pub(crate) fn row(model: notice_condition::Model) -> Result<Unverified<ConditionRow>, StoreError> {
    let row = ConditionRow {
        key: model.key,
        notice: from_json(&model.notice, "notice_condition.notice")?,
        since: Timestamp(model.since),
        noticed: model.noticed.map(Timestamp),
        revision: nat(model.revision),
    };
    Ok(Unverified::new(row, model.mac.0))
}
