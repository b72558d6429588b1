//! The value of a secret of a host's key pair, for callers that have the private key alone.

use crate::{
    ports::{Credential, Secret},
    rotation::to_value,
};
use strongroom_crypto::Plaintext;
use strongroom_domain::{AccountName, Field, FieldError, Form, Problem, SecretKind, Timestamp};

/// The value of an account that logs in with this private key: in the vendor's form, with the public key that follows from it.
///
/// # Errors
/// The text is neither a private key in the OpenSSH format nor an RSA key in PEM, or the key has a passphrase.
pub fn key_pair_value(account: &AccountName, private_key: Plaintext) -> Result<Plaintext, FieldError> {
    let credential = Credential { account: account.to_string(), secret: Secret::PrivateKey(private_key) };
    // Values of hosts state no time.
    let value = to_value(SecretKind::Ecs, &credential, Timestamp(0));
    value.map_err(|_| FieldError::new(Field::PrivateKey, Problem::Malformed(Form::PrivateKey)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn value_has_the_public_key_that_follows() {
        let account = AccountName::new("deploy").unwrap();
        let private = include_str!("../../../../crypto/tests/vectors/ssh-rsa/pkcs1.pem");
        let public = include_str!("../../../../crypto/tests/vectors/ssh-rsa/public").trim();
        let value = key_pair_value(&account, Plaintext::new(private.into())).unwrap();
        let expected = serde_json::json!({
            "UserName": "deploy", "PublicKey": format!("ssh-rsa {public}"), "PrivateKey": private,
        });
        assert_eq!(serde_json::from_slice::<serde_json::Value>(value.expose()).unwrap(), expected);
    }

    #[test]
    fn other_text_is_refused_at_the_private_key() {
        let account = AccountName::new("deploy").unwrap();
        let refused = FieldError::new(Field::PrivateKey, Problem::Malformed(Form::PrivateKey));
        let locked = include_str!("../../../../crypto/tests/vectors/ssh-rsa/locked.pem");
        for text in ["", "x", "ssh-rsa AAAA", locked] {
            assert_eq!(key_pair_value(&account, Plaintext::new(text.into())).err(), Some(refused), "{text}");
        }
    }
}
