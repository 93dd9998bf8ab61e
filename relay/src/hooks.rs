//! Where services call: one address for each line, with a secret in it. What was told is stored before it is answered, or
//! the service is asked to tell it again. Nothing of the address reaches a log.

use crate::app::App;
use crate::auth::client;
use crate::clock;
use crate::connectors::{Call, Refusal};
use crate::metrics::count_database_error;
use crate::store::StoreError;
use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

/// What the largest service sends at most.
const MAX_CALL: usize = 3 * 1_024 * 1_024;

/// To a service that tells again what is not answered with success.
const AGAIN: &str = "It could not be kept: tell it again";

/// What is answered.
type Answer = (StatusCode, [(HeaderName, HeaderValue); 1], String);

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/hooks/{line}/{secret}", get(take_call).post(take_call))
}

async fn take_call(State(app): State<App>, Path((line, secret)): Path<(String, String)>, request: Request) -> Response {
    let client = client(&request);
    let called = match app.messaging().called_line(&line, &secret).await {
        Ok(Some(called)) => called,
        Ok(None) => return stranger(app.limits().count_refusal(client, clock::now()).within).into_response(),
        Err(error) => return again(&error).into_response(),
    };
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MAX_CALL).await else {
        return plain(StatusCode::PAYLOAD_TOO_LARGE, "At most 3 MB are read").into_response();
    };
    let query = parts.uri.query().unwrap_or_default().to_owned();
    let call = Call { method: parts.method, headers: parts.headers, query, body };
    match app.messaging().hear_call(&called, &call).await {
        Ok(Ok(answer)) => plain(StatusCode::OK, answer),
        Ok(Err(refusal)) => refused(refusal),
        Err(error) => again(&error),
    }
    .into_response()
}

/// Whoever guesses is soon not heard at all; one that knows the secret is heard whatever others do at its address.
fn stranger(within: bool) -> Answer {
    if within {
        return refused(Refusal::NotFound);
    }
    plain(StatusCode::TOO_MANY_REQUESTS, "Too many calls without a valid secret came from this address")
}

fn refused(refusal: Refusal) -> Answer {
    let (status, why) = match refusal {
        Refusal::Malformed => (StatusCode::BAD_REQUEST, "The call cannot be read"),
        Refusal::Unsigned => (StatusCode::UNAUTHORIZED, "The signature is missing or wrong"),
        Refusal::Forbidden => (StatusCode::FORBIDDEN, "The word shown is wrong"),
        Refusal::NotFound => (StatusCode::NOT_FOUND, "There is nothing at this address"),
        Refusal::NotNow => (StatusCode::SERVICE_UNAVAILABLE, AGAIN),
    };
    plain(status, why)
}

fn again(error: &StoreError) -> Answer {
    count_database_error();
    tracing::error!(%error, "what a service told cannot be kept");
    plain(StatusCode::SERVICE_UNAVAILABLE, AGAIN)
}

fn plain(status: StatusCode, text: impl Into<String>) -> Answer {
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    (status, [(header::CONTENT_TYPE, kind)], text.into())
}
