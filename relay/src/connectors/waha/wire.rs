//! What a WAHA server says, as what it means. Its engines differ in much; whatever one leaves out or adds does no harm.

use crate::clock;
use crate::connectors::service::or_default;
use crate::messaging::{Content, Happening, Kind, Receipt, Said, Status, Which, normal_number};
use buzzchat::protocol::Millis;
use serde::Deserialize;
use serde_json::{Map, Value};

/// Times are seconds; some engines say milliseconds.
const LATEST_SECOND: u64 = 100_000_000_000;
/// Two places are the same within so many degrees, about ten metres.
const NEAR: f64 = 1e-4;

/// How a session stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum SessionStatus {
    Stopped,
    Starting,
    ScanQrCode,
    Working,
    Failed,
    #[default]
    #[serde(other)]
    Unknown,
}

/// A session.
#[derive(Debug, Deserialize)]
pub(super) struct SessionInfo {
    pub(super) status: SessionStatus,
    #[serde(default)]
    pub(super) config: Value,
}

/// What an answer says went wrong.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Complaint {
    #[serde(default, deserialize_with = "or_default")]
    message: Value,
    #[serde(default, deserialize_with = "or_default")]
    error: String,
    /// How the session stands, where that is what is wrong.
    #[serde(default, deserialize_with = "or_default")]
    pub(super) status: String,
}

impl Complaint {
    /// What it says, in the words meant for people.
    pub(super) fn words(&self) -> String {
        let said = match &self.message {
            Value::String(text) => text.as_str(),
            Value::Array(all) => all.first().and_then(Value::as_str).unwrap_or(&self.error),
            _ => &self.error,
        };
        if said.is_empty() { "The server does not take it".to_owned() } else { said.chars().take(300).collect() }
    }
}

/// A call of its webhook.
#[derive(Debug, Deserialize)]
pub(super) struct Event {
    event: String,
    #[serde(default)]
    pub(super) session: String,
    #[serde(default, deserialize_with = "or_default")]
    timestamp: u64,
    #[serde(default)]
    payload: Value,
}

/// What a call tells.
#[derive(Default)]
pub(super) struct News {
    pub(super) telling: Vec<Telling>,
    pub(super) status: Option<SessionStatus>,
}

/// Something that happened.
pub(super) enum Telling {
    Clear(Happening),
    /// Somebody wrote who is known by this name only.
    Hidden(Said, String),
}

impl Event {
    /// When it happened.
    pub(super) fn at(&self) -> Millis {
        millis(self.timestamp)
    }

    /// # Errors
    /// When it is not what it says it is.
    pub(super) fn news(self) -> Result<News, serde_json::Error> {
        let at = self.at();
        Ok(match self.event.as_str() {
            "message" | "message.any" => {
                News { telling: Message::deserialize(self.payload)?.telling(), ..News::default() }
            }
            "message.ack" => {
                let ack = Message::deserialize(self.payload)?.acknowledged(at);
                News { telling: ack.map(Telling::Clear).into_iter().collect(), ..News::default() }
            }
            "session.status" => {
                let info = SessionInfo::deserialize(self.payload)?;
                News { status: Some(info.status), ..News::default() }
            }
            // Somebody reacts, votes or calls: none of it is kept.
            _ => News::default(),
        })
    }
}

/// A message, or news of one.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Message {
    id: Value,
    #[serde(default, deserialize_with = "or_default")]
    timestamp: u64,
    #[serde(default, deserialize_with = "or_default")]
    from: String,
    #[serde(default, deserialize_with = "or_default")]
    to: String,
    #[serde(default, deserialize_with = "or_default")]
    from_me: bool,
    /// "api" for what was sent through the server.
    #[serde(default, deserialize_with = "or_default")]
    source: String,
    #[serde(default, deserialize_with = "or_default")]
    body: String,
    #[serde(default, deserialize_with = "or_default")]
    has_media: bool,
    #[serde(default, deserialize_with = "or_default")]
    media: Media,
    #[serde(default, deserialize_with = "or_default")]
    location: Option<Place>,
    #[serde(default, deserialize_with = "or_default")]
    v_cards: Vec<String>,
    #[serde(default, deserialize_with = "or_default")]
    ack: i64,
    /// What the engine has; of use for names alone.
    #[serde(rename = "_data", default)]
    data: Value,
}

#[derive(Debug, Default, Deserialize)]
struct Media {
    #[serde(default, deserialize_with = "or_default")]
    url: String,
    #[serde(default, deserialize_with = "or_default")]
    mimetype: String,
    #[serde(default, deserialize_with = "or_default")]
    filename: String,
}

/// Numbers in one engine, texts in another.
#[derive(Debug, Deserialize)]
struct Place {
    latitude: Value,
    longitude: Value,
}

impl Message {
    /// What it tells: that it was said, and how far it is.
    pub(super) fn telling(self) -> Vec<Telling> {
        let mut all: Vec<_> = self.said().into_iter().collect();
        all.extend(self.acknowledged(self.at()).map(Telling::Clear));
        all
    }

    /// When it was written.
    pub(super) fn at(&self) -> Millis {
        millis(self.timestamp)
    }

    /// What the relay calls it: the part of its name that every engine spells alike.
    pub(super) fn name(&self) -> Option<String> {
        bare(&self.id)
    }

    /// Whether it may be this, as it was sent.
    pub(super) fn is(&self, content: &Content) -> bool {
        let caption = || content.extra.get("caption").and_then(Value::as_str).unwrap_or_default();
        match content.kind {
            Kind::Text => !self.has_media && self.body.trim() == content.body.trim(),
            // A voice has no words beside it.
            Kind::Audio => self.has_media && self.body.trim().is_empty(),
            Kind::Location => self.is_at(&content.body),
            kind if kind.is_media() => self.has_media && self.body.trim() == caption().trim(),
            _ => false,
        }
    }

    /// Whether it is of a place, but for how finely engines spell it.
    fn is_at(&self, place: &str) -> bool {
        let near = |value: &Value, wanted: &str| {
            let (value, wanted) = (coordinate(value).trim().parse::<f64>(), wanted.trim().parse::<f64>());
            value.ok().zip(wanted.ok()).is_some_and(|(value, wanted)| (value - wanted).abs() < NEAR)
        };
        self.location.as_ref().zip(place.split_once(',')).is_some_and(|(shown, (latitude, longitude))| {
            near(&shown.latitude, latitude) && near(&shown.longitude, longitude)
        })
    }

    /// News of a message that the seller sent.
    pub(super) fn acknowledged(&self, at: Millis) -> Option<Happening> {
        let status = match self.ack {
            -1 => Status::Failed,
            1 => Status::Sent,
            2 => Status::Delivered,
            3.. => Status::Read,
            _ => return None,
        };
        if !self.from_me || !is_of_a_person(&self.chat()) {
            return None;
        }
        let reason = if status == Status::Failed { "WhatsApp did not deliver it" } else { "" };
        let code = if status == Status::Failed { "-1" } else { "" };
        let (which, reason, code) = (Which::Theirs(self.name()?), reason.to_owned(), code.to_owned());
        Some(Happening::Receipt(Receipt { which, status, at, reason, code }))
    }

    fn said(&self) -> Option<Telling> {
        // What we sent is recorded where it was sent.
        if self.from_me && self.source == "api" {
            return None;
        }
        let chat = self.chat();
        if !is_of_a_person(&chat) {
            return None;
        }
        let (id, place) = chat.split_once('@')?;
        let said = Said {
            service_id: self.name()?,
            address: normal_number(&format!("+{id}")).unwrap_or_default(),
            name: if self.from_me { String::new() } else { self.author() },
            content: self.content()?,
            at: self.at(),
            own: self.from_me,
        };
        if place == "lid" {
            return Some(Telling::Hidden(said, chat));
        }
        (!said.address.is_empty()).then_some(Telling::Clear(Happening::Said(said)))
    }

    /// The chat it is in; its name says so in every engine, its fields do not.
    fn chat(&self) -> String {
        let in_name = full(&self.id).and_then(|name| name.split('_').nth(1));
        let in_fields = if self.from_me { &self.to } else { &self.from };
        in_name.unwrap_or(in_fields).replace("@s.whatsapp.net", "@c.us")
    }

    fn author(&self) -> String {
        let names = [&self.data["notifyName"], &self.data["pushName"], &self.data["Info"]["PushName"]];
        names.into_iter().find_map(Value::as_str).unwrap_or_default().to_owned()
    }

    fn content(&self) -> Option<Content> {
        if self.has_media || !self.media.url.is_empty() {
            return Some(self.media());
        }
        if let Some(Place { latitude, longitude }) = &self.location {
            let place = format!("{},{}", coordinate(latitude), coordinate(longitude));
            return Some(Content { kind: Kind::Location, body: place, extra: Map::new() });
        }
        if !self.v_cards.is_empty() {
            return Some(Content { kind: Kind::Contacts, body: self.v_cards.join("\n"), extra: Map::new() });
        }
        (!self.body.is_empty()).then(|| Content::text(self.body.clone()))
    }

    fn media(&self) -> Content {
        let kind = match self.media.mimetype.split('/').next() {
            Some("image") => Kind::Image,
            Some("video") => Kind::Video,
            Some("audio") => Kind::Audio,
            _ => Kind::Document,
        };
        let mut extra = Map::new();
        let named = [("caption", &self.body), ("filename", &self.media.filename), ("mime_type", &self.media.mimetype)];
        for (name, value) in named {
            if !value.is_empty() {
                extra.insert(name.to_owned(), Value::String(value.clone()));
            }
        }
        Content { kind, body: self.media.url.clone(), extra }
    }
}

/// What a message that was sent is called, in the answer of whichever engine.
pub(super) fn name_of(sent: &Value) -> Option<String> {
    bare(&sent["id"]).or_else(|| bare(&sent["key"]["id"])).or_else(|| bare(&sent["_data"]["id"]))
}

/// A number as the server has it.
pub(super) fn digits(number: &str) -> &str {
    number.trim_start_matches('+')
}

/// "true_14155552671@c.us_3EB0" is the message 3EB0, as some engines call it at once.
fn bare(id: &Value) -> Option<String> {
    let full = full(id)?;
    let bare = full.splitn(3, '_').nth(2).unwrap_or(full);
    (!bare.is_empty()).then(|| bare.to_owned())
}

fn full(id: &Value) -> Option<&str> {
    id.as_str().or_else(|| id["_serialized"].as_str()).or_else(|| id["id"].as_str())
}

/// Groups, channels and status posts are no conversations with somebody.
fn is_of_a_person(chat: &str) -> bool {
    chat.ends_with("@c.us") || chat.ends_with("@lid")
}

fn coordinate(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn millis(timestamp: u64) -> Millis {
    match timestamp {
        0 => clock::now(),
        1..LATEST_SECOND => timestamp * 1_000,
        _ => timestamp,
    }
}
