//! Full page loads.

use leptos::prelude::window;

/// Loads a page as a whole and drops all state of the current one.
pub(crate) fn load_page(path: &str) {
    // If the browser refuses, the user stays on this page. They are signed in anyway.
    let _ = window().location().set_href(path);
}
