//! Who calls the BuzzChat API. Runs before a body is looked at.

use crate::app::App;
use crate::error::Failure;
use crate::scopes::Scopes;
use crate::workspace::Workspace;
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use buzzchat::engine::{KEY_PREFIX, hash_key};
use serde::Deserialize;

/// A caller with a live key.
#[derive(Debug)]
pub(crate) struct Caller {
    /// The workspace the key opens.
    pub(crate) workspace: Workspace,
    /// The key's id.
    pub(crate) key: String,
    /// What it may be used for.
    pub(crate) scopes: Scopes,
}

#[derive(Deserialize)]
struct KeyIn {
    api_key: Option<String>,
}

impl FromRequestParts<App> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        admit(app, presented_key(parts)).await
    }
}

/// Whom the key in the header lets in: the way in for what is no REST. A key in the address is not taken.
///
/// # Errors
/// When there is no such key.
pub(crate) async fn bearer(app: &App, headers: &HeaderMap) -> Result<Caller, Failure> {
    let key = headers.get(header::AUTHORIZATION).and_then(bearer_key);
    admit(app, key).await
}

async fn admit(app: &App, key: Option<String>) -> Result<Caller, Failure> {
    let key = key.filter(|key| key.starts_with(KEY_PREFIX)).ok_or(Failure::InvalidApiKey)?;
    let (owner, workspace) = app.hub().find_key(&hash_key(&key)).await?.ok_or(Failure::InvalidApiKey)?;
    Ok(Caller { workspace, key: owner.key, scopes: Scopes::ALL })
}

fn bearer_key(value: &HeaderValue) -> Option<String> {
    let (scheme, key) = value.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| key.trim().to_owned())
}

/// The key in the header or, where there is no such header, in the query.
fn presented_key(parts: &Parts) -> Option<String> {
    match parts.headers.get(header::AUTHORIZATION) {
        Some(value) => bearer_key(value),
        None => Query::<KeyIn>::try_from_uri(&parts.uri).ok()?.0.api_key,
    }
}
