//! HTTP client for the provider: one connection per request, no redirects, bounded in time and size.

use crate::{Failure, tls::pem::certificates};
use http::{HeaderValue, StatusCode, Uri, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use oauth2::{AsyncHttpClient, HttpRequest, HttpResponse, url::Url};
use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs};
use rustls_pki_types::ServerName;
use std::{future::Future, io, net::IpAddr, path::Path, pin::Pin, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpStream, lookup_host},
    time::timeout,
};
use tokio_rustls::TlsConnector;

/// Time for one request, from the DNS lookup to the last byte of the response.
const DEADLINE: Duration = Duration::from_secs(10);
/// Longest response, in bytes. Key sets with certificates have some ten thousand.
const RESPONSE_BYTES: usize = 512 << 10;

/// Why a request failed. For the log.
#[derive(Debug, thiserror::Error)]
pub(super) enum HttpError {
    #[error("the address is not allowed")]
    Address,
    #[error("cannot connect: {0}")]
    Connect(#[from] io::Error),
    #[error("the connection broke: {0}")]
    Exchange(#[from] hyper::Error),
    #[error("no response in time")]
    Timeout,
    #[error("the response is too long or incomplete")]
    Response,
    #[error("status {0}")]
    Status(u16),
}

/// The HTTP client.
pub(super) struct ProviderHttp {
    tls: TlsConnector,
}

trait ProviderTransport: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> ProviderTransport for T {}

impl ProviderHttp {
    /// Trusts the certificates of a file, or those of the system.
    ///
    /// # Errors
    /// The file cannot be read or contains no certificate.
    pub fn new(ca_file: Option<&Path>) -> Result<Self, Failure> {
        let certificates = match ca_file {
            Some(file) => std::fs::read(file)
                .map_err(|error| error.to_string())
                .and_then(|pem| certificates(&pem))
                .map_err(|error| Failure::new(format!("oidc_ca_file: cannot use {} ({error})", file.display())))?,
            None => rustls_native_certs::load_native_certs().certs,
        };
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(certificates);
        let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
        let builder = builder.with_safe_default_protocol_versions();
        let builder = builder.map_err(|error| Failure::new(format!("cannot set up TLS: {error}")))?;
        let config = builder.with_root_certificates(roots).with_no_client_auth();
        Ok(Self { tls: Arc::new(config).into() })
    }

    /// The body of a resource, with the access token that allows to read it.
    ///
    /// # Errors
    /// It cannot be had, or the status is not 200.
    pub async fn get(&self, address: &Url, authorization: Option<HeaderValue>) -> Result<Vec<u8>, HttpError> {
        let mut request = http::Request::get(address.as_str()).body(Vec::new()).map_err(|_| HttpError::Address)?;
        request.headers_mut().insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        request.headers_mut().extend(authorization.map(|value| (header::AUTHORIZATION, value)));
        let response = self.call(request).await?;
        match response.status() {
            StatusCode::OK => Ok(response.into_body()),
            other => Err(HttpError::Status(other.as_u16())),
        }
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let (mut parts, body) = request.into_parts();
        let stream = self.connect(&parts.uri).await?;
        let host = parts.uri.authority().and_then(|to| HeaderValue::from_str(to.as_str()).ok());
        parts.headers.insert(header::HOST, host.ok_or(HttpError::Address)?);
        // GitHub rejects requests without it.
        parts.headers.insert(header::USER_AGENT, HeaderValue::from_static("strongroom"));
        parts.uri = parts.uri.path_and_query().map_or_else(Uri::default, |path| path.clone().into());
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        // Ends when the sender and the response body are dropped.
        tokio::spawn(connection);
        let response = sender.send_request(http::Request::from_parts(parts, Full::<bytes::Bytes>::from(body))).await?;
        let (mut parts, body) = response.into_parts();
        // Decided by the body alone: not every provider says that its JSON is JSON.
        parts.headers.remove(header::CONTENT_TYPE);
        let body = Limited::new(body, RESPONSE_BYTES).collect().await.map_err(|_| HttpError::Response)?;
        Ok(http::Response::from_parts(parts, body.to_bytes().to_vec()))
    }

    /// Connects to an address the name resolves to now; without TLS only to this machine.
    async fn connect(&self, uri: &Uri) -> Result<Box<dyn ProviderTransport>, HttpError> {
        let host = uri.host().ok_or(HttpError::Address)?.trim_start_matches('[').trim_end_matches(']').to_owned();
        let encrypted = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(HttpError::Address),
        };
        let port = uri.port_u16().unwrap_or(if encrypted { 443 } else { 80 });
        let mut failed = HttpError::Address;
        for address in lookup_host((host.as_str(), port)).await? {
            if link_local(address.ip()) || !(encrypted || address.ip().is_loopback()) {
                continue;
            }
            match TcpStream::connect(address).await {
                Ok(stream) if encrypted => {
                    let name = ServerName::try_from(host.clone()).map_err(|_| HttpError::Address)?;
                    return Ok(Box::new(self.tls.connect(name, stream).await?));
                }
                Ok(stream) => return Ok(Box::new(stream)),
                Err(error) => failed = error.into(),
            }
        }
        Err(failed)
    }
}

impl<'c> AsyncHttpClient<'c> for ProviderHttp {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async { timeout(DEADLINE, self.send(request)).await.unwrap_or(Err(HttpError::Timeout)) })
    }
}

/// Link-local addresses, where clouds serve instance metadata.
fn link_local(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_unicast_link_local(),
    }
}
