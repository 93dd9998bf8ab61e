//! A message as the Cloud API takes it. It sends nothing.

use crate::messaging::{Kind, Message, place};
use serde_json::{Map, Value, json};

/// The body of a request; nothing where WhatsApp has nothing of the kind.
pub(super) fn of(message: &Message) -> Option<Value> {
    let content = &message.content;
    let words = content.body.as_str();
    let part = match content.kind {
        Kind::Text => json!({ "body": words }),
        Kind::Image | Kind::Video => file(message, &["caption"]),
        Kind::Document => file(message, &["caption", "filename"]),
        Kind::Audio | Kind::Sticker => file(message, &[]),
        Kind::Location => {
            let (latitude, longitude) = place(words)?;
            with(message, json!({ "latitude": latitude, "longitude": longitude }), &["name", "address"])
        }
        Kind::Contacts => content.extra.get("contacts")?.clone(),
        Kind::Template => {
            let bare = || json!({ "name": words, "language": { "code": "en_US" } });
            content.extra.get("template").cloned().unwrap_or_else(bare)
        }
        Kind::Unknown => return None,
    };
    let mut body = Map::from_iter([
        ("messaging_product".to_owned(), json!("whatsapp")),
        ("recipient_type".to_owned(), json!("individual")),
        ("to".to_owned(), json!(message.address)),
        ("type".to_owned(), json!(content.kind.name())),
        // Comes back with everything Meta tells of the message.
        ("biz_opaque_callback_data".to_owned(), json!(message.id)),
    ]);
    body.insert(content.kind.name().to_owned(), part);
    Some(Value::Object(body))
}

/// Meta fetches it.
fn file(message: &Message, notes: &[&str]) -> Value {
    with(message, json!({ "link": message.content.body }), notes)
}

/// The part, with what else belongs to it.
fn with(message: &Message, mut part: Value, notes: &[&str]) -> Value {
    for note in notes {
        if let Some(text) = message.content.note(note) {
            part[*note] = json!(text);
        }
    }
    part
}
