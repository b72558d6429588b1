//! Who calls: the signature and the token, checked by the core with keys that stay there.

use super::{
    AliyunError,
    signature::{Hmac, Signed},
};
use strongroom_core::{Call, Engine, KeyProof, SigningKey, constant_time_eq, sha256};

/// Fills in the principal and the nonce. The nonce is remembered only after the signature was verified, so that nobody else
/// can use it up.
///
/// # Errors
/// The vendor's error for a key, token, time, nonce or signature that is not accepted.
pub(super) async fn authenticate(engine: &Engine, signed: &Signed<'_>, call: &mut Call) -> Result<(), AliyunError> {
    signed.check_time(engine.now())?;
    let (id, token) = (signed.access_key_id, signed.security_token);
    call.principal = match engine.authenticate(id, token, call.address, |key| signed.verify(key)).await? {
        KeyProof::Verified(principal) => principal,
        KeyProof::Unknown => return Err(AliyunError::access_key_not_found()),
        KeyProof::Elsewhere => return Err(AliyunError::access_key_elsewhere()),
        KeyProof::Inactive => return Err(AliyunError::access_key_disabled()),
        KeyProof::Mismatch => return Err(AliyunError::signature_does_not_match()),
        KeyProof::TokenMissing => return Err(AliyunError::security_token_missing()),
        KeyProof::TokenMalformed => return Err(AliyunError::security_token_malformed()),
        KeyProof::TokenMismatch => return Err(AliyunError::security_token_mismatch()),
        KeyProof::TokenExpired => return Err(AliyunError::security_token_expired()),
    };
    call.nonce = Some(engine.check_nonce(signed.access_key_id, signed.nonce).await?);
    Ok(())
}

impl Hmac for SigningKey {
    fn hmac_sha1_amp(&self, message: &[u8]) -> [u8; 20] {
        Self::hmac_sha1_amp(self, message)
    }
    fn hmac_sha256(&self, message: &[u8]) -> [u8; 32] {
        Self::hmac_sha256(self, message)
    }
    fn sha256(&self, message: &[u8]) -> [u8; 32] {
        sha256(message)
    }
    fn ct_eq(&self, a: &[u8], b: &[u8]) -> bool {
        constant_time_eq(a, b)
    }
}
