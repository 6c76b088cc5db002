//! What nobody gets by asking: questions before the start, questions further on, other people's attempts, results too early,
//! keys at any time.

use axum::http::Method;
use tests::{Browser, exam::CANARY};

use super::{Room, choice, hand_in, number, save, text};

/// Asks for all that an attempt has, and finds the words nowhere.
async fn nowhere(browser: &mut Browser, path: &str, words: &[&str]) {
    let pages =
        ["", "/items/1", "/items/4", "/items/5", "/review", "/receipt", "/result"].map(|p| format!("{path}{p}"));
    let others = [format!("/api{path}"), "/exams/demo/first".to_owned(), "/courses/demo".to_owned(), "/".to_owned()];
    for page in pages.into_iter().chain(others) {
        let answer = browser.get(&page).await;
        for word in words {
            assert!(!answer.body.contains(word), "{page} says {word}: {}", answer.body);
        }
    }
}

#[tokio::test]
async fn no_question_is_seen_before_the_clock_runs() {
    let room = Room::new().await;
    let (mut ada, path) = room.ready("ada").await;
    nowhere(&mut ada, &path, &["Which of these", "Say the word", CANARY]).await;
    save(&mut ada, &path, "q1", 0, choice("b")).await.check(409, "error");
    ada.post(&format!("{path}/items/1"), &[("c", "b"), ("go", "next")]).await.to(&path);
    ada.post(&format!("{path}/submit"), &[("confirm", "yes")]).await.check(409, "<main");
    let signs = serde_json::json!({ "tab": "t", "signs": [] });
    ada.post_json(&format!("/api{path}/signs"), &signs).await.check(200, "");
    nowhere(&mut ada, &path, &["Which of these"]).await;
}

#[tokio::test]
async fn a_section_that_goes_forward_shows_one_question() {
    let room = Room::new().await;
    let (mut ada, path) = room.started("ada").await;
    for page in ["/items/1", "/items/4"] {
        let page = ada.get(&format!("{path}{page}")).await.check(200, "Water is wet");
        assert!(!page.body.contains("Say the word"), "{}", page.body);
    }
    ada.get(&format!("{path}/items/5")).await.to(&path);
    ada.post(&format!("{path}/items/5"), &[("text", "x"), ("go", "next")]).await.to(&path);
    save(&mut ada, &path, "q5", 0, text("x")).await.check(404, "error");
    save(&mut ada, &path, "q4", 0, choice("true")).await.check(200, "");
    ada.post(&format!("{path}/items/4"), &[("saved", "yes"), ("go", "next")]).await.to(&format!("{path}/items/5"));
    ada.get(&format!("{path}/items/5")).await.check(200, "Say the word");
    // What was left behind is not seen again, and what arrives for it counts for nothing.
    ada.get(&format!("{path}/items/4")).await.to(&path);
    save(&mut ada, &path, "q4", 1, choice("false")).await.check(200, "\"late\":true");
}

#[tokio::test]
async fn a_section_waits_for_the_one_before_that_goes_forward() {
    let room = Room::with(|exam, _| {
        *exam = exam.replace(
            ":::: {.section #free shuffle=\"false\"}",
            ":::: {.section #free navigation=\"forward\" shuffle=\"false\"}",
        );
    })
    .await;
    let (mut ada, path) = room.started("ada").await;
    for number in 1..=5 {
        let here = format!("{path}/items/{number}");
        let page = ada.get(&here).await.check(200, "<form");
        let shown = ["Which of these", "What is the sum", "Order these", "Water is wet", "Say the word"];
        for (i, words) in shown.iter().enumerate() {
            assert_eq!(page.body.contains(words), i + 1 == number, "{words} at {number}: {}", page.body);
        }
        for later in number + 1..=5 {
            let value = if later == 4 { choice("true") } else { text("x") };
            save(&mut ada, &path, &format!("q{later}"), 0, value).await.check(404, "error");
        }
        ada.post(&here, &[("saved", "yes"), ("go", "next")]).await;
    }
}

#[tokio::test]
async fn who_is_signed_out_is_told_to_sign_in() {
    let room = Room::new().await;
    let (mut ada, path) = room.started("ada").await;
    ada.cookies.clear();
    let page = ada.get(&format!("{path}/items/1")).await.check(401, "Sign in to go on");
    assert!(page.body.contains("/sign-in?next=") && !page.body.contains("another site"), "{}", page.body);
    save(&mut ada, &path, "q1", 0, choice("a")).await.check(401, "Sign in first.");
}

#[tokio::test]
async fn an_attempt_is_its_candidates_own() {
    let room = Room::new().await;
    let (_, path) = room.started("ada").await;
    let mut eve = room.site.browser();
    eve.sign_up("eve", "correct horse").await;
    for page in ["", "/items/1", "/review", "/receipt", "/result"] {
        eve.get(&format!("{path}{page}")).await.check(404, "<main");
        room.site.browser().get(&format!("{path}{page}")).await.check(401, "");
    }
    for page in ["/start", "/submit", "/items/1"] {
        eve.post(&format!("{path}{page}"), &[("confirm", "yes")]).await.check(404, "<main");
    }
    eve.get(&format!("/api{path}")).await.check(404, "error");
    eve.get(&format!("/api{path}/live")).await.check(404, "error");
    save(&mut eve, &path, "q1", 0, choice("b")).await.check(404, "error");
    let mut eve = eve.saying("content-type", "application/json");
    eve.request(Method::PUT, &format!("/api{path}/flags/q1"), "{\"on\":true}").await.check(404, "error");
    eve.request(Method::POST, &format!("/api{path}/signs"), "{\"tab\":\"t\",\"signs\":[]}").await.check(404, "error");
}

#[tokio::test]
async fn keys_are_nowhere() {
    let room = Room::new().await;
    let (mut ada, path) = room.started("ada").await;
    nowhere(&mut ada, &path, &[CANARY, "271828"]).await;
    save(&mut ada, &path, "q2", 0, number("1")).await.check(200, "");
    let answer = save(&mut ada, &path, "q2", 1, choice("nonsense")).await;
    assert!(answer.status == 400 && !answer.body.contains("271828"), "{}", answer.body);
    hand_in(&mut ada, &path).await;
    nowhere(&mut ada, &path, &[CANARY, "271828"]).await;
    let export = ada.get("/account/export").await.check(200, "");
    assert!(!export.body.contains(CANARY), "{}", export.body);
}

#[tokio::test]
async fn results_wait_for_their_release() {
    let early = "release: after-review";
    let room =
        Room::with(|exam, _| *exam = exam.replace("feedback: items", &format!("feedback: items\n{early}"))).await;
    let (mut ada, path) = room.started("ada").await;
    save(&mut ada, &path, "q1", 0, choice("b")).await.check(200, "");
    hand_in(&mut ada, &path).await;
    let page = ada.get(&format!("{path}/result")).await.check(200, "A reviewer looks");
    assert!(!page.body.contains('%'), "{}", page.body);
    let mut root = room.root.clone();
    let desk = format!("/teach{path}");
    root.post(&format!("{desk}/decide"), &[("verdict", "verify")]).await.to(&desk);
    ada.get(&format!("{path}/result")).await.check(200, "Not passed: 25 %");
}

#[tokio::test]
async fn answers_that_are_none_are_refused() {
    let room = Room::new().await;
    let (mut ada, path) = room.started("ada").await;
    save(&mut ada, &path, "q1", 0, choice("z")).await.check(400, "\"refused\":\"form\"");
    save(&mut ada, &path, "q2", 0, number(&"1".repeat(1_001))).await.check(400, "\"refused\":\"size\"");
    save(&mut ada, &path, "q2", 0, number(&"一".repeat(1_000))).await.check(200, "");
    ada.get(&format!("{path}/items/2")).await.check(200, "maxlength=\"1000\"");
    save(&mut ada, &path, "q1", 0, text("b")).await.check(400, "error");
    save(&mut ada, &path, "q9", 0, choice("b")).await.check(404, "error");
    save(&mut ada, &path, "q1", -1, choice("b")).await.check(400, "error");
    save(&mut ada, &path, "q2", 0, number(&"1".repeat(600_000))).await.check(413, "error");
    super::save_as(&mut ada, &path, "q1", 0, choice("b"), "../x", "t").await.check(400, "error");
}

#[tokio::test]
async fn images_of_questions_are_for_those_who_have_seen_them() {
    let room = Room::new().await;
    let (mut ada, path) = room.ready("ada").await;
    let image = "/courses/demo/exams/first/files/plot.svg";
    ada.get(image).await.check(404, "");
    room.site.browser().get(image).await.check(401, "");
    ada.post(&format!("{path}/start"), &[]).await.to(&path);
    ada.get(image).await.check(200, "<svg");
    for source in ["questions.md", "exam.md", "../../course.toml"] {
        ada.get(&format!("/courses/demo/exams/first/files/{source}")).await.check(404, "");
    }
}

#[tokio::test]
async fn safe_exam_browser_is_known_by_its_key() {
    let room = Room::with(|exam, _| *exam = exam.replace("attempts: 2", "attempts: 2\nsafe-exam-browser: true")).await;
    let mut ada = room.site.browser();
    ada.sign_up("ada", "correct horse").await;
    ada.get("/exams/demo/first").await.check(200, "Safe Exam Browser");
    ada.post("/exams/demo/first", &[("agree", "yes")]).await.to("/exams/demo/first");
    let start = "http://academy.test/exams/demo/first";
    ada.get("/exams/demo/first/exam.seb").await.check(200, start);
    let key = server::web::exam::seb::key(start);
    let hash = |path: &str| server::web::exam::seb::hash(&format!("http://academy.test{path}"), &key);
    let mut inside = ada.clone().saying("x-safeexambrowser-configkeyhash", &hash("/exams/demo/first"));
    let path = super::prepare(&mut inside).await;
    ada.post(&format!("{path}/start"), &[]).await.to(&path);
    ada.get(&format!("{path}/items/1")).await.to(&path);
    let mut inside = ada.clone().saying("x-safeexambrowser-configkeyhash", &hash(&format!("{path}/start")));
    inside.post(&format!("{path}/start"), &[]).await.to(&path);
    ada.get(&format!("{path}/items/1")).await.check(403, "<main");
    let mut inside = ada.clone().saying("x-safeexambrowser-configkeyhash", &hash(&format!("{path}/items/1")));
    inside.get(&format!("{path}/items/1")).await.check(200, "Which of these");
    // Answers and the end come from there too: by their own address, or by that of the page whose script sends them.
    save(&mut ada, &path, "q1", 0, choice("b")).await.check(403, "error");
    ada.post(&format!("{path}/submit"), &[("confirm", "yes")]).await.check(403, "<main");
    let mut own = ada.clone().saying("x-safeexambrowser-configkeyhash", &hash(&format!("/api{path}/answers/q1")));
    save(&mut own, &path, "q1", 0, choice("a")).await.check(200, "");
    let mut page = ada
        .clone()
        .saying("x-safeexambrowser-configkeyhash", &hash(&format!("{path}/items/1")))
        .saying("referer", &format!("http://academy.test{path}/items/1"));
    save(&mut page, &path, "q1", 1, choice("b")).await.check(200, "");
    page.post(&format!("{path}/submit"), &[("confirm", "yes")]).await.check(403, "<main");
    let mut inside = ada.clone().saying("x-safeexambrowser-configkeyhash", &hash(&format!("{path}/submit")));
    inside.post(&format!("{path}/submit"), &[("confirm", "yes")]).await.to(&format!("{path}/receipt"));
}
