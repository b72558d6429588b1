//! RSA keys that `ssh-keygen` made in each of its formats, and signatures that OpenSSL made with them.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use strongroom_crypto::{CryptoError, Plaintext, SshRsaHash, SshRsaKey, SshRsaNumbers};

const PKCS1: &str = include_str!("../vectors/ssh-rsa/pkcs1.pem");
const PKCS8: &str = include_str!("../vectors/ssh-rsa/pkcs8.pem");
const PUBLIC: &str = include_str!("../vectors/ssh-rsa/public");

fn key(pem: &str) -> Result<SshRsaKey, CryptoError> {
    SshRsaKey::from_pem(&Plaintext::new(pem.into()))
}

#[test]
fn both_forms_of_pem_are_the_same_key_and_sign_like_openssl() {
    for pem in [PKCS1, PKCS8, &PKCS1.replace('\n', "\r\n")] {
        let key = key(pem).unwrap();
        assert_eq!(STANDARD.encode(key.public()), PUBLIC.trim());
        for (hash, expected) in [
            (SshRsaHash::Sha256, include_str!("../vectors/ssh-rsa/sha256.signature")),
            (SshRsaHash::Sha512, include_str!("../vectors/ssh-rsa/sha512.signature")),
        ] {
            assert_eq!(STANDARD.encode(key.sign(hash, b"a message").unwrap()), expected.trim(), "{hash:?}");
        }
    }
}

#[test]
fn other_keys_and_damaged_ones_are_refused() {
    let damaged = PKCS1.replacen("MII", "MIJ", 1);
    // A digit in the middle, where the primes are.
    let half = PKCS1.len() / 2;
    let other = if &PKCS1[half..=half] == "A" { "B" } else { "A" };
    let changed = format!("{}{other}{}", &PKCS1[..half], &PKCS1[half + 1..]);
    for bad in [
        include_str!("../vectors/ssh-rsa/short.pem"),
        include_str!("../vectors/ssh-rsa/ed25519.pem"),
        include_str!("../vectors/ssh-rsa/locked.pem"),
        "",
        "-----BEGIN RSA PRIVATE KEY----------END RSA PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----",
        &PKCS1[..PKCS1.len() - 200],
        &PKCS1.replace("RSA PRIVATE", "PRIVATE"),
        &damaged,
        &changed,
    ] {
        assert_eq!(key(bad).err(), Some(CryptoError::Malformed), "{bad}");
    }
}

#[test]
fn numbers_that_do_not_belong_together_are_refused() {
    for [modulus, prime] in
        [[&[][..], &[][..]], [&[1; 256], &[0; 128]], [&[1; 256], &[1]], [&[0xff; 256], &[0xff; 300]]]
    {
        let numbers = SshRsaNumbers {
            modulus,
            exponent: &[1, 0, 1],
            private: &[3; 256],
            primes: [prime, prime],
            inverse: &[5; 128],
        };
        assert_eq!(SshRsaKey::from_numbers(&numbers).err(), Some(CryptoError::Malformed));
    }
}
