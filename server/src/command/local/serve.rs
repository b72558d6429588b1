//! `strongroom serve`: wires everything together and runs until a signal.

use super::{block_on, open_initialised};
use crate::{
    Failure, background,
    config::Config,
    console::{self, EngineCodec, Origin},
    folder::DataFolder,
    health::Health,
    healthz,
    listener::{Limits, Listener, Proxies},
    notices, oidc, process, root, site,
    tls::{self, ApiTls, trust},
};
use axum::{Router, routing::get};
use leptos::config::LeptosOptions;
use rustls::ServerConfig;
use std::{
    net::{IpAddr, SocketAddr},
    process::ExitCode,
    sync::Arc,
};
use strongroom_app::door::Console;
use strongroom_core::{Engine, Notifier, Reconciler, RotationFeed, Rotators};
use strongroom_domain::canonical_address;
use strongroom_store::{SessionRows, SqlStore};
use tokio::sync::watch;

/// Serves until SIGINT or SIGTERM.
///
/// # Errors
/// The reason the server cannot start.
pub fn serve(config: Config) -> Result<ExitCode, Failure> {
    crate::log::start(&config.log, config.log_format)?;
    process::raise_file_limit();
    block_on(async {
        let site = site::load()?;
        let shutdown = process::shutdown_signal()
            .map_err(|error| Failure::new(format!("cannot install signal handlers ({error})")))?;
        process::keep_on_hangup().map_err(|error| Failure::new(format!("cannot install signal handlers ({error})")))?;
        let server = Server::start(&config, site, limits(&config)).await?;
        server.run(shutdown).await;
        Ok(ExitCode::SUCCESS)
    })
}

fn limits(config: &Config) -> Limits {
    Limits { connections: config.connections, per_address: config.connections_per_address, ..Limits::default() }
}

/// A server that is bound and ready to run.
pub struct Server {
    console: (Listener, Router),
    api: (Listener, Router, ServerConfig),
    limits: Limits,
    /// Absent if this server leaves the targets alone.
    reconciler: Option<Arc<Reconciler>>,
    notifier: Arc<Notifier>,
    feed: Arc<RotationFeed>,
    engine: Arc<Engine>,
    store: Arc<SqlStore>,
    sessions: SessionRows,
    tls: ApiTls,
    _folder: DataFolder,
}

impl Server {
    /// Binds both listeners, opens the store, and unseals if the configuration allows it.
    ///
    /// # Errors
    /// The cause and what to do next.
    pub async fn start(config: &Config, site: LeptosOptions, limits: Limits) -> Result<Self, Failure> {
        let folder = DataFolder::open(&config.data_dir)?;
        let proxies = |protocol| Proxies { trusted: config.trusted_proxies.clone(), protocol };
        let console_listener = Listener::bind("console", config.console.socket)?;
        let console_listener = console_listener.behind(proxies(config.proxy_protocol.console));
        let api_listener = Listener::bind("api", config.api.socket)?.behind(proxies(config.proxy_protocol.api));
        let (store, engine) = open_initialised(config).await?;
        root::unseal(config, &engine).await?;
        same_region(config, &engine)?;
        let tls = ApiTls::load(config, engine.now())?;
        let warnings: Vec<String> = root::warnings(config)
            .into_iter()
            .chain(folder.warning())
            .chain(config.warnings.iter().cloned())
            .chain(exposure(config, console_listener.address()))
            .chain(local_names_only(config, api_listener.address()))
            .chain(without_rotations(config))
            .collect();
        for warning in &warnings {
            tracing::warn!("{warning}");
        }
        let sessions = SessionRows::new(store.clone(), Arc::new(EngineCodec(engine.clone())));
        let origins = match &config.console_origin {
            Some(origin) => vec![origin.clone()],
            None => Origin::of(console_listener.address()),
        };
        let rotators = strongroom_rotators::all_with(&config.callable_networks);
        let console = Console {
            engine: engine.clone(),
            rotators: rotators.clone(),
            unsealer: root::unsealer(config, engine.clone()),
            warnings: Arc::new(warnings),
            api_address: format!("https://{}", trust::endpoint(config, api_listener.address())).into(),
            ca_file: config.ca_file().display().to_string().into(),
            ca: trust::ca(config).map(Into::into),
            secure_cookies: origins.first().is_some_and(Origin::is_https),
            single_sign_on: config.single_sign_on.as_ref().map(|provider| provider.name.as_str().into()),
        };
        engine.accept_passkeys_from(&origins.iter().map(ToString::to_string).collect::<Vec<_>>());
        // There is an origin for every address.
        let origin = origins.first().cloned().ok_or_else(|| Failure::new("the console's address has no origin"))?;
        let notifier = notices::start(config, &engine, &origin, &tls, api_listener.address())?;
        let single_sign_on = match (&config.single_sign_on, origins.first()) {
            (Some(provider), Some(origin)) => oidc::router(provider, engine.clone(), origin)?,
            _ => Router::new(),
        };
        let health = Arc::new(Health::new(engine.clone()));
        let feed = RotationFeed::new(engine.clone());
        let pages =
            console::router(console, sessions.clone(), site, origins, health.clone(), feed.clone(), single_sign_on);
        let api = api_router(engine.clone(), rotators.clone(), health);
        let rejecting = engine.clone();
        let api_listener =
            api_listener.rejecting_with(Arc::new(move |error| strongroom_wire::rejection(&rejecting, error)));
        let reconciler = config.rotations.then(|| Reconciler::new(engine.clone(), rotators).map(Arc::new));
        Ok(Self {
            console: (console_listener, pages),
            api: (api_listener, api, tls.server_config()?),
            limits,
            reconciler: reconciler.transpose()?,
            notifier,
            feed,
            engine,
            store,
            sessions,
            tls,
            _folder: folder,
        })
    }

    /// Addresses of the console and the API.
    pub fn addresses(&self) -> (SocketAddr, SocketAddr) {
        (self.console.0.address(), self.api.0.address())
    }

    /// Runs until shutdown, waits for running requests, and closes the store.
    pub async fn run(self, shutdown: watch::Receiver<bool>) {
        let (console, api) = self.addresses();
        let state = if self.engine.is_sealed() { "sealed: open the console and enter the passphrase" } else { "ready" };
        let certificates = tls::watch(self.tls.clone(), self.engine.clone(), shutdown.clone());
        tracing::info!("Strongroom is {state}. Console http://{console}, API https://{api}");
        let certificates = tokio::spawn(certificates);
        let rotations = self.reconciler.map(|reconciler| tokio::spawn(reconciler.run(shutdown.clone())));
        let notices = tokio::spawn(self.notifier.run(shutdown.clone()));
        let feed = tokio::spawn(self.feed.run(shutdown.clone()));
        let checkpoints = tokio::spawn(background::checkpoints(self.engine.clone(), shutdown.clone()));
        let work = tokio::spawn(background::run(self.engine.clone(), self.sessions, self.tls, shutdown.clone()));
        let (listener, pages) = self.console;
        let console = tokio::spawn(listener.serve(pages, None, self.limits.clone(), shutdown.clone()));
        let (listener, operations, tls) = self.api;
        let api = tokio::spawn(listener.serve(operations, Some(tls), self.limits, shutdown));
        process::notify("READY=1");
        for task in [console, api, work, notices, feed, certificates, checkpoints].into_iter().chain(rotations) {
            if task.await.is_err() {
                tracing::error!("a server task ended unexpectedly");
            }
        }
        background::last_checkpoint(&self.engine).await;
        self.store.close().await;
        tracing::info!("stopped");
    }
}

fn api_router(engine: Arc<Engine>, rotators: Rotators, health: Arc<Health>) -> Router {
    let dialect = strongroom_wire::router(engine, rotators);
    let health = get(move || async move { healthz(&health).await }).fallback_service(dialect.clone());
    dialect.route("/healthz", health)
}

/// Refuses the region of another installation: this one's cannot be changed.
fn same_region(config: &Config, engine: &Engine) -> Result<(), Failure> {
    match (&config.region_source, engine.account()) {
        (Some(source), Some((_, region))) if region != config.region => Err(Failure::new(format!(
            "region ({source}) is {}, but this installation has the region {region}, which cannot be changed; remove the setting",
            config.region
        ))),
        _ => Ok(()),
    }
}

/// Warns about a console that is reachable from a network without TLS.
fn exposure(config: &Config, address: SocketAddr) -> Option<String> {
    (config.console_origin.is_none() && !address.ip().is_loopback()).then(|| {
        format!("The console at {address} is reachable from the network without TLS, so passwords can be intercepted. Put a TLS proxy in front of it and set console_origin to its https address.")
    })
}

/// Warns about secrets that are due and do not rotate.
fn without_rotations(config: &Config) -> Option<String> {
    (!config.rotations).then(|| {
        "This server does not rotate secrets (rotations = off): what is due or under way waits for a server that does."
            .to_owned()
    })
}

/// Warns about an API that is reachable from a network while its certificate names only this machine.
fn local_names_only(config: &Config, address: SocketAddr) -> Option<String> {
    let here =
        |name: &String| name == "localhost" || name.parse().is_ok_and(|ip: IpAddr| canonical_address(ip).is_loopback());
    let alone = config.certificate.is_none() && config.api_names.iter().all(here);
    (alone && !address.ip().is_loopback()).then(|| {
        format!("The API at {address} is reachable from the network, but its certificate is valid only for {}: clients on other machines will reject it. Set --api-names to the names they use, separated by commas.", config.api_names.join(", "))
    })
}
