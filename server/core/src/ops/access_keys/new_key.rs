//! Fresh AccessKeys, of users and of role sessions.

use crate::{
    CoreError,
    engine::ACCESS_KEY,
    rows::{AccessKeyRow, Ciphertext},
};
use strongroom_crypto::{Keyring, Plaintext};
use strongroom_domain::{AccessKeyId, Networks, Timestamp, UserId};

const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// 131 bits: enough to be unguessable by itself.
const ID_LENGTH: usize = 22;

/// 238 bits.
const SECRET_LENGTH: usize = 40;

/// A fresh id, which begins with `prefix`, and a fresh secret.
pub(crate) fn new_pair(prefix: &str) -> Result<(AccessKeyId, Plaintext), CoreError> {
    let tail = crate::random::text(ID_LENGTH, LETTERS)?;
    let id = AccessKeyId::new(&format!("{prefix}{}", String::from_utf8_lossy(tail.expose())))?;
    Ok((id, crate::random::text(SECRET_LENGTH, LETTERS)?))
}

/// A fresh key for a user, not yet with its MAC, and its secret.
pub(crate) fn new_access_key(
    keyring: &Keyring,
    user: UserId,
    now: Timestamp,
) -> Result<(AccessKeyRow, Plaintext), CoreError> {
    let (id, secret) = new_pair("SR")?;
    let encrypted = Ciphertext(keyring.encrypt_record(ACCESS_KEY, id.as_str().as_bytes(), secret.expose())?);
    let row = AccessKeyRow {
        id,
        user,
        secret: encrypted,
        active: true,
        networks: Networks::default(),
        created: now,
        revision: 1,
        used: None,
    };
    Ok((row, secret))
}
