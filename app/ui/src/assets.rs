//! Where the built files lie: logical name to address, as the build's manifest says.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Map from a logical name (`page.js`) to the address that serves it (`/assets/page-1f3c/page.js`).
///
/// The names: `style.css boot.js exam.js reload.js page.js page.wasm editor.js worker.js notebook.js notebook.wasm`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assets(BTreeMap<String, Built>);

/// A built file: its address alone, or with its size before packing.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
enum Built {
    Url(String),
    Sized { url: String, bytes: u64 },
}

impl Assets {
    /// From the build's `manifest.json`: an object whose values are addresses, or `{"url", "bytes"}` where the page
    /// shows how much of the file has arrived (`notebook.wasm`).
    pub fn from_json(json: &str) -> Result<Assets, serde_json::Error> {
        serde_json::from_str(json).map(Assets)
    }

    /// The address of a file. A name that the build does not know yields `/assets/<name>`: the page then asks for
    /// something that is not there, and both the browser's console and the server's log name the missing file.
    pub fn url(&self, name: &str) -> String {
        match self.0.get(name) {
            Some(Built::Url(url) | Built::Sized { url, .. }) => url.clone(),
            None => format!("/assets/{name}"),
        }
    }

    /// Size of a file before packing, where the manifest tells; else 0.
    pub fn bytes(&self, name: &str) -> u64 {
        match self.0.get(name) {
            Some(Built::Sized { bytes, .. }) => *bytes,
            _ => 0,
        }
    }
}

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Assets {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        Assets(pairs.into_iter().map(|(k, v)| (k.into(), Built::Url(v.into()))).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::Assets;

    #[test]
    fn manifest_is_read() {
        let assets = Assets::from_json(r#"{"a.js": "/x/a.js", "n.wasm": {"url": "/x/n.wasm", "bytes": 7}}"#).unwrap();
        let check = |name: &str, url: &str, bytes: u64| {
            assert_eq!((assets.url(name).as_str(), assets.bytes(name)), (url, bytes))
        };
        check("a.js", "/x/a.js", 0);
        check("n.wasm", "/x/n.wasm", 7);
        check("gone.js", "/assets/gone.js", 0);
    }
}
