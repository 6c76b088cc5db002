//! All routes, by who uses them, and the layers around them.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{DefaultBodyLimit, Request, State as Shared},
    http::{HeaderMap, Method, StatusCode, Version, header},
    middleware::from_fn_with_state,
    response::Response,
    routing::{any, get, post, put},
};
use tower::ServiceBuilder;
use tower_http::{
    CompressionLevel,
    catch_panic::CatchPanicLayer,
    compression::{CompressionLayer, predicate::Predicate},
    csrf::CsrfLayer,
    timeout::TimeoutLayer,
    trace::TraceLayer,
};
use tracing::info_span;

use crate::{
    state::State,
    web::{
        account, api, check, credential, error, error::AppError, exam, exam::teach, files, headers, headers::RequestId,
        health, pages, preferences, reload, sign, visitor,
    },
};

/// No page takes longer; a client that sends its body slower than this is let go.
const TIME: Duration = Duration::from_secs(30);
/// Forms are small.
const FORM: usize = 16 * 1024;

/// The whole application.
pub fn app(state: Arc<State>) -> Router {
    let everyone = Router::new()
        .route("/", get(pages::catalogue))
        .route("/courses/{course}", get(pages::outline))
        .route("/courses/{course}/glossary", get(pages::glossary))
        .route("/courses/{course}/{lesson}", get(pages::lesson))
        .route("/courses/{course}/{lesson}/files/{*path}", get(files::lesson))
        .route("/courses/{course}/data/{*path}", get(files::data))
        .route("/progress", get(pages::progress))
        .route("/certificates/{id}", get(credential::page::page))
        .route("/certificates/{id}/{file}", get(credential::files::file))
        .route("/issuer", get(credential::issuer::profile))
        .route("/preferences", post(preferences::save))
        .route("/sign-in", get(sign::sign_in_page).post(sign::sign_in))
        .route("/sign-up", get(sign::sign_up_page).post(sign::sign_up))
        .route("/sign-out", post(sign::sign_out));

    let students = Router::new()
        .route("/account", get(account::page))
        .route("/account/name", post(account::rename))
        .route("/account/password", post(account::change_password))
        .route("/account/sign-out-everywhere", post(account::sign_out_everywhere))
        .route("/account/delete", post(account::delete))
        .route("/account/export", get(account::export))
        .route("/certificates", get(credential::page::list))
        .route("/certificates/{id}/settings", post(credential::holder::settings))
        .route("/certificates/{id}/name", post(credential::holder::rename));

    let instructors = Router::new().route("/certificates/{id}/status", post(credential::holder::decide));

    let uploads = Router::new()
        .route("/verify", get(credential::verify::page).post(credential::verify::check))
        .layer(DefaultBodyLimit::max(credential::verify::BODY));

    // Asked for by other people's software, without a cookie.
    let published = Router::new()
        .route("/.well-known/did.json", get(credential::issuer::did))
        .route("/issuer/keys", get(credential::issuer::keys))
        .route("/issuer/keys/{id}", get(credential::issuer::key))
        .route("/issuer/status/{list}/{purpose}", get(credential::issuer::status));

    let candidates = Router::new()
        .route("/exams/{course}/{exam}", get(exam::intro::page).post(exam::intro::begin))
        .route("/exams/{course}/{exam}/exam.seb", get(exam::intro::configuration))
        .route("/courses/{course}/exams/{exam}/files/{*path}", get(files::exam))
        .route("/attempts/{id}", get(exam::sit::page))
        .route("/attempts/{id}/start", post(exam::sit::start))
        .route("/attempts/{id}/items/{number}", get(exam::sit::item).post(exam::sit::act))
        .route("/attempts/{id}/review", get(exam::sit::review))
        .route("/attempts/{id}/submit", post(exam::sit::submit))
        .route("/attempts/{id}/receipt", get(exam::result::receipt))
        .route("/attempts/{id}/result", get(exam::result::result));

    // Instructors, and where the handler says so proctors.
    let staff = Router::new()
        .route("/teach", get(teach::exams))
        .route("/teach/{course}/{exam}", get(teach::book))
        .route("/teach/{course}/{exam}/export.csv", get(teach::export))
        .route("/teach/{course}/{exam}/answers.csv", get(teach::export_answers))
        .route("/teach/{course}/{exam}/statistics.csv", get(teach::export_statistics))
        .route("/teach/{course}/{exam}/closing", post(teach::set_closing))
        .route("/teach/{course}/{exam}/accommodations", post(teach::accommodate))
        .route("/teach/{course}/{exam}/groups", post(teach::add_to_group))
        .route("/teach/{course}/{exam}/regrade", get(teach::regrade_page).post(teach::regrade))
        .route("/teach/{course}/{exam}/statistics", get(teach::statistics))
        .route("/teach/attempts/{id}", get(teach::attempt))
        .route("/teach/attempts/{id}/time", post(teach::more_time))
        .route("/teach/attempts/{id}/pause", post(teach::pause))
        .route("/teach/attempts/{id}/decide", post(teach::decide))
        .route("/teach/attempts/{id}/grade", post(teach::grade))
        .route("/teach/attempts/{id}/late", post(teach::count_late));

    let scripts = Router::new()
        .route("/api/events", post(api::events))
        .route("/api/standing", get(api::standing))
        .route("/api/attempts/{id}", get(exam::api::clock))
        .route("/api/attempts/{id}/live", get(exam::live::stream))
        .route("/api/attempts/{id}/answers/{item}", put(exam::api::save))
        .route("/api/attempts/{id}/flags/{item}", put(exam::api::mark))
        .route("/api/attempts/{id}/signs", post(exam::api::signs))
        .route("/api/check", post(check::check))
        .route("/api/{*path}", any(api::nothing))
        .layer(DefaultBodyLimit::max(api::BODY));

    // These know nobody and touch no database on their way, so files are served however the database fares.
    let machines = Router::new()
        .route("/assets/{*path}", get(files::asset))
        .route("/healthz", get(health::check))
        .route("/watch", get(reload::stream));

    let routes = Router::new()
        .merge(everyone)
        .merge(students)
        .merge(staff)
        .merge(instructors)
        .fallback(fallback)
        .layer(DefaultBodyLimit::max(FORM))
        .merge(candidates.layer(DefaultBodyLimit::max(exam::api::BODY)))
        .merge(scripts)
        .merge(uploads)
        .layer(from_fn_with_state(Arc::clone(&state), visitor::layer))
        .merge(machines)
        .merge(published);
    around(routes, state)
}

/// What stands around every route, from the outside in.
fn around(routes: Router<Arc<State>>, state: Arc<State>) -> Router {
    let csrf = state.config.origin.iter().fold(CsrfLayer::new(), |layer, origin| {
        // The settings have made sure that it is an origin.
        layer.clone().add_trusted_origin(origin).unwrap_or(layer)
    });
    let layers = ServiceBuilder::new()
        .layer(from_fn_with_state(Arc::clone(&state), headers::layer))
        .layer(TraceLayer::new_for_http().make_span_with(span).on_request(()).on_failure(()))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(text()))
        .layer(from_fn_with_state(Arc::clone(&state), error::dress))
        .layer(CatchPanicLayer::custom(error::panicked))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, TIME))
        .layer(csrf.with_rejection_response(|_| axum::response::IntoResponse::into_response(AppError::Refused)));

    routes.layer(layers).with_state(state)
}

/// Files at the site's root, then the page that says there is nothing.
async fn fallback(Shared(state): Shared<Arc<State>>, visitor: visitor::Visitor, request: Request) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        let path = request.uri().path().to_owned();
        if let Some(file) = files::public(&state, &path, request).await {
            return file;
        }
    }
    pages::nothing(visitor).await
}

/// Compress what we write on the way. Built files lie there compressed, pictures and archives are as small as they get.
fn text() -> impl Predicate {
    |_: StatusCode, _: Version, headers: &HeaderMap, _: &axum::http::Extensions| {
        let kind = headers.get(header::CONTENT_TYPE).map(|k| k.as_bytes()).unwrap_or_default();
        kind.starts_with(b"text/html") || kind.starts_with(b"application/json")
    }
}

/// A line of the log names the request by number, method and path: no query, no cookie, no address of a person.
fn span(request: &axum::http::Request<Body>) -> tracing::Span {
    let id = request.extensions().get::<RequestId>().map(|r| r.0.as_str()).unwrap_or_default();
    info_span!("request", id, method = %request.method(), path = request.uri().path())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Settings, store::Store};
    use axum::body::to_bytes;
    use tower::ServiceExt;

    #[tokio::test]
    async fn a_panic_is_one_failed_request_with_a_page_and_a_reference() {
        let folder = tempfile::tempdir().expect("a folder");
        let settings =
            Settings { content: Some(folder.path().into()), data: Some(folder.path().into()), ..Settings::default() };
        let config = settings.finish().expect("settings that can be used");
        let (store, _) = Store::open(&config.database_url).await.expect("a known kind of database");
        let state = Arc::new(State::new(config, store).expect("readable"));
        let panics = || async {
            if true {
                panic!("on purpose")
            }
        };
        let app = around(Router::new().route("/page", get(panics)).route("/api/data", get(panics)), state);
        for (path, kind) in [("/page", "text/html"), ("/api/data", "application/json")] {
            let request = Request::get(path).body(Body::empty()).expect("a request");
            let response = app.clone().oneshot(request).await.expect("routers answer");
            assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
            let header = |name: &str| response.headers()[name].to_str().expect("text").to_owned();
            assert!(header("content-type").starts_with(kind));
            assert!(header("content-security-policy").contains("default-src 'none'"));
            let reference = header("x-request-id");
            let body = to_bytes(response.into_body(), 1 << 20).await.expect("a body");
            let body = String::from_utf8_lossy(&body);
            assert!(body.contains(&reference) && !body.contains("on purpose"), "{body}");
        }
    }
}
