//! Progress as the page knows it: what the server said, joined with what happened here and has not arrived yet.
//!
//! Every event has an id and a key of its own in the browser's storage, so tabs do not overwrite each other, a reload
//! loses nothing, and the server takes an event exactly once however often it is sent.

#[cfg(any(feature = "hydrate", test))]
mod backoff;
mod merge;

#[cfg(feature = "hydrate")]
mod log;
#[cfg(feature = "hydrate")]
mod send;
#[cfg(feature = "hydrate")]
mod store;

#[cfg(feature = "hydrate")]
#[path = "in_browser.rs"]
mod live;
#[cfg(not(feature = "hydrate"))]
#[path = "on_server.rs"]
mod live;

pub(crate) use live::{delivery, follow_course, follow_lesson, record, start};
pub use merge::merge;

use serde::{Deserialize, Serialize};

/// Where the events that happened here are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Delivery {
    /// All arrived, or nothing happened yet.
    #[default]
    Clear,
    /// Nobody is signed in; this many wait in the browser.
    Local(usize),
    /// Who was signed in when the page was written no longer is; this many wait in the browser.
    SignedOut(usize),
    /// This many are on their way.
    Sending(usize),
    /// The server cannot be reached; this many wait.
    Waiting(usize),
    /// The browser's storage is full or switched off: what happens now is lost with the page.
    NoStorage,
}

/// The answer to `POST /api/events`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Ids that are in the log now, those that were there before too.
    pub accepted: Vec<String>,
    /// Ids that will never be accepted, and why.
    #[serde(default)]
    pub rejected: Vec<Rejection>,
}

/// An event that the server does not take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejection {
    /// The event.
    pub id: String,
    /// Why, for the console.
    pub why: String,
}
