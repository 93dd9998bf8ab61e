//! A BlueBubbles server that fails, stalls, repeats itself and tells things in the wrong order, as version 1.9.9 would on a bad
//! day. A message it is still busy with is refused when it comes again; one that is done is not recognised. It asserts nothing.

use crate::server::{fresh_entropy, now};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use buzzchat::engine::Entropy;
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::time::sleep;

/// What became of a message in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Delivered,
    Read,
    Failed,
}

/// What the server does with a message.
#[derive(Clone, Copy)]
enum Mood {
    Take,
    Refuse,
    Slow,
    Stall,
    TakeAndHangUp,
    Fail,
}

#[derive(Clone)]
pub(super) struct Phones {
    port: u16,
    inside: Arc<Mutex<Inside>>,
    telling: Arc<AtomicUsize>,
}

struct Inside {
    chance: Entropy,
    /// Each line's, by its password.
    messages: HashMap<String, Vec<Value>>,
    fates: HashMap<String, Vec<Fate>>,
    webhooks: HashMap<String, String>,
    under_way: HashSet<String>,
    attempts: usize,
}

type Asked = Query<HashMap<String, String>>;

impl Phones {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("0.0.0.0:0").await.unwrap();
        let inside = Inside {
            chance: fresh_entropy(),
            messages: HashMap::new(),
            fates: HashMap::new(),
            webhooks: HashMap::new(),
            under_way: HashSet::new(),
            attempts: 0,
        };
        let phones = Self {
            port: listener.local_addr().unwrap().port(),
            inside: Arc::new(Mutex::new(inside)),
            telling: Arc::default(),
        };
        let info = || async { success(json!({ "server_version": "1.9.9" })) };
        let chat = || async { success(json!({})) };
        let router = Router::new()
            .route("/api/v1/server/info", get(info))
            .route("/api/v1/chat/{guid}", get(chat))
            .route("/api/v1/message/text", post(take))
            .route("/api/v1/message/query", post(query))
            .route("/api/v1/webhook", get(webhooks).post(register))
            .route("/api/v1/webhook/{id}", delete(unregister))
            .with_state(phones.clone());
        tokio::spawn(axum::serve(listener, router).into_future());
        phones
    }

    /// Where a line's server is: each is a computer of its own.
    pub(super) fn url(&self, line: usize) -> String {
        format!("http://127.0.0.{}:{}", line + 1, self.port)
    }

    fn with<T>(&self, look: impl FnOnce(&mut Inside) -> T) -> T {
        look(&mut self.inside.lock().unwrap())
    }

    /// How many messages it knows.
    pub(super) fn seen(&self) -> usize {
        self.with(|inside| inside.fates.len())
    }

    pub(super) fn attempts(&self) -> usize {
        self.with(|inside| inside.attempts)
    }

    /// What became of whatever says this.
    pub(super) fn fates(&self, text: &str) -> Vec<Fate> {
        self.with(|inside| inside.fates.get(text).cloned().unwrap_or_default())
    }

    /// Whether it has told all there is to tell.
    pub(super) fn is_quiet(&self) -> bool {
        self.telling.load(Ordering::SeqCst) == 0
    }

    fn roll(&self) -> u8 {
        let [roll] = self.with(|inside| inside.chance.bytes());
        roll
    }

    fn mood(&self) -> Mood {
        match self.roll() {
            0..20 => Mood::Refuse,
            20..32 => Mood::Slow,
            32..48 => Mood::Stall,
            48..72 => Mood::TakeAndHangUp,
            72..80 => Mood::Fail,
            _ => Mood::Take,
        }
    }

    /// Now it is there.
    fn add(&self, line: &str, asked: &Value, fate: Fate) -> Value {
        let text = asked["message"].as_str().unwrap();
        self.with(|inside| {
            let messages = inside.messages.entry(line.to_owned()).or_default();
            let message = json!({
                "guid": format!("{line}-{}", messages.len()), "text": text, "isFromMe": true, "itemType": 0, "handle": null,
                "error": if fate == Fate::Failed { 22 } else { 0 }, "dateCreated": now(), "attachments": [],
                "chats": [{ "guid": asked["chatGuid"] }],
            });
            messages.push(message.clone());
            inside.fates.entry(text.to_owned()).or_default().push(fate);
            message
        })
    }

    /// Tells what became of a message: out of order, and some of it twice. Where nobody listens it is not told again.
    async fn tell(self, line: String, message: Value, fate: Fate) {
        let place = message["guid"].clone();
        let mut news = vec![("new-message", message.clone())];
        let mut step = message;
        for (name, is_last) in [("dateDelivered", fate == Fate::Delivered), ("dateRead", fate == Fate::Read)] {
            step[name] = json!(now());
            self.with(|inside| {
                let mut kept = inside.messages.get_mut(&line).unwrap().iter_mut();
                if let Some(kept) = kept.find(|kept| kept["guid"] == place) {
                    kept[name] = step[name].clone();
                }
            });
            news.push(("updated-message", step.clone()));
            if is_last {
                break;
            }
        }
        if self.roll() < 64 {
            news.swap(0, 1);
        }
        if self.roll() < 64 {
            news.push(news[0].clone());
        }
        for (kind, data) in news {
            let to = self.with(|inside| inside.webhooks.get(&line).cloned());
            if let Some(to) = to {
                let _ = reqwest::Client::new().post(to).json(&json!({ "type": kind, "data": data })).send().await;
            }
        }
        self.telling.fetch_sub(1, Ordering::SeqCst);
    }
}

fn line_of(asked: &Asked) -> String {
    asked.0["password"].clone()
}

#[expect(clippy::needless_pass_by_value, reason = "most of what is answered is made on the spot")]
fn success(data: Value) -> Response {
    Json(json!({ "status": 200, "message": "Success", "data": data })).into_response()
}

fn wrong(status: u16, message: &str, data: &Value) -> Response {
    let body = json!({ "status": status, "message": message, "error": { "type": "Server Error", "message": message }, "data": data });
    (StatusCode::from_u16(status).unwrap(), Json(body)).into_response()
}

async fn take(State(phones): State<Phones>, asked: Asked, Json(body): Json<Value>) -> Response {
    let (line, temporary) = (line_of(&asked), body["tempGuid"].as_str().unwrap().to_owned());
    let is_new = phones.with(|inside| {
        inside.attempts += 1;
        inside.under_way.insert(temporary.clone())
    });
    if !is_new {
        return wrong(400, "Message is already queued to be sent!", &Value::Null);
    }
    // Whoever hangs up meanwhile does not stop it.
    let busy = phones.clone();
    let taken = tokio::spawn(async move {
        let answer = busy.decide(&line, &body).await;
        busy.with(|inside| inside.under_way.remove(&temporary));
        answer
    });
    taken.await.unwrap()
}

impl Phones {
    async fn decide(&self, line: &str, body: &Value) -> Response {
        let mood = self.mood();
        let fate = match mood {
            Mood::Fail => Fate::Failed,
            _ if self.roll() < 128 => Fate::Read,
            _ => Fate::Delivered,
        };
        match mood {
            Mood::Refuse => return wrong(500, "Message Send Error", &Value::Null),
            Mood::Slow => {
                return (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "1")]).into_response();
            }
            Mood::Stall => sleep(Duration::from_millis(10 * u64::from(self.roll()))).await,
            Mood::Take | Mood::TakeAndHangUp | Mood::Fail => {}
        }
        let mut message = self.add(line, body, fate);
        if fate == Fate::Failed {
            return wrong(500, "Message Send Error", &message);
        }
        message["tempGuid"] = body["tempGuid"].clone();
        self.telling.fetch_add(1, Ordering::SeqCst);
        tokio::spawn(self.clone().tell(line.to_owned(), message.clone(), fate));
        if matches!(mood, Mood::TakeAndHangUp) {
            return StatusCode::GATEWAY_TIMEOUT.into_response();
        }
        success(message)
    }
}

async fn query(State(phones): State<Phones>, asked: Asked, Json(body): Json<Value>) -> Response {
    let (after, offset, limit) =
        (body["after"].as_u64().unwrap(), body["offset"].as_u64().unwrap(), body["limit"].as_u64().unwrap());
    let fits = |message: &&Value| {
        message["dateCreated"].as_u64().unwrap() >= after
            && (body["chatGuid"].is_null() || message["chats"][0]["guid"] == body["chatGuid"])
    };
    let found: Value = phones.with(|inside| {
        let messages = inside.messages.entry(line_of(&asked)).or_default();
        messages.iter().filter(fits).skip(offset as usize).take(limit as usize).cloned().collect()
    });
    success(found)
}

async fn webhooks(State(phones): State<Phones>, asked: Asked) -> Response {
    let known = phones.with(|inside| inside.webhooks.get(&line_of(&asked)).cloned());
    success(known.into_iter().map(|url| json!({ "id": 1, "url": url, "events": "[]" })).collect())
}

async fn register(State(phones): State<Phones>, asked: Asked, Json(body): Json<Value>) -> Response {
    phones.with(|inside| inside.webhooks.insert(line_of(&asked), body["url"].as_str().unwrap().to_owned()));
    success(json!({ "id": 1 }))
}

async fn unregister(State(phones): State<Phones>, asked: Asked) -> Response {
    phones.with(|inside| inside.webhooks.remove(&line_of(&asked)));
    success(Value::Null)
}
