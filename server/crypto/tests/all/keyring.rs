//! Encryption, row MACs, fingerprints and records.

use std::collections::HashSet;

use strongroom_crypto::{
    CryptoError, MAX_RECORD, Part,
    envelope::{MAX_ENVELOPE, MAX_PLAINTEXT},
};

use crate::support::{CMK, keyring, sample_binding};

#[test]
fn invalid_input_is_not_encrypted() {
    let keyring = keyring();
    let long = vec![0; MAX_PLAINTEXT + 1];
    let value = (Part::Value, b"x".as_slice());
    let outline = (Part::Outline, b"y".as_slice());
    type Parts<'a> = &'a [(Part, &'a [u8])];
    let cases: [(&str, Parts<'_>); 5] = [
        ("no part", &[]),
        ("value twice", &[value, value]),
        ("value twice with an outline between", &[value, outline, value]),
        ("too long", &[(Part::Value, &long)]),
        ("outline too long", &[value, (Part::Outline, &long)]),
    ];
    for (what, parts) in cases {
        let error = keyring.seal(CMK, 1, &sample_binding(), parts).err();
        assert_eq!(error, Some(CryptoError::Unsealable), "{what}");
    }
    for (cmk, version) in [(CMK, 0), (CMK, 2), ([0; 16], 1)] {
        let error = keyring.seal(cmk, version, &sample_binding(), &[value]).err();
        assert_eq!(error, Some(CryptoError::UnknownKey));
    }
}

#[test]
fn longest_value_fits_exactly() {
    let keyring = keyring();
    let value = vec![0x80; MAX_PLAINTEXT];
    let encrypted = keyring.seal(CMK, 1, &sample_binding(), &[(Part::Value, &value)]).unwrap();
    assert_eq!(encrypted[0].len(), MAX_ENVELOPE);
    assert!(keyring.open(&sample_binding(), Part::Value, &encrypted[0]).unwrap().expose() == value);

    let mut longer = encrypted[0].clone();
    longer.extend_from_slice(&[0; 64]);
    let error = keyring.open(&sample_binding(), Part::Value, &longer).err();
    assert_eq!(error, Some(CryptoError::Malformed));
}

#[test]
fn salts_nonces_and_data_keys_are_unique() {
    let keyring = keyring();
    let (mut salts, mut commitments, mut nonces) = (HashSet::new(), HashSet::new(), HashSet::new());
    for _ in 0..5_000 {
        let parts = [(Part::Value, b"same".as_slice()), (Part::Outline, b"same")];
        let encrypted = keyring.seal(CMK, 1, &sample_binding(), &parts).unwrap();
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
        let encrypted = keyring.seal(CMK, 1, &sample_binding(), &[(Part::Value, value)]);
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
    let encrypted = keyring.seal_record("access-key", b"id-1", b"content").unwrap();
    let decrypted = keyring.open_record("access-key", b"id-1", &encrypted).unwrap();
    assert!(decrypted.expose() == b"content");
    for (purpose, id) in [
        ("session", b"id-1".as_slice()),
        ("access-key", b"id-2"),
        ("access-key", b""),
        ("access-keyi", b"d-1"),
        ("access-ke", b"yid-1"),
        ("", b"access-keyid-1"),
    ] {
        let error = keyring.open_record(purpose, id, &encrypted).err();
        assert_eq!(error, Some(CryptoError::Refused), "{purpose}");
    }
    let again = keyring.seal_record("access-key", b"id-1", b"content").unwrap();
    assert_ne!(encrypted, again);

    let most = vec![1; MAX_RECORD];
    let encrypted = keyring.seal_record("session", b"1", &most).unwrap();
    assert!(keyring.open_record("session", b"1", &encrypted).unwrap().expose() == most);
    let more = vec![1; MAX_RECORD + 1];
    let error = keyring.seal_record("session", b"1", &more).err();
    assert_eq!(error, Some(CryptoError::Unsealable));
    let longer = [encrypted.as_slice(), &[0]].concat();
    let error = keyring.open_record("session", b"1", &longer).err();
    assert_eq!(error, Some(CryptoError::Malformed));
}
