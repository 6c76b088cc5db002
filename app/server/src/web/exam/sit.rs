//! The exam itself, page by page: start, questions, review, handing in. Questions are shown from an attempt that runs, and
//! from nowhere else.

use std::{collections::BTreeMap, net::SocketAddr, sync::Arc};

use axum::{
    Form,
    extract::{ConnectInfo, Path, State as Shared},
    http::{HeaderMap, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use course::exam::Navigation;
use ui::exam::{Clock, Seat, Sitting};

use super::{
    fields::{Fields, answer, field},
    intro::browser,
    who::{address_mark, own},
};
use crate::{
    exam::{
        Attempt, Held, Refusal, Save, State as Stage, desk,
        frozen::Frozen,
        grading::queue,
        log::{Event, Sign},
        sitting::{Terms, open, visible},
        writer::Unsaved,
    },
    state::State,
    web::{
        error::AppError,
        sign::Connection,
        visitor::{self, Student, Visitor},
    },
};

/// `GET /attempts/{id}`: where the attempt stands.
pub async fn page(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    student: Student,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Response, AppError> {
    let attempt = own(&state, &student, &id).await?;
    let href = format!("/attempts/{id}");
    match attempt.state {
        Stage::Created | Stage::Ready => {
            let frozen = state.exams.frozen(&state.store, &id).await?;
            let title = frozen.paper(visitor.lang).title.clone();
            let minutes = u32::try_from(attempt.body.timing.allowed / 60_000).unwrap_or(u32::MAX);
            let hindrance = allowed(&state, &attempt, &headers, &href).err();
            Ok(Html(ui::exam::attempt_ready(&visitor.chrome(&state), &title, minutes, &href, hindrance))
                .into_response())
        }
        Stage::Started => {
            let frozen = state.exams.frozen(&state.store, &id).await?;
            let first =
                open(frozen.paper(visitor.lang), &attempt).iter().flat_map(|s| &s.items).map(|i| i.number).next();
            let next = first.map_or_else(|| format!("{href}/review"), |n| format!("{href}/items/{n}"));
            Ok(Redirect::to(&next).into_response())
        }
        Stage::Overdue | Stage::Submitted | Stage::TimedOut => {
            Ok(Redirect::to(&format!("{href}/receipt")).into_response())
        }
        Stage::UnderReview | Stage::Verified | Stage::Rejected => {
            Ok(Redirect::to(&format!("{href}/result")).into_response())
        }
    }
}

/// Whether the attempt can be started or gone on with now, from this browser.
pub fn allowed(state: &State, attempt: &Attempt, headers: &HeaderMap, path: &str) -> Result<(), ui::exam::Hindrance> {
    let now = state.clock.now();
    let snapshot = state.snapshot();
    let exam = snapshot.library.exam(&attempt.course, &attempt.exam);
    if attempt.body.timing.closes.is_some_and(|at| now >= at) && attempt.body.timing.started.is_none() {
        return Err(ui::exam::Hindrance::Closed);
    }
    exam.and_then(|exam| browser(state, exam, headers, path)).map_or(Ok(()), Err)
}

/// `POST /attempts/{id}/start`: the clock runs from here on.
pub async fn start(
    Shared(state): Shared<Arc<State>>,
    student: Student,
    headers: HeaderMap,
    connection: Connection,
    Path(id): Path<String>,
) -> Result<Redirect, AppError> {
    let attempt = own(&state, &student, &id).await?;
    let href = format!("/attempts/{id}");
    // Pressed twice, or in two pages: it runs already.
    if attempt.state == Stage::Started || allowed(&state, &attempt, &headers, &format!("{href}/start")).is_err() {
        return Ok(Redirect::to(&href));
    }
    let mark = address_mark(&id, visitor::address(&state, &headers, connection.as_deref()));
    let agent = agent(&headers);
    // Extra time that was given since the attempt was made counts too.
    let snapshot = state.snapshot();
    let terms = match snapshot.library.exam(&attempt.course, &attempt.exam) {
        Some(exam) => Some(Terms::of(&state, exam, &student.account.id).await?),
        None => None,
    };
    desk::change(&state, &id, |draft| {
        if let Some(terms) = &terms {
            draft.attempt.body.timing.allowed = terms.allowed;
            draft.attempt.body.timing.closes = terms.closes;
        }
        draft.start()?;
        draft.attempt.body.address = Some(mark.clone());
        draft.attempt.body.agent = Some(agent.clone());
        Ok(())
    })
    .await?;
    Ok(Redirect::to(&href))
}

fn agent(headers: &HeaderMap) -> String {
    let said = headers.get(header::USER_AGENT).and_then(|h| h.to_str().ok()).unwrap_or_default();
    said.chars().take(200).collect()
}

/// `GET /attempts/{id}/items/{number}`: one question, and in a section that can be walked freely all of it.
pub async fn item(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    student: Student,
    headers: HeaderMap,
    connection: Connection,
    Path((id, number)): Path<(String, u32)>,
) -> Result<Response, AppError> {
    let attempt = own(&state, &student, &id).await?;
    if let Some(elsewhere) = elsewhere(&state, &attempt, &headers, &format!("/attempts/{id}/items/{number}")) {
        return Ok(elsewhere);
    }
    let frozen = state.exams.frozen(&state.store, &id).await?;
    let attempt = notice_move(&state, attempt, &headers, connection.as_deref()).await?;
    let mut sitting = sitting(&state, &attempt, &frozen, &visitor).await?;
    if visible(&sitting.open, number).is_none() {
        // Not yet, or not any more.
        return Ok(Redirect::to(&format!("/attempts/{id}")).into_response());
    }
    if attempt.is_paused() {
        // The clock stands still: no question is there to think about.
        sitting.open.clear();
    }
    Ok(shown(ui::exam::exam_sit(&visitor.chrome(&state), &sitting, number)))
}

/// Where to send somebody whose attempt does not run, or who may not go on here.
fn elsewhere(state: &State, attempt: &Attempt, headers: &HeaderMap, path: &str) -> Option<Response> {
    let runs = attempt.state.is_open() && attempt.deadline(state.clock.now()).is_some();
    if runs && allowed(state, attempt, headers, path).is_ok() {
        return None;
    }
    if runs {
        return Some(AppError::Forbidden.into_response());
    }
    Some(Redirect::to(&format!("/attempts/{}", attempt.id)).into_response())
}

/// A page that no cache keeps: going back after the end must not show questions.
fn shown(page: String) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], Html(page)).into_response()
}

/// Notes that requests come from another address or browser than before.
async fn notice_move(
    state: &State,
    attempt: Attempt,
    headers: &HeaderMap,
    connection: Option<&ConnectInfo<SocketAddr>>,
) -> Result<Attempt, AppError> {
    let mark = address_mark(&attempt.id, visitor::address(state, headers, connection));
    let agent = agent(headers);
    let body = &attempt.body;
    if body.address.as_ref() == Some(&mark) && body.agent.as_ref() == Some(&agent) {
        return Ok(attempt);
    }
    let (attempt, ()) = desk::change(state, &attempt.id, |draft| {
        if draft.attempt.body.address.replace(mark.clone()).as_ref() != Some(&mark) {
            draft.note(&Event::Noticed { sign: Sign::Moved { from: mark.clone() }, tab: String::new() });
        }
        if draft.attempt.body.agent.replace(agent.clone()).as_ref() != Some(&agent) {
            draft.note(&Event::Noticed { sign: Sign::Browser { agent: agent.clone() }, tab: String::new() });
        }
        Ok(())
    })
    .await?;
    Ok(attempt)
}

/// All that the exam's pages show.
async fn sitting(state: &State, attempt: &Attempt, frozen: &Frozen, visitor: &Visitor) -> Result<Sitting, AppError> {
    let now = state.clock.now();
    let paper = frozen.paper(visitor.lang);
    let answers = state.store.answers(&attempt.id).await?;
    let open = open(paper, attempt);
    let seats = paper.sections.iter().flat_map(|section| section.items.iter().map(move |item| (section, item)));
    let seats = seats.map(|(section, item)| Seat {
        item: item.id.clone(),
        number: item.number,
        section: section.title.clone(),
        answered: answered(answers.get(&item.id)),
        flagged: attempt.body.flags.contains(&item.id),
        open: visible(&open, item.number).is_some(),
    });
    let seats = seats.collect();
    let held: BTreeMap<String, ui::exam::Held> = answers
        .into_iter()
        .map(|(item, held)| {
            (item, ui::exam::Held { revision: held.revision, late: held.late.is_some(), value: held.value })
        })
        .collect();
    let deadline = attempt.deadline(now).ok_or(AppError::State)?;
    let timing = &attempt.body.timing;
    let granted = timing.allowed + timing.granted;
    Ok(Sitting {
        id: attempt.id.clone(),
        title: paper.title.clone(),
        open,
        seats,
        held,
        clock: Clock {
            now,
            deadline,
            minutes: u32::try_from(granted / 60_000).unwrap_or(u32::MAX),
            paused: attempt.is_paused(),
        },
    })
}

fn answered(held: Option<&Held>) -> bool {
    held.and_then(|h| h.value.as_ref()).is_some_and(|value| !value.is_empty())
}

/// `POST /attempts/{id}/items/{number}`: the answer of a form without scripts, and where to go next. A page with scripts has
/// saved already and says so.
pub async fn act(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    student: Student,
    headers: HeaderMap,
    Path((id, number)): Path<(String, u32)>,
    Form(fields): Form<Fields>,
) -> Result<Response, AppError> {
    let attempt = own(&state, &student, &id).await?;
    if let Some(elsewhere) = elsewhere(&state, &attempt, &headers, &format!("/attempts/{id}/items/{number}")) {
        return Ok(elsewhere);
    }
    let frozen = state.exams.frozen(&state.store, &id).await?;
    let sections = open(frozen.paper(visitor.lang), &attempt);
    let Some(item) = visible(&sections, number) else {
        return Ok(Redirect::to(&format!("/attempts/{id}")).into_response());
    };
    if field(&fields, "saved").is_none() {
        let value = answer(item, &fields);
        value.fits(item).map_err(|_| AppError::BadRequest)?;
        let held = state.store.answers_to(&[(&id, &item.id)]).await?.into_values().next();
        let same =
            held.as_ref().is_some_and(|h| h.value.as_ref() == Some(&value)) || (held.is_none() && value.is_empty());
        if !same {
            let now = state.clock.now();
            if !state.exams.pace.allows(&id, now) {
                return Err(AppError::TooMany(1));
            }
            let save = Save {
                item: item.id.clone(),
                // A form has no other version to compare with: what was sent last counts.
                base: held.map_or(0, |h| h.revision),
                value,
                journal: uuid::Uuid::new_v4().to_string(),
                tab: "form".into(),
                typed: now,
            };
            state.exams.writer.save(&state.store, &id, save, now).await.map_err(unsaved)?;
        }
    }
    let forward =
        sections.iter().any(|s| s.navigation == Navigation::Forward && s.items.iter().any(|i| i.id == item.id));
    let last = frozen.paper(visitor.lang).items().count() as u32;
    let here = format!("/attempts/{id}/items/{number}");
    let go = field(&fields, "go").unwrap_or_default();
    let next = match go {
        // Nothing is left behind while the clock stands still.
        _ if attempt.is_paused() => here,
        "flag" => {
            let item = item.id.clone();
            desk::change(&state, &id, |draft| flag(draft, &item, None)).await?;
            here
        }
        "next" | "review" if forward => {
            let item = item.id.clone();
            desk::change(&state, &id, |draft| pass(draft, &item)).await?;
            if number < last {
                format!("/attempts/{id}/items/{}", number + 1)
            } else {
                format!("/attempts/{id}/review")
            }
        }
        "next" if number < last => format!("/attempts/{id}/items/{}", number + 1),
        "back" if number > 1 => format!("/attempts/{id}/items/{}", number - 1),
        "next" | "review" => format!("/attempts/{id}/review"),
        _ => here,
    };
    Ok(Redirect::to(&next).into_response())
}

/// Why an answer was not saved, for pages.
pub fn unsaved(why: Unsaved) -> AppError {
    match why {
        Unsaved::Refused(refusal) => desk::Failure::Refused(refusal).into(),
        Unsaved::Missing => AppError::NotFound,
        Unsaved::Busy => AppError::CannotSave,
    }
}

/// Marks an item for later, or takes the mark away; `None` turns it over.
pub fn flag(draft: &mut crate::exam::Draft, item: &str, on: Option<bool>) -> Result<bool, Refusal> {
    if !draft.attempt.state.is_open() {
        return Err(Refusal::State(draft.attempt.state));
    }
    let flags = &mut draft.attempt.body.flags;
    let on = on.unwrap_or(!flags.contains(item));
    let changed = if on { flags.insert(item.to_owned()) } else { flags.remove(item) };
    if changed {
        draft.note(&Event::Flagged { item: item.to_owned(), on });
    }
    Ok(on)
}

/// Leaves an item behind for good.
fn pass(draft: &mut crate::exam::Draft, item: &str) -> Result<(), Refusal> {
    if !draft.attempt.state.is_open() {
        return Err(Refusal::State(draft.attempt.state));
    }
    if draft.attempt.body.passed.insert(item.to_owned()) {
        draft.note(&Event::Passed { item: item.to_owned() });
    }
    Ok(())
}

/// `GET /attempts/{id}/review`: all questions, before handing in.
pub async fn review(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    student: Student,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Response, AppError> {
    let attempt = own(&state, &student, &id).await?;
    if let Some(elsewhere) = elsewhere(&state, &attempt, &headers, &format!("/attempts/{id}/review")) {
        return Ok(elsewhere);
    }
    let frozen = state.exams.frozen(&state.store, &id).await?;
    let sitting = sitting(&state, &attempt, &frozen, &visitor).await?;
    Ok(shown(ui::exam::exam_review(&visitor.chrome(&state), &sitting)))
}

/// `POST /attempts/{id}/submit`: hands in. Grades at once what can be graded at once.
pub async fn submit(
    Shared(state): Shared<Arc<State>>,
    student: Student,
    headers: HeaderMap,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, AppError> {
    let attempt = own(&state, &student, &id).await?;
    if attempt.state.is_open() && allowed(&state, &attempt, &headers, &format!("/attempts/{id}/submit")).is_err() {
        return Err(AppError::Forbidden);
    }
    let receipt = Redirect::to(&format!("/attempts/{id}/receipt")).into_response();
    if attempt.state.is_over() {
        return Ok(receipt);
    }
    if field(&fields, "confirm") != Some("yes") {
        return Ok(Redirect::to(&format!("/attempts/{id}/review")).into_response());
    }
    let (_, ()) = desk::change(&state, &id, |draft| draft.submit()).await?;
    let frozen = state.exams.frozen(&state.store, &id).await?;
    // Code takes its time: the queue does it. All else is done before the receipt is read.
    if !frozen.runs_code() {
        queue::grade_now(&state, &id).await;
    }
    Ok(receipt)
}
