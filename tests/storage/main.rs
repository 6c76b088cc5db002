//! What the database promises, kept by SQLite and by PostgreSQL alike.

mod accounts;
mod attempts;
mod certificates;
mod events;
mod exams;
mod opening;
mod sessions;

use server::store::Store;
use tempfile::TempDir;
use tests::database::postgres;

/// An empty database of each kind there is, with its name for messages.
async fn stores() -> Vec<(&'static str, Store, Option<TempDir>)> {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stores = vec![("SQLite", open(&Store::sqlite_url(&folder.path().join("a b%.db"))).await, Some(folder))];
    if let Some(url) = postgres().await {
        stores.push(("PostgreSQL", open(&url).await, None));
    }
    stores
}

async fn open(url: &str) -> Store {
    let (store, trouble) = Store::open(url).await.expect("a known kind of address");
    assert!(trouble.is_none(), "{url}: {trouble:?}");
    store
}
