//! Looks again at a rotation when something is about to have happened.

use leptos::prelude::*;
use std::time::Duration;

/// Calls `again` after this many milliseconds, unless the owner of the caller is gone or runs again by then.
pub fn look_again(look_in_ms: Option<u32>, again: impl Fn() + 'static) {
    if let Some(wait) = look_in_ms {
        let timer = set_timeout_with_handle(again, Duration::from_millis(wait.into())).ok();
        on_cleanup(move || timer.into_iter().for_each(|timer| timer.clear()));
    }
}
