use proptest::{collection::vec, prelude::*};
use strongroom_crypto::{Binding, CryptoError, EnvelopePart, Plaintext, envelope::Envelope, envelope_cmk, password};

use crate::support::{CMK, keyring, sample_binding};

fn envelope_like() -> impl Strategy<Value = Vec<u8>> {
    let start = prop_oneof![
        Just(Vec::new()),
        Just(b"SRE\x01\x01\x01".to_vec()),
        Just([b"SRE\x01\x01\x02".as_slice(), &CMK, &[0, 0, 0, 1]].concat()),
        Just(b"SRK\x01\x01".to_vec()),
        Just(b"SRR\x01\x01".to_vec()),
    ];
    (start, vec(any::<u8>(), 0..600)).prop_map(|(start, rest)| [start, rest].concat())
}

fn part() -> impl Strategy<Value = EnvelopePart> {
    prop_oneof![Just(EnvelopePart::Value), Just(EnvelopePart::Outline)]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_never_decrypt(bytes in envelope_like(), part in part()) {
        let keyring = keyring();
        prop_assert!(keyring.decrypt(&sample_binding(), part, &bytes).is_err());
        prop_assert!(keyring.load_cmk_version(CMK, 2, &bytes).is_err());
        prop_assert!(keyring.decrypt_record("session", b"1", &bytes).is_err());
        prop_assert_eq!(envelope_cmk(&bytes).is_ok(), Envelope::decode(&bytes).is_ok());
        if let Ok(envelope) = Envelope::decode(&bytes) {
            prop_assert_eq!(envelope.encode(), bytes);
        }
    }

    #[test]
    fn encrypted_value_decrypts_only_with_its_binding(
        value in vec(any::<u8>(), 0..300),
        part in part(),
        (account, version_id) in (".{0,20}", ".{0,20}"),
        (secret, ordinal, value_type) in any::<([u8; 16], u64, u8)>(),
        (other_account, other_version) in (".{0,20}", ".{0,20}"),
    ) {
        let keyring = keyring();
        let binding = Binding { account: &account, secret, version_id: &version_id, ordinal, value_type };
        let encrypted = keyring.encrypt(CMK, 1, &binding, &[(part, &value)]).unwrap().remove(0);
        prop_assert!(keyring.decrypt(&binding, part, &encrypted).unwrap().expose() == value);
        prop_assert_eq!(envelope_cmk(&encrypted), Ok((CMK, 1)));
        let other = Binding { account: &other_account, version_id: &other_version, ..binding };
        if (&other_account, &other_version) != (&account, &version_id) {
            let error = keyring.decrypt(&other, part, &encrypted).err();
            prop_assert_eq!(error, Some(CryptoError::Refused));
        }
    }
}

proptest! {
    // Each case does the work of one password hash.
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_text_is_never_a_password_hash(
        text in r"(\$argon2id\$v=19\$m=19456,t=[0-9]{1,12},p=[0-9]{0,3}\$[A-Za-z0-9+/=$]{0,22}|\PC{0,80})",
    ) {
        let password = Plaintext::new(b"pw".to_vec());
        prop_assert!(!password::verify(&password, &text));
    }
}
