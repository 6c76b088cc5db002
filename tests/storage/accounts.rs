//! Accounts.

use server::store::StoreError;

use crate::stores;

#[tokio::test]
async fn an_account_is_found_by_its_login_and_changes() {
    for (name, store, _folder) in stores().await {
        let made = store.create_account("ada", "Ada", "hash", 5).await.expect("room");
        let (found, password) = store.account_by_login("ada").await.expect("readable").expect("there");
        assert_eq!((&found, password.as_str(), found.created), (&made, "hash", 5), "{name}");

        store.rename_account(&made.id, "学习者 🌱").await.expect("writable");
        store.set_password(&made.id, "other").await.expect("writable");
        let (found, password) = store.account_by_login("ada").await.expect("readable").expect("there");
        assert_eq!((found.name.as_str(), password.as_str()), ("学习者 🌱", "other"), "{name}");
        assert!(store.account_by_login("eve").await.expect("readable").is_none(), "{name}");
    }
}

#[tokio::test]
async fn a_login_belongs_to_one_account() {
    for (name, store, _folder) in stores().await {
        store.create_account("ada", "Ada", "hash", 5).await.expect("room");
        let second = store.create_account("ada", "Eve", "hash", 6).await;
        assert!(matches!(second, Err(StoreError::Taken)), "{name}: {second:?}");
    }
}

#[tokio::test]
async fn of_many_who_want_one_login_at_once_one_gets_it() {
    for (name, store, _folder) in stores().await {
        let tries = (0..8).map(|_| {
            let store = store.clone();
            tokio::spawn(async move { store.create_account("ada", "Ada", "hash", 5).await.is_ok() })
        });
        let mut winners = 0;
        for one in tries.collect::<Vec<_>>() {
            winners += usize::from(one.await.expect("no panic"));
        }
        assert_eq!(winners, 1, "{name}");
    }
}

#[tokio::test]
async fn a_deleted_account_takes_sessions_and_events_along() {
    for (name, store, _folder) in stores().await {
        let ada = store.create_account("ada", "Ada", "hash", 5).await.expect("room").id;
        store.create_session(&ada, "token", 5, 100).await.expect("room");
        store.add_events(&ada, &[crate::events::opened("e1", 5)], 5).await.expect("room");
        store.delete_account(&ada).await.expect("writable");
        assert!(store.account_by_login("ada").await.expect("readable").is_none(), "{name}");
        assert!(store.session("token", 6).await.expect("readable").is_none(), "{name}");
        assert_eq!(store.count_events(&ada).await.expect("readable"), 0, "{name}");
    }
}
