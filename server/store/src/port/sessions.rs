//! Sessions, sign-ins, uses of AccessKeys and nonces.

use crate::{SqlStore, access_key, nonce, session, user};
use sea_orm::ConnectionTrait;
use strongroom_core::ports::{SessionChange, SessionStore, StoreError};
use strongroom_domain::{AccessKeyId, KeyUse, Timestamp, UserId};

#[async_trait::async_trait]
impl SessionStore for SqlStore {
    async fn note_uses(&self, uses: &[(AccessKeyId, KeyUse)]) -> Result<(), StoreError> {
        self.db.bounded(access_key::note_uses(&self.db, uses)).await
    }

    async fn note_sign_ins(&self, sign_ins: &[(UserId, Timestamp)]) -> Result<(), StoreError> {
        self.db.bounded(user::note_sign_ins(&self.db, sign_ins)).await
    }
}

pub(crate) async fn apply(db: &impl ConnectionTrait, change: SessionChange) -> Result<(), StoreError> {
    match change {
        SessionChange::End { user, but } => session::end(db, user, but).await,
        SessionChange::EndOne { user, hash } => session::end_one(db, user, hash).await,
        SessionChange::UseNonce { fingerprint, expires } => nonce::remember(db, fingerprint, expires).await,
    }
}
