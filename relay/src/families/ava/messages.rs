//! `/api/send` and `/api/messages`: iMessages out, in, and as they were.

use super::wire::{MessageOut, moment};
use crate::api::Body;
use crate::app::App;
use crate::auth::Caller;
use crate::error::Failure;
use crate::families::query::{Params, read_moment, repaired_phone};
use crate::messaging::{Channel, Message, Outgoing, Person, checked_address};
use crate::scopes::Scope;
use crate::store::Stretch;
use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use buzzchat::protocol::Millis;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The longest page of a history, and of what came.
const MAX_PAGE: u64 = 100;
/// No history is longer.
const MAX_OFFSET: u64 = 1_000_000_000;

/// A message to send.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "phone": "+1234567890", "message": "Hello from AVA!" }))]
pub(super) struct SendIn {
    /// Whom to, in E.164 format.
    #[schema(pattern = r"^\+[1-9]\d{6,14}$")]
    phone: String,
    /// Not blank.
    #[schema(min_length = 1, max_length = 10_000, pattern = r"\S")]
    message: String,
}

/// A message on its way.
#[derive(Serialize, ToSchema)]
pub(super) struct SendOut {
    /// Always true.
    #[schema(example = true)]
    success: bool,
    #[schema(example = "msg_abc123")]
    message_id: String,
    #[schema(format = DateTime, example = "2026-01-25T12:00:00.000Z")]
    timestamp: String,
}

/// Send a message
///
/// Queues an iMessage. What becomes of it stands in the history: `queued`, `sent`, `delivered`, `read`, or `failed`.
#[utoipa::path(
    post,
    path = "/api/send",
    operation_id = "sendMessage",
    tag = "messages",
    request_body = SendIn,
    responses((status = 200, description = "The message is queued.", body = SendOut))
)]
pub(super) async fn send_message(
    State(app): State<App>,
    caller: Caller,
    body: Body<SendIn>,
) -> Result<Json<SendOut>, Failure> {
    caller.needs(Scope::Messages)?;
    let SendIn { phone, message } = body.required()?;
    let outgoing = Outgoing::text("ava", &phone, message);
    let message = app.messaging().send(caller.workspace.name(), Channel::Imessage, outgoing).await?;
    Ok(Json(SendOut { success: true, timestamp: moment(message.at), message_id: message.id }))
}

/// Which part of a history.
#[derive(Deserialize)]
pub(super) struct HistoryIn {
    /// So many messages at most.
    #[serde(default = "usual_limit")]
    limit: u64,
    /// So many are passed over.
    #[serde(default)]
    offset: u64,
}

fn usual_limit() -> u64 {
    50
}

/// A history.
#[derive(Serialize, ToSchema)]
pub(super) struct HistoryOut {
    /// Always true.
    #[schema(example = true)]
    success: bool,
    /// The oldest first.
    messages: Vec<MessageOut>,
    /// How many there are altogether.
    #[schema(example = 2)]
    total: u64,
    #[schema(example = 50)]
    limit: u64,
    #[schema(example = 0)]
    offset: u64,
}

/// Get messages
///
/// What was written with a phone number, the oldest first; nothing where nobody wrote yet.
#[utoipa::path(
    get,
    path = "/api/messages/{phone}",
    operation_id = "getMessages",
    tag = "messages",
    params(
        ("phone" = String, Path, description = "In E.164 format.", example = "+1234567890", pattern = r"^\+[1-9]\d{6,14}$"),
        ("limit" = Option<u64>, Query, description = "So many messages at most.", minimum = 1, maximum = 100),
        ("offset" = Option<u64>, Query, description = "So many are passed over.", minimum = 0, maximum = 1_000_000_000),
    ),
    responses(
        (status = 200, description = "The messages.", body = HistoryOut),
        (status = 400, description = "The phone number, the limit or the offset is wrong.", body = super::ErrorOut),
    )
)]
pub(super) async fn get_messages(
    State(app): State<App>,
    caller: Caller,
    phone: Result<Path<String>, PathRejection>,
    Params(HistoryIn { limit, offset }): Params<HistoryIn>,
) -> Result<Json<HistoryOut>, Failure> {
    caller.needs(Scope::Read)?;
    let Path(phone) = phone.map_err(|_| Failure::validation("The phone number cannot be read"))?;
    if limit == 0 || limit > MAX_PAGE {
        return Err(Failure::Validation(format!("limit must be between 1 and {MAX_PAGE}")));
    }
    if offset > MAX_OFFSET {
        return Err(Failure::Validation(format!("offset must be between 0 and {MAX_OFFSET}")));
    }
    let stretch = Stretch { from: 0, to: Millis::MAX, offset, limit };
    let (messages, total) = match person(&app, &caller, &phone).await? {
        Some(person) => app.hub().store().history(&person, stretch).await?,
        None => (Vec::new(), 0),
    };
    let messages = messages.into_iter().map(MessageOut::of).collect();
    Ok(Json(HistoryOut { success: true, messages, total, limit, offset }))
}

/// Since when, and from whom.
#[derive(Deserialize)]
pub(super) struct PollIn {
    /// Only what came after this moment: the timestamp of the last message known.
    since: Option<String>,
    /// Only from this number.
    phone: Option<String>,
}

/// What came.
#[derive(Serialize, ToSchema)]
pub(super) struct PollOut {
    /// Always true.
    #[schema(example = true)]
    success: bool,
    /// The oldest first, at most 100.
    messages: Vec<MessageOut>,
    #[schema(example = 1)]
    count: usize,
    /// Whether more came: ask again with the timestamp of the last one.
    #[schema(example = false)]
    has_more: bool,
}

/// Receive messages
///
/// What people wrote after a moment. No two messages share a timestamp, so that whoever asks again with the last one's
/// misses nothing and gets nothing twice.
#[utoipa::path(
    get,
    path = "/api/messages/poll",
    operation_id = "pollMessages",
    tag = "messages",
    params(
        (
            "since" = Option<String>,
            Query,
            description = "Only what came after this moment in ISO 8601: the timestamp of the last message known.",
            example = "2026-01-25T12:00:00Z",
            format = DateTime
        ),
        ("phone" = Option<String>, Query, description = "Only from this number.", example = "+1234567890", pattern = r"^\+[1-9]\d{6,14}$"),
    ),
    responses(
        (status = 200, description = "The messages.", body = PollOut),
        (status = 400, description = "The moment or the phone number is wrong.", body = super::ErrorOut),
    )
)]
pub(super) async fn poll_messages(
    State(app): State<App>,
    caller: Caller,
    Params(PollIn { since, phone }): Params<PollIn>,
) -> Result<Json<PollOut>, Failure> {
    caller.needs(Scope::Read)?;
    let after = since.as_deref().map_or(Ok(0), since_when)?;
    let whom = match &phone {
        Some(phone) => Some(person(&app, &caller, &repaired_phone(phone)).await?),
        None => None,
    };
    let mut messages = match whom {
        Some(None) => Vec::new(),
        whom => incoming(&app, &caller, after, whom.flatten().as_ref()).await?,
    };
    let has_more = messages.len() as u64 > MAX_PAGE;
    messages.truncate(MAX_PAGE as usize);
    let messages: Vec<_> = messages.into_iter().map(MessageOut::of).collect();
    Ok(Json(PollOut { success: true, count: messages.len(), messages, has_more }))
}

async fn incoming(app: &App, caller: &Caller, after: Millis, person: Option<&Person>) -> Result<Vec<Message>, Failure> {
    let (store, workspace) = (app.hub().store(), caller.workspace.name());
    Ok(store.incoming(workspace, Channel::Imessage, after, person, MAX_PAGE + 1).await?)
}

/// The person at a number; nothing where nobody wrote with them yet. Some wrote from a mail address, and are found by it.
async fn person(app: &App, caller: &Caller, phone: &str) -> Result<Option<Person>, Failure> {
    let find =
        async |address: &str| app.hub().store().person_at(caller.workspace.name(), Channel::Imessage, address).await;
    match checked_address(Channel::Imessage, phone) {
        Ok(phone) => Ok(find(&phone).await?),
        Err(wrong) => find(&phone.to_lowercase()).await?.map(Some).ok_or(wrong),
    }
}

fn since_when(text: &str) -> Result<Millis, Failure> {
    let wrong = || Failure::validation("since must be a moment in ISO 8601 format, such as 2026-01-25T12:00:00Z");
    read_moment(text).ok_or_else(wrong)
}
