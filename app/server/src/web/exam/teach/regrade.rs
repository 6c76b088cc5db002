//! Regrading all attempts of an exam, and the statistics of its questions.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use axum::{
    Form,
    extract::{Path, State as Shared},
    response::{Html, Redirect},
};
use course::exam::secret::{Key, Question, Response, item_statistics};
use serde::Deserialize;
use ui::teach::{Distractor, ItemLine, Preview, PreviewRow, Statistics};

use super::{
    attempt::undone,
    book::{href, title},
};
use crate::{
    exam::grading::{ItemVerdict, Verdict, regrade},
    state::State,
    store::StoreError,
    web::{error::AppError, exam::who::Instructor, visitor::Visitor},
};

/// `GET /teach/{course}/{exam}/regrade`: what would change. Writes nothing.
pub async fn page(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    _instructor: Instructor,
    Path((course, slug)): Path<(String, String)>,
) -> Result<Html<String>, AppError> {
    let snapshot = state.snapshot();
    let exam = snapshot.library.exam(&course, &slug).ok_or(AppError::NotFound)?;
    let (changes, looked) = regrade::preview(&state, exam).await.map_err(undone)?;
    let result = |verdict: &Verdict| verdict.score.as_ref().map(|s| (s.percent, s.passed));
    let rows = changes.iter().map(|change| PreviewRow {
        href: format!("/teach/attempts/{}", change.sitting.attempt.id),
        login: change.sitting.login.clone(),
        before: result(&change.before),
        after: result(&change.after),
        items: change.after.differs_from(&change.before).join(", "),
    });
    let data = Preview {
        href: href(exam),
        title: title(exam, visitor.lang),
        rows: rows.collect(),
        looked,
        version: exam.version.clone(),
    };
    Ok(Html(ui::teach::preview(&visitor.chrome(&state), &data)))
}

/// The form of a regrade.
#[derive(Debug, Deserialize)]
pub struct Agreed {
    version: String,
}

/// `POST /teach/{course}/{exam}/regrade`: makes it so, if the exam is still the one that was previewed.
pub async fn commit(
    Shared(state): Shared<Arc<State>>,
    Instructor(staff): Instructor,
    Path((course, slug)): Path<(String, String)>,
    Form(form): Form<Agreed>,
) -> Result<Redirect, AppError> {
    let snapshot = state.snapshot();
    let exam = snapshot.library.exam(&course, &slug).ok_or(AppError::NotFound)?;
    if exam.version != form.version {
        return Ok(Redirect::to(&format!("{}/regrade", href(exam))));
    }
    let (changes, _) = regrade::preview(&state, exam).await.map_err(undone)?;
    regrade::commit(&state, changes, &staff.account.login).await.map_err(undone)?;
    Ok(Redirect::to(&href(exam)))
}

/// `GET /teach/{course}/{exam}/statistics`: how the questions did.
pub async fn statistics(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    _instructor: Instructor,
    Path((course, slug)): Path<(String, String)>,
) -> Result<Html<String>, AppError> {
    let snapshot = state.snapshot();
    let exam = snapshot.library.exam(&course, &slug).ok_or(AppError::NotFound)?;
    let verdicts: HashMap<String, String> = state.store.standing_verdicts(&course, &slug).await?.into_iter().collect();
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
    let data = Statistics {
        book: (href(exam), title(exam, visitor.lang)),
        attempts: scores.len(),
        mean: share(scores.iter().map(|(percent, _)| percent).sum()),
        passed: share(scores.iter().filter(|(_, passed)| *passed).count() as f64),
        items: items.collect(),
    };
    Ok(Html(ui::teach::statistics(&visitor.chrome(&state), &data)))
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
