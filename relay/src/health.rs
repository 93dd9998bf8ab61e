//! Whether the server lives, and whether it can work: for whoever starts, watches and replaces it. It shows no data.

use crate::app::App;
use crate::error::Failure;
use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::timeout;

/// A database that takes longer counts as away.
const PATIENCE: Duration = Duration::from_secs(2);

/// Answers as long as the process does.
pub(crate) async fn check_life() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

/// Answers well while the database answers, workspaces can be loaded, and the server is not about to stop.
pub(crate) async fn check_readiness(State(app): State<App>) -> Result<Json<Value>, Failure> {
    if !app.is_serving() {
        return Err(Failure::Unavailable("The server is stopping".into()));
    }
    match timeout(PATIENCE, app.hub().check()).await {
        Ok(Ok(())) => Ok(Json(json!({ "status": "ready" }))),
        Ok(Err(error)) => {
            tracing::warn!(%error, "not ready");
            Err(Failure::Unavailable("The database cannot be used".into()))
        }
        Err(_) => Err(Failure::Unavailable("The database does not answer in time".into())),
    }
}
