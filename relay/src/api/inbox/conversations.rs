//! Reading: the conversations, one of them, and what was written in it.

use super::bodies::{ConversationOut, ConversationsOut, DirectMessagesOut};
use super::{ConversationErrors, id, inbox};
use crate::api::envelope::{DataOut, KeyErrors, data};
use crate::app::App;
use crate::auth::Caller;
use crate::error::{ErrorOut, Failure};
use crate::scopes::Scope;
use crate::service::inbox::MAX_PAGE;
use axum::Json;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use serde::Deserialize;
use utoipa::ToSchema;

/// The length of a page unless the caller says otherwise.
const PAGE: usize = 50;

/// Which part of a list.
#[derive(Deserialize)]
pub(crate) struct PartIn {
    limit: Option<String>,
    cursor: Option<String>,
}

impl PartIn {
    /// What is no number is as wrong as a number out of range.
    fn limit(&self) -> usize {
        self.limit.as_ref().map_or(PAGE, |limit| limit.parse().unwrap_or(0))
    }
}

/// How many a page may have.
#[derive(ToSchema)]
#[schema(minimum = 1, maximum = 100, default = 50)]
#[expect(dead_code, reason = "only describes the parameter; the service checks it")]
struct PartLength(usize);

/// Where a page begins.
#[derive(ToSchema)]
#[schema(pattern = "^[0-9]{1,18}$")]
#[expect(dead_code, reason = "only describes the parameter; the service reads it")]
struct PartStart(String);

const _: () = assert!(MAX_PAGE == 100 && PAGE <= MAX_PAGE, "the description says so");

/// List conversations
///
/// Whom you write with by iMessage and WhatsApp, and what was written last. The conversation written in last comes first.
#[utoipa::path(
    get,
    path = "/conversations",
    operation_id = "listConversations",
    tag = "inbox",
    params(
        ("limit" = inline(Option<PartLength>), Query, description = "How many at most, from 1 to 100; 50 unless given."),
        ("cursor" = inline(Option<PartStart>), Query, description = "`nextCursor` of the page before."),
    ),
    responses(
        (status = 200, description = "The conversations.", body = DataOut<ConversationsOut>),
        (
            status = 400,
            description = "The query is wrong.",
            body = ErrorOut,
            example = json!({
                "success": false,
                "error": { "code": "VALIDATION_ERROR", "message": "limit must be between 1 and 100" }
            })
        ),
        KeyErrors,
    )
)]
pub(crate) async fn list_conversations(
    State(app): State<App>,
    caller: Caller,
    query: Result<Query<PartIn>, QueryRejection>,
) -> Result<Json<DataOut<ConversationsOut>>, Failure> {
    let inbox = inbox(&app, &caller, Scope::Read)?;
    let Query(asked) = query.map_err(|_| Failure::validation("The query cannot be read"))?;
    Ok(data(inbox.conversations(asked.limit(), asked.cursor.as_deref()).await?.into()))
}

/// Get a conversation
///
/// Whom it is with, over which line, and what was written last.
#[utoipa::path(
    get,
    path = "/conversations/{conversationId}",
    operation_id = "getConversation",
    tag = "inbox",
    params(("conversationId" = String, Path, description = "The conversation's id.")),
    responses(
        (status = 200, description = "The conversation.", body = DataOut<ConversationOut>),
        KeyErrors,
        ConversationErrors,
    )
)]
pub(crate) async fn get_conversation(
    State(app): State<App>,
    caller: Caller,
    path: Result<Path<String>, PathRejection>,
) -> Result<Json<DataOut<ConversationOut>>, Failure> {
    let inbox = inbox(&app, &caller, Scope::Read)?;
    Ok(data(inbox.conversation(&id(path)?).await?.into()))
}

/// List a conversation's messages
///
/// What was written, the latest first, and what became of it.
#[utoipa::path(
    get,
    path = "/conversations/{conversationId}/messages",
    operation_id = "listConversationMessages",
    tag = "inbox",
    params(
        ("conversationId" = String, Path, description = "The conversation's id."),
        ("limit" = inline(Option<PartLength>), Query, description = "How many at most, from 1 to 100; 50 unless given."),
        ("cursor" = inline(Option<PartStart>), Query, description = "`nextCursor` of the page after it."),
    ),
    responses(
        (status = 200, description = "The messages.", body = DataOut<DirectMessagesOut>),
        (
            status = 400,
            description = "The query is wrong.",
            body = ErrorOut,
            example = json!({
                "success": false,
                "error": { "code": "VALIDATION_ERROR", "message": "limit must be between 1 and 100" }
            })
        ),
        KeyErrors,
        ConversationErrors,
    )
)]
pub(crate) async fn list_conversation_messages(
    State(app): State<App>,
    caller: Caller,
    path: Result<Path<String>, PathRejection>,
    query: Result<Query<PartIn>, QueryRejection>,
) -> Result<Json<DataOut<DirectMessagesOut>>, Failure> {
    let inbox = inbox(&app, &caller, Scope::Read)?;
    let Query(asked) = query.map_err(|_| Failure::validation("The query cannot be read"))?;
    Ok(data(inbox.messages(&id(path)?, asked.limit(), asked.cursor.as_deref()).await?.into()))
}
