//! HKDF-SHA-256 (RFC 5869) over HMAC, so that a long-lived key keeps its prepared HMAC state.
//!
//! Every derived key is 256 bits long: the first block of HKDF-Expand is all of it.

use aws_lc_rs::hmac;
use zeroize::Zeroizing;

use super::{Key, mac};

/// HKDF-Extract: one pseudorandom key from `secret`.
pub(crate) fn extract(salt: &[u8], secret: &[u8]) -> Key {
    Zeroizing::new(mac::code(&mac::sha256_key(salt), &[secret]))
}

/// A pseudorandom key, ready to derive from.
pub(crate) struct Prk(hmac::Key);

impl Prk {
    /// From 256 uniformly random bits, or from [`extract`] (RFC 5869, section 3.3).
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        Self(mac::sha256_key(key))
    }

    /// HKDF-Expand to one 256-bit key; `label` and `context` are joined.
    pub(crate) fn key(&self, label: &[u8], context: &[u8]) -> Key {
        self.block(&[], &[label, context], 1)
    }

    /// Block `T(counter)` of HKDF-Expand, given the block before it; the pieces of `info` are joined.
    fn block(&self, before: &[u8], info: &[&[u8]; 2], counter: u8) -> Key {
        Zeroizing::new(mac::code(&self.0, &[before, info[0], info[1], &[counter]]))
    }

    /// HKDF-Expand of any length, for the published vectors.
    #[cfg(test)]
    pub(super) fn expand(&self, info: &[u8], length: usize) -> Vec<u8> {
        let mut out = Vec::new();
        let mut block = Key::default();
        for counter in 1..=length.div_ceil(32) {
            let before = if counter == 1 { &[] } else { block.as_slice() };
            block = self.block(before, &[info, &[]], u8::try_from(counter).unwrap());
            out.extend_from_slice(block.as_slice());
        }
        out.truncate(length);
        out
    }
}
