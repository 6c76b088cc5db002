//! Guessing passwords is slow.

use server::clock::MINUTE;
use tests::Site;

#[tokio::test]
async fn guesses_have_to_wait_longer_and_longer_and_the_right_password_too() {
    let site = Site::new().await;
    let mut ada = site.browser();
    ada.sign_up("ada", "correct horse").await;
    let mut eve = site.browser();
    for _ in 0..5 {
        eve.post("/sign-in", &[("login", "ada"), ("password", "wrong horse")]).await.check(422, "<form");
    }
    let mut last = 0;
    for _ in 0..8 {
        let answer =
            eve.post("/sign-in", &[("login", " ADA "), ("password", "correct horse")]).await.check(429, "<form");
        let wait: i64 = answer.header("retry-after").parse().expect("seconds");
        assert!(wait >= last, "{wait} after {last}");
        assert!(!eve.cookies.contains_key("__Host-session"));
        last = wait;
        site.state.clock.advance(wait * 1000);
        eve.post("/sign-in", &[("login", "ada"), ("password", "wrong horse")]).await.check(422, "<form");
    }
    assert!(last >= 60, "{last}");
    // Whoever is signed in stays so, and after the wait the password works.
    ada.get("/account").await.check(200, "ada");
    site.state.clock.advance(16 * MINUTE);
    eve.post("/sign-in", &[("login", "ada"), ("password", "correct horse")]).await.to("/");
    eve.post("/sign-in", &[("login", "ada"), ("password", "wrong horse")]).await.check(422, "<form");
}

#[tokio::test]
async fn a_school_behind_one_address_signs_in_without_waiting() {
    let site = Site::new().await;
    site.browser().sign_up("ada", "correct horse").await;
    for _ in 0..110 {
        let mut student = site.browser();
        student.post("/sign-in", &[("login", "ada"), ("password", "correct horse")]).await.to("/");
    }
    // Failures still count, whoever signs in between.
    let mut eve = site.browser();
    let mut waits = 0;
    for i in 0..70 {
        let guess = eve.post("/sign-in", &[("login", &format!("ada{i}")), ("password", "wrong horse")]).await;
        waits += i32::from(guess.status == 429);
        if i % 10 == 0 {
            eve.clone().post("/sign-in", &[("login", "ada"), ("password", "correct horse")]).await;
        }
    }
    assert!(waits > 5, "{waits}");
}

#[tokio::test]
async fn other_addresses_and_other_accounts_do_not_wait() {
    let site = Site::with(|_, settings| settings.client_address_header = Some("X-Forwarded-For".into())).await;
    site.browser().sign_up("ada", "correct horse").await;
    let from = |address: &str| site.browser().saying("x-forwarded-for", address);
    let mut eve = from("198.51.100.7, 192.0.2.1");
    for _ in 0..6 {
        eve.post("/sign-in", &[("login", "ada"), ("password", "wrong horse")]).await;
    }
    eve.post("/sign-in", &[("login", "ada"), ("password", "wrong horse")]).await.check(429, "");
    // Only the proxy's own entry counts: a client cannot choose its address.
    let mut moved = from("203.0.113.9, 192.0.2.1");
    moved.post("/sign-in", &[("login", "ada"), ("password", "correct horse")]).await.check(429, "");
    eve.post("/sign-in", &[("login", "eve"), ("password", "wrong horse")]).await.check(422, "");
    let mut ada = from("192.0.2.2");
    ada.post("/sign-in", &[("login", "ada"), ("password", "correct horse")]).await.to("/");
}

#[tokio::test]
async fn nobody_chooses_an_address_where_no_proxy_is_trusted() {
    let site = Site::new().await;
    site.browser().sign_up("ada", "correct horse").await;
    let mut last = 0;
    for i in 0..8 {
        let mut eve = site.browser().saying("x-forwarded-for", &format!("198.51.100.{i}"));
        eve.extra.insert("x-real-ip".into(), format!("198.51.100.{i}"));
        eve.extra.insert("forwarded".into(), format!("for=198.51.100.{i}"));
        last = eve.post("/sign-in", &[("login", "ada"), ("password", "wrong horse")]).await.status;
    }
    assert_eq!(last, 429);
}

#[tokio::test]
async fn the_password_is_not_guessed_faster_from_inside() {
    let site = Site::new().await;
    let mut ada = site.browser();
    ada.sign_up("ada", "correct horse").await;
    for _ in 0..5 {
        ada.post("/account/delete", &[("confirm", "wrong horse")]).await.check(422, "");
    }
    ada.post("/account/delete", &[("confirm", "correct horse")]).await.check(429, "<form");
    ada.get("/account").await.check(200, "ada");
}
