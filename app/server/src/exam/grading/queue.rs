//! Works off the queue of grading. Several servers may do so at once: see [`crate::store::Job`].

use super::{Verdict, judge::Case};
use crate::{
    clock::{MINUTE, SECOND},
    exam::{Move, State as Stage, attempt::SERVER, award, desk, sitting},
    state::State,
    store::Job,
};

/// How long a claim holds before somebody else may take the job.
const LEASE: i64 = 5 * MINUTE;
/// How often the sandbox is tried before a person has to look.
const TRIES: i64 = 5;

/// Why a job was not done.
#[derive(Debug, thiserror::Error)]
enum Undone {
    #[error(transparent)]
    Desk(#[from] desk::Failure),
    #[error(transparent)]
    Store(#[from] crate::store::StoreError),
    #[error(transparent)]
    Sandbox(#[from] super::sandbox::Trouble),
}

/// Grades all that waits.
pub async fn work_off(state: &State) {
    while grade_next(state, None).await {}
}

/// Grades one attempt now, if it waits.
pub async fn grade_now(state: &State, attempt: &str) {
    grade_next(state, Some(attempt)).await;
}

/// Whether there was a job.
async fn grade_next(state: &State, attempt: Option<&str>) -> bool {
    let now = state.clock.now();
    let job = match state.store.claim_job(attempt, now, now + LEASE).await {
        Ok(Some(job)) => job,
        Ok(None) => return false,
        Err(error) => {
            tracing::warn!(%error, "the queue of grading could not be looked at");
            return false;
        }
    };
    if let Err(error) = grade(state, &job).await {
        tracing::warn!(%error, attempt = job.attempt_id, tries = job.tries, "not graded yet");
        let pause = SECOND << job.tries.clamp(1, 8);
        if let Err(error) = state.store.keep_job(&job, state.clock.now() + pause).await {
            tracing::warn!(%error, "the lease of a job will have to run out");
        }
    }
    true
}

async fn grade(state: &State, job: &Job) -> Result<(), Undone> {
    let id = &job.attempt_id;
    let frozen = state.exams.frozen(&state.store, id).await?;
    let attempt = desk::fresh(state, id).await?;
    let answers = state.store.answers(id).await?;
    let snapshot = state.snapshot();
    // The bank as it was when the exam was drawn, if it is still that one: nothing to compile.
    let bank = snapshot.library.exam(&attempt.course, &attempt.exam).filter(|e| e.version == frozen.form.version);
    let case = Case { frozen: &frozen, answers: &answers, before: None, bank, give_up: job.tries > TRIES };
    let verdict = case.judge(state).await?;
    let document = serde_json::to_string(&verdict).map_err(crate::store::StoreError::from)?;
    let receipt = sitting::receipt(frozen.paper(attempt.body.lang), &answers)?;
    let review = verdict.needs_a_person() || frozen.policy.release == course::exam::Release::AfterReview;
    let (attempt, ()) = desk::change(state, id, |draft| {
        draft.done = Some((job.id.clone(), job.token.clone()));
        draft.attempt.body.receipt.get_or_insert_with(|| receipt.clone());
        draft.judge(document.clone(), verdict.score.clone(), SERVER);
        let waits = matches!(draft.attempt.state, Stage::Submitted | Stage::TimedOut);
        match (waits, review) {
            (false, _) => Ok(()),
            (true, true) => draft.shift(Move::Review, SERVER, ""),
            (true, false) => draft.shift(Move::Verify, SERVER, ""),
        }
    })
    .await?;
    award::settle(state, &attempt).await;
    Ok(())
}

/// The last verdict among these documents.
///
/// # Errors
/// If it was written by another version of the server and cannot be read.
pub fn last(documents: &[String]) -> Result<Option<Verdict>, serde_json::Error> {
    documents.last().map(|text| serde_json::from_str(text)).transpose()
}
