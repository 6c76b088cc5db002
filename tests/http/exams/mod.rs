//! Exams from outside: candidates who keep to the rules and some who do not, instructors, proctors.

mod clock;
mod code;
mod grading;
mod guards;
mod saving;
mod staff;
mod way;

use axum::http::Method;
use serde_json::{Value, json};
use tests::{Answer, Browser, Site, exam};

/// A server with the exam, whose first account, `root`, is administrator.
pub struct Room {
    pub site: Site,
    pub root: Browser,
}

impl Room {
    pub async fn new() -> Room {
        Room::with(|_, _| {}).await
    }

    pub async fn with(change: impl Fn(&mut String, &mut String)) -> Room {
        let site = Site::with(|root, _| exam::write(root, change)).await;
        let mut root = site.browser();
        root.sign_up("root", "correct horse").await;
        Room { site, root }
    }

    /// A candidate with an attempt that is ready: the browser and the attempt's address.
    pub async fn ready(&self, login: &str) -> (Browser, String) {
        let mut browser = self.site.browser();
        browser.sign_up(login, "correct horse").await;
        let path = prepare(&mut browser).await;
        (browser, path)
    }

    /// A candidate whose clock runs.
    pub async fn started(&self, login: &str) -> (Browser, String) {
        let (mut browser, path) = self.ready(login).await;
        browser.post(&format!("{path}/start"), &[]).await.to(&path);
        (browser, path)
    }

    pub fn advance(&self, by: i64) {
        self.site.state.clock.advance(by);
    }
}

/// Agrees to the rules; the attempt's address.
pub async fn prepare(browser: &mut Browser) -> String {
    let answer = browser.post("/exams/demo/first", &[("agree", "yes")]).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let path = answer.header("location").to_owned();
    assert!(path.starts_with("/attempts/"), "{path}");
    path
}

/// Saves an answer as a page does.
pub async fn save(browser: &mut Browser, path: &str, item: &str, base: i64, value: Value) -> Answer {
    save_as(browser, path, item, base, value, &format!("{item}-{base}-{}", browser.cookies.len()), "tab-one").await
}

pub async fn save_as(
    browser: &mut Browser,
    path: &str,
    item: &str,
    base: i64,
    value: Value,
    journal: &str,
    tab: &str,
) -> Answer {
    let body = json!({ "base": base, "value": value, "journal": journal, "tab": tab, "typed": 1 });
    let mut browser = browser.clone().saying("content-type", "application/json");
    browser.request(Method::PUT, &format!("/api{path}/answers/{item}"), body.to_string()).await
}

pub fn choice(id: &str) -> Value {
    json!({ "kind": "choice", "chosen": [id] })
}

pub fn number(text: &str) -> Value {
    json!({ "kind": "number", "value": text, "unit": null })
}

pub fn text(text: &str) -> Value {
    json!({ "kind": "text", "text": text })
}

/// Hands in.
pub async fn hand_in(browser: &mut Browser, path: &str) {
    browser.post(&format!("{path}/submit"), &[("confirm", "yes")]).await.to(&format!("{path}/receipt"));
}
