//! `GET /healthz`: whether the server runs and its database answers.

use std::sync::Arc;

use axum::{Json, extract::State as Shared, http::StatusCode, response::IntoResponse};
use serde_json::json;

use crate::state::State;

/// 200 with `{"status": "ok"}`, or 503 where the database does not answer.
pub async fn check(Shared(state): Shared<Arc<State>>) -> impl IntoResponse {
    match state.store.ping().await {
        Ok(()) => (StatusCode::OK, Json(json!({ "status": "ok" }))),
        Err(error) => {
            tracing::warn!(%error, "the health check failed");
            (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "no database" })))
        }
    }
}
