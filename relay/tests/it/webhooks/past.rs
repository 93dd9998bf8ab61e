//! Events from before: offline ones that arrive later are told, those of a life without this relay or webhook are not.

use super::{EVERY, Receiver, id, ids_in_order, quick, subscribe, switch};
use crate::device::{Device, fresh_id};
use crate::server::{Server, now};
use buzzchat::protocol::{Entry, Event, Fact, Frame};

#[tokio::test]
async fn what_happened_while_the_device_was_offline_is_told_when_it_comes_back() {
    let (server, receiver) = (Server::start_telling(quick()).await, Receiver::start().await);
    let device = Device::new("dev_1").pair(&server).await.close().await;
    let webhook = subscribe(&server, &receiver, &EVERY).await;
    let mut device = device;
    let events: Vec<_> = [Fact::BotStopped, Fact::BotStarted].map(|fact| device.write(fact)).into();
    let ids: Vec<_> = events.iter().map(|event| event.id.clone()).collect();
    let mut joined = device.connect(&server).await;
    joined.socket.say(&Frame::Events { events }).await;
    joined.until_acknowledged().await;
    receiver.wait_for(2).await;
    assert_eq!(ids_in_order(&server, id(&webhook)).await, ids);
}

#[tokio::test]
async fn a_first_pairing_tells_nothing_of_the_past() {
    let (server, receiver) = (Server::start_telling(quick()).await, Receiver::start().await);
    let webhook = subscribe(&server, &receiver, &EVERY).await;
    let mut device = Device::new("dev_1");
    let past: Vec<_> = [Fact::BotStopped, Fact::BotStarted].map(|fact| device.write(fact)).into();
    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    let mut joined = device.pair(&server).await;
    joined.socket.say(&Frame::Events { events: past }).await;
    joined.until_acknowledged().await;
    joined.report(vec![Fact::BotStopped]).await;
    let received = receiver.wait_for(1).await;
    assert_eq!(received[0].id(), joined.device.own[2].id);
    assert_eq!(ids_in_order(&server, id(&webhook)).await, [joined.device.own[2].id.clone()]);
}

#[tokio::test]
async fn a_state_that_is_merged_tells_nothing() {
    let (server, receiver) = (Server::start_telling(quick()).await, Receiver::start().await);
    let webhook = subscribe(&server, &receiver, &EVERY).await;
    let mut device = Device::new("dev_1");
    device.write(Fact::BotStopped);
    device.write(Fact::BotStarted);
    device.compacted = 2;
    let code = fresh_id("").split_off(18);
    server.new_code(&code).await;
    let mut joined = device.knock(&server, Some(&code)).await;
    let data = joined.device.shared.to_transfer();
    joined.socket.say(&Frame::Snapshot { number: 0, part: 0, parts: 1, data }).await;
    joined.until_acknowledged().await;
    assert_eq!(server.state().await.known("dev_1"), 2, "the state did arrive");
    assert!(ids_in_order(&server, id(&webhook)).await.is_empty());
}

#[tokio::test]
async fn events_older_than_the_webhook_are_not_told() {
    let (server, receiver) = (Server::start_telling(quick()).await, Receiver::start().await);
    let mut joined = Device::new("dev_1").pair(&server).await;
    let early = joined.device.write(Fact::BotStopped);
    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    let webhook = subscribe(&server, &receiver, &EVERY).await;
    let entry = |viewer: &str, at| Entry { at, id: fresh_id("evt_"), viewer: viewer.into() };
    let entries = vec![entry("early", early.at), entry("late", now())];
    let late = joined.device.write(Fact::GiveawayEntry { round: "round_1".into(), entries: entries.clone() });
    joined.socket.say(&Frame::Events { events: vec![early, late] }).await;
    joined.until_acknowledged().await;
    receiver.wait_for(1).await;
    assert_eq!(ids_in_order(&server, id(&webhook)).await, [entries[1].id.clone()]);
}

#[tokio::test]
async fn while_a_webhook_is_not_active_nothing_is_kept_for_it() {
    let (server, receiver) = (Server::start_telling(quick()).await, Receiver::start().await);
    let webhook = subscribe(&server, &receiver, &EVERY).await;
    let path = format!("/v1/webhooks/{}", id(&webhook));
    let activate = async |active: bool| {
        server.send(reqwest::Method::PATCH, &path, serde_json::json!({ "active": active })).await.data();
    };
    activate(false).await;
    switch(&server, true).await;
    activate(true).await;
    switch(&server, false).await;
    let received = receiver.wait_for(1).await;
    assert_eq!(received[0].header("x-buzzchat-event"), "bot.stopped");
    assert_eq!(ids_in_order(&server, id(&webhook)).await.len(), 1);
}

#[tokio::test]
async fn an_entry_with_an_id_that_fits_no_header_harms_nobody() {
    let (server, receiver) = (Server::start_telling(quick()).await, Receiver::start().await);
    let mut joined = Device::new("dev_1").pair(&server).await;
    subscribe(&server, &receiver, &EVERY).await;
    let entry = |id: &str| Entry { at: now(), id: id.into(), viewer: "ann".into() };
    let entries = vec![entry("evt_a\r\nx-evil: 1"), entry(""), entry("evt_a.b"), entry("evt_good")];
    let Event { seq, .. } = joined.device.write(Fact::GiveawayEntry { round: "round_1".into(), entries });
    assert_eq!(seq, 1);
    let events = joined.device.own.clone();
    joined.socket.say(&Frame::Events { events }).await;
    joined.until_acknowledged().await;
    receiver.wait_for(1).await;
    assert_eq!(receiver.ids(), ["evt_good"]);
}
