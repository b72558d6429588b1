//! Messages to channels, those that have ended too.

use crate::{
    convert::{array, from_json, int, json, nat},
    database::Database,
    entity::{Opaque, notice_delivery},
    error::{corrupt, refused, unavailable},
    revision,
    sql::Sql,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
};
use strongroom_core::{
    ports::{DeliverySlice, DueDeliveries, Expect, StoreError},
    rows::{Authenticated, DeliveryRow, RunLease, Unverified},
};
use strongroom_domain::{ChannelId, DeliveryFilter, DeliveryId, DeliveryOutcome, DeliveryState, NoticeKind, Timestamp};

pub(crate) async fn find(db: &Database, id: DeliveryId) -> Result<Option<Unverified<DeliveryRow>>, StoreError> {
    let query = notice_delivery::Entity::find_by_id(id.0.to_vec());
    query.one(&db.readers).await.map_err(unavailable)?.map(row).transpose()
}

pub(crate) async fn page(db: &Database, slice: &DeliverySlice) -> Result<Vec<Unverified<DeliveryRow>>, StoreError> {
    let mut sql = Sql::new("SELECT * FROM notice_delivery WHERE 1 = 1");
    if let Some(channel) = slice.channel {
        sql.add(" AND channel = ").value(channel.0.to_vec());
    }
    let states: &[DeliveryState] = match slice.states {
        DeliveryFilter::All => &[],
        DeliveryFilter::Waiting => &[DeliveryState::Waiting],
        DeliveryFilter::Delivered => &[DeliveryState::Delivered],
        DeliveryFilter::Failed => &[DeliveryState::GaveUp, DeliveryState::Dropped],
    };
    if !states.is_empty() {
        sql.add(" AND state IN ").list(states.iter().map(|state| i64::from(state.code())));
    }
    if let Some((created, id)) = slice.after {
        sql.add(" AND (created, id) < (").value(created.0).add(", ").value(id.0.to_vec()).add(")");
    }
    sql.add(" ORDER BY created DESC, id DESC LIMIT ").value(i64::from(slice.limit));
    all(db, &sql).await
}

pub(crate) async fn latest(
    db: &Database,
    channel: ChannelId,
    kind: NoticeKind,
    resolved: bool,
) -> Result<Option<Unverified<DeliveryRow>>, StoreError> {
    use notice_delivery::Column;
    let query = notice_delivery::Entity::find()
        .filter(Column::Channel.eq(channel.0.to_vec()))
        .filter(Column::Kind.eq(i64::from(kind.code())))
        .filter(Column::Resolved.eq(resolved))
        .order_by_desc(Column::Opened)
        .order_by_desc(Column::Id)
        .limit(1);
    query.one(&db.readers).await.map_err(unavailable)?.map(row).transpose()
}

/// The condition on `ended` is word for word that of a partial index.
pub(crate) async fn due(db: &Database, due: &DueDeliveries) -> Result<Vec<Unverified<DeliveryRow>>, StoreError> {
    let DueDeliveries { now, stale, not_to, limit } = due;
    let mut sql = Sql::new("SELECT * FROM notice_delivery WHERE ended IS NULL AND due <= ");
    sql.value(now.0).add(" AND (lease_since IS NULL OR lease_since <= ").value(stale.0);
    sql.add(" OR lease_since >= ").value(now.0.saturating_mul(2).saturating_sub(stale.0)).add(")");
    if !not_to.is_empty() {
        sql.add(" AND channel NOT IN ").list(not_to.iter().map(|channel| channel.0.to_vec()));
    }
    sql.add(" ORDER BY due, id LIMIT ").value(i64::from(*limit));
    all(db, &sql).await
}

pub(crate) async fn any_ended_before(db: &Database, before: Timestamp) -> Result<bool, StoreError> {
    let query = notice_delivery::Entity::find().filter(notice_delivery::Column::Ended.lt(before.0)).limit(1);
    Ok(query.one(&db.readers).await.map_err(unavailable)?.is_some())
}

async fn all(db: &Database, sql: &Sql) -> Result<Vec<Unverified<DeliveryRow>>, StoreError> {
    let query = notice_delivery::Entity::find().from_raw_sql(sql.statement(db));
    query.all(&db.readers).await.map_err(unavailable)?.into_iter().map(row).collect()
}

pub(crate) async fn put(
    db: &impl ConnectionTrait,
    row: Authenticated<DeliveryRow>,
    expect: Expect,
) -> Result<(), StoreError> {
    let (row, mac) = row.into_parts();
    let id = row.id;
    let model = notice_delivery::ActiveModel {
        id: Set(id.0.to_vec()),
        channel: Set(row.channel.0.to_vec()),
        kind: Set(row.kind.code().into()),
        resolved: Set(row.resolved),
        notices: Set(json(&row.notices)),
        more: Set(row.more.into()),
        opened: Set(row.opened.0),
        created: Set(row.created.0),
        state: Set(row.state.code().into()),
        due: Set(row.due.0),
        attempts: Set(row.attempts.into()),
        tried: Set(row.tried.map(|time| time.0)),
        outcome: Set(row.outcome.map(|outcome| outcome.code().into())),
        status: Set(row.status.map(i64::from)),
        ended: Set(row.ended.map(|time| time.0)),
        lease_owner: Set(row.lease.map(|lease| lease.owner.to_vec())),
        lease_since: Set(row.lease.map(|lease| lease.since.0)),
        fence: Set(int(row.fence)),
        revision: Set(int(row.revision)),
        mac: Set(Opaque(mac.to_vec())),
    };
    let at = |revision| {
        notice_delivery::Column::Id.eq(id.0.to_vec()).and(notice_delivery::Column::Revision.eq(int(revision)))
    };
    revision::put(db, model, expect, at).await
}

pub(crate) async fn prune(db: &impl ConnectionTrait, before: Timestamp) -> Result<(), StoreError> {
    let ended = notice_delivery::Column::Ended.lt(before.0);
    notice_delivery::Entity::delete_many().filter(ended).exec(db).await.map_err(refused)?;
    Ok(())
}

/// A value of a code or a counter.
fn small<T>(column: i64, read: impl FnOnce(u8) -> Option<T>, what: &'static str) -> Result<T, StoreError> {
    u8::try_from(column).ok().and_then(read).ok_or_else(|| corrupt(what))
}

pub(crate) fn row(model: notice_delivery::Model) -> Result<Unverified<DeliveryRow>, StoreError> {
    let lease = match (model.lease_owner, model.lease_since) {
        (Some(owner), Some(since)) => {
            Some(RunLease { owner: array(&owner, "notice_delivery.lease_owner")?, since: Timestamp(since) })
        }
        (None, None) => None,
        _ => return Err(corrupt("notice_delivery.lease_owner")),
    };
    let outcome = model.outcome.map(|code| small(code, DeliveryOutcome::from_code, "notice_delivery.outcome"));
    let status = model.status.map(|status| u16::try_from(status).map_err(|_| corrupt("notice_delivery.status")));
    let row = DeliveryRow {
        id: DeliveryId(array(&model.id, "notice_delivery.id")?),
        channel: ChannelId(array(&model.channel, "notice_delivery.channel")?),
        kind: small(model.kind, NoticeKind::from_code, "notice_delivery.kind")?,
        resolved: model.resolved,
        notices: from_json(&model.notices, "notice_delivery.notices")?,
        more: u32::try_from(model.more).map_err(|_| corrupt("notice_delivery.more"))?,
        opened: Timestamp(model.opened),
        created: Timestamp(model.created),
        state: small(model.state, DeliveryState::from_code, "notice_delivery.state")?,
        due: Timestamp(model.due),
        attempts: u16::try_from(model.attempts).map_err(|_| corrupt("notice_delivery.attempts"))?,
        tried: model.tried.map(Timestamp),
        outcome: outcome.transpose()?,
        status: status.transpose()?,
        ended: model.ended.map(Timestamp),
        lease,
        fence: nat(model.fence),
        revision: nat(model.revision),
    };
    Ok(Unverified::new(row, model.mac.0))
}
