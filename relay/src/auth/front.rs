//! Authentication and limits as HTTP shows them: where a key stands in a request, and the headers of a response.

use super::scheme::{bearer, key_after_basic};
use super::{Caller, Denied, Proof, admit};
use crate::app::App;
use crate::clock;
use crate::error::Failure;
use crate::family::Family;
use crate::limits::{Allowance, Client};
use crate::mcp::MCP;
use axum::extract::{ConnectInfo, FromRequestParts, Query, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use std::net::SocketAddr;

const LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

/// To a client whose key stands in the address.
const QUERY_WARNING: HeaderValue = HeaderValue::from_static(
    "299 - \"A key in the address ends up in logs and histories; send it as Authorization: Bearer\"",
);

#[derive(Deserialize)]
struct KeyIn {
    api_key: Option<String>,
}

/// What a request shows.
struct Presented {
    proof: Option<Proof>,
    in_query: bool,
}

impl Presented {
    /// What stands in the header or, where there is no such header, in the query.
    fn read(family: Family, headers: &HeaderMap, uri: &Uri, query_allowed: bool) -> Self {
        if let Some(value) = headers.get(header::AUTHORIZATION) {
            let proof = match family {
                Family::Buzzchat | Family::Ava | Family::Botbiz => bearer(value).map(Proof::Key),
                Family::Elitbuzz => key_after_basic(value).map(Proof::Key),
                Family::Domo => bearer(value).map(Proof::Token),
            };
            return Self { proof, in_query: false };
        }
        let key = query_allowed.then(|| Query::<KeyIn>::try_from_uri(uri).ok()?.0.api_key).flatten();
        Self { in_query: key.is_some(), proof: key.map(Proof::Key) }
    }
}

/// The caller that [`meter`] let in. Without it nobody is let in.
impl FromRequestParts<App> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Failure> {
        parts.extensions.remove::<Self>().ok_or(Failure::InvalidApiKey)
    }
}

/// Lets the caller of a request that asks for a key in before anything looks at the request, and says in the response what is left.
///
/// Whoever is not known goes on without a caller: an address that needs one refuses, another says that there is nothing.
pub(crate) async fn meter(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let Some(family) = Family::asked_for(path) else { return next.run(request).await };
    // A key in the address is what one API documents, and nothing else needs it.
    let in_query = app.keys_in_query() && family == Family::Buzzchat && path != MCP;
    let Presented { proof, in_query } = Presented::read(family, request.headers(), request.uri(), in_query);
    let mut response = match admit(&app, family, proof, client(&request)).await {
        Ok((caller, allowance)) => {
            request.extensions_mut().insert(caller);
            described(next.run(request).await, allowance)
        }
        Err(Denied { failure: Failure::InvalidApiKey, allowance }) => described(next.run(request).await, allowance),
        Err(denied) => denied.into_response(),
    };
    if in_query {
        response.headers_mut().insert(header::WARNING, QUERY_WARNING);
    }
    response
}

impl IntoResponse for Denied {
    fn into_response(self) -> Response {
        let mut response = described(self.failure.into_response(), self.allowance);
        if response.status() == StatusCode::TOO_MANY_REQUESTS {
            let seconds = self.allowance.wait.div_ceil(1_000);
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

/// Says what is left to an address, where a response to an API request says nothing yet.
pub(crate) fn describe_refusals(app: &App, client: Client, response: Response) -> Response {
    if response.headers().contains_key(LIMIT) {
        return response;
    }
    described(response, app.limits().refusals_left(client, clock::now()))
}

/// Says in a response what is left.
pub(crate) fn described(mut response: Response, allowance: Allowance) -> Response {
    let headers = response.headers_mut();
    headers.insert(LIMIT, allowance.limit.into());
    headers.insert(REMAINING, allowance.remaining.into());
    headers.insert(RESET, (allowance.reset / 1_000).into());
    response
}

/// Who is at the other end of the connection.
pub(crate) fn client(request: &Request) -> Client {
    let address = request.extensions().get::<ConnectInfo<SocketAddr>>();
    address.map_or(Client::UNKNOWN, |ConnectInfo(address)| Client::new(address.ip()))
}
