//! Previews of regrades: worked out in the background, one per exam, and kept until they are made so. Code of a whole class
//! takes minutes, longer than a browser waits for a page.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::sync::watch;

use super::regrade::{self, Change};
use crate::{exam::Desk, state::State};

/// How long a request waits for a preview before it tells how far it is.
const PATIENCE: Duration = Duration::from_secs(2);

/// What a regrade would change, or as much of it as is known.
#[derive(Debug)]
pub struct Preview {
    /// The exam's version that it grades by.
    pub version: String,
    /// When it began.
    pub at: i64,
    /// Attempts to look at; 0 until they are counted.
    pub total: AtomicUsize,
    /// Attempts that were looked at.
    pub looked: AtomicUsize,
    done: watch::Sender<bool>,
    found: Mutex<Option<Found>>,
}

/// How a preview ended.
#[derive(Debug)]
enum Found {
    Changes(Arc<Vec<Change>>),
    Failed(Arc<regrade::Undone>),
}

impl Preview {
    /// The changes, once all attempts were looked at.
    ///
    /// # Errors
    /// If an attempt could not be graded.
    pub fn changes(&self) -> Result<Option<Arc<Vec<Change>>>, Arc<regrade::Undone>> {
        match &*self.found.lock().unwrap_or_else(PoisonError::into_inner) {
            None => Ok(None),
            Some(Found::Changes(changes)) => Ok(Some(Arc::clone(changes))),
            Some(Found::Failed(why)) => Err(Arc::clone(why)),
        }
    }

    fn end(&self, found: Found) {
        *self.found.lock().unwrap_or_else(PoisonError::into_inner) = Some(found);
        self.done.send_replace(true);
    }
}

/// The previews of this server, by course and exam.
#[derive(Debug, Default)]
pub struct Previews(Mutex<HashMap<(String, String), Arc<Preview>>>);

impl Previews {
    /// The preview of an exam by its version, if one was begun.
    pub fn of(&self, course: &str, exam: &str, version: &str) -> Option<Arc<Preview>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(&(course.to_owned(), exam.to_owned())).filter(|p| p.version == version).cloned()
    }

    /// Forgets the preview of an exam: the next look begins anew.
    pub fn forget(&self, course: &str, exam: &str) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.remove(&(course.to_owned(), exam.to_owned()));
    }

    fn keep(&self, course: &str, exam: &str, preview: &Arc<Preview>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert((course.to_owned(), exam.to_owned()), Arc::clone(preview));
    }
}

/// The preview of an exam as it is now: the one that was begun, or a new one. Waits a little for its end, which a small class
/// does not need longer for. `None` if there is no such exam.
pub async fn look(state: &Arc<State>, course: &str, slug: &str) -> Option<Arc<Preview>> {
    let Desk { previews, .. } = &state.exams;
    let snapshot = state.snapshot();
    let version = snapshot.library.exam(course, slug)?.version.clone();
    let preview = previews.of(course, slug, &version).unwrap_or_else(|| {
        let preview = Arc::new(Preview {
            version,
            at: state.clock.now(),
            total: AtomicUsize::new(0),
            looked: AtomicUsize::new(0),
            done: watch::Sender::new(false),
            found: Mutex::new(None),
        });
        previews.keep(course, slug, &preview);
        let (state, preview_) = (Arc::clone(state), Arc::clone(&preview));
        let (course, slug) = (course.to_owned(), slug.to_owned());
        tokio::spawn(async move {
            let Some(exam) = snapshot.library.exam(&course, &slug) else { return };
            let counted = |total| preview_.total.store(total, Ordering::Relaxed);
            let looked = || {
                preview_.looked.fetch_add(1, Ordering::Relaxed);
            };
            preview_.end(match regrade::changes(&state, exam, counted, looked).await {
                Ok(changes) => Found::Changes(Arc::new(changes)),
                Err(why) => Found::Failed(Arc::new(why)),
            });
        });
        preview
    });
    let mut done = preview.done.subscribe();
    // Too slow is no failure: the page says how far it is.
    let _ = tokio::time::timeout(PATIENCE, done.wait_for(|done| *done)).await;
    Some(preview)
}
