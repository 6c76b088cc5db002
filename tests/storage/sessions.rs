//! Sessions.

use server::store::Token;

use crate::stores;

#[tokio::test]
async fn a_session_is_found_until_it_expires() {
    for (name, store, _folder) in stores().await {
        let ada = store.create_account("ada", "Ada", "hash", 1).await.expect("room");
        store.create_session(&ada.id, "t", 10, 100).await.expect("room");
        let found = store.session("t", 99).await.expect("readable").expect("there");
        assert_eq!((&found.account, found.token), (&ada, Token::First), "{name}");
        assert!(store.session("t", 100).await.expect("readable").is_none(), "{name}");
        assert!(store.session("x", 50).await.expect("readable").is_none(), "{name}");
        store.touch_session(&found.id, 90, 200).await.expect("writable");
        let found = store.session("t", 150).await.expect("readable").expect("there");
        assert_eq!(found.seen, 90, "{name}");
    }
}

#[tokio::test]
async fn tokens_are_exchanged_by_one_request_only() {
    for (name, store, _folder) in stores().await {
        let ada = store.create_account("ada", "Ada", "hash", 1).await.expect("room");
        store.create_session(&ada.id, "t", 10, 1000).await.expect("room");
        let session = store.session("t", 20).await.expect("readable").expect("there");
        store.confirm_session(&session.id, 20).await.expect("writable");
        assert!(store.rotate_session(&session, "t", "u", 30, 1000).await.expect("writable"), "{name}");
        assert!(!store.rotate_session(&session, "t", "v", 31, 1000).await.expect("writable"), "{name}");
        let token = async |t: &str| store.session(t, 40).await.expect("readable").map(|s| s.token);
        assert_eq!(token("t").await, Some(Token::PreviousUnconfirmed), "{name}");
        assert_eq!(token("u").await, Some(Token::First), "{name}");
        assert_eq!(token("v").await, None, "{name}");
        store.confirm_session(&session.id, 35).await.expect("writable");
        assert_eq!(token("u").await, Some(Token::Current), "{name}");
        assert_eq!(token("t").await, Some(Token::PreviousConfirmed(35)), "{name}");
    }
}

#[tokio::test]
async fn sessions_end_one_by_one_or_all_at_once() {
    for (name, store, _folder) in stores().await {
        let ada = store.create_account("ada", "Ada", "hash", 1).await.expect("room").id;
        let mut ids = Vec::new();
        for token in ["a", "b", "c"] {
            ids.push(store.create_session(&ada, token, 1, 100).await.expect("room"));
        }
        assert_eq!(store.count_sessions(&ada, 2).await.expect("readable"), 3, "{name}");
        store.delete_session(&ids[0]).await.expect("writable");
        assert!(store.session("b", 2).await.expect("readable").is_some(), "{name}");
        let eve = store.create_account("eve", "Eve", "hash", 1).await.expect("room").id;
        store.create_session(&eve, "d", 1, 100).await.expect("room");
        assert_eq!(store.delete_sessions(&ada).await.expect("writable"), 2, "{name}");
        assert!(store.session("d", 2).await.expect("readable").is_some(), "{name}");
        assert_eq!(store.count_sessions(&ada, 2).await.expect("readable"), 0, "{name}");
    }
}
