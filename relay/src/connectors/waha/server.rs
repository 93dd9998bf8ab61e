//! The calls of a WAHA server, and what its answers come to.

use super::wire::{Complaint, Message, digits, name_of};
use crate::clock;
use crate::connectors::service::{Pages, Question, Service, json, problem};
use crate::connectors::{Attempt, Kit, Trouble};
use crate::messaging::{Content, Kind, normal_number};
use crate::outgoing::Delivered;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use buzzchat::protocol::Millis;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use url::Url;

/// So many messages are asked for at once.
const PAGE: usize = 100;
/// So many pages at most in one go.
const MOST_PAGES: usize = 1_000;

/// A session is told at most so often where to call.
const TELL_AGAIN: Millis = 10 * 60 * 1_000;

/// A server, the session on it, and how to get in.
pub(super) struct Server {
    service: Service,
    headers: HeaderMap,
    session: String,
    /// Where it is to call.
    pub(super) hook: String,
    /// When its session was last told so.
    told: AtomicU64,
}

/// Whom WhatsApp's own name for somebody means.
pub(super) enum Person {
    At(String),
    Unknown,
}

impl Server {
    pub(super) fn new(kit: &Kit) -> Result<Self, String> {
        let service = kit.service(&kit.setting("url")?)?;
        let key = HeaderValue::from_str(&kit.setting("key")?);
        let mut key = key.map_err(|_| "The key cannot stand in a header".to_owned())?;
        key.set_sensitive(true);
        let headers = HeaderMap::from_iter([(header::HeaderName::from_static("x-api-key"), key)]);
        let session = kit.optional("session").unwrap_or_else(|| "default".to_owned());
        Ok(Self { service, headers, session, hook: kit.hook.clone(), told: AtomicU64::new(0) })
    }

    pub(super) fn base(&self) -> &str {
        self.service.base()
    }

    pub(super) fn session(&self) -> &str {
        &self.session
    }

    /// Whether the session may be told anew where to call. It starts anew by that, so one that does not say back what it
    /// was told must not be told again and again.
    pub(super) fn may_tell(&self) -> bool {
        let now = clock::now();
        let may = now >= self.told.load(Ordering::Relaxed) + TELL_AGAIN;
        if may {
            self.told.store(now, Ordering::Relaxed);
        }
        may
    }

    pub(super) async fn ask(&self, method: Method, path: &[&str], body: Option<Value>) -> Delivered {
        self.ask_for(method, path, &[], body).await
    }

    async fn ask_for(&self, method: Method, path: &[&str], query: &[(&str, &str)], body: Option<Value>) -> Delivered {
        let path: Vec<&str> = ["api"].into_iter().chain(path.iter().copied()).collect();
        let headers = self.headers.clone();
        self.service.ask(method, Question { path: &path, query, headers, body }).await
    }

    /// The QR code in a form.
    pub(super) async fn qr(&self, format: &str, kind: &'static str) -> Delivered {
        let mut headers = self.headers.clone();
        headers.insert(header::ACCEPT, HeaderValue::from_static(kind));
        let path = ["api", self.session(), "auth", "qr"];
        let query = [("format", format)];
        self.service.ask(Method::GET, Question { path: &path, query: &query, headers, body: None }).await
    }

    /// Sends something to a number.
    pub(super) async fn send(&self, to: &str, content: &Content) -> Attempt {
        let Some((call, mut body)) = call_for(content) else {
            let kind = content.kind.name();
            let reason = format!("WAHA cannot send a message of the type \"{kind}\"");
            return Attempt::Refused { reason, code: "unsupported".to_owned() };
        };
        let chat = match self.chat_of(to).await {
            Ok(chat) => chat,
            Err(attempt) => return attempt,
        };
        body["session"] = Value::String(self.session.clone());
        body["chatId"] = Value::String(chat);
        let answer = self.ask(Method::POST, &[call], Some(body)).await;
        match json::<Value>(&answer).and_then(|sent| name_of(&sent)) {
            Some(service_id) if answer.accepted() => Attempt::Taken { service_id },
            _ => refusal(&answer),
        }
    }

    /// The chat with a number: WhatsApp spells some numbers otherwise.
    async fn chat_of(&self, to: &str) -> Result<String, Attempt> {
        let query = [("phone", digits(to)), ("session", self.session())];
        let answer = self.ask_for(Method::GET, &["contacts", "check-exists"], &query, None).await;
        let known: Value = json(&answer).filter(|_| answer.accepted()).ok_or_else(|| refusal(&answer))?;
        match (known["numberExists"].as_bool(), known["chatId"].as_str()) {
            (Some(true), Some(chat)) => Ok(chat.to_owned()),
            (Some(true), None) => Ok(format!("{}@c.us", digits(to))),
            (Some(false), _) => Err(Attempt::Refused {
                reason: "The number is not on WhatsApp".to_owned(),
                code: "not_on_whatsapp".to_owned(),
            }),
            (None, _) => Err(refusal(&answer)),
        }
    }

    /// What was sent to a number since a moment, the oldest first; nothing where the server keeps no messages.
    pub(super) async fn sent_to(&self, to: &str, since: Millis) -> Result<Vec<Message>, Trouble> {
        match self.chat_of(to).await {
            Ok(chat) => self.messages(&chat, since, &[("filter.fromMe", "true")]).await,
            // It says why when it is asked to send.
            Err(Attempt::Refused { .. } | Attempt::LineFails { .. } | Attempt::Taken { .. }) => Ok(Vec::new()),
            Err(Attempt::Later { reason, .. }) => Err(Trouble(reason)),
        }
    }

    /// What was said in any chat since a moment, the oldest first; nothing where the server keeps no messages.
    pub(super) async fn messages_since(&self, since: Millis) -> Result<Vec<Message>, Trouble> {
        self.messages("all", since, &[]).await
    }

    async fn messages(&self, chat: &str, since: Millis, more: &[(&str, &str)]) -> Result<Vec<Message>, Trouble> {
        let (since, limit) = ((since / 1_000).to_string(), PAGE.to_string());
        let (mut all, mut pages) = (Vec::new(), Pages::default());
        for page in 0.. {
            if page == MOST_PAGES {
                return Err(Pages::too_much());
            }
            let offset = (page * PAGE).to_string();
            let mut query = vec![
                ("limit", limit.as_str()),
                ("offset", &offset),
                ("downloadMedia", "false"),
                ("sortBy", "timestamp"),
                ("sortOrder", "asc"),
                ("filter.timestamp.gte", &since),
            ];
            query.extend(more);
            let answer = self.ask_for(Method::GET, &[self.session(), "chats", chat, "messages"], &query, None).await;
            // Not every engine of the server keeps messages, or gives those of all chats.
            if matches!(answer.status, Some(400 | 404 | 422 | 501)) {
                break;
            }
            let page: Vec<Message> = pages.read(&answer)?;
            let is_last = page.len() < PAGE;
            all.extend(page);
            if is_last {
                break;
            }
        }
        all.sort_by_key(Message::at);
        Ok(all)
    }

    /// The number behind a name that WhatsApp hides it with.
    pub(super) async fn person(&self, lid: &str) -> Result<Person, Trouble> {
        let answer = self.ask(Method::GET, &[self.session(), "lids", lid], None).await;
        if answer.status == Some(404) {
            return Ok(Person::Unknown);
        }
        done(&answer)?;
        let known: Value = json(&answer).ok_or_else(|| Trouble(problem(&answer)))?;
        let number = known["pn"].as_str().and_then(|chat| normal_number(&format!("+{}", chat.split('@').next()?)));
        Ok(number.map_or(Person::Unknown, Person::At))
    }
}

pub(super) fn done(answer: &Delivered) -> Result<(), Trouble> {
    if answer.accepted() { Ok(()) } else { Err(Trouble(problem(answer))) }
}

/// The call that sends something, and what is told with it; nothing where there is none.
fn call_for(content: &Content) -> Option<(&'static str, Value)> {
    let caption = content.extra.get("caption").cloned().unwrap_or_default();
    let call = match content.kind {
        Kind::Text => ("sendText", json!({ "text": content.body })),
        Kind::Image => ("sendImage", json!({ "file": file(content, "image/jpeg"), "caption": caption })),
        Kind::Video => {
            ("sendVideo", json!({ "file": file(content, "video/mp4"), "caption": caption, "convert": true }))
        }
        Kind::Audio => ("sendVoice", json!({ "file": file(content, "audio/ogg; codecs=opus"), "convert": true })),
        Kind::Document => {
            ("sendFile", json!({ "file": file(content, "application/octet-stream"), "caption": caption }))
        }
        Kind::Location => {
            let (latitude, longitude) = content.body.split_once(',')?;
            let (latitude, longitude): (f64, f64) = (latitude.trim().parse().ok()?, longitude.trim().parse().ok()?);
            ("sendLocation", json!({ "latitude": latitude, "longitude": longitude, "title": caption }))
        }
        Kind::Sticker | Kind::Contacts | Kind::Template | Kind::Unknown => return None,
    };
    Some(call)
}

/// A file that the server fetches.
fn file(content: &Content, usual: &str) -> Value {
    let url = Url::parse(&content.body).ok();
    let in_address = url.as_ref().and_then(|url| url.path_segments()?.next_back()).unwrap_or_default().to_owned();
    let named = |name: &str| content.extra.get(name).and_then(Value::as_str).map(str::to_owned);
    let filename = named("filename").unwrap_or(in_address);
    let kind = named("mime_type").or_else(|| kind_of(&filename)).unwrap_or_else(|| usual.to_owned());
    json!({ "url": content.body, "mimetype": kind, "filename": filename })
}

fn kind_of(filename: &str) -> Option<String> {
    let kind = match Path::new(filename).extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "mp4" => "video/mp4",
        "mp3" => "audio/mpeg",
        "pdf" => "application/pdf",
        _ => return None,
    };
    Some(kind.to_owned())
}

/// What an answer that is none means for a message.
fn refusal(answer: &Delivered) -> Attempt {
    let complaint: Complaint = json(answer).unwrap_or_default();
    let later = |line_rests| Attempt::Later { reason: problem(answer), after: answer.retry_after, line_rests };
    match answer.status {
        Some(401 | 403) => Attempt::LineFails { reason: "The server does not take the key".to_owned() },
        Some(429) => later(true),
        // The session is away for the moment.
        Some(422) if !complaint.status.is_empty() => later(false),
        Some(400 | 422) => Attempt::Refused { reason: complaint.words(), code: String::new() },
        _ => later(false),
    }
}
