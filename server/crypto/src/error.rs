use thiserror::Error;

/// Why a cryptographic operation gave nothing. The variants are few and say nothing about keys or content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CryptoError {
    /// The sealed bytes do not open here: wrong key, wrong place, or altered.
    #[error("the sealed data does not open")]
    Refused,
    /// The bytes are not in a layout this version reads.
    #[error("the sealed data has an unknown or damaged layout")]
    Malformed,
    /// The master-key version named is not in the keyring; load its row and try again.
    #[error("the master key version is not loaded")]
    UnknownKey,
    /// The master-key version to be made is in the keyring already.
    #[error("the master key version exists already")]
    KeyExists,
    /// The input cannot be sealed: too long, no part given, or a part given twice.
    #[error("the data cannot be sealed")]
    Unsealable,
    /// The random generator or the cryptographic library failed.
    #[error("the cryptographic library failed")]
    Unavailable,
}
