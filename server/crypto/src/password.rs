//! Passwords of users: Argon2id hashes as PHC strings.

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD as BASE64};
use zeroize::Zeroizing;

use crate::{
    CryptoError, Plaintext, constant_time_eq, fill_random,
    primitive::argon::{Cost, derive},
};

/// New hashes cost 19 MiB and two passes (OWASP ASVS 5.0, appendix C).
const COST: Cost = Cost { memory_kib: 19 * 1024, passes: 2, lanes: 1 };
/// Stored hashes may cost at most this, so that a hostile row cannot exhaust the memory.
const MOST: Cost = Cost { memory_kib: 128 * 1024, passes: 8, lanes: 4 };

/// Hashes a password with a fresh 128-bit salt. Takes some 20 ms and 19 MiB.
///
/// # Errors
/// [`CryptoError::Unavailable`] when the random generator fails or memory is short.
pub fn hash(password: &Plaintext) -> Result<String, CryptoError> {
    let mut salt = [0; 16];
    fill_random(&mut salt)?;
    let mut hash = Zeroizing::new([0; 32]);
    derive(COST, password.expose(), &salt, hash.as_mut())?;
    let Cost { memory_kib, passes, lanes } = COST;
    Ok(format!(
        "$argon2id$v=19$m={memory_kib},t={passes},p={lanes}${}${}",
        BASE64.encode(salt),
        BASE64.encode(hash.as_ref()),
    ))
}

/// Whether `phc` is the hash of `password`. Anything but a well-formed Argon2id hash of acceptable cost does not match, after the
/// same work as for a wrong password.
pub fn verify(password: &Plaintext, phc: &str) -> bool {
    let Some(stored) = StoredHash::parse(phc) else {
        burn(password);
        return false;
    };
    let mut hash = Zeroizing::new([0; 32]);
    derive(stored.cost, password.expose(), &stored.salt, hash.as_mut()).is_ok()
        && constant_time_eq(hash.as_ref(), &stored.hash)
}

/// Does the work of [`verify`] for a user that does not exist, so that the response takes as long.
pub fn burn(password: &Plaintext) {
    let mut hash = Zeroizing::new([0; 32]);
    let done = derive(COST, password.expose(), &[0; 16], hash.as_mut());
    let _ = std::hint::black_box((done, &hash));
}

struct StoredHash {
    cost: Cost,
    salt: [u8; 16],
    hash: [u8; 32],
}

impl StoredHash {
    /// Reads `$argon2id$v=19$m=…,t=…,p=…$salt$hash` with its costs within [`MOST`], a salt of 16 and a hash of 32 bytes.
    fn parse(phc: &str) -> Option<Self> {
        let rest = phc.strip_prefix("$argon2id$v=19$m=")?;
        let (memory_kib, rest) = rest.split_once(",t=")?;
        let (passes, rest) = rest.split_once(",p=")?;
        let (lanes, rest) = rest.split_once('$')?;
        let (salt, hash) = rest.split_once('$')?;
        Some(Self {
            cost: Cost {
                memory_kib: number(memory_kib, MOST.memory_kib)?,
                passes: number(passes, MOST.passes)?,
                lanes: number(lanes, MOST.lanes)?,
            },
            salt: BASE64.decode(salt).ok()?.try_into().ok()?,
            hash: BASE64.decode(hash).ok()?.try_into().ok()?,
        })
    }
}

/// A decimal number from 1 to `most`, digits only.
fn number(text: &str, most: u32) -> Option<u32> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok().filter(|n| (1..=most).contains(n))
}
