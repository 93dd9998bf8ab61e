//! What Botbiz' webhooks are told: news of WhatsApp messages and accounts, in its envelope. It tells nobody itself.

use crate::clock::{self, rfc3339};
use crate::messaging::{Channel, Direction, Line, LineState, Message, Status};
use crate::store::{News, Notice};
use crate::webhook::Style;
use buzzchat::protocol::Millis;
use serde::Serialize;

/// An event as it is sent.
#[derive(Serialize)]
struct EventOut<'a, D> {
    id: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    /// Seconds since 1970.
    created: u64,
    data: D,
}

/// What became of a message.
#[derive(Serialize)]
struct MessageNewsOut<'a> {
    account_id: &'a str,
    message_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<&'a str>,
    #[serde(rename = "type")]
    kind: &'static str,
    content: &'a str,
    timestamp: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    caption: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    filename: Option<&'a str>,
    /// How far it is; of one that was written here.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    /// What WhatsApp calls that.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
}

/// How an account stands.
#[derive(Serialize)]
struct AccountNewsOut<'a> {
    account_id: &'a str,
    phone_number: Option<&'a str>,
    name: &'a str,
    status: &'static str,
    timestamp: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

/// What is told of news; nothing where they are of another channel, or of no interest to anybody.
pub(crate) fn notice(news: News<'_>) -> Option<Notice> {
    let now = clock::now();
    match news {
        News::Message(message) if message.channel == Channel::Whatsapp => {
            let kind = match message.status {
                Status::Received => "whatsapp.message.received",
                Status::Sent => "whatsapp.message.sent",
                Status::Delivered => "whatsapp.message.delivered",
                Status::Read => "whatsapp.message.read",
                Status::Failed => "whatsapp.message.failed",
                Status::Draft | Status::Queued => return None,
            };
            Some(write(&message.workspace, kind, of_message(message, now), now))
        }
        News::Line(line, before) if line.channel == Channel::Whatsapp => {
            let kind = match (before, line.state) {
                (_, LineState::Connected) => "whatsapp.account.connected",
                (LineState::Connected, _) => "whatsapp.account.disconnected",
                _ => return None,
            };
            Some(write(&line.workspace, kind, of_line(line, now), now))
        }
        News::Message(_) | News::Line(..) => None,
    }
}

fn of_message(message: &Message, now: Millis) -> MessageNewsOut<'_> {
    let is_ours = message.direction == Direction::Out;
    let address = message.address.as_str();
    let at = match message.status {
        Status::Sent => message.sent,
        Status::Delivered => message.delivered,
        Status::Read => message.read,
        Status::Failed => now,
        Status::Received | Status::Draft | Status::Queued => message.said,
    };
    MessageNewsOut {
        account_id: &message.line,
        message_id: &message.id,
        from: (!is_ours).then_some(address),
        to: is_ours.then_some(address),
        kind: message.content.kind.name(),
        content: &message.content.body,
        timestamp: rfc3339(at),
        caption: message.content.note("caption"),
        filename: message.content.note("filename"),
        status: is_ours.then(|| message.status.name()),
        reason: some(&message.reason),
        code: some(&message.code),
    }
}

fn of_line(line: &Line, now: Millis) -> AccountNewsOut<'_> {
    AccountNewsOut {
        account_id: &line.id,
        phone_number: some(&line.address),
        name: &line.name,
        status: line.state.name(),
        timestamp: rfc3339(now),
        reason: some(&line.detail),
    }
}

fn some(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

/// The store says where it stands among others.
fn write(workspace: &str, kind: &str, data: impl Serialize, now: Millis) -> Notice {
    let id = clock::entropy().id("evt_", now);
    let event = EventOut { id: &id, kind, created: now / 1_000, data };
    let body = serde_json::to_string(&event).expect("strings and numbers are always JSON");
    Notice {
        workspace: workspace.to_owned(),
        style: Style::Botbiz,
        only: None,
        id,
        kind: kind.to_owned(),
        body,
        number: 0,
        now,
    }
}
