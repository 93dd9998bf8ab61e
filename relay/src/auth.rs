//! Who calls the BuzzChat API. Runs before a body is looked at.

use crate::app::App;
use crate::error::Failure;
use crate::scopes::Scopes;
use crate::workspace::Workspace;
use axum::extract::{FromRequestParts, Query};
use axum::http::header;
use axum::http::request::Parts;
use buzzchat::engine::{KEY_PREFIX, hash_key};
use serde::Deserialize;

/// A caller with a live key.
#[derive(Clone, Debug)]
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
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(known.clone());
        }
        let key = presented_key(parts).filter(|key| key.starts_with(KEY_PREFIX)).ok_or(Failure::InvalidApiKey)?;
        let (owner, workspace) = app.hub().find_key(&hash_key(&key)).await?.ok_or(Failure::InvalidApiKey)?;
        Ok(Self { workspace, key: owner.key, scopes: Scopes::ALL })
    }
}

/// The key in the header or, where there is no such header, in the query.
fn presented_key(parts: &Parts) -> Option<String> {
    match parts.headers.get(header::AUTHORIZATION) {
        Some(value) => {
            let (scheme, key) = value.to_str().ok()?.split_once(' ')?;
            scheme.eq_ignore_ascii_case("bearer").then(|| key.trim().to_owned())
        }
        None => Query::<KeyIn>::try_from_uri(&parts.uri).ok()?.0.api_key,
    }
}
