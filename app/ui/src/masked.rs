//! Values that are revealed for a short time.

use std::time::Duration;

use crate::number::tenths;
use leptos::{ev, leptos_dom::helpers::IntervalHandle, prelude::*};

/// Placeholder for a hidden value. Its length is constant, so it does not reveal the value's length.
pub const MASK: &str = "••••••••••••";

/// A value that is revealed for some seconds. It is dropped when the time is over, when the page is hidden or left, and by
/// [`Reveal::hide`]. It is never part of the server's HTML.
#[derive(Clone, Copy, Debug)]
pub struct Reveal {
    text: RwSignal<Option<String>>,
    left: RwSignal<u32>,
    seconds: u32,
    timer: StoredValue<Option<IntervalHandle>>,
}

impl Reveal {
    /// Reveals a value and starts the countdown. Does nothing if the page is gone.
    pub fn show(self, text: String) {
        self.stop();
        if self.left.try_set(self.seconds).is_some() || self.text.try_set(Some(text)).is_some() {
            return;
        }
        let tick = move || match self.left.try_get_untracked() {
            Some(left) if left > 1 => self.left.set(left - 1),
            _ => self.hide(),
        };
        self.timer.set_value(set_interval_with_handle(tick, Duration::from_secs(1)).ok());
    }

    /// Drops the value.
    pub fn hide(self) {
        self.stop();
        let _ = self.text.try_set(None);
    }

    /// The value while it is revealed.
    #[must_use]
    pub fn text(self) -> Signal<Option<String>> {
        self.text.into()
    }

    /// Whether the value is revealed.
    #[must_use]
    pub fn is_shown(self) -> bool {
        self.text.with(Option::is_some)
    }

    /// Seconds until it is hidden.
    #[must_use]
    pub fn left(self) -> Signal<u32> {
        self.left.into()
    }

    fn stop(self) {
        if let Some(Some(timer)) = self.timer.try_update_value(Option::take) {
            timer.clear();
        }
    }
}

/// Creates a [`Reveal`] with a countdown of `seconds`, owned by the calling component.
#[must_use]
pub fn use_reveal(seconds: u32) -> Reveal {
    let reveal = Reveal { text: RwSignal::new(None), left: RwSignal::new(0), seconds, timer: StoredValue::new(None) };
    Effect::new(move || {
        let hide_when_hidden = window_event_listener(ev::visibilitychange, move |_| {
            if document().hidden() {
                reveal.hide();
            }
        });
        let hide_when_left = window_event_listener(ev::pagehide, move |_| reveal.hide());
        on_cleanup(move || {
            hide_when_hidden.remove();
            hide_when_left.remove();
        });
    });
    // Untracked: the component that shows the value is being removed too, so its effects must not run any more.
    on_cleanup(move || {
        reveal.stop();
        let _ = reveal.text.try_update_untracked(Option::take);
    });
    reveal
}

/// Twelve dots, or the revealed value with the remaining time.
#[component]
pub fn Masked(
    /// Name of the value.
    #[prop(into)]
    label: String,
    /// The revealed value. Without it only dots are shown.
    #[prop(optional, into)]
    reveal: Option<Reveal>,
) -> impl IntoView {
    let hidden = format!("{label} is hidden");
    let value = move || {
        match reveal.and_then(|reveal| reveal.text().get()) {
        Some(text) => view! { <code data-revealed="" class="min-w-0 break-all whitespace-pre-wrap text-ink">{text}</code> }.into_any(),
        None => view! {
            <span role="img" aria-label=hidden.clone() class="font-mono text-mono text-ink-2 tracking-wider select-none">{MASK}</span>
        }
        .into_any(),
    }
    };
    let countdown = reveal.map(|reveal| {
        move || reveal.is_shown().then(|| view! { <Countdown total=reveal.seconds left=reveal.left()/> })
    });
    view! { <span class="flex min-w-0 flex-1 items-center justify-between gap-3">{value} {countdown}</span> }
}

/// A countdown: an emptying ring and the seconds as text.
#[component]
pub fn Countdown(
    /// Total seconds.
    total: u32,
    /// Remaining seconds.
    #[prop(into)]
    left: Signal<u32>,
) -> impl IntoView {
    let part = move || tenths(f64::from(left.get()) / f64::from(total.max(1)) * 100.0);
    view! {
        <span class="inline-flex shrink-0 items-center gap-1.5 text-sm text-ink-3" data-numbers="">
            <svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke-width="2" aria-hidden="true">
                <circle cx="8" cy="8" r="6" class="stroke-line"></circle>
                <circle
                    cx="8" cy="8" r="6"
                    class="stroke-accent"
                    pathLength="100"
                    stroke-dasharray=move || format!("{} 100", part())
                    stroke-linecap="round"
                    transform="rotate(-90 8 8)"
                ></circle>
            </svg>
            {move || format!("hides in {} s", left.get())}
        </span>
    }
}
