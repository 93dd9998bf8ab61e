//! iMessage through a BlueBubbles server.

mod fake;
mod hearing;
mod outage;
mod sending;

use super::stage::{Stage, start};
use crate::server::eventually;
use buzzchat_relay::Failure;
use buzzchat_relay::messaging::LineState;
use fake::{Fake, PASSWORD};
use serde_json::{Value, json};

/// A line that stands, and the server behind it.
async fn connected() -> (Stage, Fake) {
    let (server, fake) = (start().await, Fake::start().await);
    let line = fake.line(server.address, PASSWORD);
    let stage = Stage::connect(server, line).await;
    stage.stands(LineState::Connected).await;
    (stage, fake)
}

impl Stage {
    /// The server calls the relay; it does not look at the answer.
    async fn tell(&self, fake: &Fake, kind: &str, data: &Value) -> u16 {
        self.call(&fake.hook(), &[], json!({ "type": kind, "data": data }).to_string()).await.status
    }
}

#[tokio::test]
async fn a_line_stands_once_the_server_takes_its_password_and_goes_with_its_webhook() {
    let (stage, fake) = connected().await;
    let hook = fake.hook();
    assert!(hook.starts_with(&format!("http://{}/hooks/{}/", stage.server.address, stage.line)), "{hook}");
    assert!(hook.rsplit('/').next().unwrap().len() >= 32, "nobody guesses it");
    fake.with(|inside| {
        let stranger = (99, "https://other.example/hook".to_owned(), json!(["*"]));
        let old = (98, format!("http://elsewhere.example/hooks/{}/old", stage.line), json!(["*"]));
        inside.webhooks.extend([stranger, old]);
    });
    eventually("the line's old address is taken back", async || fake.with(|inside| inside.webhooks.len()) == 2).await;
    stage.server.app.messaging().disconnect("default", &stage.line).await.unwrap();
    let only_the_stranger = || fake.with(|inside| inside.webhooks.iter().map(|(id, _, _)| *id).collect::<Vec<_>>());
    eventually("the server is told", async || only_the_stranger() == [99]).await;
    let store = stage.server.app.hub().store();
    eventually("the password is forgotten", async || store.line_settings(&stage.line).await.unwrap().is_none()).await;
    assert_eq!(stage.call(&hook, &[], "{}".into()).await.status, 404);
}

#[tokio::test]
async fn an_account_has_one_line_and_may_have_another_once_that_is_gone() {
    let (stage, fake) = connected().await;
    let messaging = stage.server.app.messaging();
    let again = || fake.line(stage.server.address, PASSWORD);
    let refused = messaging.connect("default", again()).await.unwrap_err();
    let told = matches!(&refused, Failure::Validation(why) if why.starts_with("This account is connected already"));
    assert!(told, "{refused:?}");
    messaging.connect("shop-2", again()).await.unwrap();
    messaging.disconnect("default", &stage.line).await.unwrap();
    messaging.connect("default", again()).await.unwrap();
}

#[tokio::test]
async fn a_line_says_why_it_does_not_stand_and_never_with_its_password() {
    let (server, fake) = (start().await, Fake::start().await);
    let line = fake.line(server.address, "wrong secret");
    let stage = Stage::connect(server, line).await;
    stage.stands(LineState::Failed).await;
    assert_eq!(stage.line().await.detail, "The server does not take the password");
    fake.with(|inside| inside.health = fake::Health::Nonsense);
    stage.stands(LineState::Disconnected).await;
    assert_eq!(stage.line().await.detail, "What answers there is no BlueBubbles server");
    fake.with(|inside| inside.health = fake::Health::Away);
    let told = async || stage.line().await.detail == "The receiver answered 502";
    eventually("it says that the server is away", told).await;
}
