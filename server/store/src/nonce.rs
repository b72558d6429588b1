//! Nonces of requests that changed something.

use crate::{entity::used_nonce, error::refused};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbBackend, DbErr, EntityTrait, SqlErr, Statement};
use strongroom_core::ports::StoreError;
use strongroom_domain::Timestamp;

/// Remembers a nonce; [`StoreError::NonceUsed`] if it is remembered already.
pub(crate) async fn remember(
    db: &impl ConnectionTrait,
    fingerprint: [u8; 16],
    expires: Timestamp,
) -> Result<(), StoreError> {
    let model = used_nonce::ActiveModel { fingerprint: Set(fingerprint.to_vec()), expires: Set(expires.0) };
    match used_nonce::Entity::insert(model).exec_without_returning(db).await {
        Ok(_) => Ok(()),
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            Err(StoreError::NonceUsed)
        }
        Err(error) => Err(refused(error)),
    }
}

/// Forgets nonces that expired before `now`, at most `limit`, so that no commit waits long for it.
pub(crate) async fn forget(db: &impl ConnectionTrait, now: Timestamp, limit: u32) -> Result<(), DbErr> {
    // Another node that forgets the same ones is not waited for.
    let skip = if db.get_database_backend() == DbBackend::Postgres { " FOR UPDATE SKIP LOCKED" } else { "" };
    let sql = format!(
        "DELETE FROM used_nonce WHERE fingerprint IN (SELECT fingerprint FROM used_nonce WHERE expires < $1 LIMIT $2{skip})"
    );
    let values = [now.0.into(), i64::from(limit).into()];
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    Ok(())
}
