//! `GET /watch`: with `--watch` tells browsers that content or assets changed. That the server is another one they notice
//! by themselves: the stream breaks.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    extract::State as Shared,
    response::sse::{Event, KeepAlive, Sse},
};
use futures_util::{Stream, stream};

use crate::{state::State, web::error::AppError};

/// An event `reload` for every change.
pub async fn stream(
    Shared(state): Shared<Arc<State>>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, AppError> {
    if !state.config.watch {
        return Err(AppError::NotFound);
    }
    // The first word tells the browser that the stream is open, and how soon to come back when it breaks.
    let hello = Event::default().comment("following changes").retry(Duration::from_millis(500));
    let events = stream::unfold((Some(hello), state.changes.subscribe()), |(hello, mut changes)| async move {
        if let Some(hello) = hello {
            return Some((Ok(hello), (None, changes)));
        }
        changes.changed().await.ok()?;
        let event = Event::default().event("reload").data(changes.borrow_and_update().to_string());
        Some((Ok(event), (None, changes)))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))))
}
