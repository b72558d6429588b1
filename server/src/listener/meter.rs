//! Counts what is read of heads that are not complete yet. HTTP/2 puts them together itself, one at a time within the size of a head.

use super::{account::ConnectionAccount, deadline::Deadline};
use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// A stream of HTTP/1 whose heads are counted.
pub(super) struct HeadMeter<T> {
    inner: T,
    deadline: Arc<Deadline>,
    account: Arc<ConnectionAccount>,
}

impl<T> HeadMeter<T> {
    pub fn new(inner: T, deadline: Arc<Deadline>, account: Arc<ConnectionAccount>) -> Self {
        Self { inner, deadline, account }
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for HeadMeter<T> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.inner).poll_read(cx, buffer))?;
        let read = buffer.filled().len().saturating_sub(before);
        if self.deadline.reads_head() && !self.account.reads(read) {
            return Poll::Ready(Err(io::Error::new(io::ErrorKind::ResourceBusy, "too many heads are being read")));
        }
        Poll::Ready(Ok(()))
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for HeadMeter<T> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write_vectored(cx, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}
