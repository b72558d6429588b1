//! Knowing whether the page is alive.

use leptos::prelude::*;

/// False in the server's HTML and until the page is hydrated, then true.
///
/// Controls that only work with scripts are rendered disabled until then, so that nobody clicks a dead one.
#[must_use]
pub fn use_hydrated() -> ReadSignal<bool> {
    let (hydrated, set_hydrated) = signal(false);
    Effect::new(move |_| set_hydrated.set(true));
    hydrated
}
