//! The calls of a BlueBubbles server, and what its answers come to.

use super::wire::{Complaint, Envelope, Message, NewChat, Webhook, chat_with, undelivered};
use crate::connectors::service::{Pages, Question, Service, json, problem};
use crate::connectors::{Attempt, Kit, Standing, Trouble};
use crate::messaging::LineState;
use crate::outgoing::Delivered;
use axum::http::Method;
use buzzchat::protocol::Millis;
use serde_json::{Value, json};
use std::time::Duration;

/// What it is to tell.
const EVENTS: [&str; 3] = ["new-message", "updated-message", "message-send-error"];
/// So many messages are asked for at once.
const PAGE: usize = 500;
/// So many pages at most in one go.
const MOST_PAGES: usize = 200;
/// So long a message may be on its way inside the server.
const ON_ITS_WAY: Duration = Duration::from_secs(10);

/// A server, and how to get in.
pub(super) struct Server {
    service: Service,
    password: String,
    hook: String,
}

/// What came of sending.
pub(super) enum Sent {
    /// It went, and is called so.
    As(String),
    /// It did not, or nobody knows.
    Not(Attempt),
}

impl Server {
    pub(super) fn new(kit: &Kit) -> Result<Self, String> {
        let service = kit.service(&kit.setting("url")?)?;
        Ok(Self { service, password: kit.setting("password")?, hook: kit.hook.clone() })
    }

    pub(super) fn base(&self) -> &str {
        self.service.base()
    }

    /// Sends a text, into the chat there is or a new one.
    pub(super) async fn send(&self, to: &str, id: &str, text: &str) -> Sent {
        let chat = chat_with(to);
        let known = self.ask(Method::GET, &["chat", &chat], None).await;
        if known.status == Some(404) {
            return self.begin_chat(to, id, text).await;
        }
        if !known.accepted() {
            return Sent::Not(refusal(&known));
        }
        let body = json!({ "chatGuid": chat, "tempGuid": id, "message": text });
        let answer = self.ask(Method::POST, &["message", "text"], Some(body)).await;
        match json::<Envelope<Message>>(&answer) {
            Some(Envelope { data }) if answer.accepted() => sent(&data),
            _ => Sent::Not(refusal(&answer)),
        }
    }

    async fn begin_chat(&self, to: &str, id: &str, text: &str) -> Sent {
        let body = json!({ "addresses": [to], "message": text, "service": "iMessage", "tempGuid": id });
        let answer = self.ask(Method::POST, &["chat", "new"], Some(body)).await;
        match json::<Envelope<NewChat>>(&answer) {
            Some(Envelope { data }) if answer.accepted() => {
                data.messages.first().map_or_else(|| Sent::Not(unknown(&answer)), sent)
            }
            _ => Sent::Not(refusal(&answer)),
        }
    }

    /// What was said since a moment, the oldest first.
    pub(super) async fn messages(&self, chat: Option<&str>, since: Millis) -> Result<Vec<Message>, Trouble> {
        let (mut all, mut pages) = (Vec::new(), Pages::default());
        for page in 0.. {
            if page == MOST_PAGES {
                return Err(Pages::too_much());
            }
            let mut body = json!({
                "after": since, "limit": PAGE, "offset": page * PAGE, "sort": "ASC",
                "with": ["chat", "handle", "attachment", "attributedBody"],
            });
            if let Some(chat) = chat {
                body["chatGuid"] = Value::String(chat.to_owned());
            }
            let answer = self.ask(Method::POST, &["message", "query"], Some(body)).await;
            let Envelope::<Vec<Message>> { data } = pages.read(&answer)?;
            let is_last = data.len() < PAGE;
            all.extend(data);
            if is_last {
                break;
            }
        }
        Ok(all)
    }

    /// Looks whether it works, and has it call us.
    pub(super) async fn tend(&self, line: &str) -> Standing {
        let info = self.ask(Method::GET, &["server", "info"], None).await;
        let is_server = json::<Envelope<Value>>(&info).is_some_and(|info| info.data["server_version"].is_string());
        match info.status {
            Some(401 | 403) => return Standing::new(LineState::Failed, "The server does not take the password"),
            Some(200) if is_server => {}
            Some(200) => return Standing::new(LineState::Disconnected, "What answers there is no BlueBubbles server"),
            _ => return Standing::new(LineState::Disconnected, problem(&info)),
        }
        match self.register(line).await {
            // What it does not tell is asked for every minute.
            Err(trouble) => Standing {
                detail: format!("It cannot be told where to call, so messages come late: {trouble}"),
                ..Standing::connected()
            },
            Ok(()) => Standing::connected(),
        }
    }

    /// Takes our address from it.
    pub(super) async fn leave(&self, line: &str) -> Result<(), Trouble> {
        for webhook in self.webhooks(line).await? {
            self.remove(&webhook).await?;
        }
        Ok(())
    }

    /// Gives it our address, and takes back those that the line had before.
    async fn register(&self, line: &str) -> Result<(), Trouble> {
        let (right, old): (Vec<_>, Vec<_>) =
            self.webhooks(line).await?.into_iter().partition(|webhook| webhook.url == self.hook);
        for webhook in old.iter().chain(right.iter().skip(1)) {
            self.remove(webhook).await?;
        }
        if !right.is_empty() {
            return Ok(());
        }
        let body = json!({ "url": self.hook, "events": EVENTS });
        done(&self.ask(Method::POST, &["webhook"], Some(body)).await)
    }

    /// The webhooks that are this line's.
    async fn webhooks(&self, line: &str) -> Result<Vec<Webhook>, Trouble> {
        let answer = self.ask(Method::GET, &["webhook"], None).await;
        done(&answer)?;
        let Envelope { data } = json::<Envelope<Vec<Webhook>>>(&answer).ok_or_else(|| Trouble(problem(&answer)))?;
        let place = format!("/hooks/{line}/");
        Ok(data.into_iter().filter(|webhook| webhook.url.contains(&place)).collect())
    }

    async fn remove(&self, webhook: &Webhook) -> Result<(), Trouble> {
        let answer = self.ask(Method::DELETE, &["webhook", &webhook.id.to_string()], None).await;
        if answer.status == Some(404) { Ok(()) } else { done(&answer) }
    }

    async fn ask(&self, method: Method, path: &[&str], body: Option<Value>) -> Delivered {
        let path: Vec<&str> = ["api", "v1"].into_iter().chain(path.iter().copied()).collect();
        let query = [("password", self.password.as_str())];
        self.service.ask(method, Question { path: &path, query: &query, body, ..Question::default() }).await
    }
}

fn done(answer: &Delivered) -> Result<(), Trouble> {
    if answer.accepted() { Ok(()) } else { Err(Trouble(problem(answer))) }
}

fn sent(message: &Message) -> Sent {
    if message.error == 0 && !message.guid.is_empty() {
        return Sent::As(message.guid.clone());
    }
    Sent::Not(Attempt::Refused { reason: undelivered(message.error), code: message.error.to_string() })
}

/// What an answer that is none means for a message.
fn refusal(answer: &Delivered) -> Attempt {
    let complaint: Complaint = json(answer).unwrap_or_default();
    let later = |after, line_rests| Attempt::Later { reason: problem(answer), after, line_rests };
    match answer.status {
        Some(401 | 403) => Attempt::LineFails { reason: "The server does not take the password".into() },
        Some(429) => later(answer.retry_after, true),
        Some(400) if complaint.is_on_its_way() => later(Some(ON_ITS_WAY), false),
        Some(400) => Attempt::Refused { reason: complaint.words(), code: complaint.error.kind },
        // The message was made, and has a number that says what went wrong with it.
        Some(500) => match complaint.data["error"].as_i64().filter(|error| *error != 0) {
            Some(error) => Attempt::Refused { reason: undelivered(error), code: error.to_string() },
            None => later(None, false),
        },
        Some(200..=299) => unknown(answer),
        _ => later(answer.retry_after, false),
    }
}

/// The server took it, but does not say as what.
fn unknown(answer: &Delivered) -> Attempt {
    Attempt::Later { reason: problem(answer), after: None, line_rests: false }
}

impl Complaint {
    /// Whether the server is still busy with an earlier attempt.
    fn is_on_its_way(&self) -> bool {
        [&self.message, &self.error.message].into_iter().any(|text| text.to_lowercase().contains("already queued"))
    }

    /// What it says, in the words meant for people.
    fn words(&self) -> String {
        let text = if self.error.message.is_empty() { &self.message } else { &self.error.message };
        if text.is_empty() { "The server does not take it".to_owned() } else { text.chars().take(300).collect() }
    }
}
