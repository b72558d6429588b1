//! When a connection has taken too long.
//!
//! A request costs a few stores to an atomic, no timer: the connection's task looks at the deadline from time to time.

use super::Limits;
use hyper::rt::{Read, ReadBufCursor, Write};
use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering::Relaxed},
    },
    task::{Context, Poll},
    time::Duration,
};
use tokio::time::Instant;

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
}

impl Pace {
    /// Starts with the time for the handshake and the first head.
    pub fn start(limits: &Limits) -> Arc<Self> {
        let deadline = AtomicU64::new(milliseconds(limits.head));
        let (head, idle) = (limits.head, limits.idle);
        Arc::new(Self { start: Instant::now(), head, idle, deadline, running: AtomicU32::new(0), resting: AtomicBool::new(false) })
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
}

impl<T> Paced<T> {
    pub fn new(inner: T, pace: Arc<Pace>, heads: bool) -> Self {
        Self { inner, pace, heads }
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

impl<T: Write + Unpin> Write for Paced<T> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.inner).poll_write(cx, bytes);
        if result.is_ready() {
            self.pace.wrote();
        }
        result
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
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
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}
