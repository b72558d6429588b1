//! A value sealed for one place opens in no other.

use strongroom_crypto::{Binding, CryptoError, Keyring, Part};

use crate::support::{CMK, keyring, make_version, place, root_key};

fn seal(keyring: &Keyring, binding: &Binding<'_>) -> Vec<Vec<u8>> {
    let parts = [(Part::Value, b"value".as_slice()), (Part::Outline, b"outline")];
    keyring.seal(CMK, 1, binding, &parts).unwrap()
}

/// Places that differ from [`place`] in one thing, and pairs that a careless encoding would confuse.
fn other_places() -> Vec<(&'static str, Binding<'static>)> {
    let other = |what, change: fn(&mut Binding<'static>)| {
        let mut binding = place();
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
fn every_field_of_the_place_counts() {
    let keyring = keyring();
    let sealed = seal(&keyring, &place());
    assert!(keyring.open(&place(), Part::Value, &sealed[0]).unwrap().expose() == b"value");
    for (what, elsewhere) in other_places() {
        for (part, envelope) in [(Part::Value, &sealed[0]), (Part::Outline, &sealed[1])] {
            let error = keyring.open(&elsewhere, part, envelope).err();
            assert_eq!(error, Some(CryptoError::Refused), "{what}");
        }
        let back = seal(&keyring, &elsewhere);
        let error = keyring.open(&place(), Part::Value, &back[0]).err();
        assert_eq!(error, Some(CryptoError::Refused), "{what}, the other way");
    }
}

#[test]
fn parts_do_not_stand_in_for_each_other() {
    let keyring = keyring();
    let sealed = seal(&keyring, &place());
    let without_keys = Keyring::new(&root_key(&[1; 32]), [2; 16]);
    for (part, envelope) in [(Part::Outline, &sealed[0]), (Part::Value, &sealed[1])] {
        let error = without_keys.open(&place(), part, envelope).err();
        assert_eq!(error, Some(CryptoError::Refused), "before any key is looked for");
        let error = keyring.open(&place(), part, envelope).err();
        assert_eq!(error, Some(CryptoError::Refused));
        let mut relabelled = envelope.clone();
        relabelled[5] = 3 - relabelled[5];
        let error = keyring.open(&place(), part, &relabelled).err();
        assert_eq!(error, Some(CryptoError::Refused));
    }
}

#[test]
fn another_installation_or_root_key_opens_nothing() {
    let row = make_version(&keyring(), CMK, 2);
    let home = Keyring::new(&root_key(&[1; 32]), [2; 16]);
    home.load_cmk_version(CMK, 2, &row).unwrap();
    let parts = [(Part::Value, b"value".as_slice())];
    let envelope = home.seal(CMK, 2, &place(), &parts).unwrap().remove(0);
    let record = home.seal_record("session", b"1", b"content").unwrap();

    for (root, installation) in [([1; 32], [3; 16]), ([2; 32], [2; 16])] {
        let away = Keyring::new(&root_key(&root), installation);
        assert_ne!(away.check_value(), home.check_value());
        assert_eq!(away.load_cmk_version(CMK, 2, &row), Err(CryptoError::Refused));
        make_version(&away, CMK, 2);
        let error = away.open(&place(), Part::Value, &envelope).err();
        assert_eq!(error, Some(CryptoError::Refused));
        let error = away.open_record("session", b"1", &record).err();
        assert_eq!(error, Some(CryptoError::Refused));
    }
}

#[test]
fn fields_of_two_envelopes_of_one_place_do_not_mix() {
    let keyring = keyring();
    let (one, two) = (seal(&keyring, &place()), seal(&keyring, &place()));
    for range in [26..58, 58..106, 26..106, 106..138, 138..150, 150..214, 214..230, 150..230, 138..230] {
        let mut mixed = one[0].clone();
        mixed[range.clone()].copy_from_slice(&two[0][range.clone()]);
        let error = keyring.open(&place(), Part::Value, &mixed).err();
        assert_eq!(error, Some(CryptoError::Refused), "{range:?}");
    }
}
