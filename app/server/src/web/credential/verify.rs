//! `/verify`: anybody checks any credential. What is handed over is read, checked and forgotten.

use std::sync::Arc;

use axum::{
    extract::{Multipart, State as Shared, multipart::MultipartError},
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};
use credential::{
    issuer::Form,
    present::{self, Presented},
};
use ui::certificate::{self as shown, Claim, Found, Unreadable, Verification};

use super::examine;
use crate::{
    state::State,
    web::{error::AppError, visitor::Visitor},
};

/// Most bytes of one request: a file, and the text beside it.
pub const BODY: usize = present::LARGEST + (512 << 10);

/// `GET /verify`.
pub async fn page(Shared(state): Shared<Arc<State>>, visitor: Visitor) -> Response {
    Html(shown::verify(&visitor.chrome(&state), &Verification::default())).into_response()
}

/// `POST /verify`: multipart with `text` or `file`.
pub async fn check(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    mut form: Multipart,
) -> Result<Response, AppError> {
    let (mut text, mut file) = (String::new(), Vec::new());
    while let Some(field) = form.next_field().await.map_err(unsent)? {
        match field.name() {
            Some("text") => text = field.text().await.map_err(unsent)?,
            Some("file") => file = field.bytes().await.map_err(unsent)?.to_vec(),
            _ => {}
        }
    }
    let found = match read(&state, &text, &file).await? {
        Ok(presented) => Found::Claim(Box::new(claim(&state, presented).await?)),
        Err(why) => Found::Nothing(why),
    };
    let status = match found {
        Found::Nothing(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Found::Claim(_) => StatusCode::OK,
    };
    // What is shown again is what a form may hold; a file is not shown.
    let text = if text.len() <= 64 << 10 { text } else { String::new() };
    let page = shown::verify(&visitor.chrome(&state), &Verification { text, found: Some(found) });
    Ok((status, Html(page)).into_response())
}

/// Why a form did not arrive whole.
fn unsent(error: MultipartError) -> AppError {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE { AppError::TooLarge } else { AppError::BadRequest }
}

/// The credential in what was handed over, or at the address of ours that was.
async fn read(state: &State, text: &str, file: &[u8]) -> Result<Result<Presented, Unreadable>, AppError> {
    let trimmed = text.trim();
    if !file.is_empty() {
        return Ok(Presented::read(file).map_err(why));
    }
    if trimmed.starts_with("https://") || trimmed.starts_with("http://") {
        let Some(path) = trimmed.strip_prefix(&state.issuer()?.origin) else { return Ok(Err(Unreadable::Elsewhere)) };
        let id = path.strip_prefix("/certificates/").and_then(|rest| rest.split(['/', '?', '#']).next());
        let one = match id {
            Some(id) => state.store.certificate(id).await?,
            None => None,
        };
        // One that its holder does not show is told apart from none only by having the address of one.
        let one = one.filter(|one| one.shown.page);
        return Ok(one.and_then(|one| Presented::parse(&one.signed.embedded).ok()).ok_or(Unreadable::Unknown));
    }
    Ok(Presented::parse(trimmed).map_err(why))
}

fn why(why: credential::Unreadable) -> Unreadable {
    match why {
        credential::Unreadable::Nothing => Unreadable::Nothing,
        credential::Unreadable::Large => Unreadable::Large,
        credential::Unreadable::Carrier => Unreadable::Carrier,
        credential::Unreadable::Form => Unreadable::Form,
        credential::Unreadable::Kind => Unreadable::Kind,
    }
}

async fn claim(state: &State, presented: Presented) -> Result<Claim, AppError> {
    let issuer = state.issuer()?;
    let (steps, report, status, presented) = examine(state, &issuer, presented).await?;
    let page = match &report.ours {
        Some(place) => state.store.certificate(&place.id).await?.filter(|one| one.shown.page).map(|one| one.id),
        None => None,
    };
    let short = |text: &str| text.chars().take(300).collect::<String>();
    let achievement = &presented.get("credentialSubject")["achievement"]["name"];
    let title = achievement.as_str().or_else(|| presented.get("name").as_str()).unwrap_or("–");
    let name = presented.get("issuer")["name"].as_str().unwrap_or_else(|| presented.issuer());
    Ok(Claim {
        title: short(title),
        issuer: short(name),
        embedded: presented.form() == Form::Embedded,
        steps,
        reason: status.map(|status| status.reason).unwrap_or_default(),
        page: page.map(|id| format!("/certificates/{id}")),
    })
}
