//! HMAC-SHA-256, and HMAC-SHA-1 for Alibaba's RPC signature and one-time codes only.

use aws_lc_rs::hmac::{Context, HMAC_SHA1_FOR_LEGACY_USE_ONLY, HMAC_SHA256, Key};

/// A key prepared for HMAC-SHA-256.
pub(crate) fn sha256_key(key: &[u8]) -> Key {
    Key::new(HMAC_SHA256, key)
}

/// A key prepared for HMAC-SHA-1.
pub(crate) fn sha1_key(key: &[u8]) -> Key {
    Key::new(HMAC_SHA1_FOR_LEGACY_USE_ONLY, key)
}

/// The first `N` bytes of the MAC over the joined `pieces`. `N` is at most the digest's length.
pub(crate) fn code<const N: usize>(key: &Key, pieces: &[&[u8]]) -> [u8; N] {
    let mut context = Context::with_key(key);
    for piece in pieces {
        context.update(piece);
    }
    let mut out = [0; N];
    out.copy_from_slice(&context.sign().as_ref()[..N]);
    out
}
