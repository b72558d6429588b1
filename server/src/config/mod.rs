//! The configuration: [`all_settings`] is the table, [`Settings`] gathers values, [`Config`] is the parsed result.

mod database;
mod kubernetes;
mod settings;
mod single_sign_on;
mod table;

pub(crate) use settings::{ACCESS_KEY_ID, ACCESS_KEY_SECRET, CA, ENDPOINT};
pub use settings::{Settings, Source};
pub(crate) use single_sign_on::NEEDS_ISSUER;
pub use single_sign_on::{Endpoints, Protocol, SingleSignOn};
pub use table::{Setting, all_settings};

use crate::{
    Failure,
    console::Origin,
    log::{LogFilter, LogFormat},
};
use std::{
    net::{IpAddr, SocketAddr, ToSocketAddrs},
    path::{Path, PathBuf},
    time::Duration,
};
use strongroom_core::Plaintext;
use strongroom_domain::{
    CallableNetworks, TrustedProxies, UserName, canonical_address, canonical_peer, check_region, limits,
};
use strongroom_store::{DatabaseUrl, StoreOptions};

/// The validated configuration. It contains secrets, so it has no `Debug`.
pub struct Config {
    /// Folder of this installation.
    pub data_dir: PathBuf,
    /// Address the console listens on.
    pub console: Address,
    /// Address the API listens on.
    pub api: Address,
    /// Origin of the console as browsers see it; `None` for the address it listens on.
    pub console_origin: Option<Origin>,
    /// Names and addresses in the generated certificate.
    pub api_names: Vec<String>,
    /// Certificate chain and key given by the operator.
    pub certificate: Option<(PathBuf, PathBuf)>,
    /// PostgreSQL; `None` for SQLite in the data folder.
    pub database: Option<DatabaseUrl>,
    /// What an operator should know about these settings.
    pub warnings: Vec<String>,
    /// How the root key is stored, if configured.
    pub root_kind: Option<RootKind>,
    /// The root key's file.
    pub root_key_file: PathBuf,
    /// File that checkpoints of the audit trail are appended to, if configured.
    pub checkpoint_file: Option<PathBuf>,
    /// Passphrase of the root key, if configured.
    pub passphrase: Option<Plaintext>,
    /// Where it was set.
    pub passphrase_source: Source,
    /// Region of a new installation.
    pub region: String,
    /// Where a region other than the default was set: that of an existing installation cannot be changed.
    pub region_source: Option<Source>,
    /// First administrator of a new installation.
    pub admin_name: UserName,
    /// Log filter.
    pub log: LogFilter,
    /// Log format.
    pub log_format: LogFormat,
    /// The identity provider for single sign-on.
    pub single_sign_on: Option<SingleSignOn>,
    /// Whether this server rotates secrets at their targets.
    pub rotations: bool,
    /// Where rotation functions and webhooks may be, besides public addresses.
    pub callable_networks: CallableNetworks,
    /// How long a rotation may fail and try again before notification channels are told.
    pub notify_after: Duration,
    /// Most connections per listener.
    pub connections: usize,
    /// Most connections per listener from one client address.
    pub connections_per_address: usize,
    /// Proxies whose word about the addresses of clients is believed.
    pub trusted_proxies: TrustedProxies,
    /// Listeners whose trusted proxies speak the PROXY protocol.
    pub proxy_protocol: ProxyProtocol,
}

/// An address to listen on, as configured and as resolved.
#[derive(Clone, Debug)]
pub struct Address {
    /// The host as configured.
    pub host: String,
    /// The resolved address.
    pub socket: SocketAddr,
}

/// The listeners whose trusted proxies speak the PROXY protocol.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProxyProtocol {
    /// The console.
    pub console: bool,
    /// The API.
    pub api: bool,
}

/// How the root key is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RootKind {
    /// In a file, unprotected.
    File,
    /// In a file, encrypted with a passphrase.
    Passphrase,
}

impl Config {
    /// Parses the settings.
    ///
    /// # Errors
    /// Names the setting, its source and the rule.
    pub fn new(settings: &Settings) -> Result<Self, Failure> {
        let must = |name: &str, rule: &str| Failure::new(format!("{name} ({}) must be {rule}", settings.source(name)));
        let text = |name: &str| settings.get(name).unwrap_or_default().to_owned();
        let path = |name: &str| settings.get(name).map(PathBuf::from);
        let address = |name: &str| {
            Address::parse(&text(name)).ok_or_else(|| must(name, "HOST:PORT with an address of this machine"))
        };
        let count = |name: &str| {
            text(name).parse().ok().filter(|n| *n > 0).ok_or_else(|| must(name, "a number greater than 0"))
        };
        // Absolute, because people and scripts that see it may run in another folder.
        let data_dir = std::path::absolute(settings.data_dir()).map_err(|_| must("data_dir", "a path"))?;
        let api = address("api")?;
        let certificate = match (path("tls_cert_file"), path("tls_key_file")) {
            (Some(certificate), Some(key)) => Some((certificate, key)),
            (None, None) => None,
            _ => return Err(Failure::new("tls_cert_file and tls_key_file must be set together")),
        };
        let database = database::read(settings)?;
        let warnings = database.as_ref().map_or_else(Vec::new, |url| database::warnings(settings, url));
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
        let trusted_proxies = TrustedProxies::parse(&text("trusted_proxies"))
            .ok_or_else(|| must("trusted_proxies", "addresses or networks such as 10.0.0.0/8, separated by commas"))?;
        let proxy_protocol = ProxyProtocol::parse(&text("proxy_protocol"))
            .ok_or_else(|| must("proxy_protocol", "console, api, or both separated by a comma"))?;
        if proxy_protocol != ProxyProtocol::default() && trusted_proxies.is_empty() {
            return Err(Failure::new(
                "proxy_protocol is set, so trusted_proxies is required too: the header of other clients is not believed",
            ));
        }
        let single_sign_on = SingleSignOn::new(settings)?;
        if single_sign_on.is_some() && console_origin.is_none() && !console.socket.ip().is_loopback() {
            return Err(Failure::new(
                "oidc_issuer is set, so console_origin is required too: the provider redirects browsers there",
            ));
        }
        Ok(Self {
            console,
            console_origin,
            api_names: names(&text("api_names"), &api)
                .ok_or_else(|| must("api_names", "DNS names or IP addresses separated by commas"))?,
            api,
            certificate,
            database,
            warnings,
            root_kind,
            root_key_file: path("root_key_file").unwrap_or_else(|| data_dir.join("root.key")),
            checkpoint_file: path("checkpoint_file"),
            passphrase: settings.secret("passphrase")?,
            passphrase_source: settings.secret_source("passphrase"),
            region_source: Some(settings.source("region")).filter(|source| *source != Source::Default),
            region: Some(text("region"))
                .filter(|name| check_region(name).is_ok())
                .ok_or_else(|| must("region", &format!("1 to {} letters, digits or dashes", limits::REGION)))?,
            admin_name: UserName::new(&text("admin_name"))
                .and_then(|name| name.check_available().map(|()| name))
                .map_err(|error| must("admin_name", &format!("a user name: it {}", error.problem)))?,
            log: LogFilter::parse(&text("log")).ok_or_else(|| must("log", LogFilter::RULE))?,
            log_format: LogFormat::parse(&text("log_format")).ok_or_else(|| must("log_format", "text or json"))?,
            single_sign_on,
            rotations: match text("rotations").as_str() {
                "on" => true,
                "off" => false,
                _ => return Err(must("rotations", "on or off")),
            },
            callable_networks: CallableNetworks::parse(&text("callable_networks")).map_err(|_| {
                must("callable_networks", "addresses or networks such as 10.0.0.0/8, separated by commas")
            })?,
            notify_after: text("notify_after")
                .parse::<u64>()
                .ok()
                .filter(|minutes| *minutes <= 10_080)
                .map(|minutes| Duration::from_secs(minutes * 60))
                .ok_or_else(|| must("notify_after", "a number of minutes from 0 to 10080"))?,
            connections: count("connections")?,
            connections_per_address: count("connections_per_address")?,
            trusted_proxies,
            proxy_protocol,
            data_dir,
        })
    }

    /// Options to open the store with.
    pub fn store(&self) -> StoreOptions {
        match &self.database {
            Some(url) => StoreOptions::Postgres { url: url.clone() },
            None => StoreOptions::Sqlite { path: self.sqlite_file() },
        }
    }

    /// The SQLite database file.
    pub fn sqlite_file(&self) -> PathBuf {
        self.data_dir.join("strongroom.db")
    }

    /// File that checkpoints of the audit trail are appended to: as configured, otherwise beside the root key.
    pub fn checkpoint_file(&self) -> PathBuf {
        self.checkpoint_file.clone().unwrap_or_else(|| self.root_key_file.with_file_name("audit-checkpoints"))
    }

    /// Folder of the generated certificates.
    pub fn tls_dir(&self) -> PathBuf {
        self.data_dir.join("tls")
    }

    /// Host and port of the API for examples: the address it listens on, or its first name if it listens on all addresses.
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

    /// How the root key is stored: as configured, otherwise as detected from the file.
    pub fn root_kind(&self) -> RootKind {
        self.root_kind.unwrap_or_else(|| RootKind::of(&self.root_key_file))
    }
}

impl RootKind {
    /// An unprotected root key has exactly 32 bytes; one encrypted with a passphrase is longer.
    fn of(path: &Path) -> Self {
        match std::fs::metadata(path) {
            Ok(file) if file.len() > 32 => Self::Passphrase,
            _ => Self::File,
        }
    }
}

impl ProxyProtocol {
    fn parse(text: &str) -> Option<Self> {
        words(text).iter().try_fold(Self::default(), |all, word| match word.as_str() {
            "console" => Some(Self { console: true, ..all }),
            "api" => Some(Self { api: true, ..all }),
            _ => None,
        })
    }
}

impl Address {
    fn parse(text: &str) -> Option<Self> {
        let (host, _) = text.rsplit_once(':')?;
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let socket = text.to_socket_addrs().ok()?.next()?;
        Some(Self { host, socket: canonical_peer(socket) })
    }
}

/// The words of a list with commas.
fn words(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The configured names, plus the host the API listens on unless that is a wildcard address.
fn names(text: &str, api: &Address) -> Option<Vec<String>> {
    // A client at 10.0.0.1 does not accept a certificate for ::ffff:10.0.0.1.
    let usual = |name: String| name.parse().map_or(name, |ip: IpAddr| canonical_address(ip).to_string());
    let mut names: Vec<_> = words(text).into_iter().map(usual).collect();
    let host = usual(api.host.clone());
    if !api.socket.ip().is_unspecified() && !names.contains(&host) {
        names.push(host);
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
