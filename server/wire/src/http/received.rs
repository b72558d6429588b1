//! A request taken in whole, and the response sent back.

use super::limits::{RequestError, check_head, read_body};
use ::http::{HeaderValue, StatusCode, Version, header, request::Parts};
use axum::{
    body::{Body, Bytes},
    extract::{ConnectInfo, Request},
    response::Response,
};
use http_body_util::BodyExt;
use std::net::SocketAddr;
use strongroom_core::{Browser, Call};
use strongroom_domain::{Principal, RequestId, Surface};

/// Bytes of a body that are read and dropped after the limit.
const DRAINED_BYTES: usize = 1 << 20;

/// A request within the limits, with its whole body.
pub(crate) struct Received {
    pub parts: Parts,
    pub body: Bytes,
}

impl Received {
    /// Reads the body, then checks the head: a response before the end of the body would close a connection that the client
    /// means to use again.
    ///
    /// # Errors
    /// Head or body breaks a limit, or the body is late or malformed.
    pub async fn read(request: Request) -> Result<Self, RequestError> {
        let (parts, body) = request.into_parts();
        let body = read_or_drain(body, parts.version).await?;
        check_head(&parts)?;
        Ok(Self { parts, body })
    }

    /// The query as sent, without its question mark.
    pub fn query(&self) -> &[u8] {
        self.parts.uri.query().unwrap_or_default().as_bytes()
    }

    /// The call as the transport describes it: the API's listener speaks TLS alone. The dialect fills in the principal and the nonce once it has verified them.
    pub fn call(&self, surface: Surface, request: RequestId) -> Call {
        let agent = self.parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        Call {
            principal: Principal::anonymous(""),
            surface,
            address: self.parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|connected| connected.0.ip()),
            agent: agent.unwrap_or_default().to_owned(),
            request,
            nonce: None,
            mfa: false,
            encrypted: Some(true),
            verified_at: None,
            browser: Browser::default(),
            seen: None,
        }
    }
}

/// On HTTP/2 the rest of a body that is too large is read for a while: curl, still sending, takes the early end of its stream
/// for an error and shows no response. On HTTP/1.1 the listener does the same with the whole connection.
async fn read_or_drain(mut body: Body, version: Version) -> Result<Bytes, RequestError> {
    let read = read_body(&mut body).await;
    let mut drained = 0;
    while read == Err(RequestError::BodyTooLarge) && version == Version::HTTP_2 && drained < DRAINED_BYTES {
        match body.frame().await {
            Some(Ok(frame)) => drained += frame.data_ref().map_or(0, Bytes::len),
            _ => break,
        }
    }
    read
}

/// A response that no cache keeps.
pub(crate) fn response(status: u16, content_type: &'static str, body: String) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
