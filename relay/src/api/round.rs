//! `/giveaway`: the round itself: how it stands, opening, closing, its draws.

use super::body::Body;
use super::envelope::{BodyErrors, CommandErrors, DataOut, KeyErrors, data};
use crate::auth::Caller;
use crate::clock::rfc3339;
use crate::error::{ErrorOut, Failure};
use crate::openapi::BASE;
use crate::service::giveaway::{self, Drawn, Draws, Giveaway, Winner};
use axum::Json;
use buzzchat::protocol::{Beacon, BeaconLine};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How the current giveaway stands. All but `open`, the counts and the lists is null where there is none.
#[derive(Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "giveawayId": "round_01JJC0VK6ZT3Q9Y4F2M8W5X7AB",
    "open": false,
    "keywords": ["enter"],
    "commitment": "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8",
    "openedAt": "2025-01-24T10:20:00Z",
    "closedAt": "2025-01-24T10:30:00Z",
    "entryCount": 2,
    "lateCount": 0,
    "winners": [
        { "username": "viewer123", "draw": 1, "drawnAt": "2025-01-24T10:30:00Z", "claim": "pending" }
    ],
    "provable": true,
    "proofUrl": "/api/v1/giveaway/proof"
}))]
pub(super) struct GiveawayOut {
    giveaway_id: Option<String>,
    /// Whether entries count now.
    open: bool,
    /// The words that enter.
    keywords: Vec<String>,
    /// SHA-256 of the secret from which winners will follow, hex: published when the giveaway opens.
    commitment: Option<String>,
    #[schema(format = DateTime)]
    opened_at: Option<String>,
    #[schema(format = DateTime)]
    closed_at: Option<String>,
    /// Those who entered in time.
    entry_count: usize,
    /// Those who came after the giveaway was closed.
    late_count: usize,
    /// Everyone drawn so far, in the order drawn.
    winners: Vec<WinnerOut>,
    /// Whether `proofUrl` has a proof to give.
    provable: bool,
    /// Where the proof of the draws is, once there is one.
    proof_url: Option<String>,
}

/// Somebody who was drawn.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct WinnerOut {
    username: String,
    /// The number of the draw, from 1.
    draw: u32,
    #[schema(format = DateTime)]
    drawn_at: String,
    claim: ClaimOut,
}

/// What became of a prize.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum ClaimOut {
    /// The winner has not written yet, or no claim was asked for.
    Pending,
    /// The winner wrote in time.
    Claimed,
    /// The winner did not; another is drawn.
    Expired,
}

impl From<Winner> for WinnerOut {
    fn from(winner: Winner) -> Self {
        let claim = match winner.claimed {
            None => ClaimOut::Pending,
            Some(true) => ClaimOut::Claimed,
            Some(false) => ClaimOut::Expired,
        };
        Self { username: winner.viewer, draw: winner.draw, drawn_at: rfc3339(winner.drawn), claim }
    }
}

impl From<Giveaway> for GiveawayOut {
    fn from(giveaway: Giveaway) -> Self {
        Self {
            giveaway_id: Some(giveaway.round),
            open: giveaway.open,
            keywords: giveaway.keywords,
            commitment: unless_empty(giveaway.commitment),
            opened_at: Some(rfc3339(giveaway.opened)),
            closed_at: giveaway.closed.map(rfc3339),
            entry_count: giveaway.entrants,
            late_count: giveaway.late,
            winners: giveaway.winners.into_iter().map(Into::into).collect(),
            provable: giveaway.provable,
            proof_url: proof_url(giveaway.provable),
        }
    }
}

fn unless_empty(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

fn proof_url(provable: bool) -> Option<String> {
    provable.then(|| format!("{BASE}/giveaway/proof"))
}

fn status(caller: &Caller) -> Json<DataOut<GiveawayOut>> {
    data(giveaway::status(&caller.workspace).map(Into::into).unwrap_or_default())
}

/// Get the giveaway
///
/// How the current giveaway of the active account stands.
#[utoipa::path(
    get,
    path = "/giveaway",
    operation_id = "getGiveaway",
    tag = "giveaway",
    responses((status = 200, description = "How it stands.", body = DataOut<GiveawayOut>), KeyErrors)
)]
pub(super) async fn get_giveaway(caller: Caller) -> Json<DataOut<GiveawayOut>> {
    status(&caller)
}

/// Nothing has to be said: the words that enter (`giveawayKeywords`) and the time after which the giveaway closes by
/// itself (`giveawayDuration`) are settings.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({}))]
pub(super) struct GiveawayIn {}

/// Open a giveaway
///
/// Viewers enter from now on. A giveaway that is open already stays as it is; after one that was closed a new one
/// begins. The words that enter and the duration are settings: change them first where they should be others.
#[utoipa::path(
    post,
    path = "/giveaway/open",
    operation_id = "openGiveaway",
    tag = "giveaway",
    request_body = Option<GiveawayIn>,
    responses(
        (status = 200, description = "A giveaway is open.", body = DataOut<GiveawayOut>),
        (
            status = 400,
            description = "The body is wrong.",
            body = ErrorOut,
            example = json!({
                "success": false,
                "error": { "code": "VALIDATION_ERROR", "message": "The body is not valid JSON" }
            })
        ),
        KeyErrors,
        BodyErrors,
        CommandErrors,
    )
)]
pub(super) async fn open_giveaway(
    caller: Caller,
    body: Body<Option<GiveawayIn>>,
) -> Result<Json<DataOut<GiveawayOut>>, Failure> {
    let GiveawayIn {} = body.or_default().unwrap_or_default();
    giveaway::open(&caller.workspace).await?;
    Ok(status(&caller))
}

/// Close the giveaway
///
/// Fixes the list of those who entered in time; who enters later is too late. Winners can be drawn right after; the
/// first lines of the chat add to the draw where it waits for them (15 seconds).
#[utoipa::path(
    post,
    path = "/giveaway/close",
    operation_id = "closeGiveaway",
    tag = "giveaway",
    request_body = Option<GiveawayIn>,
    responses(
        (status = 200, description = "The giveaway is closed.", body = DataOut<GiveawayOut>),
        (
            status = 400,
            description = "The body is wrong, or no giveaway is open.",
            body = ErrorOut,
            example = json!({
                "success": false,
                "error": { "code": "VALIDATION_ERROR", "message": "No giveaway is open" }
            })
        ),
        KeyErrors,
        BodyErrors,
        CommandErrors,
    )
)]
pub(super) async fn close_giveaway(
    caller: Caller,
    body: Body<Option<GiveawayIn>>,
) -> Result<Json<DataOut<GiveawayOut>>, Failure> {
    let GiveawayIn {} = body.or_default().unwrap_or_default();
    giveaway::close(&caller.workspace).await?;
    Ok(status(&caller))
}

/// The draws of the current giveaway. What they share stands beside them.
#[derive(Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "giveawayId": "round_01JJC0VK6ZT3Q9Y4F2M8W5X7AB",
    "commitment": "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8",
    "root": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "entryCount": 2,
    "beacon": [{ "username": "shopper456", "text": "good luck everyone" }],
    "draws": [{ "number": 1, "winners": ["viewer123"], "drawnAt": "2025-01-24T10:30:00Z" }],
    "provable": true,
    "proofUrl": "/api/v1/giveaway/proof"
}))]
pub(super) struct DrawsOut {
    /// Null where there is no giveaway.
    giveaway_id: Option<String>,
    /// SHA-256 of the secret from which the winners follow, hex: published when the giveaway opened.
    commitment: Option<String>,
    /// What fixes the list drawn from, hex; null until the giveaway is closed.
    root: Option<String>,
    /// Those who entered in time.
    entry_count: usize,
    /// The chat's first lines after closing, which add to every draw; null where the draw did not wait for them.
    beacon: Option<Vec<BeaconLineOut>>,
    /// The first one first.
    draws: Vec<DrawOut>,
    /// Whether `proofUrl` has a proof to give.
    provable: bool,
    /// Where the proof is, once there is one.
    proof_url: Option<String>,
}

/// A line the chat wrote.
#[derive(Serialize, ToSchema)]
pub(super) struct BeaconLineOut {
    username: String,
    text: String,
}

/// A draw.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct DrawOut {
    /// From 1.
    number: u32,
    /// In the order drawn.
    winners: Vec<String>,
    #[schema(format = DateTime)]
    drawn_at: String,
}

impl From<Drawn> for DrawOut {
    fn from(drawn: Drawn) -> Self {
        Self { number: drawn.number, winners: drawn.winners, drawn_at: rfc3339(drawn.at) }
    }
}

impl From<Draws> for DrawsOut {
    fn from(held: Draws) -> Self {
        let line = |BeaconLine { viewer, text }| BeaconLineOut { username: viewer, text };
        let beacon = |beacon| match beacon {
            Beacon::None => None,
            Beacon::Lines(lines) => Some(lines.into_iter().map(line).collect()),
        };
        Self {
            giveaway_id: Some(held.round),
            commitment: unless_empty(held.commitment),
            root: held.root.and_then(unless_empty),
            entry_count: held.entrants,
            beacon: beacon(held.beacon),
            draws: held.draws.into_iter().map(Into::into).collect(),
            provable: held.provable,
            proof_url: proof_url(held.provable),
        }
    }
}

/// Get the draws
///
/// Every draw of the current giveaway, with what the proof at `/giveaway/proof` fixes.
#[utoipa::path(
    get,
    path = "/giveaway/draws",
    operation_id = "getGiveawayDraws",
    tag = "giveaway",
    responses((status = 200, description = "The draws.", body = DataOut<DrawsOut>), KeyErrors)
)]
pub(super) async fn list_draws(caller: Caller) -> Json<DataOut<DrawsOut>> {
    data(giveaway::draws(&caller.workspace).map(Into::into).unwrap_or_default())
}
