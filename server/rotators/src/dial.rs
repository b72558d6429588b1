//! TCP connections that end when a target sends too much.

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
};
use strongroom_core::ports::{TargetAccess, Trouble};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpStream, lookup_host},
};

/// Bytes that a target may send in one session. The longest answer, a list of the rights of an account, takes some thousand.
pub(crate) const MOST_BYTES: usize = 1 << 20;

/// Addresses of the target.
///
/// # Errors
/// [`Trouble::Unreachable`] if its name has none.
pub(crate) async fn resolve(target: &TargetAccess) -> Result<Vec<SocketAddr>, Trouble> {
    let found = lookup_host((target.host.as_str(), target.port)).await;
    match found.map(Iterator::collect::<Vec<_>>) {
        Ok(addresses) if !addresses.is_empty() => Ok(addresses),
        _ => Err(Trouble::Unreachable("its name has no address".into())),
    }
}

/// Connects to the first address that accepts.
///
/// # Errors
/// [`Trouble::Unreachable`].
pub(crate) async fn dial(target: &TargetAccess) -> Result<(Bounded, Excess), Trouble> {
    let mut last = io::ErrorKind::AddrNotAvailable;
    for address in resolve(target).await? {
        match TcpStream::connect(address).await {
            Ok(stream) => {
                let excess = Excess::default();
                return Ok((Bounded { stream, left: MOST_BYTES, excess: excess.clone() }, excess));
            }
            Err(error) => last = error.kind(),
        }
    }
    Err(Trouble::Unreachable(last.to_string()))
}

/// Whether a target sent more than [`MOST_BYTES`].
#[derive(Clone, Default)]
pub(crate) struct Excess(Arc<AtomicBool>);

impl Excess {
    pub(crate) fn happened(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// A TCP connection that fails once the target has sent [`MOST_BYTES`].
pub(crate) struct Bounded {
    stream: TcpStream,
    left: usize,
    excess: Excess,
}

impl AsyncRead for Bounded {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.left == 0 {
            this.excess.0.store(true, Ordering::Relaxed);
            return Poll::Ready(Err(io::ErrorKind::FileTooLarge.into()));
        }
        let before = buf.filled().len();
        let outcome = Pin::new(&mut this.stream).poll_read(cx, buf);
        this.left = this.left.saturating_sub(buf.filled().len() - before);
        outcome
    }
}

impl AsyncWrite for Bounded {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
