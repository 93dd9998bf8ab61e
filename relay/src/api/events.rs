//! `/events`: what happened, page after page, for those who missed a webhook or have none.

use super::envelope::{DataOut, KeyErrors};
use crate::app::App;
use crate::auth::Caller;
use crate::error::{ErrorOut, Failure};
use crate::scopes::Scope;
use crate::service::events::{self, Cursor};
use crate::service::newest;
use crate::webhook::EventType;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::IntoResponse;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

/// The most events of a page, and how many come where nothing is said.
const MAX_LIMIT: usize = 1_000;
const LIMIT: usize = 100;

#[derive(Deserialize)]
pub(super) struct EventsIn {
    since: Option<String>,
    limit: Option<String>,
    types: Option<String>,
    order: Option<String>,
}

/// What happened behind a cursor.
#[derive(ToSchema)]
#[schema(as = EventsOut, example = json!({
    "events": [{
        "id": "evt_xyz789",
        "type": "giveaway.entry",
        "timestamp": "2025-01-24T10:30:00Z",
        "data": { "username": "viewer123", "entryTime": "2025-01-24T10:30:00Z" }
    }],
    "nextCursor": "1042.37",
    "has_more": false,
    "complete": true
}))]
#[expect(dead_code, reason = "only describes the answer; events are written as webhooks get them")]
pub(super) struct EventsOut {
    /// In the order asked for.
    events: Vec<EventOut>,
    /// What to send as `since` next time.
    #[schema(rename = "nextCursor")]
    next_cursor: String,
    /// With `order=newest` alone: where the page began. Sent as `since`, without `order`, it brings what happened after.
    #[schema(rename = "latestCursor", nullable = false, example = "1043")]
    latest_cursor: Option<String>,
    /// Whether to ask again at once. A page may be empty and there be more: not all that is kept is an event.
    has_more: bool,
    /// False where a device's whole state was taken over on the way (it was paired with a history of its own, or came
    /// back to a relay restored from a backup): what happened inside it cannot be listed, and made no webhook either.
    complete: bool,
}

/// An event, exactly as webhooks get it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only describes the answer; events are written as webhooks get them")]
struct EventOut {
    /// The same in a webhook: what came both ways is one event.
    id: String,
    r#type: EventType,
    #[schema(format = DateTime)]
    timestamp: String,
    /// What the type tells.
    #[schema(value_type = Object)]
    data: Value,
}

/// Which way pages go.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase", default = "oldest")]
#[expect(dead_code, reason = "only describes the parameter; the handler reads the word")]
enum OrderIn {
    Oldest,
    Newest,
}

/// List events
///
/// The documented events in the order in which they reached the relay, for all accounts of the workspace. Send
/// `nextCursor` as `since` to go on: nothing is lost and nothing comes twice, also while events arrive. What happened on
/// a device without a connection comes when the device is back, whatever its `timestamp`. To look back instead, ask with
/// `order=newest`: from the newest event, or from `since`, towards the first.
#[utoipa::path(
    get,
    path = "/events",
    operation_id = "getEvents",
    tag = "events",
    params(
        (
            "since" = Option<String>,
            Query,
            description = "A `nextCursor`; from the beginning unless given, with `order=newest` from the end.",
            pattern = "^[0-9]+(\\.[0-9]+)?$",
            example = "1042.37"
        ),
        (
            "limit" = Option<usize>,
            Query,
            description = "The most events of the page; 100 unless given.",
            minimum = 1,
            maximum = 1_000
        ),
        (
            "types" = Option<String>,
            Query,
            description = "Only events of these types, separated by commas; all unless given.",
            example = "giveaway.entry,giveaway.winner"
        ),
        (
            "order" = inline(Option<OrderIn>),
            Query,
            description = "Which event of the page comes first, and which way the next page lies; `oldest` unless given."
        ),
    ),
    responses(
        (status = 200, description = "The next events.", body = DataOut<EventsOut>),
        (
            status = 400,
            description = "A parameter cannot be read, or `since` lies ahead of everything that happened.",
            body = ErrorOut,
            example = json!({
                "success": false,
                "error": { "code": "VALIDATION_ERROR", "message": "limit must be a number from 1 to 1000" }
            })
        ),
        KeyErrors,
    )
)]
pub(super) async fn list_events(
    caller: Caller,
    State(app): State<App>,
    query: Result<Query<EventsIn>, QueryRejection>,
) -> Result<impl IntoResponse, Failure> {
    caller.needs(Scope::Read)?;
    let Query(asked) = query.map_err(|_| Failure::validation("The query cannot be read"))?;
    let (since, limit, kinds) = (read_since(asked.since)?, read_limit(asked.limit)?, read_types(asked.types)?);
    let (store, workspace) = (app.hub().store(), &caller.workspace);
    let text = match asked.order.as_deref().unwrap_or("oldest") {
        "oldest" => {
            let page = events::page(store, workspace, since.unwrap_or_default(), limit, &kinds).await?;
            written(&page.events, page.next, None, page.more, page.complete)
        }
        "newest" => {
            let page = newest::page(store, workspace, since, limit, &kinds).await?;
            written(&page.events, page.next, Some(page.latest), page.more, page.complete)
        }
        _ => return Err(Failure::validation("order must be oldest or newest")),
    };
    Ok(([(header::CONTENT_TYPE, "application/json")], text))
}

fn read_since(since: Option<String>) -> Result<Option<Cursor>, Failure> {
    let read = since.map(|since| since.parse());
    read.transpose().map_err(|_| Failure::validation("since must be a nextCursor as it was given out"))
}

fn read_limit(limit: Option<String>) -> Result<usize, Failure> {
    let Some(limit) = limit else { return Ok(LIMIT) };
    let read = limit.parse().ok().filter(|limit| (1..=MAX_LIMIT).contains(limit));
    read.ok_or_else(|| Failure::Validation(format!("limit must be a number from 1 to {MAX_LIMIT}")))
}

fn read_types(types: Option<String>) -> Result<Vec<EventType>, Failure> {
    let Some(types) = types else { return Ok(EventType::ALL.to_vec()) };
    let names = types.split(',').map(str::trim);
    names.map(|name| EventType::parse(name).ok_or_else(unknown_type)).collect()
}

fn unknown_type() -> Failure {
    let known = EventType::ALL.map(EventType::name).join(", ");
    Failure::Validation(format!("types must be some of {known}, separated by commas"))
}

/// Every event is JSON already, the very bytes that webhooks get.
fn written(events: &[String], next: Cursor, latest: Option<Cursor>, more: bool, complete: bool) -> String {
    let (events, latest) = (events.join(","), latest.map(|latest| format!(",\"latestCursor\":\"{latest}\"")));
    let latest = latest.unwrap_or_default();
    format!(
        "{{\"success\":true,\"data\":{{\"events\":[{events}],\"nextCursor\":\"{next}\"{latest},\"has_more\":{more},\
         \"complete\":{complete}}}}}"
    )
}
