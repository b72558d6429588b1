//! RSA keys of SSH accounts: they sign log-ins. By AWS-LC, whose private operations take the same time for every key; new keys are not
//! made here.

use crate::{CryptoError, Plaintext};
use aws_lc_rs::{
    rand::SystemRandom,
    rsa::KeyPair,
    signature::{KeyPair as _, RSA_PKCS1_SHA256, RSA_PKCS1_SHA512},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use crypto_bigint::{BoxedUint, NonZero};
use zeroize::Zeroizing;

/// A private key that signs, of 2048 to 8192 bits.
pub struct SshRsaKey {
    pair: KeyPair,
    modulus: Vec<u8>,
    exponent: Vec<u8>,
}

/// How what is signed is hashed (RFC 8332). SHA-1 is not offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SshRsaHash {
    /// `rsa-sha2-256`.
    Sha256,
    /// `rsa-sha2-512`.
    Sha512,
}

/// The numbers of a private key as the OpenSSH format has them, big-endian.
pub struct SshRsaNumbers<'a> {
    /// The modulus, `n`.
    pub modulus: &'a [u8],
    /// The public exponent, `e`.
    pub exponent: &'a [u8],
    /// The private exponent, `d`.
    pub private: &'a [u8],
    /// The prime factors, `p` and `q`.
    pub primes: [&'a [u8]; 2],
    /// The inverse of `q` modulo `p`.
    pub inverse: &'a [u8],
}

impl SshRsaKey {
    /// Reads a key in PEM: `RSA PRIVATE KEY` (PKCS#1, RFC 8017) or `PRIVATE KEY` (PKCS#8, RFC 5208), without a passphrase.
    ///
    /// # Errors
    /// [`CryptoError::Malformed`]: it is of another form or type, shorter than 2048 bits, longer than 8192, or its numbers do not belong
    /// together.
    pub fn from_pem(pem: &Plaintext) -> Result<Self, CryptoError> {
        let text = std::str::from_utf8(pem.expose()).map_err(|_| CryptoError::Malformed)?;
        if let Some(der) = section(text, "RSA PRIVATE KEY") {
            return Self::new(KeyPair::from_der(&der).map_err(|_| CryptoError::Malformed)?);
        }
        let der = section(text, "PRIVATE KEY").ok_or(CryptoError::Malformed)?;
        Self::new(KeyPair::from_pkcs8(&der).map_err(|_| CryptoError::Malformed)?)
    }

    /// Puts a key together.
    ///
    /// # Errors
    /// As [`SshRsaKey::from_pem`].
    pub fn from_numbers(numbers: &SshRsaNumbers<'_>) -> Result<Self, CryptoError> {
        let SshRsaNumbers { modulus, exponent, private, primes, inverse } = numbers;
        // With a zero before it, which says that it is not negative.
        if !(256..=1025).contains(&modulus.len()) {
            return Err(CryptoError::Malformed);
        }
        let [p, q] = primes;
        let remainders = [crt_exponent(private, p, modulus.len())?, crt_exponent(private, q, modulus.len())?];
        let [of_p, of_q] = &remainders;
        let mut fields = Zeroizing::new(Vec::with_capacity(8 * modulus.len()));
        // RSAPrivateKey of RFC 8017, appendix A.1.2; version 0 has two primes.
        for number in [&[0], *modulus, *exponent, *private, *p, *q, of_p, of_q, *inverse] {
            integer(&mut fields, number);
        }
        let mut der = Zeroizing::new(Vec::with_capacity(fields.len() + 8));
        header(&mut der, 0x30, fields.len());
        der.extend_from_slice(&fields);
        Self::new(KeyPair::from_der(&der).map_err(|_| CryptoError::Malformed)?)
    }

    fn new(pair: KeyPair) -> Result<Self, CryptoError> {
        let (modulus, exponent) = public_numbers(pair.public_key().as_ref()).ok_or(CryptoError::Malformed)?;
        Ok(Self { modulus, exponent, pair })
    }

    /// The public key as SSH writes it (RFC 4253, section 6.6).
    pub fn public(&self) -> Vec<u8> {
        let mut blob = Vec::with_capacity(self.modulus.len() + 32);
        let strings = [b"ssh-rsa".to_vec(), positive(&self.exponent), positive(&self.modulus)];
        for string in strings {
            // Of 1024 bytes at most.
            blob.extend(u32::try_from(string.len()).unwrap_or(u32::MAX).to_be_bytes());
            blob.extend(string);
        }
        blob
    }

    /// Signs (RSASSA-PKCS1-v1_5).
    ///
    /// # Errors
    /// [`CryptoError::Unavailable`] when the library fails.
    pub fn sign(&self, hash: SshRsaHash, message: &[u8]) -> Result<Vec<u8>, CryptoError> {
        let padding = match hash {
            SshRsaHash::Sha256 => &RSA_PKCS1_SHA256,
            SshRsaHash::Sha512 => &RSA_PKCS1_SHA512,
        };
        let mut signature = vec![0; self.pair.public_modulus_len()];
        let signed = self.pair.sign(padding, &SystemRandom::new(), message, &mut signature);
        signed.map(|()| signature).map_err(|_| CryptoError::Unavailable)
    }
}

/// The bytes of the one section of a PEM text.
fn section(text: &str, label: &str) -> Option<Zeroizing<Vec<u8>>> {
    let inside = text.trim().strip_prefix(&format!("-----BEGIN {label}-----"))?;
    let inside = inside.strip_suffix(&format!("-----END {label}-----"))?;
    let base64 = Zeroizing::new(inside.split_ascii_whitespace().collect::<String>());
    STANDARD.decode(base64.as_bytes()).ok().map(Zeroizing::new)
}

/// `d mod (prime - 1)`, which the OpenSSH format leaves out. In a time that depends on the lengths alone.
fn crt_exponent(private: &[u8], prime: &[u8], length: usize) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
    let bits = u32::try_from(length * 8).map_err(|_| CryptoError::Malformed)?;
    let number = |bytes: &[u8]| BoxedUint::from_be_slice(bytes, bits).map_err(|_| CryptoError::Malformed);
    let less = number(prime)?.wrapping_sub(BoxedUint::one_with_precision(bits));
    let less: NonZero<BoxedUint> = Option::from(NonZero::new(less)).ok_or(CryptoError::Malformed)?;
    Ok(Zeroizing::new(number(private)?.rem(&less).to_be_bytes().into_vec()))
}

/// A number without zeros before it, and with one where it would look negative.
fn positive(number: &[u8]) -> Vec<u8> {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    let digits = number.get(zeros..).unwrap_or_default();
    let mut bytes = Vec::with_capacity(digits.len() + 1);
    if digits.first().is_none_or(|first| *first >= 0x80) {
        bytes.push(0);
    }
    bytes.extend_from_slice(digits);
    bytes
}

fn integer(der: &mut Vec<u8>, number: &[u8]) {
    let bytes = Zeroizing::new(positive(number));
    header(der, 0x02, bytes.len());
    der.extend_from_slice(&bytes);
}

/// Tag and length of DER.
fn header(der: &mut Vec<u8>, tag: u8, length: usize) {
    der.push(tag);
    let bytes = length.to_be_bytes();
    match length {
        0..0x80 => der.push(bytes[7]),
        0x80..0x100 => der.extend([0x81, bytes[7]]),
        _ => der.extend([0x82, bytes[6], bytes[7]]),
    }
}

/// Modulus and exponent of an RSAPublicKey (RFC 8017, appendix A.1.1).
fn public_numbers(der: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let (sequence, _) = element(der, 0x30)?;
    let (modulus, rest) = element(sequence, 0x02)?;
    let (exponent, _) = element(rest, 0x02)?;
    Some((modulus.to_vec(), exponent.to_vec()))
}

/// The content of an element with this tag, and what follows it.
fn element(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (found, rest) = der.split_first()?;
    let (first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(*first), rest),
        0x81 => rest.split_first().map(|(length, rest)| (usize::from(*length), rest))?,
        0x82 => rest.split_first_chunk::<2>().map(|(length, rest)| (usize::from(u16::from_be_bytes(*length)), rest))?,
        _ => return None,
    };
    (*found == tag).then(|| rest.split_at_checked(length))?
}
