//! What the holder decides about a certificate, and what an instructor does.

use std::sync::Arc;

use axum::{
    Form,
    extract::{Path, State as Shared},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use ui::certificate::News;

use super::{certificate, is_holder, page};
use crate::{
    account::login::check_name,
    credential,
    state::State,
    store::{Certificate, Hold, Shown, Status},
    web::{
        error::AppError,
        visitor::{Student, Visitor},
    },
};

/// Most characters of a reason.
const REASON: usize = 500;

/// The boxes that are ticked.
#[derive(Debug, Deserialize)]
pub struct Settings {
    page: Option<String>,
    name: Option<String>,
    score: Option<String>,
}

/// `POST /certificates/{id}/settings`: what others see.
pub async fn settings(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    _: Student,
    Path(id): Path<String>,
    Form(form): Form<Settings>,
) -> Result<Response, AppError> {
    let one = own(&state, &visitor, &id).await?;
    let shown = Shown { page: form.page.is_some(), name: form.name.is_some(), score: form.score.is_some() };
    state.store.show_certificate(&one.id, shown).await?;
    Ok(Redirect::to(&format!("/certificates/{}?done=shown", one.id)).into_response())
}

/// The form of `name`.
#[derive(Debug, Deserialize)]
pub struct Name {
    name: String,
}

/// `POST /certificates/{id}/name`: corrects the name, once. What was signed with the old one is revoked.
pub async fn rename(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    student: Student,
    Path(id): Path<String>,
    Form(form): Form<Name>,
) -> Result<Response, AppError> {
    let one = own(&state, &visitor, &id).await?;
    let name = match check_name(&form.name) {
        Ok(name) => name,
        Err(problem) => {
            let shown = page::show(&state, &visitor, &one, Some(News::Refused(problem))).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response());
        }
    };
    // What was taken back is not signed anew.
    if one.status.hold != Hold::Valid || !credential::rename(&state, &one, name, &student.account.id).await? {
        return Err(AppError::BadRequest);
    }
    Ok(Redirect::to(&format!("/certificates/{}?done=renamed", one.id)).into_response())
}

/// An instructor's decision.
#[derive(Debug, Deserialize)]
pub struct Decision {
    state: String,
    #[serde(default)]
    reason: String,
    sure: Option<String>,
}

/// `POST /certificates/{id}/status`: an instructor suspends, revokes, or lets hold again, and says why.
pub async fn decide(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    student: Student,
    Path(id): Path<String>,
    Form(form): Form<Decision>,
) -> Result<Response, AppError> {
    if !page::is_instructor(&state, &visitor).await? {
        return Err(AppError::Refused);
    }
    let one = certificate(&state, &id).await?;
    let hold = Hold::parse(&form.state).ok_or(AppError::BadRequest)?;
    let reason = form.reason.trim();
    let length = reason.chars().count();
    if !(1..=REASON).contains(&length) || reason.contains('\0') {
        let shown = page::show(&state, &visitor, &one, Some(News::NoReason)).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response());
    }
    // One click does not take away for good what somebody has earned.
    if hold == Hold::Revoked && form.sure.is_none() {
        let shown = page::show(&state, &visitor, &one, Some(News::Unsure)).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response());
    }
    let status = Status { hold, reason: reason.to_owned(), changed: state.clock.now() };
    if !state.store.decide_status(one.list, one.place, &status, &student.account.id).await? {
        return Err(AppError::BadRequest);
    }
    tracing::info!(certificate = one.id, state = hold.word(), "an instructor decided about a certificate");
    Ok(Redirect::to(&format!("/certificates/{}?done=decided", one.id)).into_response())
}

/// The certificate, if it is the visitor's own. Whose it is is nobody else's business: for others it is not there.
async fn own(state: &State, visitor: &Visitor, id: &str) -> Result<Certificate, AppError> {
    let one = certificate(state, id).await?;
    if is_holder(visitor, &one) { Ok(one) } else { Err(AppError::NotFound) }
}
