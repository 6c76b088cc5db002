//! What the page's scripts ask for: events in, standing out.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Query, State as Shared},
};
use course::progress::{Event, EventKind, Standing};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ui::progress::{Receipt, Rejection};

use crate::{
    clock::DAY,
    state::State,
    web::{error::AppError, visitor::Student},
};

/// Most events in one request.
pub const BATCH: usize = 500;
/// Most bytes of one request.
pub const BODY: usize = 512 * 1024;
/// Most characters of an id or slug.
const NAME: usize = 200;
/// Most events of one account: years of daily work, and a bound on what one account can make us store.
const LOG: i64 = 200_000;

/// A clock may be this far ahead, in milliseconds: ten years. Beyond that it is none.
const AHEAD: i64 = 10 * 365 * DAY;

/// The body of `POST /api/events`.
#[derive(Debug, Deserialize, Serialize)]
pub struct Batch {
    /// Whose events the page takes them for. Another tab may have signed in as somebody else since.
    #[serde(default)]
    pub owner: Option<String>,
    /// Events as JSON; one that cannot be read does not spoil the others.
    pub events: Vec<Value>,
}

/// `POST /api/events`: adds to the log. Sending the same event again is accepted and changes nothing.
pub async fn events(
    Shared(state): Shared<Arc<State>>,
    student: Student,
    Json(batch): Json<Batch>,
) -> Result<Json<Receipt>, AppError> {
    if batch.events.len() > BATCH {
        return Err(AppError::TooLarge);
    }
    if batch.owner.is_some_and(|owner| owner != student.account.owner()) {
        return Err(AppError::SignedOut);
    }
    let now = state.clock.now();
    let account = &student.account.id;
    let room = LOG - state.store.count_events(account).await?;
    let snapshot = state.snapshot();
    let mut receipt = Receipt::default();
    let mut good = Vec::new();
    for value in batch.events {
        // What the log has of lessons that are gone stays there and counts for nothing; new events of them have no place.
        let known = |event: Event| match snapshot.library.knows(&event) {
            true => Ok(event),
            false => Err("no course has this lesson, cell or quiz".to_owned()),
        };
        match read(&value, now).and_then(known) {
            Ok(event) => good.push(event),
            Err(why) => {
                let id = value["id"].as_str().unwrap_or_default().chars().take(NAME).collect();
                receipt.rejected.push(Rejection { id, why });
            }
        }
    }
    let ids: Vec<String> = good.iter().map(|e| e.id.clone()).collect();
    if i64::try_from(good.len()).is_ok_and(|n| n > room) {
        let why = format!("the account's log is full: it holds {LOG} events at most");
        receipt.rejected.extend(ids.into_iter().map(|id| Rejection { id, why: why.clone() }));
        return Ok(Json(receipt));
    }
    state.store.add_events(account, &good, now).await?;
    receipt.accepted = ids;
    Ok(Json(receipt))
}

/// Whose standing is asked for; without it, that of whoever asks.
#[derive(Debug, Deserialize)]
pub struct Whose {
    owner: Option<String>,
}

/// `GET /api/standing`: what the log adds up to.
pub async fn standing(
    Shared(state): Shared<Arc<State>>,
    student: Student,
    Query(whose): Query<Whose>,
) -> Result<Json<Standing>, AppError> {
    if whose.owner.is_some_and(|owner| owner != student.account.owner()) {
        return Err(AppError::SignedOut);
    }
    let standing = state.standings.of(&state.store, &student.account.id, state.clock.now()).await?;
    Ok(Json((*standing).clone()))
}

/// Anything else under `/api`.
pub async fn nothing() -> AppError {
    AppError::NotFound
}

fn read(value: &Value, now: i64) -> Result<Event, String> {
    let mut event = Event::deserialize(value).map_err(|e| e.to_string())?;
    let part = match &event.kind {
        EventKind::LessonOpened | EventKind::LessonFinished => None,
        EventKind::CellRun { cell } | EventKind::ExercisePassed { cell } => Some(cell),
        EventKind::QuizAnswered { quiz, .. } => Some(quiz),
    };
    let names = [("id", &event.id), ("course", &event.course), ("lesson", &event.lesson)];
    for (field, text) in names.into_iter().chain(part.map(|p| ("cell or quiz", p))) {
        // PostgreSQL's text cannot hold a zero byte; no id of ours has control characters.
        if text.is_empty() || text.chars().count() > NAME || text.chars().any(char::is_control) {
            return Err(format!("`{field}` must be 1 to {NAME} printable characters"));
        }
    }
    if event.at < 0 {
        return Err("`at` must be milliseconds since 1970".into());
    }
    if event.at > now + AHEAD {
        return Err("`at` lies years ahead".into());
    }
    // A clock that is ahead must not cost anybody their progress; it happened before it arrived.
    event.at = event.at.min(now);
    Ok(event)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(change: Value, expected: &str) {
        let mut event = json!({ "id": "e", "at": 5, "course": "c", "lesson": "l", "kind": "cell-run", "cell": "x" });
        for (key, value) in change.as_object().expect("an object") {
            event[key] = value.clone();
        }
        let found = read(&event, 1000).map_or_else(|why| why, |e| format!("ok {} at {}", e.id, e.at));
        assert!(found.contains(expected), "{event} gave {found}");
    }

    #[test]
    fn events_are_read_or_it_is_said_why_not() {
        check(json!({}), "ok e");
        check(json!({ "kind": "lesson-finished" }), "ok e");
        check(json!({ "kind": "lesson-burnt" }), "unknown variant `lesson-burnt`");
        check(json!({ "cell": null }), "invalid type");
        check(json!({ "id": "" }), "`id` must be");
        check(json!({ "lesson": "l".repeat(201) }), "`lesson` must be");
        check(json!({ "cell": "a\u{0}b" }), "`cell or quiz` must be");
        check(json!({ "at": -1 }), "`at` must be");
        check(json!({ "at": "now" }), "invalid type");
        check(json!({ "at": 1e300 }), "invalid type");
        check(json!({ "at": 1000 + AHEAD }), "ok e at 1000");
        check(json!({ "at": i64::MAX }), "`at` lies years ahead");
        check(json!({ "at": 999 }), "ok e at 999");
    }
}
