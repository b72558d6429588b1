//! How a target proves itself.

use crate::Form;
use serde::{Deserialize, Serialize};

/// How a target proves that it is the right one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Trust {
    /// By a certificate that an authority of the machine signed.
    SystemAuthorities,
    /// By a certificate that one of these authorities signed, in PEM.
    Authorities(String),
    /// By this SSH host key: the `ssh-ed25519 AAAA...` of a `.pub` file.
    HostKey(String),
    /// Not at all, and without encryption: for networks that are trusted.
    Plain,
}

impl Trust {
    /// Checks that the text holds certificates or a public key and nothing else: everyone who may see a target sees it.
    ///
    /// # Errors
    /// The form it must have.
    pub fn check(&self) -> Result<(), Form> {
        match self {
            Self::SystemAuthorities | Self::Plain => Ok(()),
            Self::Authorities(pem) => are_certificates(pem).then_some(()).ok_or(Form::Certificates),
            Self::HostKey(key) => is_public_key(key).then_some(()).ok_or(Form::HostKey),
        }
    }
}

/// Text between the sections is allowed, as in the bundles that systems have (RFC 7468, section 2), and so is none, as behind a file
/// without a final line break.
fn are_certificates(pem: &str) -> bool {
    let mut sections = 0;
    let mut inside = false;
    let pem = pem.replace("----------BEGIN ", "-----\n-----BEGIN ");
    for line in pem.lines().map(str::trim_end) {
        match (line, inside) {
            ("-----BEGIN CERTIFICATE-----", false) => inside = true,
            ("-----END CERTIFICATE-----", true) => (inside, sections) = (false, sections + 1),
            (line, _) if line.starts_with("-----") => return false,
            (line, true) if !is_base64(line) => return false,
            _ => {}
        }
    }
    !inside && sections > 0
}

/// Type, key and perhaps a comment in one line, as in a `.pub` file (sshd(8), AUTHORIZED_KEYS FILE FORMAT).
fn is_public_key(line: &str) -> bool {
    let mut words = line.split(' ');
    let kind = words.next().is_some_and(|kind| ["ssh-", "ecdsa-sha2-", "sk-"].iter().any(|one| kind.starts_with(one)));
    kind && words.next().is_some_and(|key| key.starts_with("AAAA") && is_base64(key)) && !line.contains(['\n', '\r'])
}

fn is_base64(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----\nMIIB+/==\n-----END CERTIFICATE-----\n";
    const PRIVATE: &str = "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n";

    #[test]
    fn only_certificates_are_authorities() {
        let joined = format!("{}{CERTIFICATE}", CERTIFICATE.trim_end());
        for good in [CERTIFICATE.to_owned(), format!("# Example CA\r\n{CERTIFICATE}\n{CERTIFICATE}"), joined] {
            assert_eq!(Trust::Authorities(good.clone()).check(), Ok(()), "{good}");
        }
        let both = format!("{CERTIFICATE}{PRIVATE}");
        for bad in [
            "",
            "no certificate",
            PRIVATE,
            &both,
            "-----BEGIN CERTIFICATE-----\nMIIB",
            &CERTIFICATE.replace('+', "!"),
            &format!("{CERTIFICATE} {CERTIFICATE}"),
        ] {
            assert_eq!(Trust::Authorities(bad.to_owned()).check(), Err(Form::Certificates), "{bad}");
        }
    }

    #[test]
    fn only_a_line_with_a_public_key_is_a_host_key() {
        for good in ["ssh-ed25519 AAAAC3Nz", "ecdsa-sha2-nistp256 AAAAE2Vj root@host"] {
            assert_eq!(Trust::HostKey(good.to_owned()).check(), Ok(()), "{good}");
        }
        for bad in ["", "ssh-ed25519", "AAAAC3Nz", "ssh-ed25519 secret", "ssh-ed25519 AAAA\nssh-rsa AAAA", PRIVATE] {
            assert_eq!(Trust::HostKey(bad.to_owned()).check(), Err(Form::HostKey), "{bad}");
        }
    }
}
