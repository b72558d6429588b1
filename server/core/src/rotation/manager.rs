//! What proves the managing account of a target, as bytes to encrypt.

use super::NoCredential;
use crate::ports::Secret;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use strongroom_crypto::Plaintext;

/// As it is stored. What is read is owned, so that it becomes the [`Plaintext`] that wipes it without being copied.
#[derive(Serialize, Deserialize)]
enum StoredManager<'a> {
    Password(Cow<'a, str>),
    PrivateKey(Cow<'a, str>),
    AccessKey { id: Cow<'a, str>, secret: Cow<'a, str> },
}

/// The bytes of a secret.
///
/// # Errors
/// It is not text, or not there yet.
pub(crate) fn encode_manager(secret: &Secret) -> Result<Plaintext, NoCredential> {
    let text = |secret| std::str::from_utf8(Plaintext::expose(secret)).map(Cow::Borrowed).map_err(|_| NoCredential);
    let stored = match secret {
        Secret::Password(password) => StoredManager::Password(text(password)?),
        Secret::PrivateKey(key) => StoredManager::PrivateKey(text(key)?),
        Secret::AccessKey { id, secret } => StoredManager::AccessKey { id: id.as_str().into(), secret: text(secret)? },
        Secret::Value(_) | Secret::ToIssue { .. } => return Err(NoCredential),
    };
    serde_json::to_vec(&stored).map(Plaintext::new).map_err(|_| NoCredential)
}

/// The secret in bytes that [`encode_manager`] made.
///
/// # Errors
/// It did not make them.
pub(crate) fn decode_manager(bytes: &Plaintext) -> Result<Secret, NoCredential> {
    let owned = |text: Cow<'_, str>| Plaintext::new(text.into_owned().into_bytes());
    Ok(match serde_json::from_slice(bytes.expose()).map_err(|_| NoCredential)? {
        StoredManager::Password(password) => Secret::Password(owned(password)),
        StoredManager::PrivateKey(key) => Secret::PrivateKey(owned(key)),
        StoredManager::AccessKey { id, secret } => Secret::AccessKey { id: id.into_owned(), secret: owned(secret) },
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    fn plain(bytes: &[u8]) -> Plaintext {
        Plaintext::new(bytes.to_vec())
    }

    #[test]
    fn every_form_survives_storing() {
        let text = "p\"\\ü\n";
        let again = |secret| decode_manager(&encode_manager(&secret).unwrap()).unwrap();
        let same = |found: &Plaintext| assert_eq!(found.expose(), text.as_bytes());
        match again(Secret::Password(plain(text.as_bytes()))) {
            Secret::Password(found) => same(&found),
            _ => panic!("another form"),
        }
        match again(Secret::PrivateKey(plain(text.as_bytes()))) {
            Secret::PrivateKey(found) => same(&found),
            _ => panic!("another form"),
        }
        match again(Secret::AccessKey { id: "LTAI1".to_owned(), secret: plain(text.as_bytes()) }) {
            Secret::AccessKey { id, secret } => {
                assert_eq!(id, "LTAI1");
                same(&secret);
            }
            _ => panic!("another form"),
        }
        assert!(encode_manager(&Secret::Password(plain(&[0xff]))).is_err());
        assert!(decode_manager(&plain(b"{}")).is_err());
    }
}
