//! What may be worth a notice: rows of other nouns.

use crate::{
    database::Database,
    entity::{rotation, rotation_plan, secret},
    error::unavailable,
    sql::Sql,
};
use sea_orm::EntityTrait;
use strongroom_core::{
    ports::StoreError,
    rows::{RotationPlanRow, RotationRow, SecretRow, Unverified},
};
use strongroom_domain::{RotationId, RunPhase, SecretId, Timestamp};

/// The condition on `ended` is word for word that of a partial index.
pub(crate) async fn troubled_rotations(
    db: &Database,
    after: Option<RotationId>,
    limit: u32,
) -> Result<Vec<Unverified<RotationRow>>, StoreError> {
    let mut sql = Sql::new("SELECT * FROM rotation WHERE ended IS NULL AND (attempts > 0 OR phase = ");
    sql.value(i64::from(RunPhase::NeedsAPerson.code())).add(")");
    if let Some(after) = after {
        sql.add(" AND id > ").value(after.0.to_vec());
    }
    sql.add(" ORDER BY id LIMIT ").value(i64::from(limit));
    let query = rotation::Entity::find().from_raw_sql(sql.statement(db));
    query.all(&db.readers).await.map_err(unavailable)?.into_iter().map(crate::rotation::row).collect()
}

pub(crate) async fn overdue_plans(
    db: &Database,
    before: Timestamp,
    after: Option<SecretId>,
    limit: u32,
) -> Result<Vec<Unverified<RotationPlanRow>>, StoreError> {
    let mut sql = Sql::new("SELECT * FROM rotation_plan WHERE next_due <= ");
    sql.value(before.0).add(" AND automatic AND NOT paused AND open_rotation IS NULL");
    sql.add(" AND NOT EXISTS (SELECT 1 FROM secret s WHERE s.id = rotation_plan.secret AND s.delete_at IS NOT NULL)");
    if let Some(after) = after {
        sql.add(" AND secret > ").value(after.0.to_vec());
    }
    sql.add(" ORDER BY secret LIMIT ").value(i64::from(limit));
    let query = rotation_plan::Entity::find().from_raw_sql(sql.statement(db));
    query.all(&db.readers).await.map_err(unavailable)?.into_iter().map(crate::rotation_plan::row).collect()
}

pub(crate) async fn secrets_to_be_purged(
    db: &Database,
    before: Timestamp,
    after: Option<SecretId>,
    limit: u32,
) -> Result<Vec<Unverified<SecretRow>>, StoreError> {
    let mut sql = Sql::new("SELECT * FROM secret WHERE delete_at < ");
    sql.value(before.0);
    if let Some(after) = after {
        sql.add(" AND id > ").value(after.0.to_vec());
    }
    sql.add(" ORDER BY id LIMIT ").value(i64::from(limit));
    let query = secret::Entity::find().from_raw_sql(sql.statement(db));
    query.all(&db.readers).await.map_err(unavailable)?.into_iter().map(crate::secret::row).collect()
}
