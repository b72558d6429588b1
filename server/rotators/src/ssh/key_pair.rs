//! SSH key pairs: new ones, and the public part as `authorized_keys` has it.

use russh::keys::{
    Algorithm, PrivateKey, PublicKey,
    ssh_key::{
        LineEnding,
        private::{Ed25519Keypair, KeypairData, RsaKeypair},
    },
};
use std::sync::Arc;
use strongroom_core::ports::{Credential, Secret, Trouble};
use strongroom_crypto::{Plaintext, SshRsaKey, SshRsaNumbers, fill_random};
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

/// A private key that can log in here.
pub(super) enum LogInKey {
    /// Ed25519 or ECDSA.
    Curve(Arc<PrivateKey>),
    /// RSA, which the SSH library is not given.
    Rsa(Box<SshRsaKey>),
}

impl LogInKey {
    /// Its public part.
    ///
    /// # Errors
    /// It has none.
    pub fn public(&self) -> Result<PublicKey, Trouble> {
        match self {
            Self::Curve(key) => Ok(key.public_key().clone()),
            Self::Rsa(key) => PublicKey::from_bytes(&key.public())
                .map_err(|_| Trouble::Unsupported("a private key without a public one".into())),
        }
    }
}

/// The private key of a credential.
///
/// # Errors
/// [`Trouble::Unsupported`] if it has none that can log in here.
pub(super) fn private_key(credential: &Credential) -> Result<LogInKey, Trouble> {
    let unsupported = |what: &str| Trouble::Unsupported(what.into());
    let Secret::PrivateKey(pem) = &credential.secret else {
        return Err(unsupported("a key pair takes the place of a key pair, and a password that of a password"));
    };
    const RSA: &str = "an RSA key whose numbers do not belong together, or of less than 2048 bits";
    let Ok(key) = PrivateKey::from_openssh(pem.expose()) else {
        let key = SshRsaKey::from_pem(pem).map_err(|_| {
            unsupported("a private key that is neither in the OpenSSH format nor RSA in PEM of 2048 bits or more")
        })?;
        return Ok(LogInKey::Rsa(Box::new(key)));
    };
    if key.is_encrypted() {
        return Err(unsupported("a private key with a passphrase"));
    }
    match (key.algorithm(), key.key_data()) {
        (Algorithm::Ed25519 | Algorithm::Ecdsa { .. }, _) => Ok(LogInKey::Curve(Arc::new(key))),
        (_, KeypairData::Rsa(pair)) => rsa(pair).map(LogInKey::Rsa).ok_or_else(|| unsupported(RSA)),
        _ => Err(unsupported("keys that are not ed25519, ECDSA or RSA; start with a key of one of these types")),
    }
}

fn rsa(pair: &RsaKeypair) -> Option<Box<SshRsaKey>> {
    let (public, private) = (pair.public(), pair.private());
    let numbers = SshRsaNumbers {
        modulus: public.n().as_positive_bytes()?,
        exponent: public.e().as_positive_bytes()?,
        private: private.d().as_positive_bytes()?,
        primes: [private.p().as_positive_bytes()?, private.q().as_positive_bytes()?],
        inverse: private.iqmp().as_positive_bytes()?,
    };
    SshRsaKey::from_numbers(&numbers).ok().map(Box::new)
}

/// `ssh-ed25519 AAAA...` of a credential.
///
/// # Errors
/// As [`private_key`].
pub(super) fn public_key(credential: &Credential) -> Result<PublicLine, Trouble> {
    let line = private_key(credential)?.public()?.to_openssh();
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
    fn rsa_keys_of_each_format_are_the_same_key() {
        let public = include_str!("../../../crypto/tests/vectors/ssh-rsa/public").trim();
        for pem in [
            include_str!("../../../crypto/tests/vectors/ssh-rsa/pkcs1.pem"),
            include_str!("../../../crypto/tests/vectors/ssh-rsa/pkcs8.pem"),
            include_str!("../../../crypto/tests/vectors/ssh-rsa/openssh.pem"),
        ] {
            let secret = Secret::PrivateKey(Plaintext::new(pem.into()));
            let line = public_key(&Credential { account: "app".into(), secret }).unwrap();
            assert_eq!((line.algorithm.as_str(), line.base64.as_str()), ("ssh-rsa", public));
        }
        let short = include_str!("../../../crypto/tests/vectors/ssh-rsa/short.pem");
        let secret = Secret::PrivateKey(Plaintext::new(short.into()));
        let refused = public_key(&Credential { account: "app".into(), secret }).unwrap_err();
        assert!(matches!(&refused, Trouble::Unsupported(why) if why.contains("2048")), "{refused:?}");
    }

    #[test]
    fn other_secrets_are_refused_without_being_quoted() {
        let password = Secret::Password(Plaintext::new(b"hunter2".to_vec()));
        let broken = Secret::PrivateKey(Plaintext::new(b"-----BEGIN RSA PRIVATE KEY-----hunter2".to_vec()));
        for secret in [password, broken] {
            let refused = private_key(&Credential { account: "app".into(), secret }).err().unwrap();
            assert!(matches!(&refused, Trouble::Unsupported(why) if !why.contains("hunter2")), "{refused:?}");
        }
    }
}
