//! Opening a database: again, by many at once, and one that may only be read.

use server::store::{Store, StoreError};

use crate::{open, stores};

#[tokio::test]
async fn what_was_kept_is_there_after_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut urls = vec![Store::sqlite_url(&folder.path().join("academy.db"))];
    urls.extend(tests::database::postgres().await);
    for url in urls {
        let store = open(&url).await;
        store.create_account("ada", "Ada", "hash", 1).await.expect("room");
        store.close().await;
        assert!(open(&url).await.account_by_login("ada").await.expect("readable").is_some(), "{url}");
    }
}

#[tokio::test]
async fn a_read_only_database_is_read_and_says_what_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("academy.db");
    open(&Store::sqlite_url(&path)).await.create_account("ada", "Ada", "hash", 1).await.expect("room");
    let (store, _) = Store::open(&format!("sqlite://{}?mode=ro", path.display())).await.expect("a known address");
    assert!(store.account_by_login("ada").await.expect("readable").is_some());
    let refused = store.create_account("eve", "Eve", "hash", 1).await;
    assert!(matches!(refused, Err(StoreError::ReadOnly(_))), "{refused:?}");
}

#[tokio::test]
async fn a_database_that_is_not_there_says_so() {
    let (_, trouble) = Store::open("sqlite:///no/such/folder/academy.db?mode=rwc").await.expect("a known address");
    assert!(matches!(trouble, Some(StoreError::ReadOnly(_))), "{trouble:?}");
    let (_, trouble) = Store::open("postgres:///x?host=/no/such/folder&user=x").await.expect("a known address");
    assert!(matches!(trouble, Some(StoreError::Unavailable(_))), "{trouble:?}");
    assert!(matches!(Store::open("mysql://x").await, Err(StoreError::Address)));
}

#[tokio::test]
async fn databases_answer() {
    for (name, store, _folder) in stores().await {
        assert!(store.ping().await.is_ok(), "{name}");
    }
}
