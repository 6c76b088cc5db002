//! The browser's local storage: whose a record is, and room for a new one where it is full.
//!
//! Every record lies under a key of its own. One that belongs to an account carries the account's mark, so that the next
//! person at the same browser neither sees it nor sends it as theirs. What nobody's session has made goes along with the
//! next account that opens a page.

use std::cell::OnceCell;

use gloo::storage::{LocalStorage, Storage};
use serde::Serialize;
use serde_json::Value;

use crate::facts;

/// What a record is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A cell: its code and its outputs.
    Cell,
    /// An event that has not arrived yet.
    Event,
}

impl Kind {
    fn prefix(self) -> &'static str {
        match self {
            Kind::Cell => "academy.cell.",
            Kind::Event => "academy.event.",
        }
    }
}

thread_local! {
    /// What this reader's keys carry: nothing where nobody is signed in.
    static MARK: OnceCell<String> = const { OnceCell::new() };
}

fn mark() -> String {
    MARK.with(|mark| {
        mark.get_or_init(|| {
            let owner = facts::owner();
            // Neither the slug of a course nor the id of an event begins like this.
            let mark = if owner.is_empty() { String::new() } else { format!("@{owner}/") };
            claim(&mark);
            mark
        })
        .clone()
    })
}

/// Storage as the browser has it; `None` where it is switched off.
fn raw() -> Option<web_sys::Storage> {
    gloo::utils::window().local_storage().ok().flatten()
}

fn keys(storage: &web_sys::Storage) -> Vec<String> {
    (0..storage.length().unwrap_or(0)).filter_map(|i| storage.key(i).ok().flatten()).collect()
}

/// Gives an account what nobody's session has made. Its own cells are never overwritten.
fn claim(mark: &str) {
    let Some(storage) = raw().filter(|_| !mark.is_empty()) else { return };
    for key in keys(&storage) {
        let kinds = [Kind::Cell, Kind::Event].into_iter();
        let Some((kind, name)) = kinds.filter_map(|k| Some((k, key.strip_prefix(k.prefix())?))).next() else {
            continue;
        };
        let new = format!("{}{mark}{name}", kind.prefix());
        let taken = name.starts_with('@') || !matches!(storage.get_item(&new), Ok(None));
        if !taken && let Ok(Some(record)) = storage.get_item(&key) {
            // First out, then in: there may not be room for both.
            let _ = storage.remove_item(&key);
            if storage.set_item(&new, &record).is_err() {
                let _ = storage.set_item(&key, &record);
            }
        }
    }
}

/// The key of a record of this page's reader.
pub(crate) fn key(kind: Kind, name: &str) -> String {
    format!("{}{}{name}", kind.prefix(), mark())
}

/// Whether a key is one of this page's reader.
pub(crate) fn is_mine(kind: Kind, key: &str) -> bool {
    let mark = mark();
    key.strip_prefix(kind.prefix())
        .is_some_and(|rest| if mark.is_empty() { !rest.starts_with('@') } else { rest.starts_with(&mark) })
}

/// All records of this page's reader, as JSON.
pub(crate) fn mine(kind: Kind) -> Vec<String> {
    let Some(storage) = raw() else { return Vec::new() };
    // Before the keys are listed: the first call moves some.
    let _ = mark();
    let keys = keys(&storage).into_iter().filter(|key| is_mine(kind, key));
    keys.filter_map(|key| storage.get_item(&key).ok().flatten()).collect()
}

/// Keeps a record. Outputs can be made again: where the storage is full the oldest give way. `false` if that is not enough.
pub(crate) fn put(key: &str, record: &impl Serialize) -> bool {
    if LocalStorage::set(key, record).is_ok() {
        return true;
    }
    let Some(storage) = raw() else { return false };
    outputs_by_age(&storage, key)
        .into_iter()
        .any(|(old, bare)| storage.set_item(&old, &bare).is_ok() && LocalStorage::set(key, record).is_ok())
}

/// Cells with outputs, the oldest first, and what is left of each without them. Not the cell that is just being kept.
fn outputs_by_age(storage: &web_sys::Storage, except: &str) -> Vec<(String, String)> {
    let mut found: Vec<(i64, String, String)> = keys(storage)
        .into_iter()
        .filter(|key| key.starts_with(Kind::Cell.prefix()) && key != except)
        .filter_map(|key| {
            let mut cell: Value = serde_json::from_str(&storage.get_item(&key).ok().flatten()?).ok()?;
            let outputs = cell.get_mut("outputs")?.as_array_mut()?;
            if outputs.is_empty() {
                return None;
            }
            outputs.clear();
            Some((cell["at"].as_i64().unwrap_or_default(), key, cell.to_string()))
        })
        .collect();
    found.sort();
    found.into_iter().map(|(_, key, bare)| (key, bare)).collect()
}
