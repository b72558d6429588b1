//! The configuration: [`keys`] lists the settings, [`Settings`] gathers them, [`Config`] is what they mean.

mod keys;
mod settings;
mod single_sign_on;

pub use keys::{Key, keys};
pub use settings::{Settings, Source};
pub(crate) use single_sign_on::NEEDS_ISSUER;
pub use single_sign_on::SingleSignOn;

use crate::{Failure, console::Origin, log::LogFormat};
use std::{
    net::{IpAddr, SocketAddr, ToSocketAddrs},
    path::{Path, PathBuf},
};
use strongroom_core::Plaintext;
use strongroom_domain::UserName;
use strongroom_store::{DatabaseUrl, StoreOptions};

/// The configuration, checked. It holds secrets, so it has no `Debug`.
pub struct Config {
    /// Folder of this installation.
    pub data_dir: PathBuf,
    /// Where the console listens.
    pub console: Address,
    /// Where the API listens.
    pub api: Address,
    /// Origin of the console as browsers see it; `None` for the address it listens on.
    pub console_origin: Option<Origin>,
    /// Names and addresses in the generated certificate.
    pub api_names: Vec<String>,
    /// Certificate chain and key given by the operator.
    pub certificate: Option<(PathBuf, PathBuf)>,
    /// PostgreSQL; `None` for SQLite in the data folder.
    pub database: Option<DatabaseUrl>,
    /// How the root key is kept, when that was said.
    pub root_kind: Option<RootKind>,
    /// The root key's file.
    pub root_key_file: PathBuf,
    /// The passphrase, when there is one.
    pub passphrase: Option<Plaintext>,
    /// Region of a new installation.
    pub region: String,
    /// First administrator of a new installation.
    pub admin_name: UserName,
    /// What is logged.
    pub log: String,
    /// How it is logged.
    pub log_format: LogFormat,
    /// The identity provider people may sign in through.
    pub single_sign_on: Option<SingleSignOn>,
    /// Connections each listener keeps open at most.
    pub connections: usize,
    /// Connections from one address at most.
    pub connections_per_address: usize,
}

/// An address to listen on, as given and as found.
#[derive(Clone, Debug)]
pub struct Address {
    /// The host as it was written.
    pub host: String,
    /// What it means here.
    pub socket: SocketAddr,
}

/// How the root key is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RootKind {
    /// Bare in a file.
    File,
    /// In a file, sealed under a passphrase.
    Passphrase,
}

impl Config {
    /// Gives settings their meaning.
    ///
    /// # Errors
    /// Names the setting, its source and what it must be.
    pub fn new(settings: &Settings) -> Result<Self, Failure> {
        let must = |name: &str, rule: &str| Failure::new(format!("{name} ({}) must be {rule}", settings.source(name)));
        let text = |name: &str| settings.get(name).unwrap_or_default().to_owned();
        let path = |name: &str| settings.get(name).map(PathBuf::from);
        let address =
            |name: &str| Address::parse(&text(name)).ok_or_else(|| must(name, "HOST:PORT with a host of this machine"));
        let count =
            |name: &str| text(name).parse().ok().filter(|n| *n > 0).ok_or_else(|| must(name, "a number above 0"));
        // Absolute, because the path is shown to people and scripts that may stand elsewhere.
        let data_dir = std::path::absolute(settings.data_dir()).map_err(|_| must("data_dir", "a path"))?;
        let api = address("api")?;
        let certificate = match (path("tls_cert_file"), path("tls_key_file")) {
            (Some(certificate), Some(key)) => Some((certificate, key)),
            (None, None) => None,
            _ => return Err(Failure::new("tls_cert_file and tls_key_file must be given together")),
        };
        let database = match settings.secret("database_url")? {
            Some(url) => Some(database_url(&url).ok_or_else(|| {
                Failure::new("database_url must have the form postgres://user:password@host/database")
            })?),
            None => None,
        };
        let root_kind = match settings.source("root_key") {
            Source::Default => None,
            _ => Some(match text("root_key").as_str() {
                "file" => RootKind::File,
                "passphrase" => RootKind::Passphrase,
                _ => return Err(must("root_key", "file or passphrase")),
            }),
        };
        let console_origin = match settings.get("console_origin") {
            Some(origin) => Some(
                Origin::parse(origin)
                    .ok_or_else(|| must("console_origin", "http://HOST or https://HOST, without a path"))?,
            ),
            None => None,
        };
        let console = address("console")?;
        let single_sign_on = SingleSignOn::new(settings)?;
        if single_sign_on.is_some() && console_origin.is_none() && !console.socket.ip().is_loopback() {
            return Err(Failure::new(
                "oidc_issuer is given, so console_origin is needed too: the provider sends browsers back there",
            ));
        }
        Ok(Self {
            console,
            console_origin,
            api_names: names(&text("api_names"), &api)
                .ok_or_else(|| must("api_names", "DNS names or addresses with commas between"))?,
            api,
            certificate,
            database,
            root_kind,
            root_key_file: path("root_key_file").unwrap_or_else(|| data_dir.join("root.key")),
            passphrase: settings.secret("passphrase")?,
            region: Some(text("region"))
                .filter(|name| is_region(name))
                .ok_or_else(|| must("region", "1 to 32 letters, digits or dashes"))?,
            admin_name: UserName::new(&text("admin_name"))
                .map_err(|error| must("admin_name", &format!("a user name: it {}", error.rule)))?,
            log: text("log"),
            log_format: LogFormat::parse(&text("log_format")).ok_or_else(|| must("log_format", "text or json"))?,
            single_sign_on,
            connections: count("connections")?,
            connections_per_address: count("connections_per_address")?,
            data_dir,
        })
    }

    /// Where the store is.
    pub fn store(&self) -> StoreOptions {
        match &self.database {
            Some(url) => StoreOptions::Postgres { url: url.clone() },
            None => StoreOptions::Sqlite { path: self.sqlite_file() },
        }
    }

    /// The database file when the store is SQLite.
    pub fn sqlite_file(&self) -> PathBuf {
        self.data_dir.join("strongroom.db")
    }

    /// Folder of the generated certificates.
    pub fn tls_dir(&self) -> PathBuf {
        self.data_dir.join("tls")
    }

    /// Host and port of the API for examples: as it listens, or by name when it listens everywhere.
    pub fn api_endpoint(&self, listening: SocketAddr) -> String {
        let host = match self.api_names.first() {
            Some(name) if listening.ip().is_unspecified() => name.clone(),
            _ => listening.ip().to_string(),
        };
        let host = if host.contains(':') { format!("[{host}]") } else { host };
        format!("{host}:{}", listening.port())
    }

    /// The certificate clients of the API must trust.
    pub fn ca_file(&self) -> PathBuf {
        self.certificate.as_ref().map_or_else(|| self.tls_dir().join("ca.pem"), |(certificate, _)| certificate.clone())
    }

    /// How the root key is kept: as was said, else as the file looks.
    pub fn root_kind(&self) -> RootKind {
        self.root_kind.unwrap_or_else(|| RootKind::of(&self.root_key_file))
    }
}

impl RootKind {
    /// A bare root key has exactly 32 bytes; what is sealed under a passphrase is longer.
    fn of(path: &Path) -> Self {
        match std::fs::metadata(path) {
            Ok(file) if file.len() > 32 => Self::Passphrase,
            _ => Self::File,
        }
    }
}

impl Address {
    fn parse(text: &str) -> Option<Self> {
        let (host, _) = text.rsplit_once(':')?;
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let socket = text.to_socket_addrs().ok()?.next()?;
        Some(Self { host, socket })
    }
}

/// The names, and the host the API listens on when clients can use it.
fn names(text: &str, api: &Address) -> Option<Vec<String>> {
    let mut names: Vec<String> = text.split(',').map(str::trim).filter(|n| !n.is_empty()).map(str::to_owned).collect();
    if !api.socket.ip().is_unspecified() && !names.contains(&api.host) {
        names.push(api.host.clone());
    }
    let dns = |name: &str| {
        let name = name.strip_prefix("*.").unwrap_or(name);
        name.len() <= 253
            && name.split('.').all(|part| {
                (1..=63).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            })
    };
    names.iter().all(|name| name.parse::<IpAddr>().is_ok() || dns(name)).then_some(names)
}

/// The core's own rule, looked at before anything is made.
fn is_region(name: &str) -> bool {
    (1..=32).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

fn database_url(url: &Plaintext) -> Option<DatabaseUrl> {
    let url = std::str::from_utf8(url.expose()).ok()?;
    (url.starts_with("postgres://") || url.starts_with("postgresql://")).then(|| DatabaseUrl::new(url))
}
