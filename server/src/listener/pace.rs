//! When a connection has taken too long.
//!
//! A request costs a few stores to an atomic, no timer: the connection's task looks at the deadline from time to time.

use super::Limits;
use hyper::rt::{Read, ReadBuf, ReadBufCursor, Write};
use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering::Relaxed},
    },
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::time::Instant;

/// How long, and how much, an ended connection is still read. Closing a socket with unread bytes makes the system throw the
/// answer away, and a client that was told why it was refused would see a broken connection instead.
const LINGER: (Duration, usize) = (Duration::from_secs(1), 1 << 20);
/// No deadline: a request is being worked on.
const NEVER: u64 = u64::MAX;

/// The clock of one connection.
pub(super) struct Pace {
    start: Instant,
    head: Duration,
    idle: Duration,
    /// Milliseconds after the start at which the connection ends.
    deadline: AtomicU64,
    /// Requests being worked on.
    running: AtomicU32,
    /// Whether the next byte begins a new head. HTTP/2 sends bytes between requests, so only the first head is timed there.
    resting: AtomicBool,
    /// The server stops and this connection rested: nothing is waited for any more.
    stopping: AtomicBool,
}

impl Pace {
    /// Starts with the time for the handshake and the first head.
    pub fn start(limits: &Limits) -> Arc<Self> {
        let deadline = AtomicU64::new(milliseconds(limits.head));
        let (head, idle, running) = (limits.head, limits.idle, AtomicU32::new(0));
        let (resting, stopping) = (AtomicBool::new(false), AtomicBool::new(false));
        Arc::new(Self { start: Instant::now(), head, idle, deadline, running, resting, stopping })
    }

    /// A head has arrived whole.
    pub fn request_begins(&self) {
        self.running.fetch_add(1, Relaxed);
        self.resting.store(false, Relaxed);
        self.deadline.store(NEVER, Relaxed);
    }

    /// An answer is ready, or nobody wants it any more.
    pub fn request_ends(&self) {
        if self.running.fetch_sub(1, Relaxed) == 1 {
            self.resting.store(true, Relaxed);
            self.end_after(self.idle);
        }
    }

    /// Whether the time is up.
    pub fn is_over(&self) -> bool {
        milliseconds(self.start.elapsed()) >= self.deadline.load(Relaxed)
    }

    /// How often to look: often enough that nobody gets more than a quarter above its time.
    pub fn interval(&self) -> Duration {
        self.head / 4
    }

    /// The server stops. A connection that rests ends without lingering.
    pub fn stop(&self) {
        self.stopping.store(self.running.load(Relaxed) == 0, Relaxed);
    }

    fn end_after(&self, time: Duration) {
        self.deadline.store(milliseconds(self.start.elapsed() + time), Relaxed);
    }

    fn read(&self) {
        if self.resting.load(Relaxed) && self.resting.swap(false, Relaxed) {
            self.end_after(self.head);
        }
    }

    fn wrote(&self) {
        if self.resting.load(Relaxed) {
            self.end_after(self.idle);
        }
    }
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(NEVER - 1)
}

/// A stream that tells the clock what it does.
pub(super) struct Paced<T> {
    inner: T,
    pace: Arc<Pace>,
    /// Whether a byte between requests begins a head.
    heads: bool,
    /// Bytes that are still read after our side is closed; `None` before.
    lingering: Option<usize>,
}

impl<T> Paced<T> {
    pub fn new(inner: T, pace: Arc<Pace>, heads: bool) -> Self {
        Self { inner, pace, heads, lingering: None }
    }
}

impl<T: Read + Unpin> Read for Paced<T> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: ReadBufCursor<'_>) -> Poll<io::Result<()>> {
        let result = Pin::new(&mut self.inner).poll_read(cx, buffer);
        if self.heads && matches!(result, Poll::Ready(Ok(()))) {
            self.pace.read();
        }
        result
    }
}

impl<T: Read + Write + Unpin> Write for Paced<T> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.inner).poll_write(cx, bytes);
        if result.is_ready() {
            self.pace.wrote();
        }
        result
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.inner).poll_write_vectored(cx, bytes);
        if result.is_ready() {
            self.pace.wrote();
        }
        result
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.lingering.is_none() {
            ready!(Pin::new(&mut self.inner).poll_shutdown(cx))?;
            self.lingering = Some(LINGER.1);
            self.pace.end_after(LINGER.0);
        }
        while let Some(left) = self.lingering.filter(|left| *left > 0 && !self.pace.stopping.load(Relaxed)) {
            let mut bytes = [0; 4096];
            let mut buffer = ReadBuf::new(&mut bytes);
            let read = ready!(Pin::new(&mut self.inner).poll_read(cx, buffer.unfilled()));
            let count = buffer.filled().len();
            if read.is_err() || count == 0 {
                break;
            }
            self.lingering = Some(left.saturating_sub(count));
        }
        Poll::Ready(Ok(()))
    }
}
