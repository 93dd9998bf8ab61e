//! Botbiz' webhooks by its own addresses: made with the secret shown once, listed, deleted, and scoped.

use super::families::{RECEIVED, announce, hex_hmac, notice};
use super::{Receiver, patient};
use crate::server::{Answer, Server, read};
use buzzchat_relay::family::Family;
use buzzchat_relay::scopes::Scopes;
use buzzchat_relay::store::OwnTerms;
use buzzchat_relay::webhook::Style;
use reqwest::Method;
use serde_json::{Value, json};

const PATH: &str = "/v1/whatsapp/webhooks";

struct Client<'a> {
    server: &'a Server,
    key: String,
}

impl<'a> Client<'a> {
    async fn of(server: &'a Server, workspace: &str, scopes: Option<&str>) -> Self {
        let scopes = scopes.map(|names| Scopes::parse(names).unwrap());
        let terms = OwnTerms { per_minute: Some(10_000), per_day: Some(100_000), scopes };
        Self { server, key: server.family_key(workspace, Family::Botbiz, terms).await.1 }
    }

    async fn ask(&self, method: Method, path: &str) -> Answer {
        read(self.server.request(method, path).bearer_auth(&self.key)).await
    }

    async fn create(&self, body: &Value) -> Answer {
        read(self.server.request(Method::POST, PATH).bearer_auth(&self.key).json(body)).await
    }
}

fn assert_refused(answer: &Answer, status: u16, code: &str, says: &str) {
    let message = answer.body["error"]["message"].as_str().unwrap_or_default();
    assert!(message.contains(says), "{answer:?}");
    let body = json!({ "error": { "code": code, "message": message, "status": status } });
    assert_eq!((answer.status, &answer.body), (status, &body));
}

#[tokio::test]
async fn a_webhook_is_made_its_secret_shown_once_and_it_signs_what_arrives() {
    let (server, receiver) = (Server::start_telling(patient()).await, Receiver::start().await);
    let client = Client::of(&server, "default", Some("webhooks")).await;
    let made = client.create(&json!({ "url": receiver.url, "events": [RECEIVED] })).await;
    assert_eq!(made.status, 200, "{made:?}");
    let mut shown = made.body.clone();
    let secret = shown.as_object_mut().unwrap().remove("secret").unwrap();
    let (id, created) = (shown["id"].as_str().unwrap(), shown["created_at"].as_str().unwrap());
    assert!(id.starts_with("wh_") && created.ends_with('Z'));
    let expected = json!({
        "id": id, "url": receiver.url, "events": [RECEIVED], "status": "active", "created_at": created,
        "disabled_reason": null,
    });
    assert_eq!(shown, expected);
    assert_eq!(client.ask(Method::GET, PATH).await.body, json!({ "webhooks": [shown] }));
    announce(&server, &[notice(Style::Botbiz, "evt_12345", RECEIVED)]).await;
    let received = receiver.wait_for(1).await.remove(0);
    assert_eq!(received.header("x-botbiz-signature"), hex_hmac(secret.as_str().unwrap(), &received.body));
    let path = format!("{PATH}/{id}");
    assert_eq!(client.ask(Method::DELETE, &path).await.body, json!({ "id": id, "deleted": true }));
    assert_refused(&client.ask(Method::DELETE, &path).await, 404, "not_found", "Webhook not found");
    assert_eq!(client.ask(Method::GET, PATH).await.body, json!({ "webhooks": [] }));
}

#[tokio::test]
async fn without_a_list_of_events_it_is_told_of_every_one() {
    let server = Server::start().await;
    let client = Client::of(&server, "default", None).await;
    let made = client.create(&json!({ "url": "https://example.com/botbiz" })).await;
    assert_eq!(made.body["events"], json!(Style::Botbiz.events()), "{made:?}");
}

#[tokio::test]
async fn what_cannot_be_taken_is_refused_in_botbiz_words() {
    let server = Server::start().await;
    let client = Client::of(&server, "default", None).await;
    let url = "https://example.com/botbiz";
    let wrong = [
        (json!({}), "Missing required parameter: url"),
        (json!({ "events": [RECEIVED] }), "Missing required parameter: url"),
        (json!({ "url": 5 }), "url"),
        (json!({ "url": "http://example.com/" }), "https"),
        (json!({ "url": "https://169.254.169.254/" }), "url"),
        (json!({ "url": url, "events": [] }), "events"),
        (json!({ "url": url, "events": [RECEIVED, RECEIVED] }), "events"),
        (json!({ "url": url, "events": ["giveaway.entry"] }), "giveaway.entry"),
        (json!({ "url": url, "events": null }), "events"),
        (json!({ "url": url, "secret": "mine" }), "secret"),
    ];
    for (body, says) in wrong {
        assert_refused(&client.create(&body).await, 400, "invalid_request", says);
    }
    for _ in 0..20 {
        assert_eq!(client.create(&json!({ "url": url })).await.status, 200);
    }
    assert_refused(&client.create(&json!({ "url": url })).await, 400, "invalid_request", "20");
}

#[tokio::test]
async fn only_a_key_of_botbiz_with_the_scope_sees_the_workspaces_own() {
    let server = Server::start().await;
    let (mine, theirs) = (Client::of(&server, "default", None).await, Client::of(&server, "other", None).await);
    let made = mine.create(&json!({ "url": "https://example.com/botbiz" })).await.body;
    let path = format!("{PATH}/{}", made["id"].as_str().unwrap());
    assert_eq!(theirs.ask(Method::GET, PATH).await.body, json!({ "webhooks": [] }));
    for path in [&path, &format!("{PATH}/%00"), &format!("{PATH}/%ff")] {
        assert_refused(&theirs.ask(Method::DELETE, path).await, 404, "not_found", "Webhook not found");
    }
    let reader = Client::of(&server, "default", Some("read,messages")).await;
    for (method, path) in [(Method::GET, PATH), (Method::POST, PATH), (Method::DELETE, &path)] {
        assert_refused(&reader.ask(method, path).await, 403, "forbidden", "webhooks");
    }
    let buzzchat = Client { server: &server, key: server.key.clone() };
    assert_refused(&buzzchat.ask(Method::GET, PATH).await, 401, "unauthorized", "API key");
    assert_eq!(mine.ask(Method::GET, PATH).await.body["webhooks"].as_array().unwrap().len(), 1);
}
