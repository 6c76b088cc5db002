//! Files: those of lessons and exams, the data of a course, and the built site.

use std::{path::Path as File, sync::Arc};

use axum::{
    extract::{Path, Request, State as Shared},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use tower::ServiceExt;
use tower_http::services::ServeFile;

use crate::{
    state::State,
    web::{error::AppError, path::inside, visitor::Student},
};

/// What lessons and courses may hand out. Never its source: that has the checks students must not see.
const KINDS: [&str; 22] = [
    "avif", "bin", "csv", "gif", "jpeg", "jpg", "json", "mp3", "mp4", "npy", "npz", "ogg", "parquet", "pdf", "png",
    "svg", "tsv", "txt", "vtt", "wav", "webm", "webp",
];

/// For documents that could carry scripts: shown as a picture they do not notice it, opened by themselves they are inert.
const INERT: HeaderValue = HeaderValue::from_static("default-src 'none'; style-src 'self'; sandbox");

/// `GET /courses/{course}/{lesson}/files/{*path}`: a picture or data file from a lesson's folder.
pub async fn lesson(
    Shared(state): Shared<Arc<State>>,
    Path((course, lesson, path)): Path<(String, String, String)>,
    request: Request,
) -> Result<Response, AppError> {
    let snapshot = state.snapshot();
    let folder = snapshot.library.folder(&course, &lesson).ok_or(AppError::NotFound)?;
    hand_out(folder, &path, request).await
}

/// `GET /courses/{course}/data/{*path}`: a file of the course's folder `data`, which the notebooks of its lessons read.
pub async fn data(
    Shared(state): Shared<Arc<State>>,
    Path((course, path)): Path<(String, String)>,
    request: Request,
) -> Result<Response, AppError> {
    let snapshot = state.snapshot();
    let folder = snapshot.library.data(&course).ok_or(AppError::NotFound)?;
    hand_out(&folder, &path, request).await
}

/// `GET /courses/{course}/exams/{exam}/files/{*path}`: a picture of an exam's question, for who has seen its paper.
pub async fn exam(
    Shared(state): Shared<Arc<State>>,
    student: Student,
    Path((course, exam, path)): Path<(String, String, String)>,
    request: Request,
) -> Result<Response, AppError> {
    let snapshot = state.snapshot();
    let known = snapshot.library.exam(&course, &exam).ok_or(AppError::NotFound)?;
    let account = &student.account.id;
    let attempts = state.store.attempts_of(account, &course, &exam).await?;
    let paused = attempts.iter().any(|a| a.state.is_open() && a.is_paused());
    let seen = attempts.iter().any(|a| a.body.timing.started.is_some()) && !paused;
    if !seen && state.store.roles(account).await?.is_empty() {
        return Err(AppError::NotFound);
    }
    let folder = state.config.content.join(&known.course).join("exams").join(&known.slug);
    hand_out(&folder, &path, request).await
}

/// A file from a folder of the content: of a kind that may be handed out, and nothing outside of the folder. Browsers keep it
/// and ask each time whether it is still the same.
async fn hand_out(folder: &File, path: &str, request: Request) -> Result<Response, AppError> {
    let parts = inside(path).ok_or(AppError::NotFound)?;
    let kind = path.rsplit_once('.').map(|(_, k)| k.to_ascii_lowercase()).unwrap_or_default();
    if !KINDS.contains(&kind.as_str()) {
        return Err(AppError::NotFound);
    }
    let file = parts.iter().fold(folder.to_owned(), |path, part| path.join(part));
    // A link could still lead out of the folder.
    let (Ok(folder), Ok(file)) = tokio::join!(tokio::fs::canonicalize(folder), tokio::fs::canonicalize(file)) else {
        return Err(AppError::NotFound);
    };
    if !file.starts_with(&folder) {
        return Err(AppError::NotFound);
    }
    let mut response = send(&file, request).await?;
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::CONTENT_SECURITY_POLICY, INERT);
    Ok(response)
}

/// `GET /assets/{*path}`: a built file under a name that changes with its content.
pub async fn asset(
    Shared(state): Shared<Arc<State>>,
    Path(path): Path<String>,
    request: Request,
) -> Result<Response, AppError> {
    let parts = inside(&path).ok_or(AppError::NotFound)?;
    let file = parts.iter().fold(state.config.site.join("assets"), |path, part| path.join(part));
    let mut response = send(&file, request).await?;
    let forever = HeaderValue::from_static("public, max-age=31536000, immutable");
    response.headers_mut().insert(header::CACHE_CONTROL, forever);
    Ok(response)
}

/// A file at the root of the built site, such as `/icon.svg`; `None` where there is none.
pub async fn public(state: &State, path: &str, request: Request) -> Option<Response> {
    let parts = inside(path.strip_prefix('/')?)?;
    if parts.first() == Some(&"assets") || parts == ["manifest.json"] {
        return None;
    }
    let file = parts.iter().fold(state.config.site.clone(), |path, part| path.join(part));
    let mut response = send(&file, request).await.ok()?;
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600"));
    if file.extension().is_some_and(|e| e == "svg") {
        headers.insert(header::CONTENT_SECURITY_POLICY, INERT);
    }
    Some(response)
}

/// Sends a file, in parts or not at all where the browser asks so, compressed where a compressed one lies beside it.
async fn send(file: &File, request: Request) -> Result<Response, AppError> {
    if !tokio::fs::metadata(file).await.is_ok_and(|m| m.is_file()) {
        return Err(AppError::NotFound);
    }
    let service = ServeFile::new(file).precompressed_br().precompressed_gzip();
    let response = service.oneshot(request).await.into_response();
    Ok(response)
}
