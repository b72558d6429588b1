//! The salted box: the only way Strongroom encrypts under a long-lived key.
//!
//! `salt (32) ‖ ciphertext ‖ tag (16)`. Each box has its own AES-256-GCM key, derived with HKDF from the long-lived key
//! and a fresh 256-bit salt, and used with the all-zero nonce exactly once. The long-lived key itself is never used as a GCM
//! key, so the number of boxes under it is not limited.

use zeroize::Zeroizing;

use crate::{
    CryptoError, fill_random, labels,
    primitive::{
        aead::{self, NONCE, TAG},
        kdf::Prk,
    },
};

/// Bytes of the salt.
pub(crate) const SALT: usize = 32;
/// Bytes a box adds to its content.
pub(crate) const OVERHEAD: usize = SALT + TAG;

/// Encrypts `content` and appends the box to `out`.
pub(crate) fn encrypt(key: &Prk, aad: &[u8], content: &[u8], out: &mut Vec<u8>) -> Result<(), CryptoError> {
    let mut salt = [0; SALT];
    fill_random(&mut salt)?;
    out.extend_from_slice(&salt);
    let key = key.key(labels::BOX, &salt);
    aead::encrypt(&key, [0; NONCE], aad, content, out)
}

/// Decrypts a box into `out`, which must be exactly [`OVERHEAD`] bytes shorter than the box.
pub(crate) fn decrypt_into(key: &Prk, aad: &[u8], encrypted: &[u8], out: &mut [u8]) -> Result<(), CryptoError> {
    let (salt, rest) = encrypted.split_first_chunk::<SALT>().ok_or(CryptoError::Malformed)?;
    let key = key.key(labels::BOX, salt);
    aead::decrypt(&key, [0; NONCE], aad, rest, out)
}

/// Decrypts a box of any length.
pub(crate) fn decrypt(key: &Prk, aad: &[u8], encrypted: &[u8]) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
    let length = encrypted.len().checked_sub(OVERHEAD).ok_or(CryptoError::Malformed)?;
    let mut out = Zeroizing::new(vec![0; length]);
    decrypt_into(key, aad, encrypted, &mut out)?;
    Ok(out)
}
