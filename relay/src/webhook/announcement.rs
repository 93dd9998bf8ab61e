//! The documented events as a view on facts: what is told to webhooks of each. It stores and sends nothing.

use super::EventType;
use crate::clock::rfc3339;
use buzzchat::protocol::{Entry, Event, Fact, Kind, Millis, Part, Stream};
use serde::Serialize;

/// The longest id that goes into a header.
const MAX_ID: usize = 64;

/// Something to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// The event's own id, or that of one entry in it.
    pub id: String,
    /// What it tells of.
    pub kind: EventType,
    /// When it happened.
    pub at: Millis,
    /// The body as it is sent and signed.
    pub body: String,
}

impl Announcement {
    /// What an event has to tell: nothing, one thing, or one for each entry in it.
    #[must_use]
    pub fn of(event: &Event) -> Vec<Self> {
        let told = match &event.fact {
            Fact::GiveawayEntry { entries, .. } => entries.iter().map(entered).collect(),
            fact => told(event, fact).into_iter().map(|data| Self::new(&event.id, event.at, data)).collect::<Vec<_>>(),
        };
        told.into_iter().filter(|announcement| is_plain(&announcement.id)).collect()
    }

    /// The body of a made-up one, to try an endpoint with.
    #[must_use]
    pub fn sample(kind: &str, id: &str, at: Millis) -> String {
        let kind = EventType::parse(kind).unwrap_or(EventType::BotStarted);
        let data = Data::sample(kind, &rfc3339(at));
        written(&Envelope { id, r#type: kind, timestamp: rfc3339(at), data: Tried { data, test: true } })
    }

    fn new(id: &str, at: Millis, (kind, data): (EventType, Data<'_>)) -> Self {
        let envelope = Envelope { id, r#type: kind, timestamp: rfc3339(at), data };
        Self { id: id.to_owned(), kind, at, body: written(&envelope) }
    }
}

/// Ids come from devices and go into a header, which receivers take apart at its dots.
fn is_plain(id: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    id.len() <= MAX_ID && id.strip_prefix("evt_").is_some_and(|rest| !rest.is_empty() && rest.bytes().all(plain))
}

fn written(envelope: &Envelope<'_, impl Serialize>) -> String {
    serde_json::to_string(envelope).expect("strings and numbers are always JSON")
}

fn entered(entry: &Entry) -> Announcement {
    let data = Data::Entry { username: &entry.viewer, entry_time: rfc3339(entry.at) };
    Announcement::new(&entry.id, entry.at, (EventType::GiveawayEntry, data))
}

fn told<'a>(event: &'a Event, fact: &'a Fact) -> Option<(EventType, Data<'a>)> {
    let timestamp = || rfc3339(event.at);
    let account_id = event.account.as_str();
    Some(match fact {
        Fact::GiveawayWinner { round, draw, winners, .. } => {
            let (count, timestamp) = (winners.len(), timestamp());
            let winners = winners.iter().map(String::as_str).collect();
            let data = Data::Winner { winners, count, giveaway_id: round, draw: *draw, timestamp, account_id };
            (EventType::GiveawayWinner, data)
        }
        Fact::MessageSent { line, stream, text, kind, parts } => {
            let message_id = parts.iter().find(|part| part.kind == *kind).map_or(line.as_str(), |part| &part.id);
            let parts = parts.iter().map(Into::into).collect();
            let sent_at = timestamp();
            let data = Data::Sent {
                message_id,
                message: text,
                kind: *kind,
                sent_at,
                parts,
                stream: stream.into(),
                account_id,
            };
            (EventType::MessageSent, data)
        }
        Fact::MessageReceived { kind, stream, viewer, text, rule, trigger } => {
            let matched = Matched { kind: *kind, rule, trigger };
            let received_at = timestamp();
            let stream = stream.into();
            let data = Data::Received { username: viewer, message: text, matched, received_at, stream, account_id };
            (EventType::MessageReceived, data)
        }
        Fact::BotStarted => (EventType::BotStarted, Data::Switched { timestamp: timestamp(), account_id }),
        Fact::BotStopped => (EventType::BotStopped, Data::Switched { timestamp: timestamp(), account_id }),
        _ => return None,
    })
}

/// What every body looks like. The order of the fields is the documented one.
#[derive(Serialize)]
struct Envelope<'a, T> {
    id: &'a str,
    r#type: EventType,
    timestamp: String,
    data: T,
}

/// What marks a body as made up.
#[derive(Serialize)]
struct Tried<'a> {
    #[serde(flatten)]
    data: Data<'a>,
    test: bool,
}

#[derive(Serialize)]
#[serde(untagged, rename_all_fields = "camelCase")]
enum Data<'a> {
    Entry {
        username: &'a str,
        entry_time: String,
    },
    Winner {
        winners: Vec<&'a str>,
        count: usize,
        giveaway_id: &'a str,
        draw: u32,
        timestamp: String,
        account_id: &'a str,
    },
    Sent {
        message_id: &'a str,
        message: &'a str,
        kind: Kind,
        sent_at: String,
        parts: Vec<SentPart<'a>>,
        stream: Place<'a>,
        account_id: &'a str,
    },
    Received {
        username: &'a str,
        message: &'a str,
        matched: Matched<'a>,
        received_at: String,
        stream: Place<'a>,
        account_id: &'a str,
    },
    Switched {
        timestamp: String,
        account_id: &'a str,
    },
}

impl Data<'static> {
    fn sample(kind: EventType, now: &str) -> Self {
        let (account_id, now) = ("acc_1", now.to_owned());
        let stream = Place { site: "demo", channel: "main" };
        match kind {
            EventType::GiveawayEntry => Self::Entry { username: "viewer123", entry_time: now },
            EventType::GiveawayWinner => {
                let (winners, giveaway_id) = (vec!["viewer123"], "giveaway_test");
                Self::Winner { winners, count: 1, giveaway_id, draw: 1, timestamp: now, account_id }
            }
            EventType::MessageSent => {
                let (message, parts) = ("This is a test", Vec::new());
                let kind = Kind::Api;
                Self::Sent { message_id: "msg_test", message, kind, sent_at: now, parts, stream, account_id }
            }
            EventType::MessageReceived => {
                let (username, message) = ("viewer123", "This is a test");
                let matched = Matched { kind: Kind::Faq, rule: "faq_test", trigger: "test" };
                Self::Received { username, message, matched, received_at: now, stream, account_id }
            }
            EventType::BotStarted | EventType::BotStopped => Self::Switched { timestamp: now, account_id },
        }
    }
}

/// One thing a line says.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SentPart<'a> {
    message_id: &'a str,
    kind: Kind,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trigger: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<&'a str>,
}

impl<'a> From<&'a Part> for SentPart<'a> {
    fn from(part: &'a Part) -> Self {
        Self {
            message_id: &part.id,
            kind: part.kind,
            rule: part.rule.as_deref(),
            trigger: part.trigger.as_deref(),
            username: part.viewer.as_deref(),
        }
    }
}

/// What a viewer's line matched.
#[derive(Serialize)]
struct Matched<'a> {
    kind: Kind,
    rule: &'a str,
    trigger: &'a str,
}

/// Where it happened.
#[derive(Serialize)]
struct Place<'a> {
    site: &'a str,
    channel: &'a str,
}

impl<'a> From<&'a Stream> for Place<'a> {
    fn from(stream: &'a Stream) -> Self {
        Self { site: &stream.site, channel: &stream.channel }
    }
}

#[cfg(test)]
mod tests;
