use aws_lc_rs::hmac::{Context, Key};

use crate::constant_time_eq;

/// HMAC-SHA-256 over a stream of bytes, such as a file that does not fit into memory.
pub struct StreamMac(Context);

impl StreamMac {
    pub(crate) fn new(key: &Key) -> Self {
        Self(Context::with_key(key))
    }

    /// Adds the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The MAC of everything added.
    pub fn finish(self) -> [u8; 32] {
        let mut out = [0; 32];
        out.copy_from_slice(self.0.sign().as_ref());
        out
    }

    /// Whether `mac` is the MAC of everything added so far, in constant time.
    pub fn verifies_so_far(&self, mac: &[u8]) -> bool {
        constant_time_eq(self.0.clone().sign().as_ref(), mac)
    }
}
