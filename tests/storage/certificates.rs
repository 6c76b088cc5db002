//! Certificates and their status.

use credential::{Award, Evidence, Exam, Signed};
use server::store::{Certificate, Hold, Shown, Status, Store, StoreError};

use crate::stores;

fn certificate(account: &str, attempt: &str, place: u32) -> Certificate {
    let award = Award {
        account: account.into(),
        attempt: attempt.into(),
        exam: Exam {
            course: "c".into(),
            slug: "e".into(),
            version: "1".into(),
            title: [(course::model::Lang::Zh, "考试".to_owned())].into(),
            summary: [].into(),
            minutes: 1,
            pass: 50.0,
            skills: Vec::new(),
        },
        score: 61.25,
        band: "B".into(),
        lang: course::model::Lang::Zh,
        sat: 4,
        evidence: Evidence { engine: "a".into(), exam: "b".into(), answers: "c".into() },
    };
    Certificate {
        id: format!("id-{attempt}"),
        account: account.into(),
        list: 1,
        place,
        name: "王小明".into(),
        salt: "salt".into(),
        renamed: false,
        issued: 5,
        award,
        signed: Signed { embedded: "{}".into(), compact: "a.b.c".into() },
        shown: Shown { page: true, name: true, score: false },
        status: Status { hold: Hold::Valid, reason: String::new(), changed: 5 },
    }
}

async fn account(store: &Store) -> String {
    store.create_account("ada", "Ada", "hash", 5).await.expect("room").id
}

#[tokio::test]
async fn a_certificate_comes_back_as_it_was_and_changes() {
    for (name, store, _folder) in stores().await {
        let new = certificate(&account(&store).await, "t1", 4711);
        assert_eq!(store.newest_list().await.expect("readable"), (1, 0), "{name}");
        store.add_certificate(&new).await.expect("room");
        assert_eq!(store.newest_list().await.expect("readable"), (1, 1), "{name}");
        assert_eq!(store.certificate("id-t1").await.expect("readable").as_ref(), Some(&new), "{name}");
        assert_eq!(store.certificate_of_attempt("t1").await.expect("readable").as_ref(), Some(&new), "{name}");
        let shown = Shown { page: false, name: false, score: true };
        store.show_certificate(&new.id, shown).await.expect("writable");
        let signed = Signed { embedded: "{1}".into(), compact: "d.e.f".into() };
        assert!(store.rename_certificate(&new.id, "王晓明", "s2", &signed).await.expect("writable"), "{name}");
        assert!(!store.rename_certificate(&new.id, "Eve", "s3", &signed).await.expect("writable"), "{name}");
        let now = store.certificates(&new.account).await.expect("readable").remove(0);
        assert_eq!(
            (now.shown, now.name.as_str(), now.renamed, &now.signed),
            (shown, "王晓明", true, &signed),
            "{name}"
        );
    }
}

#[tokio::test]
async fn an_attempt_and_a_place_are_taken_once() {
    for (name, store, _folder) in stores().await {
        let account = account(&store).await;
        store.add_certificate(&certificate(&account, "t1", 1)).await.expect("room");
        for again in [certificate(&account, "t1", 2), certificate(&account, "t2", 1)] {
            let refused = store.add_certificate(&again).await;
            assert!(matches!(refused, Err(StoreError::Taken)), "{name}: {refused:?}");
        }
        // What was refused left nothing behind.
        assert_eq!(store.newest_list().await.expect("readable"), (1, 1), "{name}");
    }
}

#[tokio::test]
async fn what_is_revoked_stays_revoked_even_without_its_account() {
    for (name, store, _folder) in stores().await {
        let account = account(&store).await;
        store.add_certificate(&certificate(&account, "t1", 7)).await.expect("room");
        let status = |hold, changed| Status { hold, reason: "because".into(), changed };
        let decide = |hold, at| {
            let (store, status) = (store.clone(), status(hold, at));
            async move { store.decide_status(1, 7, &status, "grace").await.expect("writable") }
        };
        assert!(decide(Hold::Suspended, 6).await, "{name}");
        assert_eq!(store.places(1, Hold::Suspended).await.expect("readable"), [7], "{name}");
        assert!(decide(Hold::Valid, 7).await && decide(Hold::Revoked, 8).await, "{name}");
        assert!(!decide(Hold::Valid, 9).await, "{name}");
        store.delete_account(&account).await.expect("writable");
        assert!(store.certificate("id-t1").await.expect("readable").is_none(), "{name}");
        assert_eq!(store.status(1, 7).await.expect("readable"), Some(status(Hold::Revoked, 8)), "{name}");
        assert_eq!(store.places(1, Hold::Revoked).await.expect("readable"), [7], "{name}");
        assert_eq!(store.status(1, 8).await.expect("readable"), None, "{name}");
    }
}
