//! One line in the log and one count for every request, and the id by which both sides find it again. Neither holds a
//! query, a header or a body: a key may stand there, or what a viewer wrote.

use crate::clock;
use crate::metrics::count_request;
use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use buzzchat::engine::KEY_PREFIX;
use tokio::time::Instant;
use tracing::Instrument;

static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest id that a client may bring.
const MAX_ID: usize = 64;

pub(crate) async fn observe(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = request_id(request.headers());
    let method = request.method().clone();
    // What was asked for where there is nothing may be anything.
    let route = request.extensions().get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str).to_owned();
    let span = tracing::info_span!("request", request_id = %id);
    let mut response = next.run(request).instrument(span).await;
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID.clone(), id);
    }
    let (status, took) = (response.status().as_u16(), started.elapsed());
    count_request(&method, &route, status, took);
    let ms = took.as_micros() as f64 / 1_000.0;
    tracing::info!(request_id = %id, %method, route, status, ms, "request");
    response
}

/// The id that the client brought, if it is one, or a new one.
fn request_id(headers: &HeaderMap) -> String {
    let brought = headers.get(&REQUEST_ID).and_then(|id| id.to_str().ok()).filter(|id| is_sane(id));
    brought.map_or_else(|| clock::entropy().id("req_", clock::now()), str::to_owned)
}

fn is_sane(id: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    (1..=MAX_ID).contains(&id.len()) && id.bytes().all(allowed) && !id.contains(KEY_PREFIX)
}
