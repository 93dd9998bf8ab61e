//! Messages to people and from them, by iMessage and WhatsApp.

use super::{About, Effect, Reach, ToolSpec, tool};
use crate::api::{ConversationsOut, DirectMessageOut, DirectMessagesOut, ReachedChannel};
use crate::error::Failure;
use crate::scopes::Scope;
use crate::service::inbox::Inbox;
use serde::Deserialize;
use utoipa::ToSchema;

pub(super) fn tools() -> Vec<ToolSpec> {
    vec![
        tool(
            About {
                name: "buzzchat_send_direct_message",
                title: "Send a direct message",
                description: "Sends a message to a phone by iMessage or WhatsApp, as the seller. It is queued: \
                              `buzzchat_read_messages` says what became of it. Where the seller has connected nothing \
                              yet it goes to a sandbox, which reaches nobody.",
                scope: Scope::Messages,
                effect: Effect::Adds,
            },
            send_direct_message,
        ),
        tool(
            About {
                name: "buzzchat_list_conversations",
                title: "List conversations",
                description: "Whom the seller writes with by iMessage and WhatsApp, and what was written last. The \
                              conversation written in last comes first.",
                scope: Scope::Read,
                effect: Effect::Reads,
            },
            list_conversations,
        ),
        tool(
            About {
                name: "buzzchat_read_messages",
                title: "Read a conversation's messages",
                description: "What was written in a conversation, the latest first, and what became of it: queued, \
                              sent, delivered, read, failed, or received. Name the conversation, or the channel and \
                              the phone number.",
                scope: Scope::Read,
                effect: Effect::Reads,
            },
            read_messages,
        ),
    ]
}

fn inbox(reach: &Reach) -> Inbox<'_> {
    Inbox { store: reach.app.hub().store(), messaging: reach.app.messaging(), workspace: reach.workspace.name() }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SendIn {
    /// How.
    channel: ReachedChannel,
    /// A telephone number in E.164 format, such as +14155552671.
    to: String,
    /// The message: not blank; by WhatsApp at most 4096 characters.
    #[schema(min_length = 1, max_length = 10_000)]
    text: String,
}

async fn send_direct_message(reach: Reach, asked: SendIn) -> Result<DirectMessageOut, Failure> {
    Ok(inbox(&reach).send(asked.channel.into(), &asked.to, asked.text, None).await?.into())
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ConversationsIn {
    /// The most conversations to return.
    #[serde(default = "usual_limit")]
    #[schema(minimum = 1, maximum = 100, default = 50)]
    limit: usize,
    /// `nextCursor` of the answer before, to go on from there.
    #[schema(nullable = false)]
    cursor: Option<String>,
}

fn usual_limit() -> usize {
    50
}

async fn list_conversations(reach: Reach, asked: ConversationsIn) -> Result<ConversationsOut, Failure> {
    Ok(inbox(&reach).conversations(asked.limit, asked.cursor.as_deref()).await?.into())
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct MessagesIn {
    /// The conversation, as `buzzchat_list_conversations` gives its id.
    #[schema(nullable = false)]
    conversation_id: Option<String>,
    /// Instead of the conversation: how the phone is reached.
    #[schema(nullable = false)]
    channel: Option<ReachedChannel>,
    /// Instead of the conversation: the phone, in E.164 format.
    #[schema(nullable = false)]
    phone: Option<String>,
    /// The most messages to return.
    #[serde(default = "usual_limit")]
    #[schema(minimum = 1, maximum = 100, default = 50)]
    limit: usize,
    /// `nextCursor` of the answer before, to go on further back.
    #[schema(nullable = false)]
    cursor: Option<String>,
}

async fn read_messages(reach: Reach, asked: MessagesIn) -> Result<DirectMessagesOut, Failure> {
    let inbox = inbox(&reach);
    let id = match (asked.conversation_id, asked.channel, asked.phone) {
        (Some(id), None, None) => id,
        (None, Some(channel), Some(phone)) => inbox.conversation_with(channel.into(), &phone).await?.last.conversation,
        _ => return Err(Failure::validation("Name conversationId, or channel and phone")),
    };
    Ok(inbox.messages(&id, asked.limit, asked.cursor.as_deref()).await?.into())
}
