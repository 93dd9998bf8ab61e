//! `/conversations`, `/direct-messages` and `/sandbox`: what is written with people, and the other end of a sandbox.

mod bodies;
mod conversations;
mod phone;
mod writing;

pub(super) use bodies::{ChannelName, ConnectorName, LineStateName};
pub(crate) use bodies::{ConversationsOut, DirectMessageOut, DirectMessagesOut, ReachedChannel};
pub(super) use conversations::{
    __path_get_conversation, __path_list_conversation_messages, __path_list_conversations, get_conversation,
    list_conversation_messages, list_conversations,
};
pub(super) use phone::{__path_read_as_phone, __path_write_as_phone, read_as_phone, write_as_phone};
pub(super) use writing::{
    __path_answer_conversation, __path_send_direct_message, answer_conversation, send_direct_message,
};

use crate::app::App;
use crate::auth::Caller;
use crate::error::{ErrorOut, Failure};
use crate::scopes::Scope;
use crate::service::inbox::Inbox;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use utoipa::IntoResponses;

/// The caller's inbox, if it may do this to it.
fn inbox<'a>(app: &'a App, caller: &'a Caller, scope: Scope) -> Result<Inbox<'a>, Failure> {
    caller.needs(scope)?;
    Ok(Inbox { store: app.hub().store(), messaging: app.messaging(), workspace: caller.workspace.name() })
}

/// The id in the address; one that cannot be read belongs to nothing.
fn id(path: Result<Path<String>, PathRejection>) -> Result<String, Failure> {
    path.map(|Path(id)| id).map_err(|_| Failure::NotFound("Conversation not found".into()))
}

/// What may go wrong with every request about one conversation, besides.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "only describes responses; failures are made in `error`")]
enum ConversationErrors {
    /// There is no such conversation in the key's workspace.
    #[response(status = 404, example = json!({
        "success": false, "error": { "code": "NOT_FOUND", "message": "Conversation not found" }
    }))]
    NotFound(ErrorOut),
}

/// What may go wrong with every message to be sent, besides.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "only describes responses; failures are made in `error`")]
enum LineErrors {
    /// The line does not work until somebody mends it.
    #[response(status = 503, example = json!({
        "success": false,
        "error": {
            "code": "SERVICE_UNAVAILABLE",
            "message": "The account lin_01JJC0VK6ZT3Q9Y4F2M8W5X7AB does not work: The server does not take the password"
        }
    }))]
    Unavailable(ErrorOut),
}
