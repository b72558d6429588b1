//! Percent-encoding, decoded strictly and encoded as every signature requires, and hexadecimal digits.

use std::borrow::Cow;
use thiserror::Error;

/// Why a text could not be decoded. Says nothing about the text itself, which may be a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PercentDecodeError {
    /// A `%` that does not begin an escape.
    #[error("holds a % that is not followed by two hexadecimal digits")]
    BrokenEscape,
    /// Bytes that are not text.
    #[error("is not UTF-8 text")]
    NotUtf8,
}

/// Decodes one name or value of a query or form; `+` is a space, as clients send both that and `%20`. Borrows when
/// there is nothing to decode.
///
/// # Errors
/// A broken escape, or bytes that are not UTF-8.
pub fn decode(raw: &[u8]) -> Result<Cow<'_, str>, PercentDecodeError> {
    let Some(first) = raw.iter().position(|&b| b == b'%' || b == b'+') else {
        return std::str::from_utf8(raw).map(Cow::Borrowed).map_err(|_| PercentDecodeError::NotUtf8);
    };
    let mut out = Vec::with_capacity(raw.len());
    out.extend_from_slice(&raw[..first]);
    let mut rest = &raw[first..];
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        match byte {
            b'+' => out.push(b' '),
            b'%' => {
                let ([high, low], tail) = tail.split_first_chunk().ok_or(PercentDecodeError::BrokenEscape)?;
                out.push(digit(*high)? << 4 | digit(*low)?);
                rest = tail;
            }
            other => out.push(other),
        }
    }
    String::from_utf8(out).map(Cow::Owned).map_err(|_| PercentDecodeError::NotUtf8)
}

fn digit(byte: u8) -> Result<u8, PercentDecodeError> {
    match byte {
        b'0'..=b'9' => Ok(byte - b'0'),
        b'a'..=b'f' => Ok(byte - b'a' + 10),
        b'A'..=b'F' => Ok(byte - b'A' + 10),
        _ => Err(PercentDecodeError::BrokenEscape),
    }
}

/// Appends `text` percent-encoded: `A-Z a-z 0-9 - _ . ~` stay, every other byte becomes `%` and two upper-case digits.
pub fn encode(out: &mut Vec<u8>, text: &str) {
    escape(out, text.as_bytes(), b"%");
}

/// Appends what encoding `text` twice gives. The second pass only turns each `%` of the first into `%25`.
pub fn encode_twice(out: &mut Vec<u8>, text: &str) {
    escape(out, text.as_bytes(), b"%25");
}

fn escape(out: &mut Vec<u8>, mut rest: &[u8], percent: &[u8]) {
    while let Some(at) = rest.iter().position(|&b| !UNRESERVED[usize::from(b)]) {
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(percent);
        out.push(UPPER[usize::from(rest[at] >> 4)]);
        out.push(UPPER[usize::from(rest[at] & 15)]);
        rest = &rest[at + 1..];
    }
    out.extend_from_slice(rest);
}

const UPPER: &[u8; 16] = b"0123456789ABCDEF";
const LOWER: &[u8; 16] = b"0123456789abcdef";

/// The bytes that are not escaped.
const UNRESERVED: [bool; 256] = {
    let mut unreserved = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        let b = byte as u8;
        unreserved[byte] = b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'~');
        byte += 1;
    }
    unreserved
};

/// Appends `bytes` as lower-case hexadecimal digits.
pub(crate) fn push_hex(out: &mut Vec<u8>, bytes: &[u8]) {
    for byte in bytes {
        out.push(LOWER[usize::from(byte >> 4)]);
        out.push(LOWER[usize::from(byte & 15)]);
    }
}

/// Reads exactly 32 bytes written as lower-case hexadecimal digits.
pub(crate) fn parse_hex32(text: &str) -> Option<[u8; 32]> {
    let (pairs, []) = text.as_bytes().as_chunks::<2>() else { return None };
    let mut out = [0; 32];
    if pairs.len() != out.len() || text.bytes().any(|b| b.is_ascii_uppercase()) {
        return None;
    }
    for (byte, [high, low]) in out.iter_mut().zip(pairs) {
        *byte = digit(*high).ok()? << 4 | digit(*low).ok()?;
    }
    Some(out)
}
