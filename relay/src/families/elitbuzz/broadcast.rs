//! The Broadcast API: the same to many users at once, now or later, and what became of it.

use super::bot::{Bot, BotErrors, BotPath};
use super::channel_user::{CHANNELS, address_of, id_of};
use super::error::{ErrorOut, Refusal, StatusOut};
use super::page::{Page, PageIn};
use crate::api::Body;
use crate::app::App;
use crate::clock::{self, rfc3339};
use crate::error::Failure;
use crate::families::query::{Params, read_moment};
use crate::messaging::{Broadcast, Channel, Content, Kind, Message, Planned, Status};
use crate::scopes::Scope;
use axum::Json;
use axum::extract::{Path, State};
use buzzchat::protocol::Millis;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::HashSet;
use std::sync::Arc;
use utoipa::ToSchema;

/// A broadcast to be made.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "broadcastId": null,
    "broadcastTitle": "Opening hours",
    "publishedOn": "2026-01-25T12:00:00.000Z",
    "audience": {
        "rule": { "channels": ["whatsapp"], "channelUserIds": ["9178921978038123", "9190193486731"] }
    },
    "payload": { "type": "direct", "content": [{ "type": "text", "data": { "message": "We are open today." } }] },
    "status": null
}))]
pub(super) struct CreateBroadcastIn {
    /// Nothing but null: every call makes a broadcast.
    #[serde(rename = "broadcastId")]
    #[schema(value_type = Option<()>)]
    _broadcast_id: Option<()>,
    #[schema(min_length = 1, max_length = 200, pattern = r"\S")]
    broadcast_title: String,
    /// When it goes out, in UTC and ISO 8601; at once where that is past, empty or missing.
    published_on: Option<String>,
    audience: AudienceIn,
    payload: PayloadIn,
    /// Nothing but null.
    #[serde(rename = "status")]
    #[schema(value_type = Option<()>)]
    _status: Option<()>,
}

/// To whom.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AudienceIn {
    rule: RuleIn,
}

/// Who they are.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RuleIn {
    /// One: `whatsapp` or `imessage`.
    #[schema(min_items = 1, max_items = 1)]
    channels: Vec<String>,
    /// The digits of their numbers, with the codes of their countries. Who is named twice gets it once.
    #[schema(min_items = 1, max_items = 10_000)]
    channel_user_ids: Vec<String>,
}

/// What.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PayloadIn {
    #[serde(rename = "type")]
    #[schema(inline)]
    _kind: PayloadKindIn,
    /// One message after the other.
    #[schema(min_items = 1, max_items = 10)]
    content: Vec<ContentIn>,
}

/// How it is written: as it is.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum PayloadKindIn {
    Direct,
}

/// A message.
#[derive(Deserialize, ToSchema)]
#[serde(tag = "type", content = "data", rename_all = "lowercase", deny_unknown_fields)]
enum ContentIn {
    /// Words.
    Text(TextIn),
    /// A picture.
    Image(FileIn),
    /// A film.
    Video(FileIn),
    /// A sound.
    Audio(FileIn),
    /// A file.
    Document(FileIn),
}

/// Words.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TextIn {
    #[schema(min_length = 1, pattern = r"\S")]
    message: String,
}

/// A file on the web.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FileIn {
    /// Where it is.
    #[schema(format = "uri", max_length = 2048)]
    url: String,
    /// What stands below it.
    caption: Option<String>,
    /// What it is called.
    filename: Option<String>,
}

impl ContentIn {
    fn content(self) -> Content {
        match self {
            Self::Text(TextIn { message }) => Content::text(message),
            Self::Image(file) => file.content(Kind::Image),
            Self::Video(file) => file.content(Kind::Video),
            Self::Audio(file) => file.content(Kind::Audio),
            Self::Document(file) => file.content(Kind::Document),
        }
    }
}

impl FileIn {
    fn content(self, kind: Kind) -> Content {
        let named = [("caption", self.caption), ("filename", self.filename)];
        let extra: Map<_, _> =
            named.into_iter().filter_map(|(name, text)| Some((name.to_owned(), Value::String(text?)))).collect();
        Content { kind, body: self.url, extra }
    }
}

/// The most messages to each.
const MAX_CONTENT: usize = 10;

impl RuleIn {
    fn channel(&self) -> Result<Channel, Failure> {
        let named = |name: &String| CHANNELS.into_iter().find(|channel| name.eq_ignore_ascii_case(channel.name()));
        match &self.channels[..] {
            [name] => named(name),
            _ => None,
        }
        .ok_or_else(|| Failure::validation("channels must name one channel: whatsapp or imessage"))
    }

    /// Where those are reached to whom it goes, each once.
    fn addresses(&self) -> Result<Vec<String>, Failure> {
        let mut seen = HashSet::new();
        let mut addresses = Vec::new();
        for id in &self.channel_user_ids {
            let wrong = || Failure::Validation(format!("channelUserIds has \"{}\", which is no number", shown(id)));
            let address = address_of(id).ok_or_else(wrong)?;
            if seen.insert(address.clone()) {
                addresses.push(address);
            }
        }
        Ok(addresses)
    }
}

/// As much of somebody's text as an answer repeats.
pub(super) fn shown(text: &str) -> String {
    text.chars().take(32).collect()
}

/// A broadcast, and what became of it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct BroadcastOut {
    status: StatusOut,
    #[schema(example = "brd_01JJC0VK6ZT3Q9Y4F2M8W5X7AB")]
    broadcast_id: String,
    #[schema(example = "Opening hours")]
    broadcast_title: String,
    broadcast_status: CourseOut,
    #[schema(example = "whatsapp")]
    channel: &'static str,
    #[schema(format = DateTime, example = "2026-01-25T12:00:00Z")]
    published_on: String,
    #[schema(format = DateTime, example = "2026-01-25T12:00:00Z")]
    created_at: String,
    counts: CountsOut,
    /// What became of each message, in the order in which they were given.
    recipients: Vec<RecipientOut>,
    #[serde(rename = "page_number")]
    #[schema(example = 1)]
    page_number: u64,
    #[serde(rename = "page_size")]
    #[schema(example = 500)]
    page_size: u64,
}

/// Whether it went out.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
enum CourseOut {
    /// It waits for its time.
    Scheduled,
    /// It went out.
    Published,
}

/// How many messages are how far. Each counts once.
#[derive(Default, Serialize, ToSchema)]
struct CountsOut {
    #[schema(example = 2)]
    total: u64,
    #[schema(example = 0)]
    queued: u64,
    #[schema(example = 1)]
    sent: u64,
    #[schema(example = 1)]
    delivered: u64,
    #[schema(example = 0)]
    read: u64,
    #[schema(example = 0)]
    failed: u64,
}

impl CountsOut {
    fn of(counts: &[(Status, u64)]) -> Self {
        let of = |wanted| counts.iter().filter(|(status, _)| *status == wanted).map(|(_, count)| count).sum();
        Self {
            total: counts.iter().map(|(_, count)| count).sum(),
            queued: of(Status::Queued),
            sent: of(Status::Sent),
            delivered: of(Status::Delivered),
            read: of(Status::Read),
            failed: of(Status::Failed),
        }
    }
}

/// What became of a message.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct RecipientOut {
    #[schema(example = "9190193486731")]
    channel_user_id: String,
    #[schema(example = "usr_01JJC0VK6ZT3Q9Y4F2M8W5X7AB")]
    user_id: String,
    #[schema(example = "msg_01JJC0VK6ZT3Q9Y4F2M8W5X7AB")]
    message_id: String,
    /// `queued`, `sent`, `delivered`, `read` or `failed`.
    #[schema(example = "failed")]
    status: &'static str,
    /// What the service calls the reason: 131047 where it takes only templates, more than 24 hours after the user last wrote.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[schema(required = false, example = "131047")]
    error_code: String,
    /// Why it failed.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[schema(required = false, example = "Re-engagement message")]
    error_message: String,
}

impl RecipientOut {
    fn of(message: Message) -> Self {
        Self {
            channel_user_id: id_of(&message.address).to_owned(),
            user_id: message.person,
            message_id: message.id,
            status: message.status.name(),
            error_code: message.code,
            error_message: message.reason,
        }
    }
}

/// How a broadcast stands, with a page of its recipients.
pub(super) async fn describe(app: &App, broadcast: Broadcast, page: Page) -> Result<Json<BroadcastOut>, Refusal> {
    let store = app.hub().store();
    let counts = CountsOut::of(&store.broadcast_counts(&broadcast).await?);
    let messages = store.broadcast_messages(&broadcast, page.offset(), page.size).await?;
    let is_due = broadcast.planned <= clock::now();
    Ok(Json(BroadcastOut {
        status: StatusOut::success(),
        broadcast_id: broadcast.id,
        broadcast_title: broadcast.title,
        broadcast_status: if is_due { CourseOut::Published } else { CourseOut::Scheduled },
        channel: broadcast.channel.name(),
        published_on: rfc3339(broadcast.planned),
        created_at: rfc3339(broadcast.created),
        counts,
        recipients: messages.into_iter().map(RecipientOut::of).collect(),
        page_number: page.number,
        page_size: page.size,
    }))
}

/// Broadcast
///
/// Sends the same to many users of a channel: at `publishedOn`, or at once where that is past. Users of WhatsApp who last
/// wrote more than 24 hours ago can only be sent templates: for them it fails with 131047, and each recipient's result says
/// so. All of it is queued, or nothing.
#[utoipa::path(
    post,
    path = "/bot-api/v1.0/customer/{customerId}/bot/{botKey}/broadcast",
    operation_id = "createBroadcast",
    tag = "broadcasts",
    params(BotPath),
    request_body = CreateBroadcastIn,
    responses(
        (
            status = 200,
            description = "The broadcast is queued; with the first 500 of its recipients.",
            body = BroadcastOut
        ),
        BotErrors,
    )
)]
pub(super) async fn create_broadcast(
    State(app): State<App>,
    bot: Bot,
    body: Body<CreateBroadcastIn>,
) -> Result<Json<BroadcastOut>, Refusal> {
    bot.caller.needs(Scope::Messages)?;
    let CreateBroadcastIn { broadcast_title, published_on, audience: AudienceIn { rule }, payload, .. } =
        body.required()?;
    let at = published_on.as_deref().map_or(Ok(0), planned)?;
    let contents: Vec<_> = payload.content.into_iter().map(|content| Arc::new(content.content())).collect();
    if contents.is_empty() || contents.len() > MAX_CONTENT {
        return Err(Failure::Validation(format!("content must have 1 to {MAX_CONTENT} messages")).into());
    }
    let (channel, addresses) = (rule.channel()?, rule.addresses()?);
    let to_each = |to: String| contents.iter().map(move |content| (to.clone(), Arc::clone(content)));
    let letters = addresses.into_iter().flat_map(to_each).collect();
    let planned = Planned { title: &broadcast_title, channel, at, letters, source: "elitbuzz" };
    let broadcast = app.messaging().broadcast(bot.caller.workspace.name(), &planned).await?;
    describe(&app, broadcast, Page::FIRST).await
}

/// What is empty is at once.
fn planned(text: &str) -> Result<Millis, Failure> {
    if text.trim().is_empty() {
        return Ok(0);
    }
    let wrong = || Failure::validation("publishedOn must be a moment in ISO 8601 format, such as 2026-01-25T12:00:00Z");
    read_moment(text).ok_or_else(wrong)
}

/// Which broadcast.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct BroadcastPath {
    broadcast_id: String,
}

/// Look at a broadcast
///
/// How many of its messages are how far, and what became of each. Also of those from outside.
#[utoipa::path(
    get,
    path = "/bot-api/v1.0/customer/{customerId}/bot/{botKey}/broadcast/{broadcastId}",
    operation_id = "getBroadcast",
    tag = "broadcasts",
    params(
        BotPath,
        (
            "broadcastId" = String,
            Path,
            description = "The `broadcastId` that making it gave.",
            example = "brd_01JJC0VK6ZT3Q9Y4F2M8W5X7AB"
        ),
        ("page_number" = Option<u64>, Query, description = "Which page of recipients; the first unless given.", minimum = 1),
        (
            "page_size" = Option<u64>,
            Query,
            description = "How many recipients a page has: 500 unless given, and never more.",
            minimum = 1
        ),
    ),
    responses(
        (status = 200, description = "The broadcast.", body = BroadcastOut),
        BotErrors,
        (
            status = 404,
            description = "The bot has no such broadcast.",
            body = ErrorOut,
            example = json!({
                "status": { "code": 404, "desc": "NOT_FOUND" },
                "error_code": 404,
                "error_message": "NOT_FOUND",
                "error_details": "There is no such broadcast"
            })
        ),
    )
)]
pub(super) async fn get_broadcast(
    State(app): State<App>,
    bot: Bot,
    Path(BroadcastPath { broadcast_id }): Path<BroadcastPath>,
    Params(page): Params<PageIn>,
) -> Result<Json<BroadcastOut>, Refusal> {
    bot.caller.needs(Scope::Read)?;
    let unknown = || Failure::NotFound("There is no such broadcast".to_owned());
    let page = page.read()?;
    let broadcast = app.hub().store().broadcast(bot.caller.workspace.name(), &broadcast_id).await?;
    describe(&app, broadcast.ok_or_else(unknown)?, page).await
}
