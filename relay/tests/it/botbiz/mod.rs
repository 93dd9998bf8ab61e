//! Botbiz' documented calls, typed in with only host and credentials changed, and what its documents leave open.

mod accounts;
mod events;
mod messages;

use crate::server::{Answer, PATIENCE, Server, read};
use buzzchat_relay::family::Family;
use buzzchat_relay::messaging::Watching;
use buzzchat_relay::scopes::Scopes;
use buzzchat_relay::store::OwnTerms;
use buzzchat_relay::webhook::Terms;
use buzzchat_relay::{KeyRules, Rules};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;

/// The documents' own number.
const PHONE: &str = "+1234567890";

struct Botbiz {
    server: Server,
    key: String,
}

impl Botbiz {
    async fn start() -> Self {
        let keys = KeyRules { refusals_per_minute: 1_000_000, ..KeyRules::default() };
        let webhooks = Terms { allow_local: true, ..Terms::default() };
        // Lines that no service carries are let alone.
        let lines = Watching { working: Duration::from_secs(3_600), waiting: Duration::from_secs(3_600) };
        let server = Server::start_ruled(PATIENCE, Rules { keys, webhooks, lines }).await;
        let key = key(&server, "default", None).await;
        Self { server, key }
    }

    async fn get(&self, path: &str) -> Answer {
        self.ask_as(&self.key, Method::GET, path).await
    }

    async fn delete(&self, path: &str) -> Answer {
        self.ask_as(&self.key, Method::DELETE, path).await
    }

    async fn post(&self, path: &str, body: Value) -> Answer {
        read(self.server.request(Method::POST, path).bearer_auth(&self.key).json(&body)).await
    }

    async fn ask_as(&self, key: &str, method: Method, path: &str) -> Answer {
        read(self.server.request(method, path).bearer_auth(key)).await
    }

    /// An account whose QR code was scanned.
    async fn connected(&self, number: &str) -> String {
        let account = self.post("/v1/whatsapp/accounts", json!({ "phone_number": number, "name": "Shop" })).await;
        let id = account.body["id"].as_str().unwrap_or_else(|| panic!("{account:?}")).to_owned();
        let code = self.code(&id).await;
        let confirmed = reqwest::Client::new().post(code).send().await.unwrap();
        assert_eq!(confirmed.status(), 200);
        id
    }

    /// What an account's QR code says.
    async fn code(&self, account: &str) -> String {
        let path = format!("/v1/whatsapp/accounts/{account}/qr-code");
        let request = self.server.request(Method::GET, &path).bearer_auth(&self.key);
        let answer = read(request.header("accept", "application/json")).await;
        let value = answer.body["value"].as_str().unwrap_or_else(|| panic!("{answer:?}"));
        assert_eq!((answer.status, &answer.body), (200, &json!({ "value": value })));
        value.to_owned()
    }
}

/// A key that tests cannot use up.
async fn key(server: &Server, workspace: &str, scopes: Option<&str>) -> String {
    let scopes = scopes.map(|names| Scopes::parse(names).unwrap());
    let terms = OwnTerms { per_minute: Some(1_000_000), per_day: Some(1_000_000), scopes };
    server.family_key(workspace, Family::Botbiz, terms).await.1
}

/// Asserts that this is an error in exactly the documented shape.
fn assert_refused(answer: &Answer, status: u16, code: &str, says: &str) {
    let message = answer.body["error"]["message"].as_str().unwrap_or_default();
    assert!(message.contains(says), "{says}: {answer:?}");
    let body = json!({ "error": { "code": code, "message": message, "status": status } });
    assert_eq!((answer.status, &answer.body), (status, &body));
}

/// A moment as the documents write it.
fn is_moment(value: &Value) -> bool {
    let text = value.as_str().unwrap_or_default();
    text.len() == "2023-04-08T12:00:00Z".len() && text.ends_with('Z') && text.contains('T')
}
