//! What a BlueBubbles server says, as what it means. Whatever it leaves out or adds does no harm.

use crate::clock;
use crate::connectors::service::or_default;
use crate::messaging::{Content, Happening, Kind, Receipt, Said, Status, Which, normal_number};
use buzzchat::protocol::Millis;
use serde::Deserialize;
use serde_json::{Map, Value};

/// Chats with one person.
const DIRECT: &str = ";-;";
/// What stands in a text for each file in it.
const FILE_MARK: char = '\u{fffc}';

/// The chat with somebody.
pub(super) fn chat_with(address: &str) -> String {
    format!("iMessage{DIRECT}{address}")
}

/// What every answer looks like.
#[derive(Debug, Deserialize)]
pub(super) struct Envelope<T> {
    pub(super) data: T,
}

/// What an answer says went wrong.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Complaint {
    #[serde(default, deserialize_with = "or_default")]
    pub(super) message: String,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) error: Fault,
    /// The message, where it was made and went wrong.
    #[serde(default)]
    pub(super) data: Value,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Fault {
    #[serde(rename = "type", default, deserialize_with = "or_default")]
    pub(super) kind: String,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) message: String,
}

/// A webhook that it has.
#[derive(Debug, Deserialize)]
pub(super) struct Webhook {
    pub(super) id: i64,
    pub(super) url: String,
}

/// A chat that was made for a first message.
#[derive(Debug, Deserialize)]
pub(super) struct NewChat {
    #[serde(default, deserialize_with = "or_default")]
    pub(super) messages: Vec<Message>,
}

/// A call of its webhook.
#[derive(Debug, Deserialize)]
pub(super) struct Event {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    data: Value,
}

impl Event {
    /// # Errors
    /// When it is no message that it says is one.
    pub(super) fn happenings(self) -> Result<Vec<Happening>, serde_json::Error> {
        match self.kind.as_str() {
            "new-message" => Ok(Message::deserialize(self.data)?.happenings()),
            "updated-message" => Ok(Message::deserialize(self.data)?.receipts()),
            "message-send-error" => Ok(Message::deserialize(self.data)?.failure().into_iter().collect()),
            // Somebody types, a group has a new name: none of it is kept.
            _ => Ok(Vec::new()),
        }
    }
}

/// A message, received or sent.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Message {
    pub(super) guid: String,
    #[serde(default, deserialize_with = "or_default")]
    temp_guid: String,
    #[serde(default, deserialize_with = "or_default")]
    text: String,
    #[serde(default, deserialize_with = "or_default")]
    handle: Handle,
    #[serde(default, deserialize_with = "or_default")]
    chats: Vec<Chat>,
    #[serde(default, deserialize_with = "or_default")]
    attachments: Vec<Attachment>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) is_from_me: bool,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) error: i64,
    #[serde(default, deserialize_with = "or_default")]
    date_created: Millis,
    #[serde(default, deserialize_with = "or_default")]
    date_delivered: Millis,
    #[serde(default, deserialize_with = "or_default")]
    date_read: Millis,
    /// Anything but 0 is news of a group.
    #[serde(default, deserialize_with = "or_default")]
    item_type: i64,
    /// The message that a heart or a thumb belongs to.
    #[serde(default, deserialize_with = "or_default")]
    associated_message_guid: String,
}

#[derive(Debug, Default, Deserialize)]
struct Handle {
    #[serde(default, deserialize_with = "or_default")]
    address: String,
}

#[derive(Debug, Default, Deserialize)]
struct Chat {
    #[serde(default, deserialize_with = "or_default")]
    guid: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Attachment {
    #[serde(default, deserialize_with = "or_default")]
    mime_type: String,
    #[serde(default, deserialize_with = "or_default")]
    transfer_name: String,
}

impl Message {
    /// What it tells: that it was said, and what became of it since.
    pub(super) fn happenings(self) -> Vec<Happening> {
        let mut told: Vec<_> = self.said().into_iter().map(Happening::Said).collect();
        told.extend(self.receipts());
        told
    }

    /// What became of a message that the seller sent.
    pub(super) fn receipts(&self) -> Vec<Happening> {
        if !self.is_from_me {
            return Vec::new();
        }
        let steps = [(Status::Delivered, self.date_delivered), (Status::Read, self.date_read)];
        let mut told: Vec<_> = steps
            .into_iter()
            .filter(|(_, at)| *at > 0)
            .map(|(status, at)| Happening::Receipt(self.receipt(status, at)))
            .collect();
        told.extend(self.failure());
        told
    }

    /// Whether it is these words.
    pub(super) fn says(&self, text: &str) -> bool {
        self.text.trim() == text.trim()
    }

    fn failure(&self) -> Option<Happening> {
        (self.error != 0).then(|| {
            let (reason, code) = (undelivered(self.error), self.error.to_string());
            let receipt = Receipt { reason, code, ..self.receipt(Status::Failed, clock::now()) };
            Happening::Receipt(receipt)
        })
    }

    fn receipt(&self, status: Status, at: Millis) -> Receipt {
        // While it is on its way it has our id; one that failed early has no other.
        let which = match self.temp_guid.as_str() {
            "" => Which::Theirs(self.guid.clone()),
            ours => Which::Ours(ours.to_owned()),
        };
        Receipt { which, status, at, reason: String::new(), code: String::new() }
    }

    fn said(&self) -> Option<Said> {
        let is_message = self.item_type == 0 && self.associated_message_guid.is_empty() && self.error == 0;
        // Ours is known by our id, and recorded where it was sent.
        if !is_message || self.guid.is_empty() || !self.temp_guid.is_empty() {
            return None;
        }
        Some(Said {
            service_id: self.guid.clone(),
            address: self.person()?,
            name: String::new(),
            content: self.content()?,
            at: if self.date_created > 0 { self.date_created } else { clock::now() },
            own: self.is_from_me,
        })
    }

    /// Whom the chat is with; nothing for a group. Some people have no number but a mail address.
    fn person(&self) -> Option<String> {
        let with = match self.chats.first() {
            Some(chat) => chat.guid.split_once(DIRECT)?.1,
            None if self.is_from_me => return None,
            None => &self.handle.address,
        };
        let address = normal_number(with).unwrap_or_else(|| with.to_lowercase());
        (!address.is_empty()).then_some(address)
    }

    fn content(&self) -> Option<Content> {
        let text = self.text.replace(FILE_MARK, "").trim().to_owned();
        let Some(file) = self.attachments.first() else {
            return (!text.is_empty()).then(|| Content::text(text));
        };
        let mut extra = Map::new();
        for (name, value) in [("caption", &text), ("filename", &file.transfer_name), ("mime_type", &file.mime_type)] {
            if !value.is_empty() {
                extra.insert(name.to_owned(), Value::String(value.clone()));
            }
        }
        // The file stays on the Mac: its address would give the password away.
        Some(Content { kind: kind_of(&file.mime_type), body: String::new(), extra })
    }
}

fn kind_of(mime_type: &str) -> Kind {
    match mime_type.split('/').next() {
        Some("image") => Kind::Image,
        Some("video") => Kind::Video,
        Some("audio") => Kind::Audio,
        _ => Kind::Document,
    }
}

/// Why iMessage did not take a message, by its number.
pub(super) fn undelivered(error: i64) -> String {
    match error {
        22 => "The recipient is not registered with iMessage".to_owned(),
        _ => format!("The message was not delivered: iMessage error {error}"),
    }
}
