//! What is sent and heard over a session.

use super::connected;
use super::fake::{Fate, NOBODY, signature};
use crate::connectors::stage::PHONE;
use crate::server::now;
use buzzchat_relay::messaging::{Content, Kind, LineState};
use serde_json::{Map, Value, json};

const DIGITS: &str = "14155552671";

#[tokio::test]
async fn what_is_sent_is_told_of_until_it_is_read_in_any_order() {
    let (stage, fake) = connected().await;
    let id = stage.writes(PHONE, Content::text("Hello")).await;
    assert_eq!(stage.reaches(&id, "sent").await.service_id, "3EB00001");
    let sent = fake.with(|inside| inside.messages[0].clone());
    // It tells of what it was told to send, too.
    assert_eq!(stage.hears_of(&fake, "message.any", &sent).await, 200);
    for ack in [3, 2, 2, 1, 0] {
        let news = json!({ "id": sent["id"], "from": sent["to"], "fromMe": true, "ack": ack });
        assert_eq!(stage.hears_of(&fake, "message.ack", &news).await, 200);
    }
    let message = stage.message(&id).await;
    assert_eq!(message.status.name(), "read");
    assert!(message.delivered > 0 && message.read > 0);
    let failed = stage.writes(PHONE, Content::text("Again")).await;
    stage.reaches(&failed, "sent").await;
    let news = json!({ "id": { "_serialized": "true_14155552671@c.us_3EB00002" }, "fromMe": true, "ack": -1 });
    stage.hears_of(&fake, "message.ack", &news).await;
    assert_eq!(stage.reaches(&failed, "failed").await.reason, "WhatsApp did not deliver it");
}

#[tokio::test]
async fn files_go_by_their_address_and_what_cannot_go_is_refused_in_words() {
    let (stage, fake) = connected().await;
    let extra = |value: Value| value.as_object().cloned().unwrap_or_default();
    let media = |kind, body: &str, more: Value| Content { kind, body: body.into(), extra: extra(more) };
    for (content, call, expected) in [
        (
            media(Kind::Image, "https://example.com/a.png", json!({ "caption": "Look" })),
            "sendImage",
            json!({ "mimetype": "image/png", "url": "https://example.com/a.png", "filename": "a.png" }),
        ),
        (
            media(Kind::Document, "https://example.com/x?y=1", json!({ "filename": "Bill.pdf" })),
            "sendFile",
            json!({ "mimetype": "application/pdf", "url": "https://example.com/x?y=1", "filename": "Bill.pdf" }),
        ),
        (
            media(Kind::Audio, "https://example.com/v", Value::Null),
            "sendVoice",
            json!({ "mimetype": "audio/ogg; codecs=opus", "url": "https://example.com/v", "filename": "v" }),
        ),
    ] {
        let id = stage.writes(PHONE, content).await;
        stage.reaches(&id, "sent").await;
        let asked = fake.with(|inside| inside.asked.iter().rfind(|asked| asked.path[1].starts_with("send")).cloned());
        let asked = asked.unwrap();
        assert_eq!((asked.path[1].as_str(), &asked.json()["file"]), (call, &expected));
        assert_eq!(asked.json()["chatId"], format!("{DIGITS}@c.us"));
    }
    let template = Content { kind: Kind::Template, body: "hello".into(), extra: Map::new() };
    let refused = stage.writes(PHONE, template).await;
    assert_eq!(stage.reaches(&refused, "failed").await.code, "unsupported");
    let nobody = stage.writes(NOBODY, Content::text("Hello")).await;
    assert_eq!(stage.reaches(&nobody, "failed").await.reason, "The number is not on WhatsApp");
}

#[tokio::test]
async fn what_people_write_is_heard_once_under_their_numbers() {
    let (stage, fake) = connected().await;
    let hello = fake.says(DIGITS, "Hello", &json!({}));
    for event in ["message", "message.any", "message.any"] {
        assert_eq!(stage.hears_of(&fake, event, &hello).await, 200);
    }
    let hidden = json!({ "id": "false_777@lid_3EBHIDDEN", "from": "777@lid" });
    let hidden = fake.says(DIGITS, "It is me", &hidden);
    assert_eq!(stage.hears_of(&fake, "message", &hidden).await, 200);
    for (id, from) in
        [("false_1203@g.us_A_14155552671@c.us", "1203@g.us"), ("false_status@broadcast_B", "status@broadcast")]
    {
        let group = fake.says(DIGITS, "not to us", &json!({ "id": id, "from": from }));
        assert_eq!(stage.hears_of(&fake, "message.any", &group).await, 200);
    }
    let media = json!({ "url": "http://waha/api/files/x.jpg", "mimetype": "image/jpeg", "filename": null });
    let picture = fake.says(DIGITS, "Look", &json!({ "hasMedia": true, "media": media }));
    stage.hears_of(&fake, "message.any", &picture).await;
    stage.heard_on_whatsapp(&["Hello", "It is me", "http://waha/api/files/x.jpg"]).await;
    let picture = stage.incoming().await.pop().unwrap();
    assert_eq!((picture.content.kind, &picture.content.extra["caption"]), (Kind::Image, &json!("Look")));
    for event in ["message.reaction", "presence.update"] {
        assert_eq!(stage.hears_of(&fake, event, &json!({ "id": 1 })).await, 200);
    }
}

#[tokio::test]
async fn who_does_not_sign_every_byte_is_not_heard() {
    let (stage, fake) = connected().await;
    let (url, key) = fake.webhook();
    // From before the line was: only a call can tell of it.
    let message = fake.says(DIGITS, "Hello", &json!({ "timestamp": 1_700_000_000 }));
    let body = json!({ "event": "message", "session": "default", "payload": message, "timestamp": now() }).to_string();
    let signed = |signature: String| [("x-webhook-hmac", signature)];
    assert_eq!(stage.call(&url, &[], body.clone()).await.status, 401);
    for wrong in [signature("other", &body), signature(&key, &format!("{body} ")), "00".into()] {
        assert_eq!(stage.call(&url, &signed(wrong), body.clone()).await.status, 401);
    }
    let other = body.replace("\"default\"", "\"other\"");
    assert_eq!(stage.call(&url, &signed(signature(&key, &other)), other.clone()).await.status, 200);
    let nonsense = r#"{"event":"message","session":"default","payload":7}"#;
    assert_eq!(stage.call(&url, &signed(signature(&key, nonsense)), nonsense.into()).await.status, 400);
    assert!(stage.incoming().await.is_empty());
    assert_eq!(stage.call(&url, &signed(signature(&key, &body)), body.clone()).await.status, 200);
    stage.heard_on_whatsapp(&["Hello"]).await;
}

#[tokio::test]
async fn a_server_that_is_busy_or_loses_an_answer_sends_each_message_once() {
    let (stage, fake) = connected().await;
    fake.with(|inside| {
        inside.fates.push_back(Fate::Not(429, json!({}), Some(1)));
        inside.fates.push_back(Fate::TakenInSilence);
    });
    let id = stage.writes(PHONE, Content::text("Hello")).await;
    let other = stage.writes("+4915112345678", Content::text("Hallo")).await;
    stage.reaches(&id, "sent").await;
    stage.reaches(&other, "sent").await;
    let mut sent = fake.sent();
    sent.sort();
    assert_eq!(sent, ["Hallo", "Hello"]);
}

#[tokio::test]
async fn what_happened_while_the_server_was_away_is_caught_up_on() {
    let (stage, fake) = connected().await;
    fake.with(|inside| inside.away = true);
    stage.stands(LineState::Disconnected).await;
    let waiting = stage.writes(PHONE, Content::text("Meanwhile")).await;
    for number in 0..3 {
        fake.says(DIGITS, &format!("line {number}"), &json!({}));
    }
    fake.with(|inside| inside.away = false);
    stage.stands(LineState::Connected).await;
    stage.heard_on_whatsapp(&["line 0", "line 1", "line 2"]).await;
    stage.reaches(&waiting, "sent").await;
    fake.with(|inside| inside.messages.last_mut().unwrap()["ack"] = json!(2));
    stage.reaches(&waiting, "delivered").await;
}
