//! Answers to events: they go where the event happened, for as long as its token works, and come back to nobody.

use super::{Client, INTEGRATIONS, Joined, Said, every_channel, main_stream, public, relay, row, said};
use crate::server::{Server, now};
use crate::webhooks::receiver::{Received, Receiver};
use buzzchat::protocol::{Command, Frame, Outcome, RefusalCode};
use buzzchat_relay::messaging::{Channel, Content, Direction, Happening};
use buzzchat_relay::pairing::hash_token;
use buzzchat_relay::scopes::Scopes;
use buzzchat_relay::store::{OwnTerms, Stretch};
use reqwest::Method;
use serde_json::{Value, json};

/// Where an event may be answered.
struct Callback {
    url: String,
    path: String,
    token: String,
}

impl Callback {
    fn of(received: &Received) -> Self {
        let callback = &received.json()["callback"];
        let url = callback["url"].as_str().unwrap().to_owned();
        let path = url[url.find("/api/").unwrap()..].to_owned();
        Self { url, path, token: callback["headers"]["x-buzz-bot-token"].as_str().unwrap().to_owned() }
    }

    async fn answer(&self, body: &Value) -> Said {
        said(reqwest::Client::new().post(&self.url).header("x-buzz-bot-token", &self.token).json(body)).await
    }

    /// Answers, and returns what came of it as a task: somebody has to write the line meanwhile.
    fn answer_later(&self, body: &Value) -> tokio::task::JoinHandle<Said> {
        let request = reqwest::Client::new().post(&self.url).header("x-buzz-bot-token", &self.token).json(body);
        tokio::spawn(said(request))
    }
}

/// A relay, a device, and the callback of a message that was posted in its chat.
async fn stage(terms: OwnTerms) -> (Server, Client, Joined, Callback, Receiver) {
    let (server, receiver) = (relay().await, Receiver::start().await);
    let client = Client::of(&server, "default", terms).await;
    let mut joined = Joined::speaking(&server).await;
    let id = client.integrate(&server, public("Deals")).await;
    client.subscribe(&server, &id, "MESSAGE_POSTED", &receiver).await;
    joined.is_listened_to(true).await;
    joined.reads(vec![row(1, "ann", "/close deal 73964")]).await;
    let callback = Callback::of(&receiver.wait_for(1).await[0]);
    (server, client, joined, callback, receiver)
}

#[tokio::test]
async fn an_answer_is_written_into_the_chat_it_came_from() {
    let (_server, _client, mut joined, callback, _receiver) = stage(OwnTerms::default()).await;
    for body in [
        json!({ "content": { "text": "Deal 73964 is closed" } }),
        json!({ "title": "x", "text": "Deal 73964 is closed" }),
    ] {
        let answered = callback.answer_later(&body);
        let (id, command) = joined.command().await;
        let message = "Deal 73964 is closed".to_owned();
        assert_eq!(command, Command::SendTo { stream: main_stream(), message });
        let outcome = Outcome::Message { message: "msg_1".into(), at: now() };
        joined.socket.say(&Frame::Reply { id, outcome }).await;
        assert_eq!(answered.await.unwrap().body(), json!({}));
    }
}

#[tokio::test]
async fn an_answer_that_cannot_be_written_is_refused() {
    let (_server, _client, mut joined, callback, _receiver) = stage(OwnTerms::default()).await;
    let long = "x".repeat(501);
    let wrong = [
        (json!({}), "The body must be"),
        (json!({ "content": "Hello" }), "The body must be"),
        (json!({ "content": { "text": 5 } }), "The body must be"),
        (json!({ "text": "  " }), "empty"),
        (json!({ "text": long }), "at most 500"),
        (json!({ "content": { "text": "/ban ann" } }), "must not begin with"),
    ];
    for (body, why) in wrong {
        let message = callback.answer(&body).await.refused(400, &callback.path);
        assert!(message.contains(why), "{message}: {body}");
    }
    let answered = callback.answer_later(&json!({ "text": "Hello" }));
    let (id, _) = joined.command().await;
    let outcome = Outcome::refused(RefusalCode::BotInactive, "The bot is not active");
    joined.socket.say(&Frame::Reply { id, outcome }).await;
    assert_eq!(answered.await.unwrap().refused(400, &callback.path), "The bot is not active");
    joined.close().await;
    let refused = callback.answer(&json!({ "text": "Is anybody there?" })).await.refused(400, &callback.path);
    assert!(refused.contains("live"), "{refused}");
}

#[tokio::test]
async fn only_the_event_s_own_token_opens_its_own_channel_for_an_hour() {
    let (server, client, _joined, callback, _receiver) = stage(OwnTerms::default()).await;
    let hello = json!({ "text": "Hello" });
    let bare = server.request(Method::POST, &callback.path).json(&hello);
    said(bare).await.refused(401, &callback.path);
    for token in ["", "x", &"0".repeat(64), &client.token] {
        let request = server.request(Method::POST, &callback.path).header("x-buzz-bot-token", token);
        assert!(said(request.json(&hello)).await.refused(401, &callback.path).contains("x-buzz-bot-token"));
    }
    let other = "/api/buzz/v1/bots/message/4af927ea-ec3b-4a56-9acc-6a3d3d36a475";
    for path in [other, "/api/buzz/v1/bots/message/%ff"] {
        let request = server.request(Method::POST, path).header("x-buzz-bot-token", &callback.token);
        assert!(said(request.json(&hello)).await.refused(403, path).contains("another channel"));
    }
    let store = server.app.hub().store();
    let good_at = async |at| store.answer_token(&hash_token(&callback.token), at).await.unwrap().is_some();
    assert!(good_at(now() + 3_590_000).await);
    assert!(!good_at(now() + 3_600_001).await);
    assert!(store.answer_token(&callback.token, now()).await.unwrap().is_none(), "it is kept as a hash");
}

#[tokio::test]
async fn with_the_integration_or_its_key_the_answers_end() {
    let hello = json!({ "text": "Hello" });
    let (server, client, _joined, callback, _receiver) = stage(OwnTerms::default()).await;
    let listed = client.get(&server, INTEGRATIONS).await.body();
    let id = listed["integrations"][0]["id"].as_str().unwrap();
    client.delete(&server, &format!("{INTEGRATIONS}/{id}")).await;
    callback.answer(&hello).await.refused(401, &callback.path);
    let (server, client, _joined, callback, _receiver) = stage(OwnTerms::default()).await;
    assert_eq!(server.decide(Command::RevokeKey { key: client.key.clone() }).await, Outcome::Done);
    callback.answer(&hello).await.refused(401, &callback.path);
    let scopes = Some(Scopes::parse("webhooks").unwrap());
    let (_server, _client, _joined, callback, _receiver) = stage(OwnTerms { scopes, ..OwnTerms::default() }).await;
    assert!(callback.answer(&hello).await.refused(403, &callback.path).contains("messages"));
}

#[tokio::test]
async fn an_answer_goes_to_the_phone_that_wrote_and_raises_no_event() {
    let (server, receiver) = (relay().await, Receiver::start().await);
    let client = Client::new(&server).await;
    let id = client.integrate(&server, every_channel("CRM")).await;
    for event in ["THREAD_CREATED", "MESSAGE_POSTED"] {
        client.subscribe(&server, &id, event, &receiver).await;
    }
    let messaging = server.app.messaging();
    let line = messaging.line_for("default", Channel::Whatsapp, None).await.unwrap();
    let said = buzzchat_relay::messaging::Said {
        service_id: "wamid.1".into(),
        address: "+14155552671".into(),
        name: "Ann".into(),
        content: Content::text("Is it still there?"),
        at: now(),
        own: false,
    };
    messaging.hear(&line, &[Happening::Said(said)]).await.unwrap();
    for received in receiver.wait_for(2).await {
        let callback = Callback::of(&received);
        assert_eq!(callback.answer(&json!({ "content": { "text": "It is" } })).await.body(), json!({}));
    }
    let store = server.app.hub().store();
    let ann = store.person_at("default", Channel::Whatsapp, "+14155552671").await.unwrap().unwrap();
    let stretch = Stretch { from: 0, to: u64::MAX, offset: 0, limit: 10 };
    let (messages, _) = store.history(&ann, stretch).await.unwrap();
    let answers: Vec<_> = messages.iter().filter(|message| message.direction == Direction::Out).collect();
    assert_eq!(answers.iter().map(|message| message.content.body.as_str()).collect::<Vec<_>>(), ["It is", "It is"]);
    assert!(answers.iter().all(|message| message.source == "domo"));
    assert_eq!(receiver.received().len(), 2);
    store.remove_line("default", &line.id, now(), |_| Vec::new()).await.unwrap();
    let callback = Callback::of(&receiver.received()[0]);
    callback.answer(&json!({ "text": "Hello?" })).await.refused(404, &callback.path);
}
