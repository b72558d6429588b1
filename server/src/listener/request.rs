//! Runs a request to its end, even if its client hangs up.
//!
//! An operation that has begun must not stop half-way because nobody waits for the response: its event, its count of failed tries and
//! what follows a commit belong to it. So each request is a task of its own. It keeps the connection's slot and what it is charged for
//! until it ends: clients that hang up gain no room.

use super::{
    account::ConnectionAccount,
    body::{RefusedBody, TimedBody},
    connection::ConnectionConfig,
    deadline::Deadline,
    slots::Slot,
};
use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use hyper::{
    Request,
    body::{Body as _, Incoming},
    service::Service,
};
use std::{
    convert::Infallible,
    net::{IpAddr, SocketAddr},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};
use strongroom_domain::TrustedProxies;
use strongroom_wire::http::ProvenCaller;
use tokio::{sync::Semaphore, task::JoinHandle};
use tower::Service as _;

/// Requests of one connection that run at once. HTTP/2 offers as many streams; a client that resets streams is not offered more.
pub(super) const AT_ONCE: usize = 100;

/// What all requests of a connection share.
pub(super) struct Connection {
    /// Released with the last request.
    pub _slot: Slot,
    pub account: Arc<ConnectionAccount>,
    pub deadline: Arc<Deadline>,
    /// Where it comes from; `None` if a proxy does not know.
    pub peer: Option<IpAddr>,
}

/// The hyper service that passes requests to the router.
pub(super) struct RouterService {
    router: Router,
    connection: Arc<Connection>,
    running: Arc<Semaphore>,
    proxies: TrustedProxies,
    body: Duration,
}

impl RouterService {
    pub fn new(config: &ConnectionConfig, connection: Arc<Connection>) -> Self {
        Self {
            router: config.router.clone(),
            connection,
            running: Arc::new(Semaphore::new(AT_ONCE)),
            proxies: config.proxies.trusted.clone(),
            body: config.limits.body,
        }
    }

    /// The address of the client: the peer's, or the one that a trusted proxy forwards.
    fn client(&self, headers: &HeaderMap) -> Option<IpAddr> {
        let peer = self.connection.peer?;
        if !self.proxies.trusts(peer) {
            return Some(peer);
        }
        // Text that is not ASCII is no address.
        let forwarded: Vec<&str> =
            headers.get_all("x-forwarded-for").iter().map(|value| value.to_str().unwrap_or_default()).collect();
        self.proxies.client(peer, forwarded.into_iter())
    }
}

impl Service<Request<Incoming>> for RouterService {
    type Response = Response;
    type Error = Infallible;
    type Future = ResponseFuture;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        let Connection { account, deadline, .. } = &*self.connection;
        deadline.request_begins();
        account.head_read();
        let running = RunningRequest(deadline.clone());
        let Ok(permit) = self.running.clone().try_acquire_owned() else {
            let refused = (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "1")]).into_response();
            return ResponseFuture { state: State::Refused(Some(refused)), _running: running };
        };
        let client = self.client(request.headers());
        let charge = account.charge(&request);
        let mut request = match &charge {
            None => refused(&request),
            Some(charge) => request.map(|body| match body.is_end_stream() {
                true => Body::empty(),
                false => Body::new(TimedBody::new(body, self.body, charge.clone())),
            }),
        };
        if let Some(client) = client {
            request.extensions_mut().insert(ConnectInfo(SocketAddr::new(client, 0)));
        }
        let (mut router, connection) = (self.router.clone(), self.connection.clone());
        let task = tokio::spawn(async move {
            let response = router.call(request).await.unwrap_or_else(|never| match never {});
            if response.extensions().get::<ProvenCaller>().is_some() {
                connection.account.prove();
            }
            drop((charge, connection, permit));
            response
        });
        ResponseFuture { state: State::Runs(task), _running: running }
    }
}

/// Longest path, and longest header, of a request that may not be held.
const REFUSED_TEXT: usize = 512;

/// What is left of a request that may not be held: enough to refuse it in the form its client reads. The rest of the head is given back
/// at once, before the request waits for its turn.
fn refused(request: &Request<Incoming>) -> Request<Body> {
    let mut left = Request::new(Body::new(RefusedBody));
    *left.method_mut() = request.method().clone();
    *left.version_mut() = request.version();
    let path = Some(request.uri().path()).filter(|path| path.len() <= REFUSED_TEXT).and_then(|path| path.parse().ok());
    *left.uri_mut() = path.unwrap_or_default();
    let named =
        [header::HOST, header::ACCEPT, header::REFERER, header::ORIGIN, HeaderName::from_static("sec-fetch-site")];
    for name in named {
        let value = request.headers().get(&name).filter(|value| value.len() <= REFUSED_TEXT);
        // A copy: the value may be a part of the whole head.
        if let Some(value) = value.and_then(|value| HeaderValue::from_bytes(value.as_bytes()).ok()) {
            left.headers_mut().insert(name, value);
        }
    }
    left
}

/// The response; counts as a running request of the connection until it is dropped.
pub(super) struct ResponseFuture {
    state: State,
    _running: RunningRequest,
}

enum State {
    Runs(JoinHandle<Response>),
    Refused(Option<Response>),
}

struct RunningRequest(Arc<Deadline>);

impl Drop for RunningRequest {
    fn drop(&mut self) {
        self.0.request_ends();
    }
}

impl Future for ResponseFuture {
    type Output = Result<Response, Infallible>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let failed = || StatusCode::INTERNAL_SERVER_ERROR.into_response();
        match &mut self.state {
            // A task that fails has panicked: a defect, which the log has.
            State::Runs(task) => Pin::new(task).poll(cx).map(|response| Ok(response.unwrap_or_else(|_| failed()))),
            State::Refused(response) => Poll::Ready(Ok(response.take().unwrap_or_else(failed))),
        }
    }
}
