//! Time-based one-time codes (RFC 6238): HMAC-SHA-1, six digits, steps of thirty seconds, as authenticator apps use them.

use crate::{
    Plaintext, constant_time_eq,
    primitive::mac::{code, sha1_key},
};

/// Length of a secret, in bytes: as long as the hash (RFC 4226, section 4).
pub const SECRET: usize = 20;
/// Length of a step, in seconds.
const STEP_S: u64 = 30;
/// Accepted clock skew in steps, either way.
const SKEW: u64 = 1;
/// Codes are remainders of this: six digits.
const DIGITS: u32 = 1_000_000;
/// The alphabet of base 32 (RFC 4648).
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The step this code belongs to: the first match after `last` among the current step and its neighbours. A caller that stores the
/// result and passes it as `last` the next time accepts each code once. `None` if the code is wrong.
pub fn matching_step(secret: &Plaintext, given: u32, now_s: u64, last: Option<u64>) -> Option<u64> {
    let now = now_s / STEP_S;
    let steps = now.saturating_sub(SKEW)..=now.saturating_add(SKEW);
    let same = |step: &u64| constant_time_eq(&at_step(secret, *step).to_be_bytes(), &given.to_be_bytes());
    steps.filter(|step| last.is_none_or(|last| *step > last)).find(same)
}

/// The code of a step (RFC 4226, section 5.3).
fn at_step(secret: &Plaintext, step: u64) -> u32 {
    let hash: [u8; 20] = code(&sha1_key(secret.expose()), &[&step.to_be_bytes()]);
    let offset = usize::from(hash[19] & 0xf);
    let mut four = [0; 4];
    four.copy_from_slice(&hash[offset..offset + 4]);
    (u32::from_be_bytes(four) & 0x7fff_ffff) % DIGITS
}

/// A secret as users type it: base 32 without padding.
pub fn base32(secret: &Plaintext) -> Plaintext {
    let bits = secret.expose().iter().flat_map(|byte| (0..8).rev().map(move |bit| (byte >> bit) & 1));
    let mut out = Vec::with_capacity((secret.len() * 8).div_ceil(5));
    let (mut held, mut count) = (0_u8, 0);
    for bit in bits {
        (held, count) = (held << 1 | bit, count + 1);
        if count == 5 {
            out.push(BASE32[usize::from(held)]);
            (held, count) = (0, 0);
        }
    }
    if count > 0 {
        out.push(BASE32[usize::from(held << (5 - count))]);
    }
    Plaintext::new(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret() -> Plaintext {
        Plaintext::new(b"12345678901234567890".to_vec())
    }

    /// RFC 6238, appendix B, SHA-1: time and the code of eight digits, of which ours are the last six.
    const VECTORS: [(u64, u32); 6] = [
        (59, 94_287_082),
        (1_111_111_109, 7_081_804),
        (1_111_111_111, 14_050_471),
        (1_234_567_890, 89_005_924),
        (2_000_000_000, 69_279_037),
        (20_000_000_000, 65_353_130),
    ];

    #[test]
    fn published_vectors() {
        for (time, eight) in VECTORS {
            assert_eq!(matching_step(&secret(), eight % DIGITS, time, None), Some(time / 30), "{time}");
        }
    }

    #[test]
    fn code_is_accepted_once_within_one_step_of_skew() {
        let (time, given) = (2_000_000_010, 69_279_037 % DIGITS);
        let step = 2_000_000_000 / 30;
        for away in [-30, -1, 0, 30] {
            let now = 2_000_000_000_u64.saturating_add_signed(away);
            assert_eq!(matching_step(&secret(), given, now, None), Some(step), "{away}");
        }
        for away in [-60_i64, 61, 90, 3_600] {
            assert_eq!(matching_step(&secret(), given, 2_000_000_000_u64.saturating_add_signed(away), None), None);
        }
        assert_eq!(matching_step(&secret(), given, time, Some(step - 1)), Some(step));
        assert_eq!(matching_step(&secret(), given, time, Some(step)), None);
        assert_eq!(matching_step(&secret(), given, time, Some(u64::MAX)), None);
        for wrong in [given ^ 1, given + DIGITS, u32::MAX] {
            assert_eq!(matching_step(&secret(), wrong, time, None), None);
        }
        assert_eq!(matching_step(&secret(), at_step(&secret(), 0), 0, None), Some(0), "the first step");
    }

    /// RFC 4648, section 10, without the padding.
    #[test]
    fn base32_vectors() {
        for (bytes, text) in
            [("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("foobar", "MZXW6YTBOI")]
        {
            assert_eq!(base32(&Plaintext::new(bytes.into())).expose(), text.as_bytes());
        }
    }
}
