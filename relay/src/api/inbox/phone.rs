//! `/sandbox`: the phone at the other end of a line that reaches nobody, to write on and to read with.

use super::bodies::{DirectMessageOut, ReachedChannel};
use super::{ConversationErrors, inbox};
use crate::api::body::Body;
use crate::api::envelope::{BodyErrors, DataOut, KeyErrors, data};
use crate::api::webhooks::named;
use crate::app::App;
use crate::auth::Caller;
use crate::error::{ErrorOut, Failure};
use crate::scopes::Scope;
use crate::service::inbox::{MAX_NAME, Phoned};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

const _: () = assert!(MAX_NAME == 100, "the description says so");

/// What the phone writes.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "channel": "imessage", "from": "+14155552671", "name": "Ann", "text": "Is it still there?" }))]
pub(crate) struct WriteAsPhoneIn {
    channel: ReachedChannel,
    /// The phone's number in E.164 format: any will do.
    #[schema(pattern = r"^\+[1-9]\d{6,14}$")]
    from: String,
    /// Not blank; by WhatsApp at most 4096 characters.
    #[schema(min_length = 1, max_length = 10_000, pattern = r"\S")]
    text: String,
    /// What the person calls themselves; as before unless given.
    #[serde(default)]
    #[schema(max_length = 100)]
    name: String,
    /// To which sandbox; unless given, the one there is, or a new one.
    #[serde(default, deserialize_with = "named")]
    #[schema(nullable = false)]
    line_id: Option<String>,
}

/// Write as a phone
///
/// Writes to you from a phone of a sandbox, as if somebody real did: whoever waits for messages gets it, by every API.
#[utoipa::path(
    post,
    path = "/sandbox/messages",
    operation_id = "writeAsPhone",
    tag = "inbox",
    request_body = WriteAsPhoneIn,
    responses(
        (status = 201, description = "The message was received.", body = DataOut<DirectMessageOut>),
        (
            status = 400,
            description = "The body is wrong, or the line is no sandbox.",
            body = ErrorOut,
            example = json!({
                "success": false,
                "error": {
                    "code": "VALIDATION_ERROR",
                    "message": "Only the phone of a sandbox is in your hand: this line reaches a real one"
                }
            })
        ),
        (
            status = 404,
            description = "There is no such line for this channel.",
            body = ErrorOut,
            example = json!({ "success": false, "error": { "code": "NOT_FOUND", "message": "Line not found" } })
        ),
        KeyErrors,
        BodyErrors,
    )
)]
pub(crate) async fn write_as_phone(
    State(app): State<App>,
    caller: Caller,
    body: Body<WriteAsPhoneIn>,
) -> Result<(StatusCode, Json<DataOut<DirectMessageOut>>), Failure> {
    let inbox = inbox(&app, &caller, Scope::Messages)?;
    let WriteAsPhoneIn { channel, from, text, name, line_id } = body.required()?;
    let phoned = Phoned { channel: channel.into(), line: line_id.as_deref(), from: &from, name: &name, text: &text };
    Ok((StatusCode::CREATED, data(inbox.hear(phoned).await?.into())))
}

/// The conversation that the phone looks at.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "conversationId": "cnv_01JJC0VK6ZT3Q9Y4F2M8W5X7AB" }))]
pub(crate) struct ReadAsPhoneIn {
    conversation_id: String,
}

/// What the phone saw.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReadAsPhoneOut {
    /// How many of your messages were read by it.
    #[schema(example = 2)]
    read: usize,
}

/// Read as a phone
///
/// Has a sandbox's phone see what you wrote in a conversation: those messages are `read` then.
#[utoipa::path(
    post,
    path = "/sandbox/read",
    operation_id = "readAsPhone",
    tag = "inbox",
    request_body = ReadAsPhoneIn,
    responses(
        (status = 200, description = "The messages are read.", body = DataOut<ReadAsPhoneOut>),
        (
            status = 400,
            description = "The body is wrong, or the conversation's line is no sandbox.",
            body = ErrorOut,
            example = json!({
                "success": false,
                "error": {
                    "code": "VALIDATION_ERROR",
                    "message": "Only the phone of a sandbox is in your hand: this line reaches a real one"
                }
            })
        ),
        KeyErrors,
        BodyErrors,
        ConversationErrors,
    )
)]
pub(crate) async fn read_as_phone(
    State(app): State<App>,
    caller: Caller,
    body: Body<ReadAsPhoneIn>,
) -> Result<Json<DataOut<ReadAsPhoneOut>>, Failure> {
    let inbox = inbox(&app, &caller, Scope::Messages)?;
    let read = inbox.read(&body.required()?.conversation_id).await?;
    Ok(data(ReadAsPhoneOut { read }))
}
