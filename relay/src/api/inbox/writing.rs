//! Writing as the seller: to anybody, or in a conversation there is.

use super::bodies::{DirectMessageOut, ReachedChannel};
use super::{ConversationErrors, LineErrors, id, inbox};
use crate::api::body::Body;
use crate::api::envelope::{BodyErrors, DataOut, KeyErrors, data};
use crate::api::webhooks::named;
use crate::app::App;
use crate::auth::Caller;
use crate::error::{ErrorOut, Failure};
use crate::scopes::Scope;
use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

/// A message to somebody.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "channel": "whatsapp", "to": "+14155552671", "text": "Your order is on its way!" }))]
pub(crate) struct SendDirectMessageIn {
    channel: ReachedChannel,
    /// A telephone number in E.164 format.
    #[schema(pattern = r"^\+[1-9]\d{6,14}$")]
    to: String,
    /// Not blank; by WhatsApp at most 4096 characters.
    #[schema(min_length = 1, max_length = 10_000, pattern = r"\S")]
    text: String,
    /// Over which line; unless given, the one that works, the oldest first.
    #[serde(default, deserialize_with = "named")]
    #[schema(nullable = false)]
    line_id: Option<String>,
}

/// Send a direct message
///
/// Queues a message to a phone by iMessage or WhatsApp. What becomes of it stands in its conversation. Where nothing is
/// connected yet it goes to a sandbox, whose phone is in the dashboard's inbox.
#[utoipa::path(
    post,
    path = "/direct-messages",
    operation_id = "sendDirectMessage",
    tag = "inbox",
    request_body = SendDirectMessageIn,
    responses(
        (status = 201, description = "The message is queued.", body = DataOut<DirectMessageOut>),
        (
            status = 400,
            description = "The body is wrong, or the line cannot take a message.",
            body = ErrorOut,
            example = json!({
                "success": false,
                "error": {
                    "code": "VALIDATION_ERROR",
                    "message": "The phone number must be in E.164 format, such as +1234567890"
                }
            })
        ),
        (
            status = 404,
            description = "There is no such line for this channel.",
            body = ErrorOut,
            example = json!({
                "success": false,
                "error": { "code": "NOT_FOUND", "message": "There is no whatsapp account \"wha_1\"" }
            })
        ),
        KeyErrors,
        BodyErrors,
        LineErrors,
    )
)]
pub(crate) async fn send_direct_message(
    State(app): State<App>,
    caller: Caller,
    body: Body<SendDirectMessageIn>,
) -> Result<(StatusCode, Json<DataOut<DirectMessageOut>>), Failure> {
    let inbox = inbox(&app, &caller, Scope::Messages)?;
    let SendDirectMessageIn { channel, to, text, line_id } = body.required()?;
    let message = inbox.send(channel.into(), &to, text, line_id.as_deref()).await?;
    Ok((StatusCode::CREATED, data(message.into())))
}

/// A message in a conversation.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "text": "Your order is on its way!" }))]
pub(crate) struct AnswerIn {
    /// Not blank; by WhatsApp at most 4096 characters.
    #[schema(min_length = 1, max_length = 10_000, pattern = r"\S")]
    text: String,
}

/// Write in a conversation
///
/// Queues a message to whom the conversation is with, over the line that it goes over.
#[utoipa::path(
    post,
    path = "/conversations/{conversationId}/messages",
    operation_id = "answerConversation",
    tag = "inbox",
    params(("conversationId" = String, Path, description = "The conversation's id.")),
    request_body = AnswerIn,
    responses(
        (status = 201, description = "The message is queued.", body = DataOut<DirectMessageOut>),
        (
            status = 400,
            description = "The body is wrong, or the line cannot take a message.",
            body = ErrorOut,
            example = json!({
                "success": false,
                "error": { "code": "VALIDATION_ERROR", "message": "The message must not be empty" }
            })
        ),
        KeyErrors,
        BodyErrors,
        LineErrors,
        ConversationErrors,
    )
)]
pub(crate) async fn answer_conversation(
    State(app): State<App>,
    caller: Caller,
    path: Result<Path<String>, PathRejection>,
    body: Body<AnswerIn>,
) -> Result<(StatusCode, Json<DataOut<DirectMessageOut>>), Failure> {
    let inbox = inbox(&app, &caller, Scope::Messages)?;
    let message = inbox.answer(&id(path)?, body.required()?.text).await?;
    Ok((StatusCode::CREATED, data(message.into())))
}
