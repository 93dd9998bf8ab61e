//! BuzzChat's relay: keeps what happened on the devices of a workspace, and opens it to tools over HTTP.
//!
//! The binary parses a command line; everything else is here, so that tests drive the real server.

pub mod api;
mod app;
mod auth;
pub mod cli;
mod clock;
pub mod config;
mod docs;
mod errands;
mod error;
mod guard;
mod idempotency;
mod link;
pub mod openapi;
pub mod outgoing;
mod pages;
pub mod pairing;
pub mod scopes;
pub mod service;
pub mod store;
pub mod tls;
pub mod webhook;
pub mod workspace;

pub use app::{App, Stopping};
pub use error::Failure;
pub use guard::Hosts;

use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{any, get};
use axum::{Json, Router};
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;

/// How long requests may go on once the server is asked to stop.
const GRACE: Duration = Duration::from_secs(5);

/// Every route of the server, guarded.
pub fn app(app: App) -> Router {
    let (api, _) = openapi::documented();
    let (same_api, _) = api::routes().split_for_parts();
    let router = api
        .nest(openapi::OTHER_BASE, same_api)
        .route_layer(from_fn_with_state(app.clone(), idempotency::carry_out_once))
        .merge(openapi::routes())
        .merge(docs::routes())
        .merge(pages::routes())
        .route("/link", any(link::open_link))
        .route("/healthz", get(check_health))
        .method_not_allowed_fallback(async || Failure::MethodNotAllowed)
        .fallback(async || Failure::NotFound("There is nothing at this address".into()))
        .layer(DefaultBodyLimit::max(api::MAX_BODY))
        .with_state(app.clone());
    guard::guarded(router, app)
}

async fn check_health() -> Json<serde_json::Value> {
    Json(serde_json::json!({ "status": "ok" }))
}

/// Serves until `shutdown` is ready; then requests under way get a moment to end.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    state: App,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let errands = tokio::spawn({
        let state = state.clone();
        async move { errands::keep_running(state.hub()).await }
    });
    let deliveries = tokio::spawn(webhook::keep_delivering(
        state.hub().store().clone(),
        Arc::clone(state.webhooks()),
        state.stopping(),
    ));
    let stop = {
        let state = state.clone();
        async move {
            shutdown.await;
            state.stop();
        }
    };
    let mut stopping = state.stopping();
    let overdue = async {
        stopping.wait().await;
        tokio::time::sleep(GRACE).await;
    };
    let served = tokio::select! {
        served = axum::serve(listener, app(state.clone())).with_graceful_shutdown(stop) => served,
        () = overdue => Ok(()),
    };
    errands.abort();
    // Where the listener failed, nobody has told the others yet.
    state.stop();
    // Only a panic could make it fail, and there is nothing left to do for it.
    let _ = deliveries.await;
    state.hub().store().close().await;
    served
}
