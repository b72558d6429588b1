//! Leaving the present page for good.

use leptos::prelude::window;

/// Loads a page as a whole, dropping everything this page holds.
pub(crate) fn load_page(path: &str) {
    // A browser that refuses leaves the person where they are, signed in all the same.
    let _ = window().location().set_href(path);
}
