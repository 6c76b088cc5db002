//! Certificates: issued once, shown as the holder says, checked by anybody, taken back by instructors alone.

use axum::http::Method;
use serde_json::Value;
use server::{
    credential::{Award, Evidence, Exam, Skill, issue},
    store::{Certificate, Role},
};
use tests::{Browser, Site};

const NAME: &str = "王小明";

/// What an exam hands over for an account.
fn award(account: &str, attempt: &str) -> Award {
    let text = |en: &str, zh: &str| {
        [(course::model::Lang::En, en.to_owned()), (course::model::Lang::Zh, zh.to_owned())].into()
    };
    Award {
        account: account.into(),
        attempt: attempt.into(),
        exam: Exam {
            course: "demo".into(),
            slug: "final".into(),
            version: "2026.2".into(),
            title: text("Demo exam", "示范考试"),
            summary: text("knowing <the> demo", "了解示范"),
            minutes: 120,
            pass: 70.0,
            skills: vec![Skill { code: "demo".into(), name: text("Demonstrating", "示范") }],
        },
        score: 91.5,
        band: "A".into(),
        lang: course::model::Lang::En,
        sat: 1_700_000_000_000,
        evidence: Evidence { engine: "0b".repeat(32), exam: "4c".repeat(32), answers: "91".repeat(32) },
    }
}

/// A student with a certificate.
async fn holder(site: &Site) -> (Browser, Certificate) {
    // The first account is the administrator's.
    site.browser().sign_up("root", "correct horse").await;
    let mut browser = site.browser();
    browser.sign_up("ada", "correct horse").await;
    browser.post("/account/name", &[("name", NAME)]).await.to("/account?done=name");
    let (account, _) = site.state.store.account_by_login("ada").await.expect("readable").expect("there");
    let one = issue(&site.state, &award(&account.id, "t1")).await.expect("issued");
    (browser, one)
}

/// Somebody with a role.
async fn instructor(site: &Site) -> Browser {
    let mut browser = site.browser();
    browser.sign_up("grace", "correct horse").await;
    let (account, _) = site.state.store.account_by_login("grace").await.expect("readable").expect("there");
    site.state.store.grant_role(&account.id, Role::Instructor).await.expect("writable");
    browser
}

/// Hands something over at `/verify`.
async fn verify(browser: &mut Browser, text: &str) -> tests::Answer {
    let body = format!("--b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n{text}\r\n--b--\r\n");
    let mut browser = browser.clone().saying("content-type", "multipart/form-data; boundary=b");
    browser.request(Method::POST, "/verify", body).await
}

#[tokio::test]
async fn an_attempt_has_one_certificate_however_often_it_is_issued() {
    let site = Site::new().await;
    let (mut ada, one) = holder(&site).await;
    let again = issue(&site.state, &award(&one.account, "t1")).await.expect("issued");
    assert_eq!(one, again);
    let at_once = (0..4).map(|_| {
        let (state, award) = (site.state.clone(), award(&one.account, "t2"));
        tokio::spawn(async move { issue(&state, &award).await.expect("issued").id })
    });
    let mut ids = Vec::new();
    for one in at_once.collect::<Vec<_>>() {
        ids.push(one.await.expect("no panic"));
    }
    ids.dedup();
    assert_eq!(ids.len(), 1, "{ids:?}");
    assert_eq!(site.state.store.certificates(&one.account).await.expect("readable").len(), 2);
    ada.get("/certificates").await.check(200, "Demo exam").check(200, &one.id);
    assert!(issue(&site.state, &award("nobody", "t3")).await.is_err());
}

#[tokio::test]
async fn the_holder_decides_what_others_see() {
    let site = Site::new().await;
    let (mut ada, one) = holder(&site).await;
    let page = format!("/certificates/{}", one.id);
    let mut other = site.browser();
    let shown = other.get(&page).await.check(200, NAME).check(200, "This site issued it").check(200, "band A");
    assert!(!shown.body.contains("91 of 100") && !shown.body.contains("What others see"), "{}", shown.body);
    assert!(shown.body.contains("knowing &lt;the&gt; demo"), "{}", shown.body);
    ada.get(&page).await.check(200, "91 of 100").check(200, "What others see");

    ada.post(&format!("{page}/settings"), &[("page", "on"), ("score", "on")]).await.to(&format!("{page}?done=shown"));
    let shown = other.get(&page).await.check(200, "91 of 100");
    assert!(!shown.body.contains(NAME), "{}", shown.body);
    other.get(&format!("{page}/certificate.pdf")).await.check(404, "<main");
    for file in ["credential.json", "credential.jwt", "badge.png"] {
        let answer = other.get(&format!("{page}/{file}")).await;
        assert_eq!(answer.status, 200, "{file}");
        assert!(!answer.body.contains(NAME), "{file}");
    }

    ada.post(&format!("{page}/settings"), &[]).await.to(&format!("{page}?done=shown"));
    let down = other.get(&page).await.check(200, "This certificate is not shown");
    assert!(!down.body.contains("Demo exam"), "{}", down.body);
    for file in ["credential.json", "credential.jwt", "badge.png", "certificate.pdf", "anything"] {
        other.get(&format!("{page}/{file}")).await.check(404, "<main");
    }
    ada.get(&page).await.check(200, NAME);
    ada.get(&format!("{page}/credential.json")).await.check(200, "OpenBadgeCredential");
}

#[tokio::test]
async fn nobody_else_changes_a_certificate() {
    let site = Site::new().await;
    let (mut ada, one) = holder(&site).await;
    let page = format!("/certificates/{}", one.id);
    let mut eve = site.browser();
    for (form, fields) in [
        ("settings", &[("page", "on")][..]),
        ("name", &[("name", "Eve")]),
        ("status", &[("state", "revoked"), ("reason", "envy")]),
    ] {
        eve.post(&format!("{page}/{form}"), fields).await.check(401, "<main");
    }
    eve.sign_up("eve", "correct horse").await;
    eve.post(&format!("{page}/settings"), &[]).await.check(404, "<main");
    eve.post(&format!("{page}/name"), &[("name", "Eve")]).await.check(404, "<main");
    // Not the holder either.
    for browser in [&mut eve, &mut ada] {
        let answer = browser.post(&format!("{page}/status"), &[("state", "revoked"), ("reason", "envy")]).await;
        answer.check(403, "<main");
    }
    eve.get(&page).await.check(200, NAME).check(200, "neither revoked nor suspended");
}

#[tokio::test]
async fn a_name_is_corrected_once_and_signed_anew() {
    let site = Site::new().await;
    let (mut ada, one) = holder(&site).await;
    let page = format!("/certificates/{}", one.id);
    ada.post(&format!("{page}/name"), &[("name", " ")]).await.check(422, "1 to 80 characters");
    ada.post(&format!("{page}/name"), &[("name", "王晓明")]).await.to(&format!("{page}?done=renamed"));
    ada.get(&page).await.check(200, "王晓明").check(200, "The signature fits every word");
    ada.post(&format!("{page}/name"), &[("name", "Somebody Else")]).await.check(400, "<main");
    let now = site.state.store.certificate(&one.id).await.expect("readable").expect("there");
    let presented = credential::Presented::parse(&now.signed.embedded).expect("a credential");
    assert!(credential::check::is_named(&presented, "王晓明") && !credential::check::is_named(&presented, NAME));
    assert_eq!((now.list, now.place, now.issued), (one.list, one.place, one.issued));
}

#[tokio::test]
async fn instructors_take_back_with_a_reason_and_everybody_is_told() {
    let site = Site::new().await;
    let (mut ada, one) = holder(&site).await;
    let mut grace = instructor(&site).await;
    let (page, mut other) = (format!("/certificates/{}", one.id), site.browser());
    let list = format!("/issuer/status/{}", one.list);
    let bit = |answer: tests::Answer| {
        let encoded = answer.json()["credentialSubject"]["encodedList"].as_str().expect("a list").to_owned();
        credential::status::bit(&encoded, one.place)
    };
    assert_eq!(bit(other.get(&format!("{list}/revocation")).await), Some(false));

    grace.post(&format!("{page}/status"), &[("state", "suspended"), ("reason", "  ")]).await.check(422, "reason first");
    grace.post(&format!("{page}/status"), &[("state", "gone"), ("reason", "x")]).await.check(400, "<main");
    let done = format!("{page}?done=decided");
    grace.post(&format!("{page}/status"), &[("state", "suspended"), ("reason", "Under <review>")]).await.to(&done);
    assert_eq!(bit(other.get(&format!("{list}/suspension")).await), Some(true));
    assert_eq!(bit(other.get(&format!("{list}/revocation")).await), Some(false));
    ada.get(&page).await.check(200, "Suspended since").check(200, "Under &lt;review&gt;");
    verify(&mut other, &one.signed.compact)
        .await
        .check(200, "Do not rely on this")
        .check(200, "suspended for the time");
    grace.post(&format!("{page}/status"), &[("state", "valid"), ("reason", "All is well")]).await.to(&done);
    assert_eq!(bit(other.get(&format!("{list}/suspension")).await), Some(false));
    verify(&mut other, &one.signed.compact).await.check(200, "Genuine and valid");

    grace.post(&format!("{page}/status"), &[("state", "revoked"), ("reason", "Somebody else sat it")]).await.to(&done);
    assert_eq!(bit(other.get(&format!("{list}/revocation")).await), Some(true));
    verify(&mut other, &one.signed.embedded).await.check(200, "It was revoked").check(200, "Somebody else sat it");
    // For good: neither undone, nor signed anew, nor forgotten with the account.
    grace.post(&format!("{page}/status"), &[("state", "valid"), ("reason", "Oh")]).await.check(400, "<main");
    ada.post(&format!("{page}/name"), &[("name", "Other")]).await.check(400, "<main");
    ada.post("/account/delete", &[("confirm", "correct horse")]).await.check(200, "<main");
    other.get(&page).await.check(404, "<main");
    assert_eq!(bit(other.get(&format!("{list}/revocation")).await), Some(true));
    verify(&mut other, &one.signed.embedded).await.check(200, "It was revoked");
}

#[tokio::test]
async fn anybody_checks_what_they_were_given() {
    let site = Site::with(|_, settings| settings.origin = Some("https://academy.test".into())).await;
    let (_, one) = holder(&site).await;
    let mut browser = site.browser();
    browser.get("/verify").await.check(200, "multipart/form-data");
    for text in [&one.signed.embedded, &one.signed.compact, &format!("https://academy.test/certificates/{}", one.id)] {
        verify(&mut browser, text)
            .await
            .check(200, "Genuine and valid")
            .check(200, &format!("/certificates/{}", one.id));
    }
    let tampered = one.signed.embedded.replace("\"value\":\"A\"", "\"value\":\"A+\"");
    assert_ne!(tampered, one.signed.embedded);
    verify(&mut browser, &tampered).await.check(200, "Do not rely on this").check(200, "signature does not fit");
    verify(&mut browser, "").await.check(422, "Paste a credential");
    verify(&mut browser, "hello").await.check(422, "neither JSON nor a JWT");
    verify(&mut browser, "{}").await.check(422, "another kind");
    verify(&mut browser, "https://other.example/x").await.check(422, "asks no other site");
    verify(&mut browser, "https://academy.test/certificates/none").await.check(422, "no certificate at this address");
    let script = verify(&mut browser, "</textarea><script>alert(1)</script> &lt;").await;
    assert!(
        script.body.contains("&lt;/textarea>&lt;script>alert(1)&lt;/script> &amp;lt;</textarea>"),
        "{}",
        script.body
    );
    let zh = verify(&mut browser.clone().saying("accept-language", "zh"), &one.signed.embedded).await;
    zh.check(200, "真实有效");
    let large = verify(&mut browser, &"x".repeat(5 << 20)).await;
    assert_eq!(large.status, 413);
}

#[tokio::test]
async fn the_issuer_tells_who_it_is_to_everybodys_software() {
    let site = Site::with(|_, settings| settings.origin = Some("https://academy.test:8443".into())).await;
    let mut browser = site.browser();
    let did = browser.get("/.well-known/did.json").await;
    assert_eq!((did.status, did.header("access-control-allow-origin")), (200, "*"));
    let did = did.json();
    assert_eq!(did["id"], "did:web:academy.test%3A8443");
    let methods: Vec<&Value> = did["verificationMethod"].as_array().expect("an array").iter().collect();
    assert_eq!(
        methods.iter().map(|m| m["type"].as_str().expect("text")).collect::<Vec<_>>(),
        ["JsonWebKey", "Multikey"]
    );
    for method in methods {
        let key = method["id"].as_str().expect("text").split_once('#').expect("a fragment").1;
        browser.get(&format!("/issuer/keys/{key}")).await.check(200, key);
    }
    browser.get("/issuer/keys").await.check(200, "\"RS256\"");
    browser.get("/issuer/keys/none").await.check(404, "<main");
    browser.get("/issuer").await.check(200, "did:web:academy.test%3A8443");
    let profile = browser.clone().saying("accept", "application/ld+json").get("/issuer").await;
    assert_eq!(profile.json()["type"][0], "Profile");
    browser.get("/issuer/status/2/revocation").await.check(404, "<main");
    browser.get("/issuer/status/1/other").await.check(404, "<main");
    let text = std::fs::read_to_string(site.folder().join("data/issuer-keys.json")).expect("kept");
    for secret in text.split('"').filter(|part| part.contains("PRIVATE") || part.len() == 43) {
        assert!(!did.to_string().contains(secret));
    }
}

#[test]
fn every_answer_has_its_sentence() {
    for words in [include_str!("../../app/ui/locales/en.yml"), include_str!("../../app/ui/locales/zh.yml")] {
        for answer in credential::check::Answer::ALL {
            let key = format!("\nverify.answer.{}: ", answer.word());
            assert!(words.contains(&key), "{key}");
        }
    }
}

#[tokio::test]
async fn programs_that_ask_for_json_get_the_credential() {
    let site = Site::new().await;
    let (_, one) = holder(&site).await;
    let mut program = site.browser().saying("accept", "application/vc, application/ld+json");
    let answer = program.get(&format!("/certificates/{}", one.id)).await;
    assert_eq!((answer.header("content-type"), answer.header("access-control-allow-origin")), ("application/vc", "*"));
    assert!(answer.json()["id"].as_str().expect("text").ends_with(&one.id));
}
