//! Requests that end below the routes: the listener answers them, and the dialect words the answer.

use super::limits::HEAD_BYTES;
use ::http::StatusCode;

/// Longest URL, in bytes; a longer one is more than the library that holds it can take.
const URL_BYTES: usize = u16::MAX as usize - 1;

/// Why the listener rejects a request that it cannot pass on. Its text is a sentence for the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// The URL is too long.
    #[error("The URL is too long: it may have at most {URL_BYTES} bytes. Send long parameters in a form body.")]
    UrlTooLong,
    /// Request line and headers are longer than the listener reads, or too many.
    #[error(
        "The request head is too large: request line and headers may have at most {HEAD_BYTES} bytes and 100 headers."
    )]
    HeadTooLarge,
    /// The bytes are no HTTP request.
    #[error("The request is not valid HTTP.")]
    Malformed,
    /// Plain HTTP where TLS is required.
    #[error("This port requires HTTPS. Use https://.")]
    PlainHttp,
}

impl TransportError {
    /// The status of the response.
    #[must_use]
    pub const fn status(self) -> StatusCode {
        match self {
            Self::UrlTooLong => StatusCode::URI_TOO_LONG,
            Self::HeadTooLarge => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::Malformed | Self::PlainHttp => StatusCode::BAD_REQUEST,
        }
    }
}

/// A whole response of HTTP/1.1, for a connection that closes after it.
pub(crate) fn closing_response(status: StatusCode, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let mut out = format!("HTTP/1.1 {} {}\r\n", status.as_str(), status.canonical_reason().unwrap_or_default());
    for (name, value) in headers {
        out.push_str(&format!("{name}: {value}\r\n"));
    }
    out.push_str(&format!("content-length: {}\r\nconnection: close\r\n\r\n{body}", body.len()));
    out.into_bytes()
}
