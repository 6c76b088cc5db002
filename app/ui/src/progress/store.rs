//! Events that have not arrived yet, in the browser's local storage: one key per event.

use course::progress::Event;
use gloo::storage::{LocalStorage, Storage};

/// What keys begin with.
pub(super) const PREFIX: &str = "academy.event.";

/// Keeps an event. `Err` if the storage is full or switched off.
pub(super) fn keep(event: &Event) -> Result<(), gloo::storage::errors::StorageError> {
    LocalStorage::set(format!("{PREFIX}{}", event.id), event)
}

/// Forgets an event that arrived or never will.
pub(super) fn forget(id: &str) {
    LocalStorage::delete(format!("{PREFIX}{id}"));
}

/// All that wait, oldest first. What another version of Academy wrote and this one cannot read stays where it is.
pub(super) fn waiting() -> Vec<Event> {
    let Some(storage) = super::log::raw_storage() else { return Vec::new() };
    let keys = (0..storage.length().unwrap_or(0)).filter_map(|i| storage.key(i).ok().flatten());
    let mut events: Vec<Event> = keys
        .filter(|k| k.starts_with(PREFIX))
        .filter_map(|k| storage.get_item(&k).ok().flatten())
        .filter_map(|json| serde_json::from_str(&json).ok())
        .collect();
    events.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
    events
}
