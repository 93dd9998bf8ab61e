//! `/messages`: lines for the chat.

use super::body::Body;
use super::envelope::{BodyErrors, CommandErrors, DataOut, KeyErrors, data};
use crate::auth::Caller;
use crate::clock::rfc3339;
use crate::error::{ErrorOut, Failure};
use crate::scopes::Scope;
use crate::service;
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A line for the chat.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "message": "Thanks for joining! Use code SAVE10 for 10% off!", "delay": 0 }))]
pub(super) struct SendMessageIn {
    /// Not blank, and not beginning with "/".
    #[schema(min_length = 1, max_length = 500, pattern = r"^\s*[^\s/]")]
    message: String,
    /// Milliseconds to wait before the line is written.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 86_400_000, default = 0)]
    delay: u64,
}

/// A line on its way.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SendMessageOut {
    #[schema(example = "msg_abc123")]
    message_id: String,
    /// When the line was seen in the chat, or is planned.
    #[schema(format = DateTime, example = "2025-01-24T10:30:00Z")]
    sent_at: String,
}

/// Send a chat message
///
/// Writes a line into the chat of the live stream. Answers once the line is seen there, or with the planned time where
/// that takes longer.
#[utoipa::path(
    post,
    path = "/messages/send",
    operation_id = "sendMessage",
    tag = "messages",
    request_body = SendMessageIn,
    responses(
        (status = 200, description = "The line is in the chat, or planned.", body = DataOut<SendMessageOut>),
        (
            status = 400,
            description = "The body is wrong, or no live page is there to write in.",
            body = ErrorOut,
            example = json!({
                "success": false,
                "error": { "code": "BOT_INACTIVE", "message": "No live stream page is open" }
            })
        ),
        KeyErrors,
        BodyErrors,
        CommandErrors,
    )
)]
pub(super) async fn send_message(
    caller: Caller,
    body: Body<SendMessageIn>,
) -> Result<Json<DataOut<SendMessageOut>>, Failure> {
    caller.needs(Scope::Messages)?;
    let SendMessageIn { message, delay } = body.required()?;
    let (message_id, at) = service::messages::send(&caller.workspace, message, delay).await?;
    Ok(data(SendMessageOut { message_id, sent_at: rfc3339(at) }))
}
