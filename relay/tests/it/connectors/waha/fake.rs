//! A WAHA server on a free port: its sessions, what was said on them, and whatever a test has go wrong. It asserts nothing.

use crate::connectors::requests::Asked;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use buzzchat_relay::messaging::{Carrier, Channel, NewLine};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha512;
use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

pub(super) const KEY: &str = "waha-key";
/// The beginning of every PNG picture.
pub(super) const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\nqr";
/// A number that is not on WhatsApp.
pub(super) const NOBODY: &str = "+14155550000";

/// What becomes of the next message that is sent.
pub(super) enum Fate {
    /// It is not taken, and this is answered, with how long to wait.
    Not(u16, Value, Option<u32>),
    /// It is taken, and the answer is lost.
    TakenInSilence,
}

pub(super) struct Session {
    pub(super) status: &'static str,
    pub(super) config: Value,
}

#[derive(Default)]
pub(super) struct Inside {
    pub(super) away: bool,
    pub(super) fates: VecDeque<Fate>,
    pub(super) sessions: BTreeMap<String, Session>,
    pub(super) messages: Vec<Value>,
    pub(super) asked: Vec<Asked>,
    next: u64,
}

#[derive(Clone)]
pub(super) struct Fake {
    url: String,
    inside: Arc<Mutex<Inside>>,
}

impl Fake {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let fake = Self { url, inside: Arc::default() };
        let router = Router::new().fallback(answer).with_state(fake.clone());
        tokio::spawn(axum::serve(listener, router).into_future());
        fake
    }

    pub(super) fn line(&self, relay: SocketAddr, key: &str) -> NewLine {
        let settings = json!({ "url": self.url, "key": key });
        NewLine {
            carrier: Carrier::Waha,
            channel: Channel::Whatsapp,
            name: "Phone".into(),
            address: String::new(),
            settings: settings.as_object().unwrap().clone(),
            relay_url: format!("http://{relay}"),
        }
    }

    pub(super) fn with<T>(&self, look: impl FnOnce(&mut Inside) -> T) -> T {
        look(&mut self.inside.lock().unwrap())
    }

    pub(super) fn turns(&self, status: &'static str) {
        self.with(|inside| inside.sessions.get_mut("default").unwrap().status = status);
    }

    /// A message in a chat with somebody. Tells nobody; returns it.
    pub(super) fn says(&self, digits: &str, text: &str, changes: &Value) -> Value {
        self.with(|inside| {
            let mut message = inside.message(&format!("{digits}@c.us"), text, false);
            for (name, value) in changes.as_object().unwrap() {
                message[name] = value.clone();
            }
            inside.messages.push(message.clone());
            message
        })
    }

    /// The webhook it has: where, and what it signs with.
    pub(super) fn webhook(&self) -> (String, String) {
        self.with(|inside| {
            let webhook = &inside.sessions["default"].config["webhooks"][0];
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            (text(&webhook["url"]), text(&webhook["hmac"]["key"]))
        })
    }

    /// The texts that were sent through it.
    pub(super) fn sent(&self) -> Vec<String> {
        self.with(|inside| {
            let ours = inside.messages.iter().filter(|message| message["fromMe"] == true);
            ours.map(|message| message["body"].as_str().unwrap().to_owned()).collect()
        })
    }
}

impl Inside {
    fn message(&mut self, chat: &str, text: &str, own: bool) -> Value {
        self.next += 1;
        json!({
            "id": format!("{own}_{chat}_3EB0{:04}", self.next), "timestamp": crate::server::now() / 1_000,
            "from": if own { "4915100000000@c.us" } else { chat }, "to": if own { chat } else { "4915100000000@c.us" },
            "fromMe": own, "source": if own { "api" } else { "app" }, "body": text, "hasMedia": false, "media": null,
            "ack": 1, "vCards": [], "_data": { "notifyName": "Ann" },
        })
    }
}

/// How a body is signed.
pub(super) fn signature(key: &str, body: &str) -> String {
    let mut hmac = Hmac::<Sha512>::new_from_slice(key.as_bytes()).unwrap();
    hmac.update(body.as_bytes());
    hmac.finalize().into_bytes().iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    })
}

fn plain(status: u16, body: &Value) -> Response {
    (StatusCode::from_u16(status).unwrap(), body.to_string()).into_response()
}

async fn answer(State(fake): State<Fake>, request: Request) -> Response {
    let asked = Asked::read(request).await;
    fake.with(|inside| inside.asked.push(asked.clone()));
    if fake.with(|inside| inside.away) {
        return StatusCode::BAD_GATEWAY.into_response();
    }
    if asked.header("x-api-key") != KEY {
        return plain(401, &json!({ "message": "Unauthorized", "statusCode": 401 }));
    }
    let path: Vec<_> = asked.path.iter().map(String::as_str).collect();
    match (asked.method.as_str(), &path[..]) {
        (_, ["api", "sessions", ..]) => session(&fake, &asked, &path),
        ("GET", ["api", session, "auth", "qr"]) => code(&fake, session, &asked),
        ("GET", ["api", "contacts", "check-exists"]) => {
            let phone = asked.parameter("phone").unwrap();
            let exists = phone != NOBODY.trim_start_matches('+');
            plain(200, &json!({ "numberExists": exists, "chatId": exists.then(|| format!("{phone}@c.us")) }))
        }
        ("GET", ["api", _, "lids", "777@lid"]) => plain(200, &json!({ "lid": "777@lid", "pn": "14155552671@c.us" })),
        ("GET", ["api", _, "lids", lid]) => plain(200, &json!({ "lid": lid, "pn": null })),
        ("GET", ["api", "default", "chats", chat, "messages"]) => messages(&fake, chat, &asked),
        ("POST", ["api", call]) if call.starts_with("send") => send(&fake, &asked.json()),
        _ => plain(404, &json!({ "message": "Cannot find it", "statusCode": 404 })),
    }
}

fn session(fake: &Fake, asked: &Asked, path: &[&str]) -> Response {
    let body = asked.json();
    fake.with(|inside| {
        let name = (*path.get(2).unwrap_or(&body["name"].as_str().unwrap_or_default())).to_owned();
        let known = inside.sessions.get_mut(&name);
        match (&asked.method, &path[2..], known) {
            (&Method::POST, [], None) => {
                let session = Session { status: "SCAN_QR_CODE", config: body["config"].clone() };
                inside.sessions.insert(name, session);
                return plain(201, &body);
            }
            (&Method::POST, [], Some(_)) => return plain(422, &json!({ "message": "Session already exists" })),
            (_, _, None) => return plain(404, &json!({ "message": "Session not found", "statusCode": 404 })),
            (&Method::PUT, [_], Some(session)) => session.config = body["config"].clone(),
            (&Method::POST, [_, "start"], Some(session)) => session.status = "WORKING",
            (&Method::POST, [_, "restart"], Some(session)) => session.status = "SCAN_QR_CODE",
            (&Method::DELETE, [_], Some(_)) => {
                inside.sessions.remove(&name);
                return plain(200, &Value::Null);
            }
            _ => {}
        }
        let session = &inside.sessions[&name];
        plain(200, &json!({ "name": name, "status": session.status, "config": session.config, "engine": {} }))
    })
}

fn code(fake: &Fake, session: &str, asked: &Asked) -> Response {
    if fake.with(|inside| inside.sessions[session].status) != "SCAN_QR_CODE" {
        return plain(422, &json!({ "error": "Session status is not as expected", "status": "WORKING" }));
    }
    match (asked.parameter("format").as_deref(), asked.header("accept")) {
        (Some("raw"), _) => plain(200, &json!({ "value": "2@abc,def" })),
        (_, "image/png") => PICTURE.into_response(),
        _ => plain(200, &json!({ "mimetype": "image/png", "data": "iVBORw0KGgo=" })),
    }
}

fn messages(fake: &Fake, chat: &str, asked: &Asked) -> Response {
    let number = |name: &str| asked.parameter(name).unwrap().parse::<u64>().unwrap();
    let (since, offset, limit) = (number("filter.timestamp.gte"), number("offset"), number("limit"));
    let own = asked.parameter("filter.fromMe").is_some();
    fake.with(|inside| {
        let fits = |message: &&Value| {
            let id = message["id"].as_str().unwrap_or_default();
            message["timestamp"].as_u64().unwrap() >= since
                && (chat == "all" || id.contains(chat))
                && (!own || message["fromMe"] == true)
        };
        let found = inside.messages.iter().filter(fits).skip(offset as usize).take(limit as usize);
        plain(200, &found.cloned().collect())
    })
}

fn send(fake: &Fake, body: &Value) -> Response {
    fake.with(|inside| {
        let status = inside.sessions[body["session"].as_str().unwrap()].status;
        if status != "WORKING" {
            return plain(422, &json!({ "error": "Session status is not as expected", "status": status }));
        }
        let fate = inside.fates.pop_front();
        if let Some(Fate::Not(status, body, wait)) = fate {
            let mut response = plain(status, &body);
            if let Some(wait) = wait {
                response.headers_mut().insert("retry-after", wait.into());
            }
            return response;
        }
        let text = body["text"].as_str().or(body["caption"].as_str()).unwrap_or_default();
        let mut message = inside.message(body["chatId"].as_str().unwrap(), text, true);
        message["hasMedia"] = json!(body.get("file").is_some());
        inside.messages.push(message.clone());
        if matches!(fate, Some(Fate::TakenInSilence)) { plain(504, &Value::Null) } else { plain(201, &message) }
    })
}
