use crate::{CryptoError, labels};

/// Where a sealed value belongs. A value sealed for one place does not open in another.
///
/// The installation is added by the keyring, the master key and its version by the envelope.
#[derive(Debug, Clone, Copy)]
pub struct Binding<'a> {
    /// The account that owns the secret.
    pub account: &'a str,
    /// The secret's id.
    pub secret: [u8; 16],
    /// The version's id inside the secret.
    pub version_id: &'a str,
    /// The version's creation number inside the secret.
    pub ordinal: u64,
    /// The value's type, as the caller numbers them.
    pub value_type: u8,
}

impl Binding<'_> {
    /// Associated data: `header` as it stands in the envelope, then the place. Every piece is of fixed length or carries
    /// its length, so two different places never give the same bytes.
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

/// Which of the two things a version keeps is inside an envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// The secret value.
    Value,
    /// What may be shown about the value without showing it.
    Outline,
}

impl Part {
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
