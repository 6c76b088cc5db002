//! Sign-in attempts.

use server::store::Limit;

use crate::stores;

const LIMIT: Limit = Limit { free: 3, longest: 5000 };

#[tokio::test]
async fn waits_double_up_to_the_longest_and_are_forgotten() {
    for (name, store, _folder) in stores().await {
        // Time in milliseconds, and the wait that is answered.
        let attempts = [
            (0, None),
            (1, None),
            (2, None),
            (3, Some(1000)),
            (1002, None),
            (1003, Some(1999)),
            (3002, None),
            (3003, Some(3999)),
            (7002, None),
            (7003, Some(4999)),
            (12002, None),
            (12003, Some(4999)),
        ];
        for (now, expected) in attempts {
            assert_eq!(store.attempt("k", LIMIT, now).await.expect("writable"), expected, "{name} at {now}");
        }
        assert_eq!(store.attempt("other", LIMIT, 12003).await.expect("writable"), None, "{name}");
        store.forget_attempts("k").await.expect("writable");
        assert_eq!(store.attempt("k", LIMIT, 12004).await.expect("writable"), None, "{name}");
    }
}

#[tokio::test]
async fn an_attempt_taken_back_is_as_if_it_had_not_been() {
    for (name, store, _folder) in stores().await {
        for now in 0..20 {
            assert_eq!(store.attempt("k", LIMIT, now).await.expect("writable"), None, "{name} at {now}");
            store.take_back_attempt("k").await.expect("writable");
        }
        // Only the one: failures before it stay.
        for now in 20..23 {
            assert_eq!(store.attempt("k", LIMIT, now).await.expect("writable"), None, "{name} at {now}");
        }
        assert_eq!(store.attempt("k", LIMIT, 23).await.expect("writable"), Some(1000), "{name}");
        assert_eq!(store.attempt("k", LIMIT, 1022).await.expect("writable"), None, "{name}");
        store.take_back_attempt("k").await.expect("writable");
        assert_eq!(store.attempt("k", LIMIT, 1023).await.expect("writable"), None, "{name}");
        assert_eq!(store.attempt("k", LIMIT, 1024).await.expect("writable"), Some(1999), "{name}");
        store.take_back_attempt("none").await.expect("writable");
    }
}

#[tokio::test]
async fn many_attempts_at_once_count_as_many() {
    for (name, store, _folder) in stores().await {
        let tries = (0..12).map(|_| {
            let store = store.clone();
            tokio::spawn(async move { store.attempt("k", LIMIT, 7).await.expect("writable").is_none() })
        });
        let mut through = 0;
        for one in tries.collect::<Vec<_>>() {
            through += i64::from(one.await.expect("no panic"));
        }
        assert_eq!(through, LIMIT.free, "{name}");
    }
}

#[tokio::test]
async fn hours_of_failures_do_not_overflow() {
    for (name, store, _folder) in stores().await {
        let mut now = 0;
        for _ in 0..80 {
            now += store.attempt("k", LIMIT, now).await.expect("writable").unwrap_or_default();
            assert!(store.attempt("k", LIMIT, now).await.is_ok(), "{name}");
        }
    }
}
