//! A browser as far as HTTP goes: it keeps cookies and says that its requests come from our own pages.

use std::collections::BTreeMap;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header, request::Builder},
};
use serde_json::Value;
use tower::ServiceExt;

/// A browser.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    /// Its cookies by name.
    pub cookies: BTreeMap<String, String>,
    /// Headers it adds to every request, lower case.
    pub extra: BTreeMap<String, String>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: String,
}

impl Answer {
    /// A header as text; empty if it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.body))
    }

    /// The answer, if it has this status and its body these words.
    #[track_caller]
    pub fn check(self, status: u16, words: &str) -> Answer {
        assert_eq!(self.status, status, "{}", self.body);
        assert!(self.body.contains(words), "no {words:?} in {}", self.body);
        self
    }

    /// The answer, if it sends the browser there.
    #[track_caller]
    pub fn to(self, place: &str) -> Answer {
        assert_eq!((self.status, self.header("location")), (303, place), "{}", self.body);
        self
    }
}

impl Browser {
    pub(crate) fn new(router: Router) -> Browser {
        let extra = [("host", "academy.test"), ("sec-fetch-site", "same-origin")];
        let extra = extra.map(|(k, v)| (k.to_owned(), v.to_owned())).into();
        Browser { router, cookies: BTreeMap::new(), extra }
    }

    /// With one more header on every request.
    pub fn saying(mut self, name: &str, value: &str) -> Browser {
        self.extra.insert(name.to_owned(), value.to_owned());
        self
    }

    /// A page.
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path), Body::empty()).await
    }

    /// A form.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let form: Vec<String> = fields.iter().map(|(k, v)| format!("{k}={}", encode(v))).collect();
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, form.join("&").into()).await
    }

    /// What a script posts.
    pub async fn post_json(&mut self, path: &str, value: &Value) -> Answer {
        self.send(Request::post(path).header(header::CONTENT_TYPE, "application/json"), value.to_string().into()).await
    }

    /// Any request.
    pub async fn request(&mut self, method: Method, path: &str, body: impl Into<Body>) -> Answer {
        self.send(Request::builder().method(method).uri(path), body.into()).await
    }

    /// Signs up, and expects to be let in.
    pub async fn sign_up(&mut self, login: &str, password: &str) {
        self.post("/sign-up", &[("login", login), ("password", password)]).await.to("/");
    }

    async fn send(&mut self, mut request: Builder, body: Body) -> Answer {
        for (name, value) in &self.extra {
            request = request.header(name, value);
        }
        if !self.cookies.is_empty() {
            let cookies: Vec<String> = self.cookies.iter().map(|(k, v)| format!("{k}={v}")).collect();
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        let request = request.body(body).expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("routers answer");
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            self.keep(cookie.to_str().expect("plain text"));
        }
        let bytes = to_bytes(body, 64 << 20).await.expect("a body");
        Answer {
            status: StatusCode::as_u16(&parts.status),
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    fn keep(&mut self, cookie: &str) {
        let (pair, attributes) = cookie.split_once(';').unwrap_or((cookie, ""));
        let (name, value) = pair.split_once('=').expect("a cookie has a value");
        if attributes.contains("Max-Age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}

fn encode(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { (b as char).to_string() } else { format!("%{b:02X}") })
        .collect()
}
