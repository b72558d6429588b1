//! TLS of the API: a certificate configured by the operator, or one issued by the built-in authority.

mod authority;
mod certificate;
pub mod trust;
mod watch;

pub use authority::Authority;
pub use certificate::Certificate;
pub use watch::watch;

use crate::{Failure, config::Config};
use rustls::{
    ServerConfig,
    crypto::aws_lc_rs,
    server::{ClientHello, ResolvesServerCert},
    sign::{CertifiedKey, SingleCertAndKey},
    version::{TLS12, TLS13},
};
use std::{
    fmt,
    path::{Path, PathBuf},
    sync::{Arc, RwLock},
};
use strongroom_domain::Timestamp;

/// Time before expiry at which a certificate is renewed, or a warning logged: 30 days in milliseconds.
const RENEW_MS: i64 = 30 * 86_400_000;

/// The certificate of the API. It can be replaced while connections are open.
#[derive(Clone)]
pub struct ApiTls {
    shared: Arc<Shared>,
}

struct Shared {
    source: CertificateSource,
    served: RwLock<Certificate>,
}

enum CertificateSource {
    /// The built-in authority; a certificate is issued at each start and before the old one expires.
    Own { authority: Box<Authority>, names: Vec<String> },
    /// The operator's files; read again when they change, because something else renews them.
    Files { chain: PathBuf, key: PathBuf },
}

impl ApiTls {
    /// Loads the operator's certificate, or issues one with the built-in authority, which is created if missing.
    ///
    /// # Errors
    /// Names the file, the cause and what to do.
    pub fn load(config: &Config, now: Timestamp) -> Result<Self, Failure> {
        let (own, ca) = (config.certificate.is_none(), config.ca_file());
        let lost_authority = own && !ca.exists();
        let source = match &config.certificate {
            Some((chain, key)) => CertificateSource::Files { chain: chain.clone(), key: key.clone() },
            None => CertificateSource::Own {
                authority: Box::new(Authority::load_or_create(&config.tls_dir(), &config.api_names, now)?),
                names: config.api_names.clone(),
            },
        };
        let source = source.with_permitted_names(&ca)?;
        if lost_authority {
            tracing::warn!(
                "{0} was missing, so a new certificate authority was created: clients reject the API until they trust the new {0}",
                ca.display()
            );
        }
        let served = source.certificate(now)?;
        if served.expires.0 - now.0 < RENEW_MS {
            tracing::warn!(expires = served.expires.rfc3339_seconds(), "the API's certificate expires soon; renew it");
        }
        Ok(Self { shared: Arc::new(Shared { source, served: RwLock::new(served) }) })
    }

    /// Reads the operator's files again. One that cannot be used is reported, and the served one stays. A generated certificate is
    /// renewed when it is due.
    pub fn reload(&self, now: Timestamp) {
        if matches!(self.shared.source, CertificateSource::Own { .. }) {
            tracing::info!("the API's certificate is a generated one: there are no files to read again");
            return self.refresh(now);
        }
        match self.shared.source.certificate(now) {
            Ok(fresh) => {
                let expires = fresh.expires.rfc3339_seconds();
                *self.shared.served.write().unwrap_or_else(|e| e.into_inner()) = fresh;
                tracing::info!(expires, "the API's certificate was read again");
            }
            Err(error) => {
                tracing::error!(%error, "the API's new certificate cannot be used; continuing with the old one")
            }
        }
    }

    /// Renews the certificate if it expires soon; reloads the operator's files.
    pub fn refresh(&self, now: Timestamp) {
        let expires = self.shared.served.read().unwrap_or_else(|e| e.into_inner()).expires;
        let due = expires.0 - now.0 < RENEW_MS;
        if matches!(self.shared.source, CertificateSource::Own { .. }) && !due {
            return;
        }
        match self.shared.source.certificate(now) {
            Ok(fresh) => *self.shared.served.write().unwrap_or_else(|e| e.into_inner()) = fresh,
            Err(error) => {
                tracing::error!(%error, "could not renew the API's certificate; continuing with the old one")
            }
        }
    }

    /// When the served certificate expires.
    pub fn expires(&self) -> Timestamp {
        self.shared.served.read().unwrap_or_else(|e| e.into_inner()).expires
    }

    /// TLS configuration of the listener: TLS 1.2 and 1.3, HTTP/2 and HTTP/1.1.
    ///
    /// # Errors
    /// Never with the provider that is compiled in.
    pub fn server_config(&self) -> Result<ServerConfig, Failure> {
        server_config(self.shared.clone())
    }
}

impl Certificate {
    /// TLS configuration of a listener that serves this certificate.
    ///
    /// # Errors
    /// Never with the provider that is compiled in.
    pub fn server_config(self) -> Result<ServerConfig, Failure> {
        server_config(Arc::new(SingleCertAndKey::from(self.key)))
    }
}

fn server_config(certificates: Arc<dyn ResolvesServerCert>) -> Result<ServerConfig, Failure> {
    let builder = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
    let builder = builder.with_protocol_versions(&[&TLS13, &TLS12]);
    let builder = builder.map_err(|error| Failure::new(format!("cannot set up TLS: {error}")))?;
    let mut config = builder.with_no_client_auth().with_cert_resolver(certificates);
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

impl CertificateSource {
    /// Leaves out the names that the authority may not vouch for: one such name would make clients reject the whole certificate.
    fn with_permitted_names(self, ca: &Path) -> Result<Self, Failure> {
        let Self::Own { authority, names } = self else { return Ok(self) };
        let (names, refused): (Vec<_>, Vec<_>) = names.into_iter().partition(|name| authority.may_name(name));
        if refused.is_empty() {
            return Ok(Self::Own { authority, names });
        }
        let (refused, ca, folder) = (refused.join(", "), ca.display(), ca.with_file_name(""));
        let fix = format!(
            "{ca} vouches only for the names it was created with, and not for {refused} (api_names); to use these names, stop the \
             server, remove {}, start it again, and give clients the new ca.pem",
            folder.display()
        );
        if names.is_empty() {
            return Err(Failure::new(fix));
        }
        tracing::warn!("the API's certificate leaves out {refused}: {fix}");
        Ok(Self::Own { authority, names })
    }

    fn certificate(&self, now: Timestamp) -> Result<Certificate, Failure> {
        match self {
            Self::Own { authority, names } => authority.issue(names, now),
            Self::Files { chain, key } => Certificate::read(chain, key, now),
        }
    }
}

impl ResolvesServerCert for Shared {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.served.read().unwrap_or_else(|e| e.into_inner()).key.clone())
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiTls")
    }
}
