//! Rotations, those that have ended too.

use crate::{
    convert::{array, from_json, int, json, nat, text},
    database::Database,
    entity::{Opaque, rotation},
    error::{corrupt, unavailable},
    revision,
    sql::Sql,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait};
use strongroom_core::{
    ports::{DueSlice, Expect, RotationSlice, StoreError},
    rows::{Authenticated, RotationRow, RunLease, Unverified},
};
use strongroom_domain::{
    AccountName, Period, RotationId, RotationPlace, RunCause, RunFilter, RunPhase, RunProgress, RunState, RunStep,
    RunTrigger, SecretId, Strategy, TargetId, Timestamp, VersionId,
};

pub(crate) async fn find(db: &Database, id: RotationId) -> Result<Option<Unverified<RotationRow>>, StoreError> {
    rotation::Entity::find_by_id(id.0.to_vec()).one(&db.readers).await.map_err(unavailable)?.map(row).transpose()
}

pub(crate) async fn page(db: &Database, slice: &RotationSlice) -> Result<Vec<Unverified<RotationRow>>, StoreError> {
    let mut sql = Sql::new("SELECT * FROM rotation WHERE 1 = 1");
    if let Some(secret) = slice.secret {
        sql.add(" AND secret = ").value(secret.0.to_vec());
    }
    match slice.states {
        RunFilter::All => {}
        RunFilter::Open => {
            sql.add(" AND ended IS NULL");
        }
        RunFilter::NeedsAPerson => {
            let phase = i64::from(RunPhase::NeedsAPerson.code());
            sql.add(" AND ended IS NULL AND phase = ").value(phase);
        }
        RunFilter::Ended => {
            sql.add(" AND ended IS NOT NULL");
        }
    }
    if let Some(Period { from, to }) = slice.began {
        sql.add(" AND started >= ").value(from.0).add(" AND started < ").value(to.0);
    }
    if let Some((started, id)) = slice.after {
        sql.add(" AND (started, id) < (").value(started.0).add(", ").value(id.0.to_vec()).add(")");
    }
    sql.add(" ORDER BY started DESC, id DESC LIMIT ").value(i64::from(slice.limit));
    all(db, &sql).await
}

pub(crate) async fn by_id(db: &Database, ids: &[RotationId]) -> Result<Vec<Unverified<RotationRow>>, StoreError> {
    let mut sql = Sql::new("SELECT * FROM rotation WHERE id IN ");
    sql.list(ids.iter().map(|id| id.0.to_vec()));
    all(db, &sql).await
}

/// Either half has an index of its own, the first a partial one with the same condition.
pub(crate) async fn revisions(db: &Database, limit: u32) -> Result<Vec<(RotationId, SecretId, u64)>, StoreError> {
    let limit = i64::from(limit);
    let mut sql =
        Sql::new("SELECT id, secret, revision FROM (SELECT id, secret, revision FROM rotation WHERE ended IS NULL");
    sql.add(" ORDER BY started DESC, id DESC LIMIT ").value(limit).add(") AS open_ones UNION ");
    sql.add("SELECT id, secret, revision FROM (SELECT id, secret, revision FROM rotation");
    sql.add(" ORDER BY started DESC, id DESC LIMIT ").value(limit).add(") AS latest");
    let rows = db.readers.query_all_raw(sql.statement(db)).await.map_err(unavailable)?;
    rows.iter()
        .map(|row| {
            let bytes = |column: &str| row.try_get::<Vec<u8>>("", column).map_err(unavailable);
            let (id, secret) = (bytes("id")?, bytes("secret")?);
            let revision: i64 = row.try_get("", "revision").map_err(unavailable)?;
            let id = RotationId(array(&id, "rotation.id")?);
            Ok((id, SecretId(array(&secret, "rotation.secret")?), nat(revision)))
        })
        .collect()
}

/// The condition on `ended` is word for word that of a partial index.
pub(crate) async fn due(db: &Database, slice: &DueSlice) -> Result<Vec<Unverified<RotationRow>>, StoreError> {
    let DueSlice { now, stale, not_at, except, limit } = slice;
    let by_itself = [RunPhase::Active, RunPhase::RetryWait].map(|phase| i64::from(phase.code()));
    let mut sql = Sql::new("SELECT * FROM rotation WHERE ended IS NULL AND phase IN ");
    sql.list(by_itself).add(" AND due <= ").value(now.0);
    sql.add(" AND (lease_since IS NULL OR lease_since <= ").value(stale.0);
    sql.add(" OR lease_since >= ").value(now.0.saturating_mul(2).saturating_sub(stale.0)).add(")");
    if !not_at.is_empty() {
        sql.add(" AND target NOT IN ").list(not_at.iter().map(|target| target.0.to_vec()));
    }
    if !except.is_empty() {
        sql.add(" AND id NOT IN ").list(except.iter().map(|id| id.0.to_vec()));
    }
    sql.add(" ORDER BY due, id LIMIT ").value(i64::from(*limit));
    all(db, &sql).await
}

async fn all(db: &Database, sql: &Sql) -> Result<Vec<Unverified<RotationRow>>, StoreError> {
    let query = rotation::Entity::find().from_raw_sql(sql.statement(db));
    query.all(&db.readers).await.map_err(unavailable)?.into_iter().map(row).collect()
}

pub(crate) async fn put(
    db: &impl ConnectionTrait,
    row: Authenticated<RotationRow>,
    expect: Expect,
) -> Result<(), StoreError> {
    let (row, mac) = row.into_parts();
    let (id, state) = (row.id, row.state);
    let model = rotation::ActiveModel {
        id: Set(id.0.to_vec()),
        secret: Set(row.secret.0.to_vec()),
        target: Set(row.place.target().unwrap_or(RotationPlace::NOWHERE).0.to_vec()),
        recipe: Set(row.place.recipe().map(json)),
        strategy: Set(row.strategy.code().into()),
        account: Set(row.account.map(String::from)),
        version: Set(row.version.into()),
        old_version: Set(row.old_version.into()),
        known_keys: Set(row.known_keys.as_ref().map(json)),
        await_readers: Set(row.await_readers),
        rollout: Set(row.rollout.as_ref().map(json)),
        deadline: Set(row.deadline.map(|time| time.0)),
        phase: Set(state.phase.code().into()),
        progress: Set(state.progress.code().into()),
        begun: Set(state.begun.map(|step| step.code().into())),
        cause: Set(state.cause.map(|cause| cause.code().into())),
        candidate: Set(state.candidate.into()),
        attempts: Set(state.attempts.into()),
        setbacks: Set(state.setbacks.into()),
        told: Set(state.told),
        back_asked: Set(state.back_asked),
        due: Set(row.due.0),
        trigger_code: Set(row.trigger.code().into()),
        starter: Set(row.starter),
        started: Set(row.started.0),
        updated: Set(row.updated.0),
        ended: Set(row.ended.map(|time| time.0)),
        lease_owner: Set(row.lease.map(|lease| lease.owner.to_vec())),
        lease_since: Set(row.lease.map(|lease| lease.since.0)),
        fence: Set(int(row.fence)),
        revision: Set(int(row.revision)),
        mac: Set(Opaque(mac.to_vec())),
    };
    let at = |revision| rotation::Column::Id.eq(id.0.to_vec()).and(rotation::Column::Revision.eq(int(revision)));
    revision::put(db, model, expect, at).await
}

/// A value of a code or a counter.
fn small<T>(column: i64, read: impl FnOnce(u8) -> Option<T>, what: &'static str) -> Result<T, StoreError> {
    u8::try_from(column).ok().and_then(read).ok_or_else(|| corrupt(what))
}

pub(crate) fn row(model: rotation::Model) -> Result<Unverified<RotationRow>, StoreError> {
    let begun = model.begun.map(|code| small(code, RunStep::from_code, "rotation.begun"));
    let cause = model.cause.map(|code| small(code, RunCause::from_code, "rotation.cause"));
    let state = RunState {
        phase: small(model.phase, RunPhase::from_code, "rotation.phase")?,
        progress: small(model.progress, RunProgress::from_code, "rotation.progress")?,
        begun: begun.transpose()?,
        cause: cause.transpose()?,
        candidate: small(model.candidate, Some, "rotation.candidate")?,
        attempts: small(model.attempts, Some, "rotation.attempts")?,
        setbacks: small(model.setbacks, Some, "rotation.setbacks")?,
        told: model.told,
        back_asked: model.back_asked,
    };
    let lease = match (model.lease_owner, model.lease_since) {
        (Some(owner), Some(since)) => {
            Some(RunLease { owner: array(&owner, "rotation.lease_owner")?, since: Timestamp(since) })
        }
        (None, None) => None,
        _ => return Err(corrupt("rotation.lease_owner")),
    };
    let account = model.account.map(|account| text(AccountName::new(&account), "rotation.account"));
    let known_keys = model.known_keys.as_deref().map(|keys| from_json(keys, "rotation.known_keys"));
    let rollout = model.rollout.as_deref().map(|rollout| from_json(rollout, "rotation.rollout"));
    let target = TargetId(array(&model.target, "rotation.target")?);
    let place = match model.recipe {
        None if target != RotationPlace::NOWHERE => RotationPlace::Target(target),
        Some(recipe) if target == RotationPlace::NOWHERE => {
            RotationPlace::Generated(Box::new(from_json(&recipe, "rotation.recipe")?))
        }
        _ => return Err(corrupt("rotation.target")),
    };
    let row = RotationRow {
        id: RotationId(array(&model.id, "rotation.id")?),
        secret: SecretId(array(&model.secret, "rotation.secret")?),
        place,
        strategy: small(model.strategy, Strategy::from_code, "rotation.strategy")?,
        account: account.transpose()?,
        version: text(VersionId::new(&model.version), "rotation.version")?,
        old_version: text(VersionId::new(&model.old_version), "rotation.old_version")?,
        known_keys: known_keys.transpose()?,
        await_readers: model.await_readers,
        rollout: rollout.transpose()?,
        deadline: model.deadline.map(Timestamp),
        state,
        due: Timestamp(model.due),
        trigger: small(model.trigger_code, RunTrigger::from_code, "rotation.trigger_code")?,
        starter: model.starter,
        started: Timestamp(model.started),
        updated: Timestamp(model.updated),
        ended: model.ended.map(Timestamp),
        lease,
        fence: nat(model.fence),
        revision: nat(model.revision),
    };
    Ok(Unverified::new(row, model.mac.0))
}
