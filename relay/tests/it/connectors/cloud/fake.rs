//! Meta's Cloud API as far as the relay sees it: takes messages as Meta would, refuses what a test tells it to, and calls the
//! relay's address signed. It asserts nothing.

use crate::server::eventually;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub(super) const NUMBER: &str = "106540352242922";
pub(super) const TOKEN: &str = "EAAJB-access-token";
pub(super) const APP_SECRET: &str = "app-secret-8f2c";
pub(super) const VERIFY_TOKEN: &str = "verify-me-51d0";

/// What the next message gets instead of being taken.
#[derive(Clone)]
pub(super) enum Reply {
    /// One of Meta's errors, and after how many seconds to come again.
    Error { status: u16, code: i64, message: &'static str, details: &'static str, retry_after: Option<&'static str> },
    /// It is taken, and the answer is nonsense.
    TakenWithoutWords,
}

pub(super) fn error(status: u16, code: i64, message: &'static str, details: &'static str) -> Reply {
    Reply::Error { status, code, message, details, retry_after: None }
}

#[derive(Default)]
struct Script {
    token: String,
    taken: Vec<Value>,
    asked: usize,
    next: VecDeque<Reply>,
    /// Why nothing may be sent.
    blocked: Option<&'static str>,
}

type Shared = Arc<Mutex<Script>>;

pub(super) struct Meta {
    address: SocketAddr,
    script: Shared,
    serving: Serving,
}

/// What ends it, and what has ended then.
type Serving = (oneshot::Sender<()>, JoinHandle<()>);

impl Meta {
    pub(super) async fn start() -> Self {
        let script = Arc::new(Mutex::new(Script { token: TOKEN.to_owned(), ..Script::default() }));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        Self { address, serving: serve(listener, &script), script }
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}/v23.0", self.address)
    }

    /// Nobody listens any more, and connections that were kept are closed.
    pub(super) async fn go_away(&mut self) {
        let (never, _) = oneshot::channel();
        let (stop, serving) = std::mem::replace(&mut self.serving, (never, tokio::spawn(async {})));
        stop.send(()).unwrap();
        serving.await.unwrap();
    }

    pub(super) async fn come_back(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        self.serving = serve(listener, &self.script);
    }

    /// Only this token is good from now on.
    pub(super) fn ask_for(&self, token: &str) {
        token.clone_into(&mut self.script.lock().unwrap().token);
    }

    /// Nothing may be sent for this reason, or anything again. The number can still be asked about.
    pub(super) fn block(&self, why: Option<&'static str>) {
        self.script.lock().unwrap().blocked = why;
    }

    /// What the next messages get, one after the other.
    pub(super) fn next(&self, replies: impl IntoIterator<Item = Reply>) {
        self.script.lock().unwrap().next.extend(replies);
    }

    /// The messages that were taken.
    pub(super) fn taken(&self) -> Vec<Value> {
        self.script.lock().unwrap().taken.clone()
    }

    /// How often it was asked to take a message.
    pub(super) fn asked(&self) -> usize {
        self.script.lock().unwrap().asked
    }

    pub(super) async fn wait_for(&self, count: usize) -> Vec<Value> {
        eventually(&format!("{count} messages are taken"), async || self.taken().len() >= count).await;
        self.taken()
    }
}

/// The id of the message that was taken as this one, counted from 1.
pub(super) fn wamid(number: usize) -> String {
    format!("wamid.HBgLMTY1MDM4Nzk0MzkVAgARGB{number:04}")
}

fn serve(listener: TcpListener, script: &Shared) -> Serving {
    let router = Router::new()
        .route("/v23.0/{number}/messages", post(take))
        .route("/v23.0/{number}", get(describe))
        .with_state(Arc::clone(script));
    let (stop, stopped) = oneshot::channel();
    let shutdown = async { drop(stopped.await) };
    let serving = async move { axum::serve(listener, router).with_graceful_shutdown(shutdown).await.unwrap() };
    (stop, tokio::spawn(serving))
}

fn failure(status: u16, code: i64, message: &str, details: &str) -> Response {
    let body = json!({
        "error": {
            "message": format!("(#{code}) {message}"),
            "type": "OAuthException",
            "code": code,
            "error_data": { "messaging_product": "whatsapp", "details": details },
            "fbtrace_id": "Az8or2yhqkZfEZ-_4Qn_Bam",
        }
    });
    (StatusCode::from_u16(status).unwrap(), Json(body)).into_response()
}

/// What a caller gets who may not see the number.
fn refusal(script: &Script, number: &str, headers: &HeaderMap) -> Option<Response> {
    let shown = headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
    if shown != format!("Bearer {}", script.token) {
        let why = "Error validating access token: The session has expired";
        return Some(failure(401, 190, "Authentication error", why));
    }
    if number != NUMBER {
        let why = "Unsupported request. Object with this ID does not exist";
        return Some(failure(400, 100, "Invalid parameter", why));
    }
    None
}

async fn describe(
    State(script): State<Shared>,
    Path(number): Path<String>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    if let Some(refused) = refusal(&script.lock().unwrap(), &number, &headers) {
        return refused;
    }
    assert!(query["fields"].split(',').any(|field| field == "health_status"), "{query:?}");
    let blocked = script.lock().unwrap().blocked;
    let can = if blocked.is_some() { "BLOCKED" } else { "AVAILABLE" };
    let problem = |why| json!({ "error_code": 141_000, "error_description": why, "possible_solution": "Contact Meta" });
    let health = json!({
        "can_send_message": can,
        "entities": [
            { "entity_type": "PHONE_NUMBER", "id": number, "can_send_message": "AVAILABLE" },
            { "entity_type": "WABA", "id": "1022", "can_send_message": can, "errors": blocked.map(problem).as_slice() },
        ],
    });
    Json(json!({ "display_phone_number": "+1 650-555-1111", "health_status": health, "id": number })).into_response()
}

async fn take(State(script): State<Shared>, Path(number): Path<String>, headers: HeaderMap, body: Bytes) -> Response {
    let mut script = script.lock().unwrap();
    script.asked += 1;
    if let Some(refused) = refusal(&script, &number, &headers) {
        return refused;
    }
    let Ok(message) = serde_json::from_slice::<Value>(&body) else {
        return failure(400, 100, "Invalid parameter", "The body is no JSON");
    };
    let kind = message["type"].as_str().unwrap_or_default();
    let product = message["messaging_product"] == "whatsapp" && message["recipient_type"] == "individual";
    if !product || message["to"].as_str().is_none() || message.get(kind).is_none() {
        return failure(400, 100, "Invalid parameter", "A parameter is missing");
    }
    match script.next.pop_front() {
        Some(Reply::Error { status, code, message, details, retry_after }) => {
            let mut response = failure(status, code, message, details);
            if let Some(seconds) = retry_after {
                response.headers_mut().insert("retry-after", seconds.parse().unwrap());
            }
            response
        }
        reply => {
            let to = message["to"].clone();
            script.taken.push(message);
            let id = wamid(script.taken.len());
            if reply.is_some() {
                return "<html>Bad gateway</html>".into_response();
            }
            let person = to.as_str().unwrap().trim_start_matches('+');
            Json(json!({
                "messaging_product": "whatsapp",
                "contacts": [{ "input": to, "wa_id": person }],
                "messages": [{ "id": id, "message_status": "accepted" }],
            }))
            .into_response()
        }
    }
}

/// As Meta signs: over the bytes that are sent.
pub(super) fn signature(secret: &str, body: &[u8]) -> String {
    let mut hmac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    hmac.update(body);
    let digest: String = hmac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256={digest}")
}

/// As Meta writes: everything beyond ASCII escaped.
pub(super) fn escaped(payload: &Value) -> String {
    let mut text = String::new();
    for unit in payload.to_string().encode_utf16() {
        match u8::try_from(unit) {
            Ok(byte) if byte.is_ascii() => text.push(char::from(byte)),
            _ => text.push_str(&format!("\\u{unit:04x}")),
        }
    }
    text
}
