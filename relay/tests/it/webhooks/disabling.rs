//! Endpoints that are switched off: by their receivers, by failing for too long, by their owner. And that the others stay on.

use super::{Receiver, deliveries, get, id, patient, quick, subscribe, switch, toggle};
use crate::server::{Server, eventually};
use buzzchat_relay::webhook::{Schedule, Terms};
use reqwest::Method;
use serde_json::json;
use std::time::Duration;

const SWITCHED: [&str; 2] = ["bot.started", "bot.stopped"];

/// Patience that a test can see the end of.
fn hasty(disable_after: Duration) -> Terms {
    Terms { allow_local: true, schedule: Schedule { disable_after, ..quick().schedule } }
}

async fn activate(server: &Server, webhook: &str, active: bool) {
    let path = format!("/api/v1/webhooks/{webhook}");
    server.send(Method::PATCH, &path, json!({ "active": active })).await.data();
}

#[tokio::test]
async fn a_receiver_that_is_gone_is_not_called_again() {
    let (server, receiver) = (Server::start_telling(quick()).await, Receiver::start().await);
    let webhook = subscribe(&server, &receiver, &SWITCHED).await;
    receiver.usually(410);
    switch(&server, true).await;
    eventually("it is switched off", async || get(&server, id(&webhook)).await["active"] == false).await;
    assert!(get(&server, id(&webhook)).await["disabledReason"].as_str().unwrap().contains("410"));
    toggle(&server, 3).await;
    assert_eq!(deliveries(&server, id(&webhook)).await.len(), 1, "what happens now is not kept for it");
    assert_eq!(receiver.received().len(), 1);
}

#[tokio::test]
async fn who_does_nothing_but_fail_for_too_long_is_switched_off() {
    let terms = hasty(Duration::from_millis(300));
    let (server, receiver) = (Server::start_telling(terms).await, Receiver::start().await);
    let webhook = subscribe(&server, &receiver, &SWITCHED).await;
    receiver.usually(500);
    switch(&server, true).await;
    eventually("it is failing", async || get(&server, id(&webhook)).await["failingSince"].is_string()).await;
    eventually("it is switched off", async || {
        // Failures go on coming, as they do while things happen.
        toggle(&server, 1).await;
        get(&server, id(&webhook)).await["active"] == false
    })
    .await;
    assert!(get(&server, id(&webhook)).await["disabledReason"].as_str().unwrap().contains("failed"));
    activate(&server, id(&webhook), true).await;
    let again = get(&server, id(&webhook)).await;
    assert_eq!((&again["active"], &again["disabledReason"]), (&json!(true), &json!(null)));
}

#[tokio::test]
async fn one_success_makes_good_whatever_failed() {
    let (server, receiver) = (Server::start_telling(patient()).await, Receiver::start().await);
    let webhook = subscribe(&server, &receiver, &SWITCHED).await;
    receiver.next([500, 500, 200]);
    toggle(&server, 2).await;
    eventually("it is failing", async || get(&server, id(&webhook)).await["failingSince"].is_string()).await;
    receiver.wait_for(2).await;
    toggle(&server, 1).await;
    eventually("it is well", async || get(&server, id(&webhook)).await["failingSince"].is_null()).await;
    assert_eq!(get(&server, id(&webhook)).await["active"], true);
}

#[tokio::test]
async fn what_waits_for_an_inactive_webhook_goes_out_once_it_is_active_again() {
    let (server, receiver) = (Server::start_telling(quick()).await, Receiver::start().await);
    let webhook = subscribe(&server, &receiver, &SWITCHED).await;
    receiver.usually(503);
    switch(&server, true).await;
    receiver.wait_for(1).await;
    activate(&server, id(&webhook), false).await;
    eventually("what was under way has ended", async || {
        let before = receiver.received().len();
        tokio::time::sleep(Duration::from_millis(200)).await;
        before == receiver.received().len()
    })
    .await;
    assert_eq!(deliveries(&server, id(&webhook)).await[0]["state"], "pending");
    receiver.usually(200);
    activate(&server, id(&webhook), true).await;
    eventually("it is delivered", async || deliveries(&server, id(&webhook)).await[0]["state"] == "delivered").await;
}

#[tokio::test]
async fn a_new_address_is_used_for_what_still_waits() {
    let (server, old, new) = (Server::start_telling(quick()).await, Receiver::start().await, Receiver::start().await);
    let webhook = subscribe(&server, &old, &SWITCHED).await;
    old.usually(500);
    switch(&server, true).await;
    old.wait_for(1).await;
    let path = format!("/v1/webhooks/{}", id(&webhook));
    server.send(Method::PATCH, &path, json!({ "url": new.url })).await.data();
    let received = new.wait_for(1).await;
    assert_eq!((received[0].id(), &received[0].body), (old.received()[0].id(), &old.received()[0].body));
}

#[tokio::test]
async fn a_deleted_webhook_hears_nothing_more() {
    let (server, receiver) = (Server::start_telling(quick()).await, Receiver::start().await);
    let webhook = subscribe(&server, &receiver, &SWITCHED).await;
    receiver.usually(500);
    switch(&server, true).await;
    receiver.wait_for(1).await;
    let path = format!("/v1/webhooks/{}", id(&webhook));
    assert_eq!(server.delete(&path).await.body, json!({ "success": true, "message": "Webhook deleted" }));
    server.get(&path).await.error(404, "NOT_FOUND");
    server.delete(&path).await.error(404, "NOT_FOUND");
    eventually("nothing comes any more", async || {
        let before = receiver.received().len();
        tokio::time::sleep(Duration::from_millis(200)).await;
        before == receiver.received().len()
    })
    .await;
}
