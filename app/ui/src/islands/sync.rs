//! Delivers progress, and says where it is when that is worth a word.

use leptos::prelude::*;

use crate::progress::{Delivery, delivery, start};
use crate::words::words;

/// In the foot of every page with islands.
#[island]
pub fn Sync() -> impl IntoView {
    let w = words();
    let state = delivery();
    start();
    let text = move || match state.get() {
        Delivery::Clear => String::new(),
        Delivery::Local(_) => w.get("sync.local"),
        Delivery::SignedOut(_) => w.get("sync.signed_out"),
        Delivery::Sending(n) => w.count("sync.sending", n),
        Delivery::Waiting(n) => w.count("sync.waiting", n),
        Delivery::NoStorage => w.get("sync.no_storage"),
    };
    let invite = move || match state.get() {
        Delivery::Local(_) => Some(view! { <a href=and_back("/sign-up")>{w.get("sync.sign_up")}</a> }),
        Delivery::SignedOut(_) => Some(view! { <a href=and_back("/sign-in")>{w.get("sign_in.link")}</a> }),
        _ => None,
    };
    view! { <p class="sync small" role="status"><span>{text}</span> " " {invite}</p> }
}

/// A page to sign in or up, and from there back to where the student is.
fn and_back(page: &str) -> String {
    #[cfg(feature = "hydrate")]
    {
        let here = gloo::utils::window().location().pathname().unwrap_or_default();
        format!("{page}?next={}", String::from(js_sys::encode_uri_component(&here)))
    }
    #[cfg(not(feature = "hydrate"))]
    page.to_owned()
}
