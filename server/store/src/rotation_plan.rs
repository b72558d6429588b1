//! How secrets rotate.

use crate::{
    convert::{array, from_json, int, json, nat},
    database::Database,
    entity::{Opaque, rotation_plan},
    error::{corrupt, unavailable},
    revision,
    sql::Sql,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
};
use strongroom_core::{
    ports::{Expect, StoreError},
    rows::{Authenticated, RotationPlanRow, Unverified},
};
use strongroom_domain::{RotationHealth, RotationId, RotationPlace, RunPhase, SecretId, Strategy, TargetId, Timestamp};

pub(crate) async fn find(db: &Database, secret: SecretId) -> Result<Option<Unverified<RotationPlanRow>>, StoreError> {
    let query = rotation_plan::Entity::find_by_id(secret.0.to_vec());
    query.one(&db.readers).await.map_err(unavailable)?.map(row).transpose()
}

/// Number of secrets that rotate at each of these targets.
pub(crate) async fn usage(db: &Database, targets: &[TargetId]) -> Result<Vec<(TargetId, u64)>, StoreError> {
    if targets.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new("SELECT target, COUNT(*) AS n FROM rotation_plan WHERE target IN ");
    sql.list(targets.iter().map(|target| target.0.to_vec())).add(" GROUP BY target ORDER BY target");
    let rows = db.readers.query_all_raw(sql.statement(db)).await.map_err(unavailable)?;
    rows.iter()
        .map(|row| {
            let id: Vec<u8> = row.try_get("", "target").map_err(unavailable)?;
            let id = TargetId(array(&id, "rotation_plan.target")?);
            Ok((id, nat(row.try_get("", "n").map_err(unavailable)?)))
        })
        .collect()
}

pub(crate) async fn of_target(
    db: &Database,
    target: TargetId,
    after: Option<SecretId>,
    limit: u32,
) -> Result<Vec<Unverified<RotationPlanRow>>, StoreError> {
    let of_target = rotation_plan::Column::Target.eq(target.0.to_vec());
    let mut query = rotation_plan::Entity::find().filter(of_target).order_by_asc(rotation_plan::Column::Secret);
    if let Some(after) = after {
        query = query.filter(rotation_plan::Column::Secret.gt(after.0.to_vec()));
    }
    let found = query.limit(u64::from(limit)).all(&db.readers).await.map_err(unavailable)?;
    found.into_iter().map(row).collect()
}

/// A secret in its recovery window does not rotate.
pub(crate) async fn due(
    db: &Database,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<Unverified<RotationPlanRow>>, StoreError> {
    let mut sql = Sql::new("SELECT p.* FROM rotation_plan p JOIN secret s ON s.id = p.secret WHERE p.automatic");
    sql.add(" AND NOT p.paused AND p.open_rotation IS NULL AND s.delete_at IS NULL AND p.secret IN (");
    // Either half has an index of its own; with OR there would be none.
    sql.add("SELECT secret FROM rotation_plan WHERE next_due <= ").value(now.0);
    sql.add(" UNION SELECT secret FROM rotation_plan WHERE last_rotated > ").value(now.0);
    sql.add(") ORDER BY p.next_due, p.secret LIMIT ").value(i64::from(limit));
    all(db, &sql).await
}

/// In the order of the index on `next_due`. A secret in its recovery window does not rotate.
pub(crate) async fn scheduled(db: &Database, limit: u32) -> Result<Vec<Unverified<RotationPlanRow>>, StoreError> {
    let mut sql =
        Sql::new("SELECT p.* FROM rotation_plan p JOIN secret s ON s.id = p.secret WHERE p.next_due IS NOT NULL");
    sql.add(" AND p.automatic AND NOT p.paused AND p.open_rotation IS NULL AND s.delete_at IS NULL");
    sql.add(" ORDER BY p.next_due LIMIT ").value(i64::from(limit));
    all(db, &sql).await
}

/// The condition on the `id` of secrets that rotate like this. Each of the sets has an index of its own, but for that of all.
pub(crate) fn add_health(sql: &mut Sql, health: RotationHealth) {
    match health {
        RotationHealth::Automatic => sql.add("id IN (SELECT secret FROM rotation_plan WHERE automatic AND NOT paused)"),
        RotationHealth::Failed => sql
            .add("id IN (SELECT secret FROM rotation WHERE ended IS NULL AND phase = ")
            .value(i64::from(RunPhase::NeedsAPerson.code()))
            .add(")"),
        RotationHealth::DueBefore(moment) => sql
            .add("delete_at IS NULL AND id IN (SELECT secret FROM rotation_plan WHERE next_due < ")
            .value(moment.0)
            .add(" AND automatic AND NOT paused AND open_rotation IS NULL)"),
    };
}

pub(crate) async fn of_secrets(
    db: &Database,
    secrets: &[SecretId],
) -> Result<Vec<Unverified<RotationPlanRow>>, StoreError> {
    let mut sql = Sql::new("SELECT * FROM rotation_plan WHERE secret IN ");
    sql.list(secrets.iter().map(|secret| secret.0.to_vec()));
    all(db, &sql).await
}

async fn all(db: &Database, sql: &Sql) -> Result<Vec<Unverified<RotationPlanRow>>, StoreError> {
    let query = rotation_plan::Entity::find().from_raw_sql(sql.statement(db));
    query.all(&db.readers).await.map_err(unavailable)?.into_iter().map(row).collect()
}

pub(crate) async fn put(
    db: &impl ConnectionTrait,
    row: Authenticated<RotationPlanRow>,
    expect: Expect,
) -> Result<(), StoreError> {
    let (row, mac) = row.into_parts();
    let secret = row.secret;
    let model = rotation_plan::ActiveModel {
        secret: Set(secret.0.to_vec()),
        target: Set(row.place.target().map(|target| target.0.to_vec())),
        recipe: Set(row.place.recipe().map(json)),
        strategy: Set(row.strategy.code().into()),
        accounts: Set(json(&row.accounts)),
        automatic: Set(row.automatic),
        schedule: Set(row.schedule.as_ref().map(json)),
        grace_s: Set(row.grace_s.into()),
        await_readers: Set(row.await_readers),
        rollout: Set(row.rollout.as_ref().map(json)),
        paused: Set(row.paused),
        config: Set(row.config),
        next_due: Set(row.next_due.map(|time| time.0)),
        last_rotated: Set(row.last_rotated.map(|time| time.0)),
        open_rotation: Set(row.open.map(|id| id.0.to_vec())),
        created: Set(row.created.0),
        revision: Set(int(row.revision)),
        mac: Set(Opaque(mac.to_vec())),
    };
    let at = |revision| {
        rotation_plan::Column::Secret.eq(secret.0.to_vec()).and(rotation_plan::Column::Revision.eq(int(revision)))
    };
    revision::put(db, model, expect, at).await
}

pub(crate) fn row(model: rotation_plan::Model) -> Result<Unverified<RotationPlanRow>, StoreError> {
    let strategy = u8::try_from(model.strategy).ok().and_then(Strategy::from_code);
    let schedule = model.schedule.as_deref().map(|schedule| from_json(schedule, "rotation_plan.schedule"));
    let open = model.open_rotation.as_deref().map(|id| array(id, "rotation_plan.open_rotation"));
    let rollout = model.rollout.as_deref().map(|rollout| from_json(rollout, "rotation_plan.rollout"));
    let place = match (model.target, model.recipe) {
        (Some(target), None) => RotationPlace::Target(TargetId(array(&target, "rotation_plan.target")?)),
        (None, Some(recipe)) => RotationPlace::Generated(Box::new(from_json(&recipe, "rotation_plan.recipe")?)),
        _ => return Err(corrupt("rotation_plan.target")),
    };
    let row = RotationPlanRow {
        secret: SecretId(array(&model.secret, "rotation_plan.secret")?),
        place,
        strategy: strategy.ok_or_else(|| corrupt("rotation_plan.strategy"))?,
        accounts: from_json(&model.accounts, "rotation_plan.accounts")?,
        automatic: model.automatic,
        schedule: schedule.transpose()?,
        grace_s: u32::try_from(model.grace_s).map_err(|_| corrupt("rotation_plan.grace_s"))?,
        await_readers: model.await_readers,
        rollout: rollout.transpose()?,
        paused: model.paused,
        config: model.config,
        next_due: model.next_due.map(Timestamp),
        last_rotated: model.last_rotated.map(Timestamp),
        open: open.transpose()?.map(RotationId),
        created: Timestamp(model.created),
        revision: nat(model.revision),
    };
    Ok(Unverified::new(row, model.mac.0))
}
