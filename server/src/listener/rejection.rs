//! Responses that the HTTP library makes by itself, given a body.
//!
//! To a request that it cannot read (a URL that is too long, a malformed head) hyper responds with a bare status and closes the
//! connection. Clients of an API can read nothing without a body. hyper has no setting for it, so such a head is replaced where it
//! is written. It is always the last thing on its connection.

use hyper::rt::{Read, ReadBufCursor, Write};
use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};
use strongroom_wire::http::TransportError;

/// Makes the whole response, as it is sent, to a request that cannot be passed on.
pub type Rejection = Arc<dyn Fn(TransportError) -> Vec<u8> + Send + Sync>;

/// A stream that replaces bare rejections.
pub(super) struct RejectionStream<T> {
    inner: T,
    rejection: Option<Rejection>,
    /// What is written instead of the bytes that hyper is trying to write, and how much of it is out.
    instead: Option<(Vec<u8>, usize)>,
}

impl<T> RejectionStream<T> {
    /// Without a `rejection` every response stays as it is.
    pub fn new(inner: T, rejection: Option<Rejection>) -> Self {
        Self { inner, rejection, instead: None }
    }
}

impl<T: Read + Unpin> Read for RejectionStream<T> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: ReadBufCursor<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(cx, buffer)
    }
}

impl<T: Write + Unpin> Write for RejectionStream<T> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = &mut *self;
        if this.instead.is_none()
            && let Some(rejection) = &this.rejection
            && let Some((start, error)) = bare_rejection(bytes)
        {
            this.instead = Some(([&bytes[..start], rejection(error).as_slice()].concat(), 0));
        }
        let Some((instead, written)) = &mut this.instead else {
            return Pin::new(&mut this.inner).poll_write(cx, bytes);
        };
        while *written < instead.len() {
            let more = ready!(Pin::new(&mut this.inner).poll_write(cx, &instead[*written..]))?;
            if more == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            *written += more;
        }
        this.instead = None;
        Poll::Ready(Ok(bytes.len()))
    }

    fn is_write_vectored(&self) -> bool {
        // A rejection must be seen whole.
        self.rejection.is_none() && self.inner.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if self.rejection.is_none() {
            return Pin::new(&mut self.inner).poll_write_vectored(cx, bytes);
        }
        let first = bytes.iter().find(|slice| !slice.is_empty()).map_or(&[][..], |slice| &**slice);
        self.poll_write(cx, first)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

/// Where a bare rejection begins in bytes that end with it, and what it rejects. Responses of the routes have a content type.
fn bare_rejection(bytes: &[u8]) -> Option<(usize, TransportError)> {
    const LINE: &[u8] = b"HTTP/1.1 ";
    const LONGEST: usize = 256;
    if !bytes.ends_with(b"\r\n\r\n") {
        return None;
    }
    let from = bytes.len().saturating_sub(LONGEST);
    let start = from + bytes[from..].windows(LINE.len()).rposition(|window| window == LINE)?;
    let head = std::str::from_utf8(&bytes[start..]).ok()?.to_ascii_lowercase();
    if !head.contains("\r\ncontent-length: 0\r\n") || head.contains("\r\ncontent-type:") {
        return None;
    }
    let error = match head.get(LINE.len()..LINE.len() + 3)? {
        "400" => TransportError::Malformed,
        "414" => TransportError::UrlTooLong,
        "431" => TransportError::HeadTooLarge,
        _ => return None,
    };
    Some((start, error))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const BARE: &str = "HTTP/1.1 414 URI Too Long\r\nconnection: close\r\ncontent-length: 0\r\ndate: Sun, 22 Nov 2026 10:00:00 GMT\r\n\r\n";

    #[test]
    fn only_a_bare_head_at_the_end_is_a_rejection() {
        assert_eq!(bare_rejection(BARE.as_bytes()), Some((0, TransportError::UrlTooLong)));
        let earlier = "HTTP/1.1 200 OK\r\ncontent-type: a\r\ncontent-length: 2\r\n\r\n{}";
        let both = format!("{earlier}{BARE}");
        assert_eq!(bare_rejection(both.as_bytes()), Some((earlier.len(), TransportError::UrlTooLong)));
        for other in [
            "",
            "\r\n\r\n",
            earlier,
            &BARE[..BARE.len() - 1],
            BARE.replace("414 URI Too Long", "204 No Content").as_str(),
            BARE.replace("content-length: 0", "content-length: 9").as_str(),
            BARE.replace("connection: close", "content-type: text/plain").as_str(),
        ] {
            assert_eq!(bare_rejection(other.as_bytes()), None, "{other}");
        }
    }
}
