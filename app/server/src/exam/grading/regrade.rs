//! Regrading: what would change if everybody were graded by the bank as it is now, and making it so.

use std::{collections::HashMap, future::ready};

use course::exam::secret::{Exam, Slot};
use futures_util::{StreamExt, TryStreamExt, stream};

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
    /// Items that a person has marked and whose question is another one by now: the marks stay, and may have to be given anew.
    pub by_hand: Vec<String>,
}

impl Change {
    /// Whether the verdict would be another one.
    pub fn changes(&self) -> bool {
        !self.after.differs_from(&self.before).is_empty() || self.after.score != self.before.score
    }
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

/// Attempts that are graded at the same time: while one runs code, others are read and written.
const ABREAST: usize = 4;

/// Every attempt whose marks would be others, or has marks of a person for a question that was changed since. Changes nothing.
/// `counted` is told how many attempts there are, `looked` after each.
///
/// # Errors
/// If an attempt cannot be read or code cannot be run.
pub async fn changes(
    state: &State,
    exam: &Exam,
    counted: impl Fn(usize),
    looked: impl Fn(),
) -> Result<Vec<Change>, Undone> {
    let mut graded = Vec::new();
    for sitting in state.store.sittings(&exam.course, &exam.slug).await? {
        if sitting.attempt.body.verdict.is_some() {
            graded.push(sitting);
        }
    }
    counted(graded.len());
    let all = stream::iter(graded).map(|sitting| change(state, exam, sitting)).buffered(ABREAST);
    let all = all.inspect_ok(|_| looked()).try_filter_map(|change| ready(Ok(change)));
    all.try_collect().await
}

async fn change(state: &State, exam: &Exam, sitting: Sitting) -> Result<Option<Change>, Undone> {
    let id = &sitting.attempt.id;
    let Some(before) = last(&state.store.verdicts(id).await?).map_err(StoreError::from)? else { return Ok(None) };
    let frozen = state.exams.frozen(&state.store, id).await?;
    let answers = state.store.answers(id).await?;
    let case = Case { frozen: &frozen, answers: &answers, before: Some(&before), bank: Some(exam), give_up: false };
    let after = case.judge(state).await?;
    let stale = |slot: &&Slot| {
        let by_hand = matches!(after.items.get(&slot.item), Some(ItemVerdict::Marked { by_hand: true, .. }));
        by_hand && exam.questions.get(&slot.question).is_some_and(|q| q.version != slot.version)
    };
    let by_hand: Vec<String> = frozen.form.slots().filter(stale).map(|slot| slot.item.clone()).collect();
    let change = Change { sitting, before, after, by_hand };
    Ok((change.changes() || !change.by_hand.is_empty()).then_some(change))
}

/// Puts the new verdicts on record. An attempt that was verified stays verified, with its new result.
///
/// # Errors
/// If one of them cannot be written.
pub async fn commit(state: &State, changes: &[Change], by: &str) -> Result<usize, Undone> {
    let mut written = 0;
    for Change { sitting, before, after, .. } in changes.iter().filter(|change| change.changes()) {
        let after = Verdict { by: by.to_owned(), ..after.clone() };
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
