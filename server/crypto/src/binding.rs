use crate::{CryptoError, labels};

/// What an encrypted value belongs to. A value encrypted for one binding cannot be decrypted with another.
///
/// The keyring adds the installation, the envelope adds the master key and its version.
#[derive(Debug, Clone, Copy)]
pub struct Binding<'a> {
    /// The account that owns the secret.
    pub account: &'a str,
    /// The secret's id.
    pub secret: [u8; 16],
    /// The version's id within the secret.
    pub version_id: &'a str,
    /// The version's creation number within the secret.
    pub ordinal: u64,
    /// The value's type, as numbered by the caller.
    pub value_type: u8,
}

impl Binding<'_> {
    /// Associated data: the envelope's `header`, then the binding. Every field has a fixed length or is prefixed with its length, so
    /// two different bindings never give the same bytes.
    pub(crate) fn associated_data(&self, header: &[u8], installation: &[u8; 16]) -> Vec<u8> {
        let mut out = Vec::with_capacity(header.len() + 57 + self.account.len() + self.version_id.len());
        out.extend_from_slice(header);
        out.extend_from_slice(installation);
        with_length(&mut out, self.account.as_bytes());
        out.extend_from_slice(&self.secret);
        with_length(&mut out, self.version_id.as_bytes());
        out.extend_from_slice(&self.ordinal.to_be_bytes());
        out.push(self.value_type);
        out
    }
}

/// Appends the length of `piece` as eight big-endian bytes, then `piece`.
pub(crate) fn with_length(out: &mut Vec<u8>, piece: &[u8]) {
    out.extend_from_slice(&(piece.len() as u64).to_be_bytes());
    out.extend_from_slice(piece);
}

/// What an envelope contains. A version has two parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EnvelopePart {
    /// The secret value.
    Value,
    /// What may be shown about the value without revealing it.
    Outline,
}

impl EnvelopePart {
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Value => 1,
            Self::Outline => 2,
        }
    }

    pub(crate) fn from_code(code: u8) -> Result<Self, CryptoError> {
        match code {
            1 => Ok(Self::Value),
            2 => Ok(Self::Outline),
            _ => Err(CryptoError::Malformed),
        }
    }

    pub(crate) fn label(self) -> &'static [u8] {
        match self {
            Self::Value => labels::VALUE,
            Self::Outline => labels::OUTLINE,
        }
    }
}
