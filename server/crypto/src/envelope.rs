#![doc = include_str!("../ENVELOPE.md")]

use zeroize::Zeroizing;

use crate::{
    CryptoError, EnvelopePart,
    primitive::aead::{NONCE, TAG},
    salted_box,
};

const MAGIC: [u8; 3] = *b"SRE";
const FORMAT: u8 = 1;
const SUITE: u8 = 1;
/// Bytes of a wrapped data key: a salted box with 32 bytes.
const WRAPPED: usize = 32 + salted_box::OVERHEAD;
/// Bytes of the header.
pub(crate) const HEADER: usize = 26;
/// Bytes before the ciphertext.
const FIXED: usize = HEADER + WRAPPED + 32 + NONCE;
/// Plaintext is padded to a multiple of this, so that the length of an envelope reveals little.
const STEP: usize = 64;

/// The longest value of an envelope, in bytes.
pub const MAX_PLAINTEXT: usize = 65_535;
/// The longest envelope, in bytes.
pub const MAX_ENVELOPE: usize = FIXED + MAX_PLAINTEXT + 1 + TAG;

/// The fields of an envelope, borrowed from its bytes. None of them is secret and none is verified yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Envelope<'a> {
    /// What it contains.
    pub part: EnvelopePart,
    /// The master key that wraps the data key.
    pub cmk: [u8; 16],
    /// The version of that master key.
    pub cmk_version: u32,
    /// The wrapped data key, a salted box of 80 bytes.
    pub wrapped_key: &'a [u8; 80],
    /// The commitment to the data key.
    pub commitment: &'a [u8; 32],
    /// The nonce of the ciphertext.
    pub nonce: &'a [u8; 12],
    /// The ciphertext, 64 to 65,536 bytes in steps of 64, and its tag of 16 bytes.
    pub ciphertext: &'a [u8],
}

impl<'a> Envelope<'a> {
    /// Parses the layout strictly: exact lengths, known numbers, no trailing bytes.
    ///
    /// # Errors
    /// [`CryptoError::Malformed`] for any other bytes.
    pub fn decode(bytes: &'a [u8]) -> Result<Self, CryptoError> {
        if bytes.len() > MAX_ENVELOPE {
            return Err(CryptoError::Malformed);
        }
        let mut rest = bytes;
        let [magic @ .., format, suite, part] = *take::<6>(&mut rest)?;
        if magic != MAGIC || format != FORMAT || suite != SUITE {
            return Err(CryptoError::Malformed);
        }
        let envelope = Self {
            part: EnvelopePart::from_code(part)?,
            cmk: *take(&mut rest)?,
            cmk_version: u32::from_be_bytes(*take(&mut rest)?),
            wrapped_key: take(&mut rest)?,
            commitment: take(&mut rest)?,
            nonce: take(&mut rest)?,
            ciphertext: rest,
        };
        match rest.len().checked_sub(TAG) {
            Some(length) if length >= STEP && length.is_multiple_of(STEP) => Ok(envelope),
            _ => Err(CryptoError::Malformed),
        }
    }

    /// The bytes [`decode`](Self::decode) reads.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(FIXED + self.ciphertext.len());
        out.extend_from_slice(&header(self.part, &self.cmk, self.cmk_version));
        out.extend_from_slice(self.wrapped_key);
        out.extend_from_slice(self.commitment);
        out.extend_from_slice(self.nonce);
        out.extend_from_slice(self.ciphertext);
        out
    }

    /// The header at the beginning of the envelope.
    pub(crate) fn header(&self) -> [u8; HEADER] {
        header(self.part, &self.cmk, self.cmk_version)
    }
}

/// The header: format, part, and the master key to decrypt with.
pub(crate) fn header(part: EnvelopePart, cmk: &[u8; 16], cmk_version: u32) -> [u8; HEADER] {
    let mut out = [0; HEADER];
    out[..3].copy_from_slice(&MAGIC);
    out[3..6].copy_from_slice(&[FORMAT, SUITE, part.code()]);
    out[6..22].copy_from_slice(cmk);
    out[22..].copy_from_slice(&cmk_version.to_be_bytes());
    out
}

/// Bytes of an envelope whose padded plaintext has `padded` bytes.
pub(crate) fn length(padded: usize) -> usize {
    FIXED + padded + TAG
}

/// The master key and version an envelope names, without decrypting it.
///
/// # Errors
/// [`CryptoError::Malformed`] when the bytes are not an envelope.
pub fn envelope_cmk(envelope: &[u8]) -> Result<([u8; 16], u32), CryptoError> {
    let envelope = Envelope::decode(envelope)?;
    Ok((envelope.cmk, envelope.cmk_version))
}

/// `plaintext`, one byte 0x80, then zeros up to the next multiple of [`STEP`].
pub(crate) fn pad(plaintext: &[u8]) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
    if plaintext.len() > MAX_PLAINTEXT {
        return Err(CryptoError::InvalidPlaintext);
    }
    let length = (plaintext.len() + 1).next_multiple_of(STEP);
    let mut out = Zeroizing::new(Vec::with_capacity(length));
    out.extend_from_slice(plaintext);
    out.push(0x80);
    out.resize(length, 0);
    Ok(out)
}

/// Removes what [`pad`] added. Each length has exactly one valid padding; any other is rejected.
pub(crate) fn unpad(padded: &mut Vec<u8>) -> Result<(), CryptoError> {
    let end = padded.iter().rposition(|&byte| byte != 0).ok_or(CryptoError::Refused)?;
    if padded[end] != 0x80 || padded.len() - end > STEP {
        return Err(CryptoError::Refused);
    }
    padded.truncate(end);
    Ok(())
}

fn take<'a, const N: usize>(rest: &mut &'a [u8]) -> Result<&'a [u8; N], CryptoError> {
    let (head, tail) = rest.split_first_chunk().ok_or(CryptoError::Malformed)?;
    *rest = tail;
    Ok(head)
}
