//! Domo Buzz, driven as an integration does: a client with a token, a receiver of events, and a chat or a phone in which
//! things happen.

mod answers;
mod chat;
mod conversations;
mod integrations;
mod subscriptions;

use crate::device::{Device, Joined};
use crate::server::Server;
use crate::webhooks::receiver::Receiver;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use buzzchat::protocol::{Frame, HeardLine, LineKind, Stream};
use buzzchat_relay::family::Family;
use buzzchat_relay::store::OwnTerms;
use buzzchat_relay::webhook::{Schedule, Terms};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use std::time::Duration;

const INTEGRATIONS: &str = "/v1/buzz/integrations";

/// A client of the family.
struct Client {
    token: String,
    /// The id of its key.
    key: String,
}

/// What the relay answered.
#[derive(Debug, PartialEq)]
struct Said {
    status: u16,
    kind: String,
    body: Value,
}

impl Said {
    /// The body of a success, in the documented content type.
    #[track_caller]
    fn body(self) -> Value {
        assert_eq!((self.status, self.kind.as_str()), (200, "application/json;charset=UTF-8"), "{}", self.body);
        self.body
    }

    /// Asserts that it is an error in the family's shape, and returns its message.
    #[track_caller]
    fn refused(self, status: u16, path: &str) -> String {
        let reason = reqwest::StatusCode::from_u16(status).unwrap().canonical_reason().unwrap();
        let (message, toe) = (self.body["message"].clone(), self.body["toe"].clone());
        let shape = json!({ "status": status, "statusReason": reason, "message": message, "path": path, "toe": toe });
        assert_eq!((self.status, &self.body), (status, &shape));
        assert!(toe.is_string());
        message.as_str().unwrap().to_owned()
    }
}

async fn said(request: RequestBuilder) -> Said {
    let response = request.send().await.unwrap();
    let kind = response.headers().get(CONTENT_TYPE).map_or("", |kind| kind.to_str().unwrap()).to_owned();
    let (status, text) = (response.status().as_u16(), response.text().await.unwrap());
    Said { status, kind, body: if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() } }
}

impl Client {
    async fn new(server: &Server) -> Self {
        Self::of(server, "default", OwnTerms::default()).await
    }

    /// Makes a key that tests cannot use up, and gets a token with it.
    async fn of(server: &Server, workspace: &str, terms: OwnTerms) -> Self {
        let terms = OwnTerms { per_minute: Some(1_000_000), per_day: Some(1_000_000), ..terms };
        let (key, secret) = server.family_key(workspace, Family::Domo, terms).await;
        let basic = format!("Basic {}", BASE64_STANDARD.encode(format!("{key}:{secret}")));
        let path = "/oauth/token?grant_type=client_credentials&scope=buzz";
        let given = said(server.request(Method::GET, path).header(AUTHORIZATION, basic)).await.body();
        Self { token: given["access_token"].as_str().unwrap().to_owned(), key }
    }

    async fn ask(&self, server: &Server, method: Method, path: &str) -> Said {
        said(server.request(method, path).header(AUTHORIZATION, format!("bearer {}", self.token))).await
    }

    async fn get(&self, server: &Server, path: &str) -> Said {
        self.ask(server, Method::GET, path).await
    }

    async fn delete(&self, server: &Server, path: &str) -> Said {
        self.ask(server, Method::DELETE, path).await
    }

    async fn post(&self, server: &Server, path: &str, body: &Value) -> Said {
        let request = server.request(Method::POST, path).header(AUTHORIZATION, format!("bearer {}", self.token));
        said(request.json(body)).await
    }

    /// Makes an integration, and returns its id.
    async fn integrate(&self, server: &Server, wanted: Value) -> String {
        let made = self.post(server, INTEGRATIONS, &wanted).await.body();
        made["id"].as_str().unwrap().to_owned()
    }

    /// Has an integration told of something, and returns the subscription's id.
    async fn subscribe(&self, server: &Server, id: &str, event: &str, receiver: &Receiver) -> String {
        let wanted = json!({ "eventType": event, "url": receiver.url });
        let made = self.post(server, &format!("{INTEGRATIONS}/{id}/subscriptions"), &wanted).await.body();
        made["id"].as_str().unwrap().to_owned()
    }
}

fn public(name: &str) -> Value {
    json!({ "name": name, "scope": "PUBLIC_CHANNELS" })
}

fn every_channel(name: &str) -> Value {
    json!({ "name": name, "scope": "OWNER_ACCESS" })
}

/// Local receivers, and retries that a test can wait for.
async fn relay() -> Server {
    let soon = Duration::from_millis(50);
    let schedule = Schedule { waits: [soon; 7], relief: soon, ..Schedule::default() };
    Server::start_telling(Terms { allow_local: true, schedule }).await
}

fn main_stream() -> Stream {
    Stream { site: "demo".into(), channel: "main".into() }
}

fn row(row: u64, author: &str, text: &str) -> HeardLine {
    HeardLine { row, author: author.into(), text: text.into(), kind: LineKind::Chat }
}

fn join(number: u64, author: &str) -> HeardLine {
    HeardLine { kind: LineKind::Join, ..row(number, author, "joined") }
}

impl Joined {
    /// A device that speaks on the main stream.
    async fn speaking(server: &Server) -> Self {
        let mut joined = Device::new("dev_1").pair(server).await;
        joined.presence(true).await;
        joined
    }

    /// Waits until the relay says whether somebody listens.
    async fn is_listened_to(&mut self, wanted: bool) {
        loop {
            if let Frame::Listen { lines } = self.hear().await {
                return assert_eq!(lines, wanted);
            }
        }
    }

    /// Tells rows of the main stream's chat.
    async fn reads(&mut self, lines: Vec<HeardLine>) {
        let frame = Frame::Lines { life: "00ff".into(), stream: main_stream(), lines, dropped: 0 };
        self.socket.say(&frame).await;
    }
}
