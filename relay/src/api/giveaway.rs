//! `/giveaway`: who entered, who wins.

use super::body::Body;
use super::envelope::{BodyErrors, CommandErrors, DataOut, DoneOut, KeyErrors, data, done};
use crate::auth::Caller;
use crate::clock::rfc3339;
use crate::error::{ErrorOut, Failure};
use crate::scopes::Scope;
use crate::service;
use axum::Json;
use axum::http::header;
use axum::response::IntoResponse;
use buzzchat::protocol::Entry;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Those who entered in time.
#[derive(Serialize, ToSchema)]
pub(super) struct EntriesOut {
    /// The earliest first.
    #[schema(example = json!([
        { "username": "viewer123", "timestamp": "2025-01-24T10:25:00Z" },
        { "username": "shopper456", "timestamp": "2025-01-24T10:26:30Z" }
    ]))]
    entries: Vec<EntryOut>,
    #[schema(example = 2)]
    count: usize,
}

/// A viewer's entry.
#[derive(Serialize, ToSchema)]
pub(crate) struct EntryOut {
    username: String,
    #[schema(format = DateTime)]
    timestamp: String,
}

impl From<Entry> for EntryOut {
    fn from(entry: Entry) -> Self {
        Self { username: entry.viewer, timestamp: rfc3339(entry.at) }
    }
}

/// Get giveaway entries
///
/// Those who entered the current giveaway in time.
#[utoipa::path(
    get,
    path = "/giveaway/entries",
    operation_id = "getGiveawayEntries",
    tag = "giveaway",
    responses((status = 200, description = "The entries.", body = DataOut<EntriesOut>), KeyErrors)
)]
pub(super) async fn list_entries(caller: Caller) -> Result<Json<DataOut<EntriesOut>>, Failure> {
    caller.needs(Scope::Read)?;
    let entries: Vec<EntryOut> = service::giveaway::entries(&caller.workspace).into_iter().map(Into::into).collect();
    Ok(data(EntriesOut { count: entries.len(), entries }))
}

/// Clear giveaway entries
///
/// Throws the entries away; the next ones count for a new giveaway.
#[utoipa::path(
    delete,
    path = "/giveaway/entries",
    operation_id = "clearGiveawayEntries",
    tag = "giveaway",
    responses(
        (
            status = 200,
            description = "The entries are gone.",
            body = DoneOut,
            example = json!({ "success": true, "message": "All entries cleared" })
        ),
        KeyErrors,
        CommandErrors,
    )
)]
pub(super) async fn clear_entries(caller: Caller) -> Result<Json<DoneOut>, Failure> {
    caller.needs(Scope::Giveaway)?;
    service::giveaway::clear_entries(&caller.workspace).await?;
    Ok(done("All entries cleared"))
}

/// A draw.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "count": 1 }))]
pub(super) struct PickWinnerIn {
    /// How many winners.
    #[serde(default = "one")]
    #[schema(minimum = 1, maximum = 10, default = 1)]
    count: u32,
}

fn one() -> u32 {
    1
}

impl Default for PickWinnerIn {
    fn default() -> Self {
        Self { count: one() }
    }
}

/// The winners.
#[derive(Serialize, ToSchema)]
pub(super) struct PickWinnerOut {
    /// In the order drawn.
    #[schema(example = json!(["viewer123"]))]
    winners: Vec<String>,
    #[schema(format = DateTime, example = "2025-01-24T10:30:00Z")]
    timestamp: String,
}

/// Pick giveaway winners
///
/// Draws among those who entered in time and have not won yet. The first draw closes the giveaway.
#[utoipa::path(
    post,
    path = "/giveaway/pick-winner",
    operation_id = "pickWinner",
    tag = "giveaway",
    request_body = Option<PickWinnerIn>,
    responses(
        (status = 200, description = "The winners.", body = DataOut<PickWinnerOut>),
        (
            status = 400,
            description = "The body is wrong, or there are too few entries.",
            body = ErrorOut,
            example = json!({
                "success": false,
                "error": { "code": "VALIDATION_ERROR", "message": "There are no giveaway entries to draw from" }
            })
        ),
        KeyErrors,
        BodyErrors,
        CommandErrors,
    )
)]
pub(super) async fn pick_winner(
    caller: Caller,
    body: Body<Option<PickWinnerIn>>,
) -> Result<Json<DataOut<PickWinnerOut>>, Failure> {
    caller.needs(Scope::Giveaway)?;
    let (winners, at) =
        service::giveaway::pick_winners(&caller.workspace, body.or_default().unwrap_or_default().count).await?;
    Ok(data(PickWinnerOut { winners, timestamp: rfc3339(at) }))
}

/// Get the proof of the draws
///
/// A file from which anybody can draw the current giveaway's winners again: with `buzzchat-relay verify`, on the relay's
/// `/verify` page, or with a script of their own.
#[utoipa::path(
    get,
    path = "/giveaway/proof",
    operation_id = "getGiveawayProof",
    tag = "giveaway",
    responses(
        (
            status = 200,
            description = "The proof, bare: exactly these bytes are verified.",
            body = Object,
            content_type = "application/json"
        ),
        (
            status = 404,
            description = "Nothing was drawn, or not everything is known here.",
            body = ErrorOut,
            example = json!({
                "success": false,
                "error": { "code": "NOT_FOUND", "message": "There is no draw to prove" }
            })
        ),
        KeyErrors,
    )
)]
pub(super) async fn get_proof(caller: Caller) -> Result<impl IntoResponse, Failure> {
    caller.needs(Scope::Read)?;
    let proof = service::giveaway::proof(&caller.workspace).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"giveaway-proof.json\""),
    ];
    Ok((headers, proof))
}
