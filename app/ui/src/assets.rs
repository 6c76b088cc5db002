//! Where the built files lie: logical name to address, as the build's manifest says.

use std::collections::BTreeMap;

/// Map from a logical name (`page.js`) to the address that serves it (`/assets/page-1f3c/page.js`).
///
/// The names: `style.css boot.js reload.js page.js page.wasm editor.js worker.js notebook.js notebook.wasm`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assets(BTreeMap<String, String>);

impl Assets {
    /// From the build's `manifest.json`, an object of strings.
    pub fn from_json(json: &str) -> Result<Assets, serde_json::Error> {
        serde_json::from_str(json).map(Assets)
    }

    /// The address of a file. A name that the build does not know yields `/assets/<name>`: the page then asks for
    /// something that is not there, and both the browser's console and the server's log name the missing file.
    pub fn url(&self, name: &str) -> String {
        self.0.get(name).cloned().unwrap_or_else(|| format!("/assets/{name}"))
    }

    /// Whether the build made this file.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }
}

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Assets {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        Assets(pairs.into_iter().map(|(k, v)| (k.into(), v.into())).collect())
    }
}
