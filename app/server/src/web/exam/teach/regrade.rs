//! Regrading all attempts of an exam, and the statistics of its questions.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, atomic::Ordering},
};

use axum::{
    Form,
    extract::{Path, State as Shared},
    response::{Html, IntoResponse, Redirect, Response as Reply},
};
use course::exam::secret::{Key, Question, Response, item_statistics};
use course::{exam::Paper, model::Lang};
use serde::Deserialize;
use ui::teach::{Distractor, ItemLine, Preview, PreviewRow, Statistics};

use super::{
    attempt::undone,
    book::{href, title},
};
use crate::{
    exam::grading::{
        ItemVerdict, Verdict,
        preview::look,
        regrade::{self, Change},
    },
    state::State,
    store::StoreError,
    web::{error::AppError, exam::who::Instructor, visitor::Visitor},
};

/// `GET /teach/{course}/{exam}/regrade`: what would change, or how far the look at it is. Writes nothing.
pub async fn page(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    _instructor: Instructor,
    Path((course, slug)): Path<(String, String)>,
) -> Result<Reply, AppError> {
    let preview = look(&state, &course, &slug).await.ok_or(AppError::NotFound)?;
    let snapshot = state.snapshot();
    let exam = snapshot.library.exam(&course, &slug).ok_or(AppError::NotFound)?;
    let changes = preview.changes().map_err(|why| {
        state.exams.previews.forget(&course, &slug);
        tracing::warn!(error = %why, exam = slug, "a regrade could not be previewed");
        AppError::CannotSave
    })?;
    let mut rows = Vec::new();
    for change in changes.iter().flat_map(|changes| changes.iter()) {
        let frozen = state.exams.frozen(&state.store, &change.sitting.attempt.id).await?;
        rows.push(row(change, frozen.paper(visitor.lang)));
    }
    let (total, looked) = (&preview.total, &preview.looked);
    let data = Preview {
        href: href(exam),
        title: title(exam, visitor.lang),
        changed: changes.iter().flat_map(|c| c.iter()).filter(|c| c.changes()).count(),
        rows,
        looked: looked.load(Ordering::Relaxed),
        total: total.load(Ordering::Relaxed),
        ready: changes.is_some(),
        at: preview.at,
        version: preview.version.clone(),
    };
    let page = Html(ui::teach::preview(&visitor.chrome(&state), &data));
    // Without scripts too: the browser asks again until all attempts were looked at.
    Ok(if data.ready { page.into_response() } else { ([("refresh", "2")], page).into_response() })
}

fn row(change: &Change, paper: &Paper) -> PreviewRow {
    let result = |verdict: &Verdict| verdict.score.as_ref().map(|s| (s.percent, s.passed));
    let number = |item: &str| paper.item(item).map_or(item.to_owned(), |i| i.number.to_string());
    let points = |verdict: &Verdict, item: &str| match verdict.items.get(item) {
        Some(ItemVerdict::Marked { mark, .. }) => mark.points.to_string(),
        _ => "–".to_owned(),
    };
    let moved = change.after.differs_from(&change.before).into_iter();
    let items = moved.map(|i| format!("{}: {} → {}", number(i), points(&change.before, i), points(&change.after, i)));
    PreviewRow {
        href: format!("/teach/attempts/{}", change.sitting.attempt.id),
        login: change.sitting.login.clone(),
        before: result(&change.before),
        after: result(&change.after),
        items: items.collect::<Vec<_>>().join(", "),
        by_hand: change.by_hand.iter().map(|item| number(item)).collect::<Vec<_>>().join(", "),
    }
}

/// The form of a regrade.
#[derive(Debug, Deserialize)]
pub struct Agreed {
    version: String,
    /// Given where the reader wants to look again instead.
    #[serde(default)]
    again: String,
}

/// `POST /teach/{course}/{exam}/regrade`: makes it so as it was shown, if the exam is still the one that was previewed.
pub async fn commit(
    Shared(state): Shared<Arc<State>>,
    Instructor(staff): Instructor,
    Path((course, slug)): Path<(String, String)>,
    Form(form): Form<Agreed>,
) -> Result<Redirect, AppError> {
    let snapshot = state.snapshot();
    let exam = snapshot.library.exam(&course, &slug).ok_or(AppError::NotFound)?;
    let back = format!("{}/regrade", href(exam));
    if form.again == "yes" {
        state.exams.previews.forget(&course, &slug);
        return Ok(Redirect::to(&back));
    }
    let preview = state.exams.previews.of(&course, &slug, &form.version).filter(|_| exam.version == form.version);
    let changes = preview.and_then(|preview| preview.changes().ok().flatten());
    let Some(changes) = changes else { return Ok(Redirect::to(&back)) };
    state.exams.previews.forget(&course, &slug);
    // A task of its own: a browser that does not wait does not stop it half way.
    let shared = Arc::clone(&state);
    let work = tokio::spawn(async move { regrade::commit(&shared, &changes, &staff.account.login).await });
    work.await.map_err(|_| AppError::Fault)?.map_err(undone)?;
    Ok(Redirect::to(&href(exam)))
}

/// `GET /teach/{course}/{exam}/statistics`: how the questions did.
pub async fn statistics(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    _instructor: Instructor,
    Path((course, slug)): Path<(String, String)>,
) -> Result<Html<String>, AppError> {
    let data = count(&state, &course, &slug, visitor.lang).await?;
    Ok(Html(ui::teach::statistics(&visitor.chrome(&state), &data)))
}

/// The statistics of an exam's questions.
pub(super) async fn count(state: &State, course: &str, slug: &str, lang: Lang) -> Result<Statistics, AppError> {
    let snapshot = state.snapshot();
    let exam = snapshot.library.exam(course, slug).ok_or(AppError::NotFound)?;
    let verdicts: HashMap<String, String> = state.store.standing_verdicts(course, slug).await?.into_iter().collect();
    let mut responses: BTreeMap<&str, (&Question, Vec<Response>)> = BTreeMap::new();
    let mut scores = Vec::new();
    for (id, text) in &verdicts {
        let verdict: Verdict = serde_json::from_str(text).map_err(StoreError::from)?;
        let Some(score) = &verdict.score else { continue };
        scores.push((score.percent, score.passed));
        let frozen = state.exams.frozen(&state.store, id).await?;
        let answers = state.store.answers(id).await?;
        for slot in frozen.form.slots() {
            let Some(question) = exam.questions.get(&slot.question) else { continue };
            let Some(ItemVerdict::Marked { mark, .. }) = verdict.items.get(&slot.item) else { continue };
            let others = f64::from(score.of.0.saturating_sub(mark.of.0));
            let rest = f64::from(score.points.0.saturating_sub(mark.points.0)) / others.max(1.0);
            let answer = answers.get(&slot.item).and_then(|h| h.value.as_ref());
            let response = Response::new(question, slot, answer, mark, rest);
            responses.entry(&question.id).or_insert_with(|| (question, Vec::new())).1.push(response);
        }
    }
    let items = responses.values().map(|(question, responses)| line(question, responses));
    let n = scores.len() as f64;
    let share = |sum: f64| (n > 0.0).then(|| sum / n);
    Ok(Statistics {
        book: (href(exam), title(exam, lang)),
        attempts: scores.len(),
        mean: share(scores.iter().map(|(percent, _)| percent).sum()),
        passed: share(scores.iter().filter(|(_, passed)| *passed).count() as f64),
        items: items.collect(),
    })
}

fn line(question: &Question, responses: &[Response]) -> ItemLine {
    let right: Vec<bool> = match &question.key {
        Key::Single { options, right } => (0..*options).map(|i| i == *right).collect(),
        Key::Multiple { right } => right.clone(),
        _ => Vec::new(),
    };
    let found = item_statistics(right.len(), responses);
    let distractors = found.options.iter().zip(&right).enumerate();
    ItemLine {
        question: question.id.clone(),
        n: found.count,
        difficulty: found.difficulty.unwrap_or_default(),
        discrimination: found.discrimination,
        distractors: distractors
            .map(|(i, (chosen, right))| Distractor { option: i + 1, chosen: chosen[0], right: *right })
            .collect(),
    }
}
