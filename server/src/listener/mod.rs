//! Accepting connections: bounded in number, in time and in size before any work is done for them.
//!
//! [`Listener::serve`] accepts, [`connection`] speaks HTTP on one connection, [`pace`] ends those that take too long.

mod body;
mod connection;
mod pace;
mod places;

use crate::Failure;
use axum::{Router, middleware, response::Response};
use http::{HeaderValue, StatusCode, header};
use places::Places;
use rustls::ServerConfig;
use std::{io, net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpSocket},
    sync::watch,
};
use tokio_rustls::TlsAcceptor;

/// What one client, or all together, may take.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Connections at most.
    pub connections: usize,
    /// Of these, from one address (IPv6: from one /64 network).
    pub per_address: usize,
    /// Time for the TLS handshake and the first request's head; after that, for each further head from its first byte.
    pub head: Duration,
    /// Time for a request's body.
    pub body: Duration,
    /// Time a connection may rest between requests, or a client may not take its answer.
    pub idle: Duration,
    /// Bytes of a request's head that are taken in: more than a head may have, so that its sender can be told
    /// (`strongroom_wire::http`). Only what is longer still gets a bare status.
    pub head_bytes: usize,
    /// Time running requests get at shutdown.
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

/// Connections the system queues for us.
const BACKLOG: u32 = 1024;
/// Pause when the system has no more files or memory for a connection.
const EXHAUSTED: Duration = Duration::from_millis(100);

/// A bound address.
#[derive(Debug)]
pub struct Listener {
    tcp: TcpListener,
    address: SocketAddr,
}

impl Listener {
    /// Binds an address. `setting` is its name in messages.
    ///
    /// # Errors
    /// The port is taken, the address is not this machine's, or the port needs rights.
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
                io::ErrorKind::AddrInUse => "another program uses this port; stop it or choose another port".to_owned(),
                io::ErrorKind::AddrNotAvailable => "this machine does not have this address".to_owned(),
                io::ErrorKind::PermissionDenied => "ports below 1024 need rights; choose a higher port".to_owned(),
                _ => error.to_string(),
            };
            Failure::new(format!("cannot listen on {address} (--{setting}): {cause}"))
        })?;
        let address = tcp.local_addr().map_err(|error| Failure::new(format!("cannot listen on {address}: {error}")))?;
        Ok(Self { tcp, address })
    }

    /// The address with its port, also when any free port was asked for.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until shutdown, then lets running requests finish.
    pub async fn serve(
        self,
        router: Router,
        tls: Option<ServerConfig>,
        limits: Limits,
        mut shutdown: watch::Receiver<bool>,
    ) {
        let router = router.layer(middleware::map_response(end_unread));
        let places = Places::new(limits.connections, limits.per_address);
        let tls = tls.map(|config| TlsAcceptor::from(Arc::new(config)));
        let terms = Arc::new(connection::Terms::new(router, tls, limits));
        loop {
            let accepted = tokio::select! {
                accepted = self.tcp.accept() => accepted,
                _ = shutdown.wait_for(|stop| *stop) => break,
            };
            match accepted {
                Ok((stream, peer)) => match places.take(peer.ip()) {
                    Some(place) => {
                        let (terms, shutdown) = (terms.clone(), shutdown.clone());
                        tokio::spawn(async move {
                            connection::serve(&terms, stream, peer, shutdown).await;
                            drop(place);
                        });
                    }
                    None => tracing::debug!(address = %peer.ip(), "too many connections: one more was closed"),
                },
                // The client has gone already.
                Err(error)
                    if matches!(error.kind(), io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset) => {}
                Err(error) => {
                    tracing::warn!(%error, "connections cannot be accepted right now");
                    tokio::time::sleep(EXHAUSTED).await;
                }
            }
        }
        drop(self.tcp);
        if tokio::time::timeout(terms.limits.drain, places.all_free()).await.is_err() {
            tracing::warn!("some requests did not finish in time and were cut off");
        }
    }
}

/// The rest of a refused request is never read, so its connection cannot carry another one (RFC 9112, section 9.6).
async fn end_unread(mut response: Response) -> Response {
    let refused =
        [StatusCode::PAYLOAD_TOO_LARGE, StatusCode::REQUEST_TIMEOUT, StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE];
    if refused.contains(&response.status()) {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}
