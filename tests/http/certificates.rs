//! Certificates: issued once, shown as the holder says, checked by anybody, taken back by instructors alone.

use axum::http::Method;
use credential::check::Answer;
use serde_json::{Value, json};
use server::{
    credential::{Award, Band, Evidence, Exam, Skill, issue},
    store::{Certificate, Hold, Role, Status, Store},
};
use tests::{Browser, Site};

const NAME: &str = "王小明";
/// A key that somebody else has.
const DID_KEY: &str = "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2";

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
            summary: text("knowing <the> demo.", "了解示范。"),
            minutes: 120,
            pass: 70.0,
            skills: vec![Skill { code: "demo".into(), name: text("Demonstrating", "示范") }],
            bands: vec![
                Band { id: "pass".into(), title: text("Pass", "合格") },
                Band { id: "merit".into(), title: text("Merit", "良好") },
            ],
        },
        score: 91.5,
        band: "merit".into(),
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
    verify_about(browser, text, "").await
}

/// The same, and says whom it should be about.
async fn verify_about(browser: &mut Browser, text: &str, name: &str) -> tests::Answer {
    let part = |of: &str, text: &str| format!("--b\r\nContent-Disposition: form-data; name=\"{of}\"\r\n\r\n{text}\r\n");
    let body = format!("{}{}--b--\r\n", part("text", text), part("name", name));
    let mut browser = browser.clone().saying("content-type", "multipart/form-data; boundary=b");
    browser.request(Method::POST, "/verify", body).await
}

#[tokio::test]
async fn an_attempt_has_one_certificate_however_often_it_is_issued() {
    let site = Site::new().await;
    let (mut ada, one) = holder(&site).await;
    let account = one.account.clone().expect("somebody");
    let again = issue(&site.state, &award(&account, "t1")).await.expect("issued");
    assert_eq!(one, again);
    let at_once = (0..4).map(|_| {
        let (state, award) = (site.state.clone(), award(&account, "t2"));
        tokio::spawn(async move { issue(&state, &award).await.expect("issued").id })
    });
    let mut ids = Vec::new();
    for one in at_once.collect::<Vec<_>>() {
        ids.push(one.await.expect("no panic"));
    }
    ids.dedup();
    assert_eq!(ids.len(), 1, "{ids:?}");
    assert_eq!(site.state.store.certificates(&account).await.expect("readable").len(), 2);
    ada.get("/certificates").await.check(200, "Demo exam").check(200, &one.id);
    assert!(issue(&site.state, &award("nobody", "t3")).await.is_err());
}

#[tokio::test]
async fn the_holder_decides_what_others_see() {
    let site = Site::new().await;
    let (mut ada, one) = holder(&site).await;
    let page = format!("/certificates/{}", one.id);
    let mut other = site.browser();
    let shown = other.get(&page).await.check(200, NAME).check(200, "This site issued it").check(200, "band Merit");
    assert!(!shown.body.contains("91 of 100") && !shown.body.contains("What others see"), "{}", shown.body);
    assert!(shown.body.contains("knowing &lt;the&gt; demo, shown in"), "{}", shown.body);
    for kept in ["<meta name=\"robots\" content=\"noindex\"", "property=\"og:title\" content=\"Demo exam\""] {
        assert!(shown.body.contains(kept), "{kept}: {}", shown.body);
    }
    other.clone().saying("accept-language", "zh").get(&page).await.check(200, "等级 良好").check(200, "了解示范。考试");
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
    let mut other = site.browser();
    verify(&mut other, &one.signed.embedded).await.check(200, "Genuine and valid");
    ada.post(&format!("{page}/name"), &[("name", "王晓明")]).await.to(&format!("{page}?done=renamed"));
    ada.get(&page).await.check(200, "王晓明").check(200, "The signature fits every word");
    ada.post(&format!("{page}/name"), &[("name", "Somebody Else")]).await.check(400, "<main");
    let now = site.state.store.certificate(&one.id).await.expect("readable").expect("there");
    let presented = credential::Presented::parse(&now.signed.embedded).expect("a credential");
    assert_eq!(credential::check::holder(&presented, "王晓明"), Answer::HolderNamed);
    assert_eq!(now.issued, one.issued);
    // There is one name at a time: copies with the old one are revoked, for whoever asks us and for whoever reads the list.
    assert_ne!((now.list, now.place), (one.list, one.place));
    for old in [&one.signed.embedded, &one.signed.compact] {
        verify(&mut other, old).await.check(200, "Do not rely on this").check(200, "It was replaced");
    }
    for new in [&now.signed.embedded, &now.signed.compact] {
        verify_about(&mut other, new, "王晓明").await.check(200, "Genuine and valid");
    }
    let list = other.get(&format!("/issuer/status/{}/revocation", one.list)).await.json();
    let encoded = list["credentialSubject"]["encodedList"].as_str().expect("a list");
    let bit = |place| credential::status::bit(encoded, place);
    assert_eq!((bit(one.place), bit(now.place)), (Some(true), Some(false)));
}

#[tokio::test]
async fn whom_a_credential_is_about_is_compared_when_asked() {
    let site = Site::new().await;
    let (_, one) = holder(&site).await;
    let mut browser = site.browser();
    let check = async |browser: &mut Browser, name: &str, verdict: &str, words: &str| {
        verify_about(browser, &one.signed.compact, name).await.check(200, verdict).check(200, words);
    };
    check(&mut browser, "", "Genuine and valid", "You gave no name").await;
    check(&mut browser, &format!(" {NAME} "), "Genuine and valid", "It was issued to this name").await;
    check(&mut browser, "Eve", "Do not rely on this", "It was issued to another name").await;
}

#[tokio::test]
async fn nobody_else_passes_for_this_site() {
    let site = Site::with(|_, settings| settings.origin = Some("https://academy.test".into())).await;
    let (_, one) = holder(&site).await;
    let mut browser = site.browser();
    let forged = |id: &str| {
        let issuer = json!({ "id": DID_KEY, "type": ["Profile"], "name": "Academy" });
        json!({
            "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
            "id": id, "type": ["VerifiableCredential", "OpenBadgeCredential"], "issuer": issuer,
            "validFrom": "2023-01-01T00:00:00Z",
            "credentialSubject": { "type": ["AchievementSubject"], "achievement": {
                "id": "urn:x:1", "type": ["Achievement"], "name": "Demo exam", "description": "All of it",
                "criteria": { "narrative": "None" }
            } }
        })
    };
    let theirs = credential::Keys::generate(0);
    let (key, name) = (theirs.ed25519[0].signing().expect("a key"), theirs.ed25519[0].public.clone());
    let sign = |mut document: Value| {
        document["issuer"]["id"] = format!("did:key:{name}").into();
        let method = format!("did:key:{name}#{name}");
        credential::proof::sign(document, &key, &method, 0).expect("known words").to_string()
    };
    // Under a name of their own: no more than a key that signed, and the key is what is shown.
    let shown = verify(&mut browser, &sign(forged("urn:uuid:1"))).await.check(200, "not everything can be told");
    assert!(!shown.body.contains("that Academy issued"), "{}", shown.body);
    assert!(shown.body.contains(&format!("that did:key:{name} issued")), "{}", shown.body);
    let ours = format!("https://academy.test/certificates/{}", one.id);
    verify(&mut browser, &sign(forged(&ours))).await.check(200, "Do not rely on this").check(200, "It is a forgery");
    // Under our name, with a signature that is none.
    let tampered = one.signed.embedded.replace("\"value\":\"Merit\"", "\"value\":\"Best\"");
    let shown = verify(&mut browser, &tampered).await.check(200, "Do not rely on this");
    assert!(!shown.body.contains("This site issued it"), "{}", shown.body);
}

#[tokio::test]
async fn a_revoked_certificate_stays_so_however_its_status_is_written() {
    let site = Site::new().await;
    let (_, one) = holder(&site).await;
    let status = Status { hold: Hold::Revoked, reason: "because".into(), changed: 1 };
    assert!(site.state.store.decide_status(one.list, one.place, &status, "grace").await.expect("writable"));
    let document: Value = serde_json::from_str(&one.signed.embedded).expect("JSON");
    let entries = &document["credentialStatus"];
    let index = &entries[0]["statusListIndex"];
    let with = |entry: usize, name: &str, value: Value| {
        let mut entries = entries.clone();
        entries[entry][name] = value;
        entries
    };
    let mut browser = site.browser();
    for washed in [
        json!([entries]),
        json!([null, entries[0], entries[1]]),
        json!([entries[1], entries[0]]),
        with(0, "statusListIndex", json!([index])),
        with(0, "statusListIndex", json!({ "@value": index })),
        json!([]),
        json!(null),
    ] {
        let mut copy = document.clone();
        copy["credentialStatus"] = washed;
        let answer = verify(&mut browser, &copy.to_string()).await;
        answer.check(200, "Do not rely on this");
    }
}

#[tokio::test]
async fn checks_are_bounded_in_work_and_number() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let ring: Vec<Value> = (0..500)
        .map(|i| json!({ "id": format!("_:b{i}"), "achievement": [{ "id": format!("_:b{}", (i + 1) % 500) }] }))
        .collect();
    let knot = json!({
        "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
        "type": ["VerifiableCredential"], "issuer": DID_KEY, "credentialSubject": ring,
        "proof": {
            "type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022", "proofPurpose": "assertionMethod",
            "verificationMethod": DID_KEY, "proofValue": format!("z{}", "1".repeat(64)),
        },
    });
    verify(&mut browser, &knot.to_string()).await.check(200, "too large or too tangled");
    for _ in 0..119 {
        verify(&mut browser, "{}").await.check(422, "another kind");
    }
    let refused = verify(&mut browser, "{}").await.check(429, "Too many requests");
    assert!(refused.header("retry-after").parse::<u64>().is_ok_and(|seconds| seconds <= 10));
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

    let shown = ada.get(&page).await.check(200, "Demo exam");
    assert!(!shown.body.contains("All is well"), "{}", shown.body);

    let revoke = [("state", "revoked"), ("reason", "Somebody else sat it")];
    grace.post(&format!("{page}/status"), &revoke).await.check(422, "Revoking cannot be undone");
    let revoke = [&revoke[..], &[("sure", "on")]].concat();
    grace.post(&format!("{page}/status"), &revoke).await.to(&done);
    ada.get(&page).await.check(200, "<p class=\"mark revoked\">Revoked</p>").check(200, "note bad");
    ada.get(&format!("{page}/certificate.pdf")).await.check(404, "<main");
    assert_eq!(bit(other.get(&format!("{list}/revocation")).await), Some(true));
    verify(&mut other, &one.signed.embedded).await.check(200, "It was revoked").check(200, "Somebody else sat it");
    // For good: neither undone, nor signed anew, nor forgotten with the account.
    grace.post(&format!("{page}/status"), &[("state", "valid"), ("reason", "Oh")]).await.check(400, "<main");
    ada.post(&format!("{page}/name"), &[("name", "Other")]).await.check(400, "<main");
    ada.post("/account/delete", &[("confirm", "correct horse")]).await.check(200, "<main");
    let down = other.get(&page).await.check(200, "Its holder has closed the account");
    assert!(!down.body.contains(NAME) && !down.body.contains("Demo exam"), "{}", down.body);
    assert_eq!(bit(other.get(&format!("{list}/revocation")).await), Some(true));
    verify(&mut other, &one.signed.embedded).await.check(200, "It was revoked");
}

#[tokio::test]
async fn a_certificate_can_be_taken_back_when_its_account_is_gone() {
    let site = Site::new().await;
    let (mut ada, one) = holder(&site).await;
    let (mut grace, mut other) = (instructor(&site).await, site.browser());
    ada.post("/account/delete", &[("confirm", "correct horse")]).await.check(200, "<main");
    let page = format!("/certificates/{}", one.id);
    let left = grace.get(&page).await.check(200, "Demo exam");
    assert!(!left.body.contains(NAME), "{}", left.body);
    verify(&mut other, &one.signed.compact).await.check(200, "Genuine and valid");
    let revoke = [("state", "revoked"), ("reason", "Somebody else sat it"), ("sure", "on")];
    grace.post(&format!("{page}/status"), &revoke).await.to(&format!("{page}?done=decided"));
    verify(&mut other, &one.signed.compact).await.check(200, "It was revoked");
}

#[tokio::test]
async fn instructors_see_what_is_hidden_and_may_download_it() {
    let site = Site::new().await;
    let (mut ada, one) = holder(&site).await;
    let mut grace = instructor(&site).await;
    let page = format!("/certificates/{}", one.id);
    ada.post(&format!("{page}/settings"), &[]).await.to(&format!("{page}?done=shown"));
    let shown = grace.get(&page).await.check(200, "Demo exam");
    assert!(!shown.body.contains(NAME) && !shown.body.contains("og:title"), "{}", shown.body);
    for file in ["credential.json", "credential.jwt", "badge.png"] {
        assert!(shown.body.contains(file), "{}", shown.body);
        assert_eq!(grace.get(&format!("{page}/{file}")).await.status, 200, "{file}");
    }
}

#[tokio::test]
async fn what_a_leaked_key_signed_counts_no_more_and_is_signed_anew() {
    let site = Site::with(|_, settings| settings.origin = Some("https://academy.test".into())).await;
    let (_, one) = holder(&site).await;
    let keys = site.state.issuer().expect("keys").keys.clone();
    let keys = keys.withdraw(&keys.ed25519[0].id, 1).expect("there");
    // The same folder, served again.
    let again = Site::with(|_, settings| {
        settings.origin = Some("https://academy.test".into());
        settings.database_url = Some(Store::sqlite_url(&site.folder().join("data/academy.db")));
        settings.issuer_keys = Some(serde_json::to_string(&keys).expect("JSON"));
    })
    .await;
    let mut browser = again.browser();
    verify(&mut browser, &one.signed.embedded)
        .await
        .check(200, "Do not rely on this")
        .check(200, "leaked and was withdrawn");
    let page = format!("/certificates/{}", one.id);
    let fresh = browser.get(&format!("{page}/credential.json")).await;
    assert_ne!(fresh.body, one.signed.embedded);
    verify_about(&mut browser, &fresh.body, NAME).await.check(200, "Genuine and valid");
    browser.get(&page).await.check(200, "The signature fits every word");
    // What the other key signed was never in doubt.
    verify(&mut browser, &one.signed.compact).await.check(200, "Genuine and valid");
}

#[cfg(unix)]
#[tokio::test]
async fn what_the_server_keeps_is_for_nobody_else_to_read() {
    use std::os::unix::fs::PermissionsExt;
    let site = Site::with(|root, _| {
        let keys = root.join("data/issuer-keys.json");
        let text = serde_json::to_string(&credential::Keys::generate(1)).expect("JSON");
        std::fs::write(&keys, text).expect("writable");
        std::fs::set_permissions(&keys, PermissionsExt::from_mode(0o644)).expect("ours");
    })
    .await;
    holder(&site).await;
    for file in std::fs::read_dir(site.folder().join("data")).expect("a folder") {
        let file = file.expect("readable");
        let mode = file.metadata().expect("there").permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", file.path().display());
    }
}

#[tokio::test]
async fn anybody_checks_what_they_were_given() {
    let site = Site::with(|_, settings| settings.origin = Some("https://academy.test".into())).await;
    let (mut ada, one) = holder(&site).await;
    let mut browser = site.browser();
    browser.get("/verify").await.check(200, "multipart/form-data");
    let path = format!("/certificates/{}", one.id);
    // Paper shows the address without what stands before the host.
    let addresses = [format!("https://academy.test{path}"), format!("Academy.test{path}"), path.clone()];
    for text in [&one.signed.embedded, &one.signed.compact].into_iter().chain(&addresses) {
        verify(&mut browser, text)
            .await
            .check(200, "Genuine and valid")
            .check(200, "that Academy issued it")
            .check(200, "Merit")
            .check(200, "Demonstrating")
            .check(200, &path);
    }
    let tampered = one.signed.embedded.replace("\"value\":\"Merit\"", "\"value\":\"Best\"");
    assert_ne!(tampered, one.signed.embedded);
    verify(&mut browser, &tampered).await.check(200, "Do not rely on this").check(200, "signature does not fit");
    verify(&mut browser, "").await.check(422, "Paste a credential");
    verify(&mut browser, "hello").await.check(422, "neither JSON nor a JWT");
    verify(&mut browser, "{}").await.check(422, "another kind");
    verify(&mut browser, "https://other.example/x").await.check(422, "asks no other site");
    verify(&mut browser, "other.example/x").await.check(422, "asks no other site");
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
    ada.post(&format!("{path}/settings"), &[]).await.to(&format!("{path}?done=shown"));
    verify(&mut browser, &path).await.check(422, "does not show it");
}

#[tokio::test]
async fn the_issuer_tells_who_it_is_to_everybodys_software() {
    let site = Site::with(|_, settings| {
        settings.origin = Some("https://academy.test:8443".into());
        settings.issuer_name = Some("Sample University".into());
    })
    .await;
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
    assert_eq!((&profile.json()["type"][0], &profile.json()["name"]), (&"Profile".into(), &"Sample University".into()));
    browser.get("/issuer/status/2/revocation").await.check(404, "<main");
    browser.get("/issuer/status/1/other").await.check(404, "<main");
    let text = std::fs::read_to_string(site.folder().join("data/issuer-keys.json")).expect("kept");
    for secret in text.split('"').filter(|part| part.contains("PRIVATE") || part.len() == 43) {
        assert!(!did.to_string().contains(secret));
    }
}

/// The key of the question that an answer is to.
fn question(answer: Answer) -> String {
    format!("\nverify.question.{}: ", answer.word().split('_').next().unwrap_or_default())
}

#[test]
fn every_answer_has_its_sentence() {
    for words in [include_str!("../../app/ui/locales/en.yml"), include_str!("../../app/ui/locales/zh.yml")] {
        for answer in credential::check::Answer::ALL {
            for key in [format!("\nverify.answer.{}: ", answer.word()), question(answer)] {
                assert!(words.contains(&key), "{key}");
            }
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
