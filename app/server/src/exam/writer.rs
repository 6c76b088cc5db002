//! Answers on their way into the database: one task takes all that have arrived and writes them in one transaction, so that
//! a thousand candidates cost little more than one. An answer is acknowledged after its transaction, never before.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use tokio::sync::{mpsc, oneshot};

use super::{
    attempt::{Draft, Refusal, Save},
    log::{Entry, Event},
};
use crate::store::{Store, StoreError};

/// Most answers of one transaction.
const BATCH: usize = 128;
/// How often a batch is decided again because somebody else changed one of its attempts.
const TRIES: usize = 8;
/// How many may wait; more than that are told to come again.
const WAITING: usize = 4096;

/// What the server says to an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// Counts the changes of this answer.
    pub revision: i64,
    /// When it was written.
    pub at: i64,
    /// Whether it came too late to count.
    pub late: bool,
}

/// Why an answer was not saved.
#[derive(Debug)]
pub enum Unsaved {
    /// It cannot be.
    Refused(Refusal),
    /// There is no such attempt.
    Missing,
    /// Not now.
    Busy,
}

type Outcome = Result<Saved, Unsaved>;

struct Request {
    attempt: String,
    save: Save,
    now: i64,
    reply: oneshot::Sender<Outcome>,
}

/// Writes answers in batches.
#[derive(Debug, Default)]
pub struct Writer {
    queue: Mutex<Option<mpsc::Sender<Request>>>,
}

impl Writer {
    /// Saves an answer; returns once it is in the database.
    ///
    /// # Errors
    /// Why it is not there.
    pub async fn save(&self, store: &Store, attempt: &str, save: Save, now: i64) -> Outcome {
        let (reply, answer) = oneshot::channel();
        let request = Request { attempt: attempt.to_owned(), save, now, reply };
        self.queue(store).try_send(request).map_err(|_| Unsaved::Busy)?;
        answer.await.unwrap_or(Err(Unsaved::Busy))
    }

    /// The way to the task, which begins with the first answer and ends with this writer.
    fn queue(&self, store: &Store) -> mpsc::Sender<Request> {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = queue.as_ref().filter(|q| !q.is_closed()) {
            return open.clone();
        }
        let (send, receive) = mpsc::channel(WAITING);
        tokio::spawn(run(store.clone(), receive));
        queue.insert(send).clone()
    }
}

async fn run(store: Store, mut queue: mpsc::Receiver<Request>) {
    let mut batch = Vec::with_capacity(BATCH);
    while queue.recv_many(&mut batch, BATCH).await > 0 {
        let outcomes = write(&store, &batch).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "answers were not saved");
            batch.iter().map(|_| Err(Unsaved::Busy)).collect()
        });
        for (request, outcome) in batch.drain(..).zip(outcomes) {
            // Whoever asked may be gone; the answer is saved all the same.
            let _ = request.reply.send(outcome);
        }
    }
}

async fn write(store: &Store, batch: &[Request]) -> Result<Vec<Outcome>, StoreError> {
    for _ in 0..TRIES {
        let (drafts, outcomes) = decide(store, batch).await?;
        if drafts.is_empty() || store.commit(&drafts).await? {
            return Ok(outcomes);
        }
    }
    Ok(batch.iter().map(|_| Err(Unsaved::Busy)).collect())
}

/// What becomes of each request, and the changes that this takes.
async fn decide(store: &Store, batch: &[Request]) -> Result<(Vec<Draft>, Vec<Outcome>), StoreError> {
    let mut ids: Vec<&str> = batch.iter().map(|r| r.attempt.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    let pairs = |second: fn(&Request) -> &str| -> Vec<(&str, &str)> {
        batch.iter().map(|r| (r.attempt.as_str(), second(r))).collect()
    };
    let attempts = store.attempts_by_id(&ids).await?;
    let mut held = store.answers_to(&pairs(|r| &r.save.item)).await?;
    let before = store.saved_as(&pairs(|r| &r.save.journal)).await?;
    // One time for the whole batch, and never before what a request was told.
    let now = batch.iter().map(|r| r.now).max().unwrap_or_default();
    let mut drafts: HashMap<String, Draft> = HashMap::new();
    for attempt in attempts {
        // Each answer counts by the time at which it arrived, not by how long it waited for the others.
        let earliest = batch.iter().filter(|r| r.attempt == attempt.id).map(|r| r.now).min().unwrap_or(now);
        drafts.insert(attempt.id.clone(), Draft::new(attempt, earliest));
    }
    let mut fresh: HashMap<(String, String), Saved> = HashMap::new();
    let mut outcomes = Vec::with_capacity(batch.len());
    for request in batch {
        let Some(draft) = drafts.get_mut(&request.attempt) else {
            outcomes.push(Err(Unsaved::Missing));
            continue;
        };
        let name = (request.attempt.clone(), request.save.journal.clone());
        if let Some(saved) = fresh.get(&name).cloned().or_else(|| before.get(&name).and_then(replayed)) {
            outcomes.push(Ok(saved));
            continue;
        }
        let place = (request.attempt.clone(), request.save.item.clone());
        outcomes.push(match draft.answer(held.get(&place), request.save.clone()) {
            Ok(new) => {
                let saved = Saved { revision: new.revision, at: new.at, late: is_late(draft) };
                fresh.insert(name, saved.clone());
                held.insert(place, new);
                Ok(saved)
            }
            Err(refusal) => Err(Unsaved::Refused(refusal)),
        });
    }
    Ok((drafts.into_values().filter(|d| !d.is_empty()).collect(), outcomes))
}

/// Whether the answer that was just added does not count.
fn is_late(draft: &Draft) -> bool {
    let last = draft.entries.last().and_then(|e| e.event().ok());
    matches!(last, Some(Event::Answered { late: true, .. }))
}

/// What was said when the same save came before.
fn replayed(entry: &Entry) -> Option<Saved> {
    match entry.event() {
        Ok(Event::Answered { revision, late, .. }) => Some(Saved { revision, at: entry.at, late }),
        _ => None,
    }
}
