//! Which servers are trusted.

use crate::certificates;
use rustls::{CertificateError as Certificate, Error, RootCertStore};

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
pub(crate) fn handshake_problem(error: &Error) -> &'static str {
    match error {
        Error::InvalidCertificate(Certificate::UnknownIssuer) => {
            "its certificate is of an authority that is not trusted"
        }
        Error::InvalidCertificate(Certificate::Expired | Certificate::ExpiredContext { .. }) => {
            "its certificate has expired"
        }
        Error::InvalidCertificate(Certificate::NotValidForName | Certificate::NotValidForNameContext { .. }) => {
            "its certificate is for another name"
        }
        Error::InvalidCertificate(_) => "its certificate is not valid",
        Error::InvalidMessage(_) => "it does not answer in TLS",
        _ => "TLS could not be agreed on",
    }
}
