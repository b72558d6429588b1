//! HTTP on one connection.

use super::{
    Limits, Proxies,
    account::{Budget, ConnectionAccount},
    deadline::{Deadline, DeadlineStream},
    meter::HeadMeter,
    proxy_header::{self, HeaderSource},
    refused::RefusedConnection,
    rejection::{Rejection, RejectionStream},
    request::{AT_ONCE, Connection, RouterService},
    slots::{ConnectionSlots, Slot},
};
use axum::Router;
use hyper::server::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use std::{future::Future, net::IpAddr, pin::Pin, sync::Arc, time::Duration};
use strongroom_domain::canonical_address;
use strongroom_wire::http::TransportError;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpStream,
    sync::watch,
};
use tokio_rustls::TlsAcceptor;

/// First byte of a TLS handshake (RFC 8446, 5.1).
const HANDSHAKE: u8 = 0x16;
/// Bytes of bodies that HTTP/2 takes before they are read: of a request, and of all requests of a connection.
const WINDOWS: (u32, u32) = (64 << 10, 256 << 10);
/// HTTP/2: interval of pings to a silent peer, and the time to answer one.
const PING: (Duration, Duration) = (Duration::from_secs(30), Duration::from_secs(10));

/// What all connections of a listener share.
pub(super) struct ConnectionConfig {
    pub router: Router,
    tls: Option<TlsAcceptor>,
    http1: http1::Builder,
    http2: http2::Builder<TokioExecutor>,
    pub proxies: Proxies,
    budget: Arc<Budget>,
    rejection: Option<Rejection>,
    pub limits: Limits,
}

impl ConnectionConfig {
    pub fn new(
        router: Router,
        tls: Option<TlsAcceptor>,
        proxies: Proxies,
        limits: Limits,
        rejection: Option<Rejection>,
    ) -> Self {
        let mut http1 = http1::Builder::new();
        // `Deadline` limits the time for a head; hyper's own timer would also close idle connections.
        http1
            .timer(TokioTimer::new())
            .header_read_timeout(None)
            .max_buf_size(limits.head_bytes)
            .max_header_size(limits.head_bytes);
        let mut http2 = http2::Builder::new(TokioExecutor::new());
        http2
            .timer(TokioTimer::new())
            .max_concurrent_streams(u32::try_from(AT_ONCE).unwrap_or(u32::MAX))
            .max_header_list_size(u32::try_from(limits.head_bytes).unwrap_or(u32::MAX))
            .initial_stream_window_size(WINDOWS.0)
            .initial_connection_window_size(WINDOWS.1)
            .max_send_buf_size(64 * 1024)
            .keep_alive_interval(PING.0)
            .keep_alive_timeout(PING.1);
        Self { router, tls, http1, http2, proxies, budget: Arc::default(), rejection, limits }
    }

    /// A slot for a new connection. Those of a proxy count for its clients, as far as it tells them apart.
    ///
    /// # Errors
    /// None is free: which limit is reached.
    pub fn admit(&self, slots: &ConnectionSlots, peer: IpAddr) -> Result<Slot, RefusedConnection> {
        let slot = slots.take()?;
        if self.proxies.trusted.trusts(peer) { Ok(slot) } else { slot.count_for(peer) }
    }
}

/// Serves one connection to its end.
pub(super) async fn serve(
    config: &ConnectionConfig,
    mut stream: TcpStream,
    peer: IpAddr,
    slot: Slot,
    shutdown: watch::Receiver<bool>,
) {
    let deadline = Deadline::start(&config.limits);
    // Inherited from the listening socket only on Linux.
    let _ = stream.set_nodelay(true);
    let identified = tokio::time::timeout(config.limits.head, identify(config, &mut stream, peer, slot)).await;
    let Ok(Some((client, slot))) = identified else { return };
    // A proxy speaks for many.
    let counted = client.filter(|client| !config.proxies.trusted.trusts(*client));
    let account = ConnectionAccount::new(config.budget.clone(), counted);
    let connection = Arc::new(Connection { _slot: slot, account, deadline, peer: client });
    let Some(acceptor) = &config.tls else {
        return http1(config, stream, connection, shutdown).await;
    };
    // A failed or slow handshake gets no response.
    let Ok(Some(stream)) = tokio::time::timeout(config.limits.head, handshake(config, acceptor, stream)).await else {
        return;
    };
    if stream.get_ref().1.alpn_protocol() == Some(b"h2") {
        http2(config, stream, connection, shutdown).await;
    } else {
        http1(config, stream, connection, shutdown).await;
    }
}

/// The address a connection comes from, counted: the peer's, or the one in a trusted proxy's header. `None` closes it.
async fn identify(
    config: &ConnectionConfig,
    stream: &mut TcpStream,
    peer: IpAddr,
    slot: Slot,
) -> Option<(Option<IpAddr>, Slot)> {
    let peer = canonical_address(peer);
    let Proxies { trusted, protocol } = &config.proxies;
    if !protocol || !trusted.trusts(peer) {
        return Some((Some(peer), slot));
    }
    match proxy_header::read(stream).await {
        Ok(HeaderSource::Itself) => Some((Some(peer), slot)),
        Ok(HeaderSource::Client(client)) if trusted.trusts(client) => Some((Some(client), slot)),
        Ok(HeaderSource::Client(client)) => Some((Some(client), slot.count_for(client).ok()?)),
        Ok(HeaderSource::Unknown) => Some((None, slot)),
        Err(error) => {
            tracing::debug!(%error, %peer, "closed a connection of a proxy");
            None
        }
    }
}

async fn handshake(
    config: &ConnectionConfig,
    acceptor: &TlsAcceptor,
    mut stream: TcpStream,
) -> Option<tokio_rustls::server::TlsStream<TcpStream>> {
    let mut first = [0; 1024];
    if stream.peek(&mut first[..1]).await.ok()? == 1 && first[0] != HANDSHAKE {
        // Read first: closing a socket with unread bytes would discard the response.
        let _ = stream.read(&mut first).await.ok()?;
        if let Some(rejection) = &config.rejection {
            stream.write_all(&rejection(TransportError::PlainHttp)).await.ok()?;
        }
        stream.shutdown().await.ok()?;
        return None;
    }
    acceptor.accept(stream).await.ok()
}

async fn http1<T: AsyncRead + AsyncWrite + Unpin>(
    config: &ConnectionConfig,
    stream: T,
    connection: Arc<Connection>,
    shutdown: watch::Receiver<bool>,
) {
    let deadline = connection.deadline.clone();
    let metered = HeadMeter::new(stream, deadline.clone(), connection.account.clone());
    let stream = RejectionStream::new(TokioIo::new(metered), config.rejection.clone());
    let io = DeadlineStream::new(stream, deadline.clone(), true);
    let connection = config.http1.serve_connection(io, RouterService::new(config, connection));
    run(connection, deadline, shutdown, |connection| connection.graceful_shutdown()).await;
}

async fn http2<T>(config: &ConnectionConfig, stream: T, connection: Arc<Connection>, shutdown: watch::Receiver<bool>)
where
    T: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let deadline = connection.deadline.clone();
    let io = DeadlineStream::new(TokioIo::new(stream), deadline.clone(), false);
    let connection = config.http2.serve_connection(io, RouterService::new(config, connection));
    run(connection, deadline, shutdown, |connection| connection.graceful_shutdown()).await;
}

/// Drives a connection until it ends, its deadline passes, or shutdown has let it finish.
async fn run<C>(connection: C, deadline: Arc<Deadline>, mut shutdown: watch::Receiver<bool>, finish: fn(Pin<&mut C>))
where
    C: Future<Output = hyper::Result<()>>,
{
    let mut connection = std::pin::pin!(connection);
    let mut check = tokio::time::interval(deadline.interval());
    let mut stopping = false;
    loop {
        tokio::select! {
            biased;
            ended = connection.as_mut() => {
                if let Err(error) = ended {
                    tracing::debug!(%error, "a connection failed");
                }
                return;
            }
            _ = check.tick() => {
                if deadline.has_passed() {
                    return;
                }
            }
            _ = shutdown.wait_for(|stop| *stop), if !stopping => {
                stopping = true;
                deadline.stop();
                finish(connection.as_mut());
            }
        }
    }
}
