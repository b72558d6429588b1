//! Server-sent events (<https://html.spec.whatwg.org/multipage/server-sent-events.html>): that rotations changed, and nothing about
//! them. A page that is told loads its data as always, with the rights of its user.
//!
//! A stream belongs to a session and ends with it. Streams are bounded for each session and in total; a page without one asks again now
//! and then, as it does behind a proxy that holds events back.

mod body;
mod slots;

use axum::{
    Router,
    body::Body,
    extract::{Query, Request, State},
    response::{IntoResponse, Response},
    routing::get,
};
use body::EventBody;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde::Deserialize;
use slots::{LiveSlot, LiveSlots};
use std::{sync::Arc, time::Duration};
use strongroom_app::{
    door::{
        Console, Sessions,
        live::{LiveWatcher, status_of},
    },
    paths,
};
use strongroom_core::{FeedWatcher, NotWatched, RotationFeed};
use strongroom_domain::SecretName;
use tokio::{
    sync::mpsc,
    time::{Instant, MissedTickBehavior, interval, sleep_until, timeout},
};

/// Streams of one session: pages that are visible at the same time.
const OF_SESSION: usize = 8;
/// Streams of all sessions.
const OF_ALL: usize = 256;
/// Time between two signs of life, at each of which session and rights are looked at again. Shorter than the time that connections may
/// be idle here and in common proxies.
const BEAT: Duration = Duration::from_secs(15);
/// Longest life of a stream; browsers open another one.
const LIFE: Duration = Duration::from_secs(30 * 60);
/// Events that wait for a slow client.
const WAITING: usize = 4;

const HELLO: Bytes = Bytes::from_static(b"retry: 5000\nevent: hello\ndata: 1\n\n");
const BEAT_EVENT: Bytes = Bytes::from_static(b"event: beat\ndata: 1\n\n");
const CHANGE: Bytes = Bytes::from_static(b"event: change\ndata: 1\n\n");

/// What streams need.
#[derive(Clone)]
pub(super) struct LiveState {
    console: Console,
    sessions: Arc<dyn Sessions>,
    feed: Arc<RotationFeed>,
    slots: Arc<LiveSlots>,
}

/// The route; inside the layer that loads sessions.
pub(super) fn router(console: Console, sessions: Arc<dyn Sessions>, feed: Arc<RotationFeed>) -> Router {
    let slots = LiveSlots::new(OF_SESSION, OF_ALL);
    Router::new().route(paths::LIVE, get(open)).with_state(LiveState { console, sessions, feed, slots })
}

/// The query of the address.
#[derive(Deserialize)]
struct LiveQuery {
    /// Only rotations of this secret.
    secret: Option<String>,
}

async fn open(State(live): State<LiveState>, Query(query): Query<LiveQuery>, request: Request) -> Response {
    let LiveState { console, sessions, feed, slots } = live;
    if !is_same_origin(request.headers()) {
        return refused(StatusCode::FORBIDDEN);
    }
    let Ok(secret) = query.secret.map(|name| SecretName::new(&name)).transpose() else {
        return refused(StatusCode::NOT_FOUND);
    };
    let (parts, _) = request.into_parts();
    let watcher = LiveWatcher::new(console, sessions, parts, secret);
    let session = match watcher.allowed().await {
        Ok(session) => session,
        Err(error) => return refused(status_of(error.kind)),
    };
    let Some(slot) = slots.take(session) else {
        return (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "30")]).into_response();
    };
    let changes = match feed.watch(watcher.secret()).await {
        Ok(changes) => changes,
        // Deleted while its page is open, for one who may know so. A browser takes this as the end of the stream, not as a failure.
        Err(NotWatched::NoSuchSecret) => return refused(StatusCode::NO_CONTENT),
        Err(NotWatched::Unavailable) => return refused(StatusCode::SERVICE_UNAVAILABLE),
    };
    let (sender, events) = mpsc::channel(WAITING);
    tokio::spawn(follow(LiveStream { sender, changes, watcher, session, _slot: slot }));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        // nginx and others hold back what they could compress or cache.
        (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no")),
    ];
    (headers, Body::new(EventBody::new(events))).into_response()
}

/// Other sites may not hold streams open, although they could read nothing of them. Old browsers do not say where a request comes from.
fn is_same_origin(headers: &HeaderMap) -> bool {
    headers.get_all("sec-fetch-site").iter().all(|site| site == "same-origin")
}

fn refused(status: StatusCode) -> Response {
    status.into_response()
}

struct LiveStream {
    sender: mpsc::Sender<Bytes>,
    changes: FeedWatcher,
    watcher: LiveWatcher,
    /// Of the request; another one has another name.
    session: [u8; 16],
    _slot: LiveSlot,
}

/// Sends events until the client hangs up or takes none, the session ends or loses the right, or the server stops.
async fn follow(mut stream: LiveStream) {
    let end = Instant::now() + LIFE;
    let mut beat = interval(BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // The first tick comes at once.
    beat.tick().await;
    let mut event = HELLO;
    loop {
        if !matches!(timeout(BEAT, stream.sender.send(event)).await, Ok(Ok(()))) {
            return;
        }
        event = tokio::select! {
            () = stream.sender.closed() => return,
            () = sleep_until(end) => return,
            _ = beat.tick() => match stream.watcher.allowed().await {
                Ok(session) if session == stream.session => BEAT_EVENT,
                _ => return,
            },
            changed = stream.changes.changed() => match changed {
                true => CHANGE,
                false => return,
            },
        };
    }
}
