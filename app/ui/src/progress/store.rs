//! Events that have not arrived yet, in the browser's local storage: one record per event.

use course::progress::Event;
use gloo::storage::{LocalStorage, Storage};

use crate::locker::{self, Kind};

/// Keeps an event. `false` if the storage is full or switched off.
pub(super) fn keep(event: &Event) -> bool {
    locker::put(&locker::key(Kind::Event, &event.id), event)
}

/// Forgets an event that arrived or never will.
pub(super) fn forget(id: &str) {
    LocalStorage::delete(locker::key(Kind::Event, id));
}

/// All that wait, oldest first. What another version of Academy wrote and this one cannot read stays where it is.
pub(super) fn waiting() -> Vec<Event> {
    let mut events: Vec<Event> =
        locker::mine(Kind::Event).into_iter().filter_map(|json| serde_json::from_str(&json).ok()).collect();
    events.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
    events
}
