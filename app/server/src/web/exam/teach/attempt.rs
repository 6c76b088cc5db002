//! One attempt under review.

use std::{collections::HashMap, sync::Arc};

use axum::{
    Form,
    extract::{Path, Query, State as Shared},
    response::{Html, Redirect},
};
use course::exam::{Body, Detail, Item, Mark, Points};
use serde::Deserialize;
use ui::teach::{Action, AttemptReview, Criterion, ItemReview, LogLine, Standing};

use super::say;
use crate::{
    clock::MINUTE,
    exam::{
        Attempt, Held, Move, Refusal, State as Stage, award, desk,
        grading::{ItemVerdict, Verdict, judge::worth, queue::last, regrade},
        log::{self, Entry, Event},
    },
    state::State,
    store::{Role, StoreError},
    web::{
        error::AppError,
        exam::{
            fields::{Fields, field},
            who::{Instructor, Proctor, Staff},
        },
        visitor::Visitor,
    },
};

/// What has just happened, as the address says it.
#[derive(Debug, Default, Deserialize)]
pub struct News {
    #[serde(default)]
    problem: String,
}

/// `GET /teach/attempts/{id}`. A proctor sees the clock and the log; answers only an instructor.
pub async fn page(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    Proctor(staff): Proctor,
    Path(id): Path<String>,
    Query(news): Query<News>,
) -> Result<Html<String>, AppError> {
    let attempt = desk::fresh(&state, &id).await?;
    let sitting = state.store.sitting(&id).await?.ok_or(AppError::NotFound)?;
    let frozen = state.exams.frozen(&state.store, &id).await?;
    let entries = state.store.exam_log(&id).await?;
    let verdicts = state.store.verdicts(&id).await?;
    let verdict = last(&verdicts).map_err(StoreError::from)?;
    let answers = state.store.answers(&id).await?;
    let paper = frozen.paper(visitor.lang);
    let logged = log::answers(&entries);
    let differs = |item: &&Item| {
        let held = answers.get(&item.id).map(|held| (held.value.clone(), held.late.clone()));
        held.unwrap_or_default() != logged.get(&item.id).cloned().unwrap_or_default()
    };
    let changed: Vec<String> = paper.items().filter(differs).map(|item| item.number.to_string()).collect();
    let key = |item: &Item| {
        let slot = frozen.form.slot(&item.id)?;
        let question = course::compile::reopen(frozen.archives.get(&slot.question)?).ok()?;
        Some(question.of(slot).ok()?.reveal(slot, visitor.lang).answer)
    };
    let items = paper.items().map(|item| ItemReview {
        key: key(item).unwrap_or_default(),
        ..review(item, verdict.as_ref(), answers.get(&item.id), &entries)
    });
    let instructor = staff.is(Role::Instructor);
    let certificate = state.store.certificate_of_attempt(&id).await?;
    let data = AttemptReview {
        href: format!("/teach/attempts/{id}"),
        book: (format!("/teach/{}/{}", attempt.course, attempt.exam), paper.title.clone()),
        login: sitting.login.clone(),
        number: attempt.number,
        state: attempt.state.code(),
        result: super::book::result(&sitting),
        deadline: attempt.body.ended.or_else(|| attempt.deadline(state.clock.now())),
        over: attempt.body.ended.is_some(),
        items: if instructor { items.collect() } else { Vec::new() },
        log: entries.iter().filter_map(line).collect(),
        broken: log::verify(&entries, attempt.seq, &attempt.head).err().map(|why| why.to_string()),
        changed: (!changed.is_empty()).then(|| changed.join(", ")),
        verdicts: verdicts.len(),
        certificate: certificate.filter(|_| instructor).as_ref().map(super::book::certificate),
        actions: actions(&attempt, verdict.as_ref(), &staff),
        problem: !news.problem.is_empty(),
    };
    Ok(Html(ui::teach::attempt_review(&visitor.chrome(&state), &data)))
}

fn line(entry: &Entry) -> Option<LogLine> {
    let (key, detail) = say::event(&entry.event().ok()?);
    Some(LogLine { seq: entry.seq, at: entry.at, key, detail })
}

fn actions(attempt: &Attempt, verdict: Option<&Verdict>, staff: &Staff) -> Vec<Action> {
    let mut actions = Vec::new();
    if matches!(attempt.state, Stage::Started | Stage::Overdue) {
        actions.push(Action::Time);
    }
    if attempt.state == Stage::Started {
        actions.push(if attempt.is_paused() { Action::Resume } else { Action::Pause });
    }
    if staff.is(Role::Instructor) {
        let graded = verdict.is_some_and(|v| v.score.is_some());
        let can = |made: Move| attempt.state.after(made).is_some();
        actions.extend((can(Move::Verify) && graded).then_some(Action::Verify));
        actions.extend((can(Move::Review) && verdict.is_some()).then_some(Action::Review));
        actions.extend(can(Move::Reject).then_some(Action::Reject));
    }
    actions
}

fn review(item: &Item, verdict: Option<&Verdict>, held: Option<&Held>, entries: &[Entry]) -> ItemReview {
    let text = |answer: &Option<course::exam::Answer>| answer.as_ref().map(|a| say::answer(item, a));
    let found = verdict.and_then(|v| v.items.get(&item.id));
    let standing = match found {
        None => Standing::Open,
        Some(ItemVerdict::ByHand { why }) => Standing::ByHand(why.clone()),
        Some(ItemVerdict::Marked { mark, .. }) => Standing::Done(mark.points, remark(mark)),
    };
    let given = match found {
        Some(ItemVerdict::Marked { mark: Mark { detail: Detail::Rubric { criteria, .. }, .. }, .. }) => {
            criteria.clone()
        }
        _ => Vec::new(),
    };
    let by_hand = matches!(item.body, Body::Essay { .. }) || matches!(found, Some(ItemVerdict::ByHand { .. }));
    let rubric = match (&item.body, found) {
        (_, None) => Vec::new(),
        (Body::Essay { criteria, .. }, _) => criteria.clone(),
        // One that the machine could not grade is graded as a whole.
        _ if by_hand => vec![(String::new(), item.points)],
        _ => Vec::new(),
    };
    let rubric =
        rubric.into_iter().enumerate().map(|(i, (text, of))| Criterion { text, of, given: given.get(i).copied() });
    let history = entries.iter().filter_map(|entry| match entry.event().ok()? {
        Event::Answered { item: to, value, late, .. } if to == item.id => {
            Some((entry.at, say::answer(item, &value), late))
        }
        _ => None,
    });
    ItemReview {
        item: item.id.clone(),
        number: item.number,
        prompt: course::exam::fill_blanks(&item.prompt, |i| format!("<span class=\"blank\">{}</span>", i + 1)),
        options: say::options(&item.body),
        key: String::new(),
        answer: held.and_then(|h| text(&h.value)).unwrap_or_else(|| "–".into()),
        late: held.and_then(|h| text(&h.late)),
        standing,
        of: item.points,
        rubric: rubric.collect(),
        history: history.collect(),
    }
}

fn remark(mark: &Mark) -> String {
    match &mark.detail {
        Detail::Rubric { remark, .. } => remark.clone(),
        Detail::Checks { passed, all, remark } => format!("{passed}/{all} {}", remark.as_deref().unwrap_or_default()),
        _ => String::new(),
    }
}

fn back(id: &str) -> Redirect {
    Redirect::to(&format!("/teach/attempts/{id}"))
}

fn refused(id: &str) -> Redirect {
    Redirect::to(&format!("/teach/attempts/{id}?problem=entry"))
}

/// Back to the attempt, saying so where the form could not be accepted.
fn outcome<T>(id: &str, result: Result<T, desk::Failure>) -> Result<Redirect, AppError> {
    match result {
        Ok(_) => Ok(back(id)),
        Err(desk::Failure::Refused(_)) => Ok(refused(id)),
        Err(error) => Err(error.into()),
    }
}

/// The form of more time.
#[derive(Debug, Deserialize)]
pub struct Minutes {
    minutes: i64,
}

/// `POST /teach/attempts/{id}/time`: gives more time.
pub async fn more_time(
    Shared(state): Shared<Arc<State>>,
    Proctor(staff): Proctor,
    Path(id): Path<String>,
    Form(form): Form<Minutes>,
) -> Result<Redirect, AppError> {
    if !(1..=600).contains(&form.minutes) {
        return Ok(refused(&id));
    }
    let time = form.minutes * MINUTE;
    outcome(&id, desk::change(&state, &id, |draft| draft.grant(time, &staff.account.login)).await)
}

/// The form of a pause.
#[derive(Debug, Deserialize)]
pub struct Pause {
    on: String,
}

/// `POST /teach/attempts/{id}/pause`: stops the clock, or lets it run again.
pub async fn pause(
    Shared(state): Shared<Arc<State>>,
    Proctor(staff): Proctor,
    Path(id): Path<String>,
    Form(form): Form<Pause>,
) -> Result<Redirect, AppError> {
    let on = form.on == "yes";
    outcome(&id, desk::change(&state, &id, |draft| draft.pause(on, &staff.account.login)).await)
}

/// The form of a decision.
#[derive(Debug, Deserialize)]
pub struct Decision {
    verdict: String,
    #[serde(default)]
    why: String,
}

/// `POST /teach/attempts/{id}/decide`: verifies, sets aside, or takes up again.
pub async fn decide(
    Shared(state): Shared<Arc<State>>,
    Instructor(staff): Instructor,
    Path(id): Path<String>,
    Form(form): Form<Decision>,
) -> Result<Redirect, AppError> {
    let made = match form.verdict.as_str() {
        "verify" => Move::Verify,
        "reject" => Move::Reject,
        "review" => Move::Review,
        _ => return Err(AppError::BadRequest),
    };
    let why: String = form.why.trim().chars().filter(|c| !c.is_control()).take(500).collect();
    if made != Move::Verify && why.is_empty() {
        return Ok(refused(&id));
    }
    let decided = desk::change(&state, &id, |draft| {
        // What is not graded cannot be verified.
        if made == Move::Verify && draft.attempt.body.score.is_none() {
            return Err(Refusal::Entry);
        }
        draft.shift(made, &staff.account.login, &why)
    })
    .await;
    if let Ok((attempt, ())) = &decided {
        award::settle(&state, attempt).await;
    }
    outcome(&id, decided)
}

/// `POST /teach/attempts/{id}/grade`: a person's points for an item, by criterion.
pub async fn grade(
    Shared(state): Shared<Arc<State>>,
    Instructor(staff): Instructor,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Redirect, AppError> {
    let item = field(&fields, "item").ok_or(AppError::BadRequest)?;
    let frozen = state.exams.frozen(&state.store, &id).await?;
    let of = worth(&frozen, item);
    let body =
        frozen.papers.values().next().and_then(|p| p.item(item)).map(|i| i.body.clone()).ok_or(AppError::NotFound)?;
    let most: Vec<Points> = match body {
        Body::Essay { criteria, .. } => criteria.iter().map(|(_, points)| *points).collect(),
        _ => vec![of],
    };
    let given: Option<Vec<Points>> = most
        .iter()
        .enumerate()
        .map(|(i, most)| Points::parse(field(&fields, &format!("points.{i}"))?.trim()).filter(|p| p <= most))
        .collect();
    let Some(criteria) = given else { return Ok(refused(&id)) };
    let points = criteria.iter().copied().sum::<Points>().min(of);
    let remark: String =
        field(&fields, "remark").unwrap_or_default().chars().filter(|c| *c != '\0').take(2000).collect();
    let mark = Mark { points, of, detail: Detail::Rubric { criteria, remark } };
    match regrade::by_hand(&state, &id, item, mark, &staff.account.login).await {
        Ok(_) => Ok(back(&id)),
        Err(regrade::Undone::Desk(desk::Failure::Refused(_))) => Ok(refused(&id)),
        Err(error) => Err(undone(error)),
    }
}

/// Why nothing was graded, for pages.
pub(super) fn undone(error: regrade::Undone) -> AppError {
    match error {
        regrade::Undone::Desk(failure) => failure.into(),
        regrade::Undone::Store(error) => error.into(),
        regrade::Undone::Sandbox(error) => {
            tracing::warn!(%error, "nothing was graded");
            AppError::CannotSave
        }
    }
}

/// The form of a late answer.
#[derive(Debug, Deserialize)]
pub struct Late {
    item: String,
}

/// `POST /teach/attempts/{id}/late`: what arrived late for an item counts after all. It is graded again.
pub async fn count_late(
    Shared(state): Shared<Arc<State>>,
    Instructor(staff): Instructor,
    Path(id): Path<String>,
    Form(form): Form<Late>,
) -> Result<Redirect, AppError> {
    let answers = state.store.answers(&id).await?;
    let Some(held) = answers.get(&form.item).filter(|h| h.late.is_some()).cloned() else { return Ok(refused(&id)) };
    let counted = Held { value: held.late.clone(), late: None, revision: held.revision + 1, ..held.clone() };
    let changed = desk::change(&state, &id, |draft| {
        if !draft.attempt.state.is_over() {
            return Err(Refusal::State(draft.attempt.state));
        }
        draft.note(&Event::Counted { item: form.item.clone(), by: staff.account.login.clone() });
        draft.answers.push(counted.clone());
        Ok(())
    })
    .await;
    if changed.is_ok() {
        let mut answers: HashMap<String, Held> = answers;
        answers.insert(form.item.clone(), counted.clone());
        regrade::again(&state, &id, &form.item, &answers, &staff.account.login).await.map_err(undone)?;
    }
    outcome(&id, changed)
}
