//! Pages that say why there is no page.

use leptos::prelude::*;

use crate::Chrome;
use crate::words::words;

/// Why a page or an action is not to be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// No such address.
    NotFound,
    /// The server failed; `reference` is the number to quote, as the log has it.
    ServerFault {
        /// Names the failure in the server's log.
        reference: Option<String>,
    },
    /// The form came from another site or is too old.
    Refused,
    /// Nobody is signed in, or not any more.
    SignedOut,
    /// More was sent than is accepted.
    TooLarge,
    /// What was sent cannot be read.
    BadRequest,
    /// Too many requests; wait this many seconds.
    TooMany {
        /// Seconds.
        seconds: u64,
    },
    /// Nothing can be saved at the moment (database read-only or full).
    CannotSave,
    /// Not with this account.
    Forbidden,
    /// Not in the state that the exam is in.
    State,
    /// The account and all its progress are gone.
    AccountDeleted,
}

impl Notice {
    fn key(&self) -> &'static str {
        match self {
            Notice::NotFound => "not_found",
            Notice::ServerFault { .. } => "server_fault",
            Notice::Refused => "refused",
            Notice::SignedOut => "signed_out",
            Notice::TooLarge => "too_large",
            Notice::BadRequest => "bad_request",
            Notice::TooMany { .. } => "too_many",
            Notice::CannotSave => "cannot_save",
            Notice::Forbidden => "forbidden",
            Notice::State => "state",
            Notice::AccountDeleted => "account_deleted",
        }
    }
}

/// The page for a notice; the status code is the caller's.
pub fn notice(chrome: &Chrome, what: Notice) -> String {
    let key = what.key();
    let sign_in = format!("/sign-in?next={}", crate::pages::encode(&chrome.path));
    chrome.page(&format!("notice.{key}.title"), || {
        let w = words();
        let body = match &what {
            Notice::TooMany { seconds } => w.count("notice.too_many.body", *seconds as usize),
            _ => w.get(&format!("notice.{key}.body")),
        };
        let reference = match &what {
            Notice::ServerFault { reference: Some(r) } => Some(w.with("notice.reference", &[("reference", r)])),
            _ => None,
        };
        let way = if what == Notice::SignedOut {
            view! { <a class="btn primary" href=sign_in>{w.get("sign_in.link")}</a> }
        } else {
            view! { <a class="btn primary" href="/".to_owned()>{w.get("notice.home")}</a> }
        };
        view! {
            <main id="main" class="column narrow">
                <h1>{w.get(&format!("notice.{key}.title"))}</h1>
                <p class="lede">{body}</p>
                {reference.map(|r| view! { <p class="small">{r}</p> })}
                <p>{way}</p>
            </main>
        }
    })
}
