//! A student's whole way, on every database there is.

use serde_json::json;
use tests::{Site, database::postgres};

async fn walk(site: Site) {
    let mut ada = site.browser();
    ada.get("/courses/demo/good").await.check(200, "Hello.");
    ada.sign_up("ada", "correct horse").await;
    let event = json!({ "id": "e1", "at": 5, "course": "demo", "lesson": "good", "kind": "lesson-finished" });
    ada.post_json("/api/events", &json!({ "events": [event] })).await.check(200, "e1");
    ada.post("/sign-out", &[]).await.to("/");
    for _ in 0..5 {
        ada.post("/sign-in", &[("login", "ada"), ("password", "wrong horse")]).await.check(422, "<form");
    }
    ada.post("/sign-in", &[("login", "ada"), ("password", "correct horse")]).await.check(429, "<form");
    site.state.clock.advance(60 * 60 * 1000);
    ada.post("/sign-in", &[("login", "ada"), ("password", "correct horse")]).await.to("/");
    assert_eq!(ada.get("/api/standing").await.json()["demo"]["good"]["finished"], true);
    site.state.clock.advance(25 * 60 * 60 * 1000);
    let before = ada.cookies.clone();
    ada.get("/progress").await.check(200, "Demo course");
    assert_ne!(ada.cookies, before);
    ada.post("/account/delete", &[("confirm", "correct horse")]).await.check(200, "<main");
}

#[tokio::test]
async fn on_sqlite() {
    walk(Site::new().await).await;
}

#[tokio::test]
async fn on_postgresql() {
    let Some(url) = postgres().await else { return };
    walk(Site::with(|_, settings| settings.database_url = Some(url)).await).await;
}
