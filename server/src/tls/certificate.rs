//! A certificate with its key, checked before it is served.

use crate::Failure;
use rustls::{crypto::aws_lc_rs, sign::CertifiedKey};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use std::{path::Path, sync::Arc};
use strongroom_domain::Timestamp;

/// A certificate chain with its private key.
pub struct Certificate {
    pub(super) key: Arc<CertifiedKey>,
    pub(super) ends: Timestamp,
}

impl Certificate {
    /// Reads a chain and a key in PEM form.
    ///
    /// # Errors
    /// A file is missing or unreadable, they do not belong together, or the certificate has ended or not begun.
    pub fn read(chain: &Path, key: &Path, now: Timestamp) -> Result<Self, Failure> {
        let bad = |path: &Path, cause: &dyn std::fmt::Display| {
            Failure::new(format!(
                "{} cannot be used as {} ({cause})",
                path.display(),
                if path == key { "tls_key_file" } else { "tls_cert_file" }
            ))
        };
        let certificates = CertificateDer::pem_file_iter(chain).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let certificates = certificates.map_err(|error| bad(chain, &error))?;
        let private = PrivateKeyDer::from_pem_file(key).map_err(|error| bad(key, &error))?;
        let leaf = certificates.first().ok_or_else(|| bad(chain, &"it holds no certificate"))?;
        let (begins, ends) = validity(leaf).ok_or_else(|| bad(chain, &"its first certificate cannot be read"))?;
        let shown = chain.display();
        if now >= ends {
            return Err(Failure::new(format!(
                "the certificate {shown} expired on {}; renew it, or remove tls_cert_file to use a generated one",
                ends.rfc3339_seconds()
            )));
        }
        if now < begins {
            return Err(Failure::new(format!(
                "the certificate {shown} is valid from {} on; check the clock, or use another certificate",
                begins.rfc3339_seconds()
            )));
        }
        Self::new(certificates, private, ends).map_err(|error| bad(key, &error))
    }

    pub(super) fn new(
        chain: Vec<CertificateDer<'static>>,
        key: PrivateKeyDer<'static>,
        ends: Timestamp,
    ) -> Result<Self, rustls::Error> {
        let key = CertifiedKey::from_der(chain, key, &aws_lc_rs::default_provider())?;
        Ok(Self { key: Arc::new(key), ends })
    }
}

/// From when until when a certificate is valid.
pub(super) fn validity(certificate: &CertificateDer<'_>) -> Option<(Timestamp, Timestamp)> {
    let (_, parsed) = x509_parser::parse_x509_certificate(certificate).ok()?;
    let validity = parsed.validity();
    let milliseconds = |seconds: i64| Timestamp(seconds.saturating_mul(1000));
    Some((milliseconds(validity.not_before.timestamp()), milliseconds(validity.not_after.timestamp())))
}
