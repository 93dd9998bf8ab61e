//! The way into the dashboard: a code from the command line becomes a key, once. A code is too short to be guessed at
//! leisure, so whoever tries is counted like whoever comes with a wrong key.

use crate::api::{Body, data};
use crate::app::App;
use crate::auth::{self, Denied};
use crate::clock;
use crate::error::Failure;
use crate::limits::Client;
use crate::pairing::hash_sign_in_code;
use crate::scopes::Scopes;
use crate::service::keys;
use crate::store::OwnTerms;
use axum::extract::{FromRequest, Request, State};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

/// A page that is looked at all day asks every few seconds. It is the place where keys are made.
const TERMS: OwnTerms = OwnTerms { per_minute: Some(300), per_day: Some(100_000), scopes: Some(Scopes::ALL) };

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignInIn {
    code: String,
}

/// The key for the page, which gives it back when it signs out.
#[derive(Serialize)]
struct SignedInOut {
    id: String,
    key: String,
    workspace: String,
}

/// Answers `POST /app/sign-in`.
pub(crate) async fn sign_in(State(app): State<App>, request: Request) -> Result<Response, Denied> {
    let client = auth::client(&request);
    let asked = match Body::<SignInIn>::from_request(request, &app).await.and_then(Body::required) {
        Ok(asked) => asked,
        Err(failure) => return Err(denied(&app, client, failure)),
    };
    // Counted before anything is looked up, so that many tries at once are no way around the limit.
    let counted = app.limits().count_refusal(client, clock::now());
    if !counted.within {
        return Err(Denied { failure: Failure::TooManyFailures, allowance: counted.allowance });
    }
    let signed_in = exchange(&app, &asked.code).await.map_err(|failure| denied(&app, client, failure))?;
    Ok(data(signed_in).into_response())
}

fn denied(app: &App, client: Client, failure: Failure) -> Denied {
    Denied { failure, allowance: app.limits().refusals_left(client, clock::now()) }
}

async fn exchange(app: &App, code: &str) -> Result<SignedInOut, Failure> {
    let store = app.hub().store();
    let Some(name) = store.take_code(&hash_sign_in_code(code), clock::now()).await? else {
        return Err(Failure::validation("The sign-in link is wrong, used or older than ten minutes: make a new one"));
    };
    let made = keys::create_for_a_while(store, &name, TERMS).await?;
    tracing::info!(workspace = name, key = made.hash.key, "somebody signed in to the dashboard");
    Ok(SignedInOut { id: made.hash.key, key: made.text, workspace: name })
}
