//! What the server does by itself: closes what nobody handed in, grades what waits, looks for what other servers changed.

use std::sync::Arc;

use super::{
    desk,
    grading::queue,
    live::{EVERY, Others},
};
use crate::state::State;

/// Runs until the server stops.
pub async fn run(state: Arc<State>) {
    let clock = async {
        let mut others = Others::default();
        loop {
            close_due(&state).await;
            others.look(&state).await;
            tokio::time::sleep(EVERY).await;
        }
    };
    let grading = async {
        loop {
            queue::work_off(&state).await;
            // Woken by this server's own attempts; others' jobs, and those whose worker died, are found by looking.
            let _ = tokio::time::timeout(EVERY * 5, state.exams.graders.notified()).await;
        }
    };
    tokio::join!(clock, grading);
}

/// Moves on every attempt whose time has come.
pub async fn close_due(state: &State) {
    let due = match state.store.attempts_due(state.clock.now()).await {
        Ok(due) => due,
        Err(error) => return tracing::warn!(%error, "attempts whose time is over could not be looked for"),
    };
    for id in due {
        if let Err(error) = desk::fresh(state, &id).await {
            tracing::warn!(%error, attempt = id, "an attempt whose time is over could not be closed");
        }
    }
}
