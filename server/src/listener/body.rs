//! A request body with a deadline, whose bytes are counted.

use super::account::Charge;
use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};
use tokio::time::{Instant, Sleep};

pub(super) struct TimedBody {
    inner: Incoming,
    deadline: Instant,
    charge: Arc<Charge>,
    /// Created when the body is first waited for; most bodies need no timer.
    timer: Option<Pin<Box<Sleep>>>,
}

impl TimedBody {
    pub fn new(inner: Incoming, time: Duration, charge: Arc<Charge>) -> Self {
        Self { inner, deadline: Instant::now() + time, charge, timer: None }
    }
}

/// Too much is held for clients that have proven nothing.
fn busy() -> axum::BoxError {
    io::Error::new(io::ErrorKind::ResourceBusy, "too much is held for unverified requests").into()
}

impl Body for TimedBody {
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.inner).poll_frame(cx) {
            return Poll::Ready(frame.map(|frame| {
                let frame = frame?;
                let bytes = frame.data_ref().map_or(0, Bytes::len);
                if self.charge.add(bytes) { Ok(frame) } else { Err(busy()) }
            }));
        }
        let deadline = self.deadline;
        let timer = self.timer.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(deadline)));
        timer.as_mut().poll(cx).map(|()| {
            Some(Err(io::Error::new(io::ErrorKind::TimedOut, "the request body did not arrive in time").into()))
        })
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// Takes the place of a body, or of none, when the request may not be held: whoever reads it answers at once.
pub(super) struct RefusedBody;

impl Body for RefusedBody {
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        Poll::Ready(Some(Err(busy())))
    }
}
