//! The life of a session, seen from the browser.

use server::clock::{DAY, HOUR, MINUTE};
use tests::{Browser, Site};

const COOKIE: &str = "__Host-session";

async fn signed_in(site: &Site) -> Browser {
    let mut ada = site.browser();
    ada.sign_up("ada", "correct horse").await;
    ada.get("/account").await.check(200, "ada");
    ada
}

#[tokio::test]
async fn the_cookie_is_for_this_host_alone_and_unknown_to_scripts() {
    let site = Site::new().await;
    let answer = site.browser().post("/sign-up", &[("login", "ada"), ("password", "correct horse")]).await.to("/");
    let cookie = answer.header("set-cookie");
    for part in ["__Host-session=", "Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
}

#[tokio::test]
async fn a_cookie_that_was_tampered_with_is_taken_away_and_nothing_is_lost() {
    let site = Site::new().await;
    let mut ada = signed_in(&site).await;
    let event =
        serde_json::json!({ "id": "e1", "at": 5, "course": "demo", "lesson": "good", "kind": "lesson-finished" });
    ada.post_json("/api/events", &serde_json::json!({ "events": [event] })).await.check(200, "e1");
    let good = ada.cookies[COOKIE].clone();
    let flipped = format!("{}{}", if good.starts_with('A') { "B" } else { "A" }, &good[1..]);
    for bad in [flipped.as_str(), "", "x", "'; DROP TABLE sessions; --", &"A".repeat(5000), "%00%ff"] {
        ada.cookies.insert(COOKIE.into(), bad.into());
        let page = ada.get("/courses/demo/good").await.check(200, "Hello.").check(200, "You have been signed out.");
        assert!(page.header("set-cookie").contains("Max-Age=0"), "{bad}: {:?}", page.headers);
        assert!(!ada.cookies.contains_key(COOKIE));
        let next = ada.get("/courses/demo/good").await.check(200, "Hello.");
        assert!(!next.body.contains("You have been signed out."), "it is said once, and kept in no cache");
        ada.get("/account").await.to("/sign-in?next=/account");
    }
    ada.cookies.insert(COOKIE.into(), good);
    assert_eq!(ada.get("/api/standing").await.json()["demo"]["good"]["finished"], true);
}

#[tokio::test]
async fn an_ended_session_is_told_by_the_first_page_that_is_read() {
    let site = Site::new().await;
    let mut ada = signed_in(&site).await;
    ada.cookies.insert(COOKIE.into(), "tampered".into());
    // A script's answer and a redirect show nothing to anybody.
    ada.post_json("/api/events", &serde_json::json!({ "events": [] })).await.check(401, "error");
    ada.get("/account").await.to("/sign-in?next=/account");
    let page = ada.get("/sign-in?next=/account").await.check(200, "You have been signed out.");
    assert!(page.header("set-cookie").contains("Max-Age=0"), "{:?}", page.headers);
    assert!(!ada.get("/sign-in").await.body.contains("You have been signed out."));
}

#[tokio::test]
async fn signing_in_makes_a_new_session_and_ends_the_one_before() {
    let site = Site::new().await;
    let mut ada = signed_in(&site).await;
    let mut old = ada.clone();
    ada.post("/sign-in", &[("login", "ada"), ("password", "correct horse")]).await.to("/");
    assert_ne!(ada.cookies[COOKIE], old.cookies[COOKIE]);
    old.get("/account").await.to("/sign-in?next=/account");
    ada.get("/account").await.check(200, "ada");
}

#[tokio::test]
async fn a_token_is_exchanged_after_a_day_and_the_old_one_has_a_short_grace() {
    let site = Site::new().await;
    let mut ada = signed_in(&site).await;
    let mut parallel = ada.clone();
    let first = ada.cookies[COOKIE].clone();
    site.state.clock.advance(DAY + HOUR);
    ada.get("/account").await.check(200, "ada");
    assert_ne!(ada.cookies[COOKIE], first);
    // A request that was under way with the old token.
    parallel.get("/account").await.check(200, "ada");
    assert_eq!(parallel.cookies[COOKIE], first);
    ada.get("/account").await.check(200, "ada");
    site.state.clock.advance(MINUTE / 2);
    parallel.get("/account").await.check(200, "ada");
    // Later than that the old token was copied by somebody: the session ends for both.
    site.state.clock.advance(MINUTE);
    parallel.get("/account").await.to("/sign-in?next=/account");
    ada.get("/account").await.to("/sign-in?next=/account");
}

#[tokio::test]
async fn an_answer_lost_on_the_way_signs_nobody_out() {
    let site = Site::new().await;
    let mut ada = signed_in(&site).await;
    site.state.clock.advance(DAY + HOUR);
    // The answer with the new token never arrives.
    ada.clone().get("/account").await.check(200, "ada");
    site.state.clock.advance(2 * HOUR);
    let before = ada.cookies[COOKIE].clone();
    ada.get("/account").await.check(200, "ada");
    assert_ne!(ada.cookies[COOKIE], before);
    site.state.clock.advance(HOUR);
    ada.get("/account").await.check(200, "ada");
}

#[tokio::test]
async fn a_session_ends_thirty_days_after_its_last_use() {
    let site = Site::new().await;
    let mut ada = signed_in(&site).await;
    for _ in 0..3 {
        site.state.clock.advance(29 * DAY);
        ada.get("/account").await.check(200, "ada");
    }
    site.state.clock.advance(31 * DAY);
    ada.get("/account").await.to("/sign-in?next=/account");
}
