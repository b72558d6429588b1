//! Changes that this page made, for what the frame shows on every page.

use leptos::prelude::*;
use std::cell::Cell;

thread_local! {
    // A browser has one thread and shows one page.
    static CHANGES: Cell<Option<RwSignal<u32>>> = const { Cell::new(None) };
}

/// Counts the changes that forms of this page make.
pub(crate) fn changes() -> RwSignal<u32> {
    let changes = RwSignal::new(0);
    Effect::new(move || CHANGES.set(Some(changes)));
    changes
}

/// A form made a change.
pub(super) fn changed() {
    if let Some(changes) = CHANGES.get() {
        // The frame may be gone.
        let _ = changes.try_update(|count| *count = count.wrapping_add(1));
    }
}
