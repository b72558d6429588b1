//! HTTP on one connection.

use super::{
    Limits,
    body::TimedBody,
    deadline::{Deadline, DeadlineStream},
    rejection::{Rejection, RejectionStream},
};
use axum::{Router, body::Body, extract::ConnectInfo};
use hyper::{
    Request, Response,
    body::{Body as _, Incoming},
    server::conn::{http1, http2},
    service::Service,
};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use std::{convert::Infallible, future::Future, net::SocketAddr, pin::Pin, sync::Arc, time::Duration};
use strongroom_wire::http::TransportError;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpStream,
    sync::watch,
};
use tokio_rustls::TlsAcceptor;
use tower::Service as _;

/// First byte of a TLS handshake (RFC 8446, 5.1).
const HANDSHAKE: u8 = 0x16;
/// Concurrent requests on one HTTP/2 connection.
const STREAMS: u32 = 100;
/// HTTP/2: interval of pings to a silent peer, and the time to answer one.
const PING: (Duration, Duration) = (Duration::from_secs(30), Duration::from_secs(10));

/// What all connections of a listener share.
pub(super) struct ConnectionConfig {
    router: Router,
    tls: Option<TlsAcceptor>,
    http1: http1::Builder,
    http2: http2::Builder<TokioExecutor>,
    rejection: Option<Rejection>,
    pub limits: Limits,
}

impl ConnectionConfig {
    pub fn new(router: Router, tls: Option<TlsAcceptor>, limits: Limits, rejection: Option<Rejection>) -> Self {
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
            .max_concurrent_streams(STREAMS)
            .max_header_list_size(u32::try_from(limits.head_bytes).unwrap_or(u32::MAX))
            .initial_stream_window_size(64 * 1024)
            .initial_connection_window_size(512 * 1024)
            .max_send_buf_size(64 * 1024)
            .keep_alive_interval(PING.0)
            .keep_alive_timeout(PING.1);
        Self { router, tls, http1, http2, rejection, limits }
    }
}

/// Serves one connection to its end.
pub(super) async fn serve(
    config: &ConnectionConfig,
    stream: TcpStream,
    peer: SocketAddr,
    shutdown: watch::Receiver<bool>,
) {
    let deadline = Deadline::start(&config.limits);
    // Inherited from the listening socket only on Linux.
    let _ = stream.set_nodelay(true);
    let Some(acceptor) = &config.tls else {
        return http1(config, stream, peer, deadline, shutdown).await;
    };
    // A failed or slow handshake gets no response.
    let Ok(Some(stream)) = tokio::time::timeout(config.limits.head, handshake(config, acceptor, stream)).await else {
        return;
    };
    if stream.get_ref().1.alpn_protocol() == Some(b"h2") {
        http2(config, stream, peer, deadline, shutdown).await;
    } else {
        http1(config, stream, peer, deadline, shutdown).await;
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
    peer: SocketAddr,
    deadline: Arc<Deadline>,
    shutdown: watch::Receiver<bool>,
) {
    let stream = RejectionStream::new(TokioIo::new(stream), config.rejection.clone());
    let io = DeadlineStream::new(stream, deadline.clone(), true);
    let connection = config.http1.serve_connection(io, RouterService::new(config, peer, deadline.clone()));
    run(connection, deadline, shutdown, |connection| connection.graceful_shutdown()).await;
}

async fn http2<T>(
    config: &ConnectionConfig,
    stream: T,
    peer: SocketAddr,
    deadline: Arc<Deadline>,
    shutdown: watch::Receiver<bool>,
) where
    T: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let io = DeadlineStream::new(TokioIo::new(stream), deadline.clone(), false);
    let connection = config.http2.serve_connection(io, RouterService::new(config, peer, deadline.clone()));
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

/// The hyper service that passes requests to the router.
struct RouterService {
    router: Router,
    peer: SocketAddr,
    deadline: Arc<Deadline>,
    body: Duration,
}

impl RouterService {
    fn new(config: &ConnectionConfig, peer: SocketAddr, deadline: Arc<Deadline>) -> Self {
        Self { router: config.router.clone(), peer, deadline, body: config.limits.body }
    }
}

impl Service<Request<Incoming>> for RouterService {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = ResponseFuture<<Router as tower::Service<Request<Body>>>::Future>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        let mut request = request
            .map(|body| if body.is_end_stream() { Body::empty() } else { Body::new(TimedBody::new(body, self.body)) });
        request.extensions_mut().insert(ConnectInfo(self.peer));
        self.deadline.request_begins();
        ResponseFuture { future: self.router.clone().call(request), _running: RunningRequest(self.deadline.clone()) }
    }
}

/// The response future; counts as a running request until it is dropped.
pub(super) struct ResponseFuture<F> {
    future: F,
    _running: RunningRequest,
}

struct RunningRequest(Arc<Deadline>);

impl Drop for RunningRequest {
    fn drop(&mut self) {
        self.0.request_ends();
    }
}

impl<F: Future + Unpin> Future for ResponseFuture<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut std::task::Context<'_>) -> std::task::Poll<Self::Output> {
        Pin::new(&mut self.future).poll(cx)
    }
}
