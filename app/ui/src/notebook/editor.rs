//! The code editor, which is JavaScript: `web/editor.js`, loaded on the first lesson with cells.

use js_sys::Promise;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

use crate::facts;
use crate::words::words;

#[wasm_bindgen]
extern "C" {
    /// `boot.js`: a dynamic import.
    #[wasm_bindgen(js_namespace = academy, catch)]
    async fn load(url: &str) -> Result<JsValue, JsValue>;

    type Module;
    #[wasm_bindgen(method, catch)]
    fn create(this: &Module, parent: &HtmlElement, options: &JsValue, on: &JsValue) -> Result<Editor, JsValue>;

    /// An editor on the page; `web/editor.js` says what its functions do.
    #[derive(Clone)]
    pub(super) type Editor;
    #[wasm_bindgen(method)]
    pub(super) fn focus(this: &Editor);
    #[wasm_bindgen(method, js_name = setText)]
    pub(super) fn set_text(this: &Editor, text: &str);
    #[wasm_bindgen(method)]
    pub(super) fn mark(this: &Editor, line: u32, column: u32, message: &str);
    #[wasm_bindgen(method)]
    pub(super) fn unmark(this: &Editor);
}

/// How an editor begins.
pub(super) struct Options<'a> {
    /// The code.
    pub text: &'a str,
    /// What a screen reader calls it.
    pub label: &'a str,
    /// Whether the code cannot be changed.
    pub read_only: bool,
    /// Lines shown at least.
    pub min_lines: u32,
    /// Lines after which it scrolls; 0 for never.
    pub max_lines: u32,
}

/// What the editor tells.
pub(super) struct On {
    /// The code is now this.
    pub change: Box<dyn FnMut(String)>,
    /// Run; and then go to the next cell?
    pub run: Box<dyn FnMut(bool)>,
    /// What could stand at this offset (UTF-16): JSON of `{from, items}`, or null.
    pub complete: Box<dyn FnMut(String, f64) -> Promise>,
}

/// Puts an editor into `parent`.
pub(super) async fn create(parent: &HtmlElement, options: Options<'_>, on: On) -> Result<Editor, JsValue> {
    let module: Module = load(&facts::asset("editor.js")).await?.unchecked_into();
    let w = words();
    let phrases = object(&[
        ("Completions", w.get("editor.completions").into()),
        ("Diagnostics", w.get("editor.diagnostics").into()),
        ("close", w.get("editor.close").into()),
        ("Control character", w.get("editor.control").into()),
    ]);
    let options = object(&[
        ("text", options.text.into()),
        ("label", options.label.into()),
        ("readOnly", options.read_only.into()),
        ("minLines", options.min_lines.into()),
        ("maxLines", options.max_lines.into()),
        ("nonce", nonce().into()),
        ("leave", w.get("editor.leave").into()),
        ("phrases", phrases),
    ]);
    // Editors live as long as the page, and so do their callbacks.
    let on = object(&[
        ("change", Closure::wrap(on.change).into_js_value()),
        ("run", Closure::wrap(on.run).into_js_value()),
        ("complete", Closure::wrap(on.complete).into_js_value()),
    ]);
    module.create(parent, &options, &on)
}

/// The nonce of this page's styles: the editor writes a style element of its own.
fn nonce() -> String {
    let script = document().query_selector("script[nonce]").ok().flatten();
    // Browsers hide the attribute and keep the property.
    script.and_then(|s| js_sys::Reflect::get(&s, &"nonce".into()).ok()).and_then(|n| n.as_string()).unwrap_or_default()
}

fn object(entries: &[(&str, JsValue)]) -> JsValue {
    let object = js_sys::Object::new();
    for (key, value) in entries {
        // Setting a property of a plain object cannot fail.
        let _ = js_sys::Reflect::set(&object, &(*key).into(), value);
    }
    object.into()
}
