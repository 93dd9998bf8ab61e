//! What Meta's webhooks tell: messages of every type, and what became of ours. What is of no kind we know is kept as unknown;
//! what cannot be read at all is passed over, because Meta would tell it again for a week.

use super::refusal::ErrorIn;
use crate::clock;
use crate::messaging::{Content, Happening, Kind, Receipt, Said, Status, Which, normal_number};
use buzzchat::protocol::Millis;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// What our ids begin with.
const OURS: &str = "msg_";

#[derive(Deserialize)]
struct PayloadIn {
    #[serde(default)]
    entry: Vec<EntryIn>,
}

#[derive(Deserialize)]
struct EntryIn {
    #[serde(default)]
    changes: Vec<ChangeIn>,
}

#[derive(Deserialize)]
struct ChangeIn {
    #[serde(default)]
    field: String,
    #[serde(default)]
    value: Value,
}

/// Messages and news, each read by itself: one that is odd must not take the others with it.
#[derive(Deserialize)]
struct ValueIn {
    metadata: MetadataIn,
    #[serde(default)]
    contacts: Vec<Value>,
    #[serde(default)]
    messages: Vec<Value>,
    #[serde(default)]
    statuses: Vec<Value>,
}

#[derive(Deserialize)]
struct MetadataIn {
    phone_number_id: String,
}

#[derive(Deserialize)]
struct ContactIn {
    wa_id: String,
    profile: ProfileIn,
}

#[derive(Deserialize)]
struct ProfileIn {
    name: String,
}

#[derive(Deserialize)]
struct MessageIn {
    id: String,
    from: String,
    #[serde(default)]
    timestamp: String,
    #[serde(rename = "type", default)]
    kind: String,
    /// What it is about stands under the name of its type.
    #[serde(flatten)]
    parts: Map<String, Value>,
}

#[derive(Deserialize)]
struct StatusIn {
    id: String,
    status: String,
    #[serde(default)]
    timestamp: String,
    #[serde(default)]
    biz_opaque_callback_data: String,
    #[serde(default)]
    errors: Vec<ErrorIn>,
}

/// What a call tells of the number; nothing where it is no JSON of Meta's shape.
pub(super) fn read(body: &[u8], number: &str, base: &str) -> Option<Vec<Happening>> {
    let payload: PayloadIn = serde_json::from_slice(body).ok()?;
    let changes = payload.entry.into_iter().flat_map(|entry| entry.changes);
    let values =
        changes.filter(|change| change.field == "messages").filter_map(|change| known::<ValueIn>(change.value));
    let ours = values.filter(|value| value.metadata.phone_number_id == number);
    Some(ours.flat_map(|value| happenings(value, base)).collect())
}

fn happenings(value: ValueIn, base: &str) -> Vec<Happening> {
    let contacts: Vec<ContactIn> = value.contacts.into_iter().filter_map(known).collect();
    let said = value.messages.into_iter().filter_map(known).map(|message| said(message, &contacts, base));
    let receipts = value.statuses.into_iter().filter_map(known).filter_map(receipt);
    said.map(Happening::Said).chain(receipts.map(Happening::Receipt)).collect()
}

fn known<T: for<'de> Deserialize<'de>>(value: Value) -> Option<T> {
    serde_json::from_value(value).inspect_err(|_| tracing::warn!("WhatsApp told something that cannot be read")).ok()
}

fn said(message: MessageIn, contacts: &[ContactIn], base: &str) -> Said {
    let name =
        contacts.iter().find(|contact| contact.wa_id == message.from).map(|contact| contact.profile.name.clone());
    Said {
        address: normal_number(&format!("+{}", message.from)).unwrap_or_else(|| message.from.clone()),
        name: name.unwrap_or_default(),
        at: moment(&message.timestamp),
        own: false,
        content: content(&message, base),
        service_id: message.id,
    }
}

/// Seconds since 1970, written as text.
fn moment(text: &str) -> Millis {
    text.parse::<Millis>().map_or_else(|_| clock::now(), |seconds| seconds.saturating_mul(1_000))
}

fn receipt(told: StatusIn) -> Option<Receipt> {
    let status = match told.status.as_str() {
        "sent" => Status::Sent,
        "delivered" => Status::Delivered,
        "read" | "played" => Status::Read,
        "failed" => Status::Failed,
        _ => return None,
    };
    let ours = told.biz_opaque_callback_data;
    let error = told.errors.into_iter().next();
    Some(Receipt {
        // Our own id is known even where the answer that names theirs was lost.
        which: if ours.starts_with(OURS) { Which::Ours(ours) } else { Which::Theirs(told.id) },
        status,
        at: moment(&told.timestamp),
        reason: error.as_ref().map(ErrorIn::words).unwrap_or_default(),
        code: error.as_ref().map(ErrorIn::code).unwrap_or_default(),
    })
}

fn content(message: &MessageIn, base: &str) -> Content {
    let part = message.parts.get(&message.kind).unwrap_or(&Value::Null);
    let read = match message.kind.as_str() {
        "text" => text(part, "body").map(Content::text),
        "button" => text(part, "text").map(|words| answer(words, text(part, "payload"))),
        "interactive" => chosen(part),
        "image" | "video" | "audio" | "document" | "sticker" => file(&message.kind, part, base),
        "location" => location(part),
        "contacts" => cards(part),
        _ => None,
    };
    read.unwrap_or_else(|| unknown(message))
}

fn text<'a>(part: &'a Value, name: &str) -> Option<&'a str> {
    part[name].as_str()
}

/// Which button was pressed, or which row of a list: its words, and what the seller calls it.
fn chosen(part: &Value) -> Option<Content> {
    let choice =
        ["button_reply", "list_reply"].into_iter().map(|name| &part[name]).find(|choice| choice.is_object())?;
    Some(answer(text(choice, "title")?, text(choice, "id")))
}

fn answer(words: &str, payload: Option<&str>) -> Content {
    let mut content = Content::text(words);
    content.extra.extend(payload.map(|payload| ("payload".to_owned(), json!(payload))));
    content
}

/// Meta gives files to those who show its token: the address is of use to the seller alone.
fn file(kind: &str, part: &Value, base: &str) -> Option<Content> {
    let id = text(part, "id")?;
    let own = || format!("{}/{id}", base.trim_end_matches('/'));
    let body = text(part, "url").map_or_else(own, str::to_owned);
    let mut extra = notes(part, &["caption", "filename", "mime_type"]);
    extra.insert("media_id".to_owned(), json!(id));
    Some(Content { kind: Kind::parse(kind)?, body, extra })
}

fn location(part: &Value) -> Option<Content> {
    let body = format!("{},{}", part["latitude"].as_f64()?, part["longitude"].as_f64()?);
    Some(Content { kind: Kind::Location, body, extra: notes(part, &["name", "address"]) })
}

/// Cards are told by the names on them.
fn cards(part: &Value) -> Option<Content> {
    let names = part.as_array()?.iter().filter_map(|card| card["name"]["formatted_name"].as_str());
    let body = names.collect::<Vec<_>>().join(", ");
    Some(Content { kind: Kind::Contacts, body, extra: Map::from_iter([("contacts".to_owned(), part.clone())]) })
}

fn notes(part: &Value, names: &[&str]) -> Map<String, Value> {
    let note = |name: &&str| Some(((*name).to_owned(), json!(text(part, name)?)));
    names.iter().filter_map(note).collect()
}

/// What we have no kind for: what Meta calls it, and all that it says.
fn unknown(message: &MessageIn) -> Content {
    let mut extra = message.parts.clone();
    extra.insert("type".to_owned(), json!(message.kind));
    Content { kind: Kind::Unknown, body: message.kind.clone(), extra }
}
