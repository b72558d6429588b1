//! Whether the page is hydrated.

use leptos::prelude::*;

/// False in the server's HTML and until the page is hydrated, then true.
///
/// Controls that require scripts are disabled until then.
#[must_use]
pub fn use_hydrated() -> ReadSignal<bool> {
    let (hydrated, set_hydrated) = signal(false);
    Effect::new(move |_| set_hydrated.set(true));
    hydrated
}
