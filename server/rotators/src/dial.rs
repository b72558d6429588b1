//! TCP connections that end when a target sends too much.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};
use strongroom_core::ports::{TargetAccess, Trouble};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpStream, lookup_host},
    time::{Instant, timeout},
};

/// Bytes that a target may send in one session. The longest answer, a list of the rights of an account, takes some thousand.
pub(crate) const MOST_BYTES: usize = 1 << 20;

/// Connects to the first address of the target that accepts, within this time.
///
/// # Errors
/// [`Trouble::Unreachable`].
pub(crate) async fn dial(target: &TargetAccess, within: Duration) -> Result<(Bounded, Excess), Trouble> {
    dial_allowed(&target.host, target.port, within, |_| true).await
}

/// As [`dial`], but only to addresses that are allowed. The name is looked up once: what was checked is what is connected to.
///
/// # Errors
/// [`Trouble::Unreachable`]; [`Trouble::Unsupported`] if none of the addresses is allowed.
pub(crate) async fn dial_allowed(
    host: &str,
    port: u16,
    within: Duration,
    allowed: impl Fn(IpAddr) -> bool,
) -> Result<(Bounded, Excess), Trouble> {
    let until = Instant::now() + within;
    let found = lookup_host((host, port)).await;
    let mut addresses: Vec<_> = found.map(Iterator::collect).unwrap_or_default();
    if addresses.is_empty() {
        return Err(Trouble::Unreachable("its name has no address".into()));
    }
    addresses.retain(|address| allowed(address.ip()));
    if addresses.is_empty() {
        return Err(Trouble::Unsupported("this server does not connect to private addresses for it".into()));
    }
    let stream = connect(&addresses, until).await.map_err(|kind| Trouble::Unreachable(kind.to_string()))?;
    let excess = Excess::default();
    Ok((Bounded { stream, left: MOST_BYTES, excess: excess.clone() }, excess))
}

/// Each address gets its share of the remaining time, so that one that does not answer leaves time for the others.
async fn connect(addresses: &[SocketAddr], until: Instant) -> Result<TcpStream, io::ErrorKind> {
    let mut last = io::ErrorKind::AddrNotAvailable;
    for (address, untried) in addresses.iter().zip((1..=addresses.len()).rev()) {
        let left = until.saturating_duration_since(Instant::now());
        let share = left / u32::try_from(untried).unwrap_or(u32::MAX);
        last = match timeout(share, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                // A request sent in two parts would wait 40 ms for the acknowledgement of the first.
                stream.set_nodelay(true).map_err(|error| error.kind())?;
                return Ok(stream);
            }
            Ok(Err(error)) => error.kind(),
            Err(_) => io::ErrorKind::TimedOut,
        };
    }
    Err(last)
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

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::net::{TcpListener, TcpSocket};

    /// The queue of its listener is full, so that further connections are not answered.
    #[tokio::test]
    async fn address_that_does_not_answer_leaves_time_to_the_next() {
        let silent = TcpSocket::new_v4().unwrap();
        silent.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let silent = silent.listen(1).unwrap();
        let dead = silent.local_addr().unwrap();
        let mut waiting = Vec::new();
        while let Ok(stream) = timeout(Duration::from_millis(200), TcpStream::connect(dead)).await {
            waiting.push(stream.unwrap());
            assert!(waiting.len() < 100, "the queue is never full");
        }
        let live = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let live = live.local_addr().unwrap();
        let until = Instant::now() + Duration::from_secs(4);
        let found = connect(&[dead, live], until).await.unwrap();
        assert_eq!(found.peer_addr().unwrap(), live);
        assert!(Instant::now() < until, "nothing is left for the log-in");
        let none = connect(&[dead, dead], Instant::now() + Duration::from_millis(200)).await.unwrap_err();
        assert_eq!(none, io::ErrorKind::TimedOut);
    }
}
