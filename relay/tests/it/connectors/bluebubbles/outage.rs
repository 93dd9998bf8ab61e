//! The server is away, or the relay is: afterwards everything is there, once.

use super::connected;
use super::fake::Health;
use crate::connectors::stage::PHONE;
use crate::server::now;
use buzzchat_relay::messaging::LineState;
use serde_json::json;

#[tokio::test]
async fn what_happened_while_nobody_listened_is_caught_up_on() {
    let (stage, fake) = connected().await;
    let early = stage.send(PHONE, "Before").await;
    stage.becomes(&early, "sent").await;
    fake.with(|inside| inside.health = Health::Away);
    stage.stands(LineState::Disconnected).await;
    let waiting = stage.send(PHONE, "Meanwhile").await;
    assert_eq!(stage.status(PHONE, &waiting).await, "queued");
    for number in 0..3 {
        fake.says(&format!("line {number}"), &json!({}));
    }
    fake.with(|inside| inside.messages[0]["dateDelivered"] = json!(now()));
    fake.with(|inside| inside.health = Health::Well);
    stage.stands(LineState::Connected).await;
    stage.becomes(&waiting, "sent").await;
    stage.becomes(&early, "delivered").await;
    stage.hears(&["line 0", "line 1", "line 2"]).await;
    // The server tells of one that was caught up on.
    let told = fake.with(|inside| inside.messages[1].clone());
    stage.tell(&fake, "new-message", &told).await;
    stage.hears(&["line 0", "line 1", "line 2"]).await;
    assert_eq!(fake.sent(), ["Before", "Meanwhile"]);
}

#[tokio::test]
async fn a_relay_that_was_away_asks_for_what_it_missed() {
    let (mut stage, fake) = connected().await;
    fake.with(|inside| inside.health = Health::Away);
    stage.stands(LineState::Disconnected).await;
    stage.server = stage.server.restart().await;
    fake.says("Anybody there?", &json!({}));
    fake.with(|inside| inside.health = Health::Well);
    stage.hears(&["Anybody there?"]).await;
}
