//! `GET /dev/reload`: with `--watch` tells browsers that content or assets changed, or that the server is another one.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    extract::State as Shared,
    response::sse::{Event, KeepAlive, Sse},
};
use futures_util::{Stream, stream};

use crate::{state::State, web::error::AppError};

/// First an event `boot` that names this run of the server, then an event `reload` for every change.
pub async fn stream(
    Shared(state): Shared<Arc<State>>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, AppError> {
    if !state.config.watch {
        return Err(AppError::NotFound);
    }
    let boot = Event::default().event("boot").data(&state.boot).retry(Duration::from_millis(500));
    let changes = state.changes.subscribe();
    let events = stream::unfold((Some(boot), changes), |(boot, mut changes)| async move {
        if let Some(boot) = boot {
            return Some((Ok(boot), (None, changes)));
        }
        changes.changed().await.ok()?;
        let event = Event::default().event("reload").data(changes.borrow_and_update().to_string());
        Some((Ok(event), (None, changes)))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))))
}
