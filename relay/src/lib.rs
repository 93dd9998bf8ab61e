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
mod health;
mod link;
pub mod openapi;
mod pages;
pub mod pairing;
pub mod scopes;
pub mod service;
pub mod store;
pub mod tls;
pub mod workspace;

pub use app::{App, Stopping, Work};
pub use error::Failure;
pub use guard::Hosts;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{any, get};
use std::io;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::time::timeout;

/// How long requests may go on once the server is asked to stop.
const GRACE: Duration = Duration::from_secs(5);
/// How long links and the background may then take.
const WIND_UP: Duration = Duration::from_secs(3);

/// Every route of the server, guarded.
pub fn app(app: App) -> Router {
    let (api, _) = openapi::documented();
    let (same_api, _) = api::routes().split_for_parts();
    let router = api
        .nest(openapi::OTHER_BASE, same_api)
        .merge(openapi::routes())
        .merge(pages::routes())
        .route("/link", any(link::open_link))
        .route("/healthz", get(health::check_life))
        .route("/readyz", get(health::check_readiness))
        .method_not_allowed_fallback(async || Failure::MethodNotAllowed)
        .fallback(async || Failure::NotFound("There is nothing at this address".into()))
        .layer(DefaultBodyLimit::max(api::MAX_BODY))
        .with_state(app.clone());
    guard::guarded(router, app)
}

/// Serves until `shutdown` is ready. Then no new request is taken, those under way may finish, and after them links are
/// told and the background comes to an end.
///
/// # Errors
/// When the listener fails, or another server has taken the database over.
pub async fn serve(
    listener: TcpListener,
    state: App,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let errands = tokio::spawn({
        let state = state.clone();
        async move { errands::keep_running(state.hub()).await }
    });
    let store = state.hub().store().clone();
    let served = tokio::select! {
        served = take_requests(listener, &state, shutdown) => served,
        () = store.lost() => Err(io::Error::other("another server has taken the database over: this one stops")),
    };
    state.stop();
    if timeout(WIND_UP, state.work_done()).await.is_err() {
        tracing::warn!("links or work in the background did not come to an end in time");
    }
    errands.abort();
    // A request that was cut off may hold a connection for ever.
    let _ = timeout(WIND_UP, store.close()).await;
    served
}

async fn take_requests(
    listener: TcpListener,
    state: &App,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let draining = state.clone();
    let stop = async move {
        shutdown.await;
        draining.drain();
    };
    let overdue = async {
        state.draining().await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        served = axum::serve(listener, app(state.clone())).with_graceful_shutdown(stop) => served,
        () = overdue => {
            tracing::warn!("requests did not end in time: they are cut off");
            Ok(())
        }
    }
}
