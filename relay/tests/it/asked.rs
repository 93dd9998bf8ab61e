//! What a paired device asks for the person in front of it: webhooks, and the way into the dashboard.

use crate::device::{Device, Joined};
use crate::server::{PATIENCE, Server, read};
use crate::webhooks::receiver::{Receiver, Reply};
use buzzchat::protocol::{Answer, Ask, Command, DeliveryState, Frame, SettingsPatch, WebhookView};
use buzzchat_relay::Rules;
use buzzchat_relay::tier::Tier;
use buzzchat_relay::webhook::Terms;
use reqwest::Method;
use serde_json::json;
use std::time::Duration;

impl Joined {
    /// Asks, and waits for the answer.
    async fn ask(&mut self, ask: Ask) -> Answer {
        self.socket.say(&Frame::Ask { id: "a1".into(), ask }).await;
        loop {
            if let Frame::Answer { id, answer } = self.hear().await {
                assert_eq!(id, "a1");
                return answer;
            }
        }
    }

    async fn add(&mut self, url: &str, events: &[&str]) -> Answer {
        let events = events.iter().map(|event| (*event).to_owned()).collect();
        self.ask(Ask::AddWebhook { url: url.into(), events }).await
    }

    async fn hooks(&mut self) -> Vec<WebhookView> {
        match self.ask(Ask::Webhooks).await {
            Answer::Webhooks { webhooks, .. } => webhooks,
            other => panic!("{other:?}"),
        }
    }
}

fn refusal(answer: &Answer) -> (Option<&str>, &str) {
    match answer {
        Answer::Refused { field, message } => (field.as_deref(), message),
        other => panic!("{other:?}"),
    }
}

async fn telling() -> Server {
    Server::start_telling(Terms { allow_local: true, ..Terms::default() }).await
}

#[tokio::test]
async fn a_webhook_is_made_told_switched_tested_and_deleted() {
    let (server, receiver) = (telling().await, Receiver::start().await);
    let mut joined = Device::new("dev_1").pair(&server).await;
    assert_eq!(joined.hooks().await, []);
    let Answer::Added { secret } = joined.add(&receiver.url, &["bot.started"]).await else { panic!("not added") };
    assert!(secret.starts_with("whsec_"));
    joined.act(&Command::change(SettingsPatch { bot_active: Some(true), ..SettingsPatch::default() })).await;
    assert_eq!(receiver.wait_for(1).await[0].json()["type"], "bot.started");
    crate::server::eventually("its delivery is seen", async || {
        let hook = joined.hooks().await.remove(0);
        hook.last.is_some_and(|last| (last.state, last.status) == (DeliveryState::Delivered, 200))
    })
    .await;
    let hook = joined.hooks().await.remove(0);
    let (id, again) = (hook.id.clone(), hook.id.clone());
    assert_eq!((hook.active, hook.events, hook.problem), (true, vec!["bot.started".to_owned()], None));
    assert_eq!(server.get(&format!("/v1/webhooks/{id}")).await.data()["url"], json!(receiver.url));
    let tested = joined.ask(Ask::TestWebhook { webhook: id.clone() }).await;
    assert!(matches!(tested, Answer::Tested { delivered: true, status: 200, problem: None, .. }), "{tested:?}");
    assert_eq!(joined.ask(Ask::SwitchWebhook { webhook: id.clone(), active: false }).await, Answer::Done);
    assert!(!joined.hooks().await[0].active);
    assert_eq!(joined.ask(Ask::DeleteWebhook { webhook: id }).await, Answer::Done);
    assert_eq!(joined.hooks().await, []);
    assert_eq!(refusal(&joined.ask(Ask::TestWebhook { webhook: again }).await), (None, "Webhook not found"));
}

#[tokio::test]
async fn what_cannot_be_taken_is_refused_in_the_words_of_the_api() {
    let server = Server::start().await;
    let mut joined = Device::new("dev_1").pair(&server).await;
    let wrong = [
        ("http://127.0.0.1:9/x", ["bot.started"].as_slice(), Some("url"), ""),
        ("nonsense", &["bot.started"], Some("url"), ""),
        ("https://example.com/", &[], Some("events"), "events must name at least one event"),
        (
            "https://example.com/",
            &["bot.started", "bot.started"],
            Some("events"),
            "events must not name an event twice",
        ),
        ("https://example.com/", &["bot.exploded"], None, "unknown event `bot.exploded`"),
    ];
    for (url, events, field, beginning) in wrong {
        let answer = joined.add(url, events).await;
        let (at, message) = refusal(&answer);
        assert!(at == field && message.starts_with(beginning), "{url} {events:?}: {answer:?}");
        if field.is_some() {
            let asked = json!({ "url": url, "events": events });
            assert_eq!(server.post("/v1/webhooks", asked).await.error(400, "VALIDATION_ERROR"), message);
        }
    }
    assert_eq!(joined.hooks().await, []);
    joined.socket.say_text(r#"{"ask":{"id":"a1","ask":{"type":"explode"}}}"#).await;
    joined.socket.refused("frame").await;
}

#[tokio::test]
async fn a_device_sees_and_changes_only_what_is_of_its_workspace() {
    let server = telling().await;
    let theirs = server.new_key("theirs").await;
    let made = server.request(Method::POST, "/v1/webhooks").bearer_auth(&theirs);
    let hook = json!({ "url": "http://127.0.0.1:4999/x", "events": ["bot.started"] });
    let hook = read(made.json(&hook)).await.data_of(201)["id"].as_str().unwrap().to_owned();
    let mut joined = Device::new("dev_1").pair(&server).await;
    assert_eq!(joined.hooks().await, []);
    let webhook = || hook.clone();
    for ask in [
        Ask::SwitchWebhook { webhook: webhook(), active: false },
        Ask::DeleteWebhook { webhook: webhook() },
        Ask::TestWebhook { webhook: webhook() },
    ] {
        assert_eq!(refusal(&joined.ask(ask).await), (None, "Webhook not found"));
    }
    let own = server.request(Method::GET, &format!("/v1/webhooks/{hook}")).bearer_auth(&theirs);
    assert_eq!(read(own).await.data()["active"], true);
}

#[tokio::test]
async fn a_device_opens_the_dashboard_of_its_workspace_once() {
    let server = Server::start().await;
    let mut joined = Device::new("dev_1").pair(&server).await;
    let Answer::SignIn { code } = joined.ask(Ask::SignIn).await else { panic!("no code") };
    let enter = || read(server.request(Method::POST, "/app/sign-in").json(&json!({ "code": code })));
    let entered = enter().await.data().clone();
    assert_eq!(entered["workspace"], "default");
    let key = entered["key"].as_str().unwrap();
    read(server.request(Method::GET, "/v1/keys").bearer_auth(key)).await.data();
    enter().await.error(400, "VALIDATION_ERROR");
}

#[tokio::test]
async fn a_workspace_without_the_api_has_no_webhooks_either() {
    let server = Server::start_ruled(PATIENCE, Rules::default()).await;
    let mut joined = Device::new("dev_1").pair(&server).await;
    server.app.hub().store().set_tier("default", Tier::Pro).await.unwrap();
    for ask in [Ask::Webhooks, Ask::SignIn] {
        assert_eq!(refusal(&joined.ask(ask).await), (None, "Feature requires Business tier"));
    }
}

#[tokio::test]
async fn a_receiver_that_hangs_holds_up_nothing_else() {
    let (server, receiver) = (telling().await, Receiver::start().await);
    let mut joined = Device::new("dev_1").pair(&server).await;
    joined.add(&receiver.url, &["bot.started"]).await;
    let webhook = joined.hooks().await.remove(0).id;
    receiver.usually(Reply { status: 200, headers: Vec::new(), after: Duration::from_secs(60) });
    for n in 0..9 {
        let ask = Ask::TestWebhook { webhook: webhook.clone() };
        joined.socket.say(&Frame::Ask { id: format!("t{n}"), ask }).await;
    }
    let Frame::Answer { id, answer } = joined.hear().await else { panic!("no answer") };
    assert!(id == "t8" && refusal(&answer).1.contains("try again"), "{id}: {answer:?}");
    joined.socket.say(&Frame::Ping).await;
    assert_eq!(joined.hear().await, Frame::Pong);
}
