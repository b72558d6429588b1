//! Argon2id (RFC 9106), version 0x13, with its memory wiped afterwards.

use argon2::{Algorithm, Argon2, Block, Params, Version};
use zeroize::Zeroizing;

use crate::CryptoError;

/// The cost of one derivation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes, computed sequentially.
    pub lanes: u32,
}

/// Stretches `password` into `out`.
pub(crate) fn derive(cost: Cost, password: &[u8], salt: &[u8], out: &mut [u8]) -> Result<(), CryptoError> {
    let params =
        Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(out.len())).map_err(|_| CryptoError::Malformed)?;
    let mut memory = Zeroizing::new(Vec::new());
    memory.try_reserve_exact(params.block_count()).map_err(|_| CryptoError::Unavailable)?;
    memory.resize(params.block_count(), Block::new());
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into_with_memory(password, salt, out, memory.as_mut_slice())
        .map_err(|_| CryptoError::Malformed)
}
