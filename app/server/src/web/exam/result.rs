//! After the end: receipt and result, as far as the exam's rules release it.

use std::sync::Arc;

use axum::{
    extract::{Path, State as Shared},
    response::{Html, IntoResponse, Redirect, Response},
};
use course::exam::{Detail, Feedback, Policy, Release};
use serde_json::{Value, json};
use ui::exam::{ItemResult, Receipt, SkillResult};

use super::who::own;
use crate::{
    exam::{
        Attempt, State as Stage, award,
        frozen::Frozen,
        grading::{ItemVerdict, Verdict, queue::last},
        sitting,
    },
    state::State,
    store::StoreError,
    web::{
        error::AppError,
        visitor::{Student, Visitor},
    },
};

/// `GET /attempts/{id}/receipt`: what was handed in.
pub async fn receipt(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    student: Student,
    Path(id): Path<String>,
) -> Result<Response, AppError> {
    let attempt = own(&state, &student, &id).await?;
    if !attempt.state.is_over() && attempt.state != Stage::Overdue {
        return Ok(Redirect::to(&format!("/attempts/{id}")).into_response());
    }
    let frozen = state.exams.frozen(&state.store, &id).await?;
    let answers = state.store.answers(&id).await?;
    let paper = frozen.paper(attempt.body.lang);
    let hash = match &attempt.body.receipt {
        Some(hash) => hash.clone(),
        None => sitting::receipt(paper, &answers)?,
    };
    let now = state.clock.now();
    let log = state.store.exam_log(&id).await?;
    let timed_out = !log.iter().any(|e| e.body.contains("\"to\":\"submitted\""));
    let data = Receipt {
        attempt: id,
        title: frozen.paper(visitor.lang).title.clone(),
        ended: attempt.body.ended.or_else(|| attempt.deadline(now)).unwrap_or(now),
        timed_out,
        answered: answers.values().filter(|h| h.value.as_ref().is_some_and(|v| !v.is_empty())).count(),
        items: paper.items().count(),
        late: answers.values().filter(|h| h.late.is_some()).count(),
        hash,
    };
    Ok(Html(ui::exam::receipt(&visitor.chrome(&state), &data)).into_response())
}

/// Whether a candidate may see the result now.
pub fn is_released(policy: &Policy, attempt: &Attempt, now: i64) -> bool {
    let graded = attempt.body.score.is_some() && attempt.state == Stage::Verified;
    let time = match policy.release {
        Release::AtOnce | Release::AfterReview => true,
        Release::On(at) => now >= at,
    };
    graded && time && policy.feedback > Feedback::None
}

/// Whether the right answers help nobody any more: the exam is closed or, where it has no closing time, the candidate has no
/// attempt left.
async fn is_past(state: &State, attempt: &Attempt, policy: &Policy, now: i64) -> Result<bool, AppError> {
    let (course, exam) = (&attempt.course, &attempt.exam);
    if let Some(closes) = state.store.closing(course, exam).await?.or(policy.window.closes) {
        return Ok(now >= closes);
    }
    let Some(most) = policy.attempts else { return Ok(false) };
    let attempts = state.store.attempts_of(&attempt.account, course, exam).await?;
    let used = attempts.iter().filter(|a| a.state.is_over() && a.state != Stage::Rejected).count();
    Ok(used >= most as usize)
}

/// `GET /attempts/{id}/result`: what was shown, what to read again.
pub async fn result(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    student: Student,
    Path(id): Path<String>,
) -> Result<Response, AppError> {
    let attempt = own(&state, &student, &id).await?;
    if !attempt.state.is_over() {
        return Ok(Redirect::to(&format!("/attempts/{id}")).into_response());
    }
    let frozen = state.exams.frozen(&state.store, &id).await?;
    let (policy, now) = (&frozen.policy, state.clock.now());
    let snapshot = state.snapshot();
    let released = is_released(policy, &attempt, now);
    let mut data = ui::exam::Result {
        attempt: id.clone(),
        title: frozen.paper(visitor.lang).title.clone(),
        state: attempt.state.code(),
        score: attempt.body.score.clone().filter(|_| released),
        pass: policy.pass,
        band: None,
        skills: Vec::new(),
        items: Vec::new(),
        certificate: None,
    };
    if released {
        let certificate = award::settle(&state, &attempt).await;
        data.certificate = certificate.map(|id| format!("/certificates/{id}"));
    }
    if let Some(score) = &data.score {
        let library = &snapshot.library;
        let exam = library.exam(&attempt.course, &attempt.exam);
        let sheet = exam.and_then(|e| e.sheets.get(&visitor.lang));
        data.band = score.band.as_ref().map(|id| {
            let place = policy.bands.iter().position(|b| b.id == *id);
            place.and_then(|i| sheet?.bands.get(i).cloned()).unwrap_or_else(|| id.clone())
        });
        let skills = score.skills.iter().map(|skill| SkillResult {
            name: match library.skill(&attempt.course, &skill.code) {
                Some(text) => format!("{} {text}", skill.code),
                None => skill.code.clone(),
            },
            points: skill.points,
            of: skill.of,
            lessons: library.lessons_on(&attempt.course, &skill.code, visitor.lang),
        });
        data.skills = skills.collect();
        if policy.feedback >= Feedback::Items {
            let verdict = last(&state.store.verdicts(&id).await?).map_err(StoreError::from)?;
            let answers = policy.feedback == Feedback::Answers && is_past(&state, &attempt, policy, now).await?;
            data.items = verdict.map(|v| items(&frozen, &v, &visitor, answers)).unwrap_or_default();
        }
    }
    Ok(Html(ui::exam::result(&visitor.chrome(&state), &data)).into_response())
}

/// All that is kept of an account's attempts, for its owner: without keys, and with results where they are released.
///
/// # Errors
/// If the database does not answer.
pub async fn export(state: &State, account: &str) -> Result<Vec<Value>, AppError> {
    let mut all = Vec::new();
    for attempt in state.store.attempts_by_account(account).await? {
        let frozen = state.exams.frozen(&state.store, &attempt.id).await?;
        let log: Vec<Value> = state
            .store
            .exam_log(&attempt.id)
            .await?
            .iter()
            .map(|entry| {
                let event: Value = serde_json::from_str(&entry.body).unwrap_or_default();
                json!({ "seq": entry.seq, "at": entry.at, "event": event, "hash": entry.hash })
            })
            .collect();
        let released = is_released(&frozen.policy, &attempt, state.clock.now());
        all.push(json!({
            "attempt": attempt.id,
            "course": attempt.course,
            "exam": attempt.exam,
            "number": attempt.number,
            "state": attempt.state.code(),
            "receipt": attempt.body.receipt,
            "score": attempt.body.score.as_ref().filter(|_| released),
            "log": log,
        }));
    }
    Ok(all)
}

fn items(frozen: &Frozen, verdict: &Verdict, visitor: &Visitor, answers: bool) -> Vec<ItemResult> {
    let paper = frozen.paper(visitor.lang);
    let seats = paper.sections.iter().flat_map(|section| section.items.iter().map(move |item| (section, item)));
    let items = seats.filter_map(|(section, item)| {
        let ItemVerdict::Marked { mark, .. } = verdict.items.get(&item.id)? else { return None };
        let slot = frozen.form.slot(&item.id)?;
        let revealed = answers.then(|| {
            let question = course::compile::reopen(frozen.archives.get(&slot.question)?).ok()?;
            let question = question.of(slot).ok()?;
            Some(question.reveal(slot, visitor.lang))
        });
        let remark = match &mark.detail {
            Detail::Rubric { remark, .. } => remark.clone(),
            Detail::Checks { remark, .. } => remark.clone().unwrap_or_default(),
            _ => String::new(),
        };
        Some(ItemResult {
            number: item.number,
            section: section.title.clone(),
            points: mark.points,
            of: mark.of,
            remark,
            revealed: revealed.flatten(),
        })
    });
    items.collect()
}
