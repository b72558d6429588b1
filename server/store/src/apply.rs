//! One change, applied inside the writer's transaction.

use crate::{
    access_key, cmk, entity::used_nonce, error::refused, group, installation, mfa_device, policy, role, secret,
    session, user, version,
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, SqlErr, Statement};
use strongroom_core::ports::{Change, StoreError};
use strongroom_domain::Timestamp;

pub(crate) async fn apply(db: &impl ConnectionTrait, change: Change) -> Result<(), StoreError> {
    match change {
        Change::PutInstallation(row) => installation::put(db, row).await,
        Change::PutSecret(row, expect) => secret::put(db, row, expect).await,
        Change::RemoveSecret(id, expect) => secret::remove(db, id, expect).await,
        Change::PutVersion(row) => version::put(db, row).await,
        Change::RemoveVersion(secret, id) => version::remove(db, secret, id).await,
        Change::PutCmk(row, expect) => cmk::put(db, row, expect).await,
        Change::PutCmkVersion(row) => cmk::put_version(db, row).await,
        Change::PutUser(row, expect) => user::put(db, row, expect).await,
        Change::RemoveUser(id, expect) => user::remove(db, id, expect).await,
        Change::PutGroup(row, expect) => group::put(db, row, expect).await,
        Change::RemoveGroup(id, expect) => group::remove(db, id, expect).await,
        Change::PutRole(row, expect) => role::put(db, row, expect).await,
        Change::RemoveRole(id, expect) => role::remove(db, id, expect).await,
        Change::PutPolicy(row, expect) => policy::put(db, row, expect).await,
        Change::RemovePolicy(name, expect) => policy::remove(db, name, expect).await,
        Change::PutPolicyVersion(row) => policy::put_version(db, row).await,
        Change::RemovePolicyVersion(name, number) => policy::remove_version(db, name, number).await,
        Change::PutAccessKey(row, expect) => access_key::put(db, row, expect).await,
        Change::RemoveAccessKey(id, expect) => access_key::remove(db, id, expect).await,
        Change::PutMfaDevice(row, expect) => mfa_device::put(db, row, expect).await,
        Change::RemoveMfaDevice(id, expect) => mfa_device::remove(db, id, expect).await,
        Change::EndSessions(user) => session::end_all(db, user).await,
        Change::UseNonce { fingerprint, expires } => use_nonce(db, fingerprint, expires).await,
    }
}

async fn use_nonce(db: &impl ConnectionTrait, fingerprint: [u8; 16], expires: Timestamp) -> Result<(), StoreError> {
    let model = used_nonce::ActiveModel { fingerprint: Set(fingerprint.to_vec()), expires: Set(expires.0) };
    match used_nonce::Entity::insert(model).exec_without_returning(db).await {
        Ok(_) => Ok(()),
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            Err(StoreError::NonceUsed)
        }
        Err(error) => Err(refused(error)),
    }
}

/// Forgets nonces that ended before `now`, a bounded number so that nobody waits long behind it.
pub(crate) async fn forget_nonces(db: &impl ConnectionTrait, now: Timestamp, limit: u32) -> Result<(), DbErr> {
    let sql =
        "DELETE FROM used_nonce WHERE fingerprint IN (SELECT fingerprint FROM used_nonce WHERE expires < $1 LIMIT $2)";
    let values = [now.0.into(), i64::from(limit).into()];
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    Ok(())
}
