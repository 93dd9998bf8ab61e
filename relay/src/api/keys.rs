//! `/keys`: the keys of the API itself.

use super::body::Body;
use super::envelope::{BodyErrors, DataOut, DoneOut, KeyErrors, data, done};
use super::webhooks::{moment, named};
use crate::app::App;
use crate::auth::Caller;
use crate::clock::rfc3339;
use crate::error::{ErrorOut, Failure};
use crate::limits::Terms;
use crate::scopes::{Scope, Scopes};
use crate::service::keys::{self, LiveKey};
use crate::store::OwnTerms;
use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use buzzchat::journal::KeyRecord;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The keys that work.
#[derive(Serialize, ToSchema)]
pub(super) struct KeysOut {
    /// The oldest first.
    keys: Vec<KeyOut>,
}

/// A key, without its text: nobody has that but whoever it was shown to.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct KeyOut {
    #[schema(example = "key_01JJC0VK6ZT3Q9Y4F2M8W5X7AB")]
    id: String,
    #[schema(example = "Deck")]
    name: String,
    /// Its first and last characters.
    #[schema(example = "bz_live_3f9…c2d1")]
    mask: String,
    #[schema(format = DateTime, example = "2025-01-24T10:00:00Z")]
    created_at: String,
    /// To about a minute; null before the first time.
    #[schema(required, format = DateTime, example = "2025-01-24T10:30:00Z")]
    last_used_at: Option<String>,
    /// Requests a minute.
    #[schema(example = 60)]
    per_minute: u64,
    /// Requests a day, UTC.
    #[schema(example = 10_000)]
    per_day: u64,
    /// What it may be used for.
    #[schema(value_type = Vec<ScopeName>, example = json!(["read", "messages"]))]
    scopes: Vec<&'static str>,
    /// When it ends by itself: twelve hours after somebody signed in to the dashboard. Null for every other key.
    #[schema(required, format = DateTime)]
    expires_at: Option<String>,
}

/// What a key may be used for.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "only describes the property; `scopes` knows the words")]
enum ScopeName {
    Read,
    Messages,
    Giveaway,
    Settings,
    Webhooks,
    Keys,
}

impl From<LiveKey> for KeyOut {
    fn from(LiveKey { id, record: KeyRecord { name, mask, created, .. }, last_use, terms, expires }: LiveKey) -> Self {
        let Terms { per_minute, per_day, scopes, .. } = terms;
        let (created_at, last_used_at) = (rfc3339(created), last_use.and_then(moment));
        let (scopes, expires_at) = (scopes.names().collect(), expires.map(rfc3339));
        Self { id, name, mask, created_at, last_used_at, per_minute, per_day, scopes, expires_at }
    }
}

/// List API keys
///
/// Every key that works in the workspace, and what it may do.
#[utoipa::path(
    get,
    path = "/keys",
    operation_id = "listKeys",
    tag = "keys",
    responses((status = 200, description = "The keys.", body = DataOut<KeysOut>), KeyErrors)
)]
pub(super) async fn list_keys(State(app): State<App>, caller: Caller) -> Result<Json<DataOut<KeysOut>>, Failure> {
    caller.needs(Scope::Keys)?;
    let records = caller.workspace.replica().read(keys::records);
    let live = keys::list(app.hub().store(), caller.workspace.name(), records).await?;
    Ok(data(KeysOut { keys: live.into_iter().map(Into::into).collect() }))
}

/// A key to make. What is left out is as for every key, as far as the key that asks has it.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "name": "Deck", "scopes": ["read", "messages"], "perMinute": 60 }))]
pub(super) struct CreateKeyIn {
    /// What you call it.
    #[schema(min_length = 1, max_length = 50)]
    name: String,
    /// What it may be used for; unless given, everything that the key that asks may be used for but `keys`.
    #[serde(default, deserialize_with = "named")]
    #[schema(nullable = false, value_type = Option<Vec<ScopeName>>, min_items = 1)]
    scopes: Option<Vec<String>>,
    /// Requests a minute; 60 unless given.
    #[serde(default, deserialize_with = "named")]
    #[schema(nullable = false, minimum = 1)]
    per_minute: Option<u64>,
    /// Requests a day, UTC; 10000 unless given.
    #[serde(default, deserialize_with = "named")]
    #[schema(nullable = false, minimum = 1)]
    per_day: Option<u64>,
}

impl CreateKeyIn {
    fn terms(&self) -> Result<OwnTerms, Failure> {
        let scopes = self.scopes.as_ref().map(|names| Scopes::parse(&names.join(",")));
        let scopes = scopes.transpose().map_err(|why| Failure::Validation(format!("scopes: {why}")))?;
        Ok(OwnTerms { per_minute: self.per_minute, per_day: self.per_day, scopes })
    }
}

/// A key just made.
#[derive(Serialize, ToSchema)]
pub(super) struct CreatedKeyOut {
    /// The key itself: in this answer and never again.
    #[schema(example = "bz_live_3f9a…")]
    key: String,
    #[serde(flatten)]
    made: KeyOut,
}

/// Create an API key
///
/// Makes a key and shows it, this once. It can do no more than the key that asks: neither another scope nor a higher limit.
#[utoipa::path(
    post,
    path = "/keys",
    operation_id = "createKey",
    tag = "keys",
    request_body = CreateKeyIn,
    responses(
        (status = 201, description = "The key works.", body = DataOut<CreatedKeyOut>),
        (
            status = 400,
            description = "The body is wrong, or asks for higher limits than the key that asks has.",
            body = ErrorOut,
            example = json!({
                "success": false,
                "error": {
                    "code": "VALIDATION_ERROR",
                    "message": "perMinute must be between 1 and 60: a key makes none with more than its own"
                }
            })
        ),
        KeyErrors,
        BodyErrors,
    )
)]
pub(super) async fn create_key(
    State(app): State<App>,
    caller: Caller,
    body: Body<CreateKeyIn>,
) -> Result<(StatusCode, Json<DataOut<CreatedKeyOut>>), Failure> {
    caller.needs(Scope::Keys)?;
    let asked = body.required()?;
    let (store, terms) = (app.hub().store(), keys::within(caller.terms, asked.terms()?)?);
    let made = keys::create(store, &caller.workspace, asked.name, terms).await?;
    let record = caller.workspace.replica().read(|shared| shared.key(&made.hash.key).cloned());
    let terms = store.terms(&made.hash.hash).await?;
    let live =
        LiveKey { id: made.hash.key, record: record.ok_or(Failure::Internal)?, last_use: None, terms, expires: None };
    Ok((StatusCode::CREATED, data(CreatedKeyOut { key: made.text, made: live.into() })))
}

/// Revoke an API key
///
/// Stops accepting a key, at once and for good; also the very one that asks.
#[utoipa::path(
    delete,
    path = "/keys/{keyId}",
    operation_id = "revokeKey",
    tag = "keys",
    params(("keyId" = String, Path, description = "The key's id.", example = "key_01JJC0VK6ZT3Q9Y4F2M8W5X7AB")),
    responses(
        (
            status = 200,
            description = "The key opens nothing any more.",
            body = DoneOut,
            example = json!({ "success": true, "message": "API key revoked" })
        ),
        (
            status = 404,
            description = "There is no such key in the workspace.",
            body = ErrorOut,
            example = json!({ "success": false, "error": { "code": "NOT_FOUND", "message": "There is no such key" } })
        ),
        KeyErrors,
    )
)]
pub(super) async fn revoke_key(
    State(app): State<App>,
    caller: Caller,
    path: Result<Path<String>, PathRejection>,
) -> Result<Json<DoneOut>, Failure> {
    caller.needs(Scope::Keys)?;
    let Path(id) = path.map_err(|_| Failure::NotFound("There is no such key".into()))?;
    keys::revoke(app.hub().store(), &caller.workspace, id).await?;
    Ok(done("API key revoked"))
}
