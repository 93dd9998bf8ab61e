//! A BlueBubbles server on a free port, as version 1.9.9 answers: its chats, what was said in them, its webhooks, and whatever
//! a test has go wrong. It asserts nothing.

use crate::connectors::requests::Asked;
use crate::connectors::stage::PHONE;
use crate::server::now;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use buzzchat_relay::messaging::{Carrier, Channel, NewLine};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::TcpListener;

/// A password that an address cannot hold as it is.
pub(super) const PASSWORD: &str = "p&ss+wörd";

/// What becomes of the next message that is sent.
pub(super) enum Fate {
    /// It is not taken, and this is answered, with how long to wait.
    Not(u16, Value, Option<u32>),
    /// It is taken, and the answer is lost.
    TakenInSilence,
    /// It is taken, and the answer is late.
    TakenLate(Duration),
}

/// How the server is.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Health {
    Well,
    Away,
    /// Something else answers at its address.
    Nonsense,
}

pub(super) struct Inside {
    pub(super) health: Health,
    pub(super) fates: VecDeque<Fate>,
    pub(super) chats: Vec<String>,
    /// All that was said, as the server has it.
    pub(super) messages: Vec<Value>,
    /// By id: where, and what of.
    pub(super) webhooks: Vec<(i64, String, Value)>,
    pub(super) asked: Vec<Asked>,
    next: i64,
}

#[derive(Clone)]
pub(super) struct Fake {
    pub(super) url: String,
    inside: Arc<Mutex<Inside>>,
}

impl Fake {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let inside = Inside {
            health: Health::Well,
            fates: VecDeque::new(),
            chats: Vec::new(),
            messages: Vec::new(),
            webhooks: Vec::new(),
            asked: Vec::new(),
            next: 1,
        };
        let fake = Self { url, inside: Arc::new(Mutex::new(inside)) };
        let router = Router::new().fallback(answer).with_state(fake.clone());
        tokio::spawn(axum::serve(listener, router).into_future());
        fake
    }

    /// A line to it, whose relay is reached where it listens.
    pub(super) fn line(&self, relay: std::net::SocketAddr, password: &str) -> NewLine {
        let settings = json!({ "url": self.url, "password": password });
        NewLine {
            carrier: Carrier::BlueBubbles,
            channel: Channel::Imessage,
            name: "Mac".into(),
            address: String::new(),
            settings: settings.as_object().unwrap().clone(),
            relay_url: format!("http://{relay}"),
        }
    }

    pub(super) fn with<T>(&self, look: impl FnOnce(&mut Inside) -> T) -> T {
        look(&mut self.inside.lock().unwrap())
    }

    /// Somebody writes, or the seller does on another device. Tells nobody; returns the message.
    pub(super) fn says(&self, text: &str, changes: &Value) -> Value {
        self.with(|inside| {
            let chat = format!("iMessage;-;{PHONE}");
            let mut message = inside.message(&chat, text);
            message["isFromMe"] = json!(false);
            message["handle"] = json!({ "address": PHONE, "service": "iMessage", "country": "us" });
            for (name, value) in changes.as_object().unwrap() {
                message[name] = value.clone();
            }
            inside.messages.push(message.clone());
            message
        })
    }

    /// Where it is to call.
    pub(super) fn hook(&self) -> String {
        self.with(|inside| inside.webhooks.first().map(|(_, url, _)| url.clone()).unwrap_or_default())
    }

    /// What was sent through it: the texts, in their order.
    pub(super) fn sent(&self) -> Vec<String> {
        self.with(|inside| {
            let ours = inside.messages.iter().filter(|message| message["isFromMe"] == true);
            ours.map(|message| message["text"].as_str().unwrap().to_owned()).collect()
        })
    }
}

impl Inside {
    fn id(&mut self) -> i64 {
        self.next += 1;
        self.next
    }

    /// A message of ours in a chat.
    fn message(&mut self, chat: &str, text: &str) -> Value {
        json!({
            "guid": format!("GUID-{}", self.id()), "text": text, "isFromMe": true, "error": 0, "itemType": 0,
            "dateCreated": now(), "dateDelivered": null, "dateRead": null, "attachments": [], "handle": null,
            "associatedMessageGuid": null, "chats": [{ "guid": chat, "style": 45, "chatIdentifier": PHONE }],
        })
    }

    fn take(&mut self, chat: &str, text: &str) -> Value {
        let message = self.message(chat, text);
        self.messages.push(message.clone());
        message
    }
}

fn success(data: &Value) -> (StatusCode, Value) {
    (StatusCode::OK, json!({ "status": 200, "message": "Success", "data": data }))
}

fn wrong(status: u16, kind: &str, message: &str) -> (StatusCode, Value) {
    let body = json!({ "status": status, "message": message, "error": { "type": kind, "message": message } });
    (StatusCode::from_u16(status).unwrap(), body)
}

async fn answer(State(fake): State<Fake>, request: Request) -> Response {
    let asked = Asked::read(request).await;
    let health = fake.with(|inside| {
        inside.asked.push(asked.clone());
        inside.health
    });
    match health {
        Health::Away => return StatusCode::BAD_GATEWAY.into_response(),
        Health::Nonsense => return "<html>Welcome to your router</html>".into_response(),
        Health::Well => {}
    }
    if asked.parameter("password").as_deref() != Some(PASSWORD) {
        return plain(wrong(401, "Authentication Error", "Unauthorized"));
    }
    let path: Vec<_> = asked.path.iter().map(String::as_str).collect();
    let body = asked.json();
    let answer = match (&asked.method, &path[..]) {
        (&Method::GET, ["api", "v1", "server", "info"]) => {
            success(&json!({ "os_version": "15.7.5", "server_version": "1.9.9", "private_api": false }))
        }
        (&Method::GET, ["api", "v1", "chat", guid]) => {
            let known = fake.with(|inside| inside.chats.iter().any(|chat| chat == guid));
            if known { success(&json!({ "guid": guid })) } else { wrong(404, "Database Error", "Chat does not exist!") }
        }
        (&Method::POST, ["api", "v1", "message", "text"]) => {
            return send(&fake, body["chatGuid"].as_str().unwrap(), &body, |message| message).await;
        }
        (&Method::POST, ["api", "v1", "chat", "new"]) => {
            let chat = format!("iMessage;-;{}", body["addresses"][0].as_str().unwrap());
            let made = chat.clone();
            let in_chat = move |message| json!({ "guid": made, "messages": [message] });
            return send(&fake, &chat, &body, in_chat).await;
        }
        (&Method::POST, ["api", "v1", "message", "query"]) => success(&query(&fake, &body)),
        (&Method::GET, ["api", "v1", "webhook"]) => success(&webhooks(&fake)),
        (&Method::POST, ["api", "v1", "webhook"]) => register(&fake, &body),
        (&Method::DELETE, ["api", "v1", "webhook", id]) => {
            fake.with(|inside| inside.webhooks.retain(|(known, _, _)| known.to_string() != *id));
            success(&Value::Null)
        }
        _ => wrong(404, "Server Error", "Not found"),
    };
    plain(answer)
}

fn plain((status, body): (StatusCode, Value)) -> Response {
    (status, body.to_string()).into_response()
}

async fn send(fake: &Fake, chat: &str, body: &Value, shape: impl FnOnce(Value) -> Value) -> Response {
    if body["tempGuid"].as_str().is_none_or(str::is_empty) {
        return plain(wrong(400, "Validation Error", "A 'tempGuid' is required when sending via AppleScript"));
    }
    let text = body["message"].as_str().unwrap();
    let fate = fake.with(|inside| inside.fates.pop_front());
    if let Some(Fate::Not(status, body, wait)) = fate {
        let mut response = (StatusCode::from_u16(status).unwrap(), body.to_string()).into_response();
        if let Some(wait) = wait {
            response.headers_mut().insert("retry-after", wait.into());
        }
        return response;
    }
    let mut message = fake.with(|inside| {
        if !inside.chats.iter().any(|known| known == chat) {
            inside.chats.push(chat.to_owned());
        }
        inside.take(chat, text)
    });
    message["tempGuid"] = body["tempGuid"].clone();
    match fate {
        Some(Fate::TakenInSilence) => return StatusCode::GATEWAY_TIMEOUT.into_response(),
        Some(Fate::TakenLate(wait)) => tokio::time::sleep(wait).await,
        _ => {}
    }
    plain(success(&shape(message)))
}

fn query(fake: &Fake, body: &Value) -> Value {
    let chat = body["chatGuid"].as_str();
    let (after, offset) = (body["after"].as_u64().unwrap(), body["offset"].as_u64().unwrap_or(0));
    fake.with(|inside| {
        let fits = |message: &&Value| {
            message["dateCreated"].as_u64().unwrap() >= after
                && chat.is_none_or(|chat| message["chats"][0]["guid"] == chat)
        };
        let limit = body["limit"].as_u64().unwrap_or(100);
        inside.messages.iter().filter(fits).skip(offset as usize).take(limit as usize).cloned().collect()
    })
}

fn webhooks(fake: &Fake) -> Value {
    let shown = |(id, url, events): &(i64, String, Value)| json!({ "id": id, "url": url, "events": events });
    fake.with(|inside| inside.webhooks.iter().map(shown).collect())
}

fn register(fake: &Fake, body: &Value) -> (StatusCode, Value) {
    const EVENTS: [&str; 4] = ["new-message", "updated-message", "message-send-error", "*"];
    let events = body["events"].as_array().unwrap();
    if !events.iter().all(|event| EVENTS.contains(&event.as_str().unwrap())) {
        return wrong(400, "Validation Error", "Invalid event");
    }
    fake.with(|inside| {
        let id = inside.id();
        inside.webhooks.push((id, body["url"].as_str().unwrap().to_owned(), body["events"].clone()));
        success(&json!({ "id": id, "url": body["url"], "events": body["events"] }))
    })
}
