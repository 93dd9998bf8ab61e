//! `/v1/whatsapp/messages`: WhatsApp messages out, and what became of them.

use super::ErrorOut;
use super::content::SendMessageIn;
use crate::api::Body;
use crate::app::App;
use crate::auth::Caller;
use crate::clock::rfc3339;
use crate::error::Failure;
use crate::messaging::{Channel, Direction, Line, LineState, Message, Outgoing, Status};
use crate::scopes::Scope;
use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use buzzchat::protocol::Millis;
use serde::Serialize;
use utoipa::ToSchema;

/// A message on its way.
#[derive(Serialize, ToSchema)]
pub(super) struct QueuedMessageOut {
    #[schema(example = "msg_54321")]
    id: String,
    #[schema(example = "wha_67890")]
    account_id: String,
    #[schema(example = "+1234567890")]
    to: String,
    #[serde(rename = "type")]
    #[schema(example = "text")]
    kind: &'static str,
    #[schema(example = "Hello! How can we help you today?")]
    content: String,
    /// Always `queued`.
    #[schema(example = "queued")]
    status: &'static str,
    #[schema(format = DateTime, example = "2023-04-09T10:00:00Z")]
    created_at: String,
}

/// A message as it stands.
#[derive(Serialize, ToSchema)]
pub(super) struct MessageOut {
    #[schema(example = "msg_54321")]
    id: String,
    #[schema(example = "wha_67890")]
    account_id: String,
    /// Who wrote it; not there in one that was written here.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "+1234567890")]
    from: Option<String>,
    /// Whom it went to; not there in one that came.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "+1234567890")]
    to: Option<String>,
    #[serde(rename = "type")]
    #[schema(example = "text")]
    kind: &'static str,
    #[schema(example = "Hello! How can we help you today?")]
    content: String,
    /// What stands beside a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    caption: Option<String>,
    /// What a file is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    filename: Option<String>,
    status: MessageStatus,
    #[schema(format = DateTime, example = "2023-04-09T10:00:00Z")]
    created_at: String,
    /// When WhatsApp took it; null as long as it did not.
    #[schema(required, format = DateTime)]
    sent_at: Option<String>,
    /// When the phone had it; null as long as it has not.
    #[schema(required, format = DateTime)]
    delivered_at: Option<String>,
    /// When the person saw it; null as long as nobody knows of it.
    #[schema(required, format = DateTime)]
    read_at: Option<String>,
    /// Why it failed; null where it did not.
    #[schema(required)]
    error: Option<MessageErrorOut>,
}

/// Why a message failed.
#[derive(Serialize, ToSchema)]
struct MessageErrorOut {
    /// What WhatsApp calls it; empty where the relay gave it up.
    #[schema(example = "131047")]
    code: String,
    message: String,
}

/// How far a message is.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum MessageStatus {
    /// It is to be sent.
    Queued,
    /// WhatsApp has it.
    Sent,
    /// The phone has it.
    Delivered,
    /// The person saw it.
    Read,
    /// It did not get there.
    Failed,
    /// It came from the person.
    Received,
}

impl MessageOut {
    fn of(message: Message) -> Self {
        let (from, to) = match message.direction {
            Direction::In => (Some(message.address), None),
            Direction::Out => (None, Some(message.address)),
        };
        let error = (message.status == Status::Failed)
            .then_some(MessageErrorOut { code: message.code, message: message.reason });
        Self {
            id: message.id,
            account_id: message.line,
            from,
            to,
            kind: message.content.kind.name(),
            caption: message.content.note("caption").map(str::to_owned),
            filename: message.content.note("filename").map(str::to_owned),
            content: message.content.body,
            status: match message.status {
                Status::Draft | Status::Queued => MessageStatus::Queued,
                Status::Sent => MessageStatus::Sent,
                Status::Delivered => MessageStatus::Delivered,
                Status::Read => MessageStatus::Read,
                Status::Failed => MessageStatus::Failed,
                Status::Received => MessageStatus::Received,
            },
            created_at: rfc3339(message.at),
            sent_at: moment(message.sent),
            delivered_at: moment(message.delivered),
            read_at: moment(message.read),
            error,
        }
    }
}

/// Nothing for never.
fn moment(at: Millis) -> Option<String> {
    (at > 0).then(|| rfc3339(at))
}

/// Send a message
///
/// Queues a WhatsApp message. What becomes of it is told to webhooks, and stands at `/v1/whatsapp/messages/{id}`. More
/// than 24 hours after the person last wrote, WhatsApp's own API takes nothing but templates: anything else fails with the
/// code 131047.
#[utoipa::path(
    post,
    path = "/v1/whatsapp/messages",
    operation_id = "sendMessage",
    tag = "messages",
    request_body = SendMessageIn,
    responses(
        (status = 200, description = "The message is queued.", body = QueuedMessageOut),
        (
            status = 400,
            description = "The body is wrong, or no one account can take the message.",
            body = ErrorOut,
            example = json!({
                "error": { "code": "invalid_request", "message": "Missing required parameter: to", "status": 400 }
            })
        ),
        (
            status = 404,
            description = "There is no such account in the key's workspace.",
            body = ErrorOut,
            example = json!({
                "error": {
                    "code": "not_found", "message": "There is no whatsapp account \"wha_12345\"", "status": 404
                }
            })
        ),
    )
)]
pub(super) async fn send_message(
    State(app): State<App>,
    caller: Caller,
    body: Body<SendMessageIn>,
) -> Result<Json<QueuedMessageOut>, Failure> {
    caller.needs(Scope::Messages)?;
    let asked = body.required()?;
    let workspace = caller.workspace.name();
    if asked.account_id.is_none() {
        check_only_one(&app.hub().store().lines(workspace, Some(Channel::Whatsapp)).await?)?;
    }
    let outgoing = Outgoing {
        line: asked.account_id.as_deref(),
        content: asked.content()?,
        ..Outgoing::text("botbiz", &asked.to, "")
    };
    let message = app.messaging().send(workspace, Channel::Whatsapp, outgoing).await?;
    Ok(Json(QueuedMessageOut {
        id: message.id,
        account_id: message.line,
        to: message.address,
        kind: message.content.kind.name(),
        content: message.content.body,
        status: Status::Queued.name(),
        created_at: rfc3339(message.at),
    }))
}

/// Of several accounts nobody knows which one was meant.
fn check_only_one(lines: &[Line]) -> Result<(), Failure> {
    let is_meant = |line: &&Line| line.state == LineState::Connected && !line.is_own_sandbox();
    if lines.iter().filter(is_meant).count() > 1 {
        return Err(Failure::validation(
            "Missing required parameter: account_id, because several accounts are connected",
        ));
    }
    Ok(())
}

/// Get a message
///
/// What became of it.
#[utoipa::path(
    get,
    path = "/v1/whatsapp/messages/{id}",
    operation_id = "getMessage",
    tag = "messages",
    params(("id" = String, Path, description = "The message's id.", example = "msg_54321")),
    responses(
        (status = 200, description = "The message.", body = MessageOut),
        (
            status = 404,
            description = "There is no such message in the key's workspace.",
            body = ErrorOut,
            example = json!({ "error": { "code": "not_found", "message": "Message not found", "status": 404 } })
        ),
    )
)]
pub(super) async fn get_message(
    State(app): State<App>,
    caller: Caller,
    path: Result<Path<String>, PathRejection>,
) -> Result<Json<MessageOut>, Failure> {
    caller.needs(Scope::Read)?;
    let unknown = || Failure::NotFound("Message not found".into());
    let Path(id) = path.map_err(|_| unknown())?;
    let message = app.hub().store().message(caller.workspace.name(), &id).await?;
    let message = message.filter(|message| message.channel == Channel::Whatsapp).ok_or_else(unknown)?;
    Ok(Json(MessageOut::of(message)))
}
