//! Root keys that open an installation: one, several, none, altered.

use std::slice::from_ref;
use strongroom_crypto::{CryptoError, Keyring, RootKey, WrappedKey};

const INSTALLATION: [u8; 16] = [7; 16];

fn open(root: &RootKey, keyring: &Keyring, wrapped: &[WrappedKey]) -> Result<bool, CryptoError> {
    let opened = Keyring::open(root, INSTALLATION, &keyring.check_value(), wrapped)?;
    Ok(opened.is_some_and(|opened| opened.row_mac("t", b"x") == keyring.row_mac("t", b"x")))
}

#[test]
fn every_root_key_with_a_wrapped_key_opens_the_same_keyring() {
    let (old, new, foreign) =
        (RootKey::generate().unwrap(), RootKey::generate().unwrap(), RootKey::generate().unwrap());
    let (keyring, first) = Keyring::create(&old, INSTALLATION).unwrap();
    let second = keyring.wrap(&new).unwrap();
    let both = [first.clone(), second.clone()];
    assert_eq!((open(&old, &keyring, &both), open(&new, &keyring, &both)), (Ok(true), Ok(true)), "overlap");
    assert_eq!(open(&foreign, &keyring, &both), Ok(false));
    assert_eq!(
        (open(&old, &keyring, from_ref(&second)), open(&new, &keyring, from_ref(&second))),
        (Ok(false), Ok(true))
    );
    assert_eq!(open(&old, &keyring, &[]), Ok(false), "a root key is not the installation key");
    let again = keyring.wrap(&old).unwrap();
    assert_ne!(again.encrypted, first.encrypted, "salted");
    assert_eq!(again.root_check, keyring.root_check(&old));
}

#[test]
fn installation_without_wrapped_keys_opens_with_its_root_key_until_it_has_others() {
    let (old, new) = (RootKey::generate().unwrap(), RootKey::generate().unwrap());
    let keyring = Keyring::new(&old, INSTALLATION);
    assert_eq!((open(&old, &keyring, &[]), open(&new, &keyring, &[])), (Ok(true), Ok(false)));
    let (itself, other) = (keyring.wrap_for_itself().unwrap(), keyring.wrap(&new).unwrap());
    let both = [itself, other.clone()];
    assert_eq!((open(&old, &keyring, &both), open(&new, &keyring, &both)), (Ok(true), Ok(true)));
    assert_eq!((open(&old, &keyring, from_ref(&other)), open(&new, &keyring, from_ref(&other))), (Ok(false), Ok(true)));
}

#[test]
fn altered_wrapped_key_is_refused() {
    let root = RootKey::generate().unwrap();
    let (keyring, wrapped) = Keyring::create(&root, INSTALLATION).unwrap();
    for at in 0..wrapped.encrypted.len() {
        let mut altered = wrapped.clone();
        altered.encrypted[at] ^= 1;
        assert!(open(&root, &keyring, &[altered]).is_err(), "byte {at}");
    }
    for length in 0..wrapped.encrypted.len() {
        let cut = WrappedKey { encrypted: wrapped.encrypted[..length].to_vec(), ..wrapped.clone() };
        assert_eq!(open(&root, &keyring, &[cut]), Err(CryptoError::Malformed), "{length} bytes");
    }
    let elsewhere = Keyring::open(&root, [8; 16], &keyring.check_value(), from_ref(&wrapped)).unwrap();
    assert!(elsewhere.is_none(), "of another installation");
    let other = Keyring::create(&root, INSTALLATION).unwrap().0;
    assert_eq!(open(&root, &other, &[wrapped]).err(), Some(CryptoError::Refused), "the key of another installation");
}

#[test]
fn backup_mac_depends_on_the_installation_key_and_every_byte() {
    let root = RootKey::generate().unwrap();
    let (one, _) = Keyring::create(&root, INSTALLATION).unwrap();
    let (two, _) = Keyring::create(&root, INSTALLATION).unwrap();
    let mac = |keyring: &Keyring, parts: &[&[u8]]| {
        let mut mac = keyring.backup_mac();
        parts.iter().for_each(|part| mac.update(part));
        mac.finish()
    };
    assert_eq!(mac(&one, &[b"ab", b"c"]), mac(&one, &[b"a", b"bc"]), "a stream");
    assert_ne!(mac(&one, &[b"abc"]), mac(&two, &[b"abc"]));
    assert_ne!(mac(&one, &[b"abc"]), mac(&one, &[b"abd"]));
    assert!(!one.backup_mac().verifies_so_far(b""));
}
