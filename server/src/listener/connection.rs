//! HTTP on one connection.

use super::{
    Limits,
    body::TimedBody,
    pace::{Pace, Paced},
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
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpStream,
    sync::watch,
};
use tokio_rustls::TlsAcceptor;
use tower::Service as _;

/// First byte of a TLS handshake (RFC 8446, 5.1).
const HANDSHAKE: u8 = 0x16;
/// Answer to plain HTTP where TLS is spoken.
const PLAIN: &[u8] =
    b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 49\r\nConnection: close\r\n\r\n\
    This port speaks HTTPS only; use https:// please.";
/// Requests at once on one HTTP/2 connection.
const STREAMS: u32 = 100;
/// HTTP/2: how often a silent peer is asked whether it lives, and how long it may take to say so.
const PING: (Duration, Duration) = (Duration::from_secs(30), Duration::from_secs(10));

/// What every connection of a listener shares.
pub(super) struct Terms {
    router: Router,
    tls: Option<TlsAcceptor>,
    http1: http1::Builder,
    http2: http2::Builder<TokioExecutor>,
    pub limits: Limits,
}

impl Terms {
    pub fn new(router: Router, tls: Option<TlsAcceptor>, limits: Limits) -> Self {
        let mut http1 = http1::Builder::new();
        // `Pace` times heads: hyper's own timer would also end connections that rest.
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
        Self { router, tls, http1, http2, limits }
    }
}

/// Serves one connection to its end.
pub(super) async fn serve(terms: &Terms, stream: TcpStream, peer: SocketAddr, shutdown: watch::Receiver<bool>) {
    let pace = Pace::start(&terms.limits);
    // Inherited from the listening socket on Linux only.
    let _ = stream.set_nodelay(true);
    let Some(acceptor) = &terms.tls else {
        return http1(terms, stream, peer, pace, shutdown).await;
    };
    // A handshake that fails or takes too long is the client's business; it gets no answer.
    let Ok(Some(stream)) = tokio::time::timeout(terms.limits.head, handshake(acceptor, stream)).await else { return };
    if stream.get_ref().1.alpn_protocol() == Some(b"h2") {
        http2(terms, stream, peer, pace, shutdown).await;
    } else {
        http1(terms, stream, peer, pace, shutdown).await;
    }
}

async fn handshake(
    acceptor: &TlsAcceptor,
    mut stream: TcpStream,
) -> Option<tokio_rustls::server::TlsStream<TcpStream>> {
    let mut first = [0; 1024];
    if stream.peek(&mut first[..1]).await.ok()? == 1 && first[0] != HANDSHAKE {
        // Read something first: closing a socket with unread bytes would take the answer away again.
        let _ = stream.read(&mut first).await.ok()?;
        stream.write_all(PLAIN).await.ok()?;
        stream.shutdown().await.ok()?;
        return None;
    }
    acceptor.accept(stream).await.ok()
}

async fn http1<T: AsyncRead + AsyncWrite + Unpin>(
    terms: &Terms,
    stream: T,
    peer: SocketAddr,
    pace: Arc<Pace>,
    shutdown: watch::Receiver<bool>,
) {
    let io = Paced::new(TokioIo::new(stream), pace.clone(), true);
    let connection = terms.http1.serve_connection(io, Requests::new(terms, peer, pace.clone()));
    run(connection, pace, shutdown, |connection| connection.graceful_shutdown()).await;
}

async fn http2<T>(terms: &Terms, stream: T, peer: SocketAddr, pace: Arc<Pace>, shutdown: watch::Receiver<bool>)
where
    T: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let io = Paced::new(TokioIo::new(stream), pace.clone(), false);
    let connection = terms.http2.serve_connection(io, Requests::new(terms, peer, pace.clone()));
    run(connection, pace, shutdown, |connection| connection.graceful_shutdown()).await;
}

/// Drives a connection until it ends, its time is up, or shutdown has let it finish.
async fn run<C>(connection: C, pace: Arc<Pace>, mut shutdown: watch::Receiver<bool>, finish: fn(Pin<&mut C>))
where
    C: Future<Output = hyper::Result<()>>,
{
    let mut connection = std::pin::pin!(connection);
    let mut look = tokio::time::interval(pace.interval());
    let mut stopping = false;
    loop {
        tokio::select! {
            biased;
            ended = connection.as_mut() => {
                if let Err(error) = ended {
                    tracing::debug!(%error, "a connection ended early");
                }
                return;
            }
            _ = look.tick() => {
                if pace.is_over() {
                    return;
                }
            }
            _ = shutdown.wait_for(|stop| *stop), if !stopping => {
                stopping = true;
                pace.stop();
                finish(connection.as_mut());
            }
        }
    }
}

/// Hands requests to the router.
struct Requests {
    router: Router,
    peer: SocketAddr,
    pace: Arc<Pace>,
    body: Duration,
}

impl Requests {
    fn new(terms: &Terms, peer: SocketAddr, pace: Arc<Pace>) -> Self {
        Self { router: terms.router.clone(), peer, pace, body: terms.limits.body }
    }
}

impl Service<Request<Incoming>> for Requests {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Answer<<Router as tower::Service<Request<Body>>>::Future>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        let mut request = request
            .map(|body| if body.is_end_stream() { Body::empty() } else { Body::new(TimedBody::new(body, self.body)) });
        request.extensions_mut().insert(ConnectInfo(self.peer));
        self.pace.request_begins();
        Answer { future: self.router.clone().call(request), _running: Running(self.pace.clone()) }
    }
}

/// An answer in the making.
pub(super) struct Answer<F> {
    future: F,
    _running: Running,
}

struct Running(Arc<Pace>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.request_ends();
    }
}

impl<F: Future + Unpin> Future for Answer<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut std::task::Context<'_>) -> std::task::Poll<Self::Output> {
        Pin::new(&mut self.future).poll(cx)
    }
}
