//! The WebAssembly bundle, which hydrates the page the server rendered.

use wasm_bindgen::prelude::wasm_bindgen;

/// Room for the splitter, which deals the data of the program out to its parts and aligns each part's share. If the shares
/// together are longer than the data was, it leaves all data in the bundle instead, 34 kB more on every page
/// (`emit.rs` of `wasm_split_cli_support`, "Overlong segment"). Nothing refers to these bytes, so they end up in no file.
#[used]
static ROOM_FOR_SHARES: [u8; 0x1_0000] = [1; 0x1_0000];

/// Called by the page's module script once the bundle has loaded.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_lazy(strongroom_app::App);
}
