//! BuzzChat's relay: keeps what happened on the devices of a workspace, and opens it to tools over HTTP.
//!
//! The binary parses a command line; everything else is here, so that tests drive the real server.

pub mod api;
mod app;
mod auth;
pub mod cli;
mod clock;
pub mod config;
mod connecting;
pub mod connectors;
mod docs;
mod errands;
mod error;
pub mod families;
pub mod family;
pub mod generation;
mod guard;
mod health;
mod hooks;
mod idempotency;
pub mod integrations;
pub mod limits;
mod link;
pub mod logging;
pub mod mcp;
pub mod messaging;
pub mod metrics;
mod observe;
pub mod openapi;
pub mod outgoing;
mod pages;
pub mod pairing;
mod qr;
pub mod scopes;
pub mod service;
mod sign_in;
pub mod store;
pub mod tier;
pub mod tls;
mod uuid;
pub mod webhook;
pub mod workspace;

pub use app::{App, KeyRules, Rules, Stopping, Work};
pub use error::Failure;
pub use guard::Hosts;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{any, get, post};
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
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
        .route_layer(from_fn_with_state(app.clone(), idempotency::carry_out_once))
        .merge(families::routes(&app))
        .merge(connecting::routes())
        .merge(openapi::routes())
        .merge(docs::routes())
        .merge(pages::routes())
        .merge(metrics::routes())
        .merge(hooks::routes())
        .route("/app/sign-in", post(sign_in::sign_in))
        .route("/link", any(link::open_link))
        .route(mcp::MCP, mcp::route(app.hosts()))
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
    let hearing = tokio::spawn({
        let state = state.clone();
        async move { integrations::keep_hearing(state.hub()).await }
    });
    let upkeep = tokio::spawn({
        let state = state.clone();
        async move { auth::keep_current(&state).await }
    });
    let deliveries =
        webhook::keep_delivering(state.hub().store().clone(), Arc::clone(state.webhooks()), state.stopping());
    wait_for(&state, deliveries);
    wait_for(&state, messaging::keep_sending(Arc::clone(state.messaging()), state.stopping()));
    wait_for(&state, messaging::keep_watching(Arc::clone(state.messaging()), state.stopping()));
    wait_for(&state, messaging::keep_running_flows(Arc::clone(state.messaging()), state.stopping()));
    let measuring = tokio::spawn(metrics::keep_current());
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
    hearing.abort();
    upkeep.abort();
    measuring.abort();
    if !matches!(timeout(WIND_UP, state.limits().give_back(&store)).await, Ok(Ok(()))) {
        tracing::warn!("requests that were leased and not made are lost until their window ends");
    }
    // A request that was cut off may hold a connection for ever.
    let _ = timeout(WIND_UP, store.close()).await;
    served
}

/// Does something in the background that the server waits for when it stops.
fn wait_for(state: &App, doing: impl Future<Output = ()> + Send + 'static) {
    let work = state.begin_work();
    tokio::spawn(async move {
        doing.await;
        drop(work);
    });
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
    let service = app(state.clone()).into_make_service_with_connect_info::<SocketAddr>();
    tokio::select! {
        served = axum::serve(listener, service).with_graceful_shutdown(stop) => served,
        () = overdue => {
            tracing::warn!("requests did not end in time: they are cut off");
            Ok(())
        }
    }
}
