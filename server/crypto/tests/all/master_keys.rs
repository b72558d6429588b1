//! The life of master-key versions in the keyring.

use std::thread;

use strongroom_crypto::{CryptoError, EnvelopePart, Keyring};

use crate::support::{CMK, keyring, make_version, root_key, sample_binding};

const OTHER: [u8; 16] = [0xc2; 16];

#[test]
fn version_is_restored_from_its_row() {
    let first = keyring();
    let row = make_version(&first, CMK, 2);
    let parts = [(EnvelopePart::Value, b"value".as_slice())];
    let envelope = first.encrypt(CMK, 2, &sample_binding(), &parts).unwrap().remove(0);

    let restarted = Keyring::new(&root_key(&[1; 32]), [2; 16]);
    assert_eq!(restarted.check_value(), first.check_value());
    assert!(!restarted.has_cmk_version(CMK, 2));
    let error = restarted.decrypt(&sample_binding(), EnvelopePart::Value, &envelope).err();
    assert_eq!(error, Some(CryptoError::UnknownKey));
    restarted.load_cmk_version(CMK, 2, &row).unwrap();
    assert!(restarted.has_cmk_version(CMK, 2));
    assert!(!restarted.has_cmk_version(CMK, 1));
    assert!(restarted.decrypt(&sample_binding(), EnvelopePart::Value, &envelope).unwrap().expose() == b"value");
}

#[test]
fn row_loads_only_under_its_own_id() {
    let keyring = keyring();
    let row = make_version(&keyring, CMK, 2);
    for (cmk, version) in [(CMK, 3), (CMK, 0), (CMK, 2 << 24), (OTHER, 2)] {
        let result = keyring.load_cmk_version(cmk, version, &row);
        assert_eq!(result, Err(CryptoError::Refused));
        assert!(!keyring.has_cmk_version(cmk, version));
    }
}

#[test]
fn version_that_is_not_loaded_cannot_encrypt() {
    let keyring = keyring();
    let (lost, row) = (keyring.new_cmk_version(CMK, 2).unwrap(), keyring.new_cmk_version(CMK, 2).unwrap());
    assert_ne!(lost, row);
    assert!(!keyring.has_cmk_version(CMK, 2));
    let parts = [(EnvelopePart::Value, b"value".as_slice())];
    assert_eq!(keyring.encrypt(CMK, 2, &sample_binding(), &parts).err(), Some(CryptoError::UnknownKey));
    keyring.load_cmk_version(CMK, 2, &row).unwrap();
    assert!(keyring.encrypt(CMK, 2, &sample_binding(), &parts).is_ok());
}

#[test]
fn loaded_version_cannot_be_created_again() {
    let keyring = keyring();
    assert_eq!(keyring.new_cmk_version(CMK, 1).err(), Some(CryptoError::KeyExists));
    keyring.forget_cmk(CMK);
    assert!(keyring.new_cmk_version(CMK, 1).is_ok());
}

#[test]
fn forget_removes_every_version_of_one_key() {
    let keyring = keyring();
    make_version(&keyring, CMK, 2);
    make_version(&keyring, OTHER, 1);
    let parts = [(EnvelopePart::Value, b"value".as_slice())];
    let envelope = keyring.encrypt(CMK, 2, &sample_binding(), &parts).unwrap().remove(0);
    keyring.forget_cmk(CMK);
    assert!(!keyring.has_cmk_version(CMK, 1) && !keyring.has_cmk_version(CMK, 2));
    assert!(keyring.has_cmk_version(OTHER, 1));
    let error = keyring.decrypt(&sample_binding(), EnvelopePart::Value, &envelope).err();
    assert_eq!(error, Some(CryptoError::UnknownKey));
    let error = keyring.encrypt(CMK, 2, &sample_binding(), &parts).err();
    assert_eq!(error, Some(CryptoError::UnknownKey));
}

#[test]
fn loading_a_row_replaces_the_loaded_version() {
    let (one, two) = (keyring(), keyring());
    let won = make_version(&one, CMK, 2);
    make_version(&two, CMK, 2);
    two.load_cmk_version(CMK, 2, &won).unwrap();
    let parts = [(EnvelopePart::Value, b"value".as_slice())];
    let envelope = two.encrypt(CMK, 2, &sample_binding(), &parts).unwrap().remove(0);
    assert!(one.decrypt(&sample_binding(), EnvelopePart::Value, &envelope).unwrap().expose() == b"value");
}

#[test]
fn keyring_is_shared_between_threads() {
    let keyring = keyring();
    let row = make_version(&keyring, OTHER, 1);
    let parts = [(EnvelopePart::Value, b"value".as_slice())];
    let steady = keyring.encrypt(CMK, 1, &sample_binding(), &parts).unwrap().remove(0);
    let shifting = keyring.encrypt(OTHER, 1, &sample_binding(), &parts).unwrap().remove(0);
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                for _ in 0..500 {
                    let decrypted = keyring.decrypt(&sample_binding(), EnvelopePart::Value, &steady).unwrap();
                    assert!(decrypted.expose() == b"value");
                    let error = keyring.decrypt(&sample_binding(), EnvelopePart::Value, &shifting).err();
                    assert!(matches!(error, None | Some(CryptoError::UnknownKey)));
                }
            });
        }
        scope.spawn(|| {
            for _ in 0..500 {
                keyring.forget_cmk(OTHER);
                keyring.load_cmk_version(OTHER, 1, &row).unwrap();
            }
        });
    });
}
