//! Certificates as a whole: signed in both forms, checked, tampered with, under keys that change.

use course::model::Lang;
use credential::{
    Award, Band, Entry, Evidence, Exam, Issuer, Keys, Presented, Purpose, Skill, Text,
    check::{self, Answer, check},
    document,
    issuer::Form,
    jws, keys, status,
};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use std::sync::LazyLock;

const NOW: i64 = 1_795_442_551_000;

static KEYS: LazyLock<Keys> = LazyLock::new(|| Keys::generate(NOW));

fn us() -> Issuer {
    Issuer::new("https://academy.example", "Academy", KEYS.clone())
}

fn text(en: &str, zh: &str) -> Text {
    [(Lang::En, en.to_owned()), (Lang::Zh, zh.to_owned())].into()
}

fn award(lang: Lang) -> Award {
    Award {
        account: "a1".into(),
        attempt: "t1".into(),
        exam: Exam {
            course: "maas".into(),
            slug: "practitioner".into(),
            version: "2026.2".into(),
            title: text("MaaS Practitioner", "模型即服务实践者"),
            summary: text("training and serving models", "训练与提供模型服务"),
            minutes: 120,
            pass: 70.0,
            skills: vec![Skill { code: "serving".into(), name: text("Serving a model", "提供模型服务") }],
            bands: vec![
                Band { id: "pass".into(), title: text("Pass", "合格") },
                Band { id: "merit".into(), title: text("Merit", "良好") },
            ],
        },
        score: 91.5,
        band: "merit".into(),
        lang,
        sat: NOW - 60_000,
        evidence: Evidence { engine: "0b".repeat(32), exam: "4c".repeat(32), answers: "91".repeat(32) },
    }
}

fn entry() -> Entry {
    Entry {
        id: "9f3k2-qxw7m".into(), name: "王小明".into(), salt: "salt".into(), issued: NOW, list: 1, position: 4711
    }
}

fn both(us: &Issuer) -> [String; 2] {
    let signed = us.award(&award(Lang::En), &entry(), NOW);
    [signed.embedded, signed.compact]
}

fn read(text: &str) -> Presented {
    Presented::parse(text).unwrap_or_else(|why| panic!("{why:?}: {text}"))
}

#[test]
fn what_we_issue_is_found_good_in_both_forms_and_languages() {
    for lang in Lang::ALL {
        let signed = us().award(&award(lang), &entry(), NOW);
        for text in [&signed.embedded, &signed.compact] {
            let report = check(&read(text), &us(), NOW + 1000);
            assert_eq!(
                (report.issuer, report.signature, report.dates),
                (Answer::IssuerOurs, Answer::SignatureFits, Answer::DatesHold),
                "{text}"
            );
            assert!(report.ours);
            assert_eq!(check::certificate(&read(text), &us()), Some("9f3k2-qxw7m"));
        }
    }
}

#[test]
fn it_says_what_was_shown_and_hides_who() {
    let signed = us().award(&award(Lang::Zh), &entry(), NOW);
    for expected in [
        "2026.2",
        "\"良好\"",
        "PerformanceLevel",
        "提供模型服务",
        "/exams/maas/practitioner#2026.2",
        &"4c".repeat(32),
        &"0b".repeat(32),
        &"91".repeat(32),
    ] {
        assert!(signed.embedded.contains(expected), "{expected}: {}", signed.embedded);
    }
    assert!(!signed.embedded.contains("王小明"));
    let presented = read(&signed.embedded);
    let asked = |name: &str, expected: Answer| assert_eq!(check::holder(&presented, name), expected, "{name}");
    asked(" 王小明 ", Answer::HolderNamed);
    asked("王小", Answer::HolderOther);
    asked(" ", Answer::HolderUnasked);
    let nameless = read(r#"{"type":["VerifiableCredential"],"credentialSubject":{"identifier":[[]]}}"#);
    assert_eq!(check::holder(&nameless, "王小明"), Answer::HolderUnnamed);
}

/// Every leaf of a value, by its way there.
fn leaves(value: &Value, way: &str, into: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, item)| leaves(item, &format!("{way}/{i}"), into));
        }
        Value::Object(members) => {
            members.iter().for_each(|(key, item)| leaves(item, &format!("{way}/{}", key.replace('/', "~1")), into));
        }
        _ => into.push(way.to_owned()),
    }
}

#[test]
fn every_word_that_is_changed_breaks_the_proof() {
    let [embedded, _] = both(&us());
    let document: Value = serde_json::from_str(&embedded).expect("JSON");
    let mut ways = Vec::new();
    leaves(&document, "", &mut ways);
    assert!(ways.len() > 50, "{ways:?}");
    for way in ways {
        let mut copy = document.clone();
        let leaf = copy.pointer_mut(&way).expect("there");
        *leaf = match leaf {
            Value::Bool(b) => (!*b).into(),
            Value::String(text) if text.contains("://") || text.contains(':') => format!("{text}x").into(),
            Value::String(text) => format!("{text} x").into(),
            other => panic!("{way}: {other}"),
        };
        let Ok(presented) = Presented::parse(&copy.to_string()) else { continue };
        let report = check(&presented, &us(), NOW + 1000);
        let good = report.issuer == Answer::IssuerOurs && report.signature == Answer::SignatureFits;
        assert!(!good && !report.ours, "{way} can be changed");
    }
}

#[test]
fn what_is_signed_cannot_be_written_so_that_nobody_reads_it() {
    let [embedded, _] = both(&us());
    let document: Value = serde_json::from_str(&embedded).expect("JSON");
    let refused = |change: &dyn Fn(&mut Value)| {
        let mut copy = document.clone();
        change(&mut copy);
        let report = check(&read(&copy.to_string()), &us(), NOW + 1000);
        assert!(report.signature != Answer::SignatureFits && !report.ours, "{copy}");
    };
    // The same RDF, and no status for whoever reads JSON.
    refused(&|copy| {
        let status = copy.as_object_mut().expect("an object").remove("credentialStatus").expect("there");
        copy["https://www.w3.org/2018/credentials#credentialStatus"] = status;
    });
    refused(&|copy| {
        let status = copy.as_object_mut().expect("an object").remove("credentialStatus").expect("there");
        copy["@included"] = json!([{ "id": copy["id"], "credentialStatus": status }]);
    });
    refused(&|copy| {
        copy["@context"] = json!([copy["@context"][0], copy["@context"][1], { "state": "credentialStatus" }])
    });
}

#[test]
fn every_claim_that_is_changed_breaks_the_jws() {
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
    let [_, compact] = both(&us());
    let parts: Vec<&str> = compact.split('.').collect();
    let claims: Value =
        serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(parts[1]).expect("base64")).expect("JSON");
    for claim in claims.as_object().expect("an object").keys() {
        let mut copy = claims.clone();
        copy[claim] = "other".into();
        let token = format!("{}.{}.{}", parts[0], BASE64_URL_SAFE_NO_PAD.encode(copy.to_string()), parts[2]);
        let Ok(presented) = Presented::parse(&token) else { continue };
        assert_ne!(check(&presented, &us(), NOW).signature, Answer::SignatureFits, "{claim}");
    }
}

#[test]
fn the_header_does_not_choose_the_algorithm() {
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
    let (us, [_, compact]) = (us(), both(&us()));
    let kid = us.method(&us.keys.rsa[0].id);
    let claims = compact.split('.').nth(1).expect("claims");
    let part = |header: Value| BASE64_URL_SAFE_NO_PAD.encode(header.to_string());
    let refused = |token: &str| match Presented::parse(token) {
        Ok(presented) => assert_ne!(check(&presented, &us, NOW).signature, Answer::SignatureFits, "{token}"),
        Err(why) => assert_eq!(why, credential::Unreadable::Form, "{token}"),
    };
    refused(&format!("{}.{claims}.", part(json!({ "alg": "none", "kid": kid }))));
    refused(&format!("{}.{claims}.", part(json!({ "alg": "RS256", "kid": kid }))));
    // The public key as the secret of a symmetric signature.
    let value: Value = serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(claims).expect("base64")).expect("JSON");
    let mut header = Header::new(Algorithm::HS256);
    header.kid = Some(kid.clone());
    for secret in [us.keys.rsa[0].n.as_bytes(), &BASE64_URL_SAFE_NO_PAD.decode(&us.keys.rsa[0].n).expect("base64")] {
        refused(&jsonwebtoken::encode(&header, &value, &EncodingKey::from_secret(secret)).expect("signed"));
    }
    // A key of their own, named as ours or brought along.
    let theirs = Keys::generate(NOW);
    let mut header = Header::new(Algorithm::RS256);
    header.kid = Some(kid);
    header.jwk = serde_json::from_value(json!({ "kty": "RSA", "n": theirs.rsa[0].n, "e": theirs.rsa[0].e })).ok();
    assert!(header.jwk.is_some());
    let key = theirs.rsa[0].signing().expect("a key");
    refused(&jsonwebtoken::encode(&header, &value, &key).expect("signed"));
    header.kid = None;
    let forged = jsonwebtoken::encode(&header, &value, &key).expect("signed");
    let report = check(&read(&forged), &us, NOW);
    assert_eq!((report.issuer, report.ours), (Answer::IssuerPretends, false));
    // A symmetric key brought along.
    let secret = json!({ "alg": "HS256", "jwk": { "kty": "oct", "k": "c2VjcmV0" } });
    refused(&format!("{}.{claims}.{}", part(secret), "AAAA"));
    // Extensions that nobody here understands.
    refused(&format!("{}.{claims}.AAAA", part(json!({ "alg": "RS256", "crit": ["exp"] }))));
}

#[test]
fn old_keys_keep_what_they_signed_and_sign_no_more() {
    let before = us();
    let after = Issuer::new("https://academy.example", "Academy", before.keys.rotate(NOW + 1));
    for text in both(&before) {
        let report = check(&read(&text), &after, NOW + 1000);
        assert_eq!((report.issuer, report.signature), (Answer::IssuerOurs, Answer::SignatureFits));
    }
    for text in both(&after) {
        assert_eq!(check(&read(&text), &before, NOW + 1000).signature, Answer::SignatureKeyUnknown);
        assert_eq!(check(&read(&text), &after, NOW + 1000).signature, Answer::SignatureFits);
    }
    assert!(after.keys.ed25519[1].signing().is_none() && after.keys.rsa[1].signing().is_none());
    let methods = after.did_document()["verificationMethod"].as_array().expect("an array").len();
    assert_eq!(methods, 4);
}

#[test]
fn a_key_that_leaked_proves_nothing_any_more() {
    let before = us();
    let texts = both(&before);
    let (ed, rsa) = (before.keys.ed25519[0].id.clone(), before.keys.rsa[0].id.clone());
    assert!(before.keys.withdraw("ed-none", NOW).is_none());
    let keys = before.keys.withdraw(&ed, NOW + 1).expect("there").withdraw(&rsa, NOW + 1).expect("there");
    // It is still so when the file was written and read.
    let keys = Keys::parse(&serde_json::to_string(&keys).expect("JSON")).expect("keys");
    let after = Issuer::new("https://academy.example", "Academy", keys);
    for text in &texts {
        let report = check(&read(text), &after, NOW + 1000);
        assert_eq!((report.issuer, report.signature), (Answer::IssuerNamed, Answer::SignatureKeyWithdrawn));
    }
    let published = after.did_document().to_string();
    assert!(!published.contains(&ed) && !published.contains(&rsa), "{published}");
    for text in both(&after) {
        assert!(check(&read(&text), &after, NOW + 1000).ours);
    }
}

#[test]
fn what_is_signed_anew_says_so_and_is_as_old_as_before() {
    let signed = us().award(&award(Lang::En), &entry(), NOW + 86_400_000);
    let presented = read(&signed.embedded);
    assert_eq!(presented.get("proof")["created"], "2026-11-24T14:02:31Z");
    assert_eq!(presented.get("validFrom"), "2026-11-23T14:02:31Z");
}

#[test]
fn of_ours_only_what_fits_is_said_to_be_ours() {
    let [embedded, compact] = both(&us());
    let forged = embedded.replace("\"value\":\"Merit\"", "\"value\":\"Distinction\"");
    assert_ne!(forged, embedded);
    let parts: Vec<&str> = compact.split('.').collect();
    for text in [forged, format!("{}.{}.{}", parts[0], parts[1], "AAAA")] {
        let report = check(&read(&text), &us(), NOW);
        assert_eq!((report.issuer, report.signature), (Answer::IssuerNamed, Answer::SignatureBroken), "{text}");
    }
    // With us a kind of signature that is not understood is no excuse.
    let other = embedded.replace("eddsa-rdfc-2022", "ecdsa-rdfc-2019");
    assert_eq!(check(&read(&other), &us(), NOW).signature, Answer::SignatureBroken);
}

#[test]
fn what_others_do_otherwise_is_not_held_against_them() {
    let check = |text: &str, expected: Answer| {
        let report = check(&read(text), &us(), NOW);
        assert_eq!(report.signature, expected, "{text}");
        assert_ne!(expected.verdict(), check::Verdict::Bad);
    };
    let mut document = document::credential(&us(), &award(Lang::En), &entry(), Form::Embedded);
    document["id"] = "urn:uuid:1".into();
    let name = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2";
    document["issuer"] = format!("did:key:{name}").into();
    document["proof"] = json!([{
        "type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022", "proofPurpose": "assertionMethod",
        "verificationMethod": format!("did:key:{name}#{name}"), "proofValue": format!("z{}", "1".repeat(64)),
    }]);
    document["@context"][1] = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json".into();
    check(&document.to_string(), Answer::SignatureContext);
    document["proof"][0]["cryptosuite"] = "ecdsa-rdfc-2019".into();
    check(&document.to_string(), Answer::SignatureKind);
}

#[test]
fn what_carries_no_signature_is_no_credential_of_anybody() {
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
    let mut document = document::credential(&us(), &award(Lang::En), &entry(), Form::Embedded);
    document["id"] = "urn:uuid:1".into();
    document["issuer"] = "https://other.example/issuer".into();
    let claims = BASE64_URL_SAFE_NO_PAD.encode(document.to_string());
    let header = BASE64_URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#);
    let mut texts = vec![document.to_string(), format!("{header}.{claims}."), format!("{header}.{claims}.AAAA")];
    for proof in [json!(null), json!([])] {
        document["proof"] = proof;
        texts.push(document.to_string());
    }
    for text in texts {
        assert_eq!(check(&read(&text), &us(), NOW).signature, Answer::SignatureNone, "{text}");
    }
}

#[test]
fn keys_lie_in_the_folder_for_us_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = Keys::open(folder.path(), NOW).expect("made");
    let again = Keys::open(folder.path(), NOW + 1).expect("read");
    assert_eq!(made.rsa[0].id, again.rsa[0].id);
    let file = folder.path().join(keys::FILE);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&file).expect("there").permissions().mode() & 0o777, 0o600);
    }
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1, "nothing else is left");
    made.rotate(NOW).save(folder.path(), true).expect("written");
    assert_eq!(Keys::open(folder.path(), NOW).expect("read").rsa.len(), 2);
    std::fs::write(&file, "{}").expect("writable");
    assert!(Keys::open(folder.path(), NOW).is_err());
    assert!(!format!("{made:?}").contains("PRIVATE"));
}

#[test]
fn dates_are_looked_at() {
    let [embedded, _] = both(&us());
    let at = |now: i64| check(&read(&embedded), &us(), now).dates;
    assert_eq!(at(NOW - 1000), Answer::DatesEarly);
    assert_eq!(at(NOW), Answer::DatesHold);
}

#[test]
fn status_lists_are_signed_and_hold_the_bits() {
    let us = us();
    let signed = us.status_list(1, Purpose::Revocation, &[4711], NOW);
    for text in [&signed.embedded, &signed.compact] {
        let presented = read(text);
        let report = check(&presented, &us, NOW);
        assert_eq!((report.signature, report.dates), (Answer::SignatureFits, Answer::DatesHold));
        let encoded = presented.get("credentialSubject")["encodedList"].as_str().expect("a list");
        assert_eq!((status::bit(encoded, 4711), status::bit(encoded, 4712)), (Some(true), Some(false)));
    }
    assert_eq!(check(&read(&signed.embedded), &us, NOW + 25 * 3_600_000).dates, Answer::DatesOver);
    let entry = document::credential(&us, &award(Lang::En), &entry(), Form::Compact)["credentialStatus"][1].clone();
    assert_eq!(entry["statusListCredential"], "https://academy.example/issuer/status/1/suspension.jwt");
}

#[test]
fn a_credential_of_others_is_believed_as_far_as_its_own_key() {
    use credential::{multibase, proof};
    use ed25519_dalek::SigningKey;
    let key = SigningKey::from_bytes(&[7; 32]);
    let name = multibase::write_key(&key.verifying_key());
    let mut document = document::credential(&us(), &award(Lang::En), &entry(), Form::Embedded);
    let answer = |document: &Value| {
        let signed = proof::sign(document.clone(), &key, &format!("did:key:{name}#{name}"), NOW).expect("known words");
        let report = check(&read(&signed.to_string()), &us(), NOW);
        assert!(!report.ours);
        (report.issuer, report.signature)
    };
    assert_eq!(answer(&document), (Answer::IssuerPretends, Answer::SignatureKeyUnknown));
    // Who signs with a key of their own cannot say that it is found with us.
    document["issuer"]["id"] = format!("did:key:{name}").into();
    assert_eq!(answer(&document), (Answer::IssuerBorrows, Answer::SignatureFits));
    document["issuer"]["url"] = "https://other.example".into();
    assert_eq!(answer(&document), (Answer::IssuerBorrows, Answer::SignatureFits));
    document["id"] = "https://other.example/credentials/1".into();
    assert_eq!(answer(&document), (Answer::IssuerItself, Answer::SignatureFits));
    assert_eq!(Answer::IssuerItself.verdict(), check::Verdict::Open);
    document["issuer"]["id"] = "https://other.example/issuer".into();
    assert_eq!(answer(&document), (Answer::IssuerUnproven, Answer::SignatureFits));
    let signed = proof::sign(document, &key, "did:web:other.example#key", NOW).expect("known words");
    let report = check(&read(&signed.to_string()), &us(), NOW);
    assert_eq!((report.issuer, report.signature), (Answer::IssuerElsewhere, Answer::SignatureKeyUnknown));
}

#[test]
fn what_is_no_credential_is_said_so() {
    use credential::Unreadable;
    let check = |text: &str, expected: Unreadable| {
        assert_eq!(Presented::parse(text).map(|_| ()), Err(expected), "{text}");
    };
    check("  ", Unreadable::Nothing);
    check("hello", Unreadable::Form);
    check("{", Unreadable::Form);
    check("{}", Unreadable::Kind);
    check("a.b.c", Unreadable::Form);
    check(&"x".repeat(1 << 20), Unreadable::Large);
    assert_eq!(Presented::read(b"%PDF-1.7 stream\nnothing endstream").map(|_| ()), Err(Unreadable::Carrier));
    assert!(jws::parse("e30.e30.").is_ok());
}
