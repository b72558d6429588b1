//! SSH key pairs: new ones, and the public part as `authorized_keys` has it.

use russh::keys::{
    Algorithm, PrivateKey,
    ssh_key::{
        LineEnding,
        private::{Ed25519Keypair, KeypairData},
    },
};
use strongroom_core::ports::{Credential, Secret, Trouble};
use strongroom_crypto::{Plaintext, fill_random};
use zeroize::Zeroizing;

/// What new keys are called at the host.
const COMMENT: &str = "strongroom";

/// A credential with a new ed25519 key.
///
/// # Errors
/// The random generator fails.
pub(super) fn draw(account: &str) -> Result<Credential, Trouble> {
    let failed = || Trouble::Unsupported("the random generator fails".into());
    let mut seed = Zeroizing::new([0; 32]);
    fill_random(&mut *seed).map_err(|_| failed())?;
    let pair = KeypairData::Ed25519(Ed25519Keypair::from_seed(&seed));
    let key = PrivateKey::new(pair, COMMENT).map_err(|_| failed())?;
    let mut pem = key.to_openssh(LineEnding::LF).map_err(|_| failed())?;
    let secret = Secret::PrivateKey(Plaintext::new(std::mem::take(&mut *pem).into_bytes()));
    Ok(Credential { account: account.to_owned(), secret })
}

/// The private key of a credential.
///
/// # Errors
/// [`Trouble::Unsupported`] if it has none that can log in here.
pub(super) fn private_key(credential: &Credential) -> Result<PrivateKey, Trouble> {
    let unsupported = |what: &str| Trouble::Unsupported(what.into());
    let Secret::PrivateKey(pem) = &credential.secret else {
        return Err(unsupported("a key pair takes the place of a key pair, and a password that of a password"));
    };
    let key = PrivateKey::from_openssh(pem.expose())
        .map_err(|_| unsupported("a private key that is not in the OpenSSH format"))?;
    if key.is_encrypted() {
        return Err(unsupported("a private key with a passphrase"));
    }
    match key.algorithm() {
        Algorithm::Ed25519 | Algorithm::Ecdsa { .. } => Ok(key),
        _ => Err(unsupported("keys that are not ed25519 or ECDSA; start with a key of one of these types")),
    }
}

/// `ssh-ed25519 AAAA...` of a credential.
///
/// # Errors
/// As [`private_key`].
pub(super) fn public_key(credential: &Credential) -> Result<PublicLine, Trouble> {
    let key = private_key(credential)?;
    let line = key.public_key().to_openssh();
    let line = line.map_err(|_| Trouble::Unsupported("a private key without a public one".into()))?;
    let mut words = line.split(' ').map(str::to_owned);
    match (words.next(), words.next()) {
        (Some(algorithm), Some(base64)) => Ok(PublicLine { algorithm, base64 }),
        _ => Err(Trouble::Unsupported("a private key without a public one".into())),
    }
}

/// A public key in its two words.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PublicLine {
    pub algorithm: String,
    pub base64: String,
}

impl PublicLine {
    /// The line to add, behind the options of another.
    pub fn with_options(&self, options: &[u8]) -> Vec<u8> {
        let Self { algorithm, base64 } = self;
        [options, format!("{algorithm} {base64} {COMMENT}\n").as_bytes()].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawn_keys_differ_and_tell_their_public_part() {
        let (one, other) = (draw("app").unwrap(), draw("app").unwrap());
        let (one, other) = (public_key(&one).unwrap(), public_key(&other).unwrap());
        assert_ne!(one, other);
        assert!(one.algorithm == "ssh-ed25519" && one.base64.starts_with("AAAAC3NzaC1lZDI1NTE5AAAAI"));
    }

    #[test]
    fn other_secrets_are_refused_without_being_quoted() {
        let password = Secret::Password(Plaintext::new(b"hunter2".to_vec()));
        let broken = Secret::PrivateKey(Plaintext::new(b"-----BEGIN RSA PRIVATE KEY-----hunter2".to_vec()));
        for secret in [password, broken] {
            let refused = private_key(&Credential { account: "app".into(), secret }).unwrap_err();
            assert!(matches!(&refused, Trouble::Unsupported(why) if !why.contains("hunter2")), "{refused:?}");
        }
    }
}
