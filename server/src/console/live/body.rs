//! The body of a stream of events: what a task sends, as long as it does.

use bytes::Bytes;
use hyper::body::{Body, Frame};
use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
};
use tokio::sync::mpsc;

/// Ends when the sender is dropped. When it is dropped itself, because the client has gone, the sender learns of it.
pub(super) struct EventBody(mpsc::Receiver<Bytes>);

impl EventBody {
    pub fn new(events: mpsc::Receiver<Bytes>) -> Self {
        Self(events)
    }
}

impl Body for EventBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0.poll_recv(cx).map(|event| event.map(|event| Ok(Frame::data(event))))
    }
}
