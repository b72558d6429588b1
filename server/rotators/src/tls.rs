//! How a target proves itself by a certificate.

use crate::dial::Bounded;
use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs};
use rustls_pki_types::ServerName;
use std::{io, sync::Arc};
use strongroom_client::{TlsProblem, certificates, system_authorities};
use strongroom_core::ports::{Trouble, Trust};
use tokio_rustls::{TlsConnector, client::TlsStream};

/// The authorities that may sign the target's certificate; `None` without TLS. Unusable certificates of the system store are skipped:
/// such stores contain old ones, and nobody chose them for this target. In a given bundle each must be usable.
///
/// # Errors
/// [`Trouble::NotTrusted`] if there is none or a given one is unusable, [`Trouble::Unsupported`] for an SSH host key.
pub(crate) fn authorities(trust: &Trust) -> Result<Option<RootCertStore>, Trouble> {
    let mut roots = RootCertStore::empty();
    match trust {
        Trust::Plain => return Ok(None),
        Trust::HostKey(_) => return Err(Trouble::Unsupported("only hosts prove themselves by a host key".into())),
        Trust::SystemAuthorities => roots = system_authorities(),
        Trust::Authorities(pem) => {
            let unread = |why| Trouble::NotTrusted(format!("its certificate authorities cannot be read: {why}"));
            for (index, certificate) in certificates(pem.as_bytes()).map_err(unread)?.into_iter().enumerate() {
                let why = format!("certificate {} of its certificate authorities cannot be used", index + 1);
                roots.add(certificate).map_err(|_| Trouble::NotTrusted(why))?;
            }
        }
    }
    if roots.is_empty() {
        Err(Trouble::NotTrusted("no certificate authority is configured".into()))
    } else {
        Ok(Some(roots))
    }
}

/// Encrypts a connection and verifies the target's certificate for its name.
///
/// # Errors
/// [`Trouble::NotTrusted`], [`Trouble::NoTls`], or [`Trouble::Unreachable`] if the connection ended.
pub(crate) async fn encrypt(stream: Bounded, host: &str, roots: RootCertStore) -> Result<TlsStream<Bounded>, Trouble> {
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|_| Trouble::Unsupported("TLS cannot be set up".into()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(host.to_owned())
        .map_err(|_| Trouble::NotTrusted("its name is not one that certificates have".into()))?;
    TlsConnector::from(Arc::new(config)).connect(name, stream).await.map_err(|error| failed(&error))
}

/// Why a handshake failed.
fn failed(error: &io::Error) -> Trouble {
    match TlsProblem::of(error) {
        Some(TlsProblem::NotTls) => Trouble::NoTls,
        Some(problem) => Trouble::NotTrusted(problem.to_string()),
        None => Trouble::Unreachable(error.kind().to_string()),
    }
}
