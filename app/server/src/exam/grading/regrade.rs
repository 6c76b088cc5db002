//! Regrading: what would change if everybody were graded by the bank as it is now, and making it so.

use std::collections::HashMap;

use course::exam::secret::Exam;

use super::{ItemVerdict, Verdict, judge::Case, queue::last, sandbox::Trouble};
use crate::{
    exam::{Attempt, Held, Move, Refusal, State as Stage, award, desk},
    state::State,
    store::{Sitting, StoreError},
};

/// What a regrade does to one attempt.
#[derive(Debug)]
pub struct Change {
    /// The attempt and who sat it.
    pub sitting: Sitting,
    /// The verdict that stands.
    pub before: Verdict,
    /// The one that would.
    pub after: Verdict,
}

/// Why there is no regrade.
#[derive(Debug, thiserror::Error)]
pub enum Undone {
    /// The desk.
    #[error(transparent)]
    Desk(#[from] desk::Failure),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The sandbox.
    #[error(transparent)]
    Sandbox(#[from] Trouble),
}

/// Every attempt whose marks would be others, and how many were looked at. Changes nothing.
///
/// # Errors
/// If an attempt cannot be read or code cannot be run.
pub async fn preview(state: &State, exam: &Exam) -> Result<(Vec<Change>, usize), Undone> {
    let (mut changes, mut looked) = (Vec::new(), 0);
    for sitting in state.store.sittings(&exam.course, &exam.slug).await? {
        let id = &sitting.attempt.id;
        let Some(before) = last(&state.store.verdicts(id).await?).map_err(StoreError::from)? else { continue };
        looked += 1;
        let frozen = state.exams.frozen(&state.store, id).await?;
        let answers = state.store.answers(id).await?;
        let case = Case { frozen: &frozen, answers: &answers, before: Some(&before), bank: Some(exam), give_up: false };
        let after = case.judge(state).await?;
        if !after.differs_from(&before).is_empty() || after.score != before.score {
            changes.push(Change { sitting, before, after });
        }
    }
    Ok((changes, looked))
}

/// Puts the new verdicts on record. An attempt that was verified stays verified, with its new result.
///
/// # Errors
/// If one of them cannot be written.
pub async fn commit(state: &State, changes: Vec<Change>, by: &str) -> Result<usize, Undone> {
    let mut written = 0;
    for Change { sitting, before, mut after } in changes {
        by.clone_into(&mut after.by);
        let document = serde_json::to_string(&after).map_err(StoreError::from)?;
        let number = sitting.attempt.body.verdict;
        let changed = desk::change(state, &sitting.attempt.id, |draft| {
            // Somebody has graded it since: that is not undone.
            if draft.attempt.body.verdict != number {
                return Err(Refusal::State(draft.attempt.state));
            }
            draft.judge(document.clone(), after.score.clone(), by);
            if after.score.is_none() && before.score.is_some() && draft.attempt.state == Stage::Verified {
                draft.shift(Move::Review, by, "")?;
            }
            Ok(())
        })
        .await;
        match changed {
            Ok((attempt, ())) => {
                award::settle(state, &attempt).await;
                written += 1;
            }
            Err(desk::Failure::Refused(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(written)
}

/// Gives an item a person's mark. Once every item has one and nobody asked for a review, the verdict stands.
///
/// # Errors
/// If the attempt is not graded yet or cannot be changed.
pub async fn by_hand(
    state: &State,
    id: &str,
    item: &str,
    mark: course::exam::Mark,
    by: &str,
) -> Result<Attempt, Undone> {
    let frozen = state.exams.frozen(&state.store, id).await?;
    let Some(before) = last(&state.store.verdicts(id).await?).map_err(StoreError::from)? else {
        return Err(desk::Failure::Refused(Refusal::Item).into());
    };
    let mut items = before.items.clone();
    items.insert(item.to_owned(), ItemVerdict::Marked { mark, by_hand: true });
    let verdict = Verdict::over(&frozen, by, &before.version, &before.grader, items);
    let document = serde_json::to_string(&verdict).map_err(StoreError::from)?;
    let number = desk::fresh(state, id).await?.body.verdict;
    let (attempt, ()) = desk::change(state, id, |draft| {
        if !draft.attempt.state.is_over() || draft.attempt.body.verdict != number {
            return Err(Refusal::State(draft.attempt.state));
        }
        draft.judge(document.clone(), verdict.score.clone(), by);
        Ok(())
    })
    .await?;
    award::settle(state, &attempt).await;
    Ok(attempt)
}

/// Grades one item again, by the attempt's own questions: its answer is another one.
///
/// # Errors
/// If the attempt cannot be read or changed, or code cannot be run.
pub async fn again(
    state: &State,
    id: &str,
    item: &str,
    answers: &HashMap<String, Held>,
    by: &str,
) -> Result<(), Undone> {
    let frozen = state.exams.frozen(&state.store, id).await?;
    let Some(before) = last(&state.store.verdicts(id).await?).map_err(StoreError::from)? else { return Ok(()) };
    let mut known = before.clone();
    known.items.remove(item);
    let case = Case { frozen: &frozen, answers, before: Some(&known), bank: None, give_up: false };
    let mut verdict = case.judge(state).await?;
    by.clone_into(&mut verdict.by);
    let document = serde_json::to_string(&verdict).map_err(StoreError::from)?;
    let (attempt, ()) = desk::change(state, id, |draft| {
        draft.judge(document.clone(), verdict.score.clone(), by);
        Ok(())
    })
    .await?;
    award::settle(state, &attempt).await;
    Ok(())
}
