//! What Meta tells: messages of every type once, from whoever holds the app's secret alone.

use super::fake::{APP_SECRET, NUMBER, VERIFY_TOKEN, escaped, signature};
use super::payloads::{call, entry, every_type, message, said};
use super::{Cloud, PHONE};
use buzzchat_relay::messaging::{Channel, Message};
use buzzchat_relay::store::Stretch;
use serde_json::{Value, json};

/// What the person wrote, in the order in which it was told.
async fn heard(cloud: &Cloud) -> Vec<Message> {
    let store = cloud.server.app.hub().store();
    let Some(person) = store.person_at("default", Channel::Whatsapp, PHONE).await.unwrap() else { return Vec::new() };
    let all = Stretch { from: 0, to: u64::MAX >> 1, offset: 0, limit: 1_000 };
    store.history(&person, all).await.unwrap().0
}

async fn texts(cloud: &Cloud) -> Vec<String> {
    heard(cloud).await.into_iter().map(|message| message.content.body).collect()
}

fn hello(id: &str, text: &str) -> Value {
    message(id, "text", json!({ "body": text }))
}

#[tokio::test]
async fn a_message_of_every_type_is_kept_and_one_that_nobody_knows_too() {
    let cloud = Cloud::start().await;
    let all = every_type(&cloud.meta.url());
    let messages: Vec<_> = all.iter().map(|(message, ..)| message.clone()).collect();
    for _ in 0..2 {
        assert_eq!(cloud.tell(&said(&messages)).await, 200);
    }
    let kept = heard(&cloud).await;
    assert_eq!(kept.len(), all.len(), "each once");
    for (message, (told, kind, content, extra)) in kept.into_iter().zip(all) {
        assert_eq!((message.content.kind.name(), message.content.body), (kind, content), "{told}");
        assert_eq!(Value::Object(message.content.extra), extra, "{told}");
        assert_eq!((message.said, message.service_id), (1_749_416_383_000, told["id"].as_str().unwrap().to_owned()));
    }
    let person = cloud.server.app.hub().store().person_at("default", Channel::Whatsapp, PHONE).await.unwrap().unwrap();
    assert_eq!(person.name, "Sheena Nelson 🎁");
}

#[tokio::test]
async fn one_call_may_tell_of_much_and_of_other_numbers_too() {
    let cloud = Cloud::start().await;
    let messages = |id: &str, text: &str| json!({ "messages": [hello(id, text)] });
    let mut two = entry(NUMBER, messages("wamid.1", "one"));
    let more = entry(NUMBER, messages("wamid.2", "two"))["changes"][0].clone();
    let other_field = json!({ "field": "account_update", "value": { "event": "VERIFIED_ACCOUNT" } });
    two["changes"].as_array_mut().unwrap().extend([other_field, more]);
    let payload = json!({
        "object": "whatsapp_business_account",
        "entry": [two, entry("999", messages("wamid.3", "not ours")), entry(NUMBER, messages("wamid.4", "three"))],
    });
    assert_eq!(cloud.tell(&payload).await, 200);
    assert_eq!(texts(&cloud).await, ["one", "two", "three"]);
}

#[tokio::test]
async fn what_is_odd_takes_nothing_else_with_it() {
    let cloud = Cloud::start().await;
    let odd = [json!({ "id": 5 }), json!("message"), hello("wamid.1", "hello"), json!({ "from": "16505551234" })];
    let statuses = [json!({ "status": "sent" }), json!(null), json!({ "id": "wamid.x", "status": "melted" })];
    assert_eq!(cloud.tell(&call(NUMBER, json!({ "messages": odd, "statuses": statuses }))).await, 200);
    assert_eq!(texts(&cloud).await, ["hello"]);
    for empty in
        [json!({}), json!({ "object": "page" }), call(NUMBER, json!({})), json!({ "entry": [{ "changes": [{}] }] })]
    {
        assert_eq!(cloud.tell(&empty).await, 200, "{empty}");
    }
    for garbage in ["", "{", "5", "null"] {
        let shown = signature(APP_SECRET, garbage.as_bytes());
        assert_eq!(cloud.call(garbage.to_owned(), Some(&shown)).await, 400, "{garbage}");
    }
    assert_eq!(texts(&cloud).await, ["hello"]);
}

#[tokio::test]
async fn only_what_the_app_s_secret_signed_is_heard() {
    let cloud = Cloud::start().await;
    let body = escaped(&said(&[hello("wamid.1", "Hé 🎁")]));
    assert!(body.is_ascii() && body.contains("\\ud83c\\udf81"), "{body}");
    let good = signature(APP_SECRET, body.as_bytes());
    let rewritten = serde_json::from_str::<Value>(&body).unwrap().to_string();
    let wrong = [
        (body.clone(), None),
        (body.clone(), Some(String::new())),
        (body.clone(), Some("sha256=".to_owned())),
        (body.clone(), Some("sha256=zz".to_owned())),
        (body.clone(), Some(good.replace("sha256=", ""))),
        (body.clone(), Some(good.replace("sha256=", "sha1="))),
        (body.clone(), Some(signature("another secret", body.as_bytes()))),
        (rewritten, Some(good.clone())),
        (format!("{body} "), Some(good.clone())),
    ];
    for (body, shown) in wrong {
        assert_eq!(cloud.call(body, shown.as_deref()).await, 401, "{shown:?}");
    }
    assert!(heard(&cloud).await.is_empty());
    assert_eq!(cloud.call(body, Some(&good)).await, 200);
    assert_eq!(texts(&cloud).await, ["Hé 🎁"]);
    let elsewhere = cloud.hook.replace("/hooks/", "/hooks/x");
    assert_eq!(reqwest::Client::new().post(elsewhere).body("{}").send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn meta_finds_out_that_the_address_is_the_right_one() {
    let cloud = Cloud::start().await;
    let ask = async |mode: &str, token: &str| {
        let query = [("hub.mode", mode), ("hub.verify_token", token), ("hub.challenge", "1158201444")];
        let response = reqwest::Client::new().get(&cloud.hook).query(&query).send().await.unwrap();
        let kind = response.headers()["content-type"].to_str().unwrap().to_owned();
        (response.status().as_u16(), kind.starts_with("text/plain"), response.text().await.unwrap())
    };
    assert_eq!(ask("subscribe", VERIFY_TOKEN).await, (200, true, "1158201444".to_owned()));
    for (mode, token) in [("subscribe", "guess"), ("subscribe", ""), ("unsubscribe", VERIFY_TOKEN), ("", VERIFY_TOKEN)]
    {
        let (status, _, said) = ask(mode, token).await;
        assert_eq!(status, 403, "{mode} {token}");
        assert!(!said.contains("1158201444"));
    }
    assert_eq!(reqwest::get(&cloud.hook).await.unwrap().status(), 403);
}
