//! Accepts connections and limits their number, time and size before any work is done for them.
//!
//! [`Listener::serve`] accepts, `connection` serves HTTP on one connection, `request` runs a request to its end, `deadline` closes
//! connections that take too long, `account` counts what they hold, `proxy_header` tells whose they are.

mod account;
mod body;
mod connection;
mod deadline;
mod meter;
mod proxy_header;
mod refused;
mod rejection;
mod request;
mod slots;

pub use rejection::Rejection;

use crate::Failure;
use axum::{Router, middleware, response::Response};
use http::{HeaderValue, StatusCode, header};
use refused::RefusedConnections;
use rustls::ServerConfig;
use slots::ConnectionSlots;
use std::{io, net::SocketAddr, sync::Arc, time::Duration};
use strongroom_domain::{TrustedProxies, canonical_peer};
use tokio::{
    net::{TcpListener, TcpSocket},
    sync::watch,
    time::Instant,
};
use tokio_rustls::TlsAcceptor;

/// Limits of a listener.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Most connections.
    pub connections: usize,
    /// Most connections from one address (IPv6: one /64 network).
    pub per_address: usize,
    /// Time for the TLS handshake and the first request's head; then for each further head, from its first byte.
    pub head: Duration,
    /// Time for a request's body.
    pub body: Duration,
    /// Time a connection may be idle between requests, or a client may take none of its response.
    pub idle: Duration,
    /// Bytes of a request's head that are read: more than a head may have, so that the router can reject it with a message. A longer
    /// one gets a bare status.
    pub head_bytes: usize,
    /// Time for running requests to finish at shutdown.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 4096,
            per_address: 1024,
            head: Duration::from_secs(10),
            body: Duration::from_secs(10),
            idle: Duration::from_secs(70),
            head_bytes: 96 * 1024,
            drain: Duration::from_secs(10),
        }
    }
}

/// The proxies in front of a listener.
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    /// Whose word about the addresses of clients is believed.
    pub trusted: TrustedProxies,
    /// Whether their connections begin with a header of the PROXY protocol.
    pub protocol: bool,
}

/// Connections the system queues for us.
const BACKLOG: u32 = 1024;
/// Pause when the system has no file descriptors or memory for a connection.
const EXHAUSTED: Duration = Duration::from_millis(100);

/// A bound address.
pub struct Listener {
    tcp: TcpListener,
    address: SocketAddr,
    proxies: Proxies,
    rejection: Option<Rejection>,
}

impl Listener {
    /// Binds an address. `setting` is the setting's name for messages.
    ///
    /// # Errors
    /// The port is in use, the address is not one of this machine, or the port requires privileges.
    pub fn bind(setting: &str, address: SocketAddr) -> Result<Self, Failure> {
        let bound = || {
            let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
            socket.set_reuseaddr(true)?;
            socket.set_nodelay(true)?;
            socket.bind(address)?;
            socket.listen(BACKLOG)
        };
        let tcp: TcpListener = bound().map_err(|error: io::Error| {
            let cause = match error.kind() {
                io::ErrorKind::AddrInUse => {
                    "another program is using this port; stop it or choose another port".to_owned()
                }
                io::ErrorKind::AddrNotAvailable => "this machine does not have this address".to_owned(),
                io::ErrorKind::PermissionDenied => {
                    "ports below 1024 require privileges; choose a higher port".to_owned()
                }
                _ => error.to_string(),
            };
            Failure::new(format!("cannot listen on {address} (--{setting}): {cause}"))
        })?;
        let address = tcp.local_addr().map_err(|error| Failure::new(format!("cannot listen on {address}: {error}")))?;
        Ok(Self { tcp, address, proxies: Proxies::default(), rejection: None })
    }

    /// The same behind these proxies.
    #[must_use]
    pub fn behind(self, proxies: Proxies) -> Self {
        Self { proxies, ..self }
    }

    /// Gives a body to responses that are made below the routes: to requests that cannot be read.
    #[must_use]
    pub fn rejecting_with(self, rejection: Rejection) -> Self {
        Self { rejection: Some(rejection), ..self }
    }

    /// The bound address, with the actual port if port 0 was requested.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until shutdown, then waits for running requests.
    pub async fn serve(
        self,
        router: Router,
        tls: Option<ServerConfig>,
        limits: Limits,
        mut shutdown: watch::Receiver<bool>,
    ) {
        let router = router.layer(middleware::map_response(close_after_rejection));
        let slots = ConnectionSlots::new(limits.connections, limits.per_address);
        let tls = tls.map(|config| TlsAcceptor::from(Arc::new(config)));
        let config = Arc::new(connection::ConnectionConfig::new(router, tls, self.proxies, limits, self.rejection));
        let mut refused = RefusedConnections::new(self.address);
        loop {
            let accepted = tokio::select! {
                accepted = self.tcp.accept() => accepted.map(|(stream, peer)| (stream, canonical_peer(peer))),
                () = refused.due() => {
                    refused.log(Instant::now());
                    continue;
                }
                _ = shutdown.wait_for(|stop| *stop) => break,
            };
            match accepted {
                Ok((stream, peer)) => match config.admit(&slots, peer.ip()) {
                    Ok(slot) => {
                        let (config, shutdown) = (config.clone(), shutdown.clone());
                        tokio::spawn(
                            async move { connection::serve(&config, stream, peer.ip(), slot, shutdown).await },
                        );
                    }
                    Err(why) => refused.count(why, peer.ip(), Instant::now()),
                },
                // The client has already closed the connection.
                Err(error)
                    if matches!(error.kind(), io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset) => {}
                Err(error) => {
                    tracing::warn!(%error, "cannot accept connections right now; retrying");
                    tokio::time::sleep(EXHAUSTED).await;
                }
            }
        }
        drop(self.tcp);
        if tokio::time::timeout(config.limits.drain, slots.all_released()).await.is_err() {
            tracing::warn!("some requests did not finish in time and were aborted");
        }
    }
}

/// Closes the connection of a rejected request: its rest is never read, so no other request can follow (RFC 9112, section 9.6).
async fn close_after_rejection(mut response: Response) -> Response {
    let refused =
        [StatusCode::PAYLOAD_TOO_LARGE, StatusCode::REQUEST_TIMEOUT, StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE];
    if refused.contains(&response.status()) {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}
