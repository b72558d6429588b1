//! A value encrypted for one binding cannot be decrypted with another.

use strongroom_crypto::{Binding, CryptoError, EnvelopePart, Keyring};

use crate::support::{CMK, keyring, make_version, root_key, sample_binding};

fn encrypt(keyring: &Keyring, binding: &Binding<'_>) -> Vec<Vec<u8>> {
    let parts = [(EnvelopePart::Value, b"value".as_slice()), (EnvelopePart::Outline, b"outline")];
    keyring.encrypt(CMK, 1, binding, &parts).unwrap()
}

/// Bindings that differ from [`sample_binding`] in one field, and pairs that an ambiguous encoding would confuse.
fn other_bindings() -> Vec<(&'static str, Binding<'static>)> {
    let other = |what, change: fn(&mut Binding<'static>)| {
        let mut binding = sample_binding();
        change(&mut binding);
        (what, binding)
    };
    vec![
        other("account", |b| b.account = "1234567890123457"),
        other("empty account", |b| b.account = ""),
        other("longer account", |b| b.account = "12345678901234560"),
        other("secret", |b| b.secret[15] ^= 1),
        other("version", |b| b.version_id = "v2"),
        other("version in capitals", |b| b.version_id = "V1"),
        other("empty version", |b| b.version_id = ""),
        other("ordinal", |b| b.ordinal = 8),
        other("ordinal's byte order", |b| b.ordinal = 7 << 56),
        other("type", |b| b.value_type = 2),
        other("a byte moved between account and version", |b| {
            b.account = "1234567890123456v";
            b.version_id = "1";
        }),
        other("account and version exchanged", |b| {
            (b.account, b.version_id) = (b.version_id, b.account);
        }),
    ]
}

#[test]
fn every_field_of_the_binding_is_authenticated() {
    let keyring = keyring();
    let encrypted = encrypt(&keyring, &sample_binding());
    assert!(keyring.decrypt(&sample_binding(), EnvelopePart::Value, &encrypted[0]).unwrap().expose() == b"value");
    for (what, other) in other_bindings() {
        for (part, envelope) in [(EnvelopePart::Value, &encrypted[0]), (EnvelopePart::Outline, &encrypted[1])] {
            let error = keyring.decrypt(&other, part, envelope).err();
            assert_eq!(error, Some(CryptoError::Refused), "{what}");
        }
        let back = encrypt(&keyring, &other);
        let error = keyring.decrypt(&sample_binding(), EnvelopePart::Value, &back[0]).err();
        assert_eq!(error, Some(CryptoError::Refused), "{what}, the other way");
    }
}

#[test]
fn part_cannot_be_decrypted_as_another_part() {
    let keyring = keyring();
    let encrypted = encrypt(&keyring, &sample_binding());
    let without_keys = Keyring::new(&root_key(&[1; 32]), [2; 16]);
    for (part, envelope) in [(EnvelopePart::Outline, &encrypted[0]), (EnvelopePart::Value, &encrypted[1])] {
        let error = without_keys.decrypt(&sample_binding(), part, envelope).err();
        assert_eq!(error, Some(CryptoError::Refused), "rejected before a key is looked up");
        let error = keyring.decrypt(&sample_binding(), part, envelope).err();
        assert_eq!(error, Some(CryptoError::Refused));
        let mut relabelled = envelope.clone();
        relabelled[5] = 3 - relabelled[5];
        let error = keyring.decrypt(&sample_binding(), part, &relabelled).err();
        assert_eq!(error, Some(CryptoError::Refused));
    }
}

#[test]
fn other_installation_or_root_key_cannot_decrypt() {
    let row = make_version(&keyring(), CMK, 2);
    let home = Keyring::new(&root_key(&[1; 32]), [2; 16]);
    home.load_cmk_version(CMK, 2, &row).unwrap();
    let parts = [(EnvelopePart::Value, b"value".as_slice())];
    let envelope = home.encrypt(CMK, 2, &sample_binding(), &parts).unwrap().remove(0);
    let record = home.encrypt_record("session", b"1", b"content").unwrap();

    for (root, installation) in [([1; 32], [3; 16]), ([2; 32], [2; 16])] {
        let away = Keyring::new(&root_key(&root), installation);
        assert_ne!(away.check_value(), home.check_value());
        assert_eq!(away.load_cmk_version(CMK, 2, &row), Err(CryptoError::Refused));
        make_version(&away, CMK, 2);
        let error = away.decrypt(&sample_binding(), EnvelopePart::Value, &envelope).err();
        assert_eq!(error, Some(CryptoError::Refused));
        let error = away.decrypt_record("session", b"1", &record).err();
        assert_eq!(error, Some(CryptoError::Refused));
    }
}

#[test]
fn fields_of_two_envelopes_cannot_be_mixed() {
    let keyring = keyring();
    let (one, two) = (encrypt(&keyring, &sample_binding()), encrypt(&keyring, &sample_binding()));
    for range in [26..58, 58..106, 26..106, 106..138, 138..150, 150..214, 214..230, 150..230, 138..230] {
        let mut mixed = one[0].clone();
        mixed[range.clone()].copy_from_slice(&two[0][range.clone()]);
        let error = keyring.decrypt(&sample_binding(), EnvelopePart::Value, &mixed).err();
        assert_eq!(error, Some(CryptoError::Refused), "{range:?}");
    }
}
