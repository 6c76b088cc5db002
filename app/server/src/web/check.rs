//! `POST /api/check`: the checks of an exercise that never leave the server.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Json,
    extract::{ConnectInfo, State as Shared},
    http::HeaderMap,
};
use cells::grade::{Check, File, Judge, Judgement, Limits};
use cells::{Message, Verdict};
use course::model::Lang;
use ui::notebook::{CheckRequest, Checked};

use crate::{
    content::Library,
    state::State,
    web::{
        error::AppError,
        visitor::{Visitor, address},
    },
};

/// What an attempt may use; the page waits for it.
const LIMITS: Limits = Limits { fuel: 10_000_000_000, millis: 10_000, memory: 512 << 20 };
/// Every attempt has the same random numbers, so that the same code has the same verdict.
const SEED: u64 = 7;

/// Judges an attempt and gives the verdicts: only these, and what the author has written for the student.
pub async fn check(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    connection: Option<axum::Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
    Json(request): Json<CheckRequest>,
) -> Result<Json<Checked>, AppError> {
    let snapshot = state.snapshot();
    let judge = judge(&snapshot.library, request).ok_or(AppError::NotFound)?;
    let who = match visitor.account() {
        Some(account) => account.id.clone(),
        None => address(&state, &headers, connection.as_deref()).to_string(),
    };
    if let Err(wait) = state.sandbox.quota.take(&who, state.clock.now()) {
        return Ok(Json(Checked::Wait { seconds: wait.div_euclid(1000) + 1 }));
    }
    match state.sandbox.judge(judge).await {
        Ok(judgement) => Ok(Json(Checked::Verdicts { verdicts: shown(judgement) })),
        // No verdict is better than a wrong one.
        Err(error) => {
            tracing::error!(%error, "an exercise could not be checked");
            Ok(Json(Checked::Later))
        }
    }
}

fn judge(library: &Library, request: CheckRequest) -> Option<Judge> {
    let lang = Lang::parse(&request.lang).unwrap_or_default();
    let lesson = library.lesson(&request.course, &request.lesson, lang)?;
    let cell = lesson.lesson.cells().into_iter().find(|cell| cell.id == request.cell)?;
    let exercise = cell.exercise.as_ref()?;
    let hidden = lesson.hidden.iter().filter(|check| check.cell == cell.id);
    let checks: Vec<_> = hidden.map(|check| Check { code: check.code.clone(), points: 1 }).collect();
    if checks.is_empty() {
        return None;
    }
    let files = lesson.lesson.data.iter().filter_map(|name| {
        let bytes = std::fs::read(library.data(&request.course)?.join(name)).ok()?;
        Some(File { path: format!("/data/{name}"), bytes })
    });
    Some(Judge {
        seed: SEED,
        setup: exercise.setup.clone(),
        solution: exercise.solution.as_ref().map(|solution| solution.code.clone()),
        files: files.collect(),
        code: request.code,
        checks,
        limits: LIMITS,
    })
}

/// The verdicts as a student may see them: an error in the author's code may quote it, so only its kind is told.
fn shown(judgement: Judgement) -> Vec<Verdict> {
    let verdicts = judgement.findings.into_iter().map(|finding| finding.verdict);
    let kind = |error: String| error.split([':', ' ']).next().unwrap_or_default().to_owned();
    let verdicts = verdicts.map(|verdict| match verdict.message {
        Message::AuthorFailed { part, error, .. } => {
            Verdict { message: Message::AuthorFailed { part, line: None, error: kind(error) }, ..verdict }
        }
        _ => verdict,
    });
    // One sentence is enough where several checks say the same.
    let mut told: Vec<Verdict> = Vec::new();
    for verdict in verdicts {
        if !told.contains(&verdict) {
            told.push(verdict);
        }
    }
    // Praise waits until all is right.
    if told.iter().any(|verdict| !verdict.correct) {
        told.retain(|verdict| !verdict.correct);
    }
    told
}
