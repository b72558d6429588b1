//! The deadline of a connection.
//!
//! A request costs a few stores to atomics and no timer: the connection's task checks the deadline periodically.

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

/// How long, and how many bytes, to keep reading after our side is closed. Closing a socket with unread bytes discards the response,
/// and the client would see a broken connection instead of the reason for its rejection.
const LINGER: (Duration, usize) = (Duration::from_secs(1), 1 << 20);
/// No deadline: a request is running.
const NEVER: u64 = u64::MAX;

/// The deadline of one connection.
pub(super) struct Deadline {
    start: Instant,
    head: Duration,
    idle: Duration,
    /// Milliseconds after the start at which the connection ends.
    at: AtomicU64,
    /// Running requests.
    running: AtomicU32,
    /// Whether the next byte begins a new head. HTTP/2 sends bytes between requests, so only the first head is timed there.
    is_idle: AtomicBool,
    /// The server is shutting down and this connection was idle: close without lingering.
    stopping: AtomicBool,
    /// Our side is closed.
    closed: AtomicBool,
}

impl Deadline {
    /// Starts with the time for the handshake and the first head.
    pub fn start(limits: &Limits) -> Arc<Self> {
        let at = AtomicU64::new(milliseconds(limits.head));
        let (head, idle, running) = (limits.head, limits.idle, AtomicU32::new(0));
        let [is_idle, stopping, closed] = [const { AtomicBool::new(false) }; 3];
        Arc::new(Self { start: Instant::now(), head, idle, at, running, is_idle, stopping, closed })
    }

    /// A complete head has arrived.
    pub fn request_begins(&self) {
        self.running.fetch_add(1, Relaxed);
        self.is_idle.store(false, Relaxed);
        self.at.store(NEVER, Relaxed);
    }

    /// A response is ready, or the client has gone.
    pub fn request_ends(&self) {
        if self.running.fetch_sub(1, Relaxed) == 1 {
            self.is_idle.store(true, Relaxed);
            self.end_after(self.idle);
        }
    }

    /// Whether bytes that are read on HTTP/1 belong to a head that is not complete yet.
    pub fn reads_head(&self) -> bool {
        self.running.load(Relaxed) == 0 && !self.closed.load(Relaxed)
    }

    /// Whether the deadline has passed.
    pub fn has_passed(&self) -> bool {
        milliseconds(self.start.elapsed()) >= self.at.load(Relaxed)
    }

    /// How often to check. A connection gets at most a quarter more than its time.
    pub fn interval(&self) -> Duration {
        self.head / 4
    }

    /// The server is shutting down. An idle connection closes without lingering.
    pub fn stop(&self) {
        self.stopping.store(self.running.load(Relaxed) == 0, Relaxed);
    }

    fn end_after(&self, time: Duration) {
        self.at.store(milliseconds(self.start.elapsed() + time), Relaxed);
    }

    fn read(&self) {
        if self.is_idle.load(Relaxed) && self.is_idle.swap(false, Relaxed) {
            self.end_after(self.head);
        }
    }

    fn wrote(&self) {
        if self.is_idle.load(Relaxed) {
            self.end_after(self.idle);
        }
    }
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(NEVER - 1)
}

/// A stream that reports its reads and writes to the deadline.
pub(super) struct DeadlineStream<T> {
    inner: T,
    deadline: Arc<Deadline>,
    /// Whether a byte between requests begins a new head.
    times_heads: bool,
    /// Bytes still to be read after our side is closed; `None` before that.
    lingering: Option<usize>,
}

impl<T> DeadlineStream<T> {
    pub fn new(inner: T, deadline: Arc<Deadline>, times_heads: bool) -> Self {
        Self { inner, deadline, times_heads, lingering: None }
    }
}

impl<T: Read + Unpin> Read for DeadlineStream<T> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: ReadBufCursor<'_>) -> Poll<io::Result<()>> {
        let result = Pin::new(&mut self.inner).poll_read(cx, buffer);
        if self.times_heads && matches!(result, Poll::Ready(Ok(()))) {
            self.deadline.read();
        }
        result
    }
}

impl<T: Read + Write + Unpin> Write for DeadlineStream<T> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.inner).poll_write(cx, bytes);
        if result.is_ready() {
            self.deadline.wrote();
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
            self.deadline.wrote();
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
            self.deadline.closed.store(true, Relaxed);
            ready!(Pin::new(&mut self.inner).poll_shutdown(cx))?;
            self.lingering = Some(LINGER.1);
            self.deadline.end_after(LINGER.0);
        }
        while let Some(left) = self.lingering.filter(|left| *left > 0 && !self.deadline.stopping.load(Relaxed)) {
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
