//! Envelopes written by `tests/vectors/make_envelope.py`, which shares no code with the crate.

use serde_json::Value;
use strongroom_crypto::{Binding, CryptoError, EnvelopePart, Keyring, envelope::Envelope, envelope_cmk};

use crate::support::{array, bytes, root_key, text};

fn vectors() -> (Value, Keyring) {
    let file: Value = serde_json::from_str(include_str!("../vectors/envelope.json")).unwrap();
    let keyring = Keyring::new(&root_key(&array(&file, "root_key")), array(&file, "installation"));
    for key in file["master_keys"].as_array().unwrap() {
        let version = u32::try_from(key["version"].as_u64().unwrap()).unwrap();
        keyring.load_cmk_version(array(key, "id"), version, &bytes(key, "row")).unwrap();
    }
    (file, keyring)
}

fn binding(case: &Value) -> Binding<'_> {
    let fields = &case["binding"];
    Binding {
        account: text(fields, "account"),
        secret: array(fields, "secret"),
        version_id: text(fields, "version_id"),
        ordinal: fields["ordinal"].as_u64().unwrap(),
        value_type: u8::try_from(fields["value_type"].as_u64().unwrap()).unwrap(),
    }
}

fn part(case: &Value) -> EnvelopePart {
    match case["part"].as_u64().unwrap() {
        1 => EnvelopePart::Value,
        2 => EnvelopePart::Outline,
        other => panic!("part {other}"),
    }
}

#[test]
fn valid_envelopes_decrypt() {
    let (file, keyring) = vectors();
    let good = file["good"].as_array().unwrap();
    assert_eq!(good.len(), 20);
    for case in good {
        let name = text(case, "name");
        let envelope = bytes(case, "envelope");
        let decrypted = keyring.decrypt(&binding(case), part(case), &envelope);
        let decrypted = decrypted.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(decrypted.expose() == bytes(case, "plaintext"), "{name}");
        assert_eq!(Envelope::decode(&envelope).unwrap().encode(), envelope, "{name}");
        let (cmk, version) = envelope_cmk(&envelope).unwrap();
        assert!(keyring.has_cmk_version(cmk, version), "{name}");
    }
}

#[test]
fn invalid_envelopes_are_rejected_with_the_expected_error() {
    let (file, keyring) = vectors();
    let bad = file["bad"].as_array().unwrap();
    assert_eq!(bad.len(), 92);
    for case in bad {
        let reason = text(case, "reason");
        let expected = match text(case, "error") {
            "malformed" => CryptoError::Malformed,
            "refused" => CryptoError::Refused,
            "unknown-key" => CryptoError::UnknownKey,
            other => panic!("error {other}"),
        };
        let envelope = bytes(case, "envelope");
        let error = keyring.decrypt(&binding(case), part(case), &envelope).err();
        assert_eq!(error, Some(expected), "{reason}");
        let malformed = Envelope::decode(&envelope).is_err();
        assert_eq!(malformed, expected == CryptoError::Malformed, "{reason}");
        assert_eq!(envelope_cmk(&envelope).is_err(), malformed, "{reason}");
    }
}

#[test]
fn macs_fingerprints_and_records_match_the_vectors() {
    let (file, keyring) = vectors();
    assert_eq!(keyring.check_value(), array(&file, "check_value"));

    let row = &file["row_mac"];
    let (table, canonical) = (text(row, "table"), bytes(row, "canonical"));
    assert_eq!(keyring.row_mac(table, &canonical), array(row, "mac"));

    let print = &file["fingerprint"];
    let code = keyring.fingerprint(array(print, "context"), &bytes(print, "data"));
    assert_eq!(code, array(print, "code"));

    let print = &file["token_fingerprint"];
    let code = keyring.token_fingerprint(text(print, "purpose"), &bytes(print, "data"));
    assert_eq!(code, array(print, "code"));

    let record = &file["record"];
    let (purpose, id) = (text(record, "purpose"), bytes(record, "id"));
    let decrypted = keyring.decrypt_record(purpose, &id, &bytes(record, "sealed")).unwrap();
    assert!(decrypted.expose() == bytes(record, "plaintext"));
}
