//! What the server tells the page's scripts, in the meta element `academy`: where files lie, who is signed in.

use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Facts {
    assets: BTreeMap<String, String>,
    signed_in: bool,
    owner: String,
    notebook_bytes: f64,
}

fn facts() -> Facts {
    let content = gloo::utils::document()
        .query_selector("meta[name=academy]")
        .ok()
        .flatten()
        .and_then(|meta| meta.get_attribute("content"));
    content.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default()
}

/// Whether somebody was signed in when the page was written.
pub(crate) fn signed_in() -> bool {
    facts().signed_in
}

/// The mark of the account that the page was written for, which says nothing about who it is; empty for nobody.
pub(crate) fn owner() -> String {
    facts().owner
}

/// Where a built file lies; empty if this page has no use for it.
pub(crate) fn asset(name: &str) -> String {
    facts().assets.get(name).cloned().unwrap_or_default()
}

/// Size of the notebook's wasm before packing, in bytes; 0 where it is not known.
pub(crate) fn notebook_bytes() -> f64 {
    facts().notebook_bytes
}
