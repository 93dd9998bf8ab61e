//! What is sent: once, in order, and with what the server says became of it.

use super::connected;
use super::fake::Fate;
use crate::connectors::stage::PHONE;
use crate::server::{eventually, now};
use buzzchat_relay::messaging::{Channel, Content, Kind, Outgoing};
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn a_first_message_begins_a_chat_and_what_becomes_of_it_is_told_in_any_order() {
    let (stage, fake) = connected().await;
    let first = stage.send(PHONE, "Hello").await;
    stage.becomes(&first, "sent").await;
    let second = stage.send(PHONE, "Are you there?").await;
    stage.becomes(&second, "sent").await;
    fake.with(|inside| {
        let sends: Vec<_> = inside
            .asked
            .iter()
            .filter(|asked| ["text", "new"].contains(&asked.path.last().unwrap().as_str()))
            .map(|asked| (asked.path.last().unwrap().clone(), asked.json()))
            .collect();
        let new = json!({ "addresses": [PHONE], "message": "Hello", "service": "iMessage", "tempGuid": first });
        let text =
            json!({ "chatGuid": format!("iMessage;-;{PHONE}"), "tempGuid": second, "message": "Are you there?" });
        assert_eq!(sends, [("new".to_owned(), new), ("text".to_owned(), text)]);
    });
    let mut message = fake.with(|inside| inside.messages[0].clone());
    message["dateRead"] = json!(now());
    assert_eq!(stage.tell(&fake, "updated-message", &message).await, 200);
    message["dateDelivered"] = json!(now());
    message["dateRead"] = json!(null);
    for _ in 0..2 {
        assert_eq!(stage.tell(&fake, "updated-message", &message).await, 200);
    }
    let message = stage.message(&first).await;
    assert_eq!(message.status.name(), "read", "what comes late takes nothing back");
    assert!(message.delivered > 0 && message.read > 0);
}

#[tokio::test]
async fn what_does_not_arrive_fails_with_the_reason() {
    let (stage, fake) = connected().await;
    let error = json!({
        "status": 500, "message": "Message Send Error", "data": { "guid": "G", "error": 22 },
        "error": { "type": "iMessage Error", "message": "Failed to send message! See attached message error code." },
    });
    fake.with(|inside| inside.fates.push_back(Fate::Not(500, error, None)));
    let refused = stage.send(PHONE, "Hello").await;
    stage.becomes(&refused, "failed").await;
    let refused = stage.message(&refused).await;
    assert_eq!(
        (refused.reason.as_str(), refused.code.as_str()),
        ("The recipient is not registered with iMessage", "22")
    );
    let later = stage.send(PHONE, "Hello again").await;
    stage.becomes(&later, "sent").await;
    let mut message = fake.with(|inside| inside.messages[0].clone());
    message["error"] = json!(4);
    stage.tell(&fake, "message-send-error", &message).await;
    stage.becomes(&later, "failed").await;
}

#[tokio::test]
async fn a_picture_is_refused_in_words_because_the_server_takes_no_addresses() {
    let (stage, _) = connected().await;
    let content = Content { kind: Kind::Image, ..Content::text("https://example.com/a.jpg") };
    let picture = Outgoing { content, ..Outgoing::text("ava", PHONE, "") };
    let id = stage.server.app.messaging().send("default", Channel::Imessage, picture).await.unwrap().id;
    stage.becomes(&id, "failed").await;
    assert!(stage.message(&id).await.reason.contains("only text can be sent"));
}

/// The message went, and nobody heard so: it is looked for before it would go again.
#[tokio::test]
async fn a_message_whose_answer_was_lost_is_not_sent_twice() {
    let (stage, fake) = connected().await;
    // Words that were sent before are no proof.
    let before = stage.send(PHONE, "Hello").await;
    stage.becomes(&before, "sent").await;
    fake.with(|inside| inside.fates.push_back(Fate::TakenInSilence));
    let id = stage.send(PHONE, "Hello").await;
    stage.becomes(&id, "sent").await;
    assert_eq!(fake.sent(), ["Hello", "Hello"]);
    assert_ne!(stage.message(&before).await.service_id, stage.message(&id).await.service_id);
}

#[tokio::test]
async fn a_server_that_is_busy_is_waited_for_as_long_as_it_asks() {
    let (stage, fake) = connected().await;
    fake.with(|inside| inside.fates.push_back(Fate::Not(429, json!({}), Some(3))));
    let begun = now();
    let id = stage.send(PHONE, "Hello").await;
    stage.becomes(&id, "sent").await;
    assert!(now() >= begun + 3_000, "longer than the relay waits by itself after a first try");
    assert_eq!(fake.sent(), ["Hello"]);
}

/// The server tells of a message before it has answered: as of something that the seller wrote, and with a receipt.
#[tokio::test]
async fn what_is_told_before_the_answer_belongs_to_the_message_that_is_sent() {
    let (stage, fake) = connected().await;
    fake.with(|inside| inside.fates.push_back(Fate::TakenLate(Duration::from_millis(700))));
    let id = stage.send(PHONE, "Hello").await;
    eventually("the server has it", async || fake.sent().len() == 1).await;
    let mut message = fake.with(|inside| inside.messages[0].clone());
    stage.tell(&fake, "new-message", &message).await;
    message["dateDelivered"] = json!(now());
    stage.tell(&fake, "updated-message", &message).await;
    stage.becomes(&id, "delivered").await;
    let history = stage.get(&format!("/api/messages/{PHONE}")).await;
    assert_eq!(history["total"], 1, "{history}");
}

/// Nobody knows what became of it, so it is looked for; the server does not have it.
#[tokio::test]
async fn an_answer_that_makes_no_sense_is_no_answer() {
    let (stage, fake) = connected().await;
    fake.with(|inside| {
        inside.chats.push(format!("iMessage;-;{PHONE}"));
        inside.fates.push_back(Fate::Not(200, json!(["what?"]), None));
    });
    let id = stage.send(PHONE, "Hello").await;
    stage.becomes(&id, "sent").await;
    assert_eq!(fake.sent(), ["Hello"]);
    let looked = fake.with(|inside| {
        inside.asked.iter().any(|asked| asked.json()["chatGuid"].is_string() && asked.json()["after"].is_u64())
    });
    assert!(looked, "it is looked for before it is sent again");
}
