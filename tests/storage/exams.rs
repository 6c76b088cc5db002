//! Exams: a change is written whole or not at all, a job counts once.

use server::{
    exam::{Attempt, Body, Draft, Save, State, Timing, log},
    store::{Role, Store},
};

use crate::stores;

async fn attempt(store: &Store, login: &str) -> Attempt {
    let account = store.create_account(login, login, "hash", 1).await.expect("room");
    let attempt = Attempt {
        id: format!("attempt-{login}"),
        account: account.id,
        course: "demo".into(),
        exam: "first".into(),
        number: 1,
        state: State::Ready,
        seq: 0,
        head: String::new(),
        body: Body { timing: Timing { allowed: 1000, ..Timing::default() }, ..Body::default() },
    };
    let mut draft = Draft::new(attempt, 10);
    draft.start().expect("it is ready");
    store.create_attempt(&draft.attempt, "{}", &draft.entries).await.expect("room");
    draft.attempt
}

fn answered(attempt: &Attempt, journal: &str, text: &str) -> Draft {
    let mut draft = Draft::new(attempt.clone(), 20);
    let value = course::exam::Answer::Text { text: text.into() };
    let save = Save { item: "q1".into(), base: 0, value, journal: journal.into(), tab: "t".into(), typed: 1 };
    draft.answer(None, save).expect("it runs");
    draft
}

#[tokio::test]
async fn a_change_that_came_second_is_not_written() {
    for (name, store, _folder) in stores().await {
        let ada = attempt(&store, "ada").await;
        let bob = attempt(&store, "bob").await;
        assert!(store.commit(&[answered(&ada, "j1", "first")]).await.expect("writable"), "{name}");
        // One of a batch is stale: none of it is written.
        let batch = [answered(&bob, "j1", "x"), answered(&ada, "j2", "second")];
        assert!(!store.commit(&batch).await.expect("writable"), "{name}");
        assert_eq!(store.exam_attempt(&bob.id).await.expect("readable"), Some(bob.clone()), "{name}");
        assert!(store.answers(&bob.id).await.expect("readable").is_empty(), "{name}");
        let now = store.exam_attempt(&ada.id).await.expect("readable").expect("it is there");
        let log = store.exam_log(&ada.id).await.expect("readable");
        assert_eq!((log.len(), log::verify(&log, now.seq, &now.head)), (2, Ok(())), "{name}");
        // The same journal entry is taken once, also by a server that has not seen the first.
        assert!(!store.commit(&[answered(&now, "j1", "again")]).await.expect("writable"), "{name}");
        let found = store.saved_as(&[(&ada.id, "j1"), (&bob.id, "j1")]).await.expect("readable");
        assert_eq!(found.len(), 1, "{name}");
    }
}

#[tokio::test]
async fn a_large_batch_is_written_at_once() {
    for (name, store, _folder) in stores().await {
        let mut drafts = Vec::new();
        for i in 0..150 {
            drafts.push(answered(&attempt(&store, &format!("candidate-{i}")).await, "j", "x"));
        }
        assert!(store.commit(&drafts).await.expect("writable"), "{name}");
        let pairs: Vec<(&str, &str)> = drafts.iter().map(|d| (d.attempt.id.as_str(), "q1")).collect();
        assert_eq!(store.answers_to(&pairs).await.expect("readable").len(), 150, "{name}");
        assert_eq!(store.attempts_due(1011).await.expect("readable").len(), 150, "{name}");
        assert!(store.attempts_due(1010).await.expect("readable").is_empty(), "{name}");
    }
}

#[tokio::test]
async fn a_job_is_claimed_by_one_and_ends_once() {
    for (name, store, _folder) in stores().await {
        let ada = attempt(&store, "ada").await;
        let mut draft = Draft::new(ada, 20);
        draft.submit().expect("it runs");
        assert!(store.commit(&[draft.clone()]).await.expect("writable"), "{name}");
        let claims = (0..8).map(|_| {
            let store = store.clone();
            tokio::spawn(async move { store.claim_job(None, 30, 100).await.expect("writable") })
        });
        let mut claimed = Vec::new();
        for claim in claims.collect::<Vec<_>>() {
            claimed.extend(claim.await.expect("no panic"));
        }
        assert_eq!(claimed.len(), 1, "{name}");
        // Whoever had it is gone: after its lease somebody else takes it, and only that one's verdict counts.
        let second = store.claim_job(None, 100, 200).await.expect("writable").expect("the lease is over");
        assert_eq!(second.tries, 2, "{name}");
        assert!(!store.keep_job(&claimed[0], 300).await.expect("writable"), "{name}");
        let judged = |token: &str| {
            let mut draft = Draft::new(draft.attempt.clone(), 110);
            draft.done = Some((second.id.clone(), token.to_owned()));
            draft.judge("{}".into(), None, "server");
            draft
        };
        assert!(!store.commit(&[judged(&claimed[0].token)]).await.expect("writable"), "{name}");
        assert!(store.commit(&[judged(&second.token)]).await.expect("writable"), "{name}");
        assert!(!store.commit(&[judged(&second.token)]).await.expect("writable"), "{name}");
        assert_eq!(store.verdicts(&draft.attempt.id).await.expect("readable").len(), 1, "{name}");
        assert_eq!(store.count_jobs().await.expect("readable"), 0, "{name}");
    }
}

#[tokio::test]
async fn roles_and_extra_time() {
    for (name, store, _folder) in stores().await {
        let root = store.create_account("root", "Root", "hash", 1).await.expect("room");
        store.crown_first(&root.id).await.expect("writable");
        let ada = store.create_account("ada", "Ada", "hash", 1).await.expect("room");
        store.crown_first(&ada.id).await.expect("writable");
        assert_eq!(store.roles(&root.id).await.expect("readable"), [Role::Administrator].into(), "{name}");
        assert!(store.roles(&ada.id).await.expect("readable").is_empty(), "{name}");
        store.grant_role(&ada.id, Role::Proctor).await.expect("writable");
        store.grant_role(&ada.id, Role::Proctor).await.expect("writable");
        assert_eq!(store.roles(&ada.id).await.expect("readable"), [Role::Proctor].into(), "{name}");
        store.revoke_role(&ada.id, Role::Proctor).await.expect("writable");
        assert!(store.roles(&ada.id).await.expect("readable").is_empty(), "{name}");

        let extra = || store.extra_time("demo", "first", &ada.id);
        assert_eq!(extra().await.expect("readable"), 0, "{name}");
        store.join_group("slow", &ada.id).await.expect("writable");
        store.accommodate("demo", "first", "group:slow", 50).await.expect("writable");
        store.accommodate("demo", "other", "group:slow", 90).await.expect("writable");
        let who = format!("account:{}", ada.id);
        store.accommodate("demo", "first", &who, 25).await.expect("writable");
        assert_eq!(extra().await.expect("readable"), 50, "{name}");
        let all = store.accommodations("demo", "first").await.expect("readable");
        assert_eq!(all, [("ada".to_owned(), 25), ("group:slow".to_owned(), 50)], "{name}");
        assert_eq!(store.closing("demo", "first").await.expect("readable"), None, "{name}");
        store.set_closing("demo", "first", 7).await.expect("writable");
        store.set_closing("demo", "first", 8).await.expect("writable");
        assert_eq!(store.closing("demo", "first").await.expect("readable"), Some(8), "{name}");
    }
}
