//! TLS of the API: a certificate given by the operator, or one from our own authority.

mod authority;
mod certificate;

pub use authority::Authority;
pub use certificate::Certificate;

use crate::{Failure, config::Config};
use rustls::{
    ServerConfig,
    crypto::aws_lc_rs,
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
    version::{TLS12, TLS13},
};
use std::{
    fmt,
    path::PathBuf,
    sync::{Arc, RwLock},
};
use strongroom_domain::Timestamp;

/// A certificate is renewed, or complained about, so long before its end: 30 days in milliseconds.
const RENEW_MS: i64 = 30 * 86_400_000;

/// The certificate of the API, replaced while connections go on.
#[derive(Clone)]
pub struct ApiTls {
    shared: Arc<Shared>,
}

struct Shared {
    source: Source,
    served: RwLock<Certificate>,
}

enum Source {
    /// Ours; issued anew at each start and before it ends.
    Own { authority: Box<Authority>, names: Vec<String> },
    /// The operator's; read again from time to time, because something else renews it.
    Files { chain: PathBuf, key: PathBuf },
}

impl ApiTls {
    /// Loads the operator's certificate, or issues one with our own authority, which is made when there is none.
    ///
    /// # Errors
    /// Names the file, what is wrong with it and what to do.
    pub fn load(config: &Config, now: Timestamp) -> Result<Self, Failure> {
        let (own, ca) = (config.certificate.is_none(), config.ca_file());
        let anew = own && !ca.exists();
        let source = match &config.certificate {
            Some((chain, key)) => Source::Files { chain: chain.clone(), key: key.clone() },
            None => Source::Own {
                authority: Box::new(Authority::load_or_create(&config.tls_dir(), now)?),
                names: config.api_names.clone(),
            },
        };
        if anew {
            tracing::warn!(
                "{0} was missing, so a new certificate authority was made: clients refuse the API until they have the new {0}",
                ca.display()
            );
        }
        let served = source.certificate(now)?;
        if served.ends.0 - now.0 < RENEW_MS {
            tracing::warn!(ends = served.ends.rfc3339_seconds(), "the certificate of the API ends soon; renew it");
        }
        Ok(Self { shared: Arc::new(Shared { source, served: RwLock::new(served) }) })
    }

    /// Renews our own certificate when it ends soon; takes over files that were renewed.
    pub fn refresh(&self, now: Timestamp) {
        let ends = self.shared.served.read().unwrap_or_else(|e| e.into_inner()).ends;
        let due = ends.0 - now.0 < RENEW_MS;
        if matches!(self.shared.source, Source::Own { .. }) && !due {
            return;
        }
        match self.shared.source.certificate(now) {
            Ok(fresh) => *self.shared.served.write().unwrap_or_else(|e| e.into_inner()) = fresh,
            Err(error) => {
                tracing::error!(%error, "the certificate of the API was not renewed; the old one stays in use")
            }
        }
    }

    /// When the served certificate ends.
    pub fn ends(&self) -> Timestamp {
        self.shared.served.read().unwrap_or_else(|e| e.into_inner()).ends
    }

    /// Settings of a listener: TLS 1.2 and 1.3, HTTP/2 and HTTP/1.1.
    ///
    /// # Errors
    /// Never with the provider that is compiled in.
    pub fn server_config(&self) -> Result<ServerConfig, Failure> {
        let builder = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
        let builder = builder.with_protocol_versions(&[&TLS13, &TLS12]);
        let builder = builder.map_err(|error| Failure::new(format!("TLS cannot be set up: {error}")))?;
        let mut config = builder.with_no_client_auth().with_cert_resolver(self.shared.clone());
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(config)
    }
}

impl Source {
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
