//! One error for the whole edge, and the layer that gives every refusal the site's face.
//!
//! A handler returns [`AppError`]; it becomes a bare response that carries the error along. The layer [`dress`] turns
//! it, and the bare refusals of axum's extractors and of other layers, into a page or, under `/api`, into JSON.

use std::sync::Arc;

use axum::{
    Json,
    body::HttpBody,
    extract::{Request, State as Shared},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use serde_json::json;
use ui::Notice;

use crate::{
    content::ContentError,
    exam::{Refusal, desk::Failure},
    state::State,
    store::StoreError,
    web::{headers::RequestId, visitor::Visitor},
};

/// Why a request does not get what it asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AppError {
    /// There is nothing at this address.
    NotFound,
    /// Nobody is signed in.
    SignedOut,
    /// Came from another site.
    Refused,
    /// Cannot be read.
    BadRequest,
    /// More than is accepted.
    TooLarge,
    /// Wait so many seconds.
    TooMany(u64),
    /// Not with this method.
    Method,
    /// Took too long.
    Slow,
    /// Whoever asks may not do that.
    Forbidden,
    /// It cannot be done any more, or not yet: the exam is in another state.
    State,
    /// Nothing can be saved now: the database is read-only, full or away.
    CannotSave,
    /// A defect of ours; the log tells more.
    Fault,
}

impl AppError {
    /// The status it is sent with.
    pub fn status(&self) -> StatusCode {
        match self {
            AppError::NotFound => StatusCode::NOT_FOUND,
            AppError::SignedOut => StatusCode::UNAUTHORIZED,
            AppError::Refused | AppError::Forbidden => StatusCode::FORBIDDEN,
            AppError::State => StatusCode::CONFLICT,
            AppError::BadRequest => StatusCode::BAD_REQUEST,
            AppError::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            AppError::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            AppError::Method => StatusCode::METHOD_NOT_ALLOWED,
            AppError::Slow => StatusCode::REQUEST_TIMEOUT,
            AppError::CannotSave => StatusCode::SERVICE_UNAVAILABLE,
            AppError::Fault => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The error that a bare status of axum or of a layer stands for.
    fn of(status: StatusCode) -> AppError {
        match status {
            StatusCode::NOT_FOUND => AppError::NotFound,
            StatusCode::UNAUTHORIZED => AppError::SignedOut,
            StatusCode::FORBIDDEN => AppError::Refused,
            StatusCode::PAYLOAD_TOO_LARGE => AppError::TooLarge,
            StatusCode::METHOD_NOT_ALLOWED => AppError::Method,
            StatusCode::REQUEST_TIMEOUT => AppError::Slow,
            StatusCode::TOO_MANY_REQUESTS => AppError::TooMany(60),
            StatusCode::CONFLICT => AppError::State,
            StatusCode::SERVICE_UNAVAILABLE => AppError::CannotSave,
            other if other.is_client_error() => AppError::BadRequest,
            _ => AppError::Fault,
        }
    }

    /// What a program is told.
    fn words(&self) -> String {
        match self {
            AppError::NotFound => "There is nothing at this address.".into(),
            AppError::SignedOut => "Sign in first.".into(),
            AppError::Refused => "This request came from another site.".into(),
            AppError::Forbidden => "This account may not do that.".into(),
            AppError::State => "The exam is in another state: this cannot be done any more, or not yet.".into(),
            AppError::BadRequest => "The request cannot be read. Send JSON of the documented shape.".into(),
            AppError::TooLarge => "The request is larger than is accepted. Send it in parts.".into(),
            AppError::TooMany(seconds) => format!("Too many requests. Try again in {seconds} seconds."),
            AppError::Method => "This address does not take this method.".into(),
            AppError::Slow => "The request took too long.".into(),
            AppError::CannotSave => {
                "Nothing can be saved at the moment. Keep what you have and try again later.".into()
            }
            AppError::Fault => "The server failed. Its log tells why.".into(),
        }
    }

    /// What a reader is told.
    fn notice(&self, reference: Option<&str>) -> Notice {
        match self {
            AppError::NotFound => Notice::NotFound,
            AppError::SignedOut => Notice::SignedOut,
            AppError::Refused => Notice::Refused,
            AppError::Forbidden => Notice::Forbidden,
            AppError::State => Notice::State,
            AppError::BadRequest | AppError::Method | AppError::Slow => Notice::BadRequest,
            AppError::TooLarge => Notice::TooLarge,
            AppError::TooMany(seconds) => Notice::TooMany { seconds: *seconds },
            AppError::CannotSave => Notice::CannotSave,
            AppError::Fault => Notice::ServerFault { reference: reference.map(str::to_owned) },
        }
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> AppError {
        if error.passing() {
            tracing::warn!(%error, "not saved");
            AppError::CannotSave
        } else {
            tracing::error!(%error, "the database failed");
            AppError::Fault
        }
    }
}

impl From<Failure> for AppError {
    fn from(failure: Failure) -> AppError {
        match failure {
            Failure::Missing | Failure::Refused(Refusal::Item) => AppError::NotFound,
            Failure::Refused(Refusal::State(_) | Refusal::Conflict(_)) => AppError::State,
            Failure::Refused(Refusal::Entry) => AppError::BadRequest,
            Failure::Refused(Refusal::Full) => AppError::TooMany(60),
            Failure::Store(error) => error.into(),
        }
    }
}

impl From<ContentError> for AppError {
    fn from(error: ContentError) -> AppError {
        tracing::error!(%error, "content failed");
        AppError::Fault
    }
}

impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Turns a panic into an error like others.
pub fn panicked(panic: Box<dyn std::any::Any + Send>) -> Response {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    tracing::error!(panic = text.unwrap_or("without words"), "a handler panicked");
    AppError::Fault.into_response()
}

/// Layer: gives bare refusals the site's face.
pub async fn dress(Shared(state): Shared<Arc<State>>, request: Request, next: Next) -> Response {
    let head = *request.method() == Method::HEAD;
    let api = request.uri().path().starts_with("/api/");
    let stranger = Visitor::stranger(&request);
    let reference = request.extensions().get::<RequestId>().cloned();
    let response = next.run(request).await;
    let status = response.status();
    let error = response.extensions().get::<AppError>().cloned();
    if error.is_none() && !(is_refusal(status) && is_bare(&response)) {
        return response;
    }
    let error = error.unwrap_or_else(|| AppError::of(status));
    let visitor = response.extensions().get::<Visitor>().cloned().unwrap_or(stranger);
    let mut dressed = if api {
        let mut body = json!({ "error": error.words() });
        if let (AppError::Fault, Some(RequestId(id))) = (&error, &reference) {
            body["reference"] = id.as_str().into();
        }
        Json(body).into_response()
    } else {
        let chrome = visitor.chrome(&state);
        Html(ui::notice(&chrome, error.notice(reference.as_ref().map(|r| r.0.as_str())))).into_response()
    };
    if head {
        *dressed.body_mut() = axum::body::Body::empty();
    }
    *dressed.status_mut() = if error == AppError::BadRequest { status } else { error.status() };
    // What the refusal itself had to say: Allow, Set-Cookie, Retry-After.
    for (name, value) in response.headers() {
        if ![header::CONTENT_TYPE, header::CONTENT_LENGTH, header::CACHE_CONTROL].contains(name) {
            dressed.headers_mut().append(name, value.clone());
        }
    }
    if let AppError::TooMany(seconds) = error {
        dressed.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    dressed
}

fn is_refusal(status: StatusCode) -> bool {
    (status.is_client_error() || status.is_server_error()) && status != StatusCode::RANGE_NOT_SATISFIABLE
}

/// Whether a response has no face of its own: no body, or the plain text of an extractor.
fn is_bare(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|k| k.to_str().ok()).unwrap_or_default();
    kind.is_empty() || kind.starts_with("text/plain") || response.body().is_end_stream()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_status_finds_its_error_and_back() {
        let check = |status: u16, expected: AppError| {
            let status = StatusCode::from_u16(status).expect("a status");
            assert_eq!(AppError::of(status), expected);
        };
        check(404, AppError::NotFound);
        check(415, AppError::BadRequest);
        check(413, AppError::TooLarge);
        check(503, AppError::CannotSave);
        check(502, AppError::Fault);
        for error in [AppError::NotFound, AppError::Refused, AppError::Slow, AppError::CannotSave, AppError::Fault] {
            assert_eq!(AppError::of(error.status()), error);
        }
    }
}
