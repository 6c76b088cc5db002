//! Headers that stand on every response: cross-origin isolation, a content security policy with a fresh nonce, and the
//! request's number in the log.

use std::sync::Arc;

use axum::{
    extract::{Request, State as Shared},
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

use crate::{hash::random, state::State};

/// The nonce of this response's policy.
#[derive(Clone, Debug)]
pub struct Nonce(pub String);

/// The number of this request in the log.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// What no page of ours needs.
const PERMISSIONS: &str = "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
                           magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), usb=()";

/// The same on every response.
const FIXED: [(HeaderName, &str); 6] = [
    // These two make the page cross-origin isolated: without it there is no shared memory, so no way to stop a cell.
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-embedder-policy"), "require-corp"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("permissions-policy"), PERMISSIONS),
];

/// The policy of a page. The interpreter is wasm, hence `wasm-unsafe-eval`; inline scripts and styles are allowed by nonce
/// only, and the editor's style sheet is the only one that uses it.
fn policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self' 'nonce-{nonce}'; \
         img-src 'self' data: blob:; font-src 'self'; media-src 'self'; connect-src 'self'; worker-src 'self'; \
         manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
    )
}

/// Layer: makes nonce and request number, and puts the headers on whatever comes back.
pub async fn layer(Shared(state): Shared<Arc<State>>, mut request: Request, next: Next) -> Response {
    let (nonce, id) = (random::<16>(), random::<6>());
    request.extensions_mut().insert(Nonce(nonce.clone()));
    request.extensions_mut().insert(RequestId(id.clone()));
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // A file with a policy of its own keeps it: it is the stricter one.
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, text(&policy(&nonce)));
    }
    if state.config.origin.as_deref().is_some_and(|o| o.starts_with("https://")) {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    let is_page = headers.get(header::CONTENT_TYPE).is_some_and(|k| k.as_bytes().starts_with(b"text/html"));
    if is_page {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
        headers.append(header::VARY, HeaderValue::from_static("accept-language, cookie"));
    } else if headers.contains_key(header::SET_COOKIE) || !headers.contains_key(header::CACHE_CONTROL) {
        // A cookie can ride on anything, a public file too: a cache that kept it would hand one student's session to the
        // next. And what says nothing about caches is an answer to one person.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    headers.insert(HeaderName::from_static("x-request-id"), text(&id));
    response
}

fn text(value: &str) -> HeaderValue {
    HeaderValue::from_str(value).expect("our own text has no line breaks")
}
