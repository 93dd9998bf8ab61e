//! A number of Meta's Cloud API, driven through Botbiz' addresses and Meta's webhooks, against a fake that is true to the wire.

mod broadcast;
mod fake;
mod inbound;
mod outbound;
mod payloads;

use crate::server::{Answer, PATIENCE, Server, eventually, read};
use buzzchat_relay::connectors::hook_address;
use buzzchat_relay::family::Family;
use buzzchat_relay::messaging::{Carrier, Channel, Line, NewLine, Watching};
use buzzchat_relay::store::{LineSettings, OwnTerms};
use buzzchat_relay::webhook::Terms;
use buzzchat_relay::{KeyRules, Rules};
use fake::{APP_SECRET, Meta, NUMBER, TOKEN, VERIFY_TOKEN, escaped, signature};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;

/// The person of Meta's documents.
const PHONE: &str = "+16505551234";

struct Cloud {
    server: Server,
    meta: Meta,
    key: String,
    line: Line,
    hook: String,
}

impl Cloud {
    /// A relay with a number that is connected and looked after all the time.
    async fn start() -> Self {
        let soon = Duration::from_millis(50);
        Self::start_watching(Watching { working: soon, waiting: soon }).await
    }

    async fn start_watching(lines: Watching) -> Self {
        let meta = Meta::start().await;
        let rules = Rules {
            keys: KeyRules { refusals_per_minute: 1_000_000, ..KeyRules::default() },
            webhooks: Terms { allow_local: true, ..Terms::default() },
            lines,
        };
        let server = Server::start_ruled(PATIENCE, rules).await;
        let terms = OwnTerms { per_minute: Some(1_000_000), per_day: Some(1_000_000), ..OwnTerms::default() };
        let (_, key) = server.family_key("default", Family::Botbiz, terms).await;
        let line = server.app.messaging().connect("default", new_line(&server, settings(&meta))).await.unwrap();
        let store = server.app.hub().store();
        let hook = hook_address(&line.id, &store.line_settings(&line.id).await.unwrap().unwrap()).unwrap();
        let cloud = Self { meta, key, line, hook, server };
        cloud.stands("connected").await;
        cloud
    }

    /// The same, where the person wrote a moment ago: for a day anything may be sent to them.
    async fn start_in_touch() -> Self {
        Self::start().await.in_touch().await
    }

    async fn in_touch(self) -> Self {
        let mut hello = payloads::message("wamid.hello", "text", json!({ "body": "hello" }));
        hello["timestamp"] = json!((crate::server::now() / 1_000).to_string());
        assert_eq!(self.tell(&payloads::said(&[hello])).await, 200);
        self
    }

    async fn get(&self, path: &str) -> Answer {
        read(self.server.request(Method::GET, path).bearer_auth(&self.key)).await
    }

    /// Waits until the account stands so, and returns why.
    async fn stands(&self, status: &str) -> Value {
        let path = format!("/v1/whatsapp/accounts/{}", self.line.id);
        eventually(&format!("the account is {status}"), async || self.get(&path).await.body["status"] == status).await;
        self.get(&path).await.body["detail"].clone()
    }

    /// Sends a message, and returns its id.
    async fn send(&self, body: Value) -> String {
        let mut body = body;
        body["to"] = json!(PHONE);
        let request = self.server.request(Method::POST, "/v1/whatsapp/messages").bearer_auth(&self.key).json(&body);
        let sent = read(request).await;
        assert_eq!((sent.status, &sent.body["status"]), (200, &json!("queued")), "{sent:?}");
        assert_eq!(sent.body["account_id"], self.line.id);
        sent.body["id"].as_str().unwrap().to_owned()
    }

    async fn send_text(&self, text: &str) -> String {
        self.send(json!({ "type": "text", "content": text })).await
    }

    async fn look_at(&self, message: &str) -> Value {
        self.get(&format!("/v1/whatsapp/messages/{message}")).await.body
    }

    /// Waits until a message is so far.
    async fn becomes(&self, message: &str, status: &str) -> Value {
        eventually(&format!("it is {status}"), async || self.look_at(message).await["status"] == status).await;
        self.look_at(message).await
    }

    /// Meta calls; returns what it is answered.
    async fn tell(&self, payload: &Value) -> u16 {
        let body = escaped(payload);
        let shown = signature(APP_SECRET, body.as_bytes());
        self.call(body, Some(&shown)).await
    }

    async fn call(&self, body: String, shown: Option<&str>) -> u16 {
        let mut request = reqwest::Client::new().post(&self.hook).header("content-type", "application/json").body(body);
        if let Some(shown) = shown {
            request = request.header("x-hub-signature-256", shown);
        }
        request.send().await.unwrap().status().as_u16()
    }
}

fn settings(meta: &Meta) -> LineSettings {
    let settings = json!({
        "url": meta.url(), "phone_number_id": NUMBER, "access_token": TOKEN, "app_secret": APP_SECRET,
        "verify_token": VERIFY_TOKEN,
    });
    settings.as_object().unwrap().clone()
}

fn new_line(server: &Server, settings: LineSettings) -> NewLine {
    NewLine {
        carrier: Carrier::Cloud,
        channel: Channel::Whatsapp,
        name: "Shop".into(),
        address: "+16505551111".into(),
        settings,
        relay_url: format!("http://{}", server.address),
    }
}
