//! One's own certificates.

use leptos::prelude::*;

use super::{Day, Held};
use crate::Chrome;
use crate::words::words;

/// A certificate in the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Card {
    /// In its address.
    pub id: String,
    /// The exam's title.
    pub title: String,
    /// When it was issued.
    pub day: Day,
    /// The score's band.
    pub band: String,
    /// Whether it holds.
    pub held: Held,
    /// Whether others see it.
    pub public: bool,
}

/// The list.
pub fn list(chrome: &Chrome, cards: &[Card]) -> String {
    chrome.page("certificates.title", || {
        let w = words();
        let items = cards.iter().map(|card| {
            let state = match (&card.held, card.public) {
                (Held::Revoked { .. }, _) => "certificates.revoked",
                (Held::Suspended { .. }, _) => "certificates.suspended",
                (Held::Valid, true) => "certificates.public",
                (Held::Valid, false) => "certificates.down",
            };
            let band = w.with("certificate.band", &[("band", &card.band)]);
            view! {
                <li>
                    <h2><a href=format!("/certificates/{}", card.id)>{card.title.clone()}</a></h2>
                    <p>{card.day.say()} " · " {band} " · " {w.get(state)}</p>
                </li>
            }
        });
        view! {
            <main id="main" class="column">
                <h1>{w.get("certificates.title")}</h1>
                <p class="lede">{w.get("certificates.lede")}</p>
                {if cards.is_empty() {
                    view! { <p class="empty">{w.get("certificates.empty")}</p> }.into_any()
                } else {
                    view! { <ul class="courses">{items.collect_view()}</ul> }.into_any()
                }}
            </main>
        }
    })
}
