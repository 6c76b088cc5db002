//! Signing up, in and out; the account page.

use tests::Site;

const PASSWORD: &str = "correct horse";

#[tokio::test]
async fn a_student_signs_up_out_and_in_again() {
    let site = Site::new().await;
    let mut ada = site.browser();
    ada.post("/sign-up", &[("login", " Ada@Example.org"), ("password", PASSWORD), ("next", "/progress")])
        .await
        .to("/progress");
    ada.get("/account").await.check(200, "ada@example.org");
    ada.post("/sign-out", &[]).await.to("/");
    assert!(ada.cookies.is_empty(), "{:?}", ada.cookies);
    ada.get("/account").await.to("/sign-in?next=/account");
    ada.post("/sign-in", &[("login", "ada@example.org"), ("password", PASSWORD), ("next", "/account")])
        .await
        .to("/account");
    ada.get("/account").await.check(200, "ada@example.org");
    ada.get("/sign-in?next=/progress").await.to("/progress");
}

#[tokio::test]
async fn a_form_that_cannot_be_accepted_comes_back_with_what_was_typed() {
    let site = Site::new().await;
    site.browser().sign_up("ada", PASSWORD).await;
    let check = async |path: &str, login: &str, password: &str| {
        let answer = site.browser().post(path, &[("login", login), ("password", password)]).await;
        let answer = answer.check(422, "<form method=\"post\"");
        assert!(login.is_empty() || answer.body.contains(&format!("value=\"{login}\"")), "{}", answer.body);
        assert!(!answer.body.contains(&format!("\"{password}\"")) || password.is_empty(), "{}", answer.body);
        assert!(!answer.headers.contains_key("set-cookie"), "{:?}", answer.headers);
        assert_eq!(answer.header("cache-control"), "private, no-cache");
    };
    check("/sign-up", "ada", PASSWORD).await;
    check("/sign-up", "ａda", PASSWORD).await;
    check("/sign-up", "eve", "short").await;
    check("/sign-up", "eve", "password1").await;
    check("/sign-up", "", PASSWORD).await;
    check("/sign-up", "no spaces please", PASSWORD).await;
    check("/sign-in", "ada", "wrong horse").await;
    check("/sign-in", "nobody", PASSWORD).await;
    check("/sign-in", "", "").await;
}

#[tokio::test]
async fn wrong_password_and_unknown_login_look_the_same() {
    let site = Site::new().await;
    site.browser().sign_up("ada", PASSWORD).await;
    let page = async |login: &str| {
        let answer = site.browser().post("/sign-in", &[("login", login), ("password", "wrong horse")]).await;
        let nonce = answer.header("content-security-policy").split("nonce-").nth(1).expect("a nonce")[..22].to_owned();
        answer.body.replace(&format!("value=\"{login}\""), "").replace(&nonce, "")
    };
    assert_eq!(page("ada").await, page("eve").await);
}

#[tokio::test]
async fn the_name_is_changed_and_shown_as_text() {
    let site = Site::new().await;
    let mut ada = site.browser();
    ada.sign_up("ada", PASSWORD).await;
    ada.post("/account/name", &[("name", "<b>Ada</b>")]).await.to("/account?done=name");
    let page = ada.get("/account").await.check(200, "&lt;b&gt;Ada");
    assert!(!page.body.contains("<b>Ada"), "{}", page.body);
    ada.post("/account/name", &[("name", "  ")]).await.check(422, "<form");
}

#[tokio::test]
async fn a_new_password_asks_for_the_old_one_and_ends_other_sessions() {
    let site = Site::new().await;
    let (mut here, mut there) = (site.browser(), site.browser());
    here.sign_up("ada", PASSWORD).await;
    let mut copied = here.clone();
    there.post("/sign-in", &[("login", "ada"), ("password", PASSWORD)]).await.to("/");

    here.post("/account/password", &[("current", "wrong horse"), ("password", "battery staple")]).await.check(422, "");
    there.get("/account").await.check(200, "");
    here.post("/account/password", &[("current", PASSWORD), ("password", "short")]).await.check(422, "");
    here.post("/account/password", &[("current", PASSWORD), ("password", "battery staple")])
        .await
        .to("/account?done=password");
    here.get("/account?done=password").await.check(200, "");
    there.get("/account").await.to("/sign-in?next=/account");
    copied.get("/account").await.to("/sign-in?next=/account");
    there.post("/sign-in", &[("login", "ada"), ("password", PASSWORD)]).await.check(422, "");
    there.post("/sign-in", &[("login", "ada"), ("password", "battery staple")]).await.to("/");
}

#[tokio::test]
async fn signing_out_elsewhere_leaves_this_browser_in() {
    let site = Site::new().await;
    let (mut here, mut there) = (site.browser(), site.browser());
    here.sign_up("ada", PASSWORD).await;
    there.post("/sign-in", &[("login", "ada"), ("password", PASSWORD)]).await.to("/");
    let mut copied = here.clone();
    here.post("/account/sign-out-everywhere", &[]).await.to("/account?done=elsewhere");
    copied.get("/account").await.to("/sign-in?next=/account");
    here.get("/account").await.check(200, "");
    there.get("/account").await.to("/sign-in?next=/account");
}

#[tokio::test]
async fn an_account_is_exported_and_deleted() {
    let site = Site::new().await;
    let mut ada = site.browser();
    ada.sign_up("ada", PASSWORD).await;
    let event = serde_json::json!({ "id": "e1", "at": 5, "course": "demo", "lesson": "good", "kind": "lesson-opened" });
    ada.post_json("/api/events", &serde_json::json!({ "events": [event] })).await.check(200, "e1");
    let export = ada.get("/account/export").await.check(200, "");
    assert!(export.header("content-disposition").contains("attachment"));
    assert_eq!(export.json()["account"]["login"], "ada");
    assert_eq!(export.json()["events"], serde_json::json!([event]));
    assert!(!export.body.contains("argon2"), "{}", export.body);

    ada.post("/account/delete", &[("confirm", "wrong horse")]).await.check(422, "");
    ada.post("/account/delete", &[("confirm", PASSWORD)]).await.check(200, "<main");
    assert!(ada.cookies.is_empty());
    ada.post("/sign-in", &[("login", "ada"), ("password", PASSWORD)]).await.check(422, "");
    // The login is free again, and nothing of the old account is seen by the new one.
    ada.sign_up("ada", PASSWORD).await;
    assert_eq!(ada.get("/api/standing").await.json(), serde_json::json!({}));
}

#[tokio::test]
async fn what_needs_an_account_is_refused_without_one() {
    let site = Site::new().await;
    let mut nobody = site.browser();
    for path in ["/account/name", "/account/password", "/account/sign-out-everywhere", "/account/delete"] {
        let form = [("name", "x"), ("current", "x"), ("password", "x"), ("confirm", "x")];
        nobody.post(path, &form).await.check(401, "<main");
    }
    nobody.get("/account/export").await.to("/sign-in?next=/account");
    nobody.get("/api/standing").await.check(401, "Sign in first");
    nobody.post("/sign-out", &[]).await.to("/");
}
