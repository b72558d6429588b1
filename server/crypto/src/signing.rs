use aws_lc_rs::hmac;
use zeroize::Zeroizing;

use crate::{Plaintext, primitive::mac};

/// An AccessKey secret prepared for verifying request signatures: built once, then cached.
pub struct SigningKey {
    sha1_amp: hmac::Key,
    sha256: hmac::Key,
    tc3: hmac::Key,
}

impl SigningKey {
    /// Prepares the keys; the secret itself is not kept.
    pub fn new(secret: &Plaintext) -> Self {
        let secret = secret.expose();
        let with_amp = Zeroizing::new([secret, b"&"].concat());
        let with_tc3 = Zeroizing::new([b"TC3", secret].concat());
        Self { sha1_amp: mac::sha1_key(&with_amp), sha256: mac::sha256_key(secret), tc3: mac::sha256_key(&with_tc3) }
    }

    /// HMAC-SHA-1 of `message` under the secret followed by `&`: Alibaba's RPC signature, version 1.0.
    pub fn hmac_sha1_amp(&self, message: &[u8]) -> [u8; 20] {
        mac::code(&self.sha1_amp, &[message])
    }

    /// HMAC-SHA-256 of `message` under the secret: Alibaba's ACS3 signature.
    pub fn hmac_sha256(&self, message: &[u8]) -> [u8; 32] {
        mac::code(&self.sha256, &[message])
    }

    /// HMAC-SHA-256 of `message` under the signing key of one day and service: Tencent's TC3 signature.
    pub fn hmac_sha256_tc3(&self, date: &str, service: &str, message: &[u8]) -> [u8; 32] {
        let chain = |key: &hmac::Key, message: &[u8]| -> hmac::Key {
            mac::sha256_key(Zeroizing::new(mac::code::<32>(key, &[message])).as_ref())
        };
        let service = chain(&chain(&self.tc3, date.as_bytes()), service.as_bytes());
        mac::code(&chain(&service, b"tc3_request"), &[message])
    }
}
