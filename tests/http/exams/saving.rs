//! Saving: once, in order, and never over somebody's newer words.

use serde_json::{Value, json};

use super::{Room, choice, number, save, save_as};

#[tokio::test]
async fn the_same_save_is_taken_once() {
    let room = Room::new().await;
    let (mut ada, path) = room.started("ada").await;
    let first = save_as(&mut ada, &path, "q2", 0, number("1"), "j1", "t").await.check(200, "\"revision\":1").json();
    save_as(&mut ada, &path, "q2", 1, number("2"), "j2", "t").await.check(200, "\"revision\":2");
    // The first answer was lost on the way, and its page sends it again.
    let again = save_as(&mut ada, &path, "q2", 0, number("1"), "j1", "t").await.check(200, "").json();
    assert_eq!(first, again);
    ada.get(&format!("{path}/items/2")).await.check(200, "value=\"2\"");
}

#[tokio::test]
async fn a_stale_page_gets_both_versions() {
    let room = Room::new().await;
    let (mut ada, path) = room.started("ada").await;
    save_as(&mut ada, &path, "q2", 0, number("1"), "j1", "one").await.check(200, "");
    let refused = save_as(&mut ada, &path, "q2", 0, number("9"), "j2", "two").await.check(409, "").json();
    assert_eq!((&refused["revision"], &refused["value"]), (&json!(1), &number("1")));
    ada.get(&format!("{path}/items/2")).await.check(200, "value=\"1\"");
    // Having seen it, the page may write over it.
    save_as(&mut ada, &path, "q2", 1, number("9"), "j3", "two").await.check(200, "\"revision\":2");
    // And the first page is now the stale one.
    save_as(&mut ada, &path, "q2", 1, number("1"), "j4", "one").await.check(409, "\"value\"");
}

#[tokio::test]
async fn many_pages_at_once_lose_nothing() {
    let room = Room::new().await;
    let (ada, path) = room.started("ada").await;
    let tasks = (0..40).map(|i| {
        let (mut ada, path) = (ada.clone(), path.clone());
        tokio::spawn(async move {
            let item = if i % 2 == 0 { "q1" } else { "q2" };
            let value = if i % 2 == 0 { choice("a") } else { number(&i.to_string()) };
            save_as(&mut ada, &path, item, 100, value, &format!("j{i}"), "t").await.status
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        assert_eq!(task.await.expect("no panic"), 200);
    }
    let id = path.trim_start_matches("/attempts/");
    let answers = room.site.state.store.answers(id).await.expect("readable");
    assert_eq!((answers["q1"].revision, answers["q2"].revision), (20, 20));
    let attempt = room.site.state.store.exam_attempt(id).await.expect("readable").expect("it is there");
    let log = room.site.state.store.exam_log(id).await.expect("readable");
    assert_eq!(server::exam::log::verify(&log, attempt.seq, &attempt.head), Ok(()));
}

#[tokio::test]
async fn an_attempt_saves_at_a_human_pace() {
    let room = Room::new().await;
    let (mut ada, path) = room.started("ada").await;
    // The clock runs meanwhile, so how many are taken depends on the machine: some fifty and a few, of three hundred.
    let tasks = (0..300).map(|i| {
        let (mut ada, path) = (ada.clone(), path.clone());
        tokio::spawn(async move { save_as(&mut ada, &path, "q2", 0, number("1"), &format!("j{i}"), "t").await.status })
    });
    let mut taken = 0;
    for task in tasks.collect::<Vec<_>>() {
        let status = task.await.expect("no panic");
        assert!(status == 200 || status == 429, "{status}");
        taken += usize::from(status == 200);
    }
    assert!((50..250).contains(&taken), "{taken}");
    room.advance(1000);
    save_as(&mut ada, &path, "q2", 0, number("x"), "last", "t").await.check(200, "");
}

#[tokio::test]
async fn a_choice_of_a_blank_outlives_a_change_of_language() {
    let room = Room::with(|exam, bank| {
        *exam = exam.replace("colour sum order", "blanks colour");
        bank.push_str(
            "\n::: {.question #blanks kind=blanks points=2}\nSea: [[> blue | red]]. Grass: [[> green | red]].\n:::\n",
        );
    })
    .await;
    let (mut ada, path) = room.started("ada").await;
    let id = |page: &str, text: &str| {
        let before = page.split(&format!("\">{text}</option>")).next().expect("a choice");
        before.rsplit("value=\"").next().expect("its id").to_owned()
    };
    let page = ada.get(&format!("{path}/items/1")).await.check(200, "blue").body;
    let (blue, green) = (id(&page, "blue"), id(&page, "green"));
    let blanks = json!({ "kind": "blanks", "texts": { "b1": blue, "b2": green } });
    save(&mut ada, &path, "q1", 0, blanks).await.check(200, "");
    save(&mut ada, &path, "q1", 1, json!({ "kind": "blanks", "texts": { "b1": "blue" } })).await.check(400, "form");
    ada.post("/preferences", &[("lang", "zh"), ("back", "/")]).await.to("/");
    let page = ada.get(&format!("{path}/items/1")).await.body;
    for (id, text) in [(&blue, "blue"), (&green, "green")] {
        assert!(page.contains(&format!("<option selected value=\"{id}\">{text}</option>")), "{page}");
    }
    super::hand_in(&mut ada, &path).await;
    ada.get(&format!("{path}/result")).await.check(200, "2 / 2");
}

#[tokio::test]
async fn what_the_page_notices_is_in_the_log() {
    let mut room = Room::new().await;
    let (mut ada, path) = room.started("ada").await;
    let signs: Value = json!({ "tab": "t1", "signs": [
        { "sign": "left" }, { "sign": "back", "after": 3000 }, { "sign": "pasted", "item": "q1", "size": 120 },
        { "sign": "moved", "from": "a claim" }, { "sign": "screenshot" },
    ] });
    ada.post_json(&format!("/api{path}/signs"), &signs).await.check(200, "");
    let mut elsewhere = ada.clone().saying("user-agent", "Another browser");
    elsewhere.get(&format!("{path}/items/1")).await.check(200, "");
    save(&mut ada, &path, "q1", 0, choice("a")).await.check(200, "");
    let page = room.root.get(&format!("/teach{path}")).await.check(200, "Focus back after 3 s t1");
    assert!(page.body.contains("q1 · 120") && page.body.contains("Another browser"), "{}", page.body);
    assert!(page.body.contains("The log is whole") && !page.body.contains("a claim"), "{}", page.body);
}
