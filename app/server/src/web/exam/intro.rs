//! Before the start: the page of an exam, its configuration for Safe Exam Browser, and the attempt that is made ready.

use std::sync::Arc;

use axum::{
    Form,
    extract::{Path, State as Shared},
    http::{HeaderMap, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use course::exam::secret::Exam;
use serde::Deserialize;
use ui::exam::{AttemptCard, ExamIntro, Hindrance};

use super::{seb, who::has_browser};
use crate::{
    exam::{
        frozen::Frozen,
        grading::sandbox,
        sitting::{Terms, prepare},
    },
    state::State,
    store::StoreError,
    web::{
        error::AppError,
        visitor::{Student, Visitor},
    },
};

/// `GET /exams/{course}/{exam}`: what it is and what its rules are.
pub async fn page(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    student: Option<Student>,
    headers: HeaderMap,
    Path((course, exam)): Path<(String, String)>,
) -> Result<Html<String>, AppError> {
    let snapshot = state.snapshot();
    let exam = snapshot.library.exam(&course, &exam).ok_or(AppError::NotFound)?;
    let sheet = exam.sheets.get(&visitor.lang).ok_or(AppError::NotFound)?.clone();
    let terms = match &student {
        Some(student) => Some(Terms::of(&state, exam, &student.account.id).await?),
        None => None,
    };
    let hindrance = match &terms {
        None => Some(Hindrance::SignIn),
        Some(terms) => terms.hindrance.or_else(|| browser(&state, exam, &headers, &address(exam))),
    };
    let attempts = terms.iter().flat_map(|t| &t.attempts).map(|attempt| AttemptCard {
        href: format!("/attempts/{}", attempt.id),
        number: attempt.number,
        state: attempt.state.code(),
        created: attempt.body.created,
    });
    let data = ExamIntro {
        minutes: terms.as_ref().map_or(exam.policy.seconds / 60, Terms::minutes),
        closes: terms.as_ref().map_or(exam.policy.window.closes, |t| t.closes),
        attempts: attempts.collect(),
        policy: exam.policy.clone(),
        sheet,
        hindrance,
    };
    Ok(Html(ui::exam::exam_intro(&visitor.chrome(&state), &data)))
}

/// The form of an exam's page.
#[derive(Debug, Deserialize)]
pub struct Agreement {
    #[serde(default)]
    agree: String,
}

/// `POST /exams/{course}/{exam}`: makes an attempt for who has agreed to the rules. Its clock does not run yet.
pub async fn begin(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    student: Student,
    headers: HeaderMap,
    Path((course, slug)): Path<(String, String)>,
    Form(form): Form<Agreement>,
) -> Result<Response, AppError> {
    let snapshot = state.snapshot();
    let exam = snapshot.library.exam(&course, &slug).ok_or(AppError::NotFound)?;
    let back = Redirect::to(&address(exam)).into_response();
    let terms = Terms::of(&state, exam, &student.account.id).await?;
    let refused = terms.hindrance.or_else(|| browser(&state, exam, &headers, &address(exam)));
    if form.agree != "yes" || refused.is_some() {
        return Ok(back);
    }
    let mut form = exam.draw(seed());
    sandbox::fill(&state, exam, &mut form).await.map_err(|error| {
        tracing::error!(%error, exam = exam.slug, "a variant could not be made");
        AppError::CannotSave
    })?;
    let frozen = Frozen::of(exam, form, sandbox::fingerprint(&state)).map_err(|error| {
        tracing::error!(%error, exam = exam.slug, "a paper could not be made");
        AppError::Fault
    })?;
    match prepare(&state, &frozen, exam, &terms, &student.account.id, visitor.lang).await {
        Ok(attempt) => Ok(Redirect::to(&format!("/attempts/{}", attempt.id)).into_response()),
        // Two clicks at once: the other one made it.
        Err(StoreError::Taken) => Ok(back),
        Err(error) => Err(error.into()),
    }
}

/// `GET /exams/{course}/{exam}/exam.seb`: opens the exam in Safe Exam Browser.
pub async fn configuration(
    Shared(state): Shared<Arc<State>>,
    headers: HeaderMap,
    Path((course, exam)): Path<(String, String)>,
) -> Result<Response, AppError> {
    let snapshot = state.snapshot();
    let exam = snapshot.library.exam(&course, &exam).ok_or(AppError::NotFound)?;
    let kind = (header::CONTENT_TYPE, "application/seb");
    Ok(([kind], seb::file(&start(&state, &headers, exam))).into_response())
}

/// What stands in the way if the exam wants Safe Exam Browser and the request comes from another.
pub fn browser(state: &State, exam: &Exam, headers: &HeaderMap, path: &str) -> Option<Hindrance> {
    let wanted = exam.policy.integrity.safe_exam_browser;
    let key = seb::key(&start(state, headers, exam));
    (wanted && !has_browser(state, headers, path, &key)).then_some(Hindrance::Browser)
}

fn address(exam: &Exam) -> String {
    format!("/exams/{}/{}", exam.course, exam.slug)
}

/// The exam's address with the site's own.
fn start(state: &State, headers: &HeaderMap, exam: &Exam) -> String {
    format!("{}{}", super::who::origin(state, headers), address(exam))
}

/// A seed that nobody can foresee.
fn seed() -> u64 {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).expect("the system has randomness");
    // JSON of other programs holds whole numbers up to 2^53 exactly.
    u64::from_le_bytes(bytes) >> 11
}
