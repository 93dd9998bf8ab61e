//! BuzzChat's relay: keeps what happened on the devices of a workspace, and opens it to tools over HTTP.
//!
//! The binary parses a command line; everything else is here, so that tests drive the real server.

pub mod api;
mod app;
mod auth;
pub mod cli;
mod clock;
pub mod config;
mod errands;
mod error;
mod guard;
mod link;
pub mod logging;
pub mod mcp;
pub mod metrics;
mod observe;
pub mod openapi;
mod pages;
pub mod pairing;
pub mod scopes;
pub mod service;
pub mod store;
pub mod tls;
pub mod workspace;

pub use app::{App, Stopping};
pub use error::Failure;
pub use guard::Hosts;

use axum::extract::DefaultBodyLimit;
use axum::routing::{any, get};
use axum::{Json, Router};
use std::io;
use std::net::SocketAddr;
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
        .merge(openapi::routes())
        .merge(pages::routes())
        .merge(metrics::routes())
        .route("/link", any(link::open_link))
        .route("/mcp", mcp::route(app.hosts()))
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
    let measuring = tokio::spawn(metrics::keep_current());
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
    let service = app(state.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let served = tokio::select! {
        served = axum::serve(listener, service).with_graceful_shutdown(stop) => served,
        () = overdue => Ok(()),
    };
    errands.abort();
    measuring.abort();
    state.hub().store().close().await;
    served
}
