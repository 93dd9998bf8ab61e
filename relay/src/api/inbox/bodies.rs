//! What stands in requests and answers about conversations and their messages.

use crate::api::webhooks::moment;
use crate::clock::rfc3339;
use crate::messaging::{Channel, Direction, LineState, Message, Overview};
use crate::service::inbox::Page;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How somebody is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ReachedChannel {
    Imessage,
    Whatsapp,
}

impl From<ReachedChannel> for Channel {
    fn from(channel: ReachedChannel) -> Self {
        match channel {
            ReachedChannel::Imessage => Self::Imessage,
            ReachedChannel::Whatsapp => Self::Whatsapp,
        }
    }
}

/// A page of conversations.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ConversationsOut {
    /// The one written in last first.
    conversations: Vec<ConversationOut>,
    /// What to ask the next page with; null on the last one.
    #[schema(required, example = "1737714600000")]
    next_cursor: Option<String>,
}

impl From<Page<Overview>> for ConversationsOut {
    fn from(Page { items, next }: Page<Overview>) -> Self {
        Self { conversations: items.into_iter().map(Into::into).collect(), next_cursor: next }
    }
}

/// What is between somebody and a line.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ConversationOut {
    #[schema(example = "cnv_01JJC0VK6ZT3Q9Y4F2M8W5X7AB")]
    id: String,
    #[schema(value_type = ChannelName, example = "imessage")]
    channel: &'static str,
    /// Where the person is reached: a telephone number as E.164, or a name on a stream.
    #[schema(example = "+14155552671")]
    address: String,
    /// What they call themselves; empty where nobody said.
    #[schema(example = "Ann")]
    name: String,
    #[schema(format = DateTime, example = "2025-01-24T10:00:00Z")]
    created_at: String,
    /// When the person last wrote; null for never.
    #[schema(required, format = DateTime, example = "2025-01-24T10:30:00Z")]
    last_inbound_at: Option<String>,
    line: ConversationLineOut,
    last_message: DirectMessageOut,
}

/// The line that a conversation goes over.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ConversationLineOut {
    #[schema(example = "lin_01JJC0VK6ZT3Q9Y4F2M8W5X7AB")]
    id: String,
    #[schema(example = "Sandbox")]
    name: String,
    #[schema(value_type = ConnectorName, example = "sandbox")]
    connector: &'static str,
    /// Null where the line was removed.
    #[schema(required, value_type = Option<LineStateName>, example = "connected")]
    state: Option<&'static str>,
}

impl From<Overview> for ConversationOut {
    fn from(overview: Overview) -> Self {
        let Overview { last, name, created, last_inbound, line_name, carrier, line_state } = overview;
        Self {
            id: last.conversation.clone(),
            channel: last.channel.name(),
            address: last.address.clone(),
            name,
            created_at: rfc3339(created),
            last_inbound_at: moment(last_inbound),
            line: ConversationLineOut {
                id: last.line.clone(),
                name: line_name,
                connector: carrier.name(),
                state: line_state.map(LineState::name),
            },
            last_message: last.into(),
        }
    }
}

/// A page of messages.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DirectMessagesOut {
    /// The latest first.
    messages: Vec<DirectMessageOut>,
    /// What to ask the page before it with; null where nothing was written before.
    #[schema(required, example = "1737714600000")]
    next_cursor: Option<String>,
}

impl From<Page<Message>> for DirectMessagesOut {
    fn from(Page { items, next }: Page<Message>) -> Self {
        Self { messages: items.into_iter().map(Into::into).collect(), next_cursor: next }
    }
}

/// A message between somebody and the seller.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DirectMessageOut {
    #[schema(example = "msg_abc123")]
    id: String,
    #[schema(example = "cnv_01JJC0VK6ZT3Q9Y4F2M8W5X7AB")]
    conversation_id: String,
    /// Who wrote it.
    #[schema(value_type = DirectionName, example = "outbound")]
    direction: &'static str,
    /// What it is.
    #[schema(value_type = KindName, example = "text")]
    r#type: &'static str,
    /// The text; of a picture, a film, a sound or a file its address.
    #[schema(example = "Your order is on its way!")]
    content: String,
    /// What stands under a picture; null where nothing does.
    #[schema(required)]
    caption: Option<String>,
    /// What became of it.
    #[schema(value_type = StatusName, example = "delivered")]
    status: &'static str,
    /// Why it failed; null where it did not.
    #[schema(required)]
    problem: Option<String>,
    /// When it was written.
    #[schema(format = DateTime, example = "2025-01-24T10:30:00Z")]
    sent_at: String,
    /// When the phone had it; null before, or where nobody said.
    #[schema(required, format = DateTime, example = "2025-01-24T10:30:02Z")]
    delivered_at: Option<String>,
    /// When the person saw it; null before, or where nobody said.
    #[schema(required, format = DateTime)]
    read_at: Option<String>,
}

impl From<Message> for DirectMessageOut {
    fn from(message: Message) -> Self {
        let caption = message.content.extra.get("caption").and_then(|caption| caption.as_str());
        Self {
            caption: caption.map(ToOwned::to_owned),
            id: message.id,
            conversation_id: message.conversation,
            direction: match message.direction {
                Direction::In => "inbound",
                Direction::Out => "outbound",
            },
            r#type: message.content.kind.name(),
            content: message.content.body,
            status: message.status.name(),
            problem: Some(message.reason).filter(|reason| !reason.is_empty()),
            sent_at: rfc3339(message.at),
            delivered_at: moment(message.delivered),
            read_at: moment(message.read),
        }
    }
}

/// Describes words whose names the model itself has.
macro_rules! words {
    ($($(#[$about:meta])* $type:ident of $model:ty { $($variant:ident),+ $(,)? })+) => {
        $(
            $(#[$about])*
            #[derive(ToSchema)]
            #[schema(rename_all = "lowercase")]
            #[expect(dead_code, reason = "only describes the property; the model knows the words")]
            pub(crate) enum $type { $($variant),+ }
        )+

        #[cfg(test)]
        mod tests {
            $(
                #[test]
                #[expect(non_snake_case, reason = "it is the type's name")]
                fn $type() {
                    let described = [$(stringify!($variant).to_lowercase()),+];
                    let known: Vec<_> = <$model>::ALL.iter().map(|one| one.name()).collect();
                    assert_eq!(described.as_slice(), known.as_slice());
                }
            )+
        }
    };
}

words! {
    /// How somebody is reached.
    ChannelName of crate::messaging::Channel { Imessage, Whatsapp, Live }
    /// Who carries a line's messages.
    ConnectorName of crate::messaging::Carrier { Sandbox, BlueBubbles, Cloud, Waha }
    /// How a line stands.
    LineStateName of crate::messaging::LineState { Pending, Connected, Disconnected, Failed }
    /// What a message is.
    KindName of crate::messaging::Kind {
        Text, Image, Video, Audio, Document, Sticker, Location, Contacts, Template, Unknown,
    }
}

/// Who wrote it.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "only describes the property")]
pub(crate) enum DirectionName {
    Inbound,
    Outbound,
}

/// What became of it. A draft is no message.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "only describes the property; the model knows the words")]
pub(crate) enum StatusName {
    Queued,
    Sent,
    Delivered,
    Read,
    Failed,
    Received,
}
