//! Encryption, row MACs, fingerprints and records.

use std::collections::HashSet;

use strongroom_crypto::{
    CryptoError, EnvelopePart, MAX_RECORD,
    envelope::{MAX_ENVELOPE, MAX_PLAINTEXT},
};

use crate::support::{CMK, keyring, sample_binding};

#[test]
fn invalid_input_is_not_encrypted() {
    let keyring = keyring();
    let long = vec![0; MAX_PLAINTEXT + 1];
    let value = (EnvelopePart::Value, b"x".as_slice());
    let outline = (EnvelopePart::Outline, b"y".as_slice());
    type Parts<'a> = &'a [(EnvelopePart, &'a [u8])];
    let cases: [(&str, Parts<'_>); 5] = [
        ("no part", &[]),
        ("value twice", &[value, value]),
        ("value twice with an outline between", &[value, outline, value]),
        ("too long", &[(EnvelopePart::Value, &long)]),
        ("outline too long", &[value, (EnvelopePart::Outline, &long)]),
    ];
    for (what, parts) in cases {
        let error = keyring.encrypt(CMK, 1, &sample_binding(), parts).err();
        assert_eq!(error, Some(CryptoError::InvalidPlaintext), "{what}");
    }
    for (cmk, version) in [(CMK, 0), (CMK, 2), ([0; 16], 1)] {
        let error = keyring.encrypt(cmk, version, &sample_binding(), &[value]).err();
        assert_eq!(error, Some(CryptoError::UnknownKey));
    }
}

#[test]
fn longest_value_fits_exactly() {
    let keyring = keyring();
    let value = vec![0x80; MAX_PLAINTEXT];
    let encrypted = keyring.encrypt(CMK, 1, &sample_binding(), &[(EnvelopePart::Value, &value)]).unwrap();
    assert_eq!(encrypted[0].len(), MAX_ENVELOPE);
    assert!(keyring.decrypt(&sample_binding(), EnvelopePart::Value, &encrypted[0]).unwrap().expose() == value);

    let mut longer = encrypted[0].clone();
    longer.extend_from_slice(&[0; 64]);
    let error = keyring.decrypt(&sample_binding(), EnvelopePart::Value, &longer).err();
    assert_eq!(error, Some(CryptoError::Malformed));
}

#[test]
fn salts_nonces_and_data_keys_are_unique() {
    let keyring = keyring();
    let (mut salts, mut commitments, mut nonces) = (HashSet::new(), HashSet::new(), HashSet::new());
    for _ in 0..5_000 {
        let parts = [(EnvelopePart::Value, b"same".as_slice()), (EnvelopePart::Outline, b"same")];
        let encrypted = keyring.encrypt(CMK, 1, &sample_binding(), &parts).unwrap();
        for envelope in &encrypted {
            assert!(salts.insert(envelope[26..58].to_vec()), "salt");
            assert!(nonces.insert(envelope[138..150].to_vec()), "nonce");
        }
        assert_eq!(encrypted[0][106..138], encrypted[1][106..138], "one data key for both parts");
        assert!(commitments.insert(encrypted[0][106..138].to_vec()), "data key");
        assert_ne!(encrypted[0][150..214], encrypted[1][150..214], "one content key for both parts");
    }
}

#[test]
fn envelope_length_reveals_value_length_in_steps_of_64() {
    let keyring = keyring();
    let length = |value: &[u8]| {
        let encrypted = keyring.encrypt(CMK, 1, &sample_binding(), &[(EnvelopePart::Value, value)]);
        encrypted.unwrap()[0].len()
    };
    assert_eq!(length(b""), length(&[7; 63]));
    assert_eq!(length(&[7; 64]), length(&[7; 127]));
    assert_eq!(length(&[7; 64]) - length(b""), 64);
}

#[test]
fn row_mac_verifies_only_its_row() {
    let keyring = keyring();
    let code = keyring.row_mac("secret", b"row");
    assert_eq!(keyring.verify_row_mac("secret", b"row", &code), Ok(()));
    let wrong: [(&str, &[u8], &[u8]); 8] = [
        ("policy", b"row", &code),
        ("Secret", b"row", &code),
        ("secret", b"row ", &code),
        ("secretr", b"ow", &code),
        ("", b"secretrow", &code),
        ("secret", b"row", &code[..31]),
        ("secret", b"row", &[]),
        ("secret", b"row", &[code.as_slice(), &[0]].concat()),
    ];
    for (table, row, mac) in wrong {
        let result = keyring.verify_row_mac(table, row, mac);
        assert_eq!(result, Err(CryptoError::Refused), "{table}");
    }
    for at in 0..256 {
        let mut mac = code;
        mac[at / 8] ^= 1 << (at % 8);
        assert!(keyring.verify_row_mac("secret", b"row", &mac).is_err(), "bit {at}");
    }
}

#[test]
fn fingerprints_differ_by_context_and_purpose() {
    let keyring = keyring();
    assert_eq!(keyring.fingerprint([1; 16], b"a"), keyring.fingerprint([1; 16], b"a"));
    let prints = [
        keyring.fingerprint([1; 16], b"a"),
        keyring.fingerprint([2; 16], b"a"),
        keyring.fingerprint([1; 16], b"b"),
        keyring.fingerprint([1; 16], b""),
        keyring.token_fingerprint("nonce", b"a"),
        keyring.token_fingerprint("session", b"a"),
        keyring.token_fingerprint("nonc", b"ea"),
        keyring.token_fingerprint("noncea", b""),
        keyring.token_fingerprint("", b"noncea"),
        keyring.row_mac("nonce", b"a")[..16].try_into().unwrap(),
    ];
    assert_eq!(HashSet::from(prints).len(), prints.len());
}

#[test]
fn record_decrypts_only_with_its_purpose_and_id() {
    let keyring = keyring();
    let encrypted = keyring.encrypt_record("access-key", b"id-1", b"content").unwrap();
    let decrypted = keyring.decrypt_record("access-key", b"id-1", &encrypted).unwrap();
    assert!(decrypted.expose() == b"content");
    for (purpose, id) in [
        ("session", b"id-1".as_slice()),
        ("access-key", b"id-2"),
        ("access-key", b""),
        ("access-keyi", b"d-1"),
        ("access-ke", b"yid-1"),
        ("", b"access-keyid-1"),
    ] {
        let error = keyring.decrypt_record(purpose, id, &encrypted).err();
        assert_eq!(error, Some(CryptoError::Refused), "{purpose}");
    }
    let again = keyring.encrypt_record("access-key", b"id-1", b"content").unwrap();
    assert_ne!(encrypted, again);

    let most = vec![1; MAX_RECORD];
    let encrypted = keyring.encrypt_record("session", b"1", &most).unwrap();
    assert!(keyring.decrypt_record("session", b"1", &encrypted).unwrap().expose() == most);
    let more = vec![1; MAX_RECORD + 1];
    let error = keyring.encrypt_record("session", b"1", &more).err();
    assert_eq!(error, Some(CryptoError::InvalidPlaintext));
    let longer = [encrypted.as_slice(), &[0]].concat();
    let error = keyring.decrypt_record("session", b"1", &longer).err();
    assert_eq!(error, Some(CryptoError::Malformed));
}
