//! Follows rotations: by the server's events while they arrive, otherwise by asking again when something is about to have happened.
//!
//! Events may not arrive: too many pages are open, or a proxy holds them back. So a page counts on them only as long as it hears the
//! server's signs of life. A hidden page neither listens nor asks; it asks once when it is shown again.

use super::unsaved::is_unsaved;
use crate::paths;
use js_sys::Date;
use leptos::prelude::*;
use std::{cell::RefCell, sync::Arc, time::Duration};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Event, EventSource};

/// How often to see whether something is due.
const TICK: Duration = Duration::from_millis(1_500);
/// The server gives a sign of life every 15 seconds. After this many milliseconds without one it is not counted on.
const SILENCE: f64 = 40_000.0;
/// Milliseconds until a refused stream is tried again.
const RETRY: f64 = 30_000.0;
/// How much longer to wait with a question while events arrive, in milliseconds: they tell of nearly everything.
const PATIENCE: f64 = 60_000.0;

/// What a page does to stay up to date. It begins when the page has its data for the first time.
#[derive(Clone, Copy)]
pub(crate) struct Follow {
    state: StoredValue<Following>,
    begun: RwSignal<bool>,
}

struct Following {
    address: String,
    again: Arc<dyn Fn() + Send + Sync>,
    /// Shortest time between two questions, in milliseconds.
    pause: f64,
    /// When the server was last heard.
    heard: f64,
    /// When a stream may be opened.
    retry: f64,
    /// When something is about to have happened.
    due: Option<f64>,
    /// When the last question was asked.
    asked: f64,
    /// Whether something has changed since.
    changed: bool,
}

thread_local! {
    // A browser has one thread and shows one page: the stream of the page that opened one last, by its address.
    static STREAM: RefCell<Option<EventStream>> = const { RefCell::new(None) };
}

/// An open stream; closed when dropped.
struct EventStream {
    of: StoredValue<Following>,
    source: EventSource,
    _listener: Closure<dyn FnMut(Event)>,
}

impl Drop for EventStream {
    fn drop(&mut self) {
        self.source.close();
    }
}

/// Whether the user is at something that a page with new data would take away: input, a dialog, a form that was opened.
fn is_busy() -> bool {
    let opened = document().query_selector("dialog[open], main details[open]");
    is_unsaved() || opened.is_ok_and(|opened| opened.is_some())
}

/// Closes the stream of a page, if it is the one that is open.
fn close(of: StoredValue<Following>) {
    // Dropped outside of the borrow.
    drop(STREAM.with_borrow_mut(|stream| stream.take_if(|stream| stream.of == of)));
}

impl Follow {
    /// Calls `again` when a rotation of this secret changes, or of any secret, but not more often than every `pause_ms` milliseconds.
    /// Called by a page, and lives as long as it.
    pub fn new(
        secret: impl Fn() -> Option<String> + Send + Sync + 'static,
        pause_ms: u32,
        again: impl Fn() + Send + Sync + 'static,
    ) -> Self {
        let state = Following {
            address: String::new(),
            again: Arc::new(again),
            pause: pause_ms.into(),
            heard: 0.0,
            retry: 0.0,
            due: None,
            asked: 0.0,
            changed: false,
        };
        let this = Self { state: StoredValue::new(state), begun: RwSignal::new(false) };
        Effect::new(move || {
            let query = secret().map(|secret| format!("secret={}", paths::escape(&secret))).unwrap_or_default();
            if this.begun.get() {
                this.begin(paths::address(paths::LIVE, &query));
            }
        });
        this
    }

    /// Says that the page has its data, and in how many milliseconds something is about to have happened by itself, if so. Called in an
    /// effect.
    pub fn look_in(self, ms: Option<u32>) {
        let due = ms.map(|ms| Date::now() + f64::from(ms));
        // The page may be gone.
        let _ = self.state.try_update_value(|state| state.due = due);
        if self.begun.try_get_untracked() == Some(false) {
            self.begun.set(true);
        }
    }

    fn begin(self, address: String) {
        close(self.state);
        let _ = self.state.try_update_value(|state| (state.address, state.heard, state.retry) = (address, 0.0, 0.0));
        self.tick();
        let timer = set_interval_with_handle(move || self.tick(), TICK).ok();
        let shown = window_event_listener_untyped("visibilitychange", move |_| {
            close(self.state);
            let _ = self.state.try_update_value(|state| (state.heard, state.retry, state.changed) = (0.0, 0.0, true));
            self.tick();
        });
        on_cleanup(move || {
            timer.into_iter().for_each(|timer| timer.clear());
            shown.remove();
            close(self.state);
        });
    }

    /// Opens a stream if there is none, and asks again if it is time.
    fn tick(self) {
        if document().hidden() {
            return;
        }
        let now = Date::now();
        let ended =
            |stream: &EventStream| stream.of != self.state || stream.source.ready_state() == EventSource::CLOSED;
        let is_open = STREAM.with_borrow(|stream| stream.as_ref().is_some_and(|stream| !ended(stream)));
        let opens = self.state.try_update_value(|state| {
            let opens = !is_open && now >= state.retry;
            state.retry = if opens { now + RETRY } else { state.retry };
            opens.then(|| state.address.clone())
        });
        if let Some(Some(address)) = opens {
            drop(STREAM.replace(self.open(&address)));
        }
        if is_busy() {
            return;
        }
        let again = self.state.try_update_value(|state| {
            let patience = if now - state.heard < SILENCE { PATIENCE } else { 0.0 };
            let is_due = state.due.is_some_and(|due| now >= due + patience);
            if !(is_due || state.changed) || now - state.asked < state.pause {
                return None;
            }
            (state.asked, state.changed, state.due) = (now, false, None);
            Some(state.again.clone())
        });
        if let Some(Some(again)) = again {
            again();
        }
    }

    fn open(self, address: &str) -> Option<EventStream> {
        let listener = Closure::<dyn FnMut(Event)>::new(move |event: Event| self.hear(&event.type_()));
        // A browser that refuses is one without events.
        let source = EventSource::new(address).ok()?;
        for event in ["hello", "beat", "change"] {
            source.add_event_listener_with_callback(event, listener.as_ref().unchecked_ref()).ok()?;
        }
        Some(EventStream { of: self.state, source, _listener: listener })
    }

    fn hear(self, event: &str) {
        let _ = self.state.try_update_value(|state| {
            state.heard = Date::now();
            // What happened before the stream began is asked for if something was under way.
            state.changed |= event == "change" || event == "hello" && state.due.is_some();
        });
        self.tick();
    }
}
