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
            bands: Vec::new(),
        },
        score: 61.25,
        band: "B".into(),
        lang: course::model::Lang::Zh,
        sat: 4,
        evidence: Evidence { engine: "a".into(), exam: "b".into(), answers: "c".into() },
    };
    Certificate {
        id: format!("id-{attempt}"),
        account: Some(account.into()),
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
        let account = account(&store).await;
        let new = certificate(&account, "t1", 4711);
        assert_eq!(store.newest_list().await.expect("readable"), (1, 0), "{name}");
        store.add_certificate(&new).await.expect("room");
        assert_eq!(store.newest_list().await.expect("readable"), (1, 1), "{name}");
        assert_eq!(store.certificate("id-t1").await.expect("readable").as_ref(), Some(&new), "{name}");
        assert_eq!(store.certificate_of_attempt("t1").await.expect("readable").as_ref(), Some(&new), "{name}");
        let shown = Shown { page: false, name: false, score: true };
        store.show_certificate(&new.id, shown).await.expect("writable");
        let now = store.certificates(&account).await.expect("readable").remove(0);
        assert_eq!(now.shown, shown, "{name}");
        let of_exam = store.certificates_of_exam("c", "e").await.expect("readable");
        assert_eq!(of_exam.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["id-t1"], "{name}");
        assert!(store.certificates_of_exam("c", "other").await.expect("readable").is_empty(), "{name}");
        let signed = Signed { embedded: "{2}".into(), compact: "g.h.i".into() };
        store.resign_certificate(&now, &signed).await.expect("writable");
        // Who knows an older one changes nothing.
        store.resign_certificate(&now, &new.signed).await.expect("writable");
        assert_eq!(store.certificate(&new.id).await.expect("readable").expect("there").signed, signed, "{name}");
    }
}

#[tokio::test]
async fn another_name_takes_another_place_and_the_old_one_is_revoked() {
    for (name, store, _folder) in stores().await {
        let old = certificate(&account(&store).await, "t1", 1);
        store.add_certificate(&old).await.expect("room");
        let new = Certificate {
            place: 2,
            name: "王晓明".into(),
            salt: "s2".into(),
            signed: Signed { embedded: "{1}".into(), compact: "d.e.f".into() },
            ..old.clone()
        };
        let revoked = Status { hold: Hold::Revoked, reason: "replaced".into(), changed: 6 };
        assert!(store.rename_certificate(&old, &new, &revoked, "ada").await.expect("writable"), "{name}");
        let now = store.certificate(&old.id).await.expect("readable").expect("there");
        assert_eq!(now, Certificate { renamed: true, ..new.clone() }, "{name}");
        assert_eq!(store.status(1, 1).await.expect("readable"), Some(revoked.clone()), "{name}");
        // Once only, and what was refused took no place.
        let again = Certificate { place: 3, ..now.clone() };
        assert!(!store.rename_certificate(&now, &again, &revoked, "ada").await.expect("writable"), "{name}");
        assert_eq!(store.status(1, 3).await.expect("readable"), None, "{name}");
        assert_eq!(store.status(1, 2).await.expect("readable"), Some(new.status), "{name}");
    }
}

#[tokio::test]
async fn what_does_not_hold_gets_no_other_name() {
    for (name, store, _folder) in stores().await {
        let old = certificate(&account(&store).await, "t1", 1);
        store.add_certificate(&old).await.expect("room");
        let status = |hold| Status { hold, reason: "because".into(), changed: 6 };
        assert!(store.decide_status(1, 1, &status(Hold::Suspended), "grace").await.expect("writable"), "{name}");
        let new = Certificate { place: 2, name: "Eve".into(), ..old.clone() };
        let done = store.rename_certificate(&old, &new, &status(Hold::Revoked), "ada").await;
        assert!(!done.expect("writable"), "{name}");
        let now = store.certificate(&old.id).await.expect("readable").expect("there");
        assert_eq!((now.name.as_str(), now.place, now.status.hold), ("王小明", 1, Hold::Suspended), "{name}");
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
        // The certificate stays without its person, and can still be found by its id.
        let left = store.certificate("id-t1").await.expect("readable").expect("there");
        assert_eq!((left.account, left.name.as_str(), left.shown.page), (None, "", false), "{name}");
        assert!(store.certificates(&account).await.expect("readable").is_empty(), "{name}");
        assert_eq!(store.status(1, 7).await.expect("readable"), Some(status(Hold::Revoked, 8)), "{name}");
        assert_eq!(store.places(1, Hold::Revoked).await.expect("readable"), [7], "{name}");
        assert_eq!(store.status(1, 8).await.expect("readable"), None, "{name}");
    }
}
