//! `GET /api/attempts/{id}/live`: an event stream that tells an open page of changes of its clock and state.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    extract::{Path, State as Shared},
    response::sse::{Event, KeepAlive, Sse},
};
use futures_util::{Stream, stream};
use tokio::sync::broadcast::{Receiver, error::RecvError};

use super::{api::Now, who::own};
use crate::{
    exam::desk,
    state::State,
    web::{error::AppError, visitor::Student},
};

/// The present state at once, then every change of it.
pub async fn stream(
    Shared(state): Shared<Arc<State>>,
    student: Student,
    Path(id): Path<String>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, AppError> {
    // Followed before it is read, so that no change falls between.
    let changes = state.exams.live.follow();
    own(&state, &student, &id).await?;
    let first = stream::once(say(Arc::clone(&state), id.clone()));
    let later = stream::unfold((state, changes, id), |(state, mut changes, id)| async move {
        changed(&mut changes, &id).await?;
        Some((say(Arc::clone(&state), id.clone()).await, (state, changes, id)))
    });
    let events = futures_util::StreamExt::chain(first, later);
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))))
}

/// Waits for a change of this attempt; `None` when the server stops.
async fn changed(changes: &mut Receiver<String>, id: &str) -> Option<()> {
    loop {
        match changes.recv().await {
            Ok(other) if other != id => {}
            // Too many to follow: it may have been among them.
            Ok(_) | Err(RecvError::Lagged(_)) => return Some(()),
            Err(RecvError::Closed) => return None,
        }
    }
}

async fn say(state: Arc<State>, id: String) -> Result<Event, Infallible> {
    let event = Event::default().event("clock").retry(Duration::from_secs(1));
    Ok(match desk::fresh(&state, &id).await {
        Ok(attempt) => {
            let now = Now::of(&attempt, state.clock.now());
            event.data(serde_json::to_string(&now).expect("plain data"))
        }
        // The page asks again by itself.
        Err(error) => {
            tracing::warn!(%error, "an open page could not be told of a change");
            Event::default().comment("no word")
        }
    })
}
