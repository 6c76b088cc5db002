//! What the script of an exam's page asks for: saving an answer, marking an item, telling what the page noticed.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State as Shared},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use course::exam::{Answer, Refused};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    sit::{allowed, flag, unsaved},
    who::own,
};
use crate::{
    exam::{
        Attempt, Refusal, Save, State as Stage, desk,
        log::{Event, Sign},
        sitting::open,
        writer::Unsaved,
    },
    state::State,
    web::{error::AppError, visitor::Student},
};

/// Most bytes of a request: an essay or a program, and what is around it.
pub const BODY: usize = 512 * 1024;
/// Most signs in one request.
const SIGNS: usize = 50;
/// Most entries of an attempt's log that the page itself can bring about by what it notices.
const NOTICED: i64 = 20_000;

/// The body of a save.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Saving {
    /// The newest revision that the page has seen; 0 for none.
    base: i64,
    /// The answer.
    value: Answer,
    /// The page's own name for this save: the same one is taken once.
    journal: String,
    /// The page.
    tab: String,
    /// When it was typed, by the browser's clock.
    typed: i64,
}

/// `PUT /api/attempts/{id}/answers/{item}`: saves an answer. 200 says under which revision and when; 409 shows the version of
/// another page that this one has not seen.
pub async fn save(
    Shared(state): Shared<Arc<State>>,
    student: Student,
    headers: HeaderMap,
    Path((id, item)): Path<(String, String)>,
    Json(saving): Json<Saving>,
) -> Result<Response, AppError> {
    if !is_name(&saving.journal) || !is_name(&saving.tab) || saving.base < 0 {
        return Err(AppError::BadRequest);
    }
    let found = state.store.exam_attempt(&id).await?;
    let attempt = found.filter(|a| a.account == student.account.id).ok_or(AppError::NotFound)?;
    if attempt.body.timing.started.is_none() {
        return Err(AppError::State);
    }
    guard(&state, &attempt, &headers, &format!("answers/{item}"))?;
    let now = state.clock.now();
    if !state.exams.pace.allows(&id, now) {
        return Err(AppError::TooMany(1));
    }
    let frozen = state.exams.frozen(&state.store, &id).await?;
    // Ids are the same in all languages.
    let asked = frozen.paper(attempt.body.lang).item(&item).ok_or(AppError::NotFound)?;
    if !was_shown(&attempt, &frozen, &item) {
        return Err(AppError::NotFound);
    }
    if let Err(why) = saving.value.fits(asked) {
        return Ok(misfit(why));
    }
    let Saving { base, value, journal, tab, typed } = saving;
    let save = Save { item, base, value, journal, tab, typed };
    match state.exams.writer.save(&state.store, &id, save, now).await {
        Ok(saved) => {
            Ok(Json(json!({ "revision": saved.revision, "at": saved.at, "late": saved.late })).into_response())
        }
        Err(Unsaved::Refused(Refusal::Conflict(held))) => {
            let body = json!({ "revision": held.revision, "at": held.at, "value": held.value });
            Ok((StatusCode::CONFLICT, Json(body)).into_response())
        }
        Err(why) => Err(unsaved(why)),
    }
}

/// An attempt that is open goes on in the browser that its exam asks for. What comes after its end does not count anyhow.
fn guard(state: &State, attempt: &Attempt, headers: &HeaderMap, what: &str) -> Result<(), AppError> {
    let path = format!("/api/attempts/{}/{what}", attempt.id);
    let refused = attempt.state.is_open() && allowed(state, attempt, headers, &path).is_err();
    if refused { Err(AppError::Forbidden) } else { Ok(()) }
}

/// An answer that is none: the page says why, and keeps it.
fn misfit(why: Refused) -> Response {
    let refused = if why == Refused::Size { "size" } else { "form" };
    (StatusCode::BAD_REQUEST, Json(json!({ "error": why.to_string(), "refused": refused }))).into_response()
}

/// Whether the candidate has seen an item: those further on in a section that only goes forward are not answered.
fn was_shown(attempt: &Attempt, frozen: &crate::exam::frozen::Frozen, item: &str) -> bool {
    attempt.body.passed.contains(item)
        || open(frozen.paper(attempt.body.lang), attempt).iter().flat_map(|s| &s.items).any(|i| i.id == item)
}

/// A name that a page made: short, and nothing that means something elsewhere.
fn is_name(name: &str) -> bool {
    (1..=64).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// The body of a mark.
#[derive(Debug, Deserialize)]
pub struct Flag {
    on: bool,
}

/// `PUT /api/attempts/{id}/flags/{item}`: marks an item for later.
pub async fn mark(
    Shared(state): Shared<Arc<State>>,
    student: Student,
    headers: HeaderMap,
    Path((id, item)): Path<(String, String)>,
    Json(wanted): Json<Flag>,
) -> Result<Json<Value>, AppError> {
    let attempt = own(&state, &student, &id).await?;
    guard(&state, &attempt, &headers, &format!("flags/{item}"))?;
    let frozen = state.exams.frozen(&state.store, &id).await?;
    if !was_shown(&attempt, &frozen, &item) {
        return Err(AppError::NotFound);
    }
    let (_, on) = desk::change(&state, &id, |draft| flag(draft, &item, Some(wanted.on))).await?;
    Ok(Json(json!({ "on": on })))
}

/// The body of a report.
#[derive(Debug, Deserialize)]
pub struct Signs {
    tab: String,
    signs: Vec<Value>,
}

/// `POST /api/attempts/{id}/signs`: what the page noticed. Only what the rules announce is taken.
pub async fn signs(
    Shared(state): Shared<Arc<State>>,
    student: Student,
    Path(id): Path<String>,
    Json(report): Json<Signs>,
) -> Result<Json<Value>, AppError> {
    if !is_name(&report.tab) || report.signs.len() > SIGNS {
        return Err(AppError::BadRequest);
    }
    let attempt = own(&state, &student, &id).await?;
    if attempt.state == Stage::Started && attempt.seq < NOTICED {
        let told: Vec<Sign> = report.signs.into_iter().filter_map(|s| serde_json::from_value(s).ok()).collect();
        let told: Vec<Sign> = told.into_iter().filter(is_the_pages).collect();
        desk::change(&state, &id, |draft| {
            for sign in &told {
                draft.note(&Event::Noticed { sign: sign.clone(), tab: report.tab.clone() });
            }
            Ok(())
        })
        .await?;
    }
    Ok(Json(json!({})))
}

/// Whether a page may say this: the rest the server sees for itself.
fn is_the_pages(sign: &Sign) -> bool {
    match sign {
        Sign::Opened | Sign::Left | Sign::Back { .. } => true,
        Sign::Pasted { item, .. } => item.len() <= 16 && item.bytes().all(|b| b.is_ascii_alphanumeric()),
        Sign::Moved { .. } | Sign::Browser { .. } => false,
    }
}

/// What an open page must know of the clock.
#[derive(Debug, Serialize)]
pub struct Now {
    now: i64,
    deadline: Option<i64>,
    paused: bool,
    state: &'static str,
}

impl Now {
    /// Of an attempt at this moment.
    pub fn of(attempt: &Attempt, now: i64) -> Now {
        Now { now, deadline: attempt.deadline(now), paused: attempt.is_paused(), state: attempt.state.code() }
    }
}

/// `GET /api/attempts/{id}`: how the clock stands.
pub async fn clock(
    Shared(state): Shared<Arc<State>>,
    student: Student,
    Path(id): Path<String>,
) -> Result<Json<Now>, AppError> {
    let attempt = own(&state, &student, &id).await?;
    Ok(Json(Now::of(&attempt, state.clock.now())))
}
