//! What is counted, and `/metrics`, where Prometheus reads it. Labels are words of ours: no key, no id, nothing a client
//! wrote.

use crate::app::App;
use crate::error::Failure;
use crate::guard::is_local;
use axum::Router;
use axum::extract::Request;
use axum::http::{Method, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram, set_global_recorder};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::sync::OnceLock;
use std::time::Duration;

const REQUESTS: &str = "buzzchat_http_requests_total";
const LATENCY: &str = "buzzchat_http_request_seconds";
const LINKS: &str = "buzzchat_links";
const COMMANDS: &str = "buzzchat_commands_total";
const DELIVERIES: &str = "buzzchat_webhook_attempts_total";
const TOOL_CALLS: &str = "buzzchat_mcp_calls_total";
const DROPPED_ROWS: &str = "buzzchat_chat_rows_dropped_total";
const DATABASE_ERRORS: &str = "buzzchat_database_errors_total";

/// From what a cached read takes to the limit of every request.
const BUCKETS: [f64; 12] = [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.0, 10.0, 30.0];
/// So often what was measured is put into its buckets, whether somebody reads it or not.
const UPKEEP: Duration = Duration::from_secs(5);

/// One for the process: that is how the counters find it.
static EXPOSITION: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

/// Counts from now on.
fn exposition() -> Option<&'static PrometheusHandle> {
    let start = || {
        let builder = PrometheusBuilder::new().set_buckets_for_metric(Matcher::Full(LATENCY.into()), &BUCKETS);
        let recorder = builder.ok()?.build_recorder();
        let handle = recorder.handle();
        set_global_recorder(recorder).ok()?;
        describe();
        Some(handle)
    };
    EXPOSITION.get_or_init(start).as_ref()
}

fn describe() {
    describe_counter!(REQUESTS, "Requests answered, by method, route and status");
    describe_histogram!(LATENCY, "How long requests took, by method and route");
    describe_gauge!(LINKS, "Devices connected");
    describe_counter!(COMMANDS, "Commands carried out, by what came of them");
    describe_counter!(DELIVERIES, "Attempts to deliver a webhook, by what came of them");
    describe_counter!(TOOL_CALLS, "Calls of MCP tools, by tool and by what came of them");
    describe_counter!(DROPPED_ROWS, "Rows of chats that integrations were not told of, because there were too many");
    describe_counter!(DATABASE_ERRORS, "Requests and links that failed because of the database");
    gauge!(LINKS).set(0.0);
    counter!(DATABASE_ERRORS).absolute(0);
}

/// Keeps the measurements in order for as long as it is polled.
pub(crate) async fn keep_current() {
    let Some(exposition) = exposition() else { return };
    loop {
        tokio::time::sleep(UPKEEP).await;
        exposition.run_upkeep();
    }
}

/// `/metrics`. Only who sits at this computer may look: a proxy in front would show it to everybody.
pub(crate) fn routes() -> Router<App> {
    // Before the first request and the first link, so that none is missed.
    let _ = exposition();
    Router::new().route("/metrics", get(show_metrics))
}

async fn show_metrics(request: Request) -> Result<Response, Failure> {
    if !is_local(&request) {
        return Err(Failure::Forbidden("Metrics are shown on the relay's own computer only"));
    }
    let text = exposition().map(PrometheusHandle::render).ok_or(Failure::Internal)?;
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response())
}

/// A request was answered.
pub(crate) fn count_request(method: &Method, route: &str, status: u16, took: Duration) {
    let (method, route) = (known(method), route.to_owned());
    counter!(REQUESTS, "method" => method, "route" => route.clone(), "status" => status.to_string()).increment(1);
    histogram!(LATENCY, "method" => method, "route" => route).record(took);
}

/// A client may invent methods; the labels shall not grow with them.
fn known(method: &Method) -> &'static str {
    let known = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
    known.into_iter().find(|name| method == *name).unwrap_or("other")
}

/// A device is connected for as long as this is held.
#[derive(Debug)]
pub(crate) struct LinkCount(());

impl LinkCount {
    pub(crate) fn new() -> Self {
        gauge!(LINKS).increment(1);
        Self(())
    }
}

impl Drop for LinkCount {
    fn drop(&mut self) {
        gauge!(LINKS).decrement(1);
    }
}

/// A command was answered: `done`, or the code of its refusal.
pub(crate) fn count_command(outcome: &'static str) {
    counter!(COMMANDS, "outcome" => outcome).increment(1);
}

/// Rows of a chat are left out.
pub(crate) fn count_dropped_rows(rows: u64) {
    if rows > 0 {
        counter!(DROPPED_ROWS).increment(rows);
    }
}

/// An attempt to deliver a webhook: `delivered`, `retried`, `failed`, `gone`.
pub(crate) fn count_delivery(outcome: &'static str) {
    counter!(DELIVERIES, "outcome" => outcome).increment(1);
}

/// A tool of ours was called.
pub(crate) fn count_tool_call(tool: &str, outcome: &'static str) {
    counter!(TOOL_CALLS, "tool" => tool.to_owned(), "outcome" => outcome).increment(1);
}

/// Something failed because of the database.
pub(crate) fn count_database_error() {
    counter!(DATABASE_ERRORS).increment(1);
}
