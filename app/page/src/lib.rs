//! Entry of the page's wasm: a panic goes to the console, then the islands on the page wake. Nothing else lives here.
#![cfg(target_arch = "wasm32")]

use wasm_bindgen::prelude::wasm_bindgen;

// The islands are exported by `ui`; without this the linker would see no reason to keep them.
extern crate ui;

/// Called once by `boot.js` before it wakes the islands one by one.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
