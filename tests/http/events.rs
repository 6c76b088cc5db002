//! Progress: events in, standing out.

use serde_json::{Value, json};
use server::clock::DAY;
use tests::{Browser, Site};

fn event(id: &str, lesson: &str, kind: &str) -> Value {
    json!({ "id": id, "at": 1_700_000_000_000_i64, "course": "demo", "lesson": lesson, "kind": kind, "cell": "first" })
}

async fn signed_in(site: &Site, login: &str) -> Browser {
    let mut browser = site.browser();
    browser.sign_up(login, "correct horse").await;
    browser
}

#[tokio::test]
async fn events_count_exactly_once() {
    let site = Site::new().await;
    let mut ada = signed_in(&site, "ada").await;
    let batch = json!({ "events": [event("e1", "good", "cell-run"), event("e2", "good", "lesson-finished")] });
    for _ in 0..3 {
        let receipt = ada.post_json("/api/events", &batch).await.check(200, "").json();
        assert_eq!(receipt, json!({ "accepted": ["e1", "e2"], "rejected": [] }));
    }
    assert_eq!(ada.get("/account/export").await.json()["events"].as_array().map(Vec::len), Some(2));
    let expected = json!({ "opened": true, "cells": ["first"], "exercises": [], "quizzes": {}, "finished": true });
    assert_eq!(ada.get("/api/standing").await.json(), json!({ "demo": { "good": expected } }));
}

#[tokio::test]
async fn what_comes_later_is_added_to_what_was_read() {
    let site = Site::new().await;
    let mut ada = signed_in(&site, "ada").await;
    for (i, lesson) in ["good", "broken", "binary"].into_iter().enumerate() {
        let batch = json!({ "events": [event(&format!("e{i}"), lesson, "lesson-opened")] });
        ada.post_json("/api/events", &batch).await.check(200, "accepted");
        let standing = ada.get("/api/standing").await.json();
        assert_eq!(standing["demo"].as_object().map(serde_json::Map::len), Some(i + 1), "{standing}");
        site.state.clock.advance(10 * 60 * 1000);
    }
}

#[tokio::test]
async fn a_bad_event_does_not_spoil_the_others() {
    let site = Site::new().await;
    let mut ada = signed_in(&site, "ada").await;
    let bad = event("e2", &"l".repeat(500), "cell-run");
    let odd = event("e3", "good", "lesson-burnt");
    let batch =
        json!({ "events": [event("e1", "good", "cell-run"), bad, odd, 7, event("e4", "broken", "lesson-opened")] });
    let receipt = ada.post_json("/api/events", &batch).await.check(200, "").json();
    assert_eq!(receipt["accepted"], json!(["e1", "e4"]));
    let rejected: Vec<_> = receipt["rejected"].as_array().expect("a list").iter().map(|r| r["id"].clone()).collect();
    assert_eq!(rejected, [json!("e2"), json!("e3"), json!("")]);
}

#[tokio::test]
async fn what_no_course_has_is_refused() {
    let site = Site::new().await;
    let mut ada = signed_in(&site, "ada").await;
    let with = |id: &str, key: &str, value: &str| {
        let mut event = event(id, "good", "cell-run");
        event[key] = json!(value);
        event
    };
    let quiz = json!({ "id": "e5", "at": 5, "course": "demo", "lesson": "good", "kind": "quiz-answered", "quiz": "q", "correct": true });
    let unknown = [with("e1", "course", "gone"), with("e2", "lesson", "gone"), with("e3", "cell", "gone"), quiz];
    let receipt = ada.post_json("/api/events", &json!({ "events": unknown })).await.check(200, "no course has").json();
    assert_eq!(receipt["accepted"], json!([]));
    assert_eq!(ada.get("/api/standing").await.json(), json!({}));
}

#[tokio::test]
async fn a_clock_that_is_years_ahead_costs_nobody_their_progress() {
    let site = Site::new().await;
    let mut ada = signed_in(&site, "ada").await;
    let mut ahead = event("e1", "good", "lesson-finished");
    ahead["at"] = json!(site.state.clock.now() + 5 * 365 * DAY);
    ada.post_json("/api/events", &json!({ "events": [ahead] })).await.check(200, "\"accepted\":[\"e1\"]");
    let kept = ada.get("/account/export").await.json()["events"][0]["at"].as_i64().expect("a time");
    assert!(kept <= site.state.clock.now(), "{kept}");
    let mut never = event("e2", "good", "lesson-finished");
    never["at"] = json!(i64::MAX);
    ada.post_json("/api/events", &json!({ "events": [never] })).await.check(200, "years ahead");
}

#[tokio::test]
async fn a_page_written_for_somebody_else_delivers_nothing() {
    let site = Site::new().await;
    let owner = |page: &str| {
        let rest = page.split("&quot;owner&quot;:&quot;").nth(1).expect("the page names its owner");
        rest.split("&quot;").next().unwrap_or_default().to_owned()
    };
    let nobody = owner(&site.browser().get("/courses/demo/good").await.body);
    let (mut ada, mut eve) = (signed_in(&site, "ada").await, signed_in(&site, "eve").await);
    let adas = owner(&ada.get("/courses/demo/good").await.body);
    assert!(nobody.is_empty() && adas.len() > 20 && !adas.contains("ada"), "{adas}");
    assert_eq!(owner(&ada.get("/courses/demo").await.body), adas, "the same on every page");
    assert_ne!(owner(&eve.get("/courses/demo/good").await.body), adas);
    // Eve has signed in in another tab; the tab of Ada's is still open.
    let batch = json!({ "owner": adas, "events": [event("e1", "good", "lesson-finished")] });
    eve.post_json("/api/events", &batch).await.check(401, "error");
    eve.get(&format!("/api/standing?owner={adas}")).await.check(401, "error");
    assert_eq!(eve.get("/api/standing").await.json(), json!({}));
    ada.post_json("/api/events", &batch).await.check(200, "\"accepted\":[\"e1\"]");
    ada.get(&format!("/api/standing?owner={adas}")).await.check(200, "finished");
}

#[tokio::test]
async fn nobody_sees_or_changes_what_somebody_else_did() {
    let site = Site::new().await;
    let (mut ada, mut eve) = (signed_in(&site, "ada").await, signed_in(&site, "eve").await);
    ada.post_json("/api/events", &json!({ "events": [event("e1", "good", "lesson-finished")] })).await.check(200, "e1");
    assert_eq!(eve.get("/api/standing").await.json(), json!({}));
    assert_eq!(eve.get("/account/export").await.json()["events"], json!([]));
    // The same id from somebody else is another event, and changes nothing of the first.
    let claim = json!({ "events": [event("e1", "broken", "lesson-opened")], "account": "ada" });
    eve.post_json("/api/events", &claim).await.check(200, "e1");
    assert_eq!(ada.get("/api/standing").await.json()["demo"].as_object().map(serde_json::Map::len), Some(1));
    site.browser().post_json("/api/events", &claim).await.check(401, "Sign in first");
}

#[tokio::test]
async fn requests_are_bounded() {
    let site = Site::new().await;
    let mut ada = signed_in(&site, "ada").await;
    let many = |n: usize| -> Value {
        json!({ "events": (0..n).map(|i| event(&format!("e{i}"), "good", "lesson-opened")).collect::<Vec<_>>() })
    };
    ada.post_json("/api/events", &many(501)).await.check(413, "error");
    ada.post_json("/api/events", &many(500)).await.check(200, "e499");
    let large = json!({ "events": [], "padding": "x".repeat(600 * 1024) });
    ada.post_json("/api/events", &large).await.check(413, "error");
    ada.post_json("/api/events", &json!({ "event": [] })).await.check(422, "error");
    ada.post("/api/events", &[("events", "[]")]).await.check(415, "error");
}

#[tokio::test]
async fn pages_show_what_was_done() {
    let site = Site::new().await;
    let mut ada = signed_in(&site, "ada").await;
    let before = ada.get("/courses/demo").await.check(200, "Good lesson").body;
    ada.post_json("/api/events", &json!({ "events": [event("e1", "good", "lesson-finished")] })).await.check(200, "e1");
    let after = ada.get("/courses/demo").await.check(200, "Good lesson").body;
    let without_nonce =
        |page: &str| page.split("nonce=").map(|p| p.get(24..).unwrap_or_default().to_owned()).collect::<String>();
    assert_ne!(without_nonce(&before), without_nonce(&after));
    ada.get("/progress").await.check(200, "Demo course");
    ada.get("/").await.check(200, "Demo course");
}
