//! Headers that stand on every response.

use axum::http::Method;
use server::clock::DAY;
use tests::{Answer, Site};

fn check(what: &str, answer: &Answer) {
    let expected = [
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-embedder-policy", "require-corp"),
        ("cross-origin-resource-policy", "same-origin"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("permissions-policy", "camera=()"),
        ("content-security-policy", "default-src 'none'"),
    ];
    for (name, value) in expected {
        assert!(answer.header(name).contains(value), "{what}: {name} is {:?}", answer.header(name));
    }
    let policy = answer.header("content-security-policy");
    for never in ["unsafe-inline", "'unsafe-eval'", "*", "http:"] {
        assert!(!policy.contains(never), "{what}: {policy}");
    }
    assert_eq!(answer.headers.get_all("content-security-policy").iter().count(), 1, "{what}");
    assert_eq!(answer.header("x-request-id").len(), 8, "{what}");
}

#[tokio::test]
async fn they_stand_on_every_response() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let pages = [
        "/",
        "/courses/demo",
        "/courses/demo/good",
        "/courses/demo/good/files/plot.svg",
        "/progress",
        "/sign-in",
        "/sign-up",
        "/account",
        "/assets/web-1/style.css",
        "/robots.txt",
        "/healthz",
        "/api/standing",
        "/nothing",
        "/api/nothing",
        "/assets/nothing.js",
        "/courses/demo/good/files/../../secret.csv",
        "/watch",
    ];
    for path in pages {
        check(path, &browser.get(path).await);
    }
    check("405", &browser.request(Method::PUT, "/", "").await);
    check("413", &browser.post("/sign-in", &[("login", &"x".repeat(20_000))]).await);
    let mut foreign = site.browser().saying("sec-fetch-site", "cross-site");
    check("403", &foreign.post("/sign-out", &[]).await);
    check("303", &browser.post("/sign-out", &[]).await);
}

#[tokio::test]
async fn every_page_has_a_nonce_of_its_own_and_its_scripts_carry_it() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let mut seen = Vec::new();
    for path in ["/", "/", "/courses/demo/good", "/courses/demo/good", "/courses/demo/good?x", "/nothing"] {
        let answer = browser.get(path).await;
        let nonce = answer.header("content-security-policy").split("'nonce-").nth(1).expect("a nonce")[..22].to_owned();
        let scripts = answer.body.matches("<script").count();
        assert!(scripts > 0, "{path}");
        assert!(answer.body.matches(&format!("nonce=\"{nonce}\"")).count() >= scripts, "{path}: {}", answer.body);
        for forbidden in [" style=\"", " onclick="] {
            assert!(!answer.body.contains(forbidden), "{path}: the policy forbids {forbidden}: {}", answer.body);
        }
        assert!(!seen.contains(&nonce), "{path}");
        seen.push(nonce);
    }
}

#[tokio::test]
async fn pages_are_not_shared_between_people_or_languages() {
    let site = Site::new().await;
    let answer = site.browser().get("/courses/demo/good").await;
    assert_eq!(answer.header("cache-control"), "private, no-cache");
    let vary: Vec<_> = answer.headers.get_all("vary").iter().map(|v| v.to_str().expect("text")).collect();
    let vary = vary.join(",");
    assert!(vary.contains("accept-language") && vary.contains("cookie") && vary.contains("accept-encoding"), "{vary}");
}

#[tokio::test]
async fn no_cache_keeps_a_session_or_an_answer_to_one_person() {
    let site = Site::new().await;
    let mut ada = site.browser();
    let answer = ada.post("/sign-up", &[("login", "ada"), ("password", "correct horse")]).await.to("/");
    assert_eq!(answer.header("cache-control"), "no-store");
    ada.get("/account").await.check(200, "ada");
    for path in ["/api/standing", "/account/export", "/api/nothing", "/healthz", "/courses/demo/"] {
        assert_eq!(ada.get(path).await.header("cache-control"), "no-store", "{path}");
    }
    // The exchange of a token rides on whatever is asked for after a day.
    for path in ["/robots.txt", "/courses/demo/good/files/data.csv", "/api/standing", "/courses/demo/"] {
        assert_eq!(site.browser().get(path).await.header("set-cookie"), "", "{path}");
        site.state.clock.advance(2 * DAY);
        let answer = ada.get(path).await;
        assert!(answer.header("set-cookie").starts_with("__Host-session="), "{path}: {:?}", answer.headers);
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        ada.get("/account").await.check(200, "ada");
    }
    let public = site.browser().get("/robots.txt").await;
    assert_eq!(public.header("cache-control"), "public, max-age=3600");
}

#[tokio::test]
async fn pages_are_compressed_for_those_who_can_read_it() {
    let site = Site::new().await;
    for coding in ["br", "gzip"] {
        let answer = site.browser().saying("accept-encoding", coding).get("/courses/demo/good").await;
        assert_eq!(answer.header("content-encoding"), coding);
        check(coding, &answer);
    }
    let plain = site.browser().get("/courses/demo/good").await.check(200, "Hello.");
    assert_eq!(plain.header("content-encoding"), "");
}
