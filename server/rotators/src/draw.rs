//! New passwords and names of scratch accounts.

use strongroom_core::ports::{Credential, Secret, Trouble};
use strongroom_crypto::{Plaintext, fill_random};
use zeroize::Zeroizing;

const UPPER: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const LOWER: &[u8] = b"abcdefghijklmnopqrstuvwxyz";
const DIGITS: &[u8] = b"0123456789";
/// The marks that need no quoting in a URL, in a shell or in SQL.
const MARKS: &[u8] = b"-_.";

/// A credential with a new password.
///
/// # Errors
/// The random generator fails.
pub(crate) fn credential(account: &str, attempt: u8) -> Result<Credential, Trouble> {
    let password = Plaintext::new(std::mem::take(&mut *password_text(attempt)?).into_bytes());
    Ok(Credential { account: account.to_owned(), secret: Secret::Password(password) })
}

/// A password of at least one character of each class: 32 of letters, digits and marks at the first attempt, of letters and digits at
/// the second, 16 of these at every later one.
///
/// # Errors
/// The random generator fails.
pub(crate) fn password_text(attempt: u8) -> Result<Zeroizing<String>, Trouble> {
    match attempt {
        0 | 1 => text(32, &[UPPER, LOWER, DIGITS, MARKS]),
        2 => text(32, &[UPPER, LOWER, DIGITS]),
        _ => text(16, &[UPPER, LOWER, DIGITS]),
    }
}

/// A name for an account that lives as long as a rehearsal: 29 characters, since MySQL takes at most 32.
///
/// # Errors
/// The random generator fails.
pub(crate) fn scratch_name() -> Result<String, Trouble> {
    Ok(format!("strongroom_rehearsal_{}", text(8, &[LOWER, DIGITS])?.as_str()))
}

/// Each text with a character of every class is equally likely: others are drawn again, not repaired.
fn text(length: usize, classes: &[&[u8]]) -> Result<Zeroizing<String>, Trouble> {
    let alphabet = classes.concat();
    // Bytes above the largest multiple of the alphabet are thrown away: a remainder would favour its beginning.
    let limit = 256 - 256 % alphabet.len().max(1);
    loop {
        let mut out = Zeroizing::new(String::with_capacity(length));
        while out.len() < length {
            let mut fresh = Zeroizing::new([0u8; 64]);
            fill_random(&mut *fresh).map_err(|_| Trouble::Unsupported("the random generator fails".into()))?;
            let fresh = fresh.iter().map(|byte| usize::from(*byte)).filter(|byte| *byte < limit);
            let missing = length - out.len();
            let drawn = fresh.filter_map(|byte| alphabet.get(byte % alphabet.len()));
            out.extend(drawn.take(missing).copied().map(char::from));
        }
        if classes.iter().all(|class| out.bytes().any(|byte| class.contains(&byte))) {
            return Ok(out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_narrow_the_alphabet_and_keep_every_class() {
        for (attempt, length, marks) in [(1, 32, true), (2, 32, false), (3, 16, false), (200, 16, false)] {
            for _ in 0..200 {
                let drawn = password_text(attempt).unwrap();
                let text = drawn.as_bytes();
                assert_eq!(text.len(), length);
                for class in [UPPER, LOWER, DIGITS] {
                    assert!(text.iter().any(|byte| class.contains(byte)));
                }
                assert_eq!(text.iter().any(|byte| MARKS.contains(byte)), marks);
                assert!(text.iter().all(|byte| byte.is_ascii_alphanumeric() || MARKS.contains(byte)));
            }
        }
    }

    #[test]
    fn no_two_passwords_are_alike() {
        assert!(password_text(1).unwrap() != password_text(1).unwrap());
        assert_ne!(scratch_name().unwrap(), scratch_name().unwrap());
        assert_eq!(scratch_name().unwrap().len(), 29);
    }
}
