//! Values of managed secrets as credentials, and back. The forms are the vendor's: `SecretData` of CreateSecret and GetSecretValue of
//! KMS OpenAPI 2016-01-20, by type of secret.

use crate::ports::{Credential, Secret};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use strongroom_crypto::{Plaintext, SshRsaKey};
use strongroom_domain::{SecretKind, Timestamp, limits};

/// The value is no credential of the secret's kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NoCredential;

/// An account with a password: of databases and Redis.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AccountValue<'a> {
    account_name: Text<'a>,
    account_password: Text<'a>,
}

/// An account of a host with a password.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct HostPassword<'a> {
    user_name: Text<'a>,
    password: Text<'a>,
}

/// An account of a host with an SSH key pair.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct HostKey<'a> {
    user_name: Text<'a>,
    public_key: Text<'a>,
    private_key: Text<'a>,
}

/// An access key.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AccessKey<'a> {
    access_key_id: Text<'a>,
    access_key_secret: Text<'a>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    generate_timestamp: Option<Text<'a>>,
}

/// Borrowed for writing. What is read is owned, so that it becomes the [`Plaintext`] that wipes it without being copied.
type Text<'a> = std::borrow::Cow<'a, str>;

fn secret(text: Text<'_>) -> Plaintext {
    Plaintext::new(text.into_owned().into_bytes())
}

fn read<'a, T: Deserialize<'a>>(value: &'a Plaintext) -> Result<T, NoCredential> {
    serde_json::from_slice(value.expose()).map_err(|_| NoCredential)
}

fn write(value: &impl Serialize) -> Result<Plaintext, NoCredential> {
    serde_json::to_vec(value).map(Plaintext::new).map_err(|_| NoCredential)
}

/// The credential in a value. The account of an access key and of a generic value is the plan's: the value does not name it.
///
/// # Errors
/// It is not of the form of its kind, or of a kind that has none.
pub(crate) fn from_value(kind: SecretKind, value: &Plaintext, account: &str) -> Result<Credential, NoCredential> {
    match kind {
        // Only a function knows what is in it.
        SecretKind::Generic => Ok(Credential {
            account: account.to_owned(),
            secret: Secret::Value(Plaintext::new(value.expose().to_vec())),
        }),
        SecretKind::Rds | SecretKind::PolarDb | SecretKind::Redis => {
            let AccountValue { account_name, account_password } = read(value)?;
            Ok(Credential { account: account_name.into_owned(), secret: Secret::Password(secret(account_password)) })
        }
        SecretKind::Ecs => match read::<HostKey<'_>>(value) {
            Ok(HostKey { user_name, public_key: stated, private_key }) => {
                // A pair that does not belong together would be noticed by its first reader.
                let public = public_key(&private_key).ok_or(NoCredential)?;
                let words = |key: &str| key.split_ascii_whitespace().take(2).map(str::to_owned).collect::<Vec<_>>();
                if words(&stated) != words(&public) {
                    return Err(NoCredential);
                }
                Ok(Credential { account: user_name.into_owned(), secret: Secret::PrivateKey(secret(private_key)) })
            }
            Err(NoCredential) => {
                let HostPassword { user_name, password } = read(value)?;
                Ok(Credential { account: user_name.into_owned(), secret: Secret::Password(secret(password)) })
            }
        },
        SecretKind::RamCredentials => {
            let AccessKey { access_key_id, access_key_secret, .. } = read(value)?;
            let secret = Secret::AccessKey { id: access_key_id.into_owned(), secret: secret(access_key_secret) };
            Ok(Credential { account: account.to_owned(), secret })
        }
    }
}

/// The value of a credential.
///
/// # Errors
/// The credential is not one of this kind of secret.
pub(crate) fn to_value(kind: SecretKind, credential: &Credential, now: Timestamp) -> Result<Plaintext, NoCredential> {
    let account = || Text::Borrowed(credential.account.as_str());
    match (kind, &credential.secret) {
        (SecretKind::Generic, Secret::Value(value)) => generic(value),
        (SecretKind::Rds | SecretKind::PolarDb | SecretKind::Redis, Secret::Password(password)) => {
            write(&AccountValue { account_name: account(), account_password: utf8(password)? })
        }
        (SecretKind::Ecs, Secret::Password(password)) => {
            write(&HostPassword { user_name: account(), password: utf8(password)? })
        }
        (SecretKind::Ecs, Secret::PrivateKey(key)) => {
            let private_key = utf8(key)?;
            let public_key = public_key(&private_key).ok_or(NoCredential)?;
            write(&HostKey { user_name: account(), public_key: public_key.into(), private_key })
        }
        (SecretKind::RamCredentials, Secret::AccessKey { id, secret }) => write(&AccessKey {
            access_key_id: id.as_str().into(),
            access_key_secret: utf8(secret)?,
            generate_timestamp: Some(now.rfc3339_seconds().into()),
        }),
        _ => Err(NoCredential),
    }
}

/// A value as a caller might store it.
fn generic(value: &Plaintext) -> Result<Plaintext, NoCredential> {
    let fits = (1..=limits::VALUE_BYTES).contains(&value.len()) && std::str::from_utf8(value.expose()).is_ok();
    fits.then(|| Plaintext::new(value.expose().to_vec())).ok_or(NoCredential)
}

fn utf8(secret: &Plaintext) -> Result<Text<'_>, NoCredential> {
    std::str::from_utf8(secret.expose()).map(Text::Borrowed).map_err(|_| NoCredential)
}

/// The public key of a private one in one of the formats that hosts' accounts may have.
fn public_key(private: &str) -> Option<String> {
    of_openssh(private).or_else(|| {
        let key = SshRsaKey::from_pem(&Plaintext::new(private.into())).ok()?;
        Some(format!("ssh-rsa {}", STANDARD.encode(key.public())))
    })
}

/// The public key of a private one in the OpenSSH format, which holds it in the clear (PROTOCOL.key of OpenSSH): behind the magic
/// come the names of cipher and derivation, the derivation's options, the number of keys, and the public key.
fn of_openssh(private: &str) -> Option<String> {
    const BEGIN: &str = "-----BEGIN OPENSSH PRIVATE KEY-----";
    const END: &str = "-----END OPENSSH PRIVATE KEY-----";
    let base64 = private.trim().strip_prefix(BEGIN)?.strip_suffix(END)?;
    let bytes = STANDARD.decode(base64.split_ascii_whitespace().collect::<String>()).ok()?;
    let bytes = zeroize::Zeroizing::new(bytes);
    let rest = bytes.strip_prefix(b"openssh-key-v1\0")?;
    let (cipher, mut rest) = length_prefixed(rest)?;
    // With a passphrase, which nobody could enter.
    if cipher != b"none" {
        return None;
    }
    for _derivation_options in 0..2 {
        (_, rest) = length_prefixed(rest)?;
    }
    let (count, rest) = rest.split_first_chunk()?;
    if u32::from_be_bytes(*count) != 1 {
        return None;
    }
    let (public, _) = length_prefixed(rest)?;
    let (algorithm, _) = length_prefixed(public)?;
    Some(format!("{} {}", std::str::from_utf8(algorithm).ok()?, STANDARD.encode(public)))
}

fn length_prefixed(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk()?;
    rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// Made by `ssh-keygen -t ed25519 -N ''` for this test; it opens nothing.
    const PRIVATE: &str = "-----BEGIN OPENSSH PRIVATE KEY-----
b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW
QyNTUxOQAAACBS0+0qY6S2pgFnydTMdJxXO40o/h+G96ISk9RBVIQprQAAAIhmK0xVZitM
VQAAAAtzc2gtZWQyNTUxOQAAACBS0+0qY6S2pgFnydTMdJxXO40o/h+G96ISk9RBVIQprQ
AAAEAsDeFQ/Nd/LCyVrODg17/r4XMjqfp+Q/d6mhvg5yEU2lLT7SpjpLamAWfJ1Mx0nFc7
jSj+H4b3ohKT1EFUhCmtAAAAAAECAwQF
-----END OPENSSH PRIVATE KEY-----
";
    const PUBLIC: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFLT7SpjpLamAWfJ1Mx0nFc7jSj+H4b3ohKT1EFUhCmt";

    /// Made by `ssh-keygen -t ed25519 -N test`.
    const LOCKED: &str = "-----BEGIN OPENSSH PRIVATE KEY-----
b3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHIAAAAGYmNyeXB0AAAAGAAAABAxGRwcPJ
FNHAeq26pjLY7CAAAAEAAAAAEAAAAzAAAAC3NzaC1lZDI1NTE5AAAAIP9vuu/5aPLmge2N
mPEyKyEr5gY3DHyMD3yNE9y1mmh3AAAAkL+X6LyoKDSfliQq7v0T0OiS1UGZJCAV/91k9K
EkW9rzjeDdWAAnZqeqsWiPn0EUXf9s1EY/m8sD7h6CPTWKeCprHUDyLDFnj/FpqXxQpa77
FNsnYozR8u8fZowUL17KAl1nZnDsBp76L8uGpILM2JpILr4lsNIc+9kb2HKnYZqozOXLfn
/60txkRZOMh6IXjA==
-----END OPENSSH PRIVATE KEY-----
";

    fn plain(text: &str) -> Plaintext {
        Plaintext::new(text.as_bytes().to_vec())
    }

    fn again(kind: SecretKind, text: &str) -> String {
        let credential = from_value(kind, &plain(text), "app").unwrap();
        let value = to_value(kind, &credential, Timestamp(1_582_300_766_987)).unwrap();
        String::from_utf8(value.expose().to_vec()).unwrap()
    }

    #[test]
    fn values_of_each_kind_are_read_and_written_in_the_vendors_form() {
        let account = r#"{"AccountName":"o'brien","AccountPassword":"p\"\\€"}"#;
        for kind in [SecretKind::Rds, SecretKind::PolarDb, SecretKind::Redis] {
            assert_eq!(again(kind, account), account);
        }
        let host = r#"{"UserName":"root","Password":"p"}"#;
        assert_eq!(again(SecretKind::Ecs, host), host);
        let pair = serde_json::json!({"UserName": "root", "PublicKey": PUBLIC, "PrivateKey": PRIVATE}).to_string();
        assert_eq!(again(SecretKind::Ecs, &pair), pair, "the public key follows from the private one");
        let key = r#"{"AccessKeyId":"LTAI1","AccessKeySecret":"s"}"#;
        let written = r#"{"AccessKeyId":"LTAI1","AccessKeySecret":"s","GenerateTimestamp":"2020-02-21T15:59:26Z"}"#;
        assert_eq!(again(SecretKind::RamCredentials, key), written);
        assert_eq!(again(SecretKind::RamCredentials, written), written);
    }

    /// The vendor's pairs are RSA, in PEM.
    #[test]
    fn rsa_pairs_in_each_format_keep_their_form() {
        let public = format!("ssh-rsa {}", include_str!("../../../crypto/tests/vectors/ssh-rsa/public").trim());
        for private in [
            include_str!("../../../crypto/tests/vectors/ssh-rsa/pkcs1.pem"),
            include_str!("../../../crypto/tests/vectors/ssh-rsa/pkcs8.pem"),
            include_str!("../../../crypto/tests/vectors/ssh-rsa/openssh.pem"),
        ] {
            let pair = serde_json::json!({"UserName": "root", "PublicKey": public, "PrivateKey": private}).to_string();
            assert_eq!(again(SecretKind::Ecs, &pair), pair);
            let other = pair.replace(&public, PUBLIC);
            assert!(from_value(SecretKind::Ecs, &plain(&other), "root").is_err());
        }
        for private in [
            include_str!("../../../crypto/tests/vectors/ssh-rsa/short.pem"),
            include_str!("../../../crypto/tests/vectors/ssh-rsa/locked.pem"),
            include_str!("../../../crypto/tests/vectors/ssh-rsa/ed25519.pem"),
        ] {
            let pair = serde_json::json!({"UserName": "root", "PublicKey": public, "PrivateKey": private}).to_string();
            assert!(from_value(SecretKind::Ecs, &plain(&pair), "root").is_err(), "{private}");
        }
    }

    #[test]
    fn generic_values_stay_as_they_are() {
        for text in ["x", "{ \"a\" : 1.10 }\n", "€"] {
            assert_eq!(again(SecretKind::Generic, text), text);
        }
    }

    #[test]
    fn account_of_an_access_key_is_the_plans() {
        let key = plain(r#"{"AccessKeyId":"LTAI1","AccessKeySecret":"s"}"#);
        assert_eq!(from_value(SecretKind::RamCredentials, &key, "ci").unwrap().account, "ci");
    }

    #[test]
    fn other_values_and_credentials_are_refused() {
        let bad = ["", "x", "{}", "[]", r#"{"AccountName":"a"}"#, r#"{"AccountName":1,"AccountPassword":"p"}"#];
        for kind in SecretKind::ALL.into_iter().filter(|kind| *kind != SecretKind::Generic) {
            for text in bad {
                assert!(from_value(kind, &plain(text), "a").is_err(), "{kind:?} {text}");
            }
        }
        let password = || Credential { account: "a".to_owned(), secret: Secret::Password(plain("p")) };
        for kind in [SecretKind::Generic, SecretKind::RamCredentials] {
            assert!(to_value(kind, &password(), Timestamp(0)).is_err(), "{kind:?}");
        }
        let bytes = Credential { secret: Secret::Password(Plaintext::new(vec![0xff])), ..password() };
        for value in [vec![], vec![0xff], vec![b'x'; limits::VALUE_BYTES + 1]] {
            let value = Credential { secret: Secret::Value(Plaintext::new(value)), ..password() };
            assert!(to_value(SecretKind::Generic, &value, Timestamp(0)).is_err());
        }
        assert!(to_value(SecretKind::Rds, &bytes, Timestamp(0)).is_err());
        let other = PUBLIC.replace("prQ", "prA").replace("rNv", "rNw").replace("hCmt", "hCms");
        assert_ne!(other, PUBLIC);
        for (public, private) in [
            (other.as_str(), PRIVATE),
            ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP9vuu/5aPLmge2NmPEyKyEr5gY3DHyMD3yNE9y1mmh3", LOCKED),
            ("", PRIVATE),
            (PUBLIC, "x"),
        ] {
            let pair = serde_json::json!({"UserName": "root", "PublicKey": public, "PrivateKey": private}).to_string();
            assert!(from_value(SecretKind::Ecs, &plain(&pair), "root").is_err(), "{pair}");
        }
        let commented = format!("{PUBLIC} me@laptop\n");
        let pair = serde_json::json!({"UserName": "root", "PublicKey": commented, "PrivateKey": PRIVATE}).to_string();
        assert!(from_value(SecretKind::Ecs, &plain(&pair), "root").is_ok());
        for broken in ["", "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----"] {
            let key = Credential { secret: Secret::PrivateKey(plain(broken)), ..password() };
            assert!(to_value(SecretKind::Ecs, &key, Timestamp(0)).is_err());
        }
    }
}
