//! The primitives: AES-256-GCM, HKDF-SHA-256, HMAC, Argon2id.

pub(crate) mod aead;
pub(crate) mod argon;
pub(crate) mod kdf;
pub(crate) mod mac;
#[cfg(test)]
mod vectors;

use aws_lc_rs::{constant_time, digest, rand};
use zeroize::Zeroizing;

use crate::CryptoError;

/// A 256-bit key, wiped when dropped.
pub(crate) type Key = Zeroizing<[u8; 32]>;

/// The SHA-256 digest of `data`.
pub fn sha256(data: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    out.copy_from_slice(digest::digest(&digest::SHA256, data).as_ref());
    out
}

/// Whether `a` and `b` are equal, in time that depends only on their lengths.
pub fn constant_time_eq(a: &[u8], b: &[u8]) -> bool {
    constant_time::verify_slices_are_equal(a, b).is_ok()
}

/// Fills `out` from AWS-LC's random generator, which the operating system seeds.
///
/// # Errors
/// [`CryptoError::Unavailable`] when the generator fails; `out` must not be used then.
pub fn fill_random(out: &mut [u8]) -> Result<(), CryptoError> {
    rand::fill(out).map_err(|_| CryptoError::Unavailable)
}
