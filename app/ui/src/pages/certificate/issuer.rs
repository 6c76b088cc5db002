//! Who issues certificates here, and with which keys.

use leptos::prelude::*;

use super::Day;
use crate::Chrome;
use crate::words::words;

/// The issuer as its page shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Issuer {
    /// Its DID.
    pub did: String,
    /// Its keys, newest first.
    pub keys: Vec<Key>,
}

/// A key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Key {
    /// In its address.
    pub id: String,
    /// What kind it is, as standards name it.
    pub kind: &'static str,
    /// When it was made.
    pub made: Day,
    /// Whether it signs today; else it only tells what it signed before.
    pub signs: bool,
}

/// The page.
pub fn issuer(chrome: &Chrome, data: &Issuer) -> String {
    chrome.page("issuer.title", || {
        let w = words();
        let keys = data.keys.iter().map(|key| {
            view! {
                <tr>
                    <td><a href=format!("/issuer/keys/{}", key.id)><code>{key.id.clone()}</code></a></td>
                    <td>{key.kind}</td>
                    <td>{key.made.say()}</td>
                    <td>{w.get(if key.signs { "issuer.signs" } else { "issuer.retired" })}</td>
                </tr>
            }
        });
        view! {
            <main id="main" class="column">
                <h1>{w.get("issuer.title")}</h1>
                <p class="lede">{w.get("issuer.lede")}</p>
                <p>{w.get("issuer.did")} " " <code>{data.did.clone()}</code></p>
                <div class="table keys" tabindex="0" role="region" aria-labelledby="keys">
                    <table>
                        <caption id="keys">{w.get("issuer.keys")}</caption>
                        <thead><tr>
                            <th scope="col">{w.get("issuer.key")}</th>
                            <th scope="col">{w.get("issuer.kind")}</th>
                            <th scope="col">{w.get("issuer.made")}</th>
                            <th scope="col">{w.get("issuer.use")}</th>
                        </tr></thead>
                        <tbody>{keys.collect_view()}</tbody>
                    </table>
                </div>
                <p>
                    <a href="/.well-known/did.json">"did.json"</a> " · " <a href="/issuer/keys">"JWKS"</a> " · "
                    <a href="/verify">{w.get("verify.title")}</a>
                </p>
            </main>
        }
    })
}
