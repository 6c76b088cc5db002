//! Where changes of attempts are made: read, decided, written, and told to the pages that are open.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::Notify;

use super::{
    attempt::{Attempt, Draft, Refusal},
    frozen::Frozen,
    grading::preview::Previews,
    live::Live,
    pace::Pace,
    writer::Writer,
};
use crate::{
    state::State,
    store::{Store, StoreError},
};

/// How often a change is decided again because somebody else was faster.
const TRIES: usize = 16;
/// How many drawn exams are kept in memory.
const KEPT: usize = 2000;

/// What all requests about exams share.
#[derive(Debug, Default)]
pub struct Desk {
    /// Writes answers.
    pub writer: Writer,
    /// How fast an attempt may save.
    pub pace: Pace,
    /// Tells open pages.
    pub live: Live,
    /// What regrades would change.
    pub previews: Previews,
    /// Wakes whoever grades.
    pub graders: Notify,
    frozen: Mutex<HashMap<String, Arc<Frozen>>>,
}

/// Why a change was not made.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// There is no such attempt.
    #[error("there is no such attempt")]
    Missing,
    /// It cannot be made.
    #[error("refused: {0:?}")]
    Refused(Refusal),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Desk {
    /// What was drawn for an attempt. It never changes, so it is read once.
    pub async fn frozen(&self, store: &Store, id: &str) -> Result<Arc<Frozen>, Failure> {
        if let Some(kept) = self.kept().get(id) {
            return Ok(Arc::clone(kept));
        }
        let text = store.frozen(id).await?.ok_or(Failure::Missing)?;
        let frozen: Arc<Frozen> = Arc::new(serde_json::from_str(&text).map_err(StoreError::from)?);
        let mut kept = self.kept();
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(id.to_owned(), Arc::clone(&frozen));
        Ok(frozen)
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, HashMap<String, Arc<Frozen>>> {
        // The map is whole between any two statements, so a panic elsewhere is no reason to stop.
        self.frozen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Changes an attempt: `decide` is asked again where somebody else was faster. What time has done comes first, and is kept
/// even where `decide` refuses.
///
/// # Errors
/// Why it was not changed.
pub async fn change<T>(
    state: &State,
    id: &str,
    mut decide: impl FnMut(&mut Draft) -> Result<T, Refusal>,
) -> Result<(Attempt, T), Failure> {
    for _ in 0..TRIES {
        let attempt = state.store.exam_attempt(id).await?.ok_or(Failure::Missing)?;
        let mut draft = Draft::new(attempt, state.clock.now());
        let by_time = draft.clone();
        let decided = decide(&mut draft);
        let draft = if decided.is_ok() { draft } else { by_time };
        if !draft.is_empty() && !write(state, &draft).await? {
            continue;
        }
        return decided.map(|value| (draft.attempt, value)).map_err(Failure::Refused);
    }
    Err(Failure::Store(StoreError::Unavailable("an attempt changes faster than it can be written".into())))
}

/// Writes a draft, and tells who must know. `false` if somebody else was faster.
pub async fn write(state: &State, draft: &Draft) -> Result<bool, StoreError> {
    if !state.store.commit(std::slice::from_ref(draft)).await? {
        return Ok(false);
    }
    if draft.touches {
        state.exams.live.tell(&draft.attempt.id);
    }
    if draft.to_grade {
        state.exams.graders.notify_one();
    }
    Ok(true)
}

/// An attempt as it is at this moment, with what time has done.
///
/// # Errors
/// If it is not there or the database does not answer.
pub async fn fresh(state: &State, id: &str) -> Result<Attempt, Failure> {
    Ok(change(state, id, |_| Ok(())).await?.0)
}
