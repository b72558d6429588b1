//! Which servers are trusted, and why one is not.

use crate::certificates;
use rustls::{CertificateError as Certificate, Error, RootCertStore};
use std::io;

/// The authorities of this machine. Certificates that cannot be used are skipped: such stores contain old ones.
pub fn system_authorities() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    roots
}

/// The authorities of a PEM text.
///
/// # Errors
/// What cannot be read, or that none can be used, to go behind the name of the file.
pub fn authorities_of(pem: &[u8]) -> Result<RootCertStore, String> {
    let mut roots = RootCertStore::empty();
    match roots.add_parsable_certificates(certificates(pem)?) {
        (0, _) => Err("none of its certificates can be used".to_owned()),
        _ => Ok(roots),
    }
}

/// Why a handshake failed, in our words: an error of TLS may quote names out of the certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TlsProblem {
    /// The certificate leads to no trusted authority.
    #[error("its certificate is of an authority that is not trusted")]
    UnknownAuthority,
    /// The certificate is too old, by this machine's clock.
    #[error("its certificate has expired")]
    Expired,
    /// The certificate names other hosts.
    #[error("its certificate is for another name")]
    OtherName,
    /// Anything else is wrong with the certificate.
    #[error("its certificate is not valid")]
    Certificate,
    /// What answers speaks another protocol, such as HTTP without TLS. No certificate was seen.
    #[error("it does not answer in TLS")]
    NotTls,
    /// Versions, ciphers, or a refusal of the server. No certificate was judged.
    #[error("TLS could not be agreed on")]
    NoAgreement,
}

impl TlsProblem {
    /// Of a handshake that failed; `None` if the connection failed and not TLS.
    pub fn of(error: &io::Error) -> Option<Self> {
        let error: &Error = error.get_ref()?.downcast_ref()?;
        Some(match error {
            Error::InvalidCertificate(Certificate::UnknownIssuer) => Self::UnknownAuthority,
            Error::InvalidCertificate(Certificate::Expired | Certificate::ExpiredContext { .. }) => Self::Expired,
            Error::InvalidCertificate(Certificate::NotValidForName | Certificate::NotValidForNameContext { .. }) => {
                Self::OtherName
            }
            Error::InvalidCertificate(_) => Self::Certificate,
            Error::InvalidMessage(_) => Self::NotTls,
            _ => Self::NoAgreement,
        })
    }
}
