//! What other sites and bad requests cannot do.

use axum::http::Method;
use tests::Site;

#[tokio::test]
async fn forms_from_other_sites_are_refused() {
    let site = Site::new().await;
    let mut ada = site.browser();
    ada.sign_up("ada", "correct horse").await;
    for (header, value) in [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site")] {
        let mut foreign = ada.clone().saying(header, value).saying("origin", "https://evil.test");
        foreign.post("/sign-out", &[]).await.check(403, "<main");
        foreign.post("/account/delete", &[("confirm", "correct horse")]).await.check(403, "<main");
        foreign.post("/preferences", &[("theme", "dark")]).await.check(403, "<main");
        foreign.post_json("/api/events", &serde_json::json!({ "events": [] })).await.check(403, "another site");
    }
    // Browsers of before 2020 send no Sec-Fetch-Site.
    let mut old = ada.clone().saying("origin", "https://evil.test");
    old.extra.remove("sec-fetch-site");
    old.post("/sign-out", &[]).await.check(403, "<main");
    ada.get("/account").await.check(200, "ada");
    let mut old = ada.saying("origin", "http://academy.test");
    old.extra.remove("sec-fetch-site");
    old.post("/sign-out", &[]).await.to("/");
}

#[tokio::test]
async fn behind_a_proxy_the_public_origin_is_ours() {
    let site = Site::with(|_, settings| settings.origin = Some("https://academy.example".into())).await;
    let mut browser = site.browser().saying("host", "10.0.0.5:3000").saying("origin", "https://academy.example");
    browser.extra.remove("sec-fetch-site");
    browser.sign_up("ada", "correct horse").await;
    assert!(browser.get("/").await.header("strict-transport-security").contains("max-age"));
}

#[tokio::test]
async fn no_form_sends_anybody_to_another_site() {
    let site = Site::new().await;
    let mut browser = site.browser();
    for evil in ["https://evil.test", "//evil.test", "/\\evil.test", "/\t/evil.test", "javascript:alert(1)", "evil"] {
        browser.post("/preferences", &[("theme", "dark"), ("back", evil)]).await.to("/");
    }
    browser.post("/preferences", &[("back", "/courses/demo?x=1")]).await.to("/courses/demo?x=1");
    browser.post("/sign-up", &[("login", "ada"), ("password", "correct horse"), ("next", "//evil.test")]).await.to("/");
    browser.get("/sign-in?next=//evil.test").await.to("/");
    let mut stranger = site.browser();
    let page = stranger.get("/sign-in?next=https://evil.test").await.check(200, "<form");
    assert!(!page.body.contains("value=\"https://evil.test"), "{}", page.body);
    stranger.get("//evil.test/").await.check(404, "<main");
    // Still percent-encoded, so still a path of ours.
    assert_eq!(stranger.get("/%5Cevil.test/").await.header("location"), "/%5Cevil.test");
}

#[tokio::test]
async fn a_slash_too_many_is_forgiven() {
    let site = Site::new().await;
    let answer = site.browser().get("/courses/demo/?x=1").await;
    assert_eq!((answer.status, answer.header("location")), (308, "/courses/demo?x=1"));
}

#[tokio::test]
async fn bodies_are_bounded_and_bad_ones_get_a_page() {
    let site = Site::new().await;
    let mut browser = site.browser();
    browser.post("/sign-in", &[("login", &"x".repeat(20_000))]).await.check(413, "<main");
    browser.request(Method::POST, "/sign-in", "login=a&password=b").await.check(415, "<main");
    let invalid = browser.clone().saying("content-type", "application/x-www-form-urlencoded");
    invalid.clone().request(Method::POST, "/account/name", "name=%ff").await.check(401, "<main");
    invalid.clone().request(Method::POST, "/preferences", "lang=en&lang=zh").await.check(422, "<main");
    browser.get("/account?done=nonsense").await.check(400, "<main");
}

#[tokio::test]
async fn other_methods_are_refused_with_a_page() {
    let site = Site::new().await;
    let answer = site.browser().request(Method::PUT, "/courses/demo", "").await.check(405, "<main");
    assert_eq!(answer.header("allow"), "GET,HEAD");
    site.browser().request(Method::DELETE, "/api/events", "").await.check(405, "error");
    let head = site.browser().request(Method::HEAD, "/courses/demo/good", "").await;
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    let head = site.browser().request(Method::HEAD, "/nothing", "").await;
    assert_eq!((head.status, head.body.as_str()), (404, ""));
}
