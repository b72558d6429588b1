use aws_lc_rs::{
    hmac,
    signature::{Ed25519KeyPair, KeyPair},
};

use crate::{
    CryptoError, constant_time_eq,
    primitive::{Key, mac},
};

/// Authenticates blocks of the audit trail. Cheap to clone.
#[derive(Clone)]
pub struct AuditKey(hmac::Key);

impl AuditKey {
    pub(crate) fn new(key: hmac::Key) -> Self {
        Self(key)
    }

    /// HMAC-SHA-256 over the joined `pieces`; it is the caller's duty that no two blocks give the same bytes.
    pub fn mac(&self, pieces: &[&[u8]]) -> [u8; 32] {
        mac::code(&self.0, pieces)
    }

    /// Whether `mac` is the MAC of these pieces, in constant time.
    pub fn verifies(&self, pieces: &[&[u8]], mac: &[u8]) -> bool {
        constant_time_eq(&self.mac(pieces), mac)
    }
}

/// Signs checkpoints of the audit trail with Ed25519.
pub struct CheckpointSigner(Ed25519KeyPair);

impl CheckpointSigner {
    pub(crate) fn new(seed: &Key) -> Result<Self, CryptoError> {
        Ed25519KeyPair::from_seed_unchecked(seed.as_ref()).map(Self).map_err(|_| CryptoError::Unavailable)
    }

    /// The public key, which is no secret.
    pub fn public_key(&self) -> [u8; 32] {
        let mut out = [0; 32];
        out.copy_from_slice(self.0.public_key().as_ref());
        out
    }

    /// The signature of `message`; the same each time.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        let mut out = [0; 64];
        out.copy_from_slice(self.0.sign(message).as_ref());
        out
    }
}
