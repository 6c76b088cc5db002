//! A database that cannot be written to, or is not there.

use serde_json::json;
use server::store::Store;
use tests::{Browser, Site};

/// A site whose database may only be read, and a browser that was signed in before it was so.
async fn read_only() -> (Site, Browser) {
    let before = Site::new().await;
    let mut ada = before.browser();
    ada.sign_up("ada", "correct horse").await;
    ada.post_json("/api/events", &json!({ "events": [event("e1")] })).await.check(200, "e1");
    before.state.store.close().await;
    let file = before.folder().join("data/academy.db");
    let site = Site::with(|root, settings| {
        let copy = root.join("academy.db");
        std::fs::copy(file, &copy).expect("a copy");
        settings.database_url = Some(format!("sqlite://{}?mode=ro", copy.display()));
    })
    .await;
    let mut browser = site.browser();
    browser.cookies = ada.cookies;
    (site, browser)
}

fn event(id: &str) -> serde_json::Value {
    json!({ "id": id, "at": 5, "course": "demo", "lesson": "good", "kind": "lesson-finished" })
}

#[tokio::test]
async fn with_a_read_only_database_lessons_and_progress_are_shown() {
    let (site, mut ada) = read_only().await;
    site.browser().get("/courses/demo/good").await.check(200, "Hello.");
    ada.get("/courses/demo/good").await.check(200, "Hello.");
    ada.get("/account").await.check(200, "ada");
    assert_eq!(ada.get("/api/standing").await.json()["demo"]["good"]["finished"], true);
}

#[tokio::test]
async fn with_a_read_only_database_changes_are_refused_and_nothing_is_lost() {
    let (site, mut ada) = read_only().await;
    let cookies = ada.cookies.clone();
    ada.post_json("/api/events", &json!({ "events": [event("e2")] })).await.check(503, "try again later");
    ada.post("/account/name", &[("name", "Countess")]).await.check(503, "<main");
    site.browser().post("/sign-up", &[("login", "eve"), ("password", "correct horse")]).await.check(503, "<main");
    site.browser().post("/sign-in", &[("login", "ada"), ("password", "correct horse")]).await.check(503, "<main");
    // A day later the token would be exchanged; it cannot be, and the student stays signed in.
    site.state.clock.advance(25 * 60 * 60 * 1000);
    ada.get("/account").await.check(200, "ada");
    assert_eq!(ada.cookies, cookies);
}

#[tokio::test]
async fn without_a_database_lessons_are_shown_and_cookies_kept() {
    let site = Site::with(|_, settings| {
        settings.database_url = Some(Store::sqlite_url("/no/such/folder/academy.db".as_ref()));
    })
    .await;
    let mut ada = site.browser();
    ada.cookies.insert("__Host-session".into(), "A".repeat(43));
    ada.get("/courses/demo/good").await.check(200, "Hello.");
    assert!(ada.cookies.contains_key("__Host-session"));
    // "Sign in first" would make the browser believe that it is signed out.
    ada.post_json("/api/events", &json!({ "events": [] })).await.check(503, "error");
    ada.get("/healthz").await.check(503, "no database");
    Site::new().await.browser().get("/healthz").await.check(200, "ok");
}
