//! Messages: of every type, over the account that is meant, once, and what became of them.

use super::{Botbiz, PHONE, assert_refused, is_moment, key};
use crate::server::eventually;
use buzzchat_relay::family::Family;
use buzzchat_relay::messaging::{Channel, Kind, Outgoing};
use buzzchat_relay::store::OwnTerms;
use reqwest::Method;
use serde_json::{Value, json};

const ACCOUNTS: &str = "/v1/whatsapp/accounts";
const MESSAGES: &str = "/v1/whatsapp/messages";

fn text(to: &str) -> Value {
    json!({ "to": to, "type": "text", "content": "Hello! How can we help you today?" })
}

#[tokio::test]
async fn the_documented_example_is_queued_and_arrives() {
    let botbiz = Botbiz::start().await;
    let sent = botbiz.post(MESSAGES, text("+1234567890")).await;
    let (id, account, created) = (&sent.body["id"], &sent.body["account_id"], &sent.body["created_at"]);
    assert!(id.as_str().unwrap().starts_with("msg_") && is_moment(created), "{sent:?}");
    let message = json!({
        "id": id, "account_id": account, "to": "+1234567890", "type": "text",
        "content": "Hello! How can we help you today?", "status": "queued", "created_at": created,
    });
    assert_eq!((sent.status, &sent.body), (200, &message));
    let accounts = botbiz.get(ACCOUNTS).await.body;
    let [only] = &accounts["accounts"].as_array().unwrap()[..] else { panic!("{accounts}") };
    assert_eq!((&only["id"], &only["status"], &only["phone_number"]), (account, &json!("connected"), &Value::Null));
    let path = format!("{MESSAGES}/{}", id.as_str().unwrap());
    eventually("it is delivered", async || botbiz.get(&path).await.body["status"] == "delivered").await;
    let stands = botbiz.get(&path).await.body;
    assert!(is_moment(&stands["sent_at"]) && is_moment(&stands["delivered_at"]), "{stands}");
    let expected = json!({
        "id": id, "account_id": account, "to": "+1234567890", "type": "text",
        "content": "Hello! How can we help you today?", "status": "delivered", "created_at": created,
        "sent_at": stands["sent_at"], "delivered_at": stands["delivered_at"], "read_at": null, "error": null,
    });
    assert_eq!(stands, expected);
}

#[tokio::test]
async fn a_message_goes_over_the_account_that_is_meant() {
    let botbiz = Botbiz::start().await;
    let sandbox = botbiz.post(MESSAGES, text(PHONE)).await.body["account_id"].clone();
    let pending = botbiz.post(ACCOUNTS, json!({ "phone_number": PHONE, "name": "Shop" })).await.body["id"].clone();
    let over = |account: &Value| {
        let mut body = text(PHONE);
        body["account_id"] = account.clone();
        body
    };
    assert_refused(&botbiz.post(MESSAGES, over(&pending)).await, 400, "invalid_request", "not connected yet");
    assert_eq!(botbiz.post(MESSAGES, text(PHONE)).await.body["account_id"], sandbox, "the only one that is connected");
    let one = json!(botbiz.connected("+14155552671").await);
    assert_eq!(botbiz.post(MESSAGES, text(PHONE)).await.body["account_id"], one, "before the relay's own sandbox");
    let other = json!(botbiz.connected("+14155552672").await);
    assert_refused(&botbiz.post(MESSAGES, text(PHONE)).await, 400, "invalid_request", "account_id");
    for account in [&one, &other, &sandbox] {
        assert_eq!(botbiz.post(MESSAGES, over(account)).await.body["account_id"], *account);
    }
    let theirs = key(&botbiz.server, "other", None).await;
    let request = botbiz.server.request(Method::POST, MESSAGES).bearer_auth(&theirs).json(&over(&one));
    assert_refused(&crate::server::read(request).await, 404, "not_found", one.as_str().unwrap());
    assert_refused(&botbiz.post(MESSAGES, over(&json!("wha_none"))).await, 404, "not_found", "wha_none");
}

#[tokio::test]
async fn an_account_that_is_pending_is_no_account_yet() {
    let botbiz = Botbiz::start().await;
    botbiz.post(ACCOUNTS, json!({ "phone_number": PHONE, "name": "Shop" })).await;
    assert_refused(&botbiz.post(MESSAGES, text(PHONE)).await, 400, "invalid_request", "not connected yet");
}

#[tokio::test]
async fn every_type_is_taken_with_what_belongs_to_it() {
    let botbiz = Botbiz::start().await;
    let url = "https://example.com/a.bin";
    let card =
        json!({ "name": { "formatted_name": "Ann Smith", "first_name": "Ann" }, "phones": [{ "phone": PHONE }] });
    let part = json!({ "type": "body", "parameters": [{ "type": "text", "text": "Ann" }] });
    let cases = [
        (json!({ "type": "text", "content": "hi" }), Kind::Text, json!({})),
        (json!({ "type": "image", "content": url, "caption": "A" }), Kind::Image, json!({ "caption": "A" })),
        (json!({ "type": "video", "content": url }), Kind::Video, json!({})),
        (json!({ "type": "audio", "content": url }), Kind::Audio, json!({})),
        (
            json!({ "type": "document", "content": url, "caption": "A", "filename": "a.pdf" }),
            Kind::Document,
            json!({ "caption": "A", "filename": "a.pdf" }),
        ),
        (json!({ "type": "sticker", "content": url }), Kind::Sticker, json!({})),
        (json!({ "type": "location", "content": "51.5007,-0.1246" }), Kind::Location, json!({})),
        (
            json!({ "type": "contacts", "content": "Ann Smith", "contacts": [card] }),
            Kind::Contacts,
            json!({ "contacts": [card] }),
        ),
        (
            json!({ "type": "template", "content": "hello_world" }),
            Kind::Template,
            json!({ "template": { "name": "hello_world", "language": { "code": "en_US" }, "components": [] } }),
        ),
        (
            json!({ "type": "template", "content": "welcome", "language": "es", "components": [part] }),
            Kind::Template,
            json!({ "template": { "name": "welcome", "language": { "code": "es" }, "components": [part] } }),
        ),
    ];
    for (mut body, kind, extra) in cases {
        body["to"] = json!(PHONE);
        let sent = botbiz.post(MESSAGES, body.clone()).await;
        assert_eq!((sent.status, &sent.body["type"], &sent.body["content"]), (200, &body["type"], &body["content"]));
        let id = sent.body["id"].as_str().unwrap();
        let kept = botbiz.server.app.hub().store().message("default", id).await.unwrap().unwrap();
        assert_eq!((kept.content.kind, Value::Object(kept.content.extra)), (kind, extra));
    }
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_in_botbiz_words() {
    let botbiz = Botbiz::start().await;
    let url = "https://example.com/a.jpg";
    let cases = [
        (json!({}), "Missing required parameter: to"),
        (json!({ "to": PHONE }), "Missing required parameter: type"),
        (json!({ "to": PHONE, "type": "text" }), "Missing required parameter: content"),
        (json!({ "to": "1234567890", "type": "text", "content": "hi" }), "E.164"),
        (json!({ "to": PHONE, "type": "poem", "content": "hi" }), "poem"),
        (json!({ "to": PHONE, "type": "unknown", "content": "hi" }), "unknown"),
        (json!({ "to": PHONE, "type": "text", "content": " " }), "content"),
        (json!({ "to": PHONE, "type": "text", "content": "x".repeat(4_097) }), "4096"),
        (json!({ "to": PHONE, "type": "template", "content": "x".repeat(4_097) }), "4096"),
        (json!({ "to": PHONE, "type": "text", "content": 5 }), "string"),
        (json!({ "to": PHONE, "type": "text", "content": "hi", "caption": "A" }), "caption"),
        (json!({ "to": PHONE, "type": "image", "content": url, "filename": "a.jpg" }), "filename"),
        (json!({ "to": PHONE, "type": "image", "content": url, "caption": "x".repeat(1_025) }), "caption"),
        (json!({ "to": PHONE, "type": "image", "content": "a.jpg" }), "URL"),
        (json!({ "to": PHONE, "type": "image", "content": "file:///etc/passwd" }), "URL"),
        (json!({ "to": PHONE, "type": "location", "content": "London" }), "latitude"),
        (json!({ "to": PHONE, "type": "contacts", "content": "Ann" }), "Missing required parameter: contacts"),
        (json!({ "to": PHONE, "type": "contacts", "content": "Ann", "contacts": [] }), "contacts"),
        (json!({ "to": PHONE, "type": "text", "content": "hi", "components": [] }), "components"),
        (json!({ "to": PHONE, "type": "template", "content": "a", "language": "" }), "language"),
        (json!({ "to": PHONE, "type": "text", "content": "hi", "from": PHONE }), "from"),
        (json!([PHONE, "text", "hi"]), "object"),
    ];
    for (body, says) in cases {
        assert_refused(&botbiz.post(MESSAGES, body).await, 400, "invalid_request", says);
    }
    assert_eq!(botbiz.get(ACCOUNTS).await.body, json!({ "accounts": [] }), "nothing was half done");
    let request = botbiz.server.request(Method::POST, MESSAGES).bearer_auth(&botbiz.key);
    let unread = crate::server::read(request.header("content-type", "application/json").body("{")).await;
    assert_refused(&unread, 400, "invalid_request", "JSON");
}

#[tokio::test]
async fn a_message_is_looked_up_in_its_own_workspace_and_on_whatsapp_alone() {
    let botbiz = Botbiz::start().await;
    let sent = botbiz.post(MESSAGES, text(PHONE)).await.body;
    let path = format!("{MESSAGES}/{}", sent["id"].as_str().unwrap());
    let theirs = key(&botbiz.server, "other", None).await;
    for path in [&path, &format!("{MESSAGES}/%00"), &format!("{MESSAGES}/%ff")] {
        assert_refused(&botbiz.ask_as(&theirs, Method::GET, path).await, 404, "not_found", "Message not found");
    }
    let imessage = Outgoing::text("ava", PHONE, "hi");
    let imessage = botbiz.server.app.messaging().send("default", Channel::Imessage, imessage).await.unwrap();
    assert_refused(&botbiz.get(&format!("{MESSAGES}/{}", imessage.id)).await, 404, "not_found", "Message not found");
    let reader = key(&botbiz.server, "default", Some("read")).await;
    let request = botbiz.server.request(Method::POST, MESSAGES).bearer_auth(&reader).json(&text(PHONE));
    assert_refused(&crate::server::read(request).await, 403, "forbidden", "messages");
}

#[tokio::test]
async fn a_message_with_an_idempotency_key_is_sent_once_and_what_was_refused_stays_in_its_shape() {
    let botbiz = Botbiz::start().await;
    let post = async |path: &str, token: &str, body: &Value| {
        let request = botbiz.server.request(Method::POST, path).bearer_auth(&botbiz.key);
        let response = request.header("Idempotency-Key", token).json(body).send().await.unwrap();
        let replayed = response.headers().contains_key("idempotent-replayed");
        (response.status().as_u16(), replayed, response.text().await.unwrap())
    };
    for (path, body, status) in [
        (MESSAGES, text(PHONE), 200),
        (MESSAGES, text("nobody"), 400),
        (ACCOUNTS, json!({ "phone_number": PHONE, "name": "Shop" }), 200),
    ] {
        let token = format!("once-{status}-{}", path.len());
        let (first, second) = (post(path, &token, &body).await, post(path, &token, &body).await);
        assert_eq!((first.0, first.1, second.0, second.1), (status, false, status, true), "{path} {first:?}");
        assert_eq!(first.2, second.2);
        assert!(!first.2.contains("\"success\""), "{first:?}");
        let (status, _, other) = post(path, &token, &json!({ "other": 1 })).await;
        let other: Value = serde_json::from_str(&other).unwrap();
        assert_eq!(
            (status, &other["error"]["code"], &other["error"]["status"]),
            (409, &json!("invalid_request"), &json!(409))
        );
    }
    let store = botbiz.server.app.hub().store();
    let person = store.person_at("default", Channel::Whatsapp, PHONE).await.unwrap().unwrap();
    let all = buzzchat_relay::store::Stretch { from: 0, to: u64::MAX >> 1, offset: 0, limit: 100 };
    assert_eq!(store.history(&person, all).await.unwrap().1, 1);
    assert_eq!(
        botbiz.get(ACCOUNTS).await.body["accounts"].as_array().unwrap().len(),
        2,
        "the sandbox, and the new one"
    );
}

#[tokio::test]
async fn a_plan_says_how_many_requests_a_minute_has() {
    let botbiz = Botbiz::start().await;
    for (per_minute, limit) in [(None, "60"), (Some(300), "300"), (Some(5_000), "5000")] {
        let terms = OwnTerms { per_minute, ..OwnTerms::default() };
        let (_, key) = botbiz.server.family_key("default", Family::Botbiz, terms).await;
        let response = botbiz.server.request(Method::GET, ACCOUNTS).bearer_auth(&key).send().await.unwrap();
        assert_eq!(
            (response.status().as_u16(), &response.headers()["x-ratelimit-limit"]),
            (200, &limit.parse().unwrap())
        );
        assert!(response.headers().contains_key("x-ratelimit-remaining"));
        assert!(response.headers().contains_key("x-ratelimit-reset"));
    }
}
