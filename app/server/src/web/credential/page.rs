//! The page of a certificate, and the list of one's own.

use std::sync::Arc;

use axum::{
    extract::{Path, Query, State as Shared},
    http::{HeaderMap, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use credential::{award::say, document, present::Presented, qr};
use serde::Deserialize;
use ui::certificate::{self as shown, Card, Fingerprint, Holder, News};

use super::{certificate, day, examine, files, held, is_holder};
use crate::{
    state::State,
    store::{Certificate, Role},
    web::{
        error::AppError,
        visitor::{Student, Visitor},
    },
};

/// What has just happened, as the address says it.
#[derive(Debug, Default, Deserialize)]
pub struct Done {
    done: Option<What>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum What {
    Shown,
    Renamed,
    Decided,
}

/// `GET /certificates`: the student's own.
pub async fn list(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    student: Option<Student>,
) -> Result<Response, AppError> {
    let Some(student) = student else { return Ok(Redirect::to("/sign-in?next=/certificates").into_response()) };
    let all = state.store.certificates(&student.account.id).await?;
    let cards: Vec<Card> = all
        .iter()
        .map(|one| Card {
            id: one.id.clone(),
            title: say(&one.award.exam.title, visitor.lang).to_owned(),
            day: day(one.issued),
            band: one.award.band_title(visitor.lang).to_owned(),
            held: held(&one.status),
            public: one.shown.page,
        })
        .collect();
    Ok(Html(shown::list(&visitor.chrome(&state), &cards)).into_response())
}

/// `GET /certificates/{id}`: the page; for programs, which ask for JSON, the credential itself.
pub async fn page(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(Done { done }): Query<Done>,
    headers: HeaderMap,
) -> Result<Response, AppError> {
    let one = certificate(&state, &id).await?;
    let accepted = headers.get(header::ACCEPT).and_then(|a| a.to_str().ok()).unwrap_or_default();
    if accepted.contains("json") && !accepted.contains("text/html") {
        return files::credential(&state, &visitor, &one, credential::issuer::Form::Embedded).await;
    }
    let news = done.map(|what| match what {
        What::Shown => News::Shown,
        What::Renamed => News::Renamed,
        What::Decided => News::Decided,
    });
    show(&state, &visitor, &one, news).await
}

/// The page of a certificate as this visitor may see it.
pub async fn show(
    state: &State,
    visitor: &Visitor,
    one: &Certificate,
    news: Option<News>,
) -> Result<Response, AppError> {
    let mut chrome = visitor.chrome(state);
    // A change of language comes back to the page, not to the news or to a form's address.
    chrome.path = format!("/certificates/{}", one.id);
    let holder = is_holder(visitor, one);
    let instructor = is_instructor(state, visitor).await?;
    if !one.shown.page && !holder && !instructor {
        return Ok(Html(shown::down(&chrome, one.account.is_none())).into_response());
    }
    let issuer = state.issuer()?;
    let text = one.signed.embedded.clone();
    let examined = examine(state, None, move || Presented::parse(&text)).await?;
    let steps = examined.map_err(|_| AppError::Fault)?.steps;
    let (exam, lang) = (&one.award.exam, visitor.lang);
    let address = document::address(&issuer, &one.id);
    let evidence = &one.award.evidence;
    let data = shown::Certificate {
        id: one.id.clone(),
        qr: qr::path(&address),
        address,
        title: say(&exam.title, lang).to_owned(),
        issuer: issuer.name.clone(),
        summary: one.award.clause(lang).to_owned(),
        name: (one.shown.name || holder).then(|| one.name.clone()),
        score: (one.shown.score || holder).then(|| one.award.score.clamp(0.0, 100.0) as u32),
        band: one.award.band_title(lang).to_owned(),
        version: exam.version.clone(),
        minutes: exam.minutes,
        day: day(one.issued),
        skills: exam.skills.iter().map(|skill| say(&skill.name, lang).to_owned()).collect(),
        steps,
        fingerprints: [("exam", &evidence.exam), ("engine", &evidence.engine), ("answers", &evidence.answers)]
            .map(|(of, hash)| Fingerprint { of, hash: hash.clone() })
            .into(),
        held: held(&one.status),
        holder: holder.then(|| Holder {
            page: one.shown.page,
            shows_name: one.shown.name,
            shows_score: one.shown.score,
            name: one.name.clone(),
            renameable: !one.renamed,
        }),
        pdf: files::paper(state, one, holder),
        is_public: one.shown.page,
        instructor,
        news,
    };
    Ok(Html(shown::page(&chrome, &data)).into_response())
}

/// Whether the visitor may take certificates back.
pub async fn is_instructor(state: &State, visitor: &Visitor) -> Result<bool, AppError> {
    let Some(account) = visitor.account() else { return Ok(false) };
    let roles = state.store.roles(&account.id).await?;
    Ok(roles.contains(&Role::Instructor) || roles.contains(&Role::Administrator))
}
