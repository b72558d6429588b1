//! Requests over HTTPS: one connection each, no redirects, bounded in time and size.

use crate::{TlsProblem, addresses::AddressRule};
use bytes::Bytes;
use http::{HeaderValue, Request, Response, Uri, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs};
use rustls_pki_types::ServerName;
use std::{io, net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpStream, lookup_host},
    time::{Instant, timeout, timeout_at},
};
use tokio_rustls::TlsConnector;
use zeroize::Zeroizing;

/// Why a request failed. Contains nothing that the server sent.
#[derive(Debug, thiserror::Error)]
pub enum HttpsError {
    /// The address is not `https:`, nor `http:` of this machine, or the rule allows none of its addresses. Nothing was sent.
    #[error("the address is not allowed")]
    Address,
    /// No connection. Nothing was sent.
    #[error("cannot connect: {0}")]
    Unreachable(String),
    /// The server's certificate is not trusted, or there is no TLS to speak of. Nothing was sent.
    #[error("{0}")]
    NotTrusted(TlsProblem),
    /// The connection ended before the response did. The request may have had its effect.
    #[error("the connection broke: {0}")]
    Broken(hyper::Error),
    /// No response until the deadline. The request may have had its effect.
    #[error("no response in time")]
    Late,
    /// The response is too long or incomplete. The request may have had its effect.
    #[error("the response is too long or incomplete")]
    Response,
}

/// The client. Cheap to keep, and it resumes TLS sessions as long as it is kept.
pub struct Https {
    tls: TlsConnector,
    deadline: Duration,
    response_bytes: usize,
    addresses: AddressRule,
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

impl Https {
    /// Trusts these authorities. `deadline` is for a whole request, from the look-up of the name to the last byte of the response, which
    /// has at most `response_bytes`.
    ///
    /// # Errors
    /// Never with the provider that is compiled in.
    pub fn new(roots: RootCertStore, deadline: Duration, response_bytes: usize) -> Result<Self, rustls::Error> {
        let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
        let config = builder.with_safe_default_protocol_versions()?.with_root_certificates(roots).with_no_client_auth();
        Ok(Self { tls: Arc::new(config).into(), deadline, response_bytes, addresses: AddressRule::Any })
    }

    /// With another deadline for a whole request.
    #[must_use]
    pub fn with_deadline(self, deadline: Duration) -> Self {
        Self { deadline, ..self }
    }

    /// Connects only to addresses that this rule allows.
    #[must_use]
    pub fn with_addresses(self, addresses: AddressRule) -> Self {
        Self { addresses, ..self }
    }

    pub(crate) fn deadline(&self) -> Duration {
        self.deadline
    }

    /// Sends a request to an absolute address and reads the whole response.
    ///
    /// # Errors
    /// There is no whole response. Whatever its status, a response is none.
    pub async fn send(&self, request: Request<Bytes>) -> Result<Response<Zeroizing<Vec<u8>>>, HttpsError> {
        let until = Instant::now() + self.deadline;
        let late = |_| Err(HttpsError::Unreachable("no connection in time".to_owned()));
        let stream = timeout_at(until, self.connect(request.uri(), until)).await.unwrap_or_else(late)?;
        timeout_at(until, self.exchange(stream, request)).await.unwrap_or(Err(HttpsError::Late))
    }

    async fn exchange(
        &self,
        stream: Box<dyn Stream>,
        request: Request<Bytes>,
    ) -> Result<Response<Zeroizing<Vec<u8>>>, HttpsError> {
        let (mut parts, body) = request.into_parts();
        let host = parts.uri.authority().and_then(|to| HeaderValue::from_str(to.as_str()).ok());
        parts.headers.insert(header::HOST, host.ok_or(HttpsError::Address)?);
        // GitHub rejects requests without it.
        parts.headers.insert(header::USER_AGENT, HeaderValue::from_static("strongroom"));
        parts.uri = parts.uri.path_and_query().map_or_else(Uri::default, |path| path.clone().into());
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(HttpsError::Broken)?;
        // Ends when the sender and the response body are dropped.
        tokio::spawn(connection);
        let sent = sender.send_request(Request::from_parts(parts, Full::new(body))).await;
        let (parts, body) = sent.map_err(HttpsError::Broken)?.into_parts();
        let body = Limited::new(body, self.response_bytes).collect().await.map_err(|_| HttpsError::Response)?;
        Ok(Response::from_parts(parts, Zeroizing::new(body.to_bytes().to_vec())))
    }

    /// Connects to an address the name resolves to now; without TLS only to this machine.
    async fn connect(&self, uri: &Uri, until: Instant) -> Result<Box<dyn Stream>, HttpsError> {
        let host = uri.host().ok_or(HttpsError::Address)?.trim_start_matches('[').trim_end_matches(']').to_owned();
        let encrypted = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(HttpsError::Address),
        };
        let port = uri.port_u16().unwrap_or(if encrypted { 443 } else { 80 });
        let found = lookup_host((host.as_str(), port)).await.map_err(|error| unreachable(&error))?;
        let allowed = |to: &SocketAddr| self.addresses.allows(to.ip()) && (encrypted || to.ip().is_loopback());
        let stream = first(&found.filter(allowed).collect::<Vec<_>>(), until).await?;
        if !encrypted {
            return Ok(Box::new(stream));
        }
        let name = ServerName::try_from(host).map_err(|_| HttpsError::Address)?;
        Ok(Box::new(self.tls.connect(name, stream).await.map_err(|error| refused(&error))?))
    }
}

/// The first address that accepts. Each gets its share of the remaining time, so that one that does not answer leaves time for the
/// others.
async fn first(addresses: &[SocketAddr], until: Instant) -> Result<TcpStream, HttpsError> {
    let mut failed = HttpsError::Address;
    for (address, untried) in addresses.iter().zip((1..=addresses.len()).rev()) {
        let left = until.saturating_duration_since(Instant::now());
        let share = left / u32::try_from(untried).unwrap_or(u32::MAX);
        failed = match timeout(share, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                // A request sent in two parts would wait 40 ms for the acknowledgement of the first.
                stream.set_nodelay(true).map_err(|error| unreachable(&error))?;
                return Ok(stream);
            }
            Ok(Err(error)) => unreachable(&error),
            Err(_) => HttpsError::Unreachable("no connection in time".to_owned()),
        };
    }
    Err(failed)
}

fn unreachable(error: &io::Error) -> HttpsError {
    HttpsError::Unreachable(error.to_string())
}

/// Why a handshake failed.
fn refused(error: &io::Error) -> HttpsError {
    TlsProblem::of(error).map_or_else(|| unreachable(error), HttpsError::NotTrusted)
}
