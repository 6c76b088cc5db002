//! What open pages must learn at once: that an attempt's clock or state changed. Changes of this server are told right away;
//! those of others on the same database are looked for every second.

use std::{collections::HashMap, time::Duration};

use tokio::sync::broadcast;

use crate::{
    clock::{MINUTE, SECOND},
    state::State,
};

/// How many changes may be on their way to a slow page before it looks for itself.
const WAITING: usize = 1024;
/// How often others' changes are looked for.
pub const EVERY: Duration = Duration::from_secs(1);

/// Tells which attempts changed.
#[derive(Debug)]
pub struct Live(broadcast::Sender<String>);

impl Default for Live {
    fn default() -> Live {
        Live(broadcast::Sender::new(WAITING))
    }
}

impl Live {
    /// An attempt has changed.
    pub fn tell(&self, attempt: &str) {
        // Nobody may have a page open.
        let _ = self.0.send(attempt.to_owned());
    }

    /// Follows changes from now on.
    pub fn follow(&self) -> broadcast::Receiver<String> {
        self.0.subscribe()
    }
}

/// Looks for what other servers changed. Their transactions end a little after the time they carry, hence the overlap.
#[derive(Debug, Default)]
pub struct Others {
    seen: HashMap<String, i64>,
    since: Option<i64>,
}

impl Others {
    /// Looks once.
    pub async fn look(&mut self, state: &State) {
        let now = state.clock.now();
        let since = self.since.unwrap_or(now) - MINUTE;
        match state.store.attempts_touched(since).await {
            Ok(touched) => {
                for (id, seq) in &touched {
                    if self.seen.insert(id.clone(), *seq).is_some_and(|before| before != *seq) {
                        state.exams.live.tell(id);
                    }
                }
                // What was not touched lately is forgotten; the first sight of an attempt is no change that we missed.
                self.seen.retain(|id, _| touched.iter().any(|(other, _)| other == id));
                self.since = Some(now - SECOND);
            }
            Err(error) => tracing::warn!(%error, "changes of exams could not be looked for"),
        }
    }
}
