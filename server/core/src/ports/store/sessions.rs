//! What signing in and signing requests leave behind: nothing here is under a row MAC.

use super::StoreError;
use strongroom_domain::{AccessKeyId, KeyUse, Timestamp, UserId};

/// One change of sessions or nonces.
#[derive(Clone, Debug)]
pub enum SessionChange {
    /// End the console sessions of a user.
    End {
        /// Whose.
        user: UserId,
        /// The stored hash of one that stays.
        but: Option<[u8; 16]>,
    },
    /// End one console session, if it is this user's.
    EndOne {
        /// Whose.
        user: UserId,
        /// Its stored hash.
        hash: [u8; 16],
    },
    /// Remember a nonce until `expires`; refused with [`StoreError::NonceUsed`] if it is remembered already.
    UseNonce {
        /// Keyed fingerprint of key id and nonce.
        fingerprint: [u8; 16],
        /// When it may be forgotten.
        expires: Timestamp,
    },
}

/// Records when identities were last active, outside of commits: nothing is decided by it.
#[async_trait::async_trait]
pub trait SessionStore: Send + Sync {
    /// Records when AccessKeys were last used, unless a later use is recorded. Removed keys are ignored.
    async fn note_uses(&self, uses: &[(AccessKeyId, KeyUse)]) -> Result<(), StoreError>;
    /// Records when users last signed in, unless a later time is recorded. Removed users are ignored.
    async fn note_sign_ins(&self, sign_ins: &[(UserId, Timestamp)]) -> Result<(), StoreError>;
}
