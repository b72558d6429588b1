//! Keys of the audit trail.

use ed25519_dalek::{Signature, VerifyingKey};
use strongroom_crypto::Keyring;

use crate::support::{keyring, root_key};

#[test]
fn signature_verifies_with_an_implementation_that_shares_no_code() {
    let signer = keyring().checkpoint_signer().unwrap();
    let key = VerifyingKey::from_bytes(&signer.public_key()).unwrap();
    let signature = Signature::from_bytes(&signer.sign(b"a checkpoint"));
    key.verify_strict(b"a checkpoint", &signature).unwrap();
    assert!(key.verify_strict(b"b checkpoint", &signature).is_err());
}

#[test]
fn keys_are_those_of_the_installation() {
    let public = |keyring: &Keyring| keyring.checkpoint_signer().unwrap().public_key();
    let same = Keyring::new(&root_key(&[1; 32]), [2; 16]);
    assert_eq!(public(&keyring()), public(&same), "every node has the same pair");
    assert_eq!(same.audit_key().mac(&[b"ab"]), keyring().audit_key().mac(&[b"a", b"b"]));
    for other in [Keyring::new(&root_key(&[1; 32]), [3; 16]), Keyring::new(&root_key(&[2; 32]), [2; 16])] {
        assert_ne!(public(&keyring()), public(&other));
        assert!(!other.audit_key().verifies(&[b"ab"], &keyring().audit_key().mac(&[b"ab"])));
    }
    assert_ne!(keyring().audit_key().mac(&[b"ab"]), keyring().row_mac("ab", b""));
}

#[test]
fn mac_of_another_length_or_value_is_refused() {
    let key = keyring().audit_key();
    let mac = key.mac(&[b"block"]);
    assert!(key.verifies(&[b"block"], &mac));
    for bad in [&[][..], &mac[..31], &[0; 32]] {
        assert!(!key.verifies(&[b"block"], bad));
    }
    assert!(!key.verifies(&[b"block "], &mac));
}
