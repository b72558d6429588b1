//! A certificate and its key, validated before they are served.

use crate::Failure;
use rustls::{crypto::aws_lc_rs, sign::CertifiedKey};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use std::{path::Path, sync::Arc};
use strongroom_domain::Timestamp;

/// A certificate chain and its private key.
pub struct Certificate {
    pub(super) key: Arc<CertifiedKey>,
    pub(super) expires: Timestamp,
}

impl Certificate {
    /// Reads a chain and a key in PEM format.
    ///
    /// # Errors
    /// A file is missing or unreadable, the key does not match, or the certificate has expired or is not valid yet.
    pub fn read(chain: &Path, key: &Path, now: Timestamp) -> Result<Self, Failure> {
        let bad = |path: &Path, cause: &dyn std::fmt::Display| {
            Failure::new(format!(
                "cannot use {} as {} ({cause})",
                path.display(),
                if path == key { "tls_key_file" } else { "tls_cert_file" }
            ))
        };
        let certificates = std::fs::read(chain).map_err(|error| bad(chain, &error))?;
        let certificates = strongroom_client::certificates(&certificates).map_err(|error| bad(chain, &error))?;
        let private = PrivateKeyDer::from_pem_file(key).map_err(|error| bad(key, &error))?;
        let leaf = certificates.first().ok_or_else(|| bad(chain, &"it contains no certificate"))?;
        let (begins, expires) = validity(leaf).ok_or_else(|| bad(chain, &"its first certificate cannot be read"))?;
        let shown = chain.display();
        if now >= expires {
            return Err(Failure::new(format!(
                "the certificate {shown} expired on {}; renew it, or remove tls_cert_file to use a generated one",
                expires.rfc3339_seconds()
            )));
        }
        if now < begins {
            return Err(Failure::new(format!(
                "the certificate {shown} is not valid before {}; check the clock, or use another certificate",
                begins.rfc3339_seconds()
            )));
        }
        Self::new(certificates, private, expires).map_err(|error| bad(key, &error))
    }

    pub(super) fn new(
        chain: Vec<CertificateDer<'static>>,
        key: PrivateKeyDer<'static>,
        expires: Timestamp,
    ) -> Result<Self, rustls::Error> {
        let key = CertifiedKey::from_der(chain, key, &aws_lc_rs::default_provider())?;
        Ok(Self { key: Arc::new(key), expires })
    }
}

/// Start and end of a certificate's validity.
pub(super) fn validity(certificate: &CertificateDer<'_>) -> Option<(Timestamp, Timestamp)> {
    let (_, parsed) = x509_parser::parse_x509_certificate(certificate).ok()?;
    let validity = parsed.validity();
    let milliseconds = |seconds: i64| Timestamp(seconds.saturating_mul(1000));
    Some((milliseconds(validity.not_before.timestamp()), milliseconds(validity.not_after.timestamp())))
}
