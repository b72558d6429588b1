//! The WebAssembly bundle, which hydrates the page the server rendered.

use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the page's module script once the bundle has loaded.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_lazy(strongroom_app::App);
}
