use thiserror::Error;

/// Why a cryptographic operation failed. The variants say nothing about keys or content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CryptoError {
    /// The bytes cannot be decrypted or authenticated: wrong key, wrong binding, or altered.
    #[error("the encrypted data cannot be decrypted")]
    Refused,
    /// The bytes are not in a layout this version reads.
    #[error("the encrypted data has an unknown or damaged layout")]
    Malformed,
    /// The named master-key version is not loaded; load its row and try again.
    #[error("the master key version is not loaded")]
    UnknownKey,
    /// The master-key version to be created is loaded already.
    #[error("the master key version exists already")]
    KeyExists,
    /// The input cannot be encrypted: too long, no part given, or a part given twice.
    #[error("the data cannot be encrypted")]
    InvalidPlaintext,
    /// The random generator or the cryptographic library failed.
    #[error("the cryptographic library failed")]
    Unavailable,
}
