//! Ids and tokens from the machine's randomness.

use crate::CoreError;
use strongroom_crypto::{Plaintext, fill_random};
use strongroom_domain::{Timestamp, VersionId};

/// A UUID of version 7: rows made together lie together. Not a secret, and no order to rely on.
pub(crate) fn id(now: Timestamp) -> Result<[u8; 16], CoreError> {
    let mut random = [0; 10];
    fill_random(&mut random)?;
    Ok(uuid::Builder::from_unix_timestamp_millis(now.0.max(0) as u64, &random).into_uuid().into_bytes())
}

/// A version id where the caller gave none: a UUID without dashes, as the vendor makes them.
pub(crate) fn version_id() -> Result<VersionId, CoreError> {
    let mut random = [0; 16];
    fill_random(&mut random)?;
    Ok(VersionId::new(&uuid::Builder::from_random_bytes(random).into_uuid().simple().to_string())?)
}

/// A number, each equally likely.
pub(crate) fn number() -> Result<u16, CoreError> {
    let mut random = [0; 2];
    fill_random(&mut random)?;
    Ok(u16::from_be_bytes(random))
}

/// `length` characters of `alphabet` (at most 256), each equally likely.
pub(crate) fn text(length: usize, alphabet: &[u8]) -> Result<Plaintext, CoreError> {
    let limit = 256 - 256 % alphabet.len().max(1);
    let mut out = Vec::with_capacity(length);
    let mut buffer = zeroize::Zeroizing::new([0u8; 64]);
    while out.len() < length {
        fill_random(&mut *buffer)?;
        // Bytes above the largest multiple of the alphabet are thrown away: a remainder would favour its beginning.
        let fresh = buffer.iter().filter(|&&b| usize::from(b) < limit);
        out.extend(fresh.filter_map(|&b| alphabet.get(usize::from(b) % alphabet.len())).take(length - out.len()));
    }
    Ok(Plaintext::new(out))
}
