//! What people write: each thing once, whoever tells it and however often.

use super::connected;
use crate::connectors::stage::PHONE;
use serde_json::json;

#[tokio::test]
async fn what_people_write_is_heard_once() {
    let (stage, fake) = connected().await;
    let hello = fake.says("Hello", &json!({}));
    for _ in 0..3 {
        assert_eq!(stage.tell(&fake, "new-message", &hello).await, 200);
    }
    stage.tell(&fake, "new-message", &fake.says("Is it blue?", &json!({}))).await;
    stage.hears(&["Hello", "Is it blue?"]).await;
}

#[tokio::test]
async fn what_is_no_message_of_a_person_is_not_heard_as_one() {
    let (stage, fake) = connected().await;
    let group = json!([{ "guid": "iMessage;+;chat123", "style": 43 }]);
    let chat = fake.with(|inside| json!([{ "guid": format!("iMessage;-;{PHONE}"), "n": inside.chats.len() }]));
    for changes in [
        json!({ "chats": group }),
        json!({ "associatedMessageGuid": "p:0/GUID-1", "associatedMessageType": "love", "text": "Loved “Hello”" }),
        json!({ "itemType": 2, "text": "" }),
        json!({ "text": null }),
        json!({ "chats": chat, "isFromMe": true, "handle": null, "text": "from my phone" }),
    ] {
        let message = fake.says("Hello", &changes);
        assert_eq!(stage.tell(&fake, "new-message", &message).await, 200);
    }
    for kind in ["typing-indicator", "chat-read-status-changed", "server-update", "something-new"] {
        assert_eq!(stage.tell(&fake, kind, &json!({ "guid": 7 })).await, 200);
    }
    stage.tell(&fake, "new-message", &fake.says("Hello", &json!({}))).await;
    stage.hears(&["Hello"]).await;
    let history = stage.get(&format!("/api/messages/{PHONE}")).await;
    let own = json!(["from my phone", "outbound", "sent"]);
    let first = &history["messages"][0];
    assert_eq!(json!([first["message"], first["direction"], first["status"]]), own, "the seller's own words are kept");
}

#[tokio::test]
async fn a_picture_is_heard_with_its_words_and_without_an_address_that_holds_the_password() {
    let (stage, fake) = connected().await;
    let file = json!([{ "guid": "A", "mimeType": "image/heic", "transferName": "IMG_1.HEIC" }]);
    let picture = fake.says("\u{fffc}Look!", &json!({ "attachments": file }));
    stage.tell(&fake, "new-message", &picture).await;
    stage.hears(&["Look!"]).await;
    let id = stage.get(&format!("/api/messages/{PHONE}")).await["messages"][0]["id"].as_str().unwrap().to_owned();
    let message = stage.message(&id).await;
    assert_eq!(message.content.kind.name(), "image");
    let extra = json!({ "caption": "Look!", "filename": "IMG_1.HEIC", "mime_type": "image/heic" });
    assert_eq!(serde_json::Value::Object(message.content.extra), extra);
}

#[tokio::test]
async fn whoever_does_not_know_the_secret_or_makes_no_sense_is_not_heard() {
    let (stage, fake) = connected().await;
    let body = json!({ "type": "new-message", "data": fake.says("Hello", &json!({ "dateCreated": 1 })) }).to_string();
    let hook = fake.hook();
    let wrong = format!("{}0", &hook[..hook.len() - 1]);
    let wrong = if wrong == hook { format!("{}1", &hook[..hook.len() - 1]) } else { wrong };
    assert_eq!(stage.call(&wrong, &[], body.clone()).await.status, 404);
    for nonsense in ["", "{", "[]", r#"{"data":{}}"#, r#"{"type":"new-message","data":{"text":"x"}}"#] {
        assert_eq!(stage.call(&hook, &[], nonsense.to_owned()).await.status, 400, "{nonsense}");
    }
    let large = "x".repeat(3 * 1_024 * 1_024 + 1);
    assert_eq!(stage.call(&hook, &[], large).await.status, 413);
    assert!(stage.heard().await.is_empty());
    assert_eq!(stage.call(&hook, &[], body).await.status, 200);
    stage.hears(&["Hello"]).await;
}
