//! HTTP client for the provider: one connection per request, no redirects, bounded in time and size.

use crate::Failure;
use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use oauth2::{AsyncHttpClient, HttpRequest, HttpResponse, url::Url};
use std::{future::Future, path::Path, pin::Pin, time::Duration};
use strongroom_client::{Https, HttpsError, authorities_of, system_authorities};

/// Time for one request, from the DNS lookup to the last byte of the response.
const DEADLINE: Duration = Duration::from_secs(10);
/// Longest response, in bytes. Key sets with certificates have some ten thousand.
const RESPONSE_BYTES: usize = 512 << 10;

/// Why a request failed. For the log.
#[derive(Debug, thiserror::Error)]
pub(super) enum HttpError {
    #[error("the address is not allowed")]
    Address,
    #[error("{0}")]
    Exchange(#[from] HttpsError),
    #[error("status {0}")]
    Status(u16),
}

/// The HTTP client.
pub(super) struct ProviderHttp {
    https: Https,
}

impl ProviderHttp {
    /// Trusts the certificates of a file, or those of the system.
    ///
    /// # Errors
    /// The file cannot be read or contains no certificate.
    pub fn new(ca_file: Option<&Path>) -> Result<Self, Failure> {
        let roots =
            match ca_file {
                Some(file) => std::fs::read(file)
                    .map_err(|error| error.to_string())
                    .and_then(|pem| authorities_of(&pem))
                    .map_err(|error| Failure::new(format!("oidc_ca_file: cannot use {} ({error})", file.display())))?,
                None => system_authorities(),
            };
        let https = Https::new(roots, DEADLINE, RESPONSE_BYTES);
        Ok(Self { https: https.map_err(|error| Failure::new(format!("cannot set up TLS: {error}")))? })
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
        let (mut parts, mut body) = self.https.send(request.map(Bytes::from)).await?.into_parts();
        // Decided by the body alone: not every provider says that its JSON is JSON.
        parts.headers.remove(header::CONTENT_TYPE);
        Ok(Response::from_parts(parts, std::mem::take(&mut *body)))
    }
}

impl<'c> AsyncHttpClient<'c> for ProviderHttp {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}
