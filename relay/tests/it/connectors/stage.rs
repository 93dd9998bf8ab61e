//! A relay with one line to a fake service, a client of AVA, and the seller who looks at the line.

use crate::server::{Answer, PATIENCE, Server, eventually, read};
use buzzchat_relay::Rules;
use buzzchat_relay::family::Family;
use buzzchat_relay::messaging::{Line, LineState, NewLine, Watching};
use buzzchat_relay::store::OwnTerms;
use buzzchat_relay::webhook::Terms;
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;

/// The one who is written to, and writes.
pub(super) const PHONE: &str = "+14155552671";

/// A relay that reaches this computer, and looks after its lines all the time.
pub(super) async fn start() -> Server {
    let often = Duration::from_millis(60);
    let rules = Rules {
        webhooks: Terms { allow_local: true, ..Terms::default() },
        lines: Watching { working: often, waiting: often },
        ..Rules::default()
    };
    Server::start_ruled(PATIENCE, rules).await
}

pub(super) struct Stage {
    pub(super) server: Server,
    pub(super) line: String,
    ava: String,
}

impl Stage {
    /// Connects a line; it may not stand yet.
    pub(super) async fn connect(server: Server, new: NewLine) -> Self {
        let terms = OwnTerms { per_minute: Some(1_000_000), per_day: Some(1_000_000), ..OwnTerms::default() };
        let (_, ava) = server.family_key("default", Family::Ava, terms).await;
        let line = server.app.messaging().connect("default", new).await.unwrap().id;
        Self { server, line, ava }
    }

    /// The line as the seller sees it.
    pub(super) async fn line(&self) -> Line {
        self.server.app.hub().store().line(&self.line).await.unwrap().unwrap()
    }

    pub(super) async fn stands(&self, state: LineState) {
        eventually(&format!("the line is {}", state.name()), async || self.line().await.state == state).await;
    }

    pub(super) async fn get(&self, path: &str) -> Value {
        read(self.server.request(Method::GET, path).bearer_auth(&self.ava)).await.body
    }

    /// Sends over AVA; returns the message's id.
    pub(super) async fn send(&self, to: &str, text: &str) -> String {
        let body = json!({ "phone": to, "message": text });
        let sent = read(self.server.request(Method::POST, "/api/send").bearer_auth(&self.ava).json(&body)).await;
        sent.body["message_id"].as_str().unwrap_or_else(|| panic!("{sent:?}")).to_owned()
    }

    /// What AVA says of a message: its status.
    pub(super) async fn status(&self, to: &str, id: &str) -> String {
        let history = self.get(&format!("/api/messages/{to}")).await;
        let messages = history["messages"].as_array().unwrap();
        let status = messages.iter().find(|message| message["id"] == id).map(|message| message["status"].clone());
        status.and_then(|status| status.as_str().map(str::to_owned)).unwrap_or_default()
    }

    pub(super) async fn becomes(&self, id: &str, status: &str) {
        eventually(&format!("the message is {status}"), async || self.status(PHONE, id).await == status).await;
    }

    /// What people wrote, as AVA polls it: from whom, and what.
    pub(super) async fn heard(&self) -> Vec<(String, String)> {
        let polled = self.get("/api/messages/poll?since=1970-01-01T00:00:00Z").await;
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        polled["messages"].as_array().unwrap().iter().map(|one| (text(&one["phone"]), text(&one["message"]))).collect()
    }

    pub(super) async fn hears(&self, texts: &[&str]) {
        let expected: Vec<_> = texts.iter().map(|text| (PHONE.to_owned(), (*text).to_owned())).collect();
        eventually(&format!("{texts:?} is heard"), async || self.heard().await == expected).await;
    }

    /// The message as the relay keeps it.
    pub(super) async fn message(&self, id: &str) -> buzzchat_relay::messaging::Message {
        self.server.app.hub().store().message("default", id).await.unwrap().unwrap()
    }

    /// Calls the relay as a service does.
    pub(super) async fn call(&self, url: &str, headers: &[(&str, String)], body: String) -> Answer {
        let mut request = reqwest::Client::new().post(url).header("content-type", "application/json").body(body);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        read(request).await
    }
}
