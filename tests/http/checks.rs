//! `POST /api/check`: lessons' checks that stay on the server.

use std::fs;

use serde_json::{Value, json};
use tests::{Site, grader};

/// Stands in the hidden check and in nothing that leaves.
const CANARY: &str = "canary-51c0de";

const LESSON: &str = "---\ntitle: Good lesson\nsummary: For tests.\ngoals: [Test.]\n---\n\nText.\n\n```{python}\n#| exercise: square\n#| label: square\ndef square(x):\n    ______\n```\n\n```{python}\n#| exercise: square\n#| check: true\nsquare(2) == 4\n```\n\n```{python}\n#| exercise: square\n#| check: true\n#| visibility: server\n# canary-51c0de\n{'correct': square(-3) == 9, 'message': 'even below zero' if square(-3) == 9 else 'try a negative number'}\n```\n\n```{python}\n#| exercise: square\n#| solution: true\ndef square(x):\n    return x * x\n```\n";

async fn site() -> Option<Site> {
    let sandbox = grader::config()?;
    let lesson = |folder: &std::path::Path| {
        fs::write(folder.join("content/demo/01-good/lesson.md"), LESSON).expect("a file");
    };
    Some(Site::grading(|folder, _| lesson(folder), sandbox).await)
}

fn attempt(code: &str) -> Value {
    json!({ "course": "demo", "lesson": "good", "lang": "en", "cell": "square", "code": code })
}

#[tokio::test]
async fn only_verdict_and_message_come_back() {
    let Some(site) = site().await else { return };
    let mut browser = site.browser();
    assert!(!browser.get("/courses/demo/good").await.body.contains(CANARY));
    for (code, correct, message) in [
        ("def square(x):\n    return x * x", true, "even below zero"),
        ("def square(x):\n    return x * abs(x)", false, "try a negative number"),
    ] {
        let answer = browser.post_json("/api/check", &attempt(code)).await;
        assert!(!answer.body.contains(CANARY));
        let verdict = &answer.json()["verdicts"][0];
        assert_eq!((verdict["correct"].as_bool(), verdict["message"]["text"].as_str()), (Some(correct), Some(message)));
    }
    let answer = browser.post_json("/api/check", &attempt("def square(x):\n    return undefined")).await;
    assert_eq!(answer.json()["verdicts"][0]["message"], json!({ "message": "call-failed", "error": "NameError" }));
    let unknown = json!({ "course": "demo", "lesson": "good", "lang": "en", "cell": "other", "code": "" });
    browser.post_json("/api/check", &unknown).await.check(404, "");
}

#[tokio::test]
async fn asking_too_often_has_to_wait() {
    let Some(site) = site().await else { return };
    let mut browser = site.browser();
    let mut answers = Vec::new();
    for _ in 0..31 {
        answers.push(browser.post_json("/api/check", &attempt("x = ______")).await.json());
    }
    assert_eq!(answers[29]["verdicts"][0]["message"]["message"], "blanks");
    assert_eq!(answers[30]["checked"], "wait");
    site.state.clock.advance(60 * 1000);
    assert_eq!(browser.post_json("/api/check", &attempt("x = ______")).await.json()["checked"], "verdicts");
}

#[tokio::test]
async fn without_a_grader_there_is_no_verdict() {
    let site = Site::with(|folder, _| {
        fs::write(folder.join("content/demo/01-good/lesson.md"), LESSON).expect("a file");
    })
    .await;
    let answer = site.browser().post_json("/api/check", &attempt("def square(x):\n    return x * x")).await;
    assert_eq!(answer.json(), json!({ "checked": "later" }));
}
